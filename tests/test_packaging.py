"""What is published: one version, the types, nothing optional at import, and public names that explain themselves."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

import leadlife

ROOT = Path(__file__).resolve().parent.parent
OPTIONAL = (
    *("apprise", "cloudevents", "holidays", "httpx", "hypothesis", "jinja2", "narwhals", "opentelemetry"),
    *("plotly", "polars", "psycopg", "pytest", "rich", "sqlalchemy", "sqlglot", "standardwebhooks", "typer"),
)
PUBLIC = tuple(getattr(leadlife, "__all__", ()))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")))
    return ZipFile(built)


def metadata(wheel: ZipFile) -> str:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return wheel.read(name).decode()


def test_the_version_is_stated_in_one_place() -> None:
    stated = [
        path
        for path in [*(ROOT / "src").rglob("*.py"), ROOT / "pyproject.toml"]
        if re.search(r'^(__version__|version) *= *"', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert stated == [ROOT / "src" / "leadlife" / "_version.py"]


def test_the_package_and_its_metadata_tell_the_same_version(wheel: ZipFile) -> None:
    assert f"\nVersion: {leadlife.__version__}\n" in metadata(wheel)
    assert version("leadlife") == leadlife.__version__


def test_the_wheel_holds_the_whole_package_its_types_and_its_licence_and_nothing_else(wheel: ZipFile) -> None:
    package = ROOT / "src" / "leadlife"
    ours = {f"leadlife/{path.relative_to(package).as_posix()}" for path in package.rglob("*.py")}
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert ours | {"leadlife/py.typed"} <= packed
    assert {name.split("/")[0] for name in packed} == {"leadlife"}
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "src" / "leadlife").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_only_three_dependencies_are_required(wheel: ZipFile) -> None:
    required = re.findall(r"^Requires-Dist: ([A-Za-z0-9-]+)[^;\n]*$", metadata(wheel), re.MULTILINE)
    assert sorted(required) == ["pydantic", "python-dateutil", "transitions"]


def test_the_extra_all_is_all_the_others() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    (everything,) = extras.pop("all")
    assert everything == f"leadlife[{','.join(extras)}]"


def test_importing_leadlife_loads_nothing_optional() -> None:
    code = f"import sys, leadlife; print(*[name for name in {OPTIONAL!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_public_names_are_listed_once_and_in_order() -> None:
    assert len(PUBLIC) == len(set(PUBLIC))


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_exists_and_says_what_it_is(name: str) -> None:
    public = getattr(leadlife, name)
    if isinstance(public, type) or callable(public):
        own = public.__dict__.get("__doc__") if isinstance(public, type) else public.__doc__
        # A dataclass without a docstring is given its signature as one.
        assert own and not own.startswith(f"{name}("), f"{name} has no docstring"


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name
)
def test_no_python_example_escapes_being_run_by_its_label(page: Path) -> None:
    labels = re.findall(r"^ *```+ *([\w+-]+)", page.read_text("utf-8"), re.MULTILINE)
    assert not {"py", "pycon", "python3", "Python", "shell-session"} & set(labels)
