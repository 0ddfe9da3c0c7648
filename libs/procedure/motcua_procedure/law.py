# SPDX-License-Identifier: Apache-2.0
"""Legal basis, validity and fees: the law is data with dates, so that a correction is data entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua_text import Text


@dataclass(frozen=True, slots=True)
class Validity:
    """Days from `first` to `last`, both included; `last` is None while no end is known."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document and its article. `unverified` marks one whose own text has not been read yet."""

    document: str
    article: str
    about: Text
    valid: Validity
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """From page `first` on, each page costs `each` đồng."""

    first: int
    each: int


@dataclass(frozen=True, slots=True)
class PageFormula:
    """A fee by pages and copies: tiers per page, at most `max_per_copy` đồng for one copy.

    `pages` and `copies` are number fields of the start form; without `copies` there is one.
    """

    tiers: tuple[Tier, ...]
    pages: str
    copies: str
    max_per_copy: int | None
    text: Text

    def amount(self, pages: int, copies: int = 1) -> int:
        """Đồng for `copies` copies of `pages` pages each; nothing for none."""
        one = sum(self._page(number) for number in range(1, max(0, pages) + 1))
        return (one if self.max_per_copy is None else min(one, self.max_per_copy)) * max(0, copies)

    def _page(self, number: int) -> int:
        reached = [tier.each for tier in self.tiers if tier.first <= number]
        return reached[-1] if reached else 0


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one result: pages of one copy, and copies."""

    pages: int
    copies: int


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee (phí) or charge (lệ phí) of a part. Exactly one of `amount` (đồng) and `formula` is set."""

    name: Text
    kind: str
    amount: int | None
    formula: PageFormula | None
    channels: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    decided_by: str
    valid: Validity
    illustration: bool
    refund: Text = field(default_factory=lambda: Text(""))
    """What the procedure lays down about giving it back when work stops; empty where it says nothing."""
    refundable: bool | None = None
    """Whether what was paid is given back when its part ends without a result; None where nothing is laid down."""
    stays_owed: bool = False
    """Whether what was not paid is still owed then (on_refusal: KEEP)."""
    before_return: bool = True
    """Whether it must be paid before results of its part are handed over."""

    def applies(self, day: date, channel: str) -> bool:
        return self.valid.covers(day) and (not self.channels or channel in self.channels)

    def amount_for(self, answers: Mapping[str, Any]) -> int | None:
        """Đồng for these answers of the start form; None while a number that it needs is not known."""
        if self.formula is None:
            return self.amount
        pages = answers.get(self.formula.pages)
        copies = answers.get(self.formula.copies, 1) if self.formula.copies else 1
        if not isinstance(pages, int) or not isinstance(copies, int):
            return None
        return self.formula.amount(pages, copies)

    def amount_made(self, made: Sequence[Made], answers: Mapping[str, Any]) -> int | None:
        """Đồng for what was made; as ordered where the fee does not go by pages, or nobody counted them."""
        if self.formula is None or not made:
            return self.amount_for(answers)
        formula = self.formula
        return sum(formula.amount(one.pages, one.copies if formula.copies else 1) for one in made)


def validity(entry: Mapping[str, str]) -> Validity:
    """From `{from, to}` of a checked source."""
    last = entry.get("to")
    return Validity(date.fromisoformat(entry["from"]), date.fromisoformat(last) if last else None)


def legal_basis(entries: list[dict[str, Any]]) -> tuple[LegalBasis, ...]:
    """From a checked `legal_basis` list."""
    return tuple(
        LegalBasis(
            document=entry["document"],
            article=entry.get("article", ""),
            about=Text.of(entry["about"]) if "about" in entry else Text(""),
            valid=validity(entry["valid"]),
            unverified=entry.get("unverified", False),
        )
        for entry in entries
    )


def fee(entry: dict[str, Any]) -> Fee:
    """From a checked `fees` entry."""
    return Fee(
        name=Text.of(entry["name"]),
        kind=entry["kind"],
        amount=entry.get("amount"),
        formula=_formula(entry["formula"]) if "formula" in entry else None,
        channels=tuple(entry.get("channels", ())),
        legal_basis=legal_basis(entry["legal_basis"]),
        decided_by=entry["decided_by"],
        valid=validity(entry["valid"]),
        illustration=entry.get("illustration", False),
        refund=Text.of(entry["refund"]) if "refund" in entry else Text(""),
        refundable=entry.get("refundable"),
        stays_owed=entry.get("on_refusal") == "KEEP",
        before_return=entry.get("before_return", True),
    )


def _formula(entry: dict[str, Any]) -> PageFormula:
    tiers = sorted((Tier(tier["from"], tier["each"]) for tier in entry["tiers"]), key=lambda tier: tier.first)
    return PageFormula(
        tiers=tuple(tiers),
        pages=entry["pages"],
        copies=entry.get("copies", ""),
        max_per_copy=entry.get("max_per_copy"),
        text=Text.of(entry["text"]),
    )
