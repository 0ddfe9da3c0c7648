# SPDX-License-Identifier: Apache-2.0
"""The whole service on a real PostgreSQL behind its real gRPC server and policy table, with a small workflow service beside."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from intake_answers import ANSWERS, COPY, LAND, PAPERS
from intake_fees import settle
from intake_prepared import Tables, prepared
from motcua.assignment.v1 import assignment_pb2, assignment_pb2_grpc, desk_pb2
from motcua.common.v1 import common_pb2
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.intake.v1 import fees_pb2, intake_pb2_grpc
from motcua.intake.v1 import intake_pb2 as pb
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_calendar import LEGAL_ZONE, FixedClock
from motcua_events import EventCatalogue, new_event
from motcua_hosting.testing import peer_policy
from motcua_identity import Kind, Policy, Subject, TokenRefused, services
from motcua_intake.app.desk import Desk
from motcua_procedure import load_folder
from motcua_rpc import (
    Channel,
    Limits,
    MotcuaError,
    RunningServer,
    Unavailable,
    channel,
    current_subject,
    serve,
)
from motcua_rpc.structs import to_dict, to_struct
from motcua_storage import Database, FolderStore
from support.pdfs import text_of

ROOT = Path(__file__).resolve().parents[3]
START = datetime(2026, 11, 23, 9, 0, tzinfo=LEGAL_ZONE)

PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n96\n%%EOF\n"
)


def fresh_pdf() -> bytes:
    """Another file each time: a comment at the end."""
    return PDF + b"%% %d\n" % next(_numbers)


def _service(name: str) -> Subject:
    roles = frozenset({"service", f"service:{name}"})
    return Subject(f"id-{name}", f"service-account-{name}", name, roles, client=name, kind=Kind.SERVICE)


def _person(user: str, name: str, roles: str, unit: str | None = None) -> Subject:
    return Subject(f"id-{user}", user, name, frozenset(roles.split()), unit=unit, client="portal")


PEOPLE = {
    "an": _person("an.congdan", "Nguyễn Văn An", "citizen"),
    "binh": _person("binh.congdan", "Lò Thị Bình", "citizen"),
    "lan": _person("lan.motcua", "Trần Thị Lan", "window_clerk", "suoi_trong"),
    "hung": _person("hung.motcua", "Lê Mạnh Hùng", "window_clerk", "suoi_trong"),
    "mai": _person("mai.motcua", "Hoàng Ngọc Mai", "window_clerk", "ben_gio"),
    "minh": _person("minh.datdai", "Ngô Quang Minh", "land_officer", "chi_nhanh_dat_dai"),
    "son": _person("son.giamdoc", "Trịnh Hồng Sơn", "land_leader", "chi_nhanh_dat_dai"),
    "ha": _person("ha.giamdoc", "Nguyễn Việt Hà", "land_leader", "chi_nhanh_dat_dai"),
    "huong": _person("huong.thue", "Mai Lan Hương", "tax_officer", "thue_co_so"),
    "giang": _person("giang.thue", "Đinh Trường Giang", "tax_leader", "thue_co_so"),
    "cuong": _person("cuong.congan", "Hồ Chí Cường", "police_officer", "cong_an_suoi_trong"),
    "thang": _person("thang.congan", "Lương Quyết Thắng", "police_leader", "cong_an_suoi_trong"),
    "linh": _person("linh.bhxh", "Cao Mỹ Linh", "insurance_officer", "bhxh_co_so"),
    "hien": _person("hien.bhxh", "Giang Thu Hiền", "insurance_leader", "bhxh_co_so"),
    "thao": _person("thao.tuphap", "Phạm Thu Thảo", "justice_officer", "suoi_trong"),
    "quang": _person("quang.chutich", "Vũ Đình Quang", "commune_leader", "suoi_trong"),
    "khanh": _person("khanh.thietke", "Dương Gia Khánh", "designer", "trung_tam_hcc"),
    "phuc": _person("phuc.quantri", "Tạ Hữu Phúc", "operator", "trung_tam_hcc"),
    "software": Subject(
        "id-software",
        "service-account-software",
        "Phần mềm xã",
        frozenset({"integrator", "citizen", "window_clerk"}),
        unit="suoi_trong",
        client="software",
        kind=Kind.SERVICE,
    ),
    **{name: _service(name) for name in ("workflow", "intake", "assignment", "notification", "liaison")},
}


class Known:
    """Verifies by looking up."""

    def verify(self, token: str) -> Subject:
        if token not in PEOPLE:
            raise TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid.")
        return PEOPLE[token]


@dataclass
class WorkflowFake(workflow_pb2_grpc.WorkflowServiceServicer):
    """Speaks the contract of the workflow service; a test says what it answers and sees what it was asked."""

    packages: dict[tuple[str, int], dict[str, bytes]] = field(default_factory=dict)
    started: dict[str, Any] = field(default_factory=dict)
    delivered: list[Any] = field(default_factory=list)
    takes: bool = True
    away: bool = False
    on_delivery: Callable[[Any], None] | None = None

    def GetPackage(self, request: Any, context: Any) -> Any:
        self._here()
        files = self.packages[(request.procedure_key, request.version)]
        version = workflow_pb2.Version(procedure_key=request.procedure_key, version=request.version)
        return workflow_pb2.GetPackageResponse(version=version, files=files)

    def StartProcess(self, request: Any, context: Any) -> Any:
        self._here()
        self.started.setdefault(request.dossier_id, []).append(request)
        return workflow_pb2.StartProcessResponse(instance_id=f"i-{request.dossier_id}")

    def DeliverMessage(self, request: Any, context: Any) -> Any:
        self._here()
        self.delivered.append(request)
        if self.on_delivery is not None:
            self.on_delivery(request)
        taken = workflow_pb2.DELIVERY_ACCEPTED if self.takes else workflow_pb2.DELIVERY_REFUSED
        return workflow_pb2.DeliverMessageResponse(delivery=taken)

    def _here(self) -> None:
        if self.away:
            raise Unavailable()


@dataclass
class InboxFake(assignment_pb2_grpc.AssignmentServiceServicer):
    """Speaks the contract of the assignment service: tasks by caller and dossier."""

    tasks: set[tuple[str, str]] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    away: bool = False
    returning: dict[str, str] = field(default_factory=dict)
    """By user, the name under which they hold the step of returning results."""
    stand_ins: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Unit, absent, substitute and last day, of those that hold today."""
    asked_units: list[tuple[str, str]] = field(default_factory=list)
    """Who asked for the substitutions of which unit; "": their own."""

    def ListSubstitutions(self, request: Any, context: Any) -> Any:
        if self.away:
            raise Unavailable()
        subject = current_subject()
        self.asked_units.append((subject.username or subject.user_id, request.unit))
        found = desk_pb2.ListSubstitutionsResponse()
        for unit, absent, substitute, until in self.stand_ins:
            if unit == (request.unit or subject.unit):
                made = found.substitutions.add(to_day=until, active=True)
                made.absent.user, made.substitute.user = absent, substitute
        return found

    def ListTasks(self, request: Any, context: Any) -> Any:
        if self.away:
            raise Unavailable()
        who = (current_subject().username, request.dossier_id)
        self.asked.append(who)
        found = [assignment_pb2.Task(dossier_id=request.dossier_id)] if who in self.tasks else []
        for user, name in self.returning.items():
            made = assignment_pb2.Task(dossier_id=request.dossier_id, kind=assignment_pb2.TASK_KIND_RETURN)
            made.assignee.user, made.assignee.name = user, name
            found.append(made)
        return assignment_pb2.ListTasksResponse(tasks=found)


