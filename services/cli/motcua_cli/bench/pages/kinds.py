# SPDX-License-Identifier: Apache-2.0
"""Which tables are multiplied, and which are not and why. A table in neither list stops the bench: somebody has to decide."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Change(StrEnum):
    """How a column with a number of its own changes from copy to copy, since the table holds it only once."""

    ADD = "add"
    """A number: `STEP` more with every copy."""
    LEAD = "lead"
    """The digits in front: as a number of the same row that is added to."""
    TAG = "tag"
    """Text: the number of the copy and a stop in front."""


STEP: Final = 1000
"""Between the numbers of one copy and the next; more than a seed gives out of one series."""

COPIED: Final[tuple[str, ...]] = (
    "intake.dossier", "assignment.dossier", "assignment.journal", "assignment.task", "assignment.completion",
    "assignment.kept_form", "intake.control_slip", "intake.delivery", "intake.document", "intake.dossier_unit",
    "intake.dossier_words", "intake.draft", "intake.extension", "intake.fee_entry", "intake.fee_line", "intake.history",
    "intake.board_line", "intake.halt",
    "intake.lookup", "intake.paper", "intake.part", "intake.phone_call", "intake.printing", "intake.rating", "intake.result",
    "intake.return_way",
    "intake.stay", "intake.stretch", "intake.supplement", "intake.file", "liaison.message", "liaison.arrival",
    "liaison.attempt", "liaison.inquiry", "liaison.failure", "notification.dossier", "notification.notice",
    "notification.mail", "workflow.instance", "workflow.delivery", "workflow.incident", "workflow.repair",
    "workflow.subscription", "workflow.task", "workflow.timer", "workflow.trace",
)  # fmt: skip
"""In an order in which a row's dossier is known from itself or from rows before it."""

LEFT_IN_EVERY_SCHEMA: Final = frozenset(
    {
        *("crash", "dead_letter", "failure_act", "inbox", "outbox", "request", "schema_version"),
        *("audit", "audit_seal", "audit_queue", "sent"),  # no page reads them, and a chain cannot be copied
        "story",  # as above: the command line does
    }
)
"""What is of a call or an event and not of a dossier."""
LEFT_SCHEMAS: Final = frozenset({"broker", "platform", "portal"})
LEFT: Final = frozenset(
    {
        "assignment.saved_filter", "assignment.substitution",  # of people
        "intake.counter", "intake.expired_draft", "intake.freed_file", "intake.loose_file", "intake.published",
        "intake.feed", "intake.feed_audience",  # no page reads what others follow
        "intake.extension_told",  # nor whom a mail told
        "intake.rebuild", "intake.stay_rebuilt",  # empty but for the time of a replay
        "intake.register_extract", "liaison.sequence", "liaison.arrival_sequence", "workflow.package",
    }
)  # fmt: skip

CHANGES: Final[dict[str, dict[str, Change]]] = {
    "intake.control_slip": {"seq": Change.ADD, "number": Change.LEAD},
    "intake.document": {"seq": Change.ADD, "number": Change.LEAD},
    "intake.delivery": {"waybill": Change.TAG},
    "intake.result": {"number": Change.TAG},
    "liaison.message": {"number": Change.ADD},
    "liaison.arrival": {"number": Change.ADD},
}


def undecided(tables: set[str]) -> list[str]:
    """Tables (`schema.name`) of a database that nobody has decided on."""
    rest = tables - set(COPIED) - LEFT
    return sorted(
        one
        for one in rest
        if one.split(".")[0] not in LEFT_SCHEMAS and one.split(".")[1] not in LEFT_IN_EVERY_SCHEMA
    )


def changed(change: Change, value: str, number: int) -> str:
    """The value of a numbered column in copy `number`."""
    if change is Change.ADD:
        return str(int(value) + number * STEP)
    if change is Change.TAG:
        return f"{number}.{value}"
    digits = len(value) - len(value.lstrip("0123456789"))
    return f"{int(value[:digits]) + number * STEP}{value[digits:]}" if digits else value


__all__ = ["CHANGES", "COPIED", "LEFT", "STEP", "Change", "changed", "undecided"]
