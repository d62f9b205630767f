# `make demo` and `make test` need Python 3.11 or newer and nothing else; each makes .venv and installs what it needs.
# Another Python: make test PYTHON=python3.12. Another place: make test VENV=/some/where.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# Spread over the cores, but not over so many that starting them costs more than it saves;
# a file stays in one process, for the blocks of a document are run in order.
SPREAD ?= -n auto --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports docs examples wheel bench format clean
.SUFFIXES:

help:
	@echo "make demo    live through a quarter of made-up leads, then show the reports"
	@echo "make test    run the tests (LEADLIFE_FULL=1 searches longer)"
	@echo "make check   lint, types, import floors, docs with every example run, and the wheel as built"
	@echo "make bench   compare with other libraries, as ratios"
	@echo "make format  put the code in order; make clean removes what was built"

demo: $(VENV)/.ready-demo
	$(BIN)/leadlife demo $(DEMO)

test: $(VENV)/.ready-test
	$(BIN)/python -m pytest $(SPREAD) $(TESTS)

check: lint types imports docs examples wheel

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy src tests benchmarks tools conftest.py $(wildcard examples)

imports: $(VENV)/.ready-dev
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/.ready-dev
	$(BIN)/sphinx-build -W --keep-going --quiet -b html docs docs/_build/html

examples: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -q README.md docs

wheel: $(VENV)/.ready-dev
	$(BIN)/python tools/wheel.py

bench: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks $(BENCH)

format: $(VENV)/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf build dist docs/_build .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A stamp for each set of installs, so that a second run starts at once; a changed pyproject.toml installs anew.
$(VENV)/.ready-demo: pyproject.toml | $(VENV)/.made
	$(PIP) -e '.[cli]'
	@touch $@

$(VENV)/.ready-test: pyproject.toml | $(VENV)/.made
	$(PIP) -e '.[cli,holidays,test]' --group tests
	@touch $@

$(VENV)/.ready-dev: pyproject.toml | $(VENV)/.made
	$(PIP) -e '.[cli,holidays,test]' --group dev
	@touch $@

$(VENV)/.ready-bench: pyproject.toml | $(VENV)/.made
	$(PIP) -e '.[holidays]' --group bench
	@touch $@

# A virtual environment that stands already is used if its Python is new enough.
$(VENV)/.made:
	@sh tools/venv.sh '$(PYTHON)' '$(VENV)'
	@touch $@
