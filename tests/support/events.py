# SPDX-License-Identifier: Apache-2.0
"""What an operator sees and does with `motcua events`, whichever log a system has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from motcua_storage import EmbeddedPostgres

from support.province import COMMUNE, Province
from support.system import Driver
from support.waiting import eventually

UNLUCKY = "tuyet.congdan"
LETTERS = "dossier.dlq"


def tail(system: Driver, *arguments: str) -> list[dict[str, Any]]:
    """What `motcua events tail --json` prints."""
    done = system.command("events", "tail", "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def looked_at(system: Driver, province: Province) -> None:
    """One dossier's events: for machines and people, by code and id and type, with names only when they are asked for."""
    dossier = province.citizen().submit_land(COMMUNE)
    name = province.clerk.dossier(dossier.dossier_id).applicant.name
    by_code = eventually(
        lambda: tail(system, "--dossier", dossier.code), lambda found: len(found) >= 2, seconds=60
    )
    # Few events bear the code; the others are found by the id that stands beside it.
    assert {one["dossier_id"] for one in by_code} == {dossier.dossier_id}
    assert {"dossier.submitted", "inbox.opened"} <= {one["type"] for one in by_code}
    (submitted,) = tail(system, "dossier", "--dossier", dossier.dossier_id, "--type", "dossier.*")
    assert (submitted["type"], submitted["topic"]) == ("dossier.submitted", "motcua.dossier")
    assert submitted["dossier_code"] == dossier.code and submitted["facts"]["unit"] == COMMUNE
    assert "envelope" not in submitted
    shown = system.command("events", "tail", "--dossier", dossier.code.lower()).stdout
    assert "dossier.submitted" in shown and dossier.code in shown and name not in shown
    whole = system.command("events", "tail", "dossier", "--dossier", dossier.code, "--payload").stdout
    assert name in whole
    newest = tail(system, "--last", "3")
    assert len(newest) == 3 and [one["at"] for one in newest] == sorted(one["at"] for one in newest)


def dead_letters_are_dealt_with(system: Driver, province: Province) -> None:
    """Two events that a service cannot handle: one is handled after the repair, one given up on; the log tells of both."""
    with nothing_can_be_told_to(system, UNLUCKY):
        dossiers = [province.citizen(UNLUCKY).submit_land(COMMUNE) for _ in range(2)]
        ids = {one.dossier_id for one in dossiers}
        found = eventually(lambda: listed(system, ids), lambda letters: len(letters) == 2, seconds=60)
        copies = eventually(lambda: copied(system, ids), lambda told: len(told) == 2, seconds=60)
        first, second = (one["reference"] for one in found)
        assert system.command("events", "dlq", "retry", first).returncode == 1, "the cause lasts"
    assert {one["topic"] for one in found} == {"motcua.dossier"}
    assert listed(system, ids, "--topic", "task") == []
    for copy in copies:
        assert copy["facts"]["state"] == "open" and copy["facts"]["service"] == "notification"
        assert (copy["type"], copy["facts"]["reason"]) == ("dossier.submitted", "CheckViolation")
    dropped = system.command("events", "dlq", "drop", second, "--reason", "hồ sơ thử")
    assert dropped.returncode == 0 and "Given up on" in dropped.stdout, dropped
    assert system.command("events", "dlq", "retry", first).returncode == 0
    assert listed(system, ids) == []
    states = {one["reference"]: one for one in listed(system, ids, "--all", "--sort", "last")}
    assert [act["act"] for act in states[second]["acts"]] == ["discard"]
    assert states[second]["discard_reason"] == "hồ sơ thử" and states[first]["retried_by"]
    assert "given up on by" in system.command("events", "dlq", "show", second).stdout
    ends = {"retried", "discarded"}
    eventually(
        lambda: {one["facts"]["state"] for one in copied(system, ids)}, lambda told: ends <= told, seconds=60
    )
    last = {one["facts"]["id"]: one["facts"]["state"] for one in copied(system, ids)}
    assert last == {first.partition("/")[2]: "retried", second.partition("/")[2]: "discarded"}


def listed(system: Driver, ids: set[str], *arguments: str) -> list[dict[str, Any]]:
    """Dead letters of these dossiers."""
    done = system.command("events", "dlq", "list", "--json", *arguments)
    assert done.returncode in (0, 1), done
    return [one for one in json.loads(done.stdout)["letters"] if one["dossier_id"] in ids]


def copied(system: Driver, ids: set[str]) -> list[dict[str, Any]]:
    """Their copies in the log, oldest first."""
    return [one for one in tail(system, LETTERS) if one["dossier_id"] in ids]


@contextmanager
def nothing_can_be_told_to(system: Driver, user: str) -> Iterator[None]:
    """A fault that an operator can meet and mend: the notification service's table refuses rows of one person."""
    with psycopg.connect(EmbeddedPostgres(system.var / "postgres").start(), autocommit=True) as admin:
        admin.execute(
            f"ALTER TABLE notification.notice ADD CONSTRAINT broken CHECK (recipient <> '{user}') NOT VALID"
        )
        try:
            yield
        finally:
            admin.execute("ALTER TABLE notification.notice DROP CONSTRAINT broken")


def replayed(system: Driver, *arguments: str) -> dict[str, Any]:
    """What `motcua events replay intake.stays --json` says."""
    done = system.command("events", "replay", *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, ""), done
    (one,) = json.loads(done.stdout)["projections"]
    return dict(one)


def stays_are_damaged(system: Driver, dossier_id: str) -> list[Any]:
    """Of one dossier; how they were."""
    with psycopg.connect(EmbeddedPostgres(system.var / "postgres").start(), autocommit=True) as admin:
        admin.execute(
            "UPDATE intake.stay SET unit = 'nowhere', closed_at = NULL WHERE dossier_id = %s", [dossier_id]
        )
    return stays(system, dossier_id)


def stays(system: Driver, dossier_id: str) -> list[Any]:
    """Who had the dossier when, as intake keeps it."""
    with psycopg.connect(EmbeddedPostgres(system.var / "postgres").start(), autocommit=True) as admin:
        query = "SELECT * FROM intake.stay WHERE dossier_id = %s ORDER BY task_id"
        return admin.execute(query, [dossier_id]).fetchall()
