# SPDX-License-Identifier: Apache-2.0
"""What is late is told once; filters, notes, many tasks at once, saved filters."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from assignment_harness import NOW, PROMISED, Desk, claim, get, ids, inbox, new_id
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2
from motcua_assignment.app import escalating
from motcua_rpc import Conflict, InvalidInput, NotFound, PermissionDenied
from motcua_rpc.structs import to_struct
from test_reassigning import GOOD, HA, NGOC, SON, journal, reassign, refused, substitute
from test_standstill import pause


def own_desk(desk: Desk) -> Any:
    return desk.service.register.__closure__[0].cell_contents._.desk


def escalate(desk: Desk) -> int:
    with desk.service_database.begin() as connection:
        return escalating.escalate(connection, own_desk(desk))


def test_a_late_step_is_told_once(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    assert escalate(desk) == 0
    desk.clock.set(NOW + timedelta(days=1))
    assert escalate(desk) == 1
    assert escalate(desk) == 0
    assert desk.told().count("inbox.escalated") == 1
    assert get(desk.minh, task).HasField("escalated_at")
    assert ids(inbox(desk.minh, escalated=True)) == [task]
    assert desk.minh.CountTasks(pb.CountTasksRequest()).escalated == 1
    assert [one.type for one in journal(desk.minh, dossier)] == ["escalated"]
    desk.close(dossier, task)
    assert inbox(desk.minh, escalated=True) == []


def test_what_is_done_in_time_is_not_told(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    desk.close(dossier, task)
    desk.clock.set(NOW + timedelta(days=30))
    assert escalate(desk) == 0


def test_a_crash_before_the_commit_tells_nothing_and_loses_nothing(desk: Desk) -> None:
    desk.ready_step()
    desk.clock.set(NOW + timedelta(days=1))
    with pytest.raises(RuntimeError), desk.service_database.begin() as connection:
        escalating.escalate(connection, own_desk(desk))
        raise RuntimeError("killed")
    assert desk.told().count("inbox.escalated") == 0
    assert escalate(desk) == 1


def told_stand_ins(desk: Desk) -> list[tuple[str, str, str]]:
    """Absent, substitute and name of the substitute, of the last event."""
    (row,) = desk.rows("SELECT envelope FROM assignment.outbox ORDER BY id DESC LIMIT 1")
    said = json.loads(row.envelope)["data"].get("standIns", [])
    return [(one["absent"]["user"], one["substitute"]["user"], one["substitute"]["name"]) for one in said]


@pytest.mark.parametrize(
    ("absent", "away", "stand_ins"),
    [
        ("son", range(2), [(SON, NGOC, "Lý Bảo Ngọc")]),
        ("son", range(2, 4), []),  # not on that day
        ("minh", range(2), []),  # no head
    ],
)
def test_who_stands_in_for_a_head_is_told_what_is_late_too(
    desk: Desk, absent: str, away: range, stand_ins: list[tuple[str, str, str]]
) -> None:
    desk.ready_step()
    substitute(getattr(desk, absent), first=away[0], last=away[-1])
    desk.clock.set(NOW + timedelta(days=1))
    assert escalate(desk) == 1
    assert told_stand_ins(desk) == stand_ins


def test_a_substitution_that_was_ended_tells_its_substitute_nothing(desk: Desk) -> None:
    desk.ready_step()
    made = substitute(desk.son)
    ended = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
    desk.son.EndSubstitution(ended)
    desk.clock.set(NOW + timedelta(days=1))
    assert escalate(desk) == 1
    assert told_stand_ins(desk) == []


def test_who_stands_in_for_a_head_reads_what_is_late_and_gives_it_to_a_colleague(desk: Desk) -> None:
    """Whatever the role, as the head would; for the days of the leave."""
    _, task = desk.ready_step(role="land_leader", result_code="KQ.G15.000335")  # signed: lent to nobody
    asked = pb.GetTaskRequest(task_id=task)
    whole = desk_pb2.ListTaskChoicesRequest(whole_unit=True)
    assert refused(NotFound, lambda: desk.ngoc.GetTask(asked)) == "TASK_UNKNOWN"
    substitute(desk.son, last=1)
    desk.clock.set(NOW + timedelta(days=1))
    escalate(desk)
    assert desk.ngoc.GetTask(asked).may.give
    assert ids(inbox(desk.ngoc, whole_unit=True)) == ids(inbox(desk.ngoc, escalated=True)) == [task]
    assert [one.element for one in desk.ngoc.ListTaskChoices(whole).choices] == ["appraise_release"]
    counts = desk.ngoc.CountTasks(pb.CountTasksRequest())
    assert (counts.escalated, counts.leads) == (1, True)
    assert desk.ngoc.ListColleagues(desk_pb2.ListColleaguesRequest(task_id=task)).caller_is_head
    assert refused(NotFound, lambda: claim(desk.ngoc, task)) == "TASK_UNKNOWN", "to do it takes the role"
    assert refused(Conflict, lambda: reassign(desk.ngoc, task, to=NGOC)) == "COLLEAGUE_UNFIT"
    assert reassign(desk.ngoc, task, to=HA).assignee.user == HA
    desk.clock.set(NOW + timedelta(days=2))
    assert refused(NotFound, lambda: desk.ngoc.GetTask(asked)) == "TASK_UNKNOWN"
    assert refused(PermissionDenied, lambda: inbox(desk.ngoc, whole_unit=True)) == "HEADS_ONLY"
    assert refused(PermissionDenied, lambda: reassign(desk.ngoc, task)) == "HEADS_ONLY"
    assert not desk.ngoc.CountTasks(pb.CountTasksRequest()).leads


def test_an_escalation_costs_few_statements_however_many_are_late(desk: Desk) -> None:
    for _ in range(5):
        desk.ready_step()
    desk.clock.set(NOW + timedelta(days=1))
    with desk.service_database.count_statements() as counted:
        assert escalate(desk) == 5
    assert counted.total <= 6


def test_the_inbox_is_narrowed_by_procedure_step_and_text(desk: Desk) -> None:
    one, first = desk.ready_step()
    other = desk.open(one, element="other")
    shown = get(desk.minh, first)
    assert ids(inbox(desk.minh, procedure_key=shown.procedure_key, element="other")) == [other]
    assert inbox(desk.minh, procedure_key="none") == []
    name = shown.applicant_name
    code = shown.dossier_code
    pieces = (code.lower(), code[-5:], code[4:], code.replace("-", "").replace(".", ""), f"({code[-5:]}),")
    for text in (*pieces, name, name.upper(), "nguyen", "nguyễn, "):
        assert set(ids(inbox(desk.minh, text=text))) == {first, other}, text
    assert inbox(desk.minh, text="khong co") == []
    choices = desk.minh.ListTaskChoices(desk_pb2.ListTaskChoicesRequest()).choices
    assert {(one.element, one.open) for one in choices} == {("appraise_release", 1), ("other", 1)}
    assert len(desk.huong.ListTaskChoices(desk_pb2.ListTaskChoicesRequest()).choices) == 0


@pytest.mark.parametrize("narrowed", [{"due": 3}, {"text": "an"}, {"escalated": True}, {"element": "x"}])
def test_what_is_done_is_not_narrowed(desk: Desk, narrowed: dict[str, Any]) -> None:
    assert (
        refused(InvalidInput, lambda: inbox(desk.minh, pb.TASK_FILTER_DONE, **narrowed)) == "FILTER_UNKNOWN"
    )


def test_soon_is_a_filter_a_counter_and_a_mark(desk: Desk) -> None:
    """With one working day left at most, and not today."""
    _, task = desk.ready_step(part="")
    for at, soon in (
        (NOW, False),
        (PROMISED - timedelta(days=1, hours=3), False),
        (PROMISED - timedelta(days=1), True),
        (PROMISED.replace(hour=8), False),
    ):
        desk.clock.set(at)
        assert get(desk.minh, task).due_soon is soon, at
        assert ids(inbox(desk.minh, due=pb.TASK_DUE_SOON)) == ([task] if soon else []), at
        assert desk.minh.CountTasks(pb.CountTasksRequest()).due_soon == soon, at


def test_the_counter_is_the_number_of_marked_rows(desk: Desk) -> None:
    """Of every kind of task, while the law counts and while it rests, through two weeks of working time."""
    resting = desk.ready_step(part="", limit="3wd")[0]
    desk.ready_step(part="", limit="3wd")
    pause(desk, resting)
    desk.submit(new_id(), due=NOW + timedelta(days=3))
    most = 0
    for hours in range(0, 24 * 12, 3):
        desk.clock.set(NOW + timedelta(hours=hours))
        for stub in (desk.minh, desk.lan):
            rows = inbox(stub)
            marked = sorted(one.task_id for one in rows if one.due_soon)
            assert sorted(ids(inbox(stub, due=pb.TASK_DUE_SOON))) == marked
            assert stub.CountTasks(pb.CountTasksRequest()).due_soon == len(marked)
            most += len(marked)
    assert most > 3


def test_notes_are_the_units_own(desk: Desk) -> None:
    dossier, _ = desk.ready_step()
    note = desk_pb2.AddNoteRequest(request_id="n1", dossier_id=dossier, text="  Đã gọi điện cho người nộp. ")
    made = desk.minh.AddNote(note)
    assert desk.minh.AddNote(note) == made
    assert (made.entry.text, made.entry.actor.user) == ("Đã gọi điện cho người nộp.", "minh.datdai")
    assert [one.text for one in journal(desk.ngoc, dossier)] == ["Đã gọi điện cho người nộp."]
    assert journal(desk.lan, dossier) == []
    for text in ("", " ", "x" * 2001):
        bad = desk_pb2.AddNoteRequest(request_id=new_id(), dossier_id=dossier, text=text)
        assert refused(InvalidInput, lambda bad=bad: desk.minh.AddNote(bad)) == "NOTE_INVALID"


def test_notes_are_kept_as_they_were_written(desk: Desk) -> None:
    dossier, _ = desk.ready_step()
    desk.minh.AddNote(desk_pb2.AddNoteRequest(request_id=new_id(), dossier_id=dossier, text="x"))
    with pytest.raises(Exception, match="permission denied"), desk.service_database.begin() as connection:
        connection.exec_driver_sql("UPDATE assignment.journal SET text = 'y'")


def bulk_claim(stub: Any, tasks: list[str], request_id: str = "") -> list[Any]:
    request = desk_pb2.BulkClaimRequest(request_id=request_id or new_id(), task_ids=tasks)
    return list(stub.BulkClaim(request).outcomes)


def bulk_complete(stub: Any, tasks: list[str], answers: dict[str, Any], request_id: str = "") -> list[Any]:
    request = desk_pb2.BulkCompleteRequest(
        request_id=request_id or new_id(), task_ids=tasks, answers=to_struct(answers) if answers else None
    )
    return list(stub.BulkComplete(request).outcomes)


def test_many_are_claimed_each_for_itself(desk: Desk) -> None:
    (_, mine), (_, taken) = desk.ready_step(), desk.ready_step()
    claim(desk.ngoc, taken)
    found = bulk_claim(desk.minh, [mine, taken, "none", mine], "b1")
    assert [(one.task_id, one.done, one.code) for one in found] == [
        (mine, True, ""), (taken, False, "TASK_TAKEN"), ("none", False, "TASK_UNKNOWN"),
    ]  # fmt: skip
    assert found[0].dossier_code and found[1].message.vi and found[1].message.en
    assert bulk_claim(desk.minh, [mine, taken, "none", mine], "b1") == found
    assert get(desk.minh, mine).assignee.user == "minh.datdai"


def test_many_are_completed_with_the_same_answers(desk: Desk) -> None:
    tasks = [desk.claimed_step()[1] for _ in range(3)]
    _, foreign = desk.ready_step()
    found = bulk_complete(desk.minh, [*tasks, foreign], GOOD, "c1")
    assert [(one.done, one.code) for one in found] == [(True, "")] * 3 + [(False, "TASK_NOT_CLAIMED")]
    assert bulk_complete(desk.minh, [*tasks, foreign], GOOD, "c1") == found
    assert all(get(desk.minh, one).state == pb.TASK_STATE_DONE for one in tasks)


def test_what_many_cannot_be_completed_with(desk: Desk) -> None:
    _, plain = desk.claimed_step()
    _, other = desk.claimed_step(element="other")
    _, signed = desk.claimed_step(result_code="KQ.G15.000335")
    assert refused(InvalidInput, lambda: bulk_complete(desk.minh, [plain, other], GOOD)) == "BULK_MIXED"
    (one,) = bulk_complete(desk.minh, [signed], GOOD)
    assert (one.done, one.code) == (False, "ACTION_MISMATCH")
    (one,) = bulk_complete(desk.minh, [plain], {})
    assert (one.done, one.code) == (False, "ANSWERS_INVALID")
    assert get(desk.minh, plain).state == pb.TASK_STATE_CLAIMED
    for wrong in ([], [str(number) for number in range(101)]):
        assert refused(InvalidInput, lambda wrong=wrong: bulk_claim(desk.minh, wrong)) == "BULK_INVALID"


def save(stub: Any, name: str, query: str = "loc=cua-toi", default: bool = False) -> Any:
    made = desk_pb2.SavedFilter(name=name, query=query, is_default=default)
    return stub.SaveFilter(desk_pb2.SaveFilterRequest(request_id=new_id(), filter=made)).filter


def saved(stub: Any) -> list[tuple[str, str, bool]]:
    found = stub.ListSavedFilters(desk_pb2.ListSavedFiltersRequest()).filters
    return [(one.name, one.query, one.is_default) for one in found]


def test_filters_are_kept_for_each_person(desk: Desk) -> None:
    save(desk.minh, "  Gấp  hôm nay ", "han=hom-nay", default=True)
    save(desk.minh, "B", default=True)
    save(desk.minh, "B", "loc=tat-ca", default=True)
    assert saved(desk.minh) == [("B", "loc=tat-ca", True), ("Gấp hôm nay", "han=hom-nay", False)]
    assert saved(desk.ngoc) == []
    gone = desk_pb2.DeleteFilterRequest(request_id=new_id(), name="B")
    assert refused(NotFound, lambda: desk.ngoc.DeleteFilter(gone)) == "SAVED_FILTER_UNKNOWN"
    desk.minh.DeleteFilter(gone)
    assert [one[0] for one in saved(desk.minh)] == ["Gấp hôm nay"]


def test_no_more_than_twenty_filters(desk: Desk) -> None:
    for number in range(20):
        save(desk.minh, f"{number}")
    assert refused(Conflict, lambda: save(desk.minh, "more")) == "SAVED_FILTERS_FULL"
    assert save(desk.minh, "3", "han=som").query == "han=som"
    unusable = ("loc=qua-han&q=%00", "\r\nx=1", "//evil", "loc=a b", "q=%E1", "q=%0D%0A")
    for name, query in (
        ("", "a=x"),
        ("x" * 61, "a=x"),
        ("y", f"a={'x' * 501}"),
        *(("z", one) for one in unusable),
    ):
        wrong = (name, query)
        assert refused(InvalidInput, lambda wrong=wrong: save(desk.minh, *wrong)) == "SAVED_FILTER_INVALID"


def test_a_head_reads_what_is_late_in_the_unit_and_all_of_it(desk: Desk) -> None:
    """Whatever the role; to do it takes the role all the same."""
    _, task = desk.ready_step()
    assert inbox(desk.son) == []
    assert ids(inbox(desk.son, whole_unit=True)) == [task]
    assert refused(PermissionDenied, lambda: inbox(desk.minh, whole_unit=True)) == "HEADS_ONLY"
    whole = desk_pb2.ListTaskChoicesRequest(whole_unit=True)
    assert [one.element for one in desk.son.ListTaskChoices(whole).choices] == ["appraise_release"]
    assert not desk.son.ListTaskChoices(desk_pb2.ListTaskChoicesRequest()).choices, "nothing of her own roles"
    assert refused(PermissionDenied, lambda: desk.minh.ListTaskChoices(whole)) == "HEADS_ONLY"
    desk.clock.set(NOW + timedelta(days=1))
    escalate(desk)
    assert ids(inbox(desk.son, escalated=True)) == [task]
    assert desk.son.CountTasks(pb.CountTasksRequest()).escalated == 1
    assert get(desk.son, task).task_id == task
    assert refused(NotFound, lambda: claim(desk.son, task)) == "TASK_UNKNOWN"
    quang = desk.as_person("quang.chutich", "Vũ Đình Quang", "commune_leader", unit="suoi_trong")
    assert inbox(quang, escalated=True) == [] == inbox(quang, whole_unit=True)
    assert refused(NotFound, lambda: get(quang, task)) == "TASK_UNKNOWN"
