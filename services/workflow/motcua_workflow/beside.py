# SPDX-License-Identifier: Apache-2.0
"""What forms and procedure.yaml say that can never hold, worded from the catalogue of lint in the reader's language.

Owns rules that compare with what a field never is, bounds the wrong way round, more requests for papers than the law allows,
forms that nothing uses, and how texts that nobody could read are told. These are findings of lint and of publishing, not of
reading: what is published keeps working.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date

from motcua_procedure import Form
from motcua_procedure.condition import Condition, Constant
from motcua_procedure.days import TODAY, Bound
from motcua_procedure.drawing import forms_of
from motcua_procedure.form_model import CHOICES, Field
from motcua_procedure.lint import choices
from motcua_procedure.loader import build, read_procedure
from motcua_procedure.model import Procedure
from motcua_procedure.package import PROCEDURE_FILE, PROCESS_FILE
from motcua_procedure.texts import spoilt
from motcua_text import Source, SourceError, read_json
from motcua_text.source import path_text, walk

from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import Finding

_TYPES: Mapping[str, type] = {"checkbox": bool, "number": int}
_KINDS: dict[Lang, dict[str, str]] = {
    "en": {"checkbox": "true or false", "number": "a number", "checklist": "a list", "": "a text"},
    "vi": {"checkbox": "true hoặc false", "number": "một số", "checklist": "một danh sách", "": "văn bản"},
}
_LINE: dict[Lang, str] = {"en": "this line", "vi": "dòng này"}
MOST_ROUNDS = 1
"""NĐ 61/2018/NĐ-CP, Điều 5 khoản 1 điểm e, Điều 11 khoản 2 điểm c: a supplement is asked for once."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a finding stands in its file."""

    line: int
    element: str


def check_beside(files: Mapping[str, bytes], lang: Lang = "en") -> dict[str, tuple[Finding, ...]]:
    """Findings by path inside the folder; files that cannot be read have none here."""
    forms = {path: form for path in files if path.endswith(".form") and (form := _form(files[path], path))}
    reports = {path: Report(lang) for path in (*files, PROCEDURE_FILE)}
    for path, one in spoilt(files):
        values = {"field": one.field or _LINE[lang], "sign": one.sign}
        reports[path].put(one.code, one.line, one.element, one.name, values)
    source = _source(files)
    procedure = build(source) if source is not None else None
    for path, form in forms.items():
        _Rules(form, procedure, reports[path], lang).check_form()
        _check_ids(read_json(files[path], path), reports[path])
    if source is not None and procedure is not None:
        start = next((form for form in forms.values() if form.key == procedure.start_form), None)
        if start is not None:
            _check_components(procedure, source, _Rules(start, procedure, reports[PROCEDURE_FILE], lang))
        _check_rounds(procedure, source, reports[PROCEDURE_FILE])
        _check_used(procedure, files, reports)
    return {path: found for path, report in reports.items() if (found := report.findings())}


def _form(content: bytes, path: str) -> Form | None:
    try:
        return Form.load(content, path)
    except SourceError:
        return None  # said where the form itself is checked


def _source(files: Mapping[str, bytes]) -> Source | None:
    try:
        return read_procedure(files[PROCEDURE_FILE], PROCEDURE_FILE)
    except (KeyError, SourceError):
        return None


def _check_components(procedure: Procedure, source: Source, rules: _Rules) -> None:
    for index, component in enumerate(procedure.components):
        if component.when is not None:
            path = ("components", index, "when")
            place = _Place(source.line(path), path_text(path))
            rules.check(component.when, place)


def _check_ids(source: Source, report: Report) -> None:
    """Ids of components, those inside groups too: editors of forms keep one component only for each."""
    first: dict[str, int] = {}
    for path, value in walk(source.data):
        if path[-1:] == ("id",) and path[:1] == ("components",) and isinstance(value, str):
            line = source.line(path)
            if value in first:
                report.add("form-id-double", line=line, element=path_text(path), id=value, first=first[value])
            first.setdefault(value, line)


