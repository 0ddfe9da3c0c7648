# SPDX-License-Identifier: Apache-2.0
"""What `sees` and `lookups` of procedure.yaml name, against the start form and the drawing; and that no step of an agency needs
what the agency may not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from motcua_text import Path, Problem, Source, Text

from motcua_procedure.drawing import DrawnProcedure
from motcua_procedure.form import Form
from motcua_procedure.model import Procedure

_ANSWER = "$answers."


def misfits(
    procedure: Procedure, at: Source, forms: Mapping[str, Form], drawing: DrawnProcedure
) -> Iterator[Problem]:
    """Everything that is not there, in the order of the file; nothing while the start form cannot be read."""
    start = forms.get(procedure.start_form)
    if start is None:
        return
    fields = [field.key for field in start.inputs()]
    yield from _lookups(procedure, at, fields, drawing)
    yield from _sees(procedure, at, fields, drawing)
    yield from _needed(procedure, at, forms, drawing)
    yield from _typed(procedure, at, forms)


def _lookups(
    procedure: Procedure, at: Source, fields: list[str], drawing: DrawnProcedure
) -> Iterator[Problem]:
    for key, rule in procedure.lookups.items():
        for word, field in rule.asks.items():
            if field not in fields:
                yield _unknown_field(at, ("lookups", key, "asks", word), field, fields)
        for role in ("request", "answer"):
            if (name := getattr(rule, role)) not in drawing.messages:
                message = Text(
                    f'Bản vẽ không có thông điệp "{name}".', f'The drawing has no message "{name}".'
                )
                yield at.problem(
                    ("lookups", key, role),
                    message,
                    Text("Hãy ghi một thông điệp có trong bản vẽ.", "Name one of its messages."),
                    "lookup",
                )


def _sees(procedure: Procedure, at: Source, fields: list[str], drawing: DrawnProcedure) -> Iterator[Problem]:
    acting = set(drawing.agencies.values())
    for agency, entry in at.data.get("sees", {}).items():
        if agency not in acting:
            message = Text(
                f'Không có hồ (pool) nào trong bản vẽ là của cơ quan "{agency}", nên sẽ không ai xem được.',
                f'No pool of the drawing is of the agency "{agency}", so that nobody would see it.',
            )
            yield at.problem(
                ("sees", agency),
                message,
                Text(
                    f"Có: {', '.join(sorted(acting)) or 'không có gì'}.",
                    f"It has: {', '.join(sorted(acting))}.",
                ),
                "sees",
            )
        if agency == procedure.competent_kind:
            message = Text(
                f'"{agency}" giải quyết hồ sơ nên xem toàn bộ hồ sơ.',
                f'"{agency}" decides on the dossier and sees the whole of it.',
            )
            yield at.problem(("sees", agency), message, Text("Hãy bỏ dòng này.", "Leave it out."), "sees")
        for index, field in enumerate(entry.get("fields", ())):
            if field not in fields:
                yield _unknown_field(at, ("sees", agency, "fields", index), field, fields)


def _needed(
    procedure: Procedure, at: Source, forms: Mapping[str, Form], drawing: DrawnProcedure
) -> Iterator[Problem]:
    """A form of an agency's step that shows an answer of the start form which the agency may not see."""
    answers = {
        name: source.removeprefix(_ANSWER)
        for name, source in procedure.facts.items()
        if source.startswith(_ANSWER)
    }
    for process in drawing.processes:
        agency = drawing.agencies.get(process.id, "")
        rule = procedure.sees.get(agency)
        for task in process.all_tasks() if rule else ():
            form = forms.get(task.form)
            shown = [field.key for field in form.inputs()] if form else []
            for name in sorted(set(shown) & set(answers)):
                if rule is not None and answers[name] not in rule.fields:
                    message = Text(
                        f'Biểu mẫu "{task.form}" của bước "{task.id}" hiển thị "{answers[name]}" mà "{agency}" không được xem.',
                        f'The form "{task.form}" of the step "{task.id}" shows "{answers[name]}", which "{agency}" may not '
                        "see.",
                    )
                    yield at.problem(
                        ("sees", agency),
                        message,
                        Text(
                            "Hãy thêm vào fields, hoặc bỏ khỏi biểu mẫu.",
                            "Add it to fields, or leave it out of the form.",
                        ),
                        "sees",
                    )


def _typed(procedure: Procedure, at: Source, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """Fields that are typed from a register's paper notice, and the register does not give such a value."""
    for key in sorted(forms):
        for field in forms[key].inputs():
            rule = procedure.lookups.get(field.lookup)
            if field.lookup and (rule is None or field.key not in rule.gives):
                message = Text(
                    f'"{field.key}" của biểu mẫu "{key}" không phải là thông tin mà cơ sở dữ liệu "{field.lookup}" trả về.',
                    f'"{field.key}" of the form "{key}" is nothing that the register "{field.lookup}" gives.',
                )
                path: Path = ("lookups", field.lookup) if rule else ("key",)
                yield at.problem(
                    path,
                    message,
                    Text(
                        "Hãy ghi thông tin này trong lookups (gives), theo khóa của trường.",
                        "Name it in lookups (gives), by the field's key.",
                    ),
                    "lookup",
                )


def _unknown_field(at: Source, path: Path, name: str, fields: list[str]) -> Problem:
    return at.problem(
        path,
        Text(f'Biểu mẫu nộp hồ sơ không có trường "{name}".', f'The start form has no field "{name}".'),
        Text(f"Có: {', '.join(fields) or 'không có gì'}.", f"It has: {', '.join(fields)}."),
        "answer",
    )
