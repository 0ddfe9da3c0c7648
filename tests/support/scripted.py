# SPDX-License-Identifier: Apache-2.0
"""The certified copies with a script that fails over one number of pages: how tests come by an incident."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import COPY

from support.province import COMMUNE, Province
from support.system import ROOT

UNLUCKY = 497
"""Pages of the one dossier over which the script fails; every other number is fine."""
SCRIPT = f"""<bpmn:scriptTask id="share" name="Chia lệ phí" scriptFormat="text/starlark">
        <bpmn:incoming>f_certification_start__share</bpmn:incoming><bpmn:outgoing>f_share__merge_check</bpmn:outgoing>
        <bpmn:script>share = 1000 // ((fact("pages") or 1) - {UNLUCKY})</bpmn:script></bpmn:scriptTask>
      <bpmn:sequenceFlow id="f_certification_start__share" sourceRef="certification_start" targetRef="share"/>
      <bpmn:sequenceFlow id="f_share__merge_check" sourceRef="share" targetRef="merge_check"/>
      """
EDGE = (
    '<bpmndi:BPMNEdge id="e_{0}" bpmnElement="{0}"><di:waypoint x="{1}" y="80"/><di:waypoint x="{2}" y="80"/>'
    "</bpmndi:BPMNEdge>"
)
SHAPES = (
    '<bpmndi:BPMNShape id="share_shape" bpmnElement="share"><dc:Bounds x="330" y="60" width="60" height="40"/>'
    "</bpmndi:BPMNShape>"
    + EDGE.format("f_certification_start__share", 300, 330)
    + EDGE.format("f_share__merge_check", 390, 420)
    + "</bpmndi:BPMNPlane>"
)


def copies_with_a_script(folder: Path) -> Path:
    """The certified copies with a script at their start, which divides by nothing when there are UNLUCKY pages."""
    shutil.copytree(ROOT / "workflows" / COPY, folder)
    drawing = (folder / "process.bpmn").read_text("utf-8")
    flow = "f_certification_start__merge_check"
    old = f'<bpmn:sequenceFlow id="{flow}" sourceRef="certification_start" targetRef="merge_check"/>'
    assert old in drawing
    drawing = drawing.replace(old, SCRIPT)
    drawing = drawing.replace(f"<bpmn:outgoing>{flow}<", "<bpmn:outgoing>f_certification_start__share<")
    drawing = drawing.replace(f"<bpmn:incoming>{flow}<", "<bpmn:incoming>f_share__merge_check<")
    begins = drawing.find(f'bpmnElement="{flow}"')
    edge = drawing.rfind("<bpmndi:BPMNEdge", 0, begins)
    ends = drawing.find("</bpmndi:BPMNEdge>", begins) + len("</bpmndi:BPMNEdge>")
    drawing = (drawing[:edge] + drawing[ends:]).replace("</bpmndi:BPMNPlane>", SHAPES)
    (folder / "process.bpmn").write_text(drawing, "utf-8")
    procedure = folder / "procedure.yaml"
    text = procedure.read_text("utf-8")
    procedure.write_text(
        text.replace("\nfacts:\n", "\nfacts:\n  pages: $answers.pages\n"),
        "utf-8",
    )
    form = folder / "forms" / "yeu-cau.form"
    asked = json.loads(form.read_text("utf-8"))
    pages = next(one for one in inputs(asked) if one.get("key") == "pages")
    pages.setdefault("properties", {})["fact"] = "true"
    form.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
    return folder


def inputs(form: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in form["components"]:
        yield from group.get("components", ())


def receive(province: Province, pages: int) -> pb.Dossier:
    """Certified copies for somebody at the window."""
    answers = {
        "applicant_name": "Nguyễn Văn An", "applicant_id": "099185001234", "applicant_address": "Suối Trong",
        "applicant_phone": "0200 000 1234", "document_name": "Bằng tốt nghiệp", "issued_by": "Trường Minh Họa",
        "document_language": "vi", "pages": pages, "copies": 3,
    }  # fmt: skip
    return province.clerk.receive(COPY, COMMUNE, answers, ("BAN-CHINH",), "Nguyễn Văn An")
