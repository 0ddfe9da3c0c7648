# SPDX-License-Identifier: Apache-2.0
"""Page tokens come back as they went, or are refused."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from motcua_identity import ANONYMOUS, Subject
from motcua_rpc import InvalidInput, Page, next_page_token, page
from motcua_rpc.call import CURRENT, Call

QUERY = {"list": "tasks", "unit": "cn-vpdk", "states": frozenset({"OPEN", "CLAIMED"})}
KEY = st.lists(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.datetimes(timezones=st.just(UTC))
    | st.dates(),
    max_size=4,
)


@given(KEY)
def test_round_trip(key: list[Any]) -> None:
    assert page(10, next_page_token(key, query=QUERY), query=QUERY) == Page(10, tuple(key))


@pytest.mark.parametrize(("asked", "size"), [(0, 50), (1, 1), (200, 200), (201, 200), (2**31 - 1, 200)])
def test_size(asked: int, size: int) -> None:
    assert page(asked, "", query=QUERY) == Page(size)


def test_negative_size() -> None:
    with pytest.raises(InvalidInput, match="PAGE_SIZE_NEGATIVE"):
        page(-1, "", query=QUERY)


GOOD = next_page_token([datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 12, 4), "id"], query=QUERY)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "!!!",
        "đ",
        GOOD[:-3],
        GOOD + "A",
        "W10",
        "e30",
        "bnVsbA",
        "A" * 5_000,
        base64.b64encode(b"[" * 1500).decode(),
    ],
)
def test_broken(token: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        page(10, token, query=QUERY)
    assert refused.value.code == "PAGE_TOKEN_INVALID"
    assert refused.value.field_errors[0].field == "page_token"


@given(st.text(max_size=60))
def test_any_text_is_refused_or_read(token: str) -> None:
    try:
        page(10, token, query=QUERY)
    except InvalidInput as refused:
        assert refused.code == "PAGE_TOKEN_INVALID"


def test_the_token_of_another_query_is_refused() -> None:
    with pytest.raises(InvalidInput, match="PAGE_TOKEN_INVALID"):
        page(10, GOOD, query={**QUERY, "unit": "thue"})


def test_order_within_a_set_does_not_matter() -> None:
    same = {**QUERY, "states": frozenset(["CLAIMED", "OPEN"])}
    assert page(10, GOOD, query=same).after is not None


LAN = Subject("id-1", "lan", unit="suoi_trong")


def in_call(subject: Subject, method: str, work: Any) -> Any:
    reset = CURRENT.set(Call(subject, method=method))
    try:
        return work()
    finally:
        CURRENT.reset(reset)


@pytest.mark.parametrize(
    ("subject", "method"),
    [
        (Subject("id-2", "hung", unit="suoi_trong"), "a/ListTasks"),
        (Subject("id-1", "lan", unit="ben_gio"), "a/ListTasks"),
        (ANONYMOUS, "a/ListTasks"),
        (LAN, "a/ListDossiers"),
    ],
)
def test_the_token_of_another_caller_or_method_is_refused(subject: Subject, method: str) -> None:
    token = in_call(LAN, "a/ListTasks", lambda: next_page_token(["id"], query=QUERY))
    again = Subject("id-1", "lan", "Lan", frozenset({"window_clerk"}), "suoi_trong", "portal")
    assert in_call(again, "a/ListTasks", lambda: page(10, token, query=QUERY)).after == ("id",)
    with pytest.raises(InvalidInput, match="PAGE_TOKEN_INVALID"):
        in_call(subject, method, lambda: page(10, token, query=QUERY))
