# SPDX-License-Identifier: Apache-2.0
"""The days of the demo: at each slot time moves on, citizens act, then officers, one after the other in a fixed order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from motcua_calendar.clock import LEGAL_ZONE
from motcua_rpc import MotcuaError

from motcua_cli.demo.chance import Chance
from motcua_cli.demo.citizens import OVER, Case, Citizens
from motcua_cli.demo.officers import Officers
from motcua_cli.demo.province import Demo
from motcua_cli.demo.settling import Settling
from motcua_cli.demo.stories import MOMENTS, SLOTS, Story, consecutive, stories

Progress = Callable[[date, int, int], None]
"""Told the day, and how many slots are over of how many."""


@dataclass
class Outcome:
    """What the demo did, and what was refused to it."""

    cases: dict[str, Case] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    whole: bool = False
    """All days are over; else it was interrupted."""


class Simulation:
    """Runs once. After an interruption `outcome` says what was done until then."""

    def __init__(self, demo: Demo, settling: Settling, seed: int, dossiers: int, days: int) -> None:
        self._demo = demo
        self._settling = settling
        self._chance = Chance(seed)
        self._dossiers = dossiers
        self._days = days
        self.outcome = Outcome()
        self._citizens = Citizens(demo)

    def run(self, progress: Progress) -> None:
        """From the next morning on."""
        now = self._demo.now()
        days = consecutive(now.date(), self._days + 1)[0 if now.time() < SLOTS[0] else 1 :][: self._days]
        places = self._demo.places()
        off = {day for day in days if not self._works(places[0].unit, day)}
        told = stories(self._chance, self._dossiers, days, places, self._demo.citizens, off)
        self._officers = Officers(self._demo, self._chance, days, self.outcome.cases)
        self.outcome.first = days[0]
        for number, day in enumerate(days):
            for place, at in enumerate(MOMENTS):
                progress(day, number * len(MOMENTS) + place, len(days) * len(MOMENTS))
                slot = SLOTS.index(at) if at in SLOTS else None
                if slot is None and day not in off:
                    self._between(datetime.combine(day, at, LEGAL_ZONE))
                elif slot is not None and (day not in off or slot in (1, 3)):
                    self._slot(day, slot, [one for one in told if one.at == (day, slot)])
            self.outcome.last = day
        self.outcome.whole = True

    def _works(self, unit: str, day: date) -> bool:
        return bool(self._demo.calendar(unit).day(day).works)

    def _slot(self, day: date, slot: int, coming: list[Story]) -> None:
        now = datetime.combine(day, SLOTS[slot], LEGAL_ZONE)
        self._demo.advance_to(now)
        self._settle()
        for story in coming:
            self._try(f"dossier {story.number}", lambda story=story: self._file(story, day))  # type: ignore[misc]
        if slot == 1:
            self._follow(now)
        self._settle()
        self._officers_at(now, self._demo.officers)

    def _between(self, now: datetime) -> None:
        """Only officers act, those who look into their inbox often."""
        self._demo.advance_to(now)
        self._settle()
        manners = self._officers.manners
        self._officers_at(now, [user for user in self._demo.officers if manners[user].often])

    def _officers_at(self, now: datetime, users: Iterable[str]) -> None:
        for user in users:
            if self._works(self._demo.unit_of(user), now.date()):
                self._work(user, now)

    def _file(self, story: Story, day: date) -> None:
        case = self._citizens.file(story, day)
        self.outcome.cases[case.dossier_id] = case
        self.outcome.done["received"] += 1
        if case.seen.HasField("accepted_at"):
            self.outcome.done["accepted on paper"] += 1

    def _follow(self, now: datetime) -> None:
        for case in list(self.outcome.cases.values()):
            if case.seen.status not in OVER or (case.story.rates and not case.rated):
                self._try(f"dossier {case.story.number}", lambda case=case: self._one(case, now))  # type: ignore[misc]

    def _one(self, case: Case, now: datetime) -> None:
        if did := self._citizens.follow(case, now):
            self.outcome.done[did] += 1

    def _work(self, user: str, now: datetime) -> None:
        habit = self._officers.manners[user]
        if habit.leave is not None and habit.leave[0] == now.date() and now.time() == SLOTS[0]:
            self._try(user, lambda: self._leave(user))
        if habit.away(now.date()):
            return
        tasks = self._officers.waiting(user, now)
        for task in tasks:
            name = f"{user}, {task.element or 'window'} of {task.dossier_code}"
            if not self._try(name, lambda task=task: self._task(user, task, now.date())):  # type: ignore[misc]
                self._officers.stuck.add(task.task_id)
        if tasks:  # before the next one looks into their inbox
            self._settle()

    def _leave(self, user: str) -> None:
        self.outcome.done[
            "substituted" if self._officers.go_on_leave(user) else "leave without substitute"
        ] += 1

    def _task(self, user: str, task: object, today: date) -> None:
        self.outcome.done[self._officers.do(user, task, today)] += 1  # type: ignore[arg-type]

    def _settle(self) -> None:
        if not self._settling.wait():
            self.outcome.refusals.append("Events were still under way after 30 s; `motcua doctor` says why.")

    def _try(self, who: str, act: Callable[[], None]) -> bool:
        """Do it; a refusal is a finding, told at the end with its reason."""
        try:
            act()
        except (MotcuaError, TimeoutError) as error:
            fields = "".join(
                f" [{one.field}: {one.message_en}]" for one in getattr(error, "field_errors", ())
            )
            said = getattr(error, "message_en", "") or str(error)
            self.outcome.refusals.append(f"{who}: {getattr(error, 'code', 'TIMEOUT')}: {said}{fields}")
            return False
        return True
