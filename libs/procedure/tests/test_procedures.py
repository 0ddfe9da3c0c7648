# SPDX-License-Identifier: Apache-2.0
"""The procedures of the repository, and what the lint says when somebody breaks them."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from motcua_organisation import Organisation, load_organisation
from motcua_procedure import (
    Made,
    ProcedureError,
    ProcedurePackage,
    fold,
    known_names,
    lint_folder,
    load_folder,
    load_procedure,
    read_folder,
    schema_text,
)
from motcua_text import SourceError

ROOT = pathlib.Path(__file__).parents[3]
LAND = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
COPY = "chung-thuc/ban-sao-tu-ban-chinh"
BIRTH = "ho-tich/khai-sinh-thuong-tru-bhyt"
Files = dict[str, bytes]
P = "procedure.yaml"
TWO = "scenarios/hai-ket-qua.yaml"


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return load_organisation(ROOT / "infra" / "demo" / "organisation.yaml")


@pytest.fixture
def files() -> Files:
    return read_folder(ROOT / "workflows" / LAND)


@pytest.mark.parametrize("key", [LAND, COPY, BIRTH])
def test_the_lint_finds_nothing(key: str, organisation: Organisation) -> None:
    reports = lint_folder(read_folder(ROOT / "workflows" / key), organisation, key)

    assert [report for report in reports if report.findings] == []
    assert {"procedure", "process", "form", "scenario"} == {report.kind for report in reports}


def test_one_dossier_has_two_parts_and_two_results() -> None:
    procedure = load_folder(ROOT / "workflows" / LAND).procedure

    assert [(p.key, p.code, str(p.limit), p.after) for p in procedure.parts] == [
        ("release", "1.011443", "sameday", ""),
        ("transfer", "1.013831", "8wd", "release"),
    ]
    assert [item.code for part in procedure.parts for item in part.results.items] == [
        "KQ.G15.000335",
        "KQ.G10.001147",
    ]
    assert {key: ground.policy for key, ground in procedure.grounds.items()} == {
        "tax": "EXCLUDE",
        "payment": "EXCLUDE",
        "supplement": "RESTART",
    }
    assert len(procedure.not_counted()) == 2
    assert [component.code for component in procedure.originals_at_return()] == ["GCN"]
    assert procedure.component("GCN").original_for == ("transfer",)
    assert procedure.component("MAU-18").original_for == ("release", "transfer")


def test_to_whom_a_result_is_issued() -> None:
    procedure = load_folder(ROOT / "workflows" / LAND).procedure
    release, transfer = (part.results.items[0].issued_to for part in procedure.parts)
    assert release is not None and transfer is not None
    assert (release.name, release.id_number) == ("transferor_name", "transferor_id")
    assert (transfer.name, transfer.address) == ("transferee_name", "transferee_address")


def test_a_result_issued_to_an_answer_that_nobody_asks_is_found(files: Files) -> None:
    wrong = files["procedure.yaml"].replace(b"name: $answers.transferee_name", b"name: $answers.ten_khac")
    found = next(
        one for one in lint_folder({**files, "procedure.yaml": wrong}) if one.file == "procedure.yaml"
    ).findings
    assert [(one.code, "ten_khac" in one.message) for one in found] == [("procedure-answer", True)]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("duyet-xoa", "release_decision"),
        ("duyet-tu-choi", "refusal_decision"),
        ("duyet-du-thao", "draft_decision"),
    ],
)
def test_a_leader_who_sends_back_says_what_is_to_be_done(form: str, field: str) -> None:
    asked = load_folder(ROOT / "workflows" / LAND).forms[form]
    assert set(asked.validate({field: "send_back"})[1]) == {"opinion"}
    assert asked.validate({field: "send_back", "opinion": "Bổ sung trích lục thửa đất."})[1] == {}
    assert asked.validate({field: "approve"})[1] == {}


def test_the_land_form_takes_no_contract_of_tomorrow_and_no_price_of_nothing() -> None:
    form = load_folder(ROOT / "workflows" / LAND).forms["nop-ho-so"]
    answers = {"transfer_kind": "sale", "price": 0, "contract_date": "24/11/2026"}
    _, errors = form.validate(answers, {"communes": []}, today=date(2026, 11, 23))
    assert errors["contract_date"].vi == "Ngày này không được sau 23/11/2026."
    assert errors["price"].vi.startswith("Giá chuyển nhượng từ 1.000.000 đồng trở lên.")


@pytest.mark.parametrize(
    ("made", "said", "wrong"),
    [
        (5, {}, []),
        (3, {}, ["copies_made"]),
        (7, {}, ["copies_made"]),
        (3, {"copies_differ": True}, ["copies_reason"]),
        (3, {"copies_differ": True, "copies_reason": "ngắn"}, ["copies_reason"]),
        (3, {"copies_differ": True, "copies_reason": "Người yêu cầu chỉ cần ba bản."}, []),
        (7, {"copies_differ": True, "copies_reason": "Người yêu cầu xin thêm hai bản."}, []),
        (5, {"copies_differ": True, "copies_reason": "Người yêu cầu xin thêm hai bản."}, ["copies_made"]),
    ],
)
def test_another_number_of_copies_than_ordered_needs_a_reason(
    made: int, said: dict[str, object], wrong: list[str]
) -> None:
    form = load_folder(ROOT / "workflows" / COPY).forms["kiem-tra"]
    answers = {**ALL_MET, "check": "copy", "pages_checked": 4, "copies_made": made, **said}
    _, errors = form.validate(
        answers, {}, {"copies_ordered": 5, "pages_ordered": 3}, today=date(2026, 11, 23)
    )
    assert sorted(errors) == wrong


DECISION = "certification_decision"


def test_whoever_signs_copies_sees_the_order_and_sends_the_reason_on() -> None:
    form = load_folder(ROOT / "workflows" / COPY).forms["ky-chung-thuc"]
    facts = {
        "copies_ordered": 5,
        "copies_made": 3,
        "pages_checked": 4,
        "copies_differ": True,
        "copies_reason": "Chỉ cần ba bản.",
    }
    given = form.given({**facts, "check": "copy", DECISION: "send_back"})
    clean, errors = form.validate({DECISION: "sign"}, {}, given, today=date(2026, 11, 23))
    assert (given, errors) == (facts, {})
    assert form.result(clean) == {"copies": 3, "pages": 4, "note": "Chỉ cần ba bản."}
    checked_again, _ = form.validate(
        {DECISION: "sign"}, {}, {**facts, "copies_made": 5, "copies_differ": False}
    )
    assert form.result(checked_again) == {"copies": 5, "pages": 4}


ALL_MET = {"check_match": "pass", "check_intact": "pass", "check_lawful": "pass"}
CERTIFY = {"check": "copy", "pages_checked": 4, "copies_made": 5}
REFUSE = {"check": "refuse", "refusal_reason": "Bản chính bị tẩy xóa ở phần ngày sinh."}


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({**ALL_MET, **CERTIFY}, []),
        (CERTIFY, ["check_match"]),
        ({**CERTIFY, "check_match": "pass"}, ["check_intact"]),
        ({**CERTIFY, "check_match": "pass", "check_intact": "pass"}, ["check_lawful"]),
        ({**CERTIFY, **ALL_MET, "check_match": "absent"}, ["check_match"]),
        ({**CERTIFY, **ALL_MET, "check_intact": "altered"}, ["check_intact"]),
        ({**CERTIFY, **ALL_MET, "check_lawful": "secret"}, ["check_lawful"]),
        ({**ALL_MET, **REFUSE}, ["check"]),
        (REFUSE, ["check_match"]),
        ({**REFUSE, "check_match": "mismatch"}, []),
        ({**REFUSE, **ALL_MET, "check_intact": "damaged"}, []),
        ({**REFUSE, **ALL_MET, "check_lawful": "unlegalised"}, []),
        ({**REFUSE, "check_match": "absent", "refusal_reason": ""}, ["refusal_reason"]),
    ],
)
def test_the_officer_proposes_what_every_check_says(answers: dict[str, object], wrong: list[str]) -> None:
    form = load_folder(ROOT / "workflows" / COPY).forms["kiem-tra"]
    _, errors = form.validate(answers, {}, {"copies_ordered": 5, "pages_ordered": 3})
    assert sorted(errors) == wrong


@pytest.mark.parametrize(
    ("key", "answers", "wrong", "signed"),
    [
        ("ky-chung-thuc", {DECISION: "sign"}, [], True),
        ("ky-chung-thuc", {}, [DECISION], False),
        ("ky-chung-thuc", {DECISION: "approve"}, [DECISION], False),
        ("ky-chung-thuc", {DECISION: "send_back"}, ["opinion"], False),
        ("ky-chung-thuc", {DECISION: "send_back", "opinion": "Đối chiếu lại trang hai."}, [], False),
        ("ky-chung-thuc", {DECISION: "refuse"}, ["leader_ground", "leader_reason"], False),
        (
            "ky-chung-thuc",
            {DECISION: "refuse", "leader_ground": "secret", "leader_reason": "Bản chính đóng dấu mật."},
            [],
            False,
        ),
        ("duyet-tu-choi", {}, ["refusal_decision"], True),
        ("duyet-tu-choi", {"refusal_decision": "approve"}, [], True),
        ("duyet-tu-choi", {"refusal_decision": "send_back"}, ["opinion"], True),
    ],
)
def test_the_leader_signs_sends_back_or_refuses_with_a_reason(
    key: str, answers: dict[str, str], wrong: list[str], signed: bool
) -> None:
    """A form that says nothing of the signature leaves it to the task."""
    form = load_folder(ROOT / "workflows" / COPY).forms[key]
    clean, errors = form.validate(answers, {}, form.given({DECISION: "sign"}))
    assert (sorted(errors), form.asks_result(clean)) == (wrong, signed)


def test_what_a_paper_is_required_for() -> None:
    """The mortgagee's consent is asked of everybody but the mortgagee."""
    procedure = load_folder(ROOT / "workflows" / LAND).procedure

    assert procedure.component("VB-DONG-Y-XOA").required_for({"filer": "transferor"}) is True
    assert procedure.component("VB-DONG-Y-XOA").required_for({"filer": "mortgagee"}) is False
    assert procedure.component("GCN").required_for({}) is True
    assert procedure.component("VB-DONG-Y-CN").required_for({}) is False
    assert procedure.component("TRICH-DO").required_for({}) is None


