# SPDX-License-Identifier: Apache-2.0
"""A result stamped MẪU for trials: where business time may be moved, an officer without a real signed paper can still go on."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_documents import DemoResult, DocumentError, Fact, Letterhead, Officer, Person, render
from motcua_organisation import place_of
from motcua_rpc import InvalidInput, MotcuaError, Unauthenticated
from motcua_rpc.structs import to_dict

from motcua_portal.desk import signing
from motcua_portal.desk.signing import Signing, position
from motcua_portal.desk.uploads import send
from motcua_portal.web.clients import Services
from motcua_portal.web.visit import Visit


def offered(visit: Visit, services: Services) -> bool:
    """Whether this node is for trials; no when workflow does not say."""
    try:
        with visit.acting():
            return bool(services.workflow.GetClock(workflow_pb2.GetClockRequest()).may_be_advanced)
    except Unauthenticated:
        raise
    except MotcuaError:
        return False


def filled(
    visit: Visit, task: assignment_pb2.Task, dossier: intake_pb2.Dossier, typed: Signing, now: datetime
) -> Signing:
    """What was typed, with a number, a signer and the minute where they were left empty."""
    fresh = signing.fresh(visit, task, now)
    at = (typed.day, typed.minute) if typed.day or typed.minute else (fresh.day, fresh.minute)
    return replace(
        typed, number=typed.number or f"{dossier.code}/MẪU",
        signer=typed.signer or fresh.signer or visit.subject.name, day=at[0], minute=at[1],
    )  # fmt: skip


def check(visit: Visit, task: assignment_pb2.Task, typed: Signing, now: datetime) -> dict[str, str]:
    """What completing would refuse, but for the file that is still to be made; by the id of the field."""
    wrong = signing.check(visit, typed, task, now)
    return {field: sentence for field, sentence in wrong.items() if field != "result-file"}


def attach(
    visit: Visit,
    services: Services,
    task: assignment_pb2.Task,
    dossier: intake_pb2.Dossier,
    typed: Signing,
    now: datetime,
) -> Signing:
    """Make the sheet of what `filled` gave and `check` found good, and hand it to intake.

    Raises:
        InvalidInput: something typed cannot be printed.
    """
    sheet = _sheet(visit, services, task, dossier, typed, typed.moment() or now)
    try:
        pdf = render(sheet).pdf
    except DocumentError as error:
        raise InvalidInput(error.code, error.message_vi, error.message_en) from error
    name = f"ket-qua-MAU-{task.result_code or task.part}.pdf"
    with visit.acting():
        answer = send(services, name, "application/pdf", io.BytesIO(pdf), len(pdf))
    made = replace(typed, file_id=answer.file_id, file_name=name)
    return replace(made, made_of=made.shows())


def renewed(
    visit: Visit,
    services: Services,
    task: assignment_pb2.Task,
    dossier: intake_pb2.Dossier,
    typed: Signing,
    now: datetime,
) -> Signing:
    """A sheet that shows what is typed by now, where ours shows something else; else what was there.

    Raises:
        InvalidInput: something typed cannot be printed.
    """
    stale = typed.made_of and typed.made_of != typed.shows() and typed.number and typed.moment() is not None
    if not stale or not offered(visit, services):
        return typed
    return attach(visit, services, task, dossier, typed, now)


def _sheet(
    visit: Visit,
    services: Services,
    task: assignment_pb2.Task,
    dossier: intake_pb2.Dossier,
    shown: Signing,
    signed_at: datetime,
) -> DemoResult:
    part = next((one for one in dossier.parts if one.key == task.part), None)
    kind = _kind(visit, services, task, dossier)
    return DemoResult(
        letterhead=_letterhead(visit, task, shown.number, signed_at),
        dossier_code=dossier.code,
        result_name=kind.name.vi or task.title.vi,
        result_code=task.result_code,
        part_name=part.name.vi if part else dossier.procedure_name.vi,
        part_code=part.code if part else "",
        holder=_holder(task, dossier, kind),
        signer=_signer(visit, task, shown.signer),
        signed_at=signed_at,
        facts=_facts(dossier),
        body="Tờ này được tạo để chạy thử hệ thống, thay cho văn bản đã ký. Không có giá trị pháp lý.",
    )


def _letterhead(visit: Visit, task: assignment_pb2.Task, number: str, signed_at: datetime) -> Letterhead:
    """Of the unit whose result it is."""
    organisation = visit.request.app.state.organisation
    unit = organisation.units.get(task.unit)
    place = place_of(organisation, unit) if unit else organisation.name.vi
    return Letterhead(agency=task.unit_name.vi, place=place, issued_at=signed_at, number=number)


def _signer(visit: Visit, task: assignment_pb2.Task, name: str) -> Officer:
    """With the position of who signs; a deputy signs for the head."""
    person = position(visit, task, name)
    if person is None or not person.title.vi:
        return Officer(name=name, title="Người ký")
    return Officer(name=name, title=person.title.vi, authority=person.authority)


def _kind(
    visit: Visit, services: Services, task: assignment_pb2.Task, dossier: intake_pb2.Dossier
) -> intake_pb2.ResultKind:
    """What the procedure says about the result of this step: its name, and to whom it is made out."""
    asked = intake_pb2.GetProcedureRequest(key=dossier.procedure_key, version=dossier.procedure_version)
    with visit.acting():
        procedure = services.intake.GetProcedure(asked).procedure
    kinds = (one for part in procedure.parts if part.key == task.part for one in part.results)
    return next((one for one in kinds if one.code == task.result_code), intake_pb2.ResultKind())


def _facts(dossier: intake_pb2.Dossier) -> tuple[Fact, ...]:
    """What registers outside gave, of each the answer that counts, such as the personal number of the child."""
    counted = (one for one in dossier.lookups if one.counts)
    return tuple(Fact(label=said.label.vi, value=said.value) for one in counted for said in one.values)


def _holder(task: assignment_pb2.Task, dossier: intake_pb2.Dossier, kind: intake_pb2.ResultKind) -> Person:
    """The person whom the procedure names, as the transferee of a transfer; else the owner of the dossier."""
    answers = to_dict(dossier.answers)
    if kind.issued_to and isinstance(name := answers.get(kind.issued_to), str) and name:
        return Person(name=name, address=str(answers.get(kind.issued_to_address) or ""))
    owner = dossier.owner if dossier.HasField("owner") else dossier.applicant
    return Person(name=owner.name or task.applicant_name or "–", address=owner.address)
