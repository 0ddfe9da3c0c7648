# SPDX-License-Identifier: Apache-2.0
"""Keeps the words that officers find a dossier by: name, code, phone, owner, and the answers that its procedure declares
(`search` in procedure.yaml), as people read them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from motcua_organisation import Organisation
from motcua_procedure import ProcedurePackage, option_sources
from motcua_procedure.sees import Sees
from motcua_text import Term, holds, kept_words

from motcua_intake.adapters import searching
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Dossier

_FOUND_BY = ("code", "applicant_name", "phone", "answers")


def keep(
    connection: sa.Connection, organisation: Organisation, package: ProcedurePackage, case: Case
) -> None:
    """Write the words of a dossier as it is now."""
    dossier = case.dossier
    words = _words(organisation, package, dossier, None)
    searching.keep(connection, dossier.id, dossier.submitted_at, words)


def shows(
    organisation: Organisation,
    package: ProcedurePackage,
    dossier: Dossier,
    sees: Sees | None,
    terms: Sequence[Term],
) -> bool:
    """Whether everything that was searched for is in what the caller may see: finding by what is hidden would tell it."""
    if sees is None:
        return True
    words = _words(organisation, package, dossier, sees)
    return all(holds(one, words) for one in terms)


def changed(before: Dossier, now: Dossier) -> bool:
    """Whether something that it is found by is not what it was."""
    return any(getattr(before, name) != getattr(now, name) for name in _FOUND_BY)


def _words(organisation: Organisation, package: ProcedurePackage, dossier: Dossier, sees: Sees | None) -> str:
    """In Vietnamese, the answers with their label in front: “số thửa 12” finds the parcel, and no map sheet."""
    said = [dossier.code]
    for name in ("applicant_name", "phone"):
        if sees is None or f"applicant_{name.removeprefix('applicant_')}" in sees.fields:
            said.append(getattr(dossier, name))
    procedure = package.procedure
    form = package.forms[procedure.start_form]
    sources = option_sources([(one.code, one.name) for one in procedure.components], organisation)
    wanted = [one for one in procedure.search if sees is None or one in sees.fields]
    told = form.told(wanted, dossier.answers, sources)
    for label, value in told:
        said += [f"{label.vi} {value.vi}", value.vi]  # a phone number among the answers stands alone
    return kept_words(said, [(label.vi, value.vi) for label, value in told])
