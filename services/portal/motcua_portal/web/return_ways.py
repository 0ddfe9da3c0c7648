# SPDX-License-Identifier: Apache-2.0
"""How results reach the applicant, and what they say of it, as pages read and send it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2
from motcua.intake.v1 import return_ways_pb2 as pb
from motcua_rpc import MotcuaError, Unauthenticated

from motcua_portal.web.visit import Visit

WAYS: Final = {
    "window": (pb.RETURN_WAY_WINDOW, "Nhận tại Bộ phận Một cửa"),
    "post": (pb.RETURN_WAY_POST, "Nhận qua bưu chính công ích"),
    "electronic": (pb.RETURN_WAY_ELECTRONIC, "Nhận bản điện tử trên trang hồ sơ"),
}
"""By what pages send: the way and its words."""
LEVELS: Final = {
    "3": (pb.SATISFACTION_VERY_SATISFIED, "Rất hài lòng"),
    "2": (pb.SATISFACTION_SATISFIED, "Hài lòng"),
    "1": (pb.SATISFACTION_DISSATISFIED, "Không hài lòng"),
}


@dataclass(frozen=True)
class ReturnWays:
    """What intake says of the way; `silent`: it could not be read."""

    found: pb.GetReturnWayResponse = field(default_factory=pb.GetReturnWayResponse)
    silent: bool = False

    @property
    def way(self) -> str:
        """As pages send it."""
        return next((key for key, (way, _) in WAYS.items() if way == self.found.choice.way), "window")

    @property
    def by_post(self) -> bool:
        return self.way == "post"

    @property
    def shut(self) -> bool:
        """Nothing can go in the way that was chosen: what waits is at the window."""
        return bool(self.found.open) and self.found.choice.way not in self.found.open

    def options(self, visit: Visit) -> list[tuple[str, str]]:
        """What is open: sent value and words."""
        return [(key, visit.say(words)) for key, (way, words) in WAYS.items() if way in self.found.open]

    def words(self, visit: Visit) -> str:
        return visit.say(WAYS[self.way][1])

    def words_of(self, visit: Visit, result: intake_pb2.Result) -> str:
        """The same of one result."""
        return visit.say(WAYS[self.way_of(result)][1])

    def way_of(self, result: intake_pb2.Result) -> str:
        """How one result comes, as pages send it: what is always on paper waits at the window whatever was chosen."""
        one = self.waiting(result)
        return next((key for key, (way, _) in WAYS.items() if one and way == one.way), self.way)

    def waiting(self, result: intake_pb2.Result) -> pb.WaitingResult | None:
        """Where a result is that was not handed over; None where intake does not say."""
        return next((one for one in self.found.waiting if _same(one, result)), None)

    @property
    def parcels(self) -> list[pb.Delivery]:
        """What the post carries now, oldest first."""
        ended = ("delivered_at", "came_back_at")
        going = [one for one in self.found.deliveries if not any(one.HasField(name) for name in ended)]
        return going[::-1]

    def parcel_of(self, result: intake_pb2.Result) -> pb.Delivery | None:
        """The parcel that a result is in now."""
        one = self.waiting(result)
        named = one.delivery_id if one is not None else ""
        return next((it for it in self.parcels if named and it.delivery_id == named), None)

    def waits_again(self, sent: pb.Delivery, slips: Iterable[str] = ()) -> bool:
        """Whether something that this parcel held is at the window now; `slips`: those that are to be handed over."""
        here = [one for one in self.found.waiting if not one.delivery_id]
        if any(_same_carried(held, one) for held in sent.carried for one in here):
            return True
        return bool(self.slips_back & {*slips} & {*sent.slips})

    @property
    def slips_away(self) -> set[str]:
        """Slips that the post carries now."""
        return {slip for one in self.parcels for slip in one.slips}

    @property
    def slips_delivered(self) -> set[str]:
        return {slip for one in self.found.deliveries if one.HasField("delivered_at") for slip in one.slips}

    @property
    def slips_back(self) -> set[str]:
        """Slips that the post brought back, and that are nowhere else since."""
        back = {slip for one in self.found.deliveries if one.HasField("came_back_at") for slip in one.slips}
        return back - self.slips_away - self.slips_delivered


def carried(sent: pb.Delivery, dossier: intake_pb2.Dossier) -> list[common_pb2.LocalizedText]:
    """What is in a parcel, in words: results, slips with their numbers, originals that go back to their owner."""
    slips = [one for one in dossier.documents if one.document_id in sent.slips]
    originals = [one.name for one in dossier.components if one.code in sent.originals]
    return [*sent.results, *(numbered(one) for one in slips), *originals]


def numbered(one: intake_pb2.Document) -> common_pb2.LocalizedText:
    """A slip by name and number."""
    return common_pb2.LocalizedText(
        vi=f"{one.name.vi} số {one.number}", en=f"{one.name.en or one.name.vi} no. {one.number}"
    )


def _same(one: pb.WaitingResult, result: intake_pb2.Result) -> bool:
    return (one.part, one.result_code, one.result_id) == (result.part, result.code, result.result_id)


def _same_carried(held: pb.CarriedResult, one: pb.WaitingResult) -> bool:
    return (held.part, held.result_code, held.result_id) == (one.part, one.result_code, one.result_id)


def of_dossier(visit: Visit, dossier_id: str) -> ReturnWays:
    """Of a dossier; where it cannot be read, the page shows the rest."""
    return _read(visit, pb.GetReturnWayRequest(dossier_id=dossier_id))


def of_draft(visit: Visit, draft_id: str) -> ReturnWays:
    """Of an own draft."""
    return _read(visit, pb.GetReturnWayRequest(draft_id=draft_id))


def wished(sent: Mapping[str, str]) -> pb.SetReturnWayRequest:
    """What a page sent, without its target and request id."""
    way = WAYS.get(sent.get("way", ""))
    return pb.SetReturnWayRequest(
        way=way[0] if way else pb.RETURN_WAY_UNSPECIFIED,
        receiver=sent.get("receiver", ""),
        phone=sent.get("phone", ""),
        address=sent.get("address", ""),
    )


def rating_of(visit: Visit, dossier_id: str) -> pb.GetRatingResponse:
    """What was said of the service; nothing where it cannot be read."""
    try:
        with visit.acting():
            found: pb.GetRatingResponse = visit.request.app.state.services.intake.GetRating(
                pb.GetRatingRequest(dossier_id=dossier_id)
            )
            return found
    except Unauthenticated:
        raise
    except MotcuaError:
        return pb.GetRatingResponse()


def beside(visit: Visit, error: MotcuaError) -> dict[str, str]:
    """Sentences of the service by field."""
    return {
        one.field: one.message_en if visit.language == "en" else one.message_vi for one in error.field_errors
    }


def _read(visit: Visit, request: pb.GetReturnWayRequest) -> ReturnWays:
    try:
        with visit.acting():
            return ReturnWays(visit.request.app.state.services.intake.GetReturnWay(request))
    except Unauthenticated:
        raise
    except MotcuaError:
        return ReturnWays(silent=True)
