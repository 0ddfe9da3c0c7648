# SPDX-License-Identifier: Apache-2.0
"""A procedure's folder as a whole: its files, its drawing and its scenarios, checked together.

Owns how the lint of the files (libs/procedure), the check of the drawing (engine) and the run of the scenarios come
together: for publishing, where all three must hold, and for `motcua procedure lint`, which runs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from motcua_organisation import Organisation
from motcua_procedure import ProcedurePackage, known_names, lint_folder, lint_key, read_folder
from motcua_procedure.finding import Finding as FileFinding
from motcua_procedure.package import MAX_FILE_BYTES, PROCEDURE_FILE, PROCESS_FILE
from motcua_text import read_regular

from motcua_workflow.beside import check_beside
from motcua_workflow.engine.check import Context, Lang, check, has_errors, running
from motcua_workflow.engine.compile import compile_process
from motcua_workflow.engine.lint import FileReport, FolderLinter, FolderReport, Kind, could_not
from motcua_workflow.engine.model import Drawing, Finding
from motcua_workflow.engine.normalise import CannotCompile
from motcua_workflow.engine.read import read
from motcua_workflow.engine.unopened import why_unopened
from motcua_workflow.scenarios import run_scenarios

Found = tuple[str, Finding]
# Said better, with every depth of the drawing, once the scenarios have run.
_BEFORE_RUNNING = "scenario-missing"
# What a file that is looked at alone cannot be blamed for.
_OF_FILES_BESIDE = frozenset({"procedure-start-form"})


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
    if refused := uncompiled(drawing, lang):
        return (*found, *refused)
    report = run_scenarios(package, drawing, lang)
    kept = [(file, finding) for file, finding in found if finding.code != _BEFORE_RUNNING]
    kept += [(one.file, finding) for one in report.scenarios for finding in one.findings]
    return (*kept, *((PROCESS_FILE, finding) for finding in report.findings))


def uncompiled(drawing: Drawing, lang: Lang = "en") -> tuple[Found, ...]:
    """What the compiler refuses although the checks passed it: better now than when a dossier starts."""
    try:
        for process in running(drawing):
            compile_process(drawing, process.id)
    except CannotCompile as error:
        return ((PROCESS_FILE, error.finding(lang)),)
    return ()


def check_files(
    files: Mapping[str, bytes], organisation: Organisation | None, key: str, lang: Lang = "en"
) -> tuple[tuple[Found, ...], Drawing | None]:
    """The findings of all files without running anything, and the drawing where it could be read."""
    reports, drawing = _checked(files, organisation, key, lang)
    return tuple((file, finding) for file, (_, findings) in reports.items() for finding in findings), drawing


def report_files(
    folder: Path, files: Mapping[str, bytes], organisation: Organisation | None, lang: Lang = "en"
) -> tuple[list[FileReport], Drawing | None]:
    """As `check_files`, as one report for each file, named by its path on disk."""
    reports, drawing = _checked(files, organisation, key_of(folder), lang)
    named = [FileReport(str(folder / file), kind, tuple(found)) for file, (kind, found) in reports.items()]
    return named, drawing


def key_of(folder: Path) -> str:
    """The key that a folder's place gives it: the last two names of its path, FIELD/SLUG, wherever it lies."""
    return "/".join(folder.resolve().parts[1:][-2:])


def _checked(
    files: Mapping[str, bytes], organisation: Organisation | None, key: str, lang: Lang
) -> tuple[dict[str, tuple[Kind, list[Finding]]], Drawing | None]:
    reports: dict[str, tuple[Kind, list[Finding]]] = {
        report.file: (report.kind, [_finding(one, lang) for one in report.findings])
        for report in lint_folder(files, organisation, key)
    }
    for file, said in check_beside(files, lang).items():
        kind, found = reports[file]
        reports[file] = (kind, sorted([*found, *said], key=lambda one: one.line))
    if PROCESS_FILE not in files:
        return reports, None
    result = read(files[PROCESS_FILE], PROCESS_FILE, lang=lang)
    drawn = list(result.findings)
    if result.drawing is not None:
        drawn = check(result.drawing, context=context_of(files, organisation), lang=lang)
    kind, found = reports[PROCESS_FILE]
    reports[PROCESS_FILE] = (kind, sorted([*found, *drawn], key=lambda one: one.line))
    return reports, result.drawing


