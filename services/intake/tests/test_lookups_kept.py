# SPDX-License-Identifier: Apache-2.0
"""What is typed from a paper notice must be able to be the child's number; where the database says another, that one counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from intake_harness import ANSWERS, LAND, House, refused, request_id, settle
from lookups_asked import RULE, ask_the_population_database
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import lookups_pb2
from motcua_intake.app.desk import Desk
from motcua_intake.domain.lookups import counting, differing, unfit
from motcua_procedure import ProcedurePackage
from motcua_rpc import Conflict, InvalidInput

BOY = {
    "child_gender": "male",
    "child_birth_date": "2026-11-21",
    "mother_id": "099192004321",
    "father_id": "099 085 000 101",
}


@pytest.mark.parametrize(
    "number, said, code",
    [
        ("099226000001", {}, ""),
        ("099 226 000 001", {}, ""),
        ("099192004321", {}, "LOOKUP_VALUE_OF_ANOTHER"),
        ("099085000101", {}, "LOOKUP_VALUE_OF_ANOTHER"),
        ("099326000001", {}, "LOOKUP_NUMBER_UNFIT"),
        ("099326000001", {"child_gender": "female"}, ""),
        ("099225000001", {}, "LOOKUP_NUMBER_UNFIT"),
        ("099126000001", {"child_birth_date": "1926-01-01", "child_gender": "female"}, ""),
        ("099326000001", {"child_gender": "", "child_birth_date": ""}, ""),
    ],
)
def test_a_number_that_cannot_be_the_childs_is_refused(number: str, said: dict[str, str], code: str) -> None:
    found = unfit(RULE, BOY | said, {"personal_number": number})
    assert (found.code if found else "") == code
    if found:
        assert found.name == "personal_number" and found.why.vi and found.why.to("en") != found.why.vi


def answer(number: int, outcome: str, value: str = "") -> Any:
    values: Mapping[str, str] = {"personal_number": value} if value else {}
    return SimpleNamespace(id=f"a{number}", source="population", outcome=outcome, values=values)


@pytest.mark.parametrize(
    "kept, counts, odd",
    [
        ([], {}, set()),
        ([answer(1, "unknown")], {}, set()),
        ([answer(1, "unknown"), answer(2, "typed", "1")], {"population": "a2"}, set()),
        ([answer(1, "typed", "1"), answer(2, "typed", "2")], {"population": "a2"}, {"a1"}),
        ([answer(1, "typed", "1"), answer(2, "issued", "2")], {"population": "a2"}, {"a1"}),
        ([answer(1, "issued", "2"), answer(2, "typed", "1")], {"population": "a1"}, {"a2"}),
        ([answer(1, "typed", "2"), answer(2, "issued", "2")], {"population": "a2"}, set()),
    ],
)
def test_the_databases_own_answer_counts(kept: list[Any], counts: dict[str, str], odd: set[str]) -> None:
    assert counting(kept) == counts and differing(kept) == odd


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_the_population_database(monkeypatch)


def keep(house: House, dossier: Any, key: str, outcome: str, number: str) -> Any:
    typed = common_pb2.Actor(user="thao", name="Thảo", unit="suoi_trong") if outcome == "typed" else None
    return house.of("assignment").KeepLookup(
        lookups_pb2.KeepLookupRequest(
            request_id=key,
            dossier_id=dossier.dossier_id,
            lookup_id=key,
            source="population",
            outcome=outcome,
            values={"personal_number": number},
            typed_by=typed,
        )
    )


def test_a_late_answer_with_another_number_is_told_and_counts(house: House, asking: None) -> None:
    dossier = house.accepted()
    error = refused(InvalidInput, lambda: keep(house, dossier, "k-0", "typed", "099085000101"))
    assert [(one.field, one.code) for one in error.field_errors] == [
        ("personal_number", "LOOKUP_VALUE_OF_ANOTHER")
    ]
    keep(house, dossier, "k-1", "typed", "099226000001")
    house.at("2026-11-23 14:00")
    keep(house, dossier, "k-2", "issued", "099226585468")
    seen = house.get(dossier, "lan")
    assert [(one.lookup_id, one.counts, one.differs) for one in seen.lookups] == [
        ("k-1", False, True),
        ("k-2", True, False),
    ]
    told = [one.text for one in seen.history if one.type == "dossier.lookup_differs"]
    assert len(told) == 1 and "trả lời khác" in told[0].vi and "counts" in told[0].en


def test_a_result_that_was_signed_with_another_answer_goes_out_only_knowingly(
    house: House, asking: None
) -> None:
    dossier = house.accepted()
    keep(house, dossier, "c-1", "typed", "099226000001")
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    settle(house, dossier)
    assert not house.get(dossier).results[0].changed_answers
    house.at("2026-11-23 14:00")
    keep(house, dossier, "c-2", "issued", "099226585468")
    (said,) = house.get(dossier).results[0].changed_answers
    assert "099226000001" in said.vi and "099226585468" in said.vi and "now" in said.en

    def give(**more: Any) -> Any:
        return house.of("lan").ReturnResults(
            pb.ReturnResultsRequest(
                request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An",
                receiver_id_number="099085000101", signed=True, **more,
            )
        )  # fmt: skip

    (event,) = house.events("result.answer_changed")
    assert event.data["unit"] == "chi_nhanh_dat_dai" and "099226" not in str(event.data), "who signed is told"
    keep(house, dossier, "c-3", "issued", "099226585468")
    assert len(house.events("result.answer_changed")) == 1, "once"
    error = refused(Conflict, give)
    assert error.code == "RESULT_ANSWER_CHANGED" and said.vi in error.message_vi
    done = give(changed_answers_seen=True).dossier
    assert done.results[0].HasField("returned_at")
    assert [one.type for one in done.history].count("result.answer_changed") == 1
    house.sign(dossier, "transfer", "KQ.G10.001147")
    house.decide(dossier, "transfer", "granted")
    assert not house.get(dossier).results[-1].changed_answers, "signed with the new one"


@pytest.fixture
def asking_by_name(monkeypatch: pytest.MonkeyPatch, asking: None) -> Iterator[None]:
    """As `asking`, with the name of the transferee as the child's."""
    known = Desk.package_of
    rule = replace(RULE, asks={"child_name": "transferee_name"})

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        return replace(package, procedure=replace(package.procedure, lookups={"population": rule}))

    monkeypatch.setattr(Desk, "package_of", package_of)
    yield


