# SPDX-License-Identifier: Apache-2.0
"""Files and folders in, lines of JSON or text and an exit code out; the docs and the modeller's descriptor are current."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from motcua_workflow.engine import read_places
from motcua_workflow.engine.check import Context, Lang
from motcua_workflow.engine.check.docs import page
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.lint import FileReport, FolderReport, lint_bytes, lint_paths, run_lint
from motcua_workflow.engine.names import ACTIVITIES, TASKS

ROOT = Path(__file__).parents[4]
GOOD = build(chain="s a e")
BAD = build('<task id="x" name="Thẩm định"/>', "s x e")


def run(*paths: Path, lang: Lang = "en", as_executable: bool = False, text: bool = False) -> tuple[int, Any]:
    out = io.StringIO()
    code = run_lint(list(paths), not text, as_executable, lang, out)
    lines = out.getvalue().splitlines()
    return code, lines if text else [json.loads(line) for line in lines]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def one(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return one


def test_line_of_json_as_in_the_contract(write: Any) -> None:
    path = write("a.bpmn", BAD)
    code, lines = run(path)
    assert code == 1
    assert lines == [
        {
            "file": str(path),
            "kind": "process",
            "ok": False,
            "findings": [
                {
                    "code": "undefined-task",
                    "severity": "error",
                    "line": 5,
                    "element": "x",
                    "name": "Thẩm định",
                    "message": "A task without a type says nothing about who does what.",
                    "hint": "Make it a user, manual, script, send or receive task.",
                }
            ],
        }
    ]


def test_text_names_file_line_severity_code_and_element(write: Any) -> None:
    path = write("a.bpmn", BAD)
    code, lines = run(path, text=True)
    assert code == 1
    assert lines[0].startswith(f"{path}:5: error undefined-task [x] A task without a type")
    assert " — Make it a user" in lines[0]
    assert lines[1] == "1 files, 1 errors, 0 warnings"


def test_text_in_vietnamese(write: Any) -> None:
    _, lines = run(write("a.bpmn", BAD), text=True, lang="vi")
    assert "lỗi undefined-task [x] Nhiệm vụ không có loại" in lines[0]
    assert lines[1] == "1 tệp, 1 lỗi, 0 cảnh báo"


def test_oddities_of_the_reader_are_worded_in_vietnamese(write: Any) -> None:
    _, lines = run(write("a.bpmn", build('<userTask id="a" x="1"/>', "s a e")), lang="vi")
    assert lines[0]["findings"][0]["message"] == "BPMN không có thuộc tính x trên userTask."


def test_good_file_exits_with_zero(write: Any) -> None:
    assert run(write("a.bpmn", GOOD))[0] == 0


def test_warning_alone_is_no_error(write: Any) -> None:
    code, lines = run(write("a.bpmn", build('<userTask id="a" camunda:asyncBefore="true"/>', "s a e")))
    assert (code, lines[0]["ok"], lines[0]["findings"][0]["severity"]) == (0, True, "warning")


def test_diagram_is_no_error_but_as_executable(write: Any) -> None:
    path = write("a.bpmn", build('<task id="x"/>', "s x e", head='id="p"'))
    assert run(path) == (0, [{"file": str(path), "kind": "diagram", "ok": True, "findings": []}])
    code, lines = run(path, as_executable=True)
    assert (code, lines[0]["kind"], lines[0]["findings"][0]["code"]) == (1, "process", "undefined-task")


def test_decision_is_refused_by_name(write: Any) -> None:
    code, lines = run(
        write("a.dmn", '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d"/>')
    )
    assert (code, lines[0]["kind"]) == (1, "decision")
    assert [f["code"] for f in lines[0]["findings"]] == ["decision-not-run"]


def test_hostile_decision_is_not_parsed(write: Any) -> None:
    assert run(write("a.dmn", "<!DOCTYPE d><d/>"))[1][0]["findings"][0]["code"] == "doctype"


@pytest.mark.parametrize("name", ["missing.bpmn", "missing/", "missing"])
def test_missing_file_could_not_run(tmp_path: Path, name: str) -> None:
    code, lines = run(tmp_path / name)
    assert (code, lines[0]["findings"][0]["code"]) == (2, "file-unreadable")


def test_other_kinds_of_files_could_not_run(write: Any) -> None:
    code, lines = run(write("notes.txt", "x"), write("a.bpmn", BAD))
    assert (code, lines[0]["findings"][0]["code"], lines[1]["ok"]) == (2, "file-kind", False)


@pytest.mark.parametrize(
    ("names", "held"),
    [
        (("forms/a.form",), "forms/"),
        (("scenarios/a.yaml", "procedure.yml"), "procedure.yml, scenarios/"),
        (("Procedure.yaml", "process.bpmn"), "Procedure.yaml"),
        (("procedure.yaml.txt", "forms/a.form"), "procedure.yaml.txt, forms/"),
    ],
)
def test_a_folder_that_lacks_its_procedure_is_an_error(
    tmp_path: Path, names: tuple[str, ...], held: str
) -> None:
    for name in names:
        (tmp_path / "a" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "a" / name).write_text(BAD, "utf-8")
    for path in (tmp_path, tmp_path / "a"):
        code, lines = run(path)
        [finding] = lines[0]["findings"]
        assert (code, lines[0]["file"], lines[0]["kind"]) == (1, str(tmp_path / "a"), "procedure")
        assert finding["code"] == "folder-no-procedure" and held in finding["message"] and finding["hint"]


def test_a_drawing_of_ours_without_its_procedure_is_an_error(tmp_path: Path) -> None:
    """Also below the folder that is named; given as a file, a drawing is a drawing."""
    folder = tmp_path / "field" / "slug"
    folder.mkdir(parents=True)
    ours = build('<task id="x" motcua:part="release"/>', "s x e")
    (folder / "process.bpmn").write_text(ours, "utf-8")
    for path in (tmp_path, folder):
        code, lines = run(path)
        [finding] = lines[0]["findings"]
        assert (code, lines[0]["file"], finding["code"]) == (1, str(folder), "folder-no-procedure")
        assert "process.bpmn" in finding["message"] and "procedure.yaml" in finding["hint"]
    alone = run(folder / "process.bpmn")[1]
    assert [line["file"] for line in alone] == [str(folder / "process.bpmn")]
    assert "folder-no-procedure" not in {finding["code"] for finding in alone[0]["findings"]}


def test_a_plain_drawing_named_as_ours_is_warned_about_where_its_folder_is_named(tmp_path: Path) -> None:
    """Other people's trees hold a process.bpmn too: no error, and no word about those below."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "process.bpmn").write_text(GOOD, "utf-8")
    (tmp_path / "app" / "other.bpmn").write_text(GOOD, "utf-8")
    code, lines = run(tmp_path / "app")
    said = {
        Path(line["file"]).name: [(one["code"], one["severity"]) for one in line["findings"]]
        for line in lines
    }
    assert (code, said) == (0, {"other.bpmn": [], "process.bpmn": [("drawing-alone", "warning")]})
    assert [line["findings"] for line in run(tmp_path)[1]] == [[], []]


