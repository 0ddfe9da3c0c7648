# SPDX-License-Identifier: Apache-2.0
"""Owns connections and transactions of one service: pool, limits, read-only reads, after-commit hooks,
statement counting.

Tables carry their schema; the search path is empty on purpose, so that a statement that forgets it fails at
once.
"""

from __future__ import annotations

import logging
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from motcua_storage.cursor import Cursor

log = logging.getLogger(__name__)

_HOOKS = "motcua_after_commit"
_USED = "motcua_used"


class Database:
    """The schema of one service in PostgreSQL, reached as that service's role.

    `url`: `postgresql://role:password@host:port/database`. `pool_size`: connections held at most; a caller
    waits up to `pool_timeout` seconds for one. `statement_timeout` and `lock_timeout` are in seconds and end
    the statement, not the session.
    """

    def __init__(
        self,
        url: str,
        schema: str,
        pool_size: int = 8,
        *,
        application: str = "",
        statement_timeout: float = 30.0,
        lock_timeout: float = 5.0,
        pool_timeout: float = 10.0,
    ) -> None:
        self.url = url
        self.schema = schema
        self.application = application or f"motcua-{schema}"
        self.engine = sa.create_engine(
            driver_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout,
            pool_recycle=3600,
            pool_use_lifo=True,  # few sessions stay warm: prepared statements and plans are kept by each for itself
            pool_reset_on_return=None,  # every transaction here is ended by its block
            hide_parameters=True,  # errors are logged, and values may be personal data
            connect_args=_connect_arguments(self.application, statement_timeout, lock_timeout),
        )
        event.listen(self.engine, "checkin", _mark_used)
        event.listen(self.engine, "checkout", _refuse_dead)
        # Execution options, so that both are set and taken back without a round trip. Repeatable read: what is put together
        # from several statements (a dossier, its parts, its papers) is as it was at one moment.
        self._reader = self.engine.execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        )

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction: committed when the block ends, rolled back when it raises. Hooks of `on_commit`
        run after.
        """
        hooks: list[Callable[[], None]] = []
        with self.engine.connect() as connection:
            connection.info[_HOOKS] = hooks
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop(_HOOKS, None)
        _run(hooks)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A read-only transaction on one snapshot; PostgreSQL refuses every write in it."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def count_statements(self) -> Iterator[StatementCount]:
        """Count the statements of all threads on this database, for tests that bound them per operation."""
        with _counting(self.engine) as count:
            yield count

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


@dataclass
class StatementCount:
    """Statements seen while counting, in order, without BEGIN and COMMIT; `commits` counts the ends of
    transactions.
    """

    statements: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    commits: int = 0

    @property
    def total(self) -> int:
        return len(self.statements)


def on_commit(connection: sa.Connection, hook: Callable[[], None]) -> None:
    """Run `hook` after the transaction of `connection` has committed and given its connection back; never
    after a rollback.

    A hook that raises is logged: what was committed stays committed.
    """
    hooks = connection.info.get(_HOOKS)
    if hooks is None:
        raise RuntimeError("on_commit needs a connection of Database.begin()")
    hooks.append(hook)


@contextmanager
def count_statements() -> Iterator[StatementCount]:
    """Count the statements of every Database of this process, all threads: one operation that crosses
    services.
    """
    with _counting(sa.Engine) as count:
        yield count


def driver_url(url: str) -> sa.URL:
    """The URL with our driver named; `postgresql://` and `postgres://` are what people write."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError(f"PostgreSQL is the only database; got {parsed.get_backend_name()}")
    return parsed.set(drivername="postgresql+psycopg")


def role_url(admin_url: str, role: str, password: str) -> str:
    """`admin_url` with another role and its password."""
    return _written(sa.make_url(admin_url).set(drivername="postgresql", username=role, password=password))


def plain_url(url: str) -> str:
    """The URL as PostgreSQL's own library takes it, without the name of a driver."""
    return _written(driver_url(url).set(drivername="postgresql"))


def _written(url: sa.URL) -> str:
    # SQLAlchemy leaves spaces in passwords, which libpq refuses.
    return url.render_as_string(hide_password=False).replace(" ", "%20")


def _connect_arguments(application: str, statement_timeout: float, lock_timeout: float) -> dict[str, Any]:
    options = {
        "search_path": "pg_catalog",
        "timezone": "Asia/Ho_Chi_Minh",
        "statement_timeout": f"{int(statement_timeout * 1000)}",
        "lock_timeout": f"{int(lock_timeout * 1000)}",
        "idle_in_transaction_session_timeout": "60000",
    }
    return {
        "application_name": application,
        "connect_timeout": 10,
        # A host that vanished without a word is noticed in about half a minute instead of two hours.
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "cursor_factory": Cursor,
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }


def _mark_used(_connection: Any, record: Any) -> None:
    record.info[_USED] = True


def _refuse_dead(connection: Any, record: Any, _fairy: Any) -> None:
    """Throw away a pooled connection whose server went away, without a round trip.

    An idle session has nothing to read; a closed one is readable. The pool then opens a fresh one for the
    same caller.
    """
    if not record.info.pop(_USED, False):
        return
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise exc.DisconnectionError("the server closed this idle connection")


def _run(hooks: list[Callable[[], None]]) -> None:
    for hook in hooks:
        try:
            hook()
        except Exception:  # the transaction is already committed; its caller must not see a failure
            log.exception("after-commit hook failed")


@contextmanager
def _counting(target: Any) -> Iterator[StatementCount]:
    count = StatementCount()

    def executed(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count.statements.append(statement)
        count.threads.append(threading.current_thread().name)

    def committed(_connection: Any) -> None:
        count.commits += 1

    event.listen(target, "before_cursor_execute", executed)
    event.listen(target, "commit", committed)
    try:
        yield count
    finally:
        event.remove(target, "before_cursor_execute", executed)
        event.remove(target, "commit", committed)
