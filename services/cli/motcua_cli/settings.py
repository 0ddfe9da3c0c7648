# SPDX-License-Identifier: Apache-2.0
"""How a setting that cannot be read is told: one sentence, whether it came from an option or from the environment."""

from __future__ import annotations

import sys
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from motcua_cli.failing import fail

_TYPES = {"int": "a whole number", "float": "a number", "bool": "yes or no"}


class Commands(TyperGroup):
    """The group of all commands; what its commands are given is read below `invoke`."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if getattr(error, "param", None) is None or type(error) is not typer.BadParameter:
                raise
            raise fail(_sentence(error)) from error


def _sentence(error: typer.BadParameter) -> str:
    """Which setting, and what it has to be."""
    param: Any = error.param
    option = param.opts[0]
    typed = any(word.partition("=")[0] in param.opts for word in sys.argv[1:])
    variable = param.envvar if isinstance(param.envvar, str) else ""
    name = variable if variable and not typed else option
    cause = error.__cause__
    for first in cause.errors()[:1] if isinstance(cause, ValidationError) else ():
        wanted = _TYPES.get(first["type"].partition("_")[0])
        if wanted:
            return f"{name} must be {wanted}, not {first['input']!r}."
    return f"{name}: {error.message.rstrip('.')}."
