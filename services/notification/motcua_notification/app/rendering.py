# SPDX-License-Identifier: Apache-2.0
"""Texts of notices from templates, which are data: `templates/<moment>.<language>.txt`, the subject on the first line.

Every mail says it in both languages, Vietnamese first, as that is the binding one; and it leads to the dossier's own page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from motcua_calendar.clock import legal_time
from motcua_calendar.opening import week_in_words
from motcua_calendar.text import short_day, short_moment, short_until
from motcua_organisation import CompetenceError, Organisation, Unit
from motcua_procedure import Procedure
from motcua_procedure.notice import money_words
from motcua_text import LANGUAGES, Text

from motcua_notification.domain.html import RULE

TEMPLATES = Path(__file__).parent.parent / "templates"
_GROUNDS = {"after_appraisal": "supplement", "completion": "completion"}
"""The clock's ground by the stage in which papers are asked for."""


class Texts:
    """Makes subjects and texts. `public_url` is where people follow their dossiers ("" if there is none)."""

    def __init__(self, organisation: Organisation, public_url: str) -> None:
        self._organisation = organisation
        self._public_url = public_url

    def subject(self, moment: str, facts: Mapping[str, Any]) -> str:
        """The Vietnamese subject; needs no names but those in the facts."""
        return self._subject(moment, "vi", facts)

    def full(self, moment: str, facts: Mapping[str, Any], procedure: Procedure) -> tuple[str, str]:
        """Subject and text; the subject names a notice by its title in the procedure."""
        text, english = (self._text(moment, language, facts, procedure) for language in LANGUAGES)
        found = procedure.notices.get(facts.get("message", ""))
        titles = (found.title.to(language) if found else "" for language in LANGUAGES)
        subjects = (
            self._subject(moment, language, facts, title)
            for language, title in zip(LANGUAGES, titles, strict=True)
        )
        return " | ".join(subjects), text + RULE + english

    def for_officer(self, moment: str, facts: Mapping[str, Any]) -> tuple[str, str]:
        """Subject and text of what an officer is told of the unit's work."""
        said = [self._officers(moment, language, facts) for language in LANGUAGES]
        return " | ".join(subject for subject, _ in said), RULE.join(text for _, text in said)

    def _officers(self, moment: str, language: str, facts: Mapping[str, Any]) -> tuple[str, str]:
        head, base = facts["dossier"], self._public_url.rstrip("/")
        values = {
            "in_place_of": "",  # not said in what a release before has queued
            **facts, "language": language, "code": head["code"], "name": facts["officer"]["name"],
            "title": facts[f"title_{language}"], "unit": facts[f"unit_{language}"],
            "link": base + (facts.get("page") or f"/viec/{quote(facts['task_id'], safe='')}") if base else "",
        }  # fmt: skip
        rendered = _environment().get_template(f"{moment}.{language}.txt").render(values)
        subject, _, text = rendered.partition("\n")
        return subject, text.strip("\n") + "\n"

    def _subject(self, moment: str, language: str, facts: Mapping[str, Any], title: str = "") -> str:
        template, _ = _parts(moment, language)
        stage, held = facts.get("stage", ""), {"results": facts["results"]} if "results" in facts else {}
        return template.render(
            code=facts["dossier"]["code"], title=" ".join(title.split()), stage=stage, **held
        )

    def _text(self, moment: str, language: str, facts: Mapping[str, Any], procedure: Procedure) -> str:
        values = self._values(language, facts, procedure)
        _, template = _parts(moment, language)
        body = template.render(values).strip("\n")
        return _environment().get_template(f"layout.{language}.txt").render({**values, "body": body})

    def _agency(self, facts: Mapping[str, Any], language: str) -> str:
        """The unit that decided or sent the message; in general words where it is not known."""
        unit = self._organisation.units.get(facts.get("authority", ""))
        if unit is None and "sender_kind" in facts:
            unit = self._sender(facts)
        return (unit.name if unit else _SOME_AGENCY).to(language)

    def _sender(self, facts: Mapping[str, Any]) -> Unit | None:
        """The unit that acted on the day on which it sent the message (`Organisation.acting_unit`), whenever it is told."""
        try:
            on = date.fromisoformat(facts["sent_on"])
            return self._organisation.acting_unit(facts["sender_kind"], facts.get("territory", ""), on)
        except (CompetenceError, KeyError):
            return None

    def _values(self, language: str, facts: Mapping[str, Any], procedure: Procedure) -> dict[str, Any]:
        head = facts["dossier"]
        unit = self._organisation.units.get(head["unit"])
        return {
            **facts,
            "language": language,
            "code": head["code"],
            "name": head["name"],
            "promised_at": head["promised_at"],
            "procedure": Text(head["procedure_vi"], head["procedure_en"]).to(language),
            "window": _window(unit, language),
            "phone": unit.phone if unit else "",
            "address": unit.address.to(language) if unit else "",
            "agency": self._agency(facts, language),
            "hours": week_in_words(unit.hours).to(language) if unit else "",
            "link": self._link(head),
            "draft": bool(head.get("draft_id")),
            "paper_name": _names({one.code: one.name for one in procedure.components}, language),
            "part_name": _names({one.key: one.name for one in procedure.parts}, language),
            "result_name": _names(
                {item.code: item.name for part in procedure.parts for item in part.results.items}, language
            ),
            "ground_note": _names({key: one.sentence for key, one in procedure.grounds.items()}, language),
            "ground_name": _names({key: one.name for key, one in procedure.grounds.items()}, language),
            "by_way": _by_way(facts),
            "notice": _notice(procedure, facts, language),
            "clock_note": _clock_note(procedure, facts, language),
        }

    def _link(self, head: Mapping[str, Any]) -> str:
        """The page of the dossier, where signing in leads back to; without an account, the public one of its code. "" without
        an address of our own."""
        if not self._public_url:
            return ""
        if head.get("draft_id"):
            return f"{self._public_url.rstrip('/')}/ban-nhap/{quote(head['draft_id'], safe='')}/to-khai"
        dossier_id = head.get("dossier_id")  # notices of an earlier version do not have it
        own = f"/ho-so/{quote(dossier_id, safe='')}" if head["user"] and dossier_id else ""
        return self._public_url.rstrip("/") + (own or f"/tra-cuu?ma={quote(head['code'], safe='')}")


