# SPDX-License-Identifier: Apache-2.0
"""How the parts of a dossier stand, as one form says it of those beside its own matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import motcua_documents as d

from motcua_intake.app.forms.sheet import Sheet, line, minute
from motcua_intake.app.printing import PART_REFUSAL
from motcua_intake.domain.carrying import OUTCOMES, consequence
from motcua_intake.domain.records import Document, Part, PartStatus

_BESIDE: Final = {
    PartStatus.WAITING: "Tiếp tục được giải quyết; kết quả được thông báo riêng",
    PartStatus.IN_PROGRESS: "Tiếp tục được giải quyết; kết quả được thông báo riêng",
    PartStatus.GRANTED: "Đã có kết quả; kết quả vẫn có hiệu lực",
    PartStatus.REFUSED: "Cũng bị từ chối giải quyết, có phiếu từ chối riêng",
    PartStatus.WITHDRAWN: "Đã dừng theo đề nghị rút hồ sơ",
    PartStatus.STOPPED: "Đã dừng giải quyết",
}
"""What a refusal of one part says of another."""
NOT_DEALT_WITH: Final = (
    "Không được giải quyết, vì phải có kết quả của thủ tục bị từ chối nêu trên; không có phiếu riêng"
)
"""Of a part that the process ends with the refused one: no agency decided on it."""
_STATES: Final = {
    PartStatus.WAITING: "Chờ phần việc trước",
    PartStatus.IN_PROGRESS: "Đang giải quyết",
    PartStatus.GRANTED: "Đã có kết quả",
    PartStatus.REFUSED: "Đã bị từ chối giải quyết",
    PartStatus.WITHDRAWN: "Dừng theo đề nghị rút hồ sơ",
    PartStatus.STOPPED: "Dừng giải quyết",
}


def states(sheet: Sheet, parts: Sequence[Part]) -> tuple[d.PartState, ...]:
    return tuple(
        d.PartState(name=line(part.name_vi), code=part.code, state=_state(sheet, part)) for part in parts
    )


def _state(sheet: Sheet, part: Part) -> str:
    told = _numbers(sheet, part)
    if part.status != PartStatus.GRANTED or not told:
        return _STATES[PartStatus(part.status)]
    return f"Đã có kết quả {told}"


def beside(
    sheet: Sheet, refused: Part, others: Sequence[Part], together: Mapping[str, str]
) -> tuple[d.PartState, ...]:
    """What becomes of other parts, as the refusal of one says it. `together`: outcomes of the same move of the process, which may
    not have been carried out yet."""
    return tuple(
        d.PartState(name=line(one.name_vi), code=one.code, state=_beside(sheet, refused, one, together))
        for one in others
    )


def _beside(sheet: Sheet, refused: Part, part: Part, together: Mapping[str, str]) -> str:
    status = PartStatus(part.status)
    if part.open:
        status = OUTCOMES.get(together.get(part.key, ""), status)
    ended = replace(part, status=status, decided_at=part.decided_at or refused.decided_at)
    if consequence(sheet.case, sheet.procedure, ended):
        return NOT_DEALT_WITH
    if status == PartStatus.GRANTED and (told := _numbers(sheet, part)):
        return f"Đã có kết quả {told}; kết quả vẫn có hiệu lực"
    notice = next((one.number for one in _refusals(sheet) if one.part == part.key), "")
    if status == PartStatus.REFUSED and notice:
        return f"Cũng bị từ chối giải quyết, theo Phiếu số {notice}"
    return _BESIDE[status]


def _refusals(sheet: Sheet) -> list[Document]:
    return [one for one in sheet.case.documents if one.series == PART_REFUSAL.notation]


def _numbers(sheet: Sheet, part: Part) -> str:
    results = [one for one in sheet.case.results.values() if one.part == part.key and one.issued_at]
    return "; ".join(f"số {one.number}, ký {minute(one.signed_at)}" for one in results)
