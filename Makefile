# Needs make and Python 3.11 or newer; everything else comes from PyPI into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo install test test-cluster check types contracts style bench bench-peers bench-limits clean

help:
	@echo "make demo    check a list of endpoints"
	@echo "make test    run the tests"
	@echo "make test-cluster"
	@echo "             run the tests that ask a real OpenSearch node (Maven, and a JDK of 21 or newer)"
	@echo "make check   types, contracts between the rooms, style"
	@echo "make bench   measure the start and the time per entry"
	@echo "make bench-peers   ask other tools the same questions, those whose runtime is here"
	@echo "make bench-limits  measure the worst entries, and ten thousand"
	@echo "make clean   remove what the others have made"

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	@$(BIN)/python -m pip install --quiet --editable ".[jvm]" || echo "no JVM for this machine: the tests that ask one are skipped"
	@touch $@

install: $(VENV)/.installed

# 1 means that there are findings, which is what the list is there for
demo: $(VENV)/.installed
	$(BIN)/endpointlint check fixtures/policies/vendors.json || test $$? -eq 1

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

# starts a node on loopback, of archives that Maven fetches once into the cache of the user
test-cluster: $(VENV)/.dev
	$(BIN)/python tests/cluster/node.py $(BIN)/python -m pytest tests/cluster

check: types contracts style

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

style: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

bench: $(VENV)/.installed
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/entries.py

# what cannot be had is left out, aloud
.peers/.installed: $(VENV)/.dev pyproject.toml
	@mkdir -p .peers
	-$(BIN)/python -m pip install --quiet --group peers
	-npm install --silent --no-save --prefix .peers refa@0.12
	-mvn --quiet dependency:copy -Dartifact=dk.brics:automaton:1.12-4 -DoutputDirectory=.peers
	@touch $@

bench-peers: .peers/.installed
	$(BIN)/python -m benchmarks.peers

bench-limits: $(VENV)/.dev
	$(BIN)/python -m benchmarks.limits

clean:
	rm -rf $(VENV) .peers .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
