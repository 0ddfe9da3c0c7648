# SPDX-License-Identifier: Apache-2.0
"""Everything that is still missing or wrong in a draft. The form's own checks come from libs/procedure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from motcua_organisation import Organisation, Unit
from motcua_procedure import Component, Form, Procedure, ProcedurePackage, option_sources
from motcua_text import (
    Text,
    Unfit,
    UnreadableText,
    business_code,
    clean_line,
    email,
    identity_number,
    person_name,
    phone,
)
from motcua_text.numbers import OLD_CARD, PASSPORT

from motcua_intake.domain import return_ways
from motcua_intake.domain.records import Applicant, Paper, Source, owner_side
from motcua_intake.domain.return_ways import Choice

MAX_FIELD: Final = {"name": 200, "id_number": 20, "phone": 20, "email": 254, "address": 500}
_PERSONAL_NUMBERS: Final = frozenset((OLD_CARD, PASSPORT))
"""What identifies a person beside the personal number: the register does not say which of them a paper of old holds."""
SAME: Final = {"name": "name", "id_number": "id", "phone": "phone", "email": "email", "address": "address"}
REACHED: Final = ("phone", "email", "address")
LABELS: Final = {
    "name": Text("họ tên người nộp", "the applicant's name"),
    "id_number": Text("số định danh", "the identity number"),
    "phone": Text("số điện thoại", "the telephone number"),
    "email": Text("email", "the e-mail address"),
    "address": Text("địa chỉ", "the address"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing or wrong."""

    field: str
    message: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as it would be submitted, with what stands against that."""

    applicant: Applicant
    answers: dict[str, Any]
    territory: str
    problems: tuple[Problem, ...]


def check(
    package: ProcedurePackage,
    organisation: Organisation,
    unit_key: str,
    applicant: Applicant,
    answers: Mapping[str, Any],
    papers: Sequence[Paper],
    today: date,
) -> Checked:
    """Check a whole draft on that day; the order of problems is the order of the page."""
    procedure = package.procedure
    clean_applicant, problems = check_applicant(filled(applicant, answers), today)
    unit = organisation.units.get(unit_key)
    if unit is None or unit not in organisation.windows(procedure.received_at):
        text = Text("Hãy chọn nơi tiếp nhận hồ sơ.", "Please choose the office that receives the dossier.")
        problems.append(Problem("unit", text))
        unit = None
    form = package.forms[procedure.start_form]
    offered = option_sources([(one.code, one.name) for one in procedure.components], organisation)
    clean, errors = form.validate(told(form, clean_applicant, answers), offered, today=today)
    problems = [one for one in problems if one.field not in _declared(answers, errors)]
    problems += [Problem(key or "answers", text) for key, text in errors.items()]
    problems += [one for one in _owner_name(clean) if one.field not in errors]
    territory = ""
    if unit is not None and not errors:
        territory, wrong = _territory(procedure, organisation, clean, unit)
        problems += wrong
    problems += check_papers(procedure, clean, papers)
    return Checked(clean_applicant, dict(clean), territory, tuple(problems))


def _declared(answers: Mapping[str, Any], errors: Mapping[str, Text]) -> set[str]:
    """Fields of the applicant that the form declares wrongly: what stands against them is said there, once."""
    keys = {f"applicant.{name}": f"applicant_{SAME[name]}" for name in REACHED}
    return {field for field, key in keys.items() if key in errors and str(answers.get(key) or "").strip()}


def filled(applicant: Applicant, answers: Mapping[str, Any]) -> Applicant:
    """Blanks of the applicant taken from the form, where it asks for the same: nobody tells a thing twice. How to reach them is
    what the form declares, whatever the account knows or was stated beside it, so that a dossier says one thing."""
    same = {name: answers.get(f"applicant_{key}") for name, key in SAME.items()}
    known = {
        name: value
        for name, value in same.items()
        if isinstance(value, str) and (not getattr(applicant, name) or (name in REACHED and value.strip()))
    }
    return replace(applicant, **known)


def told(form: Form, applicant: Applicant, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Blanks of the form that ask who applies, taken from the applicant: `filled` the other way round."""
    asked = {field.key for field in form.inputs()}
    known = {f"applicant_{SAME[name]}": getattr(applicant, name) for name in ("name", "id_number")}
    blanks = {key: value for key, value in known.items() if key in asked and value and not answers.get(key)}
    return {**answers, **blanks}


def reception(unit: Unit) -> str:
    """The commune of a window: itself, or the first one that it serves."""
    return unit.key if unit.kind == "commune" else next(iter(unit.serves), unit.key)


def _territory(
    procedure: Procedure, organisation: Organisation, answers: Mapping[str, Any], unit: Unit
) -> tuple[str, list[Problem]]:
    key = procedure.commune(answers, reception(unit))
    if any(commune.key == key for commune in organisation.communes()):
        return key, []
    field = procedure.territory.removeprefix("$answers.").removeprefix("$")
    return "", [
        Problem(field, Text("Hãy chọn xã, phường trong tỉnh.", "Please choose a commune of the province."))
    ]


def check_applicant(applicant: Applicant, today: date) -> tuple[Applicant, list[Problem]]:
    """The applicant's data cleaned, and what is wrong with it on that day."""
    problems: list[Problem] = []
    clean: dict[str, str] = {}
    for name in LABELS:
        value, wrong = _clean(name, getattr(applicant, name))
        clean[name] = value
        problems += wrong
    made = replace(applicant, **clean)
    if not problems:
        made, problems = _fitting(made, today)
    return made, problems


