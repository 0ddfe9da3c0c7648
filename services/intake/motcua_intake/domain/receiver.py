# SPDX-License-Identifier: Apache-2.0
"""Who fetches results at the window: the applicant or the owner by the number of their identity paper, or anybody else with a
ground that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from motcua_rpc import FieldError

from motcua_intake.domain import texts
from motcua_intake.domain.account import same
from motcua_intake.domain.case import Case
from motcua_intake.domain.checking import check_applicant
from motcua_intake.domain.records import Applicant
from motcua_intake.errors import BadFields

MAX_GROUND: Final = 300
_CODES: Final = {"id_number": "RECEIVER_ID", "name": "RECEIVER_NAME"}
_NAME: Final = ("receiver_name", "RECEIVER_NAME", "Hãy ghi họ tên người nhận bằng chữ, như trên giấy tờ tùy thân.",
                "Please write the receiver's name in letters, as on the identity paper.")  # fmt: skip
_GROUND: Final = ("receiver_ground", "RECEIVER_GROUND",
                  "Số giấy tờ này không phải của người nộp hay chủ hồ sơ. Hãy ghi căn cứ nhận thay: giấy ủy quyền số, ngày …",
                  "This is not the number of the applicant or the owner. Please say on what ground this person receives: "
                  "number and day of the authorisation.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receiver:
    """`role` is as whom they come; `ground` is empty for the applicant and the owner."""

    name: str
    id_number: str
    role: str
    ground: str = ""

    @property
    def told(self) -> str:
        """For the history: who, and on what ground."""
        return f"{self.name} ({self.ground})" if self.ground else self.name


def check(case: Case, name: str, id_number: str, ground: str, today: date) -> Receiver:
    """The receiver as kept and printed.

    Raises:
        BadFields: no name in letters, no number of an identity paper, or somebody else without a ground.
    """
    said = Applicant(
        name=texts.required_line("receiver_name", name),
        id_number=texts.required_line("receiver_id_number", id_number, 50),
    )
    clean, problems = check_applicant(said, today)
    errors = [
        FieldError(f"receiver_{name}", code, one.message.vi, one.message.to("en"))
        for name, code in _CODES.items()
        for one in problems
        if one.field == f"applicant.{name}"
    ]
    if not errors and sum(letter.isalpha() for letter in clean.name) < 2:
        errors.append(FieldError(*_NAME))
    ground = texts.line("receiver_ground", ground, MAX_GROUND)
    if not errors:
        errors = _against(case, clean, ground)
    if errors:
        raise BadFields.many(errors)
    known = _known(case, clean.id_number)
    if known is None:
        return Receiver(clean.name, clean.id_number, f"Người nhận thay, theo {ground}", ground)
    return Receiver(clean.name, clean.id_number, known[0])


def _against(case: Case, said: Applicant, ground: str) -> list[FieldError]:
    known = _known(case, said.id_number)
    if known is None:
        return [] if any(letter.isalnum() for letter in ground) else [FieldError(*_GROUND)]
    if same("name", said.name, known[1].name):
        return []
    vi = f"Số giấy tờ này là của {known[1].name}. Hãy ghi đúng họ tên, hoặc đúng số giấy tờ của người nhận."
    en = f"This is the number of {known[1].name}. Please correct the name, or the number of the receiver."
    return [FieldError("receiver_name", "RECEIVER_OTHER", vi, en)]


def _known(case: Case, id_number: str) -> tuple[str, Applicant] | None:
    """As whom somebody with this number comes, and whose it is."""
    dossier = case.dossier
    people = (("Chủ hồ sơ", dossier.owner or dossier.applicant), ("Người nộp hồ sơ", dossier.applicant))
    return next(
        (one for one in people if one[1].id_number and same("id_number", one[1].id_number, id_number)), None
    )
