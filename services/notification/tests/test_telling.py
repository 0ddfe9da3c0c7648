# SPDX-License-Identifier: Apache-2.0
"""From events to notices to mails: what is told, to whom, once, and what happens when it cannot be sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from motcua.events.v1 import dossier_pb2 as d
from motcua_events import Retryable
from motcua_notification.adapters import notices
from motcua_notification.app.moments import DRAFT, EARLIER, EXPECTED, MOMENTS, SIMPLE, head_facts
from motcua_notification.app.moments_of_desk import CONTRADICTED, ESCALATED, REASSIGNED, WAITING
from motcua_notification.app.rendering import TEMPLATES, Texts
from motcua_notification.domain.mail import Mail
from motcua_notification.errors import MailUndelivered
from motcua_organisation import load_organisation
from motcua_procedure import load_folder
from motcua_rpc import NotFound, Unavailable
from motcua_storage.testing import ServiceDatabases, assert_tables_match
from motcua_text import Text
from notification_harness import (
    HOUSE,
    NAME,
    NOW,
    ORGANISATION,
    PACKAGE,
    PAPERS,
    PROMISED,
    RESULTS,
    FakeIntake,
    accepted,
    clock,
    event,
    expiring,
    head,
    life,
    stamp,
    thrown,
)


class Killed(BaseException):
    """The process ends here."""


def test_tables_and_migrations_agree(databases: ServiceDatabases) -> None:
    from motcua_notification.adapters.tables import metadata

    assert_tables_match(databases.admin_url, metadata)


def test_every_moment_has_its_templates_in_both_languages() -> None:
    files = {file.name for file in TEMPLATES.iterdir()}
    wanted = {
        f"{moment}.{language}.txt"
        for moment in (*MOMENTS, *EARLIER, ESCALATED, REASSIGNED, CONTRADICTED, WAITING, "layout")
        for language in ("vi", "en")
    }
    assert files == wanted


def test_every_moment_is_told_in_both_languages_and_leads_to_the_dossier(rig: Any) -> None:
    rig.tell(*life())
    rig.work()

    mails = {row.id: row for row in rig.rows("mail", "id")}
    told = rig.rows()
    assert {row.moment for row in told} == set(MOMENTS)
    for row in told:
        mail = mails[row.id]
        assert (row.state, row.recipient, row.address) == ("sent", "an", "hoai.an@congdan.example")
        assert mail.text == row.text
        assert mail.text.startswith(f"Kính gửi Ông/Bà {NAME},") and f"\nDear {NAME}," in mail.text
        page = "/ban-nhap/draft-1/to-khai\n" if row.moment == DRAFT else "/ho-so/d1\n"
        assert mail.text.count(page) == 2, "the dossier's own page, in each language"
        vietnamese, _, english = mail.subject.partition(" | ")
        code = "" if row.moment == DRAFT else "H99.101-261123-0001"
        assert code in vietnamese and code in english and vietnamese != english
        assert NAME not in mail.subject and "thế chấp" not in mail.subject, "no more than is needed"
        assert "{" not in mail.text and "None" not in mail.text and "\n\n\n" not in mail.text
    assert len({mail.subject for mail in mails.values()}) >= len(MOMENTS) - 2, (
        "resumed, restarted and moved have the same"
    )
    assert rig.events() == ["notification.sent"] * len(MOMENTS)


def test_the_subject_of_a_notice_names_it(rig: Any) -> None:
    """By the procedure's title; one that the procedure has no words for is a notice about the dossier."""
    procedure = PACKAGE.procedure
    title = procedure.notices["payment_notice"].title
    texts = Texts(load_organisation(ORGANISATION), "")
    facts = {"dossier": head_facts(head()), "message": "payment_notice", "payload": {}}
    named, _ = texts.full("message.other", facts, procedure)
    other, _ = texts.full("message.other", {**facts, "message": "unheard_of"}, procedure)
    assert named == f"{title.vi} – hồ sơ H99.101-261123-0001 | {title.to('en')} – dossier H99.101-261123-0001"
    assert other == "Thông báo về hồ sơ H99.101-261123-0001 | A notice about dossier H99.101-261123-0001"


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2026-11-27", "tax_office", "Thuế cơ sở Bến Gió"),
        ("2026-11-30", "tax_office", "Thuế mới"),
        ("2026-11-27", "", "Ủy ban nhân dân xã Suối Trong"),
        ("2026-11-27", "consulate", "Cơ quan giải quyết"),
        ("", "tax_office", "Cơ quan giải quyết"),
    ],
)
def test_a_notice_names_the_unit_of_the_day_on_which_it_was_sent(day: str, kind: str, name: str) -> None:
    """After a reorganisation two units of one kind stand in the file: one closed, one new."""
    demo = load_organisation(ORGANISATION)
    old = demo.unit("thue_co_so")
    units = {
        old.key: replace(old, name=Text("Thuế cơ sở Bến Gió"), valid_to=date(2026, 11, 29)),
        "thue_moi": replace(old, key="thue_moi", name=Text("Thuế mới"), valid_from=date(2026, 11, 30)),
    }
    texts = Texts(replace(demo, units={**demo.units, **units}), "")
    sent = {"sent_on": day} if day else {}
    facts = {"dossier": head_facts(head()), "message": "unheard_of", "payload": {}, **sent}
    _, text = texts.full(
        "message.other", {**facts, "sender_kind": kind, "territory": "suoi_trong"}, PACKAGE.procedure
    )
    assert f"{name} có thông báo về hồ sơ" in text


