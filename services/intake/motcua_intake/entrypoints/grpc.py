# SPDX-License-Identifier: Apache-2.0
"""motcua.intake.v1.IntakeService: parse, one transaction, translate. The methods of dossiers; drafts and files are beside."""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import Any, TypeVar

import motcua_documents as d
import sqlalchemy as sa
from google.protobuf.message import Message
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import watching_pb2 as pb_watching
from motcua_identity import Subject
from motcua_rpc import current_subject, page

from motcua_intake.adapters import visible
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import (
    accepting,
    amending,
    answering,
    concern,
    drafting,
    reading,
    results,
    submitting,
    withdrawing,
)
from motcua_intake.app.driving import Driver
from motcua_intake.domain import actions
from motcua_intake.domain.actions import Sight
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, DossierStatus, Stage
from motcua_intake.entrypoints import standing_in, wording
from motcua_intake.entrypoints.board import BoardMethods
from motcua_intake.entrypoints.calls import CallMethods
from motcua_intake.entrypoints.drafts import key, typed_answers
from motcua_intake.entrypoints.fees import FeeMethods
from motcua_intake.entrypoints.law_papers import LawPaperMethods
from motcua_intake.entrypoints.lookups import LookupMethods, all_told
from motcua_intake.entrypoints.narrowing import narrow, statuses_to_read
from motcua_intake.entrypoints.needs import Needs
from motcua_intake.entrypoints.officials import as_offices
from motcua_intake.entrypoints.projections import ProjectionMethods
from motcua_intake.entrypoints.registering import RegisterMethods
from motcua_intake.entrypoints.return_ways import ReturnWayMethods, named_slips
from motcua_intake.entrypoints.searching import SearchMethods
from motcua_intake.entrypoints.todos import TodoMethods
from motcua_intake.entrypoints.watching import WatchMethods
from motcua_intake.errors import ResultNumberTaken, UnknownDossier, WithdrawalTooLate

T = TypeVar("T", bound=Message)
_NAMESPACE = uuid.UUID("0c0a4b3e-5f0d-4f6e-8f0b-4a1c8e2d9b11")


class _Accepted(Exception):
    """Rolls an early withdrawal back: the dossier was accepted, the process must be asked."""


