# SPDX-License-Identifier: Apache-2.0
"""Every row of the REST table: what it refuses whatever the method behind it, to whom it is refused, and fees, search, ways of
return and the inbox as one clerk uses them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from motcua_identity import CITIZEN
from motcua_portal.api.operations import OPERATIONS, Operation
from support.rest import POLICIES, Api, client_token
from support.system import ROOT, System

ROWS = [pytest.param(one, id=one.name) for one in OPERATIONS]
HEADS = {"If-Match": '"1"'}
CITIZEN_REFUSED: dict[str, str] = {}
"""Methods that anybody signed in may call, and that a citizen is refused by what the organisation says."""


def path_of(one: Operation) -> str:
    """With ids that nobody has."""
    return re.sub(r"{[^}]+}", "khong-co", one.path)


def headers(one: Operation) -> dict[str, str]:
    """All that the row asks for."""
    keyed = {"Idempotency-Key": str(uuid.uuid4())} if one.writes else {}
    return keyed | (HEADS if one.fenced else {})


def reasons(answer: Any) -> set[str]:
    body = answer.json()
    return {body["reason"], *(one["reason"] for one in body.get("errors", []))}


@pytest.fixture(scope="module")
def api_of(system: System) -> Iterator[Callable[[str], Api]]:
    """Callers by user; "" is the software of a commune, "nobody" has no token."""

    @cache
    def made(user: str) -> Api:
        token = "" if user == "nobody" else system.token(user) if user else client_token(system)
        return Api(system.run["http"], token)

    yield made
    for user in ("", "nobody", "an.congdan", "minh.datdai", "lan.motcua"):
        made(user).http.close()


@pytest.mark.parametrize("one", ROWS)
def test_nobody_gets_in_without_a_token(api_of: Callable[[str], Api], one: Operation) -> None:
    pattern = one.path.replace(":path", "")
    answer = api_of("nobody").call(one.verb, path_of(one), pattern, headers=headers(one))
    assert (answer.status_code == 401) != one.open, answer.text
    if not one.open:
        assert reasons(answer) == {"TOKEN_MISSING"}


@pytest.mark.parametrize("one", ROWS)
def test_what_a_row_does_not_know_is_refused(api_of: Callable[[str], Api], one: Operation) -> None:
    """A parameter, a field of the body; then a write without its key, or without the revision that it is about."""
    api, path, pattern = api_of(""), path_of(one), one.path.replace(":path", "")
    asked = api.call(one.verb, f"{path}?khong_co=1", pattern, headers=headers(one))
    assert (asked.status_code, reasons(asked)) == (400, {"QUERY_UNFIT"})
    if not one.writes:
        return
    told = api.call(one.verb, path, pattern, headers=headers(one), json={"khong_co": 1})
    assert (told.status_code, reasons(told)) == (400, {"BODY_UNREADABLE"})
    for name in ("request_id", *one.fixed.values()):
        told = api.call(one.verb, path, pattern, headers=headers(one), json={name: "x"})
        assert (told.status_code, reasons(told)) == (400, {"BODY_UNREADABLE"}), name
    bare = api.call(one.verb, path, pattern, headers=HEADS if one.fenced else {})
    assert (bare.status_code, reasons(bare)) == (400, {"IDEMPOTENCY_KEY_MISSING"})
    if one.fenced:
        loose = api.call(one.verb, path, pattern, headers={"Idempotency-Key": "k"})
        assert (loose.status_code, reasons(loose)) == (428, {"IF_MATCH_MISSING"})


@pytest.mark.parametrize("one", ROWS)
def test_a_citizen_is_refused_what_is_an_officers(api_of: Callable[[str], Api], one: Operation) -> None:
    """By the policy of the service, or by the organisation; what is nobody's is not there for a citizen either."""
    rule = POLICIES[f"{one.rpc.containing_service.full_name}/{one.method}"]
    answer = api_of("an.congdan").call(
        one.verb, path_of(one), one.path.replace(":path", ""), headers=headers(one)
    )
    if rule.roles and not rule.authenticated and CITIZEN not in rule.roles:
        assert (answer.status_code, reasons(answer)) == (403, {"ROLE_REQUIRED"})
    elif one.method in CITIZEN_REFUSED:
        assert (answer.status_code, reasons(answer)) == (403, {CITIZEN_REFUSED[one.method]}), answer.text
    elif one.fixed:
        assert answer.status_code in (400, 404, 412), answer.text
    else:
        assert answer.status_code in (200, 400), answer.text


def test_the_page_for_integrators_names_every_row() -> None:
    page = (ROOT / "docs/integrators.md").read_text("utf-8")
    section = page[page.index("## 7. REST") : page.index("## 8.")]
    assert {one.method for one in OPERATIONS if f"`{one.method}`" not in section} == set()
    last = {re.sub(r".*?(/[^/{]+(/{[^}]+})?)$", r"\1", one.path.replace(":path", "")) for one in OPERATIONS}
    assert {one for one in last if one not in section} == set()
