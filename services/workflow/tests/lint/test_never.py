# SPDX-License-Identifier: Apache-2.0
"""What can never be, in a folder that is otherwise right: roles nobody has, values nobody offers, results nobody decides on,
drawings nobody sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from motcua_organisation import load_organisation
from motcua_procedure import read_folder
from motcua_workflow.engine.check import Context
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.check.offered import Compared, compared
from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.folder import check_files

ROOT = Path(__file__).parents[4]
COPIES = ROOT / "workflows/chung-thuc/ban-sao-tu-ban-chinh"
ORGANISATION = load_organisation(ROOT / "infra/demo/organisation.yaml")
DRAWING, PROCEDURE, CHECK = "process.bpmn", "procedure.yaml", "forms/kiem-tra.form"
LANE = '<laneSet id="ls"><lane id="l" motcua:role="desk"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
TASK = '<userTask id="a" motcua:form="check" motcua:limit="8wh"/>'
OFFERED = frozenset({"check.decision=approve", "check.decision=return", "check.papers=GCN", ".filer=owner"})
CONTEXT = Context(
    forms=frozenset({"check", "note"}),
    asked=frozenset({"check.decision", "check.papers", "note.free"}),
    start_facts=frozenset({"filer", "channel"}),
    offered=OFFERED,
    several=frozenset({"check.papers"}),
)


def found(**changed: tuple[str, str]) -> list[tuple[str, str, str, str]]:
    """Findings of the copies' folder (file, code, element, message) after one replacement in a file."""
    files = read_folder(COPIES)
    for file, (old, new) in changed.items():
        text = files[file].decode()
        assert old in text
        files[file] = text.replace(old, new).encode()
    said, _ = check_files(files, ORGANISATION, "")
    return [(file, one.code, one.element, one.message) for file, one in said]


def test_a_lane_with_a_role_of_nobody_is_refused_like_a_task() -> None:
    (one,) = found(**{DRAWING: ('"Head of the commune People\'s Committee" motcua:role="commune_leader"',
                                '"Head of the commune People\'s Committee" motcua:role="commune_leder"')})  # fmt: skip
    assert one[:3] == (DRAWING, "role-unknown", "lane_leader") and "commune_leder" in one[3]


def test_a_role_that_nobody_has_at_that_kind_of_unit_is_refused_for_lane_pool_and_task() -> None:
    def said(tag: str, element: str, pool: str = "") -> list[tuple[str, str]]:
        top = f'<collaboration id="c"><participant id="x" processRef="p" motcua:agency="{pool}"/></collaboration>'
        lanes = f'<laneSet id="ls"><lane id="l" {tag}><flowNodeRef>a</flowNodeRef></lane></laneSet>'
        text = build(lanes + element, "s a e", top if pool else "")
        context = Context(
            roles=frozenset({"clerk", "head"}),
            agencies=frozenset({"commune", "tax"}),
            staffed=frozenset({"clerk.commune", "head.commune"}),
        )
        return [
            (f.code, f.element) for f in lint_bytes(text.encode(), "process.bpmn", context=context).findings
        ]

    assert said('motcua:role="clerk" motcua:agency="commune"', TASK) == []
    assert said('motcua:role="clerk"', TASK, "commune") == []
    assert said('motcua:role="clerk"', TASK) == []
    assert said('motcua:role="clerk" motcua:agency="tax"', TASK) == [("role-unstaffed", "l")]
    assert said('motcua:role="clerk"', TASK, "tax") == [("role-unstaffed", "l")]
    own = TASK.replace("motcua:form", 'motcua:role="head" motcua:agency="tax" motcua:form')
    assert said('motcua:role="clerk" motcua:agency="commune"', own) == [("role-unstaffed", "a")]


