# SPDX-License-Identifier: Apache-2.0
"""Heads give tasks to colleagues; substitutes see and do an absent officer's work, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from assignment_harness import GRANT, NOW, Desk, claim, get, ids, inbox, new_id, release, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2, kept_forms_pb2
from motcua_assignment.entrypoints.escalation import LeaveWorker
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
    entry, claimed = journal(desk.minh, dossier)
    assert (claimed.type, claimed.actor.user, claimed.holder.user) == ("claimed", MINH, MINH)
    assert (entry.type, entry.actor.user, entry.former.user, entry.holder.user, entry.text) == (
        "reassigned", SON, MINH, NGOC, "Nghỉ ốm",
    )  # fmt: skip
    assert desk.told()[-1] == "inbox.reassigned"


def test_the_same_request_gives_it_once(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    assert reassign(desk.son, task, request_id="once") == reassign(desk.son, task, request_id="once")
    assert [one.type for one in journal(desk.minh, dossier)] == ["reassigned", "claimed"]


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
    with pytest.raises(Conflict) as early:
        desk.ngoc.CompleteTask(step_request(task, GOOD))
    assert early.value.code == "TASK_NOT_CLAIMED" and "Bạn đang làm thay" in early.value.message_vi
    taken = claim(desk.ngoc, task)
    assert (taken.assignee.user, taken.on_behalf_of) == (NGOC, MINH)
    both = taken.assignee.name
    assert both.endswith(f", thay {made.absent.name}") and not both.startswith(made.absent.name)
    done = desk.ngoc.CompleteTask(step_request(task, GOOD))
    assert done.task.assignee.name == both
    assert desk.workflow.peer.calls[-1][1].actor.name == both
    assert [one.actor.name for one in desk.minh.GetTask(pb.GetTaskRequest(task_id=task)).records] == [both]
    assert [one.type for one in journal(desk.ngoc, dossier)] == ["taken_over", "claimed"]


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


SIGNED = {"a result": {"result_code": "KQ.G15.000335"}, "a refusal": {"signs": True}}
"""A refusal goes out under the name of who decides, as a result does (form 03)."""


@pytest.mark.parametrize("told", ["by the event", "by an answer of the workflow"])
@pytest.mark.parametrize("what", SIGNED)
def test_a_role_is_lent_for_steps_without_a_signature_only(desk: Desk, what: str, told: str) -> None:
    """A land officer stands in for the head of the branch: sees the head's steps, but signs nothing."""
    dossier = new_id()
    desk.accept(dossier)
    plain = desk.open(dossier, element="plain", role="land_leader")
    values = {"element": "signed", "role": "land_leader", **SIGNED[what]}
    signed = desk.open(dossier, **values) if told == "by the event" else opened_by_an_answer(desk, values)
    assert plain not in ids(inbox(desk.ngoc))
    made = substitute(desk.son, by=NGOC)
    assert (list(made.lent_roles), made.signs) == (["land_leader"], False)
    assert plain in ids(inbox(desk.ngoc)) and signed not in ids(inbox(desk.ngoc))
    assert claim(desk.ngoc, plain).on_behalf_of == SON
    assert refused(NotFound, lambda: claim(desk.ngoc, signed)) == "TASK_UNKNOWN"
    desk.clock.set(NOW + timedelta(days=5))
    assert ids(inbox(desk.ngoc)) == []


def opened_by_an_answer(desk: Desk, values: dict[str, Any]) -> str:
    """A step that opened as the next one of a step that was completed here; the event was not read yet."""
    dossier, before = desk.claimed_step()
    after = desk.flow_task(dossier, **values)
    desk.workflow.next[before] = [after]
    desk.minh.CompleteTask(step_request(before, GOOD))
    return after.task_id


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


