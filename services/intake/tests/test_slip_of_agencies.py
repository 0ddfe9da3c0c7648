# SPDX-License-Identifier: Apache-2.0
"""On the control slip each result comes to the window by a line of its own, whether or not somebody fetched in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from intake_harness import House, printed, request_id
from motcua.events.v1 import inbox_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar import LEGAL_ZONE
from motcua_intake.app import controlling
from motcua_intake.domain.control import Stay, Times, hand_overs
from motcua_intake.domain.ready import Ready, ready
from motcua_intake.domain.records import PartStatus, Source
from motcua_rpc import NotFound
from test_apologies_of_units import INSURANCE, POLICE, _published, _registered
from test_control_slip import ACCEPTED, LAND_OFFICE, TAX, WINDOW, _record, moment, slip, stay, worker


def told(
    house: House, dossier: pb.Dossier, what: str, task: str, unit: str, part: str = "", who: str = ""
) -> None:
    """What the inbox of a unit says now; of no part is the window's own handing out."""
    said = inbox_pb2.InboxChanged(task_id=task, dossier_id=dossier.dossier_id, unit=unit, part=part)
    said.kind = "step" if part else "return"
    said.title.vi = "Bước"
    said.actor.name = who
    said.at.FromDatetime(house.clock.now())
    house.tell(f"inbox.{what}", said, dossier=dossier.dossier_id, group="intake.inbox")


@pytest.fixture
def birth(house: House) -> Iterator[pb.Dossier]:
    """Registered at 10:00 on 23 November by the commune's officials; the certificate waits at the window, and police and social
    insurance are at work."""
    with _published(house):
        dossier = _registered(house, "2026-11-23 10:00")
        house.at("2026-11-23 09:10")
        told(house, dossier, "opened", "register", WINDOW, "birth")
        house.at("2026-11-23 10:00")
        told(house, dossier, "completed", "register", WINDOW, "birth")
        told(house, dossier, "opened", "return-1", WINDOW)
        yield dossier


def decided(house: House, dossier: pb.Dossier, unit: str, part: str, code: str, who: str) -> None:
    """An agency signs its result: its task, as the fixture opened it, is done."""
    house.sign(dossier, part, code, who=who)
    house.decide(dossier, part, "granted")
    told(house, dossier, "completed", f"t-{unit}-{part}", unit, part)


def fetched(house: House, dossier: pb.Dossier, task: str, *codes: str) -> None:
    asked = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An", signed=True,
        receiver_id_number="099085000101",
    )  # fmt: skip
    house.of("lan").ReturnResults(asked)
    told(house, dossier, "completed", task, WINDOW, who="Trần Thị Lan")


def given(house: House, dossier: pb.Dossier, who: str = "lan") -> list[tuple[str, str, str, str]]:
    """Given by, received by (“window” is the window), at, and left at, of each line."""
    return [
        (
            one.given_by_name.vi if one.given_by else "", one.received_by_name.vi, minute(one.at),
            minute(one.left_at) if one.HasField("left_at") else "",
        )
        for one in slip(house, dossier, who).lines
    ]  # fmt: skip


def minute(at: Any) -> str:
    return f"{datetime.fromtimestamp(at.seconds, LEGAL_ZONE):%m-%d %H:%M}"


COMMUNE, AT_WINDOW = "Ủy ban nhân dân xã Suối Trong", "Bộ phận Một cửa xã Suối Trong"
NOTICE, CARD = "KQ.G01.000065", "KQ.G18.000047"


def walk(house: House, dossier: pb.Dossier, *, fetch: bool) -> None:
    if fetch:
        house.at("2026-11-23 15:00")
        fetched(house, dossier, "return-1")
    house.at("2026-11-25 10:00")
    decided(house, dossier, POLICE, "residence", NOTICE, "thang")
    if fetch:
        told(house, dossier, "opened", "return-2", WINDOW)
    house.at("2026-11-27 11:00")
    decided(house, dossier, INSURANCE, "insurance", CARD, "hien")


@pytest.mark.parametrize("fetch", [False, True])
def test_each_agencys_result_comes_to_the_window_by_its_own_line(
    house: House, birth: pb.Dossier, fetch: bool
) -> None:
    walk(house, birth, fetch=fetch)
    lines = given(house, birth)
    named = {one.received_by: one.received_by_name.vi for one in slip(house, birth).lines}
    to_window = [line for line in lines if line[1] == AT_WINDOW]
    assert to_window[1:] == [
        (COMMUNE, AT_WINDOW, "11-23 10:00", "11-23 15:00" if fetch else ""),
        (named[POLICE], AT_WINDOW, "11-25 10:00", ""),
        (named[INSURANCE], AT_WINDOW, "11-27 11:00", ""),
    ]
    assert len(lines) == len(to_window) + 3, "commune, police, insurance"


