# SPDX-License-Identifier: Apache-2.0
"""What the doctor makes of what it saw: when a thing is named, how badly, and that nothing holds up the rest. That it sees these
things at real parts, tests/production does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from motcua_cli.doctor import brokers, clocks, consumers, database, peers, queues
from motcua_cli.doctor.certificates import left_told
from motcua_cli.doctor.check import Check, Level, needs_somebody
from motcua_cli.doctor.given import read_given
from motcua_cli.doctor.together import Look, together


def test_what_hangs_or_fails_is_a_line_and_the_rest_is_told_in_order() -> None:
    never = threading.Event()

    def hangs() -> Iterator[Check]:
        never.wait()
        yield Check("x", Level.OK, "")

    def fails() -> Iterator[Check]:
        yield Check("y", Level.OK, "said before")
        raise KeyError("some\nthing")

    fine = [Check("z", Level.OK, "fine")]
    found = together(
        [Look("deaf", hangs), Look("broken", fails), Look("z", lambda: fine), Look("none", list)], 2.0
    )
    never.set()

    assert [(one.area, one.level) for one in found] == [("deaf", "error"), ("broken", "error"), ("z", "ok")]
    assert "2 s" in found[0].message and "KeyError" in found[1].message and "\n" not in found[1].message
    assert needs_somebody(found) and not needs_somebody(fine)


def test_positions_are_kept_as_long_as_an_inbox_knows_less_than_the_log() -> None:
    """Events are kept for 90 days and known by an inbox for 30, so positions must outlive 60."""
    good = {
        "offsets.retention.minutes": "129600",
        "auto.create.topics.enable": "false",
        "message.max.bytes": "4194304",
    }

    assert list(brokers.settings_told(good)) == []
    assert list(brokers.settings_told(good | {"offsets.retention.minutes": str(60 * 1440)})) == []
    (week,) = brokers.settings_told(good | {"offsets.retention.minutes": "10080"})
    assert week.level is Level.ERROR and "7 days" in week.message and "129600" in week.hint
    others = brokers.settings_told(
        good | {"auto.create.topics.enable": "true", "message.max.bytes": "1048588"}
    )
    assert [one.level for one in others] == [Level.WARNING, Level.ERROR]


@pytest.mark.parametrize(
    ("replicas", "isr", "least", "level", "words"),
    [
        ([1, 2, 3], [1, 2, 3], 2, None, ""),
        ([1, 2, 3], [1, 2], 2, Level.WARNING, "lack a copy"),
        ([1, 2, 3], [1], 2, Level.ERROR, "cannot be written"),
        ([1, 2, 3], [1, 2, 3], 1, Level.WARNING, "min.insync.replicas is 1"),
        ([1], [1], 1, Level.NOTE, "one copy"),
    ],
)
def test_copies_of_events(
    replicas: list[int], isr: list[int], least: int, level: Level | None, words: str
) -> None:
    partition = {"replica_nodes": replicas, "isr_nodes": isr, "leader_id": 1}
    found = list(
        brokers.copies_told([{"name": "motcua.task", "partitions": [partition]}], {"motcua.task": least})
    )

    assert [one.level for one in found] == ([level] if level else [])
    assert all(words in one.message for one in found)


def test_groups_that_do_not_keep_up() -> None:
    groups = [
        consumers.Group("intake", "Stable", 1, 900, 59.0),
        consumers.Group("assignment", "Stable", 2, 3, 61.0),
        consumers.Group("notification", "Stable", 1, 1001, 5.0),
        consumers.Group("liaison", "Empty", 0, 4, 1000.0),
        consumers.Group("intake.feed", "", 0, 0, 0.0),
        consumers.Group("intake.start", "Stable", 1, 1, 901.0),
    ]
    found = list(consumers.told_groups(groups))

    assert [one.level for one in found] == ["warning", "warning", "error", "error", "error"]
    assert "Nobody reads for liaison: the group has no member; 4 events wait" in found[2].message
    assert "has never read" in found[3].message and "service intake" in found[3].hint
    (fine,) = consumers.told_groups(groups[:1])
    assert fine.level is Level.OK and "900" in fine.message
    assert "assignment" in consumers.declared_groups()


def test_what_waits_in_the_database_is_told_from_a_time_on() -> None:
    assert not [
        *queues.outbox_told("intake", 5, 60.0),
        *queues.timers_told(300.0),
        *queues.incidents_told(0),
        *queues.overdue_told(0),
    ]
    (outbox,) = queues.outbox_told("intake", 5, 61.0)
    (timer,) = queues.timers_told(301.0)
    (incidents,) = queues.incidents_told(10_000)
    (overdue,) = queues.overdue_told(2)
    assert [one.level for one in (outbox, timer, incidents, overdue)] == ["error", "error", "error", "note"]
    assert "relay-intake" in outbox.hint and incidents.message.startswith("10000 or more")


def test_clocks_and_versions_beside_the_database_and_this_program() -> None:
    (fine,) = clocks.clocks_told({"workflow": 2.0, "intake": -1.9})
    far, near = clocks.clocks_told({"b": -2.1, "a": 31.0, "c": 0.0})
    assert (fine.level, far.level, near.level) == ("ok", "error", "warning")
    assert "a is 31 s ahead of" in far.message and "b is 2 s behind" in near.message
    same = clocks.Session("workflow", "10.0.0.1", "0.2.0", 0.0)
    old = clocks.Session("intake", "10.0.0.2", "0.1.0", 0.0)
    (other,) = clocks.versions_told([same, old, old], "0.2.0")
    assert "0.1.0" in other.message and other.message.count("intake at 10.0.0.2") == 1
    assert list(clocks.versions_told([same], "0.2.0")) == []


def test_versions_of_parts_that_were_never_tried() -> None:
    assert [one.level for one in peers.keycloak_told("26.7.3")] == ["ok"]
    assert [one.level for one in peers.keycloak_told("25.0.6")] == ["error"]
    assert list(database.version_told(180006)) == []
    assert [one.level for one in database.version_told(170004)] == ["warning"]
    (old,) = [brokers._version({"metadata.version": {"supported": (1, 24)}}, 3, read_given({}).kafka)]
    assert old.level is Level.ERROR and "3 brokers" in old.message


def test_a_certificate_is_named_thirty_days_before_its_end() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    levels = {}
    for days in (31, 29, -1):
        left = timedelta(days=days)
        said = left_told("intake", left, now + left, "renew")
        levels[days] = said and (said.level, said.message)
    assert levels[31] is None
    assert levels[29] == (Level.WARNING, "intake ends on 2026-11-30, in 29 days.")
    assert levels[-1] == (Level.ERROR, "intake ran out on 2026-10-31.")


def test_the_environment_says_more_than_the_running_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOTCUA_KAFKA__SERVERS", "other:1")
    monkeypatch.setenv("MOTCUA_WORKFLOW_ADDRESS", "10.0.0.1:1,10.0.0.2:1")
    run = {
        "settings": {
            "MOTCUA_KAFKA__SERVERS": "here:1",
            "MOTCUA_KAFKA__USER": "us",
            "MOTCUA_CERTIFICATES": str(tmp_path),
        }
    }
    given = read_given(run)

    assert (given.kafka.servers, given.kafka.user, given.certificates) == ("other:1", "us", tmp_path)
    assert given.neighbours() == {"workflow": ["10.0.0.1:1", "10.0.0.2:1"]} and not given.remote
    assert read_given({}).kafka.user == ""
