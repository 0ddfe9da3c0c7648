# SPDX-License-Identifier: Apache-2.0
"""What the pages name is there: the files that links lead to, files of the code, methods of the contract, and events."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from motcua_events import EventCatalogue
from motcua_notification.app.moments import EARLIER
from motcua_portal.api.operations import OPERATIONS
from support.asking import METHODS
from support.system import ROOT
from support.tables import codes, table

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FILE = re.compile(r"[\w./<>-]+\.(?:py|proto|sh|typ|html|ini)\b")
METHOD = re.compile(
    r"(?:\w+\.)?(?:Get|List|Set|Save|Attach|Remove|Submit|Accept|Refuse|Request|Answer|Withdraw|Upload|Download|Watch|Search|Track|Claim"
    r"|Release|Complete|Reassign|Publish|Start|Deliver|Retry|Repair|Discard|Count|Print|Sign|Mark|Refund|Cancel|Exempt|Keep|Check|Amend"
    r"|Receive|Return|Send|Confirm|Report|Rate|Add|Bulk|End|Delete|Advance)[A-Z]\w+"
)
TEMPLATES = ROOT / "services/notification/motcua_notification/templates"
MOMENTS = {one.name.removesuffix(".vi.txt") for one in TEMPLATES.glob("*.vi.txt")} - {"layout", *EARLIER}


def said() -> Iterator[tuple[str, str]]:
    """Page and each piece of code in its sentences; blocks of code are left out."""
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
        yield from ((page.relative_to(ROOT).as_posix(), one) for one in CODE.findall(text))


def anchor(heading: str) -> str:
    """As pages of a forge make it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", "")).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    return {anchor(one) for one in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def test_links_lead_somewhere() -> None:
    wrong = []
    for page in PAGES:
        for target in LINK.findall(page.read_text("utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, place = target.partition("#")
            leads = (page.parent / path).resolve() if path else page
            if not leads.exists() or (place and place not in anchors(leads)):
                wrong.append(f"{page.relative_to(ROOT)}: {target}")
    assert not wrong


def test_files_of_the_code_are_where_pages_say() -> None:
    """A path from the root, or its end; a package's own folder may be left out (`intake/app/concern.py`)."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    there = [f"/{one}" for one in listed.stdout.splitlines() if (ROOT / one).is_file()]
    there += [re.sub(r"/motcua_\w+/", "/", one) for one in there]
    wrong = {
        (page, name)
        for page, code in said()
        for name in FILE.findall(code)
        if "<" not in name and not any(one.endswith(f"/{name.lstrip('./')}") for one in there)
    }
    assert not wrong


def test_methods_that_pages_name_are_in_the_contract() -> None:
    every = set().union(*METHODS.values())
    wrong = {
        (page, code)
        for page, code in said()
        if METHOD.fullmatch(code) and code.rpartition(".")[2] not in every
    }
    assert not wrong


def test_integrators_find_every_method_once() -> None:
    said = Counter(
        (name, method)
        for service, _, methods in table("integrators.md", "## 3. Get the contract", 1)
        for name in ([service] if service in METHODS else METHODS)
        for method in codes(methods)
        if service in METHODS or method in METHODS[name]
    )
    assert said == Counter((name, method) for name, methods in METHODS.items() for method in methods)


def test_integrators_find_what_rest_has_and_what_grpc_alone_has() -> None:
    """Every method in one of the two tables of the section, and by REST exactly what the portal answers."""
    page = (ROOT / "docs/integrators.md").read_text("utf-8")
    rest, alone = page.split("\n## 7. REST\n")[1].split("\n## ")[0].split("By gRPC alone")
    by_rest, by_grpc = (set(CODE.findall(one)) & set().union(*METHODS.values()) for one in (rest, alone))
    assert by_rest == {one.method for one in OPERATIONS} | {"UploadFile", "DownloadFile", "WatchEvents"}
    assert by_grpc == set().union(*METHODS.values()) - by_rest


def test_events_that_pages_name_are_in_the_table() -> None:
    """The moments of mails that are no events have a template each."""
    types = {row.type for row in EventCatalogue.load().types}
    first = "|".join(sorted({one.partition(".")[0] for one in types}))
    named = re.compile(rf"(?:{first})\.(?!bpmn|json)[a-z_]+")
    wrong = {(page, code) for page, code in said() if named.fullmatch(code) and code not in types | MOMENTS}
    assert not wrong


def test_every_mail_has_a_row() -> None:
    """By its template; a moment that is told no more has none."""
    rows = [
        codes(f"{event} {template}")
        for _, event, template in table("notices.md", "# What people are told by mail")
    ]
    said = {name for row in rows for name in row}
    missing = [one for one in MOMENTS if not any(fnmatchcase(one, name) for name in said)]
    assert not missing
