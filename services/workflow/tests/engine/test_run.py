# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure run`: statuses, trace, what is open, what is waited for, exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from motcua_workflow.domain.incident_words import WORDS
from motcua_workflow.engine import budget, incident_hints
from motcua_workflow.engine.environment_facts import FactsError
from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.engine.run import CouldNotRun, run_file
from motcua_workflow.engine.run_command import run_command

S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'
USERS = S + '<userTask id="a"/><userTask id="b"/>' + E


def simple(file: Any) -> bytes:
    data: bytes = file(file.process(USERS, "s > a > b > e"))
    return data


def test_waits_at_the_first_open_task(file: Any) -> None:
    assert run_file(simple(file), "x.bpmn", facts={"n": 1}).as_json() == {
        "status": "waiting",
        "trace": [
            {"element": "s", "event": "completed", "facts": {}},
            {"element": "a", "event": "entered", "facts": {}},
        ],
        "open": ["a"],
        "waiting": [],
        "findings": [],
    }


def test_answers_tasks_and_completes(file: Any) -> None:
    result = run_file(simple(file), "x.bpmn", complete=[("a", {"x": 1}), ("b", {"y": 2})])
    assert (result.status, result.exit_code, result.open) == ("completed", 0, ())
    assert [dict(e.facts) for e in result.trace if e.facts] == [{"x": 1}, {"y": 2}]


def test_answers_may_be_given_in_another_order(file: Any) -> None:
    assert run_file(simple(file), "x.bpmn", complete=[("b", {}), ("a", {})]).status == "completed"


def test_answer_that_no_task_asked_for_is_an_error(file: Any) -> None:
    result = run_file(simple(file), "x.bpmn", complete=[("a", {}), ("a", {}), ("z", {})])
    assert (result.status, result.exit_code) == ("waiting", 1)
    assert result.as_json()["unused"] == ["a", "z"]


def test_auto_completes_what_is_not_answered(file: Any) -> None:
    result = run_file(simple(file), "x.bpmn", complete=[("b", {"x": 1})], auto=True)
    assert result.status == "completed" and {"x": 1} in [dict(e.facts) for e in result.trace]


def test_answers_of_one_element_are_used_in_the_order_given(file: Any) -> None:
    body = S + '<exclusiveGateway id="m"/><userTask id="a"/><exclusiveGateway id="g" default="g-e"/>' + E
    data = file(file.process(body, "s > m > a > g\ng > m: n < 2\ng > e"))
    result = run_file(data, "x.bpmn", complete=[("a", {"n": 1}), ("a", {"n": 2})])
    assert result.status == "completed"
    assert [dict(e.facts) for e in result.trace if e.facts] == [{"n": 1}, {"n": 2}]


