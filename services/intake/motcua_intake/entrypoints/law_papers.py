# SPDX-License-Identifier: Apache-2.0
"""The methods of the papers of the law: apologies (form 04) and control slips (form 06)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import law_papers_pb2 as pb
from motcua_rpc import current_subject, next_page_token, page

from motcua_intake.adapters import apologies
from motcua_intake.adapters.actors import kept_actor
from motcua_intake.adapters.apologies import DRAFT
from motcua_intake.app import apologising, controlling, heading
from motcua_intake.app.announcing import stamp
from motcua_intake.app.concern import projection_of
from motcua_intake.domain.control import HandOver
from motcua_intake.domain.standing_in import Signer
from motcua_intake.entrypoints.drafts import DraftMethods, key

PREFIX = "EXTENSION_STATE_"


class LawPaperMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def ListExtensions(self, request: pb.ListExtensionsRequest, context: Any) -> pb.ListExtensionsResponse:
        leader = self._leader()
        unit = leader.unit
        state = pb.ExtensionState.Name(request.state).removeprefix(PREFIX) if request.state else DRAFT
        query = {"list": "extensions", "unit": unit, "state": state}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = apologies.page(connection, unit, state, wanted, self._.desk.clock.now())
            named = {one.apology.id for one in rows if self._named(connection, one)}
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1]
            token = next_page_token((last.first_due, last.apology.id), query=query)
        return pb.ListExtensionsResponse(
            extensions=[self._line(one, named=one.apology.id in named) for one in rows[: wanted.size]],
            next_page_token=token,
            may_sign=leader.signs,
            signers=[_signer(one) for one in leader.signers],
            allowed=apologising.allowed(self._.desk),
        )

    def _leader(self) -> heading.Leader:
        return heading.leader(self._.desk, current_subject(), self._.inbox)

    def _named(self, connection: sa.Connection, one: apologies.Line) -> bool:
        """Whether the procedure shows the applicant's name to the caller's agency."""
        desk = self._.desk
        procedure = desk.package_of(connection, one.procedure_key, one.procedure_version).procedure
        sees = projection_of(desk, procedure, current_subject(), one.window)
        return sees is None or "applicant_name" in sees.fields

    def GetExtension(self, request: pb.GetExtensionRequest, context: Any) -> pb.GetExtensionResponse:
        asked = apologising.Question(request.new_day, request.reason, request.preview)
        leader = self._leader()
        with self._.database.read() as connection:
            shown = apologising.show(
                connection,
                self._.desk,
                leader,
                key(request.extension_id),
                asked if request.new_day or request.preview else None,
            )
        return pb.GetExtensionResponse(
            extension=self._extension(shown),
            preview=shown.sheet,
            may_sign=leader.signs,
            signers=[_signer(one) for one in leader.signers],
        )

    def SignExtension(self, request: pb.SignExtensionRequest, context: Any) -> pb.SignExtensionResponse:
        leader = self._leader()

        def work(connection: sa.Connection) -> pb.SignExtensionResponse:
            signed = apologising.sign(
                connection, self._.desk, leader, key(request.extension_id), request.reason, request.new_day
            )
            return pb.SignExtensionResponse(extension=self._extension(signed))

        return self._.writes.run("SignExtension", request, pb.SignExtensionResponse, work)

    def GetControlSlip(self, request: pb.GetControlSlipRequest, context: Any) -> pb.GetControlSlipResponse:
        with self._.database.read() as connection:
            shown = controlling.show(connection, self._.desk, current_subject(), key(request.dossier_id))
        return pb.GetControlSlipResponse(slip=self._slip(shown))

    def _slip(self, shown: controlling.Shown) -> pb.ControlSlip:
        dossier, slip = shown.case.dossier, shown.slip
        printed = {one.id: one for one in shown.case.documents}.get(slip.document_id or "" if slip else "")
        others = dict.fromkeys(one.received_by for one in shown.lines)
        return pb.ControlSlip(
            dossier_id=dossier.id,
            code=dossier.code,
            number=slip.number if slip else "",
            applicant_name=dossier.applicant_name if shown.named and not shown.impersonal else "",
            procedure_name=common_pb2.LocalizedText(
                vi=dossier.procedure_name_vi, en=dossier.procedure_name_en
            ),
            accepted_at=stamp(dossier.accepted_at),
            promised_at=stamp(shown.promised_at),
            lead=self._unit(shown.lead.key),
            cooperating=[self._unit(one) for one in others if one not in (shown.lead.key, dossier.unit)],
            lines=[self._hand_over(one) for one in shown.lines],
            finished_at=stamp(dossier.finished_at),
            file_id=printed.file_id if printed and not (shown.impersonal or shown.part_only) else "",
            issued_at=stamp(printed.issued_at) if printed else None,
        )

    def _hand_over(self, one: HandOver) -> pb.HandOver:
        return pb.HandOver(
            given_by=one.given_by,
            given_by_name=self._unit(one.given_by, window=one.from_window) if one.given_by else None,
            received_by=one.received_by,
            received_by_name=self._unit(one.received_by, window=one.at_window),
            at=stamp(one.at),
            due_at=stamp(one.due_at),
            left_at=stamp(one.left_at),
            punctuality=f"PUNCTUALITY_{one.punctuality}",
            people=one.people,
        )

    def _unit(self, key: str, *, window: bool = False) -> common_pb2.LocalizedText:
        """The window of the dossier by its own name, any other desk by the unit's."""
        unit = self._.desk.organisation.units.get(key)
        if unit is None:
            return common_pb2.LocalizedText(vi=key, en=key)
        name = unit.window if window and unit.window else unit.name
        return common_pb2.LocalizedText(vi=name.vi, en=name.to("en"))

    def _line(self, one: apologies.Line, *, named: bool) -> pb.Extension:
        made = self._head(one.apology)
        made.code, made.applicant_name = one.code, one.applicant_name if named else ""
        made.procedure_name.vi, made.procedure_name.en = one.procedure_vi, one.procedure_en
        made.number, made.file_id, made.by_mail = one.number, one.file_id, one.by_mail
        for part in one.late:
            made.parts.add(
                part=part.key,
                code=part.code,
                name=common_pb2.LocalizedText(vi=part.name_vi, en=part.name_en),
                due_at=stamp(part.due_at),
                late=True,
            )
        if one.apology.state != DRAFT:
            made.new_promised_at.FromDatetime(one.promised_at)
        return made

    def _head(self, one: apologies.Apology) -> pb.Extension:
        unit = self._.desk.organisation.units.get(one.unit)
        return pb.Extension(
            extension_id=one.id,
            dossier_id=one.dossier_id,
            unit=one.unit,
            unit_name=common_pb2.LocalizedText(vi=unit.name.vi, en=unit.name.to("en")) if unit else None,
            state=PREFIX + one.state,
            drafted_at=stamp(one.drafted_at),
            promised_at=stamp(one.promised_at),
            reason=one.reason,
            new_day=one.new_day.isoformat() if one.new_day else "",
            signed_at=stamp(one.closed_at) if one.document_id else None,
            signed_by=kept_actor(one.signed_by) if one.signed_by else None,
            closed_at=stamp(one.closed_at),
        )

    def _extension(self, shown: apologising.Shown) -> pb.Extension:
        made, dossier = self._head(shown.apology), shown.case.dossier
        made.code, made.applicant_name = dossier.code, dossier.applicant_name if shown.named else ""
        made.procedure_name.vi, made.procedure_name.en = dossier.procedure_name_vi, dossier.procedure_name_en
        made.original_promised_at.FromDatetime(dossier.original_promised_at or shown.new_promised_at)
        made.new_promised_at.FromDatetime(shown.new_promised_at)
        made.new_day = shown.new_day.isoformat()
        made.allowed, made.nth = shown.allowed, shown.nth
        made.first_day, made.last_day = shown.first_day.isoformat(), shown.last_day.isoformat()
        for part, until in shown.parts:
            made.parts.add(
                part=part.key,
                code=part.code,
                name=common_pb2.LocalizedText(vi=part.name_vi, en=part.name_en),
                due_at=stamp(part.due_at),
                new_due_at=stamp(until),
                late=part.key in shown.late,
            )
        made.by_mail = bool(dossier.email)
        if shown.document is not None:
            made.number, made.file_id = shown.document.number, shown.document.file_id
        return made


def _signer(one: Signer) -> pb.Signer:
    return pb.Signer(
        person=common_pb2.Actor(user=one.person.user, name=one.person.name, unit=one.person.unit),
        today=one.today,
        away_until=one.away_until.isoformat() if one.away_until else "",
        in_place_of=[
            common_pb2.Actor(user=head.user, name=head.name, unit=head.unit) for head in one.for_whom
        ],
    )
