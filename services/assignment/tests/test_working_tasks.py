# SPDX-License-Identifier: Apache-2.0
"""Officers at work: claim, give back, complete; what they see at once, and what a faster colleague leaves them."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from assignment_harness import (
    CHECKS,
    GRANT,
    NOW,
    Desk,
    claim,
    get,
    ids,
    inbox,
    new_id,
    release,
    stamp,
    step_request,
)
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.events.v1 import process_pb2 as p
from motcua_rpc import AlreadyExists, Conflict, FieldError, InvalidInput, MotcuaError, NotFound, Stale
from motcua_rpc.structs import to_dict


def test_the_list_shows_ones_own_completion_at_once(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    following = desk.flow_task(dossier, element="draft", name="Bước sau", form="")
    elsewhere = desk.flow_task(dossier, element="sign", role="land_leader")
    desk.workflow.next[task] = [following, elsewhere]

    answer = desk.minh.CompleteTask(step_request(task))

    assert answer.task.state == pb.TASK_STATE_DONE
    assert (answer.task.assignee.user, answer.task.assignee.name) == ("minh.datdai", "Đỗ Văn Minh")
    assert ids(list(answer.opened)) == [following.task_id]
    assert ids(inbox(desk.minh)) == [following.task_id]
    assert ids(inbox(desk.son)) == [elsewhere.task_id]
    assert ids(inbox(desk.minh, pb.TASK_FILTER_DONE)) == [task]
    # The events that confirm it change nothing.
    desk.close(dossier, task, user="minh.datdai", name="Đỗ Văn Minh")
    desk.open(dossier, task_id=following.task_id, element="draft", name="Bước sau", form="")
    assert ids(inbox(desk.minh)) == [following.task_id]
    assert desk.told().count("inbox.completed") == 1


def test_only_facts_go_to_the_engine_and_all_answers_are_kept(desk: Desk) -> None:
    _, task = desk.claimed_step()
    answers = {**GRANT, "note": "Đã  đối chiếu "}

    desk.minh.CompleteTask(step_request(task, answers))

    ((_, sent),) = desk.workflow.peer.calls
    assert to_dict(sent.facts) == {"release_proposal": "grant"}
    assert (sent.actor.user, sent.actor.name, sent.actor.unit) == (
        "minh.datdai",
        "Đỗ Văn Minh",
        "chi_nhanh_dat_dai",
    )
    (kept,) = desk.recorded(task)
    assert kept.settled
    assert {one: kept.answers[one] for one in CHECKS} == CHECKS
    assert kept.answers["note"].startswith("Đã")


def test_who_approves_reads_what_was_proposed_and_other_units_do_not(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    reason = "Bên nhận thế chấp không đồng ý xóa."
    answers = CHECKS | {"check_consent": "fail", "release_proposal": "refuse", "release_reason": reason}
    desk.minh.CompleteTask(step_request(task, answers))
    approval = desk.open(dossier, element="approve_release", role="land_leader", form="duyet-xoa")
    tax = desk.open(dossier, role="tax_officer", agency="tax_office", form="xac-dinh-nghia-vu")

    (record,) = desk.son.GetTask(pb.GetTaskRequest(task_id=approval)).records
    assert (record.task_id, record.actor.name, record.title.vi) == (
        task, "Đỗ Văn Minh", "Thẩm định hồ sơ xóa thế chấp"
    )  # fmt: skip
    told = {one.label.en: one.value for one in record.answers}
    assert told["Proposal"].vi == "Từ chối xóa đăng ký"
    assert told["Proposal"].en == "Refuse the release"
    assert told["Reason for refusing"].vi == reason
    assert (told["The request for release is valid"].vi, told["The mortgagee agrees to the release"].en) == (
        "Đạt", "Not met"
    )  # fmt: skip
    assert list(desk.huong.GetTask(pb.GetTaskRequest(task_id=tax)).records) == []


def test_numbers_dates_and_ticks_are_read_back_as_people_write_them(desk: Desk) -> None:
    role = {"role": "tax_officer", "agency": "tax_office"}
    _, task = desk.claimed_step(desk.huong, form="xac-nhan-nop-tien", **role)
    desk.huong.CompleteTask(
        step_request(task, {"payment_ref": "BL-1", "paid_on": "2026-11-20", "amount_paid": "1.250.000"})
    )
    (record,) = desk.huong.GetTask(pb.GetTaskRequest(task_id=task)).records
    assert [one.value.vi for one in record.answers] == ["BL-1", "20/11/2026", "1.250.000", "Không"]


def test_one_of_two_officers_gets_the_task_and_the_other_the_name(desk: Desk) -> None:
    _, task = desk.ready_step()
    start = Barrier(2)

    def take(stub: Any) -> Any:
        start.wait()
        try:
            return claim(stub, task)
        except MotcuaError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(take, [desk.minh, desk.ngoc]))

    (won,) = [one for one in got if isinstance(one, pb.Task)]
    (lost,) = [one for one in got if isinstance(one, Stale)]
    assert won.state == pb.TASK_STATE_CLAIMED
    assert lost.code == "TASK_TAKEN"
    assert won.assignee.name in lost.message_vi
    assert won.assignee.name in lost.message_en
    assert desk.told() == ["inbox.opened", "inbox.claimed"]


def test_claiming_again_changes_nothing(desk: Desk) -> None:
    _, task = desk.ready_step()
    first = claim(desk.minh, task, "r-1")
    assert claim(desk.minh, task, "r-1") == first
    assert claim(desk.minh, task, "r-2").revision == first.revision
    with pytest.raises(AlreadyExists):
        claim(desk.minh, new_id(), "r-1")


def test_what_was_given_back_can_be_taken_by_a_colleague(desk: Desk) -> None:
    _, task = desk.claimed_step()
    assert ids(inbox(desk.minh, pb.TASK_FILTER_MINE)) == [task]
    with pytest.raises(Stale) as taken:
        release(desk.ngoc, task)
    assert taken.value.code == "TASK_TAKEN"

    given = release(desk.minh, task)
    assert given.state == pb.TASK_STATE_OPEN
    assert not given.HasField("assignee")
    assert release(desk.minh, task).revision == given.revision
    assert ids(inbox(desk.ngoc, pb.TASK_FILTER_UNASSIGNED)) == [task]
    assert claim(desk.ngoc, task).assignee.user == "ngoc.datdai"
    assert desk.told() == ["inbox.opened", "inbox.claimed", "inbox.released", "inbox.claimed"]


def test_a_task_must_be_claimed_by_whoever_completes_it(desk: Desk) -> None:
    _, task = desk.ready_step()
    with pytest.raises(Conflict) as unclaimed:
        desk.minh.CompleteTask(step_request(task))
    assert unclaimed.value.code == "TASK_NOT_CLAIMED"

    claim(desk.ngoc, task)
    with pytest.raises(Stale) as taken:
        desk.minh.CompleteTask(step_request(task))
    assert (taken.value.code, taken.value.details["assignee"]) == ("TASK_TAKEN", "Ngô Bích Ngọc")
    assert desk.workflow.peer.calls == []


def test_a_finished_task_says_who_finished_it_when(desk: Desk) -> None:
    _, task = desk.claimed_step()
    desk.minh.CompleteTask(step_request(task))
    for attempt in (
        lambda: claim(desk.ngoc, task),
        lambda: release(desk.ngoc, task),
        lambda: desk.ngoc.CompleteTask(step_request(task)),
    ):
        with pytest.raises(Conflict) as closed:
            attempt()
        assert closed.value.code == "TASK_CLOSED"
        assert "Đỗ Văn Minh" in closed.value.message_vi
        assert "09:00 on 23 November 2026" in closed.value.message_en


@pytest.mark.parametrize(
    ("told", "cause", "vi", "en"),
    [
        ({"user": "an", "name": "Ân", "why": "withdrawn"}, "withdrawn", "hồ sơ đã được rút lúc 09:00", "nothing more to do"),
        ({"user": "son", "name": "Sơn", "unit": "branch"}, "decision", "Sơn đã quyết định ở bước khác", "Sơn decided in another"),
        ({}, "process", "quy trình đã đóng việc này lúc 09:00", "See the dossier's history"),
    ],
)  # fmt: skip
def test_a_cancelled_task_says_why_it_is_gone_and_what_to_do(
    desk: Desk, told: dict[str, str], cause: str, vi: str, en: str
) -> None:
    dossier, task = desk.claimed_step()
    desk.close(dossier, task, "cancelled", **told)
    for attempt in (
        lambda: desk.minh.CompleteTask(step_request(task)),
        lambda: claim(desk.ngoc, task),
        lambda: release(desk.minh, task),
    ):
        with pytest.raises(Conflict) as gone:
            attempt()
        assert (gone.value.code, gone.value.details["cause"]) == ("TASK_CLOSED", cause)
        assert vi in gone.value.message_vi and en in gone.value.message_en
        assert gone.value.message_en in repr(gone.value) and "current state" not in repr(gone.value)
        assert "không được ghi nhận" in gone.value.message_vi and "Ân" not in gone.value.message_vi
    assert desk.workflow.peer.calls == []


def test_a_cause_that_comes_after_the_task_was_found_closed_is_kept(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    desk.workflow.closed.add(task)
    with pytest.raises(Conflict) as unknown:
        desk.minh.CompleteTask(step_request(task))
    assert unknown.value.details["cause"] == "process"
    desk.close(dossier, task, "cancelled", why="withdrawn")
    with pytest.raises(Conflict) as known:
        desk.minh.CompleteTask(step_request(task))
    assert known.value.details["cause"] == "withdrawn"


@pytest.mark.parametrize(
    ("decided", "part", "cause"),
    [
        ([("release", "granted"), ("transfer", "withdrawn")], "", "withdrawn"),
        ([("transfer", "withdrawn")], "transfer", "withdrawn"),
        ([("transfer", "withdrawn")], "release", "process"),
        ([("transfer", "withdrawn")], "", "process"),  # the other part goes on
        ([("release", "withdrawn"), ("transfer", "refused")], "", "process"),
    ],
    ids=["another-agency", "own-part", "other-part", "not-all", "not-last"],
)
def test_what_ends_in_another_pool_by_a_withdrawal_says_so(
    desk: Desk, decided: list[tuple[str, str]], part: str, cause: str
) -> None:
    """The tax office's work ends by a notice of the land office, which does not name the applicant's act; in either order."""
    dossier, early = desk.claimed_step(part=part)
    late = desk.open(dossier, part=part)
    desk.clock.set(NOW + timedelta(minutes=2))
    desk.close(dossier, early, "cancelled")
    for number, (key, outcome) in enumerate(decided):
        message = p.ProcessResultDecided(
            process=desk.process(dossier),
            part=key,
            outcome=outcome,
            at=stamp(NOW + timedelta(seconds=number)),
        )
        for _ in range(2):
            desk.handle("process.result_decided", message, dossier)
    desk.close(dossier, late, "cancelled")
    for task in (early, late):
        with pytest.raises(Conflict) as gone:
            desk.minh.CompleteTask(step_request(task))
        assert gone.value.details["cause"] == cause


def test_what_ended_before_the_withdrawal_did_not_end_by_it(desk: Desk) -> None:
    dossier, task = desk.claimed_step(part="transfer")
    desk.close(dossier, task, "cancelled")
    later = stamp(NOW + timedelta(minutes=1))
    message = p.ProcessResultDecided(
        process=desk.process(dossier), part="transfer", outcome="withdrawn", at=later
    )
    desk.handle("process.result_decided", message, dossier)
    with pytest.raises(Conflict) as gone:
        desk.minh.CompleteTask(step_request(task))
    assert gone.value.details["cause"] == "process"


def test_a_step_that_a_colleagues_decision_ended_names_the_colleague(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    other = desk.open(dossier)
    desk.workflow.interrupts[task] = [other]
    desk.minh.CompleteTask(step_request(task))
    with pytest.raises(Conflict) as gone:
        claim(desk.ngoc, other)
    assert gone.value.details["cause"] == "decision" and "Đỗ Văn Minh" in gone.value.message_vi


def test_a_repeated_completion_gives_the_first_answer(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    desk.workflow.next[task] = [desk.flow_task(dossier)]
    request = step_request(task)
    first = desk.minh.CompleteTask(request)
    assert desk.minh.CompleteTask(request) == first
    assert len(desk.workflow.peer.calls) == 1

    other = step_request(task, {**GRANT, "note": "Khác"}, request.request_id)
    with pytest.raises(AlreadyExists) as reused:
        desk.minh.CompleteTask(other)
    assert reused.value.code == "REQUEST_ID_REUSED"


def test_two_clicks_at_once_are_one_completion(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    desk.workflow.next[task] = [desk.flow_task(dossier)]
    request, start = step_request(task), Barrier(2)

    def complete(_: int) -> Any:
        start.wait()
        return desk.minh.CompleteTask(request)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(complete, range(2))
    assert first == second
    assert desk.told().count("inbox.completed") == 1
    assert desk.told().count("inbox.opened") == 2
    assert len(desk.recorded(task)) == 1


def test_colleagues_may_choose_the_same_request_id(desk: Desk) -> None:
    (_, mine), (_, yours) = desk.claimed_step(desk.minh), desk.claimed_step(desk.ngoc)
    desk.minh.CompleteTask(step_request(mine, request_id="1"))
    desk.ngoc.CompleteTask(step_request(yours, request_id="1"))
    assert {request.task_id for _, request in desk.workflow.peer.calls} == {mine, yours}


def test_the_longest_request_id_still_gives_every_inner_call_its_own(desk: Desk) -> None:
    _, task = desk.claimed_step(form="ky-xoa", role="land_officer", result_code="KQ.G15.000335")
    desk.minh.CompleteTask(step_request(task, {}, "x" * 200, signed(desk)))
    inner = [desk.intake.peer.calls[0][1].request_id, desk.workflow.peer.calls[0][1].request_id]
    assert len(set(inner)) == 2
    assert max(map(len, inner)) <= 200


def test_what_workflow_has_closed_is_closed_here_with_a_clear_answer(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    desk.workflow.closed.add(task)
    with pytest.raises(Conflict) as closed:
        desk.minh.CompleteTask(step_request(task))
    assert closed.value.code == "TASK_CLOSED"
    assert "quy trình đã đóng" in closed.value.message_vi
    assert inbox(desk.minh) == []
    assert get(desk.minh, task).state == pb.TASK_STATE_CANCELLED
    assert desk.recorded(task) == []
    # It was guessed; workflow's event knows better.
    desk.close(dossier, task, user="ngoc.datdai", name="Ngô Bích Ngọc")
    after = get(desk.minh, task)
    assert (after.state, after.assignee.name) == (pb.TASK_STATE_DONE, "Ngô Bích Ngọc")


def test_steps_that_a_completion_interrupts_leave_the_inbox(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    other, unread = desk.open(dossier, element="other"), new_id()
    desk.workflow.interrupts[task] = [other, unread]
    desk.minh.CompleteTask(step_request(task))
    assert inbox(desk.minh) == []
    assert get(desk.minh, other).state == pb.TASK_STATE_CANCELLED
    # Its opening comes only now: it must not rise again.
    desk.open(dossier, task_id=unread)
    assert inbox(desk.minh) == []


def test_wrong_answers_are_named_field_by_field_and_change_nothing(desk: Desk) -> None:
    _, task = desk.claimed_step()
    wrong = {"release_proposal": "refuse", "release_reason": "ngắn", "stranger": "x"}
    wrong |= {"check_request": "maybe", "check_certificate": "fail"}
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, wrong))
    assert refused.value.code == "ANSWERS_INVALID"
    fields = {one.field: one.message_vi for one in refused.value.field_errors}
    assert set(fields) == {
        "answers.release_reason", "answers.check_request", "answers.check_consent", "answers.stranger"
    }  # fmt: skip
    assert fields["answers.check_consent"] == "Hãy chọn một mục."
    assert "10" in fields["answers.release_reason"]
    assert desk.workflow.peer.calls == []
    assert desk.recorded(task) == []
    assert get(desk.minh, task).state == pb.TASK_STATE_CLAIMED


def test_a_signing_step_wants_the_whole_signed_result(desk: Desk) -> None:
    _, task = desk.claimed_step(form="ky-xoa", result_code="KQ.G15.000335")
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, {}))
    assert refused.value.code == "RESULT_MISSING"
    assert {one.field for one in refused.value.field_errors} == {
        "result.number", "result.signed_at", "result.file_id"
    }  # fmt: skip
    half = signed(desk)
    half.number = "  "
    half.ClearField("signed_at")
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, {"stranger": "x"}, result=half))
    assert {one.field for one in refused.value.field_errors} == {
        "answers.stranger", "result.number", "result.signed_at"
    }  # fmt: skip
    assert desk.intake.peer.calls == []


SOME_SIGNED = {"form": "ky-chung-thuc", "result_code": "KQ.G15.000021"}
BACK = {"certification_decision": "send_back", "opinion": "Đối chiếu lại trang hai."}


def test_an_answer_that_is_not_signed_completes_without_a_result(desk: Desk) -> None:
    _, task = desk.claimed_step(**SOME_SIGNED)
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, BACK, result=signed(desk)))
    assert refused.value.code == "RESULT_UNASKED"
    assert [one.field for one in refused.value.field_errors] == ["result"]
    assert desk.intake.peer.calls == [] and desk.workflow.peer.calls == [] and desk.recorded(task) == []
    assert desk.minh.CompleteTask(step_request(task, BACK)).task.state == pb.TASK_STATE_DONE
    ((_, completed),) = desk.workflow.peer.calls
    assert (completed.result_id, desk.intake.peer.calls) == ("", [])
    assert to_dict(completed.facts) == {"certification_decision": "send_back"}


def test_the_answer_that_is_signed_wants_the_result(desk: Desk) -> None:
    _, task = desk.claimed_step(**SOME_SIGNED)
    sign = {"certification_decision": "sign"}
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, sign))
    assert refused.value.code == "RESULT_MISSING"
    desk.minh.CompleteTask(step_request(task, sign, result=signed(desk)))
    ((_, attached),) = desk.intake.peer.calls
    assert (attached.result_code, attached.signer) == ("KQ.G15.000021", "Lý Bảo Ngọc")


@pytest.mark.parametrize(
    "answers", [{}, {"certification_decision": "send_back"}, {"certification_decision": "?"}]
)
def test_wrong_answers_are_told_before_a_result_is_judged(desk: Desk, answers: dict[str, str]) -> None:
    _, task = desk.claimed_step(**SOME_SIGNED)
    for result in (None, signed(desk), pb.SignedResult(signer="X")):
        with pytest.raises(InvalidInput) as refused:
            desk.minh.CompleteTask(step_request(task, answers, result=result))
        assert refused.value.code == "ANSWERS_INVALID"
        assert all(one.field.startswith("answers.") for one in refused.value.field_errors)


@pytest.mark.parametrize("name", ["X", "Nguyễn Văn An", "Trịnh Hồng Sơn", "Mai Lan Hương"])
def test_nobody_signs_but_who_has_the_role_of_the_step_in_its_unit(desk: Desk, name: str) -> None:
    _, task = desk.claimed_step(form="ky-xoa", result_code="KQ.G15.000335")
    stranger = signed(desk)
    stranger.signer = name
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, {}, result=stranger))
    assert refused.value.code == "SIGNER_UNFIT"
    (told,) = refused.value.field_errors
    assert told.field == "result.signer" and "Ngô Quang Minh, Lý Bảo Ngọc" in told.message_en
    assert desk.intake.peer.calls == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", "Ngô Quang Minh"),
        (" lý bảo  NGỌC", "Lý Bảo Ngọc"),
        (unicodedata.normalize("NFD", "Lý Bảo Ngọc"), "Lý Bảo Ngọc"),
    ],
)
def test_the_signer_is_kept_as_the_organisation_writes_the_name(desk: Desk, typed: str, kept: str) -> None:
    _, task = desk.claimed_step(form="ky-xoa", result_code="KQ.G15.000335")
    paper = signed(desk)
    paper.signer = typed
    desk.minh.CompleteTask(step_request(task, {}, result=paper))
    assert desk.intake.peer.calls[0][1].signer == kept


def test_a_result_signed_before_its_step_opened_is_refused(desk: Desk) -> None:
    desk.clock.set(NOW + timedelta(seconds=40))
    _, task = desk.claimed_step(form="ky-xoa", result_code="KQ.G15.000335")
    early = signed(desk)
    early.signed_at.CopyFrom(stamp(NOW - timedelta(minutes=1)))
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, {}, result=early))
    assert refused.value.code == "RESULT_SIGNED_EARLY"
    (told,) = refused.value.field_errors
    assert told.field == "result.signed_at"
    assert "09:00 ngày 23/11/2026" in told.message_vi and "09:00 on 23 November 2026" in told.message_en
    assert desk.intake.peer.calls == [] and desk.recorded(task) == []
    early.signed_at.CopyFrom(stamp(NOW))  # people write minutes: the minute of the opening itself is taken
    assert desk.minh.CompleteTask(step_request(task, {}, result=early)).task.state == pb.TASK_STATE_DONE


def test_the_signed_result_is_attached_before_the_engine_goes_on(desk: Desk) -> None:
    dossier, task = desk.claimed_step(form="ky-xoa", result_code="KQ.G15.000335")
    desk.minh.CompleteTask(step_request(task, {}, result=signed(desk)))
    ((_, attached),) = desk.intake.peer.calls
    assert (attached.dossier_id, attached.part, attached.result_code) == (dossier, "release", "KQ.G15.000335")
    assert (attached.number, attached.actor.user) == ("12/XN", "minh.datdai")
    assert desk.intake.callers == ["service-account-assignment"]


def test_a_result_that_intake_refuses_stops_the_completion_and_names_the_field(desk: Desk) -> None:
    _, task = desk.claimed_step(form="ky-xoa", result_code="KQ.G15.000335")
    desk.intake.peer.fail = InvalidInput(
        fields=[FieldError("signed_at", "SIGNED_AT_RANGE", "Ở tương lai.", "Future.")]
    )
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(step_request(task, {}, result=signed(desk)))
    assert [one.field for one in refused.value.field_errors] == ["result.signed_at"]
    assert desk.workflow.peer.calls == []
    assert desk.recorded(task) == []


@pytest.mark.parametrize("what", ["nothing", "acceptance", "result", "answers"])
def test_what_does_not_fit_the_task_is_refused(desk: Desk, what: str) -> None:
    _, task = desk.claimed_step(form="" if what == "answers" else "tham-dinh-xoa")
    request = step_request(task, result=signed(desk) if what == "result" else None)
    if what == "nothing":
        request.ClearField("step")
    elif what == "acceptance":
        request.acceptance.accept.note = ""
    with pytest.raises(InvalidInput) as refused:
        desk.minh.CompleteTask(request)
    assert refused.value.code == "ACTION_MISMATCH"


def test_the_task_is_given_with_its_form_and_a_form_that_is_missing_is_said(desk: Desk) -> None:
    _, task = desk.ready_step()
    assert '"release_proposal"' in get(desk.minh, task).form
    assert inbox(desk.minh)[0].form == ""
    _, without = desk.ready_step(form="khong-co")
    with pytest.raises(Conflict) as missing:
        get(desk.minh, without)
    assert missing.value.code == "FORM_UNKNOWN"


def test_ids_that_cannot_be_are_unknown_tasks(desk: Desk) -> None:
    for odd in ("", "x", "a%00b", "x" * 5000):
        for call in (lambda one: get(desk.minh, one), lambda one: claim(desk.minh, one)):
            with pytest.raises(NotFound) as unknown:
                call(odd)
            assert unknown.value.code == "TASK_UNKNOWN"
        with pytest.raises(NotFound):
            desk.minh.CompleteTask(step_request(odd))
    for odd in ("", "a\0b", "x" * 201):
        with pytest.raises(InvalidInput):
            desk.minh.ClaimTask(pb.ClaimTaskRequest(request_id=odd, task_id="x"))


def signed(desk: Desk) -> pb.SignedResult:
    return pb.SignedResult(
        number="12/XN", signer="Lý  bảo Ngọc", signed_at=stamp(desk.clock.now()), file_id="f-1"
    )