def test_the_printed_form_has_them_and_stays_as_it_was_printed(house: House, birth: pb.Dossier) -> None:
    """Of a dossier that was under way before; what comes later is on the page alone."""
    walk(house, birth, fetch=False)
    with house.database.begin() as connection:
        controlling.print_slip(connection, worker(house)._desk, birth.dossier_id)
    text = " ".join(printed(house, house.get(birth), "06").split())
    for giver in ("Công an xã Suối Trong", "Bảo hiểm xã hội cơ sở"):
        assert text.count(f"Giao: {giver}") == 1, text
    before, lines = slip(house, birth).file_id, len(given(house, birth))
    house.at("2026-11-28 09:00")
    told(house, birth, "opened", "later", LAND_OFFICE, "residence")
    assert len(given(house, birth)) == lines + 1
    with house.database.begin() as connection:
        controlling.print_slip(connection, worker(house)._desk, birth.dossier_id)
    assert slip(house, birth).file_id == before


def test_an_agency_reads_that_its_own_result_went_to_the_window(house: House, birth: pb.Dossier) -> None:
    walk(house, birth, fetch=False)
    own = [line for line in given(house, birth, "hien") if line[1] == AT_WINDOW]
    assert [line[2] for line in own] == ["11-27 11:00"]
    with pytest.raises(NotFound):
        slip(house, birth, "mai")


# The rule alone


def lines_of(stays: Sequence[Stay], *results: Ready, due: dict[str, Any] | None = None) -> list[Any]:
    made = hand_overs(_record("d"), list(stays), moment("12-10 08:00"), Times({}, (), results))
    return [
        (one.given_by, f"{one.at:%m-%d %H:%M}", f"{one.left_at:%m-%d %H:%M}" if one.left_at else "", one.people)
        for one in made
        if one.at_window and one.given_by
    ]  # fmt: skip


POLICES, INSURANCES = (
    stay("p", POLICE, "residence", "11-23 10:00", "12-08 17:00", "11-25 10:00"),
    stay("i", INSURANCE, "insurance", "11-23 10:00", "12-08 17:00", "11-27 11:00"),
)
REGISTERED = stay("b", WINDOW, "birth", "11-23 09:00", "11-23 17:00", "11-23 10:00")


def handing(task: str, at: str, left: str = "", who: str = "") -> Stay:
    return replace(stay(task, WINDOW, "", at, left=left, step=""), person=who)


def came(part: str, at: str, gone: str = "") -> Ready:
    return Ready(part, moment(at), moment(gone) if gone else None)


def test_who_fetches_one_of_three_leaves_the_others_there() -> None:
    """Another task of handing out begins for what is left: that is no hand-over."""
    stays = [
        ACCEPTED, REGISTERED, POLICES, INSURANCES, handing("r1", "11-23 10:00", "11-30 09:00", "Lan"),
        handing("r2", "11-30 09:00", "12-02 09:00", "Hùng"),
    ]  # fmt: skip
    assert lines_of(
        stays, came("birth", "11-23 10:00", "12-02 09:00"), came("residence", "11-25 10:00", "11-30 09:00"),
        came("insurance", "11-27 11:00", "12-02 09:00"),
    ) == [
        (WINDOW, "11-23 10:00", "12-02 09:00", ("Hùng",)), (POLICE, "11-25 10:00", "11-30 09:00", ("Lan",)),
        (INSURANCE, "11-27 11:00", "12-02 09:00", ("Hùng",)),
    ]  # fmt: skip


def test_decided_within_the_same_seconds_each_has_its_line() -> None:
    second = "11-25 09:00:{:02d}".format
    stays = [
        ACCEPTED, REGISTERED,
        stay("p", POLICE, "residence", "11-23 10:00", "12-08 17:00", second(1)),
        stay("i", INSURANCE, "insurance", "11-23 10:00", "12-08 17:00", second(2)),
        handing("r", second(4)),
    ]  # fmt: skip
    seen = lines_of(stays, came("residence", second(1)), came("insurance", second(2)))
    assert [one[0] for one in seen] == [POLICE, INSURANCE]


def test_what_one_act_of_one_desk_decided_is_one_line() -> None:
    stays = [ACCEPTED, replace(POLICES, part=""), handing("r", "11-25 10:00")]
    seen = lines_of(stays, came("one", "11-25 10:00"), came("other", "11-25 10:00"))
    assert [one[0] for one in seen] == [POLICE]


