# SPDX-License-Identifier: Apache-2.0
"""Every code of the catalogue is given by its smallest example, at the right element and line, alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from motcua_procedure import read_folder
from motcua_workflow.beside import check_beside
from motcua_workflow.engine.check import catalogue
from motcua_workflow.engine.check.examples import Example, examples
from motcua_workflow.engine.lint import COULD_NOT_RUN, FileReport, lint_bytes, lint_paths

EXAMPLES = examples()
COPIES = Path(__file__).parents[4] / "workflows/chung-thuc/ban-sao-tu-ban-chinh/procedure.yaml"


def lint(example: Example, folder: Path, lang: str = "en") -> FileReport:
    if example.suffix in (".form", ".yaml"):
        return beside(example, lang)
    if example.suffix == ".dmn":
        file = folder / "decision.dmn"
        file.write_bytes(example.data)
        return lint_paths([file], lang=lang)[0]  # type: ignore[arg-type]
    return lint_bytes(
        example.data,
        "process.bpmn",
        as_executable=example.as_executable,
        context=example.context,
        lang=lang,  # type: ignore[arg-type]
    )


def beside(example: Example, lang: str) -> FileReport:
    """A form, or a part of procedure.yaml in place of that of a procedure of ours."""
    if example.suffix == ".form":
        # What only the other files tell is looked for in a folder that holds them.
        around = read_folder(COPIES.parent) if example.code == "form-unused" else {}
        found = check_beside({**around, "forms/example.form": example.data}, lang)  # type: ignore[arg-type]
        return FileReport("example.form", "form", found.get("forms/example.form", ()))
    part = example.data.decode()
    key = part.strip().partition(":")[0]
    ours = re.sub(rf"^{key}:\n(?:[ \n].*\n|\n)*", "", COPIES.read_text("utf-8"), flags=re.MULTILINE)
    found = check_beside({"procedure.yaml": (part + ours).encode()}, lang)  # type: ignore[arg-type]
    return FileReport("procedure.yaml", "procedure", found.get("procedure.yaml", ()))


def test_every_code_has_an_example() -> None:
    """What no drawing can give is no code; the codes of unreadable paths are tested with lint itself."""
    assert set(catalogue()) - COULD_NOT_RUN - {"folder-no-procedure", "drawing-alone"} == set(EXAMPLES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_example_gives_its_code_alone(code: str, tmp_path: Path) -> None:
    example = EXAMPLES[code]
    report = lint(example, tmp_path)
    found = {finding.code for finding in report.findings}
    assert found == {code} | example.also
    finding = next(finding for finding in report.findings if finding.code == code)
    assert (finding.element, finding.line) == (example.element, example.line)
    assert finding.severity == catalogue()[code].severity
    assert report.ok == all(catalogue()[one].severity == "warning" for one in found)


@pytest.mark.parametrize("code", EXAMPLES)
def test_sentence_and_hint_in_both_languages(code: str, tmp_path: Path) -> None:
    english = next(f for f in lint(EXAMPLES[code], tmp_path).findings if f.code == code)
    vietnamese = next(f for f in lint(EXAMPLES[code], tmp_path, "vi").findings if f.code == code)
    for text in (english.message, english.hint, vietnamese.message, vietnamese.hint):
        assert text.strip()
    assert english.message != vietnamese.message and english.hint != vietnamese.hint


def test_codes_are_kebab_case() -> None:
    assert all(code == code.lower() and code.replace("-", "").isalpha() for code in catalogue())
