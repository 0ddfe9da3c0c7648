# SPDX-License-Identifier: Apache-2.0
"""What a handler may ask about the call it answers: who calls, how much time is left. Kept in context
variables."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from motcua_identity import Subject

from motcua_rpc.crash import Keep

MAX_DEPTH = 4
"""Longest chain of calls between services; a longer one is a loop and is refused."""


@dataclass(frozen=True, slots=True)
class Call:
    """One incoming call. `deadline` is in seconds of `time.monotonic()`, None if the caller set none. `token` is the
    caller's own, for calls that the service makes on their behalf. `method` is the full name of what is called, `request` its
    message (None for a stream), `keep` where the service keeps a crash, `began` when it arrived, as `deadline` counts."""

    subject: Subject
    deadline: float | None = None
    depth: int = 0
    token: str | None = field(default=None, repr=False)
    method: str = ""
    request: Any = field(default=None, repr=False)
    keep: Keep | None = field(default=None, repr=False)
    began: float | None = None


CURRENT: ContextVar[Call | None] = ContextVar("motcua_rpc_call", default=None)


def current_subject() -> Subject:
    """The caller of the running handler (ANONYMOUS if the method allows it). RuntimeError outside of a
    call."""
    call = CURRENT.get()
    if call is None:
        raise RuntimeError("no call is being answered here; current_subject() works inside handlers only")
    return call.subject


def remaining() -> float | None:
    """Seconds until the caller gives up, never negative; None outside of a call or without a deadline."""
    call = CURRENT.get()
    if call is None or call.deadline is None:
        return None
    return max(0.0, call.deadline - time.monotonic())


def depth() -> int:
    """How many calls led here: 0 outside of a call."""
    call = CURRENT.get()
    return 0 if call is None else call.depth + 1


@contextmanager
def as_subject(subject: Subject, seconds: float | None = None) -> Iterator[None]:
    """Answer as if `subject` had called, for tests of handlers and work that starts inside the process."""
    deadline = None if seconds is None else time.monotonic() + seconds
    reset = CURRENT.set(Call(subject, deadline))
    try:
        yield
    finally:
        CURRENT.reset(reset)
