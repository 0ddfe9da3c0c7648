# SPDX-License-Identifier: Apache-2.0
"""Publishing: checked whole, immutable, once for each content; a running dossier keeps its version."""

from __future__ import annotations

import time

import pytest
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_rpc import AlreadyExists, InvalidInput, NotFound
from workflow_harness import COPIES, COPIES_KEY, LAND, LAND_KEY, House, folder

PUBLISHER = ("designer", "Designer", "chi_nhanh_dat_dai", "motcua-portal")
"""Account, name, unit and client of who publishes here."""


def _changed(files: dict[str, bytes], old: str, new: str, path: str = "process.bpmn") -> dict[str, bytes]:
    assert old in files[path].decode()
    return files | {path: files[path].decode().replace(old, new).encode()}


def test_both_procedures_are_published_in_under_a_second(house: House) -> None:
    began = time.monotonic()
    for path, key in ((LAND, LAND_KEY), (COPIES, COPIES_KEY)):
        answer = house.publish(folder(path))
        assert (answer.published, answer.procedure_key, answer.version) == (True, key, 1)
        assert [found for found in answer.findings if found.severity == "error"] == []
    # Generous: what it takes is about a third of a second on one core.
    assert time.monotonic() - began < 60, "it hangs"
    assert house.told() == {"process.published": 2}


def test_the_same_content_is_one_version_and_another_the_next(house: House) -> None:
    files = folder(COPIES)
    first = house.publish(files)
    assert house.publish(files).version == first.version == 1
    second = house.publish(_changed(files, 'name="Ký chứng thực"', 'name="Ký bản sao"'))
    assert second.version == 2
    again = house.publish(files)
    assert (again.version, again.sha256) == (3, first.sha256), "going back is a version of its own"
    versions = house.stub("citizen").ListVersions(pb.ListVersionsRequest(procedure_key=COPIES_KEY)).versions
    assert [one.version for one in versions] == [3, 2, 1]
    assert house.told() == {"process.published": 3}


def test_a_repeated_request_gets_the_first_answer_and_other_content_is_refused(house: House) -> None:
    files = folder(COPIES)
    assert house.publish(files, "same") == house.publish(files, "same")
    with pytest.raises(AlreadyExists):
        house.publish(_changed(files, 'name="Ký chứng thực"', 'name="Ký bản sao"'), "same")
    assert house.told() == {"process.published": 1}


def test_a_folder_whose_scenarios_take_too_few_flows_is_refused(house: House) -> None:
    """Every end event is reached, 13 of 15 flows are taken; that is not nine of ten."""
    files = folder(COPIES)
    del files["scenarios/lanh-dao-tra-lai.yaml"]
    before = house.everything()
    answer = house.publish(files)
    assert (answer.published, answer.version) == (False, 0)
    errors = [(one.code, one.element, one.file) for one in answer.findings if one.severity == "error"]
    assert errors == [
        ("flow-not-taken", "f_gw_signing__merge_check", "process.bpmn"),
        ("flow-not-taken", "f_gw_refusal__merge_check", "process.bpmn"),
    ]
    assert house.everything() == before


def test_a_folder_with_errors_is_refused_with_its_findings_and_leaves_nothing(house: House) -> None:
    before = house.everything()
    answer = house.publish(
        _changed(folder(COPIES), 'motcua:form="ky-chung-thuc"', 'motcua:form="khong-co"'), "id"
    )
    assert (answer.published, answer.version) == (False, 0)
    found = next(found for found in answer.findings if found.severity == "error")
    assert (found.file, found.code, found.element) == ("process.bpmn", "form-unknown", "sign_copies")
    assert found.line > 0 and found.message and found.hint
    assert house.everything() == before
    assert house.publish(folder(COPIES), "id").published, (
        "a refusal is not kept as the answer of its request id"
    )


def test_a_scenario_that_fails_refuses_the_folder_at_its_line(house: House) -> None:
    files = _changed(folder(COPIES), "status: completed", "status: waiting", "scenarios/chung-thuc.yaml")
    answer = house.publish(files)
    found = next(found for found in answer.findings if found.severity == "error")
    line = files[found.file].decode().splitlines()[found.line - 1]
    assert not answer.published
    assert (found.file, found.code, line.strip()) == (
        "scenarios/chung-thuc.yaml", "scenario-expected", "status: waiting",
    )  # fmt: skip


