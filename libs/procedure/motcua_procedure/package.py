# SPDX-License-Identifier: Apache-2.0
"""A procedure folder as one thing: its files, its parsed contents, its canonical bytes and their hash.

Owns what may be in a folder and how large it may be. A package is what is published; a running dossier keeps its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from motcua_text import NotRegular, Problem, SourceError, Text, read_regular
from motcua_text.hidden import visible
from motcua_text.source import NO_HINT

from motcua_procedure.finding import FileFindings, Finding, Kind, ProcedureError, from_problem
from motcua_procedure.form import Form
from motcua_procedure.loader import load_procedure
from motcua_procedure.model import Procedure
from motcua_procedure.scenario import Scenario, load_scenario

PROCEDURE_FILE = "procedure.yaml"
PROCESS_FILE = "process.bpmn"
MAX_FILES = 200
MAX_FILE_BYTES = 1_000_000
MAX_PACKAGE_BYTES = 5_000_000
_FORMAT = "motcua-procedure-1"
_LINK = " (symbolic link)"
_SPECIAL = " (not a regular file)"
_NAME = re.compile(
    r"procedure\.yaml|process\.bpmn|[a-z0-9-]{1,60}\.dmn|README\.md"
    r"|forms/[a-z0-9-]{1,60}\.form|scenarios/[a-z0-9-]{1,60}\.yaml"
)


@dataclass(frozen=True)
class ProcedurePackage:
    """A folder that was read without an error. `files` are its bytes by path, sorted."""

    files: Mapping[str, bytes]
    procedure: Procedure
    forms: Mapping[str, Form]
    scenarios: tuple[Scenario, ...] = field(repr=False)

    @property
    def key(self) -> str:
        return self.procedure.key

    @property
    def bpmn(self) -> bytes:
        return self.files[PROCESS_FILE]

    @cached_property
    def content(self) -> bytes:
        """Canonical bytes: the same files give the same bytes on every machine. `from_bytes` reads them."""
        return pack(self.files)

    @cached_property
    def sha256(self) -> str:
        """Hash of the canonical bytes, in hexadecimal: the identity of what was published."""
        return hashlib.sha256(self.content).hexdigest()

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> ProcedurePackage:
        """Read a folder's files.

        Raises:
            ProcedureError: a file that may not be there, is too large or cannot be read; with all findings.
        """
        reports = shape(files)
        if not reports:
            package, reports = _read(files)
            if package is not None and not reports:
                return package
        raise ProcedureError(tuple(reports))

    @classmethod
    def from_bytes(cls, content: bytes) -> ProcedurePackage:
        """Read canonical bytes. Raises ProcedureError, also for bytes that are no package."""
        return cls.from_files(unpack(content))


def load_folder(path: str | os.PathLike[str]) -> ProcedurePackage:
    """Read a procedure folder from disk.

    Raises:
        OSError: it cannot be read.
        ProcedureError: it is not a procedure folder that we take; with all findings.
    """
    return ProcedurePackage.from_files(read_folder(path))


def read_folder(path: str | os.PathLike[str]) -> dict[str, bytes]:
    """The files of a folder by path inside it, for `lint_folder`. Hidden files and editors' copies are left out.

    Symbolic links are not followed: what is published is what lies in the folder. Each of them, and each pipe or device,
    stands there by a name that `shape` refuses, and so does a file whose name holds what nobody sees. Raises OSError.
    """
    root = pathlib.Path(path)
    if not root.is_dir():
        raise NotADirectoryError(f"{root} is not a folder")
    files: dict[str, bytes] = {}
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*names, *folders]):
            file = pathlib.Path(directory, name)
            if name.startswith(".") or name.endswith("~"):
                continue
            if file.is_symlink():
                files[_inside(file, root) + _LINK] = b""
                continue
            if name in folders:
                continue
            inside = _inside(file, root)
            try:
                files[inside] = read_regular(file, MAX_FILE_BYTES + 1, follow=False)
            except NotRegular:
                files[inside + _SPECIAL] = b""
            if len(files) > MAX_FILES:
                return files
    return files


def _inside(file: pathlib.Path, root: pathlib.Path) -> str:
    """A path that can be told: a name that is no text, or that turns a terminal around, stands there by its codes."""
    return visible(file.relative_to(root).as_posix())


def pack(files: Mapping[str, bytes]) -> bytes:
    """Canonical JSON of text files: sorted, compact, UTF-8."""
    texts = {path: files[path].decode("utf-8") for path in sorted(files)}
    document = {"files": texts, "format": _FORMAT}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of canonical bytes. Raises ProcedureError for anything else."""
    try:
        if len(content) > 2 * MAX_PACKAGE_BYTES:
            raise ValueError("too large")
        document = json.loads(content)
        if document["format"] != _FORMAT:
            raise ValueError("another format")
        return {str(path): text.encode() for path, text in document["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = Text(
            f"Nội dung này không phải là một gói thủ tục ({_FORMAT}).",
            f"These bytes are not a procedure package ({_FORMAT}).",
        )
        raise ProcedureError((_report("package", _finding("package-format", message)),)) from None


def kind_of(path: str) -> Kind:
    """What a file of a folder is, by its path."""
    if path.endswith(".bpmn"):
        return "process"
    if path.endswith(".dmn"):
        return "decision"
    if path.endswith(".form"):
        return "form"
    return "scenario" if path.startswith("scenarios/") else "procedure"


def shape(files: Mapping[str, bytes]) -> list[FileFindings]:
    """What is wrong with the set of files itself: names, sizes, encoding, what is missing."""
    reports = [_report(path, found) for path in sorted(files) if (found := _file_problem(path, files[path]))]
    for missing in (PROCEDURE_FILE, PROCESS_FILE):
        if missing not in files:
            reports.append(
                _report(
                    missing,
                    _finding(
                        "package-missing", Text(f"Thiếu tệp {missing}.", f"The file {missing} is missing.")
                    ),
                )
            )
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_PACKAGE_BYTES:
        message = Text(
            f"Một thư mục có tối đa {MAX_FILES} tệp và {_dots(MAX_PACKAGE_BYTES)} byte.",
            f"A folder has at most {MAX_FILES} files and {MAX_PACKAGE_BYTES:,} bytes.",
        )
        reports.append(_report(PROCEDURE_FILE, _finding("package-size", message)))
    return reports


def _file_problem(path: str, content: bytes) -> Finding | None:
    if not _NAME.fullmatch(path):
        message = Text(
            f'"{visible(path[:80])}" không thuộc thư mục của một thủ tục.',
            f'"{visible(path[:80])}" does not belong in a procedure folder.',
        )
        if path.endswith(_LINK):
            hint = Text(
                "Liên kết không được đi theo; hãy đặt chính tệp đó vào thư mục.",
                "Links are not followed; put the file itself into the folder.",
            )
            return _finding("package-name", message, hint)
        if path.endswith(_SPECIAL):
            return _finding(
                "package-name",
                message,
                Text(
                    "Ống dẫn và thiết bị không được đọc; hãy thay bằng một tệp.",
                    "Pipes and devices are not read; put a file in its place.",
                ),
            )
        if visible(path) != path or "<U+" in path:
            hint = Text(
                "Tên tệp có một ký tự không nhìn thấy: hãy đổi tên, chỉ dùng a-z, 0-9 và dấu gạch nối.",
                "Its name holds a character that is not seen: rename the file, a-z, 0-9 and hyphens only.",
            )
            return _finding("package-name", message, hint)
        hint = Text(
            "Được phép: procedure.yaml, process.bpmn, *.dmn, forms/*.form, scenarios/*.yaml, README.md; a-z, 0-9, -.",
            "Allowed: procedure.yaml, process.bpmn, *.dmn, forms/*.form, scenarios/*.yaml, README.md; a-z, 0-9, -.",
        )
        return _finding("package-name", message, hint)
    if len(content) > MAX_FILE_BYTES:
        return _finding(
            "package-size",
            Text(
                f"Tệp lớn hơn {_dots(MAX_FILE_BYTES)} byte.",
                f"The file is larger than {MAX_FILE_BYTES:,} bytes.",
            ),
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _finding(
            "package-encoding",
            Text("Tệp không phải là văn bản UTF-8.", "The file is not UTF-8 text."),
            Text("Hãy lưu tệp dưới dạng UTF-8.", "Save it as UTF-8."),
            line,
        )
    return None


def _read(files: Mapping[str, bytes]) -> tuple[ProcedurePackage | None, list[FileFindings]]:
    procedure: Procedure | None = None
    forms: dict[str, Form] = {}
    scenarios: list[Scenario] = []
    reports: list[FileFindings] = []
    for path in sorted(files):
        try:
            if path == PROCEDURE_FILE:
                procedure = load_procedure(files[path], path)
            elif path.endswith(".form"):
                form = Form.load(files[path], path)
                forms[form.key] = form
            elif path.startswith("scenarios/"):
                scenarios.append(load_scenario(files[path], path))
        except SourceError as error:
            reports.append(problems_report(path, error.problems))
    if procedure is None or reports:
        return None, reports
    ordered = {path: files[path] for path in sorted(files)}
    return ProcedurePackage(ordered, procedure, forms, tuple(scenarios)), reports


def problems_report(path: str, problems: tuple[Problem, ...]) -> FileFindings:
    """Source problems of one file as its findings."""
    kind = kind_of(path)
    return FileFindings(path, kind, tuple(from_problem(problem, kind) for problem in problems))


def _report(path: str, finding: Finding) -> FileFindings:
    return FileFindings(path, kind_of(path), (finding,))


def _dots(number: int) -> str:
    """1.000.000, as Vietnamese writes it."""
    return f"{number:,}".replace(",", ".")


def _finding(code: str, said: Text, advice: Text = NO_HINT, line: int = 0) -> Finding:
    return Finding(code, "error", line, "", "", said, advice)