def context_of(files: Mapping[str, bytes], organisation: Organisation | None) -> Context:
    """What the drawing of this folder may name; nothing is known while procedure.yaml cannot be read."""
    known = known_names(files, organisation)
    if known is None:
        return Context(diagram=True)
    return Context(
        forms=known.forms,
        parts=known.parts,
        roles=known.roles,
        agencies=known.agencies,
        results=known.results,
        grounds=known.grounds,
        shown=known.shown,
        asked=known.asked,
        kept=known.kept,
        start_facts=known.start_facts,
        notices=known.notices,
        window=known.window,
        offered=known.offered,
        several=known.several,
        unread=known.unread,
        signing=known.signing,
        staffed=known.staffed,
        diagram=True,
    )


def folder_linter(organisation: Organisation | None = None) -> FolderLinter:
    """What `procedure lint` asks about a folder that holds a procedure.yaml; decisions are left to the engine."""

    def lint(folder: Path, lang: Lang) -> FolderReport:
        try:
            files = read_folder(folder)
        except OSError as error:
            return FolderReport((unreadable(folder, error, lang),))
        reports, _ = report_files(folder, files, organisation, lang)
        kept = tuple(report for report in reports if report.kind != "decision" or report.findings)
        return FolderReport(kept, context_of(files, organisation))

    return lint


def unreadable(path: Path, error: OSError, lang: Lang = "en") -> FileReport:
    """The report on a file or folder that the machine does not give."""
    return could_not(path, "file-unreadable", lang, detail=why_unopened(path, error, lang))


def report_alone(
    path: Path, organisation: Organisation | None = None, lang: Lang = "en"
) -> FileReport | None:
    """The report on a form, a procedure.yaml or a scenario that is checked by itself; None for any other file.

    What only the files beside it could say (is there such a form, such an element) is left to the lint of the folder.
    """
    inside = _inside(path)
    if inside is None:
        return None
    try:
        content = read_regular(path, MAX_FILE_BYTES + 1)
    except OSError as error:
        return unreadable(path, error, lang)
    key = key_of(path.parent) if inside == PROCEDURE_FILE else ""
    reports = [one for one in lint_folder({inside: content}, organisation, key) if one.file == inside]
    found = [_finding(one, lang) for one in reports[0].findings if one.code not in _OF_FILES_BESIDE]
    found += check_beside({inside: content}, lang).get(inside, ())
    return FileReport(str(path), reports[0].kind, tuple(found))


def _inside(path: Path) -> str | None:
    """Where in a procedure's folder this file belongs by its name; drawings and decisions are the engine's."""
    if path.name == PROCEDURE_FILE:
        return PROCEDURE_FILE
    if path.suffix == ".form":
        return f"forms/{path.name}"
    if path.suffix == ".yaml" and path.absolute().parent.name == "scenarios":
        return f"scenarios/{path.name}"
    return None


def misplaced(folder: Path, files: Mapping[str, bytes], key: str | None = None) -> tuple[Found, ...]:
    """The error of a folder whose procedure has another key than its path.

    `key`: what its place makes it, where that is known better than by the last two names.
    """
    found = lint_key(files, key_of(folder) if key is None else key)
    return tuple((PROCEDURE_FILE, _finding(one, "en")) for one in found)


def _finding(one: FileFinding, lang: Lang) -> Finding:
    message, hint = one.said.to(lang), one.advice.to(lang)
    return Finding(one.code, one.severity, one.line, one.element, one.name, message, hint)
