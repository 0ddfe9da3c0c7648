# SPDX-License-Identifier: Apache-2.0
"""Who has no e-mail address is told by the window: it has a list of whom to call, and what was told is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from intake_harness import COPY, LAND, ROOT, House, request_id, settle, withdraw
from intake_prepared import prepared
from motcua.intake.v1 import calls_pb2 as calls
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua.intake.v1 import return_ways_pb2 as ways
from motcua_calendar import legal_time
from motcua_calendar.text import written
from motcua_intake.app.desk import Desk
from motcua_intake.entrypoints.apologising import ApologyWorker
from motcua_procedure import ProcedurePackage, load_folder
from motcua_rpc import Conflict, InvalidInput, NotFound


def waiting(house: House, who: str = "lan", told: bool = False) -> list[calls.Call]:
    return list(house.of(who).ListCalls(calls.ListCallsRequest(told=told)).calls)


def tell(house: House, call_id: str, who: str = "lan", **values: Any) -> calls.Call:
    asked = {"request_id": request_id(), "way": calls.CALL_WAY_PHONE, "note": "Con trai nghe máy."} | values
    return house.of(who).RecordCall(calls.RecordCallRequest(call_id=call_id, **asked)).call


@prepared
def without_mail(house: House, procedure: str = LAND) -> pb.Dossier:
    dossier = house.accepted(procedure)
    with house.database.begin() as connection:
        connection.exec_driver_sql(f"UPDATE intake.dossier SET email = '' WHERE id = '{dossier.dossier_id}'")
    return dossier


@prepared
def extended(house: House) -> pb.Dossier:
    """A land dossier of somebody without an address whose transfer was given another day."""
    dossier = without_mail(house)
    house.at("2026-12-03 00:00")
    worker = next(one for one in house.service.background if isinstance(one, ApologyWorker))
    assert worker.do_one()
    (draft,) = house.of("son").ListExtensions(law.ListExtensionsRequest()).extensions
    assert not draft.by_mail
    asked = law.GetExtensionRequest(extension_id=draft.extension_id)
    day = house.of("son").GetExtension(asked).extension.new_day
    signed = law.SignExtensionRequest(
        request_id=request_id(),
        extension_id=draft.extension_id,
        reason="Phải đo lại ranh giới thửa đất.",
        new_day=day,
    )
    house.of("son").SignExtension(signed)
    return dossier


def test_an_extension_is_a_call_of_the_window_until_it_is_recorded(house: House) -> None:
    dossier = extended(house)
    (call,) = waiting(house)
    assert (call.dossier_id, call.moment) == (dossier.dossier_id, "dossier.extension_signed")
    assert "01/XLGH" in call.text.vi and call.applicant_name and call.phone
    assert waiting(house, "mai") == [], "another window has nothing to do with it"
    done = tell(house, call.call_id)
    assert (done.told_by.name, done.way, done.note) == (
        "Trần Thị Lan",
        calls.CALL_WAY_PHONE,
        "Con trai nghe máy.",
    )
    assert waiting(house) == []
    assert [one.call_id for one in waiting(house, told=True)] == [call.call_id]
    last = house.get(dossier).history[-1]
    assert last.type == "dossier.told" and "qua điện thoại" in last.text.vi and "01/XLGH" in last.text.vi


def test_who_has_an_address_is_told_by_mail_alone(house: House) -> None:
    dossier = house.accepted(LAND)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    assert waiting(house) == []


def test_results_are_called_out_and_what_was_fetched_needs_no_call(house: House) -> None:
    dossier = without_mail(house)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    (call,) = waiting(house)
    assert call.moment == "dossier.results_ready" and "Đã có kết quả" in call.text.vi
    settle(house, dossier)
    house.of("lan").ReturnResults(
        pb.ReturnResultsRequest(
            request_id=request_id(),
            dossier_id=dossier.dossier_id,
            receiver_name="Nguyễn Văn An",
            receiver_id_number="099085000101",
            signed=True,
        )
    )
    assert waiting(house) == []
    with pytest.raises(Conflict) as caught:
        tell(house, call.call_id)
    assert caught.value.code == "CALL_CLOSED"


def test_what_the_post_brought_back_is_called_out_until_it_is_sent_again(house: House) -> None:
    dossier = without_mail(house)
    chosen = ways.SetReturnWayRequest(
        request_id="w", dossier_id=dossier.dossier_id, way=ways.RETURN_WAY_POST, receiver="An", phone="0200 000 0901",
        address="Thôn Giữa",
    )  # fmt: skip
    house.of("lan").SetReturnWay(chosen)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    settle(house, dossier)
    sent = {"dossier_id": dossier.dossier_id}
    house.of("lan").SendByPost(ways.SendByPostRequest(request_id="s1", waybill="EC1", **sent))
    house.of("lan").ReportCameBack(ways.ReportCameBackRequest(request_id="b", reason="Sai địa chỉ.", **sent))
    (call,) = (one for one in waiting(house) if one.moment == "result.came_back")
    assert "Sai địa chỉ." in call.text.vi
    house.of("lan").SendByPost(ways.SendByPostRequest(request_id="s2", waybill="EC2", **sent))
    assert all(one.moment != "result.came_back" for one in waiting(house))


def test_a_call_is_recorded_once_and_by_its_window_alone(house: House) -> None:
    extended(house)
    (call,) = waiting(house)
    with pytest.raises(NotFound):
        tell(house, call.call_id, "mai")
    with pytest.raises(InvalidInput) as refused:
        tell(house, call.call_id, way=calls.CALL_WAY_UNSPECIFIED)
    assert [one.field for one in refused.value.field_errors] == ["way"]
    request = {"request_id": request_id()}
    assert tell(house, call.call_id, **request) == tell(house, call.call_id, **request)
    with pytest.raises(Conflict):
        tell(house, call.call_id, "hung")


def test_who_brought_it_to_the_window_was_told_there(house: House) -> None:
    without_mail(house, COPY)
    assert waiting(house) == []


def test_a_list_pages_without_gaps(house: House) -> None:
    for _ in range(3):
        dossier = without_mail(house)
        house.sign(dossier, "release", "KQ.G15.000335")
        house.decide(dossier, "release", "granted")
    seen, token = [], ""
    for _ in range(3):
        answer = house.of("lan").ListCalls(calls.ListCallsRequest(page_size=1, page_token=token))
        seen += [one.call_id for one in answer.calls]
        token = answer.next_page_token
    assert len(set(seen)) == 3 and token == ""


@pytest.fixture
def completing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The land procedure with the ground of the birth procedure that adds 2 working days."""
    known, birth = (
        Desk.package_of,
        load_folder(ROOT / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt").procedure,
    )

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        grounds = {**package.procedure.grounds, "completion": birth.grounds["completion"]}
        return replace(package, procedure=replace(package.procedure, grounds=grounds))

    monkeypatch.setattr(Desk, "package_of", package_of)


def test_a_promise_that_added_days_move_is_called_out_with_the_day(house: House, completing: None) -> None:
    dossier = without_mail(house)
    before = house.get(dossier).promised_at.ToDatetime(tzinfo=UTC)
    house.stop_clock(dossier, "completion", "k-1")
    after = house.get(dossier).promised_at.ToDatetime(tzinfo=UTC)
    (call,) = waiting(house)
    assert after > before and call.moment == "clock.moved"
    assert (
        f"nay là {written(legal_time(after), 'vi')} (trước đây: {written(legal_time(before), 'vi')})"
        in call.text.vi
    )
    assert f"now promised for {written(legal_time(after), 'en')}" in call.text.en
    house.stop_clock(dossier, "completion", "k-2")
    assert [one.call_id for one in waiting(house)] == [call.call_id], "no more days, and nothing more to tell"


def test_a_promise_that_a_wait_moves_is_called_out_once_it_is_over(house: House) -> None:
    dossier = without_mail(house)
    house.stop_clock(dossier, "payment", "p-1")
    assert waiting(house) == [], "as long as it stands still no day is promised"
    house.at("2026-12-01 15:00")
    house.stop_clock(dossier, "payment", "p-1", "close")
    after = house.get(dossier).promised_at.ToDatetime(tzinfo=UTC)
    (call,) = waiting(house)
    assert call.moment == "clock.moved" and f"nay là {written(legal_time(after), 'vi')}" in call.text.vi


def test_who_has_an_address_is_told_of_a_new_day_by_mail_alone(house: House, completing: None) -> None:
    house.stop_clock(house.accepted(LAND), "completion", "k-1")
    assert waiting(house) == [] and house.events("clock.resumed")


def test_a_withdrawal_that_came_too_late_is_called_out(house: House) -> None:
    """Taken by the process while the last decision was on its way here."""
    dossier = without_mail(house)
    house.decide(dossier, "transfer", "refused", "Thiếu căn cứ.", by="son")
    withdraw(house, dossier, "lan")
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.", by="son")
    assert ["không dừng phần nào" in one.text.vi for one in waiting(house)] == [True]
