# SPDX-License-Identifier: Apache-2.0
"""The methods of a unit's desk: reassigning, substitutions, journal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from motcua.assignment.v1 import desk_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua_identity import OPERATOR
from motcua_organisation import Person
from motcua_rpc import current_subject, next_page_token, page

from motcua_assignment.adapters import journal, substitutions
from motcua_assignment.adapters import task_repository as tasks
from motcua_assignment.adapters.journal import Entry
from motcua_assignment.adapters.task_repository import Officer, who
from motcua_assignment.app import colleagues, holding, opening, reassigning, substituting
from motcua_assignment.app.substituting import Wish
from motcua_assignment.domain.task import Task
from motcua_assignment.entrypoints import wording
from motcua_assignment.entrypoints.half_filled import officer
from motcua_assignment.entrypoints.needs import Needs
from motcua_assignment.errors import UnknownTask
from motcua_assignment.errors_of_desk import BadNote, HeadsOnly, NotesOfOfficers

LONGEST_NOTE = 2000


class DeskMethods:
    """Part of the servicer."""

    _: Needs

    def ReassignTask(self, request: pb.ReassignTaskRequest, context: Any) -> pb.ReassignTaskResponse:
        subject = officer(self._.desk.clock)

        def work(connection: sa.Connection) -> pb.ReassignTaskResponse:
            reason = reassigning.checked_reason(request.reason)
            colleagues.check_head(connection, self._.organisation, subject)
            task = self._of_head(connection, request.task_id, subject)
            actor = opening.actor_of(subject)
            holder = reassigning.reassign(
                connection, self._.desk, self._.organisation, task, request.to, actor, reason
            )
            assignee = common_pb2.Actor(user=holder.user, name=holder.name, unit=task.unit)
            return pb.ReassignTaskResponse(assignee=assignee, revision=task.revision + 1)

        return self._.writes.run("ReassignTask", request, pb.ReassignTaskResponse, work)

    def ListColleagues(self, request: pb.ListColleaguesRequest, context: Any) -> pb.ListColleaguesResponse:
        subject = officer(self._.desk.clock)
        unit, organisation = subject.unit or "", self._.organisation
        assert subject.today is not None, "an officer has a day"
        with self._.database.read() as connection:
            head = colleagues.leads_today(connection, organisation, subject)
            people = colleagues.of_unit(organisation, unit)
            if request.task_id:
                people = self._able(connection, request.task_id, subject)
            claimed, away = (
                tasks.claimed_by(connection, unit),
                substitutions.away(connection, unit, subject.today),
            )
        found = [_colleague(one, claimed.get(one.user, 0), one.user in away) for one in people]
        return pb.ListColleaguesResponse(colleagues=found, caller_is_head=head)

    def SetSubstitution(self, request: pb.SetSubstitutionRequest, context: Any) -> pb.SetSubstitutionResponse:
        subject, now = officer(self._.desk.clock), self._.desk.clock.now()
        wish = Wish(request.absent, request.substitute, request.from_day, request.to_day, request.reason)

        def work(connection: sa.Connection) -> pb.SetSubstitutionResponse:
            made = substituting.put(connection, self._.organisation, subject, wish, now)
            return pb.SetSubstitutionResponse(substitution=wording.substitution(made, now.date()))

        return self._.writes.run("SetSubstitution", request, pb.SetSubstitutionResponse, work)

    def EndSubstitution(self, request: pb.EndSubstitutionRequest, context: Any) -> pb.EndSubstitutionResponse:
        subject, now = officer(self._.desk.clock), self._.desk.clock.now()

        def work(connection: sa.Connection) -> pb.EndSubstitutionResponse:
            ended = substituting.end(connection, self._.organisation, subject, request.substitution_id, now)
            while holding.give_back(connection, self._.desk, now.date(), opening.actor_of(subject)):
                pass
            return pb.EndSubstitutionResponse(substitution=wording.substitution(ended, now.date()))

        return self._.writes.run("EndSubstitution", request, pb.EndSubstitutionResponse, work)

    def ListSubstitutions(
        self, request: pb.ListSubstitutionsRequest, context: Any
    ) -> pb.ListSubstitutionsResponse:
        unit, today = self._unit_asked(request.unit), self._.desk.clock.now().date()
        query = {"list": "substitutions", "all": request.all, "unit": unit}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = substitutions.page(connection, unit, today, request.all, wanted)
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1]
            token = next_page_token((last.to_day.isoformat(), last.id), query=query)
        told = [wording.substitution(one, today) for one in rows[: wanted.size]]
        return pb.ListSubstitutionsResponse(substitutions=told, next_page_token=token)

    def _unit_asked(self, wanted: str) -> str:
        """The caller's own unit; any for the intake service, which asks who signs for a unit. Raises PermissionDenied."""
        if wanted and current_subject().is_service("intake"):
            return wanted
        own = officer(self._.desk.clock).unit or ""
        if wanted not in ("", own):
            raise HeadsOnly()
        return own

    def AddNote(self, request: pb.AddNoteRequest, context: Any) -> pb.AddNoteResponse:
        subject = self._reader()
        text = request.text.strip()
        if not 1 <= len(text) <= LONGEST_NOTE:
            raise BadNote.at_field()
        dossier_id = self._.sight.check(request.dossier_id).dossier_id

        def work(connection: sa.Connection) -> pb.AddNoteResponse:
            new = Entry(
                dossier_id=dossier_id, unit=subject.unit or "", type=journal.NOTE, at=self._.desk.clock.now(),
                actor_user=who(subject), actor_name=subject.name or who(subject), text=text,
            )  # fmt: skip
            told = wording.entry(new)
            told.entry_id = str(journal.add(connection, [new])[0])
            return pb.AddNoteResponse(entry=told)

        return self._.writes.run("AddNote", request, pb.AddNoteResponse, work)

    def ListJournal(self, request: pb.ListJournalRequest, context: Any) -> pb.ListJournalResponse:
        subject = self._reader()
        query = {"list": "journal", "dossier": request.dossier_id}
        wanted = page(request.page_size, request.page_token, query=query)
        dossier_id = self._.sight.check(request.dossier_id).dossier_id
        with self._.database.read() as connection:
            rows = journal.page(connection, dossier_id, subject.unit or "", wanted)
        token = ""
        if len(rows) > wanted.size:
            token = next_page_token((rows[wanted.size - 1].id,), query=query)
        entries = [wording.entry(one) for one in rows[: wanted.size]]
        return pb.ListJournalResponse(entries=entries, next_page_token=token)

    def _reader(self) -> Officer:
        """An officer whom a journal is for: operators see every dossier, none of what people wrote. Raises PermissionDenied."""
        subject = officer(self._.desk.clock)
        if subject.has(OPERATOR):
            raise NotesOfOfficers()
        return subject

    def _able(self, connection: sa.Connection, task_id: str, subject: Officer) -> list[Person]:
        task = tasks.of_unit(connection, task_id, subject.unit or "")
        if task is None:
            raise UnknownTask()
        assert subject.today is not None, "an officer has a day"
        return colleagues.able(connection, self._.organisation, task, subject.today)

    def _of_head(self, connection: sa.Connection, task_id: str, subject: Officer) -> Task:
        """A live task of the unit, locked, whatever its role: who leads the unit need not do its steps.

        Raises:
            UnknownTask, TaskClosed.
        """
        task = tasks.of_unit(connection, task_id, subject.unit or "", lock=True)
        if task is None:
            raise UnknownTask()
        return self._still_live(connection, task)  # type: ignore[attr-defined,no-any-return]


def _colleague(person: Person, claimed: int, away: bool) -> pb.Colleague:
    return pb.Colleague(
        user=person.user, name=person.name, title={"vi": person.title.vi, "en": person.title.to("en")},
        roles=sorted(person.roles), claimed=claimed, away=away, head=person.leads,
    )  # fmt: skip