def test_endless_auto_is_stopped(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOVES", 20)
    body = S + '<exclusiveGateway id="m"/><userTask id="a"/><exclusiveGateway id="g" default="g-m"/>' + E
    data = file(file.process(body, "s > m > a > g\ng > m\ng > e: False"))
    result = run_file(data, "x.bpmn", auto=True)
    assert result.status == "incident" and result.exit_code == 1
    (found,) = result.findings
    assert (found.code, found.element, found.line) == ("MOVE_LIMIT", "a", 1) and "20 of them" in found.message


MERGE, SPLIT = '<exclusiveGateway id="m"/>', '<parallelGateway id="g"/>'


def test_split_that_feeds_itself_is_not_completed_task_by_task(file: Any) -> None:
    data = file(file.process(S + MERGE + SPLIT + '<userTask id="u"/>' + E, "s > m > g > m\ng > u > e"))
    result = run_file(data, "x.bpmn", auto=True)
    assert (result.status, result.exit_code) == ("incident", 1)
    assert {(one.code, one.element) for one in result.findings} == {
        ("TOKEN_LIMIT", "m"),
        ("TOKEN_LIMIT", "u"),
    }
    assert "u" in result.open and not any((e.element, e.event) == ("u", "completed") for e in result.trace)
    assert all("Facts cannot mend this" in one.hint for one in result.findings)
    assert result == run_file(data, "x.bpmn", auto=True)


def test_tasks_that_grow_with_every_answer_are_stopped_after_a_count_of_work(
    file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "WORK", 3_000)
    body = S + MERGE + SPLIT + '<userTask id="u"/><userTask id="v"/>' + E
    body += '<exclusiveGateway id="x" default="x-m"/>'
    data = file(file.process(body, "s > m > g > u > m\ng > v > x\nx > m\nx > e: False"))
    result = run_file(data, "x.bpmn", auto=True)
    assert [(one.code, one.element) for one in result.findings] == [("MOVE_LIMIT", "u")]
    assert len(result.trace) + len(result.open) < 1_000
    assert result == run_file(data, "x.bpmn", auto=True)


def test_a_run_that_computes_too_long_is_stopped(file: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last resort where counts are small and each move takes long."""
    monkeypatch.setattr(budget, "SECONDS", 0.0)
    result = run_file(simple(file), "x.bpmn", auto=True)
    assert [(one.code, one.element) for one in result.findings] == [("MOVE_LIMIT", "a")]


def test_every_incident_has_a_hint_of_its_own() -> None:
    assert incident_hints.known() == {*WORDS, "MOVE_LIMIT"}
    for lang in ("vi", "en"):
        said = [incident_hints.hint(code, lang) for code in sorted(incident_hints.known())]
        assert len(set(said)) == len(said)


def test_stuck_is_not_said_to_be_mended_by_facts(file: Any) -> None:
    body = S + '<exclusiveGateway id="x" default="x-b"/><parallelGateway id="j"/>'
    body += '<userTask id="a"/><userTask id="b"/>' + E
    data = file(file.process(body, "s > x\nx > a: n\nx > b\na > j\nb > j\nj > e"))
    result = run_file(data, "x.bpmn", facts={"n": False}, auto=True)
    assert [(one.code, one.element) for one in result.findings] == [("STUCK", "j")]
    assert result.findings[0].hint.startswith("Facts cannot mend this; change the drawing: ")


@pytest.mark.parametrize(("limit", "status"), [(3, "incident"), (4, "completed"), (5, "completed")])
def test_a_run_that_ends_with_its_last_allowed_move_is_complete(
    file: Any, monkeypatch: pytest.MonkeyPatch, limit: int, status: str
) -> None:
    monkeypatch.setattr(budget, "MOVES", limit)
    scripts = (
        '<scriptTask id="z" scriptFormat="starlark"><script>n = 0</script></scriptTask>'
        '<scriptTask id="i" scriptFormat="starlark"><script>n = n + 1</script></scriptTask>'
    )
    gateways = '<exclusiveGateway id="m"/><exclusiveGateway id="g" default="g-m"/>'
    data = file(
        file.process(
            S + scripts + gateways + '<userTask id="a"/>' + E, "s > z > m > a > i > g\ng > m\ng > e: n >= 4"
        )
    )
    result = run_file(data, "x.bpmn", auto=True)
    assert result.status == status
    assert [finding.code for finding in result.findings] == ([] if status == "completed" else ["MOVE_LIMIT"])


def test_incident_is_a_finding_with_its_element(file: Any) -> None:
    body = S + '<scriptTask id="a" scriptFormat="starlark">\n<script>x = y</script></scriptTask>' + E
    result = run_file(file(file.process(body, "s > a > e")), "x.bpmn")
    assert (result.status, result.exit_code) == ("incident", 1)
    assert [(f.code, f.element, f.severity) for f in result.findings] == [("EXPRESSION_FAILED", "a", "error")]


def test_waiting_names_messages_and_times_as_drawn(file: Any) -> None:
    timer = "<timerEventDefinition><timeDuration> P5D </timeDuration></timerEventDefinition>"
    limit = '<timerEventDefinition motcua:limit="8wh"/>'
    body = S + '<receiveTask id="r" messageRef="m-paid"/>'
    body += f'<boundaryEvent id="t" attachedToRef="r">{timer}</boundaryEvent>'
    body += f'<boundaryEvent id="l" attachedToRef="r">{limit}</boundaryEvent>' + E
    result = run_file(file(file.process(body, "s > r > e\nt > e\nl > e"), messages=["paid"]), "x.bpmn")
    assert result.waiting == (("r", "paid"), ("t", "P5D"), ("l", "8wh"))
    assert result.open == ()


def test_refused_names_code_element_and_line(file: Any) -> None:
    data = file(file.process(S + '\n<serviceTask id="a"/>' + E, "s > a > e"))
    result = run_file(data, "x.bpmn")
    assert (result.status, result.exit_code, result.trace) == ("refused", 1, ())
    assert [(f.element, f.line) for f in result.findings if f.severity == "error"] == [("a", 2)]


@pytest.mark.parametrize("data", [b"", b"<x/>", b"not xml", b'<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>'])
def test_files_that_are_no_drawing_are_refused(data: bytes) -> None:
    result = run_file(data, "x.bpmn")
    assert result.status == "refused" and len(result.findings) == 1


def test_diagram_is_refused_and_runs_when_asked(file: Any) -> None:
    data = simple(file).replace(b'isExecutable="true"', b'isExecutable="false"')
    assert [f.code for f in run_file(data, "x.bpmn").findings] == ["no-executable-process"]
    assert run_file(data, "x.bpmn", as_executable=True, auto=True).status == "completed"


def pools(file: Any) -> bytes:
    ask = '<intermediateThrowEvent id="ask"><extensionElements><motcua:payload><motcua:fact name="q" value="x + 1"/>'
    ask += '</motcua:payload></extensionElements><messageEventDefinition messageRef="m-ask"/></intermediateThrowEvent>'
    land = S + '<userTask id="a"/>' + ask + '<receiveTask id="r" messageRef="m-answer"/>' + E
    start = '<startEvent id="ts"><messageEventDefinition messageRef="m-ask"/></startEvent>'
    fact = '<motcua:fact name="sum" value="q * 2"/>'
    end = f"<endEvent id='te'><extensionElements><motcua:payload>{fact}</motcua:payload></extensionElements>"
    end += '<messageEventDefinition messageRef="m-answer"/></endEvent>'
    shape = (
        '<collaboration id="c"><participant id="tax" processRef="T"/><participant id="land" processRef="L"/>'
        '<messageFlow id="f1" sourceRef="ask" targetRef="ts"/><messageFlow id="f2" sourceRef="te" targetRef="r"/>'
        "</collaboration>"
    )
    data: bytes = file(
        shape,
        file.process(start + '<userTask id="t"/>' + end, "ts > t > te", "T"),
        file.process(land, "s > a > ask > r > e", "L"),
        messages=["ask", "answer"],
    )
    return data


def test_pools_start_and_answer_each_other(file: Any) -> None:
    """The first process of the file starts by message only; so the second one is the one to run."""
    result = run_file(pools(file), "x.bpmn", complete=[("a", {"x": 1})])
    assert (result.status, result.open, result.waiting) == ("waiting", ("t",), (("r", "answer"),))
    result = run_file(pools(file), "x.bpmn", complete=[("a", {"x": 1}), ("t", {})])
    assert result.status == "completed"
    changed = {f"{e.element} {e.event}": dict(e.facts) for e in result.trace if e.facts}
    assert changed == {"a completed": {"x": 1}, "ts caught": {"q": 2}, "r completed": {"sum": 4}}


def test_process_can_be_chosen(file: Any) -> None:
    assert run_file(pools(file), "x.bpmn", process="L").open == ("a",)
    assert run_file(pools(file), "x.bpmn", process="T").open == ("t",)
    with pytest.raises(CouldNotRun, match="T, L"):
        run_file(pools(file), "x.bpmn", process="Z")


def test_message_is_kept_until_the_receiver_waits(file: Any) -> None:
    throw = '<intermediateThrowEvent id="x"><messageEventDefinition messageRef="m-late"/></intermediateThrowEvent>'
    go = '<intermediateThrowEvent id="g"><messageEventDefinition messageRef="m-go"/></intermediateThrowEvent>'
    start = '<startEvent id="ts"><messageEventDefinition messageRef="m-go"/></startEvent>'
    catch = '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m-late"/></intermediateCatchEvent>'
    shape = (
        '<collaboration id="k"><participant id="p" processRef="P"/><participant id="q" processRef="Q"/>'
        '<messageFlow id="f1" sourceRef="g" targetRef="ts"/><messageFlow id="f2" sourceRef="x" targetRef="c"/>'
        "</collaboration>"
    )
    data = file(
        shape,
        file.process(S + go + throw + E, "s > g > x > e"),
        file.process(start + '<userTask id="u"/>' + catch + '<endEvent id="te"/>', "ts > u > c > te", "Q"),
        messages=["go", "late"],
    )
    assert run_file(data, "x.bpmn").open == ("u",)
    assert run_file(data, "x.bpmn", complete=[("u", {})]).status == "completed"


def test_same_input_same_output(file: Any) -> None:
    first, second = (run_file(pools(file), "x.bpmn", complete=[("a", {"x": 1})]).as_json() for _ in range(2))
    assert first == second


def test_facts_that_cannot_be_kept_are_an_error(file: Any) -> None:
    with pytest.raises(FactsError):
        run_file(simple(file), "x.bpmn", facts={"_x": 1})


@pytest.fixture
def drawn(tmp_path: Path, file: Any) -> str:
    path = tmp_path / "x.bpmn"
    path.write_bytes(simple(file))
    return str(path)


def command(path: str, **options: Any) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = run_command(path, out=out, err=err, **options)
    return code, out.getvalue(), err.getvalue()


def test_command_prints_one_object(drawn: str) -> None:
    code, out, err = command(drawn, complete=['a={"tên": "Ông"}', "b={}"], as_json=True)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out)["status"] == "completed" and "Ông" in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, 0),
        ({"auto": True}, 0),
        ({"complete": ["z={}"]}, 1),
        ({"complete": ["a={"]}, 2),
        ({"complete": ["a=3"]}, 2),
        ({"complete": ["a"]}, 2),
        ({"complete": ["a="]}, 2),
        ({"complete": ["={}"]}, 2),
        ({"facts": "[1]"}, 2),
        ({"facts": "{"}, 2),
        ({"facts": '{"x": NaN}'}, 2),
        ({"process": "Z"}, 2),
    ],
)
def test_exit_codes(drawn: str, options: dict[str, Any], code: int) -> None:
    got, out, err = command(drawn, **options)
    assert got == code
    assert bool(err) == (code == 2) and bool(out) == (code != 2)


def test_file_that_is_not_there_could_not_run(tmp_path: Path) -> None:
    code, _, err = command(str(tmp_path / "none.bpmn"))
    assert code == 2 and "none.bpmn" in err


def test_people_can_read_it(drawn: str) -> None:
    code, out, _ = command(drawn, complete=["z={}"])
    assert code == 1
    assert out.splitlines()[-3:] == ["Đang chờ", "Công việc đang mở: a", "--complete không dùng đến: z"]
    assert "Waiting" in command(drawn, lang="en")[1]


def test_what_lint_warns_of_is_no_finding_of_a_run(file: Any) -> None:
    data = file(file.process(S + "loose words" + '<userTask id="a"/>' + E, "s > a > e"))
    assert [one.code for one in lint_bytes(data, "x.bpmn").findings] == ["stray-text"]
    result = run_file(data, "x.bpmn", auto=True)
    assert (result.status, result.exit_code, result.findings) == ("completed", 0, ())
    failing = file(
        file.process(
            S + "loose words" + '<scriptTask id="a"><script>x = y</script></scriptTask>' + E, "s > a > e"
        )
    )
    assert [one.code for one in run_file(failing, "x.bpmn").findings] == ["EXPRESSION_FAILED"]
