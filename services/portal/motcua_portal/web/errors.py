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
