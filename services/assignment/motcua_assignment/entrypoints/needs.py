# SPDX-License-Identifier: Apache-2.0
"""What the methods of this service work with."""

from __future__ import annotations

from dataclasses import dataclass

from motcua_hosting.failures import Failures
from motcua_hosting.stories import Stories
from motcua_hosting.writes import Writes
from motcua_organisation import Organisation
from motcua_storage import Database

from motcua_assignment.app import opening
from motcua_assignment.app.completing import Completer
from motcua_assignment.app.forms import Forms
from motcua_assignment.app.sight import DossierSight


@dataclass(frozen=True)
class Needs:
    """Made once in bootstrap; every room of methods reads it as `self._`."""

    database: Database
    writes: Writes
    desk: opening.Desk
    completer: Completer
    forms: Forms
    sight: DossierSight
    organisation: Organisation
    failures: Failures
    stories: Stories
