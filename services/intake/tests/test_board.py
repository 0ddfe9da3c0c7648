# SPDX-License-Identifier: Apache-2.0
"""The board: every number is the length of the list that it links to; who may see whose numbers; what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from intake_harness import COPY, LAND, PEOPLE, House, ask, refuse, refused, settle, withdraw
from intake_prepared import prepared
from lookups_asked import RULE, ask_the_population_database
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.intake.v1 import board_pb2 as board
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as return_ways
from motcua_calendar import LEGAL_ZONE
from motcua_intake.adapters import board_waits
from motcua_rpc import InvalidInput, PermissionDenied
from motcua_storage import count_statements

WINDOW, LAND_OFFICE, TAX = "suoi_trong", "chi_nhanh_dat_dai", "thue_co_so"
NOVEMBER = {"from_day": "2026-11-01", "to_day": "2026-11-30"}
DECEMBER = {"from_day": "2026-12-01", "to_day": "2026-12-31"}
FIRST_DAYS = {"from_day": "2026-11-23", "to_day": "2026-11-23"}
PREFIX = "BOARD_MEASURE_"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LEGAL_ZONE)


def get(house: House, who: str = "phuc", **asked: str) -> board.GetBoardResponse:
    return house.of(who).GetBoard(board.GetBoardRequest(**(NOVEMBER | asked)))


def listed(house: House, measure: int, who: str = "phuc", **asked: object) -> tuple[list[str], int]:
    """Ids over all pages, and the number that the service says."""
    ids: list[str] = []
    token = ""
    while True:
        request = board.ListBoardDossiersRequest(
            measure=measure, page_size=2, page_token=token, **(NOVEMBER | asked)
        )
        page = house.of(who).ListBoardDossiers(request)
        ids += [one.dossier_id for one in page.dossiers]
        token = page.next_page_token
        if not token:
            return ids, page.count


def number(seen: board.GetBoardResponse, *names: str) -> int:
    """The sum of these measures."""
    wanted = {getattr(board, PREFIX + name) for name in names}
    return sum(one.count for one in seen.cells if one.measure in wanted)


def task(house: House, dossier: pb.Dossier, task_id: str, unit: str, **at: str) -> None:
    """One task of an inbox: opened, due, completed, as its events say."""
    said = inbox_pb2.InboxChanged(task_id=task_id, dossier_id=dossier.dossier_id, unit=unit)
    said.at.FromDatetime(moment(at["opened"]))
    if at.get("due"):
        said.due_at.FromDatetime(moment(at["due"]))
    said.kind = "step" if at.get("step") else "return"
    if at.get("step"):
        said.title.vi, said.title.en = at["step"], f"en {at['step']}"
    house.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")
    for what in ("completed", "cancelled"):
        if at.get(what):
            said.at.FromDatetime(moment(at[what]))
            house.tell(f"inbox.{what}", said, dossier=dossier.dossier_id, group="intake.inbox")


def both(house: House, dossier: pb.Dossier, outcome: str, other: str = "") -> None:
    for part, result in (("release", outcome), ("transfer", other or outcome)):
        if result == "granted":
            code = {"release": "KQ.G15.000335", "transfer": "KQ.G10.001147"}[part]
            house.sign(dossier, part, code)
        house.decide(dossier, part, result, "Vì vậy.")


def rate(house: House, dossier: pb.Dossier, level: int) -> None:
    request = return_ways.RateDossierRequest(request_id=f"rate-{dossier.code}", dossier_id=dossier.dossier_id)
    request.satisfaction = level
    house.of("an").RateDossier(request)


@prepared
def hostile(house: House) -> dict[str, pb.Dossier]:
    """One dossier for each thing that can happen, filed on 23 November; seen on 21 December."""
    made = {"new": house.submit(), "asked": ask(house, house.submit(), "GCN")}
    made["refused"] = refuse(house, house.submit())
    made["asked, then refused"] = refuse(house, ask(house, house.submit(), "GCN"))
    made["withdrawn early"] = withdraw(house, house.submit())
    made |= {
        name: house.accepted()
        for name in (
            "early", "late", "one part late", "paused", "late, then paused", "resumed", "withdrawn", "half withdrawn",
            "stopped", "declined", "running",
        )
    }  # fmt: skip
    made["copy"] = house.accepted(COPY)
    house.at("2026-11-24 09:00")
    both(house, made["early"], "granted")
    house.stop_clock(made["paused"], "tax", "k1")
    house.stop_clock(made["resumed"], "tax", "k2")
    both(house, made["withdrawn"], "withdrawn")
    both(house, made["half withdrawn"], "granted", "withdrawn")
    both(house, made["stopped"], "stopped")
    both(house, made["declined"], "refused", "granted")
    task(
        house,
        made["one part late"],
        "t1",
        LAND_OFFICE,
        opened="11-24 09:00",
        due="11-26 09:00",
        step="Thẩm định",
    )
    task(
        house,
        made["one part late"],
        "t2",
        TAX,
        opened="11-24 09:00",
        due="11-30 09:00",
        completed="11-27 10:00",
    )
    task(
        house,
        made["late"],
        "t3",
        LAND_OFFICE,
        opened="11-24 09:00",
        due="11-25 09:00",
        completed="11-26 10:00",
    )
    task(
        house,
        made["late"],
        "t4",
        LAND_OFFICE,
        opened="11-26 10:00",
        due="11-28 09:00",
        completed="11-27 10:00",
    )
    task(
        house,
        made["early"],
        "t5",
        LAND_OFFICE,
        opened="11-24 08:00",
        due="11-28 09:00",
        completed="11-24 08:30",
    )
    task(house, made["early"], "t6", WINDOW, opened="11-24 09:00")  # waits for the person: no limit
    task(
        house, made["withdrawn"], "t7", TAX, opened="11-24 09:00", due="11-25 09:00", cancelled="11-24 09:10"
    )
    house.at("2026-11-26 09:00")
    house.stop_clock(made["resumed"], "tax", "k2", "close")
    house.at("2026-12-18 09:00")
    house.stop_clock(made["late, then paused"], "tax", "k3")
    both(house, made["late"], "granted")
    house.at("2026-12-21 09:00")
    return made


def test_what_came_to_a_desk_was_done_there_or_lies_there(house: House) -> None:
    """Whatever has a limit and was not called off; that the window waits for a person is none of the three. No dossier here has
    both work that was done and work that lies at one desk, which would count twice."""
    made = hostile(house)
    task(house, made["late"], "t8", WINDOW, opened="11-27 11:00")
    task(house, made["late"], "t9", WINDOW, opened="11-28 09:00", due="11-30 09:00", completed="11-28 10:00")
    everything = {"from_day": "2026-11-01", "to_day": "2026-12-31"}
    desks = {one.unit.key: one for one in get(house, **everything).desks}
    sums = {
        unit: (one.came, one.done_in_time + one.done_late + one.here_in_time + one.here_late)
        for unit, one in desks.items()
    }
    assert sums[WINDOW] == (1, 1), (
        "what waits for a person was first, and does not hide the work that came after it"
    )
    called_off = {TAX: 1}
    assert {unit: came - called_off.get(unit, 0) for unit, (came, _) in sums.items()} == {
        unit: rest for unit, (_, rest) in sums.items()
    }


MEASURES = [name.removeprefix(PREFIX) for name, value in board.BoardMeasure.items() if value]
OF_DOSSIERS = [name for name in MEASURES if not name.startswith(("DESK_", "WAIT_"))]


def check_cells(house: House, who: str, **asked: str) -> board.GetBoardResponse:
    """Every number of the board, cell by cell and in sum, is the length of its list."""
    seen = get(house, who, **asked)
    for cell in seen.cells:
        of_cell = {"window": cell.unit, "procedure_key": cell.procedure_key}
        ids, count = listed(house, cell.measure, who, **(asked | of_cell))
        assert len(ids) == len(set(ids)) == count == cell.count, cell
    for name in OF_DOSSIERS:
        ids, count = listed(house, getattr(board, PREFIX + name), who, **asked)
        assert len(ids) == len(set(ids)) == count == number(seen, name), name
    for desk in seen.desks:
        for field in ("came", "done_in_time", "done_late", "here_in_time", "here_late"):
            measure = getattr(board, f"{PREFIX}DESK_{field.upper()}")
            ids, count = listed(house, measure, who, **(asked | {"unit": desk.unit.key}))
            assert len(ids) == len(set(ids)) == count == getattr(desk, field), (desk.unit.key, field)
    check_waits(house, who, seen, **asked)
    return seen


def check_waits(house: House, who: str, seen: board.GetBoardResponse, **asked: str) -> None:
    """Each row is the length of its list, and together they hold every open dossier of the scope."""
    waiting: set[str] = set()
    for wait in seen.waits:
        ids, count = row_list(house, wait, who, late=False, **asked)
        assert len(ids) == len(set(ids)) == count == wait.count, wait
        assert row_list(house, wait, who, late=True, **asked)[1] == wait.late, wait
        waiting |= set(ids)
    opened, _ = listed(house, board.BOARD_MEASURE_NOW_OPEN, who, **asked)
    assert set(opened) - waiting == set(), "every open dossier waits somewhere"
    assert not seen.waits_left_off


def row_list(
    house: House, wait: board.BoardWait, who: str, *, late: bool, **asked: str
) -> tuple[list[str], int]:
    """The list behind a number of a row of "waiting where"."""
    step = {"step": wait.step.vi, "for_person": wait.for_person}
    if wait.measure == board.BOARD_MEASURE_DESK_STEP:
        measure = board.BOARD_MEASURE_DESK_STEP_LATE if late else wait.measure
        return listed(house, measure, who, **(asked | {"unit": wait.unit.key} | step))
    if wait.measure == board.BOARD_MEASURE_WAIT_ELSEWHERE:
        return listed(house, wait.measure, who, **(asked | {"desk": wait.unit.key, "late": late} | step))
    return listed(house, wait.measure, who, **(asked | {"window": wait.unit.key, "late": late}))


def test_every_number_is_the_length_of_its_list_whatever_happened(house: House) -> None:
    made = hostile(house)
    for who in ("phuc", "quang", "son"):
        for days in (NOVEMBER, DECEMBER, FIRST_DAYS):
            check_cells(house, who, **days)
    check_cells(house, "phuc", procedure_key=LAND)
    check_cells(house, "phuc", unit=WINDOW)
    seen = get(house)
    assert number(seen, "RECEIVED") == len(made)
    assert number(seen, "SETTLED_EARLY", "SETTLED_ON_TIME", "SETTLED_LATE") == 4
    assert number(seen, "SETTLED") == 4
    running = [name for name in OF_DOSSIERS if name.startswith("NOW_") and name != "NOW_OPEN"]
    assert number(seen, "NOW_OPEN") == number(seen, *running)
    unfinished = [one for one in made.values() if not house.get(one).HasField("finished_at")]
    assert number(seen, *running) == len(unfinished)


def waiting(house: House, names: dict[str, str], who: str = "phuc", **asked: str) -> dict[str, set[str]]:
    """By measure the names of the dossiers that its rows list."""
    found: dict[str, set[str]] = {}
    for wait in get(house, who, **asked).waits:
        ids, _ = row_list(house, wait, who, late=False, **asked)
        measure = board.BoardMeasure.Name(wait.measure).removeprefix(PREFIX)
        found.setdefault(measure, set()).update(names.get(one, one) for one in ids)
    return found


def incident(house: House, dossier: pb.Dossier, kind: str, incident_id: str = "i1") -> None:
    message = process_pb2.IncidentRaised if kind == "incident.raised" else process_pb2.IncidentResolved
    said = message(process=process_pb2.ProcessHead(dossier_id=dossier.dossier_id), incident_id=incident_id)
    house.tell(kind, said, dossier=dossier.dossier_id)


def test_who_no_desk_has_waits_for_somebody_who_is_named(house: House) -> None:
    """R3-4: papers asked for, an incident, a register; what is left is at nobody's desk, and listed too."""
    made = hostile(house)
    names = {one.dossier_id: name for name, one in made.items()}
    incident(house, made["running"], "incident.raised")
    incident(house, made["one part late"], "incident.raised", "i2")
    found = waiting(house, names)
    assert found["WAIT_PAPERS"] == {"asked"}
    assert found["WAIT_INCIDENT"] == {"running", "one part late"}, "also where another part is at a desk"
    assert found["DESK_STEP"] == {"one part late", "early"}
    assert "running" not in found["WAIT_NOBODY"]
    assert found["WAIT_NOBODY"] | found["WAIT_MONEY"] >= {"copy", "paused"}
    late = next(one for one in get(house).waits if one.measure == board.BOARD_MEASURE_WAIT_INCIDENT)
    assert (late.unit.key, late.count, late.late) == (WINDOW, 2, 2), "the appointed day is past for both"
    for who in ("phuc", "quang", "son"):
        check_cells(house, who)
    incident(house, made["running"], "incident.resolved")
    incident(house, made["running"], "incident.raised", "i3")
    incident(house, made["running"], "incident.raised", "i3")
    incident(house, made["running"], "incident.resolved", "i3")
    found = waiting(house, names)
    assert found["WAIT_INCIDENT"] == {"one part late"}
    assert "running" in found["WAIT_NOBODY"]


