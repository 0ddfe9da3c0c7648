# SPDX-License-Identifier: Apache-2.0
"""An operator writes the facts that an incident needs, with the reason; it runs again, and who did what is kept."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound
from motcua_rpc.structs import to_struct
from motcua_storage.database import count_statements
from motcua_workflow import engine
from motcua_workflow.domain.incident_words import WORDS
from motcua_workflow.domain.repair import names_read
from workflow_harness import SIGN, House, drawing, scenario, small

KEY = "thu/sua-du-kien"
BODY = (
    '<startEvent id="s"/><endEvent id="e"/>'
    '<scriptTask id="share" name="Chia phần" scriptFormat="text/starlark"><script>'
    'rows = [100 // n for n in [pages]]\nshare = rows[0] + fact("extra", 0)</script></scriptTask>' + SIGN
)
STEPS = "{complete: sign, result: KQ.G15.000021}"
STUCK = (
    '<startEvent id="s"/><endEvent id="e"/><exclusiveGateway id="g" default="f_g_j"/><parallelGateway id="j" name="Gộp"/>'
    + SIGN
)


def _publish(house: House, body: str, ways: str, pages: int) -> None:
    good = scenario(STEPS, "{status: completed, ends: [e]}", f"{{pages: {pages}}}")
    files = small(KEY, drawing(body, ways), {"tot": good}, facts="  pages: $answers.pages\n")
    answer = house.publish(files)
    assert answer.published, answer.findings


@pytest.fixture
def failed(house: House) -> House:
    """A dossier whose script divides by nothing."""
    _publish(house, BODY, "s > share > sign > e", 4)
    house.start(KEY, pages=0, kept="như cũ")
    return house


def _open(house: House) -> str:
    return str(house.stub("operator").ListFailures(pb.ListFailuresRequest()).failures[0].id)


def _look(house: House, failure: str) -> pb.GetIncidentResponse:
    answer: pb.GetIncidentResponse = house.stub("operator").GetIncident(
        pb.GetIncidentRequest(failure_id=failure)
    )
    return answer


def _repair(
    house: House, failure: str, request_id: str = "", note: str = "Số trang nhập nhầm.", **facts: Any
) -> pb.RepairIncidentResponse:
    request = pb.RepairIncidentRequest(
        request_id=request_id or house.next_id(), failure_id=failure, facts=to_struct(facts), note=note
    )
    answer: pb.RepairIncidentResponse = house.stub("operator").RepairIncident(request)
    return answer


def test_the_list_says_it_in_both_languages_with_the_code_of_the_dossier(failed: House) -> None:
    (one,) = failed.stub("operator").ListFailures(pb.ListFailuresRequest()).failures
    assert one.dossier_code == "H99-D1" and one.repairable
    assert one.headline.vi == "Đoạn tính toán ở “Chia phần” không chạy được với dữ kiện hiện có."
    assert "“Chia phần”" in one.headline.en and one.advice.vi and one.advice.en
    assert "division" in one.message and one.cause == "EXPRESSION_FAILED"


def test_the_operator_sees_what_the_element_could_read(failed: House) -> None:
    seen = _look(failed, _open(failed))
    facts = {fact.name: (fact.json, fact.read) for fact in seen.facts}
    assert facts == {"extra": ("", True), "pages": ("0", True), "kept": ('"như cũ"', False)}
    assert [fact.name for fact in seen.facts][-1] == "kept", "what it reads comes first"
    assert seen.element_name == "Chia phần" and seen.procedure_key == KEY and not seen.repairs
    assert [text.kind for text in seen.texts] == ["script"]


def test_a_repair_writes_the_facts_runs_it_again_and_is_kept(failed: House) -> None:
    failure = _open(failed)
    done = _repair(failed, failure, pages=5)
    assert (done.failure.state, done.failure.retried_by, done.failure.repairable) == (
        "resolved", "operator", False,
    )  # fmt: skip
    assert failed.open() == ["sign"] and failed.process().instances[0].status == "running"
    (act,) = _look(failed, failure).failure.acts
    assert (act.act, act.user, act.outcome, act.note) == (
        "repair",
        "operator",
        "resolved",
        "Số trang nhập nhầm.",
    )
    (kept,) = _look(failed, failure).repairs
    assert kept == done.repair and kept.resolved and kept.note == "Số trang nhập nhầm."
    assert [(c.name, c.old_json, c.new_json) for c in kept.changes] == [("pages", "0", "5")]
    assert (kept.actor.user, kept.actor.name) == ("operator", "Operator")
    lines = [line for line in failed.process().instances[0].trace if line.element == "share"]
    assert [line.event for line in lines] == ["entered", "repaired", "completed"]
    assert (lines[1].actor.name, lines[1].note, lines[1].name) == (
        "Operator", "Số trang nhập nhầm.", "Chia phần",
    )  # fmt: skip
    (resolved,) = [data for kind, data in failed.events() if kind == "incident.resolved"]
    assert resolved["actor"]["user"] == "operator" and resolved["incidentId"] == failure
    facts = {fact.name: fact.json for fact in _look(failed, failure).facts}
    assert facts == {"pages": "5", "kept": '"như cũ"', "rows": "[20]", "share": "20", "extra": ""}


def test_a_repeated_request_repairs_once(failed: House) -> None:
    failure = _open(failed)
    first = _repair(failed, failure, "r-1", pages=5)
    before = failed.everything()
    assert _repair(failed, failure, "r-1", pages=5) == first
    assert failed.everything() == before
    with pytest.raises(AlreadyExists):
        _repair(failed, failure, "r-1", pages=6)


def test_a_repair_that_does_not_help_stays_written_and_counts(failed: House) -> None:
    failure = _open(failed)
    again = _repair(failed, failure, pages="năm")
    assert (again.failure.state, again.failure.attempts, again.repair.resolved) == ("retried", 2, False)
    assert failed.told()["incident.resolved"] == 0 and failed.told()["incident.raised"] == 2
    assert {fact.name: fact.json for fact in _look(failed, failure).facts}["pages"] == '"năm"'
    done = _repair(failed, failure, pages=5, extra=1)
    assert done.failure.state == "resolved"
    newest, oldest = _look(failed, failure).repairs
    assert [(c.name, c.old_json, c.new_json) for c in newest.changes] == [
        ("extra", "", "1"), ("pages", '"năm"', "5"),
    ]  # fmt: skip
    assert not oldest.resolved


def _deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"pages": _deep(20)}, "facts.pages", "FACT_INVALID"),
        ({"pages": "x" * 70_000}, "facts", "FACT_INVALID"),
        ({"pages": float("nan")}, "facts.pages", "NUMBER_INVALID"),
        ({"pages": "a\0b"}, "facts.pages", "TEXT_UNREADABLE"),
        ({"_pages": 5}, "facts._pages", "FACT_INVALID"),
        ({"": 5}, "facts.", "FACT_INVALID"),
        ({"while": 5}, "facts.while", "FACT_INVALID"),
        ({"p" * 101: 5}, "facts." + "p" * 101, "FACT_INVALID"),
        ({"pagse": 5}, "facts.pagse", "FACT_UNKNOWN"),
        ({}, "facts", "FACTS_COUNT"),
        ({f"f{n}": n for n in range(101)}, "facts", "FACTS_COUNT"),
    ],
)
def test_a_nonsense_fact_is_a_field_error_and_changes_nothing(
    failed: House, facts: dict[str, Any], field: str, code: str
) -> None:
    failure, before = _open(failed), failed.everything()
    with pytest.raises(InvalidInput) as refused:
        _repair(failed, failure, **facts)
    assert [(one.field, one.code) for one in refused.value.field_errors] == [(field, code)]
    assert failed.everything() == before


@pytest.mark.parametrize("note", ["", " \n", "x" * 1001, "a\0"])
def test_a_repair_says_why(failed: House, note: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _repair(failed, _open(failed), note=note, pages=5)
    assert refused.value.field_errors[0].field == "note"


def test_what_is_resolved_or_unknown_cannot_be_repaired(failed: House) -> None:
    failure = _open(failed)
    _repair(failed, failure, pages=5)
    with pytest.raises(Conflict) as resolved:
        _repair(failed, failure, pages=6)
    assert resolved.value.code == "FAILURE_RESOLVED"
    for odd in ("", "khong-co", "a\0b"):
        with pytest.raises((NotFound, InvalidInput)):
            _repair(failed, odd, pages=6)
        with pytest.raises((NotFound, InvalidInput)):
            _look(failed, odd)


def test_what_no_fact_can_mend_says_what_can_be_done(house: House) -> None:
    """A join that waits for ever: neither facts nor another try help, and the advice says so."""
    body = STUCK + '<userTask id="x" name="Bổ sung" motcua:form="ky" motcua:limit="1wh"/>'
    # No scenario gets past the join: a long way before it, so that nine flows of ten are taken all the same.
    way = [f"p{number}" for number in range(40)]
    body += "".join(
        f'<scriptTask id="{one}" scriptFormat="text/starlark"><script>n = 1</script></scriptTask>'
        for one in way
    )
    flows = drawing(body, f"s > {' > '.join(way)} > g > j > sign > e\ng > x > j\ng > sign")
    for target, pages in (("x", 3), ("sign", 1)):
        flow = f'<sequenceFlow id="f_g_{target}" sourceRef="g" targetRef="{target}"'
        condition = f"<conditionExpression>pages == {pages}</conditionExpression>"
        flows = flows.replace(f"{flow}/>", f"{flow}>{condition}</sequenceFlow>")
    good = scenario(STEPS, "{status: completed, ends: [e]}", "{pages: 1}")
    answer = house.publish(small(KEY, flows, {"tot": good}, facts="  pages: $answers.pages\n"))
    if not answer.published:
        pytest.fail(str(answer.findings))
    house.start(KEY, pages=2)
    (one,) = house.stub("operator").ListFailures(pb.ListFailuresRequest()).failures
    assert one.cause == "STUCK" and not one.repairable and "“Gộp”" in one.headline.vi
    assert "rút" in one.advice.vi and "withdraw" in one.advice.en
    with pytest.raises(Conflict) as refused:
        _repair(house, one.id, pages=1)
    assert refused.value.code == "INCIDENT_NOT_REPAIRABLE"


def test_the_statements_of_a_repair_are_bounded_whatever_came_before(failed: House) -> None:
    failure, counts = _open(failed), []
    for _ in range(4):
        with count_statements() as count:
            _repair(failed, failure, pages=0)
        counts.append(count.total)
    assert len(set(counts)) == 1 and counts[0] <= 20, counts
    with count_statements() as count:
        _look(failed, failure)
    assert count.total <= 5, "\n".join(count.statements)


def test_many_incidents_of_one_move_are_written_at_once(failed: House) -> None:
    with count_statements() as count:
        failed.start(KEY, "D2", pages=0)
    assert count.total <= 9, "\n".join(count.statements)


def test_a_repair_is_never_changed_afterwards(failed: House) -> None:
    _repair(failed, _open(failed), pages=5)
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    with pytest.raises(ProgrammingError, match="permission denied"), failed.database.begin() as connection:
        connection.execute(text("UPDATE workflow.repair SET note = 'khác'"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("n = n + 1", {"n"}),
        ("n += 1", {"n"}),
        ("total = 1\nx = total + fee", {"fee"}),
        ("[len(r) for r in rows if r.ok]", {"rows"}),
        ("rows\nand\nmore", {"rows", "more"}),
        ('fact("tên có dấu", 0) > 1', {"tên có dấu"}),
        ("sorted(found, key = lambda one: one.at)", {"found"}),
        ("def double(x):\n  return x * 2\ny = double(z)", {"z"}),
        ("== no text", set()),
    ],
)
def test_the_facts_that_a_text_reads(text: str, names: set[str]) -> None:
    assert names_read([text]) == names


def _raised() -> set[str]:
    """Every code that the engine's sources give to an incident."""
    found: set[str] = set()
    for path in Path(str(engine.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            values = node.args if isinstance(node, ast.Call) and not _makes(node, "Finding") else ()
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                values = node.value.elts
            if isinstance(node, ast.Dict):
                values = [v for k, v in zip(node.keys, node.values, strict=True) if _is(k, "code")]
            found |= {v.value for v in values if isinstance(v, ast.Constant) and _is_code(v.value)}
    return found


def _makes(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == name


def _is(node: ast.AST | None, value: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _is_code(value: object) -> bool:
    return (isinstance(value, str) and value.isupper() and "_" in value) or value == "STUCK"


def test_every_code_of_the_engine_has_its_words() -> None:
    assert _raised() == set(WORDS), json.dumps(sorted(_raised() ^ set(WORDS)))
