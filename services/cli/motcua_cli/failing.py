# SPDX-License-Identifier: Apache-2.0
"""How a command that could not run ends: one sentence on standard error, exit code 2."""

from __future__ import annotations

import sys
from typing import Any

import typer


def fail(sentence: str) -> typer.Exit:
    """Say why it could not run, on standard error; raise what this returns."""
    print(f"motcua: {sentence}", file=sys.stderr)
    return typer.Exit(2)


def told(error: Any) -> str:
    """What a service (or the issuer) refused, in English: its sentence, and below it each field with what is wrong with it.

    `error`: a MotcuaError or an IdentityError; not named as its type, because to import that takes a while.
    """
    faults = [f"{one.field}: {one.message_en}" for one in getattr(error, "field_errors", ())]
    return "\n".join([str(error.message_en), *faults])
