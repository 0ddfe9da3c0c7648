# SPDX-License-Identifier: Apache-2.0
"""A supplement with the very file that was objected to is not handed in; what was typed beside it stays."""

from __future__ import annotations

import hashlib

import httpx
import pytest
from citizen_steps import PDF, hidden
from intake_double import IntakeDouble
from test_dossiers import asked_for_papers


@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "giống hệt tệp đã nộp"), ("en", "identical to the one handed in")]
)
def test_the_file_that_was_objected_to_does_not_spend_the_round(
    hoa: httpx.Client, intake: IntakeDouble, language: str, sentence: str
) -> None:
    dossier = asked_for_papers(intake)
    dossier.supplements[0].items.add(component="MAU-18", reason="Ký lại.")
    dossier.papers.add(
        component="GCN", file_id="cu", file_name="la.pdf", sha256=hashlib.sha256(PDF).hexdigest()
    )
    path = f"/ho-so/{dossier.dossier_id}/bo-sung"
    hoa.get(f"/ngon-ngu/{language}?next=/")
    files = [
        ("file.GCN", ("moi.pdf", PDF, "application/pdf")),
        ("file.MAU-18", ("mau.pdf", PDF, "application/pdf")),
    ]
    page = hoa.post(
        path, data={**hidden(hoa.get(path)), "note": "Đã chụp lại", "action": "send"}, files=files
    )
    assert page.status_code == 422 and sentence in page.text and "moi.pdf" in page.text
    assert "Đã chụp lại" in page.text and "AnswerSupplement" not in intake.calls
    assert not dossier.supplements[0].HasField("answered_at")
    assert [one.component for one in dossier.papers] == ["GCN", "MAU-18"], (
        "the other paper of the round was taken"
    )
    better = [("file.GCN", ("moi.pdf", PDF + b"%%\n", "application/pdf"))]
    done = hoa.post(path, data={**hidden(page), "note": "Đã chụp lại", "action": "send"}, files=better)
    assert done.status_code == 303 and "AnswerSupplement" in intake.calls
