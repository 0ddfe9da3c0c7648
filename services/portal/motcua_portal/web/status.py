# SPDX-License-Identifier: Apache-2.0
"""Statuses as words that templates can compare: `submitted`, `in_progress`, …; `parts/status.html` has text and icon of each."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2 as pb

NOTHING_COMES = (
    pb.DOSSIER_STATUS_INTAKE_REFUSED, pb.DOSSIER_STATUS_WITHDRAWN, pb.DOSSIER_STATUS_STOPPED,
)  # fmt: skip
PAYMENT = "payment"
"""Beginning of the clock grounds in which the applicant pays; in other financial grounds the tax authority works."""


def must_pay(dossier: pb.Dossier) -> bool:
    """Whether the applicant has been told to pay and has not yet. The notice may come before the clock's stretch."""
    told = any(one.open for one in dossier.notices)
    return told or any(span.ground.startswith(PAYMENT) and not span.HasField("to") for span in dossier.clock)


def stop_notice_comes(dossier: pb.Dossier) -> bool:
    """Whether form 05 is still to come after a withdrawal of what was accepted: it is printed once the process has stopped."""
    return dossier.HasField("accepted_at") and all(one.form != "05" for one in dossier.documents)


def is_promised(dossier: pb.Dossier) -> bool:
    """Whether a result is still to come, or came, on a promised date; nothing comes of what was stopped, refused or withdrawn."""
    return (
        dossier.HasField("promised_at")
        and dossier.status not in NOTHING_COMES
        and not _ended_without(dossier)
    )


def _ended_without(dossier: pb.Dossier) -> bool:
    """It is over, and no part gave a result."""
    granted = any(one.status == pb.PART_STATUS_GRANTED for one in dossier.parts)
    return dossier.HasField("finished_at") and bool(dossier.parts) and not granted


def dossier(value: int) -> str:
    """A DossierStatus; an unknown number (a newer service) is `unknown`."""
    return _word(pb.DossierStatus, value, "DOSSIER_STATUS_")


def part(value: int) -> str:
    """A PartStatus."""
    return _word(pb.PartStatus, value, "PART_STATUS_")


def _word(enum: object, value: int, prefix: str) -> str:
    try:
        name: str = enum.Name(value)  # type: ignore[attr-defined]
    except ValueError:
        return "unknown"
    word = name.removeprefix(prefix).lower()
    return "unknown" if word == "unspecified" else word
