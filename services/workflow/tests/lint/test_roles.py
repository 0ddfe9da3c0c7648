# SPDX-License-Identifier: Apache-2.0
"""Whose work a task is: its own motcua:role and motcua:agency, else those of its lane, never a lane that nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from motcua_workflow.engine.check import Context
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.lint import FileReport, lint_bytes
from motcua_workflow.engine.normalise import Meaning, Normaliser
from motcua_workflow.engine.read import read

Lint = Callable[..., FileReport]
WORKFLOWS = Path(__file__).parents[4] / "workflows"
LANE = '<laneSet id="ls"><lane id="l" motcua:role="clerk" motcua:agency="desk"><flowNodeRef>x</flowNodeRef></lane></laneSet>'
ROLES = {
    "chung-thuc/ban-sao-tu-ban-chinh": {
        ("justice_officer", "commune"): {"check_original"},
        ("commune_leader", "commune"): {"approve_refusal", "sign_copies"},
    },
    "dat-dai/xoa-the-chap-va-chuyen-nhuong": {
        ("land_officer", "land_branch"): {
            *("appraise_release", "appraise_transfer", "reappraise_transfer"),
            *("prepare_slip", "check_obligation", "draft_certificate"),
        },
        ("land_leader", "land_branch"): {
            *("approve_release", "sign_release", "approve_refusal", "approve_draft", "sign_transfer"),
        },
        ("tax_officer", "tax_office"): {
            "determine_obligation",
            "confirm_payment",
            "confirm_documents",
            "confirm_further",
        },
    },
}


def meanings(data: bytes) -> dict[str, Meaning]:
    """What each task of people in a drawing means, by id."""
    drawing = read(data, "process.bpmn").drawing
    assert drawing is not None
    return {
        node.id: Normaliser(drawing, process).meaning(node)
        for process in drawing.processes
        for node in process.nodes
        if node.type in ("userTask", "manualTask")
    }


@pytest.mark.parametrize("folder", ROLES)
def test_the_roles_of_our_own_drawings(folder: str) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for task, meaning in meanings((WORKFLOWS / folder / "process.bpmn").read_bytes()).items():
        found.setdefault((meaning.role, meaning.agency), set()).add(task)
    assert found == ROLES[folder]


@pytest.mark.parametrize("folder", ROLES)
def test_no_lane_of_our_own_drawings_is_out_of_sight(folder: str) -> None:
    text = (WORKFLOWS / folder / "process.bpmn").read_text("utf-8")
    drawing = read(text.encode(), "process.bpmn").drawing
    assert drawing is not None
    lanes = [lane for process in drawing.processes for lane in process.lanes]
    assert lanes and all(f'bpmnElement="{lane.id}"' in text for lane in lanes)


def test_what_the_task_says_overrides_its_lane() -> None:
    own = f'{LANE}<userTask id="x" motcua:role="leader" motcua:agency="branch"/>'
    assert (meanings(build(own, "s x e").encode())["x"].role) == "leader"
    assert (meanings(build(own, "s x e").encode())["x"].agency) == "branch"
    lane = meanings(build(f'{LANE}<userTask id="x"/>', "s x e").encode())["x"]
    assert (lane.role, lane.agency) == ("clerk", "desk")


def test_a_task_outside_the_lanes_needs_its_own_role(lint: Lint) -> None:
    outside = lint(f'{LANE}<userTask id="x"/><userTask id="y"/>', "s x y e")
    assert [(f.code, f.element) for f in outside.findings] == [("task-outside-lanes", "y")]
    assert lint(f'{LANE}<userTask id="x"/><userTask id="y" motcua:role="leader"/>', "s x y e").findings == ()


def test_a_sub_process_without_lanes_is_its_lane_s_work(lint: Lint) -> None:
    body = (
        f'{LANE}<subProcess id="x"><startEvent id="is"/><manualTask id="y"/><endEvent id="ie"/>'
        '<sequenceFlow id="i1" sourceRef="is" targetRef="y"/>'
        '<sequenceFlow id="i2" sourceRef="y" targetRef="ie"/></subProcess>'
    )
    assert lint(body, "s x e").findings == ()
    assert meanings(build(body, "s x e").encode())["y"].role == "clerk"


def inner(key: str, more: str, element: str) -> str:
    """A sub-process around one element, which has its id as `id="…"`."""
    node = element.split('id="')[1].split('"')[0]
    return (
        f'<subProcess id="{key}">{more}<startEvent id="{key}s"/>{element}<endEvent id="{key}e"/>'
        f'<sequenceFlow id="{key}1" sourceRef="{key}s" targetRef="{node}"/>'
        f'<sequenceFlow id="{key}2" sourceRef="{node}" targetRef="{key}e"/></subProcess>'
    )


def test_a_sub_process_outside_the_lanes_is_nobody_s(lint: Lint) -> None:
    """However deep: the innermost lanes around a task decide, never those behind them."""
    lanes = '<laneSet id="ls2"><lane id="l2" name="Leader"><flowNodeRef>bs</flowNodeRef></lane></laneSet>'
    deep = inner("x", "", inner("b", lanes, inner("c", "", '<userTask id="y"/>')))
    assert [(f.code, f.element) for f in lint(LANE + deep, "s x e").findings] == [("task-outside-lanes", "y")]
    listed = deep.replace("<flowNodeRef>bs<", "<flowNodeRef>c<")
    assert lint(LANE + listed, "s x e").findings == ()
    assert meanings(build(LANE + listed, "s x e").encode())["y"].role == "Leader"


def test_names_of_the_task_s_own_role_are_checked(lint: Lint) -> None:
    bad = lint('<userTask id="x" motcua:role="Big Boss"/>', "s x e")
    assert [f.code for f in bad.findings] == ["motcua-value"]
    data = build(
        '<userTask id="x" motcua:role="king" motcua:agency="castle" motcua:form="f" motcua:limit="1wh"/>',
        "s x e",
    )
    context = Context(roles=frozenset({"clerk"}), agencies=frozenset({"desk"}))
    found = lint_bytes(data.encode(), "process.bpmn", context=context).findings
    assert [(f.code, f.element) for f in found] == [("agency-unknown", "x"), ("role-unknown", "x")]