def test_who_is_exempt_reads_that_nothing_is_due_why_and_what_comes_next(rig: Any) -> None:
    why = "Chuyển nhượng giữa cha mẹ và con."
    rig.tell(
        accepted(),
        thrown("exempt_notice", tax_notice_no="35/TB", tax_notice_date="2026-11-27", exempt_ground=why),
    )
    rig.work()
    text = next(row.text for row in rig.rows() if row.moment == "message.other")
    assert f"- Lý do và căn cứ miễn: {why}" in text and f"- Why exempt, and by which rule: {why}" in text
    assert "Không phải nộp thuế, lệ phí trước bạ cho hồ sơ này." in text and "báo khi có kết quả" in text
    assert "No tax or registration fee is due" in text and "- Ngày thông báo: thứ Sáu 27/11/2026" in text


def test_who_has_more_to_pay_reads_the_new_number_the_sums_and_the_last_day(rig: Any) -> None:
    facts = {"tax_notice_no": "36/TB", "earlier_notice_no": "34/TB", "amount": 21_750_000, "paid_so_far": 21_250_000,
             "more_due": 500_000, "pay_by": "2026-12-31"}  # fmt: skip
    rig.tell(accepted(), thrown("further_payment_notice", **facts))
    rig.work()
    row = next(row for row in rig.rows() if row.moment == "message.other")
    assert row.subject.startswith("Thông báo nộp thêm của cơ quan thuế – hồ sơ ")
    for line in ("- Số thông báo: 36/TB", "- Thay thông báo số: 34/TB", "- Còn phải nộp: 500.000 đồng",
                 "- Tổng số theo thông báo mới: 21.750.000 đồng", "- Nộp chậm nhất: thứ Năm 31/12/2026",
                 "Thông báo này thay thông báo trước.", "takes the place of the earlier one"):  # fmt: skip
        assert line in row.text, line


def test_without_an_account_the_mail_leads_to_the_public_page(rig: Any) -> None:
    rig.tell(accepted(user=""))
    rig.work()
    (row,) = rig.rows()
    assert row.text.count("/tra-cuu?ma=H99.101-261123-0001\n") == 2
    assert "/ho-so/" not in row.text


