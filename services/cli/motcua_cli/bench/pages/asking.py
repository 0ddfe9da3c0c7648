# SPDX-License-Identifier: Apache-2.0
"""Each page as the person whom it is for asks it, one after the other over one connection: how long the answer takes on the
loopback, from the request to its last byte, and how much processor time services and PostgreSQL spend on it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx

from motcua_cli.bench.arithmetic import percentile, ratio
from motcua_cli.bench.pages.page import BARE, Page
from motcua_cli.bench.pages.tokens import ID

LIMIT_MS = 150.0
"""What the slowest of twenty may take (p95) on two cores that have nothing else to do."""
WARM_UP = 5
Cpu = Callable[[], tuple[float, float]]
"""Processor seconds so far of the services and of PostgreSQL."""


@dataclass(frozen=True)
class Asked:
    """One row of the table; times in ms, `bytes` of the answer before any packing, `statements` when they were counted."""

    key: str
    title: str
    user: str
    count: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    to_bare: float
    services_ms: float
    postgresql_ms: float
    bytes: int
    statements: int = 0


class Browser:
    """Somebody's connection to the portal; signed in when there is a user."""

    def __init__(self, run: Mapping[str, Any], user: str = "") -> None:
        self._client = httpx.Client(base_url=str(run["http"]), timeout=60.0)
        if user:
            self._sign_in(user, next(one["password"] for one in run["people"] if one["user"] == user))

    def get(self, address: str, status: int = 200) -> str:
        """The page at an address of the portal.

        Raises:
            RuntimeError: another answer than a page.
        """
        answer = self._client.get(address)
        if answer.status_code != status:
            raise RuntimeError(
                f"{address} answered {answer.status_code}, {answer.headers.get('location', '')}."
            )
        return answer.text

    def exists(self, address: str) -> bool:
        """Whether there is such a page for this person."""
        return self._client.get(address).status_code == 200

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _sign_in(self, user: str, password: str) -> None:
        form = self._client.get("/dang-nhap", params={"next": "/tra-cuu"}, follow_redirects=True)
        action = re.search(r'<form[^>]*action="([^"]*)"', form.text)
        hidden = re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form.text)
        sent = {name: unescape(value) for name, value in hidden} | {"user": user, "password": password}
        where = urljoin(str(form.url), unescape(action[1]) if action else "")
        answer = self._client.post(where, data=sent, follow_redirects=True)
        signed_in = any(one.endswith("motcua_session") for one in self._client.cookies)
        if answer.status_code != 200 or not signed_in:
            raise RuntimeError(f"{user} could not sign in to the portal (HTTP {answer.status_code}).")


def ids_in(page: str, before: str, most: int = 20) -> list[str]:
    """Ids in the addresses of a page's links that begin with `before`, each once."""
    found = re.findall(rf'href="{re.escape(before)}({ID})(?=["?#])', page)
    return list(dict.fromkeys(found))[:most]


def links_in(page: str, before: str, most: int = 20) -> list[str]:
    """Addresses of a page's links that begin with `before` and go on without a query, each once."""
    found = re.findall(rf'href="({re.escape(before)}[^"?#]+)(?=["?#])', page)
    return list(dict.fromkeys(map(unescape, found)))[:most]


def ask(browsers: Mapping[str, Browser], pages: Sequence[Page], times: int, cpu: Cpu) -> list[Asked]:
    """Every page `times` times; the bare one first, which the others are compared with."""
    found: list[Asked] = []
    bare = 0.0
    for page in sorted(pages, key=lambda one: one.key != BARE):
        row = _ask(browsers[page.user], page, times, cpu, bare)
        bare = bare or row.p50_ms
        found.append(row)
    return found


def _ask(browser: Browser, page: Page, times: int, cpu: Cpu, bare: float) -> Asked:
    for number in range(WARM_UP):
        browser.get(page.addresses[number % len(page.addresses)], page.status)
    took, size, before = [], 0, cpu()
    for number in range(times):
        address = page.addresses[number % len(page.addresses)]
        began = time.perf_counter()
        answer = browser.get(address, page.status)
        took.append((time.perf_counter() - began) * 1000)
        size = max(size, len(answer.encode()))
    services, database = ((after - was) * 1000 / times for after, was in zip(cpu(), before, strict=True))
    took.sort()
    p50, p95, p99 = (round(percentile(took, share), 1) for share in (0.5, 0.95, 0.99))
    return Asked(
        page.key, page.title, page.user, times, p50, p95, p99, ratio(p50, bare or p50), round(services, 1),
        round(database, 1), size,
    )  # fmt: skip
