# SPDX-License-Identifier: Apache-2.0
"""What an outside database is asked with, and its answer kept with the dossier as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_procedure.lookup import Lookup as Rule

from motcua_intake.adapters import cases, lookups
from motcua_intake.adapters.lookups import Lookup
from motcua_intake.app.desk import Desk
from motcua_intake.domain import texts, wording
from motcua_intake.domain.carrying import PROCESS
from motcua_intake.domain.records import Actor
from motcua_intake.errors import BadFields, UnknownDossier

OUTCOMES: Final = ("issued", "unknown", "typed")
MAX_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be kept, as the service that heard it states it."""

    id: str
    dossier_id: str
    source: str
    outcome: str
    values: Mapping[str, str]
    reference: str
    asked_at: datetime | None
    typed_by: Actor


def question(
    connection: sa.Connection, desk: Desk, dossier_id: str, message: str
) -> tuple[Rule, dict[str, str]]:
    """The outside database that a message of the drawing asks, and what it is asked with.

    Raises:
        UnknownDossier, BadFields: the procedure names no outside database for the message.
    """
    dossier = cases.dossier(connection, dossier_id=dossier_id)
    if dossier is None:
        raise UnknownDossier()
    procedure = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version).procedure
    rule = next((one for one in procedure.lookups.values() if one.request == message), None)
    if rule is None:
        raise BadFields.one(
            "message",
            "LOOKUP_UNKNOWN",
            "Thủ tục không khai báo cơ sở dữ liệu nào cho thông điệp này.",
            "The procedure names no outside database for this message.",
        )
    return rule, rule.question(dossier.answers)


def keep(connection: sa.Connection, desk: Desk, said: Said) -> tuple[Rule, Lookup]:
    """Keep an answer once, and tell of it in the history; repeated, it answers with what was kept.

    Raises:
        UnknownDossier, BadFields.
    """
    loaded = desk.open_any(connection, said.dossier_id)
    rule = desk.package(connection, loaded.case).procedure.lookups.get(said.source)
    if rule is None or said.outcome not in OUTCOMES or not 1 <= len(said.id) <= 200:
        raise _unfit("source")
    if set(said.values) - set(rule.gives) or any(len(one) > MAX_VALUE for one in said.values.values()):
        raise _unfit("values")
    now = desk.clock.now()
    by = {} if said.typed_by == PROCESS else said.typed_by.to_dict()
    asked = legal_time(said.asked_at) if said.asked_at else now
    new = Lookup(said.id, said.dossier_id, said.source, said.outcome, dict(said.values),
                 texts.harmless(said.reference, 200), asked, now, by)  # fmt: skip
    if not lookups.keep(connection, new):
        kept = lookups.find(connection, said.id)
        assert kept is not None, "it was there"
        return rule, kept
    loaded.case.tell(
        "dossier.lookup", now, said.typed_by, wording.both(wording.LOOKUPS[said.outcome], name=rule.name)
    )
    desk.keep(connection, loaded)
    return rule, new


def _unfit(field: str) -> BadFields:
    return BadFields.one(
        field,
        "LOOKUP_UNFIT",
        "Trả lời này không đúng với khai báo của thủ tục.",
        "This answer is not one that the procedure declares.",
    )
