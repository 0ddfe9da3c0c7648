# SPDX-License-Identifier: Apache-2.0
"""What the inbox says of the unit's own work, in memory: colleagues, substitutes, journal, many at once, saved filters."""

from __future__ import annotations

from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from intake_double import fail
from motcua.assignment.v1 import desk_pb2 as pb
from motcua.common.v1 import common_pb2
from motcua_rpc import MotcuaError

PEOPLE = (("minh.datdai", "Ngô Quang Minh"), ("ngoc.datdai", "Ngô Bích Ngọc"))


class UnitDouble:
    """A part of AssignmentDouble; `given`, `notes`, `set_substitutes`, `bulk` are what pages asked for;
    `refusing` is what a method answers with instead."""

    def begin(self) -> None:
        self.saved: dict[str, pb.SavedFilter] = {}
        self.given: list[pb.ReassignTaskRequest] = []
        self.notes: list[pb.JournalEntry] = []
        self.set_substitutes: list[pb.SetSubstitutionRequest] = []
        self.bulk: list[Any] = []
        self.refusing: dict[str, MotcuaError] = {}

    def _asked(self, method: str, context: Any) -> None:
        """Ends the call with what a test says that this method refuses with."""
        if method in self.refusing:
            fail(context, self.refusing[method])

    def ListTaskChoices(self, request: pb.ListTaskChoicesRequest, context: Any) -> Any:
        """Only a head's whole unit has the steps of the role `other`."""
        known = [one for one in self.tasks.values() if request.whole_unit or one.role != "other"]  # type: ignore[attr-defined]
        found = {(one.procedure_key, one.element): one for one in known}
        return pb.ListTaskChoicesResponse(
            choices=[
                pb.TaskChoice(
                    procedure_key=one.procedure_key, procedure_name=one.procedure_name, element=one.element, title=one.title,
                    open=1,
                )
                for one in found.values()
            ]
        )  # fmt: skip

    def ListSavedFilters(self, request: pb.ListSavedFiltersRequest, context: Any) -> Any:
        return pb.ListSavedFiltersResponse(filters=sorted(self.saved.values(), key=lambda one: one.name))

    def SaveFilter(self, request: pb.SaveFilterRequest, context: Any) -> Any:
        self.saved[request.filter.name] = request.filter
        return pb.SaveFilterResponse(filter=request.filter)

    def DeleteFilter(self, request: pb.DeleteFilterRequest, context: Any) -> Any:
        del self.saved[request.name]
        return pb.DeleteFilterResponse()

    def ListColleagues(self, request: pb.ListColleaguesRequest, context: Any) -> Any:
        people = [pb.Colleague(user=user, name=name, claimed=2) for user, name in PEOPLE]
        return pb.ListColleaguesResponse(colleagues=people, caller_is_head=True)

    def ReassignTask(self, request: pb.ReassignTaskRequest, context: Any) -> Any:
        self._asked("ReassignTask", context)
        self.given.append(request)
        return pb.ReassignTaskResponse(assignee=common_pb2.Actor(user=request.to), revision=2)

    def ListSubstitutions(self, request: pb.ListSubstitutionsRequest, context: Any) -> Any:
        made = [
            pb.Substitution(
                substitution_id="s", absent=common_pb2.Actor(user="a", name=dict(PEOPLE).get(one.absent, "Tôi")),
                substitute=common_pb2.Actor(user=one.substitute, name=dict(PEOPLE)[one.substitute]), from_day=one.from_day,
                to_day=one.to_day, reason=one.reason, set_by=common_pb2.Actor(name="X"), set_at=Timestamp(seconds=1), active=True,
            )
            for one in self.set_substitutes
        ]  # fmt: skip
        return pb.ListSubstitutionsResponse(substitutions=made)

    def SetSubstitution(self, request: pb.SetSubstitutionRequest, context: Any) -> Any:
        self._asked("SetSubstitution", context)
        self.set_substitutes.append(request)
        return pb.SetSubstitutionResponse()

    def AddNote(self, request: pb.AddNoteRequest, context: Any) -> Any:
        self._asked("AddNote", context)
        actor = common_pb2.Actor(user="minh.datdai", name="Ngô Quang Minh")
        self.notes.insert(
            0, pb.JournalEntry(type="note", text=request.text, actor=actor, at=Timestamp(seconds=1))
        )
        return pb.AddNoteResponse(entry=self.notes[0])

    def ListJournal(self, request: pb.ListJournalRequest, context: Any) -> Any:
        return pb.ListJournalResponse(entries=self.notes)

    def BulkClaim(self, request: pb.BulkClaimRequest, context: Any) -> Any:
        self.bulk.append(request)
        first, *rest = request.task_ids
        done = [pb.BulkOutcome(task_id=first, done=True, dossier_code="H99")]
        text = common_pb2.LocalizedText(
            vi="Ngô Bích Ngọc đã nhận việc này trước bạn.", en="Ngô Bích Ngọc took it."
        )
        return pb.BulkClaimResponse(
            outcomes=[*done, *(pb.BulkOutcome(task_id=one, code="TASK_TAKEN", message=text) for one in rest)]
        )

    def BulkComplete(self, request: pb.BulkCompleteRequest, context: Any) -> Any:
        self._asked("BulkComplete", context)
        self.bulk.append(request)
        return pb.BulkCompleteResponse(
            outcomes=[pb.BulkOutcome(task_id=one, done=True, dossier_code="H99") for one in request.task_ids]
        )
