# SPDX-License-Identifier: Apache-2.0
"""The way of a dossier in plain words: why it was where, who had it, how long, until when at the latest; what comes next."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from intake_double import BIRTH, IntakeDouble, stamp
from motcua.assignment.v1 import assignment_pb2, journey_pb2
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as r
from whereabouts_double import WhereaboutsDouble

HOUR, DAY = 3600, 86_400


def said(vi: str, en: str = "") -> common.LocalizedText:
    return common.LocalizedText(vi=vi, en=en or vi)


def way(client: httpx.Client, dossier: pb.Dossier) -> str:
    """The section, as text."""
    page = client.get(f"/ho-so/{dossier.dossier_id}").text
    section = page.partition('aria-labelledby="journey"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section.partition(">")[2]).split())


def accepted(intake: IntakeDouble, status: int = pb.DOSSIER_STATUS_IN_PROGRESS, **more: Any) -> pb.Dossier:
    return intake.add_dossier("hoa", status, accepted_at=stamp(2 * HOUR), **more)


def stay(unit: str, since: int, until: int, due: int, *steps: str, **more: Any) -> journey_pb2.Stay:
    return journey_pb2.Stay(
        unit="u", unit_name=said(unit), since=stamp(since), until=stamp(until), due_at=stamp(due),
        steps=[said(one) for one in steps], working_minutes=600, day_minutes=480, **more,
    )  # fmt: skip


def test_the_window_and_the_agencies_in_order_with_working_time(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    made = accepted(intake)
    assignment.past = [
        stay("Chi cục <Thuế>", 3 * DAY, 5 * DAY, 4 * DAY, "Xác định nghĩa vụ tài chính"),
        stay("Chi nhánh đất đai", 3 * HOUR, 3 * DAY, 4 * DAY, "Thẩm định", "Trình ký"),
    ]
    told = way(hoa, made)
    window = "Bộ phận Một cửa xã Suối Trong : Kiểm tra hồ sơ trước khi tiếp nhận – hết 2 giờ làm việc"
    land = "Chi nhánh đất đai : Thẩm định; Trình ký – hết 1 ngày 2 giờ làm việc"
    tax = "Chi cục &lt;Thuế&gt; : Xác định nghĩa vụ tài chính – hết 1 ngày 2 giờ làm việc ! trễ, hạn là"
    assert told.index(window) < told.index(land) < told.index(tax)
    assert told.count("trễ") == 1
    hoa.cookies.set("motcua_language", "en")
    assert "The way of your dossier" in way(hoa, made) and "took 2 h of working time" in way(hoa, made)


def test_a_part_that_follows_another_is_not_promised_from_the_acceptance(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUBMITTED, BIRTH)
    told = way(hoa, made)
    day = "trong ngày (nhận sau 15:00 thì ngày làm việc tiếp theo)"
    assert f"Đăng ký khai sinh, thời hạn {day} kể từ khi tiếp nhận hồ sơ" in told
    for part, limit in (("Đăng ký thường trú", "15"), ("Cấp thẻ bảo hiểm y tế", "10")):
        start = "kể từ khi có kết quả “Đăng ký khai sinh”"
        assert f"{part}, thời hạn {limit} ngày làm việc {start}" in told
    assert told.count("khi tiếp nhận") == 1
    land = way(hoa, intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUBMITTED))
    assert "thời hạn 8 ngày làm việc kể từ ngày đến hạn của phần “Xóa đăng ký thế chấp”" in land


def line(kind: str, at: int, vi: str) -> pb.HistoryLine:
    return pb.HistoryLine(type=kind, at=stamp(at), text=said(vi))


REGISTER = "Đã hỏi Cơ sở dữ liệu quốc gia về dân cư; chờ trả lời."
KEPT_BEFORE = "Đã hỏi Cơ sở dữ liệu quốc gia về dân cư; đang chờ trả lời."
"""As an earlier version of the service kept it for good."""


def test_the_wait_for_an_outside_database_is_told_while_it_lasts(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    made = accepted(intake, key=BIRTH)
    made.history.append(line("dossier.lookup_asked", 4 * HOUR, REGISTER))
    made.parts[0].status = pb.PART_STATUS_IN_PROGRESS
    made.parts[0].due_at.CopyFrom(stamp(8 * HOUR))
    page = " ".join(re.sub(r"<[^>]+>", " ", hoa.get(f"/ho-so/{made.dossier_id}").text).split())
    assert re.search(rf"Hồ sơ đang ở đâu {re.escape(REGISTER)} Từ .+?\. Nếu lâu không có trả lời", page)
    assert "Đăng ký khai sinh: chậm nhất" in page and "đang được chuyển sang bước tiếp theo" not in page


@pytest.mark.parametrize("kept", [REGISTER, KEPT_BEFORE])
def test_the_wait_for_an_outside_database_is_kept_when_it_is_over(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble, kept: str
) -> None:
    """By its answer, or by the step that goes on without one; nobody waits any more then."""
    made = accepted(intake, key=BIRTH)
    made.history.append(line("dossier.lookup_asked", 4 * HOUR, kept))
    assignment.past = [stay("Tư pháp", 6 * HOUR, 7 * HOUR, 8 * HOUR, "Nhập số theo thông báo giấy")]
    told = way(hoa, made)
    assert told.index(REGISTER) < told.index("Tư pháp") and "Nếu lâu không có trả lời" not in told
    made.history.append(line("dossier.lookup", 5 * HOUR, "Cơ sở dữ liệu quốc gia về dân cư đã trả lời."))
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "Nếu lâu không có trả lời" not in page and REGISTER in way(hoa, made)


def test_the_wait_for_an_outside_database_ends_with_the_dossier(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    """Withdrawn before the answer: an answer that came later ended no wait."""
    made = accepted(intake, pb.DOSSIER_STATUS_WITHDRAWN, key=BIRTH)
    made.history.append(line("dossier.lookup_asked", 4 * HOUR, REGISTER))
    for part in made.parts:
        part.status = pb.PART_STATUS_WITHDRAWN
        part.decided_at.CopyFrom(stamp(5 * HOUR))
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "Nếu lâu không có trả lời" not in page
    early = way(hoa, made)
    assert REGISTER in early
    made.history.append(line("dossier.lookup", 30 * HOUR, "Cơ sở dữ liệu quốc gia về dân cư đã trả lời."))
    assert way(hoa, made) == early


def test_days_that_are_over_are_not_promised(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = accepted(intake, promised_at=stamp(-DAY))
    made.parts[1].due_at.CopyFrom(stamp(-2 * DAY))
    coming = way(hoa, made).partition("Sắp tới")[2]
    assert coming.count("lẽ ra trước") == 2 and "chậm nhất" not in coming


def test_the_return_is_foretold_as_it_was_chosen(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = accepted(intake)
    words = {
        r.RETURN_WAY_POST: "Gửi kết quả qua bưu chính công ích",
        r.RETURN_WAY_ELECTRONIC: "Trả bản điện tử trên trang hồ sơ này; bản giấy (nếu có) nhận tại",
        r.RETURN_WAY_WINDOW: "Trả kết quả tại Bộ phận Một cửa",
    }
    for chosen, told in words.items():
        intake.way = r.GetReturnWayResponse(choice=r.ReturnChoice(way=chosen))
        coming = way(hoa, made).partition("Sắp tới")[2]
        assert told in coming and sum(one in coming for one in words.values()) == 1


def test_parallel_agencies_have_a_line_each_with_reason_and_latest_day(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    made = accepted(intake)
    assignment.places = [
        assignment_pb2.Whereabouts(
            unit=name, unit_name=said(name), since=stamp(), due_at=stamp(days * DAY), steps=[said(step)], parts=[key]
        )
        for name, step, days, key in (
            ("Công an xã", "Đăng ký thường trú", 3, made.parts[0].key),
            ("Bảo hiểm xã hội", "Cấp thẻ", 5, made.parts[1].key),
        )
    ]  # fmt: skip
    page = " ".join(re.sub(r"<[^>]+>", " ", hoa.get(f"/ho-so/{made.dossier_id}").text).split())
    for name, step, day in (("Công an xã", "Đăng ký thường trú", 26), ("Bảo hiểm xã hội", "Cấp thẻ", 28)):
        assert re.search(rf"▶ {name} \(.+\) Việc đang làm: {step} Từ .+; chậm nhất {day}/11/2026", page)


def test_a_step_whose_parts_have_their_outcome_is_not_where_the_dossier_is(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    """Its inbox hears of the decision a moment later than the dossier."""
    made = accepted(intake)
    key = made.parts[0].key
    assignment.places = [
        assignment_pb2.Whereabouts(
            unit="l", unit_name=said("Chi nhánh"), since=stamp(), due_at=stamp(DAY), parts=[key]
        )
    ]
    page = f"/ho-so/{made.dossier_id}"
    assert "▶" in hoa.get(page).text.partition("Hồ sơ đang ở đâu")[2].partition("</section>")[0]
    made.parts[0].decided_at.CopyFrom(stamp(HOUR))
    now = hoa.get(page).text.partition("Hồ sơ đang ở đâu")[2].partition("</section>")[0]
    assert "Chi nhánh" not in now and "chuyển sang bước tiếp theo" in now


def test_papers_before_acceptance_are_my_own_time(hoa: httpx.Client, intake: IntakeDouble) -> None:
    rounds = [
        pb.Supplement(
            round=1, stage="before_acceptance", requested_at=stamp(HOUR), answered_at=stamp(DAY)
        )
    ]  # fmt: skip
    made = intake.add_dossier(
        "hoa", pb.DOSSIER_STATUS_IN_PROGRESS, accepted_at=stamp(DAY + HOUR), supplements=rounds
    )
    told = way(hoa, made)
    assert told.count("Kiểm tra hồ sơ trước khi tiếp nhận") == 2
    assert "Bạn : Bổ sung giấy tờ (lần 1): đã nộp" in told
    rounds[0].ClearField("answered_at")
    waiting = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, supplements=rounds)
    assert way(hoa, waiting).count("Kiểm tra hồ sơ") == 1 and "Bạn" not in way(hoa, waiting)


def test_a_pause_says_why_and_by_which_rule(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = accepted(intake)
    span = made.clock.add(
        part=made.parts[1].key, ground="payment", policy="EXCLUDE", name=said("Chờ nộp tiền"), to=stamp(5 * DAY),
        sentence=said("Thời gian chờ nộp tiền không tính vào thời hạn."),
        legal_basis=[pb.LegalBasis(document="NĐ 101/2024/NĐ-CP", article="Điều 22")],
    )  # fmt: skip
    getattr(span, "from").CopyFrom(stamp(3 * DAY))
    law = "Thời gian chờ nộp tiền không tính vào thời hạn. (NĐ 101/2024/NĐ-CP, Điều 22)"
    assert "Bạn : Chờ nộp tiền" in way(hoa, made) and law in way(hoa, made)
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "căn cứ: NĐ 101/2024/NĐ-CP, Điều 22" in page


def test_what_comes_next_in_outline(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUBMITTED)
    told = way(hoa, made).partition("Sắp tới")[2]
    assert "kể từ khi tiếp nhận" in told and "Trả kết quả tại Bộ phận Một cửa xã Suối Trong" in told
    made = accepted(intake, promised_at=stamp(10 * DAY))
    made.parts[0].status, made.parts[1].status = pb.PART_STATUS_GRANTED, pb.PART_STATUS_WAITING
    made.parts[1].due_at.CopyFrom(stamp(9 * DAY))
    told = way(hoa, made).partition("Sắp tới")[2]
    assert (
        made.parts[0].name.vi not in told
        and f"{made.parts[1].name.vi} (chưa đến lượt): chậm nhất 02/12/2026" in told
    )
    assert re.search(r"Trả kết quả tại .+: chậm nhất 03/12/2026", told)
    made.parts[1].agency.name.CopyFrom(said("Chi nhánh đất đai khu vực"))
    told = way(hoa, made).partition("Sắp tới")[2]
    assert "(chưa đến lượt) – Chi nhánh đất đai khu vực giải quyết: chậm nhất 02/12/2026" in told


def test_what_happened_names_offices_and_no_officer(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = accepted(intake)
    clerk = common.Actor(unit="suoi_trong", title=common.LocalizedText(vi="Công chức", en="Civil servant"))
    made.history.add(at=stamp(), type="dossier.accepted", text=said("Đã tiếp nhận."), actor=clerk)
    named = common.Actor(user="lan.motcua", name="Trần Thị Lan", unit="suoi_trong")
    made.history.add(at=stamp(), type="result.attached", text=said("Đã ký."), actor=named)
    made.history.add(at=stamp(), text=said("Đã bổ sung."), actor=common.Actor(user="hoa", name="Lê Thị Hoa"))
    page = " ".join(re.sub(r"<[^>]+>", " ", hoa.get(f"/ho-so/{made.dossier_id}").text).split())
    assert "Đã tiếp nhận. – Công chức, Ủy ban nhân dân xã Suối Trong" in page
    assert "Trần Thị Lan" not in page and "Đã bổ sung. – Lê Thị Hoa" in page
    span = made.clock.add(ground="tax", policy="EXCLUDE", name=said("Cơ quan thuế xác định"))
    getattr(span, "from").CopyFrom(stamp(3 * DAY))
    assert "Đồng hồ đang dừng (Cơ quan thuế xác định)" in way(hoa, made)


def test_after_the_end_the_way_stays_and_nothing_comes(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    made = accepted(intake, pb.DOSSIER_STATUS_RETURNED, finished_at=stamp(9 * DAY))
    made.results.add(name=said("Giấy xác nhận"), issued=True, returned_at=stamp(9 * DAY))
    assignment.past = [stay("Chi nhánh đất đai", 3 * HOUR, 3 * DAY, 4 * DAY, "Thẩm định")]
    told = way(hoa, made)
    assert "Chi nhánh đất đai" in told and "Trả kết quả: Giấy xác nhận" in told and "Sắp tới" not in told


def test_it_says_when_the_agencies_cannot_be_asked(
    hoa: httpx.Client, intake: IntakeDouble, assignment: WhereaboutsDouble
) -> None:
    assignment.away = True
    told = way(hoa, accepted(intake))
    assert "Kiểm tra hồ sơ" in told and "Chưa đọc được các bước tại cơ quan giải quyết." in told


def test_strangers_are_told_nothing_of_it(visitor: httpx.Client, intake: IntakeDouble) -> None:
    made = accepted(intake)
    page = visitor.get(f"/tra-cuu?ma={made.code}").text
    assert "Đường đi" not in page and "Kiểm tra hồ sơ" not in page
