# SPDX-License-Identifier: Apache-2.0
"""Chance that is the same for the same seed, whatever happened before: each decision is drawn by what it is about."""

from __future__ import annotations

import hashlib
import random


class Chance:
    """Draws for one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def about(self, *what: object) -> random.Random:
        """A source of numbers for one decision, such as ("step", 17, "sign_release", 0)."""
        text = "|".join(map(str, (self.seed, *what)))
        return random.Random(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"))

    def happens(self, share: float, *what: object) -> bool:
        """True in `share` (0 to 1) of all cases."""
        return self.about(*what).random() < share