def test_the_process_starts_with_references_only() -> None:
    procedure = load_folder(ROOT / "workflows" / LAND).procedure
    land = {"land_commune": "ben_gio", "parcel_no": "112", "map_no": "24", "area": 120.5}
    answers = land | {"filer": "transferor", "applicant_name": "Nguyễn Văn An"}

    facts = procedure.start_facts(answers, ["MAU-18", "GCN"], channel="ONLINE", reception="suoi_trong")

    assert facts == {"papers": ["GCN", "MAU-18"], "filer": "transferor", **land}
    assert procedure.commune(answers, "suoi_trong") == "ben_gio"


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 2, 24_000),
        (198, 1, 200_000),
        (500, 3, 600_000),
        (0, 1, 0),
    ],
)
def test_the_fee_of_copies(pages: int, copies: int, amount: int) -> None:
    """2,000 đồng a page, from the third 1,000, at most 200,000 a copy (TT 226/2016/TT-BTC, Điều 4)."""
    procedure = load_folder(ROOT / "workflows" / COPY).procedure
    [(part, fee)] = procedure.fees_on(date(2026, 11, 23), "WINDOW")

    assert part.key == "copy"
    assert fee.amount_for({"pages": pages, "copies": copies}) == amount
    assert fee.amount_for({}) is None
    assert procedure.fees_on(date(2016, 12, 31), "WINDOW") == ()


