# SPDX-License-Identifier: Apache-2.0
"""What the notification service refuses.

MotcuaError
├── NotFound: UnknownMail, UnknownNotice
└── PermissionDenied: NoMailLog
Exception: MailRefused (never as it is), MailUndelivered (try again)
"""

from __future__ import annotations

from motcua_rpc import NotFound, PermissionDenied


class UnknownMail(NotFound):
    code = "MAIL_UNKNOWN"
    message_vi = "Không có thư này trong hộp thư."
    message_en = "There is no such mail in the mailbox."


class UnknownNotice(NotFound):
    code = "NOTICE_UNKNOWN"
    message_vi = "Không có thông báo này, hoặc bạn không được đọc nội dung."
    message_en = "There is no such notice, or its text is not for you."


class NoMailLog(PermissionDenied):
    code = "MAIL_LOG_REQUIRED"
    message_vi = (
        "Nhật ký thông báo chỉ mở cho người quản trị hệ thống và lãnh đạo đơn vị (hồ sơ của đơn vị mình)."
    )
    message_en = "The mail log is open to operators, and to heads of units for their own dossiers."


class MailError(Exception):
    """A mail did not leave. `code` and both sentences hold no personal data."""

    def __init__(self, code: str, message_vi: str, message_en: str) -> None:
        self.code = code
        self.message_vi = message_vi
        self.message_en = message_en
        super().__init__(code)


class MailRefused(MailError):
    """It will not go as it is: a broken address, or a server that said no for good."""


class MailUndelivered(MailError):
    """It did not go now: no connection, or a server that asks to come again."""
