# SPDX-License-Identifier: Apache-2.0
"""Officials as an applicant is told of them: unit and position, never the person (TT 01/2018/TT-VPCP, Điều 16.2.d: with an
account, where a dossier stands down to the department). Papers name whom their form names: who received, asked, refused,
signed."""

from __future__ import annotations

from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_organisation import Organisation

_ACTOR = common_pb2.Actor.DESCRIPTOR.full_name


def as_offices(message: Message, organisation: Organisation) -> None:
    """Every official in the message becomes an office, wherever one stands, so that a new field is none that was forgotten. Who
    has no unit is the applicant, or a program, and stays."""
    if isinstance(message, common_pb2.Actor):
        _office(message, organisation)
        return
    if isinstance(message, pb.Paper) and message.attached_by in organisation.people:
        message.attached_by = organisation.people[message.attached_by].unit
    for field in _leading(message.DESCRIPTOR):
        for one in _values(message, field):
            as_offices(one, organisation)


def _office(actor: common_pb2.Actor, organisation: Organisation) -> None:
    if not actor.unit:
        return
    known = organisation.people.get(actor.user)
    office = common_pb2.Actor(unit=actor.unit)
    # Who works elsewhere now had another position then.
    if known is not None and known.unit == actor.unit:
        office.title.vi, office.title.en = known.title.vi, known.title.to("en")
    actor.CopyFrom(office)


def _values(message: Message, field: FieldDescriptor) -> list[Any]:
    value = getattr(message, field.name)
    if field.is_repeated:
        return list(value)
    return [value] if message.HasField(field.name) else []


@cache
def _leading(kind: Descriptor) -> tuple[FieldDescriptor, ...]:
    """The fields of a message below which an actor or a paper can stand."""
    return tuple(field for field in kind.fields if _leads(field, frozenset((kind.full_name,))))


def _leads(field: FieldDescriptor, seen: frozenset[str]) -> bool:
    kind = field.message_type
    if kind is None or kind.full_name in seen or kind.GetOptions().map_entry:
        return False
    if kind.full_name in (_ACTOR, pb.Paper.DESCRIPTOR.full_name):
        return True
    return any(_leads(one, seen | {kind.full_name}) for one in kind.fields)
