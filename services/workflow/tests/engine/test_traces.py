# SPDX-License-Identifier: Apache-2.0
"""What each construct of the allow-list does, straight through and with save and restore before each move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motcua_workflow.engine.step import ClosedTask, OpenedSubscription, ThrownMessage

Play = Callable[..., Any]

S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'


def user(element: str) -> str:
    return f'<userTask id="{element}"/>'


def message(kind: str, element: str, name: str, extra: str = "", **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inside = f'{extra}<messageEventDefinition messageRef="m-{name}"/>'
    return f'<{kind} id="{element}"{given}>{inside}</{kind}>'


def timer(kind: str, element: str, text: str = "PT5M", **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    inside = f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"
    return f'<{kind} id="{element}"{given}>{inside}</{kind}>'


def script(element: str, text: str) -> str:
    return (
        f'<scriptTask id="{element}" scriptFormat="starlark"><script><![CDATA[{text}]]></script></scriptTask>'
    )


def test_user_and_manual_task_wait_and_give_their_facts(play: Play) -> None:
    player = play(S + user("a") + '<manualTask id="b"/>' + E, "s > a > b > e").start()
    assert [task.element for task in player.open().tasks] == ["a"]
    player.complete("a", x=1).complete("b", x=1, y=[2])
    assert player.trace() == [
        "s completed",
        "a entered",
        "a completed {'x': 1}",
        "b entered",
        "b completed {'y': [2]}",
        "e completed",
    ]
    assert player.status == "completed"


def test_script_changes_facts(play: Play) -> None:
    text = "n = n + 1\n_half = n / 2\nrows.append(n)\nkept = kept\nfor i in [1]:\n    half = _half"
    player = play(S + script("a", text) + E, "s > a > e", n=1, rows=[], kept="x").start()
    assert player.trace()[2] == "a completed {'half': 1.0, 'n': 2, 'rows': [2]}"
    assert player.steps[-1].facts == {"n": 2, "rows": [2], "kept": "x", "half": 1.0}


def test_exclusive_gateway_takes_the_first_true_flow_of_the_drawing(play: Play) -> None:
    body = S + '<exclusiveGateway id="g"/>' + user("a") + user("b") + user("c") + E
    ways = "s > g\ng > a: n > 10\ng > b: n > 1\ng > c: n > 0\na > e\nb > e\nc > e"
    assert play(body, ways, n=5).start().trace()[-1] == "b entered"


def test_exclusive_gateway_takes_its_default_when_no_condition_is_true(play: Play) -> None:
    body = S + '<exclusiveGateway id="g" default="g-b"/>' + user("a") + user("b") + E
    ways = "s > g\ng > b > e\ng > a: n > 10\na > e"
    assert play(body, ways, n=5).start().trace() == ["s completed", "g completed", "b entered"]


def test_exclusive_gateway_merges_without_waiting(play: Play) -> None:
    gateways = '<exclusiveGateway id="g" default="g-b"/><exclusiveGateway id="h"/>'
    body = S + gateways + user("a") + user("b") + E
    ways = "s > g\ng > a: False\ng > b\na > h\nb > h > e"
    assert play(body, ways).start().complete("b").trace()[-2:] == ["h completed", "e completed"]


def test_parallel_branches_both_run_and_meet(play: Play) -> None:
    gateways = '<parallelGateway id="g"/><parallelGateway id="j"/>'
    body = S + gateways + user("a") + script("b", "n = 1") + user("c") + E
    ways = "s > g\ng > a > j\ng > b > c > j\nj > e"
    player = play(body, ways).start()
    assert sorted(task.element for task in player.open().tasks) == ["a", "c"]
    player.complete("c")
    assert player.status == "running" and "j completed" not in player.trace()
    player.complete("a")
    assert player.trace()[-3:] == ["a completed", "j completed", "e completed"]
    assert player.status == "completed"


def test_parallel_branches_write_one_store_of_facts(play: Play) -> None:
    gateways = '<parallelGateway id="g"/><parallelGateway id="j"/>'
    body = S + gateways + user("a") + user("b") + E
    player = play(body, "s > g\ng > a > j\ng > b > j\nj > e", rows=[1]).start()
    player.complete("a", rows=[1, 2], n=2).complete("b", other=True)
    assert player.steps[-1].facts == {"rows": [1, 2], "n": 2, "other": True}


def test_parallel_join_counts_tokens_by_flow_and_keeps_what_is_more(play: Play) -> None:
    """Two tokens on one flow are not one on each (BPMN 2.0.2, 13.4.2)."""
    gateways = '<parallelGateway id="g"/><parallelGateway id="k"/><parallelGateway id="j"/>'
    body = S + gateways + '<exclusiveGateway id="m"/>' + user("a") + user("b") + user("c") + E
    ways = "s > g\ng > k\ng > c > j\nk > a > m\nk > b > m\nm > j\nj > e"
    player = play(body, ways).start().complete("a").complete("b")
    assert "j completed" not in player.trace()
    player.complete("c")
    assert player.trace().count("j completed") == 1
    assert player.status == "incident"
    assert [(i.element, i.code) for i in player.steps[-1].incidents] == [("j", "STUCK")]


def test_parallel_pair_inside_a_loop(play: Play) -> None:
    gateways = '<exclusiveGateway id="m"/><parallelGateway id="g"/><parallelGateway id="j"/>'
    body = S + gateways + '<exclusiveGateway id="x" default="x-e"/>' + user("a") + user("b") + E
    ways = "s > m > g\ng > a > j\ng > b > j\nj > x\nx > m: again\nx > e"
    player = play(body, ways).start()
    for again in (True, True, False):
        player.complete("b", again=again).complete("a")
    assert player.trace().count("j completed") == 3
    assert player.status == "completed"


def test_parallel_gateway_may_split_straight_into_a_join(play: Play) -> None:
    """Two flows between the same two gateways are two flows."""
    body = (
        S
        + '<parallelGateway id="g"/><parallelGateway id="j"/>'
        + '<sequenceFlow id="f1" sourceRef="g" targetRef="j"/>'
        + '<sequenceFlow id="f2" sourceRef="g" targetRef="j"/>'
        + E
    )
    player = play(body, "s > g\nj > e").start()
    assert player.trace() == ["s completed", "g completed", "j completed", "e completed"]


def test_supplement_loop_gives_a_new_activation_each_time(play: Play) -> None:
    body = S + '<exclusiveGateway id="m"/>' + user("a") + '<exclusiveGateway id="g" default="g-e"/>' + E
    player = play(body, "s > m > a > g\ng > m: again\ng > e").start()
    player.complete("a", again=True).complete("a", again=False)
    assert [task.key for step in player.steps for task in step.opened_tasks] == ["a#1", "a#2"]
    assert player.trace().count("a completed {'again': True}") == 1


def test_message_start_takes_the_payload(play: Play) -> None:
    take = '<extensionElements><motcua:take fact="x"/></extensionElements>'
    body = message("startEvent", "s", "go", take) + user("a") + E
    player = play(body, "s > a > e", kept=1).start_by("go", x=2, dropped=3)
    assert player.trace() == ["s caught {'x': 2}", "s completed", "a entered"]
    assert player.steps[-1].facts == {"kept": 1, "x": 2}


def test_none_start_and_message_start_side_by_side(play: Play) -> None:
    body = S + message("startEvent", "t", "go") + user("a") + user("b") + E
    assert play(body, "s > a > e\nt > b > e").start().trace() == ["s completed", "a entered"]
    assert play(body, "s > a > e\nt > b > e").start_by("go").trace() == [
        "t caught",
        "t completed",
        "b entered",
    ]


def test_message_catch_waits_for_its_message(play: Play) -> None:
    player = play(S + message("intermediateCatchEvent", "c", "paid") + E, "s > c > e").start()
    assert player.steps[-1].opened_subscriptions == (OpenedSubscription("c#1", "c", "paid"),)
    player.receive("paid", amount=5)
    assert player.steps[-1].closed_subscriptions == ("c#1",)
    assert player.trace()[1:] == ["c caught {'amount': 5}", "c completed", "e completed"]


def test_timer_catch_waits_for_its_time(play: Play) -> None:
    player = play(S + timer("intermediateCatchEvent", "c", "P1DT2H") + E, "s > c > e").start()
    (opened,) = player.steps[-1].opened_timers
    assert opened.due is not None and opened.due.isoformat() == "2026-11-24T11:00:00+07:00"
    player.fire("c")
    assert player.steps[-1].closed_timers == ("c#1",)
    assert player.trace()[1:] == ["c caught", "c completed", "e completed"]


def test_throw_and_message_end_send_their_payload(play: Play) -> None:
    fact = '<motcua:fact name="sum" value="n * 2"/>'
    pay = f"<extensionElements><motcua:payload>{fact}</motcua:payload></extensionElements>"
    body = S + message("intermediateThrowEvent", "t", "ask", pay) + message("endEvent", "e", "done")
    player = play(body, "s > t > e", n=4).start()
    assert player.trace() == ["s completed", "t thrown", "t completed", "e thrown", "e completed"]
    assert player.steps[-1].messages == (
        ThrownMessage("t#1", "t", "ask", "", {"sum": 8}),
        ThrownMessage("e#1", "e", "done", "", {}),
    )


def test_send_and_receive_task_are_activities(play: Play) -> None:
    body = S + '<sendTask id="a" messageRef="m-ask"/><receiveTask id="b" messageRef="m-answer"/>' + E
    player = play(body, "s > a > b > e").start().receive("answer", ok=True)
    assert [m.message for m in player.steps[0].messages] == ["ask"]
    assert player.trace() == [
        "s completed",
        "a entered",
        "a completed",
        "b entered",
        "b completed {'ok': True}",
        "e completed",
    ]


def test_boundary_timer_takes_a_task_away(play: Play) -> None:
    body = S + user("a") + timer("boundaryEvent", "b", attachedToRef="a") + user("h") + E
    player = play(body, "s > a > e\nb > h > e").start().fire("b")
    assert player.trace() == [
        "s completed",
        "a entered",
        "b caught",
        "a cancelled",
        "b completed",
        "h entered",
    ]
    assert player.steps[-1].closed_tasks == (ClosedTask("a#1", "a", "cancelled"),)


def test_boundary_event_goes_when_its_task_is_done(play: Play) -> None:
    body = S + user("a") + message("boundaryEvent", "b", "stop", attachedToRef="a") + user("h") + E
    player = play(body, "s > a > e\nb > h > e").start().complete("a")
    assert player.steps[-1].closed_subscriptions == ("b#1",)
    assert player.trace() == ["s completed", "a entered", "a completed", "e completed"]


def test_boundary_events_of_one_task_end_each_other(play: Play) -> None:
    edges = timer("boundaryEvent", "t", attachedToRef="a") + message(
        "boundaryEvent", "m", "stop", attachedToRef="a"
    )
    player = play(S + user("a") + edges + user("h") + E, "s > a > e\nt > h > e\nm > e").start()
    player.receive("stop", why="x")
    assert player.steps[-1].closed_timers == ("t#1",)
    assert player.trace()[2:] == ["m caught {'why': 'x'}", "a cancelled", "m completed", "e completed"]
    assert player.open().timers == ()


def test_boundary_event_on_a_receive_task(play: Play) -> None:
    body = (
        S + '<receiveTask id="r" messageRef="m-answer"/>' + timer("boundaryEvent", "t", attachedToRef="r") + E
    )
    player = play(body, "s > r > e\nt > e").start().fire("t")
    assert player.steps[-1].closed_subscriptions == ("r#1",)
    assert player.trace()[1:] == ["r entered", "t caught", "r cancelled", "t completed", "e completed"]


def nested(inside: str, ways: str, element: str = "sub") -> str:
    from_start = f'<startEvent id="{element}-s"/><endEvent id="{element}-e"/>'
    return f'<subProcess id="{element}">{from_start}{inside}{ways}</subProcess>'


def test_sub_process_is_left_when_nothing_is_inside(play: Play, file: Any) -> None:
    inside = '<parallelGateway id="g"/>' + user("a") + user("b")
    body = S + nested(inside, file.flows("sub-s > g\ng > a > sub-e\ng > b > sub-e")) + E
    player = play(body, "s > sub > e").start().complete("a")
    assert player.status == "running"
    player.complete("b")
    assert player.trace()[-4:] == ["b completed", "sub-e completed", "sub completed", "e completed"]


def test_nested_sub_processes(play: Play, file: Any) -> None:
    inner = nested(user("a"), file.flows("inner-s > a > inner-e"), "inner")
    body = S + nested(inner, file.flows("sub-s > inner > sub-e")) + E
    player = play(body, "s > sub > e").start()
    assert player.trace() == [
        "s completed",
        "sub entered",
        "sub-s completed",
        "inner entered",
        "inner-s completed",
        "a entered",
    ]
    player.complete("a")
    assert player.trace()[6:] == [
        "a completed",
        "inner-e completed",
        "inner completed",
        "sub-e completed",
        "sub completed",
        "e completed",
    ]


def test_boundary_event_takes_a_sub_process_and_all_inside_away(play: Play, file: Any) -> None:
    inner = nested(
        user("a") + timer("boundaryEvent", "t", attachedToRef="a"),
        file.flows("inner-s > a > inner-e\nt > inner-e"),
        "inner",
    )
    inside = '<parallelGateway id="g"/>' + inner + message("intermediateCatchEvent", "c", "paid")
    sub = nested(inside, file.flows("sub-s > g\ng > inner > sub-e\ng > c > sub-e"))
    body = S + sub + message("boundaryEvent", "w", "withdraw", attachedToRef="sub") + user("h") + E
    player = play(body, "s > sub > e\nw > h > e").start().receive("withdraw")
    assert player.trace()[-6:] == [
        "w caught",
        "a cancelled",
        "inner cancelled",
        "sub cancelled",
        "w completed",
        "h entered",
    ]
    step, left = player.steps[-1], player.open()
    assert step.closed_timers == ("t#1",)
    assert set(step.closed_subscriptions) == {"c#1", "w#1"}
    assert [task.element for task in left.tasks] == ["h"] and not left.timers and not left.subscriptions


def test_terminate_end_takes_all_other_tokens_away(play: Play) -> None:
    end = '<endEvent id="t"><terminateEventDefinition/></endEvent>'
    body = S + '<parallelGateway id="g"/>' + user("a") + user("b") + end + E
    player = play(body, "s > g\ng > a > t\ng > b > e").start().complete("a")
    assert player.trace()[-3:] == ["a completed", "t completed", "b cancelled"]
    assert player.status == "completed"


def test_terminate_end_inside_a_sub_process_ends_that_alone(play: Play, file: Any) -> None:
    end = '<endEvent id="t"><terminateEventDefinition/></endEvent>'
    inside = '<parallelGateway id="g"/>' + user("a") + user("b") + end
    body = S + nested(inside, file.flows("sub-s > g\ng > a > t\ng > b > sub-e")) + user("c") + E
    player = play(body, "s > sub > c > e").start().complete("a")
    assert player.trace()[-5:] == ["a completed", "t completed", "b cancelled", "sub completed", "c entered"]


def test_sub_process_in_a_loop_starts_anew(play: Play, file: Any) -> None:
    sub = nested(user("a"), file.flows("sub-s > a > sub-e"))
    body = S + '<exclusiveGateway id="m"/>' + sub + '<exclusiveGateway id="x" default="x-e"/>' + E
    player = play(body, "s > m > sub > x\nx > m: again\nx > e").start()
    player.complete("a", again=True).complete("a", again=False)
    assert player.trace().count("sub completed") == 2 and player.status == "completed"


def test_two_tokens_in_one_sub_process_are_two_scopes(play: Play, file: Any) -> None:
    """Each activation joins its own tokens only."""
    inside = '<parallelGateway id="k"/><parallelGateway id="j"/>' + user("a") + user("b")
    sub = nested(inside, file.flows("sub-s > k\nk > a > j\nk > b > j\nj > sub-e"))
    body = S + '<parallelGateway id="g"/><exclusiveGateway id="m"/>' + sub + E
    player = play(
        body + '<sequenceFlow id="g-m2" sourceRef="g" targetRef="m"/>', "s > g > m > sub > e"
    ).start()
    first, second = [task.key for task in player.open().tasks if task.element == "a"]
    player.complete("a").complete("a")
    assert (first, second) == ("a#1", "a#2") and "j completed" not in player.trace()
    player.complete("b").complete("b")
    assert player.trace().count("j completed") == 2 and player.status == "completed"
