# SPDX-License-Identifier: Apache-2.0
"""Nobody files as somebody else: name and number are the account's, refused where they differ, never replaced."""

from __future__ import annotations

from typing import Any

import pytest
from intake_harness import ANSWERS, LAND, PEOPLE, House, refused, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_identity import Kind, Subject
from motcua_rpc import InvalidInput
from motcua_rpc.structs import to_dict, to_struct

AN = {"name": "Nguyễn Văn An", "id_number": "099085000101"}


def save(house: House, who: str, draft: pb.Draft | None = None, **applicant: str) -> pb.Draft:
    request = pb.SaveDraftRequest(
        request_id=request_id(),
        draft_id=draft.draft_id if draft else "",
        revision=draft.revision if draft else 0,
        procedure_key=LAND,
        unit="suoi_trong",
        applicant=pb.Applicant(**applicant),
        answers=to_struct(ANSWERS[LAND]),
    )
    return house.of(who).SaveDraft(request).draft


DIFFERING: list[tuple[dict[str, str], list[str]]] = [
    ({"name": "Lò Thị Bình"}, ["applicant.name"]),
    ({"name": "Nguyen Van An"}, ["applicant.name"]),
    ({"name": "Nguyễn Văn An\x01"}, ["applicant.name"]),
    ({"name": "x" * 2_000}, ["applicant.name"]),
    ({"id_number": "099190000102"}, ["applicant.id_number"]),
    ({"user": "binh"}, ["applicant.user"]),
    ({"user": "AN"}, ["applicant.user"]),
    ({"user": "binh", "name": "Lò Thị Bình"}, ["applicant.user", "applicant.name"]),
    ({"name": "Lò Thị Bình", "id_number": "099190000102"}, ["applicant.name", "applicant.id_number"]),
]
SAME = [
    {},
    AN,
    {"name": "  NGUYỄN  VĂN AN "},
    {"name": "Nguye\u0302\u0303n Va\u0306n An"},
    {"id_number": "099 085 000 101"},
]


@pytest.mark.parametrize(("typed", "fields"), DIFFERING)
@pytest.mark.parametrize("old", [False, True])
def test_another_person_is_refused_saying_what_to_do(
    house: House, typed: dict[str, str], fields: list[str], old: bool
) -> None:
    draft = save(house, "an") if old else None
    error = refused(InvalidInput, lambda: save(house, "an", draft, **typed))
    assert [(one.field, one.code) for one in error.field_errors] == [(f, "APPLICANT_DIFFERS") for f in fields]
    assert all("người mình nộp thay" in one.message_vi for one in error.field_errors)


@pytest.mark.parametrize("typed", SAME)
def test_the_accounts_own_person_stands_as_the_account_writes_it(house: House, typed: dict[str, str]) -> None:
    who = save(house, "an", **typed).applicant
    assert (who.name, who.id_number) == (AN["name"], AN["id_number"])


def test_how_to_reach_them_may_be_typed(house: House) -> None:
    mine = {"phone": "0200 111 222", "email": "toi@congdan.example", "address": "Bến Gió"}
    who = save(house, "an", **mine).applicant
    assert {name: getattr(who, name) for name in mine} == mine
    assert save(house, "an").applicant.phone == "02000000901", "blanks come from the register"


def test_a_clerk_and_a_system_name_whoever_came(house: House) -> None:
    other = {"name": "Lò Thị Bình", "id_number": "099190000102"}
    for who in ("lan", "software", "gateway"):
        assert save(house, who, **other).applicant.name == "Lò Thị Bình"


def test_nobody_names_the_account_of_another(house: House) -> None:
    """A clerk neither: the person at the counter has none until they sign in; and what a draft has may be sent back."""
    for who in ("lan", "gateway"):
        error = refused(InvalidInput, lambda who=who: save(house, who, user="an", name="Lò Thị Bình"))
        assert [(one.field, one.code) for one in error.field_errors] == [
            ("applicant.user", "APPLICANT_DIFFERS")
        ]
    for who in ("an", "lan", "gateway"):
        draft = save(house, who)
        assert save(house, who, draft, user=draft.applicant.user).applicant.user == draft.applicant.user


