# SPDX-License-Identifier: Apache-2.0
"""The embedded OpenID provider: demo people on one machine. Production uses Keycloak instead."""

from __future__ import annotations

from motcua_identity.issuer.bounds import refuse_unless_embedded
from motcua_identity.issuer.demo_secrets import demo_secrets
from motcua_identity.issuer.embedded import EmbeddedIssuer
from motcua_identity.issuer.model import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, Client, Person

__all__ = [
    "AUTHORIZATION_CODE",
    "CLIENT_CREDENTIALS",
    "REFRESH_TOKEN",
    "Client",
    "EmbeddedIssuer",
    "Person",
    "demo_secrets",
    "refuse_unless_embedded",
]
