# SPDX-License-Identifier: Apache-2.0
"""Mails about a parcel call what is in it what it is."""

from __future__ import annotations

import pytest
from motcua_notification.app.rendering import Texts
from motcua_organisation import load_organisation
from notification_harness import ORGANISATION
from test_ways_told import BIRTH, CARD, HEAD


@pytest.mark.parametrize("moment", ["result.sent_by_post", "result.came_back", "result.returned"])
def test_a_parcel_without_a_result_is_not_called_results(moment: str) -> None:
    texts = Texts(load_organisation(ORGANISATION), "https://motcua.example")
    facts = {
        "dossier": HEAD, "waybill": "EC1", "carrier": "", "at": "", "sent_at": "", "returned_at": "", "originals": [],
    }  # fmt: skip
    subject, text = texts.full(moment, {**facts, "results": [], "slips": 1}, BIRTH)
    assert "giấy tờ" in subject.lower() and "kết quả" not in subject.lower()
    assert "Results of" not in text and "deliver the results" not in text
    subject, text = texts.full(moment, {**facts, "results": [CARD]}, BIRTH)
    assert "kết quả" in subject.lower() and "- Thẻ bảo hiểm y tế\n" in text
