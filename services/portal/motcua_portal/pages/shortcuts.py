# SPDX-License-Identifier: Apache-2.0
"""The keys of the officers' pages, and whether they are on: shortcuts of one letter can be switched off (WCAG 2.1.4)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.typed import Posted
from motcua_portal.web import cookies
from motcua_portal.web.gate import Officer, check_csrf

router = APIRouter()
YEAR = 365 * 24 * 3600


@router.get("/viec/phim-tat")
def show(visit: Officer) -> Response:
    """The table of keys, as a page of its own for browsers without scripts too."""
    page: Response = visit.request.app.state.pages.render(visit, "desk/keys.html")
    return page


@router.post("/viec/phim-tat")
def switch(visit: Officer, typed: Posted) -> Response:
    """On or off, for this browser."""
    check_csrf(visit, typed.one("csrf"))
    answer = RedirectResponse("/viec/phim-tat", 303)
    if typed.one("keys") == "off":
        cookies.put(visit.request, answer, cookies.KEYS, "off", YEAR)
    else:
        cookies.drop(visit.request, answer, cookies.KEYS)
    return answer
