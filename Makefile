# A newcomer's commands. Each sets up what it needs; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
.DEFAULT_GOAL := help
# Compiled Python is kept in a folder of its own: without it each of some ten processes takes three times as long to start.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.build/pycache
.PHONY: help run test lint stop demo-reset bench drills access-report oracles mutants figures-page pictures packages dev-packages

help: ## List the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo "Override with PORT, DATA_DIR, DATABASE_URL, REDIS_URL, as in: make run PORT=8001 (docs/configuration.md)"

# One more than there are cores, for the browser's journeys often wait for the worker.
TEST_PROCESSES ?= $(shell expr $$($(PYTHON) -c 'import os; print(os.cpu_count() or 1)') + 1)

# Read by any Python, to tell it that it is old; bootstrap.py does the rest.
FIT = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 6))' 2>/dev/null || { echo "Python 3.11 or later is needed and $(PYTHON) is not one: install it, or name it, as in: make run PYTHON=/path/to/python3.12" >&2; exit 1; }

packages:
	@$(FIT)
	@$(PYTHON) bootstrap.py requirements.txt

dev-packages:
	@$(FIT)
	@$(PYTHON) bootstrap.py requirements.txt requirements-dev.txt

run: packages ## Start everything and load the demo; Ctrl-C stops it
	@$(PY) -m qiprogramme.launching run

stop: packages ## Stop what runs in the data folder, whoever started it
	@$(PY) -m qiprogramme.launching stop

demo-reset: packages ## Delete the demo programme and load it afresh
	@$(PY) -m qiprogramme.launching demo-reset

test: dev-packages ## Run all tests against real PostgreSQL, Redis and a browser
	@$(PY) -m qiprogramme.assets --dev
	@$(PY) -m pytest -n $(TEST_PROCESSES) -q

lint: dev-packages ## Check style, floors, types, migrations, settings and the compose file
	@$(PY) -m qiprogramme.assets
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy
	$(PY) -m qiprogramme.launching with-database manage.py makemigrations --check --dry-run
	$(PY) -m qiprogramme.launching with-database QI_MODE=production SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') ALLOWED_HOSTS=qi.example manage.py check --deploy --fail-level WARNING --database default
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

bench: dev-packages ## Measure, as ratios, what must stay fast
	@$(PY) -m qiprogramme.launching with-database --demo -m benchmarks

drills: dev-packages ## Kill each part with signal 9 and show that nothing was lost
	@$(PY) -m qiprogramme.assets
	@$(PY) -m drills

access-report: dev-packages ## Print who may see what, tried on every address and table
	@$(PY) -m qiprogramme.assets
	@$(PY) -m pytest tests/walls -q -p no:randomly

oracles: dev-packages ## Compare the figures with other libraries on long random series
	@ORACLES=10000 $(PY) -m pytest tests/figures -q -n auto

pictures: dev-packages ## Make the pictures of the README anew, by the journeys
	@$(PY) -m qiprogramme.assets --dev
	@$(PY) -m pytest tests/journeys -q -p no:randomly
	@for name in national coach ward sponsor claim programme-team easy-read; do cp .build/pictures/$$name-1280.png docs/pictures/; done

mutants: dev-packages ## Change one thing in the figures at a time and see whether a test notices
	@$(PY) -m tests.figures.mutants

figures-page: packages ## Draw docs/figures.md from the docstrings
	@$(PY) -m figures > docs/figures.md
