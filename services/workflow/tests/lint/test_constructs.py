# SPDX-License-Identifier: Apache-2.0
"""The constructs that the library under us was measured to lose, mistake or crash on: refused by name, or drawn to run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from motcua_workflow.engine.check import catalogue
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.lint import FileReport
from motcua_workflow.engine.read import read

Lint = Callable[..., FileReport]
HOUR = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
MESSAGE = '<message id="m" name="paper"/>'
ON_MESSAGE = '<messageEventDefinition messageRef="m"/>'
INSIDE = '<startEvent id="is"/><endEvent id="ie"/><sequenceFlow id="if" sourceRef="is" targetRef="ie"/>'


def event_sub_process(start: str, attributes: str = "") -> str:
    return (
        f'<subProcess id="x" triggeredByEvent="true"><startEvent id="xs" {attributes}>{start}</startEvent>'
        '<endEvent id="xe"/><sequenceFlow id="xf" sourceRef="xs" targetRef="xe"/></subProcess>'
    )


def boundary(definition: str, more: str = "", host: str = '<userTask id="a"/>') -> str:
    return f'{host}<boundaryEvent id="x" attachedToRef="a" {more}>{definition}</boundaryEvent>'


def gateway(condition: str, attributes: str = "", kind: str = 'exclusiveGateway id="g" default="g_e"') -> str:
    flow = '<sequenceFlow id="x" sourceRef="g" targetRef="a">'
    return (
        f"<{kind}/>{flow}<conditionExpression {attributes}>{condition}</conditionExpression></sequenceFlow>"
    )


def catch(definition: str) -> str:
    return f'<intermediateCatchEvent id="x">{definition}</intermediateCatchEvent>'


def throw(definition: str) -> str:
    return f'<intermediateThrowEvent id="x">{definition}</intermediateThrowEvent>'


# Number in the measured table, drawing, chain, code that must come for element x (or another one after the colon).
REFUSED = [
    (
        "1 link throw",
        throw('<linkEventDefinition name="L"/>'),
        "s x",
        "link-event",
    ),
    (
        "1 link catch",
        catch('<linkEventDefinition name="L"/>'),
        "s e; x e",
        "link-event",
    ),
    ("2 signal end", '<endEvent id="x"><signalEventDefinition/></endEvent>', "s x", "signal-event"),
    (
        "3 signal throw",
        throw("<signalEventDefinition/>"),
        "s x e",
        "signal-event",
    ),
    (
        "5 compensation throw",
        throw("<compensateEventDefinition/>"),
        "s x e",
        "compensation-event",
    ),
    ("6 compensation boundary", boundary("<compensateEventDefinition/>"), "s a e", "compensation-event"),
    ("7 complex gateway", '<complexGateway id="x"/>', "s x e", "complex-gateway"),
    ("8 error event sub-process", event_sub_process("<errorEventDefinition/>"), "s e", "event-sub-process"),
    (
        "9 escalation event sub-process",
        event_sub_process("<escalationEventDefinition/>"),
        "s e",
        "event-sub-process",
    ),
    ("10 message event sub-process", event_sub_process(ON_MESSAGE), "s e", "event-sub-process"),
    (
        "11 not interrupting",
        event_sub_process(ON_MESSAGE, 'isInterrupting="false"'),
        "s e",
        "event-sub-process",
    ),
    ("12 timer event sub-process", event_sub_process(HOUR), "s e", "event-sub-process"),
    (
        "13 nested event sub-process",
        f'<subProcess id="b">{INSIDE}{event_sub_process(ON_MESSAGE)}</subProcess>',
        "s b e",
        "event-sub-process",
    ),
    ("14 receive without message", '<receiveTask id="x"/>', "s x e", "catch-without-message"),
    ("16 catch without definition", '<intermediateCatchEvent id="x"/>', "s x e", "event-without-definition"),
    (
        "17 conditional flow of a task",
        '<userTask id="a"/><sequenceFlow id="x" sourceRef="a" targetRef="e">'
        "<conditionExpression>n</conditionExpression></sequenceFlow>",
        "s a; b e",
        "conditional-flow",
    ),
    ("18 implicit split", '<userTask id="x"/>', "s x e; x a e", "implicit-split"),
    (
        "22 quoted time",
        catch(HOUR.replace("PT1H", "&quot;PT5M&quot;")),
        "s x e",
        "timer-duration",
    ),
    (
        "25 cycle boundary",
        boundary("<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"),
        "s a e; x e",
        "cycle-timer",
    ),
    (
        "26 cron",
        boundary("<timerEventDefinition><timeCycle>0 0 9 * * ?</timeCycle></timerEventDefinition>"),
        "s a e; x e",
        "cycle-timer",
    ),
    ("26 repetition as duration", boundary(HOUR.replace("PT1H", "R3/PT1H")), "s a e; x e", "cycle-timer"),
    ("27 fraction of a month", boundary(HOUR.replace("PT1H", "P1.5M")), "s a e; x e", "timer-fraction"),
    (
        "29 boundary not interrupting",
        boundary(ON_MESSAGE, 'cancelActivity="false"'),
        "s a e; x e",
        "non-interrupting-boundary",
    ),
    (
        "31 multi-instance",
        '<userTask id="x"><multiInstanceLoopCharacteristics/></userTask>',
        "s x e",
        "multi-instance",
    ),
    ("33 escalation boundary", boundary("<escalationEventDefinition/>"), "s a e; x e", "escalation-event"),
    (
        "34 error end",
        '<endEvent id="x"><errorEventDefinition errorRef="er"/></endEvent>',
        "s x",
        "error-event",
    ),
    ("36 error boundary", boundary("<errorEventDefinition/>"), "s a e; x e", "error-event"),
    ("37 dangling message", '<receiveTask id="x" messageRef="nope"/>', "s x e", "dangling-message"),
    (
        "38 conditional boundary",
        boundary("<conditionalEventDefinition><condition>n</condition></conditionalEventDefinition>"),
        "s a e; x e",
        "conditional-event",
    ),
    (
        "39 conditional catch",
        catch("<conditionalEventDefinition><condition>n</condition></conditionalEventDefinition>"),
        "s x e",
        "conditional-event",
    ),
    ("40 event-based gateway", '<eventBasedGateway id="x"/>', "s x a e", "event-based-gateway"),
    (
        "42 instantiating receive",
        '<receiveTask id="x" messageRef="m" instantiate="true"/>',
        "x e",
        "instantiating-receive-task",
    ),
    ("43 no start", '<userTask id="a"/>', "a e", "no-start-event:p"),
    (
        "44 sub-process without start",
        '<subProcess id="x"><userTask id="i"/></subProcess>',
        "s x e",
        "no-start-event",
    ),
    ("44 empty sub-process", '<subProcess id="x"/>', "s x e", "no-start-event"),
    ("45 two none starts", '<startEvent id="s"/><startEvent id="x"/>', "s e; x e", "several-start-events"),
    (
        "52 foreign collection",
        '<userTask id="x"><multiInstanceLoopCharacteristics camunda:collection="${items}"/></userTask>',
        "s x e",
        "foreign-behaviour",
    ),
    (
        "54 standard loop",
        '<userTask id="x"><standardLoopCharacteristics loopMaximum="3"/></userTask>',
        "s x e",
        "standard-loop",
    ),
    ("55 transaction", f'<transaction id="x">{INSIDE}</transaction>', "s x e", "transaction"),
    ("55 cancel boundary", boundary("<cancelEventDefinition/>"), "s a e; x e", "cancel-event"),
    (
        "56 ad hoc",
        '<adHocSubProcess id="x"><userTask id="i"/></adHocSubProcess>',
        "s x e",
        "ad-hoc-sub-process",
    ),
    ("60 inclusive gateway", '<inclusiveGateway id="x"/>', "s x e", "inclusive-gateway"),
    (
        "62 ${}",
        gateway("${approved}"),
        "s g e; a e",
        "foreign-expression",
    ),
    (
        "62 FEEL",
        gateway("=approved"),
        "s g e; a e",
        "foreign-expression",
    ),
    (
        "62 true",
        gateway("x == true"),
        "s g e; a e",
        "foreign-literal",
    ),
    (
        "62 &&",
        gateway("a &amp;&amp; b"),
        "s g e; a e",
        "expression-syntax",
    ),
    (
        "62 assignment",
        gateway("a = 1"),
        "s g e; a e",
        "expression-syntax",
    ),
    (
        "65 javascript",
        '<scriptTask id="x" scriptFormat="javascript"><script>1</script></scriptTask>',
        "s x e",
        "language",
    ),
    (
        "65 groovy condition",
        gateway("a", 'language="groovy"'),
        "s g e; a e",
        "language",
    ),
    ("66 service task", '<serviceTask id="x"/>', "s x e", "service-task"),
    ("67 business rule task", '<businessRuleTask id="x"/>', "s x e", "business-rule-task"),
    ("69 dangling flow", '<sequenceFlow id="x" sourceRef="s" targetRef="nope"/>', "s e", "dangling-flow"),
    (
        "70 dangling boundary",
        f'<boundaryEvent id="x" attachedToRef="nope">{HOUR}</boundaryEvent>',
        "s e; x e",
        "dangling-attached",
    ),
    (
        "70 boundary on an event",
        f'<boundaryEvent id="x" attachedToRef="s">{HOUR}</boundaryEvent>',
        "s e; x e",
        "dangling-attached",
    ),
    (
        "71 flow across a border",
        f'<subProcess id="b">{INSIDE}</subProcess><sequenceFlow id="x" sourceRef="s" targetRef="ie"/>',
        "s b e",
        "flow-crosses-scope",
    ),
    (
        "73 data association",
        '<userTask id="x"><dataInputAssociation/></userTask>',
        "s x e",
        "data-association",
    ),
    ("76 potential owner", '<userTask id="x"><potentialOwner/></userTask>', "s x e", "resource-role"),
    ("call activity", '<callActivity id="x" calledElement="p"/>', "s x e", "call-activity"),
    ("signal start", '<startEvent id="x"><signalEventDefinition/></startEvent>', "x e", "signal-event"),
    ("timer start", f'<startEvent id="x">{HOUR}</startEvent>', "x e", "timer-start-event"),
    ("timer end", f'<endEvent id="x">{HOUR}</endEvent>', "s x", "event-not-allowed"),
    ("terminate boundary", boundary("<terminateEventDefinition/>"), "s a e; x e", "event-not-allowed"),
    (
        "flowable form",
        '<userTask id="x" xmlns:f="http://flowable.org/bpmn" f:formKey="a"/>',
        "s x e",
        "foreign-behaviour",
    ),
    (
        "zeebe assignment",
        '<userTask id="x"><extensionElements>'
        '<z:assignmentDefinition xmlns:z="http://camunda.org/schema/zeebe/1.0" assignee="a"/></extensionElements></userTask>',
        "s x e",
        "foreign-behaviour",
    ),
    (
        "foreign element outside extensionElements",
        '<userTask id="x"><camunda:in/></userTask>',
        "s x e",
        "unknown-element",
    ),
    (
        "our element outside extensionElements",
        '<userTask id="x"><motcua:clock ground="tax"/></userTask>',
        "s x e",
        "unknown-element",
    ),
    (
        "exclusive split without condition",
        '<exclusiveGateway id="g"/><sequenceFlow id="x" sourceRef="g" targetRef="a"/>',
        "s g e; a e",
        "condition-missing",
    ),
    (
        "condition at parallel gateway",
        '<parallelGateway id="g"/><sequenceFlow id="x" sourceRef="g" targetRef="a">'
        "<conditionExpression>n</conditionExpression></sequenceFlow>",
        "s g e; a e",
        "conditional-flow",
    ),
]


@pytest.mark.parametrize(("name", "body", "chain", "expected"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_by_name(lint: Lint, name: str, body: str, chain: str, expected: str) -> None:
    code, _, element = expected.partition(":")
    data = build("\n\n" + body.replace("><", ">\n<"), chain, MESSAGE).encode()
    report = lint(data)
    found = [f for f in report.findings if f.code == code and f.element == (element or "x")]
    assert found and catalogue()[code].severity == "error"
    assert not report.ok
    lines = data.decode().split("\n")
    own = next(number for number, line in enumerate(lines, 1) if f'id="{element or "x"}"' in line)
    assert own <= found[0].line <= own + 3


@pytest.mark.parametrize("second", ['ground="tax"', 'ground="supplement"', 'ground="tax" part="transfer"'])
def test_a_second_clock_on_an_element_is_refused_by_name_and_line(lint: Lint, second: str) -> None:
    inside = (
        f'<extensionElements>\n<motcua:clock ground="tax"/>\n<motcua:clock {second}/></extensionElements>'
    )
    data = build(f'<userTask id="x">{inside}</userTask>', "s x e").encode()
    report = lint(data)
    line = next(
        number for number, text in enumerate(data.decode().split("\n"), 1) if second + "/></ext" in text
    )
    assert [(one.code, one.severity, one.element, one.line) for one in report.findings] == [
        ("motcua-twice", "error", "x", line)
    ]
    assert "motcua:clock" in report.findings[0].message


EXTENDED = """
<subProcess id="b" motcua:part="release">
  <startEvent id="is"/>
  <userTask id="it" motcua:form="tham-dinh" motcua:limit="12wh" motcua:result="KQ.G15.000335">
    <extensionElements>
      <motcua:decide outcome="granted" when="ok" reason="'x'"/>
      <motcua:decide outcome="refused" when="not ok"/>
      <motcua:clock ground="tax"/>
    </extensionElements>
  </userTask>
  <sendTask id="ip" messageRef="m">
    <extensionElements><motcua:payload><motcua:fact name="amount" value="n + 1"/></motcua:payload></extensionElements>
  </sendTask>
  <receiveTask id="ir" messageRef="m">
    <extensionElements>
      <motcua:take fact="papers"/>
      <motcua:clock ground="supplement" part="release"/>
    </extensionElements>
  </receiveTask>
  <endEvent id="ie"/>
  <sequenceFlow id="i1" sourceRef="is" targetRef="it"/>
  <sequenceFlow id="i2" sourceRef="it" targetRef="ip"/>
  <sequenceFlow id="i3" sourceRef="ip" targetRef="ir"/>
  <sequenceFlow id="i4" sourceRef="ir" targetRef="ie"/>
