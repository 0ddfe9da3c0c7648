# SPDX-License-Identifier: Apache-2.0
"""What the process decided, carried out: outcomes of parts, the clock, requests to the applicant.

Each handler is idempotent beside the inbox row, so that an event that comes a second time under another id changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.events.v1 import process_pb2 as p
from motcua_calendar import legal_time
from motcua_documents import Officer
from motcua_events import Invalid
from motcua_rpc.structs import to_dict

from motcua_intake.adapters import cases
from motcua_intake.adapters.cases import Loaded
from motcua_intake.app import announcing, forms
from motcua_intake.app.answering import asked_by
from motcua_intake.app.desk import Desk
from motcua_intake.app.printing import PART_REFUSAL, STOP, SUPPLEMENT
from motcua_intake.domain import carrying, lifecycle, texts, wording
from motcua_intake.domain import status as statuses
from motcua_intake.domain.carrying import PROCESS, CannotCarryOut
from motcua_intake.domain.case import Case
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import ANY, Actor, Part, PartStatus, Stage, Stretch
from motcua_intake.errors import SupplementUsed

Told = tuple[str, Message]
ENDED = (PartStatus.WITHDRAWN, PartStatus.STOPPED)


def decide(connection: sa.Connection, desk: Desk, said: p.ProcessResultDecided) -> None:
    """process.result_decided. A part that is granted without its signed result is a failure that an operator sees."""
    loaded = _open(connection, desk, said.process)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    reason = texts.harmless(said.reason)
    before = {one.code for one in case.waiting_results()}
    if not _carry(
        lambda: carrying.decide(case, rules, said.part, said.outcome, reason, _moment(said.at, rules))
    ):
        return
    issued = [one for one in case.waiting_results() if one.code not in before]
    told: list[Told] = [announcing.result_issued(one) for one in issued]
    part = case.parts[said.part]
    told.append(announcing.part_decided(part.key, said.outcome, reason))
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    if part.status == PartStatus.REFUSED:
        build = forms.part_refusal(sheet, part, reason, rules.now.date())
        desk.printer.issue(connection, case, PART_REFUSAL, build, rules.now, part.key)
    told += _stop(connection, desk, case, rules, sheet)
    ended = carrying.settle(case, rules.now)
    if case.waiting_results() and (issued or not case.open_parts()):
        told.append(announcing.results_ready(case))
    if ended:
        told.append(announcing.finished(case))
    desk.keep(connection, loaded, *told)


def _stop(connection: sa.Connection, desk: Desk, case: Case, rules: Rules, sheet: forms.Sheet) -> list[Told]:
    """One notice (form 05) for all that stopped, when the last part has its outcome: then it is known what stands."""
    stopped = [part for part in case.parts.values() if part.status in ENDED]
    if not stopped or case.open_parts() or any(document.form == STOP.form for document in case.documents):
        return []
    asked = case.dossier.withdrawal or {}
    reason = asked.get("reason") or next((part.reason for part in stopped if part.reason), "")
    actor = Actor(
        asked.get("user", ""), asked.get("name", "") or case.dossier.applicant_name, asked.get("unit", "")
    )
    who = asked_by(actor) if _withdrawn(stopped) else "Cơ quan giải quyết"
    signer: Officer = sheet.authority()
    build = forms.stop_notice(sheet, stopped, reason, who, rules.now, signer)
    desk.printer.issue(connection, case, STOP, build, rules.now)
    standing = [part.key for part in case.parts.values() if part not in stopped]
    return [announcing.withdrawn([part.key for part in stopped], standing)] if _withdrawn(stopped) else []


def _withdrawn(parts: list[Part]) -> bool:
    return any(part.status == PartStatus.WITHDRAWN for part in parts)


def move_clock(connection: sa.Connection, desk: Desk, said: p.ProcessClockRequested) -> None:
    """process.clock_requested: a stretch opens or closes; dates and status follow."""
    loaded = _open(connection, desk, said.process)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    ground = rules.procedure.grounds.get(said.ground)
    if ground is None or (said.part and said.part not in case.parts) or said.action not in ("open", "close"):
        raise Invalid(
            f"Dossier {case.dossier.code}: the clock cannot take ground '{said.ground}', part '{said.part}', "
            f"action '{said.action}'; the procedure does not name it."
        )
    if not case.open_parts():
        return
    at = _moment(said.at, rules)
    stretch = Stretch(case.id, said.key, said.part, said.ground, ground.policy, at)
    kind = carrying.move_clock(case, rules, stretch, said.action, at)
    if not kind:
        return
    statuses.refresh(case)
    desk.keep(connection, loaded, announcing.clock_changed(case, kind, stretch, at))


def speak_to_applicant(connection: sa.Connection, desk: Desk, said: p.MessageThrown) -> None:
    """message.thrown to the applicant: a request for papers, or a notice."""
    loaded = _open(connection, desk, said.process)
    case, rules = loaded.case, desk.rules(connection, loaded.case)
    if said.name != "supplement_request":
        case.tell(
            f"message.{said.name}"[:100],
            _moment(said.at, rules),
            PROCESS,
            wording.NOTICE,
        )
        desk.keep(connection, loaded)
        return
    if any(one.key == said.message_id for one in case.supplements.values()) or not case.open_parts():
        return
    payload = to_dict(said.payload)
    items, reason = _asked(rules, payload)
    try:
        asked = lifecycle.ask(case, rules, Stage.AFTER_APPRAISAL, said.message_id, items, reason, PROCESS)
    except SupplementUsed as error:
        raise Invalid(
            f"Dossier {case.dossier.code}: the process asks for papers again, but the procedure allows "
            f"{rules.procedure.supplement.max_rounds} round(s) after appraisal. Correct the drawing."
        ) from error
    statuses.refresh(case)
    sheet = forms.Sheet(case, rules.procedure, desk.organisation)
    desk.printer.issue(connection, case, SUPPLEMENT, forms.supplement(sheet, asked, PROCESS), rules.now)
    desk.keep(connection, loaded, announcing.supplement_requested(asked))


def _asked(rules: Rules, payload: dict[str, Any]) -> tuple[list[list[str]], str]:
    """The papers and the reason. A code that the procedure does not know is told in the reason, so that nothing is lost."""
    named = payload.get("components") or payload.get("papers") or []
    codes = [str(code) for code in (named if isinstance(named, list) else [named])]
    known = {component.code for component in rules.procedure.components}
    items = [[code, ""] for code in dict.fromkeys(codes) if code in known]
    rest = [texts.harmless(code, 200) for code in codes if code not in known]
    reason = texts.harmless(" ".join([str(payload.get("reason", "")), *rest]).strip())
    return items or [[ANY, ""]], reason


def _open(connection: sa.Connection, desk: Desk, process: p.ProcessHead) -> Loaded:
    loaded = cases.load(connection, process.dossier_id, lock=True)
    if loaded is None or loaded.case.dossier.accepted_at is None:
        raise Invalid(f"No accepted dossier has the id {process.dossier_id[:60]!r}.")
    return loaded


def _carry(step: Callable[[], bool]) -> bool:
    try:
        return step()
    except CannotCarryOut as error:
        raise Invalid(str(error)) from error


def _moment(stamp: Timestamp, rules: Rules) -> datetime:
    """When it happened; the present for an event that does not say."""
    return legal_time(stamp.ToDatetime(tzinfo=UTC)) if stamp.seconds else rules.now
