# SPDX-License-Identifier: Apache-2.0
"""What became of the demo's dossiers, read back from the system by its API and compared with what was done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar.clock import LEGAL_ZONE, legal_time
from motcua_calendar.working import working_time

from motcua_cli.demo.citizens import Case
from motcua_cli.demo.province import Demo
from motcua_cli.demo.simulation import Outcome
from motcua_cli.demo.stories import MOMENTS

ENDS = ("running", "finished", "refused", "withdrawn", "stopped")
"""What became of a dossier: each is one of them, so that together they are what was received."""


@dataclass
class Report:
    """`late`: by agency, done steps and those of them that were past their due time. `steps`: working hours by step. `english`:
    the English name of each agency and step, where it has one."""

    counts: dict[str, int]
    late: dict[str, tuple[int, int]]
    steps: dict[str, tuple[int, float, float]]
    differences: list[str]
    refusals: list[str]
    did: dict[str, int]
    days: tuple[str, str]
    whole: bool
    english: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.differences and not self.refusals

    def content(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "ok": self.ok,
            "whole": self.whole,
            "from": self.days[0],
            "to": self.days[1],
            **self.counts,
            "late_by_agency": {
                name: {"done": done, "late": late} for name, (done, late) in self.late.items()
            },
            "step_hours": {
                name: {"done": n, "p50": p50, "p90": p90} for name, (n, p50, p90) in self.steps.items()
            },
            "did": self.did,
            "refusals": self.refusals,
            "differences": self.differences,
            **self.extra,
        }


def read_back(demo: Demo, outcome: Outcome) -> Report:
    """Ask the system about every dossier of the demo and every step that was done for one."""
    dossiers = [_read(demo, case) for case in outcome.cases.values()]
    counts = counts_of(dossiers)
    tasks = list(_done(demo, outcome))
    return Report(
        counts=counts, late=_late(tasks), steps=_hours(demo, tasks), differences=list(_differences(counts, len(tasks), outcome)),
        refusals=outcome.refusals, did=dict(sorted(outcome.done.items())), days=(str(outcome.first), str(outcome.last)),
        whole=outcome.whole,
        english={one.vi: one.en for task in tasks for one in (task.unit_name, task.title) if one.en},
    )  # fmt: skip


def _read(demo: Demo, case: Case) -> pb.Dossier:
    who = demo.citizen(case.story.user) if case.story.user else demo.clerk(demo.clerks(case.story.unit)[0])
    return who.dossier(case.dossier_id)


def end_of(one: pb.Dossier) -> str:
    """One of `ENDS`. Finished: a part at least was granted; else refused goes before withdrawn, and that before stopped."""
    if not one.HasField("finished_at"):
        return "running"
    outcomes = {part.status for part in one.parts}
    if pb.PART_STATUS_GRANTED in outcomes:
        return "finished"
    if one.status == pb.DOSSIER_STATUS_INTAKE_REFUSED or pb.PART_STATUS_REFUSED in outcomes:
        return "refused"
    stopped = one.status != pb.DOSSIER_STATUS_WITHDRAWN and pb.PART_STATUS_STOPPED in outcomes
    return "stopped" if stopped else "withdrawn"


def counts_of(dossiers: list[pb.Dossier]) -> dict[str, int]:
    """By `COUNTS`."""
    ends = Counter(end_of(one) for one in dossiers)
    in_part = sum(
        end_of(one) != "refused" and any(part.status == pb.PART_STATUS_REFUSED for part in one.parts)
        for one in dossiers
    )
    return {
        "received": len(dossiers),
        **{name: ends[name] for name in ENDS},
        "accepted": sum(one.HasField("accepted_at") for one in dossiers),
        "supplemented": sum(bool(one.supplements) for one in dossiers),
        "refused_in_part": in_part,
    }


def _done(demo: Demo, outcome: Outcome) -> Iterable[work.Task]:
    """Every step that an officer of the demo finished for one of its dossiers, once."""
    seen: set[str] = set()
    for user in demo.officers:
        inbox, token = demo.officer(user).inbox, ""
        while True:
            answer = inbox.ListTasks(
                work.ListTasksRequest(filter=work.TASK_FILTER_DONE, page_size=200, page_token=token)
            )
            for task in answer.tasks:
                if task.task_id not in seen and task.dossier_id in outcome.cases:
                    seen.add(task.task_id)
                    yield task
            if not (token := answer.next_page_token):
                break


def _late(tasks: list[work.Task]) -> dict[str, tuple[int, int]]:
    done, late = Counter[str](), Counter[str]()
    for task in tasks:
        if task.kind == work.TASK_KIND_RETURN:  # how long results wait is the citizen's affair
            continue
        done[task.unit_name.vi] += 1
        late[task.unit_name.vi] += _slot_of(task.closed_at) > legal_time(task.due_at.ToDatetime(tzinfo=UTC))
    return {name: (done[name], late[name]) for name in sorted(done)}


def _hours(demo: Demo, tasks: list[work.Task]) -> dict[str, tuple[int, float, float]]:
    """Working hours of the unit from the opening of a step to its end: how many, median, ninth tenth."""
    found: dict[str, list[float]] = defaultdict(list)
    for task in tasks:
        begun, ended = _slot_of(task.opened_at), _slot_of(task.closed_at)
        spent = working_time(demo.calendar(task.unit), begun, max(begun, ended))
        found[task.title.vi].append(spent / timedelta(hours=1))
    return {name: (len(one), _share(one, 0.5), _share(one, 0.9)) for name, one in sorted(found.items())}


def _slot_of(stamp: Any) -> datetime:
    """The moment to which the demo moved the clock for what happened then. Between two of them business time runs on with the
    machine's, which is as fast as it is: no figure may depend on it."""
    at = legal_time(stamp.ToDatetime(tzinfo=UTC))
    begun = [one for one in MOMENTS if one <= at.time()]
    return datetime.combine(at.date(), begun[-1], LEGAL_ZONE) if begun else at


def _share(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1)


def _differences(counts: dict[str, int], tasks: int, outcome: Outcome) -> Iterable[str]:
    """What the system says must be what was done: dossiers filed, accepted (at once where on paper), work finished."""
    done = outcome.done
    worked = sum(done[one] for one in ("accepted", "supplemented", "refused", "returned", "step"))
    for what, acted, said in (
        ("dossiers were filed", done["received"], counts["received"]),
        ("dossiers were accepted", done["accepted"] + done["accepted on paper"], counts["accepted"]),
        ("tasks were finished", worked, tasks),
    ):
        if acted != said:
            yield f"{acted} {what}, the system has {said}."
    codes = Counter(one.seen.code for one in outcome.cases.values())
    yield from (f"{count} dossiers have the code {code}." for code, count in codes.items() if count > 1)
