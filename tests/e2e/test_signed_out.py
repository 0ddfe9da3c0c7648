# SPDX-License-Identifier: Apache-2.0
"""Signing out at the issuer signs out of the portal at once: the issuer of the embedded shape tells it as Keycloak does."""

from __future__ import annotations

import re

import httpx
import pytest
from support.portal import pages
from support.system import Driver


@pytest.mark.embedded("its own issuer's page; tests/keycloak asks the same of Keycloak")
def test_who_signs_out_at_the_issuer_is_out_of_the_portal(system: Driver) -> None:
    with pages(system, "lan.motcua") as lan, pages(system, "lan.motcua") as elsewhere:
        assert _begins(lan) == _begins(elsewhere) == "/viec"
        asked = lan.get(f"{system.run['issuer']}/logout")
        form = dict(_hidden(asked))

        out = lan.post(str(asked.url), data=form)

        assert out.status_code == 200
        assert (_begins(lan), _begins(elsewhere)) == ("/", "/viec")


def _begins(client: httpx.Client) -> str:
    return str(client.get("/bat-dau", follow_redirects=False).headers["location"])


def _hidden(page: httpx.Response) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
