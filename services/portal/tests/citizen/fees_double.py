# SPDX-License-Identifier: Apache-2.0
"""The ledger and the ways of returning as intake tells them: what pages asked for is kept, the next act can be refused."""

from __future__ import annotations

from typing import Any

from grpc_status import rpc_status
from motcua.intake.v1 import fees_pb2, return_ways_pb2
from motcua_rpc import MotcuaError, to_status


class FeesDouble:
    """A part of the intake double."""

    ledger: fees_pb2.FeeLedger
    way: return_ways_pb2.GetReturnWayResponse
    rated: return_ways_pb2.GetRatingResponse
    acts: list[Any]
    refuse_act: MotcuaError | None

    def begin_fees(self) -> None:
        """Nothing is owed, nothing was chosen or said."""
        self.ledger = fees_pb2.FeeLedger()
        self.way = return_ways_pb2.GetReturnWayResponse()
        self.rated = return_ways_pb2.GetRatingResponse()
        self.acts, self.refuse_act = [], None

    def _act(self, request: Any, context: Any, answer: Any) -> Any:
        if self.refuse_act is not None:
            context.abort_with_status(rpc_status.to_status(to_status(self.refuse_act)))
        self.acts.append(request)
        return answer

    def ListFees(self, request: fees_pb2.ListFeesRequest, context: Any) -> Any:
        return fees_pb2.ListFeesResponse(ledger=self.ledger)

    def MarkFeesPaid(self, request: fees_pb2.MarkFeesPaidRequest, context: Any) -> Any:
        return self._act(request, context, fees_pb2.MarkFeesPaidResponse(ledger=self.ledger))

    def RefundFee(self, request: fees_pb2.RefundFeeRequest, context: Any) -> Any:
        return self._act(request, context, fees_pb2.RefundFeeResponse(ledger=self.ledger))

    def CancelFee(self, request: fees_pb2.CancelFeeRequest, context: Any) -> Any:
        return self._act(request, context, fees_pb2.CancelFeeResponse(ledger=self.ledger))

    def ExemptFee(self, request: fees_pb2.ExemptFeeRequest, context: Any) -> Any:
        return self._act(request, context, fees_pb2.ExemptFeeResponse(ledger=self.ledger))

    def GetReturnWay(self, request: return_ways_pb2.GetReturnWayRequest, context: Any) -> Any:
        return self.way

    def SetReturnWay(self, request: return_ways_pb2.SetReturnWayRequest, context: Any) -> Any:
        return self._act(request, context, return_ways_pb2.SetReturnWayResponse())

    def SendByPost(self, request: return_ways_pb2.SendByPostRequest, context: Any) -> Any:
        return self._act(request, context, return_ways_pb2.SendByPostResponse())

    def ConfirmDelivery(self, request: return_ways_pb2.ConfirmDeliveryRequest, context: Any) -> Any:
        return self._act(request, context, return_ways_pb2.ConfirmDeliveryResponse())

    def ReportCameBack(self, request: return_ways_pb2.ReportCameBackRequest, context: Any) -> Any:
        return self._act(request, context, return_ways_pb2.ReportCameBackResponse())

    def GetRating(self, request: return_ways_pb2.GetRatingRequest, context: Any) -> Any:
        return self.rated

    def RateDossier(self, request: return_ways_pb2.RateDossierRequest, context: Any) -> Any:
        return self._act(request, context, return_ways_pb2.RateDossierResponse())

    def ReturnElectronically(self, request: return_ways_pb2.ReturnElectronicallyRequest, context: Any) -> Any:
        return self._act(request, context, return_ways_pb2.ReturnElectronicallyResponse())
