# SPDX-License-Identifier: Apache-2.0
"""A decision carries the papers that completed steps named: of this move, of earlier ones, and of no other part."""

from __future__ import annotations

import pytest
from motcua_rpc import AlreadyExists, Conflict
from workflow_harness import LAND, SIGN, House, drawing, folder, scenario, small


@pytest.fixture
def signing(house: House) -> str:
    """A land dossier whose mortgage release waits for its signature; the task."""
    house.publish(folder(LAND))
    house.start_land()
    house.do("appraise_release", release_proposal="grant")
    house.do("approve_release", release_decision="approve")
    return house.task("sign_release")


def decided(house: House) -> list[tuple[str, str, list[str]]]:
    return [
        (data["part"], data["outcome"], data.get("resultIds", []))
        for kind, data in house.events()
        if kind == "process.result_decided"
    ]


def test_the_completion_that_won_names_the_paper(house: House, signing: str) -> None:
    house.complete(signing, "first", result_id="paper-a")
    with pytest.raises(Conflict) as closed:
        house.complete(signing, "second", result_id="paper-b")
    house.complete(signing, "first", result_id="paper-a")
    with pytest.raises(AlreadyExists):
        house.complete(signing, "first", result_id="paper-b")
    assert closed.value.code == "TASK_CLOSED"
    assert decided(house) == [("release", "granted", ["paper-a"])]


def test_a_completion_from_before_papers_had_ids_names_none(house: House, signing: str) -> None:
    house.complete(signing)
    assert decided(house) == [("release", "granted", [])]


def test_what_is_withdrawn_carries_no_paper(house: House, signing: str) -> None:
    house.deliver("withdrawal_requested")
    assert [papers for _, _, papers in decided(house)] == [[], []]
    with pytest.raises(Conflict):
        house.complete(signing, result_id="paper-a")
    assert not house.rows("SELECT id FROM workflow.task WHERE result_id <> ''")


DECIDE = '<extensionElements><motcua:decide part="copy" outcome="granted"/></extensionElements>'
BODY = (
    '<startEvent id="s"/>'
    '<intermediateCatchEvent id="more"><messageEventDefinition id="me" messageRef="m_wake"/></intermediateCatchEvent>'
    f'<endEvent id="e">{DECIDE}</endEvent>' + SIGN.replace(DECIDE, "")
)
FLOW = '<messageFlow id="mf" sourceRef="applicant" targetRef="more"/>'
STEPS = "{complete: sign, result: KQ.G15.000021}, {message: supplement_received}"


@pytest.mark.parametrize("named", ["paper-a", ""])
def test_a_paper_of_an_earlier_step_goes_with_the_later_decision(house: House, named: str) -> None:
    good = scenario(STEPS, "{status: completed, ends: [e]}")
    answer = house.publish(small("thu/ky-truoc", drawing(BODY, "s > sign > more > e", FLOW), {"tot": good}))
    assert answer.published, answer.findings
    house.start("thu/ky-truoc")
    house.complete(house.task("sign"), result_id=named)
    assert decided(house) == []
    house.deliver("supplement_received")
    assert decided(house) == [("copy", "granted", [named] if named else [])]
