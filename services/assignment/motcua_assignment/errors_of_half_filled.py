# SPDX-License-Identifier: Apache-2.0
"""What is refused when a half-filled form is kept."""

from __future__ import annotations

from datetime import datetime

from motcua_calendar.clock import legal_time
from motcua_calendar.text import short_day
from motcua_rpc import InvalidInput, Stale

MOST_FIELDS = 500
MOST_CHARACTERS = 200_000
"""Of names and values together: more than the longest form of a procedure takes."""
LONGEST_NAME = 200


class FormTooLong(InvalidInput):
    """More than any form of a step has."""

    code = "KEPT_FORM_TOO_LONG"
    message_vi = (
        f"Nội dung quá dài để lưu tạm (tối đa {MOST_CHARACTERS} ký tự, {MOST_FIELDS} ô). Hãy rút gọn."
    )
    message_en = (
        f"This is too long to keep (at most {MOST_CHARACTERS} characters, {MOST_FIELDS} fields). Shorten it."
    )


class FormUnkeepable(InvalidInput):
    """A name without or with too many characters, or twice."""

    code = "KEPT_FORM_UNREADABLE"
    message_vi = "Có ô không lưu được: tên ô phải từ 1 đến 200 ký tự, mỗi tên một lần."
    message_en = "A field cannot be kept: names have 1 to 200 characters, each once."


class KeptFormChanged(Stale):
    """Another window of the same person has saved since."""

    code = "KEPT_FORM_CHANGED"
    message_vi = "Nội dung lưu tạm đã được thay đổi ở một cửa sổ khác."
    message_en = "What is kept was changed in another window."

    @classmethod
    def at(cls, saved_at: datetime | None) -> KeptFormChanged:
        """Says when it was saved there."""
        if saved_at is None:
            return cls()
        local = legal_time(saved_at)
        return cls(
            message_vi=f"Nội dung lưu tạm đã được thay đổi ở một cửa sổ khác lúc {local:%H:%M:%S ngày %d/%m/%Y}.",
            message_en=f"What is kept was changed in another window at {local:%H:%M:%S} on {short_day(local, 'en')}.",
        )
