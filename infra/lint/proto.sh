#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The committed stubs are what proto/ gives, and the contracts do not break those of the last release (proto/released.binpb, written by
# `sh proto/release.sh`): whoever was built against them goes on working.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
PYTHON=.venv/bin/python sh proto/generate.sh "$out"
diff -r -x __pycache__ "$out/motcua" libs/stubs/motcua || { echo "libs/stubs is not what proto/ gives: run make proto" >&2; exit 1; }
sh proto/release.sh --check
