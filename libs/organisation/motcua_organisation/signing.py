# SPDX-License-Identifier: Apache-2.0
"""Who may sign a result: who holds the signing role in the deciding unit, and the officer at work."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from motcua_organisation.model import Organisation, Person


def signers(organisation: Organisation, roles: Iterable[str], unit: str, user: str) -> tuple[Person, ...]:
    """Officers of the unit who hold one of the roles, heads before those who sign for them; `user`, if among them, first."""
    wanted = frozenset(roles)
    able = (one for one in organisation.people.values() if one.unit == unit and wanted & one.roles)
    return tuple(sorted(able, key=lambda one: (one.user != user, bool(one.deputises))))


def find_name(names: Iterable[str], typed: str) -> str | None:
    """The one of `names` that was typed, as it is kept; composed and decomposed letters, case and spaces make no difference."""
    wanted = _spelled(typed)
    return next((name for name in names if _spelled(name) == wanted), None)


def _spelled(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
