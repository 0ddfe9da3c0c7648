# SPDX-License-Identifier: Apache-2.0
"""What a scenario names and the folder does not have: tasks, messages, elements, parts; each at its line, with what is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from motcua_text import Path, Problem, Source, Text
from motcua_text.hidden import visible

from motcua_procedure.drawing import DrawnProcedure, DrawnTask
from motcua_procedure.form import Form
from motcua_procedure.model import Procedure
from motcua_procedure.scenario import Arrive, Complete, Scenario

_CITIZEN_MESSAGES = frozenset(("supplement_received", "withdrawal_requested"))
_MOST_LISTED = 12
_CODE = "name"


def misnamed(
    procedure: Procedure,
    drawing: DrawnProcedure,
    forms: Mapping[str, Form],
    source: Source,
    scenario: Scenario,
) -> Iterator[Problem]:
    """Everything of one scenario that is not there, in its order."""
    tasks = drawing.tasks()
    for index, step in enumerate(scenario.steps):
        if isinstance(step, Complete):
            yield from _complete(source, index, step, tasks, forms)
        elif isinstance(step, Arrive) and step.message not in (known := drawing.messages | _CITIZEN_MESSAGES):
            path: Path = ("steps", index, "message")
            yield _unknown(
                source,
                path,
                Text("Bản vẽ không có thông điệp", "The drawing has no message"),
                step.message,
                known,
            )
    yield from _expected(procedure, drawing, source)


def _complete(
    source: Source, index: int, step: Complete, tasks: Mapping[str, DrawnTask], forms: Mapping[str, Form]
) -> Iterator[Problem]:
    path: Path = ("steps", index, "complete")
    if step.element not in tasks:
        yield _unknown(
            source, path, Text("Bản vẽ không có nhiệm vụ", "The drawing has no task"), step.element, tasks
        )
    elif step.result != (wanted := _result_of(tasks[step.element], forms, step)):
        message = Text(
            f'Với câu trả lời này, nhiệm vụ "{step.element}" cần kết quả: {wanted or "không có"}.',
            f'The task "{step.element}" asks for the result {wanted or "none"} with this answer.',
        )
        hint = (
            Text(f"Hãy viết result: {wanted} ở bước này.", f"Write result: {wanted} in this step.")
            if wanted
            else Text("Hãy bỏ result ở bước này.", "Leave result out of this step.")
        )
        at: Path = ("steps", index, "result") if step.result else path
        yield source.problem(at, message, hint, _CODE)


def _expected(procedure: Procedure, drawing: DrawnProcedure, source: Source) -> Iterator[Problem]:
    expect = source.data["expect"]
    for name in ("path", "not_passed", "ends", "open"):
        for index, element in enumerate(expect.get(name) or ()):
            if element not in drawing.types:
                path: Path = ("expect", name, index)
                yield _unknown(
                    source,
                    path,
                    Text("Bản vẽ không có phần tử", "The drawing has no element"),
                    element,
                    _fitting(drawing, name),
                )
    parts = [part.key for part in procedure.parts]
    for name in ("parts", "results", "deadlines"):
        for part in expect.get(name) or ():
            if part not in parts:
                yield _unknown(
                    source,
                    ("expect", name, part),
                    Text("Thủ tục không có phần", "The procedure has no part"),
                    part,
                    parts,
                )


def _fitting(drawing: DrawnProcedure, name: str) -> Iterable[str]:
    """What may stand there: end events for ends, tasks for what is open."""
    kinds = {"ends": drawing.ends, "open": drawing.tasks()}
    return kinds.get(name) or [key for key, kind in drawing.types.items() if kind != "sequenceFlow"]


def _unknown(source: Source, path: Path, said: Text, named: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    near = get_close_matches(named[:200], names, 1)
    listed = ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "")
    hint = (
        Text(f'Có phải là "{near[0]}" không?', f'Is "{near[0]}" meant?')
        if near
        else Text(f"Có: {listed or 'không có gì'}.", f"It has: {listed or 'none'}.")
    )
    return source.problem(
        path,
        Text(f'{said.vi} "{visible(named[:120])}".', f'{said.en} "{visible(named[:120])}".'),
        hint,
        _CODE,
    )


def _result_of(task: DrawnTask, forms: Mapping[str, Form], step: Complete) -> str:
    """The result that a step brings with its answers; "" for none. Where the form cannot be read, with or without."""
    form = forms.get(task.form)
    if form is None:
        return "" if task.form and not step.result else task.result
    return task.result if form.asks_result(step.facts) else ""
