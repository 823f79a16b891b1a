# `make` alone lists what there is. Everything happens in .venv; nothing outside this folder but a browser for the tests.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.set-up
DATA ?= data

# Where this is set, every door and command that a test starts compiles all it imports anew: a second or two each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test check fix texts docs bench soak protections pins

help:  ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP)  ## set everything up in .venv

$(STAMP): requirements.txt pyproject.toml
	@./scripts/set-up "$(PYTHON)"
	@touch $@

run: setup  ## fill a demonstration and start both doors
	@$(BIN)/python scripts/compile_catalogues.py
	@$(BIN)/qorgan demo --data $(DATA) > /dev/null
	@exec $(BIN)/qorgan serve --data $(DATA)

test: setup  ## all tests, with a browser and both databases
	@./scripts/find-browser
	@./scripts/find-nginx
	@$(BIN)/python scripts/compile_catalogues.py
	@$(BIN)/pytest -n 2 --dist loadgroup

check: setup  ## style, types, contracts, migrations, translations
	@$(BIN)/python scripts/compile_catalogues.py
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m django makemigrations --check --dry-run --settings=qorgan.web.settings.tests
	$(BIN)/python scripts/check_catalogues.py

texts: setup  ## bring the translation catalogues up to date with the texts
	$(BIN)/python scripts/update_catalogues.py

fix: setup  ## format and mend what can be mended alone
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup  ## the examples in the docs, run as tests
	$(BIN)/pytest tests/contracts -q

bench: setup  ## print the numbers of docs/reference/benchmarks.md
	PYTHONPATH=. $(BIN)/python bench/speed/run.py
	PYTHONPATH=. $(BIN)/python bench/speed/cases.py
	$(BIN)/python bench/speed/know.py
	$(BIN)/python bench/speed/overlap.py
	$(BIN)/python bench/speed/survey.py
	$(BIN)/python bench/speed/pictures.py

soak: setup  ## the long counts, resumable; writes docs/reference/soak.md
	PYTHONPATH=. $(BIN)/python scripts/soak.py

protections: setup  ## see each test of the threat model fail without what it holds
	@./scripts/find-browser
	$(BIN)/python scripts/without.py

pins: setup  ## renew requirements.txt from pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --extra web --extra know --extra survey --group dev pyproject.toml -o requirements.txt
