# SPDX-License-Identifier: Apache-2.0
"""A dossier as an agency behind the window sees it: what its procedure names (`sees`), and nothing else.

Built from nothing and not cut down, so that a field that is added to a dossier is hidden until somebody says who needs it.
"""

from __future__ import annotations

from typing import Final

from motcua.intake.v1 import intake_pb2 as pb
from motcua_procedure.sees import Sees

from motcua_intake.domain.watching import MILESTONES

_HEAD: Final = (
    "dossier_id", "code", "procedure_key", "procedure_version", "source", "status", "revision",
)  # fmt: skip
_MESSAGES: Final = (
    "procedure_name", "unit", "submitted_at", "answer_due_at", "accepted_at", "promised_at", "original_promised_at",
    "finished_at",
)  # fmt: skip
_PERSON: Final = ("name", "id_number", "phone", "email", "address")


def narrow(whole: pb.Dossier, sees: Sees, unit: str) -> pb.Dossier:
    """What officers of `unit` see of a dossier that the service knows whole."""
    made = pb.Dossier(narrowed=True, **{name: getattr(whole, name) for name in _HEAD})
    for name in _MESSAGES:
        if whole.HasField(name):
            getattr(made, name).CopyFrom(getattr(whole, name))
    made.applicant.CopyFrom(_person(whole.applicant, sees))
    for name in sees.fields & set(whole.answers):
        made.answers.fields[name].CopyFrom(whole.answers.fields[name])
    made.parts.extend(one for one in whole.parts if one.key in sees.parts)
    made.results.extend(one for one in whole.results if one.part in sees.parts)
    made.papers.extend(one for one in whole.papers if one.component in sees.papers)
    made.components.extend(one for one in whole.components if one.code in sees.papers)
    made.clock.extend(one for one in whole.clock if one.part in sees.parts or not one.part)
    made.documents.extend(one for one in whole.documents if one.part in sees.parts)
    made.history.extend(one for one in whole.history if one.actor.unit == unit or one.type in MILESTONES)
    made.lookups.extend(one for one in whole.lookups if one.source in sees.lookups)
    return made


def _person(whole: pb.Applicant, sees: Sees) -> pb.Applicant:
    return pb.Applicant(**{name: getattr(whole, name) for name in _PERSON if f"applicant_{name}" in sees.fields
                           or (name == "id_number" and "applicant_id" in sees.fields)})  # fmt: skip