INBOX_POLICY = peer_policy(assignment_pb2.DESCRIPTOR.services_by_name["AssignmentService"], {})
WORKFLOW_POLICY = Policy.of(
    "motcua.workflow.v1.WorkflowService",
    {
        method.name: services("intake")
        for method in workflow_pb2.DESCRIPTOR.services_by_name["WorkflowService"].methods
    },
)


@contextmanager
def workflow_server(fake: WorkflowFake, inbox: InboxFake) -> Iterator[RunningServer]:
    """The neighbours, both at one address."""
    running = serve(
        [
            lambda server: workflow_pb2_grpc.add_WorkflowServiceServicer_to_server(fake, server),
            lambda server: assignment_pb2_grpc.add_AssignmentServiceServicer_to_server(inbox, server),
        ],
        "127.0.0.1:0",
        verifier=Known(),
        policies=[WORKFLOW_POLICY, INBOX_POLICY],
        limits=Limits(4),
    )
    yield running
    running.stop(0.1)


_numbers = itertools.count(1)


def request_id() -> str:
    return f"r-{next(_numbers)}"


@dataclass
class House:
    """The running service, with short ways to do what people do."""

    address: str
    database: Database
    admin_url: str
    clock: FixedClock
    workflow: WorkflowFake
    consumers: dict[str, Any]
    catalogue: EventCatalogue
    service: Any = None
    inbox: InboxFake = field(default_factory=InboxFake)
    tables: Tables = None  # type: ignore[assignment]
    store: FolderStore = None  # type: ignore[assignment]
    touched: bool = True
    """Whether what is `prepared` must be built, for the rest of this test."""
    _channels: dict[str, Channel] = field(default_factory=dict)
    _stubs: dict[str, intake_pb2_grpc.IntakeServiceStub] = field(default_factory=dict)

    def of(self, who: str | None) -> intake_pb2_grpc.IntakeServiceStub:
        """The service as one person calls it."""
        key = who or ""
        if key not in self._stubs:
            self._channels[key] = channel(self.address, who)
            self._stubs[key] = intake_pb2_grpc.IntakeServiceStub(self._channels[key])
        return self._stubs[key]

    def close(self) -> None:
        for one in self._channels.values():
            one.close()
        self.tables.close()

    @property
    def desk(self) -> Desk:
        """What the service works with."""
        made: Desk = self.service.register.__closure__[0].cell_contents._.desk
        return made

    def untouched(self) -> bool:
        """Whether nothing was done yet, neither by the service nor to it."""
        if not self.touched:
            usual = self.workflow.takes and not self.workflow.away and self.workflow.on_delivery is None
            here = usual and not self.inbox.away and not any(self.neighbours())
            self.touched = not here or bool(self.tables.filled())
        return not self.touched

    def neighbours(self) -> tuple[Any, ...]:
        """What the neighbours were told and hold."""
        return (
            self.workflow.started, self.workflow.delivered, self.inbox.tasks, self.inbox.asked, self.inbox.returning,
            self.inbox.stand_ins, self.inbox.asked_units,
        )  # fmt: skip

    def at(self, text: str) -> None:
        """Set business time: `2026-11-23 15:10`."""
        self.clock.set(datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE))

    # Files --------------------------------------------------------------------------------------------------

    def upload(
        self, who: str, content: bytes = PDF, name: str = "giấy tờ.pdf", piece: int = 1 << 18
    ) -> pb.UploadFileResponse:
        def parts() -> Iterator[pb.UploadFileRequest]:
            yield pb.UploadFileRequest(info=pb.FileInfo(file_name=name, size=len(content)))
            for start in range(0, len(content), piece):
                yield pb.UploadFileRequest(chunk=content[start : start + piece])

        return self.of(who).UploadFile(parts())

    def download(self, who: str, file_id: str) -> tuple[pb.FileInfo, bytes]:
        messages = list(self.of(who).DownloadFile(pb.DownloadFileRequest(file_id=file_id)))
        return messages[0].info, b"".join(message.chunk for message in messages[1:])

    def attach(
        self, who: str, component: str, *, draft: str = "", dossier: str = "", content: bytes = b""
    ) -> pb.Paper:
        file_id = self.upload(who, content or (fresh_pdf() if dossier else PDF)).file_id
        request = pb.AttachPaperRequest(
            request_id=request_id(), draft_id=draft, dossier_id=dossier, component=component, file_id=file_id
        )
        return self.of(who).AttachPaper(request).paper

    # Dossiers -----------------------------------------------------------------------------------------------

    def draft(
        self, who: str, key: str = LAND, answers: dict[str, Any] | None = None, **applicant: str
    ) -> pb.Draft:
        known = {"name": "Nguyễn Văn An", "id_number": "099085000101", "phone": "0200 000 0901"}
        if "citizen" in PEOPLE[who].roles and not PEOPLE[who].unit and who != "an":
            known = {}  # whoever files online is whom their account says
        known |= applicant
        request = pb.SaveDraftRequest(
            request_id=request_id(),
            procedure_key=key,
            unit=PEOPLE[who].unit or "suoi_trong",
            applicant=pb.Applicant(**known),
            answers=to_struct(ANSWERS[key] if answers is None else answers),
        )
        return self.of(who).SaveDraft(request).draft

    @prepared
    def full_draft(
        self,
        who: str,
        key: str = LAND,
        skip: Sequence[str] = (),
        answers: dict[str, Any] | None = None,
        more: Sequence[str] = (),
    ) -> pb.Draft:
        """A draft to which nothing is missing, but what is skipped."""
        made = self.draft(who, key, answers)
        file_id = self.upload(who).file_id
        for component in (*PAPERS[key], *more):
            if component not in skip:
                request = pb.AttachPaperRequest(
                    request_id=request_id(), draft_id=made.draft_id, component=component, file_id=file_id
                )
                self.of(who).AttachPaper(request)
        return self.fresh(made, who)

    def fresh(self, draft: pb.Draft, who: str = "an") -> pb.Draft:
        """As it is now, as a page shows it before it is handed in."""
        return self.of(who).GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft

    @prepared
    def submit(self, who: str = "an", key: str = LAND, skip: Sequence[str] = ()) -> pb.Dossier:
        made = self.full_draft(who, key, skip)
        request = pb.SubmitDraftRequest(
            request_id=request_id(), draft_id=made.draft_id, revision=made.revision
        )
        return self.of(who).SubmitDraft(request).dossier

    def accept(self, dossier: pb.Dossier, who: str = "lan", note: str = "") -> pb.Dossier:
        request = pb.AcceptDossierRequest(request_id=request_id(), dossier_id=dossier.dossier_id, note=note)
        return self.of(who).AcceptDossier(request).dossier

    @prepared
    def accepted(self, key: str = LAND) -> pb.Dossier:
        """An accepted dossier: filed online where that is open, else brought to the window."""
        if key == LAND:
            return self.accept(self.submit())
        made = self.full_draft("lan", key)
        request = pb.ReceiveDossierRequest(
            request_id=request_id(), draft_id=made.draft_id, revision=made.revision
        )
        return self.of("lan").ReceiveDossier(request).dossier

    def get(self, dossier: pb.Dossier, who: str = "lan") -> pb.Dossier:
        return self.of(who).GetDossier(pb.GetDossierRequest(dossier_id=dossier.dossier_id)).dossier

    def sign(
        self, dossier: pb.Dossier, part: str, code: str, number: str = "", who: str = "son", **values: Any
    ) -> pb.Result:
        file_id = values.pop("file_id", None) or self.upload(who, fresh_pdf()).file_id
        person = PEOPLE[who]
        request = pb.AttachResultRequest(
            request_id=request_id(),
            dossier_id=dossier.dossier_id,
            part=part,
            result_code=code,
            number=number or f"{next(_numbers)}/XN",
            signer=values.get("signer", person.name),
            file_id=file_id,
            copies=values.get("copies", 0),
            pages=values.get("pages", 0),
            note=values.get("note", ""),
        )
        request.signed_at.FromDatetime(values.get("signed_at", self.clock.now()))
        request.actor.user, request.actor.name, request.actor.unit = (
            person.username,
            person.name,
            person.unit or "",
        )
        return self.of("assignment").AttachResult(request).result

    # Events -------------------------------------------------------------------------------------------------

    def tell(self, kind: str, message: Any, *, dossier: str = "", group: str = "intake") -> None:
        """Hand an event of the workflow service to a consumer's handlers, as the consumer does: in one transaction."""
        event = self.catalogue.event(
            kind, message, time=self.clock.now(), dossierid=dossier or None, subject=dossier or "x"
        )
        with self.database.begin() as connection:
            self.consumers[group][kind](connection, event)

    def decide(
        self,
        dossier: pb.Dossier,
        part: str,
        outcome: str,
        reason: str = "",
        by: str = "",
        together: Mapping[str, str] | None = None,
        reason_en: str = "",
        papers: Sequence[str] = (),
        stood_at: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`by`: whose action it was, nobody's when empty; `together`: every decision of the same move; `papers`: ids of the
        results that completions named; `stood_at`: names and agencies of the steps until then."""
        said = process_pb2.ProcessResultDecided(
            process=_process(dossier), part=part, outcome=outcome, reason=reason, actor=acted(by), reason_en=reason_en,
            result_ids=papers, stood_at=[
                process_pb2.Standing(name=name, agency=kind) for name, kind in stood_at
            ], together=[
                process_pb2.PartOutcome(part=key, outcome=one)
                for key, one in (together or {part: outcome}).items()
            ],
        )  # fmt: skip
        said.at.FromDatetime(self.clock.now())
        self.tell("process.result_decided", said, dossier=dossier.dossier_id)

    def stop_clock(
        self,
        dossier: pb.Dossier,
        ground: str,
        key: str,
        action: str = "open",
        part: str = "transfer",
        by: str = "",
    ) -> None:
        said = process_pb2.ProcessClockRequested(
            process=_process(dossier), part=part, ground=ground, action=action, key=key, actor=acted(by)
        )
        said.at.FromDatetime(self.clock.now())
        self.tell("process.clock_requested", said, dossier=dossier.dossier_id)

    def throw(
        self,
        dossier: pb.Dossier,
        name: str,
        message_id: str,
        party: str = "applicant",
        by: str = "",
        agency: str = "land_branch",
        **payload: Any,
    ) -> None:
        said = process_pb2.MessageThrown(
            process=_process(dossier),
            message_id=message_id,
            name=name,
            target_party=party,
            sender_agency=agency,
            payload=to_struct(payload),
            actor=acted(by),
        )
        said.at.FromDatetime(self.clock.now())
        self.tell("message.thrown", said, dossier=dossier.dossier_id)

    def task_opened(self, dossier: pb.Dossier, unit: str) -> None:
        """A step that lies in a unit's inbox, as assignment says it."""
        ids = {"task_id": f"t-{dossier.dossier_id}-{unit}", "dossier_id": dossier.dossier_id}
        said = inbox_pb2.InboxChanged(unit=unit, kind="step", **ids)
        said.at.FromDatetime(self.clock.now())
        self.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")

    def events(self, kind: str = "") -> list[Any]:
        """What lies in the outbox, oldest first; the relay does not run in these tests."""
        from motcua_events import Event
        from sqlalchemy import text

        with self.database.read() as connection:
            rows = connection.execute(text("SELECT envelope FROM intake.outbox ORDER BY id")).scalars()
            found = [Event.from_json(row) for row in rows]
        return [event for event in found if not kind or event.type == kind]


def acted(who: str) -> Any:
    """A person as events name whoever caused something; None for nobody."""
    if not who:
        return None
    person = PEOPLE[who]
    return common_pb2.Actor(user=person.username, name=person.name, unit=person.unit or "")


def _process(dossier: pb.Dossier) -> Any:
    return process_pb2.ProcessHead(
        dossier_id=dossier.dossier_id,
        dossier_code=dossier.code,
        procedure_key=dossier.procedure_key,
        procedure_version=1,
    )


def ask(
    house: House, dossier: pb.Dossier, *codes: str, who: str = "lan", reason: str = "Thiếu chữ ký."
) -> pb.Dossier:
    items = [pb.SupplementItem(component=code, reason="Chưa ký") for code in codes]
    request = pb.RequestSupplementRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, items=items, reason=reason
    )
    return house.of(who).RequestSupplement(request).dossier


