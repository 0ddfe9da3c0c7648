# SPDX-License-Identifier: Apache-2.0
"""The projection of intake's dossiers. A dossier's row is locked before its tasks are changed together, here and everywhere, so
that a new date and a new task cannot miss each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from motcua_storage.upserts import insert as pg_insert
from motcua_text import search_words
from sqlalchemy.dialects.postgresql import JSONB

from motcua_assignment.adapters.tables import MOMENT, dossier, task
from motcua_assignment.domain.standstill import Stretch, Stretches, lasting
from motcua_assignment.domain.task import Decided, Dossier, Kind

_COLUMNS = [dossier.c[name] for name in Dossier.__slots__]
LABELLED = [dossier.c[name].label(f"d_{name}") for name in Dossier.__slots__]
SHOWN = ("id", "code", "procedure_key", "procedure_version", "procedure_vi", "procedure_en", "applicant_name")
"""What a row of a list shows of a dossier; also its `clock`, when the clock stands still."""
LISTED = [
    *(dossier.c[name].label(f"d_{name}") for name in SHOWN),
    sa.case((task.c.still, dossier.c.clock)).label("d_clock"),
]
_LIVE = task.c.state.in_([sa.literal_column("'open'"), sa.literal_column("'claimed'")])
_OWN = ("waiting", "clock", "decided")
"""What this service keeps itself; a new word of intake does not overwrite it."""
# Built once: building a statement costs several times what running it does.
_READ = sa.select(*_COLUMNS).where(dossier.c.id == sa.bindparam("dossier_id"))
_LOCK = _READ.with_for_update()
_INSERT = pg_insert(dossier)
_INTRODUCE = _INSERT.on_conflict_do_nothing()
_SET_CLOCK = (
    sa.update(dossier)
    .where(dossier.c.id == sa.bindparam("dossier_id"))
    .values(clock=sa.bindparam("stretches", type_=JSONB))
)
_SET_DECIDED = (
    sa.update(dossier)
    .where(dossier.c.id == sa.bindparam("dossier_id"))
    .values(decided=sa.bindparam("all_decided", type_=JSONB))
)


def read(connection: sa.Connection, dossier_id: str) -> Dossier | None:
    """What is known of a dossier, for whoever has one of its tasks."""
    row = connection.execute(_READ, {"dossier_id": dossier_id}).one_or_none()
    return None if row is None else of_row(row)


def lock(connection: sa.Connection, dossier_id: str) -> Dossier | None:
    """What is known of a dossier, locked until the transaction ends."""
    row = connection.execute(_LOCK, {"dossier_id": dossier_id}).one_or_none()
    return None if row is None else of_row(row)


def codes(connection: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """The codes of dossiers, by id."""
    query = sa.select(dossier.c.id, dossier.c.code).where(dossier.c.id.in_(set(ids)))
    return {row.id: row.code for row in connection.execute(query)}


def introduce(connection: sa.Connection, new: Dossier) -> Dossier:
    """What is known of a dossier, locked; when intake's events were not read yet, what a task says of it."""
    known = lock(connection, new.id)
    if known is None:
        connection.execute(_INTRODUCE, _values(new))
        known = lock(connection, new.id)
    assert known is not None, "just inserted, and dossiers are never deleted"
    return known


def update(
    connection: sa.Connection, new: Dossier, moved: Callable[[Stretches], Stretches] | None = None
) -> Dossier:
    """Insert or overwrite with what intake says, and let live steps follow the new dates; the dossier as it is now. An event
    that names no parts leaves their dates alone. `moved` is what it does to the stretches of the clock."""
    known = of_row(connection.execute(_UPSERT[bool(new.parts)], _values(new)).one())
    clock = moved(known.clock) if moved else known.clock
    if clock != known.clock:
        connection.execute(_SET_CLOCK, {"dossier_id": known.id, "stretches": _written(clock)})
        known = replace(known, clock=clock)
    if known.promised_at is not None:
        _move_tasks(connection, known, known.promised_at)
    return known


