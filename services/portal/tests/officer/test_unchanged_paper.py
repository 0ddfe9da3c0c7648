# SPDX-License-Identifier: Apache-2.0
"""At the counter, too, the very file that was objected to is no supplement; what was typed beside it stays."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from desk_harness import text_of
from motcua.intake.v1 import intake_pb2
from test_window_tasks import CLERK

SCAN = b"%PDF-1.7\n% cu\n"


@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "giống hệt tệp đã nộp"), ("en", "identical to the one handed in")]
)
def test_the_file_that_was_objected_to_does_not_spend_the_round(
    desk: Any, language: str, sentence: str
) -> None:
    dossier = desk.dossier(source=intake_pb2.SOURCE_WINDOW, revision=1)
    item = intake_pb2.SupplementItem(component="GCN", reason="Bản quét bị mờ")
    dossier.supplements.add(round=1, stage="before_acceptance", items=[item], reason="Nộp đủ")
    dossier.actions.append(intake_pb2.ACTION_ANSWER_SUPPLEMENT)
    dossier.papers[0].sha256 = hashlib.sha256(SCAN).hexdigest()
    browser, path = desk.browser(*CLERK, unit="suoi_trong"), f"/viec/ho-so/{dossier.dossier_id}/bo-sung"
    browser.get(f"/ngon-ngu/{language}?next=/viec")
    files = {
        "file.GCN": ("moi.pdf", SCAN, "application/pdf"),
        "file.MAU-18": ("mau.pdf", SCAN, "application/pdf"),
    }
    typed = {"action": "send", "note": "Mang đến sáng nay", "copies.GCN": "2"}
    page = browser.post(path, typed, files)
    assert page.status_code == 422 and sentence in text_of(page)
    assert "Mang đến sáng nay" in page.text and 'name="copies.GCN" value="2"' in page.text
    assert not dossier.supplements[0].HasField("answered_at")
    assert [(one.component, one.round) for one in dossier.papers] == [("GCN", 0), ("MAU-18", 1)]
    # What is shown and not scanned is no file, and goes as before.
    seen = browser.post(path, {"action": "stay", "seen.GCN": "on", "unscanned.GCN": "Máy quét hỏng"})
    assert seen.status_code == 200 and dossier.papers[-1].not_scanned_reason == "Máy quét hỏng"
