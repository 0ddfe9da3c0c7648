# SPDX-License-Identifier: Apache-2.0
"""What answers have named so far, by the name of the field: ids, codes, page tokens. Calls that use it get deeper than
those with invented ids. What must stay as it is (the witness) is never given away."""

from __future__ import annotations

import threading
from collections import defaultdict
from random import Random

from google.protobuf.descriptor import FieldDescriptor as F
from google.protobuf.message import Message

MOST = 60
"""Values kept of one name; a later one takes the place of any."""
LONGEST = 300
SEVERAL = 4
"""Members of a list that are looked at: what follows is of the same kind."""
ALIASES = {"next_page_token": "page_token", "next_cursor": "cursor"}


def singular(name: str) -> str:
    """`task_id` for `task_ids`."""
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


class Pool:
    """Thread-safe."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._lock = threading.Lock()
        self.untouchable: set[bytes] = set()
        """Ids and codes of the witness; a request that holds one is not sent."""

    def add(self, rng: Random, name: str, value: str) -> None:
        """Keep a value under a name."""
        values = self._by_name[ALIASES.get(name, singular(name))]
        if value in values:
            return
        with self._lock:
            if len(values) < MOST:
                values.append(value)
            else:
                values[rng.randrange(MOST)] = value

    def learn(self, rng: Random, message: Message, depth: int = 0) -> None:
        """Keep what a message names: short texts."""
        if depth > 6:
            return
        for field, value in message.ListFields():
            if field.message_type is not None and field.message_type.GetOptions().map_entry:
                continue
            several = list(value[:SEVERAL]) if field.is_repeated else [value]
            for one in several:
                if field.message_type is not None:
                    self.learn(rng, one, depth + 1)
                elif field.type == F.TYPE_STRING and one and len(one) <= LONGEST:
                    self.add(rng, field.name, one)

    def give(self, rng: Random, name: str) -> str | None:
        """A text of this name; None where there was none."""
        values = self._by_name.get(singular(name))
        return rng.choice(values) if values else None

    def any(self, rng: Random) -> str:
        """A text of any name: an id where another one belongs."""
        names = sorted(self._by_name)
        return rng.choice(self._by_name[rng.choice(names)]) if names else ""

    def spares(self, raw: bytes) -> bool:
        """Whether these bytes leave the witness alone."""
        return not any(one in raw for one in self.untouchable)