def set_waiting(connection: sa.Connection, dossier_id: str, codes: Sequence[str]) -> None:
    """Which issued results wait to be returned."""
    connection.execute(sa.update(dossier).where(dossier.c.id == dossier_id).values(waiting=list(codes)))


def decide(connection: sa.Connection, known: Dossier, new: Decided) -> None:
    """Keep what became of a part of a locked dossier; a repeated word changes nothing."""
    if new not in known.decided:
        decided = [_of_decided(one) for one in (*known.decided, new)]
        connection.execute(_SET_DECIDED, {"dossier_id": known.id, "all_decided": decided})


def of_row(row: Sequence[Any]) -> Dossier:
    """A dossier out of the columns `LABELLED`, in their order."""
    values = dict(zip(Dossier.__slots__, row, strict=True))
    parts = tuple((part, datetime.fromisoformat(due)) for part, due in values["parts"])
    own = {
        "waiting": tuple(values["waiting"]),
        "clock": tuple(_stretch(one) for one in values["clock"]),
        "decided": tuple(
            Decided(part, out, datetime.fromisoformat(at)) for part, out, at in values["decided"]
        ),
    }
    return Dossier(**{**values, "parts": parts, **own})


def of_listed(row: Sequence[Any]) -> Dossier:
    """What a list shows of a dossier, out of the columns `LISTED`; everything else is empty."""
    *shown, clock = row
    values = dict(zip(SHOWN, shown, strict=True))
    return Dossier(**values, clock=tuple(_stretch(one) for one in clock or ()))


def _upsert(with_parts: bool) -> sa.sql.dml.ReturningInsert[Any]:
    said = {name: _INSERT.excluded[name] for name in Dossier.__slots__ if name not in ("id", *_OWN)}
    said["words"] = _INSERT.excluded.words
    if not with_parts:
        said["parts"] = dossier.c.parts
    return _INSERT.on_conflict_do_update(index_elements=[dossier.c.id], set_=said).returning(*_COLUMNS)


_UPSERT = {with_parts: _upsert(with_parts) for with_parts in (True, False)}


def _move_tasks(connection: sa.Connection, known: Dossier, promised_at: datetime) -> None:
    promised = sa.literal(promised_at, MOMENT)
    dates = {part: sa.literal(due, MOMENT) for part, due in known.parts}
    legal = sa.case(dates, value=task.c.part, else_=promised) if dates else promised
    still = _still(known)
    changed = sa.or_(task.c.legal_due_at != legal, task.c.still != still)
    connection.execute(
        sa.update(task)
        .where(task.c.dossier_id == known.id, _LIVE, task.c.kind == Kind.STEP, changed)
        .values(legal_due_at=legal, still=still)
    )


def _still(known: Dossier) -> sa.ColumnElement[bool]:
    """`Dossier.standstill` as the database says it of the tasks of one dossier."""
    parts = {one.part for one in lasting(known.clock)}
    return sa.true() if "" in parts else task.c.part.in_(["", *sorted(parts)]) if parts else sa.false()


def _values(one: Dossier) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Dossier.__slots__}
    parts = [[part, due.isoformat()] for part, due in one.parts]
    decided = [_of_decided(each) for each in one.decided]
    return values | {
        "words": search_words([one.code, one.applicant_name]),
        "parts": parts, "waiting": list(one.waiting), "clock": _written(one.clock), "decided": decided
    }  # fmt: skip


def _of_decided(one: Decided) -> list[str]:
    return [one.part, one.outcome, one.at.isoformat()]


def _written(clock: Stretches) -> list[dict[str, Any]]:
    return [
        {**asdict(one), "from_at": one.from_at.isoformat(), "to_at": one.to_at and one.to_at.isoformat()}
        for one in clock
    ]


def _stretch(values: dict[str, Any]) -> Stretch:
    until = values["to_at"]
    moments = {
        "from_at": datetime.fromisoformat(values["from_at"]),
        "to_at": until and datetime.fromisoformat(until),
    }
    return Stretch(**{**values, **moments})
