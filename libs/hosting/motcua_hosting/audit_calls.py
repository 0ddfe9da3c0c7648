# SPDX-License-Identifier: Apache-2.0
"""What the audit says of a call: who makes it, which dossier and thing it is about, and a digest of what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from motcua_calendar.clock import Clock
from motcua_identity import Kind
from motcua_rpc.call import CURRENT
from motcua_storage.audit import Actor, Entry, digest_of, identify
from opentelemetry import trace

DOSSIER: Final = "dossier_id"
ABOUT: Final = (
    "task_id", "procedure_key", "draft_id", "failure_id", "substitution_id", "filter_id", "message_id", "part", "dossier_id",
)  # fmt: skip
"""Fields that say what a call is about, the narrowest first; ids only, as texts and names may be personal data."""
_DEPTH = 2
"""Of messages in messages: an answer's dossier, or its task."""


def call_entry(method: str, request: Any, answer: Message, clock: Clock | None) -> Entry:
    """The row of a write: `method` is its full name."""
    return Entry(
        "call",
        method,
        digest_of(request.SerializeToString(deterministic=True)),
        about=_about(request, answer),
        dossier=_first(DOSSIER, request, answer),
        business_at=clock.now() if clock else None,
    )


def caller() -> Actor | None:
    """Who makes the call that is being answered here; None outside of one."""
    call = CURRENT.get()
    if call is None:
        return None
    subject = call.subject
    kind = "anyone" if not subject.authenticated else "service" if subject.kind is Kind.SERVICE else "person"
    return Actor(
        id=subject.user_id,
        kind=kind,
        roles=",".join(sorted(subject.roles)),
        unit=subject.unit or "",
        client=subject.client or "",
        request_id=getattr(call.request, "request_id", ""),
    )


def _trace() -> str:
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


identify(caller, _trace)


def _about(request: Message, answer: Message) -> str:
    for name in ABOUT:
        found = _first(name, request, answer)
        if found:
            version = _first("version", answer, request) if name == "procedure_key" else ""
            return f"{name.removesuffix('_id').removesuffix('_key')}:{found}" + (
                f"@{version}" if version else ""
            )
    return ""


def _first(name: str, *messages: Message) -> str:
    """The first value of a field of that name, in the messages or in what they hold; empty where there is none."""
    for message in messages:
        for path in _paths(message.DESCRIPTOR, name):
            value: Any = message
            for step in path:
                value = getattr(value, step)
            if value:
                return str(value)
    return ""


@cache
def _paths(descriptor: Descriptor, name: str) -> tuple[tuple[str, ...], ...]:
    """Where single fields of that name are; found once for each type, as a write asks on the hot path."""
    return tuple(sorted(_search(descriptor, name, _DEPTH), key=len))


def _search(descriptor: Descriptor, name: str, depth: int) -> Iterator[tuple[str, ...]]:
    for field in descriptor.fields:
        if field.is_repeated:
            continue
        if field.name == name and field.message_type is None:
            yield (name,)
        elif field.message_type is not None and depth > 1:
            yield from ((field.name, *rest) for rest in _search(field.message_type, name, depth - 1))
