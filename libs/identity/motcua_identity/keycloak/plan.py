# SPDX-License-Identifier: Apache-2.0
"""What was changed, or would be: the same steps with and without doing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Plan:
    """Steps in the order in which they are done. With `dry_run` they are only told. `before` is called with each step before it
    is done, and keeps it from being done by raising."""

    def __init__(self, *, dry_run: bool = False, before: Callable[[str], None] = lambda _: None) -> None:
        self.dry_run = dry_run
        self._before = before
        self.steps: list[str] = []

    def do(self, sentence: str, act: Callable[..., object], *given: object) -> None:
        """Do it, then tell it: what is told was done."""
        if not self.dry_run:
            self._before(sentence)
            act(*given)
        self.steps.append(sentence)


def fits(wanted: Any, found: Any) -> bool:
    """Whether what Keycloak has says everything that is wanted; it may say more. Lists hold the same, in any order."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            fits(value, found.get(key)) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return False
        return all(any(fits(one, other) for other in found) for one in wanted)
    return bool(wanted == found) or (wanted in ({}, [], "", False) and found is None)


def unlike(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Names of what differs, never the values: some are secret."""
    return [key for key, value in wanted.items() if not fits(value, found.get(key))]
