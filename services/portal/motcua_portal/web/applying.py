# SPDX-License-Identifier: Apache-2.0
"""A draft being filled in: its procedure, its start form, and who applies. Used by citizens for themselves and by the window for
the person who came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import motcua_procedure
from motcua.intake.v1 import intake_pb2 as pb
from motcua_procedure import FieldView, Form, OptionSources, Text
from motcua_rpc import Conflict, NotFound
from motcua_rpc.errors import FieldError
from motcua_rpc.structs import to_dict, to_struct

from motcua_portal.web.forms import Entry, FormPage, Posted, form_page, said_of, today, typed
from motcua_portal.web.known_forms import known_form
from motcua_portal.web.visit import Visit

APPLICANT = {
    "applicant_name": "name",
    "applicant_id": "id_number",
    "applicant_address": "address",
    "applicant_phone": "phone",
    "applicant_email": "email",
}
"""Fields of start forms that say who applies, with their place in `Applicant`."""
IDENTITY = ("applicant_name", "applicant_id")
"""Those that are the account's, where somebody files for themselves."""
RETURN_WAY = "return_way"
"""What intake calls the way of receiving, which has a page of its own."""


@dataclass(frozen=True)
class Work:
    """A draft with what is needed to show it."""

    draft: pb.Draft
    procedure: pb.Procedure
    form: Form
    sources: OptionSources

    @property
    def values(self) -> dict[str, Any]:
        """What the form holds now; who applies comes first from the applicant's own record."""
        return {**declared(self.draft), **self.fixed}

    @property
    def fixed(self) -> dict[str, str]:
        """Who files online is whom the account says: shown, and never typed. At the window the clerk types who came in."""
        if self.draft.source != pb.SOURCE_PORTAL:
            return {}
        known = {key: getattr(self.draft.applicant, APPLICANT[key]) for key in IDENTITY}
        return {key: value for key, value in known.items() if value}

    @property
    def asked_apart(self) -> tuple[str, ...]:
        """Keys of APPLICANT that the form itself does not ask; the page does."""
        there = {field.key for field in self.form.inputs()}
        return tuple(key for key in APPLICANT if key not in there)


def declared(filed: pb.Draft | pb.Dossier) -> dict[str, Any]:
    """The answers, with who applies where the form does not ask for it."""
    who = filed.applicant
    known = {key: getattr(who, name) for key, name in APPLICANT.items() if getattr(who, name)}
    return {**known, **to_dict(filed.answers)}


def open_draft(visit: Visit, draft_id: str, *, repeated: bool = False) -> Work:
    """Read an own draft with its procedure. `repeated`: also one that was submitted, for a request that may be the one that was
    sent before, which only the service knows.

    Raises:
        NotFound: it is not the visitor's.
        BecameDossier: it was submitted; the visitor is led there (see `pages.late`).
    """
    intake = visit.request.app.state.services.intake
    with visit.acting():
        draft = intake.GetDraft(pb.GetDraftRequest(draft_id=draft_id)).draft
    if draft.dossier_id and not repeated:
        raise BecameDossier(visit, draft.dossier_id)
    return work_on(visit, draft)


class BecameDossier(Exception):
    """A draft that was submitted; `path` is where its dossier is shown to this visitor."""

    def __init__(self, visit: Visit, dossier_id: str) -> None:
        self.dossier_id = dossier_id
        self.path = dossier_path(visit, dossier_id)
        super().__init__(self.path)


def dossier_path(visit: Visit, dossier_id: str) -> str:
    """Where a dossier is shown to this visitor."""
    room = "/viec/ho-so" if visit.is_clerk else "/ho-so"
    return f"{room}/{quote(dossier_id, safe='')}"


def delete_draft(visit: Visit, draft_id: str, request_id: str) -> None:
    """Throw an own draft away; one that has gone already is no error.

    Raises:
        BecameDossier: it was submitted meanwhile.
    """
    request = pb.DeleteDraftRequest(request_id=request_id, draft_id=draft_id)
    try:
        with visit.acting():
            visit.request.app.state.services.intake.DeleteDraft(request)
    except NotFound:
        return
    except Conflict as error:
        if "dossier_id" not in error.details:
            raise
        raise BecameDossier(visit, str(error.details["dossier_id"])) from error


