# SPDX-License-Identifier: Apache-2.0
"""Texts of a folder that nobody could see or print, names of a scenario that are not there, files that are empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_procedure import ProcedureError, ProcedurePackage, lint_folder, read_folder
from motcua_procedure.finding import Finding
from motcua_procedure.texts import spoilt

COPIES = Path(__file__).parents[3] / "workflows/chung-thuc/ban-sao-tu-ban-chinh"
PROCEDURE, PROCESS, FORM = "procedure.yaml", "process.bpmn", "forms/kiem-tra.form"
SCENARIO = "scenarios/rut-yeu-cau.yaml"


def changed(path: str, old: str, new: str) -> tuple[dict[str, bytes], int]:
    """The folder with the first `old` replaced, and the line on which it stands."""
    files = read_folder(COPIES)
    text = files[path].decode()
    assert old in text
    return files | {path: text.replace(old, new, 1).encode()}, text.count("\n", 0, text.index(old)) + 1


@pytest.mark.parametrize("folder", [COPIES, COPIES.parents[1] / "dat-dai/xoa-the-chap-va-chuyen-nhuong"])
def test_our_procedures_hold_nothing_of_the_kind(folder: Path) -> None:
    assert list(spoilt(read_folder(folder))) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "element", "sign"),
    [
        (PROCEDURE, 'vi: "', 'vi: "\\0', "components[1].note.vi", "U+0000"),
        (PROCEDURE, 'vi: "', 'vi: "\u202e', "components[1].note.vi", "U+202E"),
        (PROCEDURE, "name:", '"na\\u200bme":', "na<U+200B>me", "U+200B"),
        (PROCEDURE, "# SPDX", "# \u202e SPDX", "", "U+202E"),
        (FORM, '"label": "', '"label": "\\u0000', "components[0].label", "U+0000"),
        (FORM, '"label": "', '"label": "\ufeff', "components[0].label", "U+FEFF"),
        (SCENARIO, 'vi: "', 'vi: "\\e[2J', "name.vi", "U+001B"),
        (SCENARIO, "{check: copy", '{note: "a\\0", check: copy', "steps[0].facts.note", "U+0000"),
        (PROCESS, 'name="Đối chiếu', 'name="\u200bĐối chiếu', "check_original", "U+200B"),
        (PROCESS, 'name="Đối chiếu', 'name="&#x9b;Đối chiếu', "check_original", "U+009B"),
        (PROCESS, '"copy"</', '"copy" # \u2066</', "f_gw_proposal__sign_copies", "U+2066"),
        (PROCESS, '"copy"</', '"copy" + "\\x00"</', "f_gw_proposal__sign_copies", "U+0000"),
        (PROCESS, '"copy"</', '"copy" + "\\U0000202e"</', "f_gw_proposal__sign_copies", "U+202E"),
        (PROCESS, '"copy"</', '"copy" + "\\33"</', "f_gw_proposal__sign_copies", "U+001B"),
        (PROCESS, "<bpmn:exclusive", "<!-- \u202e --><bpmn:exclusive", "", "U+202E"),
    ],
)
def test_what_nobody_sees_is_told_where_it_stands(
    path: str, old: str, new: str, element: str, sign: str
) -> None:
    files, line = changed(path, old, new)
    [(file, found)] = spoilt(files)
    assert (file, found.code, found.line, found.element) == (path, "text-hidden", line, element)
    assert found.sign == sign


@pytest.mark.parametrize(
    ("path", "old", "new", "element"),
    [
        (PROCEDURE, 'vi: "', 'vi: "王', "components[1].note.vi"),
        (FORM, '"label": "', '"label": "王', "components[0].label"),
        (FORM, '"label_en": "', '"label_en": "王', "components[0].properties.label_en"),
        (SCENARIO, 'vi: "', 'vi: "王', "name.vi"),
        (PROCESS, 'name="Đối chiếu', 'name="王 Đối chiếu', "check_original"),
        (PROCESS, 'name_en="Compare', 'name_en="王 Compare', "check_original"),
        (PROCESS, 'reason="leader_reason"', "reason=\"leader_reason + '\\u738b'\"", "refused_by_leader"),
    ],
)
def test_what_the_printed_forms_have_no_letter_for_is_told(
    path: str, old: str, new: str, element: str
) -> None:
    files, line = changed(path, old, new)
    [(file, found)] = spoilt(files)
    assert (file, found.code, found.line, found.element) == (path, "text-unprintable", line, element)
    assert found.sign == "“王” (U+738B)"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (
            PROCEDURE,
            'vi: "',
            'vi: "Ελλάδα, Россия, e\u0302\u0301 ',
        ),  # decomposed letters are printed composed
        (PROCEDURE, "# SPDX", "# 王 SPDX"),
        (PROCESS, '"copy"</', '"copy" # 王</'),
        (PROCESS, '"copy"</', '"copy" + "\\\\x00 \\U0001F600 \\n"</'),
        (SCENARIO, "{check: copy", '{note: "王", check: copy'),
    ],
)
def test_what_can_be_printed_or_never_is_passes(path: str, old: str, new: str) -> None:
    assert list(spoilt(changed(path, old, new)[0])) == []


def test_files_that_cannot_be_read_are_said_elsewhere() -> None:
    assert list(spoilt({PROCEDURE: b"[", FORM: b"{", PROCESS: b"<a>\xff", SCENARIO: b"a: \x00"})) == []


def test_a_files_name_is_told_without_what_nobody_sees(tmp_path: Path) -> None:
    for name in ("a\u202eb.form", "c\x1b[2J.yaml"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / b"\xff.yaml".decode("utf-8", "surrogateescape")).write_text("x", "utf-8")
    found = [
        one for r in lint_folder(read_folder(tmp_path)) for one in r.findings if one.code == "package-name"
    ]
    assert len(found) == 3 and all("rename" in one.hint for one in found)
    assert {"a<U+202E>b.form", "c<U+001B>[2J.yaml", "<U+DCFF>.yaml"} <= set(read_folder(tmp_path))
    with pytest.raises(ProcedureError) as refused:
        ProcedurePackage.from_files({**read_folder(COPIES), "forms/a\0.form": b"{}"})
    assert "\0" not in str(refused.value) and "<U+0000>" in str(refused.value)


def scenario_findings(old: str, new: str) -> list[Finding]:
    files, _ = changed(SCENARIO, old, new)
    return [one for r in lint_folder(files) if r.file == SCENARIO for one in r.findings]


@pytest.mark.parametrize(
    ("old", "new", "element", "hint"),
    [
        ("complete: check_original", "complete: check_orignal", "steps[0].complete", 'Is "check_original" meant?'),
        ("message: withdrawal_requested", "message: withdraw", "steps[1].message", "It has: "),
        ("ends: [withdrawn]", "ends: [withdrwn]", "expect.ends[0]", 'Is "withdrawn" meant?'),
        ("    - withdraw\n", "    - withdraww\n", "expect.path[1]", 'Is "withdraw" meant?'),
        ("- sign_copies", "- sign_copys", "expect.not_passed[0]", 'Is "sign_copies" meant?'),
        ("open: []", "open: [sign_copys]", "expect.open[0]", 'Is "sign_copies" meant?'),
        ("copy: withdrawn", "copi: withdrawn", "expect.parts.copi", 'Is "copy" meant?'),
        ("results: {}", "results: {xyz: []}", "expect.results.xyz", "It has: copy."),
        ("  - message:", '    result: KQ.G15.000021\n  - message:', "steps[0].result", "Leave result out"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_there_is_told_at_its_line_with_the_nearest(
    old: str, new: str, element: str, hint: str
) -> None:
    files, line = changed(SCENARIO, old, new)
    [found] = scenario_findings(old, new)
    lines = files[SCENARIO].decode().splitlines()
    assert (found.code, found.element) == ("scenario-name", element) and hint in found.hint
    assert new.strip().splitlines()[0] in lines[found.line - 1] or found.line == line


@pytest.mark.parametrize("path", [PROCEDURE, SCENARIO])
@pytest.mark.parametrize("content", [b"", b"# nothing\n"])
def test_an_empty_file_is_called_empty_and_says_what_to_do(path: str, content: bytes) -> None:
    reports = lint_folder({**read_folder(COPIES), path: content})
    [found] = [one for r in reports if r.file == path for one in r.findings]
    assert found.message == "The file is empty." and found.hint and found.line == 1


def test_an_empty_field_is_called_empty() -> None:
    files, line = changed(PROCEDURE, "supplement:\n", "supplement:\nx:\n")
    found = [one for r in lint_folder(files) for one in r.findings if one.element == "supplement"]
    assert [(one.line, one.message) for one in found] == [
        (line, "It is empty; here stands a group of fields.")
    ]
