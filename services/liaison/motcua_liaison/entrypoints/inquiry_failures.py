# SPDX-License-Identifier: Apache-2.0
"""Questions that an outside database has not answered yet, for the operator's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua_hosting.failures import Key, UnknownFailure
from motcua_storage import Database
from motcua_text import Text

from motcua_liaison.adapters import inquiries
from motcua_liaison.adapters.inquiries import Inquiry
from motcua_liaison.app.inquiring import ENDED, Inquirer
from motcua_liaison.app.telling import stamp

NAMES: Final[Mapping[str, Text]] = {
    "population": Text(
        "Cơ sở dữ liệu quốc gia về dân cư (bộ mô phỏng)", "National population database (simulator)"
    )
}


class InquiryFailures:
    """Lists and asks again at once."""

    prefix = inquiries.PREFIX

    def __init__(self, database: Database, inquirer: Inquirer) -> None:
        self._database = database
        self._inquirer = inquirer

    def newest(self, below: Key | None, limit: int, everything: bool) -> Sequence[common_pb2.Failure]:
        with self._database.read() as connection:
            return [_told(one) for one in inquiries.failed(connection, below, limit, everything)]

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        found = self._inquirer.again(connection, own_id, by)
        if found is None:
            raise UnknownFailure()
        return _told(found)


def _told(row: Inquiry) -> common_pb2.Failure:
    name = NAMES.get(row.party, Text(row.party))
    waiting = row.state in ("asked", "answered")
    state = "resolved" if not waiting else "retried" if row.retried_by else "open"
    headline = common_pb2.LocalizedText(vi=f"{name.vi} chưa trả lời.", en=f"{name.en} has not answered.")
    if row.cause == ENDED and not waiting:
        headline = common_pb2.LocalizedText(
            vi=f"Không cần hỏi {name.vi} nữa: hồ sơ đã kết thúc.",
            en=f"{name.en} need not be asked any more: the dossier has ended.",
        )
    advice = common_pb2.LocalizedText(
        vi="Không mất gì: câu hỏi được giữ lại, hệ thống tự hỏi tiếp (cách nhau dài nhất 5 phút). Cán bộ có thể nhập số theo "
        "thông báo giấy.",
        en="Nothing is lost: the question is kept and asked again (every five minutes at the latest). An officer may type in "
        "the number of a paper notice.",
    )
    return common_pb2.Failure(
        id=InquiryFailures.prefix + row.message_id, service="liaison", kind="delivery", dossier_id=row.dossier_id,
        dossier_code=row.dossier_code, subject=f"{row.message} → {row.party}", message=row.sentence, cause=row.cause,
        headline=headline, advice=advice if waiting else None, attempts=row.attempts,
        first_at=stamp(row.failed_at or row.asked_at), last_at=stamp(row.last_at or row.asked_at),
        state=state, retried_by=row.retried_by,
    )  # fmt: skip
