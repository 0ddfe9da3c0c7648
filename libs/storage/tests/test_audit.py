# SPDX-License-Identifier: Apache-2.0
"""The audit: what was written is sealed once, and whoever changes it afterwards is found."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from audit_harness import LAN, MIGRATION, MORNING, Audited, codes, entry
from motcua_storage import count_statements
from motcua_storage.audit import (
    AuditLog,
    Finding,
    Head,
    Sealer,
    actor,
    audit_tables,
    caused_by,
    exported,
    reading,
)
from motcua_storage.audit.chain import GENESIS, Chain, Link, contents, next_seal
from motcua_storage.testing import ServiceDatabases, assert_tables_match


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


@pytest.fixture
def audited(databases: ServiceDatabases) -> Iterator[Audited]:
    yield Audited(databases["intake"], databases.admin_url)
    databases.empty()


@pytest.fixture
def sealed(audited: Audited) -> tuple[Audited, Head]:
    """Nine rows of five transactions, sealed in batches of four."""
    for numbers in ((1, 2, 3), (4,), (5, 6), (7, 8), (9,)):
        audited.write(*numbers)
    return audited, audited.seal()


def test_migrations_make_the_tables_that_are_declared(databases: ServiceDatabases) -> None:
    metadata = sa.MetaData(schema="intake")
    audit_tables(metadata)
    assert_tables_match(databases.admin_url, metadata)


def test_a_row_says_who_did_what_when_and_keeps_a_digest_of_what(audited: Audited) -> None:
    with audited.database.begin() as connection, count_statements() as counted:
        AuditLog("intake").note(connection, entry(1), entry(2), actor=LAN)
    assert counted.total == 1
    with reading.snapshot(audited.database.url) as found:
        first, second = reading.of_dossier(found, "intake", "D-1")
    assert (first["what"], first["about"]) == ("dossier.accepted", "part:1")
    assert (first["actor"], first["actor_kind"], first["unit"]) == ("id-lan", "person", "commune")
    assert (first["roles"], first["client"], first["request_id"]) == ("clerk,leader", "portal", "r-1")
    assert first["business_at"] == MORNING
    assert abs(first["at"] - datetime.now(MORNING.tzinfo)) < timedelta(minutes=5)
    assert bytes(first["digest"]) == entry(1).digest != bytes(second["digest"])


def test_the_systems_own_work_names_its_worker_and_the_event_that_caused_it(audited: Audited) -> None:
    def work() -> None:
        with caused_by("event-7"):
            audited.write(1, actor=None)
        audited.write(2, actor=None)

    worker = threading.Thread(target=work, name="deadlines-2")
    worker.start()
    worker.join()
    with reading.snapshot(audited.database.url) as found:
        rows = reading.of_dossier(found, "intake", "D-1")
    assert [(row["actor"], row["actor_kind"], row["cause"]) for row in rows] == [
        ("deadlines", "system", "event-7"),
        ("deadlines", "system", ""),
    ]


def test_a_transaction_that_is_rolled_back_leaves_nothing_and_its_gap_is_no_finding(audited: Audited) -> None:
    audited.write(1)
    with pytest.raises(ZeroDivisionError), audited.database.begin() as connection:
        AuditLog("intake").note(connection, entry(2), actor=LAN)
        raise ZeroDivisionError
    audited.write(3)
    assert audited.seal().position == 2
    assert audited.check(unsealed_after=0) == []


def test_a_whole_chain_is_found_whole_from_its_begin_and_from_any_head(sealed: tuple[Audited, Head]) -> None:
    audited, head = sealed
    found, run = audited.checked(head, unsealed_after=0)
    assert (found, run.heads, run.rows) == ([], [head], 9)
    assert Head.parse(str(head)) == head
    audited.write(10)
    later = audited.seal()
    found, run = audited.checked(head, resume=True)
    assert (found, run.heads, run.rows) == ([], [later], 2)


def test_sealing_again_seals_nothing_twice(sealed: tuple[Audited, Head]) -> None:
    audited, head = sealed
    assert audited.seal() == head
    assert (audited.count("audit_queue"), audited.count("audit_seal")) == (0, 9)


TAMPERED = {
    "the first row": (["UPDATE intake.audit SET actor = 'id-other' WHERE id = 1"], [("row-changed", 1, 1)]),
    "a middle row's time": (
        ["UPDATE intake.audit SET at = at + interval '1 microsecond' WHERE id = 5"],
        [("row-changed", 5, 5)],
    ),
    "the last row's digest": (
        ["UPDATE intake.audit SET digest = sha256('x') WHERE id = 9"],
        [("row-changed", 9, 9)],
    ),
    "business time taken away": (
        ["UPDATE intake.audit SET business_at = NULL WHERE id = 2"],
        [("row-changed", 2, 2)],
    ),
    "the first row removed": (["DELETE FROM intake.audit WHERE id = 1"], [("row-removed", 1, 1)]),
    "a middle row removed": (["DELETE FROM intake.audit WHERE id = 4"], [("row-removed", 4, 4)]),
    "the last row removed": (["DELETE FROM intake.audit WHERE id = 9"], [("row-removed", 9, 9)]),
    "a middle row removed with its seal": (
        ["DELETE FROM intake.audit WHERE id = 4", "DELETE FROM intake.audit_seal WHERE position = 4"],
        [("seals-removed", 5, 5)],
    ),
    "the first row removed with its seal": (
        ["DELETE FROM intake.audit WHERE id = 1", "DELETE FROM intake.audit_seal WHERE position = 1"],
        [("seals-removed", 2, 2)],
    ),
    "positions moved up": (
        [
            "DELETE FROM intake.audit WHERE id = 8",
            "DELETE FROM intake.audit_seal WHERE position = 8",
            "UPDATE intake.audit_seal SET position = 8 WHERE position = 9",
        ],
        [("row-changed", 8, 9)],
    ),
    "two rows exchanged": (
        [
            "ALTER TABLE intake.audit_seal DROP CONSTRAINT audit_seal_once",
            "UPDATE intake.audit_seal SET audit_id = 13 - audit_id WHERE position IN (6, 7)",
            "ALTER TABLE intake.audit_seal ADD CONSTRAINT audit_seal_once UNIQUE (audit_id)",
        ],
        [("row-changed", 6, 7), ("row-changed", 7, 6)],
    ),
    "a seal made anew": (
        ["UPDATE intake.audit_seal SET seal = sha256(seal) WHERE position = 3"],
        [("row-changed", 3, 3), ("row-changed", 4, 4)],
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_found_and_the_row_is_named(sealed: tuple[Audited, Head], case: str) -> None:
    audited, _ = sealed
    statements, expected = TAMPERED[case]
    audited.tamper(*statements)
    assert codes(audited.check(unsealed_after=0)) == expected
    assert [code for code in codes(_exported(audited)) if code[0] != "export-incomplete"] == expected


def test_a_changed_row_whose_seal_fits_is_found_at_the_next_one(sealed: tuple[Audited, Head]) -> None:
    """Whoever seals it anew has to seal everything after it anew, which a head from before shows."""
    audited, head = sealed
    _change_and_seal_anew(audited, 5, until=5)
    assert codes(audited.check()) == [("row-changed", 6, 6)]
    _change_and_seal_anew(audited, 5, until=9)
    assert audited.check() == []
    assert codes(audited.check(head)) == [("chain-made-anew", 9, 9)]
    assert codes(audited.check(head, resume=True)) == [("chain-made-anew", 9, 9)]


def test_a_chain_that_was_cut_off_looks_whole_and_a_head_from_before_shows_it(
    sealed: tuple[Audited, Head],
) -> None:
    audited, head = sealed
    audited.tamper(
        "DELETE FROM intake.audit_seal WHERE position > 7", "DELETE FROM intake.audit WHERE id > 7"
    )
    assert audited.check(unsealed_after=0) == []
    assert codes(audited.check(head)) == [("chain-ends-early", 9, None)]
    assert codes(audited.check(head, resume=True)) == [("chain-ends-early", 9, None)]


def test_a_row_that_was_put_in_by_hand_has_no_seal(sealed: tuple[Audited, Head]) -> None:
    audited, _ = sealed
    audited.write(10)
    audited.tamper("DELETE FROM intake.audit_queue")
    audited.seal()
    assert codes(audited.check(unsealed_after=0)) == [("row-unsealed", None, 10)]
    assert audited.check(unsealed_after=60) == []


def test_how_much_waits_for_its_seal_is_told(audited: Audited) -> None:
    audited.write(1, 2)
    with reading.snapshot(audited.database.url) as found:
        assert reading.schemas(found) == ["intake"]
        count, oldest = reading.queued(found, "intake")
    assert count == 2
    assert 0 <= oldest < 300


@pytest.mark.parametrize("table", ["audit", "audit_seal"])
@pytest.mark.parametrize(
    "act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "DROP TABLE {0}"]
)
def test_the_services_role_may_change_nothing(sealed: tuple[Audited, Head], table: str, act: str) -> None:
    audited, _ = sealed
    column = "actor" if table == "audit" else "seal"
    with psycopg.connect(audited.database.url) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(act.format(f"intake.{table}", column).encode())


def test_many_writers_while_two_seal_lose_no_row_and_break_no_link(audited: Audited) -> None:
    """Transactions that commit in another order than they took their ids."""
    stop = threading.Event()

    def seal() -> None:
        sealer = Sealer(audited.database, batch=3)
        while not stop.is_set():
            sealer.seal()

    def write(number: int) -> None:
        for turn in range(15):
            with audited.database.begin() as connection:
                AuditLog("intake").note(connection, entry(number * 100 + turn), actor=LAN)
                # Others take later ids and commit before.
                connection.execute(sa.text("SELECT pg_sleep(:s)"), {"s": (number + turn) % 3 * 0.004})

    sealers = [threading.Thread(target=seal) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in (*sealers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    head = audited.seal()
    assert head.position == 60 == audited.count("audit")
    assert audited.check(head, unsealed_after=0) == []


def test_an_export_is_checked_without_the_database(sealed: tuple[Audited, Head]) -> None:
    audited, head = sealed
    text = _export(audited)
    run = exported.Export([head])
    assert (list(run.check(text.splitlines())), run.heads, run.rows) == ([], [head], 9)
    assert "id-lan" in text


def test_an_export_of_what_came_since_begins_at_its_seal(audited: Audited) -> None:
    audited.write(1, 2)
    first = audited.seal()
    since = datetime.now(MORNING.tzinfo)
    audited.write(3)
    head = audited.seal()
    lines = _export(audited, since).splitlines()
    assert json.loads(lines[0])["starts"] == [str(first)]
    run = exported.Export([first, head])
    assert (list(run.check(lines)), run.rows) == ([], 1)
    assert codes(list(exported.Export([Head("intake", 2, GENESIS)]).check(lines))) == [
        ("chain-made-anew", 2, None)
    ]


def test_an_export_that_was_changed_afterwards_is_found_out(sealed: tuple[Audited, Head]) -> None:
    audited, head = sealed
    lines = _export(audited).splitlines()

    def found(changed: list[str], *known: Head) -> list[tuple[str, int | None, int | None]]:
        return codes(list(exported.Export(known).check(changed)))

    assert found([*lines[:5], *lines[6:]]) == [("seals-removed", 6, 6)]
    assert found([*lines[:5], lines[6], lines[5], *lines[7:]]) == [
        ("seals-removed", 6, 6), ("seals-out-of-order", 5, 5), ("seals-removed", 7, 7),
    ]  # fmt: skip
    assert found(lines[:-1]) == [("export-incomplete", None, None)]
    assert found([*lines[:-2], lines[-1]]) == [("export-incomplete", 9, None)]
    shorter = lines[-1].replace(
        str(head), str(Head("intake", 8, bytes.fromhex(json.loads(lines[8])["seal"])))
    )
    assert found([*lines[:-2], shorter]) == []
    assert found([*lines[:-2], shorter], head) == [("chain-ends-early", 9, None)]
    assert found([line.replace("id-lan", "id-hung") if ":5," in line else line for line in lines]) == [
        ("row-changed", 5, 5)
    ]


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "{}", '{"schema":"intake"}', '{"schema":"other","position":1}',
     '{"schema":"intake","position":"x","seal":"","row_id":1,"row":null}',
     '{"schema":"intake","position":1,"seal":"00","row_id":1,"row":{"id":1}}'],
)  # fmt: skip
def test_what_is_no_export_is_refused_with_its_line(line: str) -> None:
    first = json.dumps({"motcua_audit": 1, "starts": [str(Head("intake", 0, GENESIS))]})
    with pytest.raises(exported.NoExport, match="Line 2"):
        list(exported.Export().check([first, line]))
    with pytest.raises(exported.NoExport):
        list(exported.Export().check([line]))


@pytest.mark.parametrize(
    "text", ["", "intake", "intake:x:00", "intake:1:00", ":1:" + "0" * 64, "intake:-1:" + "0" * 64]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no head"):
        Head.parse(text)


def test_a_row_cannot_be_taken_for_another_by_moving_a_border_between_columns() -> None:
    row = {**dict.fromkeys(("id", "at", "business_at", "kind", "what", "about", "dossier", "actor", "actor_kind", "roles"), "a"),
           **dict.fromkeys(("unit", "client", "request_id", "trace", "cause", "digest"), "b")}  # fmt: skip
    moved = {**row, "what": 'a","a', "about": ""}
    assert contents("intake", 1, row) != contents("intake", 1, moved)
    assert contents("intake", 1, row) != contents("intake", 2, row) != contents("liaison", 2, row)
    seal = next_seal(GENESIS, contents("intake", 1, row))
    assert list(Chain.of("intake").take(Link(1, seal, 1, row))) == []
    assert codes(list(Chain.of("liaison").take(Link(1, seal, 1, row)))) == [("row-changed", 1, 1)]


def test_a_reader_of_calls_is_asked_once_however_often_it_is_named() -> None:
    before = list(actor._readers)
    try:
        for _ in range(2):
            actor.identify(_nobody, str)
        assert actor._readers.count((_nobody, str)) == 1
    finally:
        actor._readers[:] = before


def _nobody() -> None:
    return None


def _export(audited: Audited, since: datetime | None = None) -> str:
    target = io.StringIO()
    with reading.snapshot(audited.database.url) as connection:
        list(exported.write({"intake": connection}, target, since))
    return target.getvalue()


def _exported(audited: Audited) -> list[Finding]:
    return list(exported.Export().check(_export(audited).splitlines()))


def _change_and_seal_anew(audited: Audited, position: int, until: int) -> None:
    audited.tamper(f"UPDATE intake.audit SET actor = 'id-other' WHERE id = {position}")
    with reading.snapshot(audited.admin_url) as connection:
        links = list(reading.links(connection, "intake"))
    last = links[position - 2].seal
    for link in links[position - 1 : until]:
        assert link.row is not None
        last = next_seal(last, contents("intake", link.position, link.row))
        audited.tamper(
            f"UPDATE intake.audit_seal SET seal = '\\x{last.hex()}' WHERE position = {link.position}"
        )
