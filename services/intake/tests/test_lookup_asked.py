# SPDX-License-Identifier: Apache-2.0
"""That an outside database was asked stands in the history when it was asked, so that the wait for it can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from intake_harness import ROOT, House
from motcua_intake.app.desk import Desk
from motcua_procedure import ProcedurePackage, load_folder

LOOKUPS = load_folder(ROOT / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt").procedure.lookups


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The land procedure, which asks the population database."""
    known = Desk.package_of

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        return replace(package, procedure=replace(package.procedure, lookups=LOOKUPS))

    monkeypatch.setattr(Desk, "package_of", package_of)
    yield


def asked(house: House, dossier: Any) -> list[Any]:
    return [one for one in house.get(dossier, "an").history if one.type == "dossier.lookup_asked"]


def test_the_applicant_reads_that_a_database_was_asked_and_when(house: House, asking: None) -> None:
    dossier = house.accepted()
    house.at("2026-11-23 14:00")
    house.throw(dossier, "personal_number_request", "m-1", party="population", agency="")
    (line,) = asked(house, dossier)
    assert line.text.vi == "Đã hỏi Cơ sở dữ liệu quốc gia về dân cư; chờ trả lời."
    assert line.text.en == "National population database was asked; waiting for its answer."
    assert line.at.ToJsonString() == "2026-11-23T07:00:00Z"


def test_other_messages_are_no_question(house: House, asking: None) -> None:
    dossier = house.accepted()
    house.throw(dossier, "elsewhere", "m-2", party="population", agency="")
    assert not asked(house, dossier)


def test_a_draft_and_a_dossier_say_what_tells_them_apart(house: House) -> None:
    from motcua.intake.v1 import intake_pb2 as pb

    made, dossier = house.full_draft("an"), house.submit()
    drafts = {one.draft_id: one for one in house.of("an").ListDrafts(pb.ListDraftsRequest()).drafts}
    about = drafts[made.draft_id].about
    assert "thửa" in about.label.vi.lower() and about.value.vi == str(made.answers["parcel_no"])
    (own,) = house.of("an").ListDossiers(pb.ListDossiersRequest()).dossiers
    assert own.about.value.vi == about.value.vi and own.dossier_id == dossier.dossier_id
    assert not any(
        one.HasField("about") for one in house.of("lan").ListDossiers(pb.ListDossiersRequest()).dossiers
    )
