# SPDX-License-Identifier: Apache-2.0
"""Mails say how each result comes as it was chosen, and what moved a date in the words of its own rule."""

from __future__ import annotations

from typing import Any

import pytest
from motcua.events.v1 import dossier_pb2 as d
from motcua_notification.app.moments import results_ready
from motcua_notification.app.rendering import Texts
from motcua_organisation import load_organisation
from motcua_procedure import load_folder
from notification_harness import HOUSE, ORGANISATION

BIRTH = load_folder(HOUSE / "workflows" / "ho-tich" / "khai-sinh-thuong-tru-bhyt").procedure
CERTIFICATE, CARD = "KQ.G15.000031", "KQ.G18.000047"
HEAD = {
    "dossier_id": "d1", "code": "H99.101-261123-0001", "procedure_key": BIRTH.key, "procedure_version": 1,
    "procedure_vi": BIRTH.name.vi, "procedure_en": BIRTH.name.to("en"), "unit": "suoi_trong", "name": "An", "user": "an",
    "promised_at": "2026-12-16T10:00:00Z",
}  # fmt: skip
UNIT = load_organisation(ORGANISATION).units["suoi_trong"]


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(load_organisation(ORGANISATION), "https://motcua.example")


def ready(texts: Texts, **ways: str) -> tuple[str, str, str]:
    """Subject, Vietnamese and English of results that are ready, by code."""
    made = [{"result": code, "number": "1", "signed_at": "", "copies": 1, "note": "", "way": way} for code, way in
            ((CERTIFICATE, ways.get("certificate")), (CARD, ways.get("card"))) if way]  # fmt: skip
    facts = {
        "dossier": HEAD, "results": [one["result"] for one in made], "ready": made, "originals": [],
        "to_bring": [], "complete": True,
    }  # fmt: skip
    subject, text = texts.full("dossier.results_ready", facts, BIRTH)
    vi, _, en = text.partition("Dear An")
    assert en, "both languages"
    return subject, vi, en


COME = ("Khi đến nhận", "Giờ làm việc:")


def test_who_chose_the_post_is_not_told_to_come(texts: Texts) -> None:
    subject, vi, en = ready(texts, certificate="POST")
    assert (
        "qua bưu chính công ích đến địa chỉ Ông/Bà đã chọn, không phải đến quầy:\n- Giấy khai sinh, số 1\n"
        in vi
    )
    assert (
        not any(one in vi for one in COME) and "Bộ phận Một cửa, kết quả" not in vi and "Mời" not in subject
    )
    assert "by public post" in en and "When you come" not in en and "Office hours" not in en


def test_electronic_results_are_downloaded_and_paper_ones_fetched(texts: Texts) -> None:
    _, vi, en = ready(texts, certificate="WINDOW", card="ELECTRONIC")
    window, _, portal = vi.partition("Bản điện tử")
    assert "Mời nhận tại Bộ phận Một cửa, kết quả đã có:\n- Giấy khai sinh, số 1\n" in window
    assert "Thẻ bảo hiểm y tế" not in window and "không phải đến quầy:\n- Thẻ bảo hiểm y tế, số 1\n" in portal
    assert all(one in vi for one in COME)
    assert "can be collected at the one-stop window:\n- Birth certificate" in en
    _, alone, _ = ready(texts, card="ELECTRONIC")
    assert not any(one in alone for one in COME) and "Mời nhận" not in alone


def test_what_an_earlier_version_queued_waits_at_the_window(texts: Texts) -> None:
    facts = {"dossier": HEAD, "results": [CERTIFICATE], "complete": False}
    _, text = texts.full("dossier.results_ready", facts, BIRTH)
    assert "Mời nhận tại Bộ phận Một cửa, kết quả đã có:\n- Giấy khai sinh\n" in text
    assert "Các phần còn lại" in text and COME[0] in text


