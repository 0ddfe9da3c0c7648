# SPDX-License-Identifier: Apache-2.0
"""One procedure in short: what it says of itself, its pools and tasks, its forms and scenarios; for people and machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from motcua_procedure import Fee, Part, Procedure, ProcedurePackage, Text
from motcua_procedure.limits import limit_of
from motcua_procedure.package import PROCESS_FILE
from motcua_workflow.engine.model import Drawing, Process
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.read import read

Json = dict[str, Any]


def summary(package: ProcedurePackage) -> Json:
    """What `procedure show --json` says of the content of a version."""
    procedure = package.procedure
    drawing = read(package.bpmn, PROCESS_FILE).drawing
    return {
        "key": procedure.key,
        "codes": list(procedure.all_codes()),
        "name": _both(procedure.name),
        "field": _both(procedure.field.name),
        "levels": list(procedure.levels),
        "routing": procedure.routing,
        "channels": list(procedure.channels),
        "valid": {
            "from": procedure.valid.first.isoformat(),
            "to": procedure.valid.last.isoformat() if procedure.valid.last else None,
        },
        "competent": {"kind": procedure.competent_kind, "territory": procedure.territory},
        "received_at": list(procedure.received_at),
        "acceptance_limit": str(procedure.acceptance_limit),
        "parts": [_part(one) for one in procedure.parts],
        "components": [
            {"code": one.code, "name": _both(one.name), "required": one.required} for one in procedure.components
        ],
        "clock_grounds": [
            {"key": one.key, "policy": one.policy, "name": _both(one.name)} for one in procedure.grounds.values()
        ],
        "supplement": {
            "max_rounds": procedure.supplement.max_rounds, "window_days": procedure.supplement.window_days,
        },
        "pools": [] if drawing is None else list(_pools(drawing)),
        "forms": [
            {"key": key, "fields": len(form.inputs()), "start": key == procedure.start_form}
            for key, form in sorted(package.forms.items())
        ],
        "scenarios": [{"file": one.file, "name": _both(one.name)} for one in package.scenarios],
    }  # fmt: skip


def sentences(package: ProcedurePackage) -> Iterator[str]:
    """The same for people, line by line."""
    told = summary(package)
    procedure = package.procedure
    yield f"{procedure.name.vi}"
    yield f"{procedure.name.en}" if procedure.name.en else "(no English name)"
    yield f"codes {', '.join(told['codes'])}; filed by {', '.join(told['channels']).lower()}; {_validity(procedure)}"
    yield f"decided by the {procedure.competent_kind}; answered at the window within {procedure.acceptance_limit.text.en}"
    for part in procedure.parts:
        yield f"\npart {part.key} ({part.code}): {part.name.to('en')}"
        yield f"  limit: {limit_of(procedure, part).to('en')}"
        for item in part.results.items:
            yield f"  result ({part.results.rule}): {item.code} {item.name.to('en')}"
        if part.refusal is not None:
            yield f"  refusal: {part.refusal.code} {part.refusal.name.to('en')}"
        for fee in part.fees:
            yield f"  fee: {fee.name.to('en')}: {fee_words(fee).to('en')}"
    yield f"\npapers: {'; '.join(one.name.to('en') for one in procedure.components) or 'none'}"
    for ground in procedure.grounds.values():
        yield f"clock: {ground.key} ({ground.policy}) {ground.name.to('en')}"
    for pool in told["pools"]:
        yield f"\npool {pool['id']} “{pool['name']}”"
        for task in pool["tasks"]:
            form = f", form {task['form']}" if task["form"] else ""
            limit = f", {task['limit']}" if task["limit"] else ""
            yield f"  {task['id']} “{task['name']}” by {task['role'] or 'nobody'}{limit}{form}"
    yield f"\nforms: {', '.join(one['key'] for one in told['forms'])}"
    yield f"scenarios: {len(told['scenarios'])}"
    for one in package.scenarios:
        yield f"  {one.file}: {one.name.vi}"


def fee_words(fee: Fee) -> Text:
    """What it costs, as people read it."""
    if fee.formula is not None:
        return fee.formula.text
    amount = f"{fee.amount or 0:,}"
    return Text(f"{amount.replace(',', '.')} đồng", f"VND {amount}")


def _part(part: Part) -> Json:
    return {
        "key": part.key,
        "code": part.code,
        "name": _both(part.name),
        "limit": str(part.limit),
        "cutoff": f"{part.cutoff:%H:%M}" if part.cutoff else None,
        "after": part.after or None,
        "results": {
            "rule": part.results.rule,
            "items": [{"code": one.code, "name": _both(one.name)} for one in part.results.items],
        },
        "refusal": {"code": part.refusal.code, "name": _both(part.refusal.name)} if part.refusal else None,
        "fees": [_fee(one) for one in part.fees],
    }


def _fee(fee: Fee) -> Json:
    return {
        "name": _both(fee.name),
        "kind": fee.kind,
        "amount": fee.amount,
        "text": _both(fee_words(fee)),
        "channels": list(fee.channels),
        "valid": {
            "from": fee.valid.first.isoformat(), "to": fee.valid.last.isoformat() if fee.valid.last else None,
        },
    }  # fmt: skip


def _pools(drawing: Drawing) -> Iterator[Json]:
    names = {one.process: one for one in drawing.participants}
    for process in drawing.processes:
        pool = names.get(process.id)
        tasks = list(_tasks(process))
        yield {
            "id": pool.id if pool else process.id,
            "name": pool.name if pool else process.name,
            "tasks": tasks,
        }


def _tasks(process: Process) -> Iterator[Json]:
    roles = {lane.id: lane.role for lane in process.lanes}
    for node in process.nodes:
        if node.type in ("userTask", "manualTask"):
            yield {
                "id": node.id, "name": node.name, "role": roles.get(node.lane, ""),
                "form": node.attributes.get(motcua("form"), ""), "limit": node.attributes.get(motcua("limit"), ""),
            }  # fmt: skip


def _validity(procedure: Procedure) -> str:
    valid = procedure.valid
    return f"valid from {valid.first.isoformat()}" + (f" to {valid.last.isoformat()}" if valid.last else "")


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
