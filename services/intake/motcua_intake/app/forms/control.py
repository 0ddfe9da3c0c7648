# SPDX-License-Identifier: Apache-2.0
"""Form 06: the stays of a dossier with each unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import motcua_documents as d
from motcua_organisation import Unit

from motcua_intake.app.forms.sheet import Sheet, line
from motcua_intake.app.printing import Build
from motcua_intake.domain.control import HandOver, Punctuality

APPLICANT: Final = "Người nộp hồ sơ"
OUTCOMES: Final = {
    Punctuality.UNDER_WAY: "Đang giải quyết",
    Punctuality.EARLY: "Trước hạn",
    Punctuality.ON_TIME: "Đúng hạn",
    Punctuality.LATE: "Quá hạn",
}


def control_slip(sheet: Sheet, lead: Unit, lines: Sequence[HandOver]) -> Build:
    dossier = sheet.case.dossier
    accepted, promised = dossier.accepted_at, dossier.promised_at
    assert accepted and promised, "only what was accepted has a slip"
    others = dict.fromkeys(
        one.received_by for one in lines if one.received_by not in (lead.key, dossier.unit)
    )
    return lambda letterhead, lookup: d.ControlSlip(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=dossier.code,
        book=f"{accepted.year}",
        applicant=sheet.applicant(),
        request=sheet.request,
        lead=line(lead.name.vi),
        cooperating=tuple(_name(sheet, key) for key in others),
        accepted_at=accepted,
        promised_at=promised,
        ended_at=dossier.finished_at,
        lines=tuple(_line(sheet, one) for one in lines),
    )


def _line(sheet: Sheet, one: HandOver) -> d.HandedOver:
    return d.HandedOver(
        given_by=_name(sheet, one.given_by, window=one.from_window) if one.given_by else APPLICANT,
        received_by=_name(sheet, one.received_by, window=one.at_window),
        at=one.at,
        due_at=one.due_at,
        left_at=one.left_at,
        outcome=OUTCOMES[one.punctuality],
        note=line("; ".join(one.people)),
    )


def _name(sheet: Sheet, key: str, *, window: bool = False) -> str:
    """The window of the dossier by its own name, any other desk by the unit's."""
    if window:
        return sheet.window[:300]
    unit = sheet.organisation.units.get(key)
    return (unit.name.vi if unit else key)[:300]
