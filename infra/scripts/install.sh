#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Creates .venv from requirements/$1.txt and installs the workspace's packages into it. Does nothing when it is current.
set -eu
cd "$(dirname "$0")/../.."
kind="$1"
python="${2:-python3}"

fail() {
    echo "motcua: $1" >&2
    exit 2
}

command -v "$python" >/dev/null 2>&1 || fail "'$python' was not found. Install Python 3.11 or newer, or call make PYTHON=/path/to/python3."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or newer is needed; '$python' is $("$python" -c 'import platform; print(platform.python_version())'). Call make PYTHON=/path/to/python3.11."

# What was installed is known by the content of everything that decides it, and by where the checkout lies (editable installs).
# `dev` contains `run`.
stamp() {
    { pwd; cat "requirements/tools.txt" "requirements/$1.txt" libs/*/pyproject.toml services/*/pyproject.toml; } | cksum | tr ' ' '-'
}
# Compiled here, so that no start pays for it (also where PYTHONDONTWRITEBYTECODE is set); what has not changed costs a tenth of
# a second.
compile() {
    .venv/bin/python -m compileall -q libs services || true
}
current="$(stamp "$kind")"
if [ "$(cat ".venv/.installed-$kind" 2>/dev/null)" = "$current" ] ||
    { [ "$kind" = run ] && [ "$(cat .venv/.installed-dev 2>/dev/null)" = "$(stamp dev)" ]; }; then
    compile
    exit 0
fi

echo "motcua: installing into .venv (once; about half a minute) ..."
if [ ! -x .venv/bin/python ]; then
    "$python" -m venv .venv || fail "'$python -m venv' failed. On Debian: apt-get install python3-venv."
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt ||
    fail "pip could not install requirements/tools.txt; see above. Is the package index reachable?"
.venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "requirements/$kind.txt" ||
    fail "uv could not install requirements/$kind.txt; see above."
packages=""
for folder in libs/* services/*; do
    [ -f "$folder/pyproject.toml" ] && packages="$packages -e $folder"
done
# shellcheck disable=SC2086
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation $packages ||
    fail "the packages of this workspace could not be installed; see above."
compile
.venv/bin/python -m motcua_portal.compile_templates || true
# uv makes its lock writable for everybody, whatever the umask says.
[ ! -e .venv/.lock ] || chmod go-w .venv/.lock
echo "$current" > ".venv/.installed-$kind"
