# SPDX-License-Identifier: Apache-2.0
"""Hostile and broken files: each ends quickly with a finding, never with an exception, and reads nothing else."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from motcua_workflow.engine.check import catalogue
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.lint import lint_bytes, run_lint
from motcua_workflow.engine.names import BPMN
from motcua_workflow.engine.read import Limits, read

HANG_SECONDS = 60
"""No figure: a refusal takes a moment, a hostile file that gets through takes minutes."""
BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HEAD = f'<definitions xmlns="{BPMN}">'


def _nested(levels: int) -> str:
    return build("<subProcess>" * levels + "</subProcess>" * levels)


HOSTILE = {
    "nothing": (b"", "file-empty"),
    "blank": (b" \n\t ", "file-empty"),
    "bytes": (bytes(range(256)) * 10, "encoding-wrong"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "encoding-wrong"),
    "zip": (b"PK\x03\x04" + b"\x00" * 100, "not-xml"),
    "prose": (b"Dear Sir or Madam", "not-xml"),
    "json": (b'{"a": 1}', "not-xml"),
    "nul": (build("<userTask id='a\0'/>").encode(), "not-xml"),
    "control": (build("<userTask id='a\x1b[2J'/>").encode(), "not-xml"),
    "cut off": (build().encode()[:-20], "not-xml"),
    "two roots": (b"<a/><b/>", "not-xml"),
    "declaration late": (b' <?xml version="1.0"?><a/>', "not-xml"),
    "doctype": (f"<!DOCTYPE definitions>{HEAD}</definitions>".encode(), "doctype"),
    "doctype after comment": (f"<!-- a --><?pi?>\n<!DOCTYPE d>{HEAD}</definitions>".encode(), "doctype"),
    "doctype utf-16": (f"<!DOCTYPE d>{HEAD}</definitions>".encode("utf-16"), "doctype"),
    "doctype utf-16 bare": (f"<!DOCTYPE d>{HEAD}</definitions>".encode("utf-16-be"), "doctype"),
    "bomb": (f'<!DOCTYPE d [<!ENTITY l0 "ha">{BOMB}]>{HEAD}&l9;</definitions>'.encode(), "doctype"),
    "entity without doctype": (f"{HEAD}&x;</definitions>".encode(), "not-xml"),
    "250 levels": (_nested(250).encode(), "too-deep"),
    "300 levels": (_nested(300).encode(), "too-deep"),
    "30 MB comment": (build(f"<!--{'x' * 30_000_000}-->").encode(), "file-too-large"),
    "100,000 nodes": (
        build("".join(f'<task id="t{n}"/>' for n in range(100_000))).encode(),
        "too-many-elements",
    ),
    "100,000 branches": (
        build(
            "".join(f'<sequenceFlow id="f{n}" sourceRef="a" targetRef="b"/>' for n in range(50_000))
        ).encode(),
        "too-many-flows",
    ),
    "huge attribute": (build(f'<userTask id="a" name="{"x" * 3_000_000}"/>').encode(), "attribute-too-long"),
    "huge script": (
        build(f"<scriptTask><script>{'x' * 200_000}</script></scriptTask>").encode(),
        "text-too-long",
    ),
    "declared utf-16": (b'<?xml version="1.0" encoding="utf-16"?><a/>', "encoding-unknown"),
    "declared utf-7": (b'<?xml version="1.0" encoding="utf-7"?>+ADw-a/+AD4-', "encoding-unknown"),
    "latin as utf-8": (build('<userTask name="Đơn é"/>').encode("cp1258", "replace"), "encoding-wrong"),
    "html": (b"<html><body/></html>", "not-bpmn"),
    "xpdl": (b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', "not-bpmn"),
    "no namespace": (b"<definitions><process/></definitions>", "not-bpmn"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_before_anybody_waits(name: str) -> None:
    data, code = HOSTILE[name]
    start = time.perf_counter()
    report = lint_bytes(data, "process.bpmn")
    assert time.perf_counter() - start < HANG_SECONDS
    assert [finding.code for finding in report.findings] == [code]
    assert not report.ok and report.kind == "process"


def test_external_entity_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    data = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{HEAD}<process name="&x;"/></definitions>'
    result = read(data.encode(), "process.bpmn")
    assert result.drawing is None and "the secret" not in str(result)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_read(encoding: str) -> None:
    text = build('<userTask id="a" name="Thẩm định hồ sơ 🏠 ‮abc"/>', "s a e")
    result = read(text.encode(encoding), "process.bpmn")
    assert result.drawing is not None
    assert "Thẩm định hồ sơ 🏠 ‮abc" in {node.name for node in result.drawing.processes[0].nodes}


@pytest.mark.parametrize(
    ("declared", "encoding"), [("windows-1258", "cp1258"), ("ISO-8859-1", "latin1"), ("UTF-8", "utf-8")]
)
def test_declared_encodings_are_read(declared: str, encoding: str) -> None:
    text = f'<?xml version="1.0"\n encoding="{declared}"?>\n' + build('<userTask id="a" name="é"/>', "s a e")
    result = read(text.encode(encoding), "process.bpmn")
    assert result.drawing is not None
    node = next(node for node in result.drawing.processes[0].nodes if node.id == "a")
    assert (node.name, node.line) == ("é", text[: text.index('id="a"')].count("\n") + 1)


@pytest.mark.parametrize(
    "identity",
    [
        "Start",
        "End",
        "a[child]",
        "công_việc",
        "任务",
        "🏠",
        "‏مهمة",
        "a b",
        "é" * 300,
        "x.EndJoin",
        "-1",
        "a#2",
    ],
)
def test_any_id_is_kept_as_drawn(identity: str) -> None:
    report = lint_bytes(build(f'<userTask id="{identity}" name="n"/>').encode(), "process.bpmn")
    assert "unreachable" not in {f.code for f in report.findings if f.element != identity}
    assert identity in {finding.element for finding in report.findings}


def test_control_characters_of_names_do_not_reach_a_terminal(tmp_path: Path) -> None:
    """C1 controls and direction marks are legal in XML."""
    file = tmp_path / "process.bpmn"
    file.write_text(build('<task id="a\u009b2J\u202e"/>'))
    out = io.StringIO()
    assert run_lint([file], False, False, "en", out) == 1
    assert "\\u009b2J\\u202e" in out.getvalue()
    assert not {"\u009b", "\u202e"} & set(out.getvalue())


def test_endless_scopes_and_self_references_end() -> None:
    body = """
    <userTask id="a"/><boundaryEvent id="b" attachedToRef="b"/>
    <subProcess id="c"><subProcess id="c"/></subProcess>
    <sequenceFlow id="f" sourceRef="a" targetRef="a"/>
    <laneSet><lane id="l"><childLaneSet><lane id="l"><flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet>
    """
    report = lint_bytes(build(body, "s a").encode(), "process.bpmn")
    assert {"duplicate-id", "dangling-attached"} <= {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    "script",
    [
        "__import__('os').system('true')\nimport os",
        "open('/etc/passwd').read() if True else exec",
        "while True:\n  pass",
        "x = ().__class__.__base__.__subclasses__()",
        "eval('1')",
        "(" * 5000,
        "[" * 20000 + "]" * 20000,
        "x = " + "-" * 50000 + "1",
    ],
)
def test_hostile_script_is_never_run(script: str) -> None:
    start = time.perf_counter()
    escaped = script.replace("&", "&amp;").replace("<", "&lt;")
    body = f'<scriptTask id="a"><script>{escaped}</script></scriptTask>'
    report = lint_bytes(build(body, "s a e").encode(), "process.bpmn")
    assert time.perf_counter() - start < HANG_SECONDS
    found = {finding.code for finding in report.findings}
    assert found and found <= {"expression-syntax", "private-name", "unknown-function"}


def test_two_hundred_nodes_lint_clean() -> None:
    """40 decisions of five nodes each."""
    nodes = """<exclusiveGateway id="g{n}" default="d{n}"/><exclusiveGateway id="h{n}"/>
      <scriptTask id="c{n}"><script>x{n} = {n}</script></scriptTask>
      <userTask id="t{n}" motcua:limit="8wh"/><userTask id="u{n}"/>"""
    rows = ["m {p} g", "d g c", "e g t", "i c h", "j t u", "k u h"]
    body = []
    for n in range(40):
        body.append(nodes.replace("{n}", str(n)))
        for name, source, target in (row.split() for row in rows):
            start = source + str(n) if source != "{p}" else f"h{n - 1}" if n else "s"
            condition = f"<conditionExpression>x{n} == {n}</conditionExpression>" if name == "e" else ""
            ends = f'sourceRef="{start}" targetRef="{target}{n}"'
            body.append(f'<sequenceFlow id="{name}{n}" {ends}>{condition}</sequenceFlow>')
    data = build("\n".join(body), "s; h39 e").encode()
    assert lint_bytes(data, "process.bpmn").findings == ()


def test_largest_allowed_file_lints() -> None:
    limits = Limits()
    nodes = "".join(f'<userTask id="t{n}"/>' for n in range(limits.nodes - 10))
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="t{n % 1990}" targetRef="t{n * 7 % 1990}"/>'
        for n in range(limits.flows - 10)
    )
    start = time.perf_counter()
    report = lint_bytes(build(nodes + flows, "s t0; t1 e").encode(), "process.bpmn")
    assert time.perf_counter() - start < HANG_SECONDS
    assert not report.ok and {f.code for f in report.findings} <= set(catalogue())
