# SPDX-License-Identifier: Apache-2.0
"""Which unit an agency named in a drawing is, for the territory of a dossier."""

from __future__ import annotations

from datetime import datetime

from motcua_calendar.clock import legal_time
from motcua_events import Invalid
from motcua_organisation import CompetenceError, Organisation, Unit


def unit_of(organisation: Organisation, agency: str, territory: str, at: datetime) -> Unit:
    """The unit that acts at that moment (`Organisation.acting_unit`).

    Raises:
        Invalid: the organisation file names none, or more than one; the event waits for an operator.
    """
    try:
        return organisation.acting_unit(agency, territory, legal_time(at).date())
    except CompetenceError as error:
        raise Invalid(f"No unit to send to or from: {error}") from error