def answer(house: House, dossier: pb.Dossier, who: str = "an") -> pb.Dossier:
    request = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    return house.of(who).AnswerSupplement(request).dossier


def refuse(
    house: House, dossier: pb.Dossier, who: str = "lan", reason: str = "Không thuộc thẩm quyền."
) -> pb.Dossier:
    request = pb.RefuseDossierRequest(request_id=request_id(), dossier_id=dossier.dossier_id, reason=reason)
    return house.of(who).RefuseDossier(request).dossier


APPLICANT_CAME = {"asker_name": "Nguyễn Văn An", "asker_id_number": "099085000101"}


def withdraw(
    house: House, dossier: pb.Dossier, who: str = "an", reason: str = "Đổi ý.", **came: str
) -> pb.Dossier:
    """By the applicant's account; at the window for the applicant who came, or for whom `came` says."""
    at_window = came or (APPLICANT_CAME if PEOPLE[who].unit else {})
    request = pb.WithdrawDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, reason=reason, **at_window
    )
    return house.of(who).WithdrawDossier(request).dossier


def pay(house: House, dossier: pb.Dossier, who: str = "lan") -> None:
    """Pay at the window what the dossier owes, if anything."""
    stub = house.of(who)
    ledger = stub.ListFees(fees_pb2.ListFeesRequest(dossier_id=dossier.dossier_id)).ledger
    if not ledger.total.outstanding:
        return
    request = fees_pb2.MarkFeesPaidRequest(
        request_id=request_id(),
        dossier_id=dossier.dossier_id,
        fee_ids=[one.fee_id for one in ledger.lines if one.state == fees_pb2.FEE_STATE_OWED],
        amount=ledger.total.outstanding,
        method=fees_pb2.PAYMENT_METHOD_CASH,
        payer="Nguyễn Văn An",
    )
    stub.MarkFeesPaid(request)


def printed(house: House, dossier: pb.Dossier, form: str, who: str = "lan") -> str:
    """The text of the last form of that kind, blanks made one."""
    document = [one for one in dossier.documents if one.form == form][-1]
    info, content = house.download(who, document.file_id)
    assert info.media_type == "application/pdf"
    return text_of(content)


def refused(kind: type[MotcuaError], call: Callable[[], object]) -> MotcuaError:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.message_vi
    assert caught.value.message_en
    return caught.value


__all__ = ["COPY", "ROOT", "House", "Known", "load_folder", "new_event", "settle", "to_dict"]
