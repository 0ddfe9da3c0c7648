# SPDX-License-Identifier: Apache-2.0
"""Papers: files that are attached to a draft or to what a supplement asks for, or what the window was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
import uuid_utils
from motcua_identity import Kind, Subject
from motcua_procedure import Component
from motcua_text import Text

from motcua_intake.adapters import cases, draft_expiry, drafts, files
from motcua_intake.app import amending, expiring
from motcua_intake.app.desk import Desk
from motcua_intake.app.uploads import Uploads, may_read, too_large
from motcua_intake.domain import actions, checking, lifecycle, texts
from motcua_intake.domain import files as kinds
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import ON_PAPER, Draft, FileRow, Paper
from motcua_intake.errors import (
    BadFields,
    BadFile,
    DraftSubmitted,
    NotAsked,
    NotYourUnit,
    UnknownDossier,
    UnknownDraft,
    UnknownFile,
    UnknownPaper,
)

MAX_PAPERS: Final = 100
"""Files of one draft or dossier; more is a mistake or an attack."""
MAX_COPIES: Final = 99
MAX_WHY: Final = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper as a caller asks for it; `form` "" is the first that the component takes, `copies` 0 is one. Without a file it
    was shown at the window, and `not_scanned` says why it was not scanned."""

    component: str
    file_id: str
    form: str
    copies: int
    not_scanned: str = ""
    round: int = 0
    """Of a dossier: the request that it answers; 0 is the one that asks for the component."""


def attach_to_draft(
    connection: sa.Connection, desk: Desk, uploads: Uploads, subject: Subject, draft_id: str, asked: Asked
) -> Paper:
    """Put an uploaded file under a component of an own draft.

    Raises:
        UnknownDraft, DraftSubmitted, UnknownFile, BadFields, BadFile.
    """
    draft = _own_draft(connection, subject, draft_id)
    package = desk.package_of(connection, draft.procedure_key, draft.procedure_version)
    component = _component({one.code: one for one in package.procedure.components}, asked.component)
    present = cases.papers_of_draft(connection, draft.id)
    clerk = draft.source in ON_PAPER and actions.is_clerk_of(subject, draft.unit)
    maker = _Maker(desk, uploads, subject, clerk, draft.source)
    paper = maker.make(connection, component, asked, present)
    drafts.touch(connection, draft.id, desk.clock.now())
    return _keep(connection, paper, draft_id=draft.id)


def attach_to_dossier(
    connection: sa.Connection, desk: Desk, uploads: Uploads, subject: Subject, dossier_id: str, asked: Asked
) -> Paper:
    """Put an uploaded file under a component that an open supplement asks for; the window also under others of a dossier that
    it entered itself.

    Raises:
        UnknownDossier, NotYourUnit, NotAsked, SupplementOver, UnknownFile, BadFields, BadFile.
    """
    case = desk.open(connection, subject, dossier_id).case
    require_concerned(subject, case)
    wanted = lifecycle.expected(case, asked.round, asked.component)
    clerk = actions.is_clerk_of(subject, case.dossier.unit) and subject.kind is Kind.PERSON
    any_paper = clerk and amending.waits_at_window(case)
    if not any_paper and not wanted.asks_for(asked.component):
        raise NotAsked()
    procedure = desk.package(connection, case).procedure
    component = _component({one.code: one for one in procedure.components}, asked.component)
    maker = _Maker(desk, uploads, subject, clerk, case.dossier.source)
    paper = maker.make(connection, component, asked, list(case.papers.values()), wanted.round)
    return _keep(connection, paper, dossier_id=case.id, round=wanted.round)


