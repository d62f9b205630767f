"""``python tools/wheel.py``: build what would be published, install it where nothing else is, and use it there.

The sdist is built from the tree and the wheel from the sdist, so that both are complete or this fails.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wheel = build(folder / "dist")
        python = environment(folder / "venv")
        pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        run(python, *pip, f"{wheel}[test]", cwd=folder)
        # Away from the tree and with -I, so that what is imported can only be what was installed.
        run(python, "-I", ROOT / "tools" / "smoke.py", ROOT / "README.md", cwd=folder)
    print(f"{wheel.name}: built, installed and used")
    return 0


def build(into: Path) -> Path:
    run(sys.executable, "-m", "build", "--outdir", into, ROOT, cwd=ROOT, quiet=True)
    (wheel,) = into.glob("*.whl")
    (_sdist,) = into.glob("*.tar.gz")
    return wheel


def environment(at: Path) -> Path:
    run(sys.executable, "-m", "venv", at, cwd=at.parent)
    return at / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def run(*command: str | Path, cwd: Path, quiet: bool = False) -> None:
    """Run the command, and stop with its output if it fails."""
    line: Sequence[str] = [str(part) for part in command]
    done = subprocess.run(line, cwd=cwd, text=True, capture_output=quiet)
    if done.returncode:
        sys.exit(f"{done.stdout or ''}{done.stderr or ''}\nfailed ({done.returncode}): {' '.join(line)}")


if __name__ == "__main__":
    sys.exit(main())
