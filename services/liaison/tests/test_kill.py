# SPDX-License-Identifier: Apache-2.0
"""The process ends at every boundary of every transaction in turn; after a restart each message was accepted exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from liaison_harness import FakeWorkflow, Killed, MortalDatabase, Rig, thrown
from motcua_organisation import Organisation
from motcua_rpc import Channel
from motcua_storage.testing import ServiceDatabases

MESSAGES = (thrown(1), thrown(2))


@pytest.fixture
def mortal(databases: ServiceDatabases) -> Iterator[MortalDatabase]:
    opened = MortalDatabase(databases.url("liaison"), "liaison")
    yield opened
    opened.close()
    databases.empty()


@pytest.mark.parametrize("where", ["before", "inside", "after"])
@pytest.mark.parametrize("refused_first", [False, True], ids=["accepted", "refused and retried"])
def test_killed_anywhere_every_message_is_accepted_once(
    mortal: MortalDatabase,
    databases: ServiceDatabases,
    workflow: FakeWorkflow,
    to_workflow: Channel,
    organisation: Organisation,
    tmp_path: Path,
    where: str,
    refused_first: bool,
) -> None:
    rig = Rig(mortal, to_workflow, organisation, tmp_path / "keys")
    number, killed = 0, True
    while killed:
        number += 1
        databases.empty()
        workflow.effects.clear()
        workflow.answers.clear()
        mortal.count, mortal.kill = 0, (number, where)
        killed = _live(rig, workflow, refused_first)
        mortal.kill = None
        if killed:
            _live(
                rig, workflow, refused_first
            )  # the same again: the log repeats the events, the operator his wish
        _assert_once(rig, workflow)
    assert number > 15, "the boundaries of both messages were walked"


def _live(rig: Rig, workflow: FakeWorkflow, refused_first: bool) -> bool:
    """Carry both messages through; True if killed."""
    try:
        rig.send(*MESSAGES)
        if refused_first and not workflow.effects:
            workflow.waits = False
            _finish(rig)
            workflow.waits = True
            _retry(rig)
        _finish(rig)
    except Killed:
        workflow.waits = True
        return True
    return False


def _finish(rig: Rig) -> None:
    for _ in range(3):
        rig.let_time_pass()
        rig.work()


def _retry(rig: Rig) -> None:
    for message_id, state in rig.states().items():
        if state == "refused":
            with rig.database.begin() as connection:
                rig.retrier.retry(connection, message_id, "phuc")


def _assert_once(rig: Rig, workflow: FakeWorkflow) -> None:
    ids = [message.message_id for message in MESSAGES]
    assert workflow.effects == ids, "each once, and in order"
    assert rig.states() == dict.fromkeys(ids, "accepted")
    events = rig.events()
    assert events.count("liaison.sent") == 2
    assert events.count("liaison.accepted") == 2
    assert events.count("liaison.delivered") - events.count("liaison.refused") == 2
    assert rig.rows("SELECT 1 FROM liaison.failure WHERE state <> 'resolved'") == []
    assert rig.rows("SELECT 1 FROM liaison.arrival WHERE NOT told OR due_at IS NOT NULL") == []
    assert rig.rows("SELECT number FROM liaison.message ORDER BY number") == [(1,), (2,)]
