# SPDX-License-Identifier: Apache-2.0
"""proto/consumers.yaml names every consumer group there is, and what it says of projections is so."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_events.natures import declared_natures
from support.listening import groups


def test_every_group_says_why_it_is_not_played_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wired = groups(tmp_path, monkeypatch)
    natures = declared_natures()
    assert set(natures.effects) == set(wired)
    for one in natures.projections.values():
        assert one.topic in wired[one.group][0]