class IntakeServicer(
    SearchMethods, TodoMethods, LawPaperMethods, RegisterMethods, FeeMethods, ReturnWayMethods, LookupMethods, BoardMethods,
    CallMethods, ProjectionMethods,
):  # fmt: skip
    """Thin: each method is a handful of lines."""

    def __init__(self, needs: Needs, driver: Driver, events: WatchMethods) -> None:
        super().__init__(needs)
        self._driver = driver
        self._events = events

    # At the window --------------------------------------------------------------------------------------------

    def SubmitDraft(self, request: pb.SubmitDraftRequest, context: Any) -> pb.SubmitDraftResponse:
        subject = current_subject()

        def work(connection: sa.Connection) -> pb.SubmitDraftResponse:
            made = submitting.submit(connection, self._.desk, subject, request.draft_id, request.revision)
            return pb.SubmitDraftResponse(dossier=self._dossier(connection, subject, made))

        return self._.writes.run("SubmitDraft", request, pb.SubmitDraftResponse, work)

    def ReceiveDossier(self, request: pb.ReceiveDossierRequest, context: Any) -> pb.ReceiveDossierResponse:
        subject, decided = current_subject(), _decision(request)

        cases: list[Case] = []

        def work(connection: sa.Connection) -> pb.ReceiveDossierResponse:
            made = submitting.receive(
                connection, self._.desk, subject, key(request.draft_id), request.revision, decided
            )
            cases.append(made.case)
            return pb.ReceiveDossierResponse(dossier=self._dossier(connection, subject, made))

        answer = self._.writes.run("ReceiveDossier", request, pb.ReceiveDossierResponse, work)
        if answer.dossier.HasField("accepted_at"):
            self._driver.start(answer.dossier.dossier_id, *cases)
        return answer

    def AcceptDossier(self, request: pb.AcceptDossierRequest, context: Any) -> pb.AcceptDossierResponse:
        subject = standing_in.clerk(self._.desk.organisation, request)

        cases: list[Case] = []

        def work(connection: sa.Connection) -> pb.AcceptDossierResponse:
            made = accepting.accept(connection, self._.desk, subject, request.dossier_id, request.note)
            cases.append(made.case)
            return pb.AcceptDossierResponse(dossier=self._dossier(connection, subject, made))

        with self._driver.flying(request.dossier_id):
            answer = self._.writes.run("AcceptDossier", request, pb.AcceptDossierResponse, work)
            self._driver.start(answer.dossier.dossier_id, *cases)
        return answer

    def RequestSupplement(
        self, request: pb.RequestSupplementRequest, context: Any
    ) -> pb.RequestSupplementResponse:
        subject = standing_in.clerk(self._.desk.organisation, request)
        items = [(item.component, item.reason) for item in request.items]

        def work(connection: sa.Connection) -> pb.RequestSupplementResponse:
            made = accepting.request_supplement(
                connection, self._.desk, subject, request.dossier_id, items, request.reason
            )
            return pb.RequestSupplementResponse(dossier=self._dossier(connection, subject, made))

        return self._.writes.run("RequestSupplement", request, pb.RequestSupplementResponse, work)

    def RefuseDossier(self, request: pb.RefuseDossierRequest, context: Any) -> pb.RefuseDossierResponse:
        subject = standing_in.clerk(self._.desk.organisation, request)

        def work(connection: sa.Connection) -> pb.RefuseDossierResponse:
            made = accepting.refuse(connection, self._.desk, subject, request.dossier_id, request.reason)
            return pb.RefuseDossierResponse(dossier=self._dossier(connection, subject, made))

        return self._.writes.run("RefuseDossier", request, pb.RefuseDossierResponse, work)

    def ReturnResults(self, request: pb.ReturnResultsRequest, context: Any) -> pb.ReturnResultsResponse:
        subject = standing_in.clerk(self._.desk.organisation, request)
        said = results.HandOver(
            codes=list(request.result_codes),
            ids=list(request.result_ids),
            receiver=d.Person(name=request.receiver_name, identity=request.receiver_id_number),
            collected=list(request.originals_collected),
            handed_back=list(request.originals_returned),
            signed=request.signed,
            ground=request.receiver_ground,
            changed_seen=request.changed_answers_seen,
            slips=named_slips(request),
        )

        def work(connection: sa.Connection) -> pb.ReturnResultsResponse:
            made = results.hand_over(connection, self._.desk, subject, request.dossier_id, said)
            return pb.ReturnResultsResponse(dossier=self._dossier(connection, subject, made))

        return self._.writes.run("ReturnResults", request, pb.ReturnResultsResponse, work)

    # The applicant, or the window for them ----------------------------------------------------------------------

    def AnswerSupplement(
        self, request: pb.AnswerSupplementRequest, context: Any
    ) -> pb.AnswerSupplementResponse:
        subject, seen = current_subject(), _seen(request)

        def work(connection: sa.Connection) -> pb.AnswerSupplementResponse:
            made = answering.answer_supplement(
                connection, self._.desk, subject, request.dossier_id, request.note, seen, request.round
            )
            return pb.AnswerSupplementResponse(dossier=self._dossier(connection, subject, made))

        with self._driver.flying(request.dossier_id):
            answer = self._.writes.run("AnswerSupplement", request, pb.AnswerSupplementResponse, work)
            answered = (one for one in answer.dossier.supplements if one.HasField("answered_at"))
            done = max(answered, key=lambda one: one.answered_at.ToNanoseconds())
            if done.stage == Stage.AFTER_APPRAISAL:
                self._driver.tell_answer(answer.dossier.dossier_id, done.round)
        return answer

    def AmendDossier(self, request: pb.AmendDossierRequest, context: Any) -> pb.AmendDossierResponse:
        subject = current_subject()
        who, answers = wording.typed_applicant(request.applicant), typed_answers(request.answers)
        typed = amending.Amended(who, answers, request.revision)

        def work(connection: sa.Connection) -> pb.AmendDossierResponse:
            made, checked = amending.amend(connection, self._.desk, subject, key(request.dossier_id), typed)
            return pb.AmendDossierResponse(
                dossier=self._dossier(connection, subject, made),
                problems=[wording.problem(one) for one in checked.problems],
            )

        return self._.writes.run("AmendDossier", request, pb.AmendDossierResponse, work)

    def WithdrawDossier(self, request: pb.WithdrawDossierRequest, context: Any) -> pb.WithdrawDossierResponse:
        subject = current_subject()
        first = self._.writes.answered("WithdrawDossier", request, pb.WithdrawDossierResponse)
        if first is not None:
            return first
        try:
            return self._withdraw_early(request, subject)
        except _Accepted:
            return self._withdraw_late(request, subject)

    def _withdraw_early(
        self, request: pb.WithdrawDossierRequest, subject: Subject
    ) -> pb.WithdrawDossierResponse:
        def work(connection: sa.Connection) -> pb.WithdrawDossierResponse:
            made = withdrawing.withdraw_early(
                connection, self._.desk, subject, request.dossier_id, _wish(request)
            )
            if made is None:
                raise _Accepted
            return pb.WithdrawDossierResponse(dossier=self._dossier(connection, subject, made))

        return self._.writes.run("WithdrawDossier", request, pb.WithdrawDossierResponse, work)

    def _withdraw_late(
        self, request: pb.WithdrawDossierRequest, subject: Subject
    ) -> pb.WithdrawDossierResponse:
        """The process decides: it is asked between two transactions, never inside one."""
        desk, dossier_id = self._.desk, request.dossier_id
        key = derived(subject, request.request_id, "withdraw")
        with self._.database.begin() as connection:
            withdrawing.note_withdrawal(connection, desk, subject, dossier_id, _wish(request), key)
        if not self._driver.withdraw(dossier_id, key):
            with self._.database.begin() as connection:
                withdrawing.forget_withdrawal(connection, desk, dossier_id)
            raise WithdrawalTooLate()

        def work(connection: sa.Connection) -> pb.WithdrawDossierResponse:
            made = withdrawing.confirm_withdrawal(connection, desk, subject, dossier_id)
            return pb.WithdrawDossierResponse(dossier=self._dossier(connection, subject, made))

        return self._.writes.run("WithdrawDossier", request, pb.WithdrawDossierResponse, work)

    # Reading --------------------------------------------------------------------------------------------------

    def GetDossier(self, request: pb.GetDossierRequest, context: Any) -> pb.GetDossierResponse:
        subject, by = current_subject(), {"dossier_id": key(request.dossier_id)}
        by["code"] = key(request.code).strip().upper()
        answer = self._id_alone if request.only_id else self._whole
        try:
            return answer(subject, by)
        except UnknownDossier:
            if not concern.catch_up(self._.database, self._.inbox, self._.desk, subject, **by):
                raise
            return answer(subject, by)

    def _whole(self, subject: Subject, by: dict[str, str]) -> pb.GetDossierResponse:
        return pb.GetDossierResponse(dossier=self._message(self._shown(subject, by)))

    def _id_alone(self, subject: Subject, by: dict[str, str]) -> pb.GetDossierResponse:
        with self._.database.read() as connection:
            seen = visible.find(connection, subject, **by)
            if seen is None:
                raise UnknownDossier()
            sees = concern.projection_seen(connection, self._.desk, subject, seen)
        parts = [pb.Part(key=one) for one in sorted(sees.parts)] if sees else []
        return pb.GetDossierResponse(
            dossier=pb.Dossier(dossier_id=seen.id, narrowed=sees is not None, parts=parts)
        )

    def _shown(self, subject: Subject, by: dict[str, str]) -> reading.Shown:
        with self._.database.read() as connection:
            return reading.show(connection, self._.desk, subject, **by)

    def ListDossiers(self, request: pb.ListDossiersRequest, context: Any) -> pb.ListDossiersResponse:
        subject = current_subject()
        statuses = sorted(
            {pb.DossierStatus.Name(one).removeprefix("DOSSIER_STATUS_") for one in known(request.statuses)}
        )
        if request.statuses and not statuses:
            return pb.ListDossiersResponse()
        finished = request.finished if request.HasField("finished") else None
        query = {"list": "dossiers", "statuses": statuses, "finished": finished}
        wanted = page(request.page_size, request.page_token, query=query)
        read = statuses_to_read(statuses) if visible.reads_for_agency(subject) else statuses
        with self._.database.read() as connection:
            rows = visible.page(connection, subject, visible.Wanted(read, finished), wanted)
            lines, token = self._lines(connection, subject, rows, wanted, query)
        if read != statuses:
            lines = [one for one in lines if one.status in request.statuses]
        return pb.ListDossiersResponse(dossiers=lines, next_page_token=token)

    def TrackDossier(self, request: pb.TrackDossierRequest, context: Any) -> pb.TrackDossierResponse:
        code = key(request.code).strip().upper()
        with self._.database.read() as connection:
            found = visible.track(connection, code)
        if found is None:
            raise UnknownDossier(
                message_vi="Không có hồ sơ mang mã này. Hãy kiểm tra lại mã trên giấy tiếp nhận.",
                message_en="No dossier has this code. Please check the code on your receipt.",
            )
        status, done, total = found
        return pb.TrackDossierResponse(
            code=code,
            status=f"DOSSIER_STATUS_{DossierStatus(status)}",
            parts_done=done,
            parts_total=total,
        )

    def WatchEvents(self, request: pb_watching.WatchEventsRequest, context: Any) -> Any:
        return self._events.watch(request, context)

    def GetContact(self, request: pb.GetContactRequest, context: Any) -> pb.GetContactResponse:
        with self._.database.read() as connection:
            if request.draft_id:
                person = drafting.applicant_of(connection, key(request.draft_id))
            else:
                dossier_id = key(request.dossier_id)
                shown = reading.show(connection, self._.desk, current_subject(), dossier_id=dossier_id)
                person = shown.case.dossier.applicant
        return pb.GetContactResponse(name=person.name, email=person.email, phone=person.phone, language="vi")

    # Of other services and operators ----------------------------------------------------------------------------

    def AttachResult(self, request: pb.AttachResultRequest, context: Any) -> pb.AttachResultResponse:
        who = request.actor
        actor = Actor(who.user, who.name, who.unit, who.client)
        moment = request.signed_at.ToDatetime(tzinfo=UTC) if request.HasField("signed_at") else None
        signed = results.Signed(
            key(request.dossier_id),
            request.part,
            request.result_code,
            request.number,
            request.signer,
            moment,
            key(request.file_id),
            request.copies,
            request.pages,
            request.note,
        )

        def work(connection: sa.Connection) -> pb.AttachResultResponse:
            return pb.AttachResultResponse(
                result=wording.result(results.attach(connection, self._.desk, signed, actor))
            )

        try:
            return self._.writes.run("AttachResult", request, pb.AttachResultResponse, work)
        except sa.exc.IntegrityError as error:
            if "result_number" in str(error.orig):
                raise ResultNumberTaken() from error
            raise

    def ListSteps(self, request: pb.ListStepsRequest, context: Any) -> pb.ListStepsResponse:
        return self._.stories.list(request, pb.ListStepsResponse)

    def ListFailures(self, request: pb.ListFailuresRequest, context: Any) -> pb.ListFailuresResponse:
        return self._.failures.list(request, pb.ListFailuresResponse)

    def RetryFailure(self, request: pb.RetryFailureRequest, context: Any) -> pb.RetryFailureResponse:
        return self._.failures.retry(request, pb.RetryFailureResponse)

    def DiscardFailure(self, request: pb.DiscardFailureRequest, context: Any) -> pb.DiscardFailureResponse:
        return self._.failures.discard(request, pb.DiscardFailureResponse)

    # Translating ----------------------------------------------------------------------------------------------

    def _dossier(self, connection: sa.Connection, subject: Subject, loaded: Loaded) -> pb.Dossier:
        acts = actions.is_clerk_of(subject, loaded.case.dossier.unit)
        return self._message(reading.shown(connection, self._.desk, subject, loaded.case, acts))

    def _message(self, shown: reading.Shown) -> pb.Dossier:
        window = self._.catalogue.window(shown.case.dossier.unit)
        made = wording.dossier(shown, window, self._.catalogue.components(shown.procedure, shown.asked_later))
        if shown.sight is not Sight.IMPERSONAL:
            ended = shown.case.ended_in_vain()
            made.lookups.extend(all_told(shown.lookups, shown.procedure.lookups, ended))
        if shown.sight is Sight.OWN:
            as_offices(made, self._.desk.organisation)
        if shown.sees is None:
            return made
        unit = current_subject().unit or ""
        return narrow(
            made, shown.sees, unit, {one.id for one in shown.case.documents if one.apologises(unit)}
        )


