# SPDX-License-Identifier: Apache-2.0
"""An agency behind the window tries to read more of a dossier than its procedure lets it: by every method that reads, by REST,
on the pages and in the stream of events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from google.protobuf.message_factory import GetMessageClass
from motcua.assignment.v1 import assignment_pb2
from motcua.assignment.v1.assignment_pb2_grpc import AssignmentServiceStub
from motcua.intake.v1 import intake_pb2, watching_pb2
from motcua.liaison.v1 import liaison_pb2
from motcua.liaison.v1.liaison_pb2_grpc import LiaisonServiceStub
from motcua.notification.v1 import notification_pb2
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua.workflow.v1 import workflow_pb2
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_cli.actors import Officer
from motcua_rpc import MotcuaError
from support.births import Births
from support.portal import pages
from support.province import Province

SERVICES = (
    (assignment_pb2, AssignmentServiceStub), (workflow_pb2, WorkflowServiceStub), (liaison_pb2, LiaisonServiceStub),
    (notification_pb2, NotificationServiceStub), (intake_pb2, None),
)  # fmt: skip
READS = re.compile("(Get|List|Search|Count)[A-Z]")
PUBLIC = {"GetPackage", "GetProcedure", "ListProcedures", "ListVersions"}
"""What everybody may read of a procedure; it tells of no dossier."""
METHODS = [
    pytest.param(file, stub, method.name, id=method.name + "." + service.name)
    for file, stub in SERVICES
    for service in file.DESCRIPTOR.services_by_name.values()
    for method in service.methods
    if READS.match(method.name) and method.name not in PUBLIC
]
FOREIGN = ("residence", "thường trú", "cong_an_suoi_trong", "police", "Công an")
"""Words that tell of the part which social insurance does not see; none of its own data has them."""
REASON = "Chủ hộ không đồng ý."


@pytest.fixture(scope="module")
def refused(province: Province) -> Iterator[tuple[Births, str]]:
    """The police asked to complete, the commune answered, the residence was refused; the insurance card is at work."""
    births = Births(province)
    births.population("up")
    made = births.accepted()
    births.register(made.dossier_id)
    births.insurance.wait_for(made.dossier_id, "check_insurance", 20.0)
    checks = {"check_household": "fail", "check_address": "pass"}
    asked = {"residence_check": "incomplete", "residence_asks": "Ý kiến của chủ hộ."}
    births.police.do(made.dossier_id, "check_residence", checks | asked, 20.0)
    births.justice.do(
        made.dossier_id, "complete_residence", {"residence_reply": "Gia đình chưa nộp thêm."}, 20.0
    )
    no = {"residence_check": "refuse", "refusal_reason": REASON}
    births.police.do(made.dossier_id, "check_residence", checks | no, 20.0)
    births.police_leader.do(made.dossier_id, "refuse_residence", {"refusal_decision": "approve"}, 20.0)
    province.decided(made.dossier_id, "residence")
    yield births, made.dossier_id


def room(who: Officer, stub: Any) -> Any:
    return who.intake if stub is None else stub(who.channel)


def asked(file: Any, method: str, dossier: intake_pb2.Dossier) -> Any:
    """A request that names the dossier wherever it can."""
    (service,) = file.DESCRIPTOR.services_by_name.values()
    request = GetMessageClass(service.methods_by_name[method].input_type)()
    known = {
        "dossier_id": dossier.dossier_id, "page_size": 50, "with_drawing": False, "query": dossier.code,
        "from_day": "2026-01-01", "to_day": "2099-12-31",
    }  # fmt: skip
    for name, value in known.items():
        if name in request.DESCRIPTOR.fields_by_name:
            setattr(request, name, value)
    return request


def tells(text: str) -> list[str]:
    return [word for word in (*FOREIGN, REASON) if word.lower() in text.lower()]


@pytest.mark.parametrize("file, stub, method", METHODS)
def test_no_method_tells_an_agency_of_anothers_part(
    refused: tuple[Births, str], file: Any, stub: Any, method: str
) -> None:
    births, dossier_id = refused
    dossier = births.insurance.dossier(dossier_id)
    for who in (births.insurance, births.insurance_leader):
        try:
            answer = getattr(room(who, stub), method)(asked(file, method, dossier))
        except MotcuaError as error:
            assert not tells(str(error))
            continue
        assert tells(_of(dossier, MessageToJson(answer, ensure_ascii=False))) == []


def _of(dossier: intake_pb2.Dossier, told: str) -> str:
    """Without the name of the procedure, which has all three parts in it, nor the address of the child."""
    for name in (dossier.procedure_name.vi, dossier.procedure_name.en, dossier.procedure_key):
        told = told.replace(name, "")
    return re.sub(r'"(residence_commune|residence_address)"', "", told)


def test_what_is_hidden_is_there_for_who_sees_the_whole(refused: tuple[Births, str]) -> None:
    """Else the test above would pass on an empty system."""
    births, dossier_id = refused
    dossier = births.leader.dossier(dossier_id)
    for file, stub, method in (
        (workflow_pb2, WorkflowServiceStub, "GetDossierProcess"),
        (assignment_pb2, AssignmentServiceStub, "GetWhereabouts"),
        (intake_pb2, None, "GetDossier"),
    ):
        answer = getattr(room(births.leader, stub), method)(asked(file, method, dossier))
        assert len(tells(_of(dossier, MessageToJson(answer, ensure_ascii=False)))) >= 2, method


def test_neither_pages_nor_rest_nor_the_stream_tell_it(refused: tuple[Births, str]) -> None:
    births, dossier_id = refused
    system = births.province.system
    user = system.users_with("insurance_officer")[0]
    dossier = births.insurance.dossier(dossier_id)
    (task,) = births.insurance.tasks(dossier_id)
    bearer = {"Authorization": f"Bearer {system.token(user)}"}
    with pages(system, user) as portal:
        for path in (f"/viec/ho-so/{dossier_id}", f"/viec/{task.task_id}"):
            answer = portal.get(path)
            assert answer.status_code == 200, path
            assert "Duyệt từ chối thường trú" not in answer.text and REASON not in answer.text
            assert "Hoàn thiện hồ sơ thường trú" not in answer.text and "check_residence" not in answer.text
        for path in (f"/api/v1/dossiers/{dossier_id}", f"/api/v1/dossiers/{dossier_id}/whereabouts"):
            answer = portal.get(path, headers=bearer)
            assert answer.status_code == 200 and tells(_of(dossier, answer.text)) == []
    request = watching_pb2.WatchEventsRequest(dossier_id=dossier_id)
    events = []
    try:
        for message in births.insurance.intake.WatchEvents(request, timeout=3):
            events += [message.event] if message.HasField("event") else []
    except MotcuaError as error:
        assert error.code == "DEADLINE_EXCEEDED"
    assert [one.data["part"] for one in events if one.type == "dossier.part_decided"] == ["birth"]
    assert not [one for one in events if tells(MessageToJson(one.data))]
