# SPDX-License-Identifier: Apache-2.0
"""The window's three answers to a submission: accept, ask for a supplement, refuse."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_rpc import FieldError

from motcua_intake.adapters import cases, return_ways
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import amending, announcing, concern, forms, ledgers
from motcua_intake.app.desk import Desk, actor_of
from motcua_intake.app.printing import RECEIPT, REFUSAL, SUPPLEMENT
from motcua_intake.domain import lifecycle, texts
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import ON_PAPER, Actor, DossierStatus, Stage
from motcua_intake.errors import BadFields


def accept(connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, note: str) -> Loaded:
    """Accept: dates, receipt, event; the process is started after the commit.

    Raises:
        UnknownDossier, NotYourUnit, AlreadyDone, WrongState, Incomplete, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    rules = desk.rules(connection, loaded.case)
    dossier = loaded.case.dossier
    if dossier.source in ON_PAPER and dossier.status == DossierStatus.SUBMITTED:
        amending.require_complete(connection, desk, loaded.case)
    carry_out(connection, desk, loaded, rules, actor_of(subject), note)
    return loaded


def carry_out(
    connection: sa.Connection,
    desk: Desk,
    loaded: Loaded,
    rules: Rules,
    actor: Actor,
    note: str,
    *,
    at_once: bool = False,
) -> None:
    """Everything of an acceptance that happens in the transaction."""
    note = texts.block("note", note, 900)
    case = loaded.case
    lifecycle.accept(case, rules, actor, at_once=at_once)
    units = concern.competent(connection, desk, case.dossier)
    cases.link_units(connection, case.dossier, [(unit, "agency") for unit in units])
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    asked, tax_notice = desk.asked(connection, case), desk.tax_notice_place(connection, case)
    chosen = return_ways.choice(connection, case.dossier.draft_id)
    build = forms.receipt(sheet, actor, note, asked, tax_notice, chosen)
    desk.printer.issue(connection, case, RECEIPT, build, rules.now)
    ledgers.charge(connection, case, rules.procedure, rules.now, actor)
    desk.keep(connection, loaded, announcing.accepted(case, actor))


def request_supplement(
    connection: sa.Connection,
    desk: Desk,
    subject: Subject,
    dossier_id: str,
    items: list[tuple[str, str]],
    reason: str,
) -> Loaded:
    """Ask the applicant for exact papers, once.

    Raises:
        UnknownDossier, NotYourUnit, AlreadyDone, SupplementUsed, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    rules = desk.rules(connection, loaded.case)
    ask(connection, desk, loaded, rules, actor_of(subject), items, reason)
    return loaded


def ask(
    connection: sa.Connection,
    desk: Desk,
    loaded: Loaded,
    rules: Rules,
    actor: Actor,
    items: list[tuple[str, str]],
    reason: str,
) -> None:
    """Everything of a request for papers that happens in the transaction."""
    case = loaded.case
    wanted = _items(rules, items)
    why = texts.wanted("reason", reason)
    key = f"{case.id}/{len(case.supplements) + 1}"
    asked = lifecycle.ask(case, rules, Stage.BEFORE_ACCEPTANCE, key, wanted, why, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    desk.printer.issue(
        connection, case, SUPPLEMENT, forms.supplement(sheet, asked, sheet.officer(actor)), rules.now
    )
    desk.keep(connection, loaded, announcing.supplement_requested(asked))


def refuse(connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str, reason: str) -> Loaded:
    """Refuse before acceptance, with the reason and form 03.

    Raises:
        UnknownDossier, NotYourUnit, AlreadyDone, BadFields.
    """
    loaded = desk.open_at_window(connection, subject, dossier_id)
    turn_down(connection, desk, loaded, desk.rules(connection, loaded.case), actor_of(subject), reason)
    return loaded


def turn_down(
    connection: sa.Connection, desk: Desk, loaded: Loaded, rules: Rules, actor: Actor, reason: str
) -> None:
    """Everything of a refusal that happens in the transaction."""
    case = loaded.case
    why = texts.refusal("reason", reason)
    lifecycle.refuse(case, rules, why, actor)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    desk.printer.issue(connection, case, REFUSAL, forms.intake_refusal(sheet, why, actor), rules.now)
    desk.keep(connection, loaded, announcing.refused(why, actor))


def _items(rules: Rules, items: list[tuple[str, str]]) -> list[list[str]]:
    """The papers asked for: published components only, each with its own reason, none twice."""
    if not items:
        raise BadFields.one(
            "items",
            "ITEMS_MISSING",
            "Hãy chọn giấy tờ cần bổ sung.",
            "Please choose the papers to be supplemented.",
        )
    known = {component.code for component in rules.procedure.components}
    errors: list[FieldError] = []
    wanted: list[list[str]] = []
    for index, (component, reason) in enumerate(items):
        if component not in known or component in [one[0] for one in wanted]:
            vi = "Thủ tục không có giấy tờ này, hoặc đã chọn rồi."
            en = "The procedure has no such paper, or it was chosen already."
            errors.append(FieldError(f"items[{index}].component", "COMPONENT_UNKNOWN", vi, en))
            continue
        try:
            wanted.append([component, texts.wanted_of_paper(f"items[{index}].reason", reason, 900)])
        except BadFields as bad:
            errors += bad.field_errors
            wanted.append([component, ""])
    if errors:
        raise BadFields.many(errors)
    return wanted
