# SPDX-License-Identifier: Apache-2.0
"""The methods by which an operator has a projection made again from the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1.common_pb2 import LocalizedText
from motcua.intake.v1 import projections_pb2 as pb
from motcua_events.natures import declared_natures
from motcua_events.rebuilding import CannotRebuild, Rebuilding
from motcua_hosting.acts import Actor
from motcua_rpc import current_subject

from motcua_intake.entrypoints.drafts import DraftMethods
from motcua_intake.errors import ConsumerHasEffects, LettersWait, UnknownProjection


class ProjectionMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def ListProjections(self, request: pb.ListProjectionsRequest, context: Any) -> pb.ListProjectionsResponse:
        with self._.database.read() as connection:
            states = self._.rebuilder.states(connection)
        return pb.ListProjectionsResponse(projections=[_told(one) for one in states])

    def RebuildProjection(
        self, request: pb.RebuildProjectionRequest, context: Any
    ) -> pb.RebuildProjectionResponse:
        actor = Actor.of(current_subject())

        def work(connection: sa.Connection) -> pb.RebuildProjectionResponse:
            name = _checked(request.name)
            try:
                begun = self._.rebuilder.ask(connection, name, actor.user)
            except CannotRebuild as error:
                raise LettersWait.of(declared_natures().projections[name].group) from error
            self._.acts.note(connection, f"projection-{name}", "rebuild", actor)
            return pb.RebuildProjectionResponse(projection=_told(begun))

        return self._.writes.run("RebuildProjection", request, pb.RebuildProjectionResponse, work)


def _checked(name: str) -> str:
    natures = declared_natures()
    found = natures.projections.get(name)
    if found is not None and found.service == "intake":
        return name
    if name in natures.effects:
        raise ConsumerHasEffects.of(natures.effects[name])
    raise UnknownProjection()


def _told(one: Rebuilding) -> pb.Projection:
    return pb.Projection(
        name=one.projection, topic=declared_natures().projections[one.projection].topic, state=one.state, done=one.done,
        total=one.total, changed=one.changed, by_user=one.by_user, started_at=_stamp(one.started_at),
        ended_at=_stamp(one.ended_at), sentence=_sentence(one.reason) if one.reason else None,
    )  # fmt: skip


def _sentence(reason: str) -> LocalizedText:
    kind, _, said = reason.partition(":")
    if kind == "gone":
        return LocalizedText(
            vi=f"Nhật ký {said} không còn những sự kiện đầu tiên (đã quá thời hạn lưu), nên không dựng lại; không có gì thay "
            "đổi. Hãy phục hồi từ bản sao lưu nếu dữ liệu sai.",
            en=f"The log has the first events of {said} no more (their retention is over), so it was not rebuilt; nothing was "
            "changed. Where the data is wrong, take it from a backup.",
        )
    if kind == "lost":
        return LocalizedText(
            vi=f"Nhật ký không có những sự kiện mà từ đó sinh ra {said} dòng đang có, nên không dựng lại; không có gì thay đổi.",
            en=f"The log never had the events that made {said} of the rows that are there (it is younger than they are, or they "
            "were written by hand), so it was not rebuilt; nothing was changed.",
        )
    if kind == "letters":
        return LocalizedText(
            vi=f"Có {said} sự kiện chưa xử lý được đang đợi; hãy thử lại hoặc bỏ chúng trước. Không có gì thay đổi.",
            en=f"{said} dead letters of its consumer are open: retry or drop them first (motcua events dlq). Nothing was "
            "changed.",
        )
    return LocalizedText(
        vi=f"Có sự kiện không áp dụng được ({said}), nên không dựng lại; không có gì thay đổi.",
        en=f"An event cannot be applied ({said}), so it was not rebuilt; nothing was changed. The service's log has the cause.",
    )


def _stamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    made = Timestamp()
    made.FromDatetime(moment)
    return made
