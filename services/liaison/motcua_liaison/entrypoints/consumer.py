# SPDX-License-Identifier: Apache-2.0
"""What liaison does with events: every message thrown to another pool is sent, and outside databases are asked, until their
answer is not needed any more. Those to the applicant are intake's."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from motcua.events.v1 import dossier_pb2, process_pb2
from motcua_events import Event, EventCatalogue, Handler

from motcua_liaison.app.inquiring import Inquirer
from motcua_liaison.app.sending import Sender

GRANTED = "granted"


def handlers(sender: Sender, inquirer: Inquirer, catalogue: EventCatalogue) -> Mapping[str, Handler]:
    """By event type, for the consumer."""

    def thrown(connection: sa.Connection, event: Event) -> None:
        message = catalogue.message(event, process_pb2.MessageThrown)
        if not message.target_party:
            sender.send(connection, message)
        elif inquirer.knows(message.target_party):
            inquirer.ask(connection, message)

    def decided(connection: sa.Connection, event: Event) -> None:
        message = catalogue.message(event, dossier_pb2.DossierPartDecided)
        if message.outcome != GRANTED:
            inquirer.look_again(connection, message.dossier.dossier_id)

    return {"message.thrown": thrown, "dossier.part_decided": decided}
