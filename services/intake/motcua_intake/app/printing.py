# SPDX-License-Identifier: Apache-2.0
"""Issues printed forms: takes the number, makes the PDF, stores it by hash, adds the immutable document to the case.

A form carries its own number, numbers have no gaps, so number and form belong into one transaction. Printing takes about
15 ms (60 ms on the first); holding the number's row so long lets one unit issue some forty forms a second, far beyond any
window. In exchange a crash can leave neither a number without its form nor a form without its dossier.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
import uuid_utils
from motcua_documents import FormData, Letterhead, Lookup, render
from motcua_documents.qr import URL_LIMIT
from motcua_organisation import Organisation, Unit, place_of
from motcua_procedure import Part as PartRule
from motcua_storage import FileStore
from motcua_text import Text

from motcua_intake.adapters import numbers
from motcua_intake.app import file_contents
from motcua_intake.domain import slips
from motcua_intake.domain.case import Case
from motcua_intake.domain.files import PDF
from motcua_intake.domain.records import Document, FileRow

Build = Callable[[Letterhead, Lookup | None], FormData]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of form: its number in Thông tư 03/2025/TT-VPCP (or ours), notation of the number, name. Each notation is a
    numbering series of its own."""

    form: str
    notation: str
    name: Text


ACKNOWLEDGEMENT: Final = Kind(
    "00", "XNHS", Text("Giấy xác nhận đã nộp hồ sơ trực tuyến", "Acknowledgement of online submission")
)
RECEIPT: Final = Kind(
    "01", "TNHS", Text("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt with the promised date")
)
SUPPLEMENT: Final = Kind("02", "BSHS", Text("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Supplement request"))
REFUSAL: Final = Kind("03", "TCHS", Text("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal at intake"))
PART_REFUSAL: Final = Kind(
    "03", slips.REFUSAL, Text("Phiếu từ chối giải quyết hồ sơ", "Refusal after appraisal")
)
APOLOGY: Final = Kind(
    "04", "XLGH", Text("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "Apology and extension")
)
STOP: Final = Kind("05", slips.STOP, Text("Thông báo dừng giải quyết hồ sơ", "Stop notice"))
CONTROL_SLIP: Final = Kind("06", "KSHS", Text("Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control slip"))
REGISTER: Final = Kind("07", "STD", Text("Sổ theo dõi hồ sơ (trích)", "Register of dossiers (extract)"))
RETURN_SLIP: Final = Kind("RT", "BNKQ", Text("Giấy biên nhận trả kết quả", "Return slip"))
PAYMENT: Final = Kind("BL", "BLTP", Text("Biên lai thu phí, lệ phí", "Receipt of payment"))


UNSIGNED: Final = "DỰ THẢO"
"""Across a sheet that nobody has signed yet."""


def refusal_of(part: PartRule) -> Kind:
    """Form 03 after appraisal; where the refusal is a result of the national catalogue, by that result's name and code."""
    if part.refusal is None:
        return PART_REFUSAL
    name, code = part.refusal.name, part.refusal.code
    return replace(PART_REFUSAL, name=Text(f"{name.vi} ({code})", f"{name.to('en')} ({code})"))


@dataclass(frozen=True, slots=True)
class Taken:
    """A number that was taken for a form."""

    year: int
    seq: int
    number: str

    @classmethod
    def next(cls, connection: sa.Connection, unit: str, kind: Kind, year: int) -> Taken:
        """The next number of the unit's series; held until the commit."""
        seq = numbers.take(connection, f"form/{unit}/{kind.notation}/{year}")
        return cls(year, seq, f"{seq:02d}/{kind.notation}")


@dataclass(frozen=True, slots=True)
class Alone:
    """A form that is of no dossier: its number and its file."""

    taken: Taken
    file_id: str


COMMITTEES: Final = ("commune", "province")
"""Kinds of units that are people's committees."""


def scanned(base: str, paths: Sequence[str]) -> str:
    """The first path below an address that a QR code has room for, or else the last."""
    return next((one for one in paths if len(f"{base}/{one}") <= URL_LIMIT), paths[-1])


class Printer:
    """Makes documents of a case."""

    def __init__(self, store: FileStore, organisation: Organisation, public_url: str) -> None:
        self._store = store
        self._organisation = organisation
        self._public_url = public_url.rstrip("/")

    def issue(
        self,
        connection: sa.Connection,
        case: Case,
        kind: Kind,
        build: Build,
        at: datetime,
        part: str = "",
        authority: Unit | None = None,
        taken: Taken | None = None,
    ) -> Document:
        """Print and add a document. `authority` issues it, under its own letterhead and number, instead of the window.

        `taken`: its number, where that was taken before.

        Raises:
            InvalidForm: the data cannot be printed; then nothing is issued.
        """
        window = self._organisation.unit(case.dossier.unit)
        unit = authority or window
        taken = taken or Taken.next(connection, unit.key, kind, at.year)
        seq, number = taken.seq, taken.number
        letterhead = self._letterhead(unit, number, at, as_window=authority is None)
        form = build(letterhead, self._lookup(f"tra-cuu?ma={case.dossier.code}", window))
        name = f"{kind.form}-{case.dossier.code}-{kind.notation}-{seq:02d}.pdf"
        file_id = self._keep(connection, form, name, at)
        made = Document(
            str(uuid_utils.uuid7()), case.id, unit.key, kind.form, taken.year, kind.notation, seq, number, kind.name.vi,
            kind.name.en, part, file_id, at,
        )  # fmt: skip
        case.documents.append(made)
        return made

    def preview(self, case: Case, build: Build, at: datetime, authority: Unit) -> bytes:
        """The PDF of a form of a case as it would be issued by `authority`, marked as a draft, without a number. Nothing is kept.

        Raises:
            InvalidForm: the data cannot be printed.
        """
        letterhead = self._letterhead(authority, "", at, as_window=False)
        window = self._organisation.unit(case.dossier.unit)
        form = build(letterhead, self._lookup(f"tra-cuu?ma={case.dossier.code}", window))
        return render(form, stamp=UNSIGNED).pdf

    def issue_alone(
        self, connection: sa.Connection, window: Unit, kind: Kind, build: Build, at: datetime, *paths: str
    ) -> Alone:
        """Print a form that is of no dossier, under the letterhead of a window. `paths` of the portal: its QR code opens the
        first that it has room for, or else the last.

        Raises:
            InvalidForm: the data cannot be printed; then nothing is issued.
        """
        taken = Taken.next(connection, window.key, kind, at.year)
        letterhead = self._letterhead(window, taken.number, at, as_window=True)
        name = f"{kind.form}-{window.key}-{at.year}-{taken.seq:02d}.pdf"
        form = build(letterhead, self._lookup(scanned(self._public_url, paths), window))
        return Alone(taken, self._keep(connection, form, name, at))

    def _keep(self, connection: sa.Connection, form: FormData, name: str, at: datetime) -> str:
        """The file of the printed form."""
        body = io.BytesIO(render(form).pdf)
        stored = self._store.put(body)
        row = FileRow(str(uuid_utils.uuid7()), stored.sha256, stored.size, PDF, name, "", "", at)
        file_contents.add(connection, self._store, row, body)
        return row.id

    def _letterhead(self, unit: Unit, number: str, at: datetime, *, as_window: bool) -> Letterhead:
        """Of the window under its authority, or of the authority under the one above. A people's committee stands alone
        (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
        window = unit.window.vi if as_window and unit.window else ""
        above = self._organisation.units.get(unit.parent)
        parent = above.name.vi if above is not None and unit.kind not in COMMITTEES else ""
        return Letterhead(
            parent=unit.name.vi if window else parent,
            agency=window or unit.name.vi,
            place=place_of(self._organisation, unit)[:100],
            number=number,
            issued_at=at,
        )

    def _lookup(self, path: str, unit: Unit) -> Lookup | None:
        if not self._public_url:
            return None
        return Lookup(url=f"{self._public_url}/{path}", website=self._public_url[:100], hotline=unit.phone)