def _clean(name: str, value: str) -> tuple[str, list[Problem]]:
    field = f"applicant.{name}"
    try:
        clean = clean_line(value)
    except UnreadableText as bad:
        return "", [Problem(field, bad.sentence)]
    if name in ("id_number", "phone"):
        clean = re.sub(r"[\s.-]", "", clean).upper()
    if len(clean) > MAX_FIELD[name]:
        limit = MAX_FIELD[name]
        return clean, [Problem(field, Text(f"Tối đa {limit} ký tự.", f"At most {limit} characters."))]
    return clean, []


def _owner_name(answers: Mapping[str, Any]) -> list[Problem]:
    """The owner's name where the owner is a person: it is printed, whatever kind the form gives the field."""
    side = owner_side(answers)
    name, number = answers.get(f"{side}_name"), str(answers.get(f"{side}_id") or "")
    if not isinstance(name, str) or business_code(number):
        return []
    try:
        person_name(name)
    except Unfit as unfit:
        return [Problem(f"{side}_name", unfit.sentence)]
    return []


def _fitting(applicant: Applicant, today: date) -> tuple[Applicant, list[Problem]]:
    """Names and numbers as they are kept, and those that are missing or none."""
    rules: dict[str, Callable[[str], str]] = {
        "name": person_name,
        "id_number": lambda number: identity_number(number, today, _PERSONAL_NUMBERS),
        "phone": phone,
        "email": email,
    }
    problems: list[Problem] = []
    for name, rule in rules.items():
        value = getattr(applicant, name)
        try:
            if value:
                applicant = replace(applicant, **{name: rule(value)})
            elif name in ("name", "id_number"):
                problems.append(_missing(name))
        except Unfit as unfit:
            problems.append(Problem(f"applicant.{name}", unfit.sentence))
    return applicant, problems


def _missing(name: str) -> Problem:
    label = LABELS[name]
    return Problem(f"applicant.{name}", Text(f"Hãy nhập {label.vi}.", f"Please enter {label.en}."))


def check_papers(procedure: Procedure, answers: Mapping[str, Any], papers: Sequence[Paper]) -> list[Problem]:
    """Required papers that are missing, and papers that the procedure does not ask for."""
    present = {paper.component for paper in papers}
    problems = []
    for component in procedure.components:
        if component.code not in present and component.required_for(answers):
            text = Text(
                f"Còn thiếu giấy tờ: {component.name.vi}.", f"A paper is missing: {component.name.to('en')}."
            )
            problems.append(Problem(f"papers.{component.code}", text))
    known = {component.code for component in procedure.components}
    for code in sorted(present - known):
        text = Text(
            "Thủ tục không yêu cầu giấy tờ này. Hãy gỡ bỏ.",
            "The procedure does not ask for this paper. Please take it away.",
        )
        problems.append(Problem(f"papers.{code}", text))
    return problems


def accepts(component: Component, source: str = "") -> tuple[str, ...]:
    """The forms of a paper as the contract names them, the usual one first. By post nobody can show an original and take it
    along again: what is collected with the result comes as a copy, or stays at the window."""
    if source == Source.POST and component.original_collected_at_return:
        return ("copy", "certified_copy", "original")
    return tuple(form.lower() for form in component.accepts_forms)


def check_return_way(procedure: Procedure, chosen: Choice | None, source: str) -> list[Problem]:
    """Whether the way of receiving that was chosen is open in this version: a newer one may have closed it since."""
    why = return_ways.closed(procedure, source).get(return_ways.Way(chosen.way)) if chosen else None
    if why is None:
        return []
    text = Text(
        f"Không nhận kết quả theo cách đã chọn được nữa: {why.vi} Hãy chọn lại cách nhận kết quả.",
        f"The way that was chosen for receiving results is closed now: {why.to('en')} Please choose again.",
    )
    return [Problem("return_way", text)]


def check_source(procedure: Procedure, source: str, papers: Sequence[Paper]) -> list[Problem]:
    """Whether the procedure takes what comes in this way, and these papers with it: how it came may have been said otherwise when
    they were attached."""
    if Source(source).channel not in procedure.channels:
        return [Problem("source", channel_closed(source))]
    names = [
        one.name
        for one in procedure.components
        if any(p.component == one.code and p.form not in accepts(one, source) for p in papers)
    ]
    if not names:
        return []
    vi, en = "; ".join(one.vi for one in names), "; ".join(one.to("en") for one in names)
    text = Text(
        f"Loại bản đã ghi không hợp với cách nộp: {vi}. Hãy chọn lại cách nộp, hoặc gỡ giấy tờ đó ra rồi ghi lại.",
        f"What was entered does not fit the way in which it came: {en}. Please choose the way again, or take the paper away "
        "and enter it anew.",
    )
    return [Problem("source", text)]


def channel_closed(source: str) -> Text:
    if source == Source.POST:
        return Text(
            "Thủ tục này không nhận hồ sơ gửi qua bưu chính.",
            "This procedure takes no dossiers that come by post.",
        )
    return Text(
        "Thủ tục này không nhận hồ sơ theo cách nộp này. Hãy đến Bộ phận Một cửa hoặc nộp qua Cổng Dịch vụ công quốc gia.",
        "This procedure does not take dossiers this way. Please go to the window or use the national portal.",
    )