def test_what_nobody_fetched_until_the_end_left_with_the_last_task() -> None:
    stays = [ACCEPTED, REGISTERED, POLICES, handing("r", "11-23 10:00", "12-01 09:00")]
    seen = lines_of(stays, came("birth", "11-23 10:00"), came("residence", "11-25 10:00"))
    assert [one[2] for one in seen] == ["12-01 09:00"] * 2


def test_originals_that_go_back_are_handed_out_as_before() -> None:
    stays = [ACCEPTED, replace(POLICES, part=""), handing("r", "11-25 10:00")]
    assert [one[0] for one in lines_of(stays)] == [POLICE]


@pytest.mark.parametrize("known", [False, True])
def test_the_slip_of_a_land_dossier_stays_as_it_was(known: bool) -> None:
    """The release is fetched while the tax office has the transfer: with and without what the parts gave."""
    stays = [
        ACCEPTED,
        stay("1", LAND_OFFICE, "release", "11-23 09:00", "11-27 09:00", "11-23 15:00"),
        handing("2", "11-23 15:00", "11-24 09:00", "Lan"),
        stay("3", LAND_OFFICE, "transfer", "11-23 15:00", "11-27 09:00", "11-24 15:00"),
        stay("4", TAX, "transfer", "11-24 15:00", "11-27 09:00", "11-26 09:00"),
        stay("5", LAND_OFFICE, "transfer", "11-26 09:00", "11-27 09:00", "11-27 08:00"),
        handing("6", "11-27 08:00", "11-30 09:00", "Hùng"),
    ]
    results = [
        came("release", "11-23 15:00", "11-24 09:00"),
        came("transfer", "11-27 08:00", "11-30 09:00"),
    ]
    made = hand_overs(_record("d"), stays, moment("12-10 08:00"), Times({}, (), results if known else ()))
    assert [
        (one.given_by, one.received_by, one.at_window, f"{one.at:%d %H:%M}", f"{one.left_at:%d %H:%M}", one.people)
        for one in made
        if one.left_at
    ] == [
        ("", WINDOW, True, "23 08:00", "23 09:00", ()),
        (WINDOW, LAND_OFFICE, False, "23 09:00", "24 15:00", ()),
        (LAND_OFFICE, WINDOW, True, "23 15:00", "24 09:00", ("Lan",)),
        (LAND_OFFICE, TAX, False, "24 15:00", "26 09:00", ()),
        (TAX, LAND_OFFICE, False, "26 09:00", "27 08:00", ()),
        (LAND_OFFICE, WINDOW, True, "27 08:00", "30 09:00", ("Hùng",)),
    ]  # fmt: skip


@pytest.mark.parametrize(("source", "there"), [(Source.WINDOW, True), (Source.PORTAL, False)])
def test_a_refusal_on_paper_comes_to_the_window_too(source: Source, there: bool) -> None:
    class Kind:
        """As much of a case as the rule looks at."""

        def __init__(self, **known: Any) -> None:
            self.__dict__.update(known)

    at = moment("11-25 10:00")
    case: Any = Kind(
        parts={"residence": Kind(status=PartStatus.REFUSED, decided_at=at)}, results={},
        documents=[Kind(id="s", series="TCGQ", part="residence")],
        dossier=Kind(source=source, handovers=[{"at": "2026-11-26T09:00:00+07:00", "slips": ["s"]}]),
    )  # fmt: skip
    assert ready(case) == ([Ready("residence", at, moment("11-26 09:00"))] if there else [])


@pytest.mark.parametrize("ended", ["11-23 10:00:20", "11-23 11:00"])
def test_an_agency_at_work_beside_another_has_it_from_the_part_before(ended: str) -> None:
    """Also where the other one ends its first step in the moment in which this one's begins."""
    stays = [
        ACCEPTED,
        stay("1", WINDOW, "birth", "11-23 09:00", "11-23 17:00", "11-23 10:00"),
        stay("2", POLICE, "residence", "11-23 10:00", "11-30 17:00", ended),
        stay("3", INSURANCE, "insurance", "11-23 10:00", "11-30 17:00"),
    ]
    times = Times(after={"residence": "birth", "insurance": "birth"})
    lines = hand_overs(_record("d"), stays, moment("11-24 09:00"), times)
    assert [(one.given_by, one.received_by) for one in lines][-2:] == [(WINDOW, POLICE), (WINDOW, INSURANCE)]
