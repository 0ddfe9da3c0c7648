# SPDX-License-Identifier: Apache-2.0
"""SQL statements of one operation, over all services that it crosses.

    python -m motcua_cli.bench.statements VAR HTTP_PORT GRPC_PORT

Runs the services in this process, since only there can a statement be told apart by the thread that made it: those of the
threads that answer calls belong to the operation; relays, consumers and timers work on their own. BEGIN and COMMIT are not
counted. Each operation is done twice, and the second is told, when caches are warm. Prints one JSON object.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as intake
from motcua_rpc import channel
from motcua_rpc.structs import to_struct
from motcua_storage import count_statements

from motcua_cli.actors import LAND, LAND_ANSWERS, LAND_PAPERS, LAND_STEPS, Citizen, Officer, new_id
from motcua_cli.embedded.folder import StateFolder
from motcua_cli.embedded.node import Node, Options
from motcua_cli.sign_in import PersonToken

STEP = "appraise_release"
ANSWERING = "rpc-"
"""Prefix of the threads that answer calls (motcua_rpc.server.Pools)."""


class Cast:
    """A citizen, a window clerk and a land officer of the running system."""

    def __init__(self, run: dict[str, Any]) -> None:
        self._run = run
        self.unit = next(one["unit"] for one in run["people"] if "window_clerk" in one["roles"])
        self.citizen = Citizen(self._channel("citizen"))
        self.clerk = Officer(self._channel("window_clerk"))
        self.land = Officer(self._channel("land_officer"))

    def _channel(self, role: str) -> Any:
        user = next(one["user"] for one in self._run["people"] if role in one["roles"])
        return channel(self._run["grpc"], PersonToken(self._run, user))


def count_all(run: dict[str, Any]) -> dict[str, int]:
    """Statements by method, of the second time that it is done."""
    cast = Cast(run)
    counts: dict[str, int] = {}
    for _ in range(2):
        counts = dict(_round(cast))
    return counts


def _round(cast: Cast) -> Iterator[tuple[str, int]]:
    answers = LAND_ANSWERS | {"land_commune": cast.unit}
    draft = cast.citizen.draft(LAND, cast.unit, answers, LAND_PAPERS)
    submitted: list[intake.Dossier] = []
    yield "SubmitDraft", _count(lambda: submitted.append(cast.citizen.submit(draft)))
    dossier_id = submitted[0].dossier_id
    cast.clerk.wait_for(dossier_id, "acceptance")
    request = intake.AcceptDossierRequest(request_id=new_id(), dossier_id=dossier_id)
    yield "AcceptDossier", _count(lambda: cast.clerk.intake.AcceptDossier(request))
    task = cast.land.wait_for(dossier_id, STEP)
    yield "ClaimTask", _count(lambda: cast.land.claim(task))
    step = work.StepAction(answers=to_struct(LAND_STEPS[STEP]))
    yield "CompleteTask", _count(lambda: cast.land.complete(task, step=step))
    yield "ListTasks", _count(lambda: cast.land.inbox.ListTasks(work.ListTasksRequest(page_size=50)))
    yield "GetDossier", _count(lambda: cast.citizen.dossier(dossier_id))


def _count(operation: Callable[[], Any]) -> int:
    with count_statements() as count:
        operation()
    return sum(name.startswith(ANSWERING) for name in count.threads)


def main() -> None:
    """Start the services on a folder that was used before, count, stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    var, http_port, grpc_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    options = Options(
        StateFolder(var), "127.0.0.1", http_port, grpc_port, Path("workflows").absolute(),
        Path("infra/demo/organisation.yaml").absolute(),
    )  # fmt: skip
    node = Node(options)
    node.start()
    try:
        run = StateFolder(var).read_run()
        assert run is not None, "a started node has written run.json"
        print(json.dumps(count_all(run)))
    finally:
        node.stop()


if __name__ == "__main__":
    main()
