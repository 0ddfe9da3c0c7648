# SPDX-License-Identifier: Apache-2.0
"""Submit a dossier to MotCua, take it in at the window, and follow it, as the program of another authority does.

Needs nothing of MotCua but its contract: stubs generated from proto/ (step 1 to 4) or only the server's reflection (step 5).
From the top folder of the sources, in an environment of one's own:

    pip install grpcio grpcio-reflection grpcio-status grpcio-tools httpx
    mkdir -p stubs && python3 -m grpc_tools.protoc -I proto --python_out=stubs --grpc_python_out=stubs proto/motcua/*/v1/*.proto
    PYTHONPATH=stubs python3 docs/examples/submit_and_follow.py

Where and who: MOTCUA_GRPC, MOTCUA_ISSUER, MOTCUA_CLIENT_ID and MOTCUA_CLIENT_SECRET; without them the running demo's
var/run.json and its client `demo-integrator`.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import httpx
from google.protobuf import descriptor_pool, json_format, message_factory
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status
from motcua.assignment.v1 import assignment_pb2, assignment_pb2_grpc
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc

HERE = Path(__file__).parent
DOSSIER = json.loads((HERE / "dossier.json").read_text("utf-8"))  # procedure, answers of its form, papers
PAPER = (HERE / "paper.pdf").read_bytes()


def address_book() -> tuple[str, str, str, str]:
    """gRPC address, issuer, client id and secret."""
    names = ("MOTCUA_GRPC", "MOTCUA_ISSUER", "MOTCUA_CLIENT_ID", "MOTCUA_CLIENT_SECRET")
    if names[0] in os.environ:
        return tuple(os.environ[name] for name in names)  # type: ignore[return-value]
    run = json.loads((Path(os.environ.get("MOTCUA_VAR", "var")) / "run.json").read_text("utf-8"))
    client = next(one for one in run["clients"] if one["id"] == "demo-integrator")
    return run["grpc"], run["issuer"], client["id"], client["secret"]


def access_token(issuer: str, client_id: str, secret: str) -> str:
    """A token by client credentials (RFC 6749, 4.4). It lasts minutes: a program that runs longer fetches it anew."""
    discovery = httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status().json()
    grant = {"grant_type": "client_credentials"}
    answer = httpx.post(discovery["token_endpoint"], data=grant, auth=(client_id, secret))
    return str(answer.raise_for_status().json()["access_token"])


def upload_parts(name: str, content: bytes) -> Iterator[intake_pb2.UploadFileRequest]:
    """First what it is, then the bytes in pieces."""
    info = intake_pb2.FileInfo(file_name=name, media_type="application/pdf", size=len(content))
    yield intake_pb2.UploadFileRequest(info=info)
    for start in range(0, len(content), 64 * 1024):
        yield intake_pb2.UploadFileRequest(chunk=content[start : start + 64 * 1024])


def submit(intake: intake_pb2_grpc.IntakeServiceStub, call: dict[str, Any]) -> intake_pb2.Dossier:
    """Step 1 and 2: a draft with its papers, checked, then submitted. Every write has a request_id of its own."""
    save = intake_pb2.SaveDraftRequest(request_id=str(uuid.uuid4()), procedure_key=DOSSIER["procedure"])
    save.answers.update(DOSSIER["answers"])
    draft = intake.SaveDraft(save, **call).draft
    for component in DOSSIER["papers"]:
        file_id = intake.UploadFile(upload_parts(f"{component}.pdf", PAPER), **call).file_id
        attach = intake_pb2.AttachPaperRequest(
            request_id=str(uuid.uuid4()),
            draft_id=draft.draft_id,
            component=component,
            file_id=file_id,
            form="original",
            copies=1,
        )
        intake.AttachPaper(attach, **call)
    for problem in intake.CheckDraft(intake_pb2.CheckDraftRequest(draft_id=draft.draft_id), **call).problems:
        print(f"  {problem.field}: {problem.message.en}")
    revision = intake.GetDraft(intake_pb2.GetDraftRequest(draft_id=draft.draft_id), **call).draft.revision
    request = intake_pb2.SubmitDraftRequest(
        request_id=str(uuid.uuid4()), draft_id=draft.draft_id, revision=revision
    )
    first: intake_pb2.Dossier = intake.SubmitDraft(request, **call).dossier
    again = intake.SubmitDraft(
        request, **call
    ).dossier  # as after a lost answer: the same id, so the same dossier
    assert again.code == first.code
    return first


def tasks_of(
    inbox: assignment_pb2_grpc.AssignmentServiceStub, call: dict[str, Any], dossier_id: str
) -> Iterator[Any]:
    """Step 3: the tasks of one dossier that this client may see, page by page."""
    token = ""
    while True:
        request = assignment_pb2.ListTasksRequest(dossier_id=dossier_id, page_size=50, page_token=token)
        answer = inbox.ListTasks(request, **call)
        yield from answer.tasks
        token = answer.next_page_token
        if not token:
            return


def accept(
    inbox: assignment_pb2_grpc.AssignmentServiceStub, call: dict[str, Any], dossier_id: str
) -> assignment_pb2.Task:
    """Step 4: claim and complete what the window has to do; the inbox hears of a new dossier within a moment."""
    until = time.monotonic() + 10
    while not (tasks := list(tasks_of(inbox, call, dossier_id))):
        if time.monotonic() > until:
            raise TimeoutError(f"dossier {dossier_id} did not reach the inbox")
        time.sleep(0.1)
    task = tasks[0]
    inbox.ClaimTask(
        assignment_pb2.ClaimTaskRequest(request_id=str(uuid.uuid4()), task_id=task.task_id), **call
    )
    action = assignment_pb2.AcceptanceAction(accept=assignment_pb2.Accept())
    done = assignment_pb2.CompleteTaskRequest(
        request_id=str(uuid.uuid4()), task_id=task.task_id, acceptance=action
    )
    completed: assignment_pb2.Task = inbox.CompleteTask(done, **call).task
    return completed


class Reflected:
    """Calls by name with plain JSON; messages come from the server's reflection, no generated code."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel
        self._pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))

    def call(self, service: str, method: str, request: dict[str, Any], **call: Any) -> dict[str, Any]:
        found = self._pool.FindServiceByName(service).FindMethodByName(method)
        message = json_format.ParseDict(request, message_factory.GetMessageClass(found.input_type)())
        answer_class = message_factory.GetMessageClass(found.output_type)
        invoke = self._channel.unary_unary(
            f"/{service}/{method}", lambda sent: sent.SerializeToString(), answer_class.FromString
        )
        return json_format.MessageToDict(invoke(message, **call), preserving_proto_field_name=True)


