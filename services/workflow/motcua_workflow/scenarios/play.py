# SPDX-License-Identifier: Apache-2.0
"""Plays one scenario: its steps on the pools, each at its moment, with the answers an officer's form would take.

A step that cannot be done is a finding at its line and ends the play; what the play came to is for `judge`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from motcua_calendar import ClockError, Limit, compute, shipped_calendar
from motcua_calendar.clock import FixedClock
from motcua_procedure import Advance, Arrive, Complete, Form, Option, ProcedurePackage, Scenario, ScenarioStep
from motcua_text import Text

from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.environment_facts import FactsError
from motcua_workflow.engine.model import Finding
from motcua_workflow.engine.step import Facts, OpenedTask
from motcua_workflow.scenarios.pools import Pools, TooManyMoves
from motcua_workflow.scenarios.wording import say, word

_SPANS = {"d": "days", "h": "hours", "m": "minutes"}


class CannotGoOn(Exception):
    """A step that cannot be done; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


@dataclass(slots=True)
class Play:
    """What a scenario came to. `stopped` when a step could not be done."""

    pools: Pools
    clock: FixedClock
    results: dict[str, list[str]] = field(default_factory=dict)
    stopped: Finding | None = None

    @property
    def now(self) -> datetime:
        return self.clock.now()


def play(package: ProcedurePackage, definition: Definition, scenario: Scenario, lang: Lang) -> Play:
    """Play all steps of a scenario from its start."""
    clock = FixedClock(scenario.received_at)
    player = _Player(package, Play(Pools(definition, clock), clock), lang)
    try:
        player.start(scenario, definition)
        for step in scenario.steps:
            player.do(step)
    except CannotGoOn as error:
        player.play.stopped = error.finding
    return player.play


class _Player:
    def __init__(self, package: ProcedurePackage, play: Play, lang: Lang) -> None:
        self._package = package
        self._lang: Lang = lang
        self._line = 1
        self.play = play

    def start(self, scenario: Scenario, definition: Definition) -> None:
        known = self._package.procedure.facts
        for name in scenario.facts:
            if name not in known:
                raise self._cannot(
                    "scenario-fact", name=name, known=list(known), place=word(self._lang, "start")
                )
        if not definition.main_process():
            raise self._cannot("scenario-no-start")
        facts = {name: scenario.facts.get(name) for name in known}
        self._guarded(lambda: self.play.pools.start(facts))

    def do(self, step: ScenarioStep) -> None:
        self._line = step.line
        self._guarded(lambda: self._do(step))

    def _do(self, step: ScenarioStep) -> None:
        if isinstance(step, Advance):
            self.play.pools.pass_until(self._moment_after(step.amount))
            return
        if step.at is not None:
            self.play.pools.pass_until(max(step.at, self.play.now))
        if isinstance(step, Complete):
            self._complete(step)
        else:
            self._arrive(step)

    def _guarded(self, move: Any) -> None:
        """Do it; what the core cannot take ends the play with a sentence."""
        try:
            move()
        except FactsError as error:
            raise self._cannot("scenario-facts", why=str(error)) from error
        except ClockError as error:
            raise self._cannot("scenario-time", why=str(error)) from error
        except TooManyMoves as error:
            raise self._cannot(
                "scenario-endless", error.element, moves=error.moves, most=error.most
            ) from error

    def _complete(self, step: Complete) -> None:
        pools = self.play.pools
        found = pools.open_task(step.element)
        if found is None:
            raise self._cannot("scenario-not-open", step.element, open=pools.open_tasks())
        pool, task = found
        facts = self._answers(task, step.facts, pool.facts)
        form = self._package.forms.get(task.form)
        wanted = task.result if form is None or form.asks_result(facts) else ""
        if step.result and task.result and not wanted:
            raise self._cannot("scenario-result-unasked", step.element, given=step.result)
        if step.result != wanted:
            raise self._cannot("scenario-result", step.element, wanted=wanted, given=step.result)
        if step.result:
            self.play.results.setdefault(task.part, []).append(step.result)
        pools.complete(pool, task, facts)

    def _arrive(self, step: Arrive) -> None:
        pools = self.play.pools
        if not pools.arrive(step.message, step.sender, step.facts):
            raise self._cannot("scenario-refused", message=step.message, waited=pools.waited_for())

    def _answers(self, task: OpenedTask, given: Mapping[str, Any], known: Facts) -> dict[str, Any]:
        """The facts that the task's form makes of these answers and of what it is given, as for an officer."""
        form = self._package.forms.get(task.form)
        fields = {field.key for field in form.inputs() if field.fact} if form else set()
        place = word(self._lang, "form", form=form.key) if form else word(self._lang, "no-form")
        for name in given:
            if name not in fields:
                raise self._cannot("scenario-fact", task.element, name=name, known=fields, place=place)
        return self._through(form, task, given, known) if form else {}

    def _through(
        self, form: Form, task: OpenedTask, given: Mapping[str, Any], known: Facts
    ) -> dict[str, Any]:
        clean, errors = form.validate(
            given, self._options(form, given), form.given(known), today=self.play.now.date()
        )
        facts = form.facts(clean)
        fact_fields = {field.key for field in form.inputs() if field.fact}
        for name, why in errors.items():
            if name in fact_fields or not name:
                told = why.to(self._lang)
                raise self._cannot("scenario-answer", task.element, form=form.key, name=name, why=told)
        for name, value in given.items():
            if name not in facts and value not in (None, ""):
                raise self._cannot("scenario-hidden", task.element, form=form.key, name=name)
        return facts

    def _options(self, form: Form, given: Mapping[str, Any]) -> dict[str, tuple[Option, ...]]:
        """Choices from outside the form. Papers are the procedure's; others (communes, …) depend on where the
        procedure is used, so that what the scenario says is one of them."""
        papers = tuple(Option(one.code, one.name) for one in self._package.procedure.components)
        options = {name: papers for name in form.option_sources() if name == "components"}
        for asked in form.inputs():
            if asked.options_from and asked.options_from != "components":
                chosen = given.get(asked.key)
                values = chosen if isinstance(chosen, list) else [chosen]
                texts = tuple(Option(value, Text(value, value)) for value in values if isinstance(value, str))
                options[asked.options_from] = (*options.get(asked.options_from, ()), *texts)
        return options

    def _moment_after(self, amount: str) -> datetime:
        now = self.play.now
        if amount.endswith(("wd", "wh")):
            return compute(now, Limit.parse(amount), shipped_calendar()).at
        return now + timedelta(**{_SPANS[amount[-1]]: min(int(amount[:-1]), 1_000_000)})

    def _cannot(self, code: str, element: str = "", /, **values: object) -> CannotGoOn:
        return CannotGoOn(say(self._lang, code, self._line, element, **values))
