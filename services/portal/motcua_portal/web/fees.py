# SPDX-License-Identifier: Apache-2.0
"""The ledger of a dossier or draft as pages show it."""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.intake.v1 import fees_pb2 as pb
from motcua_rpc import MotcuaError, Unauthenticated

from motcua_portal.web.visit import Visit

STATES = {
    pb.FEE_STATE_OWED: ("warn", "!", "Chờ thu"),
    pb.FEE_STATE_COLLECTED: ("ok", "✓", "Đã thu"),
    pb.FEE_STATE_REFUNDED: ("plain", "↩", "Đã hoàn"),
    pb.FEE_STATE_CANCELLED: ("plain", "–", "Hủy thu"),
}
"""Colour, sign and words of a state."""


@dataclass(frozen=True)
class Fees:
    """A ledger by parts. `silent`: it could not be read."""

    ledger: pb.FeeLedger = field(default_factory=pb.FeeLedger)
    silent: bool = False

    @property
    def parts(self) -> list[tuple[pb.FeeSum, list[pb.FeeLine]]]:
        """Each part's sum with its lines."""
        return [
            (one, [line for line in self.ledger.lines if line.part == one.part]) for one in self.ledger.parts
        ]

    @property
    def owed(self) -> list[pb.FeeLine]:
        return [one for one in self.ledger.lines if one.state == pb.FEE_STATE_OWED]

    def owed_of(self, parts: list[str]) -> list[pb.FeeLine]:
        """What stands against handing over the results of these parts."""
        return [one for one in self.owed if one.part in parts and one.before_return]

    def line(self, fee_id: str) -> pb.FeeLine | None:
        return next((one for one in self.ledger.lines if one.fee_id == fee_id), None)

    @staticmethod
    def state(visit: Visit, line: pb.FeeLine) -> tuple[str, str, str]:
        """Colour, sign and words."""
        colour, sign, words = STATES[line.state]
        if line.exemption:
            words = "Được miễn"
        elif line.state == pb.FEE_STATE_CANCELLED and line.charge == 0 and len(line.entries) == 1:
            words = "Không phải nộp"
        return colour, sign, visit.say(words)

    @staticmethod
    def ended(line: pb.FeeLine) -> pb.FeeEntry | None:
        """The entry that ended the charge, if one did."""
        last = [one for one in line.entries if one.kind in ("CHARGED", "AMENDED", "CANCELLED", "EXEMPTED")][
            -1:
        ]
        return last[0] if last and last[0].kind in ("CANCELLED", "EXEMPTED") else None


def of_dossier(visit: Visit, dossier_id: str) -> Fees:
    """The ledger of a dossier; where it cannot be read, the page shows the rest."""
    return _read(visit, pb.ListFeesRequest(dossier_id=dossier_id))


def of_draft(visit: Visit, draft_id: str) -> Fees:
    """What a draft would cost."""
    return _read(visit, pb.ListFeesRequest(draft_id=draft_id))


def _read(visit: Visit, request: pb.ListFeesRequest) -> Fees:
    try:
        with visit.acting():
            return Fees(visit.request.app.state.services.intake.ListFees(request).ledger)
    except Unauthenticated:
        raise
    except MotcuaError:
        return Fees(silent=True)