def print_timeline(dossier: dict[str, Any]) -> None:
    """Step 5: what happened when, and until when each part is promised. Times are UTC on the wire."""
    print(
        f"{dossier['code']}  {dossier['status'].removeprefix('DOSSIER_STATUS_')}  promised {dossier['promised_at']}"
    )
    for line in dossier["history"]:
        print(f"  {line['at']}  {line['type']:<20} {line.get('text', {}).get('en', '')}")
    for part in dossier["parts"]:
        print(f"  part {part['key']}: {part['status'].removeprefix('PART_STATUS_')}, due {part['due_at']}")


def reason_of(error: Any) -> str:
    """The stable code of a refusal (google.rpc.ErrorInfo), such as TASK_CLOSED; what a program decides by."""
    status, info = rpc_status.from_call(error), error_details_pb2.ErrorInfo()
    found = [info.reason for detail in (status.details if status else ()) if detail.Unpack(info)]
    return found[0] if found else str(error.code())


def main() -> None:
    """The whole tour; the last line shows a refusal."""
    address, issuer, client_id, secret = address_book()
    token = access_token(issuer, client_id, secret)
    call = {"metadata": [("authorization", f"Bearer {token}")], "timeout": 10}
    with grpc.insecure_channel(address) as channel:  # loopback; elsewhere grpc.secure_channel
        intake, inbox = (
            intake_pb2_grpc.IntakeServiceStub(channel),
            assignment_pb2_grpc.AssignmentServiceStub(channel),
        )
        dossier = submit(intake, call)
        print(f"submitted {dossier.code}")
        task = accept(inbox, call, dossier.dossier_id)
        print(f"completed {task.title.en!r}")
        asked = {"dossier_id": dossier.dossier_id}
        seen = Reflected(channel).call("motcua.intake.v1.IntakeService", "GetDossier", asked, **call)
        print_timeline(seen["dossier"])
        try:
            inbox.ClaimTask(
                assignment_pb2.ClaimTaskRequest(request_id=str(uuid.uuid4()), task_id=task.task_id), **call
            )
        except grpc.RpcError as error:
            print(f"claiming it again is refused: {reason_of(error)}")


if __name__ == "__main__":
    main()
