# SPDX-License-Identifier: Apache-2.0
"""What stands between the two sides of a hand-over, and between the receiving side and the business.

Both calls of a transport may be repeated at any time and are then harmless: whoever is behind it, on this node or another
one, recognises the message by its id.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from motcua.liaison.v1 import liaison_pb2 as pb

from motcua_liaison.domain.envelope import Arrival


@dataclass(frozen=True, slots=True)
class Answer:
    """What the business said to a message in one round: accepted, refused or not_needed; `reason` is one sentence unless it was
    accepted."""

    state: Arrival
    reason: str = ""


class Transport(Protocol):
    """The way to the node of one unit."""

    def deliver(self, envelope: pb.Envelope, round_: int) -> None:
        """Returns when the receiving side has checked the envelope and stored it for good.

        Args:
            round_: 1, and one more each time an operator lets a refused message be tried again.

        Raises:
            EnvelopeRejected: it will not be taken as it is.
            Exception: anything else means that it is not known to be there; try again.
        """

    def answer(self, message_id: str, round_: int, answer: Answer) -> None:
        """Returns when the sending side has stored the answer for good; raises to be called again."""


Routes = Callable[[str], Transport]
"""The transport to the node where a unit works, by the unit's key."""


class Business(Protocol):
    """Where a message is meant to have an effect."""

    def hand_over(self, envelope: pb.Envelope, round_: int) -> Answer:
        """Hand a message over, outside of any transaction; repeated in the same round it has no second effect.

        Raises:
            MotcuaError: there is no answer yet; try again.
        """
