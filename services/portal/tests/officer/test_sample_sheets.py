# SPDX-License-Identifier: Apache-2.0
"""Sheets stamped MẪU are different files for each dossier and each part, also with the same number: else intake, which takes one
file as one result only, would refuse the second."""

from __future__ import annotations

import hashlib
from typing import Any

from test_task import SIGNING

SIGNED = {**SIGNING, "do": "sample"}


def test_each_dossier_and_each_part_has_a_sheet_of_its_own(desk: Any) -> None:
    browser, made = desk.browser("mai"), [desk.dossier(), desk.dossier()]
    for place, dossier in enumerate(made):
        for part, code in zip(dossier.parts, ("KQ.G15.000335", "KQ.G10.001147"), strict=True):
            name = f"ky-{place}-{part.key}"
            task = desk.step(
                name, "ky-xoa", title="Ký", due=5, result_code=code, part=part.key, role="land_leader"
            )
            task.dossier_id, task.dossier_code = dossier.dossier_id, dossier.code
            desk.assignment.take(task, "mai")
            assert "Đã tạo tệp kết quả MẪU" in browser.post(f"/viec/{name}", SIGNED).text
    sheets = {
        hashlib.sha256(content).hexdigest()
        for info, content in desk.intake.files.values()
        if "MAU" in info.file_name
    }
    assert len(sheets) == 4
