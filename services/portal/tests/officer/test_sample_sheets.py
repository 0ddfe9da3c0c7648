# SPDX-License-Identifier: Apache-2.0
"""Sheets stamped MẪU are different files for each dossier and each part, also with the same number: else intake, which takes one
file as one result only, would refuse the second."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pypdf
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import lookups_pb2
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


def test_a_sheet_carries_what_the_register_gave_and_not_what_it_overruled(desk: Any) -> None:
    browser, dossier = desk.browser("mai"), desk.dossier()
    label = common_pb2.LocalizedText(vi="Số định danh cá nhân của trẻ", en="Personal number of the child")
    for number, counts in (("099226000001", False), ("099226585468", True)):
        value = lookups_pb2.LookupValue(key="personal_number", label=label, value=number)
        dossier.lookups.add(
            lookup_id=number, source="population", values=[value], counts=counts, differs=not counts
        )
    task = desk.step(
        "ky-so", "ky-xoa", title="Ký", due=5, result_code="KQ.G15.000335", part="release", role="land_leader"
    )
    task.dossier_id, task.dossier_code = dossier.dossier_id, dossier.code
    desk.assignment.take(task, "mai")
    page = browser.post("/viec/ky-so", SIGNED)
    assert "số được dùng" in page.text and "không dùng: khác số được dùng" in page.text
    content = next(data for info, data in desk.intake.files.values() if "MAU" in info.file_name)
    printed = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "099226585468" in printed and "Số định danh cá nhân của trẻ" in printed
    assert "099226000001" not in printed and "Cấp cho:" in printed and "Bước giải quyết" not in printed


def test_an_answer_after_the_end_is_shown_as_what_it_is(desk: Any) -> None:
    browser, dossier = desk.browser("mai"), desk.dossier()
    label = common_pb2.LocalizedText(vi="Số định danh cá nhân của trẻ", en="Personal number of the child")
    value = lookups_pb2.LookupValue(key="personal_number", label=label, value="099226585468")
    dossier.lookups.add(
        lookup_id="late", source="population", outcome="issued", values=[value], not_used=True
    )
    page = browser.get(f"/viec/ho-so/{dossier.dossier_id}").text
    assert "không dùng: đến sau khi hồ sơ đã kết thúc" in page
    assert '<s class="nowrap">099226585468</s>' in page and "<strong>099226585468" not in page
    browser.client.cookies.set("motcua_language", "en")
    english = browser.get(f"/viec/ho-so/{dossier.dossier_id}").text
    assert "not used: it came after the dossier had ended" in english
