# SPDX-License-Identifier: Apache-2.0
"""Questions to outside databases: asked until answered, kept by intake before the process hears of it, delivered once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from liaison_harness import FakeWorkflow, Killed, MortalDatabase, Rig
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2, process_pb2
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_events import EventCatalogue
from motcua_hosting.acts import Actor, FailureActs
from motcua_hosting.failures import UnknownFailure
from motcua_liaison.adapters.dossier_room import Question
from motcua_liaison.adapters.inquiries import Inquiry
from motcua_liaison.adapters.population_simulator import NOT_KNOWN, PopulationSimulator, behaviour
from motcua_liaison.app.inquiring import Inquirer
from motcua_liaison.domain.lookup import LookupDown, Reply
from motcua_liaison.entrypoints.consumer import handlers
from motcua_liaison.entrypoints.inquiry_failures import InquiryFailures
from motcua_rpc import Channel, Unavailable
from motcua_storage.testing import ServiceDatabases

ASKS = {
    "child_name": "Nguyễn Minh Khôi", "child_gender": "male", "child_birth_date": "2026-11-22",
    "mother_name": "Trần Thị Hạnh", "mother_id": "099192004321",
}  # fmt: skip


@dataclass
class Room:
    """Intake behind its two calls: the first answer of an inquiry is the one that is kept."""

    kept: dict[str, Reply] = field(default_factory=dict)
    down: bool = False
    ended: set[str] = field(default_factory=set)
    """Dossiers that ended without a result."""

    def question(self, inquiry: Inquiry) -> Question:
        if self.down:
            raise Unavailable()
        if inquiry.dossier_id in self.ended:
            return Question("population", {}, "personal_number_answer", not_needed=True)
        return Question("population", ASKS, "personal_number_answer")

    def keep(self, inquiry: Inquiry, question: Question, reply: Reply) -> tuple[str, str]:
        first = self.kept.setdefault(inquiry.message_id, reply)
        return first.outcome, first.reference


def thrown(number: int = 1) -> process_pb2.MessageThrown:
    head = process_pb2.ProcessHead(dossier_id=f"d-{number}", dossier_code=f"H99-{number}")
    return process_pb2.MessageThrown(
        process=head, message_id=f"m-{number}", name="personal_number_request", target_party="population"
    )


class Desk:
    """An inquirer worked by hand."""

    def __init__(self, database: Any, workflow: Channel, clock: Any, control: Path) -> None:
        self.control, self.room, self.database, self.waited = control, Room(), database, list[float]()
        stub = workflow_pb2_grpc.WorkflowServiceStub(workflow)
        population = PopulationSimulator(control, self.waited.append)
        self.inquirer = Inquirer(
            database,
            {"population": population},
            self.room,
            stub,
            clock,
            threading.Event(),  # type: ignore[arg-type]
        )
        self.failures = InquiryFailures(database, self.inquirer)
        self.acts = FailureActs("liaison", clock)

    def behave(self, **said: Any) -> None:
        self.control.write_text(json.dumps(said), encoding="utf-8")

    def ask(self, number: int = 1) -> None:
        with self.database.begin() as connection:
            self.inquirer.ask(connection, thrown(number))

    def pass_time(self, database: Any) -> None:
        with database.begin() as connection:
            connection.execute(sa.text("UPDATE liaison.inquiry SET due_at = now() WHERE due_at IS NOT NULL"))

    def retry(self) -> list[str]:
        """In an operator's name; what came of the tries until now, the newest first."""
        with self.database.begin() as connection:
            assert self.failures.retry(connection, "m-1", "phuc").state == "retried"
            self.acts.note(connection, "lookup-m-1", "retry", Actor("phuc", "Phúc", "it"))
        return self.came()

    def came(self) -> list[str]:
        with self.database.read() as connection:
            self.acts.tell(connection, [failure := common_pb2.Failure(id="lookup-m-1")])
        return [one.outcome for one in failure.acts]

    def states(self, database: Any) -> list[str]:
        with database.read() as connection:
            return list(connection.execute(sa.text("SELECT state FROM liaison.inquiry ORDER BY 1")).scalars())


@pytest.fixture
def desk(rig: Rig, to_workflow: Channel, tmp_path: Path) -> Desk:
    return Desk(rig.database, to_workflow, rig.clock, tmp_path / "population.json")


def test_an_answer_is_kept_and_delivered_once(desk: Desk, workflow: FakeWorkflow) -> None:
    desk.ask()
    desk.ask()  # the event came twice
    assert desk.inquirer.step() and not desk.inquirer.step()
    (call,) = workflow.calls
    assert (call.name, call.dossier_id, call.payload["register_outcome"]) == (
        "personal_number_answer",
        "d-1",
        "issued",
    )
    assert "099" not in str(call.payload), "no personal number travels with the process"
    assert desk.room.kept["m-1"].values["personal_number"].startswith("099226")
    assert desk.states(desk.database) == ["delivered"]


