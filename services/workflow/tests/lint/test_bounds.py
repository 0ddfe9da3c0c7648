# SPDX-License-Identifier: Apache-2.0
"""What a file may cost: twice the file is about twice the work, and the list of findings has an end. Counted in calls, so
that a slow machine changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.check.report import MOST_FINDINGS
from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.engine.names import BPMN
from motcua_workflow.engine.read import Limits

HEAD = f'<definitions xmlns="{BPMN}" xmlns:motcua="urn:motcua:bpmn:1">'
SHARED = "<eventDefinitionRef>d</eventDefinitionRef>"
POOLS = '<process id="p" isExecutable="true"><startEvent id="s"/></process></definitions>'


def attributes(count: int, prefix: str = "") -> str:
    return " ".join(f'{prefix}a{number}="1"' for number in range(count))


def calls(data: str) -> int:
    """Function calls, those of the XML library too, that linting takes."""
    count = 0

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    content = data.encode()
    lint_bytes(content, "process.bpmn")
    sys.setprofile(profile)
    try:
        lint_bytes(content, "process.bpmn")
    finally:
        sys.setprofile(None)
    return count


GROWING: dict[str, Callable[[int], str]] = {
    "attributes": lambda n: build("".join(f'<userTask id="t{i}" {attributes(20)}/>' for i in range(n)), "s e"),
    "foreign attributes": lambda n: build(
        "".join(f'<userTask id="t{i}" {attributes(20, "camunda:")}/>' for i in range(n)), "s e"
    ),
    "unknown elements": lambda n: build("".join(f'<mystery id="z{i}"/>\n' for i in range(n)), "s e"),
    "flows out of one": lambda n: build(
        '<userTask id="t"/>' + "".join(f'<sequenceFlow id="f{i}" sourceRef="t" targetRef="e"/>' for i in range(n)),
        "s t e",
    ),
    "default flows": lambda n: build(
        "".join(
            f'<exclusiveGateway id="g{i}" default="f{i}"/><sequenceFlow id="f{i}" sourceRef="g{i}" targetRef="e"/>'
            for i in range(n)
        ),
        "s e",
    ),
    "listed flows": lambda n: build(f'<userTask id="t">{"<incoming>no</incoming>" * n}</userTask>', "s t e"),
    "lane members": lambda n: build(
        f'<laneSet><lane id="l">{"".join(f"<flowNodeRef>t{i}</flowNodeRef>" for i in range(n))}</lane></laneSet>', "s e"
    ),
    "messages": lambda n: HEAD + "".join(f'<message id="m{i}" name="n"/>' for i in range(n)) + POOLS,
    "pools": lambda n: (
        HEAD + "<collaboration>" + "".join(f'<participant id="c{i}" processRef="p"/>' for i in range(n))
        + "</collaboration>" + POOLS
    ),
    "message flows": lambda n: (
        HEAD + "<collaboration>" + "".join(f'<messageFlow id="c{i}" sourceRef="p" targetRef="q"/>' for i in range(n))
        + "</collaboration>" + POOLS
    ),
    "shared definitions": lambda n: (
        f'{HEAD}<timerEventDefinition id="d">{"<timeDuration>PT1H</timeDuration>" * n}</timerEventDefinition>'
        f'<process id="p" isExecutable="true"><intermediateCatchEvent id="i">{SHARED * n}</intermediateCatchEvent>'
        "</process></definitions>"
    ),
    "boundary events": lambda n: build(
        '<userTask id="t"/>' + "".join(f'<boundaryEvent id="b{i}" attachedToRef="t"/>' for i in range(n)), "s t e"
    ),
    "types": lambda n: build(
        "".join(f'<userTask id="t{i}" xsi:type="x:y" xmlns:x="urn:{i}"/>' for i in range(n)), "s e"
    ),
    "processes": lambda n: HEAD + '<process isExecutable="true"><startEvent/></process>' * (n // 5) + "</definitions>",
    "depth": lambda n: build("<subProcess>" * (n // 5) + "</subProcess>" * (n // 5), "s e"),
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_twice_the_file_is_about_twice_the_work(name: str) -> None:
    make = GROWING[name]
    few, many = calls(make(200)), calls(make(400))
    assert many < 2.3 * few


@pytest.mark.parametrize("prefix", ["", "camunda:", "motcua:"])
def test_one_element_with_many_attributes_is_refused_before_any_is_read(prefix: str) -> None:
    """60,000 attributes in less than a megabyte held a processor for minutes: the XML library walks all of them to give
    each."""
    few, many = (build(f'<userTask id="x" {attributes(n, prefix)}/>', "s x e") for n in (200, 20_000))
    assert [f.code for f in lint_bytes(many.encode(), "x.bpmn").findings] == ["attributes-of-one"]
    assert calls(many) == calls(few)


def test_limits_hold_what_modellers_draw() -> None:
    """A drawing of the most nodes and flows with its shapes and edges is within the limits of XML."""
    limits = Limits()
    shapes, edges = limits.nodes * 2, limits.flows * 4
    assert limits.elements > limits.nodes + limits.flows + shapes + edges
    assert limits.attributes > limits.nodes * 10 + limits.flows * 5 + shapes * 5 + edges * 3


def test_findings_have_an_end_and_an_error_is_never_hidden_by_warnings() -> None:
    warnings = "<property/>\n" * (MOST_FINDINGS * 2)
    report = lint_bytes(build(warnings + '<serviceTask id="x"/>', "s x e").encode(), "process.bpmn")
    assert not report.ok and "service-task" in {finding.code for finding in report.findings}
    assert len(report.findings) == MOST_FINDINGS + 2
    last = report.findings[-1]
    assert last.code == "findings-cut" and str(MOST_FINDINGS) in last.message


def test_errors_beyond_the_list_are_counted() -> None:
    errors = "<mystery/>\n" * (MOST_FINDINGS + 7)
    report = lint_bytes(build(errors, "s e").encode(), "process.bpmn", lang="vi")
    assert [f.code for f in report.findings][-1] == "findings-cut"
    assert report.findings[-1].message == "Còn 7 phát hiện không liệt kê."


def test_a_text_full_of_unknown_calls_gives_a_handful_of_findings() -> None:
    script = "\n".join(f"f{number}()" for number in range(2_000))
    body = f'<scriptTask id="x"><script>{script}</script></scriptTask>'
    report = lint_bytes(build(body, "s x e").encode(), "process.bpmn")
    assert len(report.findings) == 20
