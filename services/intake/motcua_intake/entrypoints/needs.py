# SPDX-License-Identifier: Apache-2.0
"""What the methods of this service work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from motcua_events.rebuilding import Rebuilder
from motcua_hosting.failures import FailureActs, Failures
from motcua_hosting.stories import Stories
from motcua_hosting.writes import Writes
from motcua_storage import Database

from motcua_intake.app.concern import Inbox
from motcua_intake.app.desk import Desk
from motcua_intake.app.heading import StandIns
from motcua_intake.app.uploads import Uploads
from motcua_intake.entrypoints.catalogue import Catalogue


class Inboxes(Inbox, StandIns, Protocol):
    """The assignment service."""


@dataclass(frozen=True)
class Needs:
    """Made once in bootstrap; every room of methods reads it as `self._`."""

    database: Database
    writes: Writes
    desk: Desk
    uploads: Uploads
    catalogue: Catalogue
    inbox: Inboxes
    failures: Failures
    acts: FailureActs
    rebuilder: Rebuilder
    stories: Stories
