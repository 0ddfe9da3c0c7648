# SPDX-License-Identifier: Apache-2.0
"""The birth dossier (2.000986) as its people work through it by the public gRPC API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from motcua.intake.v1 import intake_pb2 as pb

from motcua_cli.actors import Citizen

BIRTH = "ho-tich/khai-sinh-thuong-tru-bhyt"
BIRTH_PAPERS = ("TK-KHAI-SINH", "GIAY-CHUNG-SINH", "TK-CU-TRU", "TK-BHYT")

BIRTH_ANSWERS: dict[str, Any] = {
    "applicant_address": "Thôn Đầu Suối, xã Suối Trong",
    "applicant_phone": "0200 000 1234",
    "filer": "father",
    "birth_proof": "certificate",
    "child_name": "Nguyễn Minh Khôi",
    "child_gender": "male",
    "child_birth_place": "Trạm y tế xã Suối Trong",
    "child_ethnicity": "Kinh",
    "child_hometown": "Xã Suối Trong, tỉnh Minh Họa",
    "mother_name": "Trần Thị Hạnh",
    "mother_id": "099192004321",
    "father_name": "Nguyễn Văn An",
    "father_id": "099085000101",
    "household_head": "Nguyễn Văn An",
    "household_relation": "Con đẻ",
    "residence_address": "Thôn Đầu Suối, xã Suối Trong",
    "clinic": "Trạm y tế xã Suối Trong",
    "truthful": True,
}

_CHECKS = {
    "draft_birth": ("proof", "parents", "place"),
    "check_residence": ("household", "address"),
    "check_insurance": ("card", "clinic"),
}

# What each step's form is answered with when everything goes well.
BIRTH_STEPS: dict[str, dict[str, Any]] = {
    "draft_birth": {"birth_proposal": "register"},
    "sign_certificate": {"certificate_decision": "sign"},
    "check_residence": {"residence_check": "eligible"},
    "sign_residence": {"residence_decision": "sign"},
    "check_insurance": {"insurance_check": "eligible"},
    "sign_insurance": {"insurance_decision": "sign"},
}


def birth_step(element: str, **other: Any) -> dict[str, Any]:
    """The answers of a step, every check met unless said otherwise."""
    checks = {f"check_{one}": "pass" for one in _CHECKS.get(element, ())}
    return checks | BIRTH_STEPS.get(element, {}) | other


def submit_birth(citizen: Citizen, unit: str, **answers: Any) -> pb.Dossier:
    """Submit a birth of yesterday at a commune."""
    born = (citizen.today() - timedelta(days=1)).isoformat()
    filled = BIRTH_ANSWERS | {"residence_commune": unit, "child_birth_date": born} | answers
    return citizen.submit(citizen.draft(BIRTH, unit, filled, BIRTH_PAPERS))
