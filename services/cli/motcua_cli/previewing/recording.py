# SPDX-License-Identifier: Apache-2.0
"""A form tried out: judged as the services judge it, and what they would keep of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua_organisation import Organisation
from motcua_portal.web.forms import FormPage, form_page, read, said_of, today, typed
from motcua_portal.web.visit import Visit
from motcua_procedure import Form, Option, OptionSources, Procedure, option_sources

from motcua_cli.previewing.result import Result, shown_again
from motcua_cli.previewing.seeing import Seen


@dataclass(frozen=True, slots=True)
class Kept:
    """What would be recorded. `facts` go to the process, `answers` stay with the dossier; `result` says of the signed paper what
    the form says of it."""

    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """The page, with the fields of a signed result where the step has one, and what would be kept when nothing is wrong."""

    page: FormPage
    kept: Kept | None
    result: Result | None = None


def sources_of(procedure: Procedure, organisation: Organisation | None) -> OptionSources:
    """The choices that come from elsewhere; no communes without an organisation."""
    papers = [(one.code, one.name) for one in procedure.components]
    if organisation is None:
        return {"components": [Option(code, name) for code, name in papers], "communes": []}
    return option_sources(papers, organisation)


def blank(visit: Visit, form: Form, sources: OptionSources, given: Mapping[str, Any]) -> FormPage:
    """The form as it opens: fields that start with a fact hold it."""
    return form_page(visit, form, given, None, sources, given)


def tried(
    visit: Visit,
    seen: Seen,
    form: Form,
    posted: Any,
    sources: OptionSources,
    given: Mapping[str, Any],
    result: Result | None,
) -> Tried:
    """What a citizen or an officer would be told, and what would be kept."""
    assert seen.package is not None
    said = typed(form, posted)
    answers = read(said, visit.language)
    clean, wrong = form.validate(answers, sources, given, today=today(visit))
    sentences = {key: said_of(visit, answers.get(key), one) for key, one in wrong.items()}
    page = form_page(visit, form, said, sentences, sources, given)
    if wrong or (result and result.wrong):
        return Tried(page, None, shown_again(visit, result) if result else None)
    procedure = seen.package.procedure
    start = form.key == procedure.start_form
    facts = _start_facts(procedure, clean) if start else form.facts(clean)
    return Tried(page, Kept(clean, facts, form.result(clean)), result)


def _start_facts(procedure: Procedure, clean: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `facts` in procedure.yaml that the answers give; papers, channel and commune come from the dossier."""
    return {
        name: clean.get(source.removeprefix("$answers."))
        for name, source in procedure.facts.items()
        if source.startswith("$answers.")
    }