def test_texts_name_papers_parts_results_and_dates(rig: Any) -> None:
    rig.tell(*life())
    rig.work()

    text = {row.moment: row.text for row in rig.rows()}
    procedure = PACKAGE.procedure
    papers = {one.code: one.name.vi for one in procedure.components}
    first, second = PAPERS
    assert f"- {papers[first]}: Chưa ký trang 2\n- {papers[second]}\n" in text["dossier.supplement_requested"]
    assert "chậm nhất lúc 03/12/2026 09:00" in text["dossier.supplement_requested"]
    assert "Ngày 03/12/2026 là ngày cuối cùng" in text["dossier.supplement_closed"]
    assert "hoặc từ chối hồ sơ, chậm nhất lúc 04/12/2026 09:00. Nếu" in text["dossier.supplement_closed"]
    assert "Ngày hẹn trả kết quả: 04/12/2026 17:00." in text["dossier.accepted"]
    assert "Bộ phận Một cửa xã Suối Trong" in text["dossier.accepted"]
    for part in procedure.parts:
        assert f"- {part.name.vi}: 04/12/2026 17:00" in text["dossier.accepted"]
    issued = {item.code: item.name.vi for part in procedure.parts for item in part.results.items}
    assert f"- {issued[RESULTS[0]]}, số 15/XN, ký lúc 23/11/2026 09:00\n" in text["dossier.results_ready"]
    assert "từ chối giải quyết" in text["dossier.part_decided"]
    branch = "Chi nhánh Văn phòng đăng ký đất đai khu vực Bến Gió"
    assert f"Cơ quan quyết định: {branch}." in text["dossier.part_decided"]
    assert "Thuế cơ sở 1 tỉnh Minh Họa có thông báo về hồ sơ" in text["message.other"]
    assert procedure.grounds["tax"].name.vi in text["clock.paused"]
    assert "mới: 05/12/2026 17:00 (trước đây: 04/12/2026 17:00)" in text["clock.resumed"]
    assert (
        "- Số thông báo: TB-77\n- Tổng số tiền phải nộp: 21.250.000 đồng\n- Nộp chậm nhất: thứ Tư 30/12/2026"
        in (text["message.payment_notice"])
    )
    assert "To be paid in all: VND 21,250,000" in text["message.payment_notice"]
    assert "Nộp tiền theo thông báo" in text["message.payment_notice"]
    assert (
        "nộp tiền theo thông báo thuế không tính vào thời hạn giải quyết." in text["message.payment_notice"]
    )


def supplement_requested(stage: str) -> Any:
    message = d.DossierSupplementRequested(
        dossier=head(), round=1, stage=stage, components=PAPERS, reason="Mờ"
    )
    return event("dossier.supplement_requested", message)


def test_what_an_agency_wants_completed_is_told_with_where_to_hand_it_in(rig: Any) -> None:
    """No form is printed of it, so none is named."""
    rig.tell(supplement_requested("completion"))
    rig.work()
    (row,) = rig.rows()
    assert "Mờ" in row.text and "Có thể nộp trên trang hồ sơ của Ông/Bà" in row.text
    assert "Hand them in on the page of your dossier" in row.text
    assert "Yêu cầu này không có ngày cuối riêng" in row.text and "no last day of its own" in row.text
    assert "phải có kết quả chậm nhất 04/12/2026 17:00." in row.text
    assert "are due 4 December 2026 17:00 at the latest." in row.text
    assert "Phiếu yêu cầu bổ sung" not in row.text and "The request is on the page" not in row.text


@pytest.mark.parametrize(("stays", "said"), [(False, True), (True, False), (None, True)])
def test_a_request_to_complete_says_that_the_limit_is_longer_only_where_it_is(
    stays: bool | None, said: bool
) -> None:
    """Asked for when the due day had passed it adds nothing. `None`: queued by an earlier version, which did not say."""
    birth = load_folder(HOUSE / "workflows" / "ho-tich" / "khai-sinh-thuong-tru-bhyt").procedure
    asked = d.DossierSupplementRequested(stage="completion", reason="Mờ", limit_stays=bool(stays))
    facts = {"dossier": head_facts(head()), **(SIMPLE["dossier.supplement_requested"][1](asked) or {})}
    if stays is None:
        del facts["limit_stays"]
    _, text = Texts(load_organisation(ORGANISATION), "").full("dossier.supplement_requested", facts, birth)
    assert ("thời hạn của phần đó thêm 02 ngày làm việc" in text) is said
    assert ("is 2 working days longer" in text) is said


def test_a_promised_day_that_is_over_is_no_day_to_hand_papers_in(rig: Any) -> None:
    late = d.DossierSupplementRequested(
        dossier=head(promised=NOW - timedelta(days=1)), round=1, stage="completion", reason="Mờ"
    )
    rig.tell(event("dossier.supplement_requested", late))
    rig.work()
    (row,) = rig.rows()
    assert "giấy tờ đang có. Xin nộp" in row.text and "that are there. Please" in row.text


