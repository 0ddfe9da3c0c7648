# SPDX-License-Identifier: Apache-2.0
"""Who is calling: subjects, roles and policies, OIDC tokens, sign-in. The embedded issuer is in `.issuer`."""

from __future__ import annotations

from motcua_identity.client_credentials import ClientCredentials
from motcua_identity.errors import (
    AccessRefused,
    IdentityError,
    IssuerUnavailable,
    LoginRefused,
    NotEmbedded,
    TokenRefused,
)
from motcua_identity.login import LoginClient, SignIn, Tokens
from motcua_identity.logout import Ended, LogoutTokens
from motcua_identity.policy import ANYONE, AUTHENTICATED, Policy, Rule, roles, services
from motcua_identity.provider import Provider
from motcua_identity.subject import (
    ANONYMOUS,
    CITIZEN,
    DESIGNER,
    INTEGRATOR,
    OPERATOR,
    SERVICE,
    WINDOW_CLERK,
    Kind,
    Subject,
    service_role,
)
from motcua_identity.tokens import TokenVerifier

__all__ = [
    "ANONYMOUS",
    "ANYONE",
    "AUTHENTICATED",
    "CITIZEN",
    "DESIGNER",
    "INTEGRATOR",
    "OPERATOR",
    "SERVICE",
    "WINDOW_CLERK",
    "AccessRefused",
    "ClientCredentials",
    "Ended",
    "IdentityError",
    "IssuerUnavailable",
    "Kind",
    "LoginClient",
    "LoginRefused",
    "LogoutTokens",
    "NotEmbedded",
    "Policy",
    "Provider",
    "Rule",
    "SignIn",
    "Subject",
    "TokenRefused",
    "TokenVerifier",
    "Tokens",
    "roles",
    "service_role",
    "services",
]
