# SPDX-License-Identifier: Apache-2.0
"""One list of failures out of two: dead letters of the consumers, and what else a service could not do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from motcua.common.v1 import common_pb2
from motcua_rpc import Page, next_page_token, page

Key = tuple[datetime, str]
Own = Callable[[Key | None, int], Sequence[common_pb2.Failure]]
"""Failures newest first (last_at, then id, both descending) below a key, at most so many."""


def merged_page(
    letters: Sequence[common_pb2.Failure], own: Own, *, page_size: int, page_token: str, everything: bool
) -> tuple[list[common_pb2.Failure], str]:
    """A page of both, newest first, and the token of the next one ("" when there is none).

    Raises:
        InvalidInput: a page size or token that cannot be.
    """
    query = {"list": "failures", "all": everything}
    wanted = page(page_size, page_token, query=query)
    after = _after(wanted)
    older = [letter for letter in letters if after is None or _key(letter) < after]
    rows = sorted([*older, *own(after, wanted.size + 1)], key=_key, reverse=True)
    shown = rows[: wanted.size]
    token = next_page_token(_key(shown[-1]), query=query) if len(rows) > wanted.size else ""
    return shown, token


def _after(wanted: Page) -> Key | None:
    if wanted.after is None:
        return None
    at, failure_id = wanted.after
    assert isinstance(at, datetime), "as next_page_token was given it"
    return at, str(failure_id)


def _key(failure: common_pb2.Failure) -> Key:
    # Timestamps of PostgreSQL have microseconds, so nothing is lost here.
    return failure.last_at.ToDatetime(tzinfo=UTC), failure.id
