# SPDX-License-Identifier: Apache-2.0
"""A script that fails is an incident at its element: kept, listed, tried again, and never in the way of the rest."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_rpc import Conflict, NotFound
from workflow_harness import SIGN, House, drawing, scenario, small

KEY = "thu/su-co"
BODY = (
    '<startEvent id="s"/><parallelGateway id="split"/><parallelGateway id="join"/><endEvent id="e"/>'
    '<scriptTask id="share" name="Chia phần" scriptFormat="text/starlark">'
    "<script>share = 100 // pages</script></scriptTask>"
    '<scriptTask id="half" scriptFormat="text/starlark"><script>half = 50 // pages</script></scriptTask>'
    '<intermediateCatchEvent id="more"><messageEventDefinition id="me" messageRef="m_wake"/></intermediateCatchEvent>'
    + SIGN
)
WAYS = "s > split > share > join > sign > e\nsplit > half > join\nsplit > more > join"
FLOW = '<messageFlow id="mf" sourceRef="applicant" targetRef="more"/>'
STEPS = "{message: supplement_received, facts: {pages: 5}}, {complete: sign, result: KQ.G15.000021}"


@pytest.fixture
def failed(house: House) -> House:
    """A dossier whose two scripts divide by nothing."""
    drawn = drawing(BODY, WAYS, FLOW)
    good = scenario(STEPS, "{status: completed, ends: [e]}", "{pages: 4}")
    answer = house.publish(small(KEY, drawn, {"tot": good}, facts="  pages: $answers.pages\n"))
    assert answer.published, answer.findings
    house.start(KEY, pages=0)
    return house


def _list(house: House, everything: bool = False) -> list[common_pb2.Failure]:
    request = pb.ListFailuresRequest(all=everything)
    return list(house.stub("operator").ListFailures(request).failures)


def _retry(house: House, failure: str, request_id: str = "") -> common_pb2.Failure:
    request = pb.RetryFailureRequest(request_id=request_id or house.next_id(), failure_id=failure)
    return house.stub("operator").RetryFailure(request).failure


def test_what_failed_is_listed_with_its_cause(failed: House) -> None:
    found = {one.subject: one for one in _list(failed)}
    assert set(found) == {"share", "half"}
    one = found["share"]
    assert (one.service, one.kind, one.dossier_id, one.attempts, one.state) == (
        "workflow",
        "incident",
        "D1",
        1,
        "open",
    )
    assert one.cause == "EXPRESSION_FAILED" and "division" in one.message
    assert failed.process().instances[0].status == "incident"
    raised = [data["element"] for kind, data in failed.events() if kind == "incident.raised"]
    assert sorted(raised) == ["half", "share"]


def test_another_branch_goes_on_and_heals_nothing_by_itself(failed: House) -> None:
    assert failed.deliver("supplement_received", pages=5).delivery == pb.DELIVERY_ACCEPTED
    assert {one.subject for one in _list(failed)} == {"share", "half"}
    assert failed.told()["incident.resolved"] == 0 and failed.told()["incident.raised"] == 2


def test_a_retry_that_fails_again_counts(failed: House) -> None:
    failure = next(one for one in _list(failed) if one.subject == "share")
    again = _retry(failed, failure.id)
    assert (again.attempts, again.state, again.retried_by) == (2, "retried", "operator")
    (act,) = next(one for one in _list(failed) if one.id == failure.id).acts
    assert (act.act, act.user, act.outcome) == ("retry", "operator", "failed") and act == again.acts[0]
    assert act.at.ToDatetime(tzinfo=UTC) == failed.clock.now(), "business time"
    other = next(one for one in _list(failed) if one.subject == "half")
    assert other.attempts == 1, "only the one that was asked for is tried"
    assert failed.told()["incident.raised"] == 3 and failed.told()["incident.resolved"] == 0


def test_a_retry_after_the_repair_goes_on_where_it_stood(failed: House) -> None:
    failed.deliver("supplement_received", pages=5)
    for failure in _list(failed):
        done = _retry(failed, failure.id, f"retry-{failure.subject}")
        assert (done.state, done.retried_by) == ("resolved", "operator")
        assert _retry(failed, failure.id, f"retry-{failure.subject}") == done, (
            "the same request, the same answer"
        )
    assert _list(failed) == [] and failed.open() == ["sign"]
    assert {one.state for one in _list(failed, everything=True)} == {"resolved"}
    assert failed.process().instances[0].status == "running"
    resolved = [data for kind, data in failed.events() if kind == "incident.resolved"]
    assert len(resolved) == 2 and resolved[0]["actor"]["user"] == "operator"


def test_what_is_resolved_or_unknown_cannot_be_tried_again(failed: House) -> None:
    failed.deliver("supplement_received", pages=5)
    failure = _list(failed)[0].id
    _retry(failed, failure)
    with pytest.raises(Conflict) as resolved:
        _retry(failed, failure)
    assert resolved.value.code == "FAILURE_RESOLVED"
    with pytest.raises(NotFound) as unknown:
        _retry(failed, "khong-co")
    assert unknown.value.code == "FAILURE_UNKNOWN"


def test_the_list_is_paged_by_token_newest_first(failed: House) -> None:
    for number in range(3):
        failed.clock.advance(_minute())
        failed.start(KEY, f"later-{number}", pages=0)
    seen: list[tuple[str, str]] = []
    token = ""
    while True:
        page = failed.stub("operator").ListFailures(pb.ListFailuresRequest(page_size=3, page_token=token))
        seen += [(one.dossier_id, one.subject) for one in page.failures]
        token = page.next_page_token
        if not token:
            break
    assert len(seen) == len(set(seen)) == 8
    assert [dossier for dossier, _ in seen[::2]] == ["later-2", "later-1", "later-0", "D1"]


def _minute() -> Any:
    from datetime import timedelta

    return timedelta(minutes=1)


def test_what_ended_without_the_operator_is_not_said_to_be_theirs(house: House) -> None:
    """Tried in vain, then left behind as the process ended."""
    body = (
        '<startEvent id="s"/><parallelGateway id="split"/><endEvent id="e"><terminateEventDefinition id="t"/></endEvent>'
        '<scriptTask id="share" scriptFormat="text/starlark"><script>share = 100 // pages</script></scriptTask>'
        '<intermediateCatchEvent id="more"><messageEventDefinition id="me" messageRef="m_wake"/></intermediateCatchEvent>'
        '<endEvent id="over"><extensionElements><motcua:decide part="copy" outcome="refused" '
        'reason="\'Không làm được nữa.\'"/></extensionElements><terminateEventDefinition id="te"/></endEvent>'
        + SIGN
    )
    drawn = drawing(body, "s > split > share > sign > e\nsplit > more > over", FLOW)
    wake, sign = "{message: supplement_received}", "{complete: sign, result: KQ.G15.000021}"
    played = {
        name: scenario(step, f"{{status: completed, ends: [{end}]}}", "{pages: 4}")
        for name, step, end in (("bo", wake, "over"), ("tot", sign, "e"))
    }
    answer = house.publish(small(KEY, drawn, played, facts="  pages: $answers.pages\n"))
    assert answer.published, answer.findings
    house.start(KEY, pages=0)
    [failure] = _list(house)
    assert _retry(house, failure.id).retried_by == "operator"
    house.deliver("supplement_received", pages=0)
    [gone] = _list(house, everything=True)
    assert (gone.state, gone.retried_by) == ("resolved", "")
