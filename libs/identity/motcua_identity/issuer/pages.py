# SPDX-License-Identifier: Apache-2.0
"""The issuer's own pages: sign in, sign out, and a sentence when a link is wrong. No script, no outside
request."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from motcua_identity.issuer.http import NO_STORE

LANGUAGES: Final = ("vi", "en")
_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("motcua_identity.issuer"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language_of(ui_locales: str | None) -> str:
    """First language of the list that we speak; Vietnamese otherwise."""
    wanted = (locale[:2] for locale in (ui_locales or "").split())
    return next((language for language in wanted if language in LANGUAGES), LANGUAGES[0])


def switch_language(query: str, language: str) -> str:
    """The same query in the other language."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "ui_locales"]
    other = "en" if language == "vi" else "vi"
    return urlencode([*kept, ("ui_locales", other)])


def page(
    template: str,
    language: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    form_targets: tuple[str, ...] = (),
) -> Response:
    """Render a page. `form_targets` are origins that a form's answer may redirect to: browsers apply the
    rule to redirects too."""
    nonce = secrets.token_urlsafe(16)
    html = _ENVIRONMENT.get_template(template).render(
        {"t": words(language), "language": language, "style_nonce": nonce, **context}
    )
    return HTMLResponse(html, status, _headers(nonce, form_targets, language))


def _headers(nonce: str, form_targets: tuple[str, ...], language: str) -> dict[str, str]:
    targets = " ".join(("'self'", *form_targets))
    policy = (
        "default-src 'none'",
        f"style-src 'nonce-{nonce}'",
        f"form-action {targets}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return NO_STORE | {
        "Content-Security-Policy": "; ".join(policy),
        "Content-Language": language,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def words(language: str) -> dict[str, str]:
    """The sentences of the pages in one language."""
    column = LANGUAGES.index(language)
    return {key: pair[column] for key, pair in _WORDS.items()}


_WORDS: Final[dict[str, tuple[str, str]]] = {
    "error_prefix": ("Lỗi: ", "Error: "),
    "sign_in": ("Đăng nhập", "Sign in"),
    "product": ("Một cửa", "One-stop window"),
    "user": ("Tên đăng nhập", "User name"),
    "password": ("Mật khẩu", "Password"),
    "demo": (
        "Bản chạy thử trên máy này. Tên và mật khẩu dùng thử được in ra khi khởi động.",
        "A trial on this machine. Demo names and passwords are printed at start.",
    ),
    "other_language": ("English", "Tiếng Việt"),
    "other_code": ("en", "vi"),
    "wrong": (
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra và nhập lại mật khẩu.",
        "The user name or password is not right. Check it and enter the password again.",
    ),
    "missing": ("Hãy nhập tên đăng nhập và mật khẩu.", "Enter your user name and password."),
    "wait": (
        "Đã nhập sai nhiều lần. Hãy đợi {seconds} giây rồi thử lại.",
        "Too many wrong tries. Wait {seconds} seconds, then try again.",
    ),
    "stale": (
        "Trang đăng nhập đã cũ. Hãy nhập lại mật khẩu.",
        "This sign-in page was out of date. Enter your password again.",
    ),
    "bad_link": ("Liên kết đăng nhập không đúng", "This sign-in link is not right"),
    "bad_link_text": (
        "Ứng dụng hoặc địa chỉ quay về không được đăng ký. Hãy quay lại trang trước và đăng nhập từ đó.",
        "The application or the address to return to is not registered. Go back and sign in from there.",
    ),
    "sign_out": ("Đăng xuất", "Sign out"),
    "sign_out_text": (
        "Bạn muốn đăng xuất khỏi máy này?",
        "Do you want to sign out on this machine?",
    ),
    "signed_out": ("Đã đăng xuất", "You are signed out"),
    "signed_out_text": ("Bạn có thể đóng trang này.", "You can close this page."),
}