def _check_used(procedure: Procedure, files: Mapping[str, bytes], reports: Mapping[str, Report]) -> None:
    """A form that neither the start nor a drawn element names: left behind, or misspelt where it should be named."""
    named = forms_of(files.get(PROCESS_FILE, b""))
    for path in files:
        key = path.rpartition("/")[2].removesuffix(".form")
        if named is not None and path.endswith(".form") and key not in named | {procedure.start_form}:
            reports[path].add("form-unused", line=1, form=key)


def _check_rounds(procedure: Procedure, source: Source, report: Report) -> None:
    supplement = procedure.supplement
    if supplement.max_rounds > MOST_ROUNDS and not supplement.more_rounds_basis:
        path = ("supplement", "max_rounds")
        element = path_text(path)
        report.add("supplement-rounds", line=source.line(path), element=element, rounds=supplement.max_rounds)


class _Rules:
    """The rules that look at fields of one form, and the bounds of its fields."""

    def __init__(self, form: Form, procedure: Procedure | None, report: Report, lang: Lang) -> None:
        self._fields = {field.key: field for field in form.inputs()}
        self._all = form.components
        self._papers = None if procedure is None else tuple(one.code for one in procedure.components)
        self._report = report
        self._lang: Lang = lang

    def check_form(self) -> None:
        for field in self._all:
            place = _Place(field.line, field.key)
            if field.hidden is not None:
                self.check(field.hidden, place)
            for rule in _conditional(field):
                self.check(rule, place)
            for low, first, high, second in _crossed(field):
                values = {"field": field.key, "low": low, "first": first, "high": high, "second": second}
                self._report.put("bounds", place.line, place.element, "", values)

    def check(self, rule: Condition, at: _Place) -> None:
        """Each value of a rule is one that its field can have. A field that is not there is said elsewhere."""
        field = self._fields.get(rule.field)
        if field is None or (field.readonly and field.type not in CHOICES):
            return
        offered = choices(field, self._papers)
        for value in rule.values:
            if field.type == "checklist" or type(value) is not _TYPES.get(field.type, str):
                self._say("condition-field", at, rule, kind=self._kind(field), value=_written(value))
            elif offered is not None and value not in offered:
                shown = ", ".join(f'"{one}"' for one in offered)
                self._say("condition-value", at, rule, value=value, offered=shown)

    def _say(self, code: str, at: _Place, rule: Condition, **values: object) -> None:
        words = {"rule": _said(rule), "field": rule.field, **values}
        self._report.put(code, at.line, at.element, "", words)

    def _kind(self, field: Field) -> str:
        return _KINDS[self._lang].get(field.type, _KINDS[self._lang][""])


def _conditional(field: Field) -> Iterator[Condition]:
    """When the rules of a field hold that look at another answer: all of those have a `when`."""
    for one in fields(field.rules):
        when = getattr(getattr(field.rules, one.name), "when", None)
        if isinstance(when, Condition):
            yield when


def _said(rule: Condition) -> str:
    sign, join = ("!=", " and ") if rule.negated else ("=", " or ")
    return "=" + join.join(f"{rule.field} {sign} {_written(value)}" for value in rule.values)


def _written(value: Constant) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _crossed(field: Field) -> Iterator[tuple[str, str, str, str]]:
    """Names and values of bounds of which the lower lies above the upper."""
    rules = field.rules
    numbers = (("min", rules.minimum, "max", rules.maximum),
               ("minLength", rules.min_length, "maxLength", rules.max_length))  # fmt: skip
    for low, first, high, second in numbers:
        if first is not None and second is not None and first > second:
            yield low, f"{first:g}", high, f"{second:g}"
    if (
        rules.not_before is not None
        and rules.not_after is not None
        and _later(rules.not_before, rules.not_after)
    ):
        yield "notBefore", str(rules.not_before), "notAfter", str(rules.not_after)


def _later(first: Bound, second: Bound) -> bool:
    """Whether one bound is always the later one: both are days of the calendar, or both go by the same day."""
    if first.anchor == second.anchor:
        return first.later_than(second)
    if first.field or second.field or TODAY in (first.anchor, second.anchor):
        return False
    days = [bound.day({}, date.min) for bound in (first, second)]
    return days[0] is not None and days[1] is not None and days[0] > days[1]