def test_a_question_that_takes_long_stays_in_hand_and_is_soon_free_after_a_kill(
    desk: Desk, workflow: FakeWorkflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held for less than the ten seconds in which the system recovers, and again and again while its worker lives."""
    seconds = sa.text("SELECT extract(epoch FROM due_at - now()) FROM liaison.inquiry")
    others: list[bool] = []

    def held_for() -> float:
        with desk.database.read() as connection:
            return float(connection.execute(seconds).scalar_one())

    def slow(taken: Any) -> Any:
        assert 0 < held_for() < 10
        desk.pass_time(desk.database)
        until = time.monotonic() + 60
        while held_for() <= 0 and time.monotonic() < until:
            time.sleep(0.05)
        others.append(desk.inquirer.step())
        return question(taken)

    question = desk.room.question
    monkeypatch.setattr(desk.room, "question", slow)
    desk.ask()
    assert desk.inquirer.step() and others == [False]
    assert desk.states(desk.database) == ["delivered"] and len(workflow.effects) == 1


def test_down_loses_nothing_and_an_operator_sees_it(desk: Desk, workflow: FakeWorkflow) -> None:
    desk.behave(mode="down")
    desk.ask()
    for _ in range(3):
        assert desk.failures.newest(None, 10, False) == []
        desk.inquirer.step()
        desk.pass_time(desk.database)
    (failure,) = desk.failures.newest(None, 10, False)
    assert (
        failure.id == "lookup-m-1" and failure.dossier_code == "H99-1" and "mô phỏng" in failure.headline.vi
    )
    assert workflow.calls == []
    assert desk.retry() == [""], "not known yet"
    desk.inquirer.step()
    desk.behave(mode="up")
    assert desk.retry() == ["", "failed"]
    desk.inquirer.step()
    assert desk.failures.newest(None, 10, False) == [] and len(workflow.effects) == 1
    (past,) = desk.failures.newest(None, 10, True)
    assert (past.state, past.attempts) == ("resolved", 5)
    assert desk.came() == ["resolved", "failed"]


def test_what_a_withdrawn_dossier_asked_is_never_sent_again(desk: Desk, workflow: FakeWorkflow) -> None:
    desk.behave(mode="down")
    desk.ask()
    for _ in range(3):
        desk.inquirer.step()
        desk.pass_time(desk.database)
    assert len(desk.failures.newest(None, 10, False)) == 1
    desk.room.ended.add("d-1")
    desk.behave(mode="up")
    desk.inquirer.step()
    assert not desk.room.kept and not workflow.calls, "nothing left the house"
    assert desk.states(desk.database) == ["not_needed"] and not desk.failures.newest(None, 10, False)
    (past,) = desk.failures.newest(None, 10, True)
    assert (past.state, past.cause) == ("resolved", "DOSSIER_ENDED") and not past.HasField("advice")
    assert "hồ sơ đã kết thúc" in past.headline.vi and "the dossier has ended" in past.headline.en
    assert "Không hỏi nữa" in past.message
    desk.pass_time(desk.database)
    assert not desk.inquirer.step(), "over for good"


def test_an_operator_who_tries_again_is_told_that_it_is_over(desk: Desk, workflow: FakeWorkflow) -> None:
    desk.behave(mode="down")
    desk.ask()
    for _ in range(3):
        desk.inquirer.step()
        desk.pass_time(desk.database)
    desk.room.ended.add("d-1")
    desk.behave(mode="up")
    assert desk.retry() == [""]
    desk.inquirer.step()
    assert desk.came() == ["resolved"] and desk.states(desk.database) == ["not_needed"]
    with desk.database.begin() as connection, pytest.raises(UnknownFailure):
        desk.failures.retry(connection, "m-1", "phuc")
    assert not desk.room.kept and not workflow.calls


def test_an_answer_that_was_under_way_is_kept_and_wakes_nobody(desk: Desk, workflow: FakeWorkflow) -> None:
    """Asked before the dossier ended, answered after: intake keeps it and says what it is."""
    workflow.waits = False
    desk.ask()
    asked = desk.room.question

    def question(inquiry: Inquiry) -> Question:
        found = asked(inquiry)
        desk.room.ended.add(inquiry.dossier_id)
        return found

    desk.room.question = question  # type: ignore[method-assign]
    desk.inquirer.step()
    assert set(desk.room.kept) == {"m-1"} and not workflow.effects
    assert desk.states(desk.database) == ["not_needed"] and not desk.failures.newest(None, 10, True)


@pytest.mark.parametrize(("outcome", "looked"), [("withdrawn", True), ("stopped", True), ("granted", False)])
def test_the_end_of_a_part_is_looked_at_at_once(
    desk: Desk, rig: Rig, workflow: FakeWorkflow, outcome: str, looked: bool
) -> None:
    """What waits five minutes for its next try leaves the operator's list with the dossier."""
    desk.behave(mode="down")
    desk.ask(1)
    desk.ask(2)
    desk.inquirer.step()
    desk.inquirer.step()
    with desk.database.begin() as connection:
        later = sa.text("UPDATE liaison.inquiry SET due_at = now() + interval '5 minutes'")
        connection.execute(later)
    desk.room.ended.add("d-1")
    catalogue = EventCatalogue.load()
    ended = dossier_pb2.DossierPartDecided(
        dossier=dossier_pb2.DossierHead(dossier_id="d-1"), part="birth", outcome=outcome
    )
    event = catalogue.event(
        type_="dossier.part_decided", message=ended, time=rig.clock.now(), dossierid="d-1"
    )
    with desk.database.begin() as connection:
        handlers(rig.sender, desk.inquirer, catalogue)["dossier.part_decided"](connection, event)
    assert desk.inquirer.step() is looked and not desk.inquirer.step()
    assert desk.states(desk.database) == (["asked", "not_needed"] if looked else ["asked", "asked"])


def test_what_nobody_waits_for_any_more_is_no_failure(desk: Desk, workflow: FakeWorkflow) -> None:
    workflow.waits = False
    desk.ask()
    desk.inquirer.step()
    assert desk.states(desk.database) == ["not_needed"] and desk.failures.newest(None, 10, True) == []


def test_intake_that_does_not_answer_is_waited_for(desk: Desk, workflow: FakeWorkflow) -> None:
    desk.room.down = True
    desk.ask()
    desk.inquirer.step()
    assert workflow.calls == [] and desk.states(desk.database) == ["asked"]
    desk.room.down = False
    desk.pass_time(desk.database)
    desk.inquirer.step()
    assert len(workflow.effects) == 1


@pytest.fixture
def mortal(databases: ServiceDatabases) -> Iterator[MortalDatabase]:
    opened = MortalDatabase(databases.url("liaison"), "liaison")
    yield opened
    opened.close()
    databases.empty()


@pytest.mark.parametrize("where", ["inside", "after"])
def test_killed_anywhere_the_process_hears_of_it_once(
    mortal: MortalDatabase, databases: ServiceDatabases, to_workflow: Channel, workflow: FakeWorkflow, rig: Rig,
    tmp_path: Path, where: str,
) -> None:  # fmt: skip
    for boundary in range(1, 8):
        desk = Desk(mortal, to_workflow, rig.clock, tmp_path / "population.json")
        mortal.kill, mortal.count = (boundary, where), 0
        try:
            desk.ask(boundary)
            while desk.inquirer.step():
                pass
        except Killed:
            mortal.kill = None
            desk.ask(boundary)
            desk.pass_time(databases["liaison"])
            while desk.inquirer.step():
                pass
        mortal.kill = None
    assert set(desk.states(databases["liaison"])) == {"delivered"}
    assert sorted(workflow.effects) == sorted(f"m-{one}:answer" for one in range(1, 8))


def ask(control: Path, **other: str) -> Reply:
    return PopulationSimulator(control, lambda seconds: None).ask(ASKS | other)


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    control = tmp_path / "population.json"
    first, again = ask(control), ask(control, child_name="NGUYỄN MINH KHÔI")
    girl = ask(control, child_gender="female")
    assert first == again and first.outcome == "issued" and len(first.values["personal_number"]) == 12
    assert girl.values["personal_number"][3] == "3" and girl != first
    assert ask(control, mother_id=NOT_KNOWN).outcome == "unknown"


@pytest.mark.parametrize(
    ("said", "mode"),
    [('{"mode": "slow"}', "slow"), ('{"mode": "up"}', "up"), ("{", "down"), ('{"mode": "x"}', "down"), ("[]", "down"),
     ('{"unknown": 3}', "down")],
)  # fmt: skip
def test_how_it_behaves_is_a_file_and_what_cannot_be_read_is_down(
    tmp_path: Path, said: str, mode: str
) -> None:
    control = tmp_path / "population.json"
    control.write_text(said, encoding="utf-8")
    assert behaviour(control).mode == mode
    waited: list[float] = []
    simulator = PopulationSimulator(control, waited.append)
    if mode == "down":
        with pytest.raises(LookupDown):
            simulator.ask(ASKS)
    else:
        assert simulator.ask(ASKS).outcome == "issued" and bool(waited) == (mode == "slow")


def test_what_a_number_is_made_of_must_be_asked(tmp_path: Path) -> None:
    lacking: Mapping[str, str] = {name: value for name, value in ASKS.items() if name != "child_birth_date"}
    with pytest.raises(LookupDown):
        PopulationSimulator(tmp_path / "population.json").ask(lacking)
