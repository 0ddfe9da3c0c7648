# SPDX-License-Identifier: Apache-2.0
"""A procedure's folder as a whole: its files, its drawing and its scenarios, checked together.

Owns how the lint of the files (libs/procedure), the check of the drawing (engine) and the run of the scenarios come
together: for publishing, where all three must hold, and for `motcua procedure lint`, which runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from motcua_organisation import Organisation
from motcua_procedure import FileFindings, ProcedurePackage, known_names, lint_folder, read_folder
from motcua_procedure.finding import Finding as FileFinding
from motcua_procedure.package import PROCESS_FILE

from motcua_workflow.engine.check import Context, Lang, check, has_errors
from motcua_workflow.engine.lint import FileReport, FolderReport
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.engine.read import read
from motcua_workflow.scenarios import run_scenarios

Found = tuple[str, Finding]
# Said better, with every depth of the drawing, once the scenarios have run.
_BEFORE_RUNNING = "scenario-missing"


def check_package(
    package: ProcedurePackage, organisation: Organisation | None, lang: Lang = "en"
) -> tuple[Found, ...]:
    """Everything that publishing asks of a folder, as (path inside the folder, finding).

    The scenarios run only when nothing else is wrong: on a drawing with errors they would say nothing of worth.
    """
    files = package.files
    found, drawing = check_files(files, organisation, package.key, lang)
    if drawing is None or has_errors([finding for _, finding in found]):
        return found
    report = run_scenarios(package, drawing, lang)
    kept = [(file, finding) for file, finding in found if finding.code != _BEFORE_RUNNING]
    kept += [(one.file, finding) for one in report.scenarios for finding in one.findings]
    return (*kept, *((PROCESS_FILE, finding) for finding in report.findings))


def check_files(
    files: Mapping[str, bytes], organisation: Organisation | None, key: str, lang: Lang = "en"
) -> tuple[tuple[Found, ...], Drawing | None]:
    """The findings of all files without running anything, and the drawing where it could be read."""
    reports = lint_folder(files, organisation, key)
    found = [(report.file, _finding(one)) for report in reports for one in report.findings]
    if PROCESS_FILE not in files:
        return tuple(found), None
    result = read(files[PROCESS_FILE], PROCESS_FILE, lang=lang)
    if result.drawing is None:
        return (*found, *((PROCESS_FILE, one) for one in result.findings)), None
    drawn = check(result.drawing, context=context_of(files, organisation), lang=lang)
    return (*found, *((PROCESS_FILE, one) for one in drawn)), result.drawing


def context_of(files: Mapping[str, bytes], organisation: Organisation | None) -> Context:
    """What the drawing of this folder may name; nothing is known while procedure.yaml cannot be read."""
    known = known_names(files, organisation)
    if known is None:
        return Context()
    return Context(
        forms=known.forms,
        parts=known.parts,
        roles=known.roles,
        agencies=known.agencies,
        results=known.results,
        grounds=known.grounds,
    )


def folder_linter(organisation: Organisation | None = None) -> Callable[[Path, Lang], FolderReport]:
    """What `procedure lint` asks about a folder that holds a procedure.yaml; reports every file but decisions."""

    def lint(folder: Path, lang: Lang) -> FolderReport:
        files = read_folder(folder)
        found, _ = check_files(files, organisation, "", lang)
        reports = tuple(_reports(folder, lint_folder(files, organisation), found))
        return FolderReport(reports, context_of(files, organisation))

    return lint


def _reports(
    folder: Path, reports: tuple[FileFindings, ...], found: tuple[Found, ...]
) -> Iterator[FileReport]:
    for report in reports:
        if report.kind != "decision" or report.findings:
            own = sorted((one for file, one in found if file == report.file), key=lambda one: one.line)
            yield FileReport(str(folder / report.file), report.kind, tuple(own))


def _finding(one: FileFinding) -> Finding:
    return Finding(one.code, one.severity, one.line, one.element, one.name, one.message, one.hint)
