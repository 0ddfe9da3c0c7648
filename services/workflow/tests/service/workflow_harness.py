# SPDX-License-Identifier: Apache-2.0
"""Callers of every kind, small procedures, and short ways to call the workflow service and to look into its tables."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar.clock import LEGAL_ZONE, FixedClock
from motcua_hosting import Service
from motcua_identity import Kind, Subject, TokenRefused, service_role
from motcua_procedure import read_folder
from motcua_rpc import Channel, NotFound, channel, current_subject
from motcua_rpc.structs import to_struct
from motcua_storage import Database
from motcua_workflow.entrypoints.timers import TimerWorker

ROOT = Path(__file__).parents[4]
ORGANISATION = ROOT / "infra" / "demo" / "organisation.yaml"
LAND = ROOT / "workflows" / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong"
COPIES = ROOT / "workflows" / "chung-thuc" / "ban-sao-tu-ban-chinh"
LAND_KEY, COPIES_KEY = "dat-dai/xoa-the-chap-va-chuyen-nhuong", "chung-thuc/ban-sao-tu-ban-chinh"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LEGAL_ZONE)
PAPERS = ["GCN", "HD-CHUYEN-QUYEN", "MAU-03A", "MAU-18", "VB-DONG-Y-XOA"]
LAND_FACTS = {
    "filer": "transferor", "land_commune": "suoi_trong", "parcel_no": "112", "map_no": "24", "area": 120.5,
}  # fmt: skip
OFFICERS = (
    "window_clerk", "land_officer", "land_leader", "tax_officer", "justice_officer", "commune_leader", "police_officer",
    "insurance_officer",
)  # fmt: skip
HIDDEN = "D-hidden"
NARROWED = "D-narrowed"
SEES = {"police_officer": ("birth", "residence"), "insurance_officer": ("birth", "insurance")}
"""Of NARROWED, by role: as the procedure of births says."""
SERVICES = ("workflow", "intake", "assignment", "notification", "liaison", "portal")


def _person(name: str, unit: str | None = None) -> Subject:
    return Subject(f"id-{name}", name, name.title(), frozenset({name}), unit)


CALLERS: dict[str, Subject] = {
    "citizen": _person("citizen"),
    **{role: _person(role, "chi_nhanh_dat_dai") for role in OFFICERS},
    "designer": replace(_person("designer", "chi_nhanh_dat_dai"), client="motcua-portal"),
    "operator": _person("operator"),
    "police_officer": _person("police_officer", "cong_an_suoi_trong"),
    "insurance_officer": _person("insurance_officer", "bhxh_co_so"),
    "integrator": Subject("id-integrator", roles=frozenset({"integrator"}), client="demo", kind=Kind.SERVICE),
    **{
        name: Subject(
            f"id-{name}", roles=frozenset({"service", service_role(name)}), client=name, kind=Kind.SERVICE
        )
        for name in SERVICES
    },
}


class Known:
    """The token is the caller's name."""

    def verify(self, token: str) -> Subject:
        if token not in CALLERS:
            raise TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid.")
        return CALLERS[token]


def folder(path: Path) -> dict[str, bytes]:
    return read_folder(path)


def small(key: str, drawing: str, scenarios: Mapping[str, str], facts: str = "") -> dict[str, bytes]:
    """A procedure of its own, with the papers, forms, part and facts of the certified copies; `facts` are lines beside those."""
    files = {path: text for path, text in folder(COPIES).items() if not path.startswith("scenarios/")}
    text = files["procedure.yaml"].decode().replace(COPIES_KEY, key)
    files["procedure.yaml"] = text.replace("\nfacts:\n", f"\nfacts:\n{facts}").encode()
    if facts:
        form = json.loads(files["forms/yeu-cau.form"])
        inside = (field for group in form["components"] for field in group.get("components", ()))
        pages = next(field for field in inside if field.get("key") == "pages")
        pages.setdefault("properties", {})["fact"] = "true"
        files["forms/yeu-cau.form"] = json.dumps(form, ensure_ascii=False).encode()
    signed = json.loads(files["forms/ky-chung-thuc.form"])
    signed["components"] = [field for field in signed["components"] if field["type"] == "text"]
    files["forms/ky.form"] = json.dumps(signed, ensure_ascii=False).encode()  # signed whatever is answered
    files["process.bpmn"] = drawing.encode()
    return files | {f"scenarios/{name}.yaml": text.encode() for name, text in scenarios.items()}


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1"
  targetNamespace="urn:test" id="d">
