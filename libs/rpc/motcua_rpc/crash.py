# SPDX-License-Identifier: Apache-2.0
"""What operators may know of a handler that failed unexpectedly: never the words of the error or the contents of the request,
which may name persons."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

LONGEST = 300
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CODE = re.compile(r"[A-Z][0-9]{1,3}(\.[0-9]{1,4}){1,3}-[0-9]{6}-[0-9]{1,8}")
"""A dossier's code. Ids and codes have a strict form, so that no caller can write anything else into the list of failures."""


@dataclass(frozen=True, slots=True)
class Crash:
    """One failed call. `number` is its incident id, `method` the full name of the method, `error` the class, `place` file, line
    and function; `dossier` is the id, or else the code, of the dossier that the request names, "" for none."""

    number: str
    method: str
    error: str
    place: str
    dossier: str = ""


Keep = Callable[[Crash], str]
"""Keeps a crash where operators find it, and gives the incident id under which it is found: that of an earlier one of the same
kind where there is one. May raise: then only the log has it."""


def crash_of(number: str, method: str, request: Any, error: BaseException) -> Crash:
    """What may be kept of an error."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return Crash(number, method, name[:LONGEST], _place(error)[:LONGEST], _dossier(request))


def _dossier(request: Any) -> str:
    """The dossier that a request names, where what it says looks like one."""
    for field, form in (("dossier_id", _ID), ("dossier_code", _CODE), ("code", _CODE)):
        value = getattr(request, field, "")
        if isinstance(value, str) and form.fullmatch(value):
            return value
    return ""


def _place(error: BaseException) -> str:
    """The innermost line of ours; of foreign code only where none of ours is in the trace."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    placed = [(_own_path(frame.filename), frame) for frame in frames]
    own = [(path, frame) for path, frame in placed if path and not path.startswith("motcua_rpc/guard")]
    path, frame = own[-1] if own else (PurePath(frames[-1].filename).name, frames[-1])
    return f"{path}:{frame.lineno} {frame.name}"


def _own_path(filename: str) -> str:
    """From our package on, such as motcua_intake/app/desk.py; "" for foreign code."""
    parts = PurePath(filename).parts
    first = next((n for n, part in enumerate(parts[:-1]) if part.startswith("motcua_")), None)
    return "" if first is None else "/".join(parts[first:])
