#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything that is checked without running the product: format, lint, types, imports, sizes, spelling, contracts.
set -eu
cd "$(dirname "$0")/../.."
bin=.venv/bin
step() { printf '%s\n' "== $1"; }

step "format"
$bin/ruff format --check .
step "lint"
$bin/ruff check .
step "types"
$bin/mypy $(ls -d libs/*/motcua_* services/*/motcua_* | grep -v egg-info) infra/local/parts infra/local/production infra/local/part.py infra/local/shape.py
step "imports"
$bin/lint-imports --config infra/lint/imports.ini
step "sizes and house rules"
$bin/python infra/lint/house.py
step "spelling"
$bin/codespell --config infra/lint/codespell.cfg README.md docs proto libs services tests infra
step "contracts"
$bin/buf lint proto
sh infra/lint/proto.sh
step "containers"
$bin/python infra/lint/deployment.py
step "alerts"
$bin/python infra/lint/alerts.py
step "dependencies"
$bin/python infra/lint/dependencies.py
