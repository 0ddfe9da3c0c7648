# SPDX-License-Identifier: Apache-2.0
"""The operator's pages."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of

OPERATOR = ("vh", "operator")


def test_failures_with_their_cause_and_services_that_are_silent(desk: Any) -> None:
    text = text_of(desk.browser(*OPERATOR, unit=None).get("/van-hanh"))
    assert "Đoạn mã của phần tử “sign_release” không chạy được." in text and "NameError: phí" in text
    assert "dossier-1" in text and "1 việc chờ bạn" in text
    assert text.count("Không trả lời:") == 3, (
        "intake, assignment and liaison of the doubles have no such method"
    )
    assert "đi trước giờ máy 2 ngày 3 giờ 0 phút" in text


def test_trying_again_names_who_did(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    answer = browser.post("/van-hanh", {"service": "workflow", "failure": "inc-1"})
    assert "Đã cho chạy lại ở dịch vụ Quy trình." in text_of(answer) and "bởi Người vh" in text_of(answer)
    gone = browser.post("/van-hanh", {"service": "workflow", "failure": "inc-2"})
    assert gone.status_code == 404 and "Không có việc hỏng này." in text_of(gone)


def test_the_mailbox_shows_mail_as_text(desk: Any) -> None:
    browser = desk.browser(*OPERATOR, unit=None)
    assert "Hồ sơ đã được tiếp nhận" in text_of(browser.get("/van-hanh/hop-thu"))
    mail = browser.get("/van-hanh/hop-thu/mail-1").text
    assert "&lt;b&gt;hẹn trả&lt;/b&gt;" in mail and "binh@dan.example" in mail
    assert "Đã gửi 23/11/2026" in text_of(browser.get("/van-hanh/thong-bao"))


@pytest.mark.parametrize(
    "path", ["/van-hanh", "/van-hanh/hop-thu", "/van-hanh/hop-thu/mail-1", "/van-hanh/thong-bao"]
)
def test_operators_only(desk: Any, path: str) -> None:
    assert desk.browser("mai", "land_officer").get(path).status_code == 403
