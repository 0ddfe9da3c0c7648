# SPDX-License-Identifier: Apache-2.0
"""Which consumer group handles which events, as the services themselves wire it: their bootstraps run, on nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from motcua_calendar import SystemClock
from motcua_events import Consumer

from support.asking import SERVICES
from support.system import ROOT

NOBODY: Final = "127.0.0.1:9"
"""Nobody is asked: wiring opens no connection."""


def groups(folder: Path, patch: pytest.MonkeyPatch) -> dict[str, tuple[Sequence[str], frozenset[str]]]:
    """By consumer group: the topics that it reads and the types that it handles, of all services."""
    found: dict[str, tuple[Sequence[str], frozenset[str]]] = {}

    class Noted(Consumer):
        def __init__(
            self, database: Any, group: str, topics: Sequence[str], handlers: Mapping[str, Any], *more: Any, **rest: Any
        ) -> None:  # fmt: skip
            super().__init__(database, group, topics, handlers, *more, **rest)
            assert group not in found, f"two groups are called {group}"
            found[group] = (topics, frozenset(handlers))

    for name in SERVICES:
        bootstrap = import_module(f"motcua_{name}.bootstrap")
        if hasattr(bootstrap, "Consumer"):
            patch.setattr(bootstrap, "Consumer", Noted)
        settings = import_module(f"motcua_{name}.settings").Settings(**_settings(name, folder))
        bootstrap.build(settings, SystemClock()).close()
    return found


def _settings(name: str, folder: Path) -> dict[str, Any]:
    return {
        "database_url": "postgresql+psycopg://nobody@127.0.0.1:9/nothing",
        "issuer": "http://127.0.0.1:9",
        "client_id": name,
        "client_secret": "none",
        "organisation": ROOT / "infra/demo/organisation.yaml",
        "files": folder / "files",
        **{f"{one}_address": NOBODY for one in SERVICES},
    }
