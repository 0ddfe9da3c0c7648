#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Keeps the contracts of a release as proto/released.binpb, which later ones may add to and never break; `--check` compares with it.
set -eu
cd "$(dirname "$0")/.."
buf=${BUF:-.venv/bin/buf}
proto=${PROTO:-proto}
if [ "${1:-}" != --check ]; then
    exec "$buf" build "$proto" --exclude-source-info -o proto/released.binpb
fi
[ -f proto/released.binpb ] || { echo "proto/released.binpb is gone: nothing says which contracts others were built against" >&2; exit 1; }
"$buf" breaking "$proto" --against proto/released.binpb || {
    echo "These changes break whoever was built against the released contracts: add a field, a method or a version instead." >&2
    exit 1
}
