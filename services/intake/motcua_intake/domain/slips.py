# SPDX-License-Identifier: Apache-2.0
"""Refusals after appraisal (form 03) and stop notices (form 05), as the window hands them to the person.

A refusal is entered as a result and handed over like one (NĐ 61/2018/NĐ-CP, Điều 19.8). To whoever filed online it is
delivered on the dossier's page and by mail; a dossier that came on paper stays open until it was handed over against signature. A
stop notice need not be handed over. But what was given to the post has to arrive, whatever it is and however the dossier came: as
long as a slip is under way, or came back, the dossier stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from motcua_text import Text

from motcua_intake.domain import wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import ON_PAPER, Actor, Document

REFUSAL: Final = "TCGQ"
STOP: Final = "TBDGQ"
"""Notations of their numbers."""


def waiting(case: Case) -> list[Document]:
    """What the next return hands over beside results. Of a dossier that has ended that is only what the post had when a former
    release ended it."""
    if case.dossier.accepted_at is None:
        return []
    gone, ended = handed(case), case.dossier.finished_at is not None
    slips = [one for one in case.documents if one.series in (REFUSAL, STOP) and one.id not in gone]
    return [one for one in slips if one.posted or not ended]


def due(case: Case) -> list[Document]:
    """What keeps the dossier open once every part has its outcome: what the post has or brought back, and refusals of one that
    came on paper."""
    if case.open_parts():
        return []
    signed_for = case.dossier.source in ON_PAPER
    return [one for one in waiting(case) if one.posted or (signed_for and one.series == REFUSAL)]


def posted(case: Case) -> list[Document]:
    """What the post has or brought back, whatever is still to be decided."""
    return [one for one in waiting(case) if one.posted]


def handed(case: Case) -> set[str]:
    """Ids of the documents that were handed over."""
    return {document for one in case.dossier.handovers for document in one["slips"]}


def hand_over(case: Case, slips: Sequence[Document], receiver: str, now: datetime, actor: Actor) -> None:
    """Tell of it; what the return keeps names them."""
    if slips:
        text = Text(
            wording.SLIPS_GIVEN.vi.format(
                receiver=receiver, slips="; ".join(in_words(one).vi for one in slips)
            ),
            wording.SLIPS_GIVEN.en.format(
                receiver=receiver, slips="; ".join(in_words(one).en for one in slips)
            ),
        )
        case.tell("slip.returned", now, actor, text)


def tell_waiting(case: Case, now: datetime) -> None:
    """Say that they wait for the person; of what the post had that was said before."""
    wait = [one for one in due(case) if not one.posted]
    if wait:
        text = Text(
            wording.SLIPS_WAIT.vi.format(slips="; ".join(in_words(one).vi for one in wait)),
            wording.SLIPS_WAIT.en.format(slips="; ".join(in_words(one).en for one in wait)),
        )
        case.tell("slip.waiting", now, Actor(), text)


def in_words(one: Document) -> Text:
    return Text(f"{one.name_vi} số {one.number}", f"{one.name_en} no. {one.number}")
