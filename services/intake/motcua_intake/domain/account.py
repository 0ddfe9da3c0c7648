# SPDX-License-Identifier: Apache-2.0
"""What an account says of the person behind it, and that nobody files as somebody else with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from motcua_text import Text, UnreadableText, clean_line

from motcua_intake.domain.checking import Problem
from motcua_intake.domain.records import Applicant

_OTHER: Final = Text(
    "Nộp thay người khác thì khai trong tờ khai người mình nộp thay và kèm giấy ủy quyền, hoặc nộp tại Bộ phận Một cửa.",
    "To file for somebody else, name them in the form as whom you act for and attach the authorisation, or file at a window.",
)
_WORDS: Final = {
    "name": Text("Họ tên phải đúng với tài khoản.", "The name must be that of your account."),
    "id_number": Text(
        "Số định danh phải đúng với tài khoản.", "The identity number must be that of your account."
    ),
}
_USER: Final = Text(
    "Hồ sơ đứng tên tài khoản đang dùng; không ghi được tài khoản khác.",
    "A dossier is filed by the account that is signed in; no other one can be named.",
)
_NO_USER: Final = Text(
    "Hồ sơ nhận tại quầy chưa gắn với tài khoản nào; hãy để trống.",
    "A dossier from the window belongs to no account yet; leave this empty.",
)
_NOTHING: Final = Text(
    "Tài khoản chưa có thông tin định danh này nên không nộp trực tuyến được. Hãy nộp tại Bộ phận Một cửa.",
    "The account does not vouch for this, so nothing can be filed online with it. Please file at the window.",
)


@dataclass(frozen=True, slots=True)
class Account:
    """The verified identity; the rest is what the province knows already and a person may change."""

    name: str
    id_number: str
    phone: str = ""
    email: str = ""
    address: str = ""

    def differing(self, typed: Applicant) -> list[Problem]:
        """What was typed and is not the account's; blanks are none."""
        return [
            _problem(field, _WORDS[field])
            for field in _WORDS
            if getattr(typed, field) and not same(field, getattr(typed, field), getattr(self, field))
        ]

    def wanting(self) -> list[Problem]:
        """What must be verified before anything is filed, and is not."""
        return [Problem(f"applicant.{field}", _NOTHING) for field in _WORDS if not getattr(self, field)]

    def identify(self, typed: Applicant) -> Applicant:
        """The applicant as whom this account files; checked by `differing` before."""
        return replace(typed, name=self.name, id_number=self.id_number)

    def fill(self, typed: Applicant) -> Applicant:
        """Blanks of what may be typed, from what is known already (NĐ 224/2026/NĐ-CP, Điều 15.1.d)."""
        blanks = {
            field: getattr(self, field)
            for field in ("phone", "email", "address")
            if not getattr(typed, field)
        }
        return replace(typed, **blanks)


def other_user(typed: Applicant, own: frozenset[str]) -> list[Problem]:
    """An account that was named and is none of `own`, the ways to name the right one (none: nobody has one yet)."""
    if not typed.user or typed.user in own:
        return []
    return [_problem("user", _USER) if own else Problem("applicant.user", _NO_USER)]


def same(field: str, one: str, other: str) -> bool:
    """Whether two ways of writing say the same name or number: composed, spaced or in capitals either way."""
    return _plain(field, one) == _plain(field, other)


def contradicting(applicant: Applicant, answers: Mapping[str, object]) -> list[Problem]:
    """Where the form names another applicant than the dossier does."""
    asked = {"applicant_name": "name", "applicant_id": "id_number"}
    found = []
    for key, field in asked.items():
        value, stated = answers.get(key), getattr(applicant, field)
        if isinstance(value, str) and value and stated and not same(field, value, stated):
            text = Text(
                "Không khớp với người nộp hồ sơ. Nộp thay người khác thì khai người đó ở mục nộp thay của tờ khai.",
                "This is not the applicant. To file for somebody else, name them where the form asks for whom you act.",
            )
            found.append(Problem(key, text))
    return found


def _plain(field: str, value: str) -> str:
    try:
        clean = clean_line(value).casefold()
    except UnreadableText:
        return value
    return re.sub(r"[\s.-]", "", clean) if field == "id_number" else clean


def _problem(field: str, words: Text) -> Problem:
    return Problem(
        f"applicant.{field}", Text(f"{words.vi} {_OTHER.vi}", f"{words.to('en')} {_OTHER.to('en')}")
    )
