# SPDX-License-Identifier: Apache-2.0
"""Ends what nobody answered in time: supplements before acceptance whose last day has passed.

After appraisal the waiting is drawn, and the drawing's own timer ends it.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from motcua_intake.adapters import cases
from motcua_intake.adapters.deadlines import overdue_dossier
from motcua_intake.app import announcing
from motcua_intake.app.desk import Desk
from motcua_intake.domain import lifecycle


def next_overdue(connection: sa.Connection, desk: Desk, but: Collection[str]) -> str | None:
    """The dossier whose supplement is overdue longest, none of `but`; None when there is no such dossier."""
    return overdue_dossier(connection, desk.clock.now(), but)


def lapse(connection: sa.Connection, desk: Desk, dossier_id: str) -> None:
    """End the round of one dossier and give it back to the window. Nothing happens when somebody was faster."""
    loaded = cases.load(connection, dossier_id, lock=True)
    if loaded is None:
        return
    ended = lifecycle.lapse(loaded.case, desk.rules(connection, loaded.case))
    if ended is not None:
        desk.keep(connection, loaded, announcing.supplement_closed(loaded.case, ended, overdue=True))
