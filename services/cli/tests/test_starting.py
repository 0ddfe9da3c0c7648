# SPDX-License-Identifier: Apache-2.0
"""What `motcua up` refuses in one sentence, and which folders it publishes when it starts."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar import SystemClock
from motcua_cli.embedded.folder import AlreadyRunning, StateFolder, Unusable
from motcua_cli.embedded.ports import PortBusy, check_free
from motcua_cli.embedded.publishing import publish_below
from motcua_cli.folders import below
from motcua_cli.running import NotRunning, read_run
from motcua_cli.up import _sentence as sentence_of
from motcua_cli.up import run
from motcua_events import BROKER_MIGRATION
from motcua_identity import Subject
from motcua_intake.settings import Settings as IntakeSettings
from motcua_rpc import channel, serve
from motcua_storage.testing import ServiceDatabases
from motcua_workflow.app.checking import Checker
from motcua_workflow.bootstrap import build
from motcua_workflow.migration import MIGRATION
from motcua_workflow.settings import Settings
from pydantic import ValidationError

ROOT = Path(__file__).parents[3]
COPY = "chung-thuc/ban-sao-tu-ban-chinh"
ORGANISATION = ROOT / "infra/demo/organisation.yaml"


class OneDesigner:
    def verify(self, token: str) -> Subject:
        return Subject("id-1", "designer", "Designer", frozenset({"designer"}))


@pytest.fixture(autouse=True)
def own_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test run keeps its own Ctrl-C."""
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@pytest.fixture
def stub(databases: ServiceDatabases, checker: Checker) -> Iterator[workflow_pb2_grpc.WorkflowServiceStub]:
    """A workflow service, spoken to by a designer."""
    settings = Settings(
        database_url=databases.url("workflow"), issuer="http://127.0.0.1:1/oidc", client_id="workflow",
        client_secret="unused", organisation=ORGANISATION, intake_address="127.0.0.1:1",
    )  # fmt: skip
    service = build(settings, SystemClock(), checker)
    server = serve([service.register], "127.0.0.1:0", verifier=OneDesigner(), policies=service.policies)
    with channel(f"127.0.0.1:{server.port}", "token", deadline_seconds=20.0) as opened:
        yield workflow_pb2_grpc.WorkflowServiceStub(opened)
    server.stop(0.2)
    service.close()
    databases.empty()


@pytest.fixture
def procedures(tmp_path: Path) -> Path:
    """A folder of procedures that is not called `workflows`: one that is fine, one in the wrong place, three broken ones."""
    root = tmp_path / "thủ tục của tỉnh"
    good = shutil.copytree(ROOT / "workflows" / COPY, root / COPY)
    shutil.copytree(good, root / "a/ten-khac")
    (shutil.copytree(good, root / "b/khong-ve") / "process.bpmn").unlink()
    (shutil.copytree(good, root / "c/khong-doc") / "procedure.yaml").write_bytes(b"\xff\xfe")
    (shutil.copytree(good, root / "d/trong") / "procedure.yaml").write_text("", "utf-8")
    (root / "e").symlink_to(root, target_is_directory=True)
    return root


def test_a_folder_that_is_refused_is_named_and_stops_no_other(
    stub: workflow_pb2_grpc.WorkflowServiceStub, procedures: Path
) -> None:
    said: list[str] = []
    refused = publish_below(stub, procedures, said.append)

    assert said == [f"publishing {COPY}"]
    assert len(refused) == 4
    for sentence, folder in zip(refused, ("a/ten-khac", "b/khong-ve", "c/khong-doc", "d/trong"), strict=True):
        assert sentence.startswith(str(procedures / folder)), sentence
        assert "\n" not in sentence
    assert f"the procedure's key is {COPY}, its folder's path is a/ten-khac" in refused[0]
    said.clear()
    assert publish_below(stub, procedures, said.append) == refused
    assert said == [], "what did not change is not sent again"


def test_a_folder_whose_procedure_is_misnamed_is_said_at_the_start(
    stub: workflow_pb2_grpc.WorkflowServiceStub, tmp_path: Path
) -> None:
    misnamed = shutil.copytree(ROOT / "workflows" / COPY, tmp_path / COPY)
    (misnamed / "procedure.yaml").rename(misnamed / "procedure.yml")
    bare = tmp_path / "chung-thuc" / "moi-ve"
    bare.mkdir()
    shutil.copy(misnamed / "process.bpmn", bare)
    said: list[str] = []
    refused = publish_below(stub, tmp_path, said.append)
    assert said == [] and len(refused) == 2, "nothing to publish is not nothing to say"
    for sentence, folder, held in zip(
        refused, (misnamed, bare), ("procedure.yml", "process.bpmn"), strict=True
    ):
        assert sentence.startswith(f"{folder}:0: folder-no-procedure: ") and "\n" not in sentence
        assert held in sentence and "Put procedure.yaml, in this spelling" in sentence


