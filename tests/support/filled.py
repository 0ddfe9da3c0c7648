# SPDX-License-Identifier: Apache-2.0
"""A system in which every page has something to show: a dossier in each state that people meet, what is late or failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from google.protobuf.duration_pb2 import Duration
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1 import desk_pb2
from motcua.intake.v1 import calls_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua.notification.v1 import mail_log_pb2, notification_pb2
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua.workflow.v1 import workflow_pb2 as workflow
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_cli.actors import COPY, LAND, LAND_ANSWERS, LAND_PAPERS, Actor, new_id

from support.births import Births
from support.province import COMMUNE, Province, draft_of
from support.scripted import UNLUCKY, copies_with_a_script, receive
from support.system import Driver
from support.waiting import eventually

LAND_FILLED = LAND_ANSWERS | {"land_commune": COMMUNE}
CAME = pb.Applicant(
    name="Nguyễn Thị Ánh Nguyệt", id_number="099185001234", phone="02000001234", address="Suối Trong"
)
WHY = "Thiếu văn bản đồng ý của người sử dụng đất."


@dataclass(frozen=True)
class Filled:
    """The running system, and the ids of what is in it. `drawings`: what was drawn of it on pages that axe looked at
    (`walking.kinds_drawn`)."""

    system: Driver
    ids: dict[str, str]
    drawings: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.system.http_port}"

    def path(self, template: str, language: str = "vi") -> str:
        return template.format_map(self.ids | {"language": language})


def fill(province: Province, folder: Path) -> dict[str, str]:
    """Bring everything about by the public API; ids by what is true of the thing. `folder`: an empty one, for a procedure.
    Dossiers are the citizen An's unless they came to the window."""
    published = province.system.command("procedure", "publish", str(copies_with_a_script(folder / COPY)))
    assert published.returncode == 0, published.stdout + published.stderr
    return {
        **_late(province),
        **_failed(province),
        **_at_the_window(province),
        **_at_desks(province),
        **_drafts(province),
        **_done(province),
        **_for_oneself(province),
        **_told(province),
        **_printed(province),
    }


def _late(province: Province) -> dict[str, str]:
    """One whose next day has to be apologised for, with time moved there."""
    made = _accepted(province)
    province.sign_release(made.dossier_id)
    promised = province.citizen().dossier(made.dossier_id).promised_at.ToDatetime()
    days = (promised.date() - province.citizen().now().ToDatetime().date()).days - 1
    by = Duration()
    by.FromTimedelta(timedelta(days=days))
    WorkflowServiceStub(_operator(province).channel).AdvanceClock(
        workflow.AdvanceClockRequest(request_id=new_id(), by=by)
    )
    draft = draft_of(province.land_leader, made.dossier_id, "transfer")
    return {"late": made.dossier_id, "apology": draft.extension_id}


def _failed(province: Province) -> dict[str, str]:
    """One whose script failed."""
    made = receive(province, UNLUCKY)
    stub = WorkflowServiceStub(_operator(province).channel)
    failures = eventually(lambda: stub.ListFailures(workflow.ListFailuresRequest()).failures, bool)
    return {"failed": made.dossier_id, "incident": failures[0].id}


def _at_the_window(province: Province) -> dict[str, str]:
    """Waiting to be accepted, asked for more, refused, brought in on paper by somebody who has to be called."""
    citizen, clerk = province.citizen(), province.clerk
    waiting = citizen.submit_land(COMMUNE)
    papers = citizen.dossier(waiting.dossier_id).papers
    asked, refused = citizen.submit_land(COMMUNE), citizen.submit_land(COMMUNE)
    ask = work.AskSupplement(items=[pb.SupplementItem(component="VB-CHU-DAT", reason=WHY)], reason=WHY)
    _answer(province, asked.dossier_id, work.AcceptanceAction(supplement=ask))
    _answer(province, refused.dossier_id, work.AcceptanceAction(refuse=work.Refuse(reason=WHY)))
    lacking = clerk.draft(LAND, COMMUNE, LAND_FILLED | {"price": None}, LAND_PAPERS, CAME)
    asked_there = pb.SupplementDecision(items=ask.items, reason=WHY)
    incomplete = clerk.intake.ReceiveDossier(
        pb.ReceiveDossierRequest(
            request_id=new_id(), draft_id=lacking.draft_id, revision=lacking.revision, supplement=asked_there
        )
    ).dossier
    brought = clerk.receive(LAND, COMMUNE, LAND_FILLED, LAND_PAPERS, "Nguyễn Thị Ánh Nguyệt")
    province.sign_release(brought.dossier_id)
    eventually(lambda: clerk.intake.ListCalls(calls_pb2.ListCallsRequest()).calls, bool)
    return {
        "waiting": waiting.dossier_id, "code": waiting.code, "paper": papers[0].file_id, "asked": asked.dossier_id,
        "refused": refused.dossier_id, "incomplete": incomplete.dossier_id, "brought": brought.dossier_id,
        "acceptance": clerk.wait_for(waiting.dossier_id, "acceptance").task_id,
    }  # fmt: skip


