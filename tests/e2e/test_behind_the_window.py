# SPDX-License-Identifier: Apache-2.0
"""What happens behind the window: hand-over between agencies, what people are told, versions, time."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from motcua.intake.v1 import intake_pb2 as pb
from motcua.liaison.v1 import liaison_pb2 as liaison
from motcua.liaison.v1.liaison_pb2_grpc import LiaisonServiceStub
from motcua.notification.v1 import notification_pb2 as notification
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua.workflow.v1 import workflow_pb2 as workflow
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_cli.actors import COPY
from support.province import COMMUNE, Province
from support.system import ROOT, Driver
from support.waiting import eventually


def messages(province: Province, dossier_id: str) -> list[liaison.Message]:
    stub = LiaisonServiceStub(province.land_officer.channel)
    return list(stub.ListMessages(liaison.ListMessagesRequest(dossier_id=dossier_id)).messages)


def test_every_message_between_agencies_is_numbered_and_accepted(province: Province) -> None:
    """Slip to the tax office, notice and proof of payment back: each delivered, accepted by the business, chained."""
    dossier_id = province.citizen().submit_land(COMMUNE).dossier_id
    province.clerk.accept(dossier_id)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)
    province.pay_taxes(dossier_id)
    province.land_officer.wait_for(dossier_id, "check_obligation")
    seen = eventually(
        lambda: messages(province, dossier_id),
        lambda found: [m.state for m in found] == [liaison.MESSAGE_STATE_ACCEPTED] * 3,
    )

    assert {m.envelope.name for m in seen} == {"tax_information_slip", "tax_notice", "obligation_fulfilled"}
    assert {m.state for m in seen} == {liaison.MESSAGE_STATE_ACCEPTED}
    assert all(m.envelope.number > 0 and m.envelope.hash and m.envelope.signature for m in seen)


def test_the_applicant_is_told_by_mail(province: Province) -> None:
    """Submitted, accepted, result issued: kept as notices, sent to the demo's mailbox that the operator reads."""
    dossier_id = province.citizen().submit_land(COMMUNE).dossier_id
    province.clerk.accept(dossier_id)
    province.sign_release(dossier_id)
    operator = province.officer(province.system.users_with("operator")[0])
    own = NotificationServiceStub(province.citizen().channel)
    listed = eventually(
        lambda: own.ListNotices(notification.ListNoticesRequest(dossier_id=dossier_id)).notices,
        lambda found: (
            len(found) >= 3
            and {n.state for n in found} == {"sent"}
            and {"dossier.submitted", "dossier.accepted"} <= {n.moment for n in found}
        ),
    )
    mails = (
        NotificationServiceStub(operator.channel).ListMail(notification.ListMailRequest(page_size=200)).mails
    )

    assert {"dossier.submitted", "dossier.accepted"} <= {notice.moment for notice in listed}
    assert len(listed) >= 3 and {notice.state for notice in listed} == {"sent"}
    assert len(mails) >= len(listed)


def test_a_running_dossier_keeps_its_version(system: Driver, province: Province, tmp_path: Path) -> None:
    """A changed folder is published by the command; who was received before goes on with the old version."""
    before = copy_dossier(province)
    folder = tmp_path / COPY
    shutil.copytree(ROOT / "workflows" / COPY, folder)
    procedure = folder / "procedure.yaml"
    changed = procedure.read_text("utf-8") + "\n# Sửa ngày 2026-11-22: chỉ để có một phiên bản mới.\n"
    procedure.write_text(changed, "utf-8")
    published = system.command("procedure", "publish", str(folder))
    version = eventually(
        lambda: (
            province.citizen().intake.GetProcedure(pb.GetProcedureRequest(key=COPY)).procedure.summary.version
        ),
        lambda number: number == before.procedure_version + 1,
    )
    after = copy_dossier(province)

    assert published.returncode == 0, published.stdout + published.stderr
    assert version == before.procedure_version + 1
    assert province.clerk.dossier(before.dossier_id).procedure_version == before.procedure_version
    assert after.procedure_version == version


def copy_dossier(province: Province) -> pb.Dossier:
    """Certified copies for somebody who came to the window; received, and so accepted, in one go."""
    answers = {
        "applicant_name": "Nguyễn Văn An", "applicant_id": "099185001234", "applicant_address": "Suối Trong",
        "applicant_phone": "0200 000 1234", "document_name": "Bằng tốt nghiệp", "issued_by": "Trường Minh Họa",
        "document_language": "vi", "pages": 2, "copies": 3,
    }  # fmt: skip
    procedure = province.clerk.intake.GetProcedure(pb.GetProcedureRequest(key=COPY)).procedure
    papers = tuple(component.code for component in procedure.components if component.required)
    return province.clerk.receive(COPY, COMMUNE, answers, papers, "Nguyễn Văn An")


def test_a_procedure_is_found_with_and_without_accents(province: Province) -> None:
    """Also by its national code."""
    ask = lambda query: {  # noqa: E731
        one.key
        for one in province.citizen().intake.ListProcedures(pb.ListProceduresRequest(query=query)).procedures
    }

    assert COPY in ask("chứng thực bản sao")
    assert ask("chung thuc BAN SAO") == ask("chứng thực bản sao")
    assert COPY in ask("2.000815")
    assert ask("không có thủ tục nào như thế") == set()


def test_time_moves_forward_under_the_trial_switch(system: Driver, province: Province) -> None:
    """`motcua clock advance` moves business time of every service; tokens stay good."""
    stub = WorkflowServiceStub(system.client_channel("motcua-cli"))
    now = lambda: stub.GetClock(workflow.GetClockRequest()).now.ToDatetime(tzinfo=UTC)  # noqa: E731
    before = now()
    moved = system.command("clock", "advance", "1d")
    after = now()
    dossier = copy_dossier(province)

    assert moved.returncode == 0, moved.stderr
    assert after - before >= timedelta(days=1)
    assert dossier.submitted_at.ToDatetime(tzinfo=UTC) > datetime.now(UTC) + timedelta(hours=23)
