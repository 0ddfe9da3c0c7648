# SPDX-License-Identifier: Apache-2.0
"""The REST API of a running system: a dossier from draft to acceptance, events over reconnects, refusals as problems."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from motcua_portal.api.application import routers
from motcua_portal.api.document import addresses
from motcua_portal.api.operations import OPERATIONS
from support.rest import (
    COMPONENTS,
    DESCRIPTION,
    DOSSIER,
    PAPER,
    POLICIES,
    Api,
    accept,
    client_token,
    draft,
    submitted,
)
from support.system import ROOT, Driver

KEYED = {"Idempotency-Key": "k"}
AS_JSON = KEYED | {"Content-Type": "application/json"}
AS_XML = KEYED | {"Content-Type": "text/xml"}


@pytest.fixture(scope="module")
def token(system: Driver) -> str:
    return client_token(system)


@pytest.fixture
def api(system: Driver, token: str) -> Iterator[Api]:
    made = Api(system.run["http"], token)
    yield made
    made.http.close()


@pytest.fixture
def nobody(system: Driver) -> Iterator[Api]:
    """Without a token."""
    made = Api(system.run["http"])
    yield made
    made.http.close()


def test_a_dossier_from_draft_to_acceptance(api: Api) -> None:
    dossier = submitted(api)
    assert accept(api, dossier["dossier_id"])["task"]["state"] == "TASK_STATE_DONE"
    seen = api.call("GET", f"/dossiers/{dossier['dossier_id']}", "/dossiers/{dossier_id}").json()
    assert seen["status"] in ("DOSSIER_STATUS_ACCEPTED", "DOSSIER_STATUS_IN_PROGRESS")
    assert seen["answers"]["price"] == 850_000_000, "money stays a whole number"
    by_code = api.call("GET", f"/dossiers/by-code/{dossier['code']}", "/dossiers/by-code/{code}").json()
    assert by_code["dossier_id"] == dossier["dossier_id"]
    listed = api.call("GET", "/dossiers", params={"page_size": 1}).json()
    assert [one["code"] for one in listed["dossiers"]] == [dossier["code"]]
    assert listed["dossiers"][0]["submitted_at"].endswith("Z")
    receipt = next(one for one in seen["documents"] if one["form"] == "01")
    file = api.http.get(f"/files/{receipt['file_id']}")
    assert file.content.startswith(b"%PDF") and file.headers["content-type"] == "application/pdf"


def test_anyone_finds_procedures_and_follows_a_code(nobody: Api, api: Api) -> None:
    code = submitted(api)["code"]
    found = nobody.call("GET", "/procedures", params={"query": "chuyen nhuong"}).json()["procedures"]
    assert DOSSIER["procedure"] in [one["key"] for one in found]
    one = nobody.call("GET", f"/procedures/{DOSSIER['procedure']}", "/procedures/{key}").json()
    assert json.loads(one["start_form"])["components"]
    assert nobody.call("GET", f"/tracking/{code}", "/tracking/{code}").json()["parts_total"] == 2


def test_a_file_may_be_streamed_without_its_length(api: Api) -> None:
    form = api.http.build_request("POST", "/files", files={"file": ("giay.pdf", PAPER)})
    whole = form.read()
    pieces = iter([whole[:200], whole[200:]])
    kept = api.http.post("/files", content=pieces, headers={"Content-Type": form.headers["Content-Type"]})
    assert kept.status_code == 201, kept.text
    assert kept.request.headers["Transfer-Encoding"] == "chunked"
    assert int(kept.json()["size"]) == len(PAPER)


def test_a_draft_is_changed_only_as_it_was_read(api: Api) -> None:
    made = draft(api)
    path, pattern = f"/drafts/{made.json()['draft_id']}", "/drafts/{draft_id}"
    assert made.headers["location"] == f"/api/v1{path}"
    body = {"procedure_key": DOSSIER["procedure"], "answers": DOSSIER["answers"] | {"parcel_no": "113"}}
    changed = api.write("PUT", path, pattern, body, tag=made.headers["etag"])
    assert changed.status_code == 200 and changed.headers["etag"] != made.headers["etag"]
    weak = api.write("PUT", path, pattern, body, tag=f"W/{changed.headers['etag']}")
    assert weak.status_code == 200, "a proxy that compresses makes tags weak"
    late = api.write("PUT", path, pattern, body | {"unit": ""}, tag=made.headers["etag"])
    assert (late.status_code, late.json()["reason"]) == (412, "DRAFT_STALE")
    assert api.write("PUT", path, pattern, body).status_code == 428
    unfit = api.write("PUT", path, pattern, body, tag="W/x")
    assert (unfit.status_code, unfit.json()["reason"]) == (400, "IF_MATCH_UNFIT")
    assert api.write("DELETE", path, pattern).status_code == 204
    assert api.call("GET", path, pattern).json()["reason"] == "DRAFT_UNKNOWN"


@pytest.mark.parametrize(
    "body, reason, field, words",
    [
        ({"procedure_key": 5}, "BODY_UNREADABLE", "procedure_key", "a text"),
        ({"source": "PORTAL"}, "BODY_UNREADABLE", "source", "SOURCE_WINDOW"),
        ({"applicant": {"address": ["a"]}}, "BODY_UNREADABLE", "applicant.address", "a text"),
        ({"answers": [1]}, "BODY_UNREADABLE", "answers", "a JSON object"),
        ({"answers": {"area": 1, "price": 2**53}}, "NUMBER_TOO_LARGE", "answers.price", "Send it as text"),
        ({"answers": {"price": 1e300}}, "NUMBER_TOO_LARGE", "answers.price", "Send it as text"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    api: Api, body: dict[str, Any], reason: str, field: str, words: str
) -> None:
    said = api.http.post("/drafts", json=body, headers=KEYED)
    assert (said.status_code, said.json()["reason"]) == (400, reason)
    (one,) = said.json()["errors"]
    assert one["field"] == field and words in one["message_en"] and one["message_vi"] != one["message_en"]


def test_a_parameter_says_what_it_takes(api: Api) -> None:
    (said,) = api.http.get("/tasks?due=overdue").json()["errors"]
    assert said["field"] == "due"
    assert "TASK_DUE_OVERDUE" in said["message_vi"] and "TASK_DUE_OVERDUE" in said["message_en"]


@pytest.mark.parametrize(
    "verb, path, sent, status, reason",
    [
        ("GET", "/drafts", {"headers": {"Authorization": ""}}, 401, "TOKEN_MISSING"),
        ("GET", "/drafts", {"headers": {"Authorization": "Bearer x.y.z"}}, 401, "TOKEN_INVALID"),
        ("GET", "/drafts", {"headers": {"Authorization": "Basic eDp5"}}, 401, "TOKEN_INVALID"),
        ("GET", "/drafts?page_size=-1", {}, 400, "PAGE_SIZE_NEGATIVE"),
        ("GET", "/drafts?page_size=many", {}, 400, "QUERY_UNFIT"),
        ("GET", "/drafts?pagesize=1", {}, 400, "QUERY_UNFIT"),
        ("GET", "/dossiers?statuses=LATE", {}, 400, "QUERY_UNFIT"),
        ("GET", "/dossiers/khong-co", {}, 404, "DOSSIER_UNKNOWN"),
        ("GET", "/nothing", {}, 404, "ADDRESS_UNKNOWN"),
        ("PATCH", "/drafts", {}, 405, "METHOD_UNFIT"),
        ("POST", "/drafts", {"json": {}}, 400, "IDEMPOTENCY_KEY_MISSING"),
        ("POST", "/drafts", {"json": {}, "headers": {"Idempotency-Key": "k" * 201}}, 400, "REQUEST_ID_INVALID"),
        ("POST", "/drafts", {"json": [], "headers": KEYED}, 400, "BODY_UNREADABLE"),
        ("POST", "/drafts", {"json": {"revision": 1}, "headers": KEYED}, 400, "BODY_UNREADABLE"),
        ("POST", "/drafts", {"json": {"unit": 7}, "headers": KEYED}, 400, "BODY_UNREADABLE"),
        ("POST", "/drafts", {"json": {"answers": {"price": 2**53}}, "headers": KEYED}, 400, "NUMBER_TOO_LARGE"),
        ("POST", "/drafts", {"content": b'{"answers": {"price": NaN}}', "headers": AS_JSON},
         400, "BODY_UNREADABLE"),
        ("POST", "/drafts", {"content": b"[" * 100_000, "headers": AS_JSON},
         400, "BODY_UNREADABLE"),
        ("POST", "/drafts", {"content": b" " * 2_000_001, "headers": AS_JSON},
         413, "BODY_TOO_LARGE"),
        ("POST", "/drafts", {"content": b"<a/>", "headers": AS_XML}, 415, "MEDIA_TYPE_UNFIT"),
        ("POST", "/files", {"content": PAPER, "headers": {"Content-Type": "application/pdf"}}, 415, "MEDIA_TYPE_UNFIT"),
        ("POST", "/files", {"files": {"other": ("a.pdf", PAPER)}}, 400, "BODY_UNREADABLE"),
        ("POST", "/files", {"files": {"file": ("a.exe", b"MZ")}}, 400, "FILE_TYPE"),
        ("POST", "/tasks/khong-co/claim", {"headers": KEYED}, 404, "TASK_UNKNOWN"),
        ("GET", "/events?cursor=x", {}, 400, "CURSOR_INVALID"),
        ("GET", "/events?from_now=maybe", {}, 400, "QUERY_UNFIT"),
        ("GET", "/dossiers/khong-co/events", {}, 404, "DOSSIER_UNKNOWN"),
        ("GET", "/procedures/%00", {}, 400, "ADDRESS_UNFIT"),
    ],
)  # fmt: skip
def test_refusals_are_problems(
    api: Api, verb: str, path: str, sent: dict[str, Any], status: int, reason: str
) -> None:
    answer = api.http.request(verb, path, **sent)
    body = answer.json()
    found = [body["reason"], *(one["reason"] for one in body.get("errors", []))]
    assert (answer.status_code, reason in found) == (status, True), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    schema = {"$ref": "#/components/schemas/Problem", "components": COMPONENTS}
    jsonschema_rs.validator_for(schema).validate(body)
    assert body["status"] == status and body["detail"] == body["message_vi"]
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_detail_is_in_the_language_that_is_asked_for(api: Api) -> None:
    body = api.http.get("/dossiers/x", headers={"Accept-Language": "en-GB,en;q=0.9"}).json()
    assert body["detail"] == body["message_en"] != body["message_vi"]


def test_a_session_of_the_pages_counts_for_nothing(system: Driver) -> None:
    with httpx.Client(base_url=system.run["http"], follow_redirects=True) as browser:
        browser.cookies.set("motcua_session", "whatever")
        assert browser.get("/api/v1/drafts").status_code == 401


# Events ---------------------------------------------------------------------------------------------------------


def follow(api: Api, until: str, last: str = "", path: str = "/events", **query: Any) -> list[dict[str, str]]:
    """Messages of a stream until an event of the type `until` came."""
    headers = {"Last-Event-ID": last} if last else {}
    found: list[dict[str, str]] = []
    with api.http.stream("GET", path, headers=headers, params=query) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        message: dict[str, str] = {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                message[name] = value
                continue
            found.append(message)
            if message.get("event") == until:
                return found
            message = {}
    raise AssertionError(f"the stream ended before {until}: {found}")


def test_events_come_once_each_over_reconnects(api: Api) -> None:
    dossier = submitted(api)
    path = f"/dossiers/{dossier['dossier_id']}/events"
    first = follow(api, "dossier.submitted", path=path)[-1]
    told = json.loads(first["data"])
    jsonschema_rs.validator_for(
        {"$ref": "#/components/schemas/intake.v1.DossierEvent", "components": COMPONENTS}
    ).validate(told)
    assert told["dossier_code"] == dossier["code"]
    worker = threading.Timer(0.3, accept, (api, dossier["dossier_id"]))
    worker.start()
    rest = follow(api, "dossier.accepted", first["id"], path)
    worker.join()
    assert [one["event"] for one in rest if "event" in one] == ["dossier.accepted"]
    everything = follow(api, "dossier.accepted", path=path)
    ids = [json.loads(one["data"])["event_id"] for one in everything if "data" in one]
    assert len(ids) == len(set(ids)) == 2


def test_all_that_the_caller_may_see_from_now_on(api: Api) -> None:
    before = submitted(api)
    follow(
        api, "dossier.submitted", path=f"/dossiers/{before['dossier_id']}/events"
    )  # events come within a moment
    made: list[dict[str, Any]] = []
    worker = threading.Timer(0.5, lambda: made.append(submitted(api)))
    worker.start()
    found = follow(api, "dossier.submitted", from_now="true")
    worker.join()
    codes = [json.loads(one["data"])["dossier_code"] for one in found if "data" in one]
    assert before["code"] not in codes and made[0]["code"] in codes


def test_whoever_hangs_up_frees_the_place(api: Api) -> None:
    for _ in range(6):  # more than one caller has at a time
        deadline = time.monotonic() + 10
        while True:
            with api.http.stream("GET", "/events", params={"from_now": "true"}) as answer:
                if answer.status_code == 200:
                    next(answer.iter_lines())
                    break
                assert answer.status_code == 429 and time.monotonic() < deadline
            time.sleep(0.1)


def test_the_description_is_served_as_it_is_committed(api: Api) -> None:
    assert api.http.get("/openapi.json").json() == DESCRIPTION


def test_the_description_names_every_address() -> None:
    routes = {
        (verb, getattr(one, "path", "").replace(":path", ""))
        for router in routers()
        for one in router.routes
        for verb in getattr(one, "methods", set()) - {"HEAD"}
    }
    assert addresses(DESCRIPTION) == routes


def test_what_needs_no_token_is_said() -> None:
    for one in OPERATIONS:
        assert one.open == POLICIES[f"{one.rpc.containing_service.full_name}/{one.method}"].anyone


def test_the_description_is_made_from_the_contract_as_it_is() -> None:
    """Rewrite it with `python infra/scripts/openapi.py`."""
    command = [sys.executable, str(ROOT / "infra/scripts/openapi.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
