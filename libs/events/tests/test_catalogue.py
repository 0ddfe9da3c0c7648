# SPDX-License-Identifier: Apache-2.0
"""The table of events: what is shipped is whole, and a broken one is refused with the row."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from motcua.events.v1.dossier_pb2 import DossierAccepted, DossierHead
from motcua_events import CatalogueError, EventCatalogue, Invalid, InvalidEnvelope, UnknownEventType

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROW = "  - {type: dossier.accepted, topic: motcua.dossier, writer: intake, message: DossierAccepted}\n"


def written(folder: Path, text: str) -> EventCatalogue:
    file = folder / "events.yaml"
    file.write_text(text, encoding="utf-8")
    return EventCatalogue.load(file)


def test_each_topic_of_the_design_has_its_writer(catalogue: EventCatalogue) -> None:
    writers = {row.topic: row.writer for row in catalogue.types}

    assert writers == {
        "motcua.dossier": "intake",
        "motcua.process": "workflow",
        "motcua.task": "workflow",
        "motcua.inbox": "assignment",
        "motcua.liaison": "liaison",
        "motcua.notification": "notification",
    }
    assert catalogue.topics == sorted(writers)
    assert catalogue.topics_for(["task.opened", "dossier.accepted"]) == ["motcua.dossier", "motcua.task"]


def test_a_message_becomes_an_event_and_back(catalogue: EventCatalogue) -> None:
    message = DossierAccepted(dossier=DossierHead(dossier_id="d1", code="H01.1"))

    event = catalogue.event("dossier.accepted", message, dossierid="d1", time=NOW)

    assert (event.source, event.subject, event.key) == ("/motcua/intake", "d1", "d1")
    assert event.dataschema == "urn:motcua:protobuf:motcua.events.v1.DossierAccepted"
    assert event.data == {"dossier": {"dossierId": "d1", "code": "H01.1"}}
    assert catalogue.message(event, DossierAccepted) == message


def test_fields_of_a_newer_writer_are_passed_over(catalogue: EventCatalogue) -> None:
    event = catalogue.event("dossier.accepted", DossierAccepted(), dossierid="d1", time=NOW)
    newer = event.model_copy(update={"data": {"neverHeardOf": 1, "dossier": {"code": "H01.1"}}})

    assert catalogue.message(newer, DossierAccepted).dossier.code == "H01.1"


def test_what_does_not_fit_is_refused(catalogue: EventCatalogue) -> None:
    event = catalogue.event("dossier.accepted", DossierAccepted(), dossierid="d1", time=NOW)

    with pytest.raises(UnknownEventType, match="TaskOpened, not"):
        catalogue.event("task.opened", DossierAccepted(), dossierid="d1", time=NOW)
    with pytest.raises(UnknownEventType, match=re.escape("dossier.none")):
        catalogue.event("dossier.none", DossierAccepted(), dossierid="d1", time=NOW)
    with pytest.raises(UnknownEventType, match="carries"):
        catalogue.message(event, DossierHead)
    with pytest.raises(InvalidEnvelope, match="subject"):
        catalogue.event("dossier.accepted", DossierAccepted(), time=NOW)
    with pytest.raises(Invalid, match="DossierAccepted"):
        catalogue.message(
            event.model_copy(update={"data": {"dossier": {"procedureVersion": "x"}}}), DossierAccepted
        )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "expected the key events"),
        ("events: []", "expected the key events"),
        ("events:\n" + ROW + ROW, "twice: dossier.accepted"),
        ("events:\n" + ROW.replace("dossier.accepted", "Accepted"), "row 1: 'Accepted'"),
        ("events:\n" + ROW.replace("message: DossierAccepted", "message: Nothing"), "no message"),
        ("events:\n" + ROW.replace(", writer: intake", ""), "row 1"),
        ("events:\n" + ROW + ROW.replace("accepted", "refused").replace("intake", "portal"), "two writers"),
    ],
)
def test_a_broken_table_is_refused(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(named)):
        written(tmp_path, text)