def work_on(visit: Visit, draft: pb.Draft) -> Work:
    """A draft that is at hand already, with its procedure in the version it was begun with."""
    intake = visit.request.app.state.services.intake
    with visit.acting():
        asked = pb.GetProcedureRequest(key=draft.procedure_key, version=draft.procedure_version)
        procedure = intake.GetProcedure(asked).procedure
    return Work(draft, procedure, start_form(procedure), option_sources(visit, procedure))


def work_of(visit: Visit, dossier: pb.Dossier) -> Work:
    """A dossier as the draft that it was."""
    draft = pb.Draft(
        draft_id=quote(dossier.dossier_id, safe=""), procedure_key=dossier.procedure_key,
        procedure_version=dossier.procedure_version, unit=dossier.unit.key, source=dossier.source,
        applicant=dossier.applicant, answers=dossier.answers, papers=dossier.papers, revision=dossier.revision,
    )  # fmt: skip
    return work_on(visit, draft)


def start_form(procedure: pb.Procedure) -> Form:
    """The form that opens a dossier of that procedure."""
    return known_form(procedure.start_form, f"{procedure.summary.key}/start.form")


def option_sources(visit: Visit, procedure: pb.Procedure) -> OptionSources:
    """The choices that forms take from elsewhere: the procedure's papers, the province's communes."""
    papers = [(one.code, Text(one.name.vi, one.name.en)) for one in procedure.components]
    return motcua_procedure.option_sources(papers, visit.request.app.state.organisation)


def filled(work: Work, visit: Visit, values: Mapping[str, Any], errors: Mapping[str, str]) -> FormPage:
    """The start form, with questions on top for what it does not ask about the applicant."""
    apart = {key: errors[key] for key in work.asked_apart if key in errors}
    rest = {key: text for key, text in errors.items() if key not in apart}
    address = work.draft.applicant.address
    page = form_page(visit, work.form, values, rest, work.sources, address=address)
    views = _applicant_views(visit, work.asked_apart)
    own = tuple(Entry(view, str(values.get(view.key, "")), error=apart.get(view.key, "")) for view in views)
    hint = _of_others(visit, page)
    entries = tuple(_of_account(work, hint, entry) for entry in (*own, *page.entries))
    return FormPage(entries, page.general)


def _of_others(visit: Visit, page: FormPage) -> str:
    """Whose data these are, and which field of this form says that somebody files for another."""
    labels = {entry.view.key: entry.view.label for entry in page.entries}
    field = labels.get("represents") or labels.get("owner_name")
    if not field:
        return visit.say("Theo tài khoản của bạn.")
    return visit.say(
        "Theo tài khoản của bạn. Nộp thay người khác thì khai người đó ở mục “{field}”.", field=field
    )


def _of_account(work: Work, hint: str, entry: Entry) -> Entry:
    """The account's own data as text, with what to do when it is about somebody else."""
    known = work.fixed.get(entry.view.key)
    if known is None:
        return entry
    return replace(entry, view=replace(entry.view, readonly=True), text=known, hint=hint)


def typed_values(work: Work, posted: Posted) -> dict[str, Any]:
    """What was typed, into the form and into the questions about the applicant, as it was typed (see `forms.read`)."""
    values = typed(work.form, posted)
    for key in work.asked_apart:
        value = posted.get(f"a.{key}", "")
        values[key] = value if isinstance(value, str) else ""
    return {**values, **work.fixed}