def accepted(house: House, name: str) -> Any:
    draft = house.full_draft("an", answers={**ANSWERS[LAND], "transferee_name": name})
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    return house.accept(house.of("an").SubmitDraft(request).dossier)


def test_a_number_that_another_child_has_is_refused_and_the_same_childs_is_not(
    house: House, asking_by_name: None
) -> None:
    """Twins have the same day of birth and the same parents; who is registered anew is the same child."""
    first = accepted(house, "Nguyễn Minh Khôi")
    house.task_opened(first, "suoi_trong")
    keep(house, first, "k-1", "issued", "099226000001")
    twin = accepted(house, "Nguyễn Minh Khang")
    error = refused(InvalidInput, lambda: keep(house, twin, "k-2", "typed", "099 226 000 001"))
    (wrong,) = error.field_errors
    assert wrong.code == "LOOKUP_VALUE_OF_ANOTHER" and first.code in wrong.message_vi
    keep(house, twin, "k-3", "typed", "099 226 000 002")
    refused(InvalidInput, lambda: keep(house, accepted(house, "Lê An"), "k-4", "typed", "099226000002"))
    again = accepted(house, "Nguyễn Minh Khôi")
    keep(house, again, "k-5", "typed", "099226000001")
    assert [one.outcome for one in house.get(again, "lan").lookups] == ["typed"]


def typed(house: House, dossier: Any, key: str, number: str) -> str:
    """What is said against a typed number, in both languages; "" where it is kept."""
    try:
        keep(house, dossier, key, "typed", number)
    except InvalidInput as error:
        (wrong,) = error.field_errors
        return f"{wrong.code} {wrong.message_vi} {wrong.message_en}"
    return ""


