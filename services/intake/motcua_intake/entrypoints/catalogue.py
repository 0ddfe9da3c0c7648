# SPDX-License-Identifier: Apache-2.0
"""Procedures as protobuf messages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from motcua.intake.v1 import intake_pb2 as pb
from motcua_organisation import Organisation
from motcua_procedure import Fee, LegalBasis, Procedure, ProcedurePackage, asked_later, limits
from motcua_procedure import Part as PartRule
from motcua_text import Text

from motcua_intake.app.papers import max_bytes
from motcua_intake.domain import checking, originals
from motcua_intake.domain.files import BY_NAME
from motcua_intake.domain.records import Published, Source
from motcua_intake.entrypoints import wording


@dataclass(frozen=True)
class Catalogue:
    """Translates with what the installation adds: its units, its largest file."""

    organisation: Organisation
    max_bytes: int

    def window(self, key: str) -> pb.Unit:
        """The window of a unit, also of one that was closed since."""
        known = self.organisation.units.get(key)
        return wording.unit(known) if known else pb.Unit(key=key)

    def components(self, procedure: Procedure, later: Collection[str] = ()) -> list[pb.Component]:
        """`later`: codes of those that are only asked for later."""
        return [
            wording.component(
                one,
                checking.accepts(one),
                [BY_NAME[name] for name in one.accepts],
                max_bytes(one, self.max_bytes),
                originals.collected_with(procedure, one),
                checking.accepts(one, Source.POST) if Source.POST in procedure.channels else (),
                only_when_asked=one.code in later,
            )
            for one in procedure.components
        ]

    def procedure(self, package: ProcedurePackage, version: int, on: date) -> pb.Procedure:
        procedure = package.procedure
        windows = self.organisation.windows(procedure.received_at, on)
        return pb.Procedure(
            summary=_summary(procedure, version),
            legal_basis=[_basis(one) for one in procedure.legal_basis],
            components=self.components(procedure, asked_later.codes(package)),
            parts=[_part(procedure, one, on) for one in procedure.parts],
            longer=[wording.both(one) for one in procedure.longer()],
            not_counted=[wording.both(one) for one in procedure.not_counted()],
            start_form=package.files[f"forms/{procedure.start_form}.form"].decode(),
            receiving_units=[wording.unit(one) for one in windows],
            acceptance_limit=str(procedure.acceptance_limit),
            channels=[channel.lower() for channel in procedure.channels],
        )


def listed(row: Published) -> pb.ProcedureSummary:
    return pb.ProcedureSummary(
        key=row.procedure_key,
        version=row.version,
        name=wording.text(row.name_vi, row.name_en),
        field=wording.text(row.field_vi, row.field_en),
        codes=row.codes,
        limit=wording.text(row.limit_vi, row.limit_en),
        label=wording.both(Text(row.label_vi, row.label_en)),
    )


def _summary(procedure: Procedure, version: int) -> pb.ProcedureSummary:
    return pb.ProcedureSummary(
        key=procedure.key,
        version=version,
        name=wording.both(procedure.name),
        field=wording.both(procedure.field.name),
        codes=procedure.all_codes(),
        limit=wording.both(limits.all_limits(procedure)),
        label=wording.both(procedure.illustration),
    )


def _part(procedure: Procedure, rule: PartRule, on: date) -> pb.ProcedurePart:
    return pb.ProcedurePart(
        key=rule.key,
        code=rule.code,
        name=wording.both(rule.name),
        limit=wording.both(limits.limit_of(procedure, rule)),
        counts_from=wording.both(limits.counted_from(procedure, rule)),
        after=rule.after,
        note=wording.both(rule.note),
        results=[
            pb.ResultKind(
                code=item.code,
                name=wording.both(item.name),
                issued_to=item.issued_to.name if item.issued_to else "",
                issued_to_address=item.issued_to.address if item.issued_to else "",
                issued_to_id=item.issued_to.id_number if item.issued_to else "",
            )
            for item in rule.results.items
        ],
        fees=[_fee(fee) for fee in rule.fees if fee.valid.covers(on)],
    )


def _fee(fee: Fee) -> pb.Fee:
    return pb.Fee(
        name=wording.both(fee.name),
        amount=fee.amount or 0,
        rule=wording.both(fee.formula.text) if fee.formula else None,
        legal_basis=_basis(fee.legal_basis[0]) if fee.legal_basis else None,
        channels=[channel.lower() for channel in fee.channels],
    )


def _basis(basis: LegalBasis) -> pb.LegalBasis:
    return pb.LegalBasis(document=basis.document, article=basis.article)
