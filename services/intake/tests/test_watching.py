# SPDX-License-Identifier: Apache-2.0
"""The stream of events: whole, in order, once, over reconnects; only what the caller may see; no reader keeps others out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from google.protobuf.json_format import MessageToJson
from intake_harness import PEOPLE, House, refused
from motcua.intake.v1 import watching_pb2
from motcua_events import Event
from motcua_intake.adapters import feed
from motcua_intake.adapters.feed import Place
from motcua_intake.app import watching
from motcua_intake.entrypoints import watching as entry
from motcua_intake.entrypoints.watching import Limits, Readers, WatchMethods
from motcua_rpc import (
    Conflict,
    InvalidInput,
    MotcuaError,
    NotFound,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    as_subject,
)
from motcua_storage import count_statements

TAX = "thue_co_so"


def carry(house: House) -> None:
    """What relay and consumer do: events of the outbox, in their order, to the feed."""
    with house.database.begin() as connection:
        rows = connection.exec_driver_sql(
            "DELETE FROM intake.outbox WHERE topic = 'motcua.dossier' RETURNING id, envelope"
        ).all()
        for row in sorted(rows):
            event = Event.from_json(row.envelope)
            house.consumers["intake.feed"][event.type](connection, event)


def follow(
    house: House, who: str, cursor: str = "", dossier: str = "", *, now: bool = False, quiet: float = 0.4
) -> list[Any]:
    """What comes until it is quiet."""
    request = watching_pb2.WatchEventsRequest(cursor=cursor, dossier_id=dossier, from_now=now)
    stream, found = house.of(who).WatchEvents(request, timeout=quiet), []
    try:
        for message in stream:
            found.append(message)
    except MotcuaError as error:
        if error.code != "DEADLINE_EXCEEDED":
            raise
    return found


def types(messages: list[Any]) -> list[str]:
    return [one.event.type for one in messages if one.HasField("event")]


def test_everything_once_and_in_order_over_reconnects(house: House) -> None:
    first = house.accepted()
    carry(house)
    whole = follow(house, "lan")
    assert types(whole) == ["dossier.submitted", "dossier.accepted"]
    assert not whole[0].HasField("event"), "the first message says that the stream stands"
    assert {one.event.dossier_code for one in whole[1:]} == {first.code}
    assert follow(house, "lan", whole[1].cursor)[1:] == whole[2:], "goes on behind any message"
    assert types(follow(house, "lan", whole[-1].cursor)) == []
    house.submit()
    carry(house)
    assert types(follow(house, "lan", whole[-1].cursor)) == ["dossier.submitted"]
    assert follow(house, "lan")[1:3] == whole[1:], "the same again from the beginning"


def test_from_now_and_heartbeats_have_cursors_that_serve(house: House) -> None:
    house.submit()
    carry(house)
    start = follow(house, "lan", now=True)
    assert types(start) == []
    foreign = follow(house, "mai")
    assert types(foreign) == [] and foreign[0].cursor, "another commune: nothing, but a cursor"
    house.submit()
    carry(house)
    assert types(follow(house, "lan", start[-1].cursor)) == ["dossier.submitted"]


def test_an_event_reaches_an_open_stream_at_once(house: House) -> None:
    stream = house.of("lan").WatchEvents(watching_pb2.WatchEventsRequest(), timeout=10)
    assert not next(stream).HasField("event")
    house.submit()
    carry(house)
    began = time.monotonic()
    assert next(stream).event.type == "dossier.submitted"
    assert time.monotonic() - began < 1
    stream.cancel()


@pytest.mark.parametrize(
    "who, sees",
    [
        ("an", True), ("binh", False), ("lan", True), ("software", True), ("mai", False), ("minh", True), ("huong", False),
        ("thao", False), ("khanh", False), ("phuc", True), ("workflow", True),
    ],
)  # fmt: skip
def test_whoever_may_see_the_dossier_is_told(house: House, who: str, sees: bool) -> None:
    dossier = house.accepted()
    carry(house)
    assert bool(types(follow(house, who, quiet=0.2))) is sees
    if sees:
        assert "dossier.accepted" in types(follow(house, who, dossier=dossier.dossier_id, quiet=0.2))
    else:
        refused(NotFound, lambda: follow(house, who, dossier=dossier.dossier_id, quiet=10))


def test_nobody_without_a_token(house: House) -> None:
    assert refused(Unauthenticated, lambda: follow(house, "", quiet=10)).code


def test_an_agency_learns_of_a_dossier_when_it_is_concerned_and_misses_nothing_since(house: House) -> None:
    dossier, _other = house.accepted(), house.accepted()
    carry(house)
    before = follow(house, "huong", quiet=0.2)
    assert types(before) == []
    house.task_opened(dossier, TAX)
    house.task_opened(dossier, TAX)
    house.decide(dossier, "transfer", "refused", "x")
    carry(house)
    told = follow(house, "huong", before[-1].cursor)
    assert types(told)[0] == "dossier.concerned"
    assert types(told).count("dossier.concerned") == 1
    assert "dossier.part_decided" in types(told)
    assert {one.event.dossier_id for one in told if one.HasField("event")} == {dossier.dossier_id}
    assert dict(told[1].event.data) == {"unit": "thue_co_so"}


def test_an_agency_is_told_what_is_of_its_parts_and_of_others_not_even_that_it_happened(house: House) -> None:
    dossier = house.accepted()
    house.task_opened(dossier, TAX)
    house.decide(dossier, "release", "refused", "Bên nhận thế chấp không đồng ý.")
    house.decide(dossier, "transfer", "refused", "Còn tranh chấp.")
    carry(house)
    decided: dict[str, list[dict[str, Any]]] = {}
    for who in ("huong", "minh", "an"):
        told = [one.event for one in follow(house, who, dossier=dossier.dossier_id) if one.HasField("event")]
        seen = [one for one in told if one.type == "dossier.part_decided"]
        assert len(seen) == (1 if who == "huong" else 2), who
        decided[who] = [
            dict(one.data) for one in told if one.type == "dossier.part_decided" and one.data.fields
        ]
        whole = all(one.HasField("data") for one in told)
        assert whole is (who != "huong")
    assert [one["part"] for one in decided["huong"]] == ["transfer"]
    assert [one["part"] for one in decided["minh"]] == [one["part"] for one in decided["an"]]
    assert len(decided["an"]) == 2


def test_the_payload_names_no_person_and_tells_operators_only_that_it_happened(house: House) -> None:
    dossier = house.accepted()
    carry(house)
    told = follow(house, "lan")
    text = "".join(MessageToJson(one, ensure_ascii=False) for one in told)
    for name in ("Nguyễn Văn An", "an.congdan", "Trần Thị Lan", "lan.motcua", "099085000101"):
        assert name not in text
    accepted = next(one.event for one in told if one.event.type == "dossier.accepted")
    assert accepted.data["actor"]["unit"] == "suoi_trong"
    assert [one["part"] for one in accepted.data["parts"]] == [one.key for one in dossier.parts]
    impersonal = [one.event for one in follow(house, "phuc") if one.HasField("event")]
    assert impersonal and not any(one.HasField("data") for one in impersonal)


@pytest.mark.parametrize(
    "cursor, now, code",
    [
        ("x", False, "CURSOR_INVALID"), ("MC4", True, "CURSOR_UNCLEAR"), ("a" * 5000, False, "CURSOR_INVALID"),
        ("LTEuYWI", False, "CURSOR_INVALID"), ("ỹ", False, "CURSOR_INVALID"), ("MS4", False, "CURSOR_INVALID"),
    ],
)  # fmt: skip
def test_what_is_no_cursor_is_refused(house: House, cursor: str, now: bool, code: str) -> None:
    error = refused(InvalidInput, lambda: follow(house, "lan", cursor, now=now, quiet=10))
    assert [one.code for one in error.field_errors] == [code]


def test_a_cursor_of_another_time_is_refused_not_skipped(house: House) -> None:
    house.submit()
    house.submit()
    carry(house)
    told = follow(house, "lan")
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute("UPDATE intake.feed SET event_id = 'of-a-restored-backup' WHERE position = 1")
    assert refused(Conflict, lambda: follow(house, "lan", told[1].cursor, quiet=10)).code == "CURSOR_UNKNOWN"
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute("UPDATE intake.feed SET recorded_at = recorded_at - interval '91 days'")
    assert readers(house).tidy() == 1, "the last one stays"
    assert refused(Conflict, lambda: follow(house, "lan", told[1].cursor, quiet=10)).code == "CURSOR_EXPIRED"
    assert types(follow(house, "lan", told[2].cursor)) == []


def readers(house: House, **limits: Any) -> Readers:
    """Those of the service, or others with limits of their own."""
    if limits:
        return Readers(house.database, entry.FeedSignal(), Limits(**limits))
    return next(one for one in house.service.background if isinstance(one, Readers))


def test_one_caller_has_few_places_and_gives_them_back(house: House) -> None:
    request = watching_pb2.WatchEventsRequest()
    streams = [house.of("lan").WatchEvents(request, timeout=10) for _ in range(Limits().of_one_caller)]
    for one in streams:
        next(one)
    error = refused(TooManyRequests, lambda: next(house.of("lan").WatchEvents(request, timeout=10)))
    assert error.code == "STREAMS_LIMIT"
    assert follow(house, "hung", quiet=0.2), "a colleague has places of their own"
    for one in streams:
        one.cancel()
    until = time.monotonic() + 5
    while readers(house)._open and time.monotonic() < until:
        time.sleep(0.02)
    assert not readers(house)._open
    assert follow(house, "lan", quiet=0.2)


class Context:
    """A call without a network: whoever reads is the test."""

    def __init__(self) -> None:
        self.active = True

    def is_active(self) -> bool:
        return self.active

    def cancel(self) -> None:
        self.active = False

    def add_callback(self, callback: Callable[[], None]) -> bool:
        return True


@contextmanager
def reading(house: House, made: Readers, context: Context) -> Iterator[Iterator[Any]]:
    with as_subject(PEOPLE["lan"]):
        desk = house.service.register.__closure__[0].cell_contents._.desk
        yield WatchMethods(house.database, desk, made).watch(watching_pb2.WatchEventsRequest(), context)


def test_who_reads_late_is_told_why(house: House) -> None:
    made, context = readers(house, patience=0.05), Context()
    with reading(house, made, context) as stream:
        next(stream)
        time.sleep(0.1)
        assert refused(TooManyRequests, lambda: next(stream)).code == "READER_TOO_SLOW"
    assert not made._open


def test_who_never_reads_is_cut(house: House) -> None:
    made, context = readers(house, patience=0.05), Context()
    with reading(house, made, context) as stream:
        next(stream)
        assert made.cut_slow() == 0
        time.sleep(0.15)
        assert made.cut_slow() == 1
        assert not context.is_active()


def test_heartbeats_come_while_it_is_quiet(house: House) -> None:
    made, context = readers(house, heartbeat=0.05, poll=0.01), Context()
    with reading(house, made, context) as stream:
        began = time.monotonic()
        assert not any(next(stream).HasField("event") for _ in range(3))
        assert time.monotonic() - began > 0.08


def test_a_service_that_stops_ends_its_streams(house: House) -> None:
    made, context = readers(house, poll=5.0), Context()
    made.start()
    with reading(house, made, context) as stream:
        next(stream)
        threading.Timer(0.05, made.stop).start()
        began = time.monotonic()
        refused(Unavailable, lambda: next(stream))
        assert time.monotonic() - began < 3


def test_reading_on_costs_the_same_whatever_happened_before(house: House) -> None:
    """A quiet look takes two statements, one with news three; of the history nothing is read."""
    house.submit()
    carry(house)
    assert [cost(house), cost(house, news=True)] == [2, 3]
    for _ in range(4):
        house.accepted()
    carry(house)
    assert [cost(house), cost(house, news=True)] == [2, 3]


def cost(house: House, *, news: bool = False) -> int:
    """Statements of one look at the end, or at the last event."""
    with house.database.read() as connection:
        head = feed.head(connection)
    after = Place(head.position - 1) if news else head
    with count_statements() as counted, house.database.read() as connection:
        batch = watching.read_on(connection, PEOPLE["lan"], after, "")
    assert len(batch.events) == int(news)
    return len(counted.statements)