def test_an_end_that_no_scenario_reaches_refuses_the_folder(house: House) -> None:
    files = {path: text for path, text in folder(COPIES).items() if "rut-yeu-cau" not in path}
    answer = house.publish(files)
    codes = {(found.code, found.element) for found in answer.findings if found.severity == "error"}
    assert codes == {("end-not-reached", "withdrawn")} and not answer.published


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('motcua:role="commune_leader"', 'motcua:role="khong_ai"', "role-unknown"),
        ('motcua:agency="commune"', 'motcua:agency="khong_co"', "agency-unknown"),
    ],
)
def test_who_acts_must_be_in_the_organisation(house: House, old: str, new: str, code: str) -> None:
    answer = house.publish(_changed(folder(COPIES), old, new))
    assert not answer.published and code in {found.code for found in answer.findings}


@pytest.mark.parametrize(
    "files",
    [{}, {"procedure.yaml": b""}, {"../etc/passwd": b"x"}, {"procedure.yaml": b"\xff", "process.bpmn": b"<"}],
)
def test_what_is_no_folder_is_refused_clearly(house: House, files: dict[str, bytes]) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.publish(files)
    assert refused.value.code == "PACKAGE_INVALID" and refused.value.message_vi and refused.value.message_en


def test_what_is_wrong_with_a_file_is_refused_in_both_languages(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        house.publish(_changed(folder(COPIES), "limit: sameday", "limit: 99xx", "procedure.yaml"))
    assert '"99xx" không đúng dạng. Thời hạn là 3wd (ngày làm việc)' in refused.value.message_vi
    assert '"99xx" does not have the right form. A limit is 3wd' in refused.value.message_en


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "element"),
    [
        ("procedure.yaml", "name:\n  vi: Chứng", 'name:\n  vi: "\\0" #', "text-hidden", "name.vi"),
        ("procedure.yaml", "name:\n  vi: Chứng", "name:\n  vi: 王", "text-unprintable", "name.vi"),
        ("forms/kiem-tra.form", '"Số bản sao được', '"\\u0000', "text-hidden", "components[0].label"),
        ("scenarios/chung-thuc.yaml", 'vi: "', 'vi: "\\0', "text-hidden", "name.vi"),
        ("process.bpmn", 'name="Ký chứng', 'name="\u202eKý chứng', "text-hidden", "sign_copies"),
        ("process.bpmn", 'name="Ký chứng', 'name="王 Ký chứng', "text-unprintable", "sign_copies"),
    ],
)
def test_a_text_that_nobody_sees_or_prints_is_refused_at_its_place(
    house: House, path: str, old: str, new: str, code: str, element: str
) -> None:
    """Whoever calls without our command: nothing is stored that the database or a printed form would break on."""
    before = house.everything()
    answer = house.publish(_changed(folder(COPIES), old, new, path))
    [found] = [one for one in answer.findings if one.severity == "error"]
    assert not answer.published and (found.file, found.code, found.element) == (path, code, element)
    assert found.line > 0 and "U+" in found.message and found.hint
    assert house.everything() == before


def test_a_file_name_or_bytes_that_hold_a_control_character_are_refused_clearly(house: House) -> None:
    files = folder(COPIES)
    for hostile in ({"forms/a\u202e.form": b"{}"}, {"procedure.yaml": b"\0" + files["procedure.yaml"]}):
        with pytest.raises(InvalidInput) as refused:
            house.publish(files | hostile)
        assert refused.value.code == "PACKAGE_INVALID" and "U+" in refused.value.message_en


def test_a_running_dossier_keeps_its_version(house: House) -> None:
    files = folder(COPIES)
    house.publish(files)
    house.start(COPIES_KEY, "old")
    house.publish(_changed(files, 'name="Ký chứng thực"', 'name="Ký bản sao"'))
    house.start(COPIES_KEY, "new")
    house.start(COPIES_KEY, "chosen", version=1)
    names = {}
    for dossier in ("old", "new", "chosen"):
        answer = house.do("check_original", dossier, check="copy")
        names[dossier] = (house.process(dossier).procedure_version, answer.opened_tasks[0].name)
    assert names == {"old": (1, "Ký chứng thực"), "new": (2, "Ký bản sao"), "chosen": (1, "Ký chứng thực")}


