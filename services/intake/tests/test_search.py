# SPDX-License-Identifier: Apache-2.0
"""Officers find dossiers by words: with or without accents, by pieces, and only what their unit may see."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from intake_answers import ANSWERS
from intake_before import SINCE_0026, SINCE_0034
from intake_harness import COPY, LAND, House, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters import cases
from motcua_intake.adapters.searching import held
from motcua_intake.app import searching
from motcua_intake.migration import MIGRATION
from motcua_procedure.sees import Sees
from motcua_rpc import InvalidInput, PermissionDenied
from motcua_storage import count_statements, migrate
from motcua_text import holds, kept_words, search_terms, search_words


def found(house: House, query: str, who: str = "lan", **more: object) -> list[str]:
    asked = pb.SearchDossiersRequest(query=query, **more)
    return [one.code for one in house.of(who).SearchDossiers(asked).dossiers]


@pytest.mark.parametrize(
    ("query", "words", "fits"),
    [
        ("Nguyễn", "NGUYEN VAN AN", True),
        ("nguyen van", "Nguyễn Văn An", True),
        ("an nguyen", "Nguyễn Văn An", True),
        ("DUNG", "Đỗ Đức Dũng", True),
        ("an", "Nguyễn Văn Anh", False),  # short words are whole
        ("12", "Số thửa 12", True),
        ("12", "Số thửa 312", False),
        ("0001", "000.00.01.H61-261123-0001", True),
        ("0912 345 678", "0912345678", True),
        ("+84 912 345 678", "0912.345.678", True),
        ("5678", "0912345678", True),
        ("100%", "giảm 100% phí", True),
        ("100%", "giảm 1000 phí", False),
        # Any piece of a code, however its marks are typed.
        *(
            (piece, "H99.101-261127-0003", True)
            for piece in (
                "261127-0003",
                "101-261127-0003",
                "2611270003",
                "H99101-261127-0003",
                "h99.101-261127",
                "27-0003",
                "261127 0003",
                "261127/0003",
                "H99.101-261127-0003.",
            )
        ),
        ("261127-0004", "H99.101-261127-0003", False),
        ("0127-0003", "H99.101-260127-0003", True),
        # Marks around and in words.
        ("Dang, Uoc", "Đặng Văn Ước", True),
        ("thửa: 300", "Số thửa 300", True),
        ("“Đặng” (Ước)", "Đặng Văn Ước", True),
        ("O Hara", "Mary O'Hara", True),
        ("ohara", "Mary O'Hara", True),
        ("O’Hara", "Mary O'Hara", True),
        ("(0200) 000-1234", "02000001234", True),
        ("(+84) 200 000 1234", "0200.000.1234", True),
        ("a_cd", "abcd", False),
        ("a\\cd", "a\\cd", True),
        ("Nguyễn", "Trần Thị Bình", False),
        # The number of a paper, with its space or without.
        ("CS012345", "CS 012345", True),
        ("CS 012345", "CS012345", True),
        ("CS 012346", "CS012345", False),
        ("CT 012345", "CS012345", False),
    ],
)
def test_what_a_search_matches(house: House, query: str, words: str, fits: bool) -> None:
    assert matches(house, query, search_words([words])) is fits


def matches(house: House, query: str, stored: str) -> bool:
    """By PostgreSQL's own LIKE, as the search runs it, and as is said of one dossier."""
    terms = search_terms(query)
    column = sa.literal(stored)
    asked = sa.select(sa.and_(*(held(one, column) for one in terms)))
    with house.database.read() as connection:
        found = bool(connection.scalar(asked))
    assert found is all(holds(one, stored) for one in terms)
    return found


