# SPDX-License-Identifier: Apache-2.0
"""A message from one agency to another: numbered, delivered, answered, and tried again."""

from __future__ import annotations

import sqlalchemy as sa
from liaison_harness import COMMUNE, LAND, TAX, FakeWorkflow, Rig, thrown
from motcua.common.v1 import common_pb2
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_events import Invalid
from motcua_hosting.acts import Actor, FailureActs
from motcua_liaison.app.ports import Answer
from motcua_liaison.domain.envelope import Arrival, hash_of
from motcua_rpc import Internal, InvalidInput, Unavailable
from motcua_rpc.structs import to_dict
from motcua_storage.testing import ServiceDatabases, assert_tables_match
from pytest import raises


def test_tables_and_migrations_agree(databases: ServiceDatabases) -> None:
    from motcua_liaison.adapters.tables import metadata

    assert_tables_match(databases.admin_url, metadata)


def test_a_message_is_sent_delivered_and_accepted(rig: Rig, workflow: FakeWorkflow) -> None:
    rig.send(thrown(slip_no="19/2026", area=120, share=0.5))
    rig.work()

    (call,) = workflow.calls
    assert (call.name, call.dossier_id, call.target) == ("tax_information_slip", "d1", "tax")
    assert to_dict(call.payload) == {"slip_no": "19/2026", "area": 120, "share": 0.5}
    assert rig.states() == {"message-d1-1": "accepted"}
    assert rig.events() == ["liaison.sent", "liaison.delivered", "liaison.accepted"]
    (row,) = rig.rows("SELECT * FROM liaison.message")
    envelope = pb.Envelope.FromString(row.envelope)
    assert (envelope.sender_unit, envelope.sender_code) == (LAND, "H99.20.1")
    assert envelope.addressee_unit == TAX
    assert (envelope.number, envelope.previous_hash) == (1, "")


def test_a_message_that_comes_after_the_end_is_no_failure(rig: Rig, workflow: FakeWorkflow) -> None:
    workflow.ended = True
    rig.send(thrown(1))
    rig.work()

    assert rig.states() == {"message-d1-1": "not_needed"}
    assert rig.events() == ["liaison.sent", "liaison.delivered", "liaison.not_needed"]
    assert rig.rows("SELECT * FROM liaison.failure") == []
    (arrived,) = rig.rows("SELECT state, told, reason FROM liaison.arrival")
    assert tuple(arrived) == ("not_needed", True, "It has ended.")
    lines = rig.rows("SELECT outcome, reason FROM liaison.attempt ORDER BY position")
    assert tuple(lines[-1]) == ("not_needed", "It has ended."), "its history says so"
    rig.let_time_pass()
    rig.work()
    assert len(workflow.calls) == 1, "final"


def test_a_refusal_of_a_living_process_stays_a_failure_until_that_has_ended(
    rig: Rig, workflow: FakeWorkflow
) -> None:
    workflow.waits = False
    rig.send(thrown(1))
    rig.work()
    failures = lambda: [row.state for row in rig.rows("SELECT state FROM liaison.failure")]  # noqa: E731
    assert (rig.states(), failures()) == ({"message-d1-1": "refused"}, ["open"])

    workflow.ended = True
    with rig.database.begin() as connection:
        rig.retrier.retry(connection, "message-d1-1", "operator")
    rig.work()
    assert (rig.states(), failures()) == ({"message-d1-1": "not_needed"}, ["resolved"])


def test_a_message_says_whose_action_it_tells_of(rig: Rig, workflow: FakeWorkflow) -> None:
    by = common_pb2.Actor(user="minh.datdai", name="Ngô Quang Minh", unit=LAND)
    named = thrown(1)
    named.actor.CopyFrom(by)
    rig.send(named, thrown(2))
    rig.work()

    first, second = workflow.calls
    assert (first.actor, second.HasField("actor")) == (by, False)


