# SPDX-License-Identifier: Apache-2.0
"""Sessions that the issuer says have ended, in the portal's own schema."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import pytest
from motcua_identity import Ended, Subject, Tokens
from motcua_portal.adapters.session_repository import Sessions
from motcua_portal.migration import MIGRATION
from motcua_storage.testing import ServiceDatabases


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


@pytest.fixture
def sessions(databases: ServiceDatabases) -> Sessions:
    databases.empty()
    return Sessions(databases["portal"], 12)


def _tokens(user: str, session_id: str) -> Tokens:
    return Tokens(Subject(user, user), f"access-{user}", None, None, time.time() + 300, session_id)


def test_the_session_that_ended_is_gone_and_no_other(sessions: Sessions) -> None:
    kept, other = sessions.open(_tokens("lan", "s1")), sessions.open(_tokens("lan", "s2"))
    again = sessions.open(_tokens("lan", "s1"))
    sessions.end(Ended("s1", "lan", time.time()))

    assert sessions.find(kept.key) is None and sessions.find(again.key) is None
    found = sessions.find(other.key)
    assert found is not None and found.tokens.session_id == "s2"


def test_all_sessions_of_a_person_that_were_begun_by_then(sessions: Sessions) -> None:
    lan, hoa = sessions.open(_tokens("lan", "s1")), sessions.open(_tokens("hoa", "s3"))
    sessions.end(Ended("", "lan", time.time() - 60))
    assert sessions.find(lan.key) is not None

    sessions.end(Ended("", "lan", time.time() + 1))
    assert sessions.find(lan.key) is None and sessions.find(hoa.key) is not None


def test_a_session_without_an_id_of_the_issuer_is_nobody_s_to_end(sessions: Sessions) -> None:
    mine = sessions.open(_tokens("lan", ""))
    sessions.end(Ended("", "", time.time() + 1))
    sessions.end(Ended("s1", "", time.time() + 1))

    assert sessions.find(mine.key) is not None


def _used(databases: ServiceDatabases, ago: str) -> None:
    with psycopg.connect(databases.url("portal"), autocommit=True) as own:
        own.execute(f"UPDATE portal.session SET used_at = now() - interval '{ago}'".encode())


def test_who_signed_in_and_out_is_in_the_audit(databases: ServiceDatabases, sessions: Sessions) -> None:
    """By the issuer's id of the person and no name; which session, by the beginning of its hash."""
    lan, hoa = sessions.open(_tokens("lan", "s1")), sessions.open(_tokens("hoa", "s2"))
    sessions.close(lan.key)
    sessions.close(lan.key)  # has ended already
    sessions.end(Ended("s2", "hoa", time.time()))
    with psycopg.connect(databases.url("portal")) as own:
        rows = own.execute("SELECT what, actor, actor_kind, about FROM portal.audit ORDER BY id").fetchall()
    assert [row[:3] for row in rows] == [
        ("portal/SignIn", "lan", "person"), ("portal/SignIn", "hoa", "person"), ("portal/SignOut", "lan", "person"),
        ("portal/SessionEnded", "issuer", "system"),
    ]  # fmt: skip
    assert rows[0][3] == rows[2][3] != rows[1][3] == rows[3][3]
    assert not any(key in str(rows) for key in (lan.key, hoa.key))


def test_a_session_that_nobody_uses_ends(databases: ServiceDatabases, sessions: Sessions) -> None:
    kept = sessions.open(_tokens("lan", "s1"))
    _used(databases, "119 minutes")
    assert sessions.find(kept.key) is not None
    _used(databases, "121 minutes")
    assert sessions.find(kept.key) is None

    sessions.open(_tokens("hoa", "s2"))  # each write takes away what has ended
    with psycopg.connect(databases.url("portal")) as own:
        assert own.execute("SELECT count(*) FROM portal.session").fetchone() == (1,)


def test_each_use_puts_its_end_off_and_is_written_once_a_minute(
    databases: ServiceDatabases, sessions: Sessions
) -> None:
    kept = sessions.open(_tokens("lan", "s1"))
    fresh = sessions.find(kept.key)
    assert fresh is not None and not fresh.resting
    _used(databases, "100 minutes")
    rested = sessions.find(kept.key)
    assert rested is not None and rested.resting
    sessions.touch(kept.key)
    again = sessions.find(kept.key)
    assert again is not None and not again.resting


def test_no_use_makes_it_last_longer_than_its_hours(databases: ServiceDatabases, sessions: Sessions) -> None:
    kept = sessions.open(_tokens("lan", "s1"))
    with psycopg.connect(databases.url("portal"), autocommit=True) as own:
        own.execute("UPDATE portal.session SET created_at = now() - interval '13 hours', ends_at = now()")
    sessions.touch(kept.key)
    assert sessions.find(kept.key) is None


def test_a_session_of_an_older_version_counts_from_its_begin(
    databases: ServiceDatabases, sessions: Sessions
) -> None:
    kept = sessions.open(_tokens("lan", "s1"))
    with psycopg.connect(databases.url("portal"), autocommit=True) as own:
        own.execute("UPDATE portal.session SET used_at = NULL")
    assert sessions.find(kept.key) is not None


def test_keys_are_long_random_and_kept_as_hashes_only(
    databases: ServiceDatabases, sessions: Sessions
) -> None:
    made = {sessions.open(_tokens("lan", "s1")).key for _ in range(20)}
    assert len(made) == 20 and all(len(key) == 43 for key in made), "256 bits each, of the system's generator"
    with psycopg.connect(databases.url("portal")) as own:
        kept = str(own.execute("SELECT id_hash, csrf FROM portal.session").fetchall())
    assert not any(key in kept for key in made)
