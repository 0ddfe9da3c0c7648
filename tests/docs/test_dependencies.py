# SPDX-License-Identifier: Apache-2.0
"""A dependency with a known vulnerability, or a licence that does not fit, fails `make check`; no network does not."""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("dependencies", ROOT / "infra" / "lint" / "dependencies.py")
assert SPEC is not None and SPEC.loader is not None
checked = importlib.util.module_from_spec(SPEC)
sys.modules["dependencies"] = checked  # dataclasses look their module up
SPEC.loader.exec_module(checked)
Package = checked.Package

JINJA = Package("PyPI", "jinja2", "2.11.2")
ADVISORIES = {
    "GHSA-g3rq-g295-4j3m": {
        "id": "GHSA-g3rq-g295-4j3m", "aliases": ["CVE-2020-28493"],
        "summary": "Regular expression denial of service in Jinja2",
    },
    "PYSEC-2021-66": {"id": "PYSEC-2021-66", "details": "The filter urlize is slow.\nMore.", "aliases": []},
    "TAKEN-BACK": {"id": "TAKEN-BACK", "withdrawn": "2026-01-01T00:00:00Z", "summary": "None after all"},
}  # fmt: skip
KNOWN = {("PyPI", "jinja2", "2.11.2"): list(ADVISORIES), ("Go", "stdlib", "1.20.0"): ["PYSEC-2021-66"]}
TODAY = date(2026, 11, 23)


class Osv(BaseHTTPRequestHandler):
    """The two calls of an OSV service; one advisory a page, so that pages are asked for."""

    broken = False

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer({"results": [self._known(one) for one in asked["queries"]]})

    def do_GET(self) -> None:
        self._answer(ADVISORIES[self.path.rpartition("/")[2]])

    def _known(self, query: dict[str, Any]) -> dict[str, Any]:
        package = query["package"]
        names = KNOWN.get((package["ecosystem"], package["name"], query["version"]), [])
        place = int(query.get("page_token", 0))
        made: dict[str, Any] = {"vulns": [{"id": one} for one in names[place : place + 1]]} if names else {}
        return made | ({"next_page_token": str(place + 1)} if place + 1 < len(names) else {})

    def _answer(self, body: object) -> None:
        content = b"<html>" if self.broken else json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("MOTCUA_ADVISORIES", address)
    monkeypatch.setattr(checked, "packages", lambda: [JINJA, Package("PyPI", "jinja2", "3.1.6")])
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_version_that_is_known_to_be_bad_fails(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked.main([]) == 1
    told = capsys.readouterr().out
    assert "jinja2 2.11.2: GHSA-g3rq-g295-4j3m, CVE-2020-28493: Regular expression" in told
    assert "PYSEC-2021-66: The filter urlize is slow." in told and "More." not in told
    assert "TAKEN-BACK" not in told and "3.1.6" not in told and "Take a version without it" in told


def test_versions_without_one_pass(
    source: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checked, "packages", lambda: [Package("PyPI", "jinja2", "3.1.6")])
    assert checked.main(["--online"]) == 0
    assert f"1 packages were looked up at {source}" in capsys.readouterr().out


def test_other_ecosystems_are_asked_too(source: str) -> None:
    go = Package("Go", "stdlib", "1.20.0")
    assert [one.ids for one in checked.advisories([go], source)[go]] == [("PYSEC-2021-66",)]


@pytest.mark.parametrize("broken", [True, False])
def test_where_nobody_can_be_asked_it_says_so_and_passes(
    source: str, broken: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if broken:
        monkeypatch.setattr(Osv, "broken", True)
    else:
        monkeypatch.setenv("MOTCUA_ADVISORIES", "http://127.0.0.1:9")
    assert checked.main([]) == 0
    assert "were NOT looked up: http://127.0.0.1" in capsys.readouterr().out
    assert checked.main(["--online"]) == 1


def _excuse(**more: Any) -> dict[str, Any]:
    made = {"package": "jinja2", "id": "CVE-2020-28493", "reason": "Only we write templates.", "until": TODAY}
    return {name: value for name, value in (made | more).items() if value is not None}


@pytest.mark.parametrize(
    ("excuse", "says"),
    [
        (_excuse(), ""), (_excuse(until=TODAY - timedelta(1)), "was excused until 2026-11-22"),
        (_excuse(until=TODAY + timedelta(200)), "for more than half a year"), (_excuse(reason=" "), "needs a"),
        (_excuse(until=None), "needs a"), (_excuse(package="flask"), "Take a version without it"),
        (_excuse(id="CVE-1"), "Take a version without it"),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_excused_with_a_reason_for_a_while(excuse: dict[str, Any], says: str) -> None:
    known = {JINJA: [checked.Advisory(("GHSA-g3rq-g295-4j3m", "CVE-2020-28493"), "Slow.")]}
    found = "".join(checked.vulnerable(known, [excuse], TODAY))
    assert says in found and bool(says) == bool(found)


def test_a_licence_that_is_not_listed_fails(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    for name in checked.REQUIREMENTS:
        (tmp_path / "requirements" / f"{name}.txt").write_text("codespell==2.4.1 \\\n    --hash=sha256:00\n")
    rules = {"licences": {"allowed": ["MIT"]}, "licence": []}
    assert list(checked.licences(tmp_path, rules)) == [
        "codespell is given away under GPL-2.0-only: not in infra/dependencies.toml."
    ]
    rules["licence"] = [{"package": "codespell", "licence": "GPL-2.0-only", "reason": "a tool"}]
    assert not list(checked.licences(tmp_path, rules))


def test_one_may_choose_between_licences() -> None:
    metadata = Message()
    metadata["License-Expression"] = "GPL-2.0-only OR MIT"
    assert checked.licence_of(metadata) == {"GPL-2.0-only", "MIT"}


def test_everything_of_others_is_named() -> None:
    found = checked.packages()
    names = {(one.ecosystem, one.name) for one in found}
    assert {
        ("PyPI", "starlette"),
        ("npm", "htmx.org"),
        ("Go", "stdlib"),
        ("Maven", "org.keycloak:keycloak-services"),
    } <= names
    assert all(one.version[0].isdigit() for one in found)
    shipped = {
        file.name for folder in ("services", "tests") for file in (ROOT / folder).rglob("vendor/**/*.js")
    }
    named = {one.name for pattern in checked.SCRIPTS for one in ROOT.glob(pattern)}
    assert shipped == named