def test_a_request_after_appraisal_says_that_time_counts_anew_and_leads_to_the_window(rig: Any) -> None:
    """Nobody is sent to the officer who asks (NĐ 61/2018/NĐ-CP, Điều 5.1.e)."""
    rig.tell(supplement_requested("after_appraisal"))
    rig.work()
    (row,) = rig.rows()
    unit = load_organisation(ORGANISATION).unit("suoi_trong")
    sentence = PACKAGE.procedure.grounds["supplement"].sentence
    assert f"{sentence.vi}\n" in row.text and f"{sentence.en}\n" in row.text
    assert unit.window is not None
    place = f"{unit.window.vi}, {unit.address.vi}; nếu có vướng mắc, xin liên hệ nơi này, điện thoại {unit.phone}."
    assert f"Giấy tờ được nhận tại {place}" in row.text


def test_a_request_before_acceptance_says_nothing_of_a_limit_that_does_not_run(rig: Any) -> None:
    rig.tell(supplement_requested("before_acceptance"))
    rig.work()
    (row,) = rig.rows()
    assert "Lý do: Mờ" in row.text
    assert "tính lại từ đầu" not in row.text and "counted anew" not in row.text


def lapsed(rig: Any, later: datetime) -> str:
    """The one mail of a round of papers that nobody answered."""
    closed = d.DossierSupplementClosed(
        dossier=head(promised=later), round=1, stage="after_appraisal", overdue=True, answer_by=stamp(NOW),
        parts=[d.PartDue(part=part.key, due_at=stamp(later)) for part in PACKAGE.procedure.parts],
    )  # fmt: skip
    resumed = d.ClockChanged(dossier=head(promised=later), ground="supplement", policy="PAUSE", lapsed=True)
    rig.tell(accepted(), event("clock.resumed", resumed), event("dossier.supplement_closed", closed))
    rig.work()
    text = {row.moment: row.text for row in rig.rows()}
    assert sorted(text) == ["dossier.accepted", "dossier.supplement_closed"]
    return str(text["dossier.supplement_closed"])


def test_a_supplement_that_nobody_answered_is_one_mail_with_both_dates(rig: Any) -> None:
    text = lapsed(rig, PROMISED + timedelta(days=33))
    assert "mới: 06/01/2027 17:00 (trước đây: 04/12/2026 17:00).\n" in text
    assert "New promised date: 6 January 2027 17:00 (before: 4 December 2026 17:00).\n" in text
    assert "phần thời hạn còn lại được tính tiếp" in text
    for part in PACKAGE.procedure.parts:
        assert f"- {part.name.vi}: 06/01/2027 17:00\n" in text


def test_a_date_that_stays_when_nobody_answered_is_called_so(rig: Any) -> None:
    text = lapsed(rig, PROMISED)
    assert "không thay đổi: 04/12/2026 17:00.\n" in text and "date stays: 4 December 2026 17:00.\n" in text
    assert "trước đây" not in text


def test_the_day_before_a_round_that_nobody_answered_is_the_promised_one_not_what_was_reckoned(
    rig: Any,
) -> None:
    later = PROMISED + timedelta(days=33)
    paused = d.ClockChanged(
        dossier=head(promised=PROMISED + timedelta(days=9)), ground="supplement", policy="RESTART"
    )
    resumed = d.ClockChanged(
        dossier=head(promised=later),
        ground="supplement",
        policy="PAUSE",
        lapsed=True,
        promised_before=stamp(PROMISED),
    )
    closed = d.DossierSupplementClosed(
        dossier=head(promised=later), round=1, stage="after_appraisal", overdue=True, answer_by=stamp(NOW)
    )
    rig.tell(
        event("clock.paused", paused),
        event("clock.resumed", resumed),
        event("dossier.supplement_closed", closed),
    )
    rig.work()
    text = next(row.text for row in rig.rows() if row.moment == "dossier.supplement_closed")
    assert "mới: 06/01/2027 17:00 (trước đây: 04/12/2026 17:00).\n" in text


def test_fewer_copies_are_told_with_their_reason(rig: Any) -> None:
    note = "Máy chụp hỏng, đã thống nhất với người yêu cầu."
    ready = [d.ReadyResult(result_code=RESULTS[0], number="7/CT", issued_now=True, copies=2, note=note)]
    message = d.DossierResultsReady(dossier=head(), result_codes=RESULTS[:1], ready=ready)
    rig.tell(event("dossier.results_ready", message))
    rig.work()
    (row,) = rig.rows()
    assert f", số 7/CT, số bản: 2\n  {note}\n" in row.text
    assert f", number 7/CT, copies: 2\n  {note}\n" in row.text


