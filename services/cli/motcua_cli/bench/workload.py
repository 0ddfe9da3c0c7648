# SPDX-License-Identifier: Apache-2.0
"""The dossiers that a measurement works on: copies to be certified, received at the windows of all communes, with the first
step of each claimed by the officer who will complete it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from motcua.intake.v1 import intake_pb2 as intake
from motcua_rpc import channel

from motcua_cli.actors import COPY, Actor, Citizen, Officer, new_id
from motcua_cli.sign_in import PersonToken

PROCEDURE = Path("workflows") / COPY
STEP = "check_original"
PAPERS = ("BAN-CHINH",)
ANSWERS: dict[str, Any] = {
    "applicant_name": "Nguyễn Thị Ánh Nguyệt",
    "applicant_id": "099185001234",
    "applicant_address": "Thôn Đầu Suối, xã Suối Trong",
    "applicant_phone": "0200 000 1234",
    "document_name": "Bằng tốt nghiệp trung học phổ thông",
    "issued_by": "Sở Giáo dục và Đào tạo",
    "document_language": "vi",
    "pages": 2,
    "copies": 3,
}
SETTLE_SECONDS = 60.0
AT_ONCE = 2
"""Clients at each window while preparing."""


@dataclass(frozen=True)
class Commune:
    """Who works the procedure in one commune."""

    unit: str
    clerk: Actor
    justice: Officer
    leader: Officer


@dataclass
class Samples:
    """Latencies by method, seconds."""

    by_method: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, method: str, call: Callable[[], Any]) -> Any:
        """Do it and keep how long it took."""
        began = time.perf_counter()
        answer = call()
        self.by_method.setdefault(method, []).append(time.perf_counter() - began)
        return answer


class Windows:
    """The communes of a running system that can work the procedure."""

    def __init__(self, run: Mapping[str, Any]) -> None:
        self._run = run
        self._tokens: dict[str, PersonToken] = {}
        self.communes = self._find()

    def token(self, user: str) -> PersonToken:
        return self._tokens.setdefault(user, PersonToken(self._run, user))

    def user(self, unit: str, role: str) -> str:
        """Somebody with a role in a unit; "" when there is nobody."""
        people = (one["user"] for one in self._run["people"] if one["unit"] == unit and role in one["roles"])
        return next(people, "")

    def prepare(self, count: int, samples: Samples, most_communes: int) -> dict[str, list[str]]:
        """Claimed tasks by commune, `count` in all, dealt evenly over at most so many communes."""
        communes = self.communes[:most_communes]
        shares = [len(range(index, count, len(communes))) for index in range(len(communes))]
        turns = [
            commune
            for turn in range(max(shares))
            for commune, share in zip(communes, shares, strict=True)
            if turn < share
        ]
        with ThreadPoolExecutor(AT_ONCE * len(communes)) as pool:
            try:
                for done in [pool.submit(self._receive, commune, samples) for commune in turns]:
                    done.result()
                claimed = list(pool.map(self._claim, communes, shares, [samples] * len(shares)))
            except BaseException:  # Ctrl-C, too: what was not begun is not waited for
                pool.shutdown(cancel_futures=True)
                raise
        return dict(zip((commune.unit for commune in communes), claimed, strict=True))

    def _receive(self, commune: Commune, samples: Samples) -> None:
        draft = Citizen(commune.clerk.channel).draft(COPY, commune.unit, ANSWERS, PAPERS)
        request = intake.ReceiveDossierRequest(
            request_id=new_id(), draft_id=draft.draft_id, revision=draft.revision
        )
        samples.timed("ReceiveDossier", lambda: commune.clerk.intake.ReceiveDossier(request))

    def _claim(self, commune: Commune, count: int, samples: Samples) -> list[str]:
        """Claim what has reached the inbox, until as many are claimed as were received."""
        from motcua.assignment.v1 import assignment_pb2 as work

        claimed: list[str] = []
        until = time.monotonic() + SETTLE_SECONDS
        while len(claimed) < count:
            for task in commune.justice.tasks():
                if task.element == STEP and task.state == work.TASK_STATE_OPEN:
                    samples.timed("ClaimTask", partial(commune.justice.claim, task))
                    claimed.append(task.task_id)
            if time.monotonic() > until:
                raise TimeoutError(
                    f"only {len(claimed)} of {count} tasks reached the inbox of {commune.unit}"
                )
            if len(claimed) < count:
                time.sleep(0.1)
        return claimed

    def _find(self) -> list[Commune]:
        roles = ("window_clerk", "justice_officer", "commune_leader")
        units = dict.fromkeys(one["unit"] for one in self._run["people"] if one["unit"])
        found = []
        for unit in units:
            users = [self.user(unit, role) for role in roles]
            if all(users):
                clerk, justice, leader = (self._channel(user) for user in users)
                found.append(Commune(unit, Actor(clerk), Officer(justice), Officer(leader)))
        return found

    def _channel(self, user: str) -> Any:
        return channel(self._run["grpc"], self.token(user), deadline_seconds=60.0)
