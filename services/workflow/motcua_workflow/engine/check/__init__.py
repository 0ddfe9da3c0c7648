# SPDX-License-Identifier: Apache-2.0
"""Checks a drawing before anything runs it: an allow-list, references, structure, times, texts, messages
and our extensions.

    check(drawing)                      a bare file: processes drawn as executable, none of them for a diagram
    check(drawing, context=Context(…))  the drawing of a procedure's folder, against its forms, parts and
    roles

Every finding has a code of `codes.toml`, the id, name and line as drawn, a sentence, and what to do instead.
A drawing without an error-finding runs as drawn; what has one must not reach the compiler.
"""

from __future__ import annotations

from collections.abc import Sequence

from motcua_workflow.engine.check import folder
from motcua_workflow.engine.check.catalogue import Entry, catalogue
from motcua_workflow.engine.check.context import Context
from motcua_workflow.engine.check.elements import check_elements
from motcua_workflow.engine.check.extensions import check_extensions
from motcua_workflow.engine.check.index import Checked
from motcua_workflow.engine.check.joins import check_joins
from motcua_workflow.engine.check.messages import Collaboration, check_messages
from motcua_workflow.engine.check.references import check_ids, check_references
from motcua_workflow.engine.check.report import Lang, Report
from motcua_workflow.engine.check.structure import check_structure
from motcua_workflow.engine.check.texts import check_texts
from motcua_workflow.engine.check.times import check_times
from motcua_workflow.engine.check.ways import check_ways
from motcua_workflow.engine.model import Drawing, Finding, Process
from motcua_workflow.engine.read_xml import Limits

__all__ = ["Context", "Entry", "Lang", "catalogue", "check", "has_errors", "running"]

_CHECKS = (
    check_elements,
    check_references,
    check_structure,
    check_ways,
    check_joins,
    check_messages,
    check_times,
    check_texts,
    check_extensions,
)


def running(drawing: Drawing, as_executable: bool = False) -> list[Process]:
    """The processes that are to run: those drawn as executable, or every one that has something in it.

    With `as_executable`, processes drawn as executable are the only ones if there are any.
    """
    drawn = [process for process in drawing.processes if process.executable]
    if drawn or not as_executable:
        return drawn
    return [process for process in drawing.processes if process.nodes] or list(drawing.processes)


def check(
    drawing: Drawing,
    *,
    as_executable: bool = False,
    context: Context | None = None,
    limits: Limits | None = None,
    lang: Lang = "en",
) -> list[Finding]:
    """All findings of a drawing, by line. A drawing with nothing to run (a diagram) has none, unless
    `as_executable`.

    `lang` words the findings; the oddities that the reader found keep the language they were read in.
    """
    report = Report(lang)
    processes = running(drawing, as_executable)
    if not processes:
        if as_executable or context is not None:
            report.add("no-executable-process" if drawing.processes else "no-process", line=1)
        return list(report.findings())
    report.extend(drawing.oddities)
    check_ids(drawing, processes, report)
    Collaboration(drawing, processes, report).check()
    for process in processes:
        _check_process(Checked(drawing, process, report, limits or Limits()), context)
    if context is not None:
        folder.check_drawing(drawing, processes, context, report)
    return list(report.findings())


def _check_process(checked: Checked, context: Context | None) -> None:
    checked.report.extend(checked.process.oddities)
    for one in _CHECKS:
        one(checked)
    if context is not None:
        folder.check_process(checked, context)


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether a finding keeps the drawing from running."""
    return any(finding.severity == "error" for finding in findings)
