# SPDX-License-Identifier: Apache-2.0
"""`motcua doctor` from outside: on a healthy system, on one where something failed, and where none runs."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua_rpc import Internal
from motcua_storage import EmbeddedPostgres
from support.events import UNLUCKY, nothing_can_be_told_to
from support.forking import Forker
from support.province import COMMUNE, Province
from support.system import System


def doctor(system: System, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and what it said to a machine."""
    done = system.command("doctor", "--json", *arguments)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_healthy_system_has_nothing_to_do(system: System) -> None:
    code, said = doctor(system)
    levels = {check["area"]: check["level"] for check in said["checks"]}
    services = {area.removesuffix("-1") for area in levels}  # or a line for each process

    assert code == 0, said
    assert said["running"] and said["ok"]
    assert said["failures"] == []
    assert {"workflow", "intake", "assignment", "notification", "liaison"} <= services
    assert levels["migrations"] == "ok"
    assert levels["trial"] == "note"


def test_a_person_gets_a_table(system: System) -> None:
    done = system.command("doctor")

    assert done.returncode == 0
    assert "All is well." in done.stdout
    assert "trial switch is on" in " ".join(done.stdout.split())


def first_failure(system: System, dossier_id: str) -> tuple[int, dict[str, Any]]:
    """What the doctor says as soon as it knows of a failure of this dossier, or its last word."""
    until = time.monotonic() + 20
    while True:
        code, said = doctor(system)
        found = [one for one in said["failures"] if one["dossier_id"] == dossier_id]
        if found or time.monotonic() > until:
            assert found, said
            return code, found[0]


def test_a_failure_is_told_with_its_cause_and_retried(system: System, province: Province) -> None:
    """An event that a service cannot handle waits with its cause; another try fails while the cause lasts, and then works."""
    with nothing_can_be_told_to(system, UNLUCKY):
        dossier_id = province.citizen(UNLUCKY).submit_land(COMMUNE).dossier_id
        code, failure = first_failure(system, dossier_id)
        too_early, unmended = doctor(system, "--retry", failure["reference"])
    shown = system.command("doctor").stdout
    healed, mended = doctor(system, "--retry", failure["reference"])

    assert code == 1
    assert failure["dossier_code"].startswith("H99.") and failure["dossier_code"] in shown
    assert failure["headline"] and failure["advice"] and failure["headline"] in shown
    assert failure["reference"].startswith("notification/")
    assert "broken" in failure["message"] and failure["cause"] == "CheckViolation"
    assert failure["attempts"] >= 1 and failure["since"]
    assert (too_early, unmended["retried"][0]["resolved"]) == (1, False)
    assert f"motcua doctor --retry {failure['reference']}" in shown
    assert (healed, mended["retried"][0]["resolved"]) == (0, True)
    assert doctor(system)[0] == 0
    past = json.loads(system.command("incident", "list", "--all", "--json").stdout)["failures"]
    tried = [one["retried_by"] for one in past if one["reference"] == failure["reference"]]
    assert tried == system.users_with("operator"), "a person, not the program"


@contextmanager
def no_mail_can_be_kept(system: System) -> Iterator[None]:
    """The mailbox has lost its table."""
    with psycopg.connect(EmbeddedPostgres(system.var / "postgres").start(), autocommit=True) as admin:
        admin.execute("ALTER TABLE notification.mail RENAME TO mail_gone")
        try:
            yield
        finally:
            admin.execute("ALTER TABLE notification.mail_gone RENAME TO mail")


def test_a_mail_that_does_not_go_is_told_with_its_cause_and_sent_when_that_is_mended(
    system: System, province: Province
) -> None:
    with no_mail_can_be_kept(system):
        dossier = province.citizen().submit_land(COMMUNE)
        assert dossier.code, "who files is not held up by a mail"
        code, failure = first_failure(system, dossier.dossier_id)
        again, unmended = doctor(system, "--retry", failure["reference"])
    mended = doctor(system, "--retry", failure["reference"])[1]["retried"][0]

    assert (code, failure["kind"], failure["cause"]) == (1, "delivery", "MAILBOX_UNAVAILABLE")
    assert "UndefinedTable" in failure["message"] and "motcua doctor" in failure["advice"]
    assert (again, unmended["retried"][0]["resolved"]) == (1, False)
    assert "MAILBOX_UNAVAILABLE" in unmended["retried"][0]["sentence"]
    # It may have been sent by itself before anybody asked for another try.
    assert mended["resolved"] or "was resolved" in mended["sentence"], mended
    assert doctor(system)[0] == 0


@contextmanager
def no_page_can_be_signed_in_to(system: System) -> Iterator[None]:
    """A fault of the portal's own: a table of its schema has another name."""
    with psycopg.connect(EmbeddedPostgres(system.var / "postgres").start(), autocommit=True) as admin:
        admin.execute("ALTER TABLE portal.sign_in RENAME TO sign_in_gone")
        try:
            yield
        finally:
            admin.execute("ALTER TABLE portal.sign_in_gone RENAME TO sign_in")


