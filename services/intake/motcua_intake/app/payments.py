# SPDX-License-Identifier: Apache-2.0
"""The port of online payment. No adapter is wired yet: until one is, money is taken at the window (cash, transfer), and no page
offers a citizen to pay.

An adapter of a payment platform opens an order with the amount that the ledger owes, and tells what became of it. A confirmation
is entered in the ledger as a clerk's entry is, once for each order: `order` is its request id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid at once: lines of one dossier, integer đồng. `key` is ours, unique and repeatable."""

    key: str
    dossier_code: str
    fee_ids: Sequence[str]
    amount: int
    payer: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the platform confirms, with its own number."""

    key: str
    number: str
    amount: int
    paid_at: datetime


class OnlinePayments(Protocol):
    """A payment platform, such as the national one."""

    def open(self, order: Order, back_to: str) -> str:
        """The address where the citizen pays; the same for the same order. Raises Unavailable."""
        ...

    def confirmed(self, key: str) -> Confirmation | None:
        """What the platform says of an order; None while nobody paid. Raises Unavailable."""
        ...
