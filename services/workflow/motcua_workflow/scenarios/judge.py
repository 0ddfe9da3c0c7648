# SPDX-License-Identifier: Apache-2.0
"""Compares what a scenario came to with what it expects; each difference is one sentence at its line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from motcua_calendar import ClockError, Due
from motcua_procedure import Procedure, Scenario
from motcua_text import Source

from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.incident_hints import hint
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.engine.step import Decision
from motcua_workflow.scenarios.legal_time import dues, promised
from motcua_workflow.scenarios.play import Play
from motcua_workflow.scenarios.wording import say, word


class Judge:
    """Judges one play; `findings()` is empty when all is as expected."""

    def __init__(
        self,
        procedure: Procedure,
        drawing: Drawing,
        scenario: Scenario,
        source: Source,
        play: Play,
        lang: Lang,
    ) -> None:
        self._procedure = procedure
        self._drawing = drawing
        self._scenario = scenario
        self._source = source
        self._play = play
        self._lang: Lang = lang

    def findings(self) -> list[Finding]:
        """Failures first; expectations only of a play that came to its end."""
        failed = list(self._failures())
        if self._play.stopped is not None:
            return [*failed, self._play.stopped]
        checks = (self._state, self._way, self._parts, self._time)
        return failed + [finding for check in checks for finding in check()]

    def _failures(self) -> Iterator[Finding]:
        """What no scenario may contain, whatever it expects."""
        pools = self._play.pools
        for incident in pools.incidents():
            advice = hint(incident.code, self._lang)
            yield self._say(
                "scenario-incident",
                (),
                incident.element,
                code=incident.code,
                why=incident.message,
                advice=advice,
            )
        for thrown in pools.history.refused:
            yield self._say("scenario-lost", (), thrown.element, message=thrown.message, target=thrown.target)
        for part, decisions in self._decisions().items():
            if len(decisions) > 1:
                first, second = (f"{one.outcome} ({one.element})" for one in decisions[:2])
                yield self._say("scenario-decided-twice", (), part=part, first=first, second=second)

    def _state(self) -> Iterator[Finding]:
        expect, pools = self._scenario.expect, self._play.pools
        yield from self._same("status", expect.status, self._status())
        yield from self._same("ends", set(expect.ends), set(self._ends()))
        if expect.open is not None:
            yield from self._same("open", sorted(expect.open), sorted(pools.open_tasks()))
        if expect.messages is not None:
            thrown = [message.message for message in pools.history.messages]
            yield from self._same("messages", list(expect.messages), thrown)

    def _status(self) -> str:
        done = all(pool.status == "completed" for pool in self._play.pools.pools)
        return "completed" if done else "waiting"

    def _ends(self) -> Iterator[str]:
        passed = set(self._play.pools.history.passed())
        for process in self._drawing.processes:
            for node in process.nodes:
                if node.type == "endEvent" and node.scope == process.id and node.id in passed:
                    yield node.id

    def _way(self) -> Iterator[Finding]:
        passed = self._play.pools.history.passed()
        position, before = 0, ""
        for index, element in enumerate(self._scenario.expect.path):
            if element not in passed[position:]:
                after = word(self._lang, "after", element=before) if before else word(self._lang, "anywhere")
                left = passed[position:]
                yield self._say("scenario-path", ("path", index), element, after=after, passed=left)
                break
            position, before = passed.index(element, position) + 1, element
        for index, element in enumerate(self._scenario.expect.not_passed):
            if element in passed:
                yield self._say("scenario-passed", ("not_passed", index), element)

    def _parts(self) -> Iterator[Finding]:
        asked, results = self._source.data["expect"], self._play.results
        outcomes = {part: decisions[0].outcome for part, decisions in self._decisions().items()}
        for part in sorted({*self._scenario.expect.parts, *outcomes} if "parts" in asked else ()):
            expected = self._scenario.expect.parts.get(part, "")
            yield from self._same("parts", expected, outcomes.get(part, ""), part)
        for part in sorted({*self._scenario.expect.results, *results} if "results" in asked else ()):
            expected_codes = sorted(self._scenario.expect.results.get(part, ()))
            yield from self._same("results", expected_codes, sorted(results.get(part, ())), part)
        yield from self._left_undone(outcomes)

    def _left_undone(self, outcomes: dict[str, str]) -> Iterator[Finding]:
        """What would leave a real dossier unfinished for ever."""
        for part in self._procedure.parts:
            given = self._play.results.get(part.key, [])
            if part.key not in outcomes and self._status() == "completed":
                yield self._say("scenario-undecided", (), part=part.key)
            elif outcomes.get(part.key) == "granted" and not part.results.complete(given):
                wanted = [item.code for item in part.results.items]
                yield self._say("scenario-results", (), part=part.key, given=given, wanted=wanted)

    def _time(self) -> Iterator[Finding]:
        expect, history = self._scenario.expect, self._play.pools.history
        try:
            if expect.promised is not None:
                actual = promised(self._procedure, self._scenario.received_at)
                yield from self._same("promised", expect.promised, actual)
            if expect.deadlines:
                found = dues(
                    self._procedure,
                    self._scenario.received_at,
                    history.clock,
                    history.decisions,
                    self._play.now,
                )
                for part, moment in expect.deadlines.items():
                    yield from self._deadline(part, moment, found[part])
        except ClockError as error:
            yield self._say("scenario-time", (), why=str(error))

    def _deadline(self, part: str, expected: datetime, due: Due) -> Iterator[Finding]:
        if due.provisional:
            yield self._say("scenario-clock-open", ("deadlines", part), part=part, actual=_written(due.at))
        else:
            yield from self._same("deadlines", _written(expected), _written(due.at), part)

    def _decisions(self) -> dict[str, list[Decision]]:
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision, _ in self._play.pools.history.decisions:
            found[decision.part].append(decision)
        return found

    def _same(self, field: str, expected: Any, actual: Any, part: str = "") -> Iterator[Finding]:
        if expected != actual:
            place = (field, part) if part else (field,)
            what = word(self._lang, field, part=part)
            yield self._say("scenario-expected", place, what=what, expected=expected, actual=actual)

    def _say(self, code: str, place: Iterable[str | int], element: str = "", /, **values: object) -> Finding:
        line = self._source.line(("expect", *place))
        return say(self._lang, code, line, element, **values)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
