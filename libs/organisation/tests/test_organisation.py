# SPDX-License-Identifier: Apache-2.0
"""The organisation file: what it gives, and how it says what is wrong."""

from __future__ import annotations

import os
import pathlib
from dataclasses import replace
from datetime import date, time

import pytest
from motcua_organisation import (
    CompetenceError,
    Organisation,
    load_organisation,
    parse_organisation,
    place_of,
)
from motcua_text import SourceError, Text, email, identity_number, person_name, phone

DEMO = pathlib.Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"


@pytest.fixture(scope="module")
def demo() -> Organisation:
    return load_organisation(DEMO)


def test_demo_is_called_an_illustration(demo: Organisation) -> None:
    assert demo.illustration is not None
    assert "minh họa" in demo.illustration.vi


def test_the_people_of_the_demo_could_fill_in_any_form(demo: Organisation) -> None:
    for person in (*demo.people.values(), *demo.citizens.values()):
        assert person_name(person.name) == person.name
        assert phone(person.phone) == person.phone
        assert not person.email or email(person.email) == person.email
    for citizen in demo.citizens.values():
        assert identity_number(citizen.id_number, date(2026, 11, 23)) == citizen.id_number
        assert int(citizen.id_number[4:6]) == citizen.birth_date.year % 100


def test_every_commune_is_served_by_one_branch_and_one_tax_office(demo: Organisation) -> None:
    communes = [unit.key for unit in demo.communes()]

    assert communes == ["suoi_trong", "ben_gio", "doi_sim"]
    assert {"chi_nhanh_dat_dai"} == {demo.competent_unit("land_branch", key).key for key in communes}
    assert {"thue_co_so"} == {demo.competent_unit("tax_office", key).key for key in communes}
    assert communes == [demo.competent_unit("commune", key).key for key in communes]


AGENCIES = {"commune", "land_branch", "tax_office", "police", "social_insurance"}


def test_every_agency_that_works_on_dossiers_has_a_head(demo: Organisation) -> None:
    """Else nobody could sign what it is late with."""
    working = {one.unit for one in demo.people.values() if one.roles - {"designer", "operator"}}
    assert {demo.unit(key).kind for key in working} <= AGENCIES
    assert all(demo.heads(key) for key in working)


@pytest.mark.parametrize(
    ("user", "unit", "roles", "leads"),
    [
        ("thang.congan", "cong_an_suoi_trong", (), True),
        ("thang.congan", "cong_an_ben_gio", (), False),
        ("thang.congan", "", (), False),
        ("cuong.congan", "cong_an_suoi_trong", ("police_officer",), False),
        ("nobody", "bhxh_co_so", ("insurance_leader",), True),
        ("nobody", "", ("insurance_leader",), False),
        ("nobody", "bhxh_co_so", ("leader", "leader_of_none"), False),
    ],
)
def test_heads_are_heads_by_the_file_or_by_the_role(
    demo: Organisation, user: str, unit: str, roles: tuple[str, ...], leads: bool
) -> None:
    assert demo.is_head(user, unit, roles) is leads


def test_every_role_is_held_where_it_is_needed(demo: Organisation) -> None:
    assert len(demo.people_with("window_clerk", "suoi_trong")) == 2
    assert len(demo.people_with("land_officer", "chi_nhanh_dat_dai")) == 2
    assert len(demo.people_with("tax_officer")) == 2
    for commune in demo.communes():
        for role in ("window_clerk", "justice_officer", "commune_leader"):
            assert demo.people_with(role, commune.key)
    assert all(demo.people_with(role) for role in demo.roles)


def test_one_commune_is_open_on_saturday_morning(demo: Organisation) -> None:
    assert ((time(7, 30), time(11, 30)),) == demo.unit_hours("ben_gio").week[5]
    assert demo.unit_hours("suoi_trong").week[5] == ()
    assert ((time(7, 0), time(11, 30)), (time(13, 30), time(17, 0))) == demo.unit_hours("suoi_trong").week[0]


def test_windows_are_where_dossiers_are_handed_in(demo: Organisation) -> None:
    assert [unit.key for unit in demo.windows(("commune",))] == ["suoi_trong", "ben_gio", "doi_sim"]
    assert demo.windows(("tax_office",)) == ()


