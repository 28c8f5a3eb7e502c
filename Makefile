# Thin: each target is one line of the project's own tools. `make run` and `make test` do all set-up by themselves.
PYTHON := $(shell for p in python3 python3.13 python3.12; do $$p -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { command -v $$p; break; }; done)
UV := .uv/bin/uv
BIN := .venv/bin
ARTICLES ?=
export UV_PYTHON_DOWNLOADS := never
# A company's own certificate authority is known to the system, not to uv.
export UV_SYSTEM_CERTS := 1

.PHONY: run test sql report up down doctor lint docs evaluate calibrate floors bench volume lock setup
.DEFAULT_GOAL := run

run: .venv/.ready            ## the daily job, on sources.yml or on ARTICLES=folder
	@$(BIN)/nutgraf run $(ARTICLES)

test: .venv/.ready-dev       ## every test; what needs PostgreSQL or Redis is skipped where they are not
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(TESTS)

sql: .venv/.ready            ## the published marts in a SQL shell
	@$(BIN)/nutgraf sql

report: .venv/.ready         ## the quality report in the browser; in the terminal: nutgraf report
	@$(BIN)/nutgraf report --open

up: .venv/.ready             ## Airflow in the background, its web page on 127.0.0.1:8080: the daily schedule
	@$(BIN)/nutgraf up

down: .venv/.ready           ## end it, and every process of it
	@$(BIN)/nutgraf down

doctor: .venv/.ready         ## what is wrong with this installation, and what to do
	@$(BIN)/nutgraf doctor

lint: .venv/.ready-dev       ## formatting, style, types, SQL, generated files
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/sqlfluff lint dbt_project/models && $(BIN)/python -m etl.schema_docs --check

docs: .venv/.ready-dev       ## write the files that are generated from the record classes
	@$(BIN)/python -m etl.schema_docs

evaluate: .venv/.ready-dev   ## quality on public gold data: make evaluate GOLD=folder [ERRORS=quotations]
	@$(BIN)/python -m benchmarks.evaluate $(GOLD) $(if $(ERRORS),--errors $(ERRORS))

calibrate: .venv/.ready-dev  ## the same, and write what rows say of their confidence: make calibrate GOLD=folder
	@$(BIN)/python -m benchmarks.evaluate $(GOLD) --calibrate

floors: .venv/.ready-dev     ## fail where quality fell below benchmarks/floors.json: make floors GOLD=folder
	@$(BIN)/python -m benchmarks.evaluate $(GOLD) --check-floors

bench: .venv/.ready-dev      ## speed, as ratios to the bare libraries: make bench TEXTS=file.jsonl.gz
	@$(BIN)/python -m benchmarks.speed $(TEXTS)

volume: .venv/.ready-dev     ## cost per article while the warehouse grows: make volume GOLD=folder
	@$(BIN)/python -m benchmarks.volume $(GOLD)

lock: $(UV)                  ## resolve the dependencies anew
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -q -o requirements.lock
	$(UV) pip compile pyproject.toml --extra server --universal --generate-hashes --no-header --no-annotate -q -o requirements-server.lock
	$(UV) pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock

setup: .venv/.ready

.uv/bin/uv:
	@test -n "$(PYTHON)" || { echo "Nutgraf needs Python 3.12 or 3.13 as python3; found $$(python3 --version 2>&1)" >&2; exit 1; }
	@$(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

.venv/bin/python: $(UV)
	@test -x $@ || $(UV) venv --quiet --python "$(PYTHON)" .venv

.venv/.ready: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Setting up (once): about 250 packages, 1.6 GB"
	@test -e .venv/.ready-dev || $(UV) pip sync --quiet --python $(BIN)/python --compile-bytecode requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.venv/.ready-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Setting up for development (once): about 270 packages, 1.6 GB"
	@$(UV) pip sync --quiet --python $(BIN)/python --compile-bytecode requirements-dev.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@ .venv/.ready
