# SPDX-License-Identifier: Apache-2.0
"""While the tax authority works and the citizen pays, nobody is late by law, however long it takes; afterwards the date is
counted anew. Read where people read it: in the lists and on the dossier's pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar.calendar import calendar_of
from motcua_calendar.clock import legal_time
from motcua_calendar.working import working_time
from motcua_cli.actors import Officer
from support.portal import pages
from support.province import COMMUNE, Province
from support.waiting import eventually

PAYMENT = "Người sử dụng đất thực hiện nghĩa vụ tài chính"


def at(stamped: Timestamp) -> datetime:
    return legal_time(stamped.ToDatetime(tzinfo=UTC))


def transfer(province: Province, dossier_id: str) -> pb.Part:
    return next(part for part in province.citizen().dossier(dossier_id).parts if part.key == "transfer")


def step(officer: Officer, dossier_id: str) -> work.Task:
    """The only step of a dossier that the officer has to do."""
    (found,) = officer.tasks(dossier_id)
    return found


def worked(start: datetime, end: datetime) -> timedelta:
    """Working time in between, eight hours a day."""
    return working_time(calendar_of(), start, end)


def read(client: httpx.Client, path: str) -> str:
    body = re.sub(r"<(script|style).*?</\1>", " ", client.get(path).raise_for_status().text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_past_the_old_date_in_tax_time_nothing_is_overdue(apart: Province) -> None:
    system, province = apart.system, apart
    dossier_id = province.citizen().submit_land(COMMUNE).dossier_id
    province.clerk.accept(dossier_id)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)
    tax, land = province.tax_officer, province.land_officer
    tax.do(dossier_id, "determine_obligation")
    tax.wait_for(dossier_id, "confirm_payment")
    paying = lambda task: task.legal_standstill.ground == "payment"  # noqa: E731
    waiting = eventually(lambda: step(tax, dossier_id), paying)
    assert paying(waiting) and not waiting.HasField("legal_time_left")
    old = at(transfer(province, dossier_id).due_at)
    days = (old - at(tax.now())).days + 3
    assert at(waiting.due_at) > old + timedelta(days=3), "the step's own limit is longer"

    moved = system.command("clock", "advance", f"{days}d")
    assert moved.returncode == 0 and at(tax.now()) > old, moved.stderr
    late = step(tax, dossier_id)
    assert paying(late) and not late.time_left.overdue
    assert tax.inbox.CountTasks(work.CountTasksRequest()).overdue == 0
    since = at(late.legal_standstill.since)
    sentence = f"đang không tính ({PAYMENT}), từ {since:%d/%m/%Y %H:%M}"
    with pages(system, system.users_with("tax_officer")[0]) as desk:
        for path in ("/viec", f"/viec/{late.task_id}", f"/viec/ho-so/{dossier_id}"):
            text = read(desk, path)
            assert sentence in text and "Quá hạn" not in text and "Đã quá hạn" not in text, (path, text)
    anew = f"Đang không tính; sẽ được tính lại khi xong: {PAYMENT}"
    with pages(system, "an.congdan") as citizen:
        text = read(citizen, f"/ho-so/{dossier_id}")
        assert anew in text and "Quá hạn" not in text and "quá ngày hẹn" not in text, text

    tax.do(dossier_id, "confirm_payment")
    land.wait_for(dossier_id, "check_obligation")
    goes_on = lambda task: not task.HasField("legal_standstill") and at(task.legal_due_at) > old  # noqa: E731
    after = eventually(lambda: step(land, dossier_id), goes_on)
    assert goes_on(after)
    new = transfer(province, dossier_id)
    assert at(after.legal_due_at) == at(new.due_at) > at(land.now())
    left, anew_left = (worked(*span) for span in ((since, old), (at(land.now()), at(new.due_at))))
    # Counted in whole days: neither the day on which it stopped nor the one on which it goes on need be one.
    assert abs(anew_left - left) <= timedelta(hours=24), "what was left when it stood still is left again"
    assert after.legal_time_left.working_minutes > 0 and not after.legal_time_left.overdue
    with pages(system, system.users_with("land_officer")[0]) as desk:
        text = read(desk, f"/viec/{after.task_id}")
        assert "đang không tính" not in text and "Hạn của phần: Còn" in text, text
    with pages(system, "an.congdan") as citizen:
        assert anew not in read(citizen, f"/ho-so/{dossier_id}")
