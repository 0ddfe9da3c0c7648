# SPDX-License-Identifier: Apache-2.0
"""The last day of a supplement that is open stands on the officers' page of the dossier, as form 02 prints it; so does how the
applicant is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desk_harness import text_of
from motcua.intake.v1 import intake_pb2
from motcua_calendar.clock import LEGAL_ZONE


def test_the_last_day_of_an_open_supplement_is_shown(desk: Any) -> None:
    made = desk.dossier()
    asked = made.supplements.add(round=1, stage="before_acceptance", reason="Nộp đủ")
    asked.items.append(intake_pb2.SupplementItem(component="GCN", reason="Mờ"))
    asked.answer_by.FromDatetime(datetime(2026, 12, 5, tzinfo=LEGAL_ZONE))
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    page = f"/viec/ho-so/{made.dossier_id}"
    assert "Thời hạn bổ sung: chậm nhất 04/12/2026 24:00" in text_of(browser.get(page))
    asked.answered_at.FromDatetime(datetime(2026, 12, 1, tzinfo=LEGAL_ZONE))
    assert "Thời hạn bổ sung" not in text_of(browser.get(page))
    assert "✓ Đã bổ sung 01/12/2026" in text_of(browser.get(page))


def test_an_answer_that_came_late_says_so(desk: Any) -> None:
    made = desk.dossier()
    asked = made.supplements.add(round=1, stage="after_appraisal", reason="Nộp đủ")
    asked.answer_by.FromDatetime(datetime(2026, 12, 5, tzinfo=LEGAL_ZONE))
    asked.answered_at.FromDatetime(datetime(2026, 12, 7, 9, tzinfo=LEGAL_ZONE))
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    text = text_of(browser.get(f"/viec/ho-so/{made.dossier_id}"))
    assert "Đã bổ sung sau hạn, lúc 07/12/2026 09:00" in text and "✓ Đã bổ sung" not in text


def test_whoever_has_no_email_is_to_be_told_by_telephone(desk: Any) -> None:
    made = desk.dossier()
    browser = desk.browser("mai", "window_clerk", unit="suoi_trong")
    page = f"/viec/ho-so/{made.dossier_id}"
    made.applicant.phone, made.applicant.email = "0200 000 0901", "an@congdan.example"
    assert "Không có thư điện tử" not in text_of(browser.get(page))
    made.applicant.email = ""
    assert "☎ Không có thư điện tử; báo qua điện thoại 0200 000 0901" in text_of(browser.get(page))
    made.applicant.phone = ""
    assert "báo bằng giấy hoặc tại quầy" in text_of(browser.get(page))
