# SPDX-License-Identifier: Apache-2.0
"""The catalogue of event types: type → topic → the one service that writes it → its protobuf message.

The table itself is data beside the protobuf files (`proto/events.yaml`); this module reads and checks it, and
turns messages into events and back. A service that publishes a type of another service is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pkgutil import iter_modules
from typing import Any, TypeVar, cast

import yaml
from google.protobuf.descriptor_pool import Default, DescriptorPool
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from google.protobuf.message import Message

from motcua_events.envelope import About, Event, JsonObject, new_event
from motcua_events.errors import CatalogueError, ForeignEventType, Invalid, UnknownEventType
from motcua_events.tracing import current_traceparent

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
M = TypeVar("M", bound=Message)

PAYLOAD_PACKAGE = "motcua.events.v1"
_COLUMNS = {"type", "topic", "writer", "message"}
_TYPE_NAME = re.compile(r"^[a-z]+(\.[a-z]+(_[a-z]+)*)+$")


@dataclass(frozen=True, slots=True)
class EventType:
    """One row of the table. `message` is the full name of the payload's protobuf message."""

    type: str
    topic: str
    writer: str
    message: str


class EventCatalogue:
    """The table, read and checked; immutable, so one is shared by all threads.

    Raises:
        CatalogueError: naming the row, if a type is doubled or misspelt, a topic has two writers, or a
            message does not exist in the generated code.
    """

    def __init__(self, rows: Sequence[EventType], pool: DescriptorPool | None = None) -> None:
        pool = pool or Default()
        self._rows = {row.type: row for row in rows}
        if len(self._rows) < len(rows):
            raise CatalogueError(
                f"The table of events names a type twice: {_doubled([r.type for r in rows])}."
            )
        _check_writers(rows)
        for row in rows:
            _check_message(row, pool)

    @classmethod
    def load(cls, source: Traversable | None = None, pool: DescriptorPool | None = None) -> EventCatalogue:
        """Read the table from a file or package resource; by default the one beside the generated code."""
        if source is None:
            return cls(declared_types(), pool)
        return cls(_parse(source.read_text("utf-8"), str(source)), pool)

    @property
    def types(self) -> Sequence[EventType]:
        """Every row, in the order of the table."""
        return tuple(self._rows.values())

    @property
    def topics(self) -> Sequence[str]:
        """Every topic, sorted."""
        return sorted({row.topic for row in self._rows.values()})

    def row(self, type_: str) -> EventType:
        """The row of a type; UnknownEventType if there is none."""
        try:
            return self._rows[type_]
        except KeyError:
            raise UnknownEventType(
                f"No event type {type_!r} in the table of events; add it to proto/events.yaml."
            ) from None

    def topics_for(self, types: Sequence[str]) -> Sequence[str]:
        """The topics that a consumer of these types must read, sorted."""
        return sorted({self.row(type_).topic for type_ in types})

    def check_writer(self, type_: str, service: str) -> EventType:
        """The row of a type that `service` is about to write; ForeignEventType if another one writes it."""
        row = self.row(type_)
        if row.writer != service:
            raise ForeignEventType(
                f"Service {service} may not publish {type_}: only {row.writer} writes it (topic {row.topic})."
            )
        return row

    def event(
        self,
        type_: str,
        message: Message,
        *,
        time: datetime,
        dossierid: str | None = None,
        subject: str | None = None,
        about: About | None = None,
    ) -> Event:
        """The event of type `type_` that carries `message`, with a fresh id and the current trace.

        Args:
            time: aware moment at which it happened, from the service's clock.
            dossierid: the dossier; also the subject unless that is given.
            subject: what it happened to; needed only where there is no dossier.
            about: what the dossier's story says of it.

        Raises:
            UnknownEventType: no such type, or it carries another message.
            InvalidEnvelope: neither dossier nor subject, or a naive time.
        """
        row = self._carrying(type_, message.DESCRIPTOR.full_name)
        return new_event(
            row.type,
            cast(JsonObject, MessageToDict(message)),
            source=f"/motcua/{row.writer}",
            subject=subject or dossierid or "",
            time=time,
            dossierid=dossierid,
            traceparent=current_traceparent(),
            dataschema=f"urn:motcua:protobuf:{row.message}",
            about=about,
        )

    def message(self, event: Event, kind: type[M]) -> M:
        """The payload as the protobuf message `kind`. Fields of a newer writer are ignored.

        Raises:
            UnknownEventType: the type is not in the table, or carries another message.
            Invalid: the payload is not that message.
        """
        row = self._carrying(event.type, kind.DESCRIPTOR.full_name)
        try:
            return ParseDict(event.data, kind(), ignore_unknown_fields=True)
        except ParseError as error:
            raise Invalid(f"The payload of {event.type} {event.id} is no {row.message}: {error}") from error

    def _carrying(self, type_: str, message: str) -> EventType:
        row = self.row(type_)
        if row.message != message:
            raise UnknownEventType(f"{type_} carries {row.message}, not {message}.")
        return row


@cache
def declared_types() -> Sequence[EventType]:
    """The rows of the table beside the generated code, read once for all services of a process."""
    _import_payloads()
    source = files(PAYLOAD_PACKAGE).joinpath("events.yaml")
    return _parse(source.read_text("utf-8"), str(source))


def _parse(text: str, where: str) -> list[EventType]:
    table = yaml.load(text, _LOADER)
    rows = table.get("events") if isinstance(table, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise CatalogueError(f"{where}: expected the key events with a list of rows.")
    return [_row(row, f"{where}, row {number}") for number, row in enumerate(rows, 1)]


def _row(row: object, where: str) -> EventType:
    if not isinstance(row, Mapping) or row.keys() != _COLUMNS:
        raise CatalogueError(f"{where}: a row has {', '.join(sorted(_COLUMNS))}; found {row!r}.")
    type_, topic, writer, message = (str(row[name]) for name in ("type", "topic", "writer", "message"))
    if not _TYPE_NAME.match(type_):
        raise CatalogueError(f"{where}: {type_!r} is no event type; write it like dossier.accepted.")
    return EventType(type_, topic, writer, message if "." in message else f"{PAYLOAD_PACKAGE}.{message}")


def _check_writers(rows: Sequence[EventType]) -> None:
    writers: dict[str, str] = {}
    for row in rows:
        first = writers.setdefault(row.topic, row.writer)
        if first != row.writer:
            raise CatalogueError(
                f"Topic {row.topic} has two writers, {first} and {row.writer} ({row.type}); a topic has one."
            )


def _check_message(row: EventType, pool: DescriptorPool) -> None:
    try:
        pool.FindMessageTypeByName(row.message)
    except KeyError:
        raise CatalogueError(
            f"Event type {row.type}: no message {row.message} in the generated code."
        ) from None


def _import_payloads() -> None:
    """The descriptor pool knows a message only once its generated module was imported."""
    package = import_module(PAYLOAD_PACKAGE)
    for module in iter_modules(package.__path__, PAYLOAD_PACKAGE + "."):
        if module.name.endswith("_pb2"):
            import_module(module.name)


def _doubled(names: Sequence[str]) -> str:
    return ", ".join(sorted({name for name in names if names.count(name) > 1}))
