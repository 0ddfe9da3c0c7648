# SPDX-License-Identifier: Apache-2.0
"""Whatever any caller sends in any field of any method is answered or refused with a reason: never an internal error, never a
traceback in the log."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from motcua_cli.actors import new_id
from motcua_identity import ClientCredentials, Provider
from support import hostile
from support.fuzzing.calls import OURS, Call, opened, send
from support.province import COMMUNE, Province
from support.system import Driver

NOBODY = "nobody"


@pytest.fixture(scope="module")
def tokens(system: Driver) -> Iterator[dict[str, str]]:
    """One person for each role, every client that proves itself, and nobody."""
    people = {role: one["user"] for one in system.run["people"] for role in one["roles"]}
    found = {NOBODY: ""} | {role: system.token(user) for role, user in people.items()}
    with closing(Provider(system.run["issuer"])) as provider:
        for client in system.run["clients"]:
            if client["secret"] and "client_credentials" in client["grants"]:
                found[client["id"]] = ClientCredentials(provider, client["id"], client["secret"])()
    yield found


@pytest.fixture(scope="module")
def wire(system: Driver) -> Iterator[grpc.Channel]:
    """A channel as any integrator would open it."""
    with opened(system.run["grpc"]) as made:
        yield made


def call(wire: grpc.Channel, method: MethodDescriptor, request: Message, token: str) -> tuple[str, str]:
    """(code, reason) of the answer; ("OK", "") when there is none."""
    outcome = send(wire, Call(method, [request.SerializeToString()]), token)
    return outcome.code, outcome.reason


def admitted(wire: grpc.Channel, method: MethodDescriptor, tokens: dict[str, str]) -> list[str]:
    """Who may call it at all."""
    empty = hostile.plausible(method, {})
    answers = {who: call(wire, method, empty, token) for who, token in tokens.items()}
    assert not [who for who, (code, _) in answers.items() if code in OURS], (method.full_name, answers)
    return [who for who, (_, reason) in answers.items() if reason not in ("ROLE_REQUIRED", "TOKEN_MISSING")]


@pytest.fixture(scope="module")
def known(province: Province) -> dict[str, Any]:
    """Ids of what is really there, so that what is hostile meets the handlers and not only a look-up."""
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    task = province.land_officer.wait_for(dossier.dossier_id, "appraise_release")
    return {
        "dossier_id": dossier.dossier_id, "code": dossier.code, "task_id": task.task_id,
        "procedure_key": dossier.procedure_key, "key": dossier.procedure_key, "version": 1,
        "procedure_version": 1, "dossier_code": dossier.code, "territory": COMMUNE, "unit": COMMUNE,
        "part": "release", "result_code": dossier.procedure_key, "name": "x", "target": "tax_office",
        "message_id": "m", "failure_id": "letter-1", "component": "GCN", "form": "original", "copies": 1,
    }  # fmt: skip


@pytest.mark.parametrize("method", hostile.methods(), ids=lambda one: one.full_name.removeprefix("motcua."))
def test_every_field_of_every_method(
    wire: grpc.Channel,
    tokens: dict[str, str],
    system: Driver,
    method: MethodDescriptor,
    known: dict[str, Any],
) -> None:
    heard = system.overhear()
    callers = admitted(wire, method, tokens)
    assert callers, "somebody may call it"
    turns = itertools.cycle(callers)

    def one(case: tuple[str, Message]) -> tuple[str, str, str, str]:
        who = next(turns)
        path, request = case
        code, reason = call(wire, method, request, tokens[who])
        return path, who, code, reason

    base = hostile.plausible(method, known)
    cases = []
    for path, request in hostile.spoiled(base):
        if "request_id" in request.DESCRIPTOR.fields_by_name and path != "request_id":
            request.request_id = new_id()  # type: ignore[attr-defined]
        cases.append((path, request))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, cases))
    assert not Counter((path, code) for path, _, code, _ in answers if code in OURS)
    assert not [answer for answer in answers if answer[2] != "OK" and not answer[3]], "each with its reason"
    said = heard()
    # The line of a call names its method, which may be one about incidents.
    broken = [one for one in said.splitlines() if "incident" in one.lower() and "rpc_method" not in one]
    assert "Traceback" not in said and not broken, (said[:3000], broken[:3])


def test_no_method_takes_a_whole_number_that_was_rounded(
    wire: grpc.Channel, tokens: dict[str, str], known: dict[str, Any]
) -> None:
    answers = {}
    for method in hostile.methods():
        cases = list(hostile.rounded(hostile.plausible(method, known)))
        if cases:
            token = tokens[admitted(wire, method, tokens)[0]]
            answers[method.full_name] = {call(wire, method, request, token) for _, request in cases}
    assert {"CompleteTask", "SaveDraft", "StartProcess"} <= {name.rpartition(".")[2] for name in answers}
    assert all(said == {("INVALID_ARGUMENT", "NUMBER_TOO_LARGE")} for said in answers.values()), answers