def test_what_is_owed_for_them_is_named(texts: Texts) -> None:
    facts = {"dossier": HEAD, "results": [CARD], "complete": True, "owed": 10_000}
    _, text = texts.full("dossier.results_ready", facts, BIRTH)
    assert "phải nộp trước khi nhận các kết quả này: 10.000 đồng.\n" in text
    assert "before these results are handed over: VND 10,000.\n" in text
    window, address = (one.to("vi") for one in (UNIT.window or UNIT.name, UNIT.address))
    assert f"tiền mặt hoặc chuyển khoản tại {window}, {address}; không nộp trực tuyến" in text
    ways = [{"result": CARD, "number": "1", "signed_at": "", "way": one} for one in ("POST", "ELECTRONIC")]
    _, sent = texts.full("dossier.results_ready", {**facts, "ready": ways}, BIRTH)
    assert "không phải đến" not in sent and "need not come" not in sent and "Giờ làm việc: thứ Hai" in sent
    assert sent.count("sau khi phí, lệ phí được nộp:") == 2 and "Pay in cash or by transfer at" in sent
    _, text = texts.full("dossier.results_ready", {**facts, "owed": 0}, BIRTH)
    assert "phải nộp" not in text and "Fees" not in text


RESIDENCE = "KQ.G01.000065"


def told(texts: Texts, *ready: dict[str, Any], **facts: Any) -> tuple[str, str]:
    """Vietnamese and English of results that are ready, each with its way and its fee."""
    made = [
        {"number": "1", "signed_at": "", "copies": 1, "note": "", "unpaid": False, "owed": 0, **one}
        for one in ready
    ]
    known = {
        "dossier": HEAD,
        "results": [one["result"] for one in made],
        "ready": made,
        "complete": True,
        **facts,
    }
    vi, _, en = texts.full("dossier.results_ready", known, BIRTH)[1].partition("Dear An")
    return vi, en


def test_a_fee_is_named_at_the_result_that_waits_for_it_alone(texts: Texts) -> None:
    free = {"result": CERTIFICATE, "way": "WINDOW"}
    waits = {"result": RESIDENCE, "way": "WINDOW", "unpaid": True, "owed": 10_000}
    vi, en = told(texts, free, waits, owed=10_000)
    name = {item.code: item.name.vi for part in BIRTH.parts for item in part.results.items}[RESIDENCE]
    assert f"- {name}, số 1\n  Phí, lệ phí phải nộp trước khi nhận kết quả này: 10.000 đồng\n" in vi
    assert "- Giấy khai sinh, số 1\n-" in vi and vi.count("10.000") == en.count("10,000") == 1
    assert "Chỉ kết quả ghi phí, lệ phí ở trên phải chờ nộp" in vi and "không trực tuyến" not in vi
    assert "before this result is handed over: VND 10,000" in en and "the others do not" in en
    vi, en = told(texts, waits, owed=10_000)
    assert "kết quả khác thì không" not in vi and "the others" not in en, "where there is no other"
    vi, en = told(texts, {**waits, "owed": 0})
    assert (
        "chưa xác định số tiền" in vi
        and "amount not known yet" in en
        and "tiền mặt hoặc chuyển khoản tại" in vi
    )


def test_by_post_only_what_owes_is_said_to_wait(texts: Texts) -> None:
    free = {"result": CERTIFICATE, "way": "POST"}
    waits = {"result": RESIDENCE, "way": "POST", "unpaid": True, "owed": 10_000}
    assert "không phải đến quầy:\n- Giấy khai sinh" in told(texts, free)[0]
    vi, en = told(texts, free, waits, owed=10_000)
    assert "đã chọn:\n- Giấy khai sinh" in vi and "sau khi phí" not in vi and "chose:\n- Birth" in en
    assert "sau khi phí, lệ phí được nộp:\n- " in told(texts, waits, owed=10_000)[0]


def test_what_is_with_the_post_is_not_said_to_be_ready_again() -> None:
    ready = [
        d.ReadyResult(result_code=RESIDENCE, issued_now=True, way="POST", waits_for_fee=True, owed=10_000)
    ]
    both = [CERTIFICATE, RESIDENCE]
    facts = results_ready(d.DossierResultsReady(result_codes=both, with_post=both[:1], ready=ready))
    assert facts is not None and facts["results"] == [RESIDENCE]
    assert [(one["result"], one["unpaid"], one["owed"]) for one in facts["ready"]] == [
        (RESIDENCE, True, 10_000)
    ]
    slip = results_ready(d.DossierResultsReady(result_codes=both, with_post=both, slips=["s"]))
    assert slip is not None and slip["results"] == []


