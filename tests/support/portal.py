# SPDX-License-Identifier: Apache-2.0
"""The portal's pages over HTTP, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import httpx

from support.system import Driver


@contextmanager
def pages(system: Driver, user: str) -> Iterator[httpx.Client]:
    """The portal as somebody who has signed in."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{system.http_port}", follow_redirects=True, timeout=30
    ) as client:
        client.event_hooks = {"response": [lambda _: _over_loopback(client)]}
        form = client.get("/ho-so" if user.endswith("congdan") else "/viec")
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.text))
        person = {"user": user, "username": user, "password": system.person(user)["password"]}
        target = re.search(r'<form[^>]*action="([^"]*)"', form.text)
        address = form.url.join(unescape(target.group(1))) if target else form.url
        typed = {name: unescape(value) for name, value in fields.items()} | person
        client.post(address, data=typed).raise_for_status()
        yield client


def _over_loopback(client: httpx.Client) -> None:
    """Browsers send cookies that are for https to loopback as well."""
    for cookie in client.cookies.jar:
        cookie.secure = False