def test_a_folder_of_bare_drawings_lacks_nothing(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.dmn").write_text("<definitions/>", "utf-8")
    (tmp_path / "a.bpmn").write_text(BAD, "utf-8")
    found = {finding["code"] for line in run(tmp_path)[1] for finding in line["findings"]}
    assert found and "folder-no-procedure" not in found


def test_empty_folder_could_not_run(tmp_path: Path) -> None:
    assert run(tmp_path)[1][0]["findings"][0]["code"] == "folder-empty"
    assert run(tmp_path)[0] == 2


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.bpmn")
    assert run(tmp_path / "a.bpmn")[0] == 2


def test_folder_is_walked_in_order_and_each_file_once(write: Any, tmp_path: Path) -> None:
    for name in ("b/process.bpmn", "a/process.bpmn", "a/x.dmn", "a/.hidden.bpmn", "a/notes.txt"):
        write(name, GOOD)
    _, lines = run(tmp_path, tmp_path / "a")
    found = [str(Path(line["file"]).relative_to(tmp_path)) for line in lines]
    assert found == ["a/process.bpmn", "a/x.dmn", "b/process.bpmn"]


def test_circular_links_end(write: Any, tmp_path: Path) -> None:
    write("a/process.bpmn", GOOD)
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert len(run(tmp_path)[1]) == 1


def test_procedure_folder_is_checked_with_what_its_linter_knows(write: Any, tmp_path: Path) -> None:
    write("f/procedure.yaml", "code: 1")
    write("f/other.bpmn", GOOD)
    path = write("f/process.bpmn", build('<userTask id="x" motcua:form="nope" motcua:limit="1d"/>', "s x e"))
    seen: list[tuple[Path, Lang]] = []

    def folder_linter(folder: Path, lang: Lang) -> FolderReport:
        seen.append((folder, lang))
        own = FileReport(str(folder / "procedure.yaml"), "procedure")
        return FolderReport((own,), Context(forms=frozenset({"check"})))

    reports = lint_paths([tmp_path], lang="vi", folder_linter=folder_linter)
    assert seen == [(tmp_path / "f", "vi")]
    by_name = {Path(report.file).name: report for report in reports}
    assert by_name["procedure.yaml"].kind == "procedure"
    assert by_name["other.bpmn"].findings == ()
    codes = {finding.code for finding in by_name["process.bpmn"].findings}
    assert codes == {"form-unknown", "task-without-role"}
    assert by_name["process.bpmn"].file == str(path)


def test_folder_of_an_unexecutable_drawing_is_an_error(write: Any, tmp_path: Path) -> None:
    write("procedure.yaml", "")
    write("process.bpmn", build(chain="s e", head='id="p"'))
    reports = lint_paths([tmp_path], folder_linter=lambda folder, lang: FolderReport((), Context()))
    assert [f.code for f in reports[0].findings] == ["no-executable-process"]


def test_page_of_codes_is_current() -> None:
    assert (ROOT / "docs" / "lint-codes.md").read_text("utf-8") == page()


def test_descriptor_for_modellers_says_what_the_reader_knows() -> None:
    """docs/motcua-moddle.json and the reader's table name the same attributes at the same places."""
    types = {
        row["name"]: row for row in json.loads((ROOT / "docs" / "motcua-moddle.json").read_text())["types"]
    }
    drawn: dict[str, set[str]] = {}
    for row in types.values():
        for place in row.get("extends", ()):
            name = place.removeprefix("bpmn:")
            drawn.setdefault(name[0].lower() + name[1:], set()).update(p["name"] for p in row["properties"])
    assert drawn == {place: set(names) for place, names in read_places.MOTCUA_ATTRIBUTES.items()}
    elements = {name.lower(): row for name, row in types.items() if "superClass" in row}
    assert set(elements) == {*read_places.MOTCUA_ELEMENTS, "fact"}
    for name, places in read_places.MOTCUA_ELEMENTS.items():
        allowed = {p.removeprefix("bpmn:") for p in elements[name]["meta"]["allowedIn"]}
        assert {p[0].upper() + p[1:] for p in places - TASKS} == allowed - {"Task"} - _capital(TASKS)
        assert ("Task" in allowed) == (places >= TASKS) and places <= ACTIVITIES | places


def _capital(names: frozenset[str]) -> set[str]:
    return {name[0].upper() + name[1:] for name in names if name != "task"}


@pytest.mark.parametrize("value", ["TRUE", "True", "yes", "true false"])
def test_a_process_that_is_neither_executable_nor_not_is_refused(value: str) -> None:
    data = build(chain="s e", head=f'id="p" isExecutable="{value}"').encode()
    report = lint_bytes(data, "process.bpmn")
    assert [(f.code, f.element) for f in report.findings] == [("bad-boolean", "p")] and not report.ok


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="more.bpmn"/>', "unknown-element"),
        ("some words", "stray-text"),
        ("<extensionElements><camunda:executionListener/></extensionElements>", "foreign-behaviour"),
        ("<extensionElements><motcua:decide/></extensionElements>", "motcua-misplaced"),
    ],
)
def test_what_stands_beside_the_processes_is_named(inside: str, code: str) -> None:
    report = lint_bytes(build(chain="s e", top=inside).encode(), "process.bpmn")
    assert [finding.code for finding in report.findings] == [code]


@pytest.mark.parametrize("kind", ["tFormalExpression", "b:tFormalExpression", "tExpression"])
def test_the_types_of_bpmn_itself_are_taken(kind: str) -> None:
    flow = f'''<exclusiveGateway id="g" default="g_b"/><sequenceFlow id="g_a" sourceRef="g" targetRef="a">
      <conditionExpression xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xsi:type="{kind}">paid</conditionExpression>
      </sequenceFlow>'''
    assert lint_bytes(build(flow, "s g a e; g b e").encode(), "process.bpmn").findings == ()
