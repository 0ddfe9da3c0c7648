# SPDX-License-Identifier: Apache-2.0
"""Owns the one exception of the calendar, which carries a sentence in both languages."""

from __future__ import annotations


class ClockError(ValueError):
    """Input from which no due date may be computed.

    `code` is a stable reason code; the messages name what was wrong, where, and what to do.
    """

    def __init__(self, code: str, message_vi: str, message_en: str) -> None:
        super().__init__(f"{message_vi} / {message_en}")
        self.code = code
        self.message_vi = message_vi
        self.message_en = message_en
