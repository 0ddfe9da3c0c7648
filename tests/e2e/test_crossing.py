# SPDX-License-Identifier: Apache-2.0
"""Withdrawals at the same moment as somebody else's last word: whichever wins, nothing is left that nobody can end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.intake.v1 import intake_pb2 as pb
from motcua.liaison.v1 import liaison_pb2 as post
from motcua.liaison.v1 import liaison_pb2_grpc
from motcua_cli.actors import LAND_STEPS, land_step, new_id, small_pdf
from motcua_rpc import MotcuaError
from motcua_rpc.structs import to_struct
from motcua_storage import EmbeddedPostgres
from support.pdfs import says
from support.province import COMMUNE, Province
from support.waiting import eventually

SETTLED = {post.MESSAGE_STATE_ACCEPTED, post.MESSAGE_STATE_NOT_NEEDED}
LOST = {
    "TASK_CLOSED",
    "DOSSIER_STATE",
    "WITHDRAWAL_TOO_LATE",
    "ALREADY_WITHDRAWN",
    "INSTANCE_MOVED",
    "RESULT_ISSUED",
}


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave, or raised; all begin together."""
    start = threading.Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except MotcuaError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def accepted(province: Province) -> str:
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    return str(dossier.dossier_id)


def withdrawal(province: Province, dossier_id: str) -> Callable[[], Any]:
    request = pb.WithdrawDossierRequest(request_id=new_id(), dossier_id=dossier_id, reason="Đổi ý.")
    intake = province.citizen().intake
    return lambda: intake.WithdrawDossier(request)


def history(province: Province, dossier_id: str, kind: str) -> int:
    return sum(line.type == kind for line in province.citizen().dossier(dossier_id).history)


@pytest.mark.parametrize("element", ["determine_obligation", "confirm_payment"])
def test_a_message_of_the_tax_office_that_crosses_a_withdrawal_leaves_no_failure(
    province: Province, element: str
) -> None:
    dossier_id = accepted(province)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)
    tax = province.tax_officer
    if element == "confirm_payment":
        tax.do(dossier_id, "determine_obligation")
    task = tax.wait_for(dossier_id, element)
    tax.claim(task)
    step = work.StepAction(answers=to_struct(land_step(LAND_STEPS[element], tax.today())))
    done = lambda: tax.inbox.CompleteTask(  # noqa: E731
        work.CompleteTaskRequest(request_id=new_id(), task_id=task.task_id, step=step)
    )
    asked = [withdrawal(province, dossier_id) for _ in range(2)]
    answers = at_once(done, done, *asked)

    assert {one.code for one in answers if isinstance(one, MotcuaError)} <= LOST
    province.decided(dossier_id, "transfer")
    operator = province.system.person_channel(province.system.users_with("operator")[0])
    liaison = liaison_pb2_grpc.LiaisonServiceStub(operator)
    sent = lambda: liaison.ListMessages(post.ListMessagesRequest(dossier_id=dossier_id)).messages  # noqa: E731
    # A tax office that has confirmed the payment is done, and is not told to stop.
    confirmed = element == "confirm_payment" and any(not isinstance(one, MotcuaError) for one in answers[:2])
    last = "obligation_fulfilled" if confirmed else "stop_notice"
    messages = eventually(
        sent,
        lambda found: (
            last in {one.envelope.name for one in found} and {one.state for one in found} <= SETTLED
        ),
    )
    assert last in {one.envelope.name for one in messages}
    assert {one.state for one in messages} <= SETTLED
    failures = liaison.ListFailures(post.ListFailuresRequest()).failures
    assert [one.subject for one in failures if one.dossier_id == dossier_id] == []
    assert history(province, dossier_id, "dossier.withdrawal_requested") == 1


def test_a_signature_that_crosses_withdrawals_is_told_how_it_ended_and_keeps_no_number_in_vain(
    province: Province,
) -> None:
    dossier_id, other_id = accepted(province), accepted(province)
    leader = province.land_leader

    def ready(one: str) -> tuple[work.Task, Callable[[str], Callable[[], Any]]]:
        province.land_officer.do(one, "appraise_release")
        leader.do(one, "approve_release")
        task = leader.wait_for(one, "sign_release")
        leader.claim(task)
        signed_at = leader.now()
        file_id = leader.upload(small_pdf(f"KET QUA MAU {new_id()}"), "ket-qua-mau.pdf")

        def sign(number: str) -> Callable[[], Any]:
            result = work.SignedResult(number=number, signed_at=signed_at, file_id=file_id)
            request = work.CompleteTaskRequest(
                request_id=new_id(), task_id=task.task_id, step=work.StepAction(result=result)
            )
            return lambda: leader.inbox.CompleteTask(request)

        return task, sign

    _, sign = ready(dossier_id)
    number = f"{new_id()[:8]}/XN"
    answers = at_once(
        *[sign(number) for _ in range(6)], *[withdrawal(province, dossier_id) for _ in range(4)]
    )
    assert {one.code for one in answers if isinstance(one, MotcuaError)} <= LOST
    province.decided(dossier_id, "release")
    issued = [one.number for one in province.citizen().dossier(dossier_id).results]
    won = [one for one in answers[:6] if not isinstance(one, MotcuaError)]
    assert (len(won), issued) in ((1, [number]), (0, []))

    _, sign = ready(other_id)
    (again,) = at_once(sign(number))
    taken = isinstance(again, MotcuaError) and again.code == "RESULT_NUMBER_TAKEN"
    assert taken if issued else not isinstance(again, MotcuaError), again


@contextmanager
def nothing_reaches_intake(province: Province) -> Iterator[None]:
    """Events of the process stay on their way; whoever calls intake is answered as ever."""
    with psycopg.connect(EmbeddedPostgres(province.system.var / "postgres").start()) as connection:
        connection.execute("LOCK TABLE intake.inbox IN SHARE ROW EXCLUSIVE MODE")
        yield


def test_what_was_signed_before_intake_hears_of_it_is_not_withdrawn(province: Province) -> None:
    """Both parts look open, the clerk withdraws both: the signed one stands, on the page and on form 05."""
    dossier_id = accepted(province)
    province.land_officer.do(dossier_id, "appraise_release")
    province.land_leader.do(dossier_id, "approve_release")
    dossier = province.clerk.dossier(dossier_id)
    both = [one.key for one in dossier.parts]
    came = {"asker_name": dossier.applicant.name, "asker_id_number": dossier.applicant.id_number}
    with nothing_reaches_intake(province):
        province.land_leader.do(dossier_id, "sign_release")
        going = {pb.PART_STATUS_WAITING, pb.PART_STATUS_IN_PROGRESS}
        assert {one.status for one in province.clerk.dossier(dossier_id).parts} <= going
        request = pb.WithdrawDossierRequest(
            request_id=new_id(), dossier_id=dossier_id, reason="Không bán nữa.", expected_parts=both, **came
        )
        province.clerk.intake.WithdrawDossier(request)
    seen = eventually(
        lambda: province.clerk.dossier(dossier_id), lambda d: any(one.form == "05" for one in d.documents)
    )
    assert [one.status for one in seen.parts] == [pb.PART_STATUS_GRANTED, pb.PART_STATUS_WITHDRAWN]
    assert [one.issued for one in seen.results] == [True]
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    notice = next(one for one in seen.documents if one.form == "05")
    says(
        province.clerk.download(notice.file_id), f"Người đề nghị: {dossier.applicant.name}",
        f"Đã có kết quả số {seen.results[0].number}",
    )  # fmt: skip
