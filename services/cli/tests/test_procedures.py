# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure lint | test | publish | run` as people and machines call it: output, exit codes, bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from motcua_calendar import use_days
from motcua_calendar.clock import SystemClock
from motcua_cli import procedures, running
from motcua_cli.previewing.seeing import see
from motcua_events import BROKER_MIGRATION
from motcua_identity import Subject
from motcua_rpc import Channel, channel, serve
from motcua_storage.testing import ServiceDatabases
from motcua_workflow.app.checking import Checker
from motcua_workflow.bootstrap import build
from motcua_workflow.migration import MIGRATION
from motcua_workflow.settings import Settings

ROOT = Path(__file__).parents[3]
LAND = ROOT / "workflows" / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong"
COPIES = ROOT / "workflows" / "chung-thuc" / "ban-sao-tu-ban-chinh"
ORGANISATION = ROOT / "infra" / "demo" / "organisation.yaml"
GOOD = "scenarios/chung-thuc.yaml"


@pytest.fixture(autouse=True)
def no_organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(procedures.ORGANISATION, raising=False)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder of one's own, that may be spoiled."""
    return shutil.copytree(COPIES, tmp_path / "workflows" / "chung-thuc" / "ban-sao-tu-ban-chinh")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_lint_reports_every_file_of_a_folder_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert procedures.lint([ROOT / "workflows", LAND], True, False, "en") == 0
    found = rows(capsys)
    files = [path for path in (ROOT / "workflows").glob("*/*/**/*") if path.is_file()]
    assert sorted(row["file"] for row in found) == sorted(str(file) for file in files)
    assert {row["kind"] for row in found} == {"process", "form", "procedure", "scenario"}
    assert all(list(row) == ["file", "kind", "ok", "findings"] and row["ok"] for row in found)