def remove(connection: sa.Connection, desk: Desk, subject: Subject, paper_id: str) -> None:
    """Take a paper away again, before it was handed in.

    Raises:
        UnknownPaper, DraftSubmitted, NotAsked.
    """
    paper = cases.find_paper(connection, paper_id)
    if paper is None:
        raise UnknownPaper()
    if paper.dossier_id is None:
        try:
            draft = _own_draft(connection, subject, paper.draft_id or "")
        except UnknownDraft:
            raise UnknownPaper() from None
        drafts.touch(connection, draft.id, desk.clock.now())
    else:
        _check_removable(connection, desk, subject, paper, paper.dossier_id)
    cases.remove_paper(connection, paper.id)
    if paper.file_id:
        draft_expiry.add_loose(connection, paper.file_id, desk.clock.now())


def _check_removable(
    connection: sa.Connection, desk: Desk, subject: Subject, paper: Paper, dossier_id: str
) -> None:
    try:
        case = desk.open(connection, subject, dossier_id).case
    except UnknownDossier:
        raise UnknownPaper() from None
    require_concerned(subject, case)
    if paper.round not in {one.round for one in case.awaited_supplements()}:
        raise NotAsked(
            message_vi="Giấy tờ đã nộp thì không gỡ bỏ được.",
            message_en="A paper that was handed in cannot be taken away.",
        )


def require_concerned(subject: Subject, case: Case) -> None:
    """The applicant, or the window for them. Raises NotYourUnit."""
    if not actions.is_applicant(subject, case.dossier) and not actions.is_clerk_of(
        subject, case.dossier.unit
    ):
        raise NotYourUnit()


def _own_draft(connection: sa.Connection, subject: Subject, draft_id: str) -> Draft:
    draft = drafts.find(connection, draft_id, subject.user_id, lock=True)
    if draft is None:
        raise expiring.missing(connection, draft_id, subject.user_id)
    if draft.dossier_id is not None:
        raise DraftSubmitted.as_dossier(draft.dossier_id)
    return draft


@dataclass(frozen=True)
class _Maker:
    """Makes papers for one caller; `clerk`: who may put a paper down that was shown and not scanned."""

    desk: Desk
    uploads: Uploads
    subject: Subject
    clerk: bool
    source: str

    def make(
        self,
        connection: sa.Connection,
        component: Component,
        asked: Asked,
        present: list[Paper],
        round: int = 0,
    ) -> Paper:
        """The paper, when file, form and number of copies fit the component, and it is not there yet in this round."""
        why = self._not_scanned(asked)
        row = None if why else self._file(connection, asked.file_id)
        _check_room(len(present))
        if row is not None:
            _check_fit(row, component, self.uploads.max_bytes)
            _check_new(row, component, [one for one in present if one.round == round])
            _check_changed(row, component, [one for one in present if one.round < round])
        return Paper(
            id=str(uuid_utils.uuid7()), draft_id=None, dossier_id=None, component=component.code,
            file_id=row.id if row else "", form=_form(component, asked, self.source), copies=_copies(asked),
            attached_at=self.desk.clock.now(), attached_by=self.subject.username or self.subject.user_id, round=0,
            not_scanned=why, file_name=row.file_name if row else "", media_type=row.media_type if row else "",
            size=row.size if row else 0, sha256=row.sha256 if row else "",
        )  # fmt: skip

    def _file(self, connection: sa.Connection, file_id: str) -> FileRow:
        row = files.find(connection, file_id)
        if row is None or not may_read(connection, self.desk, self.subject, row):
            raise UnknownFile()
        return row

    def _not_scanned(self, asked: Asked) -> str:
        """Why there is no scan. Papers are digitised at intake (NĐ 61/2018/NĐ-CP, Điều 17.1), so that it needs a reason."""
        if asked.file_id and asked.not_scanned.strip():
            raise BadFields.one(
                "not_scanned_reason",
                "SCAN_OR_REASON",
                "Đã có bản quét thì không ghi lý do không quét.",
                "A paper that was scanned needs no reason for not being scanned.",
            )
        if asked.file_id or not self.clerk:
            return ""
        return texts.required_line("not_scanned_reason", asked.not_scanned, MAX_WHY)