@pytest.mark.parametrize(("first", "last", "clashes"), [(0, 0, True), (4, 9, True), (5, 9, False)])
def test_who_stands_in_for_somebody_goes_on_leave_only_when_that_ended(
    desk: Desk, first: int, last: int, clashes: bool
) -> None:
    made = substitute(desk.minh)
    if not clashes:
        assert substitute(desk.ngoc, by=HA, first=first, last=last)
        return
    for who in (desk.ngoc, desk.son):
        with pytest.raises(Conflict) as error:
            substitute(who, absent=NGOC, by=HA, first=first, last=last)
        assert error.value.code == "SUBSTITUTION_CLASH"
        assert "Lý Bảo Ngọc đang làm thay Ngô Quang Minh từ 2" in error.value.message_vi
        assert re.search(r"for Ngô Quang Minh from \d+ \w+ 20\d\d to \d+ \w+ 20\d\d:", error.value.message_en)
    end = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
    desk.ngoc.EndSubstitution(end)
    assert substitute(desk.ngoc, by=HA, first=first, last=last).substitute.user == HA


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


def lent(desk: Desk, dossier: str, part: str = "release", **more: Any) -> str:
    return desk.open(dossier, element="approve", role="land_leader", part=part, **more)


def done(desk: Desk, stub: Any = None, **values: Any) -> str:
    """A dossier in which one officer of the branch has done a step."""
    dossier, task = desk.claimed_step(stub or desk.minh, **values)
    (stub or desk.minh).CompleteTask(step_request(task, GOOD))
    return dossier


def test_nobody_checks_their_own_work_with_a_lent_role(desk: Desk) -> None:
    """Four eyes: it is neither listed nor counted, and refused by name where it is asked for."""
    dossier = done(desk, part="release")
    mine, elsewhere = lent(desk, dossier), lent(desk, dossier, part="transfer")
    substitute(desk.son, by=MINH)
    assert ids(inbox(desk.minh)) == [elsewhere]
    assert desk.minh.CountTasks(pb.CountTasksRequest()).open == 1
    with pytest.raises(Conflict) as error:
        claim(desk.minh, mine)
    assert error.value.code == "OWN_WORK"
    assert get(desk.minh, mine).state == pb.TASK_STATE_OPEN
    (outcome,) = desk.minh.BulkClaim(desk_pb2.BulkClaimRequest(request_id=new_id(), task_ids=[mine])).outcomes
    assert (outcome.done, outcome.code) == (False, "OWN_WORK")
    assert claim(desk.minh, elsewhere).on_behalf_of == SON
    # The way out: somebody else with the role, or whom a head names.
    reassign(desk.son, mine, to=HA)
    assert get(desk.son, mine).assignee.user == HA


def test_what_the_absent_head_held_is_not_taken_over_by_whom_it_checks(desk: Desk) -> None:
    dossier = done(desk)
    task = lent(desk, dossier)
    claim(desk.son, task)
    substitute(desk.son, by=MINH)
    assert refused(Conflict, lambda: claim(desk.minh, task)) == "OWN_WORK"


def test_a_check_that_was_claimed_first_is_not_completed_after_the_own_work(desk: Desk) -> None:
    """Work is sent back while the check of it lies with the substitute."""
    dossier, first = desk.claimed_step(part="release")
    check = lent(desk, dossier)
    substitute(desk.son, by=MINH)
    claim(desk.minh, check)
    desk.minh.CompleteTask(step_request(first, GOOD))
    assert refused(Conflict, lambda: desk.minh.CompleteTask(step_request(check, {}))) == "OWN_WORK"


def test_whoever_has_both_roles_by_the_unit_is_not_asked(desk: Desk) -> None:
    dossier = done(desk, desk.minh)
    task = lent(desk, dossier)
    both = desk.as_person(MINH, "Ngô Quang Minh", "land_officer", "land_leader", unit="chi_nhanh_dat_dai")
    assert claim(both, task).assignee.user == MINH


