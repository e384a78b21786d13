# The doors of the project. `make demo` and `make test` need only Python 3.11 and a package index.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: setup demo test test-all check bench fuzz docs lock

setup: $(STAMP)

$(STAMP): requirements/uv.txt requirements/dev.txt pyproject.toml
	@echo "setting up .venv"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "jixiao needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	@$(BIN)/jixiao demo --no-open --out out/demo

test: setup
	@echo "left out here, run by make test-all: tests marked heavy, which need LibreOffice or a browser, build a wheel into a fresh environment, or take long"
	$(BIN)/pytest -n auto -m "not heavy"

test-all: setup
	scripts/extras.sh
	$(BIN)/pytest -n auto -rs --cov --cov-report=term

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	@for b in benchmarks/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

fuzz: setup
	$(BIN)/python -m tests.review.fuzzing --minutes $(or $(MINUTES),3)

docs: setup
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --strict --quiet

lock:
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --extra portfolio --extra postgres --extra web --extra server --group dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --extra spark --constraint requirements/dev.txt pyproject.toml -o requirements/spark.txt
