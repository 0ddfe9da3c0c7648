# SPDX-License-Identifier: Apache-2.0
"""Reflection finds nothing that proto/rights.yaml does not name, and nothing there that is not served, written or kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from motcua_calendar.clock import SystemClock
from motcua_cli.previewing.application import create_app as create_preview
from motcua_cli.rights import TableWrong, page, read
from motcua_cli.serving import health
from motcua_events.topics import declared_topics
from motcua_identity.issuer import EmbeddedIssuer
from motcua_portal.api.application import routers
from motcua_portal.web.application import Needs, create_app
from starlette.routing import BaseRoute, Mount, Route
from support import hostile
from support.system import ROOT

from rights.world import RIGHTS, World

TABLE = read(RIGHTS)
NOTHING: Any = None


def test_every_method_that_is_served(world: World) -> None:
    """As any caller finds them, by gRPC's own reflection."""
    database = ProtoReflectionDescriptorDatabase(world.channel)
    served = set()
    for name in database.get_services():
        file = database.FindFileContainingSymbol(name)
        (service,) = (one for one in file.service if f"{file.package}.{one.name}" == name)
        served |= {f"{name}/{method.name}" for method in service.method}
    assert served == set(TABLE.methods)


def _named(routes: Iterable[BaseRoute]) -> set[str]:
    """`VERB path` of each; of a mount that it is there."""
    found = set()
    for route in routes:
        if isinstance(route, Mount):
            found.add(f"GET {route.path}")
        elif isinstance(route, Route):
            found |= {f"{verb} {route.path}" for verb in route.methods or () if verb != "HEAD"}
        else:  # a router that was included, as FastAPI keeps it
            found |= _named(route.original_router.routes)  # type: ignore[attr-defined]
    return found


def _portal() -> set[str]:
    needs = Needs(
        NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, SystemClock(), "http://localhost", False, lambda: True
    )
    return _named(create_app(needs).routes) - {"GET /api/v1"}


def _api() -> set[str]:
    return _named(route for router in routers() for route in router.routes)


def test_every_address_of_the_portal() -> None:
    assert _portal() == set(TABLE.addresses["portal"])


def test_every_address_of_the_api() -> None:
    assert _api() == set(TABLE.addresses["api"])


def test_every_address_of_the_issuer(tmp_path: Path) -> None:
    issuer = EmbeddedIssuer("http://127.0.0.1:1/oidc", tmp_path / "issuer", [], [], environ={})
    assert _named(issuer.router.routes) == set(TABLE.addresses["issuer"])
    issuer.close()


def test_every_address_of_the_preview() -> None:
    assert _named(create_preview(NOTHING, NOTHING, None, SystemClock()).routes) == set(
        TABLE.addresses["preview"]
    )


def test_the_port_for_probes_has_one_address() -> None:
    assert set(TABLE.addresses["health"]) == {f"GET {health.PATH}"}


def test_topics_are_referred_to() -> None:
    """What stands there is made into rights of brokers, which libs/events compares with a real one."""
    topics, writers = (
        yaml.safe_load((ROOT / TABLE.topics[one]).read_text("utf-8")) for one in ("declared", "writers")
    )
    named = {one["name"] for one in topics["topics"]}
    assert named == {one.name for one in declared_topics()}
    assert {one["topic"] for one in writers["events"]} == {one for one in named if not one.endswith(".dlq")}
    by_topic: dict[str, set[str]] = {}
    for one in writers["events"]:
        by_topic.setdefault(one["topic"], set()).add(one["writer"])
    assert all(len(who) == 1 for who in by_topic.values()), "each topic has one writing service"


@pytest.mark.parametrize("kind", TABLE.files)
def test_every_kind_of_file_is_read_by_what_there_is(kind: str) -> None:
    said = TABLE.files[kind]
    if by := said.get("by"):
        known = {
            f"{name.split('.')[1]}.{name.split('/')[1]}"
            for name in TABLE.methods
            if name.startswith("motcua.")
        }
        assert by in known.union(*TABLE.addresses.values())
    elif held := said.get("held"):
        assert re.search(r"0o600|& 0o077", (ROOT / held).read_text("utf-8"))
    else:
        assert said["at"]


def test_every_file_of_a_running_system_is_named(world: World) -> None:
    places = [one for one in TABLE.files.values() if "at" in one]
    var = world.system.var
    for file in (one for one in var.rglob("*") if one.is_file() and "data" not in one.relative_to(var).parts):
        path = file.relative_to(var)
        found = [one for one in places if _pattern(one["at"]).fullmatch(str(path))]
        assert found, f"{path}: who may read it?"
        if not found[0].get("public"):
            assert not file.stat().st_mode & 0o077, f"{path} is for its owner alone"
    assert not (var / "postgres" / "data").stat().st_mode & 0o077
    assert not [one for one in places if one["at"] != "population.json" and not list(var.glob(one["at"]))]


def _pattern(place: str) -> re.Pattern[str]:
    """`*` and `?` within a folder, `**` below it."""
    words = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(words.get(one) or re.escape(one) for one in re.split(r"(\*\*|\*|\?)", place)))


def test_what_changes_something_is_audited() -> None:
    """A request with an id of its own writes (`Writes`, which leaves the row: services/cli/tests/test_audited_methods.py)."""
    for method in hostile.methods():
        assert method.containing_service is not None
        name = f"{method.containing_service.full_name}/{method.name}"
        writes = "request_id" in method.input_type.fields_by_name or method.name == "UploadFile"
        assert TABLE.methods[name].audited == writes, name


@pytest.mark.parametrize(
    "row",
    [
        "{may: {king: all}}",
        "{may: {citizen: everywhere}}",
        "{may: {citizen: own}, outside: gone}",
        "{may: {}, roles: []}",
    ],
)
def test_a_word_that_the_head_does_not_explain_is_refused(tmp_path: Path, row: str) -> None:
    text = RIGHTS.read_text("utf-8")
    changed = re.sub(r"GetDraft: \{.*\}", f"GetDraft: {row}", text)
    assert changed != text
    (tmp_path / "rights.yaml").write_text(changed, "utf-8")
    with pytest.raises(TableWrong, match="GetDraft"):
        read(tmp_path / "rights.yaml")


def test_the_page_says_what_the_table_says() -> None:
    made = page(TABLE)
    assert (ROOT / "docs" / "rights.md").read_text("utf-8") == made, (
        "python -m motcua_cli.rights proto/rights.yaml docs/rights.md"
    )
