# SPDX-License-Identifier: Apache-2.0
"""Starting, completing and delivering: once each, in any order and number of tries, and never by halves."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_events.outbox import Outbox
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound, Unavailable
from motcua_storage.testing import ServiceDatabases
from workflow_harness import (
    COPIES,
    COPIES_KEY,
    LAND,
    PAPERS,
    SIGN,
    House,
    drawing,
    folder,
    scenario,
    small,
)


@pytest.fixture
def land(house: House) -> House:
    house.publish(folder(LAND))
    return house


CAUSED = ("process.result_decided", "process.clock_requested", "message.thrown")


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run all at once; each one's answer or error, in their order."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[place] = work()
        except MotcuaError as error:
            answers[place] = error

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_a_dossier_starts_once_whoever_asks_again(land: House) -> None:
    first = land.start_land()
    assert [task.element for task in first.opened_tasks] == ["appraise_release"]
    task = first.opened_tasks[0]
    assert (task.role, task.agency, task.form, task.limit, task.part, task.territory) == (
        "land_officer", "land_branch", "tham-dinh-xoa", "4wh", "release", "suoi_trong",
    )  # fmt: skip
    again = land.start_land()
    assert (again.instance_id, again.opened_tasks) == (first.instance_id, first.opened_tasks)
    assert land.told() == {"process.published": 1, "process.started": 1, "task.opened": 1}


def test_a_dossier_started_twice_at_once_is_one_instance(land: House) -> None:
    answers = together(*[land.start_land for _ in range(4)])
    assert len({answer.instance_id for answer in answers}) == 1
    assert all([task.element for task in answer.opened_tasks] == ["appraise_release"] for answer in answers)
    assert land.told()["process.started"] == land.told()["task.opened"] == 1


def test_what_cannot_start_is_refused_clearly(land: House) -> None:
    with pytest.raises(NotFound) as unknown:
        land.start("dat-dai/khong-co")
    assert unknown.value.code == "PROCEDURE_UNKNOWN"
    with pytest.raises(NotFound):
        land.start(version=9)
    with pytest.raises(InvalidInput) as no_id:
        land.stub("intake").StartProcess(pb.StartProcessRequest(dossier_id="D1"))
    assert no_id.value.field_errors[0].field == "request_id"
    for nowhere in ("", "khong_co"):
        with pytest.raises(InvalidInput) as elsewhere:
            land.start(territory=nowhere)
        assert elsewhere.value.code == "TERRITORY_UNKNOWN"
    for nameless in ("", "x" * 201):  # events could not name such a dossier
        with pytest.raises(InvalidInput) as refused:
            land.start_land(nameless)
        assert refused.value.field_errors[0].code == "DOSSIER_ID_INVALID"
    assert land.everything()["instance"] == 0


def test_a_request_id_answers_once_and_not_for_other_content(land: House) -> None:
    land.start_land()
    task = land.task("appraise_release")
    first = land.complete(task, "same", release_proposal="grant")
    assert land.complete(task, "same", release_proposal="grant") == first
    assert [opened.element for opened in first.opened_tasks] == ["approve_release"]
    assert list(first.closed_task_ids) == [task]
    with pytest.raises(AlreadyExists):
        land.complete(task, "same", release_proposal="refuse")
    assert land.told()["task.closed"] == 1


def test_closed_and_unknown_tasks_are_told_apart(land: House) -> None:
    land.start_land()
    task = land.task("appraise_release")
    land.complete(task, release_proposal="grant")
    with pytest.raises(Conflict) as closed:
        land.complete(task, release_proposal="grant")
    assert closed.value.code == "TASK_CLOSED"
    with pytest.raises(NotFound) as unknown:
        land.complete("khong-co")
    assert unknown.value.code == "TASK_UNKNOWN"


def test_of_two_who_complete_at_once_one_wins_and_the_other_hears_so(land: House) -> None:
    for number in range(5):
        dossier = f"race-{number}"
        land.start_land(dossier)
        task = land.task("appraise_release", dossier)
        answers = together(
            lambda task=task: land.complete(task, release_proposal="grant"),
            lambda task=task: land.complete(task, release_proposal="refuse"),
        )
        lost = [answer for answer in answers if isinstance(answer, MotcuaError)]
        assert [error.code for error in lost] == ["TASK_CLOSED"], answers
        assert land.open(dossier) == ["approve_release"]


PARALLEL = drawing(
    '<startEvent id="s"/><parallelGateway id="split"/><parallelGateway id="join"/><endEvent id="e"/>'
    + "".join(
        f'<userTask id="check{n}" name="{n}" motcua:form="kiem-tra" motcua:limit="1wh"/>' for n in range(6)
    )
    + SIGN,
    "s > split\njoin > sign > e\n" + "\n".join(f"split > check{n} > join" for n in range(6)),
)


def _parallel() -> dict[str, bytes]:
    steps = ", ".join(
        f"{{complete: check{n}, facts: {{check: copy, pages_checked: 3, copies_made: 2}}}}" for n in range(6)
    )
    return small(
        "thu/song-song",
        PARALLEL,
        {
            "tat-ca": scenario(
                f"{steps}, {{complete: sign, result: KQ.G15.000021}}",
                "{status: completed, ends: [e]}",
                "{copies_ordered: 2, pages_ordered: 3}",
            )
        },
    )


def test_moves_of_one_instance_at_once_all_happen_each_once(house: House) -> None:
    answer = house.publish(_parallel())
    assert answer.published, answer.findings
    house.start("thu/song-song")
    tasks = [house.task(f"check{n}") for n in range(6)]
    answers = together(*[lambda task=task: house.complete(task, check="copy") for task in tasks])
    assert not [answer for answer in answers if isinstance(answer, MotcuaError)]
    assert house.open() == ["sign"]
    version = house.rows("SELECT version, trace_length FROM workflow.instance")[0]
    lines = house.rows("SELECT position FROM workflow.trace ORDER BY position")
    assert version.version == 7 and [line.position for line in lines] == list(range(version.trace_length))
    assert house.told()["task.opened"] == 7 and house.told()["task.closed"] == 6


def test_a_message_counts_once_and_one_that_nobody_awaits_is_refused(land: House) -> None:
    land.start_land()
    before = land.everything()
    refused = land.deliver("supplement_received")
    assert refused.delivery == pb.DELIVERY_REFUSED and "supplement_received" in refused.reason
    assert land.everything() == before | {"request": before["request"] + 1}
    taken = land.deliver("withdrawal_requested", message_id="m1")
    assert taken.delivery == pb.DELIVERY_ACCEPTED and len(taken.closed_task_ids) == 1
    after = land.everything()
    again = land.deliver("withdrawal_requested", message_id="m1")
    assert (again.delivery, again.instance_id) == (pb.DELIVERY_ACCEPTED, taken.instance_id)
    assert land.everything() == after | {"request": after["request"] + 1}
    assert land.deliver("withdrawal_requested", message_id="m2").delivery == pb.DELIVERY_REFUSED
    assert land.deliver("withdrawal_requested", "khong-co").delivery == pb.DELIVERY_REFUSED


SLIP = {
    "slip_no": "12/PC-VPDK", "land_use": "residential", "taxable_area": 120.5, "land_price": 9_000_000,
}  # fmt: skip
PARCEL = {"land_commune": "suoi_trong", "parcel": "Thửa 112, tờ bản đồ 24"}


def _to_the_tax_office(land: House, dossier: str = "D1") -> None:
    land.start_land(dossier)
    land.do("appraise_release", dossier, release_proposal="grant")
    land.do("approve_release", dossier, release_decision="approve")
    land.do("sign_release", dossier)
    land.do("appraise_transfer", dossier, appraisal="eligible")
    land.do("prepare_slip", dossier, **SLIP)


def _hand_over(land: House, name: str, **payload: Any) -> pb.DeliverMessageResponse:
    target = next(
        data["target"] for kind, data in land.events() if kind == "message.thrown" and data["name"] == name
    )
    return land.deliver(name, target=target, caller="liaison", **payload)


def test_the_tax_office_is_a_pool_of_its_own_that_the_slip_starts(land: House) -> None:
    _to_the_tax_office(land)
    thrown = [data for kind, data in land.events() if kind == "message.thrown"]
    assert [(one["name"], one["target"], one["targetAgency"], one["senderAgency"]) for one in thrown] == [
        ("tax_information_slip", "tax_office", "tax_office", "land_branch")
    ]
    assert thrown[0]["payload"] == {
        **SLIP, **PARCEL, "exemption": "Không có.", "parcel_reason": None, "area_reason": None,
    }  # fmt: skip
    answer = _hand_over(land, "tax_information_slip", **thrown[0]["payload"])
    assert answer.delivery == pb.DELIVERY_ACCEPTED
    assert [(task.element, task.role, task.agency) for task in answer.opened_tasks] == [
        ("determine_obligation", "tax_officer", "tax_office")
    ]
    assert _hand_over(land, "tax_information_slip").delivery == pb.DELIVERY_ACCEPTED, (
        "another slip, another case"
    )
    assert {one.process_id for one in land.process().instances} == {"land", "tax"}


def test_the_same_slip_twice_at_once_starts_one_case(land: House) -> None:
    _to_the_tax_office(land)
    answers = together(
        *[
            lambda: land.deliver(
                "tax_information_slip", message_id="slip", target="tax_office", caller="liaison"
            )
            for _ in range(3)
        ]
    )
    assert {answer.delivery for answer in answers} == {pb.DELIVERY_ACCEPTED}
    assert Counter(one.process_id for one in land.process().instances) == {"land": 1, "tax": 1}
    assert land.open() == ["determine_obligation"]


def test_two_results_through_both_pools(land: House) -> None:
    _to_the_tax_office(land)
    _hand_over(land, "tax_information_slip", slip_no="12/PC-VPDK")
    land.do(
        "determine_obligation", obligation="payable", tax_notice_no="34/TB", income_tax=17_000_000,
        registration_fee=4_250_000, pay_by="2026-12-27", pay_at="Kho bạc", tax_notice_date="2026-11-27",
    )  # fmt: skip
    assert (
        _hand_over(land, "tax_notice", obligation="payable", tax_notice_no="34/TB").delivery
        == pb.DELIVERY_ACCEPTED
    )
    land.do("confirm_payment")
    answer = _hand_over(land, "obligation_fulfilled", obligation="payable")
    assert [task.element for task in answer.opened_tasks] == ["check_obligation"]
    land.do("check_obligation", documents="match")
    land.do("draft_certificate")
    land.do("approve_draft", draft_decision="approve")
    land.do("sign_transfer")
    process = land.process()
    assert {one.process_id: one.status for one in process.instances} == {
        "land": "completed",
        "tax": "completed",
    }
    assert all(not one.active_elements and one.HasField("ended_at") for one in process.instances)
    decided = [(d["part"], d["outcome"]) for kind, d in land.events() if kind == "process.result_decided"]
    assert decided == [("release", "granted"), ("transfer", "granted")]
    clock = [(d["ground"], d["action"]) for kind, d in land.events() if kind == "process.clock_requested"]
    assert clock == [("tax", "open"), ("tax", "close"), ("payment", "open"), ("payment", "close")]
    keys = Counter(d["key"] for kind, d in land.events() if kind == "process.clock_requested")
    assert set(keys.values()) == {2}, "what closes names what opened"
    assert land.told()["process.completed"] == 2
    assert land.everything()["subscription"] == land.everything()["timer"] == 0


DETERMINED = {
    "obligation": "payable", "tax_notice_no": "34/TB", "income_tax": 17_000_000, "registration_fee": 4_250_000,
    "pay_by": "2026-12-27", "pay_at": "Kho bạc", "tax_notice_date": "2026-11-27",
}  # fmt: skip


def test_messages_that_cross_a_withdrawal_are_not_needed_once_whom_they_were_for_has_ended(
    land: House,
) -> None:
    _to_the_tax_office(land)
    _hand_over(land, "tax_information_slip", slip_no="12/PC-VPDK")
    assert _hand_over(land, "tax_information_slip").delivery == pb.DELIVERY_ACCEPTED, "two cases"
    land.deliver("withdrawal_requested")
    land.do("determine_obligation", **DETERMINED)
    notice = _hand_over(land, "tax_notice", obligation="payable")
    assert notice.delivery == pb.DELIVERY_NOT_NEEDED and "đã kết thúc" in notice.reason, (
        "the main process ended"
    )
    land.do("confirm_payment")
    assert _hand_over(land, "obligation_fulfilled").delivery == pb.DELIVERY_NOT_NEEDED
    assert _hand_over(land, "stop_notice").delivery == pb.DELIVERY_ACCEPTED, "the other case still runs"
    assert land.open() == []
    assert _hand_over(land, "stop_notice").delivery == pb.DELIVERY_NOT_NEEDED, "nothing of the dossier runs"


def test_a_message_that_a_living_process_may_need_is_refused(land: House) -> None:
    _to_the_tax_office(land)
    target = "tax_office"
    assert land.deliver("stop_notice", target=target).delivery == pb.DELIVERY_REFUSED, "no case began yet"
    _hand_over(land, "tax_information_slip", slip_no="12/PC-VPDK")
    land.do("determine_obligation", **DETERMINED)
    land.do("confirm_payment")
    refused = land.deliver("stop_notice", target=target)
    assert refused.delivery == pb.DELIVERY_REFUSED, "the land office may begin another case"
    assert _hand_over(land, "obligation_fulfilled").delivery == pb.DELIVERY_REFUSED, (
        "it waits for the notice first"
    )
    assert land.deliver("stop_notice", "khong-co", target=target).delivery == pb.DELIVERY_REFUSED


def test_a_task_says_whether_whoever_completes_it_signs(land: House) -> None:
    """A result, or a refusal; in the answer, the event and what is kept."""
    answers = [land.start_land(), land.do("appraise_release", release_proposal="grant")]
    answers.append(land.do("approve_release", release_decision="approve"))
    signs = {one.element: one.signs for answer in answers for one in answer.opened_tasks}
    assert signs == {"appraise_release": False, "approve_release": True, "sign_release": True}
    told = {d["element"]: d.get("signs", False) for kind, d in land.events() if kind == "task.opened"}
    assert told == signs
    assert land.start_land().opened_tasks[0].signs, "what is open, read again"


def test_names_and_reasons_of_the_drawing_are_told_in_english_too(land: House) -> None:
    task = land.start_land().opened_tasks[0]
    assert (task.name, task.name_en) == ("Thẩm định hồ sơ xóa thế chấp", "Appraise the mortgage release")
    [opened] = [data for kind, data in land.events() if kind == "task.opened"]
    assert opened["nameEn"] == task.name_en
    assert land.start_land().opened_tasks[0].name_en == task.name_en, "the kept answer says the same"
    land.deliver("withdrawal_requested")
    told = [(d["reason"], d["reasonEn"]) for kind, d in land.events() if kind == "process.result_decided"]
    asked = ("Người nộp hồ sơ đề nghị rút hồ sơ.", "The applicant asked to withdraw the dossier.")
    assert told == [asked, asked]
    lines = {line.element: line.name_en for one in land.process().instances for line in one.trace}
    assert lines["appraise_release"] == "Appraise the mortgage release" and lines["merge_release"] == ""


def test_a_withdrawal_ends_what_is_open_and_what_was_signed_stands(land: House) -> None:
    _to_the_tax_office(land)
    _hand_over(land, "tax_information_slip", slip_no="12/PC-VPDK")
    assert land.deliver("withdrawal_requested").delivery == pb.DELIVERY_ACCEPTED
    decided = [(d["part"], d["outcome"]) for kind, d in land.events() if kind == "process.result_decided"]
    assert decided == [("release", "granted"), ("transfer", "withdrawn")]
    clock = [(d["ground"], d["action"]) for kind, d in land.events() if kind == "process.clock_requested"]
    assert clock == [("tax", "open"), ("tax", "close")]
    stopped = _hand_over(land, "stop_notice")
    assert len(stopped.closed_task_ids) == 1 and land.open() == []
    closed = [data for kind, data in land.events() if kind == "task.closed"]
    assert closed[-1]["how"] == "cancelled"
    assert land.deliver("withdrawal_requested").delivery == pb.DELIVERY_REFUSED


def test_events_name_whoever_caused_them(land: House) -> None:
    """An officer by a task, an applicant by a message; the trace, which designers and operators read, names officers only."""
    _to_the_tax_office(land)
    applicant = common_pb2.Actor(user="an.congdan", name="Nguyễn Văn An")
    land.deliver("withdrawal_requested", by=applicant)

    told = [(kind, data) for kind, data in land.events() if kind in CAUSED]
    assert {kind for kind, _ in told} == set(CAUSED)
    by = [(kind, data["actor"]["user"], data["actor"].get("unit", "")) for kind, data in told]
    assert ("process.result_decided", "lan", "chi_nhanh_dat_dai") in by
    assert ("message.thrown", "lan", "chi_nhanh_dat_dai") in by
    assert ("process.clock_requested", "lan", "chi_nhanh_dat_dai") in by
    assert by[-3:] == [(kind, "an.congdan", "") for kind in CAUSED]
    names = {line.actor.name for one in land.process().instances for line in one.trace}
    assert names == {"", "Lan"}


def test_a_message_that_nobody_caused_names_nobody(land: House) -> None:
    _to_the_tax_office(land)
    land.deliver("withdrawal_requested")
    assert [data for kind, data in land.events() if kind in CAUSED][-1].get("actor") is None


TAX_STAGE = "Nghĩa vụ tài chính (không tính vào thời hạn)"


def test_a_decision_says_where_the_dossier_stood(land: House) -> None:
    """What was cancelled, the innermost; a decision by completing a task names that task."""
    _to_the_tax_office(land)
    _hand_over(land, "tax_information_slip", slip_no="12/PC-VPDK")
    land.deliver("withdrawal_requested")
    told = {d["part"]: d["stoodAt"] for kind, d in land.events() if kind == "process.result_decided"}
    assert [(one["name"], one["agency"]) for one in told["release"]] == [
        ("Ký xóa đăng ký thế chấp", "land_branch")
    ]
    assert [(one["name"], one["agency"]) for one in told["transfer"]] == [(TAX_STAGE, "land_branch")]
    assert all(one["nameEn"] and one["element"] for one in told["transfer"])


def test_a_withdrawal_at_a_task_says_the_task_and_not_the_stage_around_it(land: House) -> None:
    land.start_land()
    land.deliver("withdrawal_requested")
    told = [d["stoodAt"] for kind, d in land.events() if kind == "process.result_decided"]
    names = [[(one["name"], one["agency"]) for one in places] for places in told]
    assert names == [[("Thẩm định hồ sơ xóa thế chấp", "land_branch")]] * 2


def test_decisions_of_one_move_know_of_each_other(land: House) -> None:
    """The release is refused, and with it, for want of the mortgagee's consent, the transfer."""
    land.start_land(papers=[])
    land.do("appraise_release", release_proposal="refuse", release_reason="Thiếu căn cứ")
    land.do("approve_release", release_decision="approve")
    both = [{"part": part, "outcome": "refused"} for part in ("release", "transfer")]
    decided = [data for kind, data in land.events() if kind == "process.result_decided"]
    assert [data["together"] for data in decided] == [both, both]


