# SPDX-License-Identifier: Apache-2.0
"""Heads give tasks to colleagues; substitutes see and do an absent officer's work, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from assignment_harness import GRANT, NOW, Desk, claim, get, ids, inbox, new_id, release, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua_rpc import Conflict, InvalidInput, MotcuaError, NotFound, PermissionDenied

MINH, NGOC, SON, HA = "minh.datdai", "ngoc.datdai", "son.giamdoc", "ha.giamdoc"
GOOD = GRANT


def reassign(stub: Any, task: str, to: str = NGOC, reason: str = "Nghỉ ốm", request_id: str = "") -> Any:
    return stub.ReassignTask(
        desk_pb2.ReassignTaskRequest(request_id=request_id or new_id(), task_id=task, to=to, reason=reason)
    )


def substitute(
    stub: Any, by: str = NGOC, absent: str = "", first: int = 0, last: int = 4, reason: str = "Nghỉ phép"
) -> Any:
    days = ((NOW + timedelta(days=one)).date().isoformat() for one in (first, last))
    from_day, to_day = days
    return stub.SetSubstitution(
        desk_pb2.SetSubstitutionRequest(
            request_id=new_id(), absent=absent, substitute=by, from_day=from_day, to_day=to_day, reason=reason
        )
    ).substitution


def journal(stub: Any, dossier: str) -> list[Any]:
    return list(stub.ListJournal(desk_pb2.ListJournalRequest(dossier_id=dossier)).entries)


def refused(kind: type[MotcuaError], call: Callable[[], object]) -> str:
    with pytest.raises(kind) as error:
        call()
    return error.value.code


def test_a_head_gives_a_task_to_a_colleague(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    answer = reassign(desk.son, task)
    assert (answer.assignee.user, answer.assignee.name) == (NGOC, get(desk.ngoc, task).assignee.name)
    assert get(desk.ngoc, task).assignee.user == NGOC
    (entry,) = journal(desk.minh, dossier)
    assert (entry.type, entry.actor.user, entry.former.user, entry.holder.user, entry.text) == (
        "reassigned", SON, MINH, NGOC, "Nghỉ ốm",
    )  # fmt: skip
    assert desk.told()[-1] == "inbox.reassigned"


def test_the_same_request_gives_it_once(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    assert reassign(desk.son, task, request_id="once") == reassign(desk.son, task, request_id="once")
    assert len(journal(desk.minh, dossier)) == 1


@pytest.mark.parametrize(
    ("who", "to", "reason", "kind", "code"),
    [
        ("minh", NGOC, "x", PermissionDenied, "HEADS_ONLY"),
        ("phuc", NGOC, "x", PermissionDenied, "HEADS_ONLY"),
        ("huong", NGOC, "x", PermissionDenied, "HEADS_ONLY"),
        ("son", NGOC, "  ", InvalidInput, "REASON_REQUIRED"),
        ("son", NGOC, "x" * 501, InvalidInput, "REASON_REQUIRED"),
        ("son", MINH, "x", Conflict, "TASK_HELD_ALREADY"),
        ("son", SON, "x", Conflict, "COLLEAGUE_UNFIT"),
        ("son", "lan.motcua", "x", Conflict, "COLLEAGUE_UNFIT"),
        ("son", "nobody", "x", Conflict, "COLLEAGUE_UNFIT"),
        ("son", "", "x", Conflict, "COLLEAGUE_UNFIT"),
    ],
)
def test_who_may_not_reassign_and_to_whom(
    desk: Desk, who: str, to: str, reason: str, kind: type[MotcuaError], code: str
) -> None:
    _, task = desk.claimed_step()
    assert refused(kind, lambda: reassign(getattr(desk, who), task, to, reason)) == code
    assert get(desk.minh, task).assignee.user == MINH


def test_a_head_of_another_unit_finds_no_task(desk: Desk) -> None:
    _, task = desk.claimed_step()
    quang = desk.as_person("quang.chutich", "Vũ Đình Quang", "commune_leader", unit="suoi_trong")
    assert refused(NotFound, lambda: reassign(quang, task)) == "TASK_UNKNOWN"


def test_what_is_closed_is_given_to_nobody(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    desk.close(dossier, task, "cancelled")
    assert refused(Conflict, lambda: reassign(desk.son, task)) == "TASK_CLOSED"


def test_colleagues_who_may_do_it_with_what_they_have(desk: Desk) -> None:
    _, task = desk.claimed_step()
    answer = desk.son.ListColleagues(desk_pb2.ListColleaguesRequest(task_id=task))
    assert answer.caller_is_head
    assert {one.user: one.claimed for one in answer.colleagues} == {MINH: 1, NGOC: 0}
    everybody = desk.minh.ListColleagues(desk_pb2.ListColleaguesRequest())
    assert not everybody.caller_is_head
    assert {one.user for one in everybody.colleagues if one.head} == {SON, HA}


def test_a_substitute_sees_and_does_the_work_with_both_names(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    assert ids(inbox(desk.ngoc, pb.TASK_FILTER_MINE)) == []
    made = substitute(desk.minh)
    assert (made.absent.user, made.substitute.user, made.active, list(made.lent_roles)) == (
        MINH,
        NGOC,
        True,
        [],
    )
    assert ids(inbox(desk.ngoc, pb.TASK_FILTER_MINE)) == [task]
    assert desk.ngoc.CountTasks(pb.CountTasksRequest()).mine == 1
    taken = claim(desk.ngoc, task)
    assert (taken.assignee.user, taken.on_behalf_of) == (NGOC, MINH)
    both = taken.assignee.name
    assert both.endswith(f", thay {made.absent.name}") and not both.startswith(made.absent.name)
    done = desk.ngoc.CompleteTask(step_request(task, GOOD))
    assert done.task.assignee.name == both
    assert desk.workflow.peer.calls[-1][1].actor.name == both
    assert [one.actor.name for one in desk.minh.GetTask(pb.GetTaskRequest(task_id=task)).records] == [both]
    assert [one.type for one in journal(desk.ngoc, dossier)] == ["taken_over"]


def test_without_a_substitution_a_colleague_takes_nothing(desk: Desk) -> None:
    _, task = desk.claimed_step()
    substitute(desk.minh, first=1)
    assert refused(MotcuaError, lambda: claim(desk.ngoc, task)) == "TASK_TAKEN"
    made = substitute(desk.ngoc, by=MINH, first=20, last=21)
    desk.ngoc.EndSubstitution(
        desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
    )
    desk.clock.set(NOW + timedelta(days=6))
    assert refused(MotcuaError, lambda: claim(desk.ngoc, task)) == "TASK_TAKEN"


def test_the_returned_officer_is_not_locked_out(desk: Desk) -> None:
    _, task = desk.claimed_step()
    substitute(desk.minh)
    claim(desk.ngoc, task)
    release(desk.ngoc, task)
    assert not get(desk.minh, task).on_behalf_of
    assert claim(desk.minh, task).assignee.user == MINH


def test_a_role_is_lent_for_steps_without_a_signature_only(desk: Desk) -> None:
    """A land officer stands in for the head of the branch: sees the head's steps, but signs nothing."""
    dossier = new_id()
    desk.accept(dossier)
    plain = desk.open(dossier, element="plain", role="land_leader")
    signed = desk.open(dossier, element="signed", role="land_leader", result_code="KQ.G15.000335")
    assert plain not in ids(inbox(desk.ngoc))
    made = substitute(desk.son, by=NGOC)
    assert (list(made.lent_roles), made.signs) == (["land_leader"], False)
    assert plain in ids(inbox(desk.ngoc)) and signed not in ids(inbox(desk.ngoc))
    assert claim(desk.ngoc, plain).on_behalf_of == SON
    assert refused(NotFound, lambda: claim(desk.ngoc, signed)) == "TASK_UNKNOWN"
    desk.clock.set(NOW + timedelta(days=5))
    assert ids(inbox(desk.ngoc)) == []


