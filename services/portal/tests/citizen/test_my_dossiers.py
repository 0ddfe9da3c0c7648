# SPDX-License-Identifier: Apache-2.0
"""All dossiers of a citizen in one list: on top what is asked with day, amount, place; drafts, and until when they are kept."""

from __future__ import annotations

import re
from typing import Any

import httpx
from citizen_steps import begin, hidden
from intake_double import COPY, IntakeDouble, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import citizen_pb2
from motcua.intake.v1 import intake_pb2 as pb


def said(vi: str, en: str = "") -> common.LocalizedText:
    return common.LocalizedText(vi=vi, en=en or vi)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def mine(client: httpx.Client, query: str = "") -> str:
    answer = client.get(f"/ho-so{query}")
    assert answer.status_code == 200
    return text_of(answer.text)


def draft(intake: IntakeDouble, number: int = 1, **more: Any) -> pb.Draft:
    made = pb.Draft(
        draft_id=f"draft-{number}", procedure_key=COPY, procedure_version=1, saved_at=stamp(), **more
    )
    intake.drafts[made.draft_id] = ("hoa", made)
    return made


def test_a_supplement_says_which_papers_until_when(hoa: httpx.Client, intake: IntakeDouble) -> None:
    asked = pb.Supplement(round=1, stage="before_acceptance", items=[pb.SupplementItem(component="GCN")])
    asked.answer_by.FromJsonString("2026-12-23T17:00:00Z")
    intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, supplements=[asked])
    page = mine(hoa)
    assert "Cần bạn thực hiện (1)" in page
    assert "Chậm nhất 23/12/2026 24:00 (tại quầy: trong giờ làm việc): Giấy chứng nhận" in page
    hoa.cookies.set("motcua_language", "en")
    assert "By 23 December 2026 24:00 at the latest" in mine(hoa)


def test_a_payment_says_amount_and_day(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION)
    made.notices.add(
        name="payment_notice", title=said("Thông báo <nộp tiền>"), at=stamp(60), open=True,
        lines=[
            pb.NoticeLine(label=said("Tổng số tiền"), value=said("21.250.000 đồng")),
            pb.NoticeLine(label=said("Nộp chậm nhất"), value=said("Chủ nhật 27/12/2026")),
        ],
    )  # fmt: skip
    page = mine(hoa)
    assert "₫ Nộp tiền" in page and "Thông báo &lt;nộp tiền&gt;" in page
    assert "Tổng số tiền: 21.250.000 đồng · Nộp chậm nhất: Chủ nhật 27/12/2026" in page


def test_results_say_where_and_in_which_hours(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RESULT_READY)
    made.results.add(part="release", name=said("Giấy xác nhận"), issued=True)
    page = mine(hoa)
    assert "★ Nhận kết quả" in page and "Giấy xác nhận" in page
    assert "Nơi nhận: Bộ phận Một cửa xã Suối Trong , Thôn Đầu Suối, xã Suối Trong, tỉnh Minh Họa" in page
    assert "Giờ làm việc: thứ Hai–thứ Sáu 07:00–11:30, 13:30–17:00 (trừ ngày nghỉ, lễ, Tết)" in page
    assert 'href="tel:0200' in hoa.get("/ho-so").text


def test_a_draft_says_until_when_it_is_kept_and_one_about_to_go_stands_on_top(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    made = draft(intake)
    made.kept_until.FromJsonString("2026-12-23T17:00:00Z")
    assert "được giữ đến hết ngày 23/12/2026" in mine(hoa) and "Cần bạn thực hiện" not in mine(hoa)
    intake.expiring = [
        citizen_pb2.Todo(
            kind=citizen_pb2.TODO_KIND_DRAFT, draft_id="draft-1", procedure_name=said("Chứng thực bản sao"),
            until=made.kept_until,
        )
    ]  # fmt: skip
    page = mine(hoa)
    assert "Chỉ còn được giữ đến hết ngày 23/12/2026" in page
    assert page.index("Bản nháp sắp bị xóa") < page.index("Bản nháp chưa nộp")
    assert 'href="/ban-nhap/draft-1/to-khai"' in hoa.get("/ho-so").text


def test_the_nearest_last_day_stands_first(hoa: httpx.Client, intake: IntakeDouble) -> None:
    for days in (9, 2, 5):
        intake.expiring.append(
            citizen_pb2.Todo(
                kind=citizen_pb2.TODO_KIND_DRAFT, draft_id=f"d-{days}", procedure_name=said(f"Trong {days} ngày"),
                until=stamp(days * 86_400),
            )
        )  # fmt: skip
    page = mine(hoa)
    assert page.index("Trong 2 ngày") < page.index("Trong 5 ngày") < page.index("Trong 9 ngày")


def test_what_is_over_stands_apart_with_when_it_ended(hoa: httpx.Client, intake: IntakeDouble) -> None:
    intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    over = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RETURNED, finished_at=stamp(60))
    page = mine(hoa)
    assert page.index("Hồ sơ đang giải quyết") < page.index("0001") < page.index("Hồ sơ đã kết thúc")
    assert page.index("Hồ sơ đã kết thúc") < page.index(over.code) and "kết thúc 23/11/2026" in page
    only = mine(hoa, "?xem=xong")
    assert over.code in only and "0001" not in only and "Hồ sơ đang giải quyết" not in only
    assert "Chưa có hồ sơ nào kết thúc." not in only


