# SPDX-License-Identifier: Apache-2.0
"""Checks the chains of a database, from their first rows or from heads known from before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from motcua_storage.audit import reading
from motcua_storage.audit.chain import Chain, Finding, Head


@dataclass
class Verification:
    """One run over a database. `known`: heads from before; `resume`: trust them, and begin at the newest of each schema.

    `heads` and `rows` fill while the findings are taken.
    """

    known: Sequence[Head] = ()
    resume: bool = False
    unsealed_after: float = reading.SOON
    heads: list[Head] = field(default_factory=list)
    rows: int = 0

    def check(self, connection: reading.Connection, schemas: Sequence[str]) -> Iterator[Finding]:
        """What is wrong with the chains of `schemas`; all of the connection's snapshot."""
        for schema in schemas:
            yield from self._chain(connection, schema)
            yield from reading.unsealed(connection, schema, self.unsealed_after)

    def _chain(self, connection: reading.Connection, schema: str) -> Iterator[Finding]:
        chain = Chain.of(schema, self.known)
        if self.resume and chain.known:
            # The newest that is known is read once more: whether its seal still is what it was is the point of knowing it.
            newest = max(chain.known)
            chain = Chain.of(schema, [Head(schema, newest, chain.known[newest])])
            chain.head = reading.start_at(connection, schema, newest - 1)
        for link in reading.links(connection, schema, chain.head.position):
            self.rows += 1
            yield from chain.take(link)
        self.heads.append(chain.head)
        yield from chain.end()