def test_what_a_substitute_did_stays_theirs_to_read_after_the_leave(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    lent = desk.open(dossier, element="plain", role="land_leader")
    substitute(desk.son, by=NGOC)
    claim(desk.ngoc, lent)
    desk.ngoc.CompleteTask(step_request(lent, GOOD))
    desk.clock.set(NOW + timedelta(days=5))
    assert ids(inbox(desk.ngoc, pb.TASK_FILTER_DONE)) == [lent]
    assert desk.ngoc.GetTask(pb.GetTaskRequest(task_id=lent)).task.on_behalf_of == SON
    assert lent not in ids(inbox(desk.minh, pb.TASK_FILTER_DONE))
    assert refused(NotFound, lambda: get(desk.minh, lent)) == "TASK_UNKNOWN"


def test_a_role_at_the_window_is_lent_to_nobody(desk: Desk) -> None:
    made = substitute(desk.lan, by="thao.tuphap")
    assert list(made.lent_roles) == []


@pytest.mark.parametrize(
    ("who", "values", "kind", "code"),
    [
        ("minh", {"absent": NGOC, "by": MINH}, PermissionDenied, "HEADS_ONLY"),
        ("minh", {"by": MINH}, Conflict, "COLLEAGUE_UNFIT"),
        ("minh", {"by": "lan.motcua"}, Conflict, "COLLEAGUE_UNFIT"),
        ("minh", {"by": "nobody"}, Conflict, "COLLEAGUE_UNFIT"),
        ("son", {"absent": "lan.motcua"}, Conflict, "COLLEAGUE_UNFIT"),
        ("minh", {"first": 3, "last": 2}, InvalidInput, "DAYS_INVALID"),
        ("minh", {"first": -3, "last": -2}, InvalidInput, "DAYS_INVALID"),
        ("minh", {"first": 0, "last": 500}, InvalidInput, "DAYS_INVALID"),
        ("minh", {"reason": ""}, InvalidInput, "REASON_REQUIRED"),
    ],
)
def test_substitutions_that_cannot_be(
    desk: Desk, who: str, values: dict[str, Any], kind: type[MotcuaError], code: str
) -> None:
    with pytest.raises(kind) as error:
        substitute(getattr(desk, who), **values)
    assert error.value.code in (code, *(one.code for one in error.value.field_errors))


def test_a_head_sets_one_for_another_and_only_one_at_a_time(desk: Desk) -> None:
    made = substitute(desk.son, absent=MINH)
    assert made.set_by.user == SON
    assert refused(Conflict, lambda: substitute(desk.minh, first=4, last=9)) == "SUBSTITUTION_CLASH"
    # Whoever is away stands in for nobody.
    assert refused(Conflict, lambda: substitute(desk.ngoc, by=MINH)) == "SUBSTITUTION_CLASH"
    end = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
    assert refused(NotFound, lambda: desk.lan.EndSubstitution(end)) == "SUBSTITUTION_UNKNOWN"
    assert desk.ngoc.EndSubstitution(end).substitution.ended_by.user == NGOC
    again = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
    assert refused(Conflict, lambda: desk.minh.EndSubstitution(again)) == "SUBSTITUTION_OVER"
    assert substitute(desk.minh).active
    listed = desk.minh.ListSubstitutions(desk_pb2.ListSubstitutionsRequest(all=True)).substitutions
    assert (
        len(listed) == 2
        and len(desk.lan.ListSubstitutions(desk_pb2.ListSubstitutionsRequest(all=True)).substitutions) == 0
    )


def acceptance(stub: Any, task: str) -> Any:
    request = pb.CompleteTaskRequest(request_id=new_id(), task_id=task)
    request.acceptance.accept.note = "Đủ giấy tờ"
    return stub.CompleteTask(request)


def test_at_the_window_a_colleague_acts_with_both_names(desk: Desk) -> None:
    """Intake is asked by this service, which knows who is away; else in the clerk's own name, with the clerk's own token."""
    desk.submit(new_id())
    (task,) = ids(inbox(desk.lan))
    claim(desk.lan, task)
    substitute(desk.lan, by="hung.motcua")
    both = claim(desk.hung, task).assignee.name
    assert both == "Lê Mạnh Hùng, thay Trần Thị Lan"
    assert acceptance(desk.hung, task).task.assignee.name == both
    ((method, sent),) = desk.intake.peer.calls
    assert (method, sent.acting.user, sent.acting.name, sent.acting.unit) == (
        "AcceptDossier", "hung.motcua", both, "suoi_trong",
    )  # fmt: skip
    assert desk.intake.callers == ["service-account-assignment"]
    desk.submit(new_id())
    (own,) = ids(inbox(desk.hung))
    claim(desk.hung, own)
    acceptance(desk.hung, own)
    assert not desk.intake.peer.calls[-1][1].HasField("acting")
    assert desk.intake.callers[-1] == "hung.motcua"
