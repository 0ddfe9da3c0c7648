# SPDX-License-Identifier: Apache-2.0
"""The board's page: where dossiers wait when no desk has them, each number with its list, and the board of an agency that is in
charge of nothing."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from desk_harness import text_of
from intake_double import COPY, LAND
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import board_pb2 as pb


def words(vi: str, en: str) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(vi=vi, en=en)


OPERATOR = ("vh", "operator")
BOARD = "/bang-theo-doi?ky=2026-11"
WINDOW = pb.BoardName(key="suoi_trong", name=words("Một cửa Suối Trong", "Window"))
POLICE = pb.BoardName(key="cong_an", name=words("Công an xã", "Police"))
ROWS = [
    ("DESK_STEP", POLICE, "Kiểm tra cư trú"),
    ("WAIT_ELSEWHERE", POLICE, "Ký xác nhận"),
    ("WAIT_PAPERS", WINDOW, ""),
    ("WAIT_MONEY", WINDOW, ""),
    ("WAIT_REGISTER", WINDOW, ""),
    ("WAIT_INCIDENT", WINDOW, ""),
    ("WAIT_NOBODY", WINDOW, ""),
]


def measure(name: str) -> Any:
    return getattr(pb, f"BOARD_MEASURE_{name}")


@pytest.fixture
def waiting(desk: Any) -> Any:
    """A row of each kind: `count` is its place from 1 on, and one of them is late."""
    for number, (name, unit, step) in enumerate(ROWS, start=1):
        row = desk.intake.board.waits.add(unit=unit, measure=measure(name), count=number, late=1)
        if step:
            row.step.CopyFrom(words(step, f"en {step}"))
        row.oldest_at.FromJsonString("2026-11-20T01:00:00Z")
    desk.intake.board.waits_left_off = 3
    return desk


def test_each_row_says_who_has_the_dossiers_and_leads_to_them(waiting: Any) -> None:
    browser = waiting.browser(*OPERATOR, unit=None)
    page = browser.get(BOARD)
    said = text_of(page)
    for sentence in (
        "Công an xã Kiểm tra cư trú", "Công an xã Ký xác nhận",
        "Người nộp hồ sơ Chờ bổ sung giấy tờ · nơi tiếp nhận: Một cửa Suối Trong",
        "Người nộp hồ sơ Chờ nộp tiền", "Cơ sở dữ liệu bên ngoài Chờ trả lời",
        "Người quản trị hệ thống Quy trình dừng do sự cố", "Chưa ở bàn nào Vừa rời một bước",
        "Còn 3 dòng nữa",
    ):  # fmt: skip
        assert sentence in said, sentence
    table = page.text.split('id="b-waits"')[1].split("</table>")[0]
    links = [unescape(one) for one in re.findall(r'href="(/bang-theo-doi/ho-so[^"]*)"', table)]
    assert len(links) == 2 * len(ROWS)
    for link in links:
        assert browser.get(link).status_code == 200, link
    asked = waiting.intake.listed
    for (name, unit, step), one, late in zip(ROWS, asked[::2], asked[1::2], strict=True):
        where = {"DESK_STEP": one.unit, "WAIT_ELSEWHERE": one.desk}.get(name, one.window)
        assert (one.measure, where, one.step, one.late) == (measure(name), unit.key, step, False)
        if name == "DESK_STEP":
            assert (late.measure, late.unit, late.step) == (measure("DESK_STEP_LATE"), unit.key, step)
        else:
            assert (late.measure, late.late, late.step) == (one.measure, True, step)


def test_a_list_says_for_whom_its_dossiers_wait(waiting: Any) -> None:
    browser = waiting.browser(*OPERATOR, unit=None)
    said = text_of(browser.get("/bang-theo-doi/ho-so?so=WAIT_INCIDENT&noi=suoi_trong&tre=1"))
    assert "Người quản trị hệ thống: Quy trình dừng do sự cố, quá hạn: 0 hồ sơ" in said
    assert "hiện nay" in said


def test_the_rows_as_a_file(waiting: Any) -> None:
    answer = waiting.browser(*OPERATOR, unit=None).get("/bang-theo-doi.csv?ky=2026-11&bang=dang-cho")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][1:6] == ["Nơi đang giữ", "Bước", "Nơi tiếp nhận", "Số hồ sơ", "Quá hạn"]
    assert lines[3][1:6] == ["Người nộp hồ sơ", "Chờ bổ sung giấy tờ", "Một cửa Suối Trong", "3", "1"]
    assert len(lines) == 1 + len(ROWS)
    assert "dang-cho" in answer.headers["content-disposition"]


def test_who_is_in_charge_of_nothing_reads_the_own_work_first(desk: Any) -> None:
    numbers = {"came": 11, "done_in_time": 3, "done_late": 5, "here_in_time": 2, "here_late": 1}
    desk.intake.board.desks.add(unit=POLICE, **numbers)
    desk.intake.board.desk_procedures.add(unit=POLICE, procedure_key=COPY, **numbers)
    desk.intake.board.procedures.add(key=COPY, name=words("Sao y", "Copy"))
    head = desk.browser("thang.congan", "police_leader", unit="suoi_trong")
    page = head.get(BOARD)
    said = text_of(page)
    assert "Tiếp nhận trong kỳ" not in said, "a number that is always 0"
    assert said.index("Việc của đơn vị, theo thời hạn của mình") < said.index("Đến trong kỳ 11")
    assert "Tỷ lệ đúng hạn 37,5 %" in said and "Đang giữ, quá hạn 1" in said
    assert "làm các bước cho hồ sơ của nơi khác" in said
    own = page.text.split('id="b-own"')[1].split("</table>")[0]
    assert "Sao y" in own and f"thu_tuc={COPY.replace('/', '%2F')}" in own
    tiles = page.text.split('class="tiles"')[1].split("</dl>")[0]
    assert unescape(tiles).count("don_vi=cong_an") == 5, "each number leads to its list"


def test_who_is_in_charge_reads_what_the_upper_numbers_count(desk: Any) -> None:
    cell = {"measure": measure("RECEIVED"), "unit": "suoi_trong", "procedure_key": LAND, "count": 2}
    desk.intake.board.cells.add(**cell)
    said = text_of(desk.browser("quang.chutich", "commune_leader", unit="suoi_trong").get(BOARD))
    assert "Tiếp nhận trong kỳ 2" in said
    assert "tiếp nhận hoặc chịu trách nhiệm giải quyết" in said
    assert "tiếp nhận hoặc chịu" not in text_of(desk.browser(*OPERATOR, unit=None).get(BOARD)), "all of them"


def test_a_unit_that_there_is_not_is_said_to_an_operator_and_all_are_shown(desk: Any) -> None:
    """R3-8: not that the board is closed to who may see it."""
    browser = desk.browser(*OPERATOR, unit=None)
    page = browser.get(f"{BOARD}&don_vi=nope")
    assert page.status_code == 422
    assert "Không có đơn vị “nope”; dưới đây là tất cả đơn vị." in text_of(page)
    assert "Từ 01/11/2026 đến 30/11/2026" in text_of(page), "the rest of the address stays"
    both = browser.get("/bang-theo-doi?tu=x&den=y&don_vi=nope")
    assert both.status_code == 422
    assert "Không có đơn vị “nope”" in text_of(both) and "Hãy chọn ngày." in text_of(both)
