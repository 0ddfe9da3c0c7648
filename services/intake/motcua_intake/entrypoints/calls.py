# SPDX-License-Identifier: Apache-2.0
"""The methods of what people without an e-mail address are to be told by the window."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import calls_pb2 as pb
from motcua_rpc import current_subject, next_page_token, page

from motcua_intake.adapters import calls
from motcua_intake.adapters.actors import kept_actor
from motcua_intake.adapters.calls import Listed
from motcua_intake.app import calling
from motcua_intake.app.announcing import stamp
from motcua_intake.domain.calls import CallWay
from motcua_intake.entrypoints.drafts import DraftMethods, key

PREFIX = "CALL_WAY_"


class CallMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def ListCalls(self, request: pb.ListCallsRequest, context: Any) -> pb.ListCallsResponse:
        unit = calling.window_of(current_subject())
        query = {"list": "calls", "unit": unit, "told": str(request.told)}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            rows = calls.page(connection, unit, request.told, wanted)
        token = ""
        if len(rows) > wanted.size:
            last = rows[wanted.size - 1].call
            token = next_page_token((last.closed_at if request.told else last.at, last.id), query=query)
        return pb.ListCallsResponse(calls=[_call(one) for one in rows[: wanted.size]], next_page_token=token)

    def RecordCall(self, request: pb.RecordCallRequest, context: Any) -> pb.RecordCallResponse:
        subject = current_subject()
        way = CallWay(pb.CallWay.Name(request.way).removeprefix(PREFIX)) if request.way else None

        def work(connection: sa.Connection) -> pb.RecordCallResponse:
            made = calling.record(connection, self._.desk, subject, key(request.call_id), way, request.note)
            return pb.RecordCallResponse(call=_call(made))

        return self._.writes.run("RecordCall", request, pb.RecordCallResponse, work)


def _call(one: Listed) -> pb.Call:
    call = one.call
    return pb.Call(
        call_id=call.id,
        dossier_id=call.dossier_id,
        code=one.code,
        procedure_name=common_pb2.LocalizedText(vi=one.procedure_name_vi, en=one.procedure_name_en),
        applicant_name=one.applicant_name,
        phone=one.phone,
        address=one.address,
        moment=call.moment,
        at=stamp(call.at),
        text=common_pb2.LocalizedText(vi=call.text_vi, en=call.text_en),
        told_at=stamp(call.closed_at),
        told_by=kept_actor(call.told_by) if call.told_by else None,
        way=PREFIX + call.way if call.way else None,
        note=call.note,
    )
