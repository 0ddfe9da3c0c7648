# SPDX-License-Identifier: Apache-2.0
"""The signed result of a step: number, signer, minute and file, as typed and as checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_calendar.clock import LEGAL_ZONE
from motcua_organisation import Person, Signatures, find_name, signatures
from motcua_procedure import Form
from motcua_rpc import InvalidInput, Unavailable
from motcua_text import UnreadableText, clean_line, is_paper_number
from motcua_text.numbers import LONGEST_PAPER_NUMBER

from motcua_portal.desk.typed import Typed
from motcua_portal.desk.uploads import upload
from motcua_portal.web import forms
from motcua_portal.web.clients import Services
from motcua_portal.web.rendering import moment, to_legal
from motcua_portal.web.visit import Visit

PDF: Final = "application/pdf"
"""The only kind of file that a signed result may be."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What stands in the fields; `file_id` is a file that intake has already. `made_of` says what a sheet of ours shows, ""
    for a file that the officer brought."""

    number: str = ""
    signer: str = ""
    day: str = ""
    minute: str = ""
    file_id: str = ""
    file_name: str = ""
    made_of: str = ""

    def shows(self) -> str:
        """Number, signer and minute as a sheet made of them would show them, in few letters."""
        at = self.moment()
        when = at.isoformat() if at else f"{self.day} {self.minute}"
        return hashlib.sha256("\x1f".join((self.number, self.signer, when)).encode()).hexdigest()[:16]

    def moment(self) -> datetime | None:
        """The minute of signature in Vietnam's time, or None when it cannot be read."""
        try:
            read = datetime.strptime(f"{self.day} {self.minute}", "%d/%m/%Y %H:%M")  # noqa: DTZ007
        except ValueError:
            return None
        return read.replace(tzinfo=LEGAL_ZONE) if read.year >= 1900 else None

    def to_proto(self) -> pb.SignedResult:
        """For CompleteTask; only after `check` found nothing."""
        made = pb.SignedResult(number=self.number, signer=self.signer, file_id=self.file_id)
        at = self.moment()
        if at is not None:
            stamp = Timestamp()
            stamp.FromDatetime(at)
            made.signed_at.CopyFrom(stamp)
        return made


@dataclass(frozen=True, slots=True)
class OnlyWith:
    """Of a step with a choice that decides whether its result is signed: the name under which the choice is posted, the answers
    with which it is, and the sentence that says so."""

    field: str
    values: tuple[str, ...]
    sentence: str


def only_with(visit: Visit, form: Form | None) -> OnlyWith | None:
    """None where the result is signed with every answer."""
    decides = form.signing() if form else None
    if decides is None:
        return None
    names = {one.value: visit.pick(one.label) for one in decides.options}
    answer = f"” {visit.say('hoặc')} “".join(names.get(value, value) for value in decides.result_when)
    sentence = "Chỉ cần khi “{field}” là “{answer}”; với câu trả lời khác, phần này không được gửi đi."
    told = visit.say(sentence, field=visit.pick(decides.label), answer=answer)
    return OnlyWith(f"{forms.PREFIX}{decides.key}", decides.result_when, told)


def signed_with(form: Form | None, typed: Typed) -> bool:
    """Whether what was typed is an answer with which the result is signed."""
    decides = form.signing() if form else None
    return decides is None or typed.one(f"{forms.PREFIX}{decides.key}") in decides.result_when


def able(visit: Visit, task: pb.Task) -> Signatures:
    """Who may sign the result of the task, the person at the desk first when it is one of them."""
    absent = task.on_behalf_of if task.assignee.user == visit.subject.username else ""
    organisation = visit.request.app.state.organisation
    return signatures(organisation, task.role, task.unit, visit.subject.username, absent)


def position(visit: Visit, task: pb.Task, name: str) -> Person | None:
    """Who signs under this name; None where the organisation knows nobody."""
    known = able(visit, task)
    if known.both and name == known.both:
        here: Person = visit.request.app.state.organisation.people[known.user]
        return here
    return next((one for one in known.people if one.name == name), None)


