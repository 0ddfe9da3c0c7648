# SPDX-License-Identifier: Apache-2.0
"""Where a dossier is, in plain words: which agency, since when, until when; and which time is not counted."""

from __future__ import annotations

import re
from typing import Any

import httpx
from intake_double import IntakeDouble, stamp
from motcua.assignment.v1 import assignment_pb2
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb
from whereabouts_double import WhereaboutsDouble

LAND = common.LocalizedText(vi="Chi nhánh Văn phòng đăng ký đất đai", en="Land branch")
DAY = 86_400


def text_of(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def page_of(client: httpx.Client, dossier: pb.Dossier) -> str:
    return text_of(client.get(f"/ho-so/{dossier.dossier_id}"))


def at_land(due: int = DAY, **more: Any) -> assignment_pb2.Whereabouts:
    return assignment_pb2.Whereabouts(
        unit="land", unit_name=LAND, since=stamp(-3600), due_at=stamp(due), **more
    )  # fmt: skip


def test_agency_since_when_and_until_when(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    assignment.places = [at_land()]
    page = page_of(hoa, made)
    assert "Đang giải quyết tại: ▶ Chi nhánh Văn phòng đăng ký đất đai Từ 23/11/2026" in page
    assert re.search(r"chậm nhất 24/11/2026 \d\d:\d\d xong bước này", page)
    assert "Các cơ quan có thẩm quyền" not in page
    hoa.cookies.set("motcua_language", "en")
    assert "Being worked on at: ▶ Land branch Since 23 November 2026" in page_of(hoa, made)


def test_a_late_step_is_told(hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble) -> None:
    assignment.places = [at_land(-60)]
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    assert "lẽ ra xong bước này trước 23/11/2026" in page_of(hoa, made)


def test_between_two_agencies_and_when_nobody_can_be_asked(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    assert "Hồ sơ đang được chuyển sang bước tiếp theo" in page_of(hoa, made)
    assignment.away = True
    assert "Chưa đọc được hồ sơ đang ở cơ quan nào." in page_of(hoa, made)


def test_nobody_is_asked_before_acceptance_and_after_the_end(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    for status in (pb.DOSSIER_STATUS_SUBMITTED, pb.DOSSIER_STATUS_RETURNED, pb.DOSSIER_STATUS_WITHDRAWN):
        page_of(hoa, intake.add_dossier("hoa", status))
    assert assignment.asked == []


def clock(part: str, policy: str, start: int, end: int | None, vi: str) -> pb.ClockInterval:
    made = pb.ClockInterval(part=part, ground="g", policy=policy, name=common.LocalizedText(vi=vi))
    getattr(made, "from").CopyFrom(stamp(start))
    if end is not None:
        made.to.CopyFrom(stamp(end))
    return made


def test_time_that_is_not_counted_by_its_name(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    first, second = (part.key for part in made.parts)
    made.clock.extend(
        [
            clock(second, "EXCLUDE", 60, 7200, "Cơ quan thuế xác định nghĩa vụ tài chính"),
            clock(first, "PAUSE", 0, None, "Chờ bổ sung"),
            clock(second, "PAUSE", 0, None, "Chờ bổ sung"),
        ]
    )
    page = page_of(hoa, made)
    assert page.count("Chờ bổ sung Từ") == 1, "what both parts have alike is one line"
    assert "đến nay; thời hạn tạm dừng, sau đó tính tiếp" in page
    assert re.search(r"Cơ quan thuế xác định nghĩa vụ tài chính \(.+\) Từ .+; không tính vào thời hạn", page)


def test_a_date_that_will_be_counted_anew_is_not_late(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, promised_at=stamp(-60))
    first, second = made.parts[0], made.parts[1]
    first.due_at.CopyFrom(stamp(-120))
    second.due_at.CopyFrom(stamp(-60))
    assert "Quá hạn trả" in page_of(hoa, made)
    made.clock.append(clock(second.key, "EXCLUDE", -3600, None, "Cơ quan thuế xác định"))
    page = page_of(hoa, made)
    assert "Quá hạn trả" not in page and "Đã quá ngày hẹn" not in page
    anew = "Đang không tính; sẽ được tính lại khi xong: Cơ quan thuế xác định"
    assert page.count(anew) == 2, "the promised date and the part's; the other part counts on"
    assert page.index("Hẹn trả kết quả") < page.index(anew)
    second.decided_at.CopyFrom(stamp(-30))
    assert anew not in page_of(hoa, made), "what is decided is not counted any more"
    second.ClearField("decided_at")
    made.clock[0].to.CopyFrom(stamp(-1))
    page = page_of(hoa, made)
    assert anew not in page and "Quá hạn trả" in page


def test_a_page_token_of_somebody_else_starts_the_list_over(hoa: httpx.Client, intake: IntakeDouble) -> None:
    for path, start in (
        ("/ho-so?sau=x", "/ho-so"),
        ("/thu-tuc?q=th%E1%BA%BF&sau=x", "/thu-tuc?q=th%E1%BA%BF"),
    ):
        answer = hoa.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, start)
