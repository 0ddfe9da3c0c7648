# SPDX-License-Identifier: Apache-2.0
"""Sessions that the issuer says have ended, in the portal's own schema."""

from __future__ import annotations

import time
from collections.abc import Callable

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
