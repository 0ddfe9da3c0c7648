# SPDX-License-Identifier: Apache-2.0
"""What is typed from the paper notice of an outside database, against the declaration; which answer counts when two differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from motcua_procedure.lookup import Lookup as Rule
from motcua_text import Text

NUMBER: Final = "personal_number"
_DIGITS: Final = re.compile(r"\d{9}(\d{3})?")
_OF_ANOTHER: Final = Text(
    "Tờ khai ghi số này cho người khác (cha, mẹ hoặc người nộp), không phải số của trẻ. Hãy xem lại thông báo giấy.",
    "The declaration gives this number to somebody else (a parent or the applicant). Look at the notice again.",
)
_NOT_BORN_SO: Final = Text(
    "Chữ số thứ 4 đến thứ 6 của số này là {said}; theo giới tính, năm sinh đã khai phải là {wanted}. Hãy xem lại thông báo giấy.",
    "Digits 4 to 6 of this number are {said}; by the sex and year of birth declared they are {wanted}. Look at the notice again.",
)


class Answer(Protocol):
    """As much of a kept answer as this needs."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def values(self) -> Mapping[str, str]: ...


_OTHER_DOSSIER: Final = Text("trong một hồ sơ khác", "in another dossier")
_NAMED_DOSSIER: Final = Text("trong hồ sơ {code}", "in dossier {code}")
_OF_ANOTHER_CHILD: Final = Text(
    "Số này đã được ghi cho một trẻ khác {where}. Hãy xem lại thông báo giấy, hoặc hỏi nơi cấp số.",
    "This number is on record for another child, {where}. Look at the notice again, or ask who issued it.",
)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that cannot be of whom was asked about."""

    name: str
    code: str
    why: Text


def unfit(rule: Rule, answers: Mapping[str, Any], values: Mapping[str, str]) -> Unfit | None:
    """Why what was typed cannot be the answer; None when nothing speaks against it. A personal number says sex, century and year
    of birth (Nghị định 137/2015/NĐ-CP, Điều 13), and is nobody else's."""
    others = {digits(said) for said in answers.values()} - {""}
    for name, value in values.items():
        if digits(value) in others:
            return Unfit(name, "LOOKUP_VALUE_OF_ANOTHER", _OF_ANOTHER)
    wanted, number = _born(rule.question(answers)), digits(values.get(NUMBER, ""))
    if wanted and len(number) == 12 and number[3:6] != wanted:
        said = Text(
            *(one.format(said=number[3:6], wanted=wanted) for one in (_NOT_BORN_SO.vi, _NOT_BORN_SO.to("en")))
        )
        return Unfit(NUMBER, "LOOKUP_NUMBER_UNFIT", said)
    return None


def of_another_child(code: str) -> Unfit:
    """The number is kept for somebody else in the dossier of that code, "" for a dossier that the reader may not see; a number is
    one person's for life (Luật Căn cước 2023, Điều 12)."""
    where = _NAMED_DOSSIER if code else _OTHER_DOSSIER
    vi, en = (_OF_ANOTHER_CHILD.to(one).format(where=where.to(one).format(code=code)) for one in ("vi", "en"))
    return Unfit(NUMBER, "LOOKUP_VALUE_OF_ANOTHER", Text(vi, en))


def _born(asked: Mapping[str, str]) -> str:
    """Digits 4 to 6 of the number of the child that the database was asked about; "" where the declaration does not say."""
    year, gender = asked.get("child_birth_date", "")[:4], asked.get("child_gender", "")
    if not re.fullmatch(r"(19|2\d)\d\d", year, re.ASCII) or gender not in ("male", "female"):
        return ""
    return f"{2 * (int(year) // 100 - 19) + (gender == 'female')}{year[2:]}"


def digits(said: Any) -> str:
    """A personal number (12 digits) or an old card's (9), without spaces and dots; "" for everything else."""
    plain = re.sub(r"[\s.-]", "", said) if isinstance(said, str) else ""
    return plain if _DIGITS.fullmatch(plain) else ""


def counting(kept: Iterable[Answer]) -> dict[str, str]:
    """By source the id of the answer that counts: the database's own last one, else what was typed last. `kept`: oldest first."""
    found: dict[str, Answer] = {}
    for one in kept:
        before = found.get(one.source)
        if one.values and not (one.outcome == "typed" and before is not None and before.outcome == "issued"):
            found[one.source] = one
    return {source: one.id for source, one in found.items()}


def differing(kept: Iterable[Answer]) -> set[str]:
    """The ids of answers with another value than the one that counts."""
    every = list(kept)
    by_id, counted = {one.id: one for one in every}, counting(every)
    return {
        one.id
        for one in every
        if one.values
        and one.source in counted
        and dict(one.values) != dict(by_id[counted[one.source]].values)
    }


class Dated(Answer, Protocol):
    """An answer that says when it was seen."""

    @property
    def seen_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Changed:
    """An outside database says something else now than what counted when a result was signed."""

    source: str
    before: Mapping[str, str]
    now: Mapping[str, str]


def changed_since(signed_at: datetime, attached_at: datetime, kept: Sequence[Dated]) -> list[Changed]:
    """What of the kept answers (oldest first) changed after a result was signed. Who signs states a whole minute, so that an
    answer of that minute counts as known, unless it came after the paper was attached."""
    known_until = min(attached_at, signed_at + timedelta(minutes=1))
    then, now = counting(one for one in kept if one.seen_at <= known_until), counting(kept)
    values = {one.id: dict(one.values) for one in kept}
    return [
        Changed(source, values[before], values[now[source]])
        for source, before in then.items()
        if values[before] != values[now[source]]
    ]


def in_words(changed: Changed, rules: Mapping[str, Rule]) -> Text:
    """Both answers in one sentence."""
    rule = rules.get(changed.source)
    gives, name = (rule.gives, rule.name) if rule else ({}, Text(changed.source))

    def said(values: Mapping[str, str], language: str) -> str:
        return "; ".join(f"{gives.get(key, Text(key)).to(language)} {value}" for key, value in values.items())

    return Text(
        f"{name.vi}: ký với {said(changed.before, 'vi')}; nay là {said(changed.now, 'vi')}.",
        f"{name.to('en')}: signed with {said(changed.before, 'en')}; now {said(changed.now, 'en')}.",
    )
