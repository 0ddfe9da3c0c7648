# SPDX-License-Identifier: Apache-2.0
"""Who stands in for a head reads the apologies of the unit (form 04); who signs for that head by the organisation file signs
them, under both names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from intake_harness import House, printed, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_organisation import Organisation
from motcua_rpc import MotcuaError, PermissionDenied, Unavailable
from motcua_text import Text
from test_apologies import work
from test_apologies_of_units import INSURANCE, REASON, birth

__all__ = ["birth"]

BOTH = "Cao Mỹ Linh, thay Giang Thu Hiền"
LEAVE = (INSURANCE, "hien.bhxh", "linh.bhxh", "2026-12-11")


@pytest.fixture
def deputy(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Organisation]:
    """Linh is the deputy who signs for the head."""
    made: Organisation = house.desk.organisation
    linh = replace(
        made.people["linh.bhxh"], title=Text("Phó Giám đốc"), deputises=made.people["hien.bhxh"].title
    )
    monkeypatch.setitem(made.people, "linh.bhxh", linh)  # type: ignore[arg-type]
    yield made


def listed(house: House, who: str) -> law.ListExtensionsResponse:
    return house.of(who).ListExtensions(law.ListExtensionsRequest())


def refused(house: House, who: str) -> str:
    with pytest.raises(PermissionDenied) as caught:
        listed(house, who)
    return caught.value.code


def drafted(house: House, *leaves: tuple[str, str, str, str]) -> str:
    """The draft of social insurance, on the last working day, while these are on leave."""
    house.at("2026-12-07 09:00")
    assert work(house) == 1
    house.inbox.stand_ins.extend(leaves)
    (one,) = listed(house, "hien").extensions
    return one.extension_id


def asked(house: House, draft: str, who: str = "linh", *, preview: bool = False) -> law.GetExtensionResponse:
    question = law.GetExtensionRequest(extension_id=draft, preview=preview, reason=REASON if preview else "")
    return house.of(who).GetExtension(question)


def sign(house: House, draft: str, who: str = "linh") -> law.Extension:
    wanted = law.SignExtensionRequest(
        request_id=request_id(), extension_id=draft, reason=REASON, new_day="2026-12-10"
    )
    return house.of(who).SignExtension(wanted).extension


def test_who_signs_for_a_head_on_leave_signs_under_both_names(
    house: House, birth: pb.Dossier, deputy: Organisation
) -> None:
    draft = drafted(house, LEAVE)
    found = listed(house, "linh")
    assert [one.extension_id for one in found.extensions] == [draft]
    assert found.may_sign and not found.signers
    assert asked(house, draft, preview=True).preview.startswith(b"%PDF")
    signed = sign(house, draft)
    assert (signed.signed_by.user, signed.signed_by.name) == ("linh.bhxh", BOTH)
    seen = house.get(birth)
    assert seen.history[-1].actor.name == BOTH
    text = printed(house, seen, "04")
    assert "KT. GIÁM ĐỐC" in text and "PHÓ GIÁM ĐỐC" in text and "Cao Mỹ Linh" in text and BOTH not in text
    (event,) = house.events("dossier.extension_signed")
    assert event.data["actor"]["name"] == BOTH


@pytest.mark.parametrize(
    "leaves",
    [
        (),
        [(INSURANCE, "duc.bhxh", "linh.bhxh", "2026-12-11")],  # for somebody who leads nothing
        [("thue_co_so", "hien.bhxh", "linh.bhxh", "2026-12-11")],  # of another unit
        [(INSURANCE, "hien.bhxh", "duc.bhxh", "2026-12-11")],  # another one stands in
    ],
)
def test_a_deputy_signs_while_they_stand_in_for_the_head_only(
    house: House, birth: pb.Dossier, deputy: Organisation, leaves: list[tuple[str, str, str, str]]
) -> None:
    draft = drafted(house, *leaves)
    assert refused(house, "linh") == "HEAD_REQUIRED"
    for call in (lambda: asked(house, draft), lambda: sign(house, draft)):
        with pytest.raises(PermissionDenied):
            call()


def test_who_stands_in_and_does_not_sign_reads_what_waits_and_who_could(
    house: House, birth: pb.Dossier
) -> None:
    draft = drafted(house, LEAVE)
    found = listed(house, "linh")
    assert [one.extension_id for one in found.extensions] == [draft]
    assert not found.may_sign
    (head,) = found.signers
    assert (head.person.name, head.today, head.away_until) == ("Giang Thu Hiền", False, "2026-12-11")
    assert asked(house, draft).signers == found.signers
    for call in (lambda: asked(house, draft, preview=True), lambda: sign(house, draft)):
        with pytest.raises(PermissionDenied, match="SIGNATURE_NOT_LENT") as caught:
            call()
        assert "Giang Thu Hiền" in caught.value.message("vi")
    assert sign(house, draft, "hien").signed_by.name == "Giang Thu Hiền", (
        "a head who comes signs all the same"
    )


def test_a_deputy_who_could_sign_is_named(house: House, birth: pb.Dossier, deputy: Organisation) -> None:
    drafted(house, (INSURANCE, "hien.bhxh", "duc.bhxh", "2026-12-11"))
    house.inbox.stand_ins[0] = (INSURANCE, "hien.bhxh", "linh.bhxh", "2026-12-11")
    deputy.people["linh.bhxh"] = replace(deputy.people["linh.bhxh"], deputises=Text("Chủ tịch"))  # type: ignore[index]
    assert [one.person.user for one in listed(house, "linh").signers] == ["hien.bhxh"]
    duc = replace(deputy.people["duc.bhxh"], deputises=deputy.people["hien.bhxh"].title)
    made = dict(deputy.people)
    try:
        deputy.people["duc.bhxh"] = duc  # type: ignore[index]
        _, named = listed(house, "linh").signers
        assert (named.person.user, named.today) == ("duc.bhxh", False)
        assert [one.user for one in named.in_place_of] == ["hien.bhxh"]
    finally:
        deputy.people["duc.bhxh"] = made["duc.bhxh"]  # type: ignore[index]


def test_heads_are_asked_nothing_and_others_wait_for_the_inboxes(
    house: House, birth: pb.Dossier, deputy: Organisation
) -> None:
    drafted(house, LEAVE)
    house.inbox.away = True
    assert listed(house, "hien").may_sign
    assert house.inbox.asked_units == []
    with pytest.raises(Unavailable):
        listed(house, "linh")
    with pytest.raises(MotcuaError, match="HEAD_REQUIRED"):
        listed(house, "an")
