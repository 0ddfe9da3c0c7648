# SPDX-License-Identifier: Apache-2.0
"""Kinds of text fields: names of people and parties, identity numbers, telephone numbers, e-mail addresses.

Owns how a form says the kind of a field. What such a name or number may be, is the rule of `motcua_text`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from motcua_text import Text, Unfit, business_code, email, identity_number, party_name, person_name, phone
from motcua_text.numbers import BUSINESS_CODE, OTHER_NUMBERS, PASSPORT

PERSON, PARTY, IDENTITY, PHONE, EMAIL = "person_name", "party_name", "identity_number", "phone", "email"
KINDS: Final = (PERSON, PARTY, IDENTITY, PHONE, EMAIL)
PROPERTIES: Final = frozenset(("kind", "accepts", "identifiedBy"))
_LONGEST: Final[Mapping[str, int]] = {IDENTITY: 40, PHONE: 40, EMAIL: 254}
"""Characters that may be typed, spaces and hyphens between digits included; names have their own `maxLength`."""
_SIMPLE: Final[Mapping[str, Callable[[str], str]]] = {
    PERSON: person_name,
    PARTY: party_name,
    PHONE: phone,
    EMAIL: email,
}
Refuse = Callable[[str, Text, Text], None]
"""Takes the property, what is wrong with it and what helps."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is one of KINDS. `accepts`: numbers that do beside the personal number. `identified_by`: the field with the number
    of the party; unless that is a business code, the party is a person and named like one."""

    name: str
    accepts: frozenset[str] = frozenset()
    identified_by: str = ""

    @property
    def longest(self) -> int | None:
        """Characters, where the kind itself limits them."""
        return _LONGEST.get(self.name)

    @property
    def inputmode(self) -> str:
        """The keyboard that a telephone shows."""
        if self.name == IDENTITY:
            return "text" if self.accepts & {PASSPORT, BUSINESS_CODE} else "numeric"
        return {PHONE: "tel", EMAIL: "email"}.get(self.name, "text")

    def lets_in(self, most: int | None) -> int | None:
        """Characters that an input takes. Letters may come taken apart (NFD), a Vietnamese one as three."""
        return self.longest or (None if most is None else 3 * most)

    def taken(self, text: str, today: date | None) -> str:
        """The name or number as it is kept, from a line that is clean.

        Raises:
            Unfit: it is none.
            ValueError: a year of birth is measured by today, which was not given.
        """
        if self.name != IDENTITY:
            return _SIMPLE[self.name](text)
        if today is None:
            raise ValueError("this form has identity numbers, which hold a year: validate it with today=")
        return identity_number(text, today, self.accepts)


class Named(Protocol):
    """What this module needs of a field."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> Kind | None: ...


def read(component: str, properties: Mapping[str, str], refuse: Refuse) -> Kind | None:
    """The kind that a component's properties declare."""
    name = properties.get("kind", "")
    accepts = frozenset(properties.get("accepts", "").split())
    by = properties.get("identifiedBy", "")
    if not PROPERTIES & set(properties):
        return None
    if name not in KINDS or component != "textfield":
        hint = Text(
            f"Ở một textfield, hãy ghi một trong các loại: {', '.join(KINDS)}.",
            f"On a textfield, write one of: {', '.join(KINDS)}.",
        )
        refuse(
            "kind",
            Text(
                f'Không có loại trường "{name[:40]}" cho {component}.',
                f'There is no kind of field "{name[:40]}" for a {component}.',
            ),
            hint,
        )
        return None
    if "accepts" in properties and (name != IDENTITY or not accepts or not accepts <= set(OTHER_NUMBERS)):
        hint = Text(
            f"Ở một {IDENTITY}, hãy ghi một số trong: {', '.join(OTHER_NUMBERS)}.",
            f"On an {IDENTITY}, write some of: {', '.join(OTHER_NUMBERS)}.",
        )
        refuse(
            "accepts",
            Text(
                f'"{properties["accepts"][:40]}" không phải là các loại số mà trường này có thể nhận.',
                f'"{properties["accepts"][:40]}" are no numbers that this may be.',
            ),
            hint,
        )
    if by and name != PARTY:
        refuse(
            "identifiedBy",
            Text(
                f"Chỉ {PARTY} mới được nhận biết bằng một số.", f"Only a {PARTY} is identified by a number."
            ),
            Text("Hãy bỏ đi.", "Leave it out."),
        )
    return Kind(name, accepts, by if name == PARTY else "")


def misnamed(fields: Sequence[Named]) -> Iterator[tuple[Any, Text]]:
    """Fields whose `identifiedBy` names no number that can tell a person from an organisation."""
    by_key = {field.key: field.kind for field in fields}
    for field in fields:
        by = field.kind.identified_by if field.kind else ""
        number = by_key.get(by)
        if by and (number is None or number.name != IDENTITY or BUSINESS_CODE not in number.accepts):
            yield (
                field,
                Text(
                    f'"{by}" của "{field.key}" không phải là {IDENTITY} của biểu mẫu này có nhận {BUSINESS_CODE}.',
                    f'"{by}" of "{field.key}" is no {IDENTITY} of this form that accepts a {BUSINESS_CODE}.',
                ),
            )


def unnamed(fields: Sequence[Named], clean: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Parties that are persons by their number, and have no name of a person."""
    for field in fields:
        number = clean.get(field.kind.identified_by) if field.kind else None
        name = clean.get(field.key)
        if isinstance(number, str) and isinstance(name, str) and not business_code(number):
            try:
                person_name(name)
            except Unfit as unfit:
                yield field.key, unfit.sentence
