# SPDX-License-Identifier: Apache-2.0
"""The second net under the checks: what would not run as drawn does not compile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.normalise import CannotCompile
from motcua_workflow.engine.read import read

Compiled = Callable[..., Any]
S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'
TIMER = "<timerEventDefinition>{}</timerEventDefinition>"


@pytest.mark.parametrize(
    ("body", "ways", "element"),
    [
        (S + '<serviceTask id="a"/>' + E, "s > a > e", "a"),
        (S + '<task id="a"/>' + E, "s > a > e", "a"),
        (S + '<inclusiveGateway id="a"/>' + E, "s > a > e", "a"),
        (S + '<callActivity id="a" calledElement="Q"/>' + E, "s > a > e", "a"),
        (S + '<subProcess id="a"/>' + E, "s > a > e", "a"),
        (S + '<scriptTask id="a"/>' + E, "s > a > e", "a"),
        (S + '<scriptTask id="a" scriptFormat="javascript"><script>x = 1</script></scriptTask>' + E, "s > a > e", "a"),
        (S + '<scriptTask id="a" scriptFormat="starlark"><script>import os</script></scriptTask>' + E, "s > a > e", "a"),
        (S + '<receiveTask id="a"/>' + E, "s > a > e", "a"),
        (S + '<sendTask id="a"/>' + E, "s > a > e", "a"),
        (S + '<intermediateCatchEvent id="a"/>' + E, "s > a > e", "a"),
        (S + '<intermediateCatchEvent id="a"><signalEventDefinition/></intermediateCatchEvent>' + E, "s > a > e", "a"),
        (S + '<intermediateThrowEvent id="a"><linkEventDefinition name="l"/></intermediateThrowEvent>' + E, "s > a > e", "a"),
        (S + '<intermediateCatchEvent id="a">' + TIMER.format("<timeDuration>5 minutes</timeDuration>")
         + "</intermediateCatchEvent>" + E, "s > a > e", "a"),
        (S + '<intermediateCatchEvent id="a">' + TIMER.format("<timeCycle>R3/PT1H</timeCycle>")
         + "</intermediateCatchEvent>" + E, "s > a > e", "a"),
        (S + '<endEvent id="e"><errorEventDefinition/></endEvent>', "s > e", "e"),
        ('<startEvent id="s">' + TIMER.format("<timeDuration>PT1H</timeDuration>") + "</startEvent>" + E, "s > e", "s"),
        (S + '<startEvent id="t"/>' + E, "s > e\nt > e", "t"),
        (S + '<userTask id="a"><standardLoopCharacteristics/></userTask>' + E, "s > a > e", "a"),
        (S + '<userTask id="a"/>' + E, "s > a\na > e: x", "a-e"),
        (S + '<exclusiveGateway id="g"/><userTask id="a"/>' + E, "s > g\ng > a: x\ng > e\na > e", "g-e"),
        (S + '<exclusiveGateway id="g"/><userTask id="a"/>' + E, "s > g\ng > a: x ==\ng > e: y\na > e", "g"),
        (S + '<exclusiveGateway id="g" default="s-g"/>' + E, "s > g\ng > e: x", "g"),
        (S + '<userTask id="a"/><boundaryEvent id="b" attachedToRef="a" cancelActivity="false">'
         + TIMER.format("<timeDuration>PT1H</timeDuration>") + "</boundaryEvent>" + E, "s > a > e\nb > e", "b"),
        ('<userTask id="a"/>' + E, "a > e", "P"),
    ],
)  # fmt: skip
def test_what_does_not_run_as_drawn_does_not_compile(
    compiled: Compiled, body: str, ways: str, element: str
) -> None:
    with pytest.raises(CannotCompile) as caught:
        compiled(body, ways)
    assert caught.value.element == element


def test_unknown_process_is_a_key_error(file: Any) -> None:
    drawing = read(file(file.process(S + E, "s > e")), "x.bpmn").drawing
    assert drawing is not None
    with pytest.raises(KeyError):
        compile_process(drawing, "Q")


def test_compiled_once_and_named_by_meaning(file: Any) -> None:
    """Moving a shape on the canvas is not a new process; another condition is."""
    plain = file(file.process(S + E, "s > e"))
    spaced = plain.replace(b"<endEvent", b"\n\n  <endEvent")
    other = plain.replace(b'id="e"/>', b'id="e" name="Xong"/>')
    first, same, moved, renamed = (
        compile_process(read(data, "x.bpmn").drawing, "P")  # type: ignore[arg-type]
        for data in (plain, plain, spaced, other)
    )
    assert first is same
    assert first is not moved and first.hash == moved.hash
    assert renamed.hash != first.hash


def test_english_is_no_part_of_the_meaning(file: Any) -> None:
    """An instance of before goes on under a version of the drawing that only gained words."""
    plain = file(file.process(S + E, "s > e"))
    english = plain.replace(b'id="e"/>', b'id="e" xmlns:motcua="urn:motcua:bpmn:1" motcua:name_en="Done"/>')
    first, same = (
        compile_process(read(data, "x.bpmn").drawing, "P")  # type: ignore[arg-type]
        for data in (plain, english)
    )
    assert same.nodes["e"].name_en == "Done" and first.hash == same.hash


def test_ids_that_the_library_uses_itself_are_ordinary_ids(play: Any) -> None:
    body = '<startEvent id="Start"/><userTask id="End"/><userTask id="root"/><userTask id="P.EndJoin"/><endEvent id="E"/>'
    player = play(body, "Start > End > root > P.EndJoin > E").start()
    for element in ("End", "root", "P.EndJoin"):
        player.complete(element)
    assert player.status == "completed" and player.trace()[-1] == "E completed"


def test_missing_ids_are_filled_in_and_shown_by_place(file: Any) -> None:
    body = S + '<userTask/><endEvent id="e"/>'
    data = file(file.process(body, "")).replace(b"<userTask/>", b'<userTask id="a"/><sequenceFlow sourceRef="s" targetRef="a"/>\n'
                                                b'<sequenceFlow sourceRef="a" targetRef="e"/>')  # fmt: skip
    drawing = read(data, "x.bpmn").drawing
    assert drawing is not None
    assert [b.flow for b in compile_process(drawing, "P").nodes["s"].outgoing] == ["sequenceFlow@1"]


def test_texts_may_be_indented_by_the_xml(play: Any) -> None:
    body = S + '<exclusiveGateway id="g" default="g-e"/>'
    body += (
        '<scriptTask id="a" scriptFormat="starlark"><script>\n      n = 1\n      if n:\n        m = 2\n    </script></scriptTask>'
        + E
    )
    player = play(body, "s > a > g\ng > a: \n    m == 1\n  ".replace("\n  ", "") + "\ng > e").start()
    assert player.status == "completed" and player.steps[-1].facts == {"n": 1, "m": 2}
