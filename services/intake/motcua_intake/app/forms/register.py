# SPDX-License-Identifier: Apache-2.0
"""Form 07: an extract of a window's register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import motcua_documents as d
from motcua_organisation import Unit

from motcua_intake.adapters.register import Entry, Span
from motcua_intake.app.forms.sheet import line
from motcua_intake.app.printing import Build
from motcua_intake.domain.records import Actor
from motcua_intake.domain.return_ways import Way


@dataclass(frozen=True, slots=True)
class Registered:
    """An entry with the agency that answers for the dossier, and how many sets of papers it has."""

    entry: Entry
    lead: Unit
    sets: int


WAYS: Final = {
    Way.WINDOW: "Tại quầy",
    Way.POST: "Qua bưu chính công ích",
    Way.ELECTRONIC: "Bản điện tử",
}
"""How results are received, as the register prints it."""
_WITHDRAWN: Final = ("Dừng{of} theo đề nghị rút", "Withdrawn{of}")
_STOPPED: Final = ("Dừng{of}", "Stopped{of}")
_WITH_ANOTHER: Final = ("Dừng{of} theo việc bị từ chối", "Stopped{of} with what was refused")
"""How parts ended without a result; the last has no notice of its own."""


def register(unit: Unit, span: Span, lines: Sequence[Registered], actor: Actor) -> Build:
    window = unit.window or unit.name
    return lambda letterhead, lookup: d.Register(
        letterhead=letterhead,
        lookup=lookup,
        window=line(window.vi),
        first_day=f"{span.first:%d/%m/%Y}",
        last_day=f"{span.last:%d/%m/%Y}",
        procedure=line(lines[0].entry.dossier.procedure_name_vi) if span.procedure else "",
        lines=tuple(_line(one) for one in lines),
        officer=actor.name or actor.user,
    )


def _line(one: Registered) -> d.RegisteredDossier:
    entry, dossier = one.entry, one.entry.dossier
    assert dossier.accepted_at and dossier.promised_at, "whoever has a receipt was accepted"
    return d.RegisteredDossier(
        number=entry.number,
        code=dossier.code,
        procedure=line(dossier.procedure_name_vi),
        person=d.Person(name=dossier.applicant_name, address=dossier.address, phone=dossier.phone),
        lead=line(one.lead.name.vi),
        accepted_at=dossier.accepted_at,
        promised_at=dossier.promised_at,
        sets=one.sets,
        channel=d.Channel(dossier.source),
        way=WAYS[Way(entry.way)],
        transferred_at=entry.transferred_at,
        result_at=entry.result_at,
        returned_at=entry.returned_at,
        receiver=receiver_of(entry),
        note=note_of(entry)[0],
    )


def receiver_of(entry: Entry) -> str:
    """Who fetched what was handed over last; "" until everything was."""
    handovers = entry.dossier.handovers if entry.returned_at else []
    who = handovers[-1].get("receiver") if handovers else None
    return line(str(who.get("name") or "")) if isinstance(who, dict) else ""


def note_of(entry: Entry) -> tuple[str, str]:
    """What a reader of the register should know beside the dates, in both languages."""
    notes = [
        note
        for note in (
            _extended(entry), _so_far(entry), _refused(entry), _ended(entry, entry.withdrawn, _WITHDRAWN),
            _ended(entry, entry.stopped, _WITH_ANOTHER if _followed(entry) else _STOPPED), _without_result(entry),
        )
        if note
    ]  # fmt: skip
    return "; ".join(vi for vi, _ in notes), "; ".join(en for _, en in notes)


def _extended(entry: Entry) -> tuple[str, str] | None:
    extension = entry.dossier.extension
    if not extension:
        return None
    own = extension.get("parts", {}).values()
    notices = sorted({(one["signed_at"], one["number"]) for one in own})
    number = ", ".join(one for _, one in notices) or extension.get("number", "")
    # Of a part that was extended again its last notice is known.
    times = max(one["nth"] for one in own) if own else extension.get("times", 1)
    vi, en = ("một lần", "once") if times == 1 else (f"{times} lần", f"{times} times")
    if len(notices) > 1:  # of several units, each for parts of its own and numbered by itself
        vi = f"Gia hạn {len(own)} phần, mỗi phần nhiều nhất {vi}, văn bản của từng đơn vị số {number}"
        return vi, f"{len(own)} parts extended, each at most {en}, notices of each unit no. {number}"
    return f"Gia hạn {vi}, văn bản số {number}", f"Extended {en}, notice no. {number}"


def _so_far(entry: Entry) -> tuple[str, str] | None:
    """A dossier of several procedures of which some have their outcome."""
    settled = entry.decided - entry.withdrawn - entry.stopped
    if not settled or entry.decided == entry.parts:
        return None
    of = f"{settled}/{entry.parts}"
    vi, en = f"Đã có kết quả {of} việc", f"{of} parts decided"
    if entry.given:
        vi, en = f"{vi}, đã trả {entry.given}", f"{en}, {entry.given} returned"
    return vi, en


def _refused(entry: Entry) -> tuple[str, str] | None:
    """Of several procedures, how many were refused."""
    if not entry.refusals:
        return None
    count, numbers = (
        len({one.part for one in entry.refusals}),
        ", ".join(one.number for one in entry.refusals),
    )
    of_vi, of_en = (
        (f" {count}/{entry.parts} việc", f" {count}/{entry.parts} parts") if count < entry.parts else ("", "")
    )
    return f"Từ chối{of_vi}, số {numbers}", f"Refused{of_en}, no. {numbers}"


def _followed(entry: Entry) -> bool:
    """Whether what stopped did so with a refused part: everything is settled, and no notice was made."""
    return bool(entry.refusals) and not entry.stops and entry.decided == entry.parts


def _ended(entry: Entry, count: int, words: tuple[str, str]) -> tuple[str, str] | None:
    """How many of several procedures ended without a result in one way, and the notice (form 05) that says so."""
    if not count:
        return None
    of_vi, of_en = (
        (f" {count}/{entry.parts} việc", f" {count}/{entry.parts} parts") if count < entry.parts else ("", "")
    )
    numbers = ", ".join(entry.stops)
    vi, en = (f", số {numbers}", f", no. {numbers}") if numbers and words != _WITH_ANOTHER else ("", "")
    return words[0].format(of=of_vi) + vi, words[1].format(of=of_en) + en


def _without_result(entry: Entry) -> tuple[str, str] | None:
    if entry.dossier.finished_at and not entry.result_at:
        return "Kết thúc không có kết quả", "Ended without a result"
    return None