def _seen(request: pb.AnswerSupplementRequest) -> list[answering.Seen] | None:
    """The papers that the caller says were seen; None when nothing is said."""
    if not request.HasField("papers_seen"):
        return None
    return [(one.component, one.sha256, one.form, one.copies) for one in request.papers_seen.papers]


def _wish(request: pb.WithdrawDossierRequest) -> withdrawing.Wish:
    return withdrawing.Wish(
        request.reason,
        request.expected_parts,
        request.asker_name,
        request.asker_id_number,
        request.asker_ground,
    )


def _decision(request: pb.ReceiveDossierRequest) -> submitting.Decision:
    """What the window decides; acceptance when nothing is said."""
    kind = request.WhichOneof("decision")
    if kind == "supplement":
        items = [(item.component, item.reason) for item in request.supplement.items]
        return submitting.Ask(items, request.supplement.reason)
    return submitting.Refuse(request.refusal.reason) if kind == "refusal" else submitting.Accept(request.note)


def derived(subject: Subject, request_id: str, what: str) -> str:
    """A request id for a nested call: the same for the same request, and never that of another caller."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join((subject.user_id, request_id, what))))


def known(statuses: Any) -> list[Any]:
    """Statuses that this version knows; a number of a newer contract matches nothing and is left out."""
    return [one for one in statuses if one in pb.DossierStatus.values() and one != 0]