</subProcess>"""
# What runs: each lints clean and compiles.
RUNS = {
    "task": ('<userTask id="a"/>', "s a e"),
    "ids that the library uses": ('<userTask id="Start"/><userTask id="End"/>', "s Start End e"),
    "message start": (f'<startEvent id="s">{ON_MESSAGE}</startEvent>', "s e"),
    "none and message start": (f'<startEvent id="s"/><startEvent id="s2">{ON_MESSAGE}</startEvent>', "s a e; s2 a"),
    "message end": (f'<endEvent id="e">{ON_MESSAGE}</endEvent>', "s e"),
    "terminate end": ('<endEvent id="e"><terminateEventDefinition/></endEvent>', "s e"),
    "message catch": (catch(ON_MESSAGE), "s x e"),
    "message throw": (throw(ON_MESSAGE), "s x e"),
    "timer catch": (catch(HOUR), "s x e"),
    "timer date": (catch('<timerEventDefinition><timeDate>2026-12-31T17:00:00+07:00</timeDate></timerEventDefinition>'), "s x e"),
    "working timer": (boundary('<timerEventDefinition motcua:limit="8wh"/>'), "s a e; x e"),
    "boundary timer": (boundary(HOUR, 'cancelActivity="true"'), "s a e; x e"),
    "boundary message": (boundary(ON_MESSAGE), "s a e; x e"),
    "boundary on sub-process": (boundary(HOUR, host=f'<subProcess id="a">{INSIDE}</subProcess>'), "s a e; x e"),
    "manual, script, send, receive": (
        '<manualTask id="a"/><scriptTask id="b"><script>\n    n = 1\n    if n:\n        n = 2\n  </script></scriptTask>'
        '<sendTask id="c" messageRef="m"/><receiveTask id="d" messageRef="m"/>',
        "s a b c d e",
    ),
    "exclusive": (
        '<exclusiveGateway id="g" default="g_a"/><sequenceFlow id="c" sourceRef="g" targetRef="e">'
        '<conditionExpression xsi:type="tFormalExpression">\n   n &gt; 1 and\n   fact("k", 0) == 2\n '
        "</conditionExpression></sequenceFlow>",
        "s g a e",
    ),
    "parallel": ('<parallelGateway id="g"/><parallelGateway id="j"/>', "s g a j e; g b j"),
    "uncontrolled merge": ('<parallelGateway id="g"/>', "s g a c e; g b c"),
    "drawing": (
        '<textAnnotation id="ta"><text>note</text></textAnnotation><association id="as" sourceRef="a" targetRef="ta"/>'
        '<group id="gr"/>'
        '<dataObject id="do"/><dataObjectReference id="dr" dataObjectRef="do"/><dataStoreReference id="ds"/>',
        "s a e",
    ),
    "lanes": (
        '<laneSet id="ls"><lane id="l1" name="A" motcua:agency="land_branch"><flowNodeRef>\n  s </flowNodeRef>'
        '<childLaneSet><lane id="l2" motcua:role="desk">'
        "<flowNodeRef>a</flowNodeRef></lane></childLaneSet><flowNodeRef>a</flowNodeRef></lane></laneSet>",
        "s a e",
    ),
    "extensions": (
        EXTENDED,
        "s b e",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_what_runs_lints_clean_and_compiles(lint: Lint, name: str) -> None:
    body, chain = RUNS[name]
    data = build(body, chain, MESSAGE).encode()
    assert lint(data).findings == ()
    drawing = read(data, "process.bpmn").drawing
    assert drawing is not None
    assert compile_process(drawing, "p").id == "p"


def test_elements_without_id_are_named_by_type_and_line(lint: Lint) -> None:
    report = lint("<userTask/>\n<userTask/><userTask/>", "s e")
    assert [f.element for f in report.findings if f.code == "unreachable"] == [
        "userTask@5",
        "userTask@6",
        "userTask@6.2",
    ]


def test_no_error_finding_of_an_unexecutable_process(lint: Lint) -> None:
    """A file without an executable process is a diagram, whatever is in it."""
    report = lint(build('<task id="x"/><foo/>', "s x e", head='id="p"').encode())
    assert (report.kind, report.ok, report.findings) == ("diagram", True, ())


def test_white_box_pool_that_is_not_executable_is_not_checked(lint: Lint) -> None:
    """The citizen's steps may be drawn for people to read."""
    top = """<collaboration id="c"><participant id="here" processRef="p"/><participant id="q1" processRef="q"/>
      <messageFlow id="f" sourceRef="qt" targetRef="a"/></collaboration><process id="q"><task id="qt"/></process>"""
    assert lint('<receiveTask id="a" messageRef="m"/>', "s a e", MESSAGE + top).findings == ()
