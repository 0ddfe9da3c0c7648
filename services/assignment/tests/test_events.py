# SPDX-License-Identifier: Apache-2.0
"""What the inbox makes of events: twice, in any order between topics, for the window and behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from assignment_harness import (
    NOW,
    PROMISED,
    SAME_DAY,
    Desk,
    claim,
    get,
    ids,
    inbox,
    moment,
    new_id,
    stamp,
    step_request,
)
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as d
from motcua.events.v1 import fees_pb2 as f
from motcua_events import Invalid

LATER = PROMISED + timedelta(days=3)


@pytest.mark.parametrize("first", ["accepted", "opened"])
def test_a_step_has_the_dossier_and_its_legal_date_whichever_came_first(desk: Desk, first: str) -> None:
    dossier = new_id()
    if first == "accepted":
        desk.accept(dossier)
    task = desk.open(dossier)
    if first == "opened":
        assert get(desk.minh, task).dossier_code, "the code comes with the task"
        desk.accept(dossier)
    found = get(desk.minh, task)
    assert found.applicant_name == "Nguyễn Văn An"
    assert found.procedure_name.en == "Release and transfer"
    assert moment(found.legal_due_at) == SAME_DAY, "the part's own date"
    assert found.unit == "chi_nhanh_dat_dai"
    assert moment(found.due_at) == NOW.replace(hour=15, minute=0), (
        "four working hours, with the pause at noon"
    )


def test_a_step_without_a_part_has_the_promised_date(desk: Desk) -> None:
    _, task = desk.ready_step(part="")
    assert moment(get(desk.minh, task).legal_due_at) == PROMISED


def test_a_step_that_closed_before_it_was_opened_never_lives(desk: Desk) -> None:
    dossier, task = new_id(), new_id()
    desk.accept(dossier)
    desk.close(dossier, task, user="minh.datdai", name="Đỗ Văn Minh")
    desk.close(dossier, task, user="minh.datdai", name="Đỗ Văn Minh")
    desk.open(dossier, task_id=task)
    desk.open(dossier, task_id=task)
    assert inbox(desk.minh) == []
    found = get(desk.minh, task)
    assert (found.state, found.title.vi) == (pb.TASK_STATE_DONE, "Thẩm định hồ sơ xóa thế chấp")
    assert found.assignee.name == "Đỗ Văn Minh"
    assert desk.told() == [], "it was never in an inbox"


def test_events_that_come_twice_have_one_effect(desk: Desk) -> None:
    dossier = new_id()
    for _ in range(2):
        desk.submit(dossier)
    assert len(inbox(desk.lan)) == 1
    for _ in range(2):
        desk.accept(dossier)
    opened = desk.opened(dossier)
    for _ in range(2):
        desk.handle("task.opened", opened, dossier)
    for _ in range(2):
        desk.close(dossier, opened.task_id, "cancelled")
    assert inbox(desk.lan) == inbox(desk.minh) == []
    assert desk.told() == ["inbox.opened", "inbox.completed", "inbox.opened", "inbox.cancelled"]


def test_an_opened_task_says_what_it_is_and_to_which_part_it_belongs(desk: Desk) -> None:
    """Control slips, the board and who may read are filled from this one event."""
    dossier = new_id()
    desk.submit(dossier)
    desk.accept(dossier)
    opened = desk.opened(dossier)
    desk.handle("task.opened", opened, dossier)
    rows = desk.rows("SELECT envelope::json -> 'data' AS data FROM assignment.outbox ORDER BY id")
    told = {row.data["taskId"]: row.data for row in rows if "title" in row.data}
    step = told.pop(opened.task_id)
    assert (step["kind"], step["part"], step["unit"]) == ("step", opened.part, "chi_nhanh_dat_dai")
    assert step["title"]["vi"] == opened.name
    assert [(one["kind"], one.get("part", "")) for one in told.values()] == [("acceptance", "")]


def test_what_was_brought_to_the_window_waits_for_no_answer(desk: Desk) -> None:
    dossier = new_id()
    message = d.DossierSubmitted(dossier=desk.head(dossier), submitted_at=stamp(NOW), source="window")
    desk.handle("dossier.submitted", message, dossier)
    assert inbox(desk.lan) == []


def test_what_came_online_waits_at_the_window_until_it_is_answered(desk: Desk) -> None:
    dossier = new_id()
    desk.submit(dossier)
    (task,) = inbox(desk.lan)
    assert (task.kind, task.role, task.unit) == (pb.TASK_KIND_ACCEPTANCE, "window_clerk", "suoi_trong")
    assert task.title.en == "Accept what came online"
    assert moment(task.due_at) == moment(task.legal_due_at) == SAME_DAY
    desk.accept(dossier)
    done = get(desk.lan, task.task_id)
    assert (done.state, done.assignee.name) == (pb.TASK_STATE_DONE, "Trần Thị Lan"), (
        "who accepted it elsewhere"
    )


def test_a_supplement_before_acceptance_closes_the_item_and_its_answer_opens_a_new_one(desk: Desk) -> None:
    dossier = new_id()
    desk.submit(dossier)
    (first,) = inbox(desk.lan)
    asked = d.DossierSupplementRequested(dossier=desk.head(dossier), round=1, stage="before_acceptance")
    desk.handle("dossier.supplement_requested", asked, dossier)
    assert inbox(desk.lan) == []
    answered = d.DossierSupplementAnswered(
        dossier=desk.head(dossier), round=1, stage="before_acceptance", answer_due_at=stamp(LATER)
    )
    for _ in range(2):
        desk.handle("dossier.supplement_answered", answered, dossier)
    (second,) = inbox(desk.lan)
    assert second.task_id != first.task_id
    assert (second.title.vi, moment(second.due_at)) == ("Tiếp nhận hồ sơ đã bổ sung", LATER)


@pytest.mark.parametrize("decision", ["dossier.supplement_requested", "dossier.refused", "dossier.accepted"])
def test_what_the_counter_decides_on_the_spot_is_no_work_for_later(desk: Desk, decision: str) -> None:
    """The decision is the first that is heard of such a dossier."""
    dossier = new_id()
    kinds: dict[str, Any] = {
        "dossier.supplement_requested": d.DossierSupplementRequested(round=1, stage="before_acceptance"),
        "dossier.refused": d.DossierRefused(reason="Sai thẩm quyền"),
        "dossier.accepted": d.DossierAccepted(),
    }
    message = kinds[decision]
    message.dossier.CopyFrom(desk.head(dossier))
    for _ in range(2):
        desk.handle(decision, message, dossier)
    assert inbox(desk.lan) == []
    if decision == "dossier.supplement_requested":
        answered = d.DossierSupplementAnswered(
            dossier=desk.head(dossier), round=1, stage="before_acceptance", answer_due_at=stamp(LATER)
        )
        desk.handle("dossier.supplement_answered", answered, dossier)
        (task,) = inbox(desk.lan)
        assert task.kind == pb.TASK_KIND_ACCEPTANCE


def test_an_overdue_supplement_opens_the_item_again_and_late_papers_come_to_it(desk: Desk) -> None:
    dossier = new_id()
    desk.submit(dossier)
    asked = d.DossierSupplementRequested(dossier=desk.head(dossier), round=1, stage="before_acceptance")
    desk.handle("dossier.supplement_requested", asked, dossier)
    closed = d.DossierSupplementClosed(
        dossier=desk.head(dossier),
        round=1,
        stage="before_acceptance",
        overdue=True,
        answer_due_at=stamp(SAME_DAY),
    )
    for _ in range(2):
        desk.handle("dossier.supplement_closed", closed, dossier)
    (item,) = inbox(desk.lan)
    assert item.title.vi == "Tiếp nhận hoặc từ chối: hết hạn bổ sung, chưa nhận được"
    assert moment(item.due_at) == SAME_DAY

    answered = d.DossierSupplementAnswered(
        dossier=desk.head(dossier), round=1, stage="before_acceptance", answer_due_at=stamp(LATER)
    )
    for _ in range(2):
        desk.handle("dossier.supplement_answered", answered, dossier)
    (same,) = inbox(desk.lan)
    assert same.task_id == item.task_id
    assert (same.title.en, moment(same.due_at)) == ("Accept what was supplemented", LATER)


def test_a_supplement_that_the_process_gave_up_is_no_work_of_the_window(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    for stage, overdue in (
        ("after_appraisal", True),
        ("after_appraisal", False),
        ("before_acceptance", False),
    ):
        closed = d.DossierSupplementClosed(
            dossier=desk.head(dossier), round=1, stage=stage, overdue=overdue, answer_due_at=stamp(SAME_DAY)
        )
        desk.handle("dossier.supplement_closed", closed, dossier)
    assert inbox(desk.lan) == []
    assert ids(inbox(desk.minh)) == [task]


def test_a_supplement_after_appraisal_is_no_work_of_the_window(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    for kind, message in (
        ("dossier.supplement_requested", d.DossierSupplementRequested),
        ("dossier.supplement_answered", d.DossierSupplementAnswered),
    ):
        head = desk.head(dossier, promised_at=stamp(PROMISED))
        desk.handle(kind, message(dossier=head, round=1, stage="after_appraisal"), dossier)
    assert inbox(desk.lan) == []
    assert ids(inbox(desk.minh)) == [task]


@pytest.mark.parametrize(
    ("type_", "state"),
    [("dossier.refused", pb.TASK_STATE_DONE), ("dossier.withdrawn", pb.TASK_STATE_CANCELLED)],
)
def test_a_dossier_that_ends_early_leaves_no_work(desk: Desk, type_: str, state: int) -> None:
    dossier = new_id()
    desk.submit(dossier)
    (task,) = inbox(desk.lan)
    by = common_pb2.Actor(user="hung.motcua", name="Lê Mạnh Hùng")
    message = (
        d.DossierRefused(dossier=desk.head(dossier), reason="Sai thẩm quyền", actor=by)
        if type_ == "dossier.refused"
        else d.DossierWithdrawn(dossier=desk.head(dossier))
    )
    desk.handle(type_, message, dossier)
    found = get(desk.lan, task.task_id)
    assert found.state == state
    assert found.assignee.name == ("Lê Mạnh Hùng" if state == pb.TASK_STATE_DONE else "")


def ready(
    desk: Desk,
    dossier: str,
    *codes: str,
    complete: bool = False,
    originals: tuple[str, ...] = (),
    slips: tuple[str, ...] = (),
) -> None:
    head = desk.head(dossier, promised_at=stamp(PROMISED))
    message = d.DossierResultsReady(
        dossier=head, result_codes=codes, complete=complete, originals=originals, slips=slips
    )
    desk.handle("dossier.results_ready", message, dossier)


def returned(
    desk: Desk, dossier: str, *codes: str, originals: tuple[str, ...] = (), slips: tuple[str, ...] = ()
) -> None:
    head = desk.head(dossier, promised_at=stamp(PROMISED))
    message = d.ResultReturned(
        dossier=head, result_codes=codes, returned_at=stamp(NOW), originals=originals, slips=slips
    )
    desk.handle("result.returned", message, dossier)


def test_results_wait_at_the_window_as_one_item_however_many_there_are(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A")
    ready(desk, dossier, "A", "B", complete=True)
    (task,) = inbox(desk.lan)
    assert (task.kind, task.title.vi) == (pb.TASK_KIND_RETURN, "Trả kết quả")
    returned(desk, dossier, "A", "B")
    assert inbox(desk.lan) == []


def test_part_one_can_be_returned_before_part_two_is_done(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A")
    returned(desk, dossier, "A")
    assert inbox(desk.lan) == []
    ready(desk, dossier, "B", complete=True)
    assert len(inbox(desk.lan)) == 1


def test_a_result_that_was_left_behind_is_not_forgotten(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A", "B", complete=True)
    (first,) = inbox(desk.lan)
    returned(desk, dossier, "A")
    (second,) = inbox(desk.lan)
    assert second.task_id != first.task_id
    returned(desk, dossier, "B")
    assert inbox(desk.lan) == []


def test_an_original_that_goes_back_is_an_item_of_the_window(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A")
    returned(desk, dossier, "A")
    for _ in range(2):
        ready(desk, dossier, complete=True, originals=("GCN",))
    (task,) = inbox(desk.lan)
    assert (task.kind, task.title.vi) == (pb.TASK_KIND_RETURN, "Trả lại bản chính đã thu")
    returned(desk, dossier, originals=("GCN",))
    assert inbox(desk.lan) == []


def test_an_original_that_was_left_behind_is_not_forgotten(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "GCN", complete=True, originals=("GCN",))
    assert inbox(desk.lan)[0].title.vi == "Trả kết quả"
    returned(desk, dossier, "GCN")
    (task,) = inbox(desk.lan)
    assert task.title.vi == "Trả lại bản chính đã thu"


def test_returning_has_no_countdown_and_is_never_overdue(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A", complete=True)
    desk.clock.set(NOW + timedelta(days=60))
    (task,) = inbox(desk.lan)
    for name in ("due_at", "legal_due_at", "time_left", "legal_time_left", "legal_standstill"):
        assert not task.HasField(name), name
    assert task.HasField("opened_at")
    counts = desk.lan.CountTasks(pb.CountTasksRequest())
    assert (counts.open, counts.overdue, counts.due_today) == (1, 0, 0)


def test_refusal_slips_that_wait_are_an_item_of_the_window(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    for _ in range(2):
        ready(desk, dossier, complete=True, slips=("s1", "s2"))
    (task,) = inbox(desk.lan)
    assert (task.kind, task.title.vi) == (pb.TASK_KIND_RETURN, "Giao phiếu từ chối")
    returned(desk, dossier, slips=("s1",))
    (task,) = inbox(desk.lan)
    assert task.title.vi == "Giao phiếu từ chối"
    returned(desk, dossier, slips=("s2",))
    assert inbox(desk.lan) == []


def test_the_item_is_named_by_what_waits(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A")
    ready(desk, dossier, "A", complete=True, slips=("s1",))
    assert inbox(desk.lan)[0].title.vi == "Trả kết quả"
    returned(desk, dossier, "A", slips=("s1",))
    assert inbox(desk.lan) == []


def posted(desk: Desk, dossier: str, *codes: str, slips: tuple[str, ...] = (), back: bool = False) -> None:
    head = desk.head(dossier, promised_at=stamp(PROMISED))
    if back:
        desk.handle("result.came_back", f.ResultCameBack(dossier=head, result_codes=codes), dossier)
    else:
        sent = f.ResultSentByPost(dossier=head, result_codes=codes, slips=slips)
        desk.handle("result.sent_by_post", sent, dossier)


@pytest.mark.parametrize("first", ["result", "notice"])
def test_a_stop_notice_that_the_post_has_is_an_item_until_it_was_handed_over(desk: Desk, first: str) -> None:
    """Left at the window it is none."""
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A")
    posted(desk, dossier, "A")
    ready(desk, dossier, "A", complete=True)
    posted(desk, dossier, slips=("s1",))
    assert [one.title.vi for one in inbox(desk.lan)] == ["Trả kết quả"]
    deliver = {"result": {"codes": ("A",)}, "notice": {"slips": ("s1",)}}
    gone = deliver.pop(first)
    returned(desk, dossier, *gone.get("codes", ()), slips=gone.get("slips", ()))
    title = "Giao phiếu, thông báo" if first == "result" else "Trả kết quả"
    assert [one.title.vi for one in inbox(desk.lan)] == [title]
    (left,) = deliver.values()
    posted(desk, dossier, *left.get("codes", ()), back=True)
    assert [one.title.vi for one in inbox(desk.lan)] == [title]
    returned(desk, dossier, *left.get("codes", ()), slips=left.get("slips", ()))
    assert inbox(desk.lan) == []


def test_a_refusal_that_the_post_has_is_not_forgotten_when_another_result_comes(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    posted(desk, dossier, slips=("s1",))
    ready(desk, dossier, "A", complete=True)
    returned(desk, dossier, "A")
    assert len(inbox(desk.lan)) == 1
    returned(desk, dossier, slips=("s1",))
    assert inbox(desk.lan) == []


def test_what_came_back_opens_an_item_also_where_nothing_was_known_to_wait(desk: Desk) -> None:
    """The dossier had ended, and its slip was sent before this service was told of slips."""
    dossier = new_id()
    desk.accept(dossier)
    finished = d.DossierFinished(dossier=desk.head(dossier))
    desk.handle("dossier.finished", finished, dossier)
    for _ in range(2):
        posted(desk, dossier, back=True)
    assert [one.title.vi for one in inbox(desk.lan)] == ["Giao phiếu, thông báo"]
    returned(desk, dossier, slips=("s1",))
    assert inbox(desk.lan) == []


def test_returning_is_done_in_the_name_of_the_clerk(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A", complete=True)
    (task,) = inbox(desk.lan)
    claim(desk.lan, task.task_id)
    request = pb.CompleteTaskRequest(request_id="r", task_id=task.task_id)
    request.returning.receiver_name, request.returning.signed = "Nguyễn Văn An", True
    request.returning.originals_collected.append("GCN")
    request.returning.originals_returned.append("MAU-18")
    request.returning.receiver_ground = "giấy ủy quyền số 1"
    request.returning.result_ids.append("r1")
    request.returning.result_codes.append("A")
    request.returning.changed_answers_seen = True
    request.returning.slips.document_ids.append("slip-1")
    desk.lan.CompleteTask(request)
    ((_, sent),) = desk.intake.peer.calls
    assert (sent.dossier_id, sent.receiver_name, list(sent.originals_collected), sent.signed) == (
        dossier, "Nguyễn Văn An", ["GCN"], True
    )  # fmt: skip
    assert (list(sent.originals_returned), sent.receiver_ground) == (["MAU-18"], "giấy ủy quyền số 1")
    assert (list(sent.result_ids), list(sent.result_codes)) == (["r1"], ["A"]) and sent.changed_answers_seen
    assert list(sent.slips.document_ids) == ["slip-1"]
    assert desk.intake.callers == ["lan.motcua"]
    assert inbox(desk.lan) == []
    returned(desk, dossier, "A")
    assert desk.told().count("inbox.completed") == 1


@pytest.mark.parametrize("outcome", ["supplement", "refuse"])
def test_every_answer_of_the_window_reaches_intake(desk: Desk, outcome: str) -> None:
    dossier = new_id()
    desk.submit(dossier)
    (task,) = inbox(desk.lan)
    claim(desk.lan, task.task_id)
    request = pb.CompleteTaskRequest(request_id="r", task_id=task.task_id)
    if outcome == "supplement":
        request.acceptance.supplement.reason = "Thiếu"
        request.acceptance.supplement.items.add(component="GCN", reason="Mờ")
    else:
        request.acceptance.refuse.reason = "Thiếu"
    assert desk.lan.CompleteTask(request).task.state == pb.TASK_STATE_DONE
    ((method, sent),) = desk.intake.peer.calls
    assert (method, sent.reason, sent.dossier_id) == (
        "RequestSupplement" if outcome == "supplement" else "RefuseDossier", "Thiếu", dossier
    )  # fmt: skip


@pytest.mark.parametrize("type_", ["clock.paused", "clock.resumed", "clock.restarted"])
def test_live_steps_follow_the_clock_and_finished_ones_do_not(desk: Desk, type_: str) -> None:
    dossier, live = desk.ready_step(part="transfer")
    release_step = desk.open(dossier, part="release")
    done = desk.open(dossier, part="transfer")
    desk.close(dossier, done)
    changed = d.ClockChanged(
        dossier=desk.head(dossier, promised_at=stamp(LATER)), part="transfer", ground="supplement", policy="PAUSE",
        at=stamp(NOW), parts=[d.PartDue(part="release", due_at=stamp(SAME_DAY)),
                              d.PartDue(part="transfer", due_at=stamp(LATER))],
    )  # fmt: skip
    desk.handle(type_, changed, dossier)
    dates = {one: moment(get(desk.minh, one).legal_due_at) for one in (live, release_step, done)}
    assert dates == {live: LATER, release_step: SAME_DAY, done: PROMISED}
    after = desk.open(dossier, part="transfer")
    assert moment(get(desk.minh, after).legal_due_at) == LATER


def test_every_event_that_says_dates_moves_them(desk: Desk) -> None:
    """Whatever moved them, a signed extension (form 04) among others: what has time by now is not late in the inbox."""
    kinds = {one.type: getattr(d, one.message.rpartition(".")[2], None) for one in desk.catalogue.types}
    telling = {
        type_: kind for type_, kind in kinds.items() if kind and "parts" in kind.DESCRIPTOR.fields_by_name
    }
    assert {"dossier.extension_signed", "clock.resumed", "dossier.supplement_closed"} <= set(telling)
    for type_, kind in telling.items():
        dossier, task = desk.ready_step(part="transfer")
        said = kind(
            dossier=desk.head(dossier, promised_at=stamp(LATER)),
            parts=[d.PartDue(part="transfer", due_at=stamp(LATER))],
        )
        desk.handle(type_, said, dossier)
        assert moment(get(desk.minh, task).legal_due_at) == LATER, type_


def test_an_acceptance_keeps_its_own_date(desk: Desk) -> None:
    dossier = new_id()
    desk.submit(dossier)
    changed = d.ClockChanged(dossier=desk.head(dossier, promised_at=stamp(LATER)), at=stamp(NOW))
    desk.handle("clock.paused", changed, dossier)
    assert moment(inbox(desk.lan)[0].legal_due_at) == SAME_DAY


def test_a_finished_dossier_leaves_nothing_at_the_window(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    ready(desk, dossier, "A")
    desk.handle("dossier.finished", d.DossierFinished(dossier=desk.head(dossier)), dossier)
    assert inbox(desk.lan) == []


def test_a_wait_in_calendar_days_has_a_due_date(desk: Desk) -> None:
    dossier = new_id()
    desk.accept(dossier)
    task = desk.open(dossier, role="tax_officer", agency="tax_office", form="xac-nhan-nop-tien", limit="30d")
    due = moment(get(desk.huong, task).due_at)
    assert (due.date() - NOW.date()).days == 30
    assert (due.hour, due.minute) == (17, 0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"agency": "sea_office"}, 'kind "sea_office"'),
        ({"role": "captain"}, 'role "captain"'),
        ({"limit": "soon"}, "soon"),
    ],
)
def test_work_that_nobody_is_competent_for_is_a_failure(
    desk: Desk, values: dict[str, str], said: str
) -> None:
    dossier = new_id()
    with pytest.raises(Invalid) as refused:
        desk.open(dossier, **values)
    assert said in str(refused.value)


def test_an_unknown_territory_or_window_is_a_failure_too(desk: Desk) -> None:
    dossier = new_id()
    with pytest.raises(Invalid, match='unit "moon"'):
        desk.submit(dossier, unit="moon")
    head = desk.process(dossier)
    head.territory = "moon"
    opened = desk.opened(dossier)
    opened.process.CopyFrom(head)
    with pytest.raises(Invalid, match='commune "moon"'):
        desk.handle("task.opened", opened, dossier)


def test_the_officers_step_is_done_even_if_nobody_is_competent_for_the_next(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    good = desk.flow_task(dossier)
    desk.workflow.next[task] = [desk.flow_task(dossier, agency="sea_office"), good]
    answer = desk.minh.CompleteTask(step_request(task))
    assert ids(list(answer.opened)) == [good.task_id]