def test_the_fee_follows_what_was_made() -> None:
    procedure = load_folder(ROOT / "workflows" / COPY).procedure
    [(_, fee)] = procedure.fees_on(date(2026, 11, 23), "WINDOW")
    ordered = {"pages": 3, "copies": 5}

    assert fee.amount_made([], ordered) == 25_000
    assert fee.amount_made([Made(pages=4, copies=2)], ordered) == 12_000
    assert fee.amount_made([Made(pages=1, copies=1), Made(pages=2, copies=1)], ordered) == 6_000
    fixed = replace(fee, formula=None, amount=8_000)
    assert fixed.amount_made([Made(pages=4, copies=2)], ordered) == 8_000


def test_an_original_that_is_only_shown_is_an_original(files: Files) -> None:
    files["procedure.yaml"] = files["procedure.yaml"].replace(
        b"original_collected_at_return: true", b"copies: 1"
    )
    files["procedure.yaml"] = files["procedure.yaml"].replace(b"    original_for: [transfer]\n", b"")
    copy = b"accepts_forms: [COPY]\n    original_shown: true"
    files["procedure.yaml"] = files["procedure.yaml"].replace(b"accepts_forms: [ORIGINAL]", copy, 1)
    with pytest.raises(SourceError, match="Only an original"):
        load_procedure(files["procedure.yaml"])


