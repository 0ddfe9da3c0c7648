# SPDX-License-Identifier: Apache-2.0
"""Form 05: the notice of what stopped, what stands, and what becomes of fees and of notices that were sent before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import motcua_documents as d
from motcua_procedure import Fee
from motcua_procedure import Part as PartRule

from motcua_intake.app.forms.outcomes import states
from motcua_intake.app.forms.sheet import MOST, NOT_COLLECTED, Sheet, line, minute
from motcua_intake.app.printing import Build
from motcua_intake.domain import notices
from motcua_intake.domain.asker import Asker
from motcua_intake.domain.ledger import Account
from motcua_intake.domain.records import Part, PartStatus, Source

BY_ACCOUNT: Final = "Theo đề nghị của người nộp hồ sơ."
NOTHING_TO_REFUND: Final = "Không có khoản đã thu để hoàn trả"
COLLECTED: Final = "Đã thu"
REFUNDED: Final = "Đã hoàn"
GOES_BACK: Final = {
    True: "Được hoàn tại Bộ phận Một cửa",
    False: "Không hoàn theo quy định của thủ tục",
    None: "Thủ tục không quy định việc hoàn; người có thẩm quyền quyết định",
}
"""By what the procedure says of money that was paid (`refundable`)."""


@dataclass(frozen=True, slots=True)
class StopAsked:
    """On whose word work stopped: in a phrase, and who came to the window and asked, where somebody did."""

    phrase: str
    came: Asker | None = None

    @property
    def person(self) -> d.Person | None:
        return d.Person(name=self.came.name, identity=self.came.id_number) if self.came else None

    @property
    def reason(self) -> str:
        """Why, where nobody gave a reason."""
        if self.came is None:
            return BY_ACCOUNT
        return f"Theo đề nghị của {self.came.name}."


def stop_notice(
    sheet: Sheet,
    stopped: Sequence[Part],
    reason: str,
    asked: StopAsked,
    at: datetime,
    signer: d.Officer | None,
) -> Build:
    """Names what stopped, what stands and what had been refused. `signer` None: nobody of the window dealt with it yet."""
    parts, keys = sheet.case.parts.values(), {part.key for part in stopped}
    accepted = sheet.case.dossier.accepted_at is not None
    return lambda letterhead, lookup: d.StopNotice(
        letterhead=letterhead,
        lookup=lookup,
        dossier_code=sheet.case.dossier.code,
        applicant=sheet.applicant(),
        owner=sheet.owner(),
        request=sheet.request,
        asked_by=line(asked.phrase),
        asker=asked.person,
        asker_role=line(asked.came.capacity.vi) if asked.came else "",
        stage=_stage(stopped) if accepted else "Chưa tiếp nhận",
        reason=reason or asked.reason,
        stopped_at=at,
        stopped=states(sheet, stopped),
        standing=states(
            sheet, [one for one in parts if one.key not in keys and one.status != PartStatus.REFUSED]
        ),
        refused=states(sheet, [one for one in parts if one.status == PartStatus.REFUSED]),
        fees=_fees(sheet, stopped),
        told=tuple(_told(one) for one in notices.when_stopped(sheet.case)),
        signer=signer,
        at_window=not accepted,
    )


def _fees(sheet: Sheet, stopped: Sequence[Part]) -> tuple[d.PartFee, ...]:
    """Every fee of the parts that stopped; what a procedure says of giving it back is its data."""
    day, source = sheet.case.dossier.submitted_at.date(), Source(sheet.case.dossier.source)
    keys = [part.key for part in stopped]
    return tuple(
        _stopped_fee(sheet, rule, fee, position)
        for rule in sheet.procedure.parts
        if rule.key in keys
        for position, fee in enumerate(rule.fees)
        if fee.applies(day, source.channel)
    )


def _stopped_fee(sheet: Sheet, rule: PartRule, fee: Fee, position: int) -> d.PartFee:
    paid = _account(sheet, rule.key, position)
    held = paid.held if paid is not None else 0
    if held:
        return d.PartFee(
            part=rule.code or line(rule.name.vi),
            name=line(fee.name.vi),
            state=COLLECTED,
            amount=held,
            refund=line(fee.refund.vi) or GOES_BACK[fee.refundable],
        )
    return d.PartFee(
        part=rule.code or line(rule.name.vi),
        name=line(fee.name.vi),
        state=REFUNDED if paid is not None and paid.refunded else NOT_COLLECTED,
        amount=fee.amount_for(sheet.case.dossier.answers),
        rule=line(fee.formula.text.vi) if fee.formula else "",
        refund=line(fee.refund.vi) or NOTHING_TO_REFUND,
    )


def _account(sheet: Sheet, part: str, position: int) -> Account | None:
    """The fee's line in the ledger; None where nothing was charged."""
    known = sheet.ledger.of_part(part) if sheet.ledger is not None else []
    return next((one for one in known if one.line.position == position), None)


def _stage(stopped: Sequence[Part]) -> str:
    """The steps at which the parts stood, each with its unit; parts that stopped before these were kept say less."""
    steps = [" – ".join(filter(None, step)) for part in stopped for step in part.stood_at]
    return line("; ".join(dict.fromkeys(steps))) or "Đang giải quyết"


def _told(kept: Mapping[str, Any]) -> d.Fact:
    """A notice that was sent before, and what it comes to now that work has stopped."""
    said = "; ".join(f"{label[0]}: {value[0]}" for label, value in kept["lines"])
    at = minute(datetime.fromisoformat(kept["at"]))
    return d.Fact(label=line(kept["title"][0]), value=f"Gửi {at}. {said}. {kept['if_stopped'][0]}"[:MOST])