@pytest.mark.parametrize("papers", [[], PAPERS[:1], PAPERS])
def test_the_originals_to_bring_are_named(rig: Any, papers: list[str]) -> None:
    message = d.DossierResultsReady(
        dossier=head(), result_codes=RESULTS[:1], originals_to_collect=papers,
        ready=[d.ReadyResult(result_code=RESULTS[0], issued_now=True)],
    )  # fmt: skip
    rig.tell(event("dossier.results_ready", message))
    rig.work()
    (row,) = rig.rows()
    names = {one.code: one.name.vi for one in PACKAGE.procedure.components}
    rows = "".join(f"- {names[code]}\n" for code in papers)
    end = f" và bản chính của:\n{rows}" if papers else ".\n"
    assert f"xin mang theo giấy tiếp nhận hồ sơ, giấy tờ tùy thân{end}" in row.text
    assert "bản chính các giấy tờ" not in row.text


def test_every_moment_that_people_expect_is_one_of_ours() -> None:
    assert len(EXPECTED) == 8, "the notices of the one-stop systems"
    assert {moment for several in EXPECTED.values() for moment in several} <= set(MOMENTS)


@pytest.mark.parametrize("number", range(len(life())), ids=lambda number: life()[number].type)
def test_each_event_is_one_mail_however_often_it_comes_and_whenever_the_process_is_killed(
    rig: Any, number: int
) -> None:
    once = life()[number]
    rig.tell(accepted())
    before = len(rig.rows())
    for _ in range(2):
        with pytest.raises(Killed), rig.database.begin() as connection:
            if once.type in rig.handlers:
                rig.handlers[once.type](connection, once)
            raise Killed
        rig.tell(once)
    rig.work()
    told = [row for row in rig.rows() if row.event_id == once.id]
    assert len(told) == (0 if once.type in EARLIER else 1) and len(rig.rows()) == before + len(told)
    assert len(rig.rows("mail", "id")) == len(rig.rows())
    assert all(row.state == "sent" for row in told)
    assert once.type in (*SIMPLE, *MOMENTS, *EARLIER, "message.thrown")


def test_a_draft_that_is_about_to_go(rig: Any, intake: FakeIntake) -> None:
    rig.tell(expiring())
    rig.work()
    (row,) = rig.rows()
    assert intake.asked == ["draft-1"] and row.state == "sent"
    assert "chỉ còn được giữ đến hết ngày 23/12/2026" in row.text
    assert "kept only until the end of 23 December 2026" in row.text
    assert "Mã hồ sơ" not in row.text and "Dossier code" not in row.text
    assert "Mở bản nháp tại: https://" in row.text


def test_a_draft_that_was_handed_in_meanwhile_is_nobodys_news(rig: Any, intake: FakeIntake) -> None:
    def unknown() -> None:
        raise NotFound("DRAFT_UNKNOWN")

    intake.before = unknown
    rig.tell(expiring())
    rig.work()
    (row,) = rig.rows()
    assert (row.state, row.last_failed_at) == ("not_needed", None)
    assert rig.rows("mail", "id") == [] and rig.events() == []


def test_an_apology_says_why_and_both_dates(rig: Any) -> None:
    rig.tell(*life())
    rig.work()
    text = next(row.text for row in rig.rows() if row.moment == "dossier.extension_signed")
    assert "Chi nhánh Văn phòng đăng ký đất đai khu vực Bến Gió xin lỗi Ông/Bà" in text
    assert "Lý do: Phải đo lại thửa đất" in text and "Văn bản xin lỗi số 04/XL" in text
    assert "mới: 07/12/2026 17:00 (trước đây: 06/12/2026 17:00)" in text


@pytest.mark.parametrize("stays", [True, False])
def test_an_apology_says_which_days_move_and_whether_the_whole_dossiers_does(rig: Any, stays: bool) -> None:
    signed = next(one for one in life() if one.type == "dossier.extension_signed")
    signed.data["moved"] = [
        {
            "part": signed.data["lateParts"][0],
            "before": "2026-12-02T10:00:00Z",
            "after": "2026-12-04T10:00:00Z",
            "late": True,
        }
    ]
    if stays:
        signed.data["promisedBefore"] = signed.data["dossier"]["promisedAt"]
    rig.tell(accepted(), signed)
    rig.work()
    text = next(row.text for row in rig.rows() if row.moment == "dossier.extension_signed")
    assert ": 04/12/2026 17:00 (trước đây: 02/12/2026 17:00)" in text
    assert ": 4 December 2026 17:00 (before: 2 December 2026 17:00)" in text
    assert ("của cả hồ sơ giữ nguyên: 07/12/2026 17:00." in text) == stays
    assert ("of the whole dossier stays: 7 December 2026 17:00." in text) == stays
    assert ("Ngày hẹn trả kết quả mới" in text) == ("New promised date" in text) == (not stays)


