# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure list | show` against a workflow service of their own: what is in force and what runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar.clock import SystemClock
from motcua_cli import running
from motcua_cli.designing.commands import add_to
from motcua_cli.designing.reference import Reference, parse
from motcua_events import BROKER_MIGRATION
from motcua_identity import ANYONE, Policy, Subject
from motcua_procedure import read_folder
from motcua_rpc import Channel, channel, serve
from motcua_storage.testing import ServiceDatabases
from motcua_workflow.app.checking import Checker
from motcua_workflow.bootstrap import build
from motcua_workflow.migration import MIGRATION
from motcua_workflow.settings import Settings
from typer import Typer
from typer.testing import CliRunner

ROOT = Path(__file__).parents[3]
COPIES = ROOT / "workflows" / "chung-thuc" / "ban-sao-tu-ban-chinh"
KEY = "chung-thuc/ban-sao-tu-ban-chinh"
ORGANISATION = ROOT / "infra" / "demo" / "organisation.yaml"


class Catalogue(intake_pb2_grpc.IntakeServiceServicer):
    """Intake's answer about what takes new dossiers; its own tests hold the rule."""

    def __init__(self) -> None:
        self.in_force: dict[str, int] = {}

    def ListProcedures(
        self, request: intake_pb2.ListProceduresRequest, context: Any
    ) -> intake_pb2.ListProceduresResponse:
        rows = [intake_pb2.ProcedureSummary(key=key, version=one) for key, one in self.in_force.items()]
        return intake_pb2.ListProceduresResponse(procedures=rows)


class ByName:
    """The token is the account's name; "intake" is the service."""

    def verify(self, token: str) -> Subject:
        if token == "intake":
            from motcua_identity import Kind, service_role

            roles = frozenset({"service", service_role("intake")})
            return Subject("id-intake", roles=roles, client="intake", kind=Kind.SERVICE)
        return Subject("id-mai", token, "Trần Thị Mai", frozenset({"designer", "operator"}))


