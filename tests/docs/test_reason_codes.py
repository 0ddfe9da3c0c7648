# SPDX-License-Identifier: Apache-2.0
"""Every reason code that a caller can receive stands in docs/integrators.md, and says what to do. Asked in two ways that do not
share a blind spot: by following codes through the sources, and by looking at every word that is written as one."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from motcua_cli.codes_in_sources import Reading, read
from motcua_cli.error_codes import LIBRARIES, REST, SERVICES, distinct, meaning, read_rest, read_sources
from support.system import ROOT

PAGE = (ROOT / "docs" / "integrators.md").read_text("utf-8")
TABLE = PAGE.split("<!-- codes: begin -->")[1].split("<!-- codes: end -->")[0]
RELAYED = {
    "libs/rpc/motcua_rpc/admission.py: wrong.code": "of the FieldErrors that stand in the same file",
    "libs/rpc/motcua_rpc/structs.py: found.code": "of a FieldError that stands in the same file",
    "libs/rpc/motcua_rpc/errors.py: self.code": "the error's own, given where it is raised",
    "libs/rpc/motcua_rpc/status.py: violation.reason": "read off the wire: another service gave it",
    "services/assignment/motcua_assignment/app/acting.py: error.code": "intake's, at another field",
    "services/intake/motcua_intake/app/lookups.py: wrong.code": "of an Unfit, which is followed (CARRIERS)",
    "services/intake/motcua_intake/app/uploads.py: refused.code": "of a FileRefused, which is followed (CARRIERS)",
    "services/portal/motcua_portal/api/translating.py: error.code": "of the refusal below, at another field",
}
"""Where a code is passed on that was given elsewhere, and where."""
CAUSES = {
    "of an incident of the engine, read with GetFailure; told in motcua_workflow/domain/incident_words.py": (
        "CONDITION_NOT_BOOLEAN EXPRESSION_FAILED EXPRESSION_INVALID MEMORY_LIMIT MOVE_LIMIT NO_CONDITION_TRUE NO_END_REACHED "
        "TIME_LIMIT TOKEN_LIMIT VALUE_INVALID"
    ),
    "of an envelope between agencies that waits, read with its message": (
        "ADDRESSEE_UNKNOWN BUSINESS_REFUSED CHAIN_BROKEN ENVELOPE_REJECTED HASH_WRONG KEY_UNKNOWN MESSAGE_CHANGED NUMBER_WRONG "
        "SIGNATURE_WRONG"
    ),
    "of a question to a register that waits or was dropped": "DOSSIER_ENDED REGISTER_DOWN",
    "of a mail that did not go out, read in the mail log": "ADDRESS_INVALID HEADER_INVALID MAILBOX_UNAVAILABLE SMTP_UNREACHABLE",
}
"""Words written as a code that are data of an answer, never its reason."""
WRITTEN = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)+")


def of_the_contract() -> set[str]:
    """The choices of the contract, with and without what their names begin with."""
    found = set()
    for file in (ROOT / "proto").rglob("*.proto"):
        for name in re.findall(r"^\s+([A-Z][A-Z0-9_]+) = \d+", file.read_text("utf-8"), re.MULTILINE):
            parts = name.split("_")
            found |= {"_".join(parts[at:]) for at in range(len(parts))}
    return found


@cache
def sources() -> Reading:
    return read_sources(ROOT)


@cache
def written() -> Sequence[tuple[str, str]]:
    """File and word for all that is written like a code in what answers callers."""
    return list(_written())


def _written() -> Iterator[tuple[str, str]]:
    for place in (*LIBRARIES, *REST, *(f"services/{name}/motcua_{name}" for name in SERVICES)):
        files = [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py")
        for file in files:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and WRITTEN.fullmatch(node.value)
                ):
                    yield file.relative_to(ROOT).as_posix(), node.value


def test_no_code_is_given_where_it_cannot_be_followed() -> None:
    """Give the code as a literal, or as a parameter of a function that is called with one; or say in RELAYED whose it is."""
    unseen = {*sources().unseen, *read_rest(ROOT).unseen}

    assert unseen == set(RELAYED)


def test_whatever_is_written_as_a_code_stands_on_the_page_or_is_none() -> None:
    """Knows nothing of classes and calls: a new word must be documented, or be put with its reason to CAUSES."""
    told = {*re.findall(r"`([A-Z][A-Z0-9_]+)`", PAGE), *of_the_contract(), *" ".join(CAUSES.values()).split()}
    found = set(written())

    assert len(found) > 200
    assert sorted(one for one in found if one[1] not in told) == []


def test_no_cause_is_listed_that_is_written_nowhere() -> None:
    there = {word for _, word in written()}

    assert sorted(set(" ".join(CAUSES.values()).split()) - there) == []


def test_every_code_says_what_it_means() -> None:
    assert [code.name for code in distinct(sources().codes) if len(meaning(code)) < 15] == []


def test_what_rest_refuses_by_itself_stands_on_the_page() -> None:
    said = {code.name for code in read_rest(ROOT).codes}

    assert len(said) > 5
    assert sorted(one for one in said if f"`{one}`" not in PAGE) == []


@pytest.mark.parametrize(
    "code",
    [
        "FILE_EMPTY", "FILE_ACTIVE", "FILE_PROTECTED", "FILE_DAMAGED", "FILE_POLYGLOT", "FILE_TOO_COMPLEX", "IMAGE_DIMENSIONS",
        "FILE_INFO_AGAIN", "ASKER_ID", "RECEIVER_ID", "LOOKUP_NUMBER_UNFIT", "LOOKUP_VALUE_OF_ANOTHER", "STATE_UNKNOWN",
    ],
)  # fmt: skip
def test_codes_that_once_stood_nowhere_are_in_the_table(code: str) -> None:
    assert f"\n| `{code}` | INVALID_ARGUMENT |" in TABLE


def test_codes_that_nobody_receives_are_not_in_the_table() -> None:
    assert not re.search(r"`(FILE_REFUSED|ENVELOPE_REJECTED)`", TABLE)


# How codes are followed ----------------------------------------------------------------------------------------------


def reading(folder: Path, source: str) -> Reading:
    (folder / "intake").mkdir()
    (folder / "intake" / "handlers.py").write_text(textwrap.dedent(source), "utf-8")
    return read([("intake", [folder / "intake"])], [], folder)


FOLLOWED = {
    "a literal": 'raise Conflict("NOT_NOW", "vi", "Not now.")',
    "a field": 'raise InvalidInput(fields=[FieldError("x", "NOT_NOW", "vi", "Not now.")])',
    "a helper": 'def bad(code, vi, en):\n    return Stale(code, vi, en)\nraise bad("NOT_NOW", "vi", "Not now.")',
    "a helper by name": 'def bad(at, code):\n    raise Stale(code)\nbad("x", code="NOT_NOW")',
    "a helper's helper": 'def a(code):\n    return Stale(code)\ndef b(x, code):\n    return a(code)\nraise b(1, "NOT_NOW")',
    "one of two": 'raise Stale("NOT_NOW" if late else "NOT_YET")',
    "a constant": 'WHY = "NOT_NOW"\nraise Stale(WHY)',
    "a class": 'class Late(Stale):\n    code = "NOT_NOW"\nraise Late()',
    "a class by its maker": (
        'class Late(Stale):\n    code = "NOT_NOW"\n    @classmethod\n    def of(cls, x):\n        return cls(x=x)\nLate.of(1)'
    ),
    "a maker with a code": (
        "class Bad(InvalidInput):\n    @classmethod\n    def one(cls, f, code):\n        return cls(code)\n"
        'Bad.one("f", "NOT_NOW")'
    ),
    "a carrier": 'raise FileRefused("NOT_NOW", Text("vi", "Not now."))',
}


@pytest.mark.parametrize("how", FOLLOWED)
def test_a_code_is_found_however_it_is_given(tmp_path: Path, how: str) -> None:
    found = reading(tmp_path, FOLLOWED[how])

    assert ("NOT_NOW" in {code.name for code in found.codes}, found.unseen) == (True, [])


@pytest.mark.parametrize(
    "source",
    [
        'raise Stale(f"NOT_{when}")',
        'raise Stale("NOT_" + when)',
        "raise Stale(CODES[when])",
        'raise InvalidInput(fields=[FieldError("x", found.why, "vi", "en")])',
        "for code in CODES:\n    raise Stale(code)",
        'class Late(Stale):\n    code = "NOT_" + WHEN\nraise Late()',
    ],
)
def test_a_code_that_cannot_be_followed_is_told(tmp_path: Path, source: str) -> None:
    assert len(reading(tmp_path, source).unseen) == 1


def test_a_class_that_is_always_given_another_code_has_none_of_its_own(tmp_path: Path) -> None:
    source = 'class Bad(InvalidInput):\n    code = "BAD"\nraise Bad("NOT_NOW")\n'

    assert {code.name for code in reading(tmp_path, source).codes} == {"NOT_NOW"}
