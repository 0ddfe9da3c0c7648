# SPDX-License-Identifier: Apache-2.0
"""Tells a client that a session has ended (OpenID Connect Back-Channel Logout 1.0, section 2.5)."""

from __future__ import annotations

import logging
from typing import Final

import httpx

from motcua_identity.issuer.model import Client
from motcua_identity.provider import trusted

_PATIENCE: Final = 2.0
"""Seconds: the person who signs out waits for this."""
_log = logging.getLogger(__name__)


def tell(client: Client, logout_token: str) -> None:
    """Once. A client that does not listen keeps its session until the next refresh, which is refused."""
    try:
        with httpx.Client(timeout=_PATIENCE, trust_env=False, verify=trusted(False)) as http:
            answer = http.post(client.backchannel_logout_uri, data={"logout_token": logout_token})
    except httpx.HTTPError as error:
        _log.warning("client %s could not be told of a sign-out: %s", client.id, error)
        return
    if answer.status_code not in (200, 204):
        _log.warning("client %s refused to be told of a sign-out: %s", client.id, answer.status_code)
