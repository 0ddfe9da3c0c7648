# SPDX-License-Identifier: Apache-2.0
"""Looks at the folder when somebody asks, and keeps what it saw until a file is saved."""

from __future__ import annotations

import threading
from pathlib import Path

from motcua_organisation import Organisation
from motcua_workflow.engine.check import Lang

from motcua_cli.previewing.seeing import Seen, see
from motcua_cli.previewing.watching import Watcher


class Looker:
    """What the folder comes to, in the reader's language."""

    def __init__(self, folder: Path, organisation: Organisation | None, watcher: Watcher) -> None:
        self._folder = folder
        self._organisation = organisation
        self._watcher = watcher
        self._kept: dict[Lang, tuple[int, Seen]] = {}
        self._one = threading.Lock()

    def at(self, lang: Lang) -> tuple[int, Seen]:
        """The turn of the folder and what it came to then."""
        with self._one:
            self._watcher.look()
            turn = self._watcher.turn
            kept = self._kept.get(lang)
            if kept is None or kept[0] != turn:
                kept = self._kept[lang] = (turn, see(self._folder, self._organisation, lang))
            return kept
