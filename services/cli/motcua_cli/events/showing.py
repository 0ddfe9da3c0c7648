# SPDX-License-Identifier: Apache-2.0
"""How an event of the log is shown: when, what, of which dossier, and the facts that name nobody. Who a person is stands in the
payload alone, which is shown when it is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua_calendar.clock import legal_time
from motcua_events import Event, Record
from motcua_events.errors import InvalidEnvelope

from motcua_cli.machine_readable import json_line

FACTS = (
    "procedureKey", "part", "parts", "kind", "role", "unit", "agency", "element", "outcome", "status", "stage", "round", "ground",
    "policy", "action", "how", "why", "channel", "targetAgency", "taskId", "version",
)  # fmt: skip
"""Fields of payloads that are codes; names, titles, reasons and whatever people wrote are none."""
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as it is told. `time` is when it happened, by business time; None where it cannot be read."""

    key: str
    type: str
    time: datetime | None
    dossier_id: str
    dossier_code: str
    facts: dict[str, str]
    id: str = ""


def shown(record: Record) -> Shown:
    """Read a record; what is no event is told as that."""
    try:
        event = Event.from_json(record.envelope)
        attributes: dict[str, Any] = json.loads(record.envelope)
    except (InvalidEnvelope, ValueError, RecursionError):
        return Shown(record.key, UNREADABLE, None, "", "", {})
    facts = {name[3:]: str(value) for name, value in attributes.items() if name in _LETTER}
    facts |= _facts(event.data)
    code = _code(event.data)
    return Shown(record.key, event.type, event.time, event.dossierid or "", code, facts, event.id)


_LETTER = ("dlqstate", "dlqservice", "dlqid", "dlqgroup", "dlqreason", "dlqattempts")


def _code(data: Any) -> str:
    """Of the dossier, wherever the payload has it."""
    for head in (data, data.get("process"), data.get("dossier")):
        if isinstance(head, dict):
            code = head.get("dossierCode") or (head.get("code") if head is not data else "")
            if isinstance(code, str) and code:
                return code
    return ""


def _facts(data: dict[str, Any]) -> dict[str, str]:
    heads = [data, *(one for one in (data.get("process"), data.get("dossier")) if isinstance(one, dict))]
    found: dict[str, str] = {}
    for name in FACTS:
        for head in heads:
            value = head.get(name)
            if isinstance(value, str | int | float) and value != "" and not isinstance(value, bool):
                found.setdefault(name, str(value)[:80])
    return found


def line(one: Shown) -> str:
    """For people: local time, type, dossier, facts."""
    at = f"{legal_time(one.time):%Y-%m-%d %H:%M:%S}" if one.time else " " * 19
    about = one.dossier_code or one.dossier_id or one.key
    facts = "  ".join(f"{name}={value}" for name, value in one.facts.items())
    return _plain(f"{at}  {one.type:<28}  {about:<24}  {facts}".rstrip())


def payload_of(record: Record) -> str:
    """The whole envelope for people, indented; as it is where it is no JSON."""
    try:
        text = json.dumps(json.loads(record.envelope), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = record.envelope
    return "\n".join("    " + _plain(row) for row in text.splitlines())


def machine(record: Record, one: Shown, payload: bool) -> str:
    """For machines: one object."""
    said: dict[str, Any] = {
        "topic": record.topic, "partition": record.partition, "offset": record.offset, "at": record.appended_at,
        "key": one.key, "id": one.id, "type": one.type, "time": one.time, "dossier_id": one.dossier_id,
        "dossier_code": one.dossier_code, "facts": one.facts,
    }  # fmt: skip
    if payload:
        said["envelope"] = record.envelope
    return json_line(said)


def _plain(text: str) -> str:
    """Nothing that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