<message id="m_wake" name="supplement_received"/>
<collaboration id="c"><participant id="applicant" name="A" motcua:party="applicant"/>
<participant id="commune" name="C" processRef="P" motcua:agency="commune"/>{flows}</collaboration>
<process id="P" isExecutable="true">
<laneSet id="ls"><lane id="lane" name="L" motcua:role="justice_officer">{nodes}</lane></laneSet>
"""
SIGN = (
    '<userTask id="sign" name="Ký" motcua:form="ky" motcua:limit="1wh" motcua:part="copy" '
    'motcua:result="KQ.G15.000021"><extensionElements><motcua:decide part="copy" outcome="granted"/>'
    "</extensionElements></userTask>"
)


def drawing(body: str, ways: str, message_flows: str = "") -> str:
    """A pool with one lane; `ways` are lines such as `a > b > c`."""
    import re

    nodes = re.findall(r"<(?:\w*Event|\w*Task|\w*Gateway|subProcess) id=\"(\w+)\"", body)
    head = _HEAD.format(
        flows=message_flows, nodes="".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes)
    )
    pairs = [pair for line in ways.strip().splitlines() for pair in itertools.pairwise(line.split(" > "))]
    flows = "".join(
        f'<sequenceFlow id="f_{a.strip()}_{b.strip()}" sourceRef="{a.strip()}" targetRef="{b.strip()}"/>'
        for a, b in pairs
    )
    return drawn(head + body + flows + "</process></definitions>")


def drawn(text: str) -> str:
    """The drawing with a diagram: a shape or an edge for all that has an id, wherever it would lie."""
    import re

    edges = re.findall(r'<(?:sequenceFlow|messageFlow) id="(\w+)"', text)
    shapes = re.findall(r'<(?:\w*Event|\w*Task|\w*Gateway|subProcess|participant|lane) id="(\w+)"', text)
    bounds = '<dc:Bounds x="0" y="0" width="9" height="9"/>'
    points = '<dd:waypoint x="0" y="0"/><dd:waypoint x="9" y="9"/>'
    inside = "".join(f'<di:BPMNShape bpmnElement="{one}">{bounds}</di:BPMNShape>' for one in shapes)
    inside += "".join(f'<di:BPMNEdge bpmnElement="{one}">{points}</di:BPMNEdge>' for one in edges)
    names = (
        'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
        'xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"'
    )
    plane = f'<di:BPMNPlane bpmnElement="c">{inside}</di:BPMNPlane>'
    diagram = f"<di:BPMNDiagram {names}>{plane}</di:BPMNDiagram>"
    return text.replace("</definitions>", f"{diagram}</definitions>")


def scenario(steps: str, expect: str, facts: str = "{}") -> str:
    given = f'{{received_at: "2026-11-23T09:00", facts: {facts}}}'
    return f"name: {{vi: Thử, en: Try}}\ngiven: {given}\nsteps: [{steps}]\nexpect: {expect}\n"


class FakeIntake(intake_pb2_grpc.IntakeServiceServicer):
    """Every dossier can be seen by everybody, but for HIDDEN."""

    @classmethod
    def register(cls, server: Any) -> None:
        intake_pb2_grpc.add_IntakeServiceServicer_to_server(cls(), server)

    def GetDossier(
        self, request: intake_pb2.GetDossierRequest, context: Any
    ) -> intake_pb2.GetDossierResponse:
        if request.dossier_id == HIDDEN:
            raise NotFound("DOSSIER_UNKNOWN")
        caller = current_subject().username
        if request.dossier_id == NARROWED and caller in SEES:
            parts = [intake_pb2.Part(key=one) for one in SEES[caller]]
            seen = intake_pb2.Dossier(dossier_id=NARROWED, narrowed=True, parts=parts)
            return intake_pb2.GetDossierResponse(dossier=seen)
        return intake_pb2.GetDossierResponse(dossier=intake_pb2.Dossier(dossier_id=request.dossier_id))


@dataclass
class House:
    """One workflow service on loopback, its clock and its database."""

    service: Service
    database: Database
    clock: FixedClock
    address: str
    _open: dict[str, Channel] = field(default_factory=dict)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    def stub(self, caller: str) -> workflow_pb2_grpc.WorkflowServiceStub:
        if caller not in self._open:
            # Long: what is published is checked by a child of low priority, which waits while the machine is busy.
            self._open[caller] = channel(self.address, caller, deadline_seconds=120.0)
        return workflow_pb2_grpc.WorkflowServiceStub(self._open[caller])

    def close(self) -> None:
        for opened in self._open.values():
            opened.close()

    def next_id(self) -> str:
        return f"r{next(self._ids)}"

    def publish(
        self, files: Mapping[str, bytes], request_id: str = "", key: str = ""
    ) -> pb.PublishProcedureResponse:
        request = pb.PublishProcedureRequest(
            request_id=request_id or self.next_id(), files=dict(files), procedure_key=key
        )
        return self.stub("designer").PublishProcedure(request)

    def start(
        self, key: str = LAND_KEY, dossier: str = "D1", version: int = 0, request_id: str = "",
        territory: str = "suoi_trong", **facts: Any,
    ) -> pb.StartProcessResponse:  # fmt: skip
        request = pb.StartProcessRequest(
            request_id=request_id or self.next_id(), dossier_id=dossier, dossier_code=f"H99-{dossier}",
            procedure_key=key, procedure_version=version, territory=territory, facts=to_struct(facts),
        )  # fmt: skip
        return self.stub("intake").StartProcess(request)

    def start_land(self, dossier: str = "D1", **facts: Any) -> pb.StartProcessResponse:
        return self.start(LAND_KEY, dossier, **{"papers": PAPERS, **LAND_FACTS, **facts})

    def complete(
        self, task_id: str, request_id: str = "", result_id: str = "", **facts: Any
    ) -> pb.CompleteTaskResponse:
        request = pb.CompleteTaskRequest(
            request_id=request_id or self.next_id(), task_id=task_id, facts=to_struct(facts),
            actor=common_pb2.Actor(user="lan", name="Lan", unit="chi_nhanh_dat_dai"), result_id=result_id,
        )  # fmt: skip
        return self.stub("assignment").CompleteTask(request)

    def do(self, element: str, dossier: str = "D1", **facts: Any) -> pb.CompleteTaskResponse:
        """Complete the open task of an element."""
        return self.complete(self.task(element, dossier), **facts)

    def task(self, element: str, dossier: str = "D1") -> str:
        query = (
            "SELECT t.id FROM workflow.task t JOIN workflow.instance i ON i.id = t.instance_id "
            "WHERE i.dossier_id = :dossier AND t.element = :element AND t.closed_at IS NULL"
        )
        return str(self.rows(query, dossier=dossier, element=element)[0].id)

    def open(self, dossier: str = "D1") -> list[str]:
        query = (
            "SELECT t.element FROM workflow.task t JOIN workflow.instance i ON i.id = t.instance_id "
            "WHERE i.dossier_id = :dossier AND t.closed_at IS NULL ORDER BY t.element"
        )
        return [row.element for row in self.rows(query, dossier=dossier)]

    def deliver(
        self, name: str, dossier: str = "D1", *, message_id: str = "", target: str = "",
        request_id: str = "", caller: str = "intake", by: common_pb2.Actor | None = None, **payload: Any,
    ) -> pb.DeliverMessageResponse:  # fmt: skip
        request = pb.DeliverMessageRequest(
            request_id=request_id or self.next_id(), message_id=message_id or self.next_id(), name=name,
            dossier_id=dossier, target=target, payload=to_struct(payload), actor=by,
        )  # fmt: skip
        return self.stub(caller).DeliverMessage(request)

    def process(self, dossier: str = "D1") -> pb.GetDossierProcessResponse:
        return self.stub("operator").GetDossierProcess(pb.GetDossierProcessRequest(dossier_id=dossier))

    def timers(self) -> TimerWorker:
        return next(part for part in self.service.background if isinstance(part, TimerWorker))

    def rows(self, query: str, **values: Any) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(sa.text(query), values))

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Type and data of each event left for the relay, in order."""
        envelopes = [
            json.loads(row.envelope) for row in self.rows("SELECT envelope FROM workflow.outbox ORDER BY id")
        ]
        return [(envelope["type"], envelope["data"]) for envelope in envelopes]

    def told(self) -> Counter[str]:
        return Counter(kind for kind, _ in self.events())

    def everything(self) -> dict[str, int]:
        """How many rows each table holds: two of these are equal when nothing was written between."""
        tables = (
            "instance",
            "task",
            "timer",
            "subscription",
            "delivery",
            "trace",
            "incident",
            "repair",
            "outbox",
            "request",
        )
        return {table: self.rows(f"SELECT count(*) AS n FROM workflow.{table}")[0].n for table in tables}