def test_money_that_was_taken_and_given_back(rig: Any) -> None:
    rig.tell(*life())
    rig.work()
    text = {row.moment: row.text for row in rig.rows()}
    assert "Đã thu 80.000 đồng lúc 23/11/2026 09:00, biên lai số 12/2026." in text["fee.collected"]
    assert "VND 80,000 was received" in text["fee.collected"]
    assert "Phí thẩm định" in text["fee.refunded"] and "Appraisal fee" in text["fee.refunded"]
    assert "Giờ làm việc: thứ Hai–thứ Sáu 07:00–11:30, 13:30–17:00" in text["dossier.results_ready"]


def test_a_moment_is_told_once(rig: Any) -> None:
    once = accepted()
    rig.tell(once, once)
    rig.work()
    rig.tell(once)
    rig.work()

    assert len(rig.rows()) == 1
    assert len(rig.rows("mail", "id")) == 1


@pytest.mark.parametrize(
    "silent",
    [
        event("dossier.submitted", d.DossierSubmitted(dossier=head(), source="window")),
        event("dossier.part_decided", d.DossierPartDecided(dossier=head(), part="x", outcome="granted")),
        event("dossier.part_decided", d.DossierPartDecided(dossier=head(), part="x", outcome="withdrawn")),
        clock("clock.paused", "supplement", "PAUSE"),
        clock("clock.paused", "payment", "EXCLUDE"),
        event("result.issued", d.ResultIssued(dossier=head(), part="x", result_code=RESULTS[0])),
        event(
            "dossier.results_ready",
            d.DossierResultsReady(
                dossier=head(),
                result_codes=RESULTS[:1],
                ready=[d.ReadyResult(result_code=RESULTS[0])],
                complete=True,
            ),
        ),
        clock("clock.resumed"),
        thrown("supplement_request"),
        thrown("tax_information_slip", party=""),
    ],
    ids=lambda one: one.type,
)
def test_what_is_told_otherwise_is_not_told_twice(rig: Any, silent: Any) -> None:
    rig.tell(accepted(), silent)
    assert [row.moment for row in rig.rows()] == ["dossier.accepted"]


def test_a_message_waits_for_what_intake_says_of_the_dossier(rig: Any) -> None:
    with pytest.raises(Retryable):
        rig.tell(thrown("payment_notice"))
    assert rig.rows() == []


def test_without_an_address_it_is_kept_for_the_portal(rig: Any, intake: FakeIntake) -> None:
    intake.email = " "
    rig.tell(accepted())
    rig.work()

    (row,) = rig.rows()
    assert row.state == "no_address"
    assert "04/12/2026" in row.text
    assert rig.rows("mail", "id") == []


def test_a_hostile_name_fails_for_good_and_the_corrected_one_goes(rig: Any, intake: FakeIntake) -> None:
    intake.name = "Ân\r\nBcc: all@example.org"
    rig.tell(accepted())
    rig.work()

    (row,) = rig.rows()
    assert (row.state, row.cause) == ("failed", "HEADER_INVALID")
    assert rig.events() == ["notification.failed"]
    intake.name = "Ân"
    with rig.database.begin() as connection:
        assert notices.again(connection, row.id, "phuc", NOW) is not None
    rig.work()
    (row,) = rig.rows()
    assert (row.state, row.retried_by) == ("sent", "phuc")
    assert rig.events() == ["notification.failed", "notification.sent"]


def test_intake_that_is_away_is_asked_again(rig: Any, intake: FakeIntake) -> None:
    def away() -> None:
        raise Unavailable()

    intake.before = away
    rig.tell(accepted())
    rig.work()
    (row,) = rig.rows()
    assert (row.state, row.cause, row.attempts) == ("queued", "UNAVAILABLE", 1)
    assert not rig.sending.step(), "it waits a little"

    intake.before = lambda: None
    rig.let_time_pass()
    rig.work()
    assert rig.rows()[0].state == "sent"


