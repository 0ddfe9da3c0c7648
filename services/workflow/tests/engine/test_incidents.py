# SPDX-License-Identifier: Apache-2.0
"""What fails stays at its element, loses nothing, and can go on after a repair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from motcua_workflow.engine import core, core_tree
from motcua_workflow.engine.step import ClosedTask, Incident

Play = Callable[..., Any]
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")

S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'
FAILING = '<scriptTask id="a" scriptFormat="starlark"><script>n = missing + 1</script></scriptTask>'
STOP = '<messageEventDefinition messageRef="m-stop"/>'
USER = '<userTask id="b"/>'


def test_failing_script_is_pinned_and_goes_on_after_a_repair(play: Play) -> None:
    player = play(S + FAILING + USER + E, "s > a > b > e").start()
    (incident,) = player.steps[-1].incidents
    assert (incident.key, incident.element, incident.code) == ("a#1", "a", "EXPRESSION_FAILED")
    assert "missing" in incident.message and "line 1" in incident.message
    assert player.status == "incident" and player.trace() == ["s completed", "a entered"]
    player.retry(missing=4)
    assert player.steps[-1].closed_incidents == ("a#1",)
    assert player.status == "running"
    assert player.trace()[2:] == ["a completed {'n': 5}", "b entered"]


def test_retry_that_fails_again_reports_the_incident_again(play: Play) -> None:
    player = play(S + FAILING + E, "s > a > e").start().retry()
    assert player.steps[-1].closed_incidents == ("a#1",)
    assert [i.key for i in player.steps[-1].incidents] == ["a#1"]
    assert player.trace() == ["s completed", "a entered"]


def test_other_branches_go_on(play: Play) -> None:
    gateways = '<parallelGateway id="g"/><parallelGateway id="j"/>'
    player = play(S + gateways + FAILING + USER + E, "s > g\ng > a > j\ng > b > j\nj > e").start()
    player.complete("b", missing=1)
    assert player.status == "incident" and "b completed {'missing': 1}" in player.trace()
    player.retry()
    assert player.status == "completed"


def test_no_true_condition_is_an_incident(play: Play) -> None:
    body = S + '<exclusiveGateway id="g"/>' + USER + E
    player = play(body, "s > g\ng > b: n > 1\ng > e: n > 5\nb > e", n=0).start()
    assert [(i.element, i.code) for i in player.steps[-1].incidents] == [("g", "NO_CONDITION_TRUE")]
    player.retry(n=2)
    assert player.trace()[-2:] == ["g completed", "b entered"]


@pytest.mark.parametrize("value", [1, "yes", None, [True]])
def test_condition_that_is_no_boolean_is_an_incident(play: Play, value: Any) -> None:
    body = S + '<exclusiveGateway id="g" default="g-e"/>' + USER + E
    player = play(body, "s > g\ng > b: x\ng > e\nb > e", x=value).start()
    assert [i.code for i in player.steps[-1].incidents] == ["CONDITION_NOT_BOOLEAN"]


def test_failing_decision_keeps_the_persons_work(play: Play) -> None:
    decide = '<extensionElements><motcua:decide part="p" outcome="refused" reason="why"/></extensionElements>'
    body = S + f'<userTask id="a">{decide}</userTask>' + E
    player = play(body, "s > a > e").start().complete("a", seen=True)
    step = player.steps[-1]
    assert step.closed_tasks == (ClosedTask("a#1", "a", "completed"),) and step.facts == {"seen": True}
    assert [i.element for i in step.incidents] == ["a"] and player.open().tasks == ()
    player.retry(why="no deed")
    assert [(d.part, d.outcome, d.reason) for d in player.steps[-1].decisions] == [
        ("p", "refused", "no deed")
    ]
    assert player.trace()[2:] == ["a completed {'seen': True}", "e completed"]


def test_failing_script_is_not_run_twice_when_only_its_decision_failed(play: Play) -> None:
    decide = '<extensionElements><motcua:decide part="p" outcome="granted" when="ok"/></extensionElements>'
    body = (
        S + f'<scriptTask id="a" scriptFormat="starlark">{decide}<script>n = n + 1</script></scriptTask>' + E
    )
    player = play(body, "s > a > e", n=0).start().retry(ok=True)
    assert player.steps[-1].facts["n"] == 1 and len(player.steps[-1].decisions) == 1


def test_boundary_event_can_take_a_failed_script_away(play: Play) -> None:
    edge = f'<boundaryEvent id="m" attachedToRef="a">{STOP}</boundaryEvent>'
    player = play(S + FAILING + edge + E, "s > a > e\nm > e").start().receive("stop")
    assert player.steps[-1].closed_incidents == ("a#1",)
    assert player.trace()[1:] == ["a entered", "m caught", "a cancelled", "m completed", "e completed"]


def test_incident_that_a_terminate_end_took_away_in_the_same_move_was_never_there(play: Play) -> None:
    end = '<endEvent id="t"><terminateEventDefinition/></endEvent>'
    body = S + '<parallelGateway id="g"/>' + FAILING + '<intermediateThrowEvent id="x"/>' + end + E
    player = play(body, "s > g\ng > a > e\ng > t").start()
    assert player.status == "completed"
    assert player.steps[-1].incidents == () and player.steps[-1].closed_incidents == ()


def test_join_that_can_never_fire_is_stuck_not_done(play: Play) -> None:
    body = (
        S + '<exclusiveGateway id="g" default="g-a"/><parallelGateway id="j"/><userTask id="a"/>' + USER + E
    )
    ways = "s > g\ng > a > j\ng > b: False\nb > j\nj > e"
    player = play(body, ways).start().complete("a")
    (incident,) = player.steps[-1].incidents
    assert (incident.element, incident.code) == ("j", "STUCK") and "b-j" in incident.message
    assert player.status == "incident"
    player.retry()
    assert [i.code for i in player.steps[-1].incidents] == ["STUCK"] and player.status == "incident"


def test_stuck_inside_a_sub_process_can_be_taken_away_from_outside(play: Play, file: Any) -> None:
    gateways = '<exclusiveGateway id="g" default="g-j"/><parallelGateway id="j"/>'
    inside = f'<startEvent id="is"/>{gateways}<userTask id="a"/><endEvent id="ie"/>'
    ways = file.flows("is > g\ng > j\ng > a: False\na > j\nj > ie")
    edge = f'<boundaryEvent id="m" attachedToRef="sub">{STOP}</boundaryEvent>'
    body = S + f'<subProcess id="sub">{inside}{ways}</subProcess>' + edge + E
    player = play(body, "s > sub > e\nm > e").start()
    assert [i.element for i in player.steps[-1].incidents] == ["j"]
    player.receive("stop")
    assert player.status == "completed" and len(player.steps[-1].closed_incidents) == 1


def test_loop_that_never_waits_is_stopped(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_tree, "STEPS", 200)
    body = S + '<exclusiveGateway id="m"/><exclusiveGateway id="g" default="g-m"/>' + E
    player = play(body, "s > m > g\ng > m\ng > e: leave", leave=False).start()
    assert [i.code for i in player.steps[-1].incidents] == ["STEP_LIMIT"] and player.status == "incident"
    player.retry(leave=True)
    assert player.status == "completed"


def test_counter_loop_runs_to_its_end(play: Play) -> None:
    """The library alone stops such a loop at depth 1,000 and says that it completed."""
    body = S + '<exclusiveGateway id="m"/><exclusiveGateway id="g" default="g-e"/>'
    body += '<scriptTask id="a" scriptFormat="starlark"><script>n = n + 1</script></scriptTask>' + E
    player = play(body, "s > m > a > g\ng > m: n < 700\ng > e", n=0).start()
    assert player.status == "completed" and player.steps[-1].facts == {"n": 700}


def test_split_that_feeds_itself_is_stopped(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_tree, "TOKENS", 100)
    body = S + '<exclusiveGateway id="m"/><parallelGateway id="g"/>' + USER + E
    back = '<sequenceFlow id="g-m2" sourceRef="g" targetRef="m"/>'
    player = play(body + back, "s > m > g > m\ng > b > e").start()
    assert {i.code for i in player.steps[-1].incidents} == {"TOKEN_LIMIT"}


def test_script_that_makes_the_facts_too_large_changes_nothing(play: Play) -> None:
    text = "<script>x = 'a' * 70000\ny = 1</script>"
    body = S + f'<scriptTask id="a" scriptFormat="starlark">{text}</scriptTask>' + E
    player = play(body, "s > a > e").start()
    assert [i.code for i in player.steps[-1].incidents] == ["FACTS_INVALID"] and player.steps[-1].facts == {}


def test_script_that_gives_keys_that_are_not_text_changes_nothing(play: Play) -> None:
    text = "<script>x = {1: 2}\ny = 1</script>"
    body = S + f'<scriptTask id="a" scriptFormat="starlark">{text}</scriptTask>' + E
    player = play(body, "s > a > e").start()
    (incident,) = player.steps[-1].incidents
    assert incident.code == "VALUE_INVALID" and "not text" in incident.message
    assert player.trace() == ["s completed", "a entered"]


def test_retry_of_one_incident_leaves_the_others(play: Play) -> None:
    other = FAILING.replace('"a"', '"c"').replace("missing", "absent")
    body = S + '<parallelGateway id="g"/>' + FAILING + other + E
    player = play(body, "s > g\ng > a > e\ng > c > e").start()
    step = core.retry(player.spec, player.state, NOW, facts={"missing": 1}, key="a#1")
    assert step.closed_incidents == ("a#1",) and step.incidents == () and step.status == "incident"


def test_retry_of_an_unknown_incident_says_so(play: Play) -> None:
    player = play(S + FAILING + E, "s > a > e").start()
    with pytest.raises(core.UnknownKey, match="a#7"):
        core.retry(player.spec, player.state, NOW, key="a#7")


def test_what_is_open_can_be_read_from_the_state(play: Play) -> None:
    player = play(S + FAILING + E, "s > a > e", x=1).start()
    seen = player.open()
    assert seen.status == "incident" and seen.facts == {"x": 1}
    assert [type(i) for i in seen.incidents] == [Incident] and seen.incidents == player.steps[-1].incidents
