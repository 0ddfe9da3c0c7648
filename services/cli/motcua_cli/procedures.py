# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure lint | test | publish | run`. Each imports what it needs when it runs: three of them need no server.

Exit codes: 0 fine, 1 a finding, 2 could not run. Output is one line of JSON for each file or sentences for people.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from motcua_cli.folders import PROCEDURE_FILE, below, tree

if TYPE_CHECKING:
    from motcua.workflow.v1 import workflow_pb2 as pb
    from motcua.workflow.v1 import workflow_pb2_grpc
    from motcua_organisation import Organisation
    from motcua_procedure import ProcedurePackage
    from motcua_workflow.engine.lint import FileReport
    from motcua_workflow.scenarios import Missed, Report

FINE, FINDING, COULD_NOT_RUN = 0, 1, 2
PARTS = {"scenarios": ".yaml", "forms": ".form"}
"""Folders inside a procedure's folder, and what they hold."""
ORGANISATION = "MOTCUA_ORGANISATION"
_LANGUAGES: dict[str, Literal["en", "vi"]] = {"en": "en", "vi": "vi"}


class CannotRun(Exception):
    """What was asked for cannot be done at all; the sentence says why."""


def lint(paths: Sequence[Path], as_json: bool, as_executable: bool, lang: str) -> int:
    """Check drawings, forms and procedure folders. Roles and kinds of unit are checked against the organisation
    file that MOTCUA_ORGANISATION names; without one, any are taken."""
    from motcua_workflow.engine.lint import lint_paths, print_reports

    if lang not in _LANGUAGES:
        return _fail(f"There is no language {lang!r}; --lang takes en or vi.")
    language = _LANGUAGES[lang]
    reports: dict[str, FileReport] = {}
    try:
        for path in paths:
            found = list(_alone(path, language))
            if not found:
                linter = _folder_linter(language) if path.is_dir() else None
                found = lint_paths([path], as_executable, language, linter)
            for report in found:
                reports.setdefault(report.file, report)
    except CannotRun as error:
        return _fail(str(error))
    _any_text()
    return print_reports(list(reports.values()), as_json, language, sys.stdout)


def test(paths: Sequence[Path], as_json: bool) -> int:
    """Run the scenarios of procedure folders, or of all folders below those given."""
    worst = FINE
    _any_text()
    for path in paths:
        found, nameless = _folders(path), list(_nameless(path))
        if not found and not nameless:
            worst = max(worst, _fail(_no_folder(path)))
        for report in nameless:
            _print_not_run(Path(report.file), [report], as_json)
            worst = max(worst, FINDING)
        for folder in found:
            worst = max(worst, _test_folder(folder, as_json))
    return worst


def publish(paths: Sequence[Path], var: Path, as_json: bool, user: str = "") -> int:
    """Publish folders to the running system in a designer's name; what did not change keeps its version.

    Nothing of it is sent while a folder below lacks its procedure.yaml: a tree is published whole, or the sentence says why not.
    """
    from motcua_identity import IdentityError
    from motcua_rpc import MotcuaError

    from motcua_cli.failing import told
    from motcua_cli.running import NoSuchPerson, NotRunning, as_designer

    _any_text()
    try:
        if nameless := [report for path in paths for report in _nameless(path)]:
            for report in nameless:
                _print_published(Path(report.file), None, [("", one) for one in report.findings], as_json)
            return FINDING
        folders = [folder for path in paths for folder in _some_folders(path)]
        with as_designer(var, user) as opened:
            return max(_publish_folder(opened, folder, as_json) for folder in folders)
    except (CannotRun, NotRunning, NoSuchPerson, PermissionError) as error:
        return _fail(str(error))
    except (MotcuaError, IdentityError) as error:
        return _fail(told(error))


def run_drawing(
    file: Path,
    process: str,
    facts: str,
    complete: Sequence[str],
    auto: bool,
    as_executable: bool,
    as_json: bool,
) -> int:
    """Try one bare drawing in memory."""
    from motcua_workflow.engine.run_command import run_command

    _any_text()
    return run_command(
        str(file),
        process=process or None,
        facts=facts,
        complete=complete,
        auto=auto,
        as_executable=as_executable,
        as_json=as_json,
        lang="en",
    )


