# SPDX-License-Identifier: Apache-2.0
"""The methods of saved filters: everybody's own."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qsl

import sqlalchemy as sa
from motcua.assignment.v1 import desk_pb2 as pb

from motcua_assignment.adapters import saved_filters
from motcua_assignment.adapters.saved_filters import Saved
from motcua_assignment.adapters.task_repository import who
from motcua_assignment.entrypoints.half_filled import officer
from motcua_assignment.entrypoints.needs import Needs
from motcua_assignment.errors_of_desk import BadFilter, FiltersFull, UnknownFilter

MOST: Final = 20
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 500


class FilterMethods:
    """Part of the servicer."""

    _: Needs

    def ListSavedFilters(
        self, request: pb.ListSavedFiltersRequest, context: Any
    ) -> pb.ListSavedFiltersResponse:
        owner = who(officer(self._.desk.clock))
        with self._.database.read() as connection:
            found = saved_filters.of(connection, owner)
        return pb.ListSavedFiltersResponse(filters=[_worded(one) for one in found])

    def SaveFilter(self, request: pb.SaveFilterRequest, context: Any) -> pb.SaveFilterResponse:
        owner, new = who(officer(self._.desk.clock)), _checked(request.filter)

        def work(connection: sa.Connection) -> pb.SaveFilterResponse:
            saved_filters.lock_owner(connection, owner)
            known = {one.name for one in saved_filters.of(connection, owner)}
            if new.name not in known and len(known) >= MOST:
                raise FiltersFull()
            saved_filters.keep(connection, owner, new)
            return pb.SaveFilterResponse(filter=_worded(new))

        return self._.writes.run("SaveFilter", request, pb.SaveFilterResponse, work)

    def DeleteFilter(self, request: pb.DeleteFilterRequest, context: Any) -> pb.DeleteFilterResponse:
        owner = who(officer(self._.desk.clock))

        def work(connection: sa.Connection) -> pb.DeleteFilterResponse:
            saved_filters.lock_owner(connection, owner)
            if request.name not in {one.name for one in saved_filters.of(connection, owner)}:
                raise UnknownFilter()
            saved_filters.remove(connection, owner, request.name)
            return pb.DeleteFilterResponse()

        return self._.writes.run("DeleteFilter", request, pb.DeleteFilterResponse, work)


def _checked(typed: pb.SavedFilter) -> Saved:
    name = " ".join(typed.name.split())
    if not 1 <= len(name) <= LONGEST_NAME or len(typed.query) > LONGEST_QUERY or not _usable(typed.query):
        raise BadFilter()
    return Saved(name, typed.query, typed.is_default)


def _usable(query: str) -> bool:
    """Fields as an address writes them (RFC 3986, 3.4), none of which is a control character: it is put into an address again."""
    try:
        fields = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), errors="strict", max_num_fields=20
        )
    except ValueError:
        return False
    return bool(_QUERY.fullmatch(query)) and all(value.isprintable() for pair in fields for value in pair)


def _worded(one: Saved) -> pb.SavedFilter:
    return pb.SavedFilter(name=one.name, query=one.query, is_default=one.is_default)
