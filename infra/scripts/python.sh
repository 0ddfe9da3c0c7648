#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the interpreter that .venv is made with. A distribution's is built with optimisations, which another one may not be (an
# eighth of the time of the tests), so it goes first; whoever works in an environment of their own gets that.
usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
if [ -z "${VIRTUAL_ENV:-}${CONDA_PREFIX:-}" ] && usable /usr/bin/python3; then
    echo /usr/bin/python3
else
    echo python3
fi
