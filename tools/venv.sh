#!/bin/sh
# venv.sh PYTHON VENV: a virtual environment of Python 3.11 or newer with a pip that reads dependency groups.
set -eu
python=$1
venv=$2

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

stop() {
    echo "leadlife: $1" >&2
    exit 1
}

if [ -x "$venv/bin/python" ]; then
    new_enough "$venv/bin/python" ||
        stop "$venv is not an environment of Python 3.11 or newer; remove it and run make again."
else
    command -v "$python" >/dev/null 2>&1 ||
        stop "Python 3.11 or newer is needed, and '$python' is not found; name one: make test PYTHON=python3.12"
    new_enough "$python" ||
        stop "Python 3.11 or newer is needed, and '$python' is $("$python" --version 2>&1); name another: make test PYTHON=python3.12"
    "$python" -m venv "$venv" || {
        rm -rf "$venv"
        stop "'$python -m venv' failed; on Debian and Ubuntu it needs the package python3-venv."
    }
fi
"$venv/bin/python" -m pip --disable-pip-version-check install --quiet --upgrade 'pip>=25.1'