def test_a_search_without_accents_finds_it() -> None:
    procedure = load_folder(ROOT / "workflows" / LAND).procedure

    assert fold("dang ky chuyen nhuong") in fold(procedure.name.vi)


def test_a_package_is_its_bytes(files: Files) -> None:
    package = ProcedurePackage.from_files(files)
    shuffled = ProcedurePackage.from_files(dict(reversed(list(files.items()))))
    again = ProcedurePackage.from_bytes(package.content)
    changed = ProcedurePackage.from_files({**files, "README.md": b"x"})

    assert package.sha256 == shuffled.sha256 == again.sha256 != changed.sha256
    assert package.key == LAND
    assert package.bpmn == files["process.bpmn"]
    assert set(package.forms) >= {"nop-ho-so", "tham-dinh-xoa"}


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"format":"motcua-procedure-1","files":{"a":1}}', b"\xff", b"[" * 10**5]
)
def test_bytes_that_are_no_package_are_refused(content: bytes) -> None:
    with pytest.raises(ProcedureError):
        ProcedurePackage.from_bytes(content)


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("../evil.form", b"{}", "package-name"),
        ("forms/../../x.form", b"{}", "package-name"),
        ("/etc/passwd", b"", "package-name"),
        ("forms/a.exe", b"", "package-name"),
        ("forms/x.form", b"x" * 1_000_001, "package-size"),
        ("forms/x.form", b"\xff\xfe", "package-encoding"),
    ],
)
def test_what_does_not_belong_in_a_folder_is_refused(
    files: Files, path: str, content: bytes, code: str
) -> None:
    with pytest.raises(ProcedureError) as caught:
        ProcedurePackage.from_files({**files, path: content})

    assert [(r.file, f.code) for r in caught.value.files for f in r.findings] == [(path, code)]


def test_too_many_files_are_refused(files: Files) -> None:
    many = {f"forms/f{i}.form": b"{}" for i in range(300)}
    with pytest.raises(ProcedureError, match="at most 200"):
        ProcedurePackage.from_files({**files, **many})


def test_a_folder_needs_its_two_main_files() -> None:
    with pytest.raises(ProcedureError, match=r"procedure\.yaml is missing"):
        ProcedurePackage.from_files({})


def test_pipes_and_devices_are_named_and_never_waited_for(tmp_path: pathlib.Path) -> None:
    (tmp_path / "forms").mkdir()
    for name in ("README.md", "forms/f.form", "procedure.yaml", "scenarios"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "process.bpmn").symlink_to("/dev/zero")
    with pytest.raises(ProcedureError) as refused:
        load_folder(tmp_path)
    found = {(report.file, one.code) for report in refused.value.files for one in report.findings}
    special = {"README.md", "forms/f.form", "procedure.yaml", "scenarios"}
    assert found == {
        *((f"{name} (not a regular file)", "package-name") for name in special),
        ("process.bpmn (symbolic link)", "package-name"),
        ("procedure.yaml", "package-missing"), ("process.bpmn", "package-missing"),
    }  # fmt: skip


