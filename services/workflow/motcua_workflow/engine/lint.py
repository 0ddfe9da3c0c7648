# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure lint`: files and folders in, one report per file out. Needs no server and runs nothing.

Owns which files are looked at and how findings are printed. What a procedure's folder holds besides its
drawing is checked by a `FolderLinter` that is handed in; it also says what the drawing may name (`Context`).
"""

from __future__ import annotations

import json as jsonlib
import os.path
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, TextIO

from motcua_text import read_regular

from motcua_workflow.engine.check import Context, Lang, check, has_errors, running
from motcua_workflow.engine.check.report import Report
from motcua_workflow.engine.model import Finding
from motcua_workflow.engine.names import MOTCUA
from motcua_workflow.engine.read import Limits, read
from motcua_workflow.engine.read_xml import Refusal, line_of, parse_xml
from motcua_workflow.engine.unopened import why_unopened

Kind = Literal["process", "decision", "form", "procedure", "scenario", "diagram"]
BPMN_SUFFIXES = (".bpmn", ".bpmn2", ".bpmn20.xml", ".xml")
_MISSPELT = re.compile(r"procedures?\.(ya?ml|json)(\.txt)?", re.IGNORECASE)
_DRAWING = "process.bpmn"
# Codes that say that nothing could be looked at: exit code 2.
COULD_NOT_RUN = frozenset({"file-unreadable", "file-kind", "folder-empty"})


@dataclass(frozen=True, slots=True)
class FileReport:
    """What lint says about one file; `ok` when no finding is an error."""

    file: str
    kind: Kind
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not has_errors(self.findings)

    def as_json(self) -> str:
        """The one line of JSON of this file."""
        found = [asdict(finding) for finding in self.findings]
        order = ("code", "severity", "line", "element", "name", "message", "hint")
        findings = [{key: row[key] for key in order} for row in found]
        document = {"file": self.file, "kind": self.kind, "ok": self.ok, "findings": findings}
        return jsonlib.dumps(document, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What is said about the other files of a procedure's folder, and what its drawing may name."""

    files: tuple[FileReport, ...] = ()
    context: Context | None = None


FolderLinter = Callable[[Path, Lang], FolderReport]


def lint_bytes(
    data: bytes,
    file: str,
    *,
    as_executable: bool = False,
    context: Context | None = None,
    lang: Lang = "en",
    limits: Limits | None = None,
) -> FileReport:
    """The report on a BPMN file of which the bytes are given."""
    result = read(data, file, limits, lang)
    if result.drawing is None:
        return FileReport(file, "process", result.findings)
    found = check(result.drawing, as_executable=as_executable, context=context, limits=limits, lang=lang)
    runs = running(result.drawing, as_executable) or as_executable or context is not None
    return FileReport(file, "process" if runs else "diagram", tuple(found))


def lint_paths(
    paths: Iterable[Path],
    as_executable: bool = False,
    lang: Lang = "en",
    folder_linter: FolderLinter | None = None,
) -> list[FileReport]:
    """A report for each file named or found below a folder named, in a stable order, each file once."""
    reports: dict[str, FileReport] = {}
    for path in paths:
        for report in _lint_path(Path(path), as_executable, lang, folder_linter):
            reports.setdefault(report.file, report)
    return list(reports.values())


def run_lint(
    paths: Sequence[Path],
    json: bool,
    as_executable: bool,
    lang: Lang,
    out: TextIO,
    folder_linter: FolderLinter | None = None,
) -> int:
    """Lint and print; the exit code: 0 no error, 1 errors, 2 something could not be looked at."""
    return print_reports(lint_paths(paths, as_executable, lang, folder_linter), json, lang, out)


def print_reports(reports: Sequence[FileReport], json: bool, lang: Lang, out: TextIO) -> int:
    """Print one line of JSON for each report, or sentences and a summary; the exit code as of `run_lint`."""
    for report in reports:
        for line in [report.as_json()] if json else _human(report, lang):
            out.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    if not json:
        out.write(_summary(reports, lang) + "\n")
    return exit_code(reports)


def exit_code(reports: Sequence[FileReport]) -> int:
    """0 no error, 1 errors, 2 a file or folder could not be looked at."""
    if any(finding.code in COULD_NOT_RUN for report in reports for finding in report.findings):
        return 2
    return 0 if all(report.ok for report in reports) else 1


def _lint_path(
    path: Path, as_executable: bool, lang: Lang, folder_linter: FolderLinter | None
) -> Iterator[FileReport]:
    if path.is_dir():
        found = list(_lint_folder(path, as_executable, lang, folder_linter))
        yield from _noted(path, found, lang) or [could_not(path, "folder-empty", lang)]
    else:
        yield _lint_file(path, as_executable, None, lang)


def _lint_folder(
    folder: Path, as_executable: bool, lang: Lang, folder_linter: FolderLinter | None
) -> Iterator[FileReport]:
    context: Context | None = None
    if folder_linter is not None and os.path.lexists(folder / "procedure.yaml"):
        said = folder_linter(folder, lang)
        context = said.context
        yield from said.files
    elif said_so := no_procedure(folder, lang):
        yield said_so
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield could_not(folder, "file-unreadable", lang, detail=why_unopened(folder, error, lang))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _lint_folder(entry, as_executable, lang, folder_linter)
        elif entry.name.lower().endswith((".bpmn", ".bpmn2", ".bpmn20.xml", ".dmn")):
            yield _lint_file(entry, as_executable, context if entry.name == "process.bpmn" else None, lang)


