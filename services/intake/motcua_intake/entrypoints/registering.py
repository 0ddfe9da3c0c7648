# SPDX-License-Identifier: Apache-2.0
"""The methods of the register (form 07), and of who opened or printed forms."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import law_papers_pb2 as pb
from motcua_identity import OPERATOR, Subject
from motcua_rpc import current_subject, next_page_token, page

from motcua_intake.adapters import cases, printings, register, visible
from motcua_intake.adapters.actors import kept_actor
from motcua_intake.adapters.register import Extract
from motcua_intake.app import registering
from motcua_intake.app.announcing import stamp
from motcua_intake.app.concern import projection
from motcua_intake.app.forms.register import Registered, note_of, receiver_of
from motcua_intake.app.printing import REGISTER
from motcua_intake.domain.return_ways import Way
from motcua_intake.entrypoints.drafts import DraftMethods, key
from motcua_intake.errors import BadFields, NotOfficer, UnknownDossier, UnknownExtract


class RegisterMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def ListRegister(self, request: pb.ListRegisterRequest, context: Any) -> pb.ListRegisterResponse:
        subject, desk = current_subject(), self._.desk
        unit = registering.unit_of(desk, subject, key(request.unit))
        span = registering.span_of(unit.key, request.from_day, request.to_day, request.procedure_key)
        query = {"list": "register", "unit": unit.key, "procedure": span.procedure}
        query |= {"from": f"{span.first}", "to": f"{span.last}"}
        wanted = page(request.page_size, request.page_token, query=query)
        personal = not subject.has(OPERATOR)
        with self._.database.read() as connection:
            rows = register.page(connection, span, wanted)
            shown = rows[: wanted.size]
            known = [registering.registered(connection, desk, one) for one in shown]
        token = next_page_token(rows[wanted.size - 1].key, query=query) if len(rows) > wanted.size else ""
        lines = [_line(one, personal=personal) for one in known]
        return pb.ListRegisterResponse(lines=lines, next_page_token=token)

    def PrintRegister(self, request: pb.PrintRegisterRequest, context: Any) -> pb.PrintRegisterResponse:
        subject, asked = current_subject(), (request.from_day, request.to_day, request.procedure_key)

        def work(connection: sa.Connection) -> pb.PrintRegisterResponse:
            made = registering.print_extract(connection, self._.desk, subject, *asked)
            return pb.PrintRegisterResponse(extract=_extract(made))

        return self._.writes.run("PrintRegister", request, pb.PrintRegisterResponse, work)

    def ListRegisterExtracts(
        self, request: pb.ListRegisterExtractsRequest, context: Any
    ) -> pb.ListRegisterExtractsResponse:
        unit = registering.unit_of(self._.desk, current_subject())
        query = {"list": "extracts", "unit": unit.key}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = register.extracts(connection, unit.key, wanted)
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1]
            token = next_page_token((last.issued_at, last.id), query=query)
        extracts = [_extract(one) for one in rows[: wanted.size]]
        return pb.ListRegisterExtractsResponse(extracts=extracts, next_page_token=token)

    def ListPrintings(self, request: pb.ListPrintingsRequest, context: Any) -> pb.ListPrintingsResponse:
        if bool(request.dossier_id) == bool(request.extract_id):
            raise BadFields.one(
                "dossier_id",
                "TARGET_UNCLEAR",
                "Cần đúng một trong hai: hồ sơ hoặc bản in sổ theo dõi.",
                "Exactly one of dossier and extract is needed.",
            )
        if request.extract_id:
            return self._of_extract(request)
        subject, dossier_id = current_subject(), key(request.dossier_id)
        query = {"list": "printings", "dossier": dossier_id}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            seen = visible.find(connection, subject, dossier_id=dossier_id)
            if seen is None:
                raise UnknownDossier()
            if not seen.acts and not subject.has(OPERATOR):
                raise NotOfficer()
            rows = printings.page(connection, seen.id, wanted, self._parts(connection, subject, seen.id))
        token = next_page_token((rows[wanted.size - 1].id,), query=query) if len(rows) > wanted.size else ""
        made = [_printing(one) for one in rows[: wanted.size]]
        return pb.ListPrintingsResponse(printings=made, next_page_token=token)

    def _of_extract(self, request: pb.ListPrintingsRequest) -> pb.ListPrintingsResponse:
        """Of an extract: those who may read the register that it is of."""
        unit, extract_id = registering.unit_of(self._.desk, current_subject()).key, key(request.extract_id)
        query = {"list": "printings", "extract": extract_id}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = printings.of_extract(connection, unit, extract_id, REGISTER.name, wanted)
        if rows is None:
            raise UnknownExtract()
        token = next_page_token((rows[wanted.size - 1].id,), query=query) if len(rows) > wanted.size else ""
        made = [_printing(one) for one in rows[: wanted.size]]
        return pb.ListPrintingsResponse(printings=made, next_page_token=token)

    def _parts(self, connection: sa.Connection, subject: Subject, dossier_id: str) -> frozenset[str] | None:
        """The parts whose forms an agency behind the window may open: of others it hears nothing. None is all."""
        dossier, desk = cases.dossier(connection, dossier_id=dossier_id), self._.desk
        if dossier is None:
            raise UnknownDossier()
        package = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version)
        sees = projection(desk, package.procedure, subject, dossier)
        return None if sees is None else sees.parts


def _line(known: Registered, *, personal: bool) -> pb.RegisterLine:
    one, lead = known.entry, known.lead
    dossier, (note_vi, note_en) = one.dossier, note_of(one)
    state = pb.RegisterLine.DOSSIER_STATE_ENDED if dossier.finished_at else pb.RegisterLine.DOSSIER_STATE_OPEN
    return pb.RegisterLine(
        seq=one.seq,
        year=one.year,
        number=one.number,
        dossier_id=dossier.id,
        code=dossier.code,
        procedure_name=common_pb2.LocalizedText(vi=dossier.procedure_name_vi, en=dossier.procedure_name_en),
        sets=known.sets,
        source=dossier.source,
        return_way=f"RETURN_WAY_{Way(one.way)}",
        applicant_name=dossier.applicant_name if personal else "",
        address=dossier.address if personal else "",
        phone=dossier.phone if personal else "",
        lead=common_pb2.LocalizedText(vi=lead.name.vi, en=lead.name.to("en")),
        accepted_at=stamp(dossier.accepted_at),
        promised_at=stamp(dossier.promised_at),
        transferred_at=stamp(one.transferred_at),
        result_at=stamp(one.result_at),
        returned_at=stamp(one.returned_at),
        receiver=receiver_of(one) if personal else "",
        state=state,
        note=common_pb2.LocalizedText(vi=note_vi, en=note_en),
    )


def _extract(one: Extract) -> pb.RegisterExtract:
    return pb.RegisterExtract(
        extract_id=one.id,
        unit=one.unit,
        number=one.number,
        from_day=one.from_day.isoformat(),
        to_day=one.to_day.isoformat(),
        procedure_key=one.procedure_key,
        lines=one.lines,
        file_id=one.file_id,
        issued_at=stamp(one.issued_at),
        issued_by=one.issued_by.get("name", ""),
    )


def _printing(one: printings.Printing) -> pb.Printing:
    return pb.Printing(
        at=stamp(one.at),
        actor=kept_actor(one.actor),
        document_id=one.document_id,
        number=one.number,
        name=common_pb2.LocalizedText(vi=one.name_vi, en=one.name_en),
    )