def test_a_parcel_names_what_is_in_it(texts: Texts) -> None:
    facts = {
        "dossier": HEAD,
        "waybill": "EB1",
        "carrier": "",
        "at": "",
        "sent_at": "",
        "results": [CERTIFICATE],
    }
    sent = texts.full("result.sent_by_post", facts, BIRTH)[1]
    assert (
        "Trong bưu gửi này có:\n- Giấy khai sinh\n" in sent and "In this parcel:\n- Birth certificate" in sent
    )
    slip = texts.full("result.sent_by_post", {**facts, "results": [], "slips": 1}, BIRTH)[1]
    assert "Trong bưu gửi này có:\n- Phiếu từ chối hoặc thông báo dừng giải quyết (1 tờ)\n" in slip
    back = texts.full("result.came_back", facts, BIRTH)[1]
    assert "Kết quả bị trả về:\n- Giấy khai sinh\n" in back and "What came back:\n- Birth certificate" in back
    queued = texts.full(
        "result.sent_by_post", {key: one for key, one in facts.items() if key != "results"}, BIRTH
    )[1]
    assert "bưu gửi này" not in queued, "of what an earlier version queued it is not known"


def test_what_came_back_waits_at_the_window_and_may_be_sent_again(texts: Texts) -> None:
    facts = {"dossier": HEAD, "waybill": "EB1", "carrier": "", "at": "2026-12-16T02:00:00Z"}
    subject, text = texts.full("result.came_back", facts, BIRTH)
    assert "trả về kết quả" in subject and "EB1" in text and "Giờ làm việc: thứ Hai" in text
    assert "chọn lại cách nhận trên trang hồ sơ" in text and "choose again on the page" in text
    paper = {**facts, "dossier": {**HEAD, "user": ""}}
    assert "xin báo Bộ phận Một cửa" in texts.full("result.came_back", paper, BIRTH)[1]


def resumed(texts: Texts, moment: str = "clock.resumed", **more: Any) -> str:
    dues = [{"part": key, "due_at": "2026-12-16T10:00:00Z"} for key in ("residence", "insurance")]
    facts = {"dossier": HEAD, "before": "2026-12-15T10:00:00Z", "parts": dues, **more}
    return texts.full(moment, facts, BIRTH)[1]


def test_days_that_are_added_are_told_by_their_own_rule(texts: Texts) -> None:
    text = resumed(texts, ground="completion", policy="EXTEND", moved="residence")
    assert (
        "Cơ quan yêu cầu hoàn thiện hồ sơ (Đăng ký thường trú). Khi cơ quan yêu cầu hoàn thiện hồ sơ, thời hạn của"
        in text
    )
    assert "the limit of its part is 2 working days longer" in text
    assert "không tính vào thời hạn" not in text and "does not count towards" not in text
    assert "- Đăng ký thường trú: 16/12/2026 17:00 (được thêm thời hạn)\n" in text
    assert "- Cấp thẻ bảo hiểm y tế: 16/12/2026 17:00\n" in text, "which was not moved"


def test_a_decision_that_moves_dates_is_told(texts: Texts) -> None:
    text = resumed(texts, "clock.moved", ground="", policy="", moved="birth")
    assert "mới: 16/12/2026 17:00 (trước đây: 15/12/2026 17:00)" in text
    assert "tính từ ngày phần “Đăng ký khai sinh” có kết quả" in text
    assert "count from the day on which “Birth registration” was decided" in text


def test_days_off_that_move_dates_are_told_as_that(texts: Texts) -> None:
    """Nothing was decided: the table of days off changed."""
    text = resumed(texts, "clock.moved", ground="", policy="", moved="")
    assert "mới: 16/12/2026 17:00 (trước đây: 15/12/2026 17:00)" in text
    assert "vì lịch ngày nghỉ, giờ làm việc hoặc thời gian chờ có thay đổi" in text
    assert "as days off, working hours or a wait have changed" in text
    assert "có kết quả." not in text and "was decided" not in text
