# SPDX-License-Identifier: Apache-2.0
"""House rules that ruff cannot say. Prints `file:line: RULE sentence` for each breach; exit code 1 when there is one.

Each rule is a small function over one file; its docstring gives the reason. A line may be excused by `# house: RULE reason`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("libs/stubs/motcua/", "static/vendor/")
# The engine decodes and bounds files by itself before it parses them; it finds the line of each element.
ENGINE_READER = "services/workflow/motcua_workflow/engine/read_xml.py"
Breach = tuple[int, str, str]


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name.startswith("test_")


def sizes(path: Path, source: str, tree: ast.AST) -> Iterator[Breach]:
    """Files of 600 lines and functions of 80 are where code bases decay."""
    cap = 800 if is_test(path) else 600
    lines = source.count("\n")
    if lines > cap:
        yield 1, "file-size", f"{lines} lines, at most {cap}: split it"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > 80:
                yield node.lineno, "function-size", f"{node.name} has {size} lines, at most 80"


def no_eval(path: Path, source: str, tree: ast.AST) -> Iterator[Breach]:
    """Definitions come from outside: nothing of theirs may reach Python's own evaluation."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("eval", "exec")
        ):
            yield node.lineno, "eval", "eval and exec are not used here; expressions are Starlark"


def one_xml_parser(path: Path, source: str, tree: ast.AST) -> Iterator[Breach]:
    """XML from outside is parsed by one factory, without entities, DTD or network."""
    if is_test(path) or path.as_posix() in ("libs/text/motcua_text/xml.py", ENGINE_READER):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "etree.fromstring", "etree.parse", "etree.XML", "etree.XMLParser", "ET.fromstring", "ET.parse",
        ):  # fmt: skip
            yield node.lineno, "xml-parser", "parse XML with motcua_text.xml"


def no_commit(path: Path, source: str, tree: ast.AST) -> Iterator[Breach]:
    """Handlers do not commit: the boundary does, so that state, outbox and request row stay one transaction."""
    if is_test(path) or "app" not in path.parts:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno, "commit", "handlers do not commit; the entry point's transaction does"


def sql_at_home(path: Path, source: str, tree: ast.AST) -> Iterator[Breach]:
    """Queries live in adapters/ (or a library that owns tables), so that visible_to cannot be forgotten elsewhere."""
    if is_test(path) or path.parts[0] != "services" or "adapters" in path.parts or "migrations" in path.parts:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy":
            names = {alias.name for alias in node.names} & {"select", "insert", "update", "delete", "text"}
            if names:
                yield node.lineno, "sql", f"queries belong in adapters/: {', '.join(sorted(names))}"


def licence(path: Path, source: str, tree: ast.AST) -> Iterator[Breach]:
    """Every source file says its licence."""
    if source.strip() and "SPDX-License-Identifier: Apache-2.0" not in source[:200]:
        yield 1, "licence", "the first line is '# SPDX-License-Identifier: Apache-2.0'"


RULES = (sizes, no_eval, one_xml_parser, no_commit, sql_at_home, licence)


def templates(path: Path, source: str) -> Iterator[Breach]:
    """Inline style and script would need a Content-Security-Policy that lets an attacker's through."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(
            r"\sstyle=|\son(click|load|submit|change|input)=|<style(?! nonce)|<script(?![^>]*\ssrc=)", line
        ):
            yield number, "inline", "no inline style or script in templates"


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [Path(name) for name in listed.splitlines() if not any(part in name for part in GENERATED)]


def breaches(path: Path) -> Iterator[Breach]:
    source = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix == ".py":
        tree = ast.parse(source, str(path))
        for rule in RULES:
            yield from rule(path, source, tree)
    elif path.suffix == ".html":
        yield from templates(path, source)


def tests_that_nobody_runs() -> Iterator[str]:
    """Folders with tests that `make test` does not look into: they hold nothing, and nobody notices."""
    with (ROOT / "pyproject.toml").open("rb") as handle:
        looked_into = tomllib.load(handle)["tool"]["pytest"]["ini_options"]["testpaths"]
    for path in sorted({path.parent.as_posix() for path in tracked() if path.match("test_*.py")}):
        if not any(f"{path}/".startswith(f"{one}/") for one in looked_into):
            yield path


def main() -> int:
    found = 0
    for folder in tests_that_nobody_runs():
        print(f"{folder}: tests-run its tests are not among testpaths of pyproject.toml: nobody runs them")
        found += 1
    for path in tracked():
        if path.suffix not in (".py", ".html") or not (ROOT / path).is_file():
            continue
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        for line, rule, sentence in breaches(path):
            if lines and f"house: {rule}" in lines[min(line, len(lines)) - 1]:
                continue
            print(f"{path}:{line}: {rule} {sentence}")
            found += 1
    print(f"house rules: {found} breach(es)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
