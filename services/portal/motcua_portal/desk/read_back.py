# SPDX-License-Identifier: Apache-2.0
"""What an officer typed into a task that is no longer theirs, read back in words: names of fields and texts of options."""

from __future__ import annotations

from collections.abc import Iterator

from motcua_portal.desk.casefile import CaseFile
from motcua_portal.desk.typed import Typed
from motcua_portal.web.forms import FormPage
from motcua_portal.web.visit import Visit

Line = tuple[str, str]
"""The name of a field and what was typed."""


def read_back(visit: Visit, case: CaseFile, form: FormPage | None, typed: Typed) -> list[Line]:
    """In the order of the page: the step's form, then the fields of the desk that were filled in."""
    lines = list(_answers(visit, form)) if form is not None and typed else []
    return lines + [(name, text) for name, text in _own(visit, case, typed) if text]


def _answers(visit: Visit, form: FormPage) -> Iterator[Line]:
    for _, entries in form.answered():
        for entry in entries:
            if entry.view.readonly:
                continue
            if entry.ticked:
                yield entry.view.label, visit.say("Có")
            elif entry.shown:
                yield entry.view.label, entry.shown


def _own(visit: Visit, case: CaseFile, typed: Typed) -> Iterator[Line]:
    outcomes = {
        "accept": visit.say("Tiếp nhận"),
        "supplement": visit.say("Yêu cầu bổ sung"),
        "refuse": visit.say("Từ chối tiếp nhận"),
    }
    yield visit.say("Cách xử lý"), outcomes.get(typed.one("outcome"), "")
    yield visit.say("Ghi chú khi tiếp nhận"), typed.one("accept-note")
    for code in typed.many("ask"):
        name = case.component_name(visit, code)
        yield visit.say("Bổ sung: {paper}", paper=name), typed.one(f"why.{code}") or "–"
    yield visit.say("Lý do chung và hướng dẫn người nộp"), typed.one("supplement-reason")
    yield visit.say("Lý do từ chối"), typed.one("refuse-reason")
    yield visit.say("Số của văn bản kết quả"), typed.one("result-number")
    yield visit.say("Người ký"), typed.one("result-signer")
    yield visit.say("Ngày ký"), f"{typed.one('result-day')} {typed.one('result-minute')}".strip()
    yield visit.say("Họ và tên người nhận"), typed.one("receiver-name")
    yield visit.say("Số giấy tờ của người nhận"), typed.one("receiver-id")
    for name, field in (
        ("Đã thu bản gốc: {paper}", "original"),
        ("Đã trả lại bản chính: {paper}", "handed-back"),
    ):
        for code in typed.many(field):
            yield visit.say(name, paper=case.component_name(visit, code)), visit.say("Có")
    yield visit.say("Người nhận đã ký"), visit.say("Có") if typed.one("signed") == "true" else ""
