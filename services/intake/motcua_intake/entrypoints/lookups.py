# SPDX-License-Identifier: Apache-2.0
"""The methods by which our own services ask what an outside database is asked with, and keep its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import lookups_pb2 as pb
from motcua_procedure.lookup import Lookup as Rule
from motcua_text import Text

from motcua_intake.adapters.actors import kept_actor
from motcua_intake.adapters.lookups import Lookup
from motcua_intake.app import lookups
from motcua_intake.app.announcing import stamp
from motcua_intake.domain.carrying import PROCESS
from motcua_intake.domain.lookups import counting, differing
from motcua_intake.domain.records import Actor
from motcua_intake.entrypoints.drafts import DraftMethods, key


class LookupMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def GetLookupQuestion(
        self, request: pb.GetLookupQuestionRequest, context: Any
    ) -> pb.GetLookupQuestionResponse:
        with self._.database.read() as connection:
            rule, asks = lookups.question(
                connection, self._.desk, key(request.dossier_id), key(request.message)
            )
        return pb.GetLookupQuestionResponse(
            source=rule.key, asks=asks or {}, answer=rule.answer, not_needed=asks is None
        )

    def KeepLookup(self, request: pb.KeepLookupRequest, context: Any) -> pb.KeepLookupResponse:
        by = request.typed_by
        said = lookups.Said(
            id=request.lookup_id, dossier_id=key(request.dossier_id), source=request.source, outcome=request.outcome,
            values=dict(request.values), reference=request.reference,
            asked_at=request.asked_at.ToDatetime(tzinfo=UTC) if request.HasField("asked_at") else None,
            typed_by=Actor(by.user, by.name, by.unit) if request.HasField("typed_by") else PROCESS,
        )  # fmt: skip

        def work(connection: sa.Connection) -> pb.KeepLookupResponse:
            rule, kept = lookups.keep(connection, self._.desk, said)
            return pb.KeepLookupResponse(lookup=told(kept, rule))

        return self._.writes.run("KeepLookup", request, pb.KeepLookupResponse, work)


def all_told(
    kept: Sequence[Lookup], rules: Mapping[str, Rule], ended: datetime | None = None
) -> Iterator[pb.Lookup]:
    """Every kept answer, with which one counts where they differ, of those that came before the dossier `ended` in vain."""
    used = [one for one in kept if ended is None or one.seen_at < ended]
    counted, odd = set(counting(used).values()), differing(used)
    for one in kept:
        made = told(one, rules.get(one.source))
        made.counts, made.differs, made.not_used = one.id in counted, one.id in odd, one not in used
        yield made


def told(kept: Lookup, rule: Rule | None) -> pb.Lookup:
    """A kept answer in the words of its procedure."""
    names = rule.gives if rule else {}
    made = pb.Lookup(
        lookup_id=kept.id, source=kept.source, source_name=_words(rule.name if rule else Text(kept.source)),
        outcome=kept.outcome, reference=kept.reference, asked_at=stamp(kept.asked_at), seen_at=stamp(kept.seen_at),
        values=[
            pb.LookupValue(key=name, label=_words(names.get(name, Text(name))), value=value)
            for name, value in kept.values.items()
        ],
    )  # fmt: skip
    if kept.typed_by:
        made.typed_by.CopyFrom(
            kept_actor({name: kept.typed_by.get(name, "") for name in ("user", "name", "unit")})
        )
    return made


def _words(text: Text) -> common_pb2.LocalizedText:
    return common_pb2.LocalizedText(vi=text.vi, en=text.to("en"))
