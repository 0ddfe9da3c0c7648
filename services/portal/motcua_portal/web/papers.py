# SPDX-License-Identifier: Apache-2.0
"""What a paper of a dossier is: a file that was sent online, or what was in somebody's hands; and whether its original is due."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2 as pb

from motcua_portal.web.visit import Visit

ONLINE = (pb.SOURCE_PORTAL, pb.SOURCE_NATIONAL_PORTAL)
ENDED = (
    pb.DOSSIER_STATUS_INTAKE_REFUSED, pb.DOSSIER_STATUS_WITHDRAWN, pb.DOSSIER_STATUS_STOPPED, pb.DOSSIER_STATUS_RETURNED,
)  # fmt: skip


def sent_online(visit: Visit, dossier: pb.Dossier, paper: pb.Paper) -> bool:
    """Whether it is an electronic copy: nobody at a window had the paper. The receipt (form 01) counts by the same rule."""
    known = visit.request.app.state.organisation
    # The applicant is told the unit of an officer who attached it, not who that was.
    officer = paper.attached_by in known.people or paper.attached_by in known.units
    return dossier.source in ONLINE and bool(paper.file_id) and not officer


def original_due(dossier: pb.Dossier, code: str) -> pb.Component | None:
    """The component whose original is still to be handed in with a result; None when there is none."""
    one = next((one for one in dossier.components if one.code == code), None)
    if one is None or not one.original_collected_at_return or dossier.status in ENDED:
        return None
    if dossier.source == pb.SOURCE_POST and any(
        p.component == code and p.form == "original" for p in dossier.papers
    ):
        return None  # it came with the rest, and the window keeps it
    names = [name.vi for name in one.collected_with]
    fetched = (result for result in dossier.results if result.HasField("returned_at"))
    return None if any(not names or result.name.vi in names for result in fetched) else one


def offered(procedure: pb.Procedure, draft: pb.Draft) -> list[pb.Component]:
    """What is asked for when filing: without papers that an agency asks for later; with one that is there already."""
    there = {one.component for one in draft.papers}
    return [one for one in procedure.components if not one.only_when_asked or one.code in there]


def paper_seen(paper: pb.Paper) -> str:
    """A paper as it is shown, in one field of a form."""
    return "|".join((paper.component, paper.sha256, paper.form, str(paper.copies)))


def papers_by_component(dossier: pb.Dossier) -> list[tuple[str, list[pb.Paper]]]:
    """Each paper once with all of its files, in the order in which they came."""
    found: dict[str, list[pb.Paper]] = {}
    for one in dossier.papers:
        found.setdefault(one.component, []).append(one)
    return list(found.items())
