# SPDX-License-Identifier: Apache-2.0
"""Who acts at the window: the caller, or a clerk who stands in for an absent colleague, which the assignment service knows."""

from __future__ import annotations

from typing import Protocol

from motcua.common.v1 import common_pb2
from motcua_identity import WINDOW_CLERK, Subject
from motcua_organisation import Organisation, stands_in
from motcua_rpc import PermissionDenied, current_subject


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
