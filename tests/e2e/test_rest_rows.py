# SPDX-License-Identifier: Apache-2.0
"""Every row of the REST table: what it refuses whatever the method behind it, to whom it is refused, and fees, search, ways of
return and the inbox as one clerk uses them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from motcua_identity import CITIZEN
from motcua_portal.api.operations import OPERATIONS, Operation
from support.rest import POLICIES, Api, accept, client_token, draft, submitted
from support.system import ROOT, Driver
from support.waiting import eventually

ROWS = [pytest.param(one, id=one.name) for one in OPERATIONS]
HEADS = {"If-Match": '"1"'}
UNIT_ONLY = {"SearchDossiers": "OFFICERS_ONLY", "ListRegister": "REGISTER_REQUIRED"} | {
    one.method: "OFFICERS_ONLY"
    for one in OPERATIONS
    if one.service == "assignment" and one.method != "GetWhereabouts"
}
"""Methods that anybody signed in may call by the policy, and that a citizen is refused as nobody of a unit."""


def path_of(one: Operation) -> str:
    """With ids that nobody has."""
    return re.sub(r"{[^}]+}", "khong-co", one.path)


def headers(one: Operation) -> dict[str, str]:
    """All that the row asks for."""
    keyed = {"Idempotency-Key": str(uuid.uuid4())} if one.writes else {}
    return keyed | (HEADS if one.fenced else {})


def reasons(answer: Any) -> set[str]:
    body = answer.json()
    return {body["reason"], *(one["reason"] for one in body.get("errors", []))}


@pytest.fixture(scope="module")
def api_of(system: Driver) -> Iterator[Callable[[str], Api]]:
    """Callers by user; "" is the software of a commune, "nobody" has no token."""

    @cache
    def made(user: str) -> Api:
        token = "" if user == "nobody" else system.token(user) if user else client_token(system)
        return Api(system.run["http"], token)

    yield made
    for user in ("", "nobody", "an.congdan", "minh.datdai", "lan.motcua"):
        made(user).http.close()


@pytest.mark.parametrize("one", ROWS)
def test_nobody_gets_in_without_a_token(api_of: Callable[[str], Api], one: Operation) -> None:
    pattern = one.path.replace(":path", "")
    answer = api_of("nobody").call(one.verb, path_of(one), pattern, headers=headers(one))
    assert (answer.status_code == 401) != one.open, answer.text
    if not one.open:
        assert reasons(answer) == {"TOKEN_MISSING"}


@pytest.mark.parametrize("one", ROWS)
def test_what_a_row_does_not_know_is_refused(api_of: Callable[[str], Api], one: Operation) -> None:
    """A parameter, a field of the body; then a write without its key, or without the revision that it is about."""
    api, path, pattern = api_of(""), path_of(one), one.path.replace(":path", "")
    asked = api.call(one.verb, f"{path}?khong_co=1", pattern, headers=headers(one))
    assert (asked.status_code, reasons(asked)) == (400, {"QUERY_UNFIT"})
    if not one.writes:
        return
    told = api.call(one.verb, path, pattern, headers=headers(one), json={"khong_co": 1})
    assert (told.status_code, reasons(told)) == (400, {"BODY_UNREADABLE"})
    for name in ("request_id", *one.fixed.values()):
        told = api.call(one.verb, path, pattern, headers=headers(one), json={name: "x"})
        assert (told.status_code, reasons(told)) == (400, {"BODY_UNREADABLE"}), name
    bare = api.call(one.verb, path, pattern, headers=HEADS if one.fenced else {})
    assert (bare.status_code, reasons(bare)) == (400, {"IDEMPOTENCY_KEY_MISSING"})
    if one.fenced:
        loose = api.call(one.verb, path, pattern, headers={"Idempotency-Key": "k"})
        assert (loose.status_code, reasons(loose)) == (428, {"IF_MATCH_MISSING"})


@pytest.mark.parametrize("one", ROWS)
def test_a_citizen_is_refused_what_is_an_officers(api_of: Callable[[str], Api], one: Operation) -> None:
    """By the policy of the service, or as nobody of a unit; what is not theirs is not there for them."""
    rule = POLICIES[f"{one.rpc.containing_service.full_name}/{one.method}"]
    pattern = one.path.replace(":path", "")
    answer = api_of("an.congdan").call(one.verb, path_of(one), pattern, headers=headers(one))
    if rule.roles and CITIZEN not in rule.roles:
        assert (answer.status_code, reasons(answer)) == (403, {"ROLE_REQUIRED"})
    elif one.method in UNIT_ONLY:
        assert (answer.status_code, reasons(answer)) == (403, {UNIT_ONLY[one.method]})
    elif one.fixed or one.writes:
        assert answer.status_code in (400, 404, 412), answer.text
    else:
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("one", ROWS)
def test_an_officer_without_the_role_is_refused_it(
    api_of: Callable[[str], Api], system: Driver, one: Operation
) -> None:
    """A land officer takes no money and returns nothing; theirs is the inbox."""
    rule = POLICIES[f"{one.rpc.containing_service.full_name}/{one.method}"]
    pattern = one.path.replace(":path", "")
    answer = api_of("minh.datdai").call(one.verb, path_of(one), pattern, headers=headers(one))
    if rule.roles and rule.roles.isdisjoint(system.person("minh.datdai")["roles"]):
        assert (answer.status_code, reasons(answer)) == (403, {"ROLE_REQUIRED"})
    elif one.method == "ListRegister":
        assert (answer.status_code, reasons(answer)) == (403, {"REGISTER_REQUIRED"})
    else:
        assert answer.status_code in (200, 400, 404, 412), answer.text


def test_the_page_for_integrators_names_every_row() -> None:
    page = (ROOT / "docs/integrators.md").read_text("utf-8")
    section = page[page.index("## 7. REST") : page.index("## 8.")]
    assert {one.method for one in OPERATIONS if f"`{one.method}`" not in section} == set()
    last = {re.sub(r".*?(/[^/{]+(/{[^}]+})?)$", r"\1", one.path.replace(":path", "")) for one in OPERATIONS}
    assert {one for one in last if one not in section} == set()


def test_fees_search_and_return_way_of_a_dossier(api_of: Callable[[str], Api]) -> None:
    """Found by its code, paid once however often it is sent, given back; chosen how results come."""
    api = api_of("")
    dossier = submitted(api)
    accept(api, dossier["dossier_id"])
    at, of = f"/dossiers/{dossier['dossier_id']}", "/dossiers/{dossier_id}"
    found = api.call("GET", "/dossiers/search", params={"query": dossier["code"]}).json()["dossiers"]
    assert [one["dossier_id"] for one in found] == [dossier["dossier_id"]]
    assert reasons(api.call("GET", "/dossiers/search")) == {"SEARCH_EMPTY"}

    owed = [one for one in ledger(api, at, of)["lines"] if one["state"] == "FEE_STATE_OWED"]
    line = next(one for one in owed if one.get("charge"))
    paid = {
        "fee_ids": [line["fee_id"]], "amount": line["charge"], "method": "PAYMENT_METHOD_CASH", "payer": "Nguyễn Văn An",
    }  # fmt: skip
    wrong = api.write("POST", f"{at}/payments", f"{of}/payments", paid | {"amount": line["charge"] + 1})
    assert (wrong.status_code, reasons(wrong)) == (409, {"AMOUNT_DIFFERS"})
    key = str(uuid.uuid4())
    first, again = (api.write("POST", f"{at}/payments", f"{of}/payments", paid, key=key) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["receipt_number"] and first.json()["file_id"]
    twice = api.write("POST", f"{at}/payments", f"{of}/payments", paid)
    assert (twice.status_code, reasons(twice)) == (409, {"FEE_NOT_OWED"})
    fee, back = f"{at}/fees/{line['fee_id']}", {"amount": line["charge"], "method": "PAYMENT_METHOD_CASH"}
    returned = api.write(
        "POST", f"{fee}/refund", of + "/fees/{fee_id}/refund",
        back | {"receiver": "Nguyễn Văn An", "reason": "Thu nhầm của hồ sơ khác.", "still_owed": True},
    )  # fmt: skip
    assert returned.status_code == 200, returned.text
    exempt = api.write(
        "POST",
        f"{fee}/exemption",
        of + "/fees/{fee_id}/exemption",
        {"ground": "Điều 5 Thông tư 85/2019/TT-BTC, hộ nghèo."},
    )
    assert exempt.status_code == 200, exempt.text
    assert next(one for one in ledger(api, at, of)["lines"] if one["fee_id"] == line["fee_id"])["exemption"]

    way = api.call("GET", f"{at}/return-way", f"{of}/return-way").json()
    assert "RETURN_WAY_WINDOW" in way["open"] and way["changeable"]
    chosen = api.write("PUT", f"{at}/return-way", f"{of}/return-way", {"way": "RETURN_WAY_WINDOW"})
    assert chosen.json()["way"] == "RETURN_WAY_WINDOW", chosen.text
    bare = api.write("PUT", f"{at}/return-way", f"{of}/return-way", {"way": "RETURN_WAY_POST"})
    assert bare.status_code == 400, "nobody to send it to"
    early = api.write("POST", f"{at}/electronic-return", f"{of}/electronic-return")
    assert early.status_code == 409, early.text


def ledger(api: Api, at: str, of: str) -> dict[str, Any]:
    return dict(api.call("GET", f"{at}/fees", f"{of}/fees").json())


def test_an_inbox_by_rest(api_of: Callable[[str], Api]) -> None:
    """Counted, claimed with others, half filled, noted; what is a head's or a person's is refused."""
    api = api_of("")
    dossier = submitted(api)
    listed = {"dossier_id": dossier["dossier_id"]}
    [task] = eventually(lambda: api.call("GET", "/tasks", params=listed).json()["tasks"], bool)
    counted = api.call("GET", "/tasks/counts").json()
    assert counted["open"] >= 1
    for path in ("/tasks/choices", "/tasks/version", "/colleagues", "/substitutions", "/todos"):
        assert api.call("GET", path).status_code == 200, path
    many = {"task_ids": [task["task_id"], "khong-co"]}
    outcomes = api.write("POST", "/tasks/claims", "/tasks/claims", many).json()["outcomes"]
    assert len(outcomes) == 2
    at, of = f"/tasks/{task['task_id']}", "/tasks/{task_id}"
    assert api.call("GET", at, of).json()["task"]["state"] == "TASK_STATE_CLAIMED"
    half = {"fields": [{"name": "outcome", "values": ["accept"]}], "revision": 0}
    kept = api.write("PUT", f"{at}/form", f"{of}/form", half)
    assert kept.status_code == 200, kept.text
    assert api.call("GET", at, of).json()["kept"]["fields"][0]["values"] == ["accept"]
    given = api.write(
        "POST", f"{at}/reassignment", f"{of}/reassignment", {"to": "lan.motcua", "reason": "Ốm."}
    )
    assert (given.status_code, reasons(given)) == (403, {"HEADS_ONLY"})
    note = f"/dossiers/{dossier['dossier_id']}/notes"
    said = api.write("POST", note, "/dossiers/{dossier_id}/notes", {"text": "Đã gọi điện."})
    assert said.status_code == 201, said.text
    journal = api.call("GET", note.replace("notes", "journal"), "/dossiers/{dossier_id}/journal").json()[
        "entries"
    ]
    assert "Đã gọi điện." in [one["text"] for one in journal]
    made = draft(api)
    received = api.write(
        "POST",
        f"/drafts/{made.json()['draft_id']}/receipt",
        "/drafts/{draft_id}/receipt",
        tag=made.headers["etag"],
    )
    assert reasons(received) == {"PERSON_REQUIRED"}, "no account of a system sees papers"
