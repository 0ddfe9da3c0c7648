# SPDX-License-Identifier: Apache-2.0
"""What a folder comes to: findings, drawing, scenarios with what each went through.

A broken folder comes to findings, whatever is broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from motcua_organisation import Organisation
from motcua_procedure import ProcedureError, ProcedurePackage, read_folder
from motcua_procedure.package import PROCESS_FILE
from motcua_text import Text
from motcua_workflow.engine.check import Lang, has_errors, running
from motcua_workflow.engine.lint import FileReport
from motcua_workflow.engine.model import Drawing, Finding, Node
from motcua_workflow.engine.names import motcua
from motcua_workflow.engine.normalise import role_of
from motcua_workflow.folder import report_files, uncompiled, unreadable
from motcua_workflow.scenarios import Report, run_scenarios


@dataclass(frozen=True)
class Told:
    """One finding with the file that it is about, as its path inside the folder."""

    file: str
    finding: Finding


@dataclass(frozen=True, eq=False)
class Seen:
    """A folder at one moment. `package` is None while its files cannot be read, `report` None while the scenarios cannot run."""

    folder: Path
    files: Mapping[str, bytes]
    told: tuple[Told, ...]
    drawing: Drawing | None
    package: ProcedurePackage | None
    report: Report | None

    @property
    def refused(self) -> bool:
        """Whether publishing would refuse it."""
        return has_errors([one.finding for one in self.told])

    @property
    def bpmn(self) -> bytes:
        return self.files.get(PROCESS_FILE, b"")

    @cached_property
    def times(self) -> Mapping[str, int]:
        """How many scenarios went through each element and flow."""
        scenarios = () if self.report is None else self.report.scenarios
        return Counter(one for ran in scenarios for one in {*ran.passed, *ran.flows})

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every element of what runs, by id."""
        processes = () if self.drawing is None else running(self.drawing)
        return {node.id: node for process in processes for node in process.nodes}

    def role_of(self, node: Node) -> str:
        """Whose work an element is: a role of the organisation."""
        processes = () if self.drawing is None else running(self.drawing)
        lanes = {lane.id: lane for process in processes for lane in process.lanes}
        return role_of(node, lanes.get(node.lane))

    def tasks_of(self, form: str) -> Sequence[Node]:
        """The elements that use a form."""
        return [node for node in self.nodes.values() if node.attributes.get(motcua("form")) == form]


def words_of(node: Node) -> Text:
    """An element as people name it: its name in the drawing, else its id."""
    return Text(node.name or node.id, node.attributes.get(motcua("name_en"), ""))


def see(folder: Path, organisation: Organisation | None, lang: Lang) -> Seen:
    """Look at a folder as publishing would."""
    try:
        files = read_folder(folder)
        reports, drawing = report_files(folder, files, organisation, lang)
    except OSError as error:
        return _told(folder, {}, [unreadable(folder, error, lang)], None)
    package = _package(files)
    seen = _told(folder, files, reports, drawing, package)
    if package is None or drawing is None or seen.refused:
        return seen
    if refused := uncompiled(drawing, lang):
        told = [*seen.told, *(Told(file, finding) for file, finding in refused)]
        return Seen(folder, files, _first_errors(told), drawing, package, None)
    report = run_scenarios(package, drawing, lang)
    told = [one for one in seen.told if one.finding.code != "scenario-missing"]
    told += [Told(one.file, finding) for one in report.scenarios for finding in one.findings]
    told += [Told(PROCESS_FILE, finding) for finding in report.findings]
    return Seen(folder, files, _first_errors(told), drawing, package, report)


def _package(files: Mapping[str, bytes]) -> ProcedurePackage | None:
    try:
        return ProcedurePackage.from_files(files)
    except ProcedureError:
        return None  # lint says why


def _told(
    folder: Path,
    files: Mapping[str, bytes],
    reports: Sequence[FileReport],
    drawing: Drawing | None,
    package: ProcedurePackage | None = None,
) -> Seen:
    told = [Told(one.file.removeprefix(f"{folder}/"), finding) for one in reports for finding in one.findings]
    return Seen(folder, files, _first_errors(told), drawing, package, None)


def _first_errors(told: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(sorted(told, key=lambda one: one.finding.severity != "error"))