def test_an_unknown_territory_or_kind_is_refused(demo: Organisation) -> None:
    with pytest.raises(CompetenceError, match='no commune "x"'):
        demo.competent_unit("tax_office", "x")
    with pytest.raises(CompetenceError, match="found: none"):
        demo.competent_unit("consulate", "ben_gio")


def test_a_unit_is_competent_only_while_it_exists(demo: Organisation) -> None:
    """Communes of the two-level model exist since 1 July 2025."""
    with pytest.raises(CompetenceError, match="found: none"):
        demo.competent_unit("land_branch", "ben_gio", date(2025, 6, 30))
    assert demo.competent_unit("land_branch", "ben_gio", date(2025, 7, 1)).key == "chi_nhanh_dat_dai"


@pytest.mark.parametrize(
    ("old", "new", "field", "sentence"),
    [
        ("code: H99.101", "code: h99.101", "units[2].code", "right form"),
        ("code: H99.102", "code: H99.101", "units[3].code", "already used"),
        ("kind: tax_office", "kind: taxes", "units[7].kind", "not one of"),
        ("serves: [suoi_trong, ben_gio, doi_sim]", "serves: [nowhere]", "units[0].serves[0]", "no commune"),
        ("parent: van_phong_dat_dai", "parent: nobody", "units[6].parent", "no unit"),
        ("parent: van_phong_dat_dai", "parent: chi_nhanh_dat_dai", "units[6].parent", "above itself"),
        ("hours: vertical", "hours: never", "units[7].hours", "no hours"),
        ('sat: ["07:30-11:30"]', 'sat: ["11:30-07:30"]', "hours.saturday_morning", "inverted"),
        ('sat: ["07:30-11:30"]', 'fri-mon: ["07:30-11:30"]', "hours.saturday_morning", "inverted"),
        ("roles: [tax_officer]", "roles: [taxman]", "people[13].roles[0]", "no role"),
        ("unit: thue_co_so", "unit: thue", "people[13].unit", "no unit"),
        ("valid: {from: 2025-07-01}", "valid: {from: 2025-02-30}", "units[0].valid.from", "calendar"),
        ("user: an.congdan", "user: lan.motcua", "citizens[0].user", "already used"),
        ("birth_date: 1985-03-14", "birth_date: 1985-13-14", "citizens[0].birth_date", "calendar"),
        ("commune: doi_sim", "commune: thue_co_so", "citizens[2].commune", "no commune"),
    ],
)
def test_a_mistake_is_told_by_line_and_field(old: str, new: str, field: str, sentence: str) -> None:
    text = DEMO.read_text("utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    with pytest.raises(SourceError) as caught:
        parse_organisation(changed.encode(), "o.yaml")

    line = text[: text.index("saturday_morning:" if "saturday" in field else old)].count("\n") + 1
    problem = caught.value.problems[0]
    assert (field, line, "o.yaml") == (problem.path, problem.line, problem.file)
    assert sentence in problem.message


def test_an_id_number_without_quotes_keeps_its_leading_zero() -> None:
    text = DEMO.read_text("utf-8").replace('"099085000101"', "099085000101")

    assert parse_organisation(text.encode(), "o.yaml").citizens["an.congdan"].id_number == "099085000101"


@pytest.mark.parametrize(
    ("unit", "name", "place"),
    [
        ("suoi_trong", "", "Suối Trong"),
        ("chi_nhanh_dat_dai", "", "Minh Họa"),
        ("thue_co_so", "", "Minh Họa"),
        ("suoi_trong", "Ủy ban nhân dân phường 4", "Phường 4"),
        ("minh_hoa", "Ủy ban nhân dân thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("minh_hoa", "Ủy ban nhân dân thành phố Ví Dụ", "Ví Dụ"),
    ],
)
def test_papers_are_dated_at_the_commune_or_the_province(
    demo: Organisation, unit: str, name: str, place: str
) -> None:
    known = demo.unit(unit)
    assert place_of(demo, replace(known, name=Text(name)) if name else known) == place


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "large"])
def test_only_a_regular_file_of_a_bearable_size_is_read(tmp_path: pathlib.Path, kind: str) -> None:
    path = pathlib.Path("/dev/zero") if kind == "device" else tmp_path / "organisation.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        path.write_bytes(b"#" * 5_000_000)
    with pytest.raises(SourceError if kind == "large" else OSError):
        load_organisation(path)
