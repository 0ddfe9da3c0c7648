# SPDX-License-Identifier: Apache-2.0
"""Transactions, hooks, limits and statement counting of one service's database."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from motcua_storage import Database, count_statements, on_commit
from motcua_storage.database import driver_url, role_url
from motcua_storage.testing import ServiceDatabases

COUNT = sa.text("SELECT count(*) FROM intake.dossier")


def add(connection: sa.Connection, code: str) -> None:
    connection.execute(sa.text("INSERT INTO intake.dossier (code) VALUES (:code)"), {"code": code})


def test_a_block_that_ends_is_committed_and_one_that_raises_is_not(database: Database) -> None:
    with database.begin() as connection:
        add(connection, "kept")
    with pytest.raises(ZeroDivisionError), database.begin() as connection:
        add(connection, "lost")
        raise ZeroDivisionError

    with database.read() as connection:
        assert connection.scalar(COUNT) == 1


def test_a_read_cannot_write_and_the_next_transaction_can(database: Database) -> None:
    with pytest.raises(sa.exc.InternalError, match="read-only transaction"), database.read() as connection:
        add(connection, "never")

    for code in "abc":  # whichever pooled connection it gets
        with database.begin() as connection:
            add(connection, code)


def test_a_read_sees_one_moment_and_the_next_transaction_sees_what_is_there(database: Database) -> None:
    small = Database(database.url, "intake", pool_size=1, pool_timeout=1)
    with small.read() as connection:
        assert connection.scalar(COUNT) == 0
        with database.begin() as other:
            add(other, "meanwhile")
        assert connection.scalar(COUNT) == 0

    with small.begin() as connection:  # the same pooled connection
        assert connection.scalar(COUNT) == 1
        with database.begin() as other:
            add(other, "meanwhile again")
        assert connection.scalar(COUNT) == 2
    small.close()


def test_a_session_comes_back_without_a_transaction_whatever_happened_in_it(database: Database) -> None:
    small = Database(database.url, "intake", pool_size=1, pool_timeout=1, application="small")
    with pytest.raises(sa.exc.ProgrammingError), small.begin() as connection:
        add(connection, "lost")
        connection.execute(sa.text("SELECT nonsense"))
    with small.engine.connect() as connection:  # without a block: begun by the statement, and ended by nobody
        add(connection, "lost too")

    watch = sa.text("SELECT state FROM pg_stat_activity WHERE application_name = :name")
    with database.begin() as connection:
        assert connection.scalar(watch, {"name": small.application}) == "idle"
    with small.read() as connection:
        assert connection.scalar(COUNT) == 0
    small.close()


def test_one_caller_keeps_one_session_warm(database: Database) -> None:
    def session() -> int:
        with database.begin() as connection:
            return int(connection.scalar(sa.text("SELECT pg_backend_pid()")) or 0)

    with database.begin(), database.begin(), database.begin():
        pass  # three are open now
    assert len({session() for _ in range(6)}) == 1


def test_columns_are_told_by_name_and_type(database: Database) -> None:
    with database.read() as connection:
        result = connection.execute(sa.text('SELECT 1::bigint AS số, NULL::text AS "Chữ", true'))
        assert [column[:2] for column in result.cursor.description] == [
            ("số", 20),
            ("Chữ", 25),
            ("?column?", 16),
        ]
        assert dict(result.mappings().one()) == {"số": 1, "Chữ": None, "?column?": True}
        assert connection.execute(sa.text("SELECT 1 WHERE false")).all() == []
        assert connection.execute(sa.text("SELECT")).cursor.description == []
    with database.begin() as connection:
        changed = connection.execute(sa.text("UPDATE intake.dossier SET code = code"))
        assert not changed.returns_rows and changed.rowcount == 0


def test_hooks_run_after_the_commit_is_visible_with_the_connection_given_back(database: Database) -> None:
    small = Database(database.url, "intake", pool_size=1, pool_timeout=1)
    seen: list[int] = []

    def look() -> None:
        with small.read() as connection:
            seen.append(connection.scalar(COUNT) or 0)

    with small.begin() as connection:
        add(connection, "one")
        on_commit(connection, look)
        assert seen == []
    small.close()

    assert seen == [1]


def test_hooks_of_a_rolled_back_transaction_never_run(database: Database) -> None:
    ran: list[str] = []
    with pytest.raises(ZeroDivisionError), database.begin() as connection:
        on_commit(connection, lambda: ran.append("wrong"))
        raise ZeroDivisionError
    with database.begin() as connection:
        connection.execute(COUNT)

    assert ran == []


def test_a_failing_hook_is_logged_and_the_others_run(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []
    with database.begin() as connection:
        on_commit(connection, lambda: ran[5])  # type: ignore[arg-type]
        on_commit(connection, lambda: ran.append("second"))

    assert ran == ["second"]
    assert "after-commit hook failed" in caplog.text


def test_a_hook_outside_of_begin_is_refused(database: Database) -> None:
    with database.read() as connection, pytest.raises(RuntimeError, match=r"Database\.begin"):
        on_commit(connection, lambda: None)


def test_a_statement_without_its_schema_fails_at_once(database: Database) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="does not exist"), database.read() as connection:
        connection.execute(sa.text("SELECT count(*) FROM dossier"))


def test_times_come_in_the_legal_zone(database: Database) -> None:
    with database.read() as connection:
        moment = connection.scalar(sa.text("SELECT timestamptz '2026-11-23T02:00:00Z'"))

    assert moment is not None
    assert moment.isoformat() == "2026-11-23T09:00:00+07:00"


def test_a_long_statement_is_ended(database: Database) -> None:
    hasty = Database(database.url, "intake", statement_timeout=0.05)
    with pytest.raises(sa.exc.OperationalError, match="statement timeout"), hasty.read() as connection:
        connection.execute(sa.text("SELECT pg_sleep(5)"))
    hasty.close()


def test_a_wait_for_a_lock_is_ended(database: Database) -> None:
    hasty = Database(database.url, "intake", lock_timeout=0.05)
    lock = sa.text("LOCK TABLE intake.dossier IN ROW EXCLUSIVE MODE")
    with database.begin() as holder:
        holder.execute(sa.text("SELECT pg_advisory_xact_lock(7)"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"), hasty.begin() as waiter:
            waiter.execute(lock)
            waiter.execute(sa.text("SELECT pg_advisory_xact_lock(7)"))
    hasty.close()


def test_the_pool_is_bounded(database: Database) -> None:
    small = Database(database.url, "intake", pool_size=1, pool_timeout=0.05)
    with small.begin(), pytest.raises(sa.exc.TimeoutError), small.begin():
        pass
    small.close()


def test_connections_say_whose_they_are(database: Database) -> None:
    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT current_setting('application_name')")) == "motcua-intake"


def test_statements_are_counted_across_threads_and_services(databases: ServiceDatabases) -> None:
    def work(schema: str) -> None:
        with databases[schema].begin() as connection:
            connection.execute(sa.text("SELECT 1"))

    threads = [threading.Thread(target=work, args=(name,), name=name) for name in ("intake", "workflow")]
    with count_statements() as everywhere, databases["intake"].count_statements() as here:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    work("intake")

    assert (everywhere.total, everywhere.commits, sorted(everywhere.threads)) == (
        2,
        2,
        ["intake", "workflow"],
    )
    assert (here.total, here.commits) == (1, 1)


def test_an_intervals_way_there_and_back(database: Database) -> None:
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.cast(timedelta(days=3), sa.Interval))) == timedelta(days=3)


def test_only_postgresql_urls() -> None:
    assert driver_url("postgres://u:p@h/d").drivername == "postgresql+psycopg"
    with pytest.raises(ValueError, match="only database"):
        driver_url("sqlite:///x")


def test_the_url_of_a_role_quotes_its_password() -> None:
    assert role_url("postgresql://a:b@h:5/d", "r", "p/@:%") == "postgresql://r:p%2F%40%3A%25@h:5/d"


def test_a_checked_out_connection_costs_no_extra_statement(database: Database) -> None:
    """Liveness is read from the socket: a transaction of one statement is one statement at the server."""
    query = sa.text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
    with database.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
    started = time.perf_counter()
    with database.count_statements() as count, database.read() as connection:
        connection.execute(query)

    assert count.total == 1
    assert time.perf_counter() - started < 60, "it hangs"
