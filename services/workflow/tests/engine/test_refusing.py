# SPDX-License-Identifier: Apache-2.0
"""Steps from which a refusal follows without anybody else's doing; a leave lends them as little as a signed result."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_workflow.domain.refusing import refusing
from motcua_workflow.engine.model import Drawing
from motcua_workflow.engine.read import read

WORKFLOWS = Path(__file__).parents[4] / "workflows"
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1">'
MESSAGE = '<messageEventDefinition messageRef="m"/>'


def drawn(source: bytes) -> Drawing:
    drawing = read(source, "process.bpmn").drawing
    assert drawing is not None
    return drawing


@pytest.mark.parametrize(
    ("folder", "signs"),
    [
        ("chung-thuc/ban-sao-tu-ban-chinh", {"approve_refusal", "sign_copies"}),
        # The second refuses the transfer for the mortgage that the first leaves.
        ("dat-dai/xoa-the-chap-va-chuyen-nhuong", {"approve_release", "sign_release", "approve_refusal"}),
        (
            "ho-tich/khai-sinh-thuong-tru-bhyt",
            {"sign_certificate", "approve_birth_refusal", "refuse_residence", "refuse_insurance"},
        ),
    ],
)
def test_who_decides_a_refusal_and_not_who_proposes_one(folder: str, signs: set[str]) -> None:
    assert refusing(drawn((WORKFLOWS / folder / "process.bpmn").read_bytes())) == signs


def decide(outcome: str, when: str = "") -> str:
    return f'<extensionElements><motcua:decide part="p" outcome="{outcome}" {when}/></extensionElements>'


def ways(*pairs: str) -> str:
    ends = (one.split(">") for one in pairs)
    return "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in ends)


def process(*body: str, name: str = "P") -> str:
    return f'<process id="{name}" isExecutable="true">{"".join(body)}</process>'


SOMETIMES = decide("refused", 'when="x == 1"')
END = f'<endEvent id="end">{decide("refused")}</endEvent>'
STEP = '<userTask id="a"/>'
DIRECT: dict[str, str] = {
    "at its end": process(STEP, END, ways("a>end")),
    "on itself, for some answers": process(f'<manualTask id="a">{SOMETIMES}</manualTask>'),
    "a stop": process(STEP, f'<endEvent id="end">{decide("stopped")}</endEvent>', ways("a>end")),
    "over gateways and what the system does": process(
        STEP, '<exclusiveGateway id="x"/><scriptTask id="s"/><parallelGateway id="y"/><sendTask id="t"/>', END,
        ways("a>x", "x>s", "s>y", "y>t", "t>end"),
    ),
    "in a circle": process(STEP, '<exclusiveGateway id="x"/><exclusiveGateway id="y"/>', END, ways(
        "a>x", "x>y", "y>x", "y>end")),
    "out of a sub-process": process(
        f'<subProcess id="u">{STEP}<endEvent id="i"/>{ways("a>i")}</subProcess>', END, ways("u>end")
    ),
    "with the sub-process itself": process(
        f'<subProcess id="u">{decide("refused")}{STEP}<endEvent id="i"/>{ways("a>i")}</subProcess>'
    ),
    "into a sub-process": process(
        STEP, f'<subProcess id="u"><startEvent id="i"/>{END}{ways("i>end")}</subProcess>', ways("a>u")
    ),
    "by a message that starts another pool": process(STEP, f'<endEvent id="e">{MESSAGE}</endEvent>', ways("a>e"))
    + process(f'<startEvent id="s">{MESSAGE}</startEvent>', END, ways("s>end"), name="Q"),
    "by a message that another pool waits for": process(
        STEP, f'<intermediateThrowEvent id="e">{MESSAGE}</intermediateThrowEvent>', ways("a>e")
    ) + process('<receiveTask id="r" messageRef="m"/>', END, ways("r>end"), name="Q"),
}  # fmt: skip
NOT: dict[str, str] = {
    "a grant": process(STEP, f'<endEvent id="end">{decide("granted")}</endEvent>', ways("a>end")),
    "a withdrawal": process(STEP, f'<endEvent id="end">{decide("withdrawn")}</endEvent>', ways("a>end")),
    "somebody else decides": process(STEP, '<userTask id="b"/>', END, ways("a>b", "b>end")),
    "something else must come first": process(
        STEP, f'<intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent>', END, ways("a>c", "c>end")
    ),
    "what happens instead of it": process(
        STEP, f'<boundaryEvent id="c" attachedToRef="a">{MESSAGE}</boundaryEvent>', END, ways("c>end")
    ),
    "a sub-process with work before": process(
        STEP, f'<subProcess id="u"><startEvent id="i"/><userTask id="b"/>{END}{ways("i>b", "b>end")}</subProcess>',
        ways("a>u"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "signs"), [(one, True) for one in DIRECT.values()] + [(one, False) for one in NOT.values()],
    ids=[*DIRECT, *NOT],
)  # fmt: skip
def test_what_follows_at_once(body: str, signs: bool) -> None:
    source = f'{HEAD}<message id="m" name="m"/>{body}</definitions>'
    assert ("a" in refusing(drawn(source.encode()))) is signs
