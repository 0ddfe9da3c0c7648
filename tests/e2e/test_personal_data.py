# SPDX-License-Identifier: Apache-2.0
"""Personal data of the people of a whole dossier: nothing of it in any log line of any level, and in events only the name of the
applicant in events of the dossier, of whoever did something as its actor, and of an official whose signature is
waited for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from motcua_cli.actors import COPY, LAND, LAND_ANSWERS, LAND_PAPERS
from motcua_organisation import load_organisation
from motcua_rpc import InvalidInput, NotFound
from support.province import COMMUNE, Province
from support.system import ROOT, Driver
from support.waiting import eventually

CAME_IN = {"name": "Nguyễn Thị Ánh Nguyệt", "id_number": "099185001234", "phone": "02000001234"}
ALLOWED_NAMES = ("dossier.applicantName", "actor.name", "signer.name", "holder.name", "former.name")
"""Where an event may name a person, by the end of the path."""


@pytest.fixture(scope="module")
def talkative(running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Driver]:
    """A system that logs everything, as machines read it."""
    with running(MOTCUA_LOG_LEVEL="DEBUG", MOTCUA_LOG_FORMAT="json") as made:
        yield made


@pytest.fixture(scope="module")
def worked(talkative: Driver) -> Driver:
    """One dossier filed online and worked to both results, one that was brought, some refusals."""
    province = Province(talkative)
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    province.finish_land(dossier.dossier_id)
    answers = LAND_ANSWERS | {"land_commune": COMMUNE}
    brought = province.clerk.receive(LAND, COMMUNE, answers, LAND_PAPERS, CAME_IN["name"])
    with pytest.raises(NotFound):
        province.citizen("binh.congdan").dossier(brought.dossier_id)
    with pytest.raises(InvalidInput):
        province.citizen("binh.congdan").draft(
            COPY, COMMUNE, {"applicant_name": CAME_IN["name"]}, ("KHONG-CO",)
        )
    finished = lambda: province.citizen().dossier(dossier.dossier_id).HasField("finished_at")  # noqa: E731
    assert eventually(finished, bool)
    return talkative


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """What the demo knows of people, by kind."""
    organisation = load_organisation(ROOT / "infra/demo/organisation.yaml")
    everybody = [*organisation.people.values(), *organisation.citizens.values()]
    citizens = list(organisation.citizens.values())
    street = str(LAND_ANSWERS["applicant_address"])
    return {
        "name": {one.name for one in everybody} | {CAME_IN["name"]},
        "number": {one.id_number for one in citizens} | {CAME_IN["id_number"]},
        "phone": {one.phone for one in citizens} | {CAME_IN["phone"], str(LAND_ANSWERS["applicant_phone"])},
        "mail": {one.email for one in everybody if one.email},
        "address": {one.address for one in citizens} | {street},
    }


def test_no_log_line_holds_any_of_it(worked: Driver, known: dict[str, set[str]]) -> None:
    said = "\n".join(one.read_text("utf-8") for one in worked.logs())
    lines = [line for line in said.splitlines() if line.startswith("{")]
    levels = {json.loads(line)["level"] for line in lines}
    assert len(lines) > 100 and {"debug", "info"} <= levels, levels
    found = [
        (kind, line[:300])
        for line in lines
        for kind, values in known.items()
        for one in values
        if one in line
    ]
    assert not found, found[:5]


def test_events_hold_names_where_they_belong_and_nothing_else(
    worked: Driver, known: dict[str, set[str]]
) -> None:
    wanted = {"dossier.submitted", "dossier.finished", "task.opened", "inbox.completed", "liaison.accepted"}
    types = lambda found: {event["type"] for event in found}  # noqa: E731
    events = eventually(lambda: read_events(worked), lambda found: wanted <= types(found))
    assert wanted <= types(events)
    found = {
        (event["type"], kind, path)
        for event in events
        for path, value in leaves(event.get("data"))
        for kind, values in known.items()
        for one in values
        if one in value
    }
    wrong = {
        one
        for one in found
        if one[1] != "name" or not any(f".{one[2]}".endswith(f".{end}") for end in ALLOWED_NAMES)
    }
    assert not wrong, sorted(wrong)
    applicant = {kind.partition(".")[0] for kind, _, path in found if path.endswith("applicantName")}
    assert applicant <= {"dossier", "result", "clock", "fee"}, applicant


def read_events(system: Driver) -> list[dict[str, Any]]:
    """Every event of the log."""
    done = system.command("events", "tail", "--last", "100000", "--payload", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(json.loads(line)["envelope"]) for line in done.stdout.splitlines()]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text within, with where it stands; list positions are left out."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    elif value is not None:
        yield path, str(value)
