# SPDX-License-Identifier: Apache-2.0
"""Who is at work here: the caller of the running handler, or the part of the system whose thread this is.

Ids only, no names: the audit keeps no personal data beyond the issuer's id of a person.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something.

    Attributes:
        id: the issuer's id of a person or client; of the system itself the name of its worker, such as `consumer-intake`.
        kind: `person`, `service` (an account of a program), `anyone` (not signed in) or `system`.
        roles: those of the token, sorted, by commas.
        unit: key of the caller's unit in the organisation file.
        client: the client that carried the token.
        request_id: of the write that is being answered.
        trace: W3C trace id, 32 hexadecimal digits.
        cause: id of the event that is being handled.
    """

    id: str
    kind: str = "system"
    roles: str = ""
    unit: str = ""
    client: str = ""
    request_id: str = ""
    trace: str = ""
    cause: str = ""


Reader = Callable[[], Actor | None]
Tracing = Callable[[], str]
_readers: list[tuple[Reader, Tracing]] = []
_CAUSE: ContextVar[str] = ContextVar("motcua_audit_cause", default="")


def identify(reader: Reader, tracing: Tracing) -> None:
    """Ask `reader` who calls (None where nobody does), and `tracing` for the trace id (empty without one). For the library that
    knows calls (`motcua_hosting.audit_calls`)."""
    if (reader, tracing) not in _readers:
        _readers.append((reader, tracing))


@contextmanager
def caused_by(event_id: str) -> Iterator[None]:
    """Everything inside is done because of this event."""
    token = _CAUSE.set(event_id)
    try:
        yield
    finally:
        _CAUSE.reset(token)


def current_actor() -> Actor:
    """Who is at work in this thread."""
    found, trace = None, ""
    for reader, tracing in _readers:
        found, trace = found or reader(), trace or tracing()
    return replace(found or Actor(_worker()), cause=_CAUSE.get(), trace=trace)


def _worker() -> str:
    """Threads of pools are numbered; the number says nothing."""
    return threading.current_thread().name.rstrip("0123456789_-") or "system"