def _check_room(present: int) -> None:
    if present >= MAX_PAPERS:
        raise BadFile.of(
            "TOO_MANY_FILES",
            f"Đã có {present} tệp; một hồ sơ có tối đa {MAX_PAPERS} tệp.",
            f"There are {present} files; a dossier has at most {MAX_PAPERS}.",
        )


def _check_new(row: FileRow, component: Component, present: list[Paper]) -> None:
    """The same content twice under one paper is a slip of the hand: nobody can see what the second one is for."""
    same = (one for one in present if one.component == component.code and one.sha256 == row.sha256)
    there = next(same, None)
    if there is not None:
        raise BadFile.of(
            "FILE_ALREADY_THERE",
            f"Tệp này đã có ở giấy tờ “{component.name.vi}” rồi (“{there.file_name}”). Hãy chọn tệp khác.",
            f"This file is there already under “{component.name.to('en')}” (“{there.file_name}”). Choose another one.",
        )


def _check_changed(row: FileRow, component: Component, before: list[Paper]) -> None:
    """What was objected to is no answer to the objection, and the law gives one round. The same content under another paper is
    an answer: it may have stood under the wrong one."""
    same = (one for one in before if one.component == component.code and one.sha256 == row.sha256)
    there = next(same, None)
    if there is not None:
        raise BadFile.of(
            "FILE_UNCHANGED",
            f"Tệp này giống hệt tệp đã nộp (“{there.file_name}”) ở giấy tờ “{component.name.vi}”, nên không phải là bổ sung. "
            "Tệp đã nộp vẫn còn trong hồ sơ; hãy chọn tệp đã sửa.",
            f"This file is identical to the one handed in already (“{there.file_name}”) under “{component.name.to('en')}”, so "
            "it supplements nothing. That file is still in the dossier; please choose the corrected one.",
        )


def _form(component: Component, asked: Asked, source: str) -> str:
    forms = checking.accepts(component, source)
    form = asked.form or forms[0]
    if form not in forms:
        raise BadFields.one(
            "form",
            "FORM_NOT_ACCEPTED",
            "Giấy tờ này không nhận dạng bản đó.",
            "This paper is not taken in that form.",
        )
    return form


def _copies(asked: Asked) -> int:
    copies = asked.copies or 1
    if not 1 <= copies <= MAX_COPIES:
        text = Text(f"Số bản từ 1 đến {MAX_COPIES}.", f"Between 1 and {MAX_COPIES} copies.")
        raise BadFields.one("copies", "COPIES_RANGE", text.vi, text.en)
    return copies


def _check_fit(row: FileRow, component: Component, most: int) -> None:
    accepted = [kinds.BY_NAME[name] for name in component.accepts]
    if row.media_type not in accepted:
        names = ", ".join(name.upper() for name in component.accepts)
        raise BadFile.of(
            "FILE_TYPE",
            f"“{component.name.vi}” chỉ nhận tệp {names}. Hãy chuyển đổi rồi tải lên lại.",
            f"“{component.name.to('en')}” takes only {names}. Please convert the file and upload it again.",
        )
    limit = max_bytes(component, most)
    if row.size > limit:
        raise too_large(limit, component.max_mb * 1_000_000 > most)


def max_bytes(component: Component, most: int) -> int:
    """The largest file of a component: its own limit, never beyond the installation's."""
    return min(component.max_mb * 1_000_000, most)


def _keep(
    connection: sa.Connection,
    paper: Paper,
    *,
    draft_id: str | None = None,
    dossier_id: str | None = None,
    round: int = 0,
) -> Paper:
    kept = replace(paper, draft_id=draft_id, dossier_id=dossier_id, round=round)
    cases.add_paper(connection, kept)
    return kept


def _component(known: dict[str, Component], code: str) -> Component:
    component = known.get(code)
    if component is None:
        raise BadFields.one(
            "component",
            "COMPONENT_UNKNOWN",
            "Thủ tục không có giấy tờ này.",
            "The procedure has no such paper.",
        )
    return component
