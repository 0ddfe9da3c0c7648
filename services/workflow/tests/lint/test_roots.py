# SPDX-License-Identifier: Apache-2.0
"""What stands beside the processes, and attributes that would change the behaviour: nothing is ignored in silence."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from motcua_workflow.engine.lint import FileReport

Lint = Callable[..., FileReport]
MESSAGE = '<message id="m" name="paper"/>'
BPMN_FILE = 'importType="http://www.omg.org/spec/BPMN/20100524/MODEL"'
FEEL = "http://www.omg.org/spec/DMN/20180521/FEEL/"
ROOTS = [
    ('<extension definition="a:b" mustUnderstand="true"/>', ["must-understand"]),
    ('<extension definition="a:b" mustUnderstand="false"/>', []),
    ('<extension definition="motcua:role" mustUnderstand="true"/>', []),
    (f'<import {BPMN_FILE} location="x.bpmn" namespace="urn:x"/>', ["import-ignored"]),
    ('<import importType="http://www.w3.org/2001/XMLSchema" location="x.xsd" namespace="urn:x"/>', []),
    (
        '<import importType="http://www.w3.org/2001/XMLSchema" location="x.xsd" namespace="urn:x"/>'
        '<itemDefinition id="i" structureRef="x:paper" xmlns:x="urn:x"/>',
        [],
    ),
    (
        f'<import {BPMN_FILE} location="x.bpmn" namespace="urn:x"/>'
        '<signal id="sg" structureRef="q" itemRef="x:paper" xmlns:x="urn:x"/>',
        ["import-used"],
    ),
    ('<choreography id="c"/>', ["choreography"]),
    ('<globalChoreographyTask id="c"/>', ["choreography"]),
    ('<globalUserTask id="g"/>', ["global-task"]),
    ('<globalScriptTask id="g"/>', ["global-task"]),
    ('<globalBusinessRuleTask id="g"/>', ["global-task"]),
    ('<relationship id="r" type="t"/>', ["ignored-element"]),
    ('<interface id="i" name="n"/>', ["ignored-element"]),
    ('<surprise id="q"/>', ["unknown-element"]),
    ('<signal id="sg" name="n"/><error id="er"/><resource id="re" name="n"/>', []),
]


@pytest.mark.parametrize(("top", "codes"), ROOTS)
def test_elements_beside_the_processes(lint: Lint, top: str, codes: list[str]) -> None:
    assert [finding.code for finding in lint("", "s e", top).findings] == codes


def test_a_prefix_means_what_it_is_declared_as_where_it_stands(lint: Lint) -> None:
    imported = f'<import {BPMN_FILE} location="x.bpmn" namespace="urn:x"/>'
    top = f'{imported}<message id="paper" name="n" xmlns:c="urn:x"/>'
    own = '<receiveTask id="x" messageRef="c:paper" xmlns:c="urn:example"/>'
    assert [f.code for f in lint(own, "s x e", top).findings] == ["import-ignored"]
    theirs = own.replace("urn:example", "urn:x")
    assert [f.code for f in lint(theirs, "s x e", top).findings] == ["import-used"]


def test_many_imports_and_prefixes_take_little_time(lint: Lint) -> None:
    prefixes = " ".join(f'xmlns:n{number}="urn:n{number}"' for number in range(4_900))
    calls = "".join(f'<signal id="s{n}" itemRef="n{n % 4_900}:item"/>' for n in range(20_000))
    imports = "".join(f'<import {BPMN_FILE} location="x" namespace="urn:m{n}"/>' for n in range(5_000))
    data = (
        f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" {prefixes}>{imports}{calls}'
        '<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>'
    )
    began = time.perf_counter()
    assert {finding.code for finding in lint(data.encode()).findings} == {"import-ignored"}
    assert time.perf_counter() - began < 30, "it hangs"


def test_a_shared_definition_is_looked_at(lint: Lint) -> None:
    top = '<timerEventDefinition id="td"><surprise/><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    body = (
        '<intermediateCatchEvent id="x"><eventDefinitionRef>td</eventDefinitionRef></intermediateCatchEvent>'
    )
    assert {finding.code for finding in lint(body, "s x e", top).findings} == {"unknown-element"}


@pytest.mark.parametrize(
    "times",
    [
        "<timeDate>2026-01-05T08:00:00+07:00</timeDate><timeDuration>PT1H</timeDuration>",
        "<timeDuration>PT1H</timeDuration><timeDuration>PT2H</timeDuration>",
        "<timeDuration>PT1H</timeDuration><timeCycle>R3/PT1H</timeCycle>",
    ],
)
@pytest.mark.parametrize("limit", ["", 'motcua:limit="8wh"'])
def test_a_timer_with_several_times(lint: Lint, times: str, limit: str) -> None:
    timer = f"<timerEventDefinition {limit}>{times}</timerEventDefinition>"
    found = lint(f'<intermediateCatchEvent id="x">{timer}</intermediateCatchEvent>', "s x e").findings
    assert [(finding.code, finding.element) for finding in found] == [("timer-twice", "x")]


ATTRIBUTES = [
    ('<sendTask id="x" messageRef="m" operationRef="o"/>', "operation"),
    (
        '<intermediateCatchEvent id="x"><messageEventDefinition messageRef="m">'
        "<operationRef>o</operationRef></messageEventDefinition></intermediateCatchEvent>",
        "operation",
    ),
    (
        '<intermediateCatchEvent id="x" parallelMultiple="true">'
        '<messageEventDefinition messageRef="m"/></intermediateCatchEvent>',
        "parallel-multiple",
    ),
    ('<userTask id="x" implementation="##WebService"/>', "task-implementation"),
    ('<userTask id="x" implementation="http://form"/>', "task-implementation"),
    ('<userTask id="x" implementation="##unspecified"/>', ""),
    ('<receiveTask id="x" messageRef="m" implementation="##WebService"/>', ""),
]


@pytest.mark.parametrize(("body", "code"), ATTRIBUTES)
def test_attributes_that_change_the_behaviour(lint: Lint, body: str, code: str) -> None:
    found = [(finding.code, finding.element) for finding in lint(body, "s x e", MESSAGE).findings]
    assert found == ([(code, "x")] if code else [])


def test_an_inner_start_that_does_not_interrupt(lint: Lint) -> None:
    body = (
        '<subProcess id="a"><startEvent id="x" isInterrupting="false"/><endEvent id="ie"/>'
        '<sequenceFlow id="f" sourceRef="x" targetRef="ie"/></subProcess>'
    )
    found = [(finding.code, finding.element) for finding in lint(body, "s a e").findings]
    assert found == [("non-interrupting-start", "x")]


def file_with(language: str, script: str) -> bytes:
    return (
        f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" expressionLanguage="{language}">'
        '<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>'
        f"{script}<sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
        "<sequenceFlow id='g' sourceRef='t' targetRef='e'/></process></definitions>"
    ).encode()


@pytest.mark.parametrize(
    ("language", "tag", "codes"),
    [
        (FEEL, "", ["foreign-default-language"]),
        ("http://www.java.com/java", "", ["foreign-default-language"]),
        (FEEL, 'scriptFormat="starlark"', []),
        ("starlark", "", []),
        ("http://www.w3.org/1999/XPath", "", []),
    ],
)
def test_the_language_of_the_file(lint: Lint, language: str, tag: str, codes: list[str]) -> None:
    data = file_with(language, f'<scriptTask id="t" {tag}><script>a = 1</script></scriptTask>')
    assert [finding.code for finding in lint(data).findings] == codes