def test_what_was_refused_in_all_parts_is_over_and_what_waits_to_be_fetched_is_not(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    waits = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RESULT_READY)
    refused = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RESULT_READY, finished_at=stamp(60))
    for part in refused.parts:
        part.status = pb.PART_STATUS_REFUSED
    running, _, over = mine(hoa).partition("Hồ sơ đã kết thúc")
    assert waits.code in running and refused.code not in running
    assert refused.code in over and waits.code not in over and "bị từ chối" in over
    assert refused.code in mine(hoa, "?xem=xong")


def test_two_hundred_dossiers_come_page_by_page(hoa: httpx.Client, intake: IntakeDouble) -> None:
    for number in range(200):
        done = number % 4 == 0
        status = pb.DOSSIER_STATUS_RETURNED if done else pb.DOSSIER_STATUS_IN_PROGRESS
        intake.add_dossier("hoa", status, **({"finished_at": stamp(60)} if done else {}))
    intake.paged = True
    first = hoa.get("/ho-so")
    assert len(first.content) < 150_000 and len(re.findall(r"H99\.101-261123-\d{4}", first.text)) == 25
    seen: set[str] = set()
    for start, count in (("/ho-so", 150), ("/ho-so?xem=xong", 50)):
        path, found = start, set()
        for _ in range(20):
            page = hoa.get(path).text
            lists = page.partition('id="over"')[0] if start == "/ho-so" else page
            found |= set(re.findall(r"H99\.101-261123-\d{4}", lists))
            links = re.findall(r'href="(/ho-so\?(?:xem=xong&amp;)?sau=[^"]+)"', lists)
            if not links:
                break
            path = links[0].replace("&amp;", "&")
        assert len(found) == count
        seen |= found
    assert len(seen) == 200


def test_a_list_of_nothing_says_so_and_a_foreign_token_starts_over(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    assert "Bạn chưa nộp hồ sơ nào." in mine(hoa)
    assert "Chưa có hồ sơ nào kết thúc." in mine(hoa, "?xem=xong")
    for path, start in (
        ("/ho-so?viec=x", "/ho-so"),
        ("/ho-so?nhap=x", "/ho-so"),
        ("/ho-so?xem=xong&sau=x", "/ho-so?xem=xong"),
    ):
        answer = hoa.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, start)


def test_the_page_of_a_draft_that_was_removed_says_what_happened(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft(intake)
    intake.expired.add("draft-1")
    answer = hoa.get("/ban-nhap/draft-1/to-khai")
    assert answer.status_code == 404 and "Bản nháp này đã bị xóa ngày 24/12/2026." in answer.text
    assert f'href="/nop-ho-so/{COPY}"' in answer.text and 'href="/ho-so"' in answer.text


def test_what_was_typed_for_a_draft_that_was_removed_can_be_copied(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    path = f"{begin(hoa)}/to-khai"
    fields = {**hidden(hoa.get(path)), "a.parcel_no": "Thửa 77"}
    intake.expired.add(path.split("/")[2])
    sent = hoa.post(path, data=fields)
    page = text_of(sent.text)
    assert sent.status_code == 404
    assert "Bản nháp này đã bị xóa ngày 24/12/2026. Thay đổi bạn vừa gửi không được ghi." in page
    assert "để đọc lại và chép lại" in page and "Thửa 77" in page


def test_two_children_are_told_apart(hoa: httpx.Client, intake: IntakeDouble) -> None:
    child = said("Họ, chữ đệm, tên trẻ", "Name of the child")
    for number, name in enumerate(("Nguyễn An", "Nguyễn <Bình>"), 1):
        draft(intake, number, about=pb.NoticeLine(label=child, value=said(name)))
    intake.add_dossier(
        "hoa", pb.DOSSIER_STATUS_SUBMITTED, about=pb.NoticeLine(label=child, value=said("Nguyễn Chi"))
    )
    told = mine(hoa)
    for name in ("Nguyễn An", "Nguyễn &lt;Bình&gt;", "Nguyễn Chi"):
        assert f"Họ, chữ đệm, tên trẻ: {name}" in told
