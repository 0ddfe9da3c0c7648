# SPDX-License-Identifier: Apache-2.0
"""The operator repairs an incident: a dossier whose script fails over a wrong fact, mended on the page, goes on to its end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import COPY
from playwright.sync_api import ViewportSize
from support.browser import Person
from support.province import COMMUNE, Province
from support.system import ROOT, System
from support.waiting import eventually

pytestmark = pytest.mark.browser
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


def test_an_operator_repairs_a_fact_and_the_dossier_goes_on_to_its_end(
    people: Callable[..., Person], province: Province, system: System, tmp_path: Path
) -> None:
    published = system.command("procedure", "publish", str(copies_with_a_script(tmp_path / COPY)))
    assert published.returncode == 0, published.stdout + published.stderr
    ask = pb.GetProcedureRequest(key=COPY)
    version = eventually(
        lambda: province.citizen().intake.GetProcedure(ask).procedure.summary.version,
        lambda number: number > 1,
    )
    assert version > 1
    made = receive(province, UNLUCKY)
    told = eventually(lambda: system.command("doctor"), lambda said: made.code in said.stdout)
    operator = people(Person, system.users_with("operator")[0], "/van-hanh")
    operator.until(lambda: operator.page.get_by_text(made.code).count() > 0)
    listed = operator.text()
    operator.follow(made.code)
    dossier = operator.text()
    operator.page.wait_for_selector("[data-drawing] .djs-element")
    operator.open("/van-hanh")
    operator.follow("Sửa dữ kiện", operator.page.locator(".failures > li", has_text=made.code))
    incident = operator.text()
    operator.page.get_by_label("Giá trị pages", exact=True).fill("bốn")
    operator.press("Ghi và chạy tiếp")
    refused = operator.text()
    operator.page.get_by_label("Giá trị pages", exact=True).fill("4")
    operator.page.get_by_label("Vì sao sửa").fill("Số trang nhập nhầm ở quầy.")
    operator.press("Ghi và chạy tiếp")
    repaired = operator.text()
    operator.follow(made.code)
    history = operator.text()

    assert told.returncode == 1 and made.code in told.stdout and "motcua incident repair" in told.stdout
    assert "Đoạn tính toán ở “Chia lệ phí” không chạy được" in listed and made.code in listed
    assert "Nguyễn Văn An" not in dossier and made.dossier_id in dossier and "Chia lệ phí" in dossier
    assert "division" in incident and 'fact("pages")' in incident and str(UNLUCKY) in incident
    assert "Hãy ghi một số nguyên" in refused and "vẫn" not in refused
    assert "Đã ghi dữ kiện; quy trình đã đi tiếp từ đây." in repaired
    assert "Số trang nhập nhầm ở quầy." in repaired and f"{UNLUCKY}" in repaired
    assert "sửa dữ liệu sự cố: Số trang nhập nhầm ở quầy." in history
    carry_on(province, system, made.dossier_id)
    assert province.clerk.dossier(made.dossier_id).status == pb.DOSSIER_STATUS_RETURNED
    assert system.command("doctor").returncode == 0
    past = json.loads(system.command("incident", "list", "--all", "--json").stdout)["failures"]
    (reference,) = [one["reference"] for one in past if one["dossier_id"] == made.dossier_id]
    shown = system.command("incident", "show", reference).stdout
    assert f"by {system.users_with('operator')[0]}. Nothing is left to do." in shown and "Resolved " in shown


def carry_on(province: Province, system: System, dossier_id: str) -> None:
    """From the check of the original to the copies in the person's hand."""
    justice = province.officer(system.users_with("justice_officer", COMMUNE)[0])
    leader = province.officer(system.users_with("commune_leader", COMMUNE)[0])
    justice.do(dossier_id, "check_original", CHECKED)
    leader.do(dossier_id, "sign_copies", {"certification_decision": "sign"})
    province.clerk.return_results(dossier_id)


CHECKED = {
    "check_match": "pass",
    "check_intact": "pass",
    "check_lawful": "pass",
    "check": "copy",
    "pages_checked": 4,
    "copies_made": 3,
}


@pytest.mark.parametrize(
    "path", ["/van-hanh", "/van-hanh?tat-ca=1", "/van-hanh/thong-bao", "/van-hanh/hop-thu"]
)
def test_the_operators_pages_fit_every_window(
    people: Callable[..., Person], province: Province, system: System, path: str
) -> None:
    """With long codes, addresses and subjects in them; `inspect` measures, on the page as it comes at each width."""
    made = receive(province, 2)
    operator = people(Person, system.users_with("operator")[0], path)
    if path.endswith("thong-bao"):
        operator.until(lambda: made.code in operator.text())
    for width in (360, 683, 900, 1366):
        operator.page.set_viewport_size(ViewportSize(width=width, height=740))
        operator.page.reload()
        operator.inspect()
        assert operator.page.evaluate("document.documentElement.scrollWidth") <= width
