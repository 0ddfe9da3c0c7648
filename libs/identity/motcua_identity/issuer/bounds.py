# SPDX-License-Identifier: Apache-2.0
"""Where the embedded issuer may run: one machine, its own database. Its people and passwords are for trying
out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motcua_identity.errors import NotEmbedded
from motcua_identity.provider import is_loopback

DATABASE_VARIABLE: Final = "MOTCUA_DATABASE_URL"


def refuse_unless_embedded(host: str, environ: Mapping[str, str]) -> None:
    """Raise NotEmbedded, in one sentence, if `host` is not loopback or a production database is set."""
    if not is_loopback(host):
        raise NotEmbedded(
            "NOT_LOOPBACK",
            f"Bộ đăng nhập dùng thử chỉ chạy trên máy này (127.0.0.1), không chạy ở địa chỉ {host!r}; "
            "hãy dùng Keycloak.",
            f"The embedded issuer with its demo people serves loopback only, not {host!r}: "
            "bind 127.0.0.1, or run the production shape with Keycloak.",
        )
    if environ.get(DATABASE_VARIABLE):
        raise NotEmbedded(
            "PRODUCTION_DATABASE",
            f"Đã đặt {DATABASE_VARIABLE}: bộ đăng nhập dùng thử không chạy với cơ sở dữ liệu thật.",
            f"{DATABASE_VARIABLE} is set, and the embedded issuer must not stand before a production "
            "database: unset it, or run the production shape with Keycloak.",
        )
