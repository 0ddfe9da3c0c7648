# SPDX-License-Identifier: Apache-2.0
"""Who fetches results at the window: by the number of their identity paper the applicant, the owner, or whom everything that is
handed over is issued to; anybody else with a ground that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from motcua_procedure import Procedure, ResultType
from motcua_rpc import FieldError
from motcua_text import Text, business_code

from motcua_intake.domain import visitor
from motcua_intake.domain.account import same
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Applicant, Result
from motcua_intake.errors import BadFields

_ERRAND: Final = visitor.Errand(
    field="receiver",
    misnamed=FieldError(
        "receiver_name",
        "RECEIVER_NAME",
        "Hãy ghi đúng họ tên người nhận, như trên giấy tờ tùy thân.",
        "Please write the name of the receiver as on the identity paper.",
    ),
    misnumbered=FieldError(
        "receiver_id_number",
        "RECEIVER_ID",
        "Hãy ghi đúng số giấy tờ tùy thân của người nhận.",
        "Please write the number of the identity paper of the receiver as it stands there.",
    ),
    nameless=FieldError(
        "receiver_name",
        "RECEIVER_NAME",
        "Hãy ghi họ tên người nhận bằng chữ, như trên giấy tờ tùy thân.",
        "Please write the receiver's name in letters, as on the identity paper.",
    ),
    ungrounded=FieldError(
        "receiver_ground",
        "RECEIVER_GROUND",
        "Số giấy tờ này không phải của người nộp, chủ hồ sơ hay người được cấp kết quả. Hãy ghi căn cứ nhận thay: giấy ủy quyền "
        "số, ngày …",
        "This is not the number of the applicant, the owner or the person to whom the result is issued. Please say on what "
        "ground this person receives: number and day of the authorisation.",
    ),
    unnamed=FieldError(
        "receiver_ground",
        "RECEIVER_GROUND",
        "Căn cứ nhận thay phải nêu rõ giấy nào: tên giấy, số (hoặc không số), ngày cấp, nơi chứng thực hoặc người cấp.",
        "The ground must name the paper: what it is, its number (or that it has none), its day, and who certified or issued it.",
    ),
    other=FieldError(
        "receiver_name",
        "RECEIVER_OTHER",
        "Số giấy tờ này là của {name}. Hãy ghi đúng họ tên, hoặc đúng số giấy tờ của người nhận.",
        "This is the number of {name}. Please correct the name, or the number of the receiver.",
    ),
)
_REST: Final = Text(
    "Người này chỉ được nhận kết quả cấp cho mình: {own}. Lần trả này còn có: {rest}. Hãy ghi căn cứ nhận thay phần còn lại, "
    "hoặc chỉ trả kết quả cấp cho người này.",
    "This person may fetch only what is issued to them: {own}. This return has also: {rest}. Please give a ground for the rest, "
    "or hand over only what is issued to them.",
)
_NUMBER: Final = Text(
    "Hồ sơ ghi {name} với số giấy tờ khác. Hãy ghi đúng số; nếu người nhận là người khác trùng họ tên thì ghi căn cứ nhận thay.",
    "The dossier has {name} with another number. Please correct the number; if the receiver is somebody else of the same name, "
    "say on what ground this person receives.",
)
HOLDER: Final = Text("Người được cấp kết quả", "Person to whom the result is issued")
ADDRESSEE: Final = Text(
    "Người nhận do người nộp ghi khi chọn bưu chính",
    "Receiver whom the applicant named when choosing the post",
)


@dataclass(frozen=True, slots=True)
class Going:
    """What one return hands over, as far as it matters to whom: results, and names of what else goes with them."""

    procedure: Procedure
    results: Sequence[Result]
    beside: Sequence[Text] = ()

    def issued_to(self, case: Case, result: Result) -> Applicant | None:
        """Whom the procedure has it made out to, where it says so and knows their number."""
        for part in self.procedure.parts:
            for item in part.results.items:
                if (part.key, item.code) == (result.part, result.code):
                    return _made_out_to(case, item)
        return None

    def holders(self, case: Case) -> list[tuple[Applicant, list[Result]]]:
        """The persons to whom results are issued, each with theirs."""
        found: dict[str, tuple[Applicant, list[Result]]] = {}
        for one in self.results:
            if (person := self.issued_to(case, one)) is not None:
                found.setdefault(person.id_number, (person, []))[1].append(one)
        return list(found.values())

    def numbered(self, case: Case) -> list[visitor.Party]:
        """Every person whose number the dossier knows, whether anything of theirs goes out now or not."""
        made_out = (_made_out_to(case, item) for part in self.procedure.parts for item in part.results.items)
        people = [*visitor.parties(case), *((HOLDER, one) for one in made_out if one is not None)]
        return [one for one in people if one[1].id_number and not business_code(one[1].id_number)]


def _made_out_to(case: Case, item: ResultType) -> Applicant | None:
    """Whom the answers name for it, where they name a person and a number."""
    if not item.issued_to:
        return None
    fields = (item.issued_to.name, item.issued_to.id_number)
    name, number = (str(case.dossier.answers.get(one) or "") for one in fields)
    return Applicant(name=name, id_number=number) if name and number else None


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


def able(case: Case, going: Going) -> list[tuple[Applicant, Text, list[Result]]]:
    """Who may fetch in their own name: as whom, and which of the results."""
    results = list(going.results)
    people = [(person, role, results) for role, person in visitor.parties(case)]
    known = [one.id_number for one, _, _ in people]
    for person, theirs in going.holders(case):
        if not any(same("id_number", person.id_number, one) for one in known):
            people.append((person, HOLDER, theirs))
    return people


def check(
    case: Case, name: str, id_number: str, ground: str, today: date, going: Going, addressee: str = ""
) -> Receiver:
    """The receiver as kept and printed. `addressee`, of what the post delivers, is whom the applicant named when choosing the
    post: with that choice the applicant has said who receives, and no other paper is asked for. It says nothing of whose a
    number is: that of somebody whom the dossier knows stays theirs.

    Raises:
        BadFields: no name in letters, no number of an identity paper, the number of another person, or somebody else without
            a ground.
    """
    said, line = visitor.read(_ERRAND, name, id_number, ground, today)
    numbered = going.numbered(case)
    if (whose := visitor.known(numbered, said.id_number)) and (
        errors := visitor.against(_ERRAND, whose, said, line, today)
    ):
        raise BadFields.many(errors)
    holders = [(HOLDER, one) for one, _ in going.holders(case)]
    party = visitor.known([*visitor.parties(case), *holders], said.id_number)
    rest = _rest(case, party[1], going) if party and party[0] is HOLDER else []
    if party is not None and not rest:
        return Receiver(said.name, said.id_number, party[0].vi)
    if addressee and not line and same("name", said.name, addressee):
        if whose is None:
            _namesake(said, numbered)
        return Receiver(said.name, said.id_number, ADDRESSEE.vi, ADDRESSEE.vi)
    if errors := visitor.against(_ERRAND, None, said, line, today):
        raise BadFields.many([_only_own(case, party[1], rest, going)] if party else errors)
    return Receiver(said.name, said.id_number, f"Người nhận thay, theo {line}", line)


def _namesake(said: Applicant, numbered: Sequence[visitor.Party]) -> None:
    """Refuse a name that the dossier knows with another number: the keys slipped, or it is not the person who was meant."""
    if (meant := next((one for _, one in numbered if same("name", said.name, one.name)), None)) is not None:
        vi, en = (getattr(_NUMBER, language).format(name=meant.name) for language in ("vi", "en"))
        raise BadFields.one("receiver_id_number", "RECEIVER_ID", vi, en)


def _rest(case: Case, person: Applicant, going: Going) -> list[Text]:
    """What this return hands over and is not issued to the person."""
    own = _own(case, person, going)
    return [Text(one.name_vi, one.name_en) for one in going.results if one not in own] + list(going.beside)


def _own(case: Case, person: Applicant, going: Going) -> list[Result]:
    same_one = (
        theirs for one, theirs in going.holders(case) if same("id_number", one.id_number, person.id_number)
    )
    return [one for theirs in same_one for one in theirs]


def _only_own(case: Case, person: Applicant, rest: Sequence[Text], going: Going) -> FieldError:
    own = [Text(one.name_vi, one.name_en) for one in _own(case, person, going)]
    vi, en = (
        getattr(_REST, language).format(
            own="; ".join(one.to(language) for one in own), rest="; ".join(one.to(language) for one in rest)
        )
        for language in ("vi", "en")
    )
    return FieldError("receiver_ground", "RECEIVER_GROUND", vi, en)