def _at_desks(province: Province) -> dict[str, str]:
    """Being worked on by an officer, by nobody yet, waiting for the citizen's payment with a result to fetch, given up."""
    working, untaken, owing, given_up = (_accepted(province).dossier_id for _ in range(4))
    step = province.land_officer.wait_for(working, "appraise_release")
    province.land_officer.claim(step)
    province.sign_release(owing)
    province.appraise_transfer(owing)
    province.tax_officer.do(owing, "determine_obligation")
    withdraw = pb.WithdrawDossierRequest(
        request_id=new_id(), dossier_id=given_up, reason="Không còn nhu cầu."
    )
    province.citizen().intake.WithdrawDossier(withdraw)
    return {
        "working": working, "step": step.task_id, "untaken": untaken, "owing": owing, "withdrawn": given_up,
        "unclaimed": province.land_officer.wait_for(untaken, "appraise_release").task_id,
        "sign": province.clerk.wait_for(owing, "return").task_id,
        "tax": province.tax_officer.wait_for(owing, "confirm_payment").task_id,
    }  # fmt: skip


def _drafts(province: Province) -> dict[str, str]:
    """One with nothing in it and one that could be handed in, of the citizen and of the window."""
    citizen, clerk = province.citizen(), province.clerk
    return {
        "begun": citizen.draft(LAND, COMMUNE, {}, ()).draft_id,
        "filled": citizen.draft(LAND, COMMUNE, LAND_FILLED, LAND_PAPERS).draft_id,
        "window_begun": clerk.draft(LAND, COMMUNE, {}, (), pb.Applicant()).draft_id,
        "window_filled": clerk.draft(LAND, COMMUNE, LAND_FILLED, LAND_PAPERS, CAME).draft_id,
    }


def _done(province: Province) -> dict[str, str]:
    """A birth with all results in the citizen's hands."""
    births = Births(province)
    births.population("up")
    made = births.accepted()
    births.register(made.dossier_id)
    births.residence(made.dossier_id)
    births.insure(made.dossier_id)
    province.clerk.return_results(made.dossier_id)
    return {"returned": made.dossier_id}


def _for_oneself(province: Province) -> dict[str, str]:
    """What officers set for themselves: a view, a substitute, a note."""
    officer = province.land_officer
    view = desk_pb2.SavedFilter(name="Sắp đến hạn", query="loc=sap-den")
    officer.inbox.SaveFilter(desk_pb2.SaveFilterRequest(request_id=new_id(), filter=view))
    today = officer.today()
    substitution = desk_pb2.SetSubstitutionRequest(
        request_id=new_id(), substitute=province.system.users_with("land_officer")[1], from_day=today.isoformat(),
        to_day=(today + timedelta(days=3)).isoformat(), reason="Đi tập huấn.",
    )  # fmt: skip
    officer.inbox.SetSubstitution(substitution)
    note = desk_pb2.AddNoteRequest(request_id=new_id(), dossier_id="", text="Đã gọi ngân hàng.")
    note.dossier_id = officer.tasks()[0].dossier_id
    officer.inbox.AddNote(note)
    return {}


def _told(province: Province) -> dict[str, str]:
    """A mail of the demo's box; a notice that the head of the window's unit may read."""
    stub = NotificationServiceStub(_operator(province).channel)
    mails: Any = eventually(lambda: stub.ListMail(notification_pb2.ListMailRequest()).mails, bool)
    head = NotificationServiceStub(
        province.officer(province.system.users_with("commune_leader", COMMUNE)[0]).channel
    )
    logged = lambda: head.ListMailLog(mail_log_pb2.ListMailLogRequest()).notices  # noqa: E731
    notices: Any = eventually(lambda: [one for one in logged() if one.text_open], bool)
    return {"mail": mails[0].mail_id, "notice": notices[0].notice_id}


def _printed(province: Province) -> dict[str, str]:
    """An extract of the register."""
    today = province.clerk.today().isoformat()
    asked = law.PrintRegisterRequest(request_id=new_id(), from_day=today, to_day=today)
    return {"extract": province.clerk.intake.PrintRegister(asked).extract.extract_id}


def _accepted(province: Province) -> pb.Dossier:
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    return made


def _answer(province: Province, dossier_id: str, action: work.AcceptanceAction) -> None:
    task = province.clerk.wait_for(dossier_id, "acceptance")
    province.clerk.claim(task)
    province.clerk.complete(task, acceptance=action)


def _operator(province: Province) -> Actor:
    return province.officer(province.system.users_with("operator")[0])
