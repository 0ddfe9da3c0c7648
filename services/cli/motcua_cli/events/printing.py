# SPDX-License-Identifier: Apache-2.0
"""What `motcua events tail` prints."""

from __future__ import annotations

from motcua_events import EventLog, Record

from motcua_cli.events.showing import Shown, line, machine, payload_of
from motcua_cli.events.tail import Wanted, acquaint, follow, last


def run(log: EventLog, wanted: Wanted, most: int, going_on: bool, payload: bool, as_json: bool) -> None:
    """The last ones, then what comes where that was asked for."""
    acquaint(log, wanted)
    found, ends = last(log, wanted, most)
    for record, one in found:
        _tell(record, one, payload, as_json)
    if not going_on:
        return
    for record, one in follow(log, wanted, ends):
        _tell(record, one, payload, as_json)


def _tell(record: Record, one: Shown, payload: bool, as_json: bool) -> None:
    text = machine(record, one, payload) if as_json else line(one)
    if payload and not as_json:
        text += "\n" + payload_of(record)
    print(text, flush=True)
