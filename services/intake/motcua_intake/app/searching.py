# SPDX-License-Identifier: Apache-2.0
"""Keeps the words that officers find a dossier by: name, code, phone, owner, and the answers that its procedure declares
(`search` in procedure.yaml), as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import sqlalchemy as sa
from motcua_procedure import option_sources
from motcua_text import search_words

from motcua_intake.adapters import searching
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Dossier

if TYPE_CHECKING:
    from motcua_intake.app.desk import Desk

_FOUND_BY = ("code", "applicant_name", "phone", "answers")


def keep(connection: sa.Connection, desk: Desk, case: Case) -> None:
    """Write the words of a dossier as it is now."""
    dossier = case.dossier
    words = search_words(
        [dossier.code, dossier.applicant_name, dossier.phone, *_declared(connection, desk, case)]
    )
    searching.keep(connection, dossier.id, dossier.submitted_at, words)


def changed(before: Dossier, now: Dossier) -> bool:
    """Whether something that it is found by is not what it was."""
    return any(getattr(before, name) != getattr(now, name) for name in _FOUND_BY)


def _declared(connection: sa.Connection, desk: Desk, case: Case) -> Iterator[str]:
    """In Vietnamese, with the label in front: “số thửa 12” finds what has both words."""
    package = desk.package(connection, case)
    procedure = package.procedure
    form = package.forms[procedure.start_form]
    sources = option_sources([(one.code, one.name) for one in procedure.components], desk.organisation)
    for label, value in form.told(procedure.search, case.dossier.answers, sources):
        yield f"{label.vi} {value.vi}"
        yield value.vi  # a phone number among the answers stands alone
