# SPDX-License-Identifier: Apache-2.0
"""The signed result of a step as its officer gives it: number, signer, minute and file, proposed and judged by the portal's own
rules. Nothing is uploaded: of a file only its first bytes are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2
from motcua_calendar.clock import legal_time
from motcua_organisation import Organisation
from motcua_portal.desk import signing
from motcua_portal.desk.signing import OnlyWith, Signing
from motcua_portal.desk.typed import Typed
from motcua_portal.web.visit import Visit
from motcua_procedure import Form
from motcua_workflow.engine.model import Node
from motcua_workflow.engine.names import motcua

_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Result:
    """What stands in the fields. `only_with` says with which answers they count, `given` whether they count with those that were
    sent; `wrong` is by the id of a field."""

    sign: Signing
    signers: Sequence[tuple[str, str]]
    only_with: OnlyWith | None
    given: bool = False
    wrong: Mapping[str, str] = field(default_factory=dict)


def signs(node: Node) -> bool:
    """Whether completing the task asks for a signed result."""
    return bool(node.attributes.get(motcua("result")))


def proposed(visit: Visit, form: Form, role: str, now: datetime) -> Result:
    """The fields as the step opens, for the head of a unit that has the role."""
    task = _task(visit, role, now)
    signers = signing.choices(visit, task)
    fresh = signing.fresh(visit, task, legal_time(now))
    return Result(
        replace(fresh, signer=fresh.signer or signers[0][0]), signers, signing.only_with(visit, form)
    )


def sent(visit: Visit, form: Form, role: str, now: datetime, typed: Typed) -> Result:
    """The fields as they were sent, and what the portal would say of them."""
    task, read = _task(visit, role, now), signing.read(typed)
    given = signing.signed_with(form, typed)
    read, unfit = _with_file(visit, typed, read)
    wrong = signing.check(visit, read, task, legal_time(now)) | unfit if given else {}
    return Result(read, signing.choices(visit, task), signing.only_with(visit, form), given, wrong)


def shown_again(visit: Visit, result: Result) -> Result:
    """For the page after a mistake: a file was not kept, so it has to be chosen again."""
    if not result.sign.file_id:
        return result
    again = {"result-file": visit.say("Hãy chọn lại tệp: phần xem trước không giữ tệp nào.")}
    return replace(
        result, sign=replace(result.sign, file_id="", file_name=""), wrong={**again, **result.wrong}
    )


def _with_file(visit: Visit, typed: Typed, read: Signing) -> tuple[Signing, dict[str, str]]:
    file = typed.files.get("result-file")
    if file is None:
        return replace(read, file_id="", file_name=""), {}
    if file.file.read(len(_PDF)) != _PDF:
        return read, {"result-file": visit.say("Tệp này không phải PDF nên hệ thống không nhận.")}
    return replace(read, file_id="preview", file_name=file.filename or ""), {}


def _task(visit: Visit, role: str, now: datetime) -> assignment_pb2.Task:
    """A task of the role in the first unit that has it, open since the morning."""
    organisation: Organisation = visit.request.app.state.organisation
    unit = next((one.unit for one in organisation.people.values() if role in one.roles), "")
    opened = Timestamp()
    opened.FromDatetime(legal_time(now).replace(hour=0, minute=0, second=0, microsecond=0))
    return assignment_pb2.Task(role=role, unit=unit, opened_at=opened)