def choices(visit: Visit, task: pb.Task) -> list[tuple[str, str]]:
    """Names to choose from, each as it is sent and with its position; where the organisation knows nobody, the person at the
    desk."""
    named = []
    for name in able(visit, task).names:
        person = position(visit, task, name)
        title = visit.pick(person.title) if person else ""
        named.append((name, ", ".join(filter(None, (name, title)))))
    return named or [(visit.subject.name, visit.subject.name)]


def fresh(visit: Visit, task: pb.Task, now: datetime) -> Signing:
    """What a page proposes: the person at the desk signs, now; nobody, when that one may not."""
    known = able(visit, task)
    signer = known.default or ("" if known.people else visit.subject.name)
    return Signing(signer=signer, day=f"{now:%d/%m/%Y}", minute=f"{now:%H:%M}")


def read(typed: Typed) -> Signing:
    """As typed, with the file of an earlier try."""
    return Signing(
        number=typed.one("result-number"),
        signer=typed.one("result-signer"),
        day=typed.one("result-day"),
        minute=typed.one("result-minute").replace("h", ":").replace("g", ":"),
        file_id=typed.one("result-file-id"),
        file_name=typed.one("result-file-name"),
        made_of=typed.one("result-made-of"),
    )


def take_file(visit: Visit, services: Services, typed: Typed, signing: Signing) -> tuple[Signing, str]:
    """Upload what came with the form; gives the sentence when intake refuses it, or cannot take files now."""
    file = typed.files.get("result-file")
    if file is None:
        return signing, ""
    try:
        with visit.acting():
            answer = upload(services, file, [PDF])
    except (InvalidInput, Unavailable) as error:
        return signing, error.message(visit.language)
    return replace(signing, file_id=answer.file_id, file_name=file.filename or "tep", made_of=""), ""


def check(visit: Visit, signing: Signing, task: pb.Task, now: datetime) -> dict[str, str]:
    """What is missing or wrong, by the id of the field; nothing is signed before the minute in which its step opened."""
    wrong: dict[str, str] = {}
    if unfit := _unfit_number(visit, signing.number):
        wrong["result-number"] = unfit
    if not signing.signer:
        wrong["result-signer"] = visit.say("Hãy chọn người ký.")
    elif not _may_sign(visit, task, signing.signer):
        sentence = "Người này không được ký kết quả của bước này. Hãy chọn một người trong danh sách."
        wrong["result-signer"] = visit.say(sentence)
    at, opened = signing.moment(), task.opened_at
    if at is None:
        wrong["result-day"] = visit.say(
            "Hãy ghi ngày ký (ngày/tháng/năm) và giờ ký (giờ:phút), ví dụ 23/11/2026 và 09:30."
        )
    elif at > now:
        wrong["result-day"] = visit.say("Thời điểm ký không thể sau thời điểm hiện tại.")
    elif at < to_legal(opened).replace(second=0, microsecond=0):
        sentence = "Thời điểm ký không thể trước khi bước này bắt đầu ({at})."
        wrong["result-day"] = visit.say(sentence, at=moment(opened, visit.language))
    if not signing.file_id:
        wrong["result-file"] = visit.say("Hãy đính kèm tệp PDF của kết quả đã ký.")
    return wrong


def _may_sign(visit: Visit, task: pb.Task, name: str) -> bool:
    known = able(visit, task)
    return known.find(name) is not None if known.people else find_name([visit.subject.name], name) is not None


def _unfit_number(visit: Visit, number: str) -> str:
    """Why this is no number of a paper; "" where it is one. Intake decides by the same rule."""
    try:
        clean = clean_line(number)
    except UnreadableText as bad:
        return visit.pick(bad.sentence)
    if not clean:
        return visit.say("Hãy ghi số của văn bản kết quả.")
    if len(clean) > LONGEST_PAPER_NUMBER:
        return visit.say("Số văn bản dài quá {most} ký tự; hãy rút gọn.", most=LONGEST_PAPER_NUMBER)
    if not is_paper_number(clean):
        sentence = "Số văn bản chỉ gồm chữ cái, chữ số, dấu cách và các dấu / - . _ ( ) : , và phải có ít nhất một chữ số."
        return visit.say(sentence)
    return ""
