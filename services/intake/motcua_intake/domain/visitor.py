# SPDX-License-Identifier: Apache-2.0
"""Who comes to the window: by the number of their identity paper somebody whom the dossier names; anybody else on a ground, a
paper that is named, printed and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from motcua_rpc import FieldError
from motcua_text import Text, business_code

from motcua_intake.domain import texts
from motcua_intake.domain.account import same
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import check_applicant
from motcua_intake.domain.grounds import names_paper
from motcua_intake.domain.records import Applicant
from motcua_intake.errors import BadFields

Party = tuple[Text, Applicant]
"""As whom somebody with this number comes, and whose it is."""
MAX_GROUND: Final = 300
OWNER: Final = Text("Chủ hồ sơ", "Owner of the dossier")
APPLICANT: Final = Text("Người nộp hồ sơ", "Applicant")


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody comes for, as far as it is told what is wrong. `field` begins the names of the fields; `misnamed` and
    `misnumbered` get the sentence of the rule that was broken; `other` has a place for the name of the person whose number it
    is."""

    field: str
    misnamed: FieldError
    misnumbered: FieldError
    nameless: FieldError
    ungrounded: FieldError
    unnamed: FieldError
    other: FieldError


def parties(case: Case) -> list[Party]:
    """The applicant, and the owner where that is another person: an organisation does not come itself."""
    applicant, owner = case.dossier.applicant, case.dossier.owner
    found = [(APPLICANT if owner else OWNER, applicant)]
    if owner is not None and owner.id_number and not business_code(owner.id_number):
        found.append((OWNER, owner))
    return found


def known(people: Sequence[Party], id_number: str) -> Party | None:
    """Whose number it is, among those."""
    return next(
        (one for one in people if one[1].id_number and same("id_number", one[1].id_number, id_number)), None
    )


def read(errand: Errand, name: str, id_number: str, ground: str, today: date) -> tuple[Applicant, str]:
    """Name and number as they are kept, and the ground as one line.

    Raises:
        BadFields: no name in letters, or no number of an identity paper.
    """
    said = Applicant(
        name=texts.required_line(f"{errand.field}_name", name),
        id_number=texts.required_line(f"{errand.field}_id_number", id_number, 50),
    )
    clean, problems = check_applicant(said, today)
    errors = [
        replace(told, message_vi=one.message.vi, message_en=one.message.to("en"))
        for name, told in (("id_number", errand.misnumbered), ("name", errand.misnamed))
        for one in problems
        if one.field == f"applicant.{name}"
    ]
    if not errors and sum(letter.isalpha() for letter in clean.name) < 2:
        errors.append(errand.nameless)
    line = texts.line(f"{errand.field}_ground", ground, MAX_GROUND)
    if errors:
        raise BadFields.many(errors)
    return clean, line


def against(
    errand: Errand, party: Party | None, said: Applicant, ground: str, today: date
) -> list[FieldError]:
    """What stands against somebody who comes as `party`, or who is none of those."""
    if party is None:
        if names_paper(ground, today):
            return []
        return [errand.unnamed if ground else errand.ungrounded]
    if same("name", said.name, party[1].name):
        return []
    vi, en = (
        getattr(errand.other, f"message_{language}").format(name=party[1].name) for language in ("vi", "en")
    )
    return [replace(errand.other, message_vi=vi, message_en=en)]
