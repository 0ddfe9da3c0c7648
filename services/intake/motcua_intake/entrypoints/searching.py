# SPDX-License-Identifier: Apache-2.0
"""Finding dossiers by words, and the lines of lists of dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from motcua.intake.v1 import intake_pb2 as pb
from motcua_identity import Subject
from motcua_rpc import Page, PermissionDenied, current_subject, next_page_token, page
from motcua_text import Term, Text, search_terms

from motcua_intake.adapters import searching, visible
from motcua_intake.app import searching as words
from motcua_intake.app.concern import projection
from motcua_intake.domain import actions
from motcua_intake.domain.about import told_apart
from motcua_intake.domain.actions import Sight
from motcua_intake.domain.records import Dossier
from motcua_intake.entrypoints import wording
from motcua_intake.entrypoints.drafts import key
from motcua_intake.entrypoints.files import FileMethods
from motcua_intake.entrypoints.narrowing import narrow
from motcua_intake.errors import SearchEmpty

READ_ON: Final = 250
MOST_READ: Final = 1_000
"""Rows that one call reads at most: of agencies that see part of a dossier, to most of which a word may be hidden."""


class SearchMethods(FileMethods):
    """Thin: each method is a handful of lines."""

    def SearchDossiers(self, request: pb.SearchDossiersRequest, context: Any) -> pb.SearchDossiersResponse:
        subject = current_subject()
        if not visible.reads_for_unit(subject):
            raise PermissionDenied(
                "OFFICERS_ONLY",
                "Chỉ cán bộ của đơn vị tiếp nhận hoặc giải quyết hồ sơ mới tìm hồ sơ theo nội dung.",
                "Only officers of a unit that receives dossiers or acts in them search by words.",
            )
        wanted_words = search_terms(key(request.query))
        if not wanted_words:
            raise SearchEmpty()
        procedure = key(request.procedure_key)
        query = {"list": "search", "words": wanted_words, "procedure": procedure}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows, further = self._rows(connection, subject, wanted_words, wanted, procedure)
            lines, token = self._lines(connection, subject, rows, wanted, query)
        if further and not token:
            token = next_page_token(further, query=query)
        return pb.SearchDossiersResponse(dossiers=lines, next_page_token=token)

    def _rows(
        self, connection: sa.Connection, subject: Subject, terms: list[Term], wanted: Page, procedure: str
    ) -> tuple[list[tuple[Dossier, bool]], tuple[datetime, str] | None]:
        """What the caller may see of what matches, one more than the page holds when there is more; what matches only by words
        that are hidden from the caller leaves no gap and no page token, which would tell it. After `MOST_READ` rows it stops:
        then also the place where to go on."""
        found: list[tuple[Dossier, bool]] = []
        read, asked = 0, wanted
        while True:
            rows = searching.page(connection, subject, terms, asked, procedure)
            found += [row for row in rows if self._shows(connection, subject, row[0], terms)]
            if len(rows) <= asked.size or len(found) > wanted.size:
                return found[: wanted.size + 1], None
            last, read = rows[-1][0], read + len(rows)
            place = (last.submitted_at, last.id)
            if read >= MOST_READ:
                return found, place
            asked = Page(READ_ON, place)

    def _lines(
        self,
        connection: sa.Connection,
        subject: Subject,
        rows: Sequence[tuple[Dossier, bool]],
        wanted: Page,
        query: dict[str, Any],
    ) -> tuple[list[pb.Dossier], str]:
        """What a list shows of these dossiers, and the token of the next page ("" when there is none)."""
        ids = [dossier.id for dossier, _ in rows[: wanted.size]]
        parts, given = visible.parts_of(connection, ids), visible.results_of(connection, ids)
        still = visible.standstills_of(connection, ids)
        grounds = {one.id: self._grounds(connection, one) for one, _ in rows[: wanted.size] if still[one.id]}
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1][0]
            token = next_page_token((last.submitted_at, last.id), query=query)
        lines = [
            wording.listed(
                one,
                self._.catalogue.window(one.unit),
                parts[one.id],
                given[one.id],
                actions.sight(subject, one, acts),
                [wording.stretch(span, grounds[one.id]) for span in still[one.id]],
            )
            for one, acts in rows[: wanted.size]
        ]
        for (one, acts), line in zip(rows, lines, strict=False):
            if actions.sight(subject, one, acts) is Sight.OWN:
                self._tell_apart(connection, one, line)
        return self._for_agency(connection, subject, rows, lines), token

    def _for_agency(
        self,
        connection: sa.Connection,
        subject: Subject,
        rows: Sequence[tuple[Dossier, bool]],
        lines: list[pb.Dossier],
    ) -> list[pb.Dossier]:
        """The lines as the caller's agency may see them. What is asked of the applicant decides there what status is seen."""
        if not visible.reads_for_agency(subject):
            return lines
        asked = [one.dossier_id for one in lines if one.status == pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED]
        for dossier_id, part in visible.asked_parts_of(connection, asked):
            next(one for one in lines if one.dossier_id == dossier_id).supplements.add(part=part)
        narrowed = [
            self._narrowed(connection, subject, one, line)
            for (one, _), line in zip(rows, lines, strict=False)
        ]
        for one in narrowed:
            one.ClearField("supplements")
        return narrowed

    def _tell_apart(self, connection: sa.Connection, one: Dossier, line: pb.Dossier) -> None:
        """For the applicant: what tells this dossier from another of the same procedure."""
        package = self._.desk.packages.get(connection, one.procedure_key, one.procedure_version)
        about = told_apart(package, one.answers) if package else None
        if about is not None:
            line.about.CopyFrom(wording.line(about))

    def _shows(
        self, connection: sa.Connection, subject: Subject, dossier: Dossier, terms: list[Term]
    ) -> bool:
        desk = self._.desk
        package = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version)
        sees = projection(desk, package.procedure, subject, dossier)
        return words.shows(desk.organisation, package, dossier, sees, terms)

    def _narrowed(
        self, connection: sa.Connection, subject: Subject, dossier: Dossier, line: pb.Dossier
    ) -> pb.Dossier:
        """The line as the caller's agency may see it; versions of procedures are kept: read once at most."""
        if dossier.unit == subject.unit:
            return line
        desk = self._.desk
        package = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version)
        sees = projection(desk, package.procedure, subject, dossier)
        return line if sees is None else narrow(line, sees, subject.unit or "")

    def _grounds(self, connection: sa.Connection, dossier: Dossier) -> dict[str, Text]:
        """What people call the grounds of the dossier's procedure; versions are kept: read once at most."""
        package = self._.desk.package_of(connection, dossier.procedure_key, dossier.procedure_version)
        return {key: one.name for key, one in package.procedure.grounds.items()}
