# SPDX-License-Identifier: Apache-2.0
"""What one desk finds out reaches the next: lint says where a procedure's folder would lose it."""

from __future__ import annotations

from pathlib import Path

import pytest
from motcua_procedure import read_folder
from motcua_workflow.engine.check import Context
from motcua_workflow.engine.check.examples import build
from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.folder import check_files

LAND = Path(__file__).parents[4] / "workflows/dat-dai/xoa-the-chap-va-chuyen-nhuong"
PROCEDURE, DRAWING = "procedure.yaml", "process.bpmn"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("", "", "", []),
        (DRAWING, '        <motcua:take fact="land_use"/>\n', "", [("field-never-filled", "determine_obligation", "land_use")]),
        (DRAWING, '            <motcua:fact name="land_price" value="land_price"/>\n', "",
         [("field-never-filled", "determine_obligation", "land_price")]),
        (DRAWING, 'supplement_outcome = "lapsed"', 'x = "lapsed"',
         [("field-never-filled", "reappraise_transfer", "supplement_outcome")]),
        (DRAWING, '            <motcua:fact name="pay_at" value="pay_at"/>\n', "",
         [("notice-fact-not-sent", "notify_payer", "pay_at"), ("notice-fact-not-sent", "notify_further", "pay_at")]),
        (DRAWING, '            <motcua:fact name="more_due" value="more_due"/>\n', "",
         [("notice-fact-not-sent", "notify_further", "more_due")]),
        (DRAWING, 'name="payment_notice"/>', 'name="payment_note"/>', [("notice-without-words", "notify_payer", "payment_note")]),
        (PROCEDURE, "window_days: 30", "window_days: 20", [("supplement-last-day", "supplement_overdue", "20d")]),
    ],
)  # fmt: skip
def test_each_loss_is_one_finding(file: str, old: str, new: str, said: list[tuple[str, str, str]]) -> None:
    files = read_folder(LAND)
    if file:
        text = files[file].decode()
        assert old in text
        files[file] = text.replace(old, new).encode()
    found, _ = check_files(files, None, "")
    assert [(one.code, one.element) for _, one in found] == [(code, element) for code, element, _ in said]
    for (_, one), (_, _, word) in zip(found, said, strict=True):
        assert word in one.message


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("fee = pages * 2000", [("fact-not-shared", "pages")]),
        ("fee = pagez * 2000", [("fact-never-given", "pagez")]),
        ("fee = fact('pages', 1) * 2000", []),
        ("pages = 3\nfee = pages * len([n for n in range(pages)])", []),
        ("def twice(n):\n  return 2 * n\nfee = twice(given_at_start)", []),
        ("fee = 1 if True else None", []),
        ("given_at_start += 1", []),
        ("n += 1", [("fact-never-given", "n")]),
        ("n = n + 1", [("fact-never-given", "n")]),
        ("n = 0\nn += 1", []),
        ("n += 1\nn = 0", [("fact-never-given", "n")]),
        ("if given_at_start:\n  n = 1\nn += 1", []),
        ("for i in range(3):\n  n += i", [("fact-never-given", "n")]),
        ("n = n + 1 if fact('n') else 1", []),
        ("n = [n for n in [1]]", []),
        ("pages += 1", [("fact-not-shared", "pages")]),
    ],
)
def test_a_fact_that_nothing_gives_is_told_with_the_field_that_looks_like_it(
    script: str, said: list[tuple[str, str]]
) -> None:
    context = Context(
        forms=frozenset({"check"}), asked=frozenset({"check.decision"}), kept=frozenset({"check.pages"}),
        start_facts=frozenset({"given_at_start"}),
    )  # fmt: skip
    body = f'<userTask id="t" motcua:form="check"/><scriptTask id="x"><script>{script}</script></scriptTask>'
    report = lint_bytes(build(body, "s t x e").encode(), "process.bpmn", context=context)
    found = [one for one in report.findings if one.code.startswith("fact-")]
    assert [(one.code, one.element) for one in found] == [(code, "x") for code, _ in said]
    for one, (code, fact) in zip(found, said, strict=True):
        assert fact in one.message and one.severity == "warning"
        assert ("check.pages" in one.message) == (code == "fact-not-shared")


@pytest.mark.parametrize("take", ['<motcua:take fact="sum"/>', ""])
def test_what_a_message_may_bring_is_not_called_missing(take: str) -> None:
    body = f"""<receiveTask id="r" messageRef="m"><extensionElements>{take}</extensionElements></receiveTask>
      <scriptTask id="x"><script>fee = sum + 1</script></scriptTask>"""
    text = build(body, "s r x e", top='<message id="m" name="from outside"/>')
    report = lint_bytes(text.encode(), "process.bpmn", context=Context(forms=frozenset()))
    assert [one for one in report.findings if one.code.startswith("fact-")] == []
