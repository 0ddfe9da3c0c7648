# SPDX-License-Identifier: Apache-2.0
"""The counter enters what came by post: said on the form's page, kept, and told on every page after it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from desk_doubles import COPY, LAND
from desk_harness import text_of
from motcua.intake.v1 import intake_pb2 as pb
from test_window_tasks import CLERK, sample_answers

PDF = ("giay.pdf", io.BytesIO(b"%PDF-1.7\n"), "application/pdf")
ASKED = "Hồ sơ đến bằng cách nào"


@pytest.fixture
def browser(desk: Any) -> Any:
    return desk.browser(*CLERK, unit="suoi_trong")


def begun(browser: Any, procedure: str) -> str:
    return str(browser.post("/tiep-nhan", {"procedure": procedure}).url.path).removesuffix("/to-khai")


def draft_of(desk: Any) -> pb.Draft:
    return next(iter(desk.intake.drafts.values()))[1]


def test_it_is_asked_where_the_procedure_takes_post_only(browser: Any) -> None:
    assert ASKED not in text_of(browser.get(f"{begun(browser, COPY)}/to-khai"))
    page = browser.get(f"{begun(browser, LAND)}/to-khai")
    assert ASKED in text_of(page)
    assert 'value="window" id="source-window" checked' in page.text


def test_it_is_kept_and_changed_until_the_decision(desk: Any, browser: Any) -> None:
    path = begun(browser, LAND)
    wrong = browser.post(f"{path}/to-khai", {"revision": "1", "action": "next", "source": "post"})
    assert wrong.status_code == 422
    assert 'value="post" id="source-post" checked' in wrong.text
    assert draft_of(desk).source == pb.SOURCE_POST
    assert (
        "qua bưu chính"
        in text_of(browser.get("/tiep-nhan")).partition("Đang nhập dở")[2].partition("Chọn")[0]
    )
    assert "Cách nộp qua bưu chính · Đổi cách nộp" in text_of(browser.get(f"{path}/kiem-tra"))
    browser.post(f"{path}/to-khai", {"revision": "2", "action": "later", "source": "window"})
    assert draft_of(desk).source == pb.SOURCE_WINDOW
    assert "Cách nộp nộp trực tiếp" in text_of(browser.get(f"{path}/kiem-tra"))


def test_what_was_chosen_stays_when_the_draft_was_saved_elsewhere(browser: Any) -> None:
    path = begun(browser, LAND)
    browser.post(f"{path}/to-khai", {"revision": "1", "action": "later"})
    stale = browser.post(f"{path}/to-khai", {"revision": "1", "action": "next", "source": "post"})
    assert stale.status_code == 409
    assert 'value="post" id="source-post" checked' in stale.text


def test_a_posted_dossier_from_form_to_supplement(desk: Any, browser: Any) -> None:
    path = begun(browser, LAND)
    package = desk.intake.packages[LAND]
    form = package.forms[package.procedure.start_form]
    sent = {"revision": "1", "action": "later", "source": "post", **sample_answers(form)}
    browser.post(f"{path}/to-khai", sent)
    papers = browser.get(f"{path}/giay-to")
    assert "Trong bưu gửi là" in text_of(papers) and "người dân mang đến" not in text_of(papers).lower()
    assert "Nhận bản giấy, không quét" in text_of(papers)
    certificate = papers.text.partition('id="form-GCN"')[2].partition("</select>")[0]
    assert (
        certificate.index('"copy"') < certificate.index('"certified_copy"') < certificate.index('"original"')
    )
    codes = [one.code for one in desk.intake.packages[LAND].procedure.components]
    seen = {"seen.GCN": "1", "unscanned.GCN": "Khổ lớn", "copies.GCN": "1", "form.GCN": "copy"}
    check = browser.post(
        f"{path}/giay-to",
        {"action": "next", **seen},
        {f"file.{code}": PDF for code in codes if code != "GCN"},
    )
    assert "Nhận bản giấy, không quét Bản photo × 1 · Khổ lớn" in text_of(check)
    asked = {
        "outcome": "supplement",
        "ask": ["GCN"],
        "why.GCN": "Bản sao bị mờ",
        "supplement-reason": "Gửi lại bản sao.",
    }
    done = browser.post(f"{path}/kiem-tra", {"revision": str(draft_of(desk).revision), **asked})
    assert "Hãy gửi Phiếu yêu cầu bổ sung cho người nộp" in text_of(done)
    assert "In để gửi cho người nộp:" in text_of(done) and "In và giao" not in text_of(done)
    assert "· qua bưu chính" in text_of(done) and "nộp trực tiếp" not in text_of(done)
    dossier = next(one for _, one in desk.intake.dossiers.values() if one.source == pb.SOURCE_POST)
    supplement = text_of(browser.get(f"/viec/ho-so/{dossier.dossier_id}/bo-sung"))
    assert "Trong bưu gửi là" in supplement and "Sửa tờ khai của hồ sơ này" in supplement
