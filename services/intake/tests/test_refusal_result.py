# SPDX-License-Identifier: Apache-2.0
"""A refusal that the national catalogue counts as a result of its own is issued as that result, signed by who decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from intake_harness import LAND, ROOT, House, printed
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.app.desk import Desk
from motcua_intake.app.printing import PART_REFUSAL, refusal_of
from motcua_procedure import ProcedurePackage, load_folder
from motcua_procedure.model import ResultType
from motcua_text import Text

CODE, NAME = "KQ.G01.000067", "Thông báo từ chối giải quyết đăng ký cư trú"
BIRTH = "ho-tich/khai-sinh-thuong-tru-bhyt"


def test_the_refused_residence_has_its_code_and_the_other_parts_have_none() -> None:
    parts = {one.key: refusal_of(one) for one in load_folder(ROOT / "workflows" / BIRTH).procedure.parts}
    assert parts["birth"] == parts["insurance"] == PART_REFUSAL
    residence = parts["residence"]
    assert residence.name.vi == f"{NAME} ({CODE})" and CODE in residence.name.to("en")
    assert (residence.form, residence.notation) == ("03", "TCGQ"), "form and numbers are those of any refusal"


@pytest.fixture
def coded(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The land procedure, the refusal of whose transfer has a code."""
    known = Desk.package_of

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        refusal = ResultType(CODE, Text(NAME, "Refused"))
        parts = tuple(
            replace(one, refusal=refusal) if one.key == "transfer" else one for one in package.procedure.parts
        )
        return replace(package, procedure=replace(package.procedure, parts=parts))

    monkeypatch.setattr(Desk, "package_of", package_of)
    yield


def test_it_is_numbered_signed_and_named_as_that_result(house: House, coded: None) -> None:
    dossier = house.accepted(LAND)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    house.decide(dossier, "transfer", "refused", reason="Thửa đất đang có tranh chấp.")
    seen = house.get(dossier, "an")
    (slip,) = [one for one in seen.documents if one.form == "03"]
    assert slip.name.vi == f"{NAME} ({CODE})" and slip.number.endswith("/TCGQ") and slip.part == "transfer"
    text = printed(house, seen, "03")
    assert f"Kết quả giải quyết: {NAME} (mã {CODE})" in text and "Thửa đất đang có tranh chấp." in text


def test_without_a_code_the_form_is_named_as_ever(house: House) -> None:
    dossier = house.accepted(LAND)
    house.decide(dossier, "release", "refused", reason="Chưa trả hết nợ.")
    (slip,) = [one for one in house.get(dossier, "an").documents if one.form == "03"]
    assert slip.name.vi == PART_REFUSAL.name.vi
    assert "Kết quả giải quyết" not in printed(house, house.get(dossier), "03")


def test_filed_online_and_refused_in_all_parts_it_is_listed_as_over(house: House) -> None:
    def listed(**which: Any) -> list[str]:
        return [one.code for one in house.of("an").ListDossiers(pb.ListDossiersRequest(**which)).dossiers]

    goes_on, dossier = house.accepted(LAND), house.accepted(LAND)
    assert listed(finished=True) == [] and listed(finished=False) == [dossier.code, goes_on.code]
    house.decide(dossier, "release", "refused", reason="Chưa trả hết nợ.")
    assert listed(finished=True) == [], "a part is open"
    house.decide(dossier, "transfer", "refused", reason="Thửa đất đang có tranh chấp.")
    assert house.get(dossier).status == pb.DOSSIER_STATUS_RESULT_READY
    assert listed(finished=True) == [dossier.code] and listed(finished=False) == [goes_on.code]
    assert listed(finished=False, statuses=[pb.DOSSIER_STATUS_RESULT_READY]) == []
    assert listed() == [dossier.code, goes_on.code]
