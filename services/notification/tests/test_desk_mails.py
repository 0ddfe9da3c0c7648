# SPDX-License-Identifier: Apache-2.0
"""Officers are told of late steps and of tasks that changed hands: each once, without an applicant's data."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2, inbox_pb2
from motcua_events import Event
from motcua_notification.app import moments_of_desk
from notification_harness import CATALOGUE, NOW


def changed(kind: str, unit: str = "chi_nhanh_dat_dai", **more: Any) -> Event:
    said = inbox_pb2.InboxChanged(
        task_id="t1", dossier_id="d1", unit=unit, role="land_officer", dossier_code="H99.101-261123-0001",
        title=common_pb2.LocalizedText(vi="Thẩm định hồ sơ", en="Appraise"), **more,
    )  # fmt: skip
    said.due_at.FromDatetime(NOW)
    return CATALOGUE.event(kind, said, time=NOW, dossierid="d1")


def actor(user: str, name: str) -> common_pb2.Actor:
    return common_pb2.Actor(user=user, name=name, unit="chi_nhanh_dat_dai")


def mails(rig: Any) -> list[tuple[str, str, str]]:
    rig.work()
    address = (one.recipient.partition("<")[2].rstrip(">") for one in rig.rows("mail", "id"))
    return sorted(
        zip(
            address,
            *zip(*((one.subject, one.text) for one in rig.rows("mail", "id")), strict=True),
            strict=True,
        )
    )


def test_the_heads_of_the_unit_are_told_what_is_late_once(rig: Any) -> None:
    late = changed("inbox.escalated", holder=actor("minh.datdai", "Ngô Quang Minh"))
    rig.tell(late, late)
    told = mails(rig)
    assert [one[0] for one in told] == ["ha.giamdoc@minhhoa.example", "son.giamdoc@minhhoa.example"]
    _, subject, text = told[0]
    assert "H99.101-261123-0001" in subject and "late" in subject
    assert "“Thẩm định hồ sơ”" in text and "“Appraise”" in text and "Đang giữ việc: Ngô Quang Minh." in text
    assert "/viec/t1" in text and "{" not in text


def stand_in(absent: str, substitute: str) -> inbox_pb2.StandIn:
    return inbox_pb2.StandIn(
        absent=actor(absent, "Trịnh Hồng Sơn"), substitute=actor(substitute, "Lý Bảo Ngọc")
    )


def test_who_stands_in_for_a_head_is_told_what_is_late_and_in_whose_place(rig: Any) -> None:
    told_already, gone = stand_in("son.giamdoc", "ha.giamdoc"), stand_in("son.giamdoc", "gone.officer")
    stand_ins = [stand_in("son.giamdoc", "ngoc.datdai"), told_already, gone]
    rig.tell(changed("inbox.escalated", stand_ins=stand_ins))
    told = {address: text for address, _, text in mails(rig)}
    assert sorted(told) == [f"{one}@minhhoa.example" for one in ("ha.giamdoc", "ngoc.datdai", "son.giamdoc")]
    in_place = {address: "làm thay Trịnh Hồng Sơn" in text for address, text in told.items()}
    assert in_place == {
        "ha.giamdoc@minhhoa.example": False, "ngoc.datdai@minhhoa.example": True, "son.giamdoc@minhhoa.example": False,
    }  # fmt: skip
    assert "standing in for Trịnh Hồng Sơn" in told["ngoc.datdai@minhhoa.example"]


def test_what_a_release_before_had_queued_is_told(rig: Any) -> None:
    said = CATALOGUE.message(changed("inbox.escalated"), inbox_pb2.InboxChanged)
    head, facts = next(moments_of_desk.escalated(rig.organisation, said))
    _, text = rig.texts.for_officer("inbox.escalated", {"dossier": head, **facts})
    del facts["in_place_of"]
    assert rig.texts.for_officer("inbox.escalated", {"dossier": head, **facts})[1] == text


def test_a_unit_without_a_head_is_told_at_its_own_address(rig: Any) -> None:
    rig.tell(changed("inbox.escalated", unit="van_phong_dat_dai"))
    assert [one[0] for one in mails(rig)] == ["vpdk@minhhoa.example"]


@pytest.mark.parametrize(("returned", "words"), [(False, "chưa trả"), (True, "đã trả cho người nộp")])
def test_the_heads_of_who_signed_are_told_that_a_database_contradicts(
    rig: Any, returned: bool, words: str
) -> None:
    said = dossier_pb2.ResultAnswerChanged(
        dossier=dossier_pb2.DossierHead(dossier_id="d1", code="H99.101-261123-0001", applicant_name="Nguyễn Văn An"),
        name=common_pb2.LocalizedText(vi="Giấy khai sinh", en="Birth certificate"), number="1/KS",
        unit="chi_nhanh_dat_dai", returned=returned,
    )  # fmt: skip
    event = CATALOGUE.event("result.answer_changed", said, time=NOW, dossierid="d1")
    rig.tell(event, event)
    told = mails(rig)
    assert [one[0] for one in told] == ["ha.giamdoc@minhhoa.example", "son.giamdoc@minhhoa.example"]
    _, subject, text = told[0]
    assert "H99.101-261123-0001" in subject and "contradicts" in subject and words in text
    assert "“Giấy khai sinh” số 1/KS" in text and "/viec/ho-so/d1" in text and "Nguyễn Văn An" not in text


@pytest.mark.parametrize(
    ("former", "told"),
    [
        ("minh.datdai", ["minh.datdai@minhhoa.example", "ngoc.datdai@minhhoa.example"]),
        ("", ["ngoc.datdai@minhhoa.example"]),
        ("son.giamdoc", ["ngoc.datdai@minhhoa.example"]),
        ("gone.officer", ["ngoc.datdai@minhhoa.example"]),
    ],
)
def test_who_had_a_task_and_who_has_it_are_told(rig: Any, former: str, told: list[str]) -> None:
    event = changed(
        "inbox.reassigned", actor=actor("son.giamdoc", "Trịnh Hồng Sơn"), former=actor(former, former),
        holder=actor("ngoc.datdai", "Lý Bảo Ngọc"), reason="Nghỉ ốm",
    )  # fmt: skip
    rig.tell(event, event)
    got = mails(rig)
    assert [one[0] for one in got] == told
    assert {one.unit for one in rig.rows("notice", "id")} == {"chi_nhanh_dat_dai"}, "whose work it is"
    assert all("Nghỉ ốm" in text and "Trịnh Hồng Sơn" in text for _, _, text in got)


def waiting(signer: str, **said: Any) -> Event:
    message = dossier_pb2.DossierExtensionsWaiting(unit="chi_nhanh_dat_dai", count=3, **said)
    message.signer.user = signer
    message.first_due_at.FromJsonString("2026-12-04T10:00:00Z")
    return CATALOGUE.event("dossier.extensions_waiting", message, time=NOW, subject="unit:chi_nhanh_dat_dai")


def test_who_may_sign_apologies_is_told_how_many_wait_and_until_when(rig: Any) -> None:
    event = waiting("son.giamdoc")
    rig.tell(event, event)
    ((address, subject, text),) = mails(rig)
    assert address == "son.giamdoc@minhhoa.example"
    assert subject == "Văn bản xin lỗi và gia hạn (Mẫu 04) chờ ký | Apologies (form 04) wait for a signature"
    assert "có 3 văn bản xin lỗi" in text and "17:00 04/12/2026" in text.replace(
        "04/12/2026 17:00", "17:00 04/12/2026"
    )
    assert text.count("/xin-loi") == 2 and "{" not in text
    assert "vắng" not in text and "away" not in text and "làm thay" not in text


@pytest.mark.parametrize(
    ("ahead", "said", "english"),
    [
        (
            True,
            "đến hạn lúc 09/12/2026 17:00: ký trước lúc đó",
            "due at 9 December 2026 17:00: sign before that",
        ),
        (False, "2 văn bản có phần việc đã quá hạn: ký ngay.", "has passed: 2. Sign them at once."),
    ],
)
def test_what_is_late_already_hides_no_day_that_can_still_be_kept(
    rig: Any, ahead: bool, said: str, english: str
) -> None:
    more = {"next_due_at": Timestamp(seconds=1796810400)} if ahead else {}
    rig.tell(waiting("son.giamdoc", late=2, **more))
    ((_, _, text),) = mails(rig)
    assert "2 văn bản có phần việc đã quá hạn" in text and said in text and english in text
    assert ("còn giữ được" in text, "can still be kept" in text) == (ahead, ahead)
    assert "04/12/2026" not in text and "4 December" not in text, "a day that has gone is no day to sign by"


def test_a_stand_in_is_told_for_whom_they_sign(rig: Any) -> None:
    rig.tell(waiting("ngoc.datdai", in_place_of=actor("son.giamdoc", "Trịnh Hồng Sơn")))
    ((address, _, text),) = mails(rig)
    assert address == "ngoc.datdai@minhhoa.example"
    assert "ký thay Trịnh Hồng Sơn" in text and "signing for Trịnh Hồng Sơn" in text


@pytest.mark.parametrize(
    ("more", "said", "english"),
    [
        ({"sign_today": [actor("ha.giamdoc", "Nguyễn Việt Hà")]}, "người ký được là: Nguyễn Việt Hà", "meanwhile: Nguyễn"),
        ({"could": [actor("ha.giamdoc", "Nguyễn Việt Hà")]}, "nếu được cử làm thay: Nguyễn Việt Hà", "Nobody may sign"),
        ({}, "không ghi cấp phó nào ký thay", "names no deputy"),
    ],
)  # fmt: skip
def test_a_head_on_leave_is_told_who_signs_or_could(
    rig: Any, more: dict[str, Any], said: str, english: str
) -> None:
    rig.tell(waiting("son.giamdoc", away_until="2026-12-31", **more))
    ((_, _, text),) = mails(rig)
    assert "vắng đến hết 31/12/2026" in text and said in text and english in text


def test_where_nobody_leads_the_unit_its_own_address_is_told_and_somebody_gone_is_not(rig: Any) -> None:
    message = dossier_pb2.DossierExtensionsWaiting(unit="van_phong_dat_dai", count=1)
    message.first_due_at.FromJsonString("2026-12-04T10:00:00Z")
    rig.tell(
        CATALOGUE.event("dossier.extensions_waiting", message, time=NOW, subject="unit:x"),
        waiting("gone.officer"),
    )
    assert [one[0] for one in mails(rig)] == ["vpdk@minhhoa.example"]
