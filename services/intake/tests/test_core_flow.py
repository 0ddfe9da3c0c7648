# SPDX-License-Identifier: Apache-2.0
"""From draft to acceptance, as people walk it."""

from __future__ import annotations

import pytest
from intake_harness import LAND, House
from motcua.intake.v1 import intake_pb2 as pb

DUE = [("2026-11-23 09:00", "2026-12-04"), ("2026-11-23 15:10", "2026-12-07")]


@pytest.mark.parametrize(("received", "promised"), DUE)
def test_the_promised_date_of_the_land_dossier(house: House, received: str, promised: str) -> None:
    house.at(received)
    dossier = house.accepted()
    assert dossier.status == pb.DOSSIER_STATUS_ACCEPTED
    assert dossier.code == "H99.101-261123-0001"
    assert str(dossier.promised_at.ToJsonString()).startswith(promised)
    assert dossier.promised_at == dossier.original_promised_at
    assert [document.form for document in dossier.documents] == ["00", "01"]
    assert house.workflow.started[dossier.dossier_id][0].procedure_key == LAND
