# SPDX-License-Identifier: Apache-2.0
"""Why an identity was refused. Plain exceptions: libs/rpc and the portal map them to their own protocol.

IdentityError
├── TokenRefused        no token, or one that proves nothing      → UNAUTHENTICATED / sign in again
├── AccessRefused       known, but the policy says no             → PERMISSION_DENIED
├── LoginRefused        the issuer refused a code, a refresh token or a client
├── IssuerUnavailable   the issuer or its keys cannot be reached  → UNAVAILABLE
└── NotEmbedded         the embedded issuer may not run here
"""

from __future__ import annotations


class IdentityError(Exception):
    """Base: a stable reason code, a sentence in Vietnamese and one in English."""

    def __init__(self, code: str, message_vi: str, message_en: str) -> None:
        super().__init__(f"{code}: {message_en}")
        self.code = code
        self.message_vi = message_vi
        self.message_en = message_en


class TokenRefused(IdentityError):
    """The caller did not prove who they are (TOKEN_MISSING, TOKEN_EXPIRED, TOKEN_INVALID…)."""


class AccessRefused(IdentityError):
    """The caller is known but the policy does not allow the method."""


class LoginRefused(IdentityError):
    """The issuer refused to give tokens; `code` is SIGN_IN_REFUSED, SESSION_ENDED or CLIENT_REFUSED."""


class IssuerUnavailable(IdentityError):
    """The issuer cannot be reached or answers nonsense; trying again later may help."""


class NotEmbedded(IdentityError):
    """The embedded issuer is for one machine's demo; here it must not start."""


def token_missing() -> TokenRefused:
    """No bearer token where one is needed."""
    return TokenRefused("TOKEN_MISSING", "Cần đăng nhập để làm việc này.", "Sign in to do this.")


def token_expired() -> TokenRefused:
    """The token was good once."""
    return TokenRefused(
        "TOKEN_EXPIRED",
        "Phiên làm việc đã hết hạn. Hãy đăng nhập lại.",
        "Your session has expired. Sign in again.",
    )


def token_invalid(reason: str) -> TokenRefused:
    """`reason` is for the log and the developer; it never repeats the token."""
    return TokenRefused(
        "TOKEN_INVALID",
        "Thông tin đăng nhập không hợp lệ. Hãy đăng nhập lại.",
        f"The access token is not valid: {reason}.",
    )


def issuer_unavailable(reason: str) -> IssuerUnavailable:
    """The reason names the address, so that an operator knows where to look."""
    return IssuerUnavailable(
        "ISSUER_UNAVAILABLE",
        "Chưa kết nối được dịch vụ đăng nhập. Hãy thử lại sau ít phút.",
        f"The identity issuer cannot be used: {reason}.",
    )