def _alone(path: Path, lang: Literal["en", "vi"]) -> Iterator[FileReport]:
    """The report on one file of a procedure's folder, or on each of a `scenarios` or `forms` folder that is given alone;
    nothing for what is neither."""
    from motcua_workflow.folder import report_alone

    files = [path]
    if path.is_dir():
        below = PARTS.get(path.resolve().name, "")
        files = sorted(path.glob(f"*{below}")) if below else []
    for file in files:
        report = report_alone(file, _organisation(lang), lang) if file.suffix in PARTS.values() else None
        if report is not None:
            yield report


def _folder_linter(lang: Literal["en", "vi"]) -> Any:
    from motcua_workflow.folder import folder_linter

    return folder_linter(_organisation(lang))


def _organisation(lang: Literal["en", "vi"] = "en") -> Organisation | None:
    """Raises CannotRun when the file that is named cannot be read."""
    file = os.environ.get(ORGANISATION, "")
    if not file:
        return None
    from motcua_organisation import load_organisation
    from motcua_text import SourceError

    try:
        return load_organisation(Path(file))
    except (OSError, SourceError) as error:
        why = error.told(lang) if isinstance(error, SourceError) else str(error)
        said = {
            "en": f"{ORGANISATION}={file} cannot be read: ",
            "vi": f"Không đọc được {ORGANISATION}={file}: ",
        }
        raise CannotRun(said[lang] + why) from error


def _nameless(path: Path) -> Iterator[FileReport]:
    """What lint says about each folder, at or below a path, that is meant to be a procedure's and has no procedure.yaml."""
    from motcua_workflow.engine.lint import no_procedure

    for folder in tree(path):
        if report := no_procedure(folder, "en"):
            yield report


def _folders(path: Path) -> list[Path]:
    """The folder itself, or every procedure folder below it."""
    found = below(path)
    return found[:1] if found[:1] == [path] else found


def _some_folders(path: Path) -> list[Path]:
    found = _folders(path)
    if not found:
        raise CannotRun(_no_folder(path))
    return found


def _no_folder(path: Path) -> str:
    """Why there is no procedure at a path."""
    try:
        path.stat()
    except OSError as error:
        return f"{path} cannot be opened: {error.strerror}."
    if not path.is_dir():
        return f"{path} is a file. Give the folder of a procedure, which holds {PROCEDURE_FILE}."
    return f"{path} holds no {PROCEDURE_FILE}. Give the folder of a procedure."


def _test_folder(folder: Path, as_json: bool) -> int:
    from motcua_procedure import ProcedurePackage, read_folder
    from motcua_workflow.folder import report_files
    from motcua_workflow.scenarios import run_scenarios

    try:
        files = read_folder(folder)
        reports, drawing = report_files(folder, files, _organisation())
    except OSError as error:
        return _fail(f"{folder} cannot be read: {error.strerror or error}")
    except CannotRun as error:
        return _fail(str(error))
    if drawing is None or not all(report.ok for report in reports):
        _print_not_run(folder, [report for report in reports if not report.ok], as_json)
        return FINDING
    report = run_scenarios(ProcedurePackage.from_files(files), drawing)
    if as_json:
        for line in report.lines(str(folder)):
            _print_json(line)
    else:
        _print_report(folder, report)
    return FINE if report.ok else FINDING


def _print_not_run(folder: Path, reports: Sequence[FileReport], as_json: bool) -> None:
    from motcua_workflow.engine.lint import print_reports
    from motcua_workflow.scenarios.report import coverage_line
    from motcua_workflow.scenarios.wording import say

    print_reports(reports, as_json, "en", sys.stdout)
    finding = say("en", "scenarios-not-run", 0)
    if as_json:
        _print_json(coverage_line(str(folder), False, (finding,), None))
    else:
        print(f"{folder}: {finding.message} {finding.hint}")


def _print_report(folder: Path, report: Report) -> None:
    from motcua_workflow.scenarios.coverage import ENDS_PERCENT, FLOWS_PERCENT

    for scenario in report.scenarios:
        print(f"{folder}/{scenario.file}: {'ok' if scenario.ok else 'failed'} — {scenario.name.vi}")
        for found in scenario.findings:
            print(
                f"  {folder}/{scenario.file}:{found.line}: {found.code} {found.message} {found.hint}".rstrip()
            )
    for found in report.findings:
        element = f"[{found.element}]"
        print(
            f"{folder}/process.bpmn:{found.line}: {found.severity} {found.code} {element} {found.message} {found.hint}"
        )
    good = sum(scenario.ok for scenario in report.scenarios)
    covered = report.coverage
    shares = ", ".join(
        f"{what} {share.covered}/{share.total} ({share.percent} %)"
        for what, share in (("elements", covered.nodes), ("flows", covered.flows), ("ends", covered.ends))
    )
    print(f"{folder}: {good} of {len(report.scenarios)} scenarios as expected; {shares}")
    for what, share in (("elements", covered.nodes), ("flows", covered.flows)):
        if share.missed:
            print(f"  {what} never passed: {', '.join(map(_named, share.missed))}")
    if not covered.enough:
        print(
            f"  publishing refuses it: it asks for {ENDS_PERCENT} % of the ends and {FLOWS_PERCENT} % of the flows"
        )


