# SPDX-License-Identifier: Apache-2.0
"""The runner of scenarios: what is right passes, and each thing that is wrong is one sentence at its line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from motcua_procedure import ProcedurePackage
from motcua_workflow.engine import budget
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.model import Finding
from motcua_workflow.folder import check_package
from motcua_workflow.scenarios import Coverage, Covered, Missed, Report

Files = dict[str, bytes]
Runner = Callable[..., Report]
GOOD = "scenarios/chung-thuc.yaml"
WITHDRAWN = "scenarios/rut-yeu-cau.yaml"
BACK = "scenarios/lanh-dao-tra-lai.yaml"
TWO = "scenarios/hai-ket-qua.yaml"
SUPPLEMENT = "scenarios/bo-sung-sau-tham-dinh.yaml"


def findings(report: Report, file: str) -> tuple[Finding, ...]:
    return next(one.findings for one in report.scenarios if one.file == file)


def only(report: Report, file: str) -> Finding:
    found = findings(report, file)
    assert len(found) == 1, found
    return found[0]


def line_of(files: Files, file: str, found: Finding) -> str:
    return files[file].decode().splitlines()[found.line - 1].strip()


def test_all_procedures_do_what_their_scenarios_say(
    land: Files, copies: Files, birth: Files, run: Runner
) -> None:
    for files, scenarios in ((land, 21), (copies, 7), (birth, 13)):
        report = run(files)
        assert [one for one in report.scenarios if not one.ok] == [] and report.ok
        assert len(report.scenarios) == scenarios
        for covered in (report.coverage.nodes, report.coverage.flows, report.coverage.ends):
            assert covered.missing == () and covered.covered == covered.total > 0


def test_the_same_folder_gives_the_same_report(copies: Files, run: Runner) -> None:
    assert run(copies) == run(copies)


# Each row: file, what is changed to what, the code, and what the sentence must name.
WRONG = [
    (GOOD, "status: completed", "status: waiting", "scenario-expected", "waiting", "completed"),
    (GOOD, "ends: [finished]", "ends: [withdrawn]", "scenario-expected", "withdrawn", "finished"),
    (GOOD, "open: []", "open: [sign_copies]", "scenario-expected", "sign_copies", "nothing"),
    (GOOD, "    - copies_certified", "    - withdraw", "scenario-path", "withdraw", "after sign_copies"),
    (GOOD, "    - check_original", "    - withdraw", "scenario-path", "withdraw", "at all"),
    (GOOD, "    - certification_refused", "    - gw_signing", "scenario-passed", "gw_signing", ""),
    (GOOD, "copy: granted", "copy: refused", "scenario-expected", "refused", "granted"),
    (GOOD, "copy: [KQ.G15.000021]", "copy: [KQ.G15.000022]", "scenario-expected", "000022", "000021"),
    (GOOD, "messages: []", "messages: [tin]", "scenario-expected", "tin", "nothing"),
    (GOOD, 'promised: "2026-11-23"', 'promised: "2026-11-25"', "scenario-expected", "11-25", "11-23"),
    (GOOD, 'copy: "2026-11-23T17:00"', 'copy: "2026-11-23T16:00"', "scenario-expected", "16:00", "17:00"),
    (GOOD, "complete: check_original", "complete: sign_copies", "scenario-not-open", "sign_copies", ""),
    (GOOD, "check: copy", "checks: copy", "scenario-fact", "checks", "check, copies_differ, copies_made"),
    (GOOD, "check: copy", "check: maybe", "scenario-answer", "check", "kiem-tra"),
    (GOOD, "    result: KQ.G15.000021\n", "", "scenario-result", "KQ.G15.000021", "nothing"),
    (GOOD, "    result: KQ.G15.000021", "    result: KQ.G15.000022", "scenario-result", "000021", "000022"),
    (GOOD, "decision: sign", "decision: send_back", "scenario-result-unasked", "KQ.G15.000021", "with these answers"),
    (BACK, "send_back}", "send_back}\n    result: KQ.G15.000021", "scenario-result-unasked", "KQ.G15.000021", ""),
    (BACK, "decision: send_back}", "decision: sign}", "scenario-result", "KQ.G15.000021", "nothing"),
    (GOOD, "facts: {copies_ordered: 2, pages_ordered: 3}", "facts: {papers: []}", "scenario-fact", "papers", "procedure.yaml"),
    (WITHDRAWN, "message: withdrawal_requested", "message: khong_co", "scenario-refused", "khong_co", "withdrawal_requested"),
    (WITHDRAWN, "results: {}", "results: {copy: [KQ.G15.000021]}", "scenario-expected", "KQ.G15.000021", "nothing"),
    (WITHDRAWN, "check: copy", 'check: copy, refusal_reason: "x"', "scenario-hidden", "refusal_reason", "kiem-tra"),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(("file", "old", "new", "code", "named", "also"), WRONG)
def test_what_is_wrong_is_said_at_its_line(
    copies: Files, run: Runner, file: str, old: str, new: str, code: str, named: str, also: str, lang: Lang
) -> None:
    report = run(copies, {file: (old, new)}, lang)
    found = only(report, file)
    changed = copies | {file: copies[file].decode().replace(old, new, 1).encode()}
    assert (found.code, found.severity) == (code, "error")
    assert named in found.message
    if lang == "en":
        assert also in found.message, found.message
    told = line_of(changed, file, found)
    assert told, "a line of the file"
    assert not report.ok and [one.file for one in report.scenarios if not one.ok] == [file]


def test_a_failed_expectation_points_at_its_own_line(copies: Files, run: Runner) -> None:
    change = ('promised: "2026-11-23"', 'promised: "2026-11-25"')
    found = only(run(copies, {GOOD: change}), GOOD)
    assert line_of(copies, GOOD, found) == 'promised: "2026-11-23"'
    change = ("    - copies_certified", "    - withdraw")
    assert line_of(copies, GOOD, only(run(copies, {GOOD: change}), GOOD)) == "- copies_certified"


def test_after_a_step_that_cannot_be_done_nothing_else_is_judged(land: Files, run: Runner) -> None:
    found = only(run(land, {TWO: ("complete: approve_release", "complete: sign_transfer")}), TWO)
    assert found.code in ("scenario-not-open", "scenario-fact")
    assert line_of(land, TWO, found) == "- complete: approve_release"


def test_tax_and_payment_time_do_not_count(land: Files, run: Runner) -> None:
    """Received 23 November; the slip on the 25th, the money on 1 December: eight days become the 10th."""
    later = (
        '  - complete: confirm_payment\n    at: "2026-12-01T10:00"',
        '  - complete: confirm_payment\n    at: "2026-12-02T08:00"',
    )
    found = {one.element or one.message: one for one in findings(run(land, {TWO: later}), TWO)}
    text = next(message for message in found if "transfer" in message)
    assert "2026-12-10T17:00" in text and "2026-12-11T17:00" in text


def test_the_policy_of_a_ground_comes_from_the_procedure(land: Files, run: Runner) -> None:
    """The supplement counts anew; under PAUSE the three days that had run stay counted."""
    assert run(land).ok
    change = ("    supplement:\n      policy: RESTART", "    supplement:\n      policy: PAUSE")
    found = only(run(land, {"procedure.yaml": change}), SUPPLEMENT)
    assert "2026-12-11T17:00" in found.message and "2026-12-09T17:00" in found.message


def test_a_deadline_while_the_clock_stands_still_is_not_final(land: Files, run: Runner) -> None:
    text = land["scenarios/rut-khi-cho-thue.yaml"].decode()
    cut = text[: text.index("  - message: withdrawal_requested")]
    cut += 'expect: {status: waiting, ends: [], deadlines: {transfer: "2026-12-04T17:00"}}\n'
    found = only(
        run(land | {"scenarios/rut-khi-cho-thue.yaml": cut.encode()}), "scenarios/rut-khi-cho-thue.yaml"
    )
    assert (found.code, found.line) == ("scenario-clock-open", len(cut.splitlines()))


def test_what_the_drawing_does_wrong_fails_every_scenario_that_meets_it(copies: Files, run: Runner) -> None:
    twice = ('motcua:name_en="Certified">',
             'motcua:name_en="Certified"><bpmn:extensionElements>'
             '<motcua:decide part="copy" outcome="granted"/></bpmn:extensionElements>')  # fmt: skip
    assert only(run(copies, {"process.bpmn": twice}), GOOD).code == "scenario-decided-twice"
    never = ('<motcua:decide part="copy" outcome="granted"/>', "")
    codes = {one.code for one in findings(run(copies, {"process.bpmn": never}), GOOD)}
    assert "scenario-undecided" in codes
    broken = ('check == "copy"', "check == khong_co")
    codes = {one.code for one in findings(run(copies, {"process.bpmn": broken}), GOOD)}
    assert "scenario-incident" in codes
    early = ('motcua:limit="2wh" motcua:result="KQ.G15.000021"', 'motcua:limit="2wh"')
    without = ("    result: KQ.G15.000021\n", "")
    codes = {one.code for one in findings(run(copies, {"process.bpmn": early, GOOD: without}), GOOD)}
    assert "scenario-results" in codes


def test_a_message_that_no_pool_takes_is_told(land: Files, run: Runner) -> None:
    change = ("messageRef=\"message_stop_notice\"/>\n    </bpmn:boundaryEvent>",
              "messageRef=\"message_tax_notice\"/>\n    </bpmn:boundaryEvent>")  # fmt: skip
    file = "scenarios/rut-khi-cho-thue.yaml"
    lost = next(
        one for one in findings(run(land, {"process.bpmn": change}), file) if one.code == "scenario-lost"
    )
    assert lost.element == "stop_tax" and "stop_notice" in lost.message and "tax_office" in lost.message


def test_coverage_names_what_was_never_passed(copies: Files, run: Runner) -> None:
    fewer = {path: text for path, text in copies.items() if path != WITHDRAWN}
    report = run(fewer)
    assert report.coverage.ends.missing == ("withdrawn",)
    assert report.coverage.flows.missing == ("f_withdraw__withdrawn",)
    assert set(report.coverage.nodes.missing) == {"withdraw", "withdrawn"}
    found = report.findings[0]
    assert (found.code, found.element, report.ok) == ("end-not-reached", "withdrawn", False)
    assert 'id="withdrawn"' in copies["process.bpmn"].decode().splitlines()[found.line - 1]


SENT_BACK = ("f_gw_signing__merge_check", "f_gw_refusal__merge_check")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_too_few_flows_are_an_error_that_names_each_of_them(copies: Files, run: Runner, lang: Lang) -> None:
    report = run({path: text for path, text in copies.items() if path != BACK}, None, lang)
    assert report.coverage.ends.missing == () and report.coverage.flows.missing == SENT_BACK
    assert (
        not report.ok
        and [(one.code, one.severity) for one in report.findings] == [("flow-not-taken", "error")] * 2
    )
    for found, flow in zip(report.findings, SENT_BACK, strict=True):
        assert found.element == flow and f'id="{flow}"' in line_of(copies, "process.bpmn", found)
        assert "merge_check" in found.message and "“trả lại”" in found.message, "by name"
        assert all(number in found.hint for number in ("13", "15", "86 %", "90 %"))
    missed = report.coverage.as_json()["flows"]["missed"]
    assert [(one["id"], one["source"], one["target"]) for one in missed] == [
        (SENT_BACK[0], "gw_signing", "merge_check"), (SENT_BACK[1], "gw_refusal", "merge_check"),
    ]  # fmt: skip
    assert report.coverage.as_json()["gate"]["ok"] is False


def test_flows_that_few_scenarios_leave_out_are_warnings(land: Files, run: Runner) -> None:
    report = run({path: text for path, text in land.items() if path != "scenarios/lanh-dao-tra-lai.yaml"})
    assert report.ok and report.coverage.enough and report.coverage.flows.percent == 98
    assert {(one.code, one.severity) for one in report.findings} == {("flow-not-tried", "warning")}


@pytest.mark.parametrize(
    ("total", "missed", "enough"),
    [(10, 1, True), (10, 2, False), (100, 10, True), (99, 10, False), (0, 0, True)],
)
def test_the_gate_is_nine_flows_of_ten_and_never_rounded_up(total: int, missed: int, enough: bool) -> None:
    flows = Covered(total, tuple(Missed(f"f{number}", "", 1) for number in range(missed)))
    whole = Covered(1, ())
    assert Coverage(nodes=whole, flows=flows, ends=whole).enough is enough
    assert not Coverage(nodes=whole, flows=whole, ends=Covered(200, (Missed("e", "", 1),))).enough


def test_the_report_in_json_has_the_documented_shape(copies: Files, run: Runner) -> None:
    rows = json.loads(json.dumps(run(copies).lines("workflows/x")))
    assert [row["kind"] for row in rows] == ["scenario"] * 7 + ["coverage"]
    first, last = rows[0], rows[-1]
    assert first == {
        "file": "workflows/x/scenarios/chung-thuc.yaml", "kind": "scenario", "ok": True, "findings": [],
        "name": {"vi": "Chứng thực trong ngày", "en": "Certified the same day"},
    }  # fmt: skip
    nothing: dict[str, Any] = {"percent": 100, "missing": [], "missed": []}
    assert last == {
        "file": "workflows/x", "kind": "coverage", "ok": True, "findings": [],
        "coverage": {
            "nodes": {"covered": 16, "total": 16} | nothing,
            "flows": {"covered": 15, "total": 15} | nothing,
            "ends": {"covered": 5, "total": 5} | nothing,
            "gate": {"ends": 100, "flows": 90, "ok": True},
        },
    }  # fmt: skip


def test_publishing_checks_a_folder_in_little_time(land: Files) -> None:
    package = ProcedurePackage.from_files(land)
    began = time.monotonic()
    assert check_package(package, None) == ()
    assert time.monotonic() - began < 60, "it hangs"


def test_a_drawing_with_errors_is_not_run(copies: Files) -> None:
    changed = copies["process.bpmn"].decode().replace("exclusiveGateway", "complexGateway").encode()
    found = check_package(ProcedurePackage.from_files(copies | {"process.bpmn": changed}), None)
    errors = {finding.code for _, finding in found if finding.severity == "error"}
    assert errors and not any(one.startswith(("scenario-", "end-")) for one in errors)


PING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="t">
<message id="m1" name="ping"/><message id="m2" name="pong"/>
<collaboration id="c"><participant id="pa" processRef="A"/><participant id="pb" processRef="B"/>
<messageFlow id="x" sourceRef="ask" targetRef="asked"/><messageFlow id="y" sourceRef="say" targetRef="told"/></collaboration>
<process id="A" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="again"/>
<intermediateThrowEvent id="ask"><messageEventDefinition id="d1" messageRef="m1"/></intermediateThrowEvent>
<intermediateCatchEvent id="told"><messageEventDefinition id="d2" messageRef="m2"/></intermediateCatchEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="again"/><sequenceFlow id="f2" sourceRef="again" targetRef="ask"/>
<sequenceFlow id="f3" sourceRef="ask" targetRef="told"/><sequenceFlow id="f4" sourceRef="told" targetRef="again"/></process>
<process id="B" isExecutable="true">
<startEvent id="asked"><messageEventDefinition id="d3" messageRef="m1"/></startEvent>
<endEvent id="say"><messageEventDefinition id="d4" messageRef="m2"/></endEvent>
<sequenceFlow id="f5" sourceRef="asked" targetRef="say"/></process></definitions>"""


