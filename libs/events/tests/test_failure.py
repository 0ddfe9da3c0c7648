# SPDX-License-Identifier: Apache-2.0
"""What a failure of a handler means."""

from __future__ import annotations

import pytest
from motcua_events import ConsumerPolicy
from motcua_events.failure import Verdict, judge
from motcua_storage import FileDamaged, FileStoreAway, FileStoreRefuses


@pytest.mark.parametrize("error", [FileStoreAway, FileStoreRefuses])
def test_a_store_of_files_that_is_away_is_awaited_however_long(error: type[FileStoreAway]) -> None:
    """No event is given up for it: whatever needs a file would fail the same way."""
    assert judge(error("Kho tệp …", "The store …"), ConsumerPolicy()) is Verdict.AWAIT


def test_a_damaged_file_is_not_awaited() -> None:
    assert judge(FileDamaged("Tệp …", "The file …"), ConsumerPolicy()) is Verdict.REPEAT
