# voicecheck: everything is set up by these two: make demo, make test
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := reports

.PHONY: help demo test test-all lint samples clean

help:
	@echo "make demo      set up, install the verified model, check the samples, write reports"
	@echo "make test      set up what the tests need, then lint and run the suite"
	@echo "make test-all  the same with the long soaks and the benchmarks' own checks"
	@echo "make samples   make the sample calls again (needs flite, festival and festvox-ru)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is wanted: make PYTHON=python3.12 demo" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: pyproject.toml models/manifest.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml $(VENV)/.package
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

# exit code 1 means findings, and the samples are made to have some
demo: $(VENV)/.package
	@$(BIN)/voicecheck models install base
	@$(BIN)/voicecheck check samples --out $(OUT) || test $$? -eq 1

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/voicecheck models install base
	$(BIN)/python -m pytest -m 'not long'

test-all: lint
	$(BIN)/voicecheck models install base
	$(BIN)/python -m pytest

samples: $(VENV)/.package
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[samples]'
	$(BIN)/python samples/make_samples.py

clean:
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache
