#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Resolves requirements/*.in into *.txt with hashes and without any index address. Releases younger than a week are left out.
set -eu
cd "$(dirname "$0")/../../requirements"
week_ago=$(date -u -d '7 days ago' +%Y-%m-%dT00:00:00Z 2>/dev/null || date -u -v-7d +%Y-%m-%dT00:00:00Z)
for name in tools run dev; do
    constraint=""
    [ "$name" = dev ] && constraint="--constraint run.txt"
    # shellcheck disable=SC2086
    ../.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
        --exclude-newer "$week_ago" --exclude-newer-package "holidays=2030-01-01T00:00:00Z" $constraint --no-header "$name.in" --output-file "$name.txt"
done