def test_a_dossier_that_intake_does_not_know_is_a_failure_for_good(rig: Any, intake: FakeIntake) -> None:
    def unknown() -> None:
        raise NotFound("DOSSIER_UNKNOWN")

    intake.before = unknown
    rig.tell(accepted())
    rig.work()
    assert (rig.rows()[0].state, rig.rows()[0].cause) == ("failed", "DOSSIER_UNKNOWN")


def test_a_mail_server_that_stays_away_ends_as_a_failure(rig: Any, logs: list[Any]) -> None:
    class Away:
        def send(self, one: Mail) -> None:
            raise MailUndelivered("SMTP_UNREACHABLE", "Không tới được.", "Away.")

    rig.sending = rig.sender(Away())
    rig.tell(accepted())
    for _ in range(24):
        rig.work()
        rig.let_time_pass()

    (row,) = rig.rows()
    assert (row.state, row.attempts, row.due_at) == ("failed", 24, None)
    assert NAME not in str(logs) and "congdan" not in str(logs)


@pytest.mark.parametrize("after", [False, True], ids=["before sending", "after sending"])
def test_killed_around_sending_the_mail_is_there_once(rig: Any, after: bool) -> None:
    class Mortal:
        def send(self, one: Mail) -> None:
            if after:
                rig.mailbox.send(one)
            raise Killed

    rig.tell(accepted())
    with pytest.raises(Killed):
        rig.sender(Mortal()).step()
    rig.work()
    assert rig.rows()[0].state == "queued", "somebody may still be at it"
    assert 0 < rig.held_for() < 10, "taken up within the time in which the system is to have recovered"
    rig.let_time_pass()
    rig.work()

    assert rig.rows()[0].state == "sent"
    assert len(rig.rows("mail", "id")) == 1
    assert rig.events() == ["notification.sent"]


def test_who_sends_slowly_keeps_the_notice(rig: Any) -> None:
    """A mail server may answer more slowly than a notice is held; no second worker begins meanwhile."""
    others: list[bool] = []

    class Slow:
        def send(self, one: Mail) -> None:
            rig.let_time_pass()
            others.append(rig.sending.step())  # of the same process
            until = time.monotonic() + 60
            while rig.held_for() <= 0 and time.monotonic() < until:
                time.sleep(0.05)
            others.append(rig.sender(rig.mailbox).step())  # of another
            rig.mailbox.send(one)

    rig.tell(accepted())
    rig.sending = rig.sender(Slow())
    assert rig.sending.step()

    assert others == [False, False]
    (row,) = rig.rows()
    assert (row.state, row.attempts) == ("sent", 1)


def test_who_stood_still_for_too_long_does_not_send_beside_another(rig: Any, intake: FakeIntake) -> None:
    sent: list[str] = []

    class Counted:
        def send(self, one: Mail) -> None:
            sent.append(one.mail_id)

    def meanwhile() -> None:
        intake.before = lambda: None
        rig.let_time_pass()
        assert rig.sender(Counted()).step()

    intake.before = meanwhile
    rig.tell(accepted())
    assert rig.sender(Counted()).step()

    (row,) = rig.rows()
    assert sent == [row.id] and row.state == "sent"
    assert rig.events() == ["notification.sent"]


def test_every_try_sends_the_same_text_under_the_same_id(rig: Any) -> None:
    sent: list[Mail] = []

    class Forgetful:
        def send(self, one: Mail) -> None:
            sent.append(one)
            if len(sent) < 3:
                raise MailUndelivered("SMTP_451", "Chưa.", "Not yet.")

    rig.sending = rig.sender(Forgetful())
    rig.tell(accepted())
    for _ in range(3):
        rig.work()
        rig.let_time_pass()

    assert len(sent) == 3
    assert len({(one.message_id, one.subject, one.text) for one in sent}) == 1


def test_two_workers_at_one_notice_note_it_once(rig: Any) -> None:
    other: Callable[[], bool] = rig.sender(rig.mailbox).step

    class Slow:
        def send(self, one: Mail) -> None:
            rig.let_time_pass()
            other()
            rig.mailbox.send(one)

    rig.sending = rig.sender(Slow())
    rig.tell(accepted())
    rig.work()

    assert rig.events() == ["notification.sent"]
    assert len(rig.rows("mail", "id")) == 1


