# SPDX-License-Identifier: Apache-2.0
"""Statuses as words that templates can compare: `submitted`, `in_progress`, …; `parts/status.html` has text and icon of each."""

from __future__ import annotations

from motcua.intake.v1 import intake_pb2 as pb

ASKED_OF_APPLICANT = (
    pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED,
    pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION,
)
"""Dossiers that wait for their applicant."""


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
