# SPDX-License-Identifier: Apache-2.0
"""schemathesis on every REST route: whatever the description allows or forbids is answered as it says, and afterwards nothing is
broken. Streams of events, which it would wait for, are asked here."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from support.fuzzing.aftermath import nothing_breaks
from support.fuzzing.messages import PLAIN
from support.fuzzing.pool import Pool
from support.fuzzing.prepared import Prepared
from support.fuzzing.rest import Told, configured, explore
from support.fuzzing.run import Caller
from support.rest import DESCRIPTION
from support.system import System

EXAMPLES, THOROUGHLY = 3, 4
"""Of the short run: requests of each kind and operation, and operations that are asked with every value at a bound."""
BOUNDS = 2_600
"""Requests of one caller that has every operation asked so, about."""
AS = ("citizen", "land_officer", "demo-integrator", "")
OPERATIONS = sorted(one["operationId"] for verbs in DESCRIPTION["paths"].values() for one in verbs.values())


@pytest.fixture(scope="module")
def pool(way: Prepared, seed: int) -> Pool:
    """Ids of what is there, but those of the witness."""
    made, rng = Pool(), random.Random(seed)
    made.untouchable = way.untouchable
    for answer in way.answers:
        made.learn(rng, answer)
    return made


def any_of(callers: dict[str, Caller], rng: random.Random) -> Callable[[], str]:
    """The token of one of those who use the API, another one each time."""
    return lambda: callers[rng.choice(AS[:-1])].token()


def short(base: str, callers: dict[str, Caller], pool: Pool, seed: int) -> Iterator[Told]:
    """Everything a few times as anybody, and all values at their bounds for a few operations."""
    rng = random.Random(seed)
    few = rng.sample(OPERATIONS, THOROUGHLY)
    anybody = any_of(callers, rng)
    yield explore(DESCRIPTION, configured(base, seed, EXAMPLES, ("fuzzing",)), anybody, pool)
    yield explore(DESCRIPTION, configured(base, seed, EXAMPLES, ("coverage",)), anybody, pool, few)


def long(base: str, callers: dict[str, Caller], pool: Pool, seed: int, calls: int) -> Iterator[Told]:
    """Everything as each of those who use the API, and as nobody."""
    examples = max(1, (calls // len(AS) - BOUNDS) // len(OPERATIONS)) + 1
    config = configured(base, seed, examples, ("coverage", "fuzzing"))
    for who in AS:
        yield explore(DESCRIPTION, config, callers[who].token if who else None, pool)


def test_what_the_description_says_is_so(
    system: System,
    way: Prepared,
    callers: dict[str, Caller],
    pool: Pool,
    seed: int,
    calls: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = f"{system.run['http']}/api/v1"
    with nothing_breaks(way):
        statuses: Counter[int] = Counter()
        faults: list[str] = []
        for told in long(base, callers, pool, seed, calls) if calls else short(base, callers, pool, seed):
            statuses += told.statuses
            faults += told.faults.values()
            with capsys.disabled():
                print(f"\nREST: MOTCUA_TEST_SEED={seed}, {statuses.total()} calls: {dict(statuses)}")
        assert not faults, f"{len(faults)} kinds of faults:\n" + "\n\n".join(
            one[:1500] for one in faults[:20]
        )
        assert statuses.total() > len(OPERATIONS)


def test_streams_by_chance(system: System, way: Prepared, callers: dict[str, Caller], seed: int) -> None:
    rng = random.Random(seed)
    with nothing_breaks(way), httpx.Client(base_url=f"{system.run['http']}/api/v1", timeout=60) as http:
        for _ in range(30):
            who, path = (
                rng.choice(AS),
                rng.choice(("/events", f"/dossiers/{way.witness}/events", "/dossiers/x/events")),
            )
            headers = {"Authorization": f"Bearer {callers[who].token()}"} if who else {}
            odd = rng.choice([one for one in PLAIN if one.isascii() and one.isprintable()])
            headers |= {"Last-Event-ID": odd.strip()} if rng.random() < 0.5 else {}
            asked = {"cursor": rng.choice(PLAIN), "from_now": rng.choice(("true", "false", "maybe"))}
            with http.stream("GET", path, headers=headers, params=asked) as answer:
                assert answer.status_code in (200, 400, 401, 403, 404, 429), answer.read()
                assert (answer.status_code == 401) == (not who)


@pytest.mark.parametrize(
    "verb, path, sent",
    [
        ("GET", "/drafts?page_size=many", {}),
        ("POST", "/drafts", {"json": {"unit": 7}}),
        ("PUT", "/drafts/x", {"json": {}, "headers": {"Idempotency-Key": "k", "If-Match": "0"}}),
        ("POST", "/files", {"content": b"", "headers": {"Content-Type": "text/plain"}}),
        ("GET", "/events?from_now=maybe", {}),
    ],
)  # fmt: skip
def test_whoever_is_nobody_is_told_nothing_else(
    system: System, verb: str, path: str, sent: dict[str, Any]
) -> None:
    answer = httpx.request(verb, f"{system.run['http']}/api/v1{path}", **sent)
    assert (answer.status_code, answer.json()["reason"]) == (401, "TOKEN_MISSING")


def test_an_address_names_its_own_methods_alone(system: System) -> None:
    base = f"{system.run['http']}/api/v1"
    assert httpx.request("PATCH", f"{base}/tasks/claims").headers["allow"] == "POST"
    assert httpx.request("PATCH", f"{base}/tasks/x").headers["allow"] == "GET, HEAD"


def test_a_token_that_no_header_may_hold_is_no_token(system: System) -> None:
    answer = httpx.get(f"{system.run['http']}/api/v1/drafts", headers={"Authorization": "Bearer a\x1fb"})
    assert (answer.status_code, answer.json()["reason"]) == (401, "TOKEN_INVALID")


def test_a_line_feed_in_a_path_is_refused_as_the_api_refuses(system: System) -> None:
    answer = httpx.get(f"{system.run['http']}/api/v1/dossiers/x%0A")
    assert (answer.status_code, answer.json()["reason"]) == (400, "ADDRESS_UNFIT")
