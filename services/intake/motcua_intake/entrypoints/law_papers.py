# SPDX-License-Identifier: Apache-2.0
"""The methods of the papers of the law: apologies (form 04)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import law_papers_pb2 as pb
from motcua_rpc import current_subject, next_page_token, page

from motcua_intake.adapters import extensions
from motcua_intake.adapters.extensions import DRAFT
from motcua_intake.app import extending
from motcua_intake.app.announcing import stamp
from motcua_intake.entrypoints.drafts import DraftMethods, key

PREFIX = "EXTENSION_STATE_"


class ApologyMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def ListExtensions(self, request: pb.ListExtensionsRequest, context: Any) -> pb.ListExtensionsResponse:
        unit = extending.require_head(current_subject())
        state = pb.ExtensionState.Name(request.state).removeprefix(PREFIX) if request.state else DRAFT
        query = {"list": "extensions", "unit": unit, "state": state}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = extensions.page(connection, unit, state, wanted)
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1].extension
            token = next_page_token((last.drafted_at, last.id), query=query)
        return pb.ListExtensionsResponse(
            extensions=[self._line(one) for one in rows[: wanted.size]], next_page_token=token
        )

    def GetExtension(self, request: pb.GetExtensionRequest, context: Any) -> pb.GetExtensionResponse:
        with self._.database.read() as connection:
            shown = extending.show(connection, self._.desk, current_subject(), key(request.extension_id))
        return pb.GetExtensionResponse(extension=self._extension(shown))

    def SignExtension(self, request: pb.SignExtensionRequest, context: Any) -> pb.SignExtensionResponse:
        subject = current_subject()

        def work(connection: sa.Connection) -> pb.SignExtensionResponse:
            signed = extending.sign(
                connection, self._.desk, subject, key(request.extension_id), request.reason, request.new_day
            )
            return pb.SignExtensionResponse(extension=self._extension(signed))

        return self._.writes.run("SignExtension", request, pb.SignExtensionResponse, work)

    def _line(self, one: extensions.Line) -> pb.Extension:
        made = self._head(one.extension)
        made.code, made.applicant_name = one.code, one.applicant_name
        made.procedure_name.vi, made.procedure_name.en = one.procedure_vi, one.procedure_en
        made.number, made.file_id = one.number, one.file_id
        if one.extension.state != DRAFT:
            made.new_promised_at.FromDatetime(one.promised_at)
        return made

    def _head(self, one: extensions.Extension) -> pb.Extension:
        unit = self._.desk.organisation.units.get(one.unit)
        return pb.Extension(
            extension_id=one.id,
            dossier_id=one.dossier_id,
            unit=one.unit,
            unit_name=common_pb2.LocalizedText(vi=unit.name.vi, en=unit.name.to("en")) if unit else None,
            state=pb.ExtensionState.Value(PREFIX + one.state),
            drafted_at=stamp(one.drafted_at),
            promised_at=stamp(one.promised_at),
            reason=one.reason,
            new_day=one.new_day.isoformat() if one.new_day else "",
            signed_at=stamp(one.closed_at) if one.document_id else None,
            signed_by=common_pb2.Actor(**one.signed_by) if one.signed_by else None,
            closed_at=stamp(one.closed_at),
        )

    def _extension(self, shown: extending.Shown) -> pb.Extension:
        made, dossier = self._head(shown.extension), shown.case.dossier
        made.code, made.applicant_name = dossier.code, dossier.applicant_name
        made.procedure_name.vi, made.procedure_name.en = dossier.procedure_name_vi, dossier.procedure_name_en
        made.original_promised_at.CopyFrom(stamp(dossier.original_promised_at or shown.new_promised_at))
        made.new_promised_at.FromDatetime(shown.new_promised_at)
        made.new_day = shown.new_day.isoformat()
        made.first_day, made.last_day = shown.first_day.isoformat(), shown.last_day.isoformat()
        for part, until in shown.parts:
            made.parts.add(
                part=part.key,
                code=part.code,
                name=common_pb2.LocalizedText(vi=part.name_vi, en=part.name_en),
                due_at=stamp(part.due_at),
                new_due_at=stamp(until),
            )
        if shown.document is not None:
            made.number, made.file_id = shown.document.number, shown.document.file_id
        return made