def test_links_out_of_the_folder_are_not_followed(tmp_path: pathlib.Path) -> None:
    (tmp_path / "procedure.yaml").write_text("key: x\n")
    (tmp_path / "README.md").symlink_to("/etc/hostname")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("")
    (tmp_path / "process.bpmn~").write_text("")

    (tmp_path / "forms").symlink_to("/etc", target_is_directory=True)

    files = read_folder(tmp_path)
    assert files == {
        "README.md (symbolic link)": b"", "forms (symbolic link)": b"", "procedure.yaml": b"key: x\n",
    }  # fmt: skip
    named = {(r.file, f.code, f.hint) for r in lint_folder(files) for f in r.findings if "link" in r.file}
    hint = "Links are not followed; put the file itself into the folder."
    assert named == {(file, "package-name", hint) for file in files if "link" in file}


def test_without_scenarios_every_end_is_named_at_its_line(files: Files) -> None:
    """The same ends as a run of no scenario misses, also those inside sub-processes."""
    for path in [path for path in files if path.startswith("scenarios/")]:
        del files[path]
    lines = files["process.bpmn"].decode().splitlines()
    found = [one for r in lint_folder(files) for one in r.findings if one.code == "scenario-missing"]
    assert len(found) == sum("endEvent id=" in line for line in lines)
    assert all(f'endEvent id="{one.element}"' in lines[one.line - 1] for one in found)


def test_a_drawing_of_many_levels_is_left_to_the_engine(files: Files) -> None:
    deep = '<subProcess xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">' * 240 + "</subProcess>" * 240
    text = files["process.bpmn"].decode()
    at = text.rindex("</", 0, text.rindex("</"))
    files["process.bpmn"] = (text[:at] + deep + text[at:]).encode()
    assert [r for r in lint_folder(files) if r.file == "process.bpmn"]


