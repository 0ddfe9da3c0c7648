# SPDX-License-Identifier: Apache-2.0
"""The business of this node: processes of the workflow service, called by the service account of liaison."""

from __future__ import annotations

import hashlib

from motcua.liaison.v1 import liaison_pb2 as pb
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_rpc import Unavailable

from motcua_liaison.app.ports import Answer
from motcua_liaison.domain.envelope import Arrival

SECONDS = 5.0
"""For one call; shorter than the time for which a worker holds a message (see app/handing_over.py)."""
MAX_REQUEST_ID = 100
STATES = {
    workflow_pb2.DELIVERY_ACCEPTED: Arrival.ACCEPTED,
    workflow_pb2.DELIVERY_REFUSED: Arrival.REFUSED,
    workflow_pb2.DELIVERY_NOT_NEEDED: Arrival.NOT_NEEDED,
}


class WorkflowBusiness:
    """Gives messages to whoever waits for them in a dossier."""

    def __init__(self, workflow: workflow_pb2_grpc.WorkflowServiceStub) -> None:
        self._workflow = workflow

    def hand_over(self, envelope: pb.Envelope, round_: int) -> Answer:
        request = workflow_pb2.DeliverMessageRequest(
            request_id=request_id(envelope.message_id, round_),
            message_id=envelope.message_id,
            name=envelope.name,
            dossier_id=envelope.dossier_id,
            target=envelope.target,
            payload=envelope.payload,
            number=envelope.number,
            sent_at=envelope.sent_at,
            actor=envelope.actor if envelope.HasField("actor") else None,
        )
        response = self._workflow.DeliverMessage(request, timeout=SECONDS)
        state = STATES.get(response.delivery)
        if state is None:
            raise Unavailable(message_en="The workflow service gave no answer to the message.")
        return Answer(state, response.reason)


def request_id(message_id: str, round_: int) -> str:
    """The same for every try of a round. A new round needs a new one, as workflow repeats its first answer to an old one."""
    made = f"{message_id}:liaison:{round_}"
    return made if len(made) <= MAX_REQUEST_ID else hashlib.sha256(made.encode()).hexdigest()
