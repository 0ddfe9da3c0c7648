# SPDX-License-Identifier: Apache-2.0
"""role × address × scope of the REST API: the rights of the method that it stands for, by the token alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from google.protobuf import json_format
from motcua_cli.rights import EMPTY, HIDDEN, REFUSED, SIGHT, UNFIT, read
from motcua_portal.api.operations import OPERATIONS, Operation

from rights.asks import MADE_UP, Ask, Things, ask_of, wrong
from rights.model import MAY, NOBODY, verdict
from rights.world import RIGHTS, World

STATUS = {NOBODY: 401, REFUSED: 403, HIDDEN: 404, UNFIT: 409, EMPTY: 200}
BY_NAME = {f"{one.verb} {one.path}": one for one in OPERATIONS}
OTHERS = (
    "GET /events", "GET /dossiers/{dossier_id}/events", "POST /files", "GET /files/{file_id}", "GET /openapi.json",
)  # fmt: skip


@pytest.fixture(scope="package")
def http(world: World) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{world.system.run['http']}/api/v1", timeout=60) as made:
        yield made


@dataclass(frozen=True)
class Sent:
    """A request but for its caller."""

    verb: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None
    headers: Mapping[str, str]

    def by(self, http: httpx.Client, token: str) -> httpx.Response:
        headers = dict(self.headers) | ({"Authorization": f"Bearer {token}"} if token else {})
        return http.request(self.verb, self.path, params=dict(self.query), json=self.body, headers=headers)


def _sent(operation: Operation, ask: Ask) -> Sent:
    made = ask.message(operation.rpc)
    given = json_format.MessageToDict(made, preserving_proto_field_name=True)
    values = {name: given.get(field, MADE_UP) for name, field in operation.fixed.items()}
    path = operation.path.replace(":path}", "}").format(**values)
    query = {
        name: str(given[name])
        for name in operation.query
        if name in given and not isinstance(given[name], list | bool)
    }
    headers = {"Idempotency-Key": given["request_id"]} if operation.writes else {}
    if operation.fenced:
        headers["If-Match"] = f'"{given.get("revision", 0)}"'
    body = {name: given[name] for name in operation.body if name in given}
    return Sent(
        operation.verb,
        path,
        query,
        body if operation.writes and operation.verb != "DELETE" else None,
        headers,
    )


def _ask(world: World, operation: Operation) -> Ask:
    """That of the method, about what the path names."""
    ask, to = ask_of(world.asks, operation.rpc), Things(world.ids)
    if operation.method == "AttachPaper" and "dossier_id" in operation.fixed.values():
        return replace(
            ask,
            thing=to.dossier,
            fields={**to.one, "component": "GCN", "form": "original"},
            passes=("SUPPLEMENT_NOT_ASKED",),
        )
    if operation.method == "DeleteDraft":
        return replace(ask, fields={"draft_id": world.ids["spare_too"]})
    if "code" in operation.fixed.values():
        return replace(ask, fields={"code": world.ids["working_code"]})
    if "draft_id" in operation.fixed.values() and "draft_id" not in ask.fields:
        return replace(ask, thing=to.draft, fields=dict(to.begun))
    if operation.verb == "POST" and operation.path == "/drafts":
        return wrong(Things(world.ids).draft, "PROCEDURE_UNKNOWN", procedure_key="khong-co/khong-co")
    return ask


@pytest.mark.parametrize("name", BY_NAME)
def test_everybody_gets_what_the_table_says(world: World, http: httpx.Client, name: str) -> None:
    operation, row = BY_NAME[name], world.table.row("api", name)
    ask = _ask(world, operation)
    anybody = operation.path == "/drafts" and operation.verb == "POST"
    turns = [
        (one, verdict(world.table, row, one, ask.thing if not anybody else replace(ask.thing, owners=None)))
        for one in world.callers
    ]
    refused: dict[tuple[str, str], tuple[str, str]] = {}
    for caller, expected in sorted(turns, key=lambda one: one[1] == MAY):
        answer = _sent(operation, ask).by(http, world.tokens[caller.name])
        said = "" if answer.is_success else str(answer.json()["reason"])
        got = f"{caller.name} of {sorted(caller.roles)} at {name}: {expected} was expected, not {answer.status_code} {said}"
        if expected == MAY:
            assert (said or "OK") in ask.passes and answer.status_code != 401, got
        else:
            assert answer.status_code == STATUS[expected], got
        if expected in (HIDDEN, REFUSED):
            refused.setdefault((expected, said), (caller.name, _words(answer)))
    nothing = ask.of_nothing()
    for (expected, _), (who, said) in refused.items() if nothing else ():
        if not (expected == REFUSED and SIGHT in (row.outside, *row.but.values())):
            again = _sent(operation, nothing or ask).by(http, world.tokens[who])
            assert _words(again) == said, f"{who} learns at {name} that there is something"


def _words(answer: httpx.Response) -> str:
    """All of a refusal but the address that was asked, which the caller knows."""
    told = answer.json()
    told.pop("instance", None)
    return f"{answer.status_code} {told}"


@pytest.mark.parametrize("name", [*BY_NAME, *OTHERS[:4]])
def test_a_token_that_is_not_good_is_no_token(world: World, http: httpx.Client, name: str) -> None:
    if name in BY_NAME:
        sent = _sent(BY_NAME[name], _ask(world, BY_NAME[name]))
    else:
        verb, path = name.split(" ")
        sent = Sent(
            verb,
            path.format(dossier_id=world.ids["working"], file_id=world.ids["working_paper"]),
            {},
            None,
            {},
        )
    for kind, token in world.bad.items():
        if name == "POST /files":
            answer = http.post(
                "/files",
                files={"file": ("a.pdf", b"%PDF-1.4", "application/pdf")},
                headers={"Authorization": f"Bearer {token}"},
            )
        else:
            answer = sent.by(http, token)
        assert answer.status_code == 401, f"{kind} at {name}: {answer.status_code}"


@pytest.mark.parametrize("name", OTHERS)
def test_streams_and_files_follow_their_methods(world: World, http: httpx.Client, name: str) -> None:
    verb, path = name.split(" ")
    row, to = world.table.row("api", name), Things(world.ids)
    path = path.format(dossier_id=world.ids["working"], file_id=world.ids["working_paper"])
    for caller in world.callers:
        expected = verdict(world.table, row, caller, to.dossier)
        if path == "/events" and caller.signed_in:
            continue  # for everybody, and held open: what is in it is for test_lists
        token = world.tokens[caller.name]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        files = {"file": ("a.pdf", b"no pdf", "application/pdf")} if verb == "POST" else None
        with http.stream(verb, path, headers=headers, files=files) as answer:
            want = (200, 400) if expected == MAY else (STATUS[expected],)
            assert answer.status_code in want, (
                f"{caller.name} at {name}: {answer.status_code}, not {expected}"
            )


def test_every_address_was_called() -> None:
    assert {*BY_NAME, *OTHERS} == set(read(RIGHTS).addresses["api"])
