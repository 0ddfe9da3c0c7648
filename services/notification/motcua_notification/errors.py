# SPDX-License-Identifier: Apache-2.0
"""What the notification service refuses.

MotcuaError
└── NotFound: UnknownMail
Exception: MailRefused (never as it is), MailUndelivered (try again)
"""

from __future__ import annotations

from motcua_rpc import NotFound


class UnknownMail(NotFound):
    code = "MAIL_UNKNOWN"
    message_vi = "Không có thư này trong hộp thư."
    message_en = "There is no such mail in the mailbox."


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
