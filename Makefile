# MotCua: every target works from a fresh clone with Python 3.11 or newer and make.
PYTHON ?= $(shell sh infra/scripts/python.sh)
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help install install-dev run up-local down-local up down test test-production check bench proto lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

install: ## create .venv with what the product needs
	@sh infra/scripts/install.sh run "$(PYTHON)"

install-dev: ## the same, with what tests and checks need
	@sh infra/scripts/install.sh dev "$(PYTHON)"

run: install ## start MotCua on this machine with demo people and procedures
	@exec $(BIN)/motcua up

up-local: install ## start the production shape on this machine, every part real, without containers
	@$(BIN)/python infra/local/shape.py up

down-local: ## end it; what it keeps is in var/local
	@$(BIN)/python infra/local/shape.py down

up: ## start the production shape in containers (docker compose; docs/operators.md says what was never run)
	@docker compose up --build --detach

down: ## end it; its volumes stay
	@docker compose down

test: install-dev ## run every test that can run here; says what it skipped and why
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n logical --maxprocesses 4 $(ARGS)

test-production: install-dev ## end-to-end, browser and kill tests again, on the production shape, every part real
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --shape production tests/browser tests/e2e tests/faults tests/production/test_doctor.py $(ARGS)

check: install-dev ## format, lint, types, imports, sizes, proto
	@sh infra/scripts/check.sh

bench: install-dev ## measure hot paths and pages; prints tables and writes var/bench/*.json
	@$(BIN)/motcua bench
	@$(BIN)/motcua bench --pages
	@$(BIN)/motcua bench --shapes --overload || test $$? -eq 1

proto: install-dev ## generate libs/stubs from proto/
	@sh proto/generate.sh

lock: install-dev ## resolve requirements/*.in again
	@sh infra/scripts/lock.sh

clean: ## remove .venv and caches; keeps var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
