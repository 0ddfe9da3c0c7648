# SPDX-License-Identifier: Apache-2.0
"""What waits for a citizen, for pages: each with what to do, until when, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import citizen_pb2 as pb
from motcua_calendar.opening import week_in_words

from motcua_portal.web.visit import Visit

KINDS = {
    pb.TODO_KIND_SUPPLEMENT: "supplement",
    pb.TODO_KIND_PAY: "pay",
    pb.TODO_KIND_FETCH: "fetch",
    pb.TODO_KIND_DRAFT: "draft",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A window as somebody finds it: name, address, office hours, telephone; "" where the organisation does not say."""

    name: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class Todo:
    """`kind` is a word that templates compare; `path` is where it is done."""

    kind: str
    path: str
    code: str
    procedure: str
    until: Timestamp | None
    items: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    to_bring: tuple[str, ...]
    place: Place | None
    about: tuple[str, str] | None = None


def todos(visit: Visit, found: Iterable[pb.Todo]) -> list[Todo]:
    """What has a last day first, the nearest on top; the order of the service among the others. What a newer service asks and
    this page does not know is left to the dossier's own page."""
    made = [_todo(visit, one) for one in found if one.kind in KINDS]
    return sorted(made, key=lambda one: (one.until is None, one.until.ToNanoseconds() if one.until else 0))


def place_of(visit: Visit, key: str) -> Place | None:
    """The window of a unit; None for one that the organisation does not name (any more)."""
    unit = visit.request.app.state.organisation.units.get(key)
    if unit is None:
        return None
    name = visit.pick(unit.window or unit.name)
    return Place(name, visit.pick(unit.address), visit.pick(week_in_words(unit.hours)), unit.phone)


def _todo(visit: Visit, one: pb.Todo) -> Todo:
    draft = one.kind == pb.TODO_KIND_DRAFT
    path = f"/ban-nhap/{quote(one.draft_id)}/to-khai" if draft else f"/ho-so/{quote(one.dossier_id)}"
    return Todo(
        KINDS[one.kind], path, one.code, visit.pick(one.procedure_name), one.until if one.HasField("until") else None,
        tuple(visit.pick(item) for item in one.items),
        tuple((visit.pick(line.label), visit.pick(line.value)) for line in one.lines),
        tuple(visit.pick(item) for item in one.to_bring),
        place_of(visit, one.unit) if one.kind == pb.TODO_KIND_FETCH else None,
        (visit.pick(one.about.label), visit.pick(one.about.value)) if one.HasField("about") else None,
    )  # fmt: skip