def test_a_task_goes_back_when_the_leave_is_over(desk: Desk) -> None:
    """By a lent role and by the own one; with what was typed, told to both, and done by nobody meanwhile."""
    dossier, own = desk.claimed_step()
    role = lent(desk, dossier)
    substitute(desk.minh), substitute(desk.son, by=NGOC)
    for task in (own, role):
        claim(desk.ngoc, task)
    desk.clock.set(NOW + timedelta(days=5))
    assert refused(Conflict, lambda: desk.ngoc.CompleteTask(step_request(own, GOOD))) == "SUBSTITUTION_OVER"
    worker = next(one for one in desk.service.background if isinstance(one, LeaveWorker))
    assert worker.give_some_back()
    assert not worker.give_some_back()
    assert (get(desk.minh, own).assignee.user, get(desk.son, role).assignee.user) == (MINH, SON)
    assert not get(desk.minh, own).on_behalf_of
    assert [one.type for one in journal(desk.minh, dossier)][:2] == ["given_back", "given_back"]
    assert desk.told()[-1] == "inbox.reassigned"
    desk.minh.CompleteTask(step_request(own, GOOD))


def test_a_head_gives_for_good_what_a_substitute_has_in_place_of_another(desk: Desk) -> None:
    """One act: it is the substitute's own then, and stays theirs when the leave is over."""
    dossier, task = desk.claimed_step()
    substitute(desk.minh)
    both = claim(desk.ngoc, task).assignee.name
    answer = reassign(desk.son, task)
    assert (answer.assignee.user, answer.assignee.name) == (NGOC, "Lý Bảo Ngọc")
    assert not get(desk.ngoc, task).on_behalf_of
    entry = journal(desk.son, dossier)[0]
    assert (entry.type, entry.former.name, entry.holder.name) == ("reassigned", both, "Lý Bảo Ngọc")
    assert refused(Conflict, lambda: reassign(desk.son, task)) == "TASK_HELD_ALREADY"
    desk.clock.set(NOW + timedelta(days=5))
    worker = next(one for one in desk.service.background if isinstance(one, LeaveWorker))
    assert not worker.give_some_back()
    assert get(desk.ngoc, task).assignee.user == NGOC
    desk.ngoc.CompleteTask(step_request(task, GOOD))


def test_a_head_gives_a_task_to_whom_its_role_is_lent(desk: Desk) -> None:
    """In place of who is away, as when the substitute takes it; with four eyes, and back when the leave is over."""
    dossier = new_id()
    desk.accept(dossier)
    task = lent(desk, dossier)

    def offered() -> set[str]:
        listed = desk.son.ListColleagues(desk_pb2.ListColleaguesRequest(task_id=task))
        return {one.user for one in listed.colleagues}

    assert NGOC not in offered()
    substitute(desk.son, by=NGOC)
    assert NGOC in offered()
    answer = reassign(desk.son, task)
    assert (answer.assignee.user, answer.assignee.name) == (NGOC, "Lý Bảo Ngọc, thay Trịnh Hồng Sơn")
    assert get(desk.ngoc, task).on_behalf_of == SON
    assert refused(Conflict, lambda: reassign(desk.son, task)) == "TASK_HELD_ALREADY"
    desk.clock.set(NOW + timedelta(days=5))
    assert NGOC not in offered()
    worker = next(one for one in desk.service.background if isinstance(one, LeaveWorker))
    assert worker.give_some_back()
    assert get(desk.son, task).assignee.user == SON


