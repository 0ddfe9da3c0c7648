# SPDX-License-Identifier: Apache-2.0
"""Who came to the window and asks for withdrawal, as a clerk fills it in: whom the dossier names, or another on a ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import MotcuaError

from motcua_portal.desk.casefile import same_number
from motcua_portal.desk.grounds import Instead, stated
from motcua_portal.desk.typed import Typed
from motcua_portal.web.visit import Visit

OTHER: Final = "other"
"""Chosen for somebody whom the dossier does not name; the value of everybody else is their number."""
_INSTEAD: Final = Instead(
    field="asker-id",
    kind="Hãy chọn loại giấy làm căn cứ đề nghị thay.",
    company="Đây là mã số của tổ chức. Hãy ghi số giấy tờ tùy thân của người đại diện đến đề nghị.",
    needed="Người đề nghị không phải người nộp hay chủ hồ sơ. Hãy ghi căn cứ đề nghị thay.",
)
_FIELDS: Final = {
    "asker_name": "asker-name",
    "asker_id_number": "asker-id",
    "asker_ground": "ground-kind",
    "reason": "reason",
}
"""Where on the page the fields of the request are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who came, and what is wrong with it: sentences by the id of the field."""

    name: str
    id_number: str
    ground: str
    wrong: dict[str, str]


def read(visit: Visit, dossier: pb.Dossier, typed: Typed) -> Asked:
    """What was typed; intake decides."""
    chosen = typed.one("asker")
    known = next((one for one in _parties(dossier) if one.id_number and one.id_number == chosen), None)
    if known is not None:
        return Asked(known.name, known.id_number, "", {})
    if chosen != OTHER:
        return Asked("", "", "", {"asker": visit.say("Hãy chọn ai đến đề nghị rút hồ sơ.")})
    return _other(visit, dossier, typed)


def _parties(dossier: pb.Dossier) -> Sequence[pb.Receiver | pb.Applicant]:
    """Who needs no ground. Once nothing is left to withdraw intake names nobody; a page that is sent a second time still says
    the same."""
    return dossier.askers or [dossier.applicant, dossier.owner]


def _other(visit: Visit, dossier: pb.Dossier, typed: Typed) -> Asked:
    name, number = typed.one("asker-name"), typed.one("asker-id")
    wrong = {}
    if not name:
        wrong["asker-name"] = visit.say("Hãy ghi họ tên người đề nghị.")
    if not number:
        wrong["asker-id"] = visit.say("Hãy ghi số giấy tờ của người đề nghị.")
    party = any(same_number(number, one.id_number) for one in _parties(dossier))
    ground, missing = stated(visit, typed, number, party, _INSTEAD)
    return Asked(name, number, ground, missing | wrong)


def refused(visit: Visit, typed: Typed, error: MotcuaError) -> dict[str, str]:
    """What intake says of the fields, beside those that the page shows: of somebody who was only chosen, beside the choice."""
    other, found = typed.one("asker") == OTHER, dict[str, str]()
    for one in error.field_errors:
        place = _FIELDS.get(one.field, "")
        if place and place != "reason" and not other:
            place = "asker"
        if place:
            found.setdefault(place, one.message_en if visit.language == "en" else one.message_vi)
    return found
