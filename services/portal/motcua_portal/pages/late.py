# SPDX-License-Identifier: Apache-2.0
"""What came too late: sent from a page of a draft that meanwhile became a dossier, or was thrown away, in another window. Nothing
of it is recorded, and nothing of it is lost: one sentence says so, and what was typed can still be read and copied."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import MotcuaError, NotFound
from starlette.datastructures import FormData
from starlette.responses import Response

from motcua_portal.desk.casefile import CaseFile
from motcua_portal.desk.read_back import Line, read_back
from motcua_portal.desk.typed import Typed
from motcua_portal.pages.dossiers import find, procedure_of
from motcua_portal.web.applying import (
    BecameDossier,
    Work,
    dossier_path,
    filled,
    option_sources,
    start_form,
    typed_values,
    work_of,
)
from motcua_portal.web.forms import PREFIX, Entry, FormPage
from motcua_portal.web.posting import Sent, put_aside
from motcua_portal.web.rendering import moment
from motcua_portal.web.uploads import own_name
from motcua_portal.web.visit import Visit

SUBMITTED, THROWN_AWAY, EXPIRED = "DRAFT_SUBMITTED", "DRAFT_UNKNOWN", "DRAFT_EXPIRED"
FILE = "file."
"""Beginning of the names of file inputs."""
CHECK, DELETE = "kiem-tra", "xoa"
"""Last parts of the paths of drafts (`window_check`, `draft_papers`, `drafts`)."""


def is_late(request: Request, error: Exception) -> bool:
    """Whether something typed, sent now or before the session ended, is for a draft that is none any more."""
    visit = getattr(request.state, "visit", None)
    if visit is None or "draft_id" not in request.path_params:
        return False
    if request.method != "POST" and not visit.fields:
        return False
    code = error.code if isinstance(error, MotcuaError) else ""
    return isinstance(error, BecameDossier) or code in (SUBMITTED, THROWN_AWAY, EXPIRED)


def page(visit: Visit, error: Exception, sent: Sent) -> Response:
    """The sentence, and what was typed in words.

    Raises:
        MotcuaError: a service is away.
    """
    typed = sent if visit.request.method == "POST" else put_aside(visit.fields) or Sent()
    dossier_id = _became(error)
    dossier = find(visit, dossier_id) if dossier_id else None
    said = list(lines(visit, typed, dossier))
    home = "/tiep-nhan" if visit.is_clerk else "/ho-so"
    answer: Response = visit.request.app.state.pages.render(
        visit, "late.html", status=409 if dossier else 404, sentence=_sentence(visit, dossier, error), lines=said,
        dossier=dossier, path=dossier_path(visit, dossier_id) if dossier else home, notice="signed_in_again",
    )  # fmt: skip
    return answer


def _became(error: Exception) -> str:
    if isinstance(error, BecameDossier):
        return error.dossier_id
    return str(error.details.get("dossier_id", "")) if isinstance(error, MotcuaError) else ""


def _sentence(visit: Visit, dossier: pb.Dossier | None, error: Exception) -> str:
    step = visit.request.url.path.rsplit("/", 1)[-1]
    if step == DELETE:
        lost = visit.say("yêu cầu xóa bạn vừa gửi không được thực hiện.")
    elif step == CHECK and visit.is_clerk:
        lost = visit.say("quyết định bạn vừa gửi không được ghi.")
    elif step == CHECK:
        lost = visit.say("chưa có hồ sơ nào được nộp.")
    else:
        lost = visit.say("thay đổi bạn vừa gửi không được ghi.")
    if isinstance(error, MotcuaError) and error.code == EXPIRED:
        return f"{error.message(visit.language)} {lost[:1].upper()}{lost[1:]}"
    return f"{_happened(visit, dossier)}; {lost}"


def _happened(visit: Visit, dossier: pb.Dossier | None) -> str:
    if dossier is None:
        return visit.say("Bản nháp này không còn trong tài khoản của bạn, có thể đã bị xóa ở một cửa sổ khác")
    code, at = dossier.code, moment(dossier.submitted_at, visit.language)
    if dossier.source not in (pb.SOURCE_WINDOW, pb.SOURCE_POST):
        return visit.say("Hồ sơ {code} đã được nộp từ bản nháp này lúc {at}", code=code, at=at)
    if dossier.supplements and dossier.supplements[0].stage == "before_acceptance":
        return visit.say("Hồ sơ {code} đã được yêu cầu bổ sung lúc {at}", code=code, at=at)
    if dossier.HasField("accepted_at"):
        return visit.say("Hồ sơ {code} đã được tiếp nhận lúc {at}", code=code, at=at)
    if dossier.status == pb.DOSSIER_STATUS_INTAKE_REFUSED:
        return visit.say("Hồ sơ {code} đã bị từ chối tiếp nhận lúc {at}", code=code, at=at)
    return visit.say("Hồ sơ {code} đã được ghi nhận tại quầy lúc {at}", code=code, at=at)


def lines(visit: Visit, sent: Sent, dossier: pb.Dossier | None) -> Iterator[Line]:
    """What was typed and chosen, in words; of the form of a dossier only what that does not say."""
    procedure = procedure_of(visit, dossier) if dossier else _named(visit, sent.text("of"))
    components = [*(procedure.components if procedure else [])]
    case = CaseFile(pb.Dossier(components=components))
    yield from read_back(visit, case, None, _decided(sent.form))
    if procedure is not None and any(name.startswith(PREFIX) for name in sent.form):
        yield from _answers(visit, sent, procedure, dossier)
    listed = {one.code for one in components}
    for component in (*components, *(one for one in _uploaded(sent) if one.code not in listed)):
        names = [own_name(one) for one in sent.files(f"{FILE}{component.code}")]
        if names:
            yield visit.pick(component.name) or visit.say("Tệp đã chọn"), "; ".join(names)
        if reason := sent.text(f"unscanned.{component.code}").strip():
            yield visit.pick(component.name), f"{visit.say('Lý do không quét')}: {reason}"
    if note := sent.text("note").strip():
        yield visit.say("Ghi chú"), note
    yield from _others(visit, sent, dossier)


def _uploaded(sent: Sent) -> list[pb.Component]:
    """Papers that files were chosen for, as the page names them: one that was asked for need not be listed."""
    return [pb.Component(code=name.removeprefix(FILE)) for name in sent.form if name.startswith(FILE)]


def _others(visit: Visit, sent: Sent, dossier: pb.Dossier | None) -> Iterator[Line]:
    if visit.files_lost:
        yield visit.say("Tệp đã chọn"), "; ".join(visit.files_lost)
    removed = sent.text("remove")
    if paper := next((one for one in dossier.papers if one.paper_id == removed), None) if dossier else None:
        yield visit.say("Gỡ bỏ"), paper.file_name
    unit = visit.request.app.state.organisation.units.get(sent.text("unit"))
    if unit is not None:
        yield visit.say("Nơi nộp"), visit.pick(unit.name)


def _decided(form: FormData) -> Typed:
    """What was chosen at the window; papers are ticked beforehand, whatever is chosen."""
    typed = Typed.of_form(form)
    if typed.one("outcome") == "supplement":
        return typed
    return Typed({name: values for name, values in typed.values.items() if name != "ask"})


def _named(visit: Visit, key: str) -> pb.Procedure | None:
    """The procedure of a draft that is no more, as its pages say."""
    try:
        with visit.acting():
            intake = visit.request.app.state.services.intake
            found: pb.Procedure = intake.GetProcedure(pb.GetProcedureRequest(key=key)).procedure
    except NotFound:
        return None
    return found


def _answers(visit: Visit, sent: Sent, procedure: pb.Procedure, dossier: pb.Dossier | None) -> Iterator[Line]:
    """What was typed into the form; of a draft that became a dossier only what that does not say."""
    if dossier is not None:
        work = work_of(visit, dossier)
    else:
        source = pb.SOURCE_WINDOW if visit.is_clerk else pb.SOURCE_PORTAL
        work = Work(
            pb.Draft(source=source), procedure, start_form(procedure), option_sources(visit, procedure)
        )
    recorded = _by_key(visit, filled(work, visit, work.values, {})) if dossier else {}
    for key, (label, text) in _by_key(visit, filled(work, visit, typed_values(work, sent.form), {})).items():
        if text != recorded.get(key, ("", ""))[1]:
            yield label, text or visit.say("(để trống)")


def _by_key(visit: Visit, form: FormPage) -> dict[str, Line]:
    """Answers by the field; those of the account nobody types."""
    entries = (entry for _, group in form.answered() for entry in group if not entry.view.readonly)
    return {entry.view.key: (entry.view.label, _text(visit, entry)) for entry in entries}


def _text(visit: Visit, entry: Entry) -> str:
    return visit.say("Có") if entry.ticked else entry.shown