def test_an_account_without_a_number_files_nothing_online(house: House) -> None:
    draft = save(house, "unverified", name="Người Lạ")
    assert draft.applicant.id_number == ""
    found = house.of("unverified").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    (said,) = [one for one in found if one.field == "applicant.id_number"]
    assert "Bộ phận Một cửa" in said.message.vi
    refused(InvalidInput, lambda: save(house, "unverified", draft, id_number="099190000102"))
    vouched = save(house, "verified")
    assert (vouched.applicant.name, vouched.applicant.id_number) == ("Người Quen", "099190000999")


FORM: list[tuple[str, dict[str, Any], list[str]]] = [
    ("an", {"applicant_name": "Lò Thị Bình"}, ["applicant_name"]),
    ("an", {"applicant_id": "099172000103"}, ["applicant_id"]),
    ("an", {"applicant_name": "nguyễn văn an", "applicant_id": "099085000101"}, []),
    ("an", {"applicant_name": "", "applicant_id": ""}, []),
    ("lan", {"applicant_name": "Lò Thị Bình"}, ["applicant_name"]),
]


@pytest.mark.parametrize(("who", "answers", "fields"), FORM)
def test_the_form_cannot_name_another_applicant(
    house: House, who: str, answers: dict[str, Any], fields: list[str]
) -> None:
    draft = house.full_draft(who, answers=ANSWERS[LAND] | answers)
    found = house.of(who).CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    assert [one.field for one in found] == fields
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    if who == "lan":
        received = pb.ReceiveDossierRequest(
            request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision
        )
        refused(InvalidInput, lambda: house.of(who).ReceiveDossier(received))
    elif fields:
        refused(InvalidInput, lambda: house.of(who).SubmitDraft(request))
    else:
        dossier = house.of(who).SubmitDraft(request).dossier
        stated = to_dict(dossier.answers)
        assert stated["applicant_name"].casefold() == dossier.applicant.name.casefold() == "nguyễn văn an"
        assert stated["applicant_id"] == dossier.applicant.id_number == AN["id_number"]


def test_a_draft_kept_from_before_is_looked_at_again(house: House) -> None:
    draft = house.full_draft("an")
    with house.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE intake.draft SET applicant = (applicant::jsonb || jsonb_build_object('name', 'Lò Thị Bình'))::json"
            " WHERE id = %s",
            (draft.draft_id,),
        )
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    error = refused(InvalidInput, lambda: house.of("an").SubmitDraft(request))
    assert "applicant.name" in [one.field for one in error.field_errors]


@pytest.fixture(autouse=True)
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accounts that the province's register does not know, one whose issuer vouches for the number; a system of its own."""
    citizen = frozenset({"citizen"})
    made = {
        "unverified": Subject("id-u", "unverified", "Người Lạ", citizen),
        "verified": Subject("id-v", "verified", "Người Quen", citizen, identity_number="099190000999"),
        "gateway": Subject(
            "id-g", "service-account-gateway", "Cổng", frozenset({"integrator"}), client="gateway", kind=Kind.SERVICE
        ),
    }  # fmt: skip
    for name, subject in made.items():
        monkeypatch.setitem(PEOPLE, name, subject)


DECLARED = {"phone": "02000001234", "email": "khac@congdan.example", "address": "Bến Gió"}


@pytest.mark.parametrize(
    ("declared", "stated", "kept"),
    [
        (DECLARED, {}, DECLARED),
        (DECLARED, {"phone": "0200 000 9999", "email": "toi@congdan.example"}, DECLARED),
        ({"email": ""}, {"email": "toi@congdan.example"}, {"email": "toi@congdan.example"}),
    ],
)
def test_a_dossier_is_reached_by_what_its_form_declares(
    house: House, declared: dict[str, str], stated: dict[str, str], kept: dict[str, str]
) -> None:
    """As in the portal; what the account or the caller says stands where the form says nothing."""
    answers = ANSWERS[LAND] | {f"applicant_{name}": value for name, value in declared.items()}
    made = house.full_draft("an", answers=answers)
    if stated:
        request = pb.SaveDraftRequest(
            request_id=request_id(), draft_id=made.draft_id, revision=made.revision, applicant=pb.Applicant(**stated),
            answers=to_struct(answers), unit=made.unit,
        )  # fmt: skip
        made = house.of("an").SaveDraft(request).draft
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    who = house.of("an").SubmitDraft(sent).dossier.applicant
    assert {name: getattr(who, name) for name in kept} == kept
