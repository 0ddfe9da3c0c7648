# SPDX-License-Identifier: Apache-2.0
"""What people see of a dossier's processes: the instances, their history and where they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb

from motcua_workflow.adapters import instances, repairs
from motcua_workflow.app.announcing import stamp
from motcua_workflow.app.definitions import Definitions
from motcua_workflow.domain.definition import Definition
from motcua_workflow.domain.records import Instance
from motcua_workflow.domain.repair import Repair
from motcua_workflow.errors import UnknownDossierProcess


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Whom the procedure lets see some parts of a dossier only (`sees`): officers of a kind of agency."""

    agency: str
    parts: frozenset[str]


class Reader:
    """Reads only."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def process_of(
        self, connection: sa.Connection, dossier_id: str, with_drawing: bool, narrowed: Narrowed | None = None
    ) -> pb.GetDossierProcessResponse:
        """The course of the whole dossier, or of what a narrowed view has of it.

        Raises:
            UnknownDossierProcess: nothing was started.
        """
        owners = instances.of_dossier(connection, dossier_id)
        if not owners:
            raise UnknownDossierProcess()
        first = owners[0]
        definition = self._definitions.get(connection, first.procedure_key, first.procedure_version)
        ids = [owner.id for owner in owners]
        lines: dict[str, list[pb.TraceLine]] = defaultdict(list)
        people = definition.done_by_people()
        names, english = definition.element_names(), definition.english_names()
        trace = instances.trace_of(connection, ids)
        mended = any(line.event == "repaired" for line in trace)
        repaired = repairs.of_instances(connection, ids) if mended else {}
        for line in trace:
            repair = repaired.get((line.instance_id, line.position))
            lines[line.instance_id].append(_line(line, names, english, repair, people))
        places = instances.standing(connection, ids)
        made = [_instance(definition, owner, lines[owner.id], places[owner.id]) for owner in owners]
        if narrowed is not None:
            seen = definition.seen_by(narrowed.agency, narrowed.parts)
            made = [cut for one in made if (cut := _cut(one, seen)).trace or cut.active_elements]
        return pb.GetDossierProcessResponse(
            procedure_key=first.procedure_key,
            procedure_version=first.procedure_version,
            instances=made,
            drawing=definition.source if with_drawing else b"",
            narrowed=narrowed is not None,
        )


def _cut(whole: pb.Instance, seen: frozenset[str]) -> pb.Instance:
    """What of an instance is of the elements `seen`. Whether and when the rest of it ended or failed is not said: where something
    is left out it stays running."""
    elements = {line.element for line in whole.trace} | set(whole.active_elements)
    if elements <= seen:
        return whole
    return pb.Instance(
        instance_id=whole.instance_id,
        process_id=whole.process_id,
        name=whole.name,
        status="running",
        active_elements=[one for one in whole.active_elements if one in seen],
        trace=[line for line in whole.trace if line.element in seen],
        started_at=whole.started_at,
    )


def _instance(
    definition: Definition, owner: Instance, lines: list[pb.TraceLine], places: set[str]
) -> pb.Instance:
    made = pb.Instance(
        instance_id=owner.id,
        process_id=owner.process_id,
        name=definition.name_of_process(owner.process_id),
        status=owner.status,
        active_elements=sorted(places - definition.attached()),
        trace=lines,
        started_at=stamp(owner.started_at),
    )
    if owner.ended_at is not None:
        made.ended_at.CopyFrom(stamp(owner.ended_at))
    return made


def _line(
    line: sa.Row[Any],
    names: dict[str, str],
    english: dict[str, str],
    repair: Repair | None,
    people: frozenset[str],
) -> pb.TraceLine:
    actor = common_pb2.Actor()
    # Releases before named whoever moved the process last beside everything that the engine did then.
    if line.event == "caught" or (line.event == "completed" and line.element in people):
        actor = common_pb2.Actor(
            user=line.actor_user or "", name=line.actor_name or "", unit=line.actor_unit or ""
        )
    if repair is not None:
        actor = common_pb2.Actor(
            user=repair.actor.user, name=repair.actor.name or repair.actor.user, unit=repair.actor.unit
        )
    return pb.TraceLine(
        element=line.element,
        name=names.get(line.element, ""),
        event=line.event,
        at=stamp(line.at),
        actor=actor,
        note=repair.note if repair else "",
        name_en=english.get(line.element, ""),
    )
