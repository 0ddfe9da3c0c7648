# SPDX-License-Identifier: Apache-2.0
"""For tests: the contract suite that every issuer passes, the embedded one and Keycloak, seen as services and the portal see it.

class TestMyIssuer(IssuerContract):
    @pytest.fixture
    def issuer(self): return MyIssuer(...)   # knows CITIZEN_HOA, CLERK_LAN and the clients below
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua_identity.client_credentials import ClientCredentials
from motcua_identity.errors import LoginRefused, TokenRefused
from motcua_identity.issuer.model import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, Client, Person
from motcua_identity.login import LoginClient, SignIn, Tokens
from motcua_identity.logout import LogoutTokens
from motcua_identity.provider import REFETCH_AFTER, Provider
from motcua_identity.subject import Kind
from motcua_identity.tokens import LEEWAY, TokenVerifier

UNIT = "suoi_trong"
HOA = Person("hoa.cd", "Nguyễn Thị Hoa", ("citizen",), password="sen-lua-nui-482-hoa")
LAN = Person("lan.mc", "Trần Thị Lan", ("window_clerk",), UNIT, password="may-song-que-113-lan")
AWAY = "http://127.0.0.1:9"
"""Where no application answers: a browser stops before it goes there."""


def clients(heard_at: str) -> tuple[Client, ...]:
    """What an issuer under test knows; `heard_at` is told of sessions that end."""
    return (
        Client(
            "portal", (AUTHORIZATION_CODE, REFRESH_TOKEN), redirect_uris=(f"{AWAY}/signed-in",),
            post_logout_redirect_uris=(f"{AWAY}/",), backchannel_logout_uri=heard_at, name="MotCua", secret="portal-secret",
        ),
        Client(
            "other", (AUTHORIZATION_CODE, REFRESH_TOKEN), redirect_uris=(f"{AWAY}/other",),
            post_logout_redirect_uris=(f"{AWAY}/other-out",), name="Other", secret="other-secret",
        ),
        Client("intake", (CLIENT_CREDENTIALS,), ("service", "service:intake"), name="motcua intake", secret="intake-secret"),
        Client("partner", (CLIENT_CREDENTIALS,), ("integrator",), UNIT, name="Partner", secret="partner-secret"),
    )  # fmt: skip


class Browser(Protocol):
    """Keeps cookies; knows the pages of its issuer."""

    def sign_in(self, url: str, person: Person) -> Mapping[str, str]:
        """From the issuer's page to the query that comes back to the application."""

    def revisit(self, url: str) -> Mapping[str, str] | None:
        """The same without typing anything; None where the issuer asks for a password."""

    def sign_out(self, url: str) -> str:
        """Where the browser ends up ("" for a page of the issuer), after confirming if it is asked."""

    def close(self) -> None:
        """Forget everything."""


class Issuer(Protocol):
    """One issuer under test."""

    url: str

    def browser(self) -> Browser:
        """A new one."""

    def disable(self, person: Person) -> None:
        """As an administrator does when somebody leaves."""

    def enable(self, person: Person) -> None:
        """And comes back."""

    def rotate_key(self) -> None:
        """A new signing key, in the middle of everything."""

    def heard(self) -> list[str]:
        """Logout tokens that came to `heard_at`, in order."""


@dataclass
class Seen:
    """One application's view of the issuer, with clocks that the test moves."""

    issuer: Issuer
    ahead: float = 0.0
    providers: list[Provider] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.provider = Provider(self.issuer.url, monotonic=lambda: time.monotonic() + self.ahead)
        self.verifier = TokenVerifier(self.provider, now=self.now)
        self.clients = {client.id: client for client in clients("")}

    def now(self) -> float:
        """Time of the services."""
        return time.time() + self.ahead

    def login(self, client: str = "portal") -> LoginClient:
        """Signs people in."""
        known = self.clients[client]
        uri = known.redirect_uris[0]
        return LoginClient(self.provider, self.verifier, client, known.secret, redirect_uri=uri, now=self.now)

    def account(self, client: str, secret: str | None = None) -> ClientCredentials:
        """A service's own account."""
        return ClientCredentials(self.provider, client, secret or self.clients[client].secret or "")

    def sign_in(self, person: Person, browser: Browser, client: str = "portal") -> Tokens:
        """All the way."""
        attempt = self.login(client).authorization_url()
        return self.login(client).exchange_code(attempt, browser.sign_in(attempt.url, person))


