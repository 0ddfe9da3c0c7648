# SPDX-License-Identifier: Apache-2.0
"""Where a person is signed in, and ending it (OWASP ASVS 5.0, 7.5.2). Who ends another session proves once more who they are: a
browser that was left open, or a stolen cookie, must not be able to put its owner out.

What ends here ends at the issuer too, or the other browser would be let in again without a password. Not where it is the sign-in
of this very browser there: that one stays.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter
from motcua_identity import IssuerUnavailable, LoginRefused, Tokens
from starlette.responses import RedirectResponse, Response

from motcua_portal.adapters.session_repository import OwnSession, Session
from motcua_portal.web.devices import BROWSERS, SYSTEMS
from motcua_portal.web.gate import SignedIn, check_csrf
from motcua_portal.web.posting import Posting, kept
from motcua_portal.web.sign_in import to_issuer
from motcua_portal.web.visit import Visit

router = APIRouter()
PATH: Final = "/phien-dang-nhap"
CHOSEN: Final = "phien"
"""Which one is to end: the name of its field, and of the query that leads back to it from the issuer."""
OTHERS: Final = "khac"
"""Its value for all but this one."""
DONE: Final = ("da-ket-thuc", "da-het", "chua-bao")
"""What was just done: ended; there was none (any more); ended here alone, as the issuer is away."""
PROVED_FOR: Final = timedelta(minutes=10)
"""How long it counts that somebody has proved who they are."""
AHEAD: Final = timedelta(minutes=1)
"""How far the issuer's clock may be before ours."""
SHOWN: Final = 50
"""Of more the page says so; all of them can be ended."""
MOST_AT_ISSUER: Final = 50
"""Sign-ins at the issuer that one form ends; whoever has more is told that some may be left."""


@router.get(PATH)
def show(visit: SignedIn, phien: str = "") -> Response:
    """The list; coming back from the issuer, what was chosen is asked once more."""
    session = _session(visit)
    found: list[OwnSession] = visit.request.app.state.sessions.own(session, SHOWN + 1)
    chosen = phien if _proved(session) else ""
    one = next((each for each in found if each.handle == chosen and not each.here), None)
    page: Response = visit.request.app.state.pages.render(
        visit,
        "own_sessions.html",
        sessions=found[:SHOWN],
        more=len(found) > SHOWN,
        chosen=one,
        all_others=chosen == OTHERS,
        done=_done(visit, bool(chosen) and chosen != OTHERS and one is None),
        unsent=bool(kept(visit.fields, CHOSEN)),
        notice="signed_in_again",
        proved=_proved(session),
        minutes=PROVED_FOR // timedelta(minutes=1),
        device=lambda one: _device(visit, one),
    )
    return page


@router.post(PATH)
def end(visit: SignedIn, sent: Posting) -> Response:
    """End one, or all others; one that has ended already is no error, and nobody else's is told from it."""
    check_csrf(visit, sent.text("csrf"))
    session, chosen = _session(visit), sent.text(CHOSEN)
    if not chosen:
        return RedirectResponse(PATH, 303)
    if not _proved(session):
        back = f"{PATH}?{CHOSEN}={chosen}" if chosen == OTHERS or _is_handle(chosen) else PATH
        return to_issuer(visit.request, back, again=True)
    ended = visit.request.app.state.sessions.end_own(session, None if chosen == OTHERS else chosen)
    visit.request.app.state.live.judge()
    told = _end_at_issuer(visit, session, ended)
    return RedirectResponse(f"{PATH}?{_outcome(bool(ended), told)}=1", 303)


def _outcome(ended: bool, told: bool) -> str:
    if not ended:
        return "da-het"
    return "da-ket-thuc" if told else "chua-bao"


def _end_at_issuer(visit: Visit, own: Session, ended: list[Tokens]) -> bool:
    """Each of its sessions once. False where one may go on."""
    there = {
        one.session_id: one for one in ended if one.session_id and one.session_id != own.tokens.session_id
    }
    for one in list(there.values())[:MOST_AT_ISSUER]:
        try:
            visit.request.app.state.login.end_session(one)
        except (IssuerUnavailable, LoginRefused):
            return False
    return len(there) <= MOST_AT_ISSUER


def _proved(session: Session) -> bool:
    """Whether this person proved lately who they are."""
    at, now = session.proved_at, datetime.now(UTC)
    return at is not None and now - PROVED_FOR < at < now + AHEAD


def _device(visit: Visit, one: OwnSession) -> str:
    browser, system = BROWSERS.get(one.browser, ""), SYSTEMS.get(one.system, "")
    if browser and system:
        return visit.say("{browser} trên {system}", browser=browser, system=system)
    if system:
        return visit.say("Trình duyệt trên {system}", system=system)
    return browser or visit.say("Trình duyệt không rõ loại")


def _done(visit: Visit, gone: bool) -> str:
    asked = visit.request.query_params
    return "da-het" if gone else next((name for name in DONE if asked.get(name) == "1"), "")


def _is_handle(text: str) -> bool:
    return len(text) == 36 and all(one in "0123456789abcdef-" for one in text)


def _session(visit: Visit) -> Session:
    assert visit.session is not None  # SignedIn
    return visit.session