def _named(missed: Missed) -> str:
    way = f"{missed.source} → {missed.target}" if missed.source else ""
    known = ", ".join(filter(None, (missed.name and f"“{missed.name}”", way)))
    return f"{missed.id} ({known})" if known else missed.id


def _publish_folder(opened: Any, folder: Path, as_json: bool) -> int:
    from motcua.workflow.v1 import workflow_pb2 as pb
    from motcua.workflow.v1 import workflow_pb2_grpc
    from motcua_procedure import ProcedureError, load_folder
    from motcua_workflow.folder import key_of, misplaced

    try:
        package = load_folder(folder)
    except OSError as error:
        return _fail(f"{folder} cannot be read: {error.strerror or error}")
    except ProcedureError as error:
        _print_published(folder, None, [(r.file, one) for r in error.files for one in r.findings], as_json)
        return FINDING
    if wrong := misplaced(folder, package.files):
        _print_published(folder, None, wrong, as_json)
        return FINDING
    stub = workflow_pb2_grpc.WorkflowServiceStub(opened)
    request = pb.PublishProcedureRequest(
        request_id=_request_id(stub, package), files=dict(package.files), procedure_key=key_of(folder)
    )
    answer = stub.PublishProcedure(request)
    _print_published(folder, answer, [(one.file, one) for one in answer.findings], as_json)
    return FINE if answer.published else FINDING


def _request_id(stub: workflow_pb2_grpc.WorkflowServiceStub, package: ProcedurePackage) -> str:
    """The same for the same content over the same newest version, so that a repeated call publishes once, and going
    back to an older content is a publication of its own."""
    from motcua.workflow.v1 import workflow_pb2 as pb

    newest = stub.ListVersions(pb.ListVersionsRequest(procedure_key=package.key, page_size=1)).versions
    over = newest[0].version if newest else 0
    return "publish-" + hashlib.sha256(f"{package.key}\0{package.sha256}\0{over}".encode()).hexdigest()


def _print_published(
    folder: Path, answer: pb.PublishProcedureResponse | None, found: Sequence[tuple[str, Any]], as_json: bool
) -> None:
    """The findings as lint prints them, then what became of the folder."""
    from motcua_procedure.package import kind_of
    from motcua_workflow.engine.lint import FileReport, print_reports
    from motcua_workflow.engine.model import Finding

    names = ("code", "severity", "line", "element", "name", "message", "hint")
    by_file: dict[str, list[Finding]] = {}
    for file, one in found:
        by_file.setdefault(file, []).append(Finding(**{name: getattr(one, name) for name in names}))
    reports = [
        FileReport(str(folder / file), kind_of(file) if file else "procedure", tuple(ones))
        for file, ones in by_file.items()
    ]
    if reports:
        print_reports(reports, as_json, "en", sys.stdout)
    published = answer is not None and answer.published
    if as_json:
        _print_json(_published_line(folder, answer, published))
    elif published and answer is not None:
        print(
            f"{folder}: {answer.procedure_key} version {answer.version} is the newest ({answer.sha256[:12]})"
        )
    else:
        print(f"{folder}: not published; correct the errors above.")


def _published_line(
    folder: Path, answer: pb.PublishProcedureResponse | None, published: bool
) -> dict[str, Any]:
    return {
        "file": str(folder),
        "kind": "publication",
        "ok": published,
        "procedure_key": answer.procedure_key if answer else "",
        "version": answer.version if answer else 0,
        "sha256": answer.sha256 if answer else "",
        "findings": [],
    }


def _print_json(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False))


def _any_text() -> None:
    """File names and drawn texts may hold what the terminal cannot; that is shown escaped, never an error."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _fail(sentence: str) -> int:
    print(f"motcua: {sentence}", file=sys.stderr)
    return COULD_NOT_RUN
