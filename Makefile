# `make run` starts the site, `make test` checks everything; `make help` lists the rest.
# Needs Python 3.11 or later and nothing else: no Docker, Java, Node.js or database.

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
FIND_PYTHON = for p in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run quick test test-docker faults check format bench dist assets lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp assets ## Install what is needed and serve the site (settings: see README)
	@$(BIN)/crm serve

test: check ## Lint, types and all tests, on the embedded Neo4j
	$(PY) -m pytest

quick: check ## Lint, types and every pure test, while working
	$(PY) -m pytest -q tests/pure tests/guarantees/test_layers.py tests/guarantees/test_rooms.py

test-docker: $(VENV)/test.stamp assets ## All tests, on Neo4j in a container (needs a Docker engine)
	TESTCONTAINERS_RYUK_DISABLED=true CRM_TEST_DATABASE=docker $(PY) -m pytest

faults: $(VENV)/test.stamp assets ## Do to a real site what can go wrong; hours, or less: FAULTS="kills disk --rounds 3"
	$(PY) -m tests.faults $(FAULTS)

check: $(VENV)/test.stamp assets ## Lint, format and types only
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(PY) assets.py check

format: $(VENV)/test.stamp ## Put the code in the one format
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	$(PY) assets.py format

bench: $(VENV)/bench.stamp assets ## Measure against rivals and print the table
	$(PY) -m benchmarks

dist: $(VENV)/run.stamp assets ## Build the wheel and the source archive into dist/
	rm -rf dist
	$(PY) -m hatchling build

assets: $(VENV)/run.stamp ## Build the pages' style sheet and scripts, when their sources changed
	@$(PY) assets.py

lock: ## Choose and pin new versions of everything (needs uv and npm)
	uv pip compile $(LOCK) pyproject.toml --group test --group bench -o $(VENV)/everything.lock
	uv pip compile $(LOCK) pyproject.toml -c $(VENV)/everything.lock --group build -o requirements.lock
	uv pip compile $(LOCK) pyproject.toml -c $(VENV)/everything.lock --group test -o requirements-test.lock
	uv pip compile $(LOCK) pyproject.toml -c $(VENV)/everything.lock --group bench -o requirements-bench.lock
	uv pip compile $(LOCK) --group pyproject.toml:node -o requirements-node.lock
	npm install --ignore-scripts --package-lock-only --omit-lockfile-registry-resolved

clean: ## Remove what was built or installed here (your data is elsewhere and stays)
	rm -rf $(VENV) node_modules web/static dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

LOCK = --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# Each stamp says that its lock file is installed in the one environment; `run` is the part all others contain.
$(VENV)/run.stamp: requirements.lock pyproject.toml | $(PY)
	@echo "Installing what the site needs; the first time takes a minute or two."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/%.stamp: requirements-%.lock $(VENV)/run.stamp
	@echo "Installing what \`make $*\` needs."
	@$(INSTALL) --require-hashes -r $<
	@touch $@

$(PY):
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or later is needed and was not found. Get it from python.org or your system's packages,"; \
	  echo "or name it: make run PYTHON=/path/to/python3"; exit 1; fi; \
	if ! $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	  echo "$$python lacks its venv part. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; fi; \
	$$python -m venv $(VENV)