def swap(path: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        text = files[path].decode()
        assert old in text
        files[path] = text.replace(old, new, 1).encode()

    return change


@pytest.mark.parametrize(
    ("change", "file", "code", "sentence"),
    [
        (swap(P, 'code: "1.011443"', "code: 1.011443"), P, "procedure-schema", "quotes"),
        (swap(P, "routing: PROVINCE", "routing: HERE"), P, "procedure-schema", "one of"),
        (swap(P, "limit: 8wd", "limit: 6wd"), P, "procedure-limit-sum", "56 working hours"),
        (swap(P, "limit: 8wd", "limit: 0wd"), P, "procedure-schema", "right form"),
        (swap(P, "limit: 8wd", "limit: 9999wd"), P, "procedure-limit", "between"),
        (swap(P, "after: release", "after: later"), P, "procedure-part", "later"),
        (swap(P, "original_for: [transfer]", "original_for: [sale]"), P, "procedure-part", "sale"),
        (swap(P, "original_collected_at_return: true", "copies: 1"), P, "procedure-part", "not collected"),
        (
            swap(
                P,
                "original_collected_at_return: true",
                "original_collected_at_return: true\n    original_shown: true",
            ),
            P,
            "procedure-part",
            "only shown",
        ),
        (swap(P, "from: 2024-08-01", "from: 2024-02-31"), P, "procedure-date", "calendar"),
        (swap(P, "to: 2025-06-30", "to: 2015-06-30"), P, "procedure-date", "ends before"),
        (swap(P, "code: MAU-18", "code: GCN"), P, "procedure-double", "already used"),
        (swap(P, "=filer = ", "=filer ~ "), P, "procedure-condition", "not a rule"),
        (swap(P, "$answers.land_commune", "$answers.nowhere"), P, "procedure-answer", "no field"),
        (swap(P, "papers: $papers", "price: $answers.price"), P, "procedure-answer", "no routing"),
        (swap(P, "kind: land_branch", "kind: consulate"), P, "procedure-unit-kind", "consulate"),
        (swap(P, "received_at: [commune]", "received_at: [tax_office]"), P, "procedure-unit-kind", "window"),
        (swap(P, "start_form: nop-ho-so", "start_form: nop"), P, "procedure-start-form", "nop.form"),
        (swap(P, "KQ.G10.001147", "KQ.G10.001148"), P, "procedure-result-unasked", "001148"),
        (swap(P, "key: dat-dai", "key: dat"), P, "procedure-key", "path"),
        (swap("forms/du-thao.form", '"radio"', '"image"'), "forms/du-thao.form", "form-subset", "image"),
        (swap(TWO, "complete: sign_release", "complete: sign"), TWO, "scenario-name", "no task"),
        (swap(TWO, "result: KQ.G15.000335", "result: KQ.G15.000336"), TWO, "scenario-name", "000335"),
        (swap(TWO, 'at: "2026-11-23T11:00"', 'at: "2026-11-22T11:00"'), TWO, "scenario-date", "before"),
        (
            swap("scenarios/rut-khi-cho-thue.yaml", "[stop_tax, tax_stopped]", "[stop_tax]"),
            "process.bpmn",
            "scenario-missing",
            "tax_stopped",
        ),
    ],
)
def test_a_mistake_is_found_in_its_file(
    files: Files,
    organisation: Organisation,
    change: Callable[[Files], None],
    file: str,
    code: str,
    sentence: str,
) -> None:
    change(files)

    reports = lint_folder(files, organisation, LAND)

    told = [(r.file, f.code) for r in reports for f in r.findings if sentence in f.message + f.hint]
    assert (file, code) in told
    assert all(f.line > 0 or f.code.startswith("scenario") for r in reports for f in r.findings)


def test_an_unreadable_drawing_is_left_to_the_engine(files: Files, organisation: Organisation) -> None:
    files["process.bpmn"] = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'

    assert [r for r in lint_folder(files, organisation) if r.findings] == []


def test_the_engine_is_told_what_a_drawing_may_name(files: Files, organisation: Organisation) -> None:
    names = known_names(files, organisation)

    assert names is not None
    assert names.parts == {"release", "transfer"}
    assert names.grounds == {"tax", "payment", "supplement"}
    assert names.roles is not None and "land_leader" in names.roles
    assert known_names({"procedure.yaml": b"["}) is None


@pytest.mark.parametrize("name", ["procedure", "scenario"])
def test_the_published_schema_is_the_one_in_use(name: str) -> None:
    assert (ROOT / "docs" / f"{name}.schema.json").read_text("utf-8") == schema_text(name)
    assert json.loads(schema_text(name))["$id"] == f"urn:motcua:schema:{name}:1"


def test_a_paper_larger_than_installations_take_is_warned_about(files: Files) -> None:
    """A warning only: the limit of the installation can be raised, and its pages show the smaller of the two."""
    assert b"max_mb: 20" in files[P]
    assert all(not report.findings for report in lint_folder(files))
    swap(P, "max_mb: 20", "max_mb: 21")(files)
    [finding] = [one for report in lint_folder(files) for one in report.findings]
    assert (finding.code, finding.severity) == ("procedure-upload-size", "warning")
    assert finding.line > 0
    assert "at most 20 MB" in finding.message
    assert ProcedurePackage.from_files(files).procedure.component("HD-CHUYEN-QUYEN").max_mb == 21


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("    result: KQ.G15.000021\n", "", "KQ.G15.000021"),
        ("decision: sign}", "decision: send_back}", "none"),
        ("    facts: {certification_decision: sign}\n", "", "none"),
    ],
)
def test_a_scenario_signs_with_the_answer_that_is_signed(old: str, new: str, wanted: str) -> None:
    path = "scenarios/chung-thuc.yaml"
    files = dict(read_folder(ROOT / "workflows" / COPY))
    assert files[path].decode().count(old) == 1
    files[path] = files[path].decode().replace(old, new).encode()
    [finding] = [found for report in lint_folder(files) if report.file == path for found in report.findings]
    assert finding.code == "scenario-name" and f"the result {wanted} with this answer" in finding.message
    unreadable = files | {"forms/ky-chung-thuc.form": b"{"}
    said = {report.file: report.findings for report in lint_folder(unreadable)}
    assert said[path] == () and said["forms/ky-chung-thuc.form"]
