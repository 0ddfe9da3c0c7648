# SPDX-License-Identifier: Apache-2.0
"""Owns business time: the system's time, and in a trial how far it was moved forward.

The offset is one row for all processes, so that every service sees the same time. Outside a trial nothing is
added, and a database whose time was once moved is refused, because business time would jump back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog

from motcua_storage.database import Database
from motcua_storage.errors import TrialTimeRefused

LEGAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRESH_FOR = 0.5  # seconds for which a read offset is taken as current
SETTLES = 3 * FRESH_FOR  # seconds after which no process tells the time before a move any more

TOLERANCE = timedelta(minutes=1)
"""What a machine's clock may be corrected backwards without a word; business time stands still meanwhile."""

_row = sa.table(
    "trial_clock",
    sa.column("ahead", sa.Interval),
    sa.column("told", sa.DateTime(timezone=True)),
    schema="platform",
)
_log = structlog.get_logger("motcua_storage")


class _Moves:
    """Counts the moves made in this process, so that all its clocks read again at once."""

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()


_moves = _Moves()


class TrialClock:
    """Implements Clock. `database`: any service's (it reads through a connection of its own); `trial`: time
    may be moved; `shared`: other processes tell the same time.

    `system` gives the system's aware time, in any zone.
    """

    def __init__(
        self,
        database: Database,
        *,
        trial: bool = False,
        shared: bool = False,
        system: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        # Its own connection: asked within a transaction, it must not wait for a second one of the same pool.
        name = f"{database.application}-clock"
        self._database = Database(database.url, "platform", 1, application=name, lock_timeout=2.0)
        self._trial = trial
        self._shared = shared
        self._system = system
        self._ahead: timedelta | None = None
        self._read_at = 0.0
        self._seen = -1
        self._last = datetime.min.replace(tzinfo=UTC)
        self._behind = False
        self._reading = threading.Lock()
        self._telling = threading.Lock()

    def now(self) -> datetime:
        """Business time, aware, in Asia/Ho_Chi_Minh; never earlier than what was told before."""
        moment = self._system() + self._offset()
        with self._telling:
            self._note_if_behind(self._last - moment)
            self._last = max(self._last, moment.astimezone(UTC))
            return self._last.astimezone(LEGAL_ZONE)

    def resume(self) -> timedelta:
        """Go on from the latest time that was told on this database; how far the machine's clock was behind it.

        A machine whose clock was set back would take business time back with it. A trial closes the gap by its
        offset, so that time runs on from where it was. Raises TrialTimeRefused outside a trial.
        """
        with self._database.read() as connection:
            ahead, told = connection.execute(sa.select(_row.c.ahead, _row.c.told)).one()
        gap: timedelta = (told - (self._system() + ahead)) if told is not None else timedelta(0)
        if gap <= TOLERANCE:
            return timedelta(0)
        if not self._trial:
            raise _clock_set_back(told, gap)
        self.advance(gap)
        return gap

    def remember(self) -> None:
        """Keep the business time of now for the next `resume`; for whoever may move the clock."""
        moment = self.now()
        with self._database.begin() as connection:
            connection.execute(sa.update(_row).values(told=sa.func.greatest(_row.c.told, moment)))

    @property
    def trial(self) -> bool:
        """Whether time may be moved here."""
        return self._trial

    @property
    def ahead(self) -> timedelta:
        """How far business time is ahead of the system's."""
        return self._offset()

    def advance(self, by: timedelta) -> datetime:
        """Move business time forward for all processes; the new time. Who has the answer meets no process that tells the
        time before it. Raises TrialTimeRefused outside a trial or backwards.
        """
        if not self._trial:
            raise TrialTimeRefused(
                "Không được dời thời gian vì hệ thống không chạy thử; hãy bật MOTCUA_TRIAL trên hệ thống "
                "thử.",
                "Time may not be moved because this is no trial; set MOTCUA_TRIAL on a trial system.",
            )
        if by <= timedelta(0):
            raise TrialTimeRefused(
                "Thời gian chỉ dời được về phía trước; hãy đưa một khoảng dương.",
                "Time moves forward only; give a positive duration.",
            )
        with self._database.begin() as connection:
            connection.execute(sa.update(_row).values(ahead=_row.c.ahead + by))
        with _moves.lock:
            _moves.count += 1
        if self._shared:
            time.sleep(SETTLES)
        return self.now()

    def close(self) -> None:
        """Close the clock's connection."""
        self._database.close()

    def _offset(self) -> timedelta:
        known = self._ahead
        if known is not None and (not self._trial or self._is_fresh()):
            return known
        # One thread reads; the others go on with what is known, unless nothing is, or the time was just moved
        # here, or what is known is so old that another process may have moved it.
        old = time.monotonic() - self._read_at > 2 * FRESH_FOR
        must_wait = known is None or self._seen != _moves.count or old
        if not self._reading.acquire(blocking=must_wait):
            return known if known is not None else timedelta(0)
        try:
            if self._ahead is None or not self._is_fresh():
                self._read()
            assert self._ahead is not None
            return self._ahead
        finally:
            self._reading.release()

    def _note_if_behind(self, behind: timedelta) -> None:
        """Said once for each time that the machine's clock is set back while we run."""
        was, self._behind = self._behind, behind > TOLERANCE
        if self._behind and not was and self._last.year > 1:
            _log.warning("clock.set_back", behind=str(behind), effect="business time stands still meanwhile")

    def _is_fresh(self) -> bool:
        return self._seen == _moves.count and time.monotonic() - self._read_at < FRESH_FOR

    def _read(self) -> None:
        seen = _moves.count
        with self._database.read() as connection:
            ahead: timedelta = connection.execute(sa.select(_row.c.ahead)).scalar_one()
        if ahead and not self._trial:
            raise TrialTimeRefused(
                f"Thời gian của cơ sở dữ liệu này đã được dời {ahead} khi chạy thử; hãy dùng cơ sở dữ "
                f"liệu khác hoặc bật "
                f"MOTCUA_TRIAL.",
                f"The time of this database was moved by {ahead} in a trial; use another database or set "
                f"MOTCUA_TRIAL.",
            )
        self._ahead, self._read_at, self._seen = ahead, time.monotonic(), seen


def _clock_set_back(told: datetime, gap: timedelta) -> TrialTimeRefused:
    last = told.astimezone(LEGAL_ZONE)
    last_en = f"{last.day} {last:%B %Y %H:%M}"  # 11/12 would be read as the 12th of another month
    return TrialTimeRefused(
        f"Đồng hồ của máy chậm hơn thời gian nghiệp vụ đã dùng ({last:%d/%m/%Y %H:%M}) {gap}; hãy chỉnh lại đồng hồ của máy.",
        f"The machine's clock is {gap} behind the business time that was told here ({last_en}); correct the "
        f"machine's clock.",
    )