def test_each_sequence_counts_without_gaps_and_both_sides_hold_the_same_chain(rig: Rig) -> None:
    rig.send(*(thrown(number, dossier=f"d{number % 3}") for number in range(6)))
    rig.send(thrown(7, to="land_branch", of="tax_office"))
    rig.work()

    sent = rig.rows(f"SELECT * FROM liaison.message WHERE sender_unit = '{LAND}' ORDER BY number")
    envelopes = [pb.Envelope.FromString(row.envelope) for row in sent]
    assert [one.number for one in envelopes] == [1, 2, 3, 4, 5, 6]
    assert [one.previous_hash for one in envelopes] == ["", *(one.hash for one in envelopes[:-1])]
    assert all(one.hash == hash_of(one) for one in envelopes)
    there = rig.rows("SELECT sender_unit, number, hash FROM liaison.arrival_sequence ORDER BY sender_unit")
    here = rig.rows("SELECT sender_unit, number, hash FROM liaison.sequence ORDER BY sender_unit")
    assert there == here
    assert [row.number for row in here] == [6, 1]


def test_a_number_is_given_back_when_the_transaction_fails(rig: Rig) -> None:
    with raises(RuntimeError), rig.database.begin() as connection:
        rig.sender.send(connection, thrown(1))
        raise RuntimeError
    rig.send(thrown(2))

    assert [row.number for row in rig.rows("SELECT number FROM liaison.message")] == [1]


def test_a_repeated_event_sends_nothing_twice(rig: Rig) -> None:
    rig.send(thrown(), thrown())

    assert len(rig.rows("SELECT 1 FROM liaison.message")) == 1
    assert rig.events() == ["liaison.sent"]


def test_a_pool_without_an_agency_works_in_the_unit_of_the_territory(rig: Rig) -> None:
    rig.send(thrown(to="", of=""))

    (row,) = rig.rows("SELECT sender_unit, addressee_unit FROM liaison.message")
    assert tuple(row) == (COMMUNE, COMMUNE)


def test_without_a_competent_unit_the_event_waits_for_an_operator(rig: Rig) -> None:
    with raises(Invalid, match="customs"):
        rig.send(thrown(to="customs"))
    assert rig.rows("SELECT 1 FROM liaison.message") == []


def test_a_refused_message_is_a_failure_and_a_retry_is_a_new_round(rig: Rig, workflow: FakeWorkflow) -> None:
    workflow.waits = False
    rig.send(thrown())
    rig.work()

    assert rig.states() == {"message-d1-1": "refused"}
    (failure,) = rig.rows("SELECT * FROM liaison.failure")
    assert (failure.state, failure.cause, failure.message) == ("open", "BUSINESS_REFUSED", "Nobody waits.")
    rig.work()
    assert len(workflow.calls) == 1, "a refusal is an answer"

    workflow.waits = True
    with rig.database.begin() as connection:
        row = rig.retrier.retry(connection, "message-d1-1", "phuc.quantri")
    assert (row.state, row.retried_by) == ("retried", "phuc.quantri")
    rig.work()

    assert rig.states() == {"message-d1-1": "accepted"}
    assert [call.message_id for call in workflow.calls] == ["message-d1-1", "message-d1-1"]
    assert len({call.request_id for call in workflow.calls}) == 2
    assert rig.events()[-2:] == ["liaison.delivered", "liaison.accepted"]
    assert rig.rows("SELECT state FROM liaison.failure") == [("resolved",)]


def test_a_message_refused_again_stays_a_failure(rig: Rig, workflow: FakeWorkflow) -> None:
    acts = FailureActs("liaison", rig.clock)
    workflow.waits = False
    rig.send(thrown())
    rig.work()
    with rig.database.begin() as connection:
        rig.retrier.retry(connection, "message-d1-1", "phuc")
        failure_id = "message-message-d1-1"
        acts.note(connection, failure_id, "retry", Actor("phuc", "Phúc", "it"))
    rig.work()

    with rig.database.read() as connection:
        acts.tell(connection, [told := common_pb2.Failure(id=failure_id)])
    assert [one.outcome for one in told.acts] == ["failed"]
    assert rig.states() == {"message-d1-1": "refused"}
    assert len(workflow.calls) == 2
    assert rig.rows("SELECT state FROM liaison.failure") == [("retried",)]


def test_a_business_that_does_not_answer_is_asked_until_it_does(rig: Rig, workflow: FakeWorkflow) -> None:
    def away(request: object) -> None:
        raise Unavailable() if len(workflow.calls) < 3 else Internal()

    workflow.before = away
    rig.send(thrown())
    for _ in range(3):
        rig.work()
        rig.let_time_pass()

    assert rig.states() == {"message-d1-1": "delivered"}
    (failure,) = rig.rows("SELECT cause, attempts, state FROM liaison.failure")
    assert failure.state == "open"
    workflow.before = lambda request: None
    rig.work()
    assert rig.states() == {"message-d1-1": "accepted"}
    assert workflow.effects == ["message-d1-1"]
    assert len({call.request_id for call in workflow.calls}) == 1, "one round is one request"
    assert rig.rows("SELECT state FROM liaison.failure") == [("resolved",)]


