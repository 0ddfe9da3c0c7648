# SPDX-License-Identifier: Apache-2.0
"""What sending a notice needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from motcua_procedure import Procedure

from motcua_notification.domain.mail import Mail


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person can be reached; `email` may be empty."""

    name: str
    email: str


class Contacts(Protocol):
    """Knows how to reach the applicant of a dossier or a draft."""

    def of(self, dossier_id: str) -> Contact:
        """Raises MotcuaError."""

    def of_draft(self, draft_id: str) -> Contact:
        """Of a draft that was not handed in. Raises MotcuaError; NotFound when it is none any more."""


class Procedures(Protocol):
    """Knows the names in a published procedure."""

    def get(self, key: str, version: int) -> Procedure:
        """Raises MotcuaError."""


class Mailer(Protocol):
    """Sends one mail. The same mail may be sent again after a crash; its Message-ID is then the same."""

    def send(self, one: Mail) -> None:
        """Returns when the mail is in somebody else's hands.

        Raises:
            MailRefused: it will not go as it is.
            MailUndelivered: not now.
        """
