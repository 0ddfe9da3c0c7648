# SPDX-License-Identifier: Apache-2.0
"""At the window a clerk who stands in for an absent colleague leaves both names: history, forms, events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from intake_harness import House, printed, refused, request_id
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import PermissionDenied
from test_returning import give, grant

BOTH = "Lê Mạnh Hùng, thay Trần Thị Lan"
HUNG = common_pb2.Actor(user="hung.motcua", name=BOTH, unit="suoi_trong")


def accept(
    house: House, dossier: pb.Dossier, who: str = "assignment", acting: common_pb2.Actor | None = HUNG
) -> pb.Dossier:
    request = pb.AcceptDossierRequest(request_id=request_id(), dossier_id=dossier.dossier_id, acting=acting)
    return house.of(who).AcceptDossier(request).dossier


def supplement(house: House, dossier: pb.Dossier) -> pb.Dossier:
    items = [pb.SupplementItem(component="GCN", reason="Bản chụp mờ, không đọc được số thửa")]
    request = pb.RequestSupplementRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, items=items, reason="Thiếu trang", acting=HUNG
    )
    return house.of("assignment").RequestSupplement(request).dossier


def refuse(house: House, dossier: pb.Dossier) -> pb.Dossier:
    request = pb.RefuseDossierRequest(
        request_id=request_id(),
        dossier_id=dossier.dossier_id,
        reason="Không thuộc thẩm quyền giải quyết",
        acting=HUNG,
    )
    return house.of("assignment").RefuseDossier(request).dossier


@pytest.mark.parametrize(
    ("act", "line", "form"),
    [
        (accept, "dossier.accepted", "01"),
        (supplement, "dossier.supplement_requested", "02"),
        (refuse, "dossier.refused", "03"),
    ],
)
def test_both_names_stand_in_the_history_and_on_the_form(
    house: House, act: Callable[[House, pb.Dossier], pb.Dossier], line: str, form: str
) -> None:
    dossier = act(house, house.submit())
    (said,) = [one for one in dossier.history if one.type == line]
    assert (said.actor.user, said.actor.name, said.actor.unit) == ("hung.motcua", BOTH, "suoi_trong")
    assert BOTH in printed(house, dossier, form)


def test_the_event_of_acceptance_and_the_return_have_both_names(house: House) -> None:
    dossier = accept(house, house.submit())
    assert house.events("dossier.accepted")[-1].data["actor"]["name"] == BOTH
    grant(house, dossier, "release", "KQ.G15.000335")
    done = give(house, dossier, who="assignment", acting=HUNG)
    assert [one.actor.name for one in done.history if one.type == "result.returned"] == [BOTH]


def actor(**changes: str) -> common_pb2.Actor:
    made = common_pb2.Actor()
    made.CopyFrom(HUNG)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("who", "acting"),
    [
        ("hung", HUNG),  # only the assignment service knows who is away
        ("lan", HUNG),
        ("software", HUNG),
        ("assignment", None),
        ("assignment", actor(user="nobody")),
        ("assignment", actor(unit="ben_gio")),
        ("assignment", actor(name="Lê Mạnh Hùng")),
        ("assignment", actor(user="thao.tuphap", name="Phạm Thu Thảo, thay Trần Thị Lan")),  # no window clerk
    ],
)
def test_who_else_acts_for_nobody(house: House, who: str, acting: Any) -> None:
    dossier = house.submit()
    assert refused(PermissionDenied, lambda: accept(house, dossier, who, acting)).code == "STAND_IN_REFUSED"
    assert house.get(dossier).status == pb.DOSSIER_STATUS_SUBMITTED


def test_a_clerk_of_another_window_stands_in_for_nobody_here(house: House) -> None:
    mai = common_pb2.Actor(user="mai.motcua", name="Hoàng Ngọc Mai, thay Trần Thị Lan", unit="ben_gio")
    dossier = house.submit()
    with pytest.raises(Exception, match=r"DOSSIER_UNKNOWN|NOT_YOUR_UNIT|hồ sơ"):
        accept(house, dossier, acting=mai)
    assert house.get(dossier).status == pb.DOSSIER_STATUS_SUBMITTED