PARCEL = [("Số thửa", "7"), ("Số tờ bản đồ", "112"), ("Số phát hành Giấy chứng nhận", "CS 012345")]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("thửa 7", True), ("thửa 112", False), ("tờ 112", True), ("tờ bản đồ 112", True), ("bản đồ 112", True),
        ("tờ bản đồ 7", False), ("Thửa đất số 7, tờ bản đồ số 112", True), ("Thửa đất số 112, tờ bản đồ số 7", False),
        ("thửa đất 7", True), ("Số thửa: 7", True), ("số 112", True), ("7 112", True), ("Bình 7", True),
        ("Bình thửa 7", True), ("An thửa 7", False), ("thửa 7 Bình", True), ("Đỗ 7", True), ("thửa 012345", False),
        ("CS012345", True),
    ],
)  # fmt: skip
def test_a_number_is_found_by_what_it_is_the_number_of(house: House, query: str, fits: bool) -> None:
    """A parcel is no map sheet, as a certificate words it and as officers do."""
    said = ["H99.101-261127-0003", "Đỗ Thị Bình", *(f"{label} {value}" for label, value in PARCEL)]
    assert matches(house, query, kept_words(said, PARCEL)) is fits
    if fits and "đất" not in query:
        assert matches(house, query, search_words(said)), "of a release before, that kept no names of numbers"


def test_a_parcel_is_not_found_by_its_map_sheet(house: House) -> None:
    dossier = house.submit()
    parcel, sheet = dossier.answers["parcel_no"], dossier.answers["map_no"]
    assert found(house, f"Thửa đất số {parcel}, tờ bản đồ số {sheet}") == [dossier.code]
    assert found(house, f"thửa {sheet}") == found(house, f"tờ bản đồ {parcel}") == []


def test_a_dossier_is_found_by_what_its_procedure_declares(house: House) -> None:
    dossier = house.submit()
    name, phone = dossier.applicant.name, dossier.applicant.phone
    answers = dict(dossier.answers.items())
    for query in (
        dossier.code, dossier.code.lower()[-6:], name, phone, f"thửa {answers['parcel_no']}", answers["transferor_name"],
        answers["certificate_no"], f"{name} {answers['map_no']}",
    ):  # fmt: skip
        assert dossier.code in found(house, str(query)), query
    # What is not declared is not searched for.
    assert found(house, str(answers["applicant_address"])) == []
    assert found(house, "khong co ai ten nay") == []


def test_only_what_the_unit_may_see_is_found(house: House) -> None:
    dossier = house.submit()
    assert found(house, dossier.code, "lan") == [dossier.code]
    for who in ("minh", "huong", "mai", "son"):
        assert found(house, dossier.code, who) == [], who
    house.accept(dossier)
    assert found(house, dossier.code, "minh") == [dossier.code]
    assert found(house, dossier.code, "mai") == []


@pytest.mark.parametrize("who", ["an", "phuc", "notification", "workflow"])
def test_others_are_refused(house: House, who: str) -> None:
    asked = pb.SearchDossiersRequest(query="nguyen")
    assert refused(PermissionDenied, lambda: house.of(who).SearchDossiers(asked)).code == "OFFICERS_ONLY"


@pytest.mark.parametrize("query", ["", "   ", "\u0301", ", ."])
def test_nothing_asked_is_refused(house: House, query: str) -> None:
    error = refused(
        InvalidInput, lambda: house.of("lan").SearchDossiers(pb.SearchDossiersRequest(query=query))
    )
    assert error.code == "SEARCH_EMPTY"


def test_pages_follow_each_other_without_gaps(house: House) -> None:
    codes = [house.submit().code for _ in range(5)]
    stub, token, got = house.of("lan"), "", []
    while True:
        answer = stub.SearchDossiers(pb.SearchDossiersRequest(query="nguyen", page_size=2, page_token=token))
        got += [one.code for one in answer.dossiers]
        token = answer.next_page_token
        if not token:
            break
    assert got == codes[::-1]
    first = stub.SearchDossiers(pb.SearchDossiersRequest(query="nguyen", page_size=2))
    other = pb.SearchDossiersRequest(query="tran", page_size=2, page_token=first.next_page_token)
    assert refused(InvalidInput, lambda: stub.SearchDossiers(other)).code == "PAGE_TOKEN_INVALID"


def test_one_procedure_only(house: House) -> None:
    dossier = house.submit()
    assert found(house, dossier.code, procedure_key=LAND) == [dossier.code]
    assert found(house, dossier.code, procedure_key=COPY) == []


