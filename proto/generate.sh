#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Generates libs/stubs from proto/. Run by `make proto`; `make check` fails when the result differs from what is committed.
set -eu
cd "$(dirname "$0")/.."
out="${1:-libs/stubs}"
python="${PYTHON:-.venv/bin/python}"
rm -rf "$out/motcua"
mkdir -p "$out"
"$python" -m grpc_tools.protoc -I proto --python_out="$out" --pyi_out="$out" --grpc_python_out="$out" \
    $(cd proto && find motcua -name '*.proto' | sort)
# A message-only file has an empty gRPC module.
rm -f "$out"/motcua/common/v1/*_grpc.py "$out"/motcua/events/v1/*_grpc.py
cp proto/events.yaml proto/topics.yaml proto/consumers.yaml "$out/motcua/events/v1/"
# The description of the REST API quotes the contract.
[ "$out" != libs/stubs ] || "$python" infra/scripts/openapi.py