def shared(house: House, dossier: Any) -> list[Any]:
    return [one.text for one in house.get(dossier, "lan").history if one.type == "dossier.lookup_shared"]


@pytest.mark.parametrize("outcome", ["withdrawn", "refused", "stopped"])
def test_a_dossier_that_ended_in_vain_holds_no_number(
    house: House, asking_by_name: None, outcome: str
) -> None:
    """Withdrawn as the name was wrong: the child is registered anew with its number, and that it was there before is said."""
    first = accepted(house, "Nguyễn Song Sinh Một")
    keep(house, first, "k-1", "typed", "099226000999")
    again = accepted(house, "Nguyễn Song Sinh Mốt")
    assert typed(house, again, "k-2", "099226000999").startswith("LOOKUP_VALUE_OF_ANOTHER")
    house.decide(first, "release", outcome, "Sai tên.")
    assert typed(house, again, "k-3", "099226000999").startswith("LOOKUP_VALUE_OF_ANOTHER"), "a part goes on"
    house.decide(first, "transfer", outcome, "Sai tên.")
    assert typed(house, again, "k-4", "099 226 000 999") == ""
    (said,) = shared(house, again)
    assert "đối chiếu" in said.vi and "another child" in said.en and first.code not in said.vi + said.en
    keep(house, again, "k-4", "typed", "099 226 000 999")
    assert len(shared(house, again)) == 1, "once"
    twin = accepted(house, "Nguyễn Song Sinh Hai")
    assert typed(house, twin, "k-5", "099226000999"), "whoever has it now holds it"


def test_a_result_that_went_out_holds_its_number_for_good(house: House, asking_by_name: None) -> None:
    first = accepted(house, "Nguyễn Minh Khôi")
    keep(house, first, "k-1", "typed", "099226000001")
    house.sign(first, "release", "KQ.G15.000335")
    house.decide(first, "release", "granted")
    house.decide(first, "transfer", "withdrawn", "Không chuyển nhượng nữa.")
    settle(house, first)
    house.at("2026-11-23 14:00")
    keep(house, first, "k-2", "issued", "099226585468")
    twin = accepted(house, "Nguyễn Minh Khang")
    assert typed(house, twin, "k-3", "099226000001"), "the paper names it, though the database says another"
    assert typed(house, twin, "k-4", "099226585468")


def test_a_number_that_was_typed_wrongly_is_free_once_another_counts(
    house: House, asking_by_name: None
) -> None:
    first, twin = accepted(house, "Nguyễn Minh Khôi"), accepted(house, "Nguyễn Minh Khang")
    keep(house, first, "k-1", "typed", "099226000001")
    assert typed(house, twin, "k-2", "099226000001")
    house.at("2026-11-23 14:00")
    keep(house, first, "k-3", "issued", "099226585468")
    assert typed(house, twin, "k-4", "099226000001") == "" and len(shared(house, twin)) == 1


def test_what_the_database_gives_twice_is_said(house: House, asking_by_name: None) -> None:
    """Nothing is refused to a database; but two children with one number do not go unseen."""
    first, twin = accepted(house, "Nguyễn Minh Khôi"), accepted(house, "Nguyễn Minh Khang")
    keep(house, first, "k-1", "typed", "099226000001")
    keep(house, twin, "k-2", "issued", "099226000001")
    assert len(shared(house, twin)) == 1 and not shared(house, first)


def test_the_other_dossier_is_named_only_to_who_may_see_it(house: House, asking_by_name: None) -> None:
    """Suối Trong's officer types a number that a dossier has in which only another agency acts: its code is not told."""
    first, twin = accepted(house, "Nguyễn Minh Khôi"), accepted(house, "Nguyễn Minh Khang")
    keep(house, first, "k-1", "typed", "099226000001")
    house.task_opened(first, "ben_gio")
    said = typed(house, twin, "k-2", "099226000001")
    assert said and first.code not in said and "hồ sơ khác" in said and "in another dossier" in said
    house.task_opened(first, "suoi_trong")
    said = typed(house, twin, "k-3", "099226000001")
    assert f"trong hồ sơ {first.code}" in said and f"in dossier {first.code}" in said