def test_what_waits_for_a_register_until_it_answers(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_the_population_database(monkeypatch)
    dossier = house.accepted(COPY)
    names = {dossier.dossier_id: "birth"}
    assert waiting(house, names) == {"WAIT_NOBODY": {"birth"}}
    house.throw(dossier, RULE.request, "m1", party="population")
    assert waiting(house, names) == {"WAIT_REGISTER": {"birth"}}
    check_cells(house, "phuc")
    task(house, dossier, "b1", WINDOW, opened="11-23 08:00", due="11-25 09:00", step="Ghi số")
    assert waiting(house, names) == {"DESK_STEP": {"birth"}}, "an officer types it meanwhile"


def test_a_head_reads_at_which_other_unit_its_dossiers_lie(house: House) -> None:
    made = hostile(house)
    names = {one.dossier_id: name for name, one in made.items()}
    found = waiting(house, names, "quang")
    assert found["WAIT_ELSEWHERE"] == {"one part late"}
    row = next(one for one in get(house, "quang").waits if one.measure == board.BOARD_MEASURE_WAIT_ELSEWHERE)
    assert (row.unit.key, row.step.vi, row.count, row.late) == (LAND_OFFICE, "Thẩm định", 1, 1)
    asked = {"desk": LAND_OFFICE, "step": "Thẩm định"}
    assert listed(house, row.measure, "son", **asked) == ([], 0), "its own desk is not elsewhere"
    refused(InvalidInput, lambda: listed(house, row.measure, "quang"))


def test_rows_beyond_the_most_are_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile(house)
    every = len(get(house).waits)
    monkeypatch.setattr(board_waits, "MOST_WAITS", 1)
    seen = get(house)
    assert (len(seen.waits), seen.waits_left_off) == (1, every - 1)


def test_who_is_in_charge_of_nothing_reads_its_own_work_by_procedure(house: House) -> None:
    """R3-5: the agency behind the window."""
    hostile(house)
    tax = house.of("phuc").GetBoard(board.GetBoardRequest(**NOVEMBER, unit=TAX))
    assert not tax.cells
    rows = {(one.unit.key, one.procedure_key): one for one in tax.desk_procedures}
    assert {key: (one.came, one.done_in_time, one.done_late) for key, one in rows.items()} == {
        (TAX, LAND): (2, 1, 0)
    }
    assert [one.key for one in tax.procedures] == [LAND], "it can be chosen"
    assert not get(house).desk_procedures


def test_a_unit_that_there_is_not_is_named_to_who_may_see_all(house: House) -> None:
    assert refused(InvalidInput, lambda: get(house, unit="nope")).field_errors[0].code == "UNIT_UNKNOWN"
    refused(PermissionDenied, lambda: get(house, "quang", unit="nope"))


LISTS: list[tuple[str, dict[str, str], set[str]]] = [
    ("SETTLED_EARLY", NOVEMBER, {"early", "withdrawn", "half withdrawn", "declined"}),
    ("SETTLED_LATE", DECEMBER, {"late"}),
    ("SUPPLEMENTED", NOVEMBER, {"asked", "asked, then refused"}),
    ("REFUSED", NOVEMBER, {"refused", "asked, then refused"}),
    ("DECLINED", NOVEMBER, {"declined"}),
    ("WITHDRAWN", NOVEMBER, {"withdrawn early", "withdrawn"}),
    ("STOPPED", NOVEMBER, {"stopped"}),
    ("NOW_ACCEPTANCE", NOVEMBER, {"new"}),
    ("NOW_STANDING", NOVEMBER, {"asked", "paused"}),
    ("NOW_LATE", NOVEMBER, {"one part late", "late, then paused", "running", "copy", "resumed"}),
    ("NOW_READY", NOVEMBER, {"early", "late", "half withdrawn", "declined"}),
    ("NOW_IN_TIME", NOVEMBER, set()),
]


def test_what_each_list_holds(house: House) -> None:
    names = {one.dossier_id: name for name, one in hostile(house).items()}
    wrong = {}
    for measure, days, expected in LISTS:
        found = {names[one] for one in listed(house, getattr(board, PREFIX + measure), **days)[0]}
        if found != expected:
            wrong[measure] = (found - expected, expected - found)
    assert not wrong


def test_a_unit_is_late_by_its_own_limit_only(house: House) -> None:
    made = hostile(house)
    desks = {one.unit.key: one for one in get(house).desks}
    assert (desks[LAND_OFFICE].done_late, desks[LAND_OFFICE].done_in_time, desks[LAND_OFFICE].here_late) == (
        1,
        1,
        1,
    )
    assert (desks[TAX].done_late, desks[TAX].done_in_time, desks[TAX].here_late) == (0, 1, 0)
    late, _ = listed(house, board.BOARD_MEASURE_DESK_HERE_LATE, unit=LAND_OFFICE)
    assert late == [made["one part late"].dossier_id]
    waits = {(one.unit.key, one.step.vi, one.for_person): one for one in get(house).waits}
    assert waits[(LAND_OFFICE, "Thẩm định", False)].late == 1
    assert waits[(LAND_OFFICE, "Thẩm định", False)].step.en == "en Thẩm định"
    assert waits[(WINDOW, "", True)].late == 0, "the window waits for a person: no work with a limit"


def test_soon_is_today_and_the_next_working_day(house: House) -> None:
    dossier = house.accepted(LAND)
    due = house.get(dossier).promised_at.ToDatetime(tzinfo=LEGAL_ZONE)
    found = []
    for day in range(1, 31):
        house.clock.set(due.replace(month=12, day=day, hour=8))
        seen = get(house)
        found.append(next(name for name in ("NOW_IN_TIME", "NOW_SOON", "NOW_LATE") if number(seen, name)))
    assert found == sorted(found, key=["NOW_IN_TIME", "NOW_SOON", "NOW_LATE"].index)
    assert found.count("NOW_SOON") >= 2
    assert found[due.day - 1] == "NOW_SOON"
    assert found[due.day] == "NOW_LATE"


def test_ratings_count_with_their_lists(house: House) -> None:
    first, second = (withdraw_after(house) for _ in range(2))
    rate(house, first, return_ways.SATISFACTION_SATISFIED)
    rate(house, second, return_ways.SATISFACTION_DISSATISFIED)
    seen = check_cells(house, "quang")
    assert number(seen, "RATED_SATISFIED") == number(seen, "RATED_DISSATISFIED") == 1


@prepared
def withdraw_after(house: House) -> pb.Dossier:
    """Accepted, withdrawn as a whole, ended."""
    dossier = house.accepted()
    both(house, dossier, "withdrawn")
    settle(house, dossier)
    return house.get(dossier)


def test_heads_see_their_unit_and_those_below_and_operators_everything(house: House) -> None:
    house.accepted()
    assert number(get(house, "quang"), "ACCEPTED") == 1, "the window's own unit"
    assert number(get(house, "son"), "ACCEPTED") == 1, "the agency that answers"
    assert [one.key for one in get(house, "son").units] == [LAND_OFFICE]
    assert len(get(house, "phuc").units) > 3
    refused(PermissionDenied, lambda: get(house, "quang", unit=LAND_OFFICE))
    asked = board.ListBoardDossiersRequest(
        measure=board.BOARD_MEASURE_DESK_CAME, unit=LAND_OFFICE, **NOVEMBER
    )
    refused(PermissionDenied, lambda: house.of("quang").ListBoardDossiers(asked))


HEADS_AND_OPERATORS = {
    who for who, one in PEOPLE.items() if any("leader" in role or role == "operator" for role in one.roles)
}


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - HEADS_AND_OPERATORS))
def test_nobody_else_sees_a_number(house: House, who: str) -> None:
    error = refused(PermissionDenied, lambda: get(house, who))
    asked = board.ListBoardDossiersRequest(measure=board.BOARD_MEASURE_RECEIVED, **NOVEMBER)
    second = refused(PermissionDenied, lambda: house.of(who).ListBoardDossiers(asked))
    assert error.code == second.code == "BOARD_REQUIRED"