def test_links_are_not_followed(procedures: Path) -> None:
    found = below(procedures)
    assert len(found) == 5
    assert len({folder.resolve() for folder in found}) == 5


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_a_folder_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    var = tmp_path / "taken" if kind == "file" else tmp_path / "taken" / "var"
    with pytest.raises(Unusable, match="MOTCUA_VAR"):
        StateFolder(var).lock()
    assert run(var, "127.0.0.1", 1, 2, ROOT / "workflows", ORGANISATION, None, True) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"motcua: The folder {var} cannot be used (") and told.count("\n") == 1


def test_settings_that_cannot_work_are_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_SCANNER", "tcp://clamav:3310")
    monkeypatch.setenv("MOTCUA_SCAN_SECONDS", "0")
    with pytest.raises(ValidationError) as refused:
        IntakeSettings(database_url="x", issuer="x", client_id="x", client_secret="x", organisation="x")  # type: ignore[arg-type]

    scanner, seconds = sentence_of(refused.value).splitlines()
    assert scanner.startswith("MOTCUA_SCANNER: tcp://clamav:3310 would send papers in the clear")
    assert seconds == "MOTCUA_SCAN_SECONDS: Input should be greater than or equal to 1."


def test_a_second_start_names_the_first(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "đường dẫn có dấu cách")
    with folder.lock():
        folder.write_run({"http": "http://127.0.0.1:8080", "pid": 4711})
        with pytest.raises(AlreadyRunning, match=r"http://127.0.0.1:8080 \(process 4711\)"):
            folder.lock()


def test_a_busy_port_names_itself_and_one_that_is_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortBusy, match=f"Port {port} .* MOTCUA_GRPC_PORT=") as refused:
            check_free("127.0.0.1", port, "MOTCUA_GRPC_PORT")
    offered = int(str(refused.value).partition("MOTCUA_GRPC_PORT=")[2].split()[0])
    check_free("127.0.0.1", offered, "MOTCUA_GRPC_PORT")


def test_a_table_of_days_that_is_wrong_is_told_by_line_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = tmp_path / "days.yaml"
    days.write_text("rows:\n  - {date: 2027-02-30, kind: rest, name: {vi: a, en: a}, basis: b}\n")
    var = tmp_path / "var"
    assert run(var, "127.0.0.1", 1, 2, ROOT / "workflows", ORGANISATION, days, True) == 2
    assert f"{days}:2: “date” must be a date" in capsys.readouterr().err
    assert not (var / "postgres").exists()


@pytest.mark.parametrize(
    ("workflows", "organisation", "named"),
    [
        ("README.md", "infra/demo/organisation.yaml", "no folder"),
        ("nowhere", "README.md", "nowhere does not exist"),
    ],
)
def test_what_it_starts_from_is_looked_at_first(
    tmp_path: Path, workflows: str, organisation: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "127.0.0.1", 1, 2, ROOT / workflows, ROOT / organisation, None, True) == 2
    assert named in capsys.readouterr().err


def test_a_terminal_that_cannot_show_vietnamese_is_no_error() -> None:
    """As in a container without a locale, where Python was told not to help."""
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": "/usr/bin:/bin"}
    program = (
        "import sys, motcua_cli.main as cli\n"
        "sys.argv = ['motcua', 'clock', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    print('chuy\\u1ec3n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", program], env=plain, capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.rstrip().endswith(b"chuy\\u1ec3n")


def test_the_folder_of_the_production_shape_is_no_folder_for_one_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "operator.env").touch()
    http, grpc = free_ports()
    assert run(tmp_path, "127.0.0.1", http, grpc, ROOT / "workflows", ORGANISATION, None, True) == 2
    told = capsys.readouterr().err
    assert "is of the production shape" in told and "make up-local" in told
    assert not (tmp_path / "postgres").exists()
    with pytest.raises(NotRunning, match="make up-local"):
        read_run(tmp_path)


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
