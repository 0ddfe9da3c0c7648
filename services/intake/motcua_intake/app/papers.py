# SPDX-License-Identifier: Apache-2.0
"""Files and papers: taken in after a look at their content, attached to a draft or to what a supplement asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import sqlalchemy as sa
import uuid_utils
from motcua_identity import Kind, Subject
from motcua_procedure import Component
from motcua_storage import Database, FileStore
from motcua_text import Text

from motcua_intake.adapters import cases, draft_expiry, drafts, files, visible
from motcua_intake.adapters.files import Place
from motcua_intake.app import amending, expiring, file_contents
from motcua_intake.app.concern import projection
from motcua_intake.app.desk import Desk
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
_IN_MEMORY: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper as a caller asks for it; `form` "" is the first that the component takes, `copies` 0 is one. Without a file it
    was shown at the window, and `not_scanned` says why it was not scanned."""

    component: str
    file_id: str
    form: str
    copies: int
    not_scanned: str = ""


@dataclass(frozen=True)
class Uploads:
    """Takes files in and gives them out."""

    database: Database
    store: FileStore
    max_bytes: int

    def take(
        self,
        desk: Desk,
        subject: Subject,
        name: str,
        declared: int,
        chunks: Iterable[bytes],
        accepted: Collection[str] = (),
    ) -> FileRow:
        """Read a file to its end, look at it, keep it. `accepted`: media types that are taken for what it is meant for; none: any
        that passes.

        Raises:
            BadFile: too large, of another size than declared (0: not known), empty, of another type, damaged, protected by a
                password; each with its own sentence.
        """
        if declared > self.max_bytes:
            raise self.too_large()
        if declared < 0:
            raise _other_size()
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            self._spool(chunks, body, declared)
            body.seek(0)
            media_type = _sniffed(body.read(), accepted)
            body.seek(0)
            stored = self.store.put(body, self.max_bytes)
            row = FileRow(
                id=str(uuid_utils.uuid7()),
                sha256=stored.sha256,
                size=stored.size,
                media_type=media_type,
                file_name=kinds.clean_name(name, media_type),
                uploaded_by=subject.user_id,
                uploaded_user=subject.username or subject.user_id,
                uploaded_at=desk.clock.now(),
            )
            with self.database.begin() as connection:
                file_contents.add(connection, self.store, row, body, loose=True)
        return row

    def open(self, desk: Desk, subject: Subject, file_id: str) -> tuple[FileRow, Iterator[bytes]]:
        """A file that the subject may read, with its bytes.

        Raises:
            UnknownFile: it is not there, or not for this subject.
        """
        with self.database.read() as connection:
            row = files.find(connection, file_id)
            if row is None or not may_read(connection, desk, subject, row):
                raise UnknownFile.to_reader()
        return row, self.store.chunks(row.sha256)

    def _spool(self, chunks: Iterable[bytes], body: IO[bytes], declared: int) -> None:
        """Stops reading as soon as there is more than there may be."""
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self.max_bytes:
                raise self.too_large()
            if declared and size > declared:
                raise _other_size()
            body.write(chunk)
        if declared and size != declared:
            raise _other_size()

    def too_large(self) -> BadFile:
        return _too_large(self.max_bytes)


def may_read(connection: sa.Connection, desk: Desk, subject: Subject, row: FileRow) -> bool:
    """The uploader until it is attached; then the draft's owner or whoever sees the dossier's papers in full."""
    places = files.places(connection, row.id)
    if not places:
        return row.uploaded_by == subject.user_id
    return any(_may_read_at(connection, desk, subject, place) for place in places)


def _may_read_at(connection: sa.Connection, desk: Desk, subject: Subject, place: Place) -> bool:
    if place.kind == "extract":
        return subject.unit == place.owner_id and actions.keeps_register(desk.organisation, subject)
    if place.dossier_id is None:
        return place.owner_id == subject.user_id
    seen = visible.find(connection, subject, dossier_id=place.dossier_id)
    if seen is None:
        return False
    if seen.own and place.issued:
        return True
    return seen.acts and _shown_to(connection, desk, subject, place)


def _shown_to(connection: sa.Connection, desk: Desk, subject: Subject, place: Place) -> bool:
    """Whether the procedure shows what hangs there to the agency of an officer who acts in the dossier."""
    dossier = cases.dossier(connection, dossier_id=place.dossier_id or "")
    if dossier is None:
        return False
    procedure = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version).procedure
    sees = projection(desk, procedure, subject, dossier)
    return sees is None or (
        place.component in sees.papers if place.kind == "paper" else place.part in sees.parts
    )


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
    wanted = lifecycle.expected(case)
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
    wanted = case.expected_supplement()
    if wanted is None or paper.round != wanted.round:
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
        raise _too_large(limit, component.max_mb * 1_000_000 > most)


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


def _sniffed(content: bytes, accepted: Collection[str] = ()) -> str:
    try:
        return kinds.sniff(content, accepted).media_type
    except kinds.FileRefused as refused:
        raise BadFile.of(refused.code, refused.text.vi, refused.text.to("en")) from refused


def _other_size() -> BadFile:
    return BadFile.of(
        "FILE_SIZE_DIFFERS",
        "Dung lượng nhận được khác dung lượng đã báo; có thể tệp chưa tải lên đủ. Hãy tải tệp lên lại.",
        "What arrived has another size than was announced; the upload may be incomplete. Please upload the file again.",
    )


def _too_large(limit: int, system: bool = True) -> BadFile:
    """`system`: it is the installation's limit, not the paper's own."""
    size = f"{limit / 1_000_000:g} MB"
    whose_vi, whose_en = (
        (", mức tối đa hệ thống nhận", ", the most that this system takes") if system else ("", "")
    )
    return BadFile.of(
        "FILE_TOO_LARGE",
        f"Tệp lớn hơn {size}{whose_vi}. Hãy giảm dung lượng hoặc tách tệp rồi tải lên lại.",
        f"The file is larger than {size}{whose_en}. Please make it smaller or split it, then upload again.",
    )
