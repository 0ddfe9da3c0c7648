# SPDX-License-Identifier: Apache-2.0
"""Files: taken in after a look at their content, and given out to whoever may read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import sqlalchemy as sa
import structlog
import uuid_utils
from motcua_identity import Subject
from motcua_storage import Database, FileStore
from motcua_storage.audit import AuditLog, Entry

from motcua_intake.adapters import cases, files, visible
from motcua_intake.adapters.files import Place
from motcua_intake.app import file_contents, withholding
from motcua_intake.app.concern import projection
from motcua_intake.app.desk import Desk
from motcua_intake.app.scanning import Scanning, malware
from motcua_intake.domain import actions
from motcua_intake.domain import files as kinds
from motcua_intake.domain.records import FileRow
from motcua_intake.errors import BadFile, UnknownFile
from motcua_intake.fee_errors import ResultWithheld

LOG = structlog.get_logger("motcua_intake")
_IN_MEMORY: Final = 1 << 20
_UPLOAD: Final = "motcua.intake.v1.IntakeService/UploadFile"


@dataclass(frozen=True)
class Uploads:
    """Takes files in and gives them out."""

    database: Database
    store: FileStore
    max_bytes: int
    scanning: Scanning = field(default_factory=Scanning)

    def take(
        self,
        desk: Desk,
        subject: Subject,
        name: str,
        declared: int,
        chunks: Iterable[bytes],
        accepted: Collection[str] = (),
    ) -> FileRow:
        """Read a file to its end, look at it, keep it. `accepted`: media types that are taken for what it is meant for; none: any
        that passes.

        Raises:
            BadFile: too large, of another size than declared (0: not known), empty, of another type, damaged, protected by a
                password, malware; each with its own sentence.
            ScanUnavailable: it could not be looked through for malware.
        """
        if declared > self.max_bytes:
            raise self.too_large()
        if declared < 0:
            raise _other_size()
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            self._spool(chunks, body, declared)
            body.seek(0)
            media_type = _sniffed(body.read(), accepted)
            body.seek(0)
            self._refuse_malware(desk, body)
            stored = self.store.put(body, self.max_bytes)
            row = FileRow(
                id=str(uuid_utils.uuid7()),
                sha256=stored.sha256,
                size=stored.size,
                media_type=media_type,
                file_name=kinds.clean_name(name, media_type),
                uploaded_by=subject.user_id,
                uploaded_user=subject.username or subject.user_id,
                uploaded_at=desk.clock.now(),
            )
            with self.database.begin() as connection:
                file_contents.add(connection, self.store, row, body, loose=True)
                entry = Entry(
                    "call",
                    _UPLOAD,
                    bytes.fromhex(row.sha256),
                    about=f"file:{row.id}",
                    business_at=row.uploaded_at,
                )
                AuditLog(self.database.schema).note(connection, entry)
        return row

    def open(self, desk: Desk, subject: Subject, file_id: str) -> tuple[FileRow, Iterator[bytes]]:
        """A file that the subject may read, with its bytes.

        Raises:
            UnknownFile: it is not there, or not for this subject.
            ResultWithheld: it is their own result, whose fees have to be paid first.
        """
        with self.database.read() as connection:
            row = files.find(connection, file_id)
            if row is None:
                raise UnknownFile.to_reader()
            places = require_readable(connection, desk, subject, row)
        name = next((one.name for one in places if one.name), row.file_name)
        return replace(row, file_name=name), self.store.chunks(row.sha256)

    def _refuse_malware(self, desk: Desk, body: IO[bytes]) -> None:
        """Before anything is kept, and with no transaction open: it may take as long as the scanner may."""
        name = self.scanning.look(body)
        if not name:
            return
        digest = file_digest(body, "sha256").digest()  # type: ignore[arg-type]
        LOG.warning("upload.malware", signature=name, sha256=digest.hex())
        with self.database.begin() as connection:
            entry = Entry("call", _UPLOAD, digest, about=f"malware:{name}", business_at=desk.clock.now())
            AuditLog(self.database.schema).note(connection, entry)
        raise malware()

    def _spool(self, chunks: Iterable[bytes], body: IO[bytes], declared: int) -> None:
        """Stops reading as soon as there is more than there may be."""
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self.max_bytes:
                raise self.too_large()
            if declared and size > declared:
                raise _other_size()
            body.write(chunk)
        if declared and size != declared:
            raise _other_size()

    def too_large(self) -> BadFile:
        return too_large(self.max_bytes)


def may_read(connection: sa.Connection, desk: Desk, subject: Subject, row: FileRow) -> bool:
    """The uploader until it is attached; then the draft's owner or whoever sees the dossier's papers in full. Not the applicant
    of a result whose fees are owed."""
    try:
        require_readable(connection, desk, subject, row)
    except (UnknownFile, ResultWithheld):
        return False
    return True


def require_readable(connection: sa.Connection, desk: Desk, subject: Subject, row: FileRow) -> list[Place]:
    """As `may_read`; where it hangs. Raises UnknownFile, ResultWithheld."""
    places = files.places(connection, row.id)
    if not places and row.uploaded_by != subject.user_id:
        raise UnknownFile.to_reader()
    refused: Exception | None = None
    for place in places:
        try:
            if _may_read_at(connection, desk, subject, place, row.id):
                return places
        except ResultWithheld as withheld:
            refused = withheld
    if places:
        raise refused or UnknownFile.to_reader()
    return places


def _may_read_at(connection: sa.Connection, desk: Desk, subject: Subject, place: Place, file_id: str) -> bool:
    if place.kind == "extract":
        return subject.unit == place.owner_id and actions.keeps_register(desk.organisation, subject)
    if place.dossier_id is None:
        return place.owner_id == subject.user_id
    seen = visible.find(connection, subject, dossier_id=place.dossier_id)
    if seen is None:
        return False
    if seen.own and place.issued:
        owed = withholding.against(connection, desk, subject, place, file_id)
        if owed:
            raise ResultWithheld.of(owed)
        return True
    return seen.acts and _shown_to(connection, desk, subject, place)


def _shown_to(connection: sa.Connection, desk: Desk, subject: Subject, place: Place) -> bool:
    """Whether the procedure shows what hangs there to the agency of an officer who acts in the dossier."""
    dossier = cases.dossier(connection, dossier_id=place.dossier_id or "")
    if dossier is None:
        return False
    procedure = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version).procedure
    sees = projection(desk, procedure, subject, dossier)
    if sees is None or (place.signed_by and place.signed_by == subject.unit):
        return True
    return place.component in sees.papers if place.kind == "paper" else place.part in sees.parts


def _sniffed(content: bytes, accepted: Collection[str] = ()) -> str:
    try:
        return kinds.sniff(content, accepted).media_type
    except kinds.FileRefused as refused:
        raise BadFile.of(refused.code, refused.text.vi, refused.text.to("en")) from refused


def _other_size() -> BadFile:
    return BadFile.of(
        "FILE_SIZE_DIFFERS",
        "Dung lượng nhận được khác dung lượng đã báo; có thể tệp chưa tải lên đủ. Hãy tải tệp lên lại.",
        "What arrived has another size than was announced; the upload may be incomplete. Please upload the file again.",
    )


def too_large(limit: int, system: bool = True) -> BadFile:
    """`system`: it is the installation's limit, not the paper's own."""
    size = f"{limit / 1_000_000:g} MB"
    whose_vi, whose_en = (
        (", mức tối đa hệ thống nhận", ", the most that this system takes") if system else ("", "")
    )
    return BadFile.of(
        "FILE_TOO_LARGE",
        f"Tệp lớn hơn {size}{whose_vi}. Hãy giảm dung lượng hoặc tách tệp rồi tải lên lại.",
        f"The file is larger than {size}{whose_en}. Please make it smaller or split it, then upload again.",
    )
