# SPDX-License-Identifier: Apache-2.0
"""The window withdraws for somebody who came: who asked, on which ground, what stops, and what is said when it is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from desk_harness import text_of
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb
from motcua_portal.web import posting
from motcua_rpc.errors import FieldError

PATH = "/viec/ho-so/dossier-1/rut"
GROUND = {
    "ground-kind": "authorisation", "ground-number": "12/2026", "ground-day": "20/11/2026",
    "ground-by": "UBND xã Suối Trong",
}  # fmt: skip
APPLICANT, OWNER = "099180000001", "099172000103"
OTHER = {"asker": "other", "asker-name": "Vũ Thị Mận", "asker-id": "099190000102", **GROUND}


@pytest.fixture
def dossier(desk: Any) -> pb.Dossier:
    made = desk.dossier()
    made.actions.append(pb.ACTION_WITHDRAW)
    made.owner.CopyFrom(pb.Applicant(name="Công Tằng Tôn Nữ Bạch Tuyết", id_number=OWNER))
    for person, role in ((made.applicant, "Người nộp hồ sơ"), (made.owner, "Chủ hồ sơ")):
        made.askers.add(
            name=person.name,
            id_number=person.id_number,
            role=common.LocalizedText(vi=role, en=f"{role} (en)"),
        )
    return made


@pytest.fixture
def browser(desk: Any, dossier: pb.Dossier) -> Any:
    return desk.browser("mai", "window_clerk", unit="suoi_trong")


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]


def test_the_page_shows_what_stops_and_asks_who_came(browser: Any, dossier: pb.Dossier) -> None:
    dossier.parts[0].status = pb.PART_STATUS_GRANTED
    answer = browser.get(PATH)
    text = text_of(answer)
    first, second = (one.name.vi for one in dossier.parts[:2])
    assert text.index("Sẽ dừng") < text.index(second) < text.index("Giữ nguyên") < text.index(first)
    assert "Người nộp hồ sơ: Nguyễn Văn Bình , số 099180000001" in text
    assert f"Chủ hồ sơ: Công Tằng Tôn Nữ Bạch Tuyết , số {OWNER}" in text
    assert "Người khác, có căn cứ đề nghị thay" in text and "Căn cứ đề nghị thay" in text
    assert 'type="radio"' in answer.text and " checked" not in answer.text, "nobody is taken for granted"
    assert hidden(answer.text, "stops") == " ".join(one.key for one in dossier.parts[1:])


@pytest.mark.parametrize(
    ("sent", "name", "number", "ground"),
    [
        ({"asker": APPLICANT}, "Nguyễn Văn Bình", APPLICANT, ""),
        ({"asker": OWNER}, "Công Tằng Tôn Nữ Bạch Tuyết", OWNER, ""),
        (OTHER, "Vũ Thị Mận", "099190000102",
         "giấy ủy quyền số 12/2026 ngày 20/11/2026, nơi chứng thực hoặc cấp: UBND xã Suối Trong"),
        ({"asker": OWNER, **GROUND, "asker-name": "Vũ Thị Mận"}, "Công Tằng Tôn Nữ Bạch Tuyết", OWNER, ""),
        ({"asker": "other", "asker-name": "Nguyễn Văn Bình", "asker-id": "099 180 000 001"},
         "Nguyễn Văn Bình", "099 180 000 001", ""),
    ],
)  # fmt: skip
def test_who_asked_is_sent_with_the_reason(
    desk: Any, browser: Any, dossier: pb.Dossier, sent: dict[str, str], name: str, number: str, ground: str
) -> None:
    stops = hidden(browser.get(PATH).text, "stops")
    done = browser.post(PATH, {"reason": " Đổi ý. ", "stops": stops, **sent})
    assert str(done.url).endswith("/viec/ho-so/dossier-1?da-rut=1")
    assert "Đã chuyển đề nghị rút hồ sơ." in text_of(done)
    (request,) = desk.intake.withdrawals
    assert (request.asker_name, request.asker_id_number, request.asker_ground) == (name, number, ground)
    assert (request.reason, list(request.expected_parts)) == ("Đổi ý.", stops.split())
    assert dossier.status == pb.DOSSIER_STATUS_WITHDRAWN


WRONG = [
    ({}, {"asker": "Hãy chọn ai đến đề nghị rút hồ sơ."}),
    ({"asker": "099999999999"}, {"asker": "Hãy chọn ai đến đề nghị rút hồ sơ."}),
    ({"asker": "other"}, {
        "asker-name": "Hãy ghi họ tên người đề nghị.", "asker-id": "Hãy ghi số giấy tờ của người đề nghị.",
    }),
    ({"asker": "other", "asker-name": "Mận", "asker-id": "099190000102"},
     {"ground-kind": "Người đề nghị không phải người nộp hay chủ hồ sơ. Hãy ghi căn cứ đề nghị thay."}),
    ({**OTHER, "asker-id": "0102030405"},
     {"asker-id": "Đây là mã số của tổ chức. Hãy ghi số giấy tờ tùy thân của người đại diện đến đề nghị."}),
    ({**OTHER, "ground-kind": ""}, {"ground-kind": "Hãy chọn loại giấy làm căn cứ đề nghị thay."}),
    ({**OTHER, "ground-kind": "other"}, {"ground-name": "Hãy ghi tên giấy."}),
    ({**OTHER, "ground-day": "31/02/2026"},
     {"ground-day": "Hãy ghi ngày của giấy dạng ngày/tháng/năm, ví dụ 20/11/2026."}),
    ({**OTHER, "ground-day": "20/11/2099"}, {"ground-day": "Ngày của giấy không được ở tương lai."}),
    ({**OTHER, "ground-number": "", "ground-by": ""}, {
        "ground-number": "Hãy ghi số của giấy; giấy không có số thì ghi “không số”.",
        "ground-by": "Hãy ghi nơi chứng thực hoặc người cấp giấy.",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "wrong"), WRONG)
def test_what_is_missing_is_said_at_once_beside_its_field(
    desk: Any, browser: Any, sent: dict[str, str], wrong: dict[str, str]
) -> None:
    answer = browser.post(PATH, {"reason": "Đổi ý.", "stops": "seen before", **sent})
    assert answer.status_code == 422 and desk.intake.withdrawals == []
    for place, sentence in wrong.items():
        assert f'<a href="#{place}">{sentence}</a>' in answer.text
        assert f'id="{place}"' in answer.text and f'id="{place}-error"' in answer.text
    assert answer.text.count('<li><a href="#') == len(wrong)
    assert "Đổi ý." in answer.text and hidden(answer.text, "stops") == "seen before"
    for name in ("asker-name", "asker-id", "ground-number"):
        assert f'value="{sent.get(name, "")}"' in answer.text


@pytest.mark.parametrize(
    ("sent", "field", "place"),
    [
        (OTHER, "asker_name", "asker-name"),
        (OTHER, "asker_id_number", "asker-id"),
        (OTHER, "asker_ground", "ground-kind"),
        ({"asker": APPLICANT}, "asker_name", "asker"),
        ({"asker": APPLICANT}, "reason", "reason"),
    ],
)
def test_what_intake_refuses_stands_beside_its_field(
    desk: Any, browser: Any, sent: dict[str, str], field: str, place: str
) -> None:
    desk.intake.refuse_asker = FieldError(field, "X", "Chưa đúng mục này.", "This is not right.")
    answer = browser.post(PATH, sent)
    assert answer.status_code == 422
    assert f'<a href="#{place}">Chưa đúng mục này.</a>' in answer.text


def test_what_changed_since_is_shown_before_anything_stops(
    desk: Any, browser: Any, dossier: pb.Dossier
) -> None:
    stops = hidden(browser.get(PATH).text, "stops")
    dossier.parts[0].status = pb.PART_STATUS_GRANTED
    stale = browser.post(PATH, {"asker": OWNER, "reason": "Đổi ý.", "stops": stops})
    assert stale.status_code == 409 and "Có thay đổi" in text_of(stale)
    assert dossier.status != pb.DOSSIER_STATUS_WITHDRAWN
    fresh = hidden(stale.text, "stops")
    assert fresh == " ".join(one.key for one in dossier.parts[1:])
    assert f'value="{OWNER}" id="asker-2" checked' in stale.text and "Đổi ý." in stale.text
    browser.post(PATH, {"asker": OWNER, "reason": "Đổi ý.", "stops": fresh})
    assert dossier.status == pb.DOSSIER_STATUS_WITHDRAWN


def test_a_page_sent_twice_withdraws_once(desk: Any, browser: Any, dossier: pb.Dossier) -> None:
    sent = {"request_id": "twice", "asker": OWNER, "reason": "Đổi ý."}
    browser.post(PATH, sent)
    del dossier.askers[:]
    again = browser.post(PATH, sent)
    assert str(again.url).endswith("?da-rut=1")
    assert desk.intake.withdrawals[0] == desk.intake.withdrawals[1]
    assert "không còn gì để rút" in text_of(browser.get(PATH))


def test_too_late_is_said(browser: Any, dossier: pb.Dossier) -> None:
    dossier.status = pb.DOSSIER_STATUS_RESULT_READY
    answer = browser.post(PATH, {"asker": OWNER})
    assert answer.status_code == 409 and "Hồ sơ không còn rút được." in text_of(answer)


def test_an_organisation_sends_somebody(browser: Any, dossier: pb.Dossier) -> None:
    dossier.owner.CopyFrom(pb.Applicant(name="Công ty TNHH Gió Xanh", id_number="0102030405"))
    del dossier.askers[1:]
    text = text_of(browser.get(PATH))
    assert "Chủ hồ sơ là tổ chức: Công ty TNHH Gió Xanh, mã số 0102030405." in text
    assert "Chủ hồ sơ: Công ty" not in text


def test_form_05_is_announced_until_it_is_there(browser: Any, dossier: pb.Dossier) -> None:
    browser.post(PATH, {"asker": OWNER})
    dossier.accepted_at.GetCurrentTime()
    path = "/viec/ho-so/dossier-1?da-rut=1"
    assert "(Mẫu 05) có sau giây lát" in text_of(browser.get(path))
    dossier.documents.add(form="05", file_id="stop").name.vi = "Thông báo dừng giải quyết hồ sơ"
    shown = text_of(browser.get(path))
    assert "có sau giây lát" not in shown and "Thông báo dừng giải quyết hồ sơ (PDF)" in shown


@pytest.mark.parametrize(("user", "role"), [("son", "land_leader"), ("phuc", "operator"), ("an", "citizen")])
def test_the_page_is_for_clerks(desk: Any, dossier: pb.Dossier, user: str, role: str) -> None:
    other = desk.browser(user, role)
    assert other.get(PATH).status_code == 403
    assert other.post(PATH, {"asker": OWNER}).status_code == 403
    assert desk.intake.withdrawals == []


def test_a_forged_form_withdraws_nothing(desk: Any, browser: Any) -> None:
    assert browser.post(PATH, {"asker": OWNER, "csrf": "another"}).status_code == 403
    assert desk.intake.withdrawals == []


def test_in_english(browser: Any) -> None:
    browser.client.cookies.set("motcua_language", "en")
    text = text_of(browser.post(PATH, {"asker": "other"}))
    for words in (
        "Who came and asks for withdrawal",
        "Somebody else, with a ground",
        "Please write the name of who asks.",
    ):
        assert words in text, words


def test_what_weighs_too_much_leads_back_to_the_page_and_says_so(
    browser: Any, dossier: pb.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "MOST_BYTES", 1_000)
    own = {"sec-fetch-site": "same-origin"}
    back = browser.post(PATH, {**OTHER, "reason": "x" * 2_000}, headers=own, follow_redirects=True)
    said = text_of(back)
    assert str(back.url.path) == PATH and 'name="reason"' in back.text, said
    assert "nặng hơn 100 MB" in said and "chưa có gì được ghi" in said
    assert "Phiên đăng nhập đã hết" not in said

    strange = browser.post(PATH, {**OTHER, "reason": "x" * 2_000}, follow_redirects=False)
    assert strange.status_code == 413, "a program that is no browser is told so"


@pytest.mark.parametrize("number", ["09919000010٢", "09919000010２"])
def test_other_digits_are_said_before_any_ground_is_asked_for(
    browser: Any, dossier: pb.Dossier, number: str
) -> None:
    page = browser.post(
        PATH, {"asker": "other", "asker-name": "Vũ Thị Mận", "asker-id": number, "reason": "Đổi ý rồi"}
    )
    assert page.status_code == 422
    assert f"Hãy ghi bằng chữ số 0–9; gõ lại chữ số “{number[-1]}”" in text_of(page)
    assert "Hãy ghi căn cứ" not in text_of(page)
