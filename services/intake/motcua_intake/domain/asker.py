# SPDX-License-Identifier: Apache-2.0
"""Who came to the window and asked for withdrawal: the applicant, the owner, or somebody else on a ground that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from motcua_rpc import FieldError
from motcua_text import Text

from motcua_intake.domain import visitor
from motcua_intake.domain.case import Case
from motcua_intake.errors import BadFields

APPLICANT, OWNER, OTHER = "applicant", "owner", "other"
_ERRAND: Final = visitor.Errand(
    field="asker",
    misnamed=FieldError(
        "asker_name",
        "ASKER_NAME",
        "Hãy ghi đúng họ tên người đề nghị rút, như trên giấy tờ tùy thân.",
        "Please write the name of who asks as on the identity paper.",
    ),
    misnumbered=FieldError(
        "asker_id_number",
        "ASKER_ID",
        "Hãy ghi đúng số giấy tờ tùy thân của người đề nghị rút.",
        "Please write the number of the identity paper of who asks as it stands there.",
    ),
    nameless=FieldError(
        "asker_name",
        "ASKER_NAME",
        "Hãy ghi họ tên người đề nghị rút bằng chữ, như trên giấy tờ tùy thân.",
        "Please write the name of who asks in letters, as on the identity paper.",
    ),
    ungrounded=FieldError(
        "asker_ground",
        "ASKER_GROUND",
        "Số giấy tờ này không phải của người nộp hay chủ hồ sơ. Hãy ghi căn cứ đề nghị thay: giấy ủy quyền số, ngày …",
        "This is not the number of the applicant or the owner. Please say on what ground this person asks in their place: number "
        "and day of the authorisation.",
    ),
    unnamed=FieldError(
        "asker_ground",
        "ASKER_GROUND",
        "Căn cứ đề nghị thay phải nêu rõ giấy nào: tên giấy, số (hoặc không số), ngày cấp, nơi chứng thực hoặc người cấp.",
        "The ground must name the paper: what it is, its number (or that it has none), its day, and who certified or issued it.",
    ),
    other=FieldError(
        "asker_name",
        "ASKER_OTHER",
        "Số giấy tờ này là của {name}. Hãy ghi đúng họ tên, hoặc đúng số giấy tờ của người đề nghị.",
        "This is the number of {name}. Please correct the name, or the number of who asks.",
    ),
)


@dataclass(frozen=True, slots=True)
class Asker:
    """`came_as` is APPLICANT, OWNER or OTHER; `role` in words, "" for OTHER, who has a `ground` instead."""

    name: str
    id_number: str
    came_as: str
    role: Text
    ground: str = ""

    @property
    def capacity(self) -> Text:
        """As whom they asked, as it is printed."""
        if self.came_as == OTHER:
            return Text(f"Người đề nghị thay, theo {self.ground}", f"In somebody's place, by {self.ground}")
        return self.role

    @property
    def told(self) -> Text:
        """For the history: who, and as whom."""
        vi, en = self.capacity.vi, self.capacity.to("en")
        return Text(f"{self.name} ({vi[:1].lower()}{vi[1:]})", f"{self.name} ({en[:1].lower()}{en[1:]})")

    def to_dict(self) -> dict[str, str]:
        """As a dossier keeps it."""
        return {
            "name": self.name,
            "id_number": self.id_number,
            "came_as": self.came_as,
            "role_vi": self.role.vi,
            "role_en": self.role.en,
            "ground": self.ground,
        }

    @classmethod
    def kept(cls, withdrawal: Mapping[str, object] | None) -> Asker | None:
        """From what a dossier keeps of its withdrawal; None where the account asked itself."""
        found = (withdrawal or {}).get("asker")
        if not isinstance(found, dict):
            return None
        role = Text(found["role_vi"], found["role_en"])
        return cls(found["name"], found["id_number"], found["came_as"], role, found["ground"])


def check(case: Case, name: str, id_number: str, ground: str, today: date) -> Asker:
    """The asker as kept and printed; whom the dossier names, as it spells them.

    Raises:
        BadFields: no name in letters, no number of an identity paper, or somebody else without a ground.
    """
    said, line = visitor.read(_ERRAND, name, id_number, ground, today)
    party = visitor.known(visitor.parties(case), said.id_number)
    if errors := visitor.against(_ERRAND, party, said, line, today):
        raise BadFields.many(errors)
    if party is None:
        return Asker(said.name, said.id_number, OTHER, Text(""), line)
    came_as = APPLICANT if party[1] == case.dossier.applicant else OWNER
    return Asker(party[1].name, said.id_number, came_as, party[0])
