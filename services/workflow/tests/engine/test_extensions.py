# SPDX-License-Identifier: Apache-2.0
"""What our own extensions (urn:motcua:bpmn:1) give to the shell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from motcua_workflow.engine import core
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.read import read
from motcua_workflow.engine.step import ClockRequest, Decision, OpenedTask, OpenedTimer

Play = Callable[..., Any]
NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
S, E = '<startEvent id="s"/>', '<endEvent id="e"/>'


def extended(kind: str, element: str, inside: str, rest: str = "", **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{kind} id="{element}"{given}><extensionElements>{inside}</extensionElements>{rest}</{kind}>'


def test_task_carries_role_form_limit_part_and_result(file: Any) -> None:
    task = (
        '<userTask id="a" name="Thẩm định" motcua:form="tham-dinh" motcua:limit="12wh" motcua:result="KQ.1"/>'
    )
    lanes = (
        '<laneSet><lane id="l" name="Desk" motcua:role="land_officer" motcua:agency="tax_office">'
        "<flowNodeRef>sub</flowNodeRef></lane></laneSet>"
    )
    inside = '<startEvent id="is"/>' + task + '<endEvent id="ie"/>' + file.flows("is > a > ie")
    body = lanes + S + f'<subProcess id="sub" motcua:part="release">{inside}</subProcess>' + E
    pool = '<collaboration id="c"><participant id="pool" processRef="P" motcua:agency="land_branch"/></collaboration>'
    drawing = read(file(pool, file.process(body, "s > sub > e")), "x.bpmn").drawing
    assert drawing is not None
    step = core.start(compile_process(drawing, "P"), {}, NOW)
    assert step.opened_tasks == (
        OpenedTask(
            key="a#1",
            element="a",
            name="Thẩm định",
            type="userTask",
            role="land_officer",
            form="tham-dinh",
            limit="12wh",
            part="release",
            result="KQ.1",
            agency="tax_office",
        ),
    )


def test_agency_is_the_pools_where_the_lane_names_none(file: Any) -> None:
    pool = '<collaboration id="c"><participant id="pool" processRef="P" motcua:agency="land_branch"/></collaboration>'
    drawing = read(file(pool, file.process(S + '<userTask id="a"/>' + E, "s > a > e")), "x.bpmn").drawing
    assert drawing is not None
    assert core.start(compile_process(drawing, "P"), {}, NOW).opened_tasks[0].agency == "land_branch"


def test_working_time_limit_is_left_to_the_shell(play: Play) -> None:
    inside = '<timerEventDefinition motcua:limit="8wh"/>'
    body = S + '<userTask id="a"/>' + f'<boundaryEvent id="t" attachedToRef="a">{inside}</boundaryEvent>' + E
    player = play(body, "s > a > e\nt > e").start()
    assert player.steps[-1].opened_timers == (OpenedTimer("t#1", "t", None, "8wh"),)
    assert player.open().timers == player.steps[-1].opened_timers


def test_decisions_of_a_task_by_their_condition(play: Play) -> None:
    decides = (
        '<motcua:decide part="release" outcome="granted" when="ok"/>'
        '<motcua:decide part="release" outcome="refused" when="not ok" reason="why"/>'
    )
    player = (
        play(S + extended("userTask", "a", decides) + E, "s > a > e")
        .start()
        .complete("a", ok=False, why="no deed")
    )
    assert player.steps[-1].decisions == (Decision("a#1", "a", "release", "refused", "no deed"),)


def test_decision_of_an_end_event_takes_the_part_of_its_sub_process(play: Play, file: Any) -> None:
    end = extended("endEvent", "ie", '<motcua:decide outcome="granted"/>')
    inside = '<startEvent id="is"/>' + end + file.flows("is > ie")
    body = S + f'<subProcess id="sub" motcua:part="release">{inside}</subProcess>' + E
    player = play(body, "s > sub > e").start()
    assert player.steps[-1].decisions == (Decision("ie#1", "ie", "release", "granted", ""),)


def test_cancelled_task_decides_nothing(play: Play) -> None:
    timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
    edge = f'<boundaryEvent id="t" attachedToRef="a">{timer}</boundaryEvent>'
    task = extended("userTask", "a", '<motcua:decide part="p" outcome="granted"/>')
    assert play(S + task + edge + E, "s > a > e\nt > e").start().fire("t").steps[-1].decisions == ()


def test_clock_is_open_while_the_element_is(play: Play) -> None:
    clock = '<motcua:clock ground="tax" part="transfer"/>'
    body = S + extended("receiveTask", "r", clock, messageRef="m-paid") + E
    player = play(body, "s > r > e").start()
    assert player.steps[0].clock_requests == (ClockRequest("r#1", "r", "tax", "transfer", "open"),)
    player.receive("paid")
    assert player.steps[1].clock_requests == (ClockRequest("r#1", "r", "tax", "transfer", "close"),)


def test_clock_closes_when_its_element_is_cancelled(play: Play, file: Any) -> None:
    catch = extended(
        "intermediateCatchEvent",
        "c",
        '<motcua:clock ground="supplement"/>',
        '<messageEventDefinition messageRef="m-supplement_received"/>',
    )
    inside = '<startEvent id="is"/>' + catch + '<endEvent id="ie"/>' + file.flows("is > c > ie")
    sub = extended("subProcess", "sub", '<motcua:clock ground="stop"/>', inside)
    edge = '<boundaryEvent id="w" attachedToRef="sub"><messageEventDefinition messageRef="m-withdraw"/></boundaryEvent>'
    player = play(S + sub + edge + E, "s > sub > e\nw > e").start().receive("withdraw")
    assert [(c.element, c.action) for c in player.steps[0].clock_requests] == [("sub", "open"), ("c", "open")]
    assert [(c.element, c.action) for c in player.steps[1].clock_requests] == [
        ("c", "close"),
        ("sub", "close"),
    ]


def test_catch_takes_only_the_facts_that_it_names(play: Play) -> None:
    take = '<motcua:take fact="papers"/><motcua:take fact="n"/>'
    catch = extended("intermediateCatchEvent", "c", take, '<messageEventDefinition messageRef="m-back"/>')
    player = play(S + catch + E, "s > c > e").start().receive("back", papers=["A"], other=1)
    assert player.steps[-1].facts == {"papers": ["A"]}


def test_boundary_message_takes_only_the_facts_that_it_names(play: Play) -> None:
    take = '<motcua:take fact="why"/>'
    edge = extended(
        "boundaryEvent", "w", take, '<messageEventDefinition messageRef="m-withdraw"/>', attachedToRef="a"
    )
    player = (
        play(S + '<userTask id="a"/>' + edge + E, "s > a > e\nw > e")
        .start()
        .receive("withdraw", why="x", n=1)
    )
    assert player.steps[-1].facts == {"why": "x"}


COLLABORATION = (
    '<collaboration id="c"><participant id="land" processRef="P"/><participant id="tax" processRef="Q"/>'
    '<participant id="citizen" motcua:party="applicant"/>{flows}</collaboration>'
)


def thrown(file: Any, flows: str, throw: str = "m-ask") -> Any:
    body = (
        S
        + f'<intermediateThrowEvent id="t"><messageEventDefinition messageRef="{throw}"/></intermediateThrowEvent>'
        + E
    )
    other = '<startEvent id="qs"><messageEventDefinition messageRef="m-ask"/></startEvent><endEvent id="qe"/>'
    parts = (
        COLLABORATION.format(flows=flows),
        file.process(body, "s > t > e"),
        file.process(other, "qs > qe", "Q"),
    )
    drawing = read(file(*parts, messages=["ask"]), "x.bpmn").drawing
    return core.start(compile_process(drawing, "P"), {}, NOW).messages[0].target


def flow(source: str, target: str, name: str = "") -> str:
    return f'<messageFlow id="{source}-{target}" name="{name}" sourceRef="{source}" targetRef="{target}"/>'


def test_message_flow_names_the_pool_that_is_reached(file: Any) -> None:
    assert thrown(file, flow("t", "qs")) == "tax"
    assert thrown(file, flow("t", "citizen")) == "citizen"
    assert thrown(file, flow("land", "tax")) == "tax"
    assert thrown(file, "") == ""


def test_of_several_flows_the_one_with_the_messages_name_counts(file: Any) -> None:
    assert thrown(file, flow("land", "citizen", "other") + flow("land", "tax", "ask")) == "tax"
