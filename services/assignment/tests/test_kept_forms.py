# SPDX-License-Identifier: Apache-2.0
"""Half-filled forms: the holder's own, never overwritten unseen, gone with the task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from assignment_harness import NOW, PROMISED, Desk, claim, moment, new_id, release, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua_assignment.adapters import kept_forms
from motcua_assignment.app import escalating
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound, Stale
from test_desk import own_desk


@pytest.fixture
def task(desk: Desk) -> str:
    """A step that Minh has claimed."""
    dossier = new_id()
    desk.accept(dossier)
    made = desk.open(dossier)
    claim(desk.minh, made)
    return made


def save(stub: Any, task: str, revision: int = 0, request_id: str = "", **fields: str | list[str]) -> Any:
    typed = [
        kept_pb.KeptField(name=name, values=[value] if isinstance(value, str) else value)
        for name, value in fields.items()
    ]
    return stub.SaveStepForm(
        kept_pb.SaveStepFormRequest(
            request_id=request_id or new_id(), task_id=task, fields=typed, revision=revision
        )
    ).kept


def kept(stub: Any, task: str) -> kept_pb.KeptForm | None:
    answer = stub.GetTask(pb.GetTaskRequest(task_id=task))
    return answer.kept if answer.HasField("kept") else None


def rows(desk: Desk) -> int:
    with desk.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM assignment.kept_form").scalar_one())


def test_what_was_typed_comes_back_to_who_typed_it_and_to_nobody_else(desk: Desk, task: str) -> None:
    first = save(desk.minh, task, note="Đất ở", checks=["a", "b"], empty=[])
    assert (first.revision, moment(first.saved_at), list(first.fields)) == (1, NOW, [])
    found = kept(desk.minh, task)
    assert found is not None
    assert [(one.name, list(one.values)) for one in found.fields] == [
        ("note", ["Đất ở"]), ("checks", ["a", "b"]), ("empty", []),
    ]  # fmt: skip
    assert (found.saved_by.user, found.saved_by.name, found.revision) == ("minh.datdai", "Đỗ Văn Minh", 1)
    assert kept(desk.ngoc, task) is None
    release(desk.minh, task)
    assert kept(desk.minh, task) is None
    claim(desk.ngoc, task)
    assert kept(desk.ngoc, task) is None
    release(desk.ngoc, task)
    claim(desk.minh, task)
    assert kept(desk.minh, task) == found


def test_a_save_names_what_it_has_seen_and_overwrites_nothing_else(desk: Desk, task: str) -> None:
    save(desk.minh, task, note="một")
    with pytest.raises(Stale) as refused:
        save(desk.minh, task, note="hai")
    assert refused.value.code == "KEPT_FORM_CHANGED" and "09:00:00" in refused.value.message_vi
    with pytest.raises(Stale):
        save(desk.minh, task, 7, note="hai")
    assert save(desk.minh, task, 1, note="hai").revision == 2
    found = kept(desk.minh, task)
    assert found is not None and list(found.fields[0].values) == ["hai"]


def test_a_repeated_save_is_one_and_an_empty_one_forgets(desk: Desk, task: str) -> None:
    assert save(desk.minh, task, request_id="once", note="một") == save(
        desk.minh, task, request_id="once", note="một"
    )
    with pytest.raises(AlreadyExists):
        save(desk.minh, task, 1, request_id="once", note="hai")
    answer = desk.minh.SaveStepForm(
        kept_pb.SaveStepFormRequest(request_id=new_id(), task_id=task, revision=1)
    )
    assert not answer.HasField("kept") and kept(desk.minh, task) is None and rows(desk) == 0


def closed_by(desk: Desk, task: str, how: str) -> None:
    if how == "completion":
        desk.minh.CompleteTask(step_request(task))
        return
    dossier = desk.minh.GetTask(pb.GetTaskRequest(task_id=task)).task.dossier_id
    desk.close(dossier, task, how)


@pytest.mark.parametrize("how", ["completion", "cancelled"])
def test_closing_the_task_forgets_everybody_s(desk: Desk, task: str, how: str) -> None:
    save(desk.minh, task, note="một")
    release(desk.minh, task)
    claim(desk.ngoc, task)
    save(desk.ngoc, task, note="hai")
    release(desk.ngoc, task)
    claim(desk.minh, task)
    assert rows(desk) == 2
    closed_by(desk, task, how)
    assert rows(desk) == 0
    with pytest.raises(Conflict) as refused:
        save(desk.minh, task, note="muộn")
    assert refused.value.code == "TASK_CLOSED" and rows(desk) == 0


@pytest.mark.parametrize(
    ("caller", "code"),
    [("ngoc", "TASK_TAKEN"), ("huong", "TASK_UNKNOWN"), ("son", "TASK_UNKNOWN"), ("an", "OFFICERS_ONLY")],
)
def test_only_the_holder_keeps(desk: Desk, task: str, caller: str, code: str) -> None:
    with pytest.raises(MotcuaError) as refused:
        save(getattr(desk, caller), task, note="x")
    assert refused.value.code == code and rows(desk) == 0


def test_a_task_of_nobody_or_no_task_keeps_nothing(desk: Desk, task: str) -> None:
    release(desk.minh, task)
    with pytest.raises(Conflict) as refused:
        save(desk.minh, task, note="x")
    assert refused.value.code == "TASK_NOT_CLAIMED"
    with pytest.raises(NotFound):
        save(desk.minh, "none", note="x")
    with pytest.raises(InvalidInput):
        save(desk.minh, "a\0b", note="x")


@pytest.mark.parametrize(
    "fields",
    [
        [kept_pb.KeptField(name="", values=["x"])],
        [kept_pb.KeptField(name="n" * 201)],
        [kept_pb.KeptField(name="a"), kept_pb.KeptField(name="a")],
        [kept_pb.KeptField(name="a", values=["x\0y"])],
        [kept_pb.KeptField(name="a", values=["x" * 200_000])],
        [kept_pb.KeptField(name=f"a{number}") for number in range(501)],
    ],
    ids=["nameless", "long name", "twice", "NUL", "too long", "too many"],
)
def test_hostile_fields_are_refused(desk: Desk, task: str, fields: list[kept_pb.KeptField]) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.minh.SaveStepForm(kept_pb.SaveStepFormRequest(request_id=new_id(), task_id=task, fields=fields))
    assert refused.value.code.startswith(("KEPT_FORM_", "TEXT_UNREADABLE")) and rows(desk) == 0


def test_a_handed_over_form_is_the_new_holder_s_with_the_name_of_who_typed_it(desk: Desk, task: str) -> None:
    save(desk.minh, task, note="một")
    release(desk.minh, task)
    claim(desk.ngoc, task)
    save(desk.ngoc, task, note="của Ngọc")
    with desk.database.begin() as connection:
        kept_forms.hand_over(connection, task, "son.giamdoc", "ngoc.datdai")
    own = kept(desk.ngoc, task)
    assert own is not None and list(own.fields[0].values) == ["của Ngọc"], (
        "nothing was typed, nothing is handed over"
    )
    with desk.database.begin() as connection:
        kept_forms.hand_over(connection, task, "minh.datdai", "ngoc.datdai")
    found = kept(desk.ngoc, task)
    assert found is not None and list(found.fields[0].values) == ["một"]
    assert found.saved_by.name == "Đỗ Văn Minh"
    saved = save(desk.ngoc, task, found.revision, note="hai")
    assert saved.saved_by.name == "Ngô Bích Ngọc" and rows(desk) == 1


def test_saving_costs_the_same_however_often(desk: Desk, task: str) -> None:
    spent = []
    for revision in range(3):
        with desk.service_database.count_statements() as counted:
            save(desk.minh, task, revision, note="x" * revision)
        spent.append(counted.total)
    assert max(spent) <= 6, spent


def version(stub: Any) -> str:
    return str(stub.GetInboxVersion(pb.GetInboxVersionRequest()).version)


def test_the_version_changes_with_what_the_caller_sees_and_only_then(desk: Desk, task: str) -> None:
    mine, others = version(desk.minh), version(desk.huong)
    assert version(desk.minh) == mine == version(desk.ngoc)
    save(desk.minh, task, note="một")
    assert version(desk.minh) == mine
    seen = {mine}
    for change in (
        lambda: release(desk.minh, task),
        lambda: claim(desk.ngoc, task),
        lambda: release(desk.ngoc, task),
        lambda: claim(desk.minh, task),
        lambda: closed_by(desk, task, "completion"),
    ):
        change()
        assert version(desk.minh) not in seen
        seen.add(version(desk.minh))
    assert version(desk.huong) == others
    with desk.service_database.count_statements() as counted:
        version(desk.minh)
    assert counted.total == 1


def test_the_heads_version_follows_the_whole_unit(desk: Desk, task: str) -> None:
    """What is late in the unit, whoever has it, and what is done of it; of another unit's work a head hears nothing."""
    desk.clock.set(NOW + timedelta(days=1))
    seen = [version(desk.son)]
    others = version(desk.huong)
    with desk.service_database.begin() as connection:
        assert escalating.escalate(connection, own_desk(desk)) == 1
    seen.append(version(desk.son))
    assert desk.son.CountTasks(pb.CountTasksRequest()).escalated == 1
    closed_by(desk, task, "completion")
    seen.append(version(desk.son))
    assert desk.son.CountTasks(pb.CountTasksRequest()).escalated == 0
    assert len(set(seen)) == 3
    assert version(desk.huong) == others


def test_time_alone_changes_the_version_when_something_is_due_soon(desk: Desk) -> None:
    desk.ready_step(part="")
    found = []
    for days in (2, 1):
        desk.clock.set(PROMISED - timedelta(days=days))
        found.append((version(desk.minh), desk.minh.CountTasks(pb.CountTasksRequest()).due_soon))
    assert [soon for _, soon in found] == [0, 1]
    assert found[0][0] != found[1][0]
