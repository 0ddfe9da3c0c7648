#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The committed stubs are what proto/ gives, and the contracts did not break since the last release (proto/released.binpb).
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
PYTHON=.venv/bin/python sh proto/generate.sh "$out"
diff -r -x __pycache__ "$out/motcua" libs/stubs/motcua || { echo "libs/stubs is not what proto/ gives: run make proto" >&2; exit 1; }
if [ -f proto/released.binpb ]; then
    .venv/bin/buf breaking proto --against proto/released.binpb
fi
