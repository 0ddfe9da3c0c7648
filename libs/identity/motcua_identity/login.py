# SPDX-License-Identifier: Apache-2.0
"""Sign-in for the portal: authorization code with PKCE, refresh and sign-out against any OIDC issuer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from motcua_identity.errors import LoginRefused, token_invalid
from motcua_identity.provider import Provider
from motcua_identity.subject import Subject
from motcua_identity.tokens import TokenVerifier, audiences, check_times, read_claims


@dataclass(frozen=True, slots=True)
class SignIn:
    """One attempt to sign in. Send the browser to `url`; keep the rest on the server until the browser is
    back."""

    url: str
    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What a signed-in session holds; keep it on the server. `expires_at` is epoch seconds of the access
    token."""

    subject: Subject
    access_token: str
    refresh_token: str | None
    id_token: str | None
    expires_at: float
    session_id: str = ""
    """The issuer's id of the session (claim `sid`), by which it says that the session has ended."""
    authenticated_at: float = 0.0
    """When the person last proved who they are (claim `auth_time`), epoch seconds; 0 where the issuer does not say."""

    def __repr__(self) -> str:
        return f"Tokens(subject={self.subject.user_id!r}, expires_at={self.expires_at})"


class LoginClient:
    """One client of one issuer. `secret` is None for a public client. Thread-safe."""

    def __init__(
        self,
        provider: Provider,
        verifier: TokenVerifier,
        client_id: str,
        secret: str | None,
        *,
        redirect_uri: str,
        scope: str = "openid profile",
        now: Callable[[], float] = time.time,
    ) -> None:
        self._provider = provider
        self._verifier = verifier
        self._client_id = client_id
        self._secret = secret
        self._redirect_uri = redirect_uri
        self._scope = scope
        self._now = now

    def authorization_url(self, *, language: str = "vi", again: bool = False) -> SignIn:
        """Start a sign-in. `again` asks for the password even if the issuer still knows the browser. IssuerUnavailable
        if the browser would find nobody there."""
        self._provider.need()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self._scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": code_challenge(verifier),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        if again:
            query["prompt"] = "login"
        url = f"{self._provider.endpoint('authorization_endpoint')}?{urlencode(query)}"
        return SignIn(url, state, nonce, verifier)

    def exchange_code(self, sign_in: SignIn, callback: Mapping[str, str]) -> Tokens:
        """Tokens for what the browser brought back (the query of the redirect). LoginRefused if it does not
        belong to this attempt, or the issuer or the person said no."""
        if not hmac.compare_digest(callback.get("state", "").encode(), sign_in.state.encode()):
            raise _refused("it does not belong to a sign-in that was begun here")
        if callback.get("iss", self._provider.issuer) != self._provider.issuer:
            raise _refused("it comes from another issuer")
        if "code" not in callback:
            raise _refused(callback.get("error", "there is no code"))
        form = {
            "grant_type": "authorization_code",
            "code": callback["code"],
            "redirect_uri": self._redirect_uri,
            "code_verifier": sign_in.code_verifier,
        }
        return self._tokens(self._provider.request_token(form, self._client_id, self._secret), sign_in.nonce)

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens for old; the old refresh token is spent, so calls for one session must not overlap.
        LoginRefused (SESSION_ENDED) means: sign in again."""
        if tokens.refresh_token is None:
            raise LoginRefused(
                "SESSION_ENDED",
                "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại.",
                "The session has ended. Sign in again.",
            )
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
        body = self._provider.request_token(form, self._client_id, self._secret)
        kept = {"refresh_token": tokens.refresh_token, "id_token": tokens.id_token}
        made = self._tokens({**kept, **body}, None, tokens.session_id, tokens.authenticated_at)
        if made.subject.user_id != tokens.subject.user_id:
            raise _refused("the refreshed session belongs to somebody else")
        return made

    def logout_url(self, id_token: str | None, *, return_to: str, language: str = "vi") -> str:
        """Where to send the browser to end the issuer's session too; it comes back to `return_to`, which
        must be registered with the issuer for this client. IssuerUnavailable if it would find nobody there."""
        self._provider.need()
        query = {
            "client_id": self._client_id,
            "post_logout_redirect_uri": return_to,
            "ui_locales": language,
        }
        if id_token:
            query["id_token_hint"] = id_token
        return f"{self._provider.endpoint('end_session_endpoint')}?{urlencode(query)}"

    def end_session(self, tokens: Tokens) -> None:
        """End the issuer's session that these tokens are of, from server to server: for a browser that is elsewhere. Every
        application of that session is signed out. One that has ended already is no error. IssuerUnavailable if nobody answers,
        LoginRefused if it does not know this client."""
        if tokens.refresh_token is not None:
            form = {"refresh_token": tokens.refresh_token}
            self._provider.request_logout(form, self._client_id, self._secret)

    def _tokens(
        self, body: Mapping[str, Any], nonce: str | None, session_id: str = "", authenticated_at: float = 0.0
    ) -> Tokens:
        access_token, id_token = str(body["access_token"]), body.get("id_token")
        if nonce is not None:
            claims = self._check_id_token(id_token, nonce)
            session_id, authenticated_at = str(claims.get("sid") or ""), _moment(claims.get("auth_time"))
        return Tokens(
            subject=self._verifier.verify(access_token),
            access_token=access_token,
            refresh_token=body.get("refresh_token"),
            id_token=id_token,
            expires_at=self._now() + float(body.get("expires_in", 60)),
            session_id=session_id,
            authenticated_at=authenticated_at,
        )

    def _check_id_token(self, id_token: object, nonce: str) -> Mapping[str, Any]:
        if not isinstance(id_token, str):
            raise _refused("the issuer sent no identity token")
        claims = read_claims(id_token, self._provider)
        check_times(claims, self._now())
        if claims.get("iss") != self._provider.issuer or self._client_id not in audiences(claims):
            raise token_invalid("the identity token is not meant for this client")
        if claims.get("nonce") != nonce:
            raise _refused("the identity token belongs to another sign-in")
        return claims


def code_challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _moment(claim: object) -> float:
    return float(claim) if isinstance(claim, int | float) and not isinstance(claim, bool) else 0.0


def _refused(reason: str) -> LoginRefused:
    return LoginRefused(
        "SIGN_IN_REFUSED",
        "Đăng nhập chưa thành công. Hãy thử lại từ đầu.",
        f"The sign-in was not completed: {reason}. Start again.",
    )
