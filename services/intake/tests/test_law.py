# SPDX-License-Identifier: Apache-2.0
"""What the law says about every dossier is data: chosen by day, corrected by a file, refused with its line where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from motcua_intake.domain.law import SHIPPED, Law, read_law, shipped
from motcua_text import SourceError

ROW = """apologies:
  - valid: {from: 2027-01-01, to: 2027-06-30}
    draft_before: 2
    times: 2
    most_days: 20
    proposed_days: 5
    legal_basis:
      - {document: Nghị định số 1/2027/NĐ-CP, article: Điều 5, valid: {from: 2027-01-01}}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "law.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        (date(2018, 6, 21), "Nghị định số 61/2018/NĐ-CP, Điều 19.9"),
        (date(2025, 6, 30), "Nghị định số 61/2018/NĐ-CP, Điều 19.9"),
        (date(2025, 7, 1), "Nghị định số 118/2025/NĐ-CP"),
        (date(2025, 9, 15), "Nghị định số 118/2025/NĐ-CP; Thông tư số 03/2025/TT-VPCP, Phụ lục I, Mẫu số 04"),
    ],
)
def test_the_day_chooses_the_rule_and_what_it_cites(day: date, cited: str) -> None:
    rule = shipped().apology(day)
    assert rule is not None and (rule.draft_before, rule.times) == (1, 1)
    assert rule.basis_on(day) == cited


def test_before_the_decree_there_is_no_rule() -> None:
    assert shipped().apology(date(2018, 6, 20)) is None


def test_what_has_not_been_read_is_marked() -> None:
    rule = shipped().apology(date(2026, 11, 23))
    assert rule is not None and [one.unverified for one in rule.legal_basis] == [True, False]


def test_a_file_wins_on_the_days_that_it_covers_and_on_no_other(tmp_path: Path) -> None:
    law = read_law(written(tmp_path, ROW))
    assert (law.rows, law.file, len(law.sha256)) == (1, tmp_path / "law.yaml", 64)
    days = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 30), date(2027, 7, 1))
    assert [(law.apology(day) or pytest.fail(f"{day}")).times for day in days] == [1, 2, 2, 1]


def test_without_a_file_what_ships_counts_alone() -> None:
    assert read_law(None) == Law(shipped().apologies) == shipped()


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("times: 2", "times: 10", 4, "10"),
        ("times: 2", "times: -1", 4, "-1"),
        ("times: 2", "times: once", 4, "whole number"),
        ("draft_before: 2\n", "draft_before: 2\n    colour: red\n", 4, "colour"),
        ("    times: 2\n", "", 2, "times"),
        ("proposed_days: 5", "proposed_days: 21", 6, "most_days"),
        ("to: 2027-06-30", "to: 2026-06-30", 2, "before the first"),
        ("to: 2027-06-30", "to: 2027-06-31", 2, "2027-06-31"),
        ("article: Điều 5, valid: {from: 2027-01-01}", "valid: {from: 2027-02-30}", 8, "2027-02-30"),
        ("document: Nghị định số 1/2027/NĐ-CP, ", "", 8, "document"),
        ("apologies:", "apology:", 1, "apolog"),
        ("apologies:", "[", 1, "YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, words: str
) -> None:
    assert before in ROW
    path = written(tmp_path, ROW.replace(before, after, 1))
    with pytest.raises(SourceError) as caught:
        read_law(path)
    assert words in str(caught.value)
    for problem in caught.value.problems:
        texts = [problem.said, problem.advice] if problem.advice else [problem.said]
        assert all(text.vi and text.en and text.vi != text.en for text in texts), problem
    if after != "[":
        assert f"{path}:{line}" in str(caught.value)


def test_two_rows_of_a_file_never_cover_the_same_day(tmp_path: Path) -> None:
    other = ROW.removeprefix("apologies:\n").replace("2027-01-01, to: 2027-06-30", "2027-06-30")
    with pytest.raises(SourceError, match=r"law.yaml:9: .*2027-06-30"):
        read_law(written(tmp_path, ROW + other))
    read_law(written(tmp_path, ROW + other.replace("{from: 2027-06-30}", "{from: 2027-07-01}")))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        read_law(tmp_path / SHIPPED)