def test_a_search_costs_a_bounded_number_of_statements(house: House) -> None:
    for _ in range(3):
        house.submit()
    with count_statements() as counted:
        found(house, "nguyen")
    assert 2 <= len(counted.statements) <= 6


def test_who_sees_a_part_finds_by_that_part_only(house: House) -> None:
    """Finding a dossier by a field that is hidden would tell the field."""
    dossier = house.accepted()
    answers = dict(house.get(dossier).answers.items())
    package, organisation = _package_and_organisation(house, dossier)
    case = house.database
    with case.read() as connection:
        row = cases.dossier(connection, dossier_id=dossier.dossier_id)
    assert row is not None
    sees = Sees("x", frozenset({"parcel_no"}), frozenset(), frozenset(), frozenset())
    for query, found in (
        (dossier.code, True),
        (f"thửa {answers['parcel_no']}", True),
        (dossier.applicant.name, False),
        (str(answers["transferor_name"]), False),
    ):
        assert searching.shows(organisation, package, row, sees, search_terms(query)) is found, query
        assert searching.shows(organisation, package, row, None, search_terms(query))


def _package_and_organisation(house: House, dossier: pb.Dossier) -> tuple[Any, Any]:
    desk = house.service.register.__closure__[0].cell_contents._.desk
    with house.database.read() as connection:
        package = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version)
    return package, desk.organisation


def test_words_that_a_release_before_kept_with_their_marks_are_found_by_any_piece(house: House) -> None:
    dossier = house.submit()
    piece = "".join(dossier.code.split("-")[-2:])
    assert found(house, piece) == [dossier.code]
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        kept = f" {dossier.code.lower()} nguyen van an 02000000901 "
        connection.execute("UPDATE intake.dossier_words SET words = %s", (kept,))
        for undo in SINCE_0026:
            connection.execute(undo)
        connection.execute("UPDATE intake.schema_version SET version_num = '0025'")
        connection.execute(
            "UPDATE platform.schema_state SET revision = '0025', fingerprint = '' WHERE schema = 'intake'"
        )
    assert found(house, piece) == []
    assert "intake" in migrate(house.admin_url, (MIGRATION,))
    assert found(house, piece) == found(house, "02000000901") == found(house, "van an") == [dossier.code]


def test_a_letter_that_looks_like_another_is_found_by_either(house: House) -> None:
    name = "Nguyễn \u00d0ức Thịnh"
    made = house.full_draft("an", answers={**ANSWERS[LAND], "transferee_name": name})
    asked = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    dossier = house.of("an").SubmitDraft(asked).dossier
    for typed in (name, "Nguyễn Đức Thịnh", "nguyen duc thinh"):
        assert found(house, typed) == [dossier.code], typed


def test_letters_alike_that_a_release_before_kept_are_found_by_the_plain_ones(house: House) -> None:
    dossier = house.submit()
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        kept = " nguyen \u00f0uc y \u0180ham to=7 to\u00f0o=7 0912345678 "
        connection.execute("UPDATE intake.dossier_words SET words = %s", (kept,))
        connection.execute("UPDATE intake.published SET search = 'xoa the chap \u00f0at \u00f0ai'")
        for undo in SINCE_0034:
            connection.execute(undo)
        connection.execute("UPDATE intake.schema_version SET version_num = '0034'")
        connection.execute(
            "UPDATE platform.schema_state SET revision = '0034', fingerprint = '' WHERE schema = 'intake'"
        )
    assert found(house, "Đức") == []
    assert "intake" in migrate(house.admin_url, (MIGRATION,))
    for typed in ("Đức", "\u00d0ức", "y bham", "tờ 7", "0912 345 678"):
        assert found(house, typed) == [dossier.code], typed
    with psycopg.connect(house.admin_url) as connection:
        (words,) = connection.execute("SELECT words FROM intake.dossier_words").fetchone() or ("",)
        assert set(words.split()) == {"nguyen", "duc", "y", "bham", "to=7", "todo=7", "0912345678"}
        rows = connection.execute("SELECT DISTINCT search FROM intake.published").fetchall()
    assert rows == [("xoa the chap dat dai",)]
