# SPDX-License-Identifier: Apache-2.0
"""The process ends at every boundary of every transaction in turn; after a restart each message was accepted exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from liaison_harness import FakeWorkflow, Killed, MortalDatabase, Rig, thrown
from motcua.events.v1.process_pb2 import MessageThrown
from motcua_organisation import Organisation
from motcua_rpc import Channel
from motcua_storage.testing import ServiceDatabases


@pytest.fixture
def mortal(databases: ServiceDatabases) -> Iterator[MortalDatabase]:
    opened = MortalDatabase(databases.url("liaison"), "liaison")
    yield opened
    opened.close()
    databases.empty()


@pytest.mark.parametrize("where", ["inside", "after"])
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
    rig.time = databases["liaison"]
    number, killed = 0, True
    while killed:
        number += 1
        dossier = f"d{number}"
        messages = [thrown(one, dossier=dossier) for one in range(1 if refused_first else 2)]
        mortal.count, mortal.kill = 0, (number, where)
        killed = _live(rig, workflow, messages, refused_first)
        mortal.kill = None
        if killed:
            _live(rig, workflow, messages, refused_first)  # the log repeats its events, the operator his wish
        _assert_once(rig, workflow, dossier, [message.message_id for message in messages])
    assert number > 12, "all boundaries were walked"
    numbers = [row.number for row in rig.rows("SELECT number FROM liaison.message ORDER BY number")]
    assert numbers == list(range(1, len(messages) * number + 1)), "no gap"


def _live(rig: Rig, workflow: FakeWorkflow, messages: Sequence[MessageThrown], refused_first: bool) -> bool:
    """Carry the messages through; True if killed."""
    workflow.waits = not refused_first
    try:
        rig.send(*messages)
        _finish(rig)
        workflow.waits = True
        _retry(rig)
        _finish(rig)
    except Killed:
        return True
    return False


def _finish(rig: Rig) -> None:
    rig.let_time_pass()
    rig.work()


def _retry(rig: Rig) -> None:
    for row in rig.rows("SELECT message_id FROM liaison.message WHERE state = 'refused' ORDER BY number"):
        with rig.database.begin() as connection:
            rig.retrier.retry(connection, row.message_id, "phuc")


def _assert_once(rig: Rig, workflow: FakeWorkflow, dossier: str, ids: list[str]) -> None:
    effects = [effect for effect in workflow.effects if effect in ids]
    assert effects == ids, "each once, and in order"
    mine = f"WHERE dossier_id = '{dossier}'"
    assert rig.rows(f"SELECT message_id, state FROM liaison.message {mine} ORDER BY number") == [
        (one, "accepted") for one in ids
    ]
    rows = rig.rows(f"SELECT envelope::jsonb ->> 'type' AS type FROM liaison.outbox WHERE key = '{dossier}'")
    events = [row.type for row in rows]
    assert events.count("liaison.sent") == len(ids)
    assert events.count("liaison.accepted") == len(ids)
    assert events.count("liaison.delivered") - events.count("liaison.refused") == len(ids)
    assert rig.rows("SELECT 1 FROM liaison.failure WHERE state <> 'resolved'") == []
    assert rig.rows("SELECT 1 FROM liaison.arrival WHERE NOT told OR due_at IS NOT NULL") == []