def test_what_needs_a_signature_is_given_to_nobody_by_a_leave(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    task = desk.open(dossier, role="land_leader", result_code="KQ.G15.000335")
    substitute(desk.son, by=NGOC)
    assert refused(Conflict, lambda: reassign(desk.son, task)) == "COLLEAGUE_UNFIT"


def test_a_check_is_not_given_to_who_did_the_work(desk: Desk) -> None:
    dossier, work = desk.claimed_step(desk.ngoc, part="release")
    desk.ngoc.CompleteTask(step_request(work, GOOD))
    task = lent(desk, dossier)
    substitute(desk.son, by=NGOC)
    assert refused(Conflict, lambda: reassign(desk.son, task)) == "OWN_WORK"


def test_a_task_goes_back_when_the_leave_is_ended_early(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    task = lent(desk, dossier)
    made = substitute(desk.son, by=NGOC)
    claim(desk.ngoc, task)
    ended = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
    desk.son.EndSubstitution(ended)
    assert get(desk.son, task).assignee.user == SON
    assert journal(desk.son, dossier)[0].actor.user == SON


@pytest.mark.parametrize("given_back", [True, False], ids=["ended early", "the last day is over"])
@pytest.mark.parametrize("role", ["lent", "own"])
def test_a_substitute_whose_leave_ended_hears_whose_it_is_again(
    desk: Desk, role: str, given_back: bool
) -> None:
    """Their page stays readable as long as nobody else had it, so that what was typed is not lost."""
    dossier, task = desk.claimed_step()
    if role == "lent":
        task = lent(desk, dossier)
        claim(desk.son, task)
    made = substitute(desk.son if role == "lent" else desk.minh, by=NGOC, last=0)
    claim(desk.ngoc, task)
    if given_back:
        ended = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
        desk.ngoc.EndSubstitution(ended)
    else:
        desk.clock.set(NOW + timedelta(days=1))
    with pytest.raises(Conflict) as error:
        desk.ngoc.CompleteTask(step_request(task, GOOD))
    back = "Trịnh Hồng Sơn" if role == "lent" else "Ngô Quang Minh"
    assert error.value.message_vi.endswith(f"việc này đã về {back}.")
    assert get(desk.ngoc, task).task_id == task
    if given_back:
        assert not desk.ngoc.GetTask(pb.GetTaskRequest(task_id=task)).may.take
    if role == "lent":
        typed = kept_forms_pb2.KeptField(name="a.note", values=["x"])
        kept = kept_forms_pb2.SaveStepFormRequest(request_id=new_id(), task_id=task, fields=[typed])
        assert refused(Conflict, lambda: desk.ngoc.SaveStepForm(kept)) == "SUBSTITUTION_OVER"
        reassign(desk.son, task, to=HA)
        if given_back:
            assert refused(NotFound, lambda: get(desk.ngoc, task)) == "TASK_UNKNOWN"


def test_what_the_caller_may_do_with_a_task(desk: Desk) -> None:
    """What a page offers is what is accepted: taking it, in whose place, giving it to somebody."""
    dossier, held = desk.claimed_step()
    free, checked = desk.open(dossier, element="free"), lent(desk, dossier)

    def may(stub: Any, task: str) -> tuple[bool, str, bool]:
        told = stub.GetTask(pb.GetTaskRequest(task_id=task)).may
        return told.take, told.in_place_of.name, told.give

    assert [may(desk.minh, one) for one in (held, free)] == [(False, "", False), (True, "", False)]
    assert [may(desk.ngoc, one) for one in (held, free)] == [(False, "", False), (True, "", False)]
    # Who leads the unit reads all of it and takes what is of their role.
    assert [may(desk.son, one) for one in (held, free, checked)] == [
        (False, "", True), (False, "", True), (True, "", True),
    ]  # fmt: skip
    substitute(desk.minh)
    assert may(desk.ngoc, held) == (True, "Ngô Quang Minh", False)
    # Who stands in for a head gives tasks to colleagues as the head does.
    substitute(desk.son, by=NGOC)
    assert may(desk.ngoc, held) == (True, "Ngô Quang Minh", True)
    assert may(desk.ngoc, checked) == (True, "Trịnh Hồng Sơn", True)
    assert may(desk.ngoc, free) == (True, "", True)
    claim(desk.ngoc, held)
    assert may(desk.ngoc, held) == (False, "", True)
    desk.close(dossier, held, "cancelled")
    assert not desk.ngoc.GetTask(pb.GetTaskRequest(task_id=held)).HasField("may")


def test_claiming_and_giving_back_are_written_down(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    release(desk.minh, task)
    claim(desk.ngoc, task)
    assert [(one.type, one.actor.user) for one in journal(desk.minh, dossier)] == [
        ("claimed", NGOC), ("released", MINH), ("claimed", MINH),
    ]  # fmt: skip


def test_who_was_given_it_by_the_head_did_not_take_it(desk: Desk) -> None:
    _, task = desk.claimed_step()
    reassign(desk.son, task)
    with pytest.raises(MotcuaError) as error:
        desk.minh.CompleteTask(step_request(task, GOOD))
    assert error.value.code == "TASK_TAKEN"
    assert error.value.message_vi == "Hoàng Sơn đã giao việc này cho Lý Bảo Ngọc."
