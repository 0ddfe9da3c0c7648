# SPDX-License-Identifier: Apache-2.0
"""The mailbox of the embedded shape: mails stay here, and the operator reads them in the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from motcua_calendar.clock import Clock
from motcua_rpc import Page
from motcua_storage import Database
from motcua_storage.upserts import insert as pg_insert

from motcua_notification.adapters.tables import MOMENT, mail
from motcua_notification.domain.mail import Mail
from motcua_notification.errors import MailUndelivered


@dataclass(frozen=True, slots=True)
class Received:
    """One mail of the mailbox."""

    id: str
    sender: str
    recipient: str
    subject: str
    text: str
    received_at: datetime


class MailboxMailer:
    """Keeps a mail once, whoever repeats it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def send(self, one: Mail) -> None:
        """A transaction of its own."""
        values = {
            "id": one.mail_id,
            "sender": str(one.sender),
            "recipient": str(one.recipient),
            "subject": one.subject,
            "text": one.text,
            "received_at": self._clock.now(),
        }
        try:
            with self._database.begin() as connection:
                connection.execute(pg_insert(mail).values(**values).on_conflict_do_nothing())
        except sa.exc.SQLAlchemyError as error:
            raise _not_kept(error) from error


def _not_kept(error: sa.exc.SQLAlchemyError) -> MailUndelivered:
    """Of the database's error only its kind: its words quote the row."""
    kind = type(getattr(error, "orig", None) or error).__name__
    return MailUndelivered(
        "MAILBOX_UNAVAILABLE",
        f"Hộp thư của hệ thống chưa ghi được thư ({kind}).",
        f"The system's mailbox could not keep the mail ({kind}).",
    )


def newest(connection: sa.Connection, page: Page) -> list[Received]:
    """Newest first, without the text; one more than the page holds when there is a next one."""
    columns = [mail.c[name] for name in Received.__slots__ if name != "text"]
    query = sa.select(*columns, sa.literal("").label("text"))
    if page.after is not None:
        at, mail_id = page.after
        below = sa.tuple_(sa.literal(at, MOMENT), sa.literal(mail_id))
        query = query.where(sa.tuple_(mail.c.received_at, mail.c.id) < below)
    query = query.order_by(mail.c.received_at.desc(), mail.c.id.desc()).limit(page.size + 1)
    return [Received(**row._mapping) for row in connection.execute(query)]


def find(connection: sa.Connection, mail_id: str) -> Received | None:
    row = connection.execute(sa.select(mail).where(mail.c.id == mail_id)).one_or_none()
    return None if row is None else Received(**row._mapping)
