# SPDX-License-Identifier: Apache-2.0
"""An upgrade from 0003: dossiers that stood still before it learn of that from the event log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from assignment_harness import NOW, Desk, get, ids, inbox, moment, new_id, stamp
from google.protobuf.message import Message
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as d
from motcua_assignment.migration import MIGRATION
from motcua_events import BROKER_MIGRATION
from motcua_events.testing import publish_as_writers
from motcua_storage import migrate
from test_reassigning import substitute

Event = tuple[str, Message]


def changed(desk: Desk, dossier: str, type_: str, part: str = "transfer", **values: Any) -> Event:
    filled = {"ground": "tax", "policy": "EXCLUDE", "at": stamp(NOW), "key": "i1/a1", **values}
    name = common_pb2.LocalizedText(vi="Cơ quan thuế", en="The tax authority")
    return type_, d.ClockChanged(dossier=desk.head(dossier), part=part, ground_name=name, **filled)


def told(desk: Desk, dossier: str, *events: Event) -> None:
    """In the log, and read by this service before it kept what it says of the clock."""
    for number, (type_, message) in enumerate(events):
        at = desk.clock.now() + timedelta(seconds=number)
        publish_as_writers(
            desk.databases.admin_url, desk.catalogue.event(type_, message, time=at, dossierid=dossier)
        )


def upgraded(desk: Desk) -> None:
    with psycopg.connect(desk.databases.admin_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE platform.schema_state SET revision = '0003', fingerprint = '' WHERE schema = 'assignment'"
        )
        connection.execute("DROP TABLE assignment.crash, assignment.failure_act, assignment.story")
        connection.execute(
            "DROP TABLE assignment.audit, assignment.audit_seal, assignment.audit_queue, assignment.sent"
        )
        connection.execute("DROP TABLE assignment.kept_form")
        for table in ("substitution", "journal", "saved_filter"):
            connection.execute(f"DROP TABLE assignment.{table}")
        connection.execute(
            "ALTER TABLE assignment.task DROP COLUMN escalated_at, DROP COLUMN on_behalf_of, DROP COLUMN signs"
        )
        connection.execute("ALTER TABLE assignment.dossier DROP COLUMN words")
        connection.execute("ALTER TABLE assignment.task DROP COLUMN closed_why, DROP COLUMN closed_by")
        connection.execute("ALTER TABLE assignment.dossier DROP COLUMN decided")
        connection.execute("UPDATE assignment.schema_version SET version_num = '0003'")
    assert "assignment" in migrate(desk.databases.admin_url, (MIGRATION, BROKER_MIGRATION))


def decided(desk: Desk, dossier: str, part: str) -> Event:
    return "dossier.part_decided", d.DossierPartDecided(dossier=desk.head(dossier), part=part)


def still(desk: Desk, task: str) -> bool:
    found = get(desk.minh, task)
    assert found.HasField("legal_standstill") != found.HasField("legal_time_left")
    return found.HasField("legal_standstill")


def test_what_stood_still_before_stands_still_after(desk: Desk) -> None:
    dossier, task = desk.ready_step(part="transfer")
    other = desk.open(dossier, element="other", part="release")
    told(desk, dossier, changed(desk, dossier, "clock.paused"))
    assert not still(desk, task)
    upgraded(desk)
    shown = get(desk.minh, task).legal_standstill
    assert (moment(shown.since), shown.ground, shown.policy) == (NOW, "tax", "EXCLUDE")
    assert (shown.ground_name.vi, shown.ground_name.en) == ("Cơ quan thuế", "The tax authority")
    assert not still(desk, other), "another part goes on"
    desk.handle(*changed(desk, dossier, "clock.resumed", at=stamp(NOW + timedelta(days=1))), dossier)
    assert not still(desk, task), "and its end is understood"


@pytest.mark.parametrize(("result", "lent"), [("", True), ("KQ.G15.000335", False)])
def test_of_steps_opened_before_the_result_says_whether_they_are_lent(
    desk: Desk, result: str, lent: bool
) -> None:
    _, task = desk.ready_step(role="land_leader", result_code=result)
    upgraded(desk)
    substitute(desk.son, by="ngoc.datdai")
    assert (task in ids(inbox(desk.ngoc))) is lent


def test_every_part_and_work_on_the_whole_dossier(desk: Desk) -> None:
    dossier, whole = desk.ready_step(part="")
    one = desk.open(dossier, element="one", part="release")
    told(desk, dossier, changed(desk, dossier, "clock.paused", part="", key=""))
    upgraded(desk)
    assert still(desk, whole) and still(desk, one)


@pytest.mark.parametrize(
    "case", ["resumed", "without keys", "key came later", "restarted", "decided", "complete"]
)
def test_what_was_over_before_is_not_begun_again(desk: Desk, case: str) -> None:
    dossier, task = desk.ready_step(part="transfer")
    over = {
        "resumed": changed(desk, dossier, "clock.resumed"),
        "without keys": changed(desk, dossier, "clock.resumed", key=""),
        "key came later": changed(desk, dossier, "clock.resumed"),
        "restarted": changed(desk, dossier, "clock.restarted"),
        "decided": decided(desk, dossier, "transfer"),
        "complete": (
            "dossier.results_ready", d.DossierResultsReady(dossier=desk.head(dossier), complete=True)
        ),
    }  # fmt: skip
    key = "" if "key" in case else "i1/a1"
    told(desk, dossier, changed(desk, dossier, "clock.paused", key=key), over[case])
    upgraded(desk)
    assert not still(desk, task)


def test_a_second_stretch_after_the_first_ended(desk: Desk) -> None:
    dossier, task = desk.ready_step(part="transfer")
    later = NOW + timedelta(days=9)
    told(
        desk, dossier, changed(desk, dossier, "clock.paused"), changed(desk, dossier, "clock.resumed"),
        changed(desk, dossier, "clock.paused", key="i1/a2", at=stamp(later)), decided(desk, dossier, "release"),
    )  # fmt: skip
    upgraded(desk)
    assert moment(get(desk.minh, task).legal_standstill.since) == later


def test_what_this_service_knows_better_stays(desk: Desk) -> None:
    """It was told of the beginning and of the end already, the end by an event that is in no log any more."""
    dossier, task = desk.ready_step(part="transfer")
    told(desk, dossier, changed(desk, dossier, "clock.paused"))
    for type_ in ("clock.paused", "clock.resumed"):
        desk.handle(*changed(desk, dossier, type_), dossier)
    upgraded(desk)
    assert not still(desk, task)


def test_what_the_log_says_of_other_dossiers_changes_nothing(desk: Desk) -> None:
    dossier, task = desk.ready_step(part="transfer")
    unknown = new_id()
    told(desk, unknown, changed(desk, unknown, "clock.paused"))
    upgraded(desk)
    assert not still(desk, task) and get(desk.minh, task).task_id == task and dossier != unknown


def test_letters_alike_that_a_release_before_kept_are_found_by_the_plain_ones(desk: Desk) -> None:
    _, task = desk.ready_step()
    with psycopg.connect(desk.databases.admin_url, autocommit=True) as connection:
        connection.execute("UPDATE assignment.dossier SET words = ' h991012611230001 nguyen \u00f0uc '")
        connection.execute("DROP TABLE assignment.story")
        connection.execute(
            "DROP TABLE assignment.audit, assignment.audit_seal, assignment.audit_queue, assignment.sent"
        )
        connection.execute("UPDATE assignment.schema_version SET version_num = '0013'")
        connection.execute(
            "UPDATE platform.schema_state SET revision = '0013', fingerprint = '' WHERE schema = 'assignment'"
        )
    assert ids(inbox(desk.minh, text="Đức")) == []
    assert "assignment" in migrate(desk.databases.admin_url, (MIGRATION, BROKER_MIGRATION))
    for typed in ("Đức", "\u00d0ức", "261123-0001"):
        assert ids(inbox(desk.minh, text=typed)) == [task], typed
