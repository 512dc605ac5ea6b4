# Two commands: `make chat` opens the page, `make test` runs the tests. Both install what they need into .venv.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: chat test check install benchmark

chat: install
	$(VENV)/bin/partnerships serve --starter samples

test: $(VENV)/.test
	$(VENV)/bin/python -m pytest

check: $(VENV)/.test
	$(VENV)/bin/ruff format --check . && $(VENV)/bin/ruff check . && $(VENV)/bin/mypy

benchmark: $(VENV)/.test
	$(VENV)/bin/python -m benchmarks.paired

install: $(VENV)/.install

$(VENV)/.install: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) and f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}: give another one with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing (the first time this takes some minutes)…"
	$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.install
	$(PIP) -e '.[test,training]'
	@touch $@