def test_the_files_of_a_version_come_back_as_they_were(house: House) -> None:
    files = folder(LAND)
    house.publish(files)
    stub = house.stub("citizen")
    answer = stub.GetPackage(pb.GetPackageRequest(procedure_key=LAND_KEY))
    assert dict(answer.files) == files
    by = answer.version.published_by
    assert (answer.version.version, by.user, by.name, by.unit, by.client) == (1, *PUBLISHER)
    listed = stub.ListVersions(pb.ListVersionsRequest(procedure_key=LAND_KEY)).versions
    assert [one.published_by for one in listed] == [by]
    assert answer.version.name.vi and answer.version.name.en
    for key, version in ((LAND_KEY, 2), ("dat-dai/khong-co", 0)):
        with pytest.raises(NotFound):
            stub.GetPackage(pb.GetPackageRequest(procedure_key=key, version=version))


def test_versions_are_paged_by_token(house: House) -> None:
    files = folder(COPIES)
    for name in ("Ký 1", "Ký 2", "Ký 3"):
        house.publish(_changed(files, 'name="Ký chứng thực"', f'name="{name}"'))
    house.publish(folder(LAND))
    seen, token = [], ""
    while True:
        page = house.stub("citizen").ListVersions(pb.ListVersionsRequest(page_size=1, page_token=token))
        seen += [(one.procedure_key, one.version) for one in page.versions]
        token = page.next_page_token
        if not token:
            break
    assert seen == [(COPIES_KEY, 3), (COPIES_KEY, 2), (COPIES_KEY, 1), (LAND_KEY, 1)]


@pytest.mark.parametrize(
    ("valid", "warned"),
    [("valid: {from: 2025-07-01}", True), ("valid: {from: 2020-01-01, to: 2020-12-31}", False)],
)
def test_one_national_code_under_two_keys_is_told(house: House, valid: str, warned: bool) -> None:
    assert house.publish(folder(COPIES)).published
    files = _changed(folder(COPIES), f"key: {COPIES_KEY}", "key: chung-thuc/ban-sao-2", "procedure.yaml")
    files = _changed(files, "valid: {from: 2025-07-01}", valid, "procedure.yaml")
    answer = house.publish(files)
    found = [one for one in answer.findings if one.code == "procedure-code-doubled"]
    assert answer.published and bool(found) == warned
    if warned:
        lines = files["procedure.yaml"].decode().splitlines()
        assert lines[found[0].line - 1].startswith("codes:") and COPIES_KEY in found[0].message


def _refused(house: House, files: dict[str, bytes], key: str) -> str:
    before = house.everything()
    answer = house.publish(files, key=key)
    [found] = [one for one in answer.findings if one.severity == "error"]
    assert (answer.published, found.file, found.code) == (False, "procedure.yaml", "procedure-key")
    assert files["procedure.yaml"].decode().splitlines()[found.line - 1].startswith("key: ")
    assert house.everything() == before
    return str(found.message)


def test_a_folder_is_the_procedure_that_is_meant(house: House) -> None:
    assert "dat-dai/khac" in _refused(house, folder(COPIES), "dat-dai/khac")
    assert house.publish(folder(COPIES), key=COPIES_KEY).published


def test_a_procedure_in_force_is_not_replaced_by_one_of_another_name(house: House) -> None:
    """A copied folder that still has the key of the one that it was copied from, by a client that sends no folder."""
    files = folder(COPIES)
    assert house.publish(files).published
    name = "Chứng thực bản sao từ bản chính"
    renamed = _changed(files, f"name:\n  vi: {name}", "name:\n  vi: Thủ tục khác", "procedure.yaml")
    assert name in _refused(house, renamed, "")
    answer = house.publish(renamed, key=COPIES_KEY)
    assert (answer.published, answer.version) == (True, 2), "one that is renamed says that it is meant"
