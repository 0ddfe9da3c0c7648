# SPDX-License-Identifier: Apache-2.0
"""The portal does nothing that another program could not: it calls public methods only, with the visitor's token only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from motcua_identity import CITIZEN, DESIGNER, INTEGRATOR, OPERATOR, WINDOW_CLERK, Kind, Policy, Subject
from motcua_organisation import load_organisation
from motcua_portal.settings import Settings
from motcua_portal.web.clients import Services
from support.system import ROOT

PORTAL = ROOT / "services/portal/motcua_portal"
NAMES = ("intake", "assignment", "workflow", "notification", "liaison")
STUBS = {
    name: import_module(f"motcua.{name}.v1.{name}_pb2").DESCRIPTOR.services_by_name[f"{name.title()}Service"]
    for name in NAMES
}
POLICY = Policy.merge(import_module(f"motcua_{name}.entrypoints.policy").POLICY for name in NAMES)
METHODS = {method.name for service in STUBS.values() for method in service.methods}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PORTAL.rglob("*.py")):
        yield path.relative_to(PORTAL).as_posix(), ast.parse(path.read_text("utf-8"))


def called() -> set[str]:
    """Full names of the methods that the pages name. Where the service is not said beside it, of every service that has one."""
    found = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or node.attr not in METHODS:
                continue
            said = node.value.attr if isinstance(node.value, ast.Attribute) else ""
            for name in [said] if said in STUBS else NAMES:
                if node.attr in STUBS[name].methods_by_name:
                    found.add(f"{STUBS[name].full_name}/{node.attr}")
    return found


def people() -> list[Subject]:
    """Everybody there is but our own services: persons and other systems, signed in through another program than the portal."""
    units = load_organisation(ROOT / "infra/demo/organisation.yaml")
    roles = {role for one in units.people.values() for role in one.roles}
    roles |= {CITIZEN, WINDOW_CLERK, OPERATOR, DESIGNER, INTEGRATOR}
    return [
        Subject("id", "somebody", "Ai đó", frozenset((role,)), "u", "another-program", Kind.PERSON)
        for role in roles
    ]


CALLED = sorted(called())


def test_the_pages_call_the_services() -> None:
    """So that the tests below cannot pass because nothing was found."""
    assert len(CALLED) > 30
    assert {
        "motcua.intake.v1.IntakeService/SubmitDraft",
        "motcua.assignment.v1.AssignmentService/CompleteTask",
    } <= set(CALLED)


@pytest.mark.parametrize("method", CALLED)
def test_every_method_that_a_page_calls_is_open_to_people_of_other_programs(method: str) -> None:
    assert [one for one in people() if POLICY[method].allows(one)], f"{method} is for our own services only"


def test_no_method_is_for_the_portal_itself() -> None:
    """Neither a policy nor a handler asks whether the caller is the portal."""
    assert not [name for name in POLICY if "portal" in POLICY[name].services]
    for name in NAMES:
        folder = ROOT / f"services/{name}/motcua_{name}"
        for path in sorted(folder.rglob("*.py")):
            texts = [
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant)
            ]
            assert "portal" not in texts and "service:portal" not in texts, path


def test_the_portal_has_no_account_of_its_own_towards_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its channels carry the token that a call is made with, and none by themselves; its secret is for signing people in."""
    given: list[Any] = []
    real = import_module("motcua_portal.web.clients").neighbour

    def neighbour(settings: Settings, name: str, *more: Any, **named: Any) -> Any:
        given.append((name, more, named))
        return real(settings, name)

    monkeypatch.setattr("motcua_portal.web.clients.neighbour", neighbour)
    addresses = {f"{name}_address": "127.0.0.1:1" for name in NAMES}
    settings = Settings(
        database_url="postgresql://x", issuer="http://127.0.0.1:1", client_id="portal", client_secret="s",
        organisation=ROOT / "infra/demo/organisation.yaml", **addresses,
    )  # fmt: skip
    Services.connect(settings).close()
    assert given == [
        (name, (), {}) for name in ("workflow", "intake", "assignment", "notification", "liaison")
    ]
    others = {"motcua_rpc.channel", "ClientCredentials", "Neighbours", "for_caller"}
    for place, tree in sources():
        names = {
            one.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names
        }
        assert not names & others, place
        assert not names & {"channel", "neighbour"} or place == "web/clients.py", place


def test_the_portal_imports_no_service() -> None:
    for place, tree in sources():
        for node in ast.walk(tree):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not [
                one for one in modules if one.startswith(tuple(f"motcua_{name}" for name in NAMES))
            ], place
