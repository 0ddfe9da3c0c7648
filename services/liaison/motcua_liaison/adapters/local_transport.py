# SPDX-License-Identifier: Apache-2.0
"""The transport between units of this node: the same envelope, checks and two books as between nodes, without a wire."""

from __future__ import annotations

from motcua.liaison.v1 import liaison_pb2 as pb

from motcua_liaison.app.answering import Answers
from motcua_liaison.app.ports import Answer
from motcua_liaison.app.receiving import Receiver


class LocalTransport:
    """Both ends in one process."""

    def __init__(self, receiver: Receiver, answers: Answers) -> None:
        self._receiver = receiver
        self._answers = answers

    def deliver(self, envelope: pb.Envelope, round_: int) -> None:
        self._receiver.receive(pb.Envelope.FromString(envelope.SerializeToString()), round_)

    def answer(self, message_id: str, round_: int, answer: Answer) -> None:
        self._answers.record(message_id, round_, answer)