def test_what_workflow_cannot_read_waits_and_is_seen(rig: Rig, workflow: FakeWorkflow) -> None:
    def refuse(request: object) -> None:
        raise InvalidInput("PAYLOAD_INVALID")

    workflow.before = refuse
    rig.send(thrown())
    for _ in range(3):
        rig.work()
        rig.let_time_pass()

    assert rig.states() == {"message-d1-1": "delivered"}
    assert rig.rows("SELECT cause FROM liaison.failure") == [("PAYLOAD_INVALID",)]


def test_back_off_grows_and_nothing_is_due_in_between(rig: Rig, workflow: FakeWorkflow) -> None:
    def away(request: object) -> None:
        raise Internal()

    workflow.before = away
    rig.send(thrown())
    waits = []
    for _ in range(4):
        rig.work()
        (row,) = rig.rows("SELECT extract(epoch FROM due_at - now()) AS seconds FROM liaison.arrival")
        waits.append(row.seconds)
        assert not rig.hand_over.step()
        rig.let_time_pass()

    assert all(0.3 * 2**n < wait <= 0.5 * 2**n for n, wait in enumerate(waits)), waits


def test_messages_of_a_dossier_between_two_units_keep_their_order(rig: Rig, workflow: FakeWorkflow) -> None:
    def first_fails(request: object) -> None:
        if getattr(request, "message_id", "") == "message-d1-1":
            raise Internal()

    workflow.before = first_fails
    rig.send(thrown(1), thrown(2), thrown(3, dossier="d2"))
    rig.work()
    assert workflow.effects == ["message-d2-3"], "another dossier does not wait"

    workflow.before = lambda request: None
    rig.let_time_pass()
    rig.work()
    assert workflow.effects == ["message-d2-3", "message-d1-1", "message-d1-2"]


def test_a_pair_waits_behind_what_cannot_be_delivered(rig: Rig) -> None:
    real = rig.transport

    class Away:
        def deliver(self, envelope: pb.Envelope, round_: int) -> None:
            raise ConnectionError("secret address")

        answer = real.answer

    rig.transport = Away()
    rig.send(thrown(1), thrown(2))
    for _ in range(3):
        rig.work()
        rig.let_time_pass()

    assert set(rig.states().values()) == {"sent"}
    (failure,) = rig.rows("SELECT * FROM liaison.failure")
    assert (failure.message_id, failure.attempts) == ("message-d1-1", 3)
    assert "secret" not in failure.message
    rig.transport = real
    rig.work()
    assert set(rig.states().values()) == {"accepted"}


def test_an_answer_that_comes_late_or_twice_changes_nothing(rig: Rig) -> None:
    rig.send(thrown())
    rig.work()
    before = rig.events()

    rig.answers.record("message-d1-1", 1, Answer(Arrival.REFUSED, "too late"))
    rig.answers.record("message-d1-1", 7, Answer(Arrival.ACCEPTED))

    assert rig.states() == {"message-d1-1": "accepted"}
    assert rig.events() == before


def test_statements_for_one_message_are_bounded(rig: Rig) -> None:
    rig.send(thrown(1))
    rig.work()
    with rig.database.count_statements() as sending:
        rig.send(thrown(2))
    with rig.database.count_statements() as carrying:
        rig.work()

    assert sending.total <= 5, sending.statements
    assert carrying.total <= 32, carrying.statements


def test_looking_when_nothing_is_due_costs_one_statement(rig: Rig) -> None:
    with rig.database.count_statements() as count:
        assert not rig.deliverer.step()
        assert not rig.hand_over.step()
    assert count.total == 2


def test_the_journal_does_not_grow_with_a_failure_that_repeats_itself(
    rig: Rig, workflow: FakeWorkflow
) -> None:
    def away(request: object) -> None:
        raise Internal()

    workflow.before = away
    rig.send(thrown())
    for _ in range(5):
        rig.work()
        rig.let_time_pass()

    with rig.database.read() as connection:
        lines = connection.execute(sa.text("SELECT outcome FROM liaison.attempt ORDER BY position")).scalars()
        assert list(lines) == ["delivered", "failed"]
