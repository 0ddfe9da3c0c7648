# SPDX-License-Identifier: Apache-2.0
"""How many copies of a result were made reaches whoever reads the dossier, and the return slip."""

from __future__ import annotations

import pytest
from intake_harness import House, printed, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput

RELEASE = "KQ.G15.000335"


@pytest.mark.parametrize(("made", "counted"), [(0, 1), (2, 2)])
def test_the_return_slip_counts_the_copies_that_were_made(house: House, made: int, counted: int) -> None:
    dossier = house.accept(house.submit())
    assert house.sign(dossier, "release", RELEASE, number="7/CT", copies=made).copies == counted
    house.decide(dossier, "release", "granted", by="son")
    person = dossier.applicant
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name=person.name,
        receiver_id_number=person.id_number, signed=True,
    )  # fmt: skip
    returned = house.of("lan").ReturnResults(request).dossier

    [result] = [one for one in returned.results if one.code == RELEASE]
    assert result.copies == counted
    line = printed(house, returned, "RT").partition("7/CT")[2].partition("Bản chính")[0]
    assert f"0{counted}" in line


@pytest.mark.parametrize("made", [-1, 1001])
def test_copies_that_nobody_makes_are_refused(house: House, made: int) -> None:
    dossier = house.accept(house.submit())
    with pytest.raises(InvalidInput) as refused:
        house.sign(dossier, "release", RELEASE, copies=made)
    assert [one.field for one in refused.value.field_errors] == ["copies"]
