# SPDX-License-Identifier: Apache-2.0
"""What lies in the system before calls by chance begin: dossiers in every state, the requests that made them so, and a witness
that nobody may change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as pb
from motcua.notification.v1 import notification_pb2 as post
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua.workflow.v1 import workflow_pb2 as workflow
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_cli.actors import LAND, LAND_ANSWERS, LAND_PAPERS, Officer

from support.fuzzing.calls import Heard
from support.province import COMMUNE, Province
from support.system import System


@dataclass
class Prepared:
    """`recorded` are the requests by the path of their method."""

    system: System
    recorded: list[tuple[str, list[bytes]]] = field(default_factory=list)
    answers: list[Message] = field(default_factory=list)
    witness: str = ""
    untouchable: set[bytes] = field(default_factory=set)
    invented: set[str] = field(default_factory=set)
    """Dossiers that a service's own account said were accepted, though nobody filed them; what comes of them is for operators."""

    def seen(self) -> dict[str, Any]:
        """The witness as the services tell it: pages, steps, letters, process, tasks."""
        operator = Officer(self.system.person_channel(self.system.users_with("operator")[0]))
        clerk = Province(self.system).clerk
        at = {"dossier_id": self.witness}
        return {
            "dossier": clerk.dossier(self.witness),
            "tasks": clerk.tasks(self.witness),
            "steps of intake": operator.intake.ListSteps(pb.ListStepsRequest(**at)),
            "steps of assignment": operator.inbox.ListSteps(work.ListStepsRequest(**at)),
            "notices": NotificationServiceStub(clerk.channel).ListNotices(post.ListNoticesRequest(**at)),
            "process": WorkflowServiceStub(clerk.channel).GetDossierProcess(
                workflow.GetDossierProcessRequest(**at)
            ),
        }


class _Listened:
    """A system whose people's channels are heard."""

    def __init__(self, made: Prepared) -> None:
        self._made = made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made.system, name)

    def person_channel(self, user: str) -> Heard:
        return Heard(self._made.system.person_channel(user), self._made.recorded, self._made.answers)


def prepared(system: System) -> Prepared:
    """Fill the system as people do."""
    made = Prepared(system)
    province = Province(_Listened(made))  # type: ignore[arg-type]
    _finished(province)
    _waiting(province)
    quiet = Province(system)
    witness = quiet.citizen().submit_land(COMMUNE)
    quiet.clerk.accept(witness.dossier_id)
    task = quiet.land_officer.wait_for(witness.dossier_id, "appraise_release")
    made.witness = witness.dossier_id
    made.untouchable = {one.encode() for one in (witness.dossier_id, witness.code, task.task_id)}
    return made


def _finished(province: Province) -> None:
    """A dossier from its draft to both results in the citizen's hand."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.finish_land(made.dossier_id)


def _waiting(province: Province) -> None:
    """A draft, a dossier that nobody has looked at, and one that is worked on."""
    citizen = province.citizen()
    citizen.draft(LAND, COMMUNE, LAND_ANSWERS | {"land_commune": COMMUNE}, LAND_PAPERS)
    citizen.submit_land(COMMUNE)
    begun = citizen.submit_land(COMMUNE)
    province.clerk.accept(begun.dossier_id)
    province.land_officer.wait_for(begun.dossier_id, "appraise_release")
