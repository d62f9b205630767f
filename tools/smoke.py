"""``python -I smoke.py README``: what the installed wheel must do with its required dependencies and no more.

The public testing kit (extra ``test``) is installed too, and is all that may need it.
"""

from __future__ import annotations

import re
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, DocTestParser, DocTestRunner
from importlib import import_module
from importlib.metadata import entry_points, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

OPTIONAL = (
    *("apprise", "cloudevents", "holidays", "httpx", "hypothesis", "jinja2", "narwhals", "opentelemetry"),
    *("plotly", "polars", "psycopg", "pytest", "rich", "sqlalchemy", "sqlglot", "standardwebhooks", "typer"),
)


def main(readme: Path) -> int:
    stands_alone()
    is_whole()
    blocks = runs_as_written(readme)
    if find_spec("leadlife.testing"):
        import_module("leadlife.testing")
    print(
        f"leadlife {version('leadlife')} on Python {sys.version.split()[0]}: alone, whole, {blocks} blocks run"
    )
    return 0


def stands_alone() -> None:
    leadlife = import_module("leadlife")
    loaded = [name for name in OPTIONAL if name in sys.modules]
    assert not loaded, f"import leadlife loads {', '.join(loaded)}, which nobody asked for"
    assert "site-packages" in str(leadlife.__file__), f"not the installed package: {leadlife.__file__}"


def is_whole() -> None:
    leadlife = import_module("leadlife")
    assert leadlife.__version__ == version("leadlife"), "the package and its metadata differ in version"
    assert files("leadlife").joinpath("py.typed").is_file(), "the wheel lacks py.typed"
    missing = [name for name in leadlife.__all__ if not hasattr(leadlife, name)]
    assert not missing, f"leadlife.__all__ promises {', '.join(missing)}"
    (script,) = entry_points(group="console_scripts", name="leadlife")
    assert script.value == "leadlife.cli:main", f"the command is {script.value}"


def runs_as_written(readme: Path) -> int:
    """Run the README's ``python`` blocks one after the other, as one program; how many there were."""
    blocks = re.findall(r"^```python\n(.*?)^```", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {"__name__": "__main__"}
    for number, block in enumerate(blocks, 1):
        if block.startswith(">>> "):
            test = DocTestParser().get_doctest(block, {}, f"block {number}", str(readme), 0)
            test.globs = names
            failed = (
                DocTestRunner(optionflags=ELLIPSIS | NORMALIZE_WHITESPACE).run(test, clear_globs=False).failed
            )
            assert not failed, f"block {number} of {readme.name} does not give what it shows"
        else:
            exec(compile(block, f"{readme.name}, block {number}", "exec"), names)
    return len(blocks)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
