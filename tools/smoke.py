"""What the installed wheel must do with nothing beside it but its required dependencies and the extra ``test``."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points, version
from importlib.resources import files

OPTIONAL = (
    *("apprise", "cloudevents", "holidays", "httpx", "hypothesis", "jinja2", "narwhals", "opentelemetry"),
    *("plotly", "polars", "psycopg", "pytest", "rich", "sqlalchemy", "sqlglot", "standardwebhooks", "typer"),
)


def main() -> int:
    import leadlife

    loaded = [name for name in OPTIONAL if name in sys.modules]
    assert not loaded, f"import leadlife loads {', '.join(loaded)}, which nobody asked for"
    assert "site-packages" in str(leadlife.__file__), f"not the installed package: {leadlife.__file__}"
    assert leadlife.__version__ == version("leadlife"), "the package and its metadata differ in version"
    assert files("leadlife").joinpath("py.typed").is_file(), "the wheel lacks py.typed"
    for name in getattr(leadlife, "__all__", ()):
        getattr(leadlife, name)
    (script,) = entry_points(group="console_scripts", name="leadlife")
    assert script.value == "leadlife.cli:main", f"the command is {script.value}"
    print(f"leadlife {leadlife.__version__} on Python {sys.version.split()[0]} stands alone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
