# SPDX-License-Identifier: Apache-2.0
"""A lease is lengthened while its holder works, and no longer."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import structlog
from motcua_hosting.lease import LEASE, RENEWED, renewed


def test_a_lease_ends_within_the_time_in_which_the_system_recovers() -> None:
    """10 s, of which a worker that looks once a second needs one."""
    assert 3 * RENEWED <= LEASE.total_seconds() <= 9


def test_it_is_renewed_until_the_work_is_over_also_when_that_fails() -> None:
    twice, calls = threading.Event(), list[int]()

    def renew() -> None:
        calls.append(1)
        if len(calls) > 1:
            twice.set()

    with pytest.raises(KeyError), renewed("test", renew, every=0.01):
        assert twice.wait(60)
        raise KeyError
    after = len(calls)
    assert not [one for one in threading.enumerate() if one.name == "lease-test"]
    assert len(calls) == after


def test_a_renewal_that_fails_is_tried_again() -> None:
    twice, calls = threading.Event(), list[int]()

    def renew() -> None:
        calls.append(1)
        if len(calls) == 2:
            twice.set()
        raise ConnectionError("the database is away")

    logged: list[Any]
    with structlog.testing.capture_logs() as logged, renewed("test", renew, every=0.01):
        assert twice.wait(60)
    assert logged[0]["event"] == "lease.not_renewed" and "ConnectionError" in logged[0]["error"]
