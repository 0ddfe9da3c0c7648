# SPDX-License-Identifier: Apache-2.0
"""What a dossier owes is paid, for tests that are not about paying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters import ledgers
from motcua_intake.domain.charging import Said
from motcua_intake.domain.ledger import EntryKind
from motcua_intake.domain.records import Actor
from motcua_text import Text

if TYPE_CHECKING:
    from intake_harness import House


def settle(house: House, dossier: pb.Dossier, part: str = "") -> None:
    """Everything is paid, or what one part owes, without a receipt or an event."""
    with house.database.begin() as connection:
        ledger = ledgers.load(connection, dossier.dossier_id)
        if ledger is None:
            return
        said = Said(house.clock.now(), Actor())
        for one in ledger.accounts.values():
            if one.outstanding and part in ("", one.line.part):
                ledger.add(said.entry(one.line, EntryKind.COLLECTED, one.outstanding, Text("")))
        ledgers.keep(connection, ledger)
