# SPDX-License-Identifier: Apache-2.0
"""How a command that could not run ends: one sentence on standard error, exit code 2."""

from __future__ import annotations

import sys

import typer


def fail(sentence: str) -> typer.Exit:
    """Say why it could not run, on standard error; raise what this returns."""
    print(f"motcua: {sentence}", file=sys.stderr)
    return typer.Exit(2)
