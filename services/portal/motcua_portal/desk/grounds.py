# SPDX-License-Identifier: Apache-2.0
"""On what ground somebody receives for another, as a clerk fills it in: which paper, its number, its day, who certified it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from motcua_portal.desk.typed import Typed
from motcua_portal.web.forms import today
from motcua_portal.web.visit import Visit

OTHER: Final = "other"
KINDS: Final = {
    "authorisation": "Giấy ủy quyền",
    "contract": "Hợp đồng ủy quyền",
    "introduction": "Giấy giới thiệu",
    OTHER: "Giấy khác",
}
"""In Vietnamese, as the slip prints them."""
NO_NUMBER: Final = "không số"


@dataclass(frozen=True, slots=True)
class Ground:
    """What was typed; `name` is what another kind of paper is called."""

    kind: str
    name: str
    number: str
    day: str
    by: str

    @classmethod
    def of(cls, typed: Typed) -> Ground:
        return cls(*(typed.one(f"ground-{field}") for field in ("kind", "name", "number", "day", "by")))

    @property
    def given(self) -> bool:
        return any((self.kind, self.name, self.number, self.day, self.by))

    @property
    def words(self) -> str:
        """As it is kept and printed."""
        paper = self.name if self.kind == OTHER else KINDS.get(self.kind, "").lower()
        unnumbered = self.number.casefold() == NO_NUMBER
        number = NO_NUMBER if unnumbered else f"số {self.number}"
        return f"{paper} {number} ngày {self.day}, nơi chứng thực hoặc cấp: {self.by}"

    def wrong(self, visit: Visit) -> dict[str, str]:
        """Sentences by the id of the field."""
        found: dict[str, str] = {}
        if self.kind not in KINDS:
            found["ground-kind"] = visit.say("Hãy chọn loại giấy làm căn cứ nhận thay.")
        if self.kind == OTHER and not self.name:
            found["ground-name"] = visit.say("Hãy ghi tên giấy.")
        if not self.number:
            found["ground-number"] = visit.say("Hãy ghi số của giấy; giấy không có số thì ghi “không số”.")
        day = _day(self.day)
        if day is None:
            found["ground-day"] = visit.say("Hãy ghi ngày của giấy dạng ngày/tháng/năm, ví dụ 20/11/2026.")
        elif day > today(visit):
            found["ground-day"] = visit.say("Ngày của giấy không được ở tương lai.")
        if not self.by:
            found["ground-by"] = visit.say("Hãy ghi nơi chứng thực hoặc người cấp giấy.")
        return found


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None