@cache
def _environment() -> Environment:
    """One for the process: templates come with the program and are compiled once."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # plain text; what becomes a header is checked by domain/mail.py
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(moment=_moment, until=_until, day=_day, money=_money)
    return made


@cache
def _parts(moment: str, language: str) -> tuple[Template, Template]:
    """Subject and body of a moment's template: its first line, and what follows."""
    source = (TEMPLATES / f"{moment}.{language}.txt").read_text("utf-8")
    subject, _, body = source.partition("\n")
    return _environment().from_string(subject), _environment().from_string(body.strip("\n"))


_SOME_AGENCY = Text("Cơ quan giải quyết", "The agency")


def _notice(procedure: Procedure, facts: Mapping[str, Any], language: str) -> dict[str, Any] | None:
    """A message in the procedure's words (`notices`); None where it has none, and for what an earlier version queued."""
    found = procedure.notices.get(facts.get("message", ""))
    if found is None:
        return None
    ground = procedure.grounds.get(found.ground)
    return {
        "title": found.title.to(language),
        "todo": found.todo.to(language) if found.todo else "",
        "lines": [(label.to(language), value.to(language)) for label, value in found.told(facts["payload"])],
        "clock": ground.sentence.to(language) if ground else "",
    }


def _by_way(facts: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Results that are ready by how they reach the applicant; what an earlier version queued waits at the window."""
    ready = facts.get("ready") or [
        {"result": one, "number": "", "signed_at": ""} for one in facts.get("results", ())
    ]
    return {
        way: [one for one in ready if one.get("way", "WINDOW") == way]
        for way in ("WINDOW", "POST", "ELECTRONIC")
    }


def _clock_note(procedure: Procedure, facts: Mapping[str, Any], language: str) -> str:
    """What a supplement after appraisal, or the completion that an agency asked for, does to the limit, in the procedure's own
    sentence; "" where it does nothing."""
    if facts.get("limit_stays"):
        return ""
    ground = procedure.grounds.get(_GROUNDS.get(str(facts.get("stage", "")), ""))
    return ground.sentence.to(language) if ground else ""


class _Names(dict[str, str]):
    """Names by code; what has no name is called by its code."""

    def __missing__(self, key: str) -> str:
        return key


def _names(names: Mapping[str, Text], language: str) -> _Names:
    return _Names({key: text.to(language) for key, text in names.items()})


def _window(unit: Unit | None, language: str) -> str:
    if unit is None:
        return ""
    return (unit.window or unit.name).to(language)


@pass_context
def _moment(context: Context, iso: str) -> str:
    """Day and minute in the legal time zone, as the language of the text writes them."""
    return short_moment(legal_time(datetime.fromisoformat(iso)), context["language"])


@pass_context
def _until(context: Context, iso: str) -> str:
    """Day and minute in the legal time zone, as the language of the text writes them."""
    return short_until(legal_time(datetime.fromisoformat(iso)), context["language"])


@pass_context
def _day(context: Context, text: str) -> str:
    """The day of an ISO date; a form may hold another text, which is shown as it is."""
    try:
        return short_day(date.fromisoformat(text), context["language"])
    except ValueError:
        return text


@pass_context
def _money(context: Context, amount: int) -> str:
    """1.500.000 đồng, and VND 1,500,000."""
    return money_words(amount).to(context["language"])
