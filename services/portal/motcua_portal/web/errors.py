# SPDX-License-Identifier: Apache-2.0
"""Refusals as pages: a sentence that says what and what to do, in the visitor's language; never a stack, never a blank 500."""

from __future__ import annotations

from motcua_rpc import MotcuaError, Unauthenticated


class SignInNeeded(Exception):
    """The page is for signed-in people; the visitor is sent to sign in and comes back."""


class PageRefused(MotcuaError):
    """A page that this visitor may not see."""

    http_status = 403
    code = "PAGE_REFUSED"
    message_vi = "Trang này không dành cho tài khoản của bạn."
    message_en = "This page is not for your account."


class FormExpired(MotcuaError):
    """The form does not belong to this session (CSRF)."""

    http_status = 403
    code = "FORM_EXPIRED"
    message_vi = "Biểu mẫu đã cũ hoặc không thuộc phiên làm việc này. Hãy tải lại trang rồi gửi lại."
    message_en = "The form is old or does not belong to this session. Reload the page and send it again."


class SignInAway(MotcuaError):
    """The identity provider does not answer: nobody comes in until it does, and who is in works on until their token ends."""

    http_status = 503
    code = "ISSUER_UNAVAILABLE"
    message_vi = (
        "Dịch vụ đăng nhập đang tạm ngừng, nên chưa đăng nhập được. Ai có phiên còn hạn vẫn làm việc bình thường; phiên đã "
        "hết hạn thì tiếp tục được khi dịch vụ trở lại. Hãy thử lại sau ít phút."
    )
    message_en = (
        "The sign-in service is away for the moment, so nobody can sign in. Whoever has a session that is still good can go "
        "on working; one that has run out goes on when the service is back. Try again in a few minutes."
    )


class SignedOutHereOnly(MotcuaError):
    """The session of the portal has ended, that of the identity provider could not be."""

    http_status = 503
    code = "SIGNED_OUT_HERE_ONLY"
    message_vi = (
        "Bạn đã đăng xuất khỏi trang này, nhưng dịch vụ đăng nhập đang tạm ngừng nên chưa biết. "
        "Nếu dùng máy chung, hãy đóng trình duyệt."
    )
    message_en = (
        "You are signed out of this site, but the sign-in service is away and could not be told. "
        "On a shared computer, close the browser."
    )


class PageUnknown(MotcuaError):
    """No such page."""

    http_status = 404
    code = "PAGE_UNKNOWN"
    message_vi = "Không có trang này. Địa chỉ có thể đã gõ sai."
    message_en = "There is no such page. The address may be mistyped."


class MethodUnknown(MotcuaError):
    """There is such a page, but not by this method."""

    http_status = 405
    code = "METHOD_UNKNOWN"
    message_vi = (
        "Không thể làm như vậy với trang này. Hãy mở trang bằng liên kết, hoặc gửi biểu mẫu có trên trang."
    )
    message_en = "This cannot be done with this page. Open it by its link, or send the form that is on it."


def needs_sign_in(error: Exception) -> bool:
    """Whether the visitor only has to sign in (again)."""
    return isinstance(error, SignInNeeded | Unauthenticated)
