# SPDX-License-Identifier: Apache-2.0
"""What a drawing is called on English pages: its own English, and the Vietnamese marked as such where it has none."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2
from motcua_portal.desk.drawing import in_english, read_drawing
from motcua_portal.web.texts import spoken
from motcua_text import Text

DRAWING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1">
<message id="m" name="tax_slip" motcua:name_en="no name"/>
<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
<di:BPMNPlane><di:BPMNShape bpmnElement="a">
  <di:BPMNLabel><dc:Bounds x="100" y="0" width="24" height="9"/></di:BPMNLabel></di:BPMNShape>
<di:BPMNShape bpmnElement="b"><di:BPMNLabel><dc:Bounds x="5" y="0" width="9" height="9"/></di:BPMNLabel></di:BPMNShape>
</di:BPMNPlane></di:BPMNDiagram>
<process id="p"><userTask id="a" name="Thẩm định" motcua:name_en="Appraise"/><userTask id="b" name="Ký"/></process>
</definitions>""".encode()


def english(desk: Any, user: str = "mai") -> Any:
    browser = desk.browser(user)
    browser.get("/ngon-ngu/en?next=/viec")
    return browser


def test_steps_lanes_pools_and_the_drawing_are_in_english(desk: Any) -> None:
    made = desk.dossier()
    desk.workflow.active = ["appraise_transfer"]
    path = f"/viec/ho-so/{made.dossier_id}"
    reader = english(desk)
    text = text_of(reader.get(path))
    assert "Appraise the transfer – Land registration officer, Land Registration Office Branch" in text
    assert "Thẩm định hồ sơ" not in text and "Chi nhánh Văn phòng" not in text
    assert 'name="Appraise the transfer"' in reader.get(f"{path}/so-do.bpmn").text
    vietnamese = desk.browser("mai")
    assert "Thẩm định hồ sơ chuyển nhượng – Viên chức đăng ký đất đai" in text_of(vietnamese.get(path))
    assert 'name="Thẩm định hồ sơ chuyển nhượng"' in vietnamese.get(f"{path}/so-do.bpmn").text


def test_titles_and_reasons_are_in_english_and_what_has_none_is_marked(desk: Any) -> None:
    made = desk.dossier()
    desk.assignment.add("a", due=5, title="Thẩm định")
    desk.assignment.tasks["a"].title.en = "Appraise"
    desk.assignment.add("b", due=6, title="Ký <b>")
    part = made.parts[0]
    part.status, part.reason, part.reason_en = (
        intake_pb2.PART_STATUS_REFUSED,
        "Còn thế chấp.",
        "Still mortgaged.",
    )
    made.parts[1].reason = "Viên chức ghi tay."
    reader = english(desk)
    page = reader.get("/viec").text
    assert "(Appraise)" in page and '(<span lang="vi">Ký &lt;b&gt;</span>)' in page
    page = reader.get(f"/viec/ho-so/{made.dossier_id}").text
    assert "Reason: Still mortgaged." in page and 'Reason: <span lang="vi">Viên chức ghi tay.</span>' in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text("Ký", "Sign"), "Sign"),
        (Text("Ký"), '<span lang="vi">Ký</span>'),
        (Text("Ký", "Ký"), '<span lang="vi">Ký</span>'),
        (Text("GCN", "GCN"), "GCN"),
        (Text(""), ""),
    ],
)
def test_vietnamese_on_an_english_page_is_marked(text: Text, expected: str) -> None:
    assert spoken(text, "en") == expected
    assert spoken(common.LocalizedText(vi=text.vi, en=text.en), "vi") == text.vi


def test_a_drawing_is_translated_where_it_can_be_and_keeps_its_codes() -> None:
    translated = in_english(DRAWING).decode()
    assert 'id="a" name="Appraise"' in translated and 'id="b" name="Ký"' in translated
    assert 'name="tax_slip"' in translated, "a message's name is what travels"
    assert read_drawing(DRAWING).names == {
        "m": Text("tax_slip", "no name"), "a": Text("Thẩm định", "Appraise"), "b": Text("Ký")
    }  # fmt: skip
    assert 'x="80" y="0" width="64"' in translated, "the longest word keeps whole"
    assert 'x="5" y="0" width="9"' in translated, "what stays Vietnamese stays where it was drawn"
    assert in_english(b"<broken") == b"<broken" and in_english(b"") == b""
