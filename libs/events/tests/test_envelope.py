# SPDX-License-Identifier: Apache-2.0
"""The envelope: CloudEvents 1.0 in JSON, and refusals that name what is wrong."""

from __future__ import annotations

import json
import re
from datetime import datetime
from uuid import UUID

import pytest
from motcua_events import Event, InvalidEnvelope, new_event


def accepted(**changed: object) -> Event:
    values: dict[str, object] = {
        "source": "/motcua/intake",
        "subject": "d1",
        "time": datetime.fromisoformat("2026-11-23T09:00:00+07:00"),
        "dossierid": "d1",
        **changed,
    }
    return new_event("dossier.accepted", {"code": "H01 – đã nhận"}, **values)  # type: ignore[arg-type]


def test_an_event_comes_back_as_it_went() -> None:
    event = accepted(traceparent=f"00-{'a' * 32}-{'b' * 16}-01", dataschema="urn:motcua:protobuf:x")

    assert Event.from_json(event.to_json()) == event


def test_the_text_has_the_attributes_that_cloudevents_asks_for() -> None:
    """CloudEvents 1.0: required attributes, lower-case letters and digits in names, no null, RFC 3339."""
    envelope = json.loads(accepted().to_json())

    assert {"specversion", "id", "source", "type"} <= envelope.keys()
    assert envelope["specversion"] == "1.0"
    assert all(re.fullmatch("[a-z0-9]{1,20}", name) for name in envelope)
    assert None not in envelope.values()
    assert envelope["time"] == "2026-11-23T09:00:00+07:00"
    assert envelope["datacontenttype"] == "application/json"
    assert envelope["data"] == {"code": "H01 – đã nhận"}


def test_ids_are_uuid7_and_rise() -> None:
    first, second = accepted(), accepted()

    assert UUID(first.id).version == 7
    assert first.id < second.id


def test_the_key_is_the_dossier_or_else_the_subject() -> None:
    assert accepted(subject="part-2").key == "d1"
    assert accepted(subject="dat-dai/x", dossierid=None).key == "dat-dai/x"


def test_attributes_of_others_are_passed_over() -> None:
    """A newer writer may add extension attributes; readers must not stop."""
    envelope = json.loads(accepted().to_json()) | {"tracestate": "x=1"}

    assert Event.from_json(json.dumps(envelope)).subject == "d1"


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00\xff"])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(InvalidEnvelope, match="not an event envelope"):
        Event.from_json(text)


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_an_envelope_that_lacks_an_attribute_is_refused_by_name(name: str) -> None:
    """Above all one without an id: it would look new each time it came."""
    text = accepted().to_json().replace(f'"{name}":', f'"x{name}":', 1)

    with pytest.raises(InvalidEnvelope, match=f"{name}: Field required"):
        Event.from_json(text)


@pytest.mark.parametrize(
    "changed",
    [{"time": datetime.fromisoformat("2026-11-23T09:00:00")}, {"subject": ""}, {"dossierid": ""}],
)
def test_an_event_that_is_wrong_cannot_be_made(changed: dict[str, object]) -> None:
    with pytest.raises(InvalidEnvelope, match=next(iter(changed))):
        accepted(**changed)


def test_text_that_is_no_unicode_is_refused_at_once() -> None:
    event = accepted().model_copy(update={"data": {"code": "\ud800"}})

    with pytest.raises(InvalidEnvelope, match="payload"):
        event.to_json()
