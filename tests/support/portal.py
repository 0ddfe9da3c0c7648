# SPDX-License-Identifier: Apache-2.0
"""The portal's pages over HTTP, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import httpx

from support.system import System


@contextmanager
def pages(system: System, user: str) -> Iterator[httpx.Client]:
    """The portal as somebody who has signed in."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{system.http_port}", follow_redirects=True, timeout=30
    ) as client:
        form = client.get("/ho-so" if user.endswith("congdan") else "/viec")
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.text))
        person = {"user": user, "password": system.person(user)["password"]}
        target = re.search(r'<form[^>]*action="([^"]*)"', form.text)
        address = form.url.join(unescape(target.group(1))) if target else form.url
        typed = {name: unescape(value) for name, value in fields.items()} | person
        client.post(address, data=typed).raise_for_status()
        yield client
