# SPDX-License-Identifier: Apache-2.0
"""What changed between two drawings: by id, with the names that people gave, and the layout apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_procedure.difference import say
from motcua_workflow.difference import compare_drawings
from motcua_workflow.engine.model import Drawing
from motcua_workflow.engine.read import read

WORKFLOWS = Path(__file__).parents[3] / "workflows"
COPIES = (WORKFLOWS / "chung-thuc" / "ban-sao-tu-ban-chinh" / "process.bpmn").read_text("utf-8")


def drawing(text: str) -> Drawing:
    found = read(text.encode(), "process.bpmn").drawing
    assert found is not None
    return found


def told(old: str, new: str) -> list[str]:
    assert old in COPIES
    return [say(one) for one in compare_drawings(drawing(COPIES), drawing(COPIES.replace(old, new, 1)))]


CHANGED = [
    ('name="Ký chứng thực"', 'name="Ký bản sao"', "~ task sign_copies “Ký bản sao”, name: Ký chứng thực → Ký bản sao"),
    ('check == "copy"', 'check != "refuse"',
     '~ flow f_gw_proposal__sign_copies “chứng thực”, condition: check == "copy" → check != "refuse"'),
    ('motcua:form="ky-chung-thuc"', 'motcua:form="khac"', "~ task sign_copies “Ký chứng thực”, form: ky-chung-thuc → khac"),
    ('motcua:limit="2wh" motcua:result', 'motcua:limit="3wh" motcua:result',
     "~ task sign_copies “Ký chứng thực”, time limit: 2 working hours (2wh) → 3 working hours (3wh)"),
    ('outcome="granted"', 'outcome="refused"', "decides: outcome granted, part copy → outcome refused, part copy"),
    ('motcua:role="commune_leader"', 'motcua:role="justice_officer"', "role: commune_leader → justice_officer"),
    ('sourceRef="sign_copies" targetRef="', 'sourceRef="check_original" targetRef="', "from: sign_copies → check_original"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line"), CHANGED)
def test_one_change_is_said_with_id_and_name(old: str, new: str, line: str) -> None:
    lines = told(old, new)
    assert any(line in one for one in lines), lines


def test_the_same_drawing_has_no_change_and_a_moved_shape_is_layout() -> None:
    same = drawing(COPIES)
    assert list(compare_drawings(same, drawing(COPIES))) == []
    at = COPIES.index("<dc:Bounds x=")
    moved = COPIES[:at] + COPIES[at:].replace('x="', 'x="1', 1)
    [change] = compare_drawings(same, drawing(moved))
    assert (change.path, change.group) == (("layout",), "drawing")


def test_an_element_that_comes_or_goes_is_one_change_and_so_is_its_flow() -> None:
    start, end = COPIES.index('<bpmn:boundaryEvent id="withdraw"'), COPIES.index("</bpmn:boundaryEvent>")
    without = COPIES[:start] + COPIES[end + len("</bpmn:boundaryEvent>") :]
    gone = [say(one) for one in compare_drawings(drawing(COPIES), drawing(without))]
    assert "- boundary event withdraw “Xin rút yêu cầu”" in gone
    come = [say(one) for one in compare_drawings(drawing(without), drawing(COPIES))]
    assert "+ boundary event withdraw “Xin rút yêu cầu”" in come
