# SPDX-License-Identifier: Apache-2.0
"""Each part says which agency decides on it: by the drawing and the territory, of the day of the decision."""

from __future__ import annotations

import pytest
from intake_harness import House
from motcua_intake.app.deciding_agencies import kinds_of

DRAWING = """<definitions xmlns:motcua="m"><!-- <process id="old" motcua:part="gone"/> -->
<collaboration><participant id="a" processRef="one" motcua:agency="commune"/>
<bpmn:participant motcua:agency='police'
    id="b" processRef='two'/><participant id="c" processRef="three"/></collaboration>
<process id="one"><subProcess id="s" motcua:part="birth"><task motcua:part="both"/></subProcess></process>
<bpmn:process isExecutable="true" id="two" motcua:part='residence'><subProcess motcua:part="both"/></bpmn:process>
<process id="three"><subProcess motcua:part="nobodys"/></process>
</definitions>"""


def test_a_part_is_of_the_agency_in_whose_pool_it_stands() -> None:
    assert kinds_of(DRAWING.encode()) == {"birth": "commune", "residence": "police"}
    assert kinds_of(b"\xff no drawing") == {}


@pytest.mark.parametrize("who", ["an", "lan"])
def test_the_applicant_and_the_window_read_who_decides(house: House, who: str) -> None:
    house.at("2026-11-23 09:00")
    dossier = house.accepted()
    seen = house.get(dossier, who)
    units = {one.agency.key for one in seen.parts}
    assert units == {"chi_nhanh_dat_dai"} and all(
        one.agency.name.vi and one.agency.name.en for one in seen.parts
    )
