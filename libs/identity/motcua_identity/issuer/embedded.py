# SPDX-License-Identifier: Apache-2.0
"""The embedded issuer put together: an OpenID provider for one machine, mounted into the portal's
application."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from motcua_identity.issuer.account import add_account
from motcua_identity.issuer.authorize_request import SCOPES
from motcua_identity.issuer.bounds import refuse_unless_embedded
from motcua_identity.issuer.files import private_folder
from motcua_identity.issuer.grants import Grants
from motcua_identity.issuer.http import OAuthRoute
from motcua_identity.issuer.journal import Journal
from motcua_identity.issuer.minter import ALGORITHM, Minter
from motcua_identity.issuer.model import GRANTS, Client, Person
from motcua_identity.issuer.sign_in import add_sign_in
from motcua_identity.issuer.state import State
from motcua_identity.issuer.throttle import Throttle
from motcua_identity.issuer.token import add_token

ACCESS_SECONDS: Final = 600


class EmbeddedIssuer:
    """`application.include_router(issuer.router)` serves it under the path of its URL. Close it at the end.

    `url` is the issuer's name and address, `http://127.0.0.1:8080/oidc`; `folder` keeps key, sessions and
    refresh tokens, so that a restart signs nobody out. NotEmbedded if the URL is not loopback or a
    production database is set.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        people: Iterable[Person],
        clients: Iterable[Client],
        *,
        access_seconds: int = ACCESS_SECONDS,
        environ: Mapping[str, str] = os.environ,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(url)
        refuse_unless_embedded(parts.hostname or "", environ)
        private_folder(folder)
        self._journal = Journal(folder / "issuer.journal", now)
        state = State(
            url=url,
            path=parts.path.rstrip("/"),
            people={person.user.casefold(): person for person in people},
            clients={client.id: client for client in clients},
            minter=Minter(url, folder, access_seconds, now),
            grants=Grants(self._journal, now),
            throttle=Throttle(monotonic),
        )
        self._state = state
        self.router = _router(state, now)

    def rotate_key(self) -> None:
        """Sign with a new key from now on; nobody is signed out, no service is started again."""
        self._state.minter.rotate()

    def end_sessions_of_who_left(self) -> None:
        """Sign out, here and in every application, whoever `people` has no more. Call it once the applications answer; until
        then, and where one does not answer, nobody of them gets a new token all the same."""
        self._state.end_sessions_of_who_left()

    def close(self) -> None:
        """Release the state folder."""
        self._journal.close()


def _router(state: State, now: Callable[[], float]) -> APIRouter:
    router = APIRouter(prefix=state.path, route_class=OAuthRoute, include_in_schema=False)

    @router.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return JSONResponse(_document(state.url))

    @router.get("/jwks")
    def jwks() -> Response:
        return JSONResponse(state.minter.public_keys())

    add_sign_in(router, state)
    add_token(router, state)
    add_account(router, state, now)
    return router


def _document(url: str) -> dict[str, Any]:
    base = url.rstrip("/")
    return {
        "issuer": url,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "userinfo_endpoint": f"{base}/userinfo",
        "end_session_endpoint": f"{base}/logout",
        "jwks_uri": f"{base}/jwks",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": sorted(GRANTS),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["vi", "en"],
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "claims_supported": ["sub", "name", "preferred_username", "unit", "realm_access"],
        "prompt_values_supported": ["none", "login"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }
