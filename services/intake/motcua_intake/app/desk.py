# SPDX-License-Identifier: Apache-2.0
"""What every command of this service works with; made once in bootstrap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua_calendar.clock import Clock
from motcua_events import EventCatalogue, Outbox
from motcua_events.envelope import About
from motcua_identity import Subject
from motcua_organisation import Organisation
from motcua_procedure import ProcedurePackage, option_sources
from motcua_text import Text

from motcua_intake.adapters import calls, cases, visible
from motcua_intake.adapters.cases import Loaded
from motcua_intake.adapters.catalogue import Packages
from motcua_intake.app import board, searching
from motcua_intake.app.announcing import head
from motcua_intake.app.authority import competent_unit
from motcua_intake.app.deciding_agencies import working_units
from motcua_intake.app.printing import Printer
from motcua_intake.domain.actions import is_clerk_of
from motcua_intake.domain.case import Case
from motcua_intake.domain.draft_keeping import DraftKeeping
from motcua_intake.domain.law import Law, shipped
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Actor
from motcua_intake.errors import NotYourUnit, UnknownDossier, UnknownProcedure

TAX_ADDRESS: Final = "tax_address"
"""The field of a start form that asks where the tax notice goes."""
OF_APPLICANT: Final = "(địa chỉ của người nộp hồ sơ, vì tờ khai không ghi nơi khác)"


@dataclass(frozen=True)
class Desk:
    """Everything but the transaction."""

    clock: Clock
    organisation: Organisation
    packages: Packages
    events: EventCatalogue
    outbox: Outbox
    printer: Printer
    keeping: DraftKeeping = field(default_factory=DraftKeeping)
    law: Law = field(default_factory=shipped)

    def open(self, connection: sa.Connection, subject: Subject, dossier_id: str) -> Loaded:
        """A dossier that the subject may see, locked for a command.

        Raises:
            UnknownDossier: it is not there, or not for this subject; the two look the same.
        """
        if visible.find(connection, subject, dossier_id=dossier_id) is None:
            raise UnknownDossier()
        return self.open_any(connection, dossier_id)

    def open_at_window(self, connection: sa.Connection, subject: Subject, dossier_id: str) -> Loaded:
        """As `open`, for a clerk of the dossier's own window.

        Raises:
            UnknownDossier, NotYourUnit.
        """
        loaded = self.open(connection, subject, dossier_id)
        if not is_clerk_of(subject, loaded.case.dossier.unit):
            raise NotYourUnit()
        return loaded

    def open_any(self, connection: sa.Connection, dossier_id: str) -> Loaded:
        """A dossier locked for what a service asks; raises UnknownDossier."""
        loaded = cases.load(connection, dossier_id, lock=True)
        if loaded is None:
            raise UnknownDossier()
        return loaded

    def package(self, connection: sa.Connection, case: Case) -> ProcedurePackage:
        """The version that the dossier keeps."""
        return self.package_of(connection, case.dossier.procedure_key, case.dossier.procedure_version)

    def package_of(self, connection: sa.Connection, key: str, version: int) -> ProcedurePackage:
        package = self.packages.get(connection, key, version)
        if package is None:
            raise UnknownProcedure()
        return package

    def asked(self, connection: sa.Connection, case: Case) -> tuple[tuple[Text, Text], ...]:
        """What the applicant asked for, as the start form marks it: label and value."""
        return told_of(self.package(connection, case), self.organisation, case.dossier.answers)

    def tax_notice_place(self, connection: sa.Connection, case: Case) -> str:
        """Where the tax notice goes: what the start form's `tax_address` says, else what the form lets an empty one count as."""
        procedure = self.package(connection, case)
        typed = str(case.dossier.answers.get(TAX_ADDRESS) or "").strip()
        counts_as = procedure.forms[procedure.procedure.start_form].when_empty(TAX_ADDRESS)
        address = case.dossier.address
        return typed or (f"{address} {OF_APPLICANT}" if counts_as and address else "")

    def rules(self, connection: sa.Connection, case: Case) -> Rules:
        """The law of the dossier as of now."""
        package, dossier, units = self.package(connection, case), case.dossier, self.organisation
        competent = competent_unit(units, package.procedure.competent_kind, dossier)
        deciding = working_units(units, dossier, package.bpmn)
        window, now = units.unit(dossier.unit), self.clock.now()
        return Rules(package.procedure, window, competent, now, self.law, deciding)

    def keep(self, connection: sa.Connection, loaded: Loaded, *told: tuple[str, Message]) -> None:
        """Save the case, then add its events: (type, message without its head). The head says how it is now."""
        if searching.changed(loaded.before.dossier, loaded.case.dossier):
            searching.keep(connection, self.organisation, self.package(connection, loaded.case), loaded.case)
        if board.changed(loaded):
            procedure = self.package(connection, loaded.case).procedure
            board.keep(connection, self.organisation, procedure, loaded.case)
        now, of = self.clock.now(), loaded.case.dossier
        calls.follow(connection, loaded, [kind for kind, _ in told], now)
        cases.save(connection, loaded)
        events = []
        for kind, message in told:
            message.dossier.CopyFrom(head(loaded.case.dossier))  # type: ignore[attr-defined]
            about = About(procedure=of.procedure_key, version=of.procedure_version)
            events.append(self.events.event(kind, message, time=now, dossierid=of.id, about=about))
        self.outbox.add(connection, *events)


def told_of(
    package: ProcedurePackage, organisation: Organisation, answers: Mapping[str, Any]
) -> tuple[tuple[Text, Text], ...]:
    """Label and value of the answers that the start form marks for the receipt."""
    procedure = package.procedure
    papers = [(one.code, one.name) for one in procedure.components]
    return package.forms[procedure.start_form].asked(answers, option_sources(papers, organisation))


def actor_of(subject: Subject) -> Actor:
    """The caller as the history names them."""
    return Actor(subject.username or subject.user_id, subject.name, subject.unit or "", _client(subject))


def _client(subject: Subject) -> str:
    return (subject.client or "") if subject.kind == "service" else ""
