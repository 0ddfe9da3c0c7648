# SPDX-License-Identifier: Apache-2.0
"""What officers do with their inbox: of different speed and care, some on leave, in the order of what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1 import desk_pb2 as desk
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar.clock import legal_time
from motcua_procedure import Form
from motcua_rpc import InvalidInput
from motcua_rpc.structs import to_dict, to_struct

from motcua_cli.actors import Officer, new_id, small_pdf
from motcua_cli.demo.chance import Chance
from motcua_cli.demo.citizens import Case
from motcua_cli.demo.filling import Filler
from motcua_cli.demo.province import Demo

WAITS_FOR_PAYMENT = ("confirm_payment", "confirm_further_payment")
"""Steps of the shipped procedures that an officer does when the citizen has paid."""
TURNS = 0.05
"""How often a step goes another way than on."""


@dataclass(frozen=True)
class Manner:
    """How somebody works: tasks at a time, how many hours a new one lies first (one of these), and from which day to which on
    leave (None: not)."""

    speed: int
    hours: tuple[float, ...]
    leave: tuple[date, date] | None

    @property
    def often(self) -> bool:
        """Whether they look into their inbox at each of the demo's moments, not only at those of citizens."""
        return min(self.hours) < 1

    def lies(self, chance: Chance, user: str, number: int, step: str) -> timedelta:
        """How long a step of a dossier lies first: the same for the same seed."""
        return timedelta(hours=chance.about("lies", user, number, step).choice(self.hours))

    def away(self, day: date) -> bool:
        return self.leave is not None and self.leave[0] <= day <= self.leave[1]


_MANNERS: Final = ((2, (20.0,)), (4, (0.2, 1.5, 3.0)), (8, (0.2,)))
"""Tasks at a time and hours: the slow are late, the quick are not, and of the others it depends on the step."""


def manner(chance: Chance, user: str, days: list[date]) -> Manner:
    """Drawn by user."""
    draw = chance.about("officer", user)
    speed, hours = draw.choices(_MANNERS, (1, 3, 2))[0]
    if draw.random() >= 0.25 or len(days) < 5:
        return Manner(speed, hours, None)
    first = draw.randrange(1, len(days) - 2)
    return Manner(speed, hours, (days[first], days[min(first + draw.randrange(1, 5), len(days) - 1)]))


