# `make run` opens the cockpit on the sample portfolio, `make test` passes all tests, `make quick` those that take little.
# Each sets up its own virtual environment; all it needs is Python 3.11 or newer.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
BIN = $(VENV)/bin

# What is compiled once is kept, also where the surroundings say otherwise: tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test quick check format lock

run: $(VENV)/.run-ready
	$(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

test: $(VENV)/.test-ready
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

quick: $(VENV)/.test-ready
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal -m "not slow and not browser"

check: $(VENV)/.test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.test-ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Writes the versions and hashes of all that is installed; `uv` is what it takes. The cockpit gets what its tests ran with.
LOCK = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header
lock:
	$(LOCK) requirements-dev.txt --output-file requirements-dev.lock
	$(LOCK) requirements.txt --constraint requirements-dev.lock --output-file requirements.lock
	$(LOCK) requirements-cluster.txt --constraint requirements-dev.lock --output-file requirements-cluster.lock

$(VENV)/.run-ready: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.test-ready: requirements.lock requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/.run-ready
