# make demo | make test: nothing but python3 (3.11 or newer) and make is needed; uv speeds it up where it is installed.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

ifdef UV
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
CREATE  = $(UV) venv --quiet --python $(PYTHON) --allow-existing $(VENV)
else
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
CREATE  = $(PYTHON) -m venv $(VENV)
endif

# Many tests wait for a browser, a server or a database: one worker more than cores uses the time they wait.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# Tests start thousands of processes; without its bytecode kept, each would compile all of debar again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench bench-names bench-procurement bench-things bench-law lock clean help

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: $(VENV)/core ## judge the bundled sample records: findings on screen, a report on disk
	@$(BIN)/debar demo

test: $(VENV)/dev lint ## lint, types, layers and all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: $(VENV)/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/dev ## the figures that README and docs quote, measured here
	@$(BIN)/python benchmarks/scan.py
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python benchmarks/lists.py

$(VENV)/core: requirements/core.txt pyproject.toml
	@echo "Setting up $(VENV) (once) ..."
	@$(CREATE)
	@$(INSTALL) --require-hashes -r requirements/core.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml
	@echo "Setting up $(VENV) with the test tools (once) ..."
	@$(CREATE)
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/core

# NAMES=DIR takes the names of a directory; PEERS=no leaves the peers' environment unmade and them out of the table.
bench-names: $(VENV)/dev ## name matching beside its peers, over the same names in the same run
	@[ "$(PEERS)" = no ] || scripts/peers_venv.sh
	@$(BIN)/python -m benchmarks.names $(NAMES)

# ROWS=N makes so many records, DATA="FILE ..." takes csv files instead.
bench-procurement: $(VENV)/dev ## scans of purchase records beside keyword searches, pandas and DuckDB, in the same run
	@[ "$(PEERS)" = no ] || scripts/peers_venv.sh
	@$(BIN)/python -m benchmarks.procurement $(if $(ROWS),--rows $(ROWS)) $(if $(DATA),--data $(DATA)) --kill

# THINGS=DIR takes purchase records of a directory besides the labelled lines.
bench-things: $(VENV)/dev ## identification of things beside keyword scans, over the same texts in the same run
	@$(BIN)/python -m benchmarks.identify $(THINGS) --failures

# PEERS=no leaves the peers' environment unmade and networkx out of the table.
bench-law: $(VENV)/dev ## rules and ownership, the latter beside networkx in the same run
	@[ "$(PEERS)" = no ] || scripts/peers_venv.sh
	@$(BIN)/python -m benchmarks.law $(if $(filter no,$(PEERS)),,--peer-python .venv-peers/bin/python)

lock: ## compile requirements/*.txt anew from pyproject.toml
	@scripts/lock.sh
	@scripts/peers_venv.sh --lock

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
