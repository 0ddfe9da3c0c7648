# SPDX-License-Identifier: Apache-2.0
"""Signing out at the issuer signs out of the portal at once: the issuer of the embedded shape tells it as Keycloak does. And who
ends a session of theirs in another browser ends it at both."""

from __future__ import annotations

import re

import httpx
import psycopg
import pytest
from support.audited import own_url
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


@pytest.mark.embedded("its own issuer's page; tests/keycloak asks the same of Keycloak")
def test_who_proved_long_ago_who_they_are_does_so_again_and_ends_another_session(system: Driver) -> None:
    with pages(system, "lan.motcua") as here:
        before = _others(here)
        with pages(system, "lan.motcua") as left_open:
            (handle,) = _others(here) - before
            with psycopg.connect(own_url(system.var, "portal"), autocommit=True) as own:
                own.execute("UPDATE portal.session SET proved_at = now() - interval '1 hour'")
            asked = here.post("/phien-dang-nhap", data={"csrf": _csrf(here), "phien": handle})
            assert asked.url.path.startswith("/oidc/") and _begins(left_open) == "/viec"
            person = {"user": "lan.motcua", "password": system.person("lan.motcua")["password"]}

            back = here.post(str(asked.url), data=dict(_hidden(asked)) | person)

            assert back.url.path == "/phien-dang-nhap" and "Kết thúc phiên này?" in back.text
            ended = here.post("/phien-dang-nhap", data={"csrf": _csrf(here), "phien": handle})
            assert "Đã kết thúc." in ended.text and (_begins(here), _begins(left_open)) == ("/viec", "/")
            assert left_open.get("/viec").url.path.startswith("/oidc/"), (
                "nor does the issuer know it any more"
            )


def _others(client: httpx.Client) -> set[str]:
    """Handles of the person's other sessions."""
    return set(re.findall(r'name="phien" value="([0-9a-f-]{36})"', client.get("/phien-dang-nhap").text))


def _csrf(client: httpx.Client) -> str:
    return dict(_hidden(client.get("/phien-dang-nhap")))["csrf"]


def _begins(client: httpx.Client) -> str:
    return str(client.get("/bat-dau", follow_redirects=False).headers["location"])


def _hidden(page: httpx.Response) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