class IssuerContract:
    """What services and portal rely on; a subclass gives `issuer`."""

    @pytest.fixture
    def seen(self, issuer: Issuer) -> Iterator[Seen]:
        made = Seen(issuer)
        yield made
        made.provider.close()

    @pytest.fixture
    def browser(self, issuer: Issuer) -> Iterator[Browser]:
        made = issuer.browser()
        yield made
        made.close()

    def test_a_person_signs_in_and_is_who_they_are(self, seen: Seen, browser: Browser) -> None:
        found = seen.sign_in(LAN, browser)

        subject = found.subject
        assert (LAN.user, LAN.name, UNIT) == (subject.username, subject.name, subject.unit)
        assert (frozenset(LAN.roles), "portal", Kind.PERSON) == (subject.roles, subject.client, subject.kind)
        assert found.session_id and found.refresh_token and found.id_token
        assert seen.now() < found.expires_at <= seen.now() + 900

    def test_a_citizen_has_no_unit(self, seen: Seen, browser: Browser) -> None:
        subject = seen.sign_in(HOA, browser).subject

        assert (None, frozenset({"citizen"})) == (subject.unit, subject.roles)
        assert not subject.is_service()

    def test_a_code_is_good_for_who_began_the_sign_in(self, seen: Seen, browser: Browser) -> None:
        attempt = seen.login().authorization_url()
        back = browser.sign_in(attempt.url, HOA)
        thief = SignIn(attempt.url, attempt.state, attempt.nonce, "x" * 43)

        with pytest.raises(LoginRefused):
            seen.login().exchange_code(thief, back)

    def test_a_code_is_good_once(self, seen: Seen, browser: Browser) -> None:
        attempt = seen.login().authorization_url()
        back = browser.sign_in(attempt.url, HOA)
        seen.login().exchange_code(attempt, back)

        with pytest.raises(LoginRefused):
            seen.login().exchange_code(attempt, back)

    def test_a_browser_that_is_known_need_not_type_again(self, seen: Seen, browser: Browser) -> None:
        first = seen.sign_in(HOA, browser)
        attempt = seen.login("other").authorization_url()
        back = browser.revisit(attempt.url)

        assert back is not None
        second = seen.login("other").exchange_code(attempt, back)
        assert (first.subject.user_id, first.session_id) == (second.subject.user_id, second.session_id)
        assert browser.revisit(seen.login().authorization_url(again=True).url) is None

    def test_refreshing_goes_on_and_spends_the_old_token(self, seen: Seen, browser: Browser) -> None:
        first = seen.sign_in(LAN, browser)
        second = seen.login().refresh(first)

        assert first.access_token != second.access_token
        assert (first.subject, first.session_id) == (second.subject, second.session_id)
        with pytest.raises(LoginRefused, match="SESSION_ENDED"):
            seen.login().refresh(first)

    def test_it_says_when_somebody_proved_who_they_are(self, seen: Seen, browser: Browser) -> None:
        began = time.time()
        first = seen.sign_in(HOA, browser)
        assert began - 2 <= first.authenticated_at <= time.time() + 2
        assert seen.login().refresh(first).authenticated_at == first.authenticated_at

        time.sleep(max(0.0, first.authenticated_at + 1.1 - time.time()))  # it is told in whole seconds
        known = seen.login("other").authorization_url()
        back = browser.revisit(known.url) or {}
        assert seen.login("other").exchange_code(known, back).authenticated_at == first.authenticated_at
        asked = seen.login().authorization_url(again=True)
        proved = seen.login().exchange_code(asked, browser.sign_in(asked.url, HOA))
        assert proved.authenticated_at > first.authenticated_at

    def test_an_application_ends_the_session_of_another_browser(
        self, seen: Seen, browser: Browser, issuer: Issuer
    ) -> None:
        here, before = seen.sign_in(HOA, browser), len(issuer.heard())
        elsewhere = issuer.browser()
        there = seen.sign_in(HOA, elsewhere)
        stolen = Tokens(there.subject, "", "made.up", None, 0.0)
        for tokens, client in ((there, "other"), (stolen, "portal")):
            seen.login(client).end_session(tokens)  # as good as ended: nothing of it tells that there is one
        assert elsewhere.revisit(seen.login().authorization_url().url) is not None

        for _ in range(2):  # the second time it has ended already
            seen.login().end_session(there)

        with pytest.raises(LoginRefused, match="SESSION_ENDED"):
            seen.login().refresh(there)
        assert elsewhere.revisit(seen.login().authorization_url().url) is None
        elsewhere.close()
        said = [LogoutTokens(seen.provider, "portal").read(token) for token in issuer.heard()[before:]]
        assert [one.session_id for one in said] == [there.session_id]
        assert seen.login().refresh(here).session_id == here.session_id

    def test_a_refresh_token_is_of_one_client(self, seen: Seen, browser: Browser) -> None:
        tokens = seen.sign_in(LAN, browser)

        with pytest.raises(LoginRefused):
            seen.login("other").refresh(tokens)

    def test_a_token_ends(self, seen: Seen, browser: Browser) -> None:
        tokens = seen.sign_in(HOA, browser)
        seen.ahead = tokens.expires_at - time.time() + LEEWAY + 5

        with pytest.raises(TokenRefused, match="TOKEN_EXPIRED"):
            TokenVerifier(seen.provider, now=seen.now).verify(tokens.access_token)

    def test_a_token_for_somebody_else_is_refused(self, seen: Seen, browser: Browser) -> None:
        tokens = seen.sign_in(HOA, browser)

        with pytest.raises(TokenRefused, match="not meant for another"):
            TokenVerifier(seen.provider, "another").verify(tokens.access_token)
        with pytest.raises(TokenRefused, match="not meant for motcua"):
            seen.verifier.verify(tokens.id_token or "")

    def test_a_token_of_another_issuer_is_refused(self, seen: Seen, browser: Browser) -> None:
        tokens = seen.sign_in(HOA, browser)
        elsewhere = Provider(
            f"{seen.issuer.url}x", discovery_url=f"{seen.issuer.url}/.well-known/openid-configuration"
        )
        elsewhere._document = {"issuer": elsewhere.issuer, "jwks_uri": seen.provider.endpoint("jwks_uri")}

        with pytest.raises(TokenRefused, match="of another issuer"):
            TokenVerifier(elsewhere).verify(tokens.access_token)
        elsewhere.close()

    @pytest.mark.parametrize("how", ["other roles", "other key", "no signature", "shared secret"])
    def test_a_token_that_somebody_made_is_refused(self, seen: Seen, browser: Browser, how: str) -> None:
        good = seen.sign_in(HOA, browser).access_token

        with pytest.raises(TokenRefused, match="TOKEN_INVALID"):
            TokenVerifier(seen.provider).verify(forged(good, how))

    def test_a_service_has_its_own_account(self, seen: Seen) -> None:
        subject = seen.verifier.verify(seen.account("intake")())

        assert ({"service", "service:intake"}, Kind.SERVICE) == (set(subject.roles), subject.kind)
        assert (subject.client, subject.name, subject.unit) == ("intake", "motcua intake", None)
        assert subject.is_service("intake") and not subject.is_service("workflow")

    def test_an_integrator_may_do_no_more_than_was_given(self, seen: Seen) -> None:
        subject = seen.verifier.verify(seen.account("partner")())

        assert ({"integrator"}, UNIT, Kind.SERVICE) == (set(subject.roles), subject.unit, subject.kind)
        assert not subject.is_service()

    @pytest.mark.parametrize(
        ("client", "secret"), [("intake", "wrong"), ("nobody", "wrong"), ("other", "other-secret")]
    )
    def test_who_does_not_prove_themselves_gets_nothing(self, seen: Seen, client: str, secret: str) -> None:
        with pytest.raises(LoginRefused, match="CLIENT_REFUSED"):
            seen.account(client, secret)()

    def test_who_was_disabled_is_out(self, seen: Seen, browser: Browser, issuer: Issuer) -> None:
        tokens = seen.sign_in(HOA, browser)
        issuer.disable(HOA)
        try:
            with pytest.raises(LoginRefused, match="SESSION_ENDED"):
                seen.login().refresh(tokens)
            assert browser.revisit(seen.login().authorization_url().url) is None
            assert "code" not in browser.sign_in(seen.login().authorization_url(again=True).url, HOA)
        finally:
            issuer.enable(HOA)
        assert seen.sign_in(HOA, browser).subject == tokens.subject

    def test_a_new_key_is_taken_up_without_a_restart(
        self, seen: Seen, browser: Browser, issuer: Issuer
    ) -> None:
        old = seen.sign_in(HOA, browser)
        issuer.rotate_key()
        seen.ahead += REFETCH_AFTER + 1

        new = seen.login().refresh(old)

        assert key_of(old.access_token) != key_of(new.access_token)
        assert old.subject == TokenVerifier(seen.provider, now=seen.now).verify(new.access_token)
        assert old.subject == TokenVerifier(seen.provider, now=seen.now).verify(old.access_token)

    def test_signing_out_ends_every_application_s_session(self, seen: Seen, browser: Browser) -> None:
        portal = seen.sign_in(HOA, browser)
        attempt = seen.login("other").authorization_url()
        back = browser.revisit(attempt.url)
        other = seen.login("other").exchange_code(attempt, back or {})

        gone_to = browser.sign_out(seen.login().logout_url(portal.id_token, return_to=f"{AWAY}/"))

        assert gone_to.startswith(f"{AWAY}/")
        for client, tokens in (("portal", portal), ("other", other)):
            with pytest.raises(LoginRefused, match="SESSION_ENDED"):
                seen.login(client).refresh(tokens)
        assert browser.revisit(seen.login().authorization_url().url) is None

    def test_who_signs_out_is_sent_only_where_the_client_is_at_home(
        self, seen: Seen, browser: Browser
    ) -> None:
        tokens = seen.sign_in(HOA, browser)

        url = seen.login().logout_url(tokens.id_token, return_to="http://127.0.0.1:10/evil")

        assert browser.sign_out(url) == ""

    def test_an_application_is_told_that_a_session_ended(
        self, seen: Seen, browser: Browser, issuer: Issuer
    ) -> None:
        before = len(issuer.heard())
        portal = seen.sign_in(HOA, browser)
        attempt = seen.login("other").authorization_url()
        other = seen.login("other").exchange_code(attempt, browser.revisit(attempt.url) or {})

        browser.sign_out(seen.login("other").logout_url(other.id_token, return_to=f"{AWAY}/other-out"))

        said = [LogoutTokens(seen.provider, "portal").read(token) for token in issuer.heard()[before:]]
        assert portal.session_id in [one.session_id for one in said]
        with pytest.raises(TokenRefused, match="not meant for this client"):
            LogoutTokens(seen.provider, "other").read(issuer.heard()[-1])
        with pytest.raises(TokenRefused):
            seen.verifier.verify(issuer.heard()[-1])
        with pytest.raises(TokenRefused, match="no logout token"):
            LogoutTokens(seen.provider, "portal").read(portal.id_token or "")


def key_of(token: str) -> str:
    """Id of the key that a token says it is signed with."""
    return str(_part(token, 0)["kid"])


def forged(token: str, how: str) -> str:
    """What somebody makes of a good token to become somebody else."""
    header, claims = _part(token, 0), _part(token, 1) | {"realm_access": {"roles": ["operator"]}}
    if how == "other key":
        key = RSAKey.generate_key(2048, {"kid": header["kid"]})
        return jwt.encode({"alg": "RS256", "kid": header["kid"]}, claims, key)
    changed = _packed(claims)
    if how == "no signature":
        return f"{_packed({'alg': 'none', 'typ': 'JWT'})}.{changed}."
    if how == "shared secret":
        return f"{_packed({**header, 'alg': 'HS256'})}.{changed}.{token.rpartition('.')[2]}"
    return f"{token.partition('.')[0]}.{changed}.{token.rpartition('.')[2]}"


def _part(token: str, number: int) -> dict[str, Any]:
    text = token.split(".")[number]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def _packed(part: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@contextmanager
def listening() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """An application that is told of sessions that end: its address, and the logout tokens that came."""
    came: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            came.extend(form.get("logout_token", []))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ended", lambda: list(came)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