def no_procedure(folder: Path, lang: Lang) -> FileReport | None:
    """The error of a folder that is meant to be a procedure's, by what it holds, and has no procedure.yaml in this spelling."""
    held = _of_procedure(folder)
    return could_not(folder, "folder-no-procedure", lang, held=held) if held else None


def _of_procedure(folder: Path) -> str:
    """What only the folder of a procedure holds, by name; "" where there is none, and where the folder cannot be read."""
    if os.path.lexists(folder / "procedure.yaml"):
        return ""
    try:
        entries = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return ""
    misspelt = [name for name in entries if _MISSPELT.fullmatch(name)]
    parts = [f"{name}/" for name in entries if name in ("forms", "scenarios") and (folder / name).is_dir()]
    drawn = [_DRAWING] if not misspelt and _DRAWING in entries and _says_motcua(folder / _DRAWING) else []
    return ", ".join([*misspelt, *parts, *drawn])


def _says_motcua(file: Path) -> bool:
    """Whether a drawing uses our extensions: other people's trees hold a process.bpmn too, and lack nothing."""
    try:
        data = read_regular(file, Limits().size + 1)
    except OSError:
        return False
    root = parse_xml(data, Limits()) if MOTCUA.encode() in data else None
    if root is None or isinstance(root, Refusal):
        return False
    ours = f"{{{MOTCUA}}}"
    return any(str(name).startswith(ours) for one in root.iter() for name in (one.tag, *one.attrib))


def _noted(folder: Path, reports: list[FileReport], lang: Lang) -> list[FileReport]:
    """A folder that is named itself and whose process.bpmn is plain BPMN: that it was looked at alone is said beside it."""
    own = str(folder / _DRAWING)
    if os.path.lexists(folder / "procedure.yaml") or any(one.file == str(folder) for one in reports):
        return reports
    report = Report(lang)
    report.put("drawing-alone", 0, "", "", {})
    return [
        replace(one, findings=(*one.findings, *report.findings())) if one.file == own else one
        for one in reports
    ]


def _lint_file(path: Path, as_executable: bool, context: Context | None, lang: Lang) -> FileReport:
    name = path.name.lower()
    if not name.endswith((*BPMN_SUFFIXES, ".dmn")) and path.exists():
        return could_not(path, "file-kind", lang)
    try:
        # One byte more than is allowed is enough to see that it is too much.
        data = read_regular(path, Limits().size + 1)
    except OSError as error:
        return could_not(path, "file-unreadable", lang, detail=why_unopened(path, error, lang))
    if name.endswith(".dmn"):
        return _decision(data, str(path), lang)
    return lint_bytes(data, str(path), as_executable=as_executable, context=context, lang=lang)


def could_not(path: Path, code: str, lang: Lang, **values: object) -> FileReport:
    """The report on a file or folder that could not be looked at (exit code 2)."""
    report = Report(lang)
    report.put(code, 0, "", "", values)
    return FileReport(str(path), _kind(path), report.findings())


def _kind(path: Path) -> Kind:
    """What a file that could not be read would have been, by its name."""
    name = path.name.lower()
    if name == "procedure.yaml" or path.is_dir():
        return "procedure"
    if name.endswith(".yaml") and path.parent.name == "scenarios":
        return "scenario"
    return "decision" if name.endswith(".dmn") else "form" if name.endswith(".form") else "process"


def _decision(data: bytes, file: str, lang: Lang) -> FileReport:
    report = Report(lang)
    root = parse_xml(data, Limits())
    if isinstance(root, Refusal):
        report.put(root.code, root.line, "", "", root.values)
    else:
        report.add(
            "decision-not-run", line=line_of(root), element=root.get("id", ""), name=root.get("name", "")
        )
    return FileReport(file, "decision", report.findings())


_SEVERITY = {"en": {"error": "error", "warning": "warning"}, "vi": {"error": "lỗi", "warning": "cảnh báo"}}


def _human(report: FileReport, lang: Lang) -> Iterator[str]:
    for found in report.findings:
        severity = _SEVERITY[lang][found.severity]
        element = f" [{found.element}]" if found.element else ""
        text = f"{found.code}{element} {found.message} — {found.hint}"
        yield _printable(f"{report.file}:{found.line}: {severity} {text}")


def _printable(text: str) -> str:
    """Drawn names can hold control and direction marks, which rule a terminal; joiners belong to words."""
    return "".join(c if c.isprintable() or c in "\u200c\u200d" else f"\\u{ord(c):04x}" for c in text)


def _summary(reports: Sequence[FileReport], lang: Lang) -> str:
    found = [finding.severity for report in reports for finding in report.findings]
    errors, warnings = found.count("error"), found.count("warning")
    if lang == "vi":
        return f"{len(reports)} tệp, {errors} lỗi, {warnings} cảnh báo"
    return f"{len(reports)} files, {errors} errors, {warnings} warnings"
