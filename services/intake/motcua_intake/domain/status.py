# SPDX-License-Identifier: Apache-2.0
"""The national status of an accepted dossier, derived from its parts, results, supplements and clock."""

from __future__ import annotations

from motcua_intake.domain import slips
from motcua_intake.domain.case import Case
from motcua_intake.domain.legal_clock import is_financial
from motcua_intake.domain.records import DossierStatus, PartStatus


def derive(case: Case) -> DossierStatus:
    """The status that follows from the facts, whatever order the events came in. Accepted dossiers only."""
    if not case.open_parts():
        return _ended(case)
    if case.open_supplement() is not None:
        return DossierStatus.SUPPLEMENT_REQUESTED
    if any(one.to_at is None and is_financial(one.ground) for one in case.clock.values()):
        return DossierStatus.FINANCIAL_OBLIGATION
    moved = case.dossier.started_at is not None or any(not part.open for part in case.parts.values())
    return DossierStatus.IN_PROGRESS if moved else DossierStatus.ACCEPTED


def _ended(case: Case) -> DossierStatus:
    """Every part has its outcome. A refusal after appraisal counts as a result (NĐ 61/2018/NĐ-CP, Điều 19.8)."""
    waits = case.waiting_results() or case.waiting_originals() or slips.due(case)
    if waits and case.dossier.finished_at is None:
        return DossierStatus.RESULT_READY
    outcomes = {part.status for part in case.parts.values()}
    if outcomes <= {PartStatus.WITHDRAWN}:
        return DossierStatus.WITHDRAWN
    if outcomes <= {PartStatus.WITHDRAWN, PartStatus.STOPPED}:
        return DossierStatus.STOPPED
    # Wholly refused online: settled (“đã xử lý xong”), with notices that were delivered there, and nothing to fetch.
    given = any(one.returned_at is not None for one in case.results.values()) or bool(slips.handed(case))
    return DossierStatus.RETURNED if given else DossierStatus.RESULT_READY


def refresh(case: Case) -> None:
    """Set the status of an accepted dossier from the facts."""
    case.change(status=derive(case))