def test_statements_for_one_notice_are_bounded(rig: Any) -> None:
    with rig.database.count_statements() as telling:
        rig.tell(accepted())
    with rig.database.count_statements() as sending:
        assert rig.sending.step()
    with rig.database.count_statements() as idle:
        assert not rig.sending.step()

    assert telling.total <= 2, telling.statements
    assert sending.total <= 5, sending.statements
    assert idle.total == 1


@pytest.mark.parametrize(
    ("asked_as", "vi", "en"),
    [
        ("", "Theo yêu cầu của Ông/Bà, việc", "As you asked,"),
        ("applicant", "Theo yêu cầu của Ông/Bà, việc", "As you asked,"),
        (
            "owner",
            "Theo yêu cầu của chủ hồ sơ tại Bộ phận Một cửa, việc",
            "As the owner of the dossier asked",
        ),
        ("other", "Theo yêu cầu tại Bộ phận Một cửa của người có căn cứ đề nghị thay", "As somebody asked"),
    ],
)
def test_a_withdrawal_is_not_said_to_be_the_applicants_wish_where_another_asked(
    rig: Any, asked_as: str, vi: str, en: str
) -> None:
    keys = [part.key for part in PACKAGE.procedure.parts]
    said = d.DossierWithdrawn(
        dossier=head(), parts_stopped=keys[1:], parts_standing=keys[:1], asked_as=asked_as
    )
    rig.tell(event("dossier.withdrawn", said))
    rig.work()
    (row,) = rig.rows()
    assert vi in row.text and en in row.text
    assert ("As you asked" in row.text) is (asked_as in ("", "applicant"))


def test_a_date_that_a_decision_moved_is_told_though_the_decision_said_it_first(rig: Any) -> None:
    """The head of an event of the same moment has the new date already."""
    later = PROMISED + timedelta(days=2)
    granted = d.DossierPartDecided(dossier=head(promised=later), part="release", outcome="granted")
    moved = d.ClockChanged(
        dossier=head(promised=later), part="release", promised_before=stamp(PROMISED),
        parts=[d.PartDue(part="transfer", due_at=stamp(later))],
    )  # fmt: skip
    rig.tell(accepted(), event("dossier.part_decided", granted), event("clock.moved", moved))
    rig.work()
    text = {row.moment: row.text for row in rig.rows()}
    assert sorted(text) == ["clock.moved", "dossier.accepted"]
    assert "06/12/2026 17:00" in text["clock.moved"] and "04/12/2026 17:00" in text["clock.moved"]


def test_a_part_that_ended_with_a_refused_one_names_no_agency_and_no_paper_of_its_own(rig: Any) -> None:
    said = d.DossierPartDecided(
        dossier=head(),
        part="transfer",
        outcome="stopped",
        reason="Vì phần trước bị từ chối.",
        reason_en="So it is.",
    )
    by_a_person = d.DossierPartDecided(
        dossier=head(), part="transfer", outcome="stopped", reason="Đã mất.", authority="chi_nhanh_dat_dai"
    )
    rig.tell(event("dossier.part_decided", said), event("dossier.part_decided", by_a_person))
    rig.work()
    first, second = (row.text for row in rig.rows())
    assert "dừng giải quyết.\nLý do: Vì phần trước bị từ chối.\nPhần này không có văn bản riêng" in first
    assert "stopped.\nReason: So it is.\nThis part has no notice of its own" in first
    assert "Cơ quan quyết định" not in first and "Decided by" not in first
    assert "Cơ quan quyết định: Chi nhánh" in second and "không có văn bản riêng" not in second


def test_who_gathers_papers_is_told_that_an_agency_needs_them_no_more(rig: Any) -> None:
    closed = d.DossierSupplementClosed(dossier=head(), round=1, stage="completion", part="transfer")
    rig.tell(accepted(), event("dossier.supplement_closed", closed))
    rig.work()
    (row,) = [row for row in rig.rows() if row.moment == "dossier.supplement_closed"]
    text = row.text
    assert row.subject.startswith("Không còn cần bổ sung giấy tờ")
    name = next(part.name.vi for part in PACKAGE.procedure.parts if part.key == "transfer")
    assert f"không còn chờ giấy tờ mà Ông/Bà được yêu cầu bổ sung ({name})" in text
    assert "need not hand them in any more" in text
    assert "Hết hạn" not in text and "không tính vào thời hạn" not in text
