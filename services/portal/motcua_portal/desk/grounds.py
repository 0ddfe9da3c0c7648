# SPDX-License-Identifier: Apache-2.0
"""On what ground somebody receives, or asks, for another, as a clerk fills it in: which paper, its number, its day, who certified
it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from motcua_text import business_code, foreign_digits

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
MOST: Final = {"ground-name": 100, "ground-number": 50, "ground-by": 100}
"""Characters of each field: with the words between them no more than the 300 that the intake service keeps of a ground."""


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

    def wrong(self, visit: Visit, unchosen: str) -> dict[str, str]:
        """Sentences by the id of the field; `unchosen` where no kind of paper is chosen."""
        found: dict[str, str] = {}
        if self.kind not in KINDS:
            found["ground-kind"] = visit.say(unchosen)
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
        name = self.name if self.kind == OTHER else ""
        for field, text in zip(MOST, (name, self.number, self.by), strict=True):
            if len(text) > MOST[field]:
                found[field] = visit.say("Nội dung dài quá {most} ký tự; hãy rút gọn.", most=MOST[field])
        return found


@dataclass(frozen=True, slots=True)
class Instead:
    """What somebody does in another's place, as its sentences say it. `field` is the id of the number of their identity paper;
    `kind`: no kind of paper is chosen; `company`: that is the number of an organisation; `needed`: there is no ground at all."""

    field: str
    kind: str
    company: str
    needed: str


def stated(
    visit: Visit, typed: Typed, id_number: str, party: bool, instead: Instead
) -> tuple[str, dict[str, str]]:
    """The ground in words, and what is wrong by the id of the field. `party`: the number is of somebody who needs none; what was
    begun is completed, whoever it is."""
    ground = Ground.of(typed)
    if strange := foreign_digits(id_number):
        return "", {instead.field: visit.pick(strange)}
    if business_code(id_number):
        return "", {instead.field: visit.say(instead.company)}
    if ground.given:
        return ground.words, ground.wrong(visit, instead.kind)
    if id_number and not party:
        return "", {"ground-kind": visit.say(instead.needed)}
    return "", {}


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None
