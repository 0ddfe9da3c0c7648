# SPDX-License-Identifier: Apache-2.0
"""Who had which task when is made again from the log, and nothing else of what the same events do is done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import House, request_id
from motcua.common.v1.common_pb2 import LocalizedText
from motcua.events.v1 import inbox_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import projections_pb2 as projections
from motcua_events.natures import declared_natures
from motcua_events.testing import publish_as_writers
from motcua_intake.entrypoints import inbox_events
from motcua_rpc import Conflict, NotFound
from support.waiting import eventually

STAYS = "intake.stays"


@pytest.fixture
def live(house: House) -> Iterator[House]:
    for part in house.service.background:
        part.start()
    yield house
    for part in reversed(house.service.background):
        part.stop()


def told(house: House, dossier: pb.Dossier, kind: str, task: str, **said: Any) -> None:
    """As the assignment service would."""
    change = inbox_pb2.InboxChanged(
        task_id=task, dossier_id=dossier.dossier_id, dossier_code=dossier.code, unit="suoi_trong", kind="step",
        title=LocalizedText(vi="Thẩm định", en="Appraise"), part="release", **said,
    )  # fmt: skip
    change.at.FromDatetime(house.clock.now())
    change.due_at.FromDatetime(house.clock.now())
    event = house.catalogue.event(kind, change, time=house.clock.now(), dossierid=dossier.dossier_id)
    publish_as_writers(house.admin_url, event)


def rows(house: House, table: str) -> list[Any]:
    with house.database.read() as connection:
        return list(connection.execute(sa.text(f"SELECT * FROM intake.{table} ORDER BY 1")).all())


def change(house: House, statement: str) -> None:
    with house.database.begin() as connection:
        connection.execute(sa.text(statement))


def rebuilt(house: House) -> projections.Projection:
    """Asked for by an operator and waited for."""
    operator = house.of("phuc")
    asked = projections.RebuildProjectionRequest(request_id=request_id(), name=STAYS)
    first = operator.RebuildProjection(asked).projection
    assert first.state == "running" and operator.RebuildProjection(asked).projection == first
    return eventually(lambda: state(house), lambda one: one.state != "running", seconds=60)


def state(house: House) -> projections.Projection:
    (one,) = house.of("phuc").ListProjections(projections.ListProjectionsRequest()).projections
    return one


def worked(house: House) -> list[Any]:
    """Two tasks of one dossier, and their rows once the consumer has read of them."""
    dossier = house.accepted()
    for task in ("t1", "t2"):
        told(house, dossier, "inbox.opened", task)
        told(house, dossier, "inbox.claimed", task)
    told(house, dossier, "inbox.completed", "t1")
    done = eventually(
        lambda: rows(house, "stay"), lambda all_: len(all_) == 2 and all_[0].closed_at is not None, seconds=60
    )
    assert len(done) == 2
    return eventually(lambda: rows(house, "stay"), lambda all_: all_[1].held_at is not None, seconds=60)


def test_what_is_wrong_becomes_right_and_nobody_is_told_again(live: House) -> None:
    right = worked(live)
    effects = {name: rows(live, name) for name in ("control_slip", "dossier_unit", "dossier", "history")}
    assert len(effects["control_slip"]) == 1 and state(live).state == ""
    change(live, "UPDATE intake.stay SET unit = 'nowhere', closed_at = NULL, late_before = now()")
    change(live, "DELETE FROM intake.stay WHERE task_id = 't2'")

    done = rebuilt(live)

    assert (done.state, done.changed, done.topic) == ("done", 2, "motcua.inbox")
    assert done.done == done.total == 5 and done.by_user == "phuc.quantri"
    assert rows(live, "stay") == right and rows(live, "stay_rebuilt") == []
    assert effects == {name: rows(live, name) for name in effects}
    assert rebuilt(live).changed == 0
    acts = [(one.failure_id, one.act, one.by_user) for one in rows(live, "failure_act")]
    assert acts == [(f"projection-{STAYS}", "rebuild", "phuc.quantri")] * 2


def test_rows_that_the_log_does_not_know_are_kept_and_said(live: House) -> None:
    worked(live)
    change(live, "UPDATE intake.stay SET task_id = 'of before' WHERE task_id = 't1'")
    before = rows(live, "stay")

    done = rebuilt(live)

    assert done.state == "refused" and "that made 1 of the rows" in done.sentence.en and done.sentence.vi
    assert rows(live, "stay") == before


@pytest.mark.parametrize("group", sorted(declared_natures().effects))
def test_what_reaches_others_is_never_played_again(house: House, group: str) -> None:
    asked = projections.RebuildProjectionRequest(request_id=request_id(), name=group)
    with pytest.raises(Conflict) as refused:
        house.of("phuc").RebuildProjection(asked)
    known = declared_natures().effects[group]
    assert refused.value.code == "CONSUMER_HAS_EFFECTS"
    assert known.why in refused.value.message_en and known.instead in refused.value.message_en


@pytest.mark.parametrize("name", ["", "intake.none", "stays", "x" * 10_000])
def test_what_is_no_projection_is_refused(house: House, name: str) -> None:
    with pytest.raises(NotFound) as refused:
        house.of("phuc").RebuildProjection(
            projections.RebuildProjectionRequest(request_id=request_id(), name=name)
        )
    assert refused.value.code == "PROJECTION_UNKNOWN"


def test_an_open_dead_letter_comes_first(house: House) -> None:
    change(
        house,
        'INSERT INTO intake.dead_letter (consumer_group, topic, partition, "offset", key, event_id, event_type, envelope, '
        "error_class, error, attempts, first_failed_at, last_failed_at) VALUES ('intake.inbox', 'motcua.inbox', 0, 0, 'd', 'e', "
        "'inbox.opened', '{}', 'KeyError', 'x', 1, now(), now())",
    )
    with pytest.raises(Conflict, match=r"intake\.inbox") as refused:
        house.of("phuc").RebuildProjection(
            projections.RebuildProjectionRequest(request_id=request_id(), name=STAYS)
        )
    assert refused.value.code == "PROJECTION_LETTERS_OPEN" and state(house).state == ""


def test_the_projection_reads_every_event_that_its_consumer_notes(house: House) -> None:
    made: Callable[..., Any] = inbox_events.projection
    assert set(made(house.catalogue).handlers) == set(inbox_events.KNOWN)
