# SPDX-License-Identifier: Apache-2.0
"""The one running system of the walk, in which every kind of thing is there once for somebody: `filled.fill`, and the ids that it
does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1 import desk_pb2
from motcua.intake.v1 import calls_pb2
from motcua.liaison.v1 import liaison_pb2
from motcua.liaison.v1.liaison_pb2_grpc import LiaisonServiceStub
from motcua_cli.actors import LAND
from motcua_cli.rights import Table, read
from motcua_organisation import Organisation, load_organisation
from support.callers import Signing, broken, client_tokens, signing_of
from support.filled import fill
from support.province import COMMUNE, Province
from support.system import ROOT, System

from rights import callers
from rights.asks import Ask, asks
from rights.model import Caller

RIGHTS = ROOT / "proto" / "rights.yaml"
AGENCY = "chi_nhanh_dat_dai"


@dataclass
class World:
    """`tokens` by the caller's name; `bad`: tokens of an operator that are broken in one way each."""

    system: System
    table: Table
    ids: Mapping[str, str]
    asks: Mapping[str, Ask]
    organisation: Organisation
    people: list[Caller]
    programs: list[Caller]
    tokens: Mapping[str, str]
    bad: Mapping[str, str]
    channel: grpc.Channel = field(repr=False)

    @property
    def signing(self) -> Signing:
        """Who signs as its issuer does."""
        return signing_of(self.system)

    @property
    def callers(self) -> list[Caller]:
        """Everybody."""
        return [callers.SIGNED_OUT, *self.people, *self.programs]


def build(system: System, folder: Path) -> World:
    """Fill a running system; `folder`: an empty one."""
    province = Province(system)
    ids = fill(province, folder)
    return around(system, ids | _more(province, ids))


def around(system: System, ids: Mapping[str, str]) -> World:
    """Of a system that is filled already."""
    organisation = load_organisation(Path(system.run["organisation"]))
    people, programs = callers.people(organisation, system.run), callers.programs(organisation, system)
    tokens = _tokens(system, people)
    wire = grpc.insecure_channel(system.run["grpc"], options=[("grpc.max_receive_message_length", 64 << 20)])
    bad = broken(signing_of(system), tokens["phuc.quantri"])
    return World(system, read(RIGHTS), ids, asks(ids), organisation, people, programs, tokens, bad, wire)


def _tokens(system: System, people: list[Caller]) -> dict[str, str]:
    signing: Signing = signing_of(system)
    made = {one.name: system.token(one.name) for one in people}
    made |= client_tokens(system) | {one.id: signing(one) for one in callers.OTHERS}
    return made | {callers.SIGNED_OUT.name: ""}


def _more(province: Province, ids: Mapping[str, str]) -> dict[str, str]:
    """Ids of what the walk asks for besides."""
    citizen, clerk, officer = province.citizen(), province.clerk, province.land_officer
    working = citizen.dossier(ids["working"])
    done: Any = officer.inbox.ListTasks(work.ListTasksRequest(filter=work.TASK_FILTER_DONE)).tasks
    lent = officer.inbox.ListSubstitutions(desk_pb2.ListSubstitutionsRequest(all=True)).substitutions[0]
    liaison = LiaisonServiceStub(province.officer(province.system.users_with("operator")[0]).channel)
    messages = liaison.ListMessages(liaison_pb2.ListMessagesRequest(page_size=100)).messages
    message = next(
        one.envelope for one in messages if COMMUNE in (one.envelope.sender_unit, one.envelope.addressee_unit)
    )
    return {
        "window": COMMUNE, "agency": AGENCY, "windows": " ".join(_windows(province.system)), "day": clerk.today().isoformat(),
        "working_code": working.code,
        "working_paper": working.papers[0].file_id, "kept_paper": working.papers[0].paper_id,
        "spare": citizen.draft(LAND, COMMUNE, {}, ()).draft_id,
        "spare_too": citizen.draft(LAND, COMMUNE, {}, ()).draft_id,
        "done_step": done[0].task_id, "substitution": lent.substitution_id,
        "call": clerk.intake.ListCalls(calls_pb2.ListCallsRequest()).calls[0].call_id,
        "message": message.message_id, "message_units": f"{message.sender_unit} {message.addressee_unit}",
    }  # fmt: skip


def _windows(system: System) -> list[str]:
    organisation = load_organisation(Path(system.run["organisation"]))
    return [one.key for one in organisation.units.values() if one.window]