def check_values(
    work: Work, visit: Visit, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Clean values, or the typed ones with a sentence for each field that is wrong."""
    own = {key: str(values.get(key, "")).strip() for key in work.asked_apart}
    answers = {key: value for key, value in values.items() if key not in own}
    clean, errors = work.form.validate(answers, work.sources, today=today(visit))
    sentences = {key: said_of(visit, answers.get(key), text) for key, text in errors.items()}
    for key in ("applicant_name", "applicant_id"):
        if key in own and not own[key]:
            sentences[key] = visit.say("Hãy điền mục này.")
    return ({**own, **clean} if not sentences else dict(values)), sentences


def found_by_intake(work: Work, visit: Visit) -> dict[str, str]:
    """What the service finds wrong in the form of a saved draft, as `by_place`. It knows what the form alone does not: the
    account, the communes, the applicant's own record."""
    with visit.acting():
        asked = pb.CheckDraftRequest(draft_id=work.draft.draft_id)
        problems = visit.request.app.state.services.intake.CheckDraft(asked).problems
    return by_place(work, visit, problems)


def by_place(work: Work, visit: Visit, problems: Iterable[pb.Problem]) -> dict[str, str]:
    """Sentences by place on the form's page; papers, the unit, the ways of filing and of receiving are told apart."""
    found: dict[str, str] = {}
    for problem in problems:
        if problem.field not in ("unit", "source", RETURN_WAY) and not problem.field.startswith("papers."):
            found.setdefault(place_of(work, problem.field), visit.pick(problem.message))
    return found


def saved_errors(work: Work, visit: Visit, values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong among the answers of a draft that is taken up again; what is not answered yet is no mistake."""
    _, errors = check_values(work, visit, values)
    return {key: text for key, text in errors.items() if values.get(key) not in (None, "", False, [])}


def save_request(
    work: Work, values: Mapping[str, Any], *, request_id: str, revision: int, unit: str | None = None
) -> pb.SaveDraftRequest:
    """The draft with other values (and another unit); values may still be wrong."""
    draft = work.draft
    who = {name: values.get(key) for key, name in APPLICANT.items()}
    applicant = pb.Applicant(
        user=draft.applicant.user, **{n: v for n, v in who.items() if isinstance(v, str)}
    )
    answers = {key: value for key, value in values.items() if key not in work.asked_apart}
    return pb.SaveDraftRequest(
        request_id=request_id,
        draft_id=draft.draft_id,
        procedure_key=draft.procedure_key,
        unit=draft.unit if unit is None else unit,
        applicant=applicant,
        answers=to_struct(answers),
        revision=revision,
    )


def place_of(work: Work, field: str) -> str:
    """The page's own name of a field in an answer of the intake service: a form key, `papers.CODE`, `unit`, `return_way`, or
    ""."""
    name = field.removeprefix("answers.")
    if name.startswith("applicant."):
        wanted = name.removeprefix("applicant.")
        return next((key for key, place in APPLICANT.items() if place == wanted), "")
    keys = {one.key for one in work.form.inputs()} | set(work.asked_apart)
    return name if name in keys or name in ("unit", RETURN_WAY) or name.startswith("papers.") else ""


def sentences(work: Work, visit: Visit, errors: tuple[FieldError, ...]) -> dict[str, str]:
    """Field errors of the intake service by place on the page."""
    found: dict[str, str] = {}
    for one in errors:
        text = one.message_en if visit.language == "en" else one.message_vi
        found.setdefault(place_of(work, one.field), text)
    return found


def _applicant_views(visit: Visit, keys: tuple[str, ...]) -> tuple[FieldView, ...]:
    labels = {
        "applicant_name": (visit.say("Họ và tên người nộp hồ sơ"), "name"),
        "applicant_id": (visit.say("Số định danh cá nhân của người nộp"), "off"),
        "applicant_address": (visit.say("Địa chỉ người nộp hồ sơ"), "street-address"),
        "applicant_phone": (visit.say("Số điện thoại"), "tel"),
        "applicant_email": (visit.say("Thư điện tử"), "email"),
    }
    return tuple(
        replace(
            _BLANK,
            key=key,
            label=labels[key][0],
            autocomplete=labels[key][1],
            required=key in IDENTITY,
            inputmode={"applicant_phone": "tel", "applicant_email": "email"}.get(key, ""),
        )
        for key in keys
    )


_BLANK = FieldView(
    key="", type="textfield", label="", help="", required=False, options=(), min_length=None, max_length=None,
    pattern="", minimum=None, maximum=None, decimals=0, autocomplete="", personal=True, fact=False, group="",
    hidden_when=None,
)  # fmt: skip
