# SPDX-License-Identifier: Apache-2.0
"""A dossier as an agency behind the window sees it: what its procedure names (`sees`), and nothing else.

Built from nothing and not cut down, so that a field that is added to a dossier is hidden until somebody says who needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import intake_pb2 as pb
from motcua_procedure.sees import Sees

from motcua_intake.domain.legal_clock import is_financial, promise_told
from motcua_intake.domain.watching import MILESTONES

_HEAD: Final = (
    "dossier_id", "code", "procedure_key", "procedure_version", "source", "revision",
)  # fmt: skip
_MESSAGES: Final = (
    "procedure_name", "unit", "submitted_at", "answer_due_at", "accepted_at", "finished_at",
)  # fmt: skip
_PERSON: Final = ("name", "id_number", "phone", "email", "address")

_AT_WORK: Final = frozenset(("FINANCIAL_OBLIGATION", "IN_PROGRESS", "SUPPLEMENT_REQUESTED"))
"""Of these, what an agency is shown follows from the parts that it sees."""


_ANSWERS: Final = ("dossier.supplement_answered", "dossier.note")
"""Of these, an agency reads what answers a request of its own."""


def statuses_to_read(asked: Sequence[str]) -> list[str]:
    """What dossiers may be in that are shown to an agency as in one of the states `asked`."""
    return sorted({*asked, *(_AT_WORK if _AT_WORK & set(asked) else ())})


def narrow(whole: pb.Dossier, sees: Sees, unit: str, signed: Collection[str] = ()) -> pb.Dossier:
    """What officers of `unit` see of a dossier that the service knows whole. `signed`: ids of documents that its head signed."""
    made = pb.Dossier(narrowed=True, **{name: getattr(whole, name) for name in _HEAD})
    made.status = _status(whole, sees)
    for name in _MESSAGES:
        if whole.HasField(name):
            getattr(made, name).CopyFrom(getattr(whole, name))
    _promise(whole, made, sees)
    made.applicant.CopyFrom(_person(whole.applicant, sees))
    for name in sees.fields & set(whole.answers):
        made.answers.fields[name].CopyFrom(whole.answers.fields[name])
    made.parts.extend(one for one in whole.parts if one.key in sees.parts)
    made.results.extend(one for one in whole.results if one.part in sees.parts)
    made.papers.extend(one for one in whole.papers if one.component in sees.papers)
    made.components.extend(one for one in whole.components if one.code in sees.papers)
    made.clock.extend(one for one in whole.clock if one.part in sees.parts or not one.part)
    made.documents.extend(
        one for one in whole.documents if one.part in sees.parts or one.document_id in signed
    )
    answers = _answers(whole, sees, unit)
    made.history.extend(
        one
        for one in whole.history
        if one.actor.unit == unit or one.type in MILESTONES or (one.type, _moment(one.at)) in answers
    )
    made.lookups.extend(one for one in whole.lookups if one.source in sees.lookups)
    return made


def _status(whole: pb.Dossier, sees: Sees) -> pb.DossierStatus:
    """As the parts that are seen give it: what another agency asks the applicant for, or waits for, is not told."""
    of_others = (pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION)
    if whole.status not in of_others or not whole.HasField("accepted_at"):
        return whole.status
    seen = {"", *sees.parts}
    open_rounds = (
        one for one in whole.supplements if not (one.HasField("answered_at") or one.HasField("closed_at"))
    )
    if any(one.part in seen for one in open_rounds):
        return pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    if any(is_financial(one.ground) and one.part in seen and not one.HasField("to") for one in whole.clock):
        return pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION
    return pb.DOSSIER_STATUS_IN_PROGRESS


def _answers(whole: pb.Dossier, sees: Sees, unit: str) -> set[tuple[str, datetime]]:
    """Lines of what was answered to this agency's requests: that it was, and what was written to it. They are of the moment of
    the answer; where two requests were answered in one moment, what is not known to be for this agency is hidden."""
    answered: dict[datetime, set[bool]] = {}
    for one in whole.supplements:
        if one.HasField("answered_at"):
            own = one.requested_by.unit == unit or (bool(one.part) and one.part in sees.parts)
            answered.setdefault(_moment(one.answered_at), set()).add(own)
    return {(kind, at) for at, own in answered.items() if own == {True} for kind in _ANSWERS}


def _moment(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(UTC)


def _promise(whole: pb.Dossier, made: pb.Dossier, sees: Sees) -> None:
    if not whole.HasField("promised_at"):
        return
    made.original_promised_at.CopyFrom(whole.original_promised_at)
    due = [
        (one.due_at.ToDatetime(UTC), one.key in sees.parts) for one in whole.parts if one.HasField("due_at")
    ]
    promised, original = (one.ToDatetime(UTC) for one in (whole.promised_at, whole.original_promised_at))
    made.promised_at.FromDatetime(promise_told(promised, original, due))


def _person(whole: pb.Applicant, sees: Sees) -> pb.Applicant:
    return pb.Applicant(**{name: getattr(whole, name) for name in _PERSON if f"applicant_{name}" in sees.fields
                           or (name == "id_number" and "applicant_id" in sees.fields)})  # fmt: skip