def test_a_folder_without_a_diagram_is_refused_and_a_bare_file_is_not() -> None:
    files = read_folder(COPIES)
    text = files[DRAWING].decode()
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", text, flags=re.DOTALL)
    assert bare != text
    said, _ = check_files(files | {DRAWING: bare.encode()}, ORGANISATION, "")
    assert [(file, one.code, one.severity) for file, one in said] == [(DRAWING, "diagram-missing", "error")]
    assert lint_bytes(bare.encode(), DRAWING).findings == ()


@pytest.mark.parametrize(("kind", "inside"), [("BPMNShape", "<dc:Bounds"), ("BPMNEdge", "<di:waypoint")])
def test_what_is_not_drawn_is_named(kind: str, inside: str) -> None:
    text = (COPIES / DRAWING).read_text("utf-8")
    one = re.search(rf'<bpmndi:{kind} id="[^"]*" bpmnElement="([^"]*)".*?</bpmndi:{kind}>', text, re.DOTALL)
    assert one is not None and inside in one.group()
    assert [said[1:3] for said in found(**{DRAWING: (one.group(), "")})] == [("not-drawn", one.group(1))]
    empty = re.sub(rf"{inside}[^>]*/>", "", one.group())
    assert [said[1:3] for said in found(**{DRAWING: (one.group(), empty)})] == [("not-drawn", one.group(1))]


def test_a_paper_s_rule_names_field_value_and_what_is_offered() -> None:
    files = read_folder(ROOT / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong")
    old = b"when: '=filer != \"mortgagee\"'"
    assert old in files[PROCEDURE]
    files[PROCEDURE] = files[PROCEDURE].replace(old, b"when: '=filer != \"mortgageee\"'")
    said, _ = check_files(files, ORGANISATION, "")
    (one,) = [finding for file, finding in said if file == PROCEDURE]
    assert (one.code, one.severity, one.element) == ("condition-value", "error", "components[4].when")
    assert one.line == files[PROCEDURE][: files[PROCEDURE].index(b"mortgageee")].count(b"\n") + 1
    assert all(word in one.message for word in ("filer", "mortgageee", '"mortgagee"', '"proxy"'))


def test_more_than_one_supplement_needs_its_own_basis() -> None:
    more = "max_rounds: 3\n  more_rounds_basis:\n    - {document: Luật mẫu, valid: {from: 2026-07-01}}"
    text = (COPIES / PROCEDURE).read_text("utf-8")
    old = re.search(r"max_rounds: \d", text)
    assert old is not None
    (one,) = found(**{PROCEDURE: (old.group(), "max_rounds: 3")})
    assert one[:3] == (PROCEDURE, "supplement-rounds", "supplement.max_rounds") and "Điều 11" in one[3]
    assert found(**{PROCEDURE: (old.group(), more)}) == []


def test_a_form_that_cannot_be_read_brings_no_findings_elsewhere() -> None:
    files = read_folder(COPIES)
    for form in [path for path in files if path.endswith(".form")]:
        said, _ = check_files(files | {form: b"{"}, ORGANISATION, "")
        assert {file for file, _ in said} == {form}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('decision == "approve"', []),
        ('decision == "aprove"', ["aprove"]),
        ("'aprove' != decision", ["aprove"]),
        ('fact("decision", "") == "aprove"', ["aprove"]),
        ('fact("decision", "none") == "none"', []),
        ('channel == "ONLINE" and not decision == "aprove"', ["aprove"]),
        ('decision in ("approve", "retrun")', ["retrun"]),
        ('decision not in ["approve", "return"]', []),
        ('"GCN" in papers', []),
        ('"GCM" in papers', ["GCM"]),
        ('"GCM" not in papers', ["GCM"]),
        ('filer == "oner"', ["oner"]),
        ('channel == "anything"', []),
        ('free == "anything"', []),
        ('papers == ["GCM"]', []),
        ('len(decision) == 3 or decision.upper() == "X"', []),
        ('decision + "x" == "aprove"', []),
        ('x.decision == "aprove"', []),
    ],
)  # fmt: skip
def test_a_condition_compares_with_what_is_offered(text: str, said: list[str]) -> None:
    drawn = text.replace('"', "&quot;").replace("<", "&lt;")
    body = (
        f"{LANE.replace('</lane>', '<flowNodeRef>b</flowNodeRef></lane>')}{TASK}"
        '<userTask id="b" motcua:form="note" motcua:limit="8wh"/><exclusiveGateway id="g" default="g_f"/>'
        f'<sequenceFlow id="g_e" sourceRef="g" targetRef="e"><conditionExpression>{drawn}</conditionExpression>'
        '</sequenceFlow><endEvent id="f"/>'
    )
    report = lint_bytes(build(body, "s a b g e; g f").encode(), "process.bpmn", context=CONTEXT)
    never = [one for one in report.findings if one.code == "value-never-offered"]
    assert len(never) == len(said) and all(word in one.message for one, word in zip(never, said, strict=True))