BAD: list[tuple[str, Callable[[House], object]]] = [
    ("no day", lambda house: get(house, from_day="gestern")),
    ("no year of ours", lambda house: get(house, from_day="9999-12-31", to_day="9999-12-31")),
    ("inverted", lambda house: get(house, from_day="2026-12-01")),
    ("too long", lambda house: get(house, from_day="2025-01-01")),
    ("no measure", lambda house: listed(house, 0)),
    ("unknown measure", lambda house: listed(house, 99)),
    ("desk without unit", lambda house: listed(house, board.BOARD_MEASURE_DESK_CAME)),
]


@pytest.mark.parametrize(("what", "call"), BAD, ids=[name for name, _ in BAD])
def test_what_cannot_be_counted_is_refused(house: House, what: str, call: Callable[[House], object]) -> None:
    error = refused(InvalidInput, lambda: call(house))
    assert error.field_errors


def test_lists_carry_no_person(house: House) -> None:
    house.accepted()
    request = board.ListBoardDossiersRequest(measure=board.BOARD_MEASURE_RECEIVED, **NOVEMBER)
    page = house.of("quang").ListBoardDossiers(request)
    assert "Nguyễn Văn An" not in str(page)
    assert len(page.dossiers) == 1


def test_the_statements_are_few_whatever_there_is(house: House) -> None:
    hostile(house)
    with count_statements() as counted:
        get(house, "phuc")
    assert counted.total <= 7
    with count_statements() as counted:
        listed(house, board.BOARD_MEASURE_REFUSED)
    assert counted.total <= 4
