# make ask Q="..."   set up once, then answer a question from the five articles in seeds/
# make test          set up once, then run all tests
# make bench         seconds, memory, and ratios to a floor measured in the same run
#
# GNU make 3.81 or newer (what macOS ships), a POSIX shell, Python 3.11 or newer, and a C and
# C++ compiler the first time. PYTHON=python3.12 names another Python.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The question goes to the recipe through the environment, taken from Q unexpanded: quotes,
# dollar signs and parentheses in it mean nothing to make or to the shell.
export QA_MAKE_QUESTION := $(value Q)
unexport Q
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: ask setup test lint format lock bench screenshots wheel-check clean clean-llama help

ask: $(VENV)/.runtime
	@if [ -z "$$QA_MAKE_QUESTION" ]; then \
	  echo 'say what to ask: make ask Q="who claimed Panjshir was captured?"' >&2; exit 2; fi
	@$(BIN)/qa ask -- "$$QA_MAKE_QUESTION"

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

setup: $(VENV)/.runtime $(VENV)/.dev

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev
	$(BIN)/python scripts/lock.py

bench: $(VENV)/.dev
	$(BIN)/python -m eval.bench

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.browser.screenshots

wheel-check: $(VENV)/.runtime
	$(BIN)/python scripts/wheel_check.py

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache

# The wheel of llama-cpp-python is shared by all checkouts of a user, so it has its own target.
clean-llama:
	$(PYTHON) scripts/build_llama.py --clean
	rm -f $(VENV)/.runtime $(VENV)/.dev

$(VENV)/.python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "needs Python 3.11 or newer: there is no '$(PYTHON)'; install it," \
	    "or name yours: make ask PYTHON=/path/to/python3.12 Q=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "needs Python 3.11 or newer: '$(PYTHON)' is $$("$(PYTHON)" -V 2>&1); install a newer one," \
	    "or name yours: make ask PYTHON=/path/to/python3.12 Q=..." >&2; exit 1; }
	@echo "Setting up in $(VENV), once ..." >&2
	@"$(PYTHON)" -m venv $(VENV) >&2 || { rm -rf $(VENV); \
	  echo "needs Python's venv and pip (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: $(VENV)/.python pyproject.toml constraints.txt scripts/install.py \
  scripts/build_llama.py scripts/llama_build.cmake
	@$(BIN)/python scripts/install.py runtime
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@$(BIN)/python scripts/install.py dev
	@touch $@