@pytest.mark.parametrize(
    ("script", "said"),
    [('decision = "aprove"', 0), ('decision = "other"', 1), ("decision = filer", 0), ("n = 1", 1),
     ('for decision in ["aprove"]:\n  n = 1', 0)],
)  # fmt: skip
def test_what_a_script_writes_may_be_compared_with(script: str, said: int) -> None:
    body = (
        f'{LANE}{TASK}<scriptTask id="b"><script>\n{script}\n</script></scriptTask><exclusiveGateway id="g" default="g_f"/>'
        '<sequenceFlow id="g_e" sourceRef="g" targetRef="e"><conditionExpression>decision == "aprove"</conditionExpression>'
        '</sequenceFlow><endEvent id="f"/>'
    )
    report = lint_bytes(build(body, "s a b g e; g f").encode(), "process.bpmn", context=CONTEXT)
    assert [one.code for one in report.findings].count("value-never-offered") == said


@pytest.mark.parametrize(("when", "said"), [("approve", 0), ("aprove", 1)])
def test_a_decision_compares_with_what_is_offered(when: str, said: int) -> None:
    outcome = f'<motcua:decide part="transfer" outcome="granted" when="decision == \'{when}\'"/>'
    body = f'{LANE}{TASK}<endEvent id="f"><extensionElements>{outcome}</extensionElements></endEvent>'
    report = lint_bytes(build(body, "s a f").encode(), "process.bpmn", context=CONTEXT)
    never = [one for one in report.findings if one.code == "value-never-offered"]
    assert len(never) == said and all('"aprove"' in one.message and one.element == "f" for one in never)


def test_a_long_text_is_read_in_one_go() -> None:
    assert list(compared("(" * 60_000 + 'decision == "x"')) == []
    assert list(compared('decision == "x" # decision == "y"')) == [Compared("decision", "x")]


def test_a_signature_needs_a_grant_of_its_part_after_it() -> None:
    sign = '<userTask id="a" motcua:form="check" motcua:limit="8wh" motcua:part="copy" motcua:result="KQ.X"/>'
    grant = '<extensionElements><motcua:decide part="copy" outcome="granted"/></extensionElements>'

    def said(body: str, chain: str) -> list[str]:
        text = build(LANE + body, chain).encode()
        return [
            f.element
            for f in lint_bytes(text, "process.bpmn", context=CONTEXT).findings
            if "outcome" in f.code
        ]

    assert said(sign, "s a e") == ["a"]
    assert said(sign.replace("/>", f">{grant}</userTask>"), "s a e") == []
    assert said(f'{sign}<endEvent id="e">{grant}</endEvent>', "s a e") == []
    assert said(
        f'{sign}<manualTask id="b" motcua:role="desk" motcua:limit="1wh">{grant}</manualTask>', "s b a e"
    ) == ["a"]


def test_a_message_of_the_applicant_gives_no_choice_that_a_condition_could_mean() -> None:
    """A procedure that can be withdrawn has its conditions looked at all the same."""
    ((file, code, _, message),) = found(**{DRAWING: ('check == "copy"', 'check == "copi"')})
    assert (file, code) == (DRAWING, "value-never-offered") and '"copi"' in message and '"copy"' in message
