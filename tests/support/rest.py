# SPDX-License-Identifier: Apache-2.0
"""A caller of the REST API whose every answer is held against the description, and the way of a dossier there."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import httpx
import jsonschema_rs
from motcua_assignment.entrypoints.policy import POLICY as ASSIGNMENT
from motcua_identity import Policy
from motcua_intake.entrypoints.policy import POLICY as INTAKE

from support.system import ROOT, Driver

DOSSIER = json.loads((ROOT / "docs/examples/dossier.json").read_text("utf-8"))
PAPER = (ROOT / "docs/examples/paper.pdf").read_bytes()
DESCRIPTION = json.loads((ROOT / "services/portal/motcua_portal/api/openapi.json").read_text("utf-8"))


def closed() -> dict[str, Any]:
    """The components of the description, with every field named: an answer with another one is no answer of ours."""
    components: dict[str, Any] = json.loads(json.dumps(DESCRIPTION["components"]))
    for one in components["schemas"].values():
        if one["type"] == "object":
            one["additionalProperties"] = False
    return components


COMPONENTS = closed()
POLICIES = Policy.merge([INTAKE, ASSIGNMENT])


class Api:
    """Calls the API; whatever comes back fits the description."""

    def __init__(self, base: str, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=f"{base}/api/v1", headers=headers, timeout=30)

    def call(self, verb: str, path: str, pattern: str = "", **sent: Any) -> httpx.Response:
        answer = self.http.request(verb, path, **sent)
        self.check(answer, verb, pattern or path)
        return answer

    def write(
        self, verb: str, path: str, pattern: str, body: Any = None, *, key: str = "", tag: str = ""
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} | ({"If-Match": tag} if tag else {})
        return self.call(verb, path, pattern, json=body, headers=headers)

    @staticmethod
    def check(answer: httpx.Response, verb: str, pattern: str) -> None:
        responses = DESCRIPTION["paths"][pattern][verb.lower()]["responses"]
        known = responses.get(str(answer.status_code), responses["default"])
        if "content" not in known:
            assert not answer.content
            return
        media = answer.headers["content-type"].partition(";")[0]
        assert media in known["content"], answer.text
        schema = known["content"][media]["schema"] | {"components": COMPONENTS}
        jsonschema_rs.validator_for(schema).validate(answer.json())


def client_token(system: Driver, client_id: str = "demo-integrator") -> str:
    """By client credentials."""
    client = next(one for one in system.run["clients"] if one["id"] == client_id)
    discovery = (
        httpx.get(f"{system.run['issuer']}/.well-known/openid-configuration").raise_for_status().json()
    )
    answer = httpx.post(
        discovery["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(client["id"], client["secret"]),
    )
    return str(answer.raise_for_status().json()["access_token"])


def upload(api: Api, content: bytes = PAPER) -> dict[str, Any]:
    files = {"file": ("giấy tờ.pdf", content, "application/pdf")}
    answer = api.call("POST", "/files", files=files)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def draft(api: Api) -> httpx.Response:
    body = {"procedure_key": DOSSIER["procedure"], "answers": DOSSIER["answers"]}
    answer = api.write("POST", "/drafts", "/drafts", body)
    assert answer.status_code == 201, answer.text
    return answer


def submitted(api: Api) -> dict[str, Any]:
    made = draft(api).json()["draft_id"]
    file_id = upload(api)["file_id"]
    for code in DOSSIER["papers"]:
        body = {"component": code, "file_id": file_id, "form": "original", "copies": 1}
        answer = api.write("POST", f"/drafts/{made}/papers", "/drafts/{draft_id}/papers", body)
        assert answer.status_code == 201, answer.text
    problems = api.call("GET", f"/drafts/{made}/problems", "/drafts/{draft_id}/problems")
    assert problems.json() == {"problems": []}
    tag = api.call("GET", f"/drafts/{made}", "/drafts/{draft_id}").headers["etag"]
    key, path = str(uuid.uuid4()), f"/drafts/{made}/submission"
    first = api.write("POST", path, "/drafts/{draft_id}/submission", key=key, tag=tag)
    again = api.write("POST", path, "/drafts/{draft_id}/submission", key=key, tag=tag)
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.headers["location"] == f"/api/v1/dossiers/{first.json()['dossier_id']}"
    return dict(first.json())


def accept(api: Api, dossier_id: str) -> dict[str, Any]:
    until = time.monotonic() + 20
    while not (tasks := api.call("GET", "/tasks", params={"dossier_id": dossier_id}).json()["tasks"]):
        assert time.monotonic() < until
        time.sleep(0.1)
    task = f"/tasks/{tasks[0]['task_id']}"
    assert (
        api.write("POST", f"{task}/claim", "/tasks/{task_id}/claim").json()["state"] == "TASK_STATE_CLAIMED"
    )
    done = api.write(
        "POST", f"{task}/completion", "/tasks/{task_id}/completion", {"acceptance": {"accept": {"note": ""}}}
    )
    assert done.status_code == 200, done.text
    return dict(done.json())
