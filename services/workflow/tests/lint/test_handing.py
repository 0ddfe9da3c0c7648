# SPDX-License-Identifier: Apache-2.0
"""What one desk finds out reaches the next: lint says where a procedure's folder would lose it."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_procedure import read_folder
from motcua_workflow.folder import check_files

LAND = Path(__file__).parents[4] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong"
PROCEDURE, DRAWING = "procedure.yaml", "process.bpmn"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("", "", "", []),
        (DRAWING, '        <motcua:take fact="land_use"/>\n', "", [("field-never-filled", "determine_obligation", "land_use")]),
        (DRAWING, '            <motcua:fact name="parcel" value="parcel"/>\n', "",
         [("field-never-filled", "determine_obligation", "parcel")]),
        (DRAWING, 'supplement_outcome = "lapsed"', 'x = "lapsed"',
         [("field-never-filled", "reappraise_transfer", "supplement_outcome")]),
        (DRAWING, '            <motcua:fact name="pay_at" value="pay_at"/>\n', "",
         [("notice-fact-not-sent", "notify_payer", "pay_at")]),
        (PROCEDURE, "  payment_notice:\n", "  other_notice:\n", [("notice-without-words", "notify_payer", "payment_notice")]),
        (PROCEDURE, "window_days: 30", "window_days: 20", [("supplement-last-day", "supplement_overdue", "20d")]),
    ],
)  # fmt: skip
def test_each_loss_is_one_finding(file: str, old: str, new: str, said: list[tuple[str, str, str]]) -> None:
    files = read_folder(LAND)
    if file:
        text = files[file].decode()
        assert old in text
        files[file] = text.replace(old, new).encode()
    found, _ = check_files(files, None, "")
    assert [(one.code, one.element) for _, one in found] == [(code, element) for code, element, _ in said]
    for (_, one), (_, _, word) in zip(found, said, strict=True):
        assert word in one.message
