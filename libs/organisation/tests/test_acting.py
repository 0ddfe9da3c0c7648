# SPDX-License-Identifier: Apache-2.0
"""Who acts: kinds × territories × days, with a branch that was reorganised and a commune that was merged."""

from __future__ import annotations

import pathlib
from dataclasses import replace
from datetime import date

import pytest
from motcua_organisation import CompetenceError, Organisation, load_organisation

DEMO = pathlib.Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"
BEFORE, FIRST, LAST, NEXT = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 29), date(2026, 11, 30)


@pytest.fixture(scope="module")
def reorganised() -> Organisation:
    """Of 30 November 2026: a new land branch in place of the old one, and doi_sim (merged) is no more; two offices of one kind
    serve ben_gio."""
    demo = load_organisation(DEMO)
    branch, office = demo.unit("chi_nhanh_dat_dai"), demo.unit("thue_co_so")
    changed = (
        replace(branch, valid_to=LAST),
        replace(branch, key="chi_nhanh_moi", code="H99.20.9", valid_from=NEXT),
        replace(demo.unit("doi_sim"), valid_to=LAST),
        replace(office, key="thue_co_so_2", code="G12.99.2", serves=("ben_gio",)),
    )
    return replace(demo, units={**demo.units, **{unit.key: unit for unit in changed}})


NOT_IN_FORCE, NONE = "not in force", "found: none"


@pytest.mark.parametrize(
    ("agency", "territory", "acts"),
    [
        # On the day before the two-level model, its first, the last of the old branch, the first of the new one.
        ("", "suoi_trong", (NOT_IN_FORCE, "suoi_trong", "suoi_trong", "suoi_trong")),
        ("", "doi_sim", (NOT_IN_FORCE, "doi_sim", "doi_sim", NOT_IN_FORCE)),
        ("", "nowhere", ("no commune",) * 4),
        ("", "", ("no commune",) * 4),
        ("commune", "ben_gio", (NONE, "ben_gio", "ben_gio", "ben_gio")),
        ("commune", "doi_sim", (NONE, "doi_sim", "doi_sim", NONE)),
        ("commune", "nowhere", ("no commune",) * 4),
        ("land_branch", "ben_gio", (NONE, "chi_nhanh_dat_dai", "chi_nhanh_dat_dai", "chi_nhanh_moi")),
        ("land_branch", "nowhere", ("no commune",) * 4),
        ("tax_office", "suoi_trong", (NONE, "thue_co_so", "thue_co_so", "thue_co_so")),
        ("tax_office", "ben_gio", (NONE, *["thue_co_so, thue_co_so_2"] * 3)),
        ("police", "suoi_trong", (NONE, *["cong_an_suoi_trong"] * 3)),
        ("consulate", "ben_gio", (NONE,) * 4),
    ],
)
def test_one_unit_acts_or_a_sentence_says_why_none_does(
    reorganised: Organisation, agency: str, territory: str, acts: tuple[str, ...]
) -> None:
    for on, expected in zip((BEFORE, FIRST, LAST, NEXT), acts, strict=True):
        if expected in reorganised.units:
            assert reorganised.acting_unit(agency, territory, on).key == expected, on
        else:
            with pytest.raises(CompetenceError, match=expected):
                reorganised.acting_unit(agency, territory, on)


def test_the_own_unit_never_stands_in_for_an_agency_that_is_named(reorganised: Organisation) -> None:
    """Else the tax office's work would lie with a commune."""
    for kind in reorganised.kinds() | {"consulate"}:
        for territory in ("suoi_trong", "ben_gio"):
            try:
                unit = reorganised.acting_unit(kind, territory, NEXT)
            except CompetenceError:
                continue
            assert unit.kind == kind and unit.in_force(NEXT) and territory in unit.serves