class Officers:
    """Works the inboxes of everybody who has one. `cases`: by dossier id; other dossiers are nobody's business here."""

    def __init__(self, demo: Demo, chance: Chance, days: list[date], cases: Mapping[str, Case]) -> None:
        self._demo = demo
        self._chance = chance
        self._cases = cases
        self._forms: dict[str, Form] = {}
        self.manners = {user: manner(chance, user, days) for user in demo.officers}
        self.stuck: set[str] = set()
        """Tasks that were refused once: they are told, and not tried again."""

    def go_on_leave(self, user: str) -> bool:
        """Name a substitute for the days of leave; False where the unit has nobody else."""
        leave, officer = self.manners[user].leave, self._demo.officer(user)
        assert leave is not None
        colleagues = officer.inbox.ListColleagues(desk.ListColleaguesRequest()).colleagues
        others = sorted(one.user for one in colleagues if one.user != user)
        free = [one for one in others if one in self.manners and self.manners[one].leave is None]
        if not free:
            return False
        officer.inbox.SetSubstitution(
            desk.SetSubstitutionRequest(
                request_id=new_id(), substitute=free[0], from_day=leave[0].isoformat(), to_day=leave[1].isoformat(),
                reason="Nghỉ phép năm (mô phỏng).",
            )
        )  # fmt: skip
        return True

    def waiting(self, user: str, now: datetime) -> list[work.Task]:
        """What this officer would do now, in order, as many as they get done in one go."""
        tasks = [one for one in self._demo.officer(user).tasks() if self._may(one, user, now)]
        tasks.sort(
            key=lambda one: (one.legal_due_at.seconds or one.due_at.seconds, self._number(one), one.element)
        )
        return tasks[: self.manners[user].speed]

    def do(self, user: str, task: work.Task, today: date) -> str:
        """Claim and complete it; what was done: "accepted", "supplemented", "refused", "returned" or "step"."""
        officer, case = self._demo.officer(user), self._cases[task.dossier_id]
        if task.state == work.TASK_STATE_OPEN:
            officer.claim(task)
        if task.kind == work.TASK_KIND_ACCEPTANCE:
            return self._decide(officer, task, case)
        if task.kind == work.TASK_KIND_RETURN:
            officer.return_results(task.dossier_id)
            return "returned"
        self._step(officer, task, case, today)
        return "step"

    def _may(self, task: work.Task, user: str, now: datetime) -> bool:
        case = self._cases.get(task.dossier_id)
        if case is None or task.task_id in self.stuck or task.assignee.user not in ("", user):
            return False
        story, lay = case.story, now - _moment(task.opened_at)
        if lay < self.manners[user].lies(self._chance, user, story.number, task.element or str(task.kind)):
            return False
        waited = lay // timedelta(days=1)
        if task.element in WAITS_FOR_PAYMENT:
            return waited >= story.pays_after
        if task.kind == work.TASK_KIND_RETURN:
            return waited >= story.fetches_after
        return True

    def _number(self, task: work.Task) -> int:
        return self._cases[task.dossier_id].story.number

    def _decide(self, officer: Officer, task: work.Task, case: Case) -> str:
        action, done = work.AcceptanceAction(accept=work.Accept()), "accepted"
        dossier = officer.dossier(task.dossier_id)
        asked_before = bool(dossier.supplements)
        if case.story.turned_away or (asked_before and not dossier.supplements[-1].HasField("answered_at")):
            reason = "Hồ sơ mô phỏng không thuộc phạm vi giải quyết hoặc không được bổ sung đúng hạn."
            action, done = work.AcceptanceAction(refuse=work.Refuse(reason=reason)), "refused"
        elif case.story.lacks_paper and not asked_before and dossier.papers:
            item = pb.SupplementItem(
                component=dossier.papers[0].component, reason="Bản chụp mờ, không đọc được."
            )
            ask = work.AskSupplement(items=[item], reason="Giấy tờ không đọc được.")
            action, done = work.AcceptanceAction(supplement=ask), "supplemented"
        officer.complete(task, acceptance=action)
        return done

    def _step(self, officer: Officer, task: work.Task, case: Case, today: date) -> None:
        seen = officer.inbox.GetTask(work.GetTaskRequest(task_id=task.task_id)).task
        turns = task.element not in case.turns and self._chance.happens(
            TURNS, "turn", case.story.number, task.element
        )
        case.turns.add(task.element)
        turn = self._chance.about("way", case.story.number, task.element) if turns else None
        try:
            self._complete(officer, seen, case, today, self._answers(seen, case, today, turn))
        except InvalidInput:
            if turn is None:
                raise
            self._complete(officer, seen, case, today, self._answers(seen, case, today, None))

    def _answers(self, task: work.Task, case: Case, today: date, turn: object) -> dict[str, object]:
        if not task.form:
            return {}
        if task.form not in self._forms:
            self._forms[task.form] = Form.load(task.form.encode(), "step.form")
        papers = [one.component for one in case.seen.papers]
        known = {"supplement_papers": papers[:1], "personal_number": _number(case)}
        return Filler(self._forms[task.form], to_dict(task.given), today, known).fill(turn)  # type: ignore[arg-type]

    def _complete(
        self, officer: Officer, task: work.Task, case: Case, today: date, answers: dict[str, object]
    ) -> None:
        step = work.StepAction(answers=to_struct(answers))
        if task.result_code and (not task.form or self._forms[task.form].asks_result(answers)):
            step.result.CopyFrom(
                work.SignedResult(
                    number=f"{case.story.number}/{task.result_code[-4:]}-{today:%d%m}{len(case.turns)}",
                    signed_at=officer.now(),
                    file_id=officer.upload(
                        small_pdf(f"KET QUA MAU {case.story.number} {new_id()}"), "ket-qua-mau.pdf"
                    ),
                )
            )
        officer.complete(task, step=step)


def _moment(stamp: object) -> datetime:
    return legal_time(stamp.ToDatetime(tzinfo=UTC))  # type: ignore[attr-defined]


def _number(case: Case) -> str:
    """A personal number that fits the child of the dossier, as on a paper notice."""
    answers = to_dict(case.seen.answers)
    year, girl = str(answers.get("child_birth_date") or "2026"), answers.get("child_gender") == "female"
    return f"099{2 * (int(year[:2]) - 19) + girl}{year[2:4]}0{case.story.number:05d}"
