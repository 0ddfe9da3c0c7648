# SPDX-License-Identifier: Apache-2.0
"""Runs of schemathesis over the REST API: requests that its description allows and forbids, as one caller."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from support.fuzzing.pool import Pool, singular

PATIENCE = 60.0
"""Seconds in which each request is answered."""

STREAMS = "events$"
"""Addresses whose good answer goes on without end: schemathesis would wait for each to say something."""


@dataclass
class Told:
    """What came of a run: answers by status, and what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """By operation, check and title: the first of its kind, with the command that repeats it."""


def configured(base: str, seed: int, examples: int, phases: tuple[str, ...]) -> SchemathesisConfig:
    """As `schemathesis.toml` would say it. `examples`: requests of each kind and operation."""
    known = ("examples", "coverage", "fuzzing", "stateful")
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "base-url": base,
            "request-timeout": PATIENCE,
            "max-stream-events": 1,
            "continue-on-failure": True,
            "workers": 4,
            "generation": {"max-examples": examples, "no-shrink": True, "database": "none"},
            # What a description cannot say of a value (a procedure that exists, a day in order) is refused by 400, and a revision
            # that has passed by 412: both are answers to what is well formed.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "400", "401", "403", "404", "409", "412", "429"]
                },
                # A missing If-Match is 428 (RFC 6585).
                "missing_required_header": {
                    "expected-statuses": ["400", "401", "403", "404", "415", "428", "429"]
                },
            },
            "phases": {name: {"enabled": name in phases} for name in known},
        }
    )


def explore(
    document: dict[str, Any],
    config: SchemathesisConfig,
    token: Callable[[], str] | None,
    pool: Pool,
    only: Collection[str] = (),
) -> Told:
    """Send what the configuration asks for, in the name of whose `token` it is; `only` to these operations."""
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document)), config=config)
    schema = schema.exclude(path_regex=STREAMS)
    if only:
        schema = schema.include(operation_id=list(only))
    if token is not None:
        _as_bearer(schema, token)
    _with_real_ids(schema, pool, Random(config.seed))
    told = Told()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _count(told, event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            told.faults["schemathesis", type(event).__name__, ""] = str(event)
    return told


def _count(told: Told, recorder: Any) -> None:
    for one in recorder.interactions.values():
        told.statuses[one.response.status_code if one.response else 0] += 1
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                said = f"{recorder.label}: {check.name}: {failure.title}\n{failure.message}\n{check.failure_info.code_sample}"
                told.faults.setdefault((recorder.label, check.name, failure.title), said)


def _as_bearer(schema: Any, token: Callable[[], str]) -> None:
    @schema.auth(refresh_interval=None)
    class Bearer:
        def get(self, case: Any, context: Any) -> str:
            return token()

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def _with_real_ids(schema: Any, pool: Pool, rng: Random) -> None:
    """Half of the addresses are those of what is there."""

    @schema.hook
    def map_path_parameters(context: Any, path_parameters: dict[str, Any]) -> dict[str, Any]:
        for name in path_parameters or {}:
            known = pool.give(rng, singular(name))
            if known is not None and rng.random() < 0.5:
                path_parameters[name] = known
        return path_parameters

    @schema.hook
    def filter_case(context: Any, case: Any) -> bool:
        """Ids are learned from answers too: requests that name the witness are not sent."""
        return pool.spares(f"{case.path_parameters} {case.query} {case.body!r}".encode("utf-8", "replace"))