def test_history_says_who_did_what_and_where_it_stands(land: House) -> None:
    land.start_land()
    land.do("appraise_release", release_proposal="grant")
    shown = land.stub("land_officer").GetDossierProcess(
        pb.GetDossierProcessRequest(dossier_id="D1", with_drawing=True)
    )
    assert shown.drawing == (LAND / "process.bpmn").read_bytes()
    instance = shown.instances[0]
    assert list(instance.active_elements) == ["approve_release"]
    done = next(
        one for one in instance.trace if (one.element, one.event) == ("appraise_release", "completed")
    )
    assert (done.actor.user, done.actor.name, done.name) == ("lan", "Lan", "Thẩm định hồ sơ xóa thế chấp")
    with pytest.raises(NotFound) as unknown:
        land.process("khong-co")
    assert unknown.value.code == "PROCESS_UNKNOWN"


def test_facts_that_cannot_be_kept_are_refused_and_change_nothing(land: House) -> None:
    land.start_land()
    before, task = land.everything(), land.task("appraise_release")
    with pytest.raises(InvalidInput) as refused:
        land.complete(task, release_proposal="grant", _hidden=1)
    assert refused.value.code == "FACTS_INVALID"
    with pytest.raises(InvalidInput):
        land.complete(task, release_proposal="x" * 2_000_000)
    assert land.everything() == before and land.open() == ["appraise_release"]


def test_a_crash_between_computing_and_committing_leaves_nothing(
    land: House, databases: ServiceDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    land.start_land()
    before, task, real = land.everything(), land.task("appraise_release"), Outbox.add

    def die(self: Outbox, connection: sa.Connection, *events: Any) -> None:
        real(self, connection, *events)
        backend = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        with psycopg.connect(databases.admin_url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [backend])

    monkeypatch.setattr(Outbox, "add", die)
    with pytest.raises(Unavailable):
        land.complete(task, "try", release_proposal="grant")
    assert land.everything() == before and land.open() == ["appraise_release"]
    monkeypatch.setattr(Outbox, "add", real)
    answer = land.complete(task, "try", release_proposal="grant")
    assert [opened.element for opened in answer.opened_tasks] == ["approve_release"]


def test_other_dossiers_are_not_touched(house: House) -> None:
    house.publish(folder(COPIES))
    for dossier in ("A", "B"):
        house.start(COPIES_KEY, dossier)
    house.deliver("withdrawal_requested", "A")
    assert (house.open("A"), house.open("B")) == ([], ["check_original"])
    assert PAPERS  # the land procedure's, not these
