# SPDX-License-Identifier: Apache-2.0
"""docs/architecture.md says what is so: its rooms, who asks whom, and which event does what. What it says is read from its
tables; what is so, from the sources, the policies, the table of events and the services as they wire themselves."""

from __future__ import annotations

import ast
import re
from collections import Counter
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path

import pytest
from motcua.intake.v1.intake_pb2 import DossierStatus
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_events import EventCatalogue, EventType
from motcua_identity import SERVICE, Kind, Policy, Subject
from motcua_identity.subject import service_role
from support.asking import CALLER, EITHER, METHODS, OWN, SERVICES, Ask, asks, imported_by_name, neighbours
from support.listening import groups
from support.system import ROOT
from support.tables import codes, page, table

PAGE = "architecture.md"
NOBODY = "nobody"
POLICY = Policy.merge(import_module(f"motcua_{name}.entrypoints.policy").POLICY for name in SERVICES)
EVENTS = EventCatalogue.load()


def said_asks() -> list[Ask]:
    """The rows of the page; one with several methods is as many."""
    return [
        Ask(asker, asked, method, name)
        for asker, asked, methods, name, _, _ in table(PAGE, "## Who asks whom")
        for method in codes(methods)
    ]


def folders(kind: str) -> set[str]:
    return {f"{kind}/{one.parent.name}" for one in (ROOT / kind).glob("*/pyproject.toml")}


# Rooms ---------------------------------------------------------------------------------------------------------------


def test_every_room_and_library_has_a_row() -> None:
    rooms, libraries = table(PAGE, "## The rooms"), table(PAGE, "## The rooms", 1)
    assert Counter(name for row in rooms for name in codes(row[0])) == Counter(folders("services"))
    assert Counter(name for row in libraries for name in codes(row[0])) == Counter(folders("libs"))


def test_the_schemas_are_those_that_are_migrated() -> None:
    said = {name for row in table(PAGE, "## The rooms") for name in codes(row[2])}
    assert said | {"broker"} == {one.schema for one in MIGRATIONS}


def test_the_picture_has_every_status_of_a_dossier() -> None:
    drawn = re.search(r"```mermaid\nstateDiagram-v2\n(.*?)```", page(PAGE), re.DOTALL)
    assert drawn
    names = {name.removeprefix("DOSSIER_STATUS_") for name in DossierStatus.keys()} - {"UNSPECIFIED"}  # noqa: SIM118
    assert set(re.findall(r"\b[A-Z_]{7,}\b", drawn[1])) == names


# Who asks whom -------------------------------------------------------------------------------------------------------


def test_every_call_between_services_has_a_row_and_no_row_is_without_a_call() -> None:
    """A method that is called for two reasons may have two rows."""
    assert set(said_asks()) == {ask for name in SERVICES for ask in asks(name)}
    reasons = [tuple(row[:5]) for row in table(PAGE, "## Who asks whom")]
    assert len(reasons) == len(set(reasons))


def test_a_stub_that_nobody_asks_by_would_be_seen() -> None:
    for name in SERVICES:
        assert neighbours(name) == {ask.asked for ask in asks(name)}
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "libs").glob("*/motcua_*/**/*.py"))
    assert "ServiceStub" not in text, "libraries ask no service"


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('import_module(f"motcua.{service}.v1.{service}_pb2_grpc")', set(SERVICES)),
        ('importlib.import_module("motcua.liaison.v1.liaison_pb2_grpc")', {"liaison"}),
        ('import_module(f"motcua.{service}.v1.{service}_pb2")', set()),
        ('import_module(f"motcua_portal.pages.{room}")', set()),
        ("import_module(module.name)", set()),
        ("import_module()", set()),
    ],
)
def test_stubs_that_are_imported_by_name_are_seen(call: str, found: set[str]) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert imported_by_name(node) == found


def test_the_first_picture_lets_integrators_in_by_both_doors() -> None:
    picture = page(PAGE).split("```")[1]
    assert re.search(r"integrators\n.*│ https +REST │ +│ gRPC\n", picture)


def test_the_policies_open_to_a_service_what_it_asks_in_its_own_name_and_nothing_else() -> None:
    said = {(one.asker, one.asked, one.method) for one in said_asks() if one.name in (OWN, EITHER)}
    opened = {
        (asker, asked, method)
        for asked in SERVICES
        for method in METHODS[asked]
        for asker in POLICY[f"motcua.{asked}.v1.{asked.title()}Service/{method}"].services
    }
    assert opened <= said
    for asker, asked, method in said:
        account = Subject(asker, roles=frozenset((SERVICE, service_role(asker))), kind=Kind.SERVICE)
        POLICY.check(account, f"motcua.{asked}.v1.{asked.title()}Service/{method}")


def test_rows_say_why_and_what_happens_when_the_other_is_away() -> None:
    for row in table(PAGE, "## Who asks whom"):
        assert row[3] in (OWN, CALLER, EITHER)
        assert row[4] and row[5] and row[0] != row[1], row


@pytest.mark.parametrize("client", ["portal", "cli"])
def test_the_clients_ask_the_services_that_the_page_names(client: str) -> None:
    rows = [row for row in table(PAGE, "## Who asks whom", 1) if row[0] == client]
    assert len(rows) == 1
    assert set(rows[0][1].split(", ")) == neighbours(client)


# Which event does what -----------------------------------------------------------------------------------------------


def said_events() -> list[tuple[str, str, str]]:
    """Type, writer and group by the rows of the page."""
    return [
        (row.type, writer, group)
        for patterns, writer, readers, what in table(PAGE, "## Which event does what")
        for pattern in codes(patterns)
        for row in _fitting(pattern)
        for group in codes(readers) or [readers]
        if what
    ]


def _fitting(pattern: str) -> list[EventType]:
    found = [row for row in EVENTS.types if fnmatchcase(row.type, pattern)]
    assert found, f"there is no event {pattern}"
    return found


def test_every_event_has_a_row_for_each_group_that_handles_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = groups(tmp_path, monkeypatch)
    handled = {(kind, group) for group, (_, kinds) in wired.items() for kind in kinds}
    unheard = {(row.type, NOBODY) for row in EVENTS.types} - {(kind, NOBODY) for kind, _ in handled}
    said = said_events()
    assert Counter((kind, group) for kind, _, group in said) == Counter(handled | unheard)
    assert {(kind, writer) for kind, writer, _ in said} == {(row.type, row.writer) for row in EVENTS.types}


def test_what_a_group_handles_comes_by_a_topic_that_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler of a type whose topic its group does not read would wait for ever, without a word."""
    for group, (topics, kinds) in groups(tmp_path, monkeypatch).items():
        assert set(EVENTS.topics_for(sorted(kinds))) == set(topics), group


def test_every_file_of_the_command_line_that_opens_the_database_has_a_row() -> None:
    said = {name for row in table(PAGE, "## Who asks whom", 2) for name in codes(row[2])}
    cli = ROOT / "services/cli/motcua_cli"
    opening = {
        f"{one.relative_to(cli)}"
        for one in cli.rglob("*.py")
        if re.search(r"^\s*(import|from) psycopg\b", one.read_text("utf-8"), re.MULTILINE)
    }
    assert said == opening
