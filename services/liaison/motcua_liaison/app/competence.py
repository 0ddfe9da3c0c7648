# SPDX-License-Identifier: Apache-2.0
"""Which unit an agency named in a drawing is, for the territory of a dossier."""

from __future__ import annotations

from datetime import datetime

from motcua_events import Invalid
from motcua_organisation import CompetenceError, Organisation, Unit


def unit_of(organisation: Organisation, agency: str, territory: str, at: datetime) -> Unit:
    """The competent unit; the territory's own when the drawing names no agency, as for the steps of such a pool.

    Raises:
        Invalid: the organisation file names none, or more than one; the event waits for an operator.
    """
    if not agency and territory in organisation.units:
        return organisation.unit(territory)
    try:
        return organisation.competent_unit(agency, territory, at.date())
    except CompetenceError as error:
        raise Invalid(f"No unit to send to or from: {error}") from error
