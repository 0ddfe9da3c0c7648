# SPDX-License-Identifier: Apache-2.0
"""What waits for a citizen, over all of their dossiers and drafts."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from motcua_calendar.opening import week_in_words
from motcua_identity import Subject
from motcua_rpc import Page
from motcua_text import LANGUAGES, Text

from motcua_intake.adapters import draft_expiry, return_ways, todos
from motcua_intake.app import drafting
from motcua_intake.app.desk import Desk
from motcua_intake.domain import todos as rules
from motcua_intake.domain.about import told_apart
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Draft
from motcua_intake.domain.todos import Kind, Todo

MOST_DRAFTS = 20
"""Drafts about to go that are named on the first page; the list of drafts has them all."""


def mine(
    connection: sa.Connection, desk: Desk, subject: Subject, wanted: Page
) -> tuple[list[Todo], list[Case]]:
    """Todos of one page of own dossiers, and these dossiers, one more than the page holds when there is a next one."""
    found = todos.page(connection, subject.user_id, wanted)
    made: list[Todo] = []
    if wanted.after is None:
        before = desk.keeping.to_be_told(desk.clock.now())
        going = draft_expiry.about_to_go(connection, subject.user_id, before, MOST_DRAFTS)
        made += [_draft(connection, desk, one) for one in drafting.current(connection, desk, going)]
    shown = found[: wanted.size]
    ledgers = todos.owed(connection, [case.id for case in shown])
    chosen = return_ways.chosen_of(connection, [case.dossier.draft_id for case in shown]) if shown else {}
    for case in shown:
        package = desk.package(connection, case)
        way, about = chosen.get(case.dossier.draft_id), told_apart(package, case.dossier.answers)
        asked = rules.of(
            case, package.procedure, ledgers.get(case.id), way, _pay_at(desk, case), desk.clock.now()
        )
        made += [replace(one, about=about) for one in asked]
    return made, found


def _pay_at(desk: Desk, case: Case) -> tuple[tuple[Text, Text], ...]:
    """Where fees are paid, and when it is open: nobody pays online yet."""
    unit = desk.organisation.units.get(case.dossier.unit)
    if unit is None:
        return ()
    name = unit.window or unit.name
    place = Text(*(", ".join(filter(None, (name.to(one), unit.address.to(one)))) for one in LANGUAGES))
    hours = week_in_words(unit.hours)
    return (
        (rules.PAY_AT, place),
        (rules.PAY_HOW, rules.CASH),
        *(((rules.HOURS, hours),) if hours.vi else ()),
    )


def _draft(connection: sa.Connection, desk: Desk, one: Draft) -> Todo:
    package = desk.packages.get(connection, one.procedure_key, one.procedure_version)
    name = package.procedure.name if package else Text(one.procedure_key, one.procedure_key)
    about = told_apart(package, one.answers) if package else None
    until = desk.keeping.until(one.saved_at)
    return Todo(Kind.DRAFT, one.unit, name, draft_id=one.id, until=until, about=about)
