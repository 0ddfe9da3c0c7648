# SPDX-License-Identifier: Apache-2.0
"""Dead letters of all services, over gRPC: the truth is their own tables; copies stand in the log under `<topic>.dlq`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from motcua_events import EventCatalogue, UnknownEventType
from motcua_rpc import Channel, MotcuaError
from rich.console import Console

from motcua_cli.doctor.failures import DISCARDING, Failure, list_of_all
from motcua_cli.doctor.report import print_failure
from motcua_cli.events.source import CannotRead, topics
from motcua_cli.failing import fail
from motcua_cli.machine_readable import json_line
from motcua_cli.running import read_run

KIND = "dead_letter"


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter (or a consumer that a flood of them has stopped); `topic` is "" where its event says none."""

    failure: Failure
    topic: str


_ORDERS: dict[str, Callable[[Letter], Any]] = {
    "since": lambda one: (one.failure.since is not None, one.failure.since),
    "last": lambda one: (one.failure.last is not None, one.failure.last),
    "topic": lambda one: one.topic,
    "service": lambda one: one.failure.reference.partition("/")[0],
    "type": lambda one: one.failure.subject,
    "attempts": lambda one: one.failure.attempts,
}


def read_letters(
    channel: Channel, wanted: Sequence[str], sort: str, everything: bool
) -> tuple[list[Letter], Mapping[str, str]]:
    """Those of the topics that are wanted (all without any), and the services that could not be asked with the reason."""
    if sort not in _ORDERS:
        raise fail(f"--sort is one of {', '.join(_ORDERS)}, not {sort!r}.")
    try:
        only = topics([one.removesuffix(".dlq") for one in wanted]) if wanted else []
    except CannotRead as error:
        raise fail(str(error)) from error
    found: list[Failure] = []
    unread: dict[str, str] = {}
    for service in DISCARDING:
        try:
            found += list_of_all(channel, service, everything)
        except MotcuaError as error:
            unread[service] = error.message_en
    letters = [Letter(one, _topic(one.subject)) for one in found if one.kind == KIND]
    kept = [one for one in letters if not only or one.topic in only]
    kept.sort(key=lambda one: one.failure.reference)
    return sorted(kept, key=_ORDERS[sort]), unread


def check(references: Sequence[str]) -> None:
    """Refuse what is no dead letter before anything is done."""
    for one in references:
        service, _, name = one.partition("/")
        if service not in DISCARDING or not name.startswith(("letter-", "consumer-")):
            raise fail(
                f"{one} is no dead letter. They are named SERVICE/letter-NUMBER; services: {', '.join(DISCARDING)}."
            )


def print_letters(letters: Sequence[Letter], unread: Mapping[str, str], var: Path, as_json: bool) -> None:
    """As the doctor tells failures, with the topic."""
    if as_json:
        rows = [asdict(one.failure) | {"topic": one.topic} for one in letters]
        print(json_line({"letters": rows, "unread": dict(unread)}))
        return
    console, pages = Console(highlight=False), read_run(var.absolute())["http"]
    for one in letters:
        print_failure(console, one.failure, pages)
        if one.topic:
            console.print(f"  [dim]{'topic':<8}[/]{one.topic}, a copy in {one.topic}.dlq")
    for service, sentence in unread.items():
        print(f"{service} does not say what it could not handle: {sentence}")
    if not letters and not unread:
        print("No dead letters.")


def _topic(event_type: str) -> str:
    try:
        return EventCatalogue.load().row(event_type).topic
    except UnknownEventType:
        return ""
