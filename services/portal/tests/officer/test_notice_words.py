# SPDX-License-Identifier: Apache-2.0
"""The mail log in words: no code of the notification service is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import motcua_portal
from desk_harness import text_of
from intake_double import stamp
from motcua.notification.v1 import mail_log_pb2
from motcua_portal.desk.notice_words import CHANNELS, LANGUAGES, MOMENTS
from motcua_portal.web.texts import translate

TEMPLATES = Path(motcua_portal.__file__).parents[2] / "notification/motcua_notification/templates"


def test_every_moment_that_is_told_has_words_in_both_languages() -> None:
    assert {file.name.removesuffix(".vi.txt") for file in TEMPLATES.glob("*.*.vi.txt")} == set(MOMENTS)
    for words in (*MOMENTS.values(), *CHANNELS.values(), *LANGUAGES.values()):
        assert translate(words, "en") != words


def test_a_line_says_no_code_and_that_a_program_is_told(desk: Any) -> None:
    desk.notification.notices.append(
        mail_log_pb2.LoggedNotice(
            notice_id="n-1", state="sent", moment="dossier.submitted", channel="email", languages=["vi", "en"],
            recipient="service-account-demo-integrator", created_at=stamp(), sent_at=stamp(),
        )
    )  # fmt: skip
    page = desk.browser("vh", "operator", unit=None).get("/van-hanh/thong-bao")
    said = text_of(page)
    assert "(Nộp trực tuyến · thư điện tử · tiếng Việt + tiếng Anh)" in said
    assert "Phần mềm nộp thay: demo-integrator" in said
    assert "dossier.submitted" not in page.text and "service-account-" not in page.text