def test_a_page_that_failed_is_found_by_the_code_that_the_visitor_saw(system: System) -> None:
    with no_page_can_be_signed_in_to(system):
        page = httpx.get(f"{system.run['http']}/dang-nhap", params={"next": "/viec?ten=Nguyen"})
    code = re.search(r"<code>([\w-]+)</code>", page.text)
    exit_code, said = doctor(system)
    assert page.status_code == 500 and code, page.text
    (crash,) = [one for one in said["failures"] if one["kind"] == "crash"]

    assert exit_code == 1
    assert crash["reference"] == f"portal/{code.group(1)}"
    assert crash["subject"] == "GET /dang-nhap"
    assert "motcua_portal/" in crash["message"] and "Nguyen" not in json.dumps(crash)
    assert f"motcua doctor --retry portal/{code.group(1)}" in system.command("doctor").stdout
    seen, outcome = doctor(system, "--retry", crash["reference"])
    assert (seen, outcome["retried"][0]["sentence"]) == (0, "Marked as seen.")
    assert doctor(system, "--retry", crash["reference"])[0] == 1, "seen once"
    past = json.loads(system.command("incident", "list", "--all", "--json").stdout)["failures"]
    assert [one["state"] for one in past if one["reference"] == crash["reference"]] == ["resolved"]
    assert doctor(system)[0] == 0


@contextmanager
def no_dossier_can_be_drafted(system: System) -> Iterator[None]:
    """A fault inside a service: a table of intake's schema has another name."""
    with psycopg.connect(EmbeddedPostgres(system.var / "postgres").start(), autocommit=True) as admin:
        admin.execute("ALTER TABLE intake.draft RENAME TO draft_gone")
        try:
            yield
        finally:
            admin.execute("ALTER TABLE intake.draft_gone RENAME TO draft")


def test_a_call_that_failed_is_found_by_the_id_that_its_caller_was_shown(system: System) -> None:
    numbers = []
    with no_dossier_can_be_drafted(system), system.person_channel(UNLUCKY) as channel:
        citizen = intake_pb2_grpc.IntakeServiceStub(channel)
        for _ in range(3):
            with pytest.raises(Internal) as failed:
                citizen.ListDrafts(intake_pb2.ListDraftsRequest())
            numbers.append(failed.value.details["incident"])
    number = numbers[0]
    exit_code, said = doctor(system)
    (crash,) = [one for one in said["failures"] if one["kind"] == "crash"]

    assert set(numbers) == {number}, "the same error at the same place is counted"
    assert (exit_code, crash["reference"], crash["attempts"]) == (1, f"intake/crash-{number}", 3)
    assert crash["subject"] == "motcua.intake.v1.IntakeService/ListDrafts"
    assert "ProgrammingError" in crash["cause"] and "motcua_intake/" in crash["message"]
    shown = system.command("incident", "show", number)
    assert shown.returncode == 0 and "ListDrafts failed unexpectedly 3 times" in shown.stdout, shown
    assert "same request_id" in shown.stdout and number in system.command("incident", "list").stdout
    seen, outcome = doctor(system, "--retry", crash["reference"])
    assert (seen, outcome["retried"][0]["sentence"]) == (0, "Marked as seen.")
    assert doctor(system)[0] == 0
    assert system.command("incident", "show", number).returncode == 0, "past ones are found too"


def test_incidents_on_a_terminal_say_what_is_wrong(system: System) -> None:
    unknown = system.command("incident", "repair", "workflow/nothing", "--fact", "pages=1", "--note", "Thử.")
    mistyped = system.command("incident", "repair", "nothing", "--fact", "pages", "--note", "Thử.")
    shown = system.command("incident", "show", "nothing")

    assert (unknown.returncode, mistyped.returncode, shown.returncode) == (2, 2, 2)
    assert "no such failure" in unknown.stderr and "no such failure" in shown.stderr
    assert "NAME=JSON" in mistyped.stderr
    twice = system.command("incident", "repair", "x", "--fact", "a=1", "--fact", "a=2", "--note", "Thử.")
    assert twice.returncode == 2 and "a is given twice" in twice.stderr
    for stranger in (("incident", "retry", "nothing"), ("doctor", "--retry", "intake/letter-1")):
        done = system.command(*stranger, "--as", "nobody")
        assert done.returncode == 2 and "nobody is no operator here. Operators: " in done.stderr, done


def test_an_unknown_failure_is_a_sentence(system: System) -> None:
    code, said = doctor(system, "--retry", "intake/letter-999999", "--retry", "somewhere")

    assert code == 1
    assert [one["resolved"] for one in said["retried"]] == [False, False]
    assert "no such failure" in said["retried"][0]["sentence"]
    assert "SERVICE/ID" in said["retried"][1]["sentence"]


def test_where_none_runs_it_says_how_to_start(tmp_path: Path, forker: Forker) -> None:
    system = System(tmp_path / "none", forker=forker)
    done = system.command("doctor")

    assert done.returncode == 2
    assert "make run" in done.stderr
    assert not system.var.exists()
