# SPDX-License-Identifier: Apache-2.0
"""Pages of the portal that failed: the portal has no API of its own, so they are read where it keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from motcua.common.v1 import common_pb2

from motcua_cli.embedded.reaching import service_url

if TYPE_CHECKING:
    from motcua_hosting.acts import Actor
    from motcua_portal.adapters.crash_repository import Crashes

PORTAL = "portal"
ROLE = "motcua_portal"
MOST = 1000


class DatabaseAway(Exception):
    """The embedded database does not tell where it is, or does not answer."""


def list_crashes(var: Path, everything: bool = False) -> Sequence[common_pb2.Failure]:
    """Those that nobody has seen, or all that are kept; raises DatabaseAway."""
    from motcua_portal.web.crashes import failure

    with _crashes(var) as found:
        return [failure(one) for one in found.newest(None, MOST, everything)]


def mark_seen(var: Path, code: str, by: Actor, at: datetime) -> bool:
    """Whether there was one that nobody had seen; `at` is business time. Raises DatabaseAway."""
    with _crashes(var) as found:
        return found.mark_seen(code, by, at)


@contextmanager
def _crashes(var: Path) -> Iterator[Crashes]:
    from motcua_portal.adapters.crash_repository import Crashes
    from motcua_storage import Database
    from sqlalchemy.exc import SQLAlchemyError

    url = service_url(var, ROLE)
    if url is None:
        raise DatabaseAway("the embedded PostgreSQL does not run")
    database = Database(url, PORTAL, pool_size=1)
    try:
        yield Crashes(database)
    except SQLAlchemyError as error:
        raise DatabaseAway(f"PostgreSQL refuses ({type(error).__name__})") from error
    finally:
        database.close()