def test_lint_says_file_element_and_line(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(copied / "procedure.yaml", "limit: sameday", "limit: soon")
    assert procedures.lint([copied], True, False, "en") == 1
    bad = {Path(row["file"]).name: row for row in rows(capsys) if not row["ok"]}
    assert set(bad) == {"procedure.yaml"}
    finding = bad["procedure.yaml"]["findings"][0]
    assert list(finding) == ["code", "severity", "line", "element", "name", "message", "hint"]
    lines = (copied / "procedure.yaml").read_text("utf-8").splitlines()
    assert "soon" in lines[finding["line"] - 1]


def test_lint_keeps_what_folder_and_engine_say_of_the_drawing(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(copied / "process.bpmn", 'motcua:form="ky-chung-thuc"', 'motcua:form="khong-co"')
    (copied / "scenarios" / "rut-yeu-cau.yaml").unlink()
    assert procedures.lint([copied], True, False, "en") == 1
    drawing = next(row for row in rows(capsys) if row["kind"] == "process")
    codes = {
        "form-unknown",
        "fact-never-given",
        "scenario-missing",
    }  # nothing else gives the leader's decision
    assert {finding["code"] for finding in drawing["findings"]} == codes


def test_lint_checks_the_place_of_a_folder_and_one_form_by_itself(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = copied.rename(copied.with_name("ten-khac"))
    assert procedures.lint([moved], True, False, "en") == 1
    assert any("ten-khac" in f["message"] for row in rows(capsys) for f in row["findings"])
    form = moved / "forms" / "kiem-tra.form"
    assert procedures.lint([form], True, False, "en") == 0
    assert [(row["file"], row["kind"], row["ok"]) for row in rows(capsys)] == [(str(form), "form", True)]
    form.write_text('{"type": "default", "components": [{"type": "button"}]}', "utf-8")
    assert procedures.lint([form], True, False, "en") == 1
    assert rows(capsys)[0]["findings"]


def test_lint_takes_a_procedure_file_and_a_scenario_by_themselves(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [copied / "procedure.yaml", copied / GOOD]
    assert procedures.lint(files, True, False, "en") == 0
    assert [(row["file"], row["kind"], row["findings"]) for row in rows(capsys)] == [
        (str(files[0]), "procedure", []), (str(files[1]), "scenario", []),
    ]  # fmt: skip
    replace(files[0], "limit: sameday", "limit: soon")
    replace(files[1], "expect:", "expected:")
    assert procedures.lint(files, True, False, "en") == 1
    assert [(row["ok"], bool(row["findings"][0]["line"])) for row in rows(capsys)] == [(False, True)] * 2
    other = copied / "notes.yaml"
    other.write_text("a: 1", "utf-8")
    assert procedures.lint([other, copied / "scenarios" / "gone.yaml"], True, False, "en") == 2
    told = rows(capsys)
    assert [row["findings"][0]["code"] for row in told] == ["file-kind", "file-unreadable"]
    assert told[1]["kind"] == "scenario"


def test_lint_of_a_procedure_file_checks_its_place(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = copied.rename(copied.with_name("ten-khac"))
    assert procedures.lint([moved / "procedure.yaml"], True, False, "en") == 1
    assert [one["code"] for row in rows(capsys) for one in row["findings"]] == ["procedure-key"]


def test_lint_checks_roles_only_against_a_named_organisation(
    copied: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(copied / "process.bpmn", 'motcua:role="commune_leader"', 'motcua:role="khong_ai"')
    replace(copied / "process.bpmn", 'motcua:role="commune_leader"', 'motcua:role="khong_ai"')
    assert procedures.lint([copied], True, False, "en") == 0
    monkeypatch.setenv(procedures.ORGANISATION, str(ORGANISATION))
    assert procedures.lint([copied], True, False, "en") == 1
    assert "role-unknown" in capsys.readouterr().out
    monkeypatch.setenv(procedures.ORGANISATION, str(copied / "khong-co.yaml"))
    assert procedures.lint([copied], True, False, "en") == 2
    assert "khong-co.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ("limit: sameday", "limit: 99xx", '"99xx" không đúng dạng.', "Thời hạn là 3wd (ngày làm việc)"),
        ("codes: [", "codes: 5 # [", "5 không phải là danh sách.", "Mã quốc gia của chính thủ tục"),
        ("levels:", "level:", 'Thiếu trường "levels".', ""),
        ("key: ", "key: [", "Đây không phải là YAML:", "Hãy đóng ngoặc"),
        ("start_form: ", "start_form: x", "Thiếu biểu mẫu forms/x", ""),
    ],
)
def test_lint_of_procedure_yaml_speaks_the_language_that_is_asked_for(
    copied: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str, hint: str
) -> None:
    replace(copied / "procedure.yaml", old, new)
    told = {}
    for lang in ("vi", "en"):
        assert procedures.lint([copied], True, False, lang) == 1
        bad = next(row for row in rows(capsys) if row["file"].endswith("procedure.yaml"))
        told[lang] = [(one["message"], one["hint"]) for one in bad["findings"]]
    assert any(message.startswith(said) and one.startswith(hint) for message, one in told["vi"]), told
    assert not {one for one, _ in told["vi"]} & {one for one, _ in told["en"]}


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Không đọc được MOTCUA_ORGANISATION="), ("en", "cannot be read")]
)
def test_lint_says_in_the_language_asked_for_what_is_wrong_with_the_organisation(
    copied: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    said: str,
) -> None:
    broken = tmp_path / "o.yaml"
    broken.write_text("units: 5\n", encoding="utf-8")
    monkeypatch.setenv("MOTCUA_ORGANISATION", str(broken))
    assert procedures.lint([copied], True, False, lang) == 2
    told = capsys.readouterr().err
    assert said in told and ("5 không phải là danh sách." in told) == (lang == "vi")
    assert ("5 is not a list." in told) == (lang == "en")


def test_lint_in_vietnamese_and_in_no_language(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(copied / "process.bpmn", 'motcua:form="ky-chung-thuc"', 'motcua:form="khong-co"')
    assert procedures.lint([copied], False, False, "vi") == 1
    assert "lỗi" in capsys.readouterr().out
    assert procedures.lint([copied], False, False, "fr") == 2
    assert "fr" in capsys.readouterr().err


def test_test_runs_every_folder_below_with_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert procedures.test([ROOT / "workflows"], True) == 0
    found = rows(capsys)
    drawn = len(list((ROOT / "workflows").glob("*/*/scenarios/*.yaml")))
    assert [row["kind"] for row in found].count("scenario") == drawn > 16
    coverage = [row for row in found if row["kind"] == "coverage"]
    folders = sorted(str(file.parent) for file in (ROOT / "workflows").glob("*/*/procedure.yaml"))
    assert [row["file"] for row in coverage] == folders and {str(COPIES), str(LAND)} <= set(folders)
    assert all(
        row["coverage"][share]["missing"] == [] for row in coverage for share in ("nodes", "flows", "ends")
    )
    assert all(row["coverage"]["gate"] == {"ends": 100, "flows": 90, "ok": True} for row in coverage)
    assert procedures.test([LAND], False) == 0
    of_land = len(list(LAND.glob("scenarios/*.yaml")))
    assert f"{of_land} of {of_land} scenarios" in capsys.readouterr().out


def test_test_says_what_a_scenario_expected(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(copied / GOOD, "copy: granted", "copy: refused")
    assert procedures.test([copied], True) == 1
    bad = [row for row in rows(capsys) if not row["ok"]]
    assert [row["kind"] for row in bad] == ["scenario", "coverage"]
    assert bad[0]["file"] == str(copied / GOOD) and "refused" in bad[0]["findings"][0]["message"]
    assert procedures.test([copied], False) == 1
    out = capsys.readouterr().out
    assert f"{copied / GOOD}:" in out and "6 of 7 scenarios" in out


def test_a_day_off_of_one_place_leaves_what_scenarios_expect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As publishing has it: the same folder is good or bad wherever it is tested."""
    days = tmp_path / "days.yaml"
    days.write_text(
        "rows:\n  - {date: 2026-11-27, kind: rest, name: {vi: Bão, en: Storm}, basis: Công điện 1}\n"
    )
    monkeypatch.setenv("MOTCUA_DAYS", str(days))
    assert procedures.test([LAND], True) == 0
    use_days(days)
    try:
        assert procedures.test([LAND], True) == 0, "also where this process counts with it"
        seen = see(LAND, None, "en")
        assert not seen.refused and seen.report is not None and seen.report.ok
    finally:
        use_days(None)
    capsys.readouterr()


def test_test_misses_an_end_that_nothing_reaches(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "scenarios" / "rut-yeu-cau.yaml").unlink()
    assert procedures.test([copied], True) == 1
    coverage = rows(capsys)[-1]
    assert (coverage["findings"][0]["code"], coverage["coverage"]["ends"]["missing"]) == (
        "end-not-reached", ["withdrawn"],
    )  # fmt: skip
    assert procedures.test([copied], False) == 1
    told = capsys.readouterr().out
    assert "elements never passed: withdraw (“Xin rút yêu cầu”), withdrawn (“" in told
    assert "f_withdraw__withdrawn (withdraw → withdrawn)" in told and "publishing refuses it" in told


def test_a_folder_with_errors_is_not_run(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(copied / "process.bpmn", 'motcua:form="ky-chung-thuc"', 'motcua:form="khong-co"')
    assert procedures.test([copied], True) == 1
    found = rows(capsys)
    assert [row["kind"] for row in found] == ["process", "coverage"]
    assert found[-1]["coverage"] is None and found[-1]["findings"][0]["code"] == "scenarios-not-run"


@pytest.mark.parametrize("name", ["khong-co", "trong", "tep.bpmn"])
def test_what_is_no_folder_cannot_run(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "trong").mkdir()
    (tmp_path / "tep.bpmn").write_text("<x/>", "utf-8")
    assert procedures.test([tmp_path / name], True) == 2
    assert procedures.publish([tmp_path / name], tmp_path, True) == 2
    told = capsys.readouterr()
    assert told.out == "" and name in told.err


@pytest.mark.parametrize("name", ["procedure.yml", "Procedure.yaml", "procedure.yaml.txt", ""])
def test_a_misnamed_procedure_of_a_tree_is_said_and_keeps_it_from_being_published(
    copied: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """`name` "": there is none at all. The tree has a good folder beside it."""
    tree = copied.parents[1]
    bad = shutil.copytree(copied, tree / "chung-thuc" / "khac")
    (bad / "procedure.yaml").unlink()
    if name:
        (bad / name).write_text("key: chung-thuc/khac", "utf-8")
    for path in (tree, bad):
        assert procedures.lint([path], True, False, "en") == 1
        said = [row for row in rows(capsys) if not row["ok"]]
        assert [row["file"] for row in said] == [str(bad)]
        assert (name or "forms/") in said[0]["findings"][0]["message"]
        assert procedures.test([path], True) == 1
        found = rows(capsys)
        codes = [one["code"] for row in found if row["file"] == str(bad) for one in row["findings"]]
        assert codes == ["folder-no-procedure", "scenarios-not-run"]
        assert any(row["file"] == str(copied) and row["ok"] for row in found) is (path == tree)
        assert procedures.publish([path], tree, True) == 1, "before a system is looked for"
        assert [(row["file"], row["kind"], row["ok"]) for row in rows(capsys)] == [
            (str(bad), "procedure", False), (str(bad), "publication", False),
        ]  # fmt: skip
    assert procedures.publish([tree], tree, False) == 1
    out = capsys.readouterr().out
    assert f"{bad}:0: error folder-no-procedure" in out and f"{bad}: not published" in out


class OneDesigner:
    def verify(self, token: str) -> Subject:
        return Subject("id-1", "designer", "Designer", frozenset({"designer"}))


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION, BROKER_MIGRATION)


@pytest.fixture
def system(databases: ServiceDatabases, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A workflow service that `publish` finds running."""
    settings = Settings(
        database_url=databases.url("workflow"), issuer="http://127.0.0.1:1/oidc", client_id="workflow",
        client_secret="unused", organisation=ORGANISATION, intake_address="127.0.0.1:1",
    )  # fmt: skip
    service = build(settings, SystemClock(), checker)
    server = serve([service.register], "127.0.0.1:0", verifier=OneDesigner(), policies=service.policies)

    @contextmanager
    def as_designer(var: Path, user: str) -> Iterator[Channel]:
        with channel(f"127.0.0.1:{server.port}", "token", deadline_seconds=20.0) as opened:
            yield opened

    monkeypatch.setattr(running, "as_designer", as_designer)
    yield
    server.stop(0.2)
    service.close()
    databases.empty()


def test_lint_takes_a_folder_of_scenarios_or_forms_alone(
    copied: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, kind in (("scenarios", "scenario"), ("forms", "form")):
        assert procedures.lint([copied / name], True, False, "en") == 0
        assert {(row["kind"], row["ok"]) for row in rows(capsys)} == {(kind, True)}
    monkeypatch.chdir(copied / "scenarios")
    assert procedures.lint([Path()], True, False, "en") == 0
    assert len(rows(capsys)) == len(list((copied / "scenarios").iterdir()))


def test_a_path_without_a_procedure_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for name, why in (
        ("empty", "holds no procedure.yaml"), ("file", "is a file"), ("nowhere", "No such file"),
        ("circle", "Too many levels of symbolic links"),
    ):  # fmt: skip
        assert procedures.test([tmp_path / name], False) == 2
        told = capsys.readouterr().err
        assert why in told and told.count("\n") == 1


def _run(file: Path) -> int:
    return procedures.run_drawing(file, "", "{}", (), False, False, True)


def test_a_pipe_or_device_alone_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("fifo.bpmn", "f.form", "procedure.yaml"):
        os.mkfifo(tmp_path / name)
        assert procedures.lint([tmp_path / name], True, False, "en") == 2
        [finding] = rows(capsys)[0]["findings"]
        assert finding["code"] == "file-unreadable" and "not a regular file" in finding["message"]
    for file in (tmp_path / "fifo.bpmn", Path("/dev/zero")):
        assert _run(file) == 2
        assert "not a regular file" in capsys.readouterr().err


def test_a_drawing_beyond_every_limit_is_not_read_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "large.bpmn").open("wb") as stream:
        stream.truncate(1 << 40)
    assert _run(tmp_path / "large.bpmn") == 1
    assert rows(capsys)[0]["findings"][0]["code"] == "file-too-large"


@pytest.mark.parametrize("name", ["README.md", "forms/f.form", "process.bpmn", "procedure.yaml"])
@pytest.mark.parametrize("link", [True, False])
def test_a_pipe_or_device_in_a_folder_is_a_finding(
    copied: Path, capsys: pytest.CaptureFixture[str], name: str, link: bool
) -> None:
    (copied / name).unlink(missing_ok=True)
    if link:
        (copied / name).symlink_to("/dev/zero")
    else:
        os.mkfifo(copied / name)
    named = f"{copied / name} ({'symbolic link' if link else 'not a regular file'})"
    for command in (
        lambda: procedures.lint([copied], True, False, "en"),
        lambda: procedures.test([copied], True),
    ):
        assert command() in (1, 2)
        found = {
            (row["file"], one["code"]) for row in rows(capsys) if "file" in row for one in row["findings"]
        }
        assert (named, "package-name") in found
    assert procedures._publish_folder(None, copied, False) == 1
    assert "package-name" in capsys.readouterr().out


def test_publish_says_the_version_and_the_same_content_keeps_it(
    system: None, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert procedures.publish([copied], copied, True) == 0
        last = rows(capsys)[-1]
        assert (last["kind"], last["ok"], last["version"]) == ("publication", True, 1)
    original = (copied / "process.bpmn").read_text("utf-8")
    replace(copied / "process.bpmn", 'name="Ký chứng thực"', 'name="Ký bản sao"')
    assert procedures.publish([copied], copied, False) == 0
    assert "version 2" in capsys.readouterr().out
    (copied / "process.bpmn").write_text(original, "utf-8")
    assert procedures.publish([copied], copied, True) == 0
    again = rows(capsys)[-1]
    assert (again["version"], again["sha256"]) == (3, last["sha256"]), "going back is published too"


def test_publish_prints_the_findings_of_a_refusal_as_lint_does(
    system: None, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(copied / GOOD, "copy: granted", "copy: refused")
    assert procedures.publish([copied], copied, True) == 1
    found = rows(capsys)
    assert [(row["file"], row["kind"], row["ok"]) for row in found] == [
        (str(copied / GOOD), "scenario", False), (str(copied), "publication", False),
    ]  # fmt: skip
    assert procedures.publish([copied], copied, False) == 1
    assert "not published" in capsys.readouterr().out
    (copied / "process.bpmn").unlink()
    assert procedures.publish([copied], copied, True) == 1, "refused before anything is sent"
    assert rows(capsys)[0]["findings"][0]["code"] == "package-missing"


def test_publish_refuses_a_folder_in_another_place(
    system: None, copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = copied.rename(copied.with_name("ten-khac"))
    assert procedures.publish([moved], moved, True) == 1
    found = rows(capsys)
    assert [one["code"] for one in found[0]["findings"]] == ["procedure-key"]
    assert (found[-1]["kind"], found[-1]["ok"]) == ("publication", False)
    elsewhere = moved.rename(moved.parents[2] / "anywhere")
    assert procedures.publish([elsewhere], elsewhere, True) == 1, "wherever it lies"


def test_a_copied_folder_with_the_key_of_another_is_refused_wherever_it_lies(
    system: None, copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert procedures.publish([copied], copied, True) == 0
    other = shutil.copytree(copied, tmp_path / "copy" / "thu-tuc-moi")
    rows(capsys)
    for command in (
        lambda: procedures.lint([other], True, False, "en"),
        lambda: procedures.publish([other], other, True),
    ):
        assert command() == 1
        said = next(row for row in rows(capsys) if row["file"] == str(other / "procedure.yaml"))
        [finding] = said["findings"]
        lines = (other / "procedure.yaml").read_text("utf-8").splitlines()
        assert finding["code"] == "procedure-key" and "copy/thu-tuc-moi" in finding["message"]
        assert lines[finding["line"] - 1].startswith("key: ")
    replace(other / "procedure.yaml", "key: chung-thuc/ban-sao-tu-ban-chinh", "key: copy/thu-tuc-moi")
    assert procedures.lint([other], True, False, "en") == 0


def test_publish_without_a_system_says_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert procedures.publish([COPIES], tmp_path, True) == 2
    assert "make run" in capsys.readouterr().err
    stale = {
        "http": "http://127.0.0.1:1",
        "grpc": "127.0.0.1:1",
        "issuer": "http://127.0.0.1:1/oidc",
        "pid": 1,
    }
    client = {"id": "motcua-cli", "secret": "x", "grants": [], "redirect_uris": [], "roles": [], "unit": None}
    (tmp_path / "run.json").write_text(json.dumps(stale | {"people": [], "clients": [client]}), "utf-8")
    assert procedures.publish([COPIES], tmp_path, True) == 2
    assert capsys.readouterr().err.startswith("motcua: ")


STEPS = ['check_original={"check": "copy"}', 'sign_copies={"certification_decision": "sign"}']


def test_run_tries_a_bare_drawing(capsys: pytest.CaptureFixture[str]) -> None:
    drawing = COPIES / "process.bpmn"
    assert procedures.run_drawing(drawing, "", "{}", STEPS, True, False, True) == 0
    result = rows(capsys)[0]
    assert result["status"] == "completed" and result["trace"][0]["element"] == "accepted"


@pytest.mark.parametrize(
    ("file", "facts", "complete"),
    [
        ("khong-co.bpmn", "{}", []),
        (".", "{}", []),
        ("process.bpmn", "{", []),
        ("process.bpmn", "[1]", []),
        ("process.bpmn", '{"a": NaN}', []),
        ("process.bpmn", "{}", ["check_original={"]),
        ("process.bpmn", "{}", ["check_original=[]"]),
        ("process.bpmn", "[" * 100_000, []),
    ],
)
def test_run_with_bad_input_is_one_sentence(
    capsys: pytest.CaptureFixture[str], file: str, facts: str, complete: list[str]
) -> None:
    assert procedures.run_drawing(COPIES / file, "", facts, complete, False, False, True) == 2
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.strip().splitlines()) == 1


def _motcua(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-X", "importtime", "-m", "motcua_cli.main", "procedure", *arguments]
    return subprocess.run(
        command, capture_output=True, cwd=ROOT, env={"PATH": os.environ["PATH"]}, timeout=60
    )


@pytest.mark.parametrize("command", [("lint",), ("run",), ("test",)])
def test_commands_without_a_server_load_none(command: tuple[str, ...]) -> None:
    path = COPIES if command == ("test",) else COPIES / "process.bpmn"
    began = time.monotonic()
    done = _motcua(*command, str(path), "--json")
    took = time.monotonic() - began
    loaded = done.stderr.decode()
    assert done.returncode == 0, loaded[-2000:]
    for library in ("grpc._channel", "sqlalchemy.engine", "fastapi", "opentelemetry.sdk"):
        assert f" {library}\n" not in loaded
    assert took < 60, "it hangs"


def test_names_that_a_terminal_cannot_show_are_no_crash(tmp_path: Path) -> None:
    strange = os.fsencode(tmp_path) + b"/\xff\xfe.bpmn"
    with open(strange, "wb") as stream:
        stream.write(b"<x/>")
    for command in ("lint", "run", "test"):
        done = _motcua(command, os.fsdecode(strange))
        assert done.returncode in (1, 2) and b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("designers", "asked", "who"),
    [
        (["khanh"], "", "khanh"),
        (["khanh", "lan"], "lan", "lan"),
        (["khanh", "lan"], "", "Say with --as which designer publishes. Designers: khanh, lan."),
        (["khanh"], "minh", "minh is no designer here. Designers: khanh."),
        ([], "", "Say with --as which designer publishes. Designers: none."),
    ],
)
def test_a_version_is_published_in_the_name_of_one_designer(
    designers: list[str], asked: str, who: str
) -> None:
    people = [{"user": "minh", "roles": ["operator"]}] + [
        {"user": one, "roles": ["designer"]} for one in designers
    ]
    try:
        found = running.designer({"people": people}, asked)
    except running.NoSuchPerson as error:
        found = str(error)
    assert found == who