def test_pools_that_move_each_other_without_end_are_stopped(
    copies: Files, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MOVES", 60)
    text = 'name: {vi: a, en: a}\ngiven: {received_at: "2026-11-23T09:00"}\nsteps: []\nexpect: {status: waiting, ends: []}\n'
    files = {path: one for path, one in copies.items() if not path.startswith("scenarios/")}
    files |= {"process.bpmn": PING.encode(), "scenarios/a.yaml": text.encode()}
    found = only(run(files), "scenarios/a.yaml")
    assert (found.code, found.element) == ("scenario-endless", "asked") and "60 moves" in found.message


GROWS = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="A" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="m"/>
<intermediateCatchEvent id="tick"><timerEventDefinition id="d"><timeDuration>PT1H</timeDuration></timerEventDefinition>
</intermediateCatchEvent><parallelGateway id="g"/><userTask id="u"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="tick"/>
<sequenceFlow id="f3" sourceRef="tick" targetRef="g"/><sequenceFlow id="f4" sourceRef="g" targetRef="m"/>
<sequenceFlow id="f5" sourceRef="g" targetRef="u"/><sequenceFlow id="f6" sourceRef="u" targetRef="e"/></process></definitions>"""


def test_a_drawing_that_grows_with_time_is_stopped_after_a_count_of_work(
    copies: Files, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "WORK", 10_000)
    text = (
        'name: {vi: a, en: a}\ngiven: {received_at: "2026-11-23T09:00"}\nsteps:\n- advance: 9000h\n'
        "expect: {status: waiting, ends: []}\n"
    )
    files = {path: one for path, one in copies.items() if not path.startswith("scenarios/")}
    files |= {"process.bpmn": GROWS.encode(), "scenarios/a.yaml": text.encode()}
    first, second = (only(run(files), "scenarios/a.yaml") for _ in range(2))
    assert (first.code, first.element, first.line) == ("scenario-endless", "tick", 4) and first == second


WAIT = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:motcua="urn:motcua:bpmn:1" targetNamespace="t">
<process id="A" isExecutable="true"><startEvent id="s"/>
<intermediateCatchEvent id="first"><timerEventDefinition id="d1" motcua:limit="4wh"/></intermediateCatchEvent>
<intermediateCatchEvent id="second"><timerEventDefinition id="d2"><timeDuration>PT30M</timeDuration>
</timerEventDefinition></intermediateCatchEvent>
<endEvent id="e"><extensionElements><motcua:decide part="copy" outcome="refused"/></extensionElements></endEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="first"/><sequenceFlow id="f2" sourceRef="first" targetRef="second"/>
<sequenceFlow id="f3" sourceRef="second" targetRef="e"/></process></definitions>"""


@pytest.mark.parametrize(
    ("advance", "ends"),
    # Received 09:00: four working hours end at 15:00, half an hour by the clock at 15:30.
    [("4wh", "[]"), ("6h", "[]"), ("390m", "[e]"), ("1d", "[e]"), ("5wh", "[e]"), ("1wd", "[e]")],
)
def test_timers_fire_at_their_own_moments_as_time_passes(
    copies: Files, run: Runner, advance: str, ends: str
) -> None:
    status = "completed" if ends == "[e]" else "waiting"
    text = f'name: {{vi: a, en: a}}\ngiven: {{received_at: "2026-11-23T09:00"}}\nsteps: [{{advance: {advance}}}]\n'
    text += f"expect: {{status: {status}, ends: {ends}}}\n"
    files = {path: one for path, one in copies.items() if not path.startswith("scenarios/")}
    files |= {"process.bpmn": WAIT.encode(), "scenarios/a.yaml": text.encode()}
    assert findings(run(files), "scenarios/a.yaml") == ()
