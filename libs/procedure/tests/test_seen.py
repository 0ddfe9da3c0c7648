# SPDX-License-Identifier: Apache-2.0
"""What agencies may see and registers are asked: read from procedure.yaml, and found where it fits nothing."""

from __future__ import annotations

import pathlib

import pytest
from motcua_procedure import lint_folder, load_folder, read_folder

FOLDER = pathlib.Path(__file__).parents[3] / "workflows" / "ho-tich" / "khai-sinh-thuong-tru-bhyt"
P, SHOWN = "procedure.yaml", "forms/tham-tra-thuong-tru.form"
FIELD = (
    '{"type": "textfield", "id": "field_birth_proof", "key": "birth_proof", "label": "Giấy tờ", "readonly": true, '
    '"properties": {"label_en": "Proof"}},'
)


def test_what_is_declared_is_read() -> None:
    procedure = load_folder(FOLDER).procedure
    police, asked = procedure.sees["police"], procedure.lookups["population"]
    assert (
        "household_head" in police.fields
        and "clinic" not in police.fields
        and "applicant_phone" not in police.fields
    )
    assert (police.papers, police.parts) == ({"TK-CU-TRU", "GT-CU-TRU"}, {"birth", "residence"})
    assert asked.question({"child_name": "An", "clinic": "Trạm y tế", "father_id": ""}) == {
        "child_name": "An"
    }
    assert procedure.grounds["completion"].extends == 2
    assert [part.from_decision for part in procedure.parts] == [False, True, True]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "sentence"),
    [
        (P, "household_head, household_relation", "household_boss", "procedure-answer", "household_boss"),
        (P, "papers: [TK-BHYT, GT-BHYT]", "papers: [TK-BHXH]", "procedure-sees", "TK-BHXH"),
        (P, "parts: [birth, insurance]", "parts: [birth, pension]", "procedure-sees", "pension"),
        (P, "  social_insurance:", "  tax_office:", "procedure-sees", "tax_office"),
        (P, "  social_insurance:", "  commune:", "procedure-sees", "decides"),
        (P, "mother_id: $answers.mother_id", "mother_id: $answers.mother", "procedure-answer", '"mother"'),
        (P, "answer: personal_number_answer", "answer: number_answer", "procedure-lookup", "number_answer"),
        (P, "      personal_number: {vi", "      number: {vi", "procedure-lookup", "personal_number"),
        (P, "      extends: 2wd\n", "", "procedure-limit", "EXTEND"),
        (P, "policy: EXTEND", "policy: PAUSE", "procedure-limit", "EXTEND"),
        (SHOWN, '"components": [', f'"components": [{FIELD}', "procedure-sees", "birth_proof"),
    ],
)
def test_what_fits_nothing_is_found(file: str, old: str, new: str, code: str, sentence: str) -> None:
    files = dict(read_folder(FOLDER))
    text = files[file].decode()
    assert old in text
    files[file] = text.replace(old, new, 1).encode()
    found = [one for report in lint_folder(files) for one in report.findings]
    assert any(one.code == code and sentence in one.message for one in found), found
