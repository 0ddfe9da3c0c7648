# SPDX-License-Identifier: Apache-2.0
"""Limits in words: what follows what, from when, and what runs side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_procedure import Procedure, load_folder
from motcua_procedure.limits import all_limits, counted_from, limit_of

WORKFLOWS = Path(__file__).parents[3] / "workflows"
DAY = "trong ngày (nhận sau 15:00 thì ngày làm việc tiếp theo)"


def procedure(key: str) -> Procedure:
    return load_folder(WORKFLOWS / key).procedure


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        ("chung-thuc/ban-sao-tu-ban-chinh", DAY, ""),
        ("dat-dai/xoa-the-chap-va-chuyen-nhuong", f"{DAY}, rồi 8 ngày làm việc", "then 8 working days"),
        (
            "ho-tich/khai-sinh-thuong-tru-bhyt",
            f"{DAY}, rồi 15 ngày làm việc và 10 ngày làm việc (làm song song)",
            "then 15 working days and 10 working days (side by side)",
        ),
    ],
)
def test_limits_of_a_whole_procedure(key: str, vi: str, en: str) -> None:
    told = all_limits(procedure(key))
    assert told.vi == vi and told.to("en").endswith(en) and "+" not in told.vi


def test_a_part_after_another_counts_from_its_decision_or_its_due_day() -> None:
    birth, land = (
        procedure("ho-tich/khai-sinh-thuong-tru-bhyt"),
        procedure("dat-dai/xoa-the-chap-va-chuyen-nhuong"),
    )
    residence, transfer = birth.part("residence"), land.part("transfer")
    assert limit_of(birth, residence).vi == "15 ngày làm việc kể từ khi có kết quả “Đăng ký khai sinh”"
    assert limit_of(birth, residence).to("en") == "15 working days from the decision on “Birth registration”"
    assert limit_of(land, transfer).vi == "8 ngày làm việc kể từ ngày đến hạn của phần “Xóa đăng ký thế chấp”"
    assert limit_of(birth, birth.part("birth")).vi == DAY
    assert counted_from(birth, birth.part("birth")).vi == "khi tiếp nhận hồ sơ"
