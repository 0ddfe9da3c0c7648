# SPDX-License-Identifier: Apache-2.0
"""The methods of the ways of returning, and of ratings."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import motcua_documents as d
import sqlalchemy as sa
from motcua.intake.v1 import intake_pb2
from motcua.intake.v1 import return_ways_pb2 as pb
from motcua_procedure import Procedure
from motcua_rpc import current_subject
from motcua_text import Text

from motcua_intake.adapters import case_reading, cases, visible
from motcua_intake.adapters import return_ways as kept
from motcua_intake.adapters.actors import kept_actor
from motcua_intake.app import drafting, heading, ledgers, rating, return_ways
from motcua_intake.app.announcing import stamp
from motcua_intake.app.concern import projection
from motcua_intake.app.desk import actor_of
from motcua_intake.domain import actions
from motcua_intake.domain.actions import Sight
from motcua_intake.domain.case import Case
from motcua_intake.domain.charging import Said
from motcua_intake.domain.ledger import Ledger
from motcua_intake.domain.rating import OPEN_FOR, Rating, open_until
from motcua_intake.domain.records import Result
from motcua_intake.domain.return_ways import (
    Choice,
    Delivery,
    Way,
    back_on_paper,
    closed,
    closed_now,
    in_parcel,
    kept_on_paper,
    parcel_of,
    way_of,
)
from motcua_intake.domain.whereabouts import owed_for
from motcua_intake.entrypoints import standing_in, wording
from motcua_intake.entrypoints.drafts import key
from motcua_intake.entrypoints.files import FileMethods
from motcua_intake.entrypoints.officials import as_offices
from motcua_intake.errors import BadFields, UnknownDossier
from motcua_intake.return_errors import WaybillUsed

WAYS = {pb.RETURN_WAY_WINDOW: "WINDOW", pb.RETURN_WAY_POST: "POST", pb.RETURN_WAY_ELECTRONIC: "ELECTRONIC"}
LEVELS = {
    pb.SATISFACTION_DISSATISFIED: "DISSATISFIED",
    pb.SATISFACTION_SATISFIED: "SATISFIED",
    pb.SATISFACTION_VERY_SATISFIED: "VERY_SATISFIED",
}


class ReturnWayMethods(FileMethods):
    """Thin: each method is a handful of lines."""

    def GetReturnWay(self, request: pb.GetReturnWayRequest, context: Any) -> pb.GetReturnWayResponse:
        subject, desk = current_subject(), self._.desk
        with self._.database.read() as connection:
            if request.draft_id:
                draft = drafting.find(connection, subject, key(request.draft_id))
                procedure = return_ways.procedure_of(connection, desk, draft)
                shut = closed(procedure, draft.source)
                made = _options(shut, kept.choice(connection, draft.id), procedure)
                made.changeable = draft.dossier_id is None
                return made
            case, _ = self._seen(connection, key(request.dossier_id))
            procedure = desk.package(connection, case).procedure
            if projection(desk, procedure, subject, case.dossier) is not None:
                return (
                    pb.GetReturnWayResponse()
                )  # the window returns; to an agency behind it no way is open or closed
            chosen = kept.chosen(connection, case.dossier.draft_id)
            # Where somebody lives is for who sends it there.
            concerned = actions.is_applicant(subject, case.dossier) or actions.is_clerk_of(
                subject, case.dossier.unit
            )
            shut = closed_now(case, procedure, chosen)
            sent = kept.deliveries(connection, case.id)
            returned = any(one.came_back_at is not None for one in sent)
            back = back_on_paper(case, chosen) if returned else None
            made = _options(shut, chosen, procedure, personal=concerned, back=back)
            made.changeable = concerned and return_ways.changeable(subject, case, procedure, chosen)
            for one in sent:
                made.deliveries.append(_delivery(one, case, personal=concerned))
            waits = case.waiting_results()
            said = Said(desk.clock.now(), actor_of(subject))
            paying = concerned and bool(waits)
            ledger = ledgers.open_ledger(connection, case, procedure, said) if paying else Ledger(case.id)
            made.waiting.extend(_waiting(one, procedure, chosen, ledger) for one in waits)
            made.electronic_ready = (
                bool(waits) and return_ways.against_electronic(case, procedure, chosen) is None
            )
        if actions.is_applicant(subject, case.dossier):
            as_offices(made, desk.organisation)
        return made

    def SetReturnWay(self, request: pb.SetReturnWayRequest, context: Any) -> pb.SetReturnWayResponse:
        subject, desk = current_subject(), self._.desk
        if bool(request.draft_id) == bool(request.dossier_id):
            raise BadFields.one(
                "draft_id",
                "TARGET_UNCLEAR",
                "Cần đúng một trong hai: bản nháp hoặc hồ sơ.",
                "Exactly one of draft and dossier is needed.",
            )
        wish = return_ways.Wish(WAYS.get(request.way, ""), request.receiver, request.phone, request.address)

        def work(connection: sa.Connection) -> pb.SetReturnWayResponse:
            if request.draft_id:
                made = return_ways.choose_for_draft(connection, desk, subject, key(request.draft_id), wish)
            else:
                made = return_ways.choose_for_dossier(
                    connection, desk, subject, key(request.dossier_id), wish
                )
            return pb.SetReturnWayResponse(choice=_choice(made))

        return self._.writes.run("SetReturnWay", request, pb.SetReturnWayResponse, work)

    def SendByPost(self, request: pb.SendByPostRequest, context: Any) -> pb.SendByPostResponse:
        subject = standing_in.returning(self._.inbox, key(request.dossier_id))

        def work(connection: sa.Connection) -> pb.SendByPostResponse:
            made = return_ways.send(
                connection, self._.desk, subject, key(request.dossier_id), request.waybill, request.carrier,
                named=_named(request), changed_seen=request.changed_answers_seen, slips=named_slips(request),
            )  # fmt: skip
            return pb.SendByPostResponse(delivery=self._told(connection, made))

        try:
            return self._.writes.run("SendByPost", request, pb.SendByPostResponse, work)
        except sa.exc.IntegrityError as error:
            if "delivery_waybill" in str(error.orig):
                raise WaybillUsed() from error
            raise

    def ConfirmDelivery(self, request: pb.ConfirmDeliveryRequest, context: Any) -> pb.ConfirmDeliveryResponse:
        subject = standing_in.returning(self._.inbox, key(request.dossier_id))
        at = request.delivered_at.ToDatetime(tzinfo=UTC) if request.HasField("delivered_at") else None
        said = return_ways.Delivered(
            at,
            d.Person(name=request.receiver_name, identity=request.receiver_id_number),
            request.receiver_ground,
            list(request.originals_collected),
            list(request.originals_returned),
            request.delivery_id,
        )

        def work(connection: sa.Connection) -> pb.ConfirmDeliveryResponse:
            made = return_ways.confirm(connection, self._.desk, subject, key(request.dossier_id), said)
            return pb.ConfirmDeliveryResponse(delivery=self._told(connection, made))

        return self._.writes.run("ConfirmDelivery", request, pb.ConfirmDeliveryResponse, work)

    def ReportCameBack(self, request: pb.ReportCameBackRequest, context: Any) -> pb.ReportCameBackResponse:
        subject = standing_in.returning(self._.inbox, key(request.dossier_id))

        def work(connection: sa.Connection) -> pb.ReportCameBackResponse:
            made = return_ways.came_back(
                connection, self._.desk, subject, key(request.dossier_id), request.reason, request.delivery_id
            )
            return pb.ReportCameBackResponse(delivery=self._told(connection, made))

        return self._.writes.run("ReportCameBack", request, pb.ReportCameBackResponse, work)

    def ReturnElectronically(
        self, request: pb.ReturnElectronicallyRequest, context: Any
    ) -> pb.ReturnElectronicallyResponse:
        subject = standing_in.returning(self._.inbox, key(request.dossier_id))

        def work(connection: sa.Connection) -> pb.ReturnElectronicallyResponse:
            codes = return_ways.return_electronically(
                connection, self._.desk, subject, key(request.dossier_id),
                named=_named(request), changed_seen=request.changed_answers_seen,
            )  # fmt: skip
            return pb.ReturnElectronicallyResponse(result_codes=codes)

        return self._.writes.run("ReturnElectronically", request, pb.ReturnElectronicallyResponse, work)

    # Ratings ---------------------------------------------------------------------------------------------------

    def GetRating(self, request: pb.GetRatingRequest, context: Any) -> pb.GetRatingResponse:
        with self._.database.read() as connection:
            case, personal = self._seen(connection, key(request.dossier_id))
            found = kept.rating(connection, case.id)
        made = pb.GetRatingResponse(open=rating.may_rate(current_subject(), case, self._.desk.clock.now()))
        if found is not None:
            made.rating.CopyFrom(_rating(found, case, words=personal))
        elif made.open:
            made.rating.MergeFrom(pb.Rating(open_until=stamp(open_until(case.dossier))))
        return made

    def RateDossier(self, request: pb.RateDossierRequest, context: Any) -> pb.RateDossierResponse:
        subject, level = current_subject(), LEVELS.get(request.satisfaction, "")

        def work(connection: sa.Connection) -> pb.RateDossierResponse:
            made = rating.rate(
                connection, self._.desk, subject, key(request.dossier_id), level, request.words
            )
            loaded = cases.load(connection, made.dossier_id)
            assert loaded is not None, "it was rated"
            return pb.RateDossierResponse(rating=_rating(made, loaded.case, words=True))

        return self._.writes.run("RateDossier", request, pb.RateDossierResponse, work)

    def CountRatings(self, request: pb.CountRatingsRequest, context: Any) -> pb.CountRatingsResponse:
        unit = heading.unit_of(self._.desk, current_subject())
        first, last = getattr(request, "from"), request.to
        with self._.database.read() as connection:
            found = rating.counted(connection, unit, first, last)
        return pb.CountRatingsResponse(
            unit=unit,
            very_satisfied=found.get("VERY_SATISFIED", 0),
            satisfied=found.get("SATISFIED", 0),
            dissatisfied=found.get("DISSATISFIED", 0),
        )

    # Helpers ---------------------------------------------------------------------------------------------------

    def _seen(self, connection: sa.Connection, dossier_id: str) -> tuple[Case, bool]:
        """A dossier that the caller may see, and whether its person too."""
        subject = current_subject()
        seen = visible.find(connection, subject, dossier_id=dossier_id) if dossier_id else None
        case = case_reading.find(connection, seen.id) if seen else None
        if seen is None or case is None:
            raise UnknownDossier()
        sight = actions.sight(subject, case.dossier, seen.acts)
        procedure = self._.desk.package(connection, case).procedure
        part_only = projection(self._.desk, procedure, subject, case.dossier) is not None
        return case, sight is not Sight.IMPERSONAL and not part_only

    def _told(self, connection: sa.Connection, made: Delivery) -> pb.Delivery:
        loaded = cases.load(connection, made.dossier_id)
        assert loaded is not None, "it was sent"
        return _delivery(made, loaded.case, personal=True)


def _options(
    shut: dict[Way, Text],
    chosen: Choice | None,
    procedure: Procedure,
    *,
    personal: bool = True,
    back: Text | None = None,
) -> pb.GetReturnWayResponse:
    """The choice, the window where nobody chose; what is open and why the rest is not, or not for everything."""
    on_paper = () if Way.ELECTRONIC in shut else (kept_on_paper(procedure), back)
    said = [*shut.values(), *(one for one in on_paper if one is not None)]
    made = pb.GetReturnWayResponse(
        open=[f"RETURN_WAY_{one}" for one in Way if one not in shut],
        closed=[wording.both(one) for one in dict.fromkeys(said)],
    )
    if chosen is None:
        made.choice.way = pb.RETURN_WAY_WINDOW
    else:
        made.choice.CopyFrom(_choice(chosen, personal=personal))
    return made


def _named(request: pb.SendByPostRequest | pb.ReturnElectronicallyRequest) -> return_ways.Named:
    return return_ways.Named(tuple(request.result_codes), tuple(request.result_ids))


def named_slips(request: pb.SendByPostRequest | intake_pb2.ReturnResultsRequest) -> list[str] | None:
    """The slips that the caller names; None where it does not say."""
    return list(request.slips.document_ids) if request.HasField("slips") else None


def _waiting(one: Result, procedure: Procedure, chosen: Choice | None, ledger: Ledger) -> pb.WaitingResult:
    """Where it is, and what it waits for."""
    parcel, (unpaid, amount) = parcel_of(one, chosen), owed_for(one, ledger)
    return pb.WaitingResult(
        part=one.part, result_code=one.code, result_id=one.id, name=wording.text(one.name_vi, one.name_en),
        way=f"RETURN_WAY_{way_of(procedure, one, chosen)}", delivery_id=parcel.id if parcel else "",
        waits_for_fee=unpaid and parcel is None, owed=amount if parcel is None else 0,
    )  # fmt: skip


def _choice(one: Choice, *, personal: bool = True) -> pb.ReturnChoice:
    made = pb.ReturnChoice(way=f"RETURN_WAY_{one.way}", chosen_at=stamp(one.chosen_at))
    if personal:
        made.receiver, made.phone, made.address = one.receiver, one.phone, one.address
        made.chosen_by.CopyFrom(kept_actor(one.chosen_by))
    return made


def _delivery(one: Delivery, case: Case, *, personal: bool) -> pb.Delivery:
    names = [
        case.results[(part, code, name)]
        for part, code, name in one.results
        if (part, code, name) in case.results
    ]
    made = pb.Delivery(
        delivery_id=one.id,
        waybill=one.waybill,
        carrier=one.carrier,
        sent_at=stamp(one.sent_at),
        delivered_at=stamp(one.delivered_at),
        came_back_at=stamp(one.came_back_at),
        results=[wording.text(result.name_vi, result.name_en) for result in names],
        carried=[
            pb.CarriedResult(part=result.part, result_code=result.code, result_id=result.id)
            for result in names
        ],
    )
    held = in_parcel(case, one) if one.under_way else None
    made.originals.extend(held.originals if held is not None else one.originals or ())
    made.slips.extend([it.id for it in held.slips] if held is not None else one.slips or ())
    if personal:
        made.receiver, made.phone, made.address = one.receiver, one.phone, one.address
        made.came_back_reason = one.came_back_reason
    return made


def _rating(one: Rating, case: Case, *, words: bool) -> pb.Rating:
    until = open_until(case.dossier) or one.rated_at + OPEN_FOR
    return pb.Rating(
        satisfaction=f"SATISFACTION_{one.satisfaction}",
        words=one.words if words else "",
        rated_at=stamp(one.rated_at),
        open_until=stamp(until),
    )
