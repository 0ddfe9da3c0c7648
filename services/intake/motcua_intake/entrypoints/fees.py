# SPDX-License-Identifier: Apache-2.0
"""The methods of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import fees_pb2 as pb
from motcua_identity import Subject
from motcua_rpc import current_subject

from motcua_intake.adapters import case_reading, visible
from motcua_intake.adapters.actors import kept_actor
from motcua_intake.app import collecting, drafting
from motcua_intake.app.concern import projection
from motcua_intake.app.ledgers import open_ledger
from motcua_intake.domain import actions, charging
from motcua_intake.domain.actions import Sight
from motcua_intake.domain.charging import Said
from motcua_intake.domain.ledger import Account, EntryKind, FeeEntry, Ledger, Sum, total
from motcua_intake.domain.records import Actor, Document
from motcua_intake.entrypoints import wording
from motcua_intake.entrypoints.drafts import key
from motcua_intake.entrypoints.files import FileMethods
from motcua_intake.entrypoints.officials import as_offices
from motcua_intake.errors import UnknownDossier

Work = Callable[[sa.Connection, collecting.Open], Document | None]


class FeeMethods(FileMethods):
    """Thin: each method is a handful of lines."""

    def ListFees(self, request: pb.ListFeesRequest, context: Any) -> pb.ListFeesResponse:
        subject = current_subject()
        with self._.database.read() as connection:
            if request.draft_id:
                return pb.ListFeesResponse(ledger=self._of_draft(connection, subject, key(request.draft_id)))
            return pb.ListFeesResponse(ledger=self._of_dossier(connection, subject, key(request.dossier_id)))

    def MarkFeesPaid(self, request: pb.MarkFeesPaidRequest, context: Any) -> pb.MarkFeesPaidResponse:
        subject = current_subject()
        paid = collecting.Paid(
            list(request.fee_ids), request.amount, method(request.method), request.payer, request.note
        )

        def work(connection: sa.Connection) -> pb.MarkFeesPaidResponse:
            here = self._at_desk(connection, subject, request)
            made = collecting.collect(connection, self._.desk, here, paid)
            return pb.MarkFeesPaidResponse(
                ledger=self._after(here),
                document_id=made.id,
                receipt_number=made.number,
                file_id=made.file_id,
            )

        return self._.writes.run("MarkFeesPaid", request, pb.MarkFeesPaidResponse, work)

    def RefundFee(self, request: pb.RefundFeeRequest, context: Any) -> pb.RefundFeeResponse:
        subject = current_subject()
        back = collecting.Back(
            request.fee_id,
            request.amount,
            method(request.method),
            request.receiver,
            request.reason,
            request.still_owed,
        )

        def work(connection: sa.Connection) -> pb.RefundFeeResponse:
            here = self._at_desk(connection, subject, request)
            collecting.refund(connection, self._.desk, here, back)
            return pb.RefundFeeResponse(ledger=self._after(here))

        return self._.writes.run("RefundFee", request, pb.RefundFeeResponse, work)

    def CancelFee(self, request: pb.CancelFeeRequest, context: Any) -> pb.CancelFeeResponse:
        subject = current_subject()

        def work(connection: sa.Connection) -> pb.CancelFeeResponse:
            here = self._at_desk(connection, subject, request)
            collecting.cancel(connection, self._.desk, here, request.fee_id, request.reason)
            return pb.CancelFeeResponse(ledger=self._after(here))

        return self._.writes.run("CancelFee", request, pb.CancelFeeResponse, work)

    def ExemptFee(self, request: pb.ExemptFeeRequest, context: Any) -> pb.ExemptFeeResponse:
        subject = current_subject()

        def work(connection: sa.Connection) -> pb.ExemptFeeResponse:
            here = self._at_desk(connection, subject, request)
            collecting.exempt(connection, self._.desk, here, request.fee_id, request.ground)
            return pb.ExemptFeeResponse(ledger=self._after(here))

        return self._.writes.run("ExemptFee", request, pb.ExemptFeeResponse, work)

    # Helpers ---------------------------------------------------------------------------------------------------

    def _at_desk(self, connection: sa.Connection, subject: Subject, request: Any) -> collecting.Open:
        return collecting.at_desk(
            connection, self._.desk, subject, key(request.dossier_id), request.request_id
        )

    def _after(self, here: collecting.Open) -> pb.FeeLedger:
        names = {one.key: (one.name_vi, one.name_en) for one in here.loaded.case.parts.values()}
        return ledger_message(here.ledger, names)

    def _of_dossier(self, connection: sa.Connection, subject: Subject, dossier_id: str) -> pb.FeeLedger:
        seen = visible.find(connection, subject, dossier_id=dossier_id) if dossier_id else None
        case = case_reading.find(connection, seen.id) if seen else None
        if seen is None or case is None:
            raise UnknownDossier()
        procedure = self._.desk.package(connection, case).procedure
        if projection(self._.desk, procedure, subject, case.dossier) is not None:
            return pb.FeeLedger()  # what is paid at the window is no business of an agency behind it
        said = Said(case.dossier.accepted_at or self._.desk.clock.now(), Actor())
        ledger = open_ledger(connection, case, procedure, said)
        names = {one.key: (one.name_vi, one.name_en) for one in case.parts.values()}
        personal = actions.sight(subject, case.dossier, seen.acts) is not Sight.IMPERSONAL
        made = ledger_message(ledger, names, personal=personal)
        made.preview = case.dossier.accepted_at is None
        if actions.is_applicant(subject, case.dossier):
            as_offices(made, self._.desk.organisation)
        return made

    def _of_draft(self, connection: sa.Connection, subject: Subject, draft_id: str) -> pb.FeeLedger:
        """By the version in force and the answers as they stand."""
        desk = self._.desk
        draft = drafting.current(connection, desk, [drafting.find(connection, subject, draft_id)])[0]
        procedure = desk.package_of(connection, draft.procedure_key, draft.procedure_version).procedure
        now = desk.clock.now()
        ledger = charging.drawn_up(
            draft.id, procedure, now.date(), draft.source, draft.answers, Said(now, Actor())
        )
        names = {one.key: (one.name.vi, one.name.to("en")) for one in procedure.parts}
        made = ledger_message(ledger, names)
        made.dossier_id, made.preview = "", True
        return made


def method(value: Any) -> str:
    """CASH or TRANSFER; "" for what is neither."""
    known = {pb.PAYMENT_METHOD_CASH: "CASH", pb.PAYMENT_METHOD_TRANSFER: "TRANSFER"}
    return known.get(value, "")


def ledger_message(
    ledger: Ledger, names: dict[str, tuple[str, str]], *, personal: bool = True
) -> pb.FeeLedger:
    """As protobuf; `names` of the parts."""
    made = pb.FeeLedger(
        dossier_id=ledger.dossier_id,
        lines=[_line(one, personal=personal) for one in ledger.accounts.values()],
        total=_sum(list(ledger.accounts.values())),
    )
    for part in ledger.parts():
        one = _sum(ledger.of_part(part))
        one.part = part
        one.name.CopyFrom(wording.text(*names.get(part, (part, part))))
        made.parts.append(one)
    return made


def _sum(accounts: Sequence[Account]) -> pb.FeeSum:
    made: Sum = total(accounts)
    return pb.FeeSum(
        charge=made.charge,
        collected=made.collected,
        refunded=made.refunded,
        outstanding=made.outstanding,
        to_refund=made.to_refund,
        incomplete=made.incomplete,
    )


_RULES = {
    None: pb.REFUND_RULE_UNSPECIFIED,
    True: pb.REFUND_RULE_REFUNDABLE,
    False: pb.REFUND_RULE_NOT_REFUNDABLE,
}


def _line(one: Account, *, personal: bool) -> pb.FeeLine:
    line = one.line
    return pb.FeeLine(
        fee_id=line.id,
        part=line.part,
        name=wording.text(line.name_vi, line.name_en),
        kind=line.kind,
        state=f"FEE_STATE_{one.state}",
        charge=one.charge,
        collected=one.collected,
        refunded=one.refunded,
        outstanding=one.outstanding,
        to_refund=one.to_refund,
        rule=wording.text(line.rule_vi, line.rule_en) if line.rule_vi else None,
        legal_basis=line.legal_basis,
        refund_rule=_RULES[line.refundable],
        refund_words=wording.text(line.refund_vi, line.refund_en) if line.refund_vi else None,
        before_return=line.before_return,
        illustration=line.illustration,
        exemption=one.exemption if personal else "",
        entries=[_entry(entry, personal=personal) for entry in one.entries],
    )


def _entry(one: FeeEntry, *, personal: bool) -> pb.FeeEntry:
    """Who paid, and what people wrote, only for those who see the person."""
    made = pb.FeeEntry(
        entry_id=one.id,
        at=_stamp(one),
        kind=EntryKind(one.kind),
        amount=one.amount,
        method=f"PAYMENT_METHOD_{one.method}" if one.method else None,
        document_id=one.document_id,
    )
    if personal:
        made.payer = one.payer
        made.request_id = one.request_id
        made.reason.CopyFrom(wording.text(one.reason_vi, one.reason_en))
        made.actor.CopyFrom(kept_actor(one.actor))
    return made


def _stamp(one: FeeEntry) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(one.at)
    return made
