# SPDX-License-Identifier: Apache-2.0
"""Who acts at the window: the caller, or a clerk who stands in for an absent colleague, which the assignment service knows."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from motcua.common.v1 import common_pb2
from motcua_identity import WINDOW_CLERK, Kind, Subject
from motcua_organisation import Organisation, stands_in
from motcua_rpc import PermissionDenied, current_subject

from motcua_intake.app.concern import Inbox


class StandInRefused(PermissionDenied):
    code = "STAND_IN_REFUSED"
    message_vi = "Chỉ hệ thống phân công mới ghi được ai làm thay cán bộ một cửa nào của đơn vị."
    message_en = "Only the assignment service says which window clerk of a unit stands in for which."


class AtWindow(Protocol):
    """A request that may name who acts."""

    @property
    def acting(self) -> common_pb2.Actor: ...

    def HasField(self, name: str, /) -> bool: ...


def clerk(organisation: Organisation, request: AtWindow) -> Subject:
    """The caller; what the assignment service asks is done by whom it names, with both names. The role at the window is that of
    the organisation file: nobody is lent it.

    Raises:
        StandInRefused: somebody else names who acts, or the assignment service names no window clerk.
    """
    subject = current_subject()
    asks = subject.is_service("assignment")
    if asks != request.HasField("acting"):
        raise StandInRefused()
    if not asks:
        return subject
    named = request.acting
    known = organisation.people.get(named.user)
    if known is None or known.unit != named.unit or WINDOW_CLERK not in known.roles:
        raise StandInRefused()
    if not stands_in(named.name, known.name):
        raise StandInRefused()
    roles = frozenset({WINDOW_CLERK})
    return Subject(known.user, known.user, named.name, roles, unit=known.unit, client=named.client or None)


def returning(inbox: Inbox, dossier_id: str) -> Subject:
    """Who returns results by post or electronically: the caller, with both names where they took that step in place of an
    absent colleague. Software of a unit takes no steps.

    Raises:
        MotcuaError: the inbox cannot be asked.
    """
    subject = current_subject()
    if subject.kind is not Kind.PERSON or not subject.has(WINDOW_CLERK):
        return subject
    name = inbox.holds_return_as(dossier_id)
    return replace(subject, name=name) if stands_in(name, subject.name) else subject
