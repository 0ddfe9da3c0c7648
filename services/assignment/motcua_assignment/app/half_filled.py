# SPDX-License-Identifier: Apache-2.0
"""Keeping a half-filled form of a task: what may be kept, and that nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from motcua.assignment.v1 import kept_forms_pb2 as pb
from motcua_identity import Subject

from motcua_assignment.adapters import kept_forms
from motcua_assignment.adapters.kept_forms import Fields, Kept
from motcua_assignment.adapters.task_repository import who
from motcua_assignment.domain.task import Task
from motcua_assignment.errors_of_half_filled import (
    LONGEST_NAME,
    MOST_CHARACTERS,
    MOST_FIELDS,
    FormTooLong,
    FormUnkeepable,
    KeptFormChanged,
)


def checked(fields: Sequence[pb.KeptField]) -> Fields:
    """The fields, when they can be kept.

    Raises:
        FormTooLong, FormUnkeepable.
    """
    given = [(one.name, list(one.values)) for one in fields]
    texts = [text for name, values in given for text in (name, *values)]
    if len(given) > MOST_FIELDS or sum(map(len, texts)) > MOST_CHARACTERS:
        raise FormTooLong()
    names = [name for name, _ in given]
    if len(set(names)) < len(names) or not all(1 <= len(name) <= LONGEST_NAME for name in names):
        raise FormUnkeepable()
    return given


def save(
    connection: sa.Connection, task: Task, subject: Subject, fields: Fields, seen: int, now: datetime
) -> Kept | None:
    """Keep it for the subject, who has claimed the task, which is locked; None when nothing is kept any more.

    Raises:
        KeptFormChanged: another revision than the one that was seen is kept.
    """
    person = who(subject)
    before = kept_forms.read(connection, task.id, person)
    if seen != (before.revision if before else 0):
        raise KeptFormChanged.at(before.saved_at if before else None)
    if not fields:
        kept_forms.forget(connection, task.id, person)
        return None
    name = subject.name or person
    kept_forms.keep(connection, task.id, person, name, fields, now, seen + 1)
    return Kept(fields, now, seen + 1, person, name)
