# SPDX-License-Identifier: Apache-2.0
"""The table of papers that were handed in, as the receipt prints it."""

from __future__ import annotations

from collections.abc import Sequence

import motcua_documents as d
from motcua_procedure import Component

from motcua_intake.app.forms.sheet import Sheet, line
from motcua_intake.domain.records import Paper, Source
from motcua_intake.domain.sets import sets


def papers(sheet: Sheet) -> tuple[d.Paper, ...]:
    """What was handed in, by component in the procedure's order."""
    rows = []
    for component in sheet.procedure.components:
        mine = [one for one in sheet.case.submitted_papers() if one.component == component.code]
        if mine:
            rows.append(_paper(sheet, component, mine))
    return tuple(rows)


def sets_handed_in(sheet: Sheet) -> int:
    """Whole sets of papers, as the register counts them."""
    came = [(one.component, one.form, one.copies) for one in sheet.case.papers.values() if one.round == 0]
    needed = {one.code: one.copies for one in sheet.procedure.components}
    return sets(sheet.case.dossier.source, came, needed)


def _paper(sheet: Sheet, component: Component, mine: Sequence[Paper]) -> d.Paper:
    """One paper as it was handed in. An original that is collected with the result, or only compared, was just shown at the
    window: what the dossier has of it is its scan."""
    later = component.original_collected_at_return
    shown = [p for p in mine if (later or component.original_shown) and _only_shown(sheet, p)]
    counts = _counts(sheet, [p for p in mine if p not in shown])
    scans = counts.get("electronic", 0) + sum(bool(p.file_id) for p in shown)
    why = [f"{not_scanned(sheet)}: {p.not_scanned}" for p in mine if p.not_scanned]
    held = _posted(sheet) and any(p.form == "original" for p in mine)
    note = "; ".join([one for one in (_of_original(component, shown, held), *why) if one])
    return d.Paper(name=line(component.name.vi), note=line(note), **{**counts, "electronic": scans})


def _only_shown(sheet: Sheet, paper: Paper) -> bool:
    by_hand = not _posted(sheet) and not _sent_online(sheet, paper)
    return by_hand and paper.form == "original"


def _posted(sheet: Sheet) -> bool:
    return sheet.case.dossier.source == Source.POST


def not_scanned(sheet: Sheet) -> str:
    """What the dossier has of a paper of which there is no scan."""
    return "Nhận bản giấy, không số hóa" if _posted(sheet) else "Đã xem tại quầy, không số hóa"


def _sent_online(sheet: Sheet, paper: Paper) -> bool:
    """A file that came over the network, and no paper that an officer scanned when the applicant came in with it."""
    online = sheet.case.dossier.source in (Source.PORTAL, Source.NATIONAL_PORTAL)
    return online and bool(paper.file_id) and paper.attached_by not in sheet.organisation.people


def _counts(sheet: Sheet, mine: Sequence[Paper]) -> dict[str, int]:
    """How many of each kind. Files of one kind that say the same number of copies are pages of one paper, counted once; those
    that say different numbers are different papers, and count together."""
    sent = [one for one in mine if _sent_online(sheet, one)]
    kinds = {"original": "original", "certified_copy": "certified", "copy": "copy"}
    said: dict[str, set[int]] = {}
    for paper in (one for one in mine if one not in sent):
        said.setdefault(kinds.get(paper.form, "copy"), set()).add(max(paper.copies, 1))
    counts = {kind: sum(numbers) for kind, numbers in said.items()}
    return {"electronic": len(sent), **counts} if sent else counts


def _of_original(component: Component, shown: Sequence[Paper], held: bool) -> str:
    """What becomes of the original of a paper; `held`: it came by post."""
    if component.original_collected_at_return:
        if held:
            return "Bản chính gửi kèm, giữ tại Bộ phận Một cửa; thu khi trả kết quả, không có kết quả thì trả lại"
        if shown:
            return "Đã xuất trình bản chính để đối chiếu; nộp bản chính khi nhận kết quả"
        return "Bản chính nộp khi nhận kết quả"
    return "Bản chính xuất trình để đối chiếu, đã trả lại ngay" if shown else ""
