# SPDX-License-Identifier: Apache-2.0
"""Python in every text of a drawing runs nowhere: not when it is read, compiled, or run."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from motcua_workflow.engine import core
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.normalise import CannotCompile
from motcua_workflow.engine.read import read
from motcua_workflow.engine.run import run_file

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
PLACES = {
    "condition": "<conditionExpression>{text}</conditionExpression>",
    "script": "<script>{text}</script>",
    "duration": "<timeDuration>{text}</timeDuration>",
    "date": "<timeDate>{text}</timeDate>",
    "message": '<message id="m" name={name}/>',
    "lane": '<lane id="l" name={name} motcua:role={name}>',
    "documentation": "<documentation>{text}</documentation>",
    "process": 'isExecutable="true" name={name}>',
    "task": '<userTask id="a" name={name} motcua:form={name}',
    "reason": "reason={name}",
    "when": "when={name}",
    "payload": '<motcua:fact name="y" value={name}/>',
    "fact": '<motcua:fact name={name} value="1"/>',
}
HARMLESS = {
    "condition": "True", "script": "x = 1", "duration": "PT1M", "date": "2026-01-01", "message": "m", "lane": "l",
    "documentation": "d", "process": "p", "task": "t1", "reason": "'r'", "when": "True", "payload": "1", "fact": "x",
}  # fmt: skip
DRAWING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1">
{message}
<process id="P" {process}{documentation}
<laneSet>{lane}<flowNodeRef>a</flowNodeRef></lane></laneSet>
<startEvent id="s"/>
<scriptTask id="c" scriptFormat="starlark">{script}</scriptTask>
<exclusiveGateway id="g" default="g-e"/>
{task}><extensionElements><motcua:decide part="p" outcome="granted" {reason} {when}/></extensionElements></userTask>
<boundaryEvent id="b" attachedToRef="a"><timerEventDefinition>{duration}</timerEventDefinition></boundaryEvent>
<boundaryEvent id="d" attachedToRef="a"><timerEventDefinition>{date}</timerEventDefinition></boundaryEvent>
<sendTask id="m1" messageRef="m"><extensionElements><motcua:payload>{payload}{fact}</motcua:payload>
</extensionElements></sendTask>
<endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="c"/><sequenceFlow id="f2" sourceRef="c" targetRef="g"/>
<sequenceFlow id="f3" sourceRef="g" targetRef="a">{condition}</sequenceFlow>
<sequenceFlow id="g-e" sourceRef="g" targetRef="e"/>
<sequenceFlow id="f4" sourceRef="a" targetRef="m1"/><sequenceFlow id="f5" sourceRef="m1" targetRef="e"/>
<sequenceFlow id="f6" sourceRef="b" targetRef="e"/><sequenceFlow id="f7" sourceRef="d" targetRef="e"/>
</process></definitions>"""


def drawn(**texts: str) -> bytes:
    parts = {
        place: form.format(text=escape(text), name=quoteattr(text))
        for place, form in PLACES.items()
        for text in [texts.get(place, HARMLESS[place])]
    }
    return DRAWING.format(**parts).encode()


def attempts(file: Path) -> list[str]:
    write = f"open({str(file)!r}, 'w')"
    return [
        write,
        f"__import__('pathlib').Path({str(file)!r}).touch()",
        f"[c for c in ().__class__.__base__.__subclasses__()] and {write}",
        f"(lambda: {write})()",
        f"import pathlib; pathlib.Path({str(file)!r}).touch()",
        f"x = {write}",
        f'"PT5M" if {write} else ""',
    ]


def test_without_hostile_texts_the_drawing_runs_and_reaches_them_all() -> None:
    result = run_file(drawn(), "x.bpmn", complete=[("a", {})])
    assert (result.status, result.findings) == ("completed", ())
    assert [event.element for event in result.trace] == ["s", "c", "c", "g", "a", "a", "m1", "m1", "e"]
    assert run_file(drawn(), "x.bpmn").waiting == (("b", "PT1M"), ("d", "2026-01-01"))


def test_the_hostile_texts_would_do_harm_in_python(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    for text in attempts(witness)[:4]:
        subprocess.run([sys.executable, "-c", text], check=True)
        witness.unlink()


@pytest.mark.parametrize(("place", "number"), list(itertools.product(PLACES, range(7))))
def test_python_in_a_text_does_not_run(place: str, number: int, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    data = drawn(**{place: attempts(witness)[number]})
    run_file(data, "x.bpmn", auto=True)
    drawing = read(data, "x.bpmn").drawing
    if drawing is not None:
        _play(drawing)
    assert not witness.exists()


def _play(drawing: Any) -> None:
    """Past the checks, straight into the compiler and the core."""
    try:
        spec = compile_process(drawing, "P")
    except CannotCompile:
        return
    step = core.start(spec, {}, NOW)
    for task in core.inspect(spec, step.state, NOW).tasks:
        step = core.complete(spec, step.state, task.key, {}, NOW)
    core.retry(spec, step.state, NOW)


@pytest.mark.parametrize("number", range(7))
def test_python_in_ids_facts_and_payloads_does_not_run(number: int, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    text = attempts(witness)[number]
    data = drawn().replace(b'"a"', quoteattr(text).encode()).replace(b">a<", f">{escape(text)}<".encode())
    run_file(data, "x.bpmn", auto=True)
    drawing = read(data, "x.bpmn").drawing
    if drawing is not None:
        _play(drawing)
    run_file(drawn(condition="x == y"), "x.bpmn", facts={"x": text, "y": text}, complete=[("a", {"z": text})])
    assert not witness.exists()