@pytest.fixture(scope="module")
def databases(fresh_databases: Any) -> Any:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@dataclass
class Town:
    """A workflow service with what intake says beside it, and the command."""

    address: str
    catalogue: Catalogue
    app: Typer

    def stub(self, caller: str) -> workflow_pb2_grpc.WorkflowServiceStub:
        return workflow_pb2_grpc.WorkflowServiceStub(channel(self.address, caller, deadline_seconds=20.0))

    def publish(self, files: dict[str, bytes], request_id: str) -> int:
        request = pb.PublishProcedureRequest(request_id=request_id, files=files)
        return int(self.stub("mai").PublishProcedure(request).version)

    def start(self, dossier: str, version: int) -> None:
        request = pb.StartProcessRequest(
            request_id=dossier, dossier_id=dossier, dossier_code=dossier, procedure_key=KEY,
            procedure_version=version, territory="suoi_trong",
        )  # fmt: skip
        self.stub("intake").StartProcess(request)

    def run(self, *words: str) -> tuple[int, str]:
        done = CliRunner().invoke(self.app, list(words))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    def json(self, *words: str) -> list[dict[str, Any]]:
        code, output = self.run(*words, "--json")
        assert code == 0, output
        return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def town(databases: ServiceDatabases, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    settings = Settings(
        database_url=databases.url("workflow"), issuer="http://127.0.0.1:1/oidc", client_id="workflow",
        client_secret="unused", organisation=ORGANISATION, intake_address="127.0.0.1:1",
    )  # fmt: skip
    service, catalogue = build(settings, SystemClock(), checker), Catalogue()

    def register(server: Any) -> None:
        intake_pb2_grpc.add_IntakeServiceServicer_to_server(catalogue, server)

    methods = intake_pb2.DESCRIPTOR.services_by_name["IntakeService"].methods
    listing = Policy.of("motcua.intake.v1.IntakeService", {one.name: ANYONE for one in methods})
    policies = service.policies | listing
    server = serve([service.register, register], "127.0.0.1:0", verifier=ByName(), policies=policies)
    address = f"127.0.0.1:{server.port}"

    @contextmanager
    def connected(var: Path) -> Iterator[Channel]:
        with channel(address, "mai", deadline_seconds=20.0) as opened:
            yield opened

    monkeypatch.setattr(running, "connected", connected)
    app = Typer()
    add_to(app)
    yield Town(address, catalogue, app)
    server.stop(0.2)
    service.close()
    databases.empty()


@pytest.fixture
def two_versions(town: Town) -> Town:
    """Version 2 is in force, two dossiers run on version 1 and one on version 2."""
    files = read_folder(COPIES)
    assert town.publish(files, "one") == 1
    changed = files["process.bpmn"].decode().replace('name="Ký chứng thực"', 'name="Ký bản sao"').encode()
    assert town.publish(files | {"process.bpmn": changed}, "two") == 2
    for dossier, version in (("A", 1), ("B", 1), ("C", 2)):
        town.start(dossier, version)
    town.catalogue.in_force[KEY] = 2
    return town


def test_list_says_what_is_in_force_who_published_it_and_what_runs(two_versions: Town) -> None:
    [row] = two_versions.json("list")
    assert (row["procedure_key"], row["newest"], row["in_force"]) == (KEY, 2, 2)
    assert row["running_dossiers"] == 3
    assert [(v["version"], v["in_force"], v["running_dossiers"]) for v in row["versions"]] == [
        (2, True, 1), (1, False, 2),
    ]  # fmt: skip
    assert row["versions"][0]["published_by"]["name"] == "Trần Thị Mai"
    assert row["versions"][0]["published_at"].endswith("+07:00")
    code, told = two_versions.run("list")
    assert code == 0 and "Trần Thị Mai" in told
    assert "1 dossier running; in force" in told and "2 dossiers running" in told


def test_list_says_that_nothing_is_published_and_that_nothing_is_in_force(town: Town) -> None:
    assert town.json("list") == []
    assert "Nothing is published" in town.run("list")[1]
    town.publish(read_folder(COPIES), "one")
    assert "takes no new dossiers" in town.run("list")[1]
    assert town.json("list")[0]["in_force"] is None


def test_show_tells_the_content_of_one_version_and_all_versions(two_versions: Town) -> None:
    [newest] = two_versions.json("show", KEY)
    [first] = two_versions.json("show", f"{KEY}@1")
    assert (newest["version"], first["version"]) == (2, 1)
    names = [
        task["name"] for one in (newest, first) for pool in one["content"]["pools"] for task in pool["tasks"]
    ]
    assert "Ký bản sao" in names and "Ký chứng thực" in names
    content = newest["content"]
    assert content["parts"][0]["limit"] == "sameday" and content["parts"][0]["cutoff"] == "15:00"
    assert {one["key"] for one in content["forms"]} == {
        "duyet-tu-choi",
        "ky-chung-thuc",
        "kiem-tra",
        "yeu-cau",
    }
    assert len(content["scenarios"]) == 7 and len(newest["versions"]) == 2
    code, told = two_versions.run("show", f"{KEY}@1")
    assert code == 0 and "Ký chứng thực" in told and "VND 2,000 a page" in told and "version 2" in told


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nonsense", "names no procedure"),
        (f"{KEY}@9", "has no version 9"),
        ("dat-dai/khac", "is not published"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(two_versions: Town, name: str, why: str) -> None:
    code, told = two_versions.run("show", name)
    assert code == 2 and why in told
    assert name == "nonsense" or KEY in told


def test_without_a_system_it_says_how_to_start_one(tmp_path: Path) -> None:
    app = Typer()
    add_to(app)
    done = CliRunner().invoke(app, ["list", "--var", str(tmp_path)])
    assert done.exit_code == 2 and "motcua up" in done.output


def test_a_reference_is_a_key_or_a_key_with_a_version() -> None:
    assert parse("a/b") == Reference("a/b", 0) and parse("a/b@12") == Reference("a/b", 12)
    for wrong in ("a", "a/b@", "a/b@0", "a/b@x", "/a/b", "./a/b", "a/b/c", "a/b@1\n@2"):
        assert parse(wrong) is None


def _edited(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(COPIES, tmp_path / "chung-thuc" / "ban-sao-tu-ban-chinh")


def test_diff_tells_what_publishing_a_folder_would_change(two_versions: Town, copied: Path) -> None:
    _edited(copied, "procedure.yaml", "limit: sameday", "limit: 2wh")
    _edited(copied, "process.bpmn", 'name="Ký chứng thực"', 'name="Ký bản sao"')
    code, output = two_versions.run("diff", str(copied), f"{KEY}@2", "--json")
    answer = json.loads(output)
    assert code == 1 and answer["same"] is False
    assert (answer["from"]["version"], answer["to"]["version"], answer["to"]["name"]) == (
        2,
        None,
        str(copied),
    )
    [change] = answer["changes"]
    assert (change["path"], change["before"], change["after"]) == (
        ["parts", "copy", "limit"],
        "sameday",
        "2wh",
    )
    for words in ((str(copied),), (str(copied), KEY), (KEY, str(copied))):
        code, told = two_versions.run("diff", *words)
        assert code == 1 and "time limit: same day (sameday) → 2 working hours (2wh)" in told, (
            "always towards the newer one"
        )
    code, told = two_versions.run("diff", str(copied), "--lang", "vi")
    assert "thời hạn: trong ngày (sameday) → 2 giờ làm việc (2wh)" in told


def test_diff_of_two_versions_leads_from_the_older_to_the_newer(two_versions: Town) -> None:
    for first, second in ((f"{KEY}@1", f"{KEY}@2"), (f"{KEY}@2", f"{KEY}@1"), (KEY, f"{KEY}@1")):
        code, told = two_versions.run("diff", first, second)
        assert code == 1 and f"from {KEY}@1 to {KEY}@2" in told and "name: Ký chứng thực → Ký bản sao" in told
    code, told = two_versions.run("diff", KEY, f"{KEY}@2")
    assert code == 0 and "The same content" in told


def test_two_folders_are_compared_without_a_system_even_with_errors_in_them(
    tmp_path: Path, copied: Path
) -> None:
    app = Typer()
    add_to(app)
    runner = CliRunner()
    assert runner.invoke(app, ["diff", str(COPIES), str(copied)]).exit_code == 0
    _edited(copied, "procedure.yaml", "limit: sameday", "limit: soon")
    done = runner.invoke(app, ["diff", str(COPIES), str(copied)])
    assert done.exit_code == 1 and "same day (sameday) → soon" in done.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nowhere"], "cannot be read"), ([str(ROOT)], "has no procedure.yaml"), ([KEY], "name what to compare it with"),
        ([f"{KEY}@7", KEY], "has no version 7"), ([KEY, KEY, "--lang", "fr"], "no language"),
    ],
)  # fmt: skip
def test_diff_says_why_it_cannot_compare(two_versions: Town, words: list[str], why: str) -> None:
    code, told = two_versions.run("diff", *words)
    assert code == 2 and why in told


@pytest.mark.parametrize("file", ["procedure.yaml", "process.bpmn", "forms/kiem-tra.form"])
def test_diff_of_a_file_that_is_broken_says_which(tmp_path: Path, copied: Path, file: str) -> None:
    (copied / file).write_text("{<", "utf-8")
    app = Typer()
    add_to(app)
    done = CliRunner().invoke(app, ["diff", str(COPIES), str(copied)])
    assert done.exit_code == 2 and file in done.output and "Traceback" not in done.output
