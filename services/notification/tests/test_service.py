# SPDX-License-Identifier: Apache-2.0
"""The whole service: events in, mails out, and its gRPC methods with the real policy table, called by everyone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import motcua_notification.bootstrap as bootstrap
import pytest
from motcua.common.v1 import common_pb2
from motcua.events.v1 import inbox_pb2
from motcua.notification.v1 import mail_log_pb2, notification_pb2_grpc
from motcua.notification.v1 import notification_pb2 as pb
from motcua_calendar.clock import FixedClock
from motcua_events import BEGINNING, Event, PostgresEventLog
from motcua_events.testing import publish_as_writers
from motcua_notification.adapters import mail_log
from motcua_notification.domain.notice import Notice
from motcua_notification.entrypoints import wording
from motcua_notification.settings import Settings
from motcua_rpc import Channel, InvalidInput, Limits, MotcuaError, NotFound, Page, channel, serve
from motcua_storage import Database, count_statements
from motcua_storage.testing import ServiceDatabases
from notification_harness import (
    CALLERS,
    CATALOGUE,
    NOW,
    ORGANISATION,
    FakeIntake,
    Known,
    accepted,
    out_of_order,
)
from pydantic import ValidationError

ALLOWED = {
    "ListNotices": set(CALLERS),
    "ListMailLog": {"operator", "land_leader", "commune_leader"},
    "GetNoticeText": {"operator", "land_leader", "commune_leader"},
    "ListMail": {"operator"},
    "GetMail": {"operator"},
    "ListSteps": set(CALLERS) - {"an", "binh", "designer"},
    "ListFailures": {"operator"},
    "RetryFailure": {"operator"},
    "DiscardFailure": {"operator"},
}
REQUESTS: dict[str, Any] = {
    "ListNotices": pb.ListNoticesRequest(),
    "ListMailLog": mail_log_pb2.ListMailLogRequest(),
    "GetNoticeText": mail_log_pb2.GetNoticeTextRequest(notice_id="none"),
    "ListMail": pb.ListMailRequest(),
    "GetMail": pb.GetMailRequest(mail_id="none"),
    "ListSteps": pb.ListStepsRequest(),
    "ListFailures": pb.ListFailuresRequest(),
    "RetryFailure": pb.RetryFailureRequest(request_id="r", failure_id="notice-none"),
    "DiscardFailure": pb.DiscardFailureRequest(request_id="d", failure_id="letter-1", reason="r"),
}


@dataclass
class Neighbours:
    """Calls other services with the token of the service account, without an issuer."""

    settings: Settings
    opened: list[Channel] = field(default_factory=list)

    def channel(self, service: str) -> Channel:
        self.opened.append(channel(getattr(self.settings, f"{service}_address"), self.settings.client_id))
        return self.opened[-1]

    def close(self) -> None:
        for one in self.opened:
            one.close()


@dataclass
class House:
    """The running service and ways to reach it."""

    database: Database
    admin_url: str
    port: int
    channels: dict[str, Channel] = field(default_factory=dict)

    def publish(self, *events: Event) -> None:
        publish_as_writers(self.admin_url, *events)

    def as_(self, caller: str) -> notification_pb2_grpc.NotificationServiceStub:
        if caller not in self.channels:
            self.channels[caller] = channel(f"127.0.0.1:{self.port}", caller or None)
        return notification_pb2_grpc.NotificationServiceStub(self.channels[caller])

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline, "it never became true"
            time.sleep(0.01)

    def notices(self, caller: str = "operator", **query: Any) -> list[pb.Notice]:
        return list(self.as_(caller).ListNotices(pb.ListNoticesRequest(**query)).notices)


def settings(**changes: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": "postgresql://x", "issuer": "http://127.0.0.1:1/oidc", "client_id": "notification",
        "client_secret": "none", "organisation": ORGANISATION,
    }  # fmt: skip
    return Settings(**(values | changes))


@pytest.fixture
def house(
    databases: ServiceDatabases, database: Database, neighbours: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setattr(bootstrap, "Neighbours", Neighbours)
    made = settings(
        database_url=databases.url("notification"), intake_address=neighbours, workflow_address=neighbours
    )
    service = bootstrap.build(made, FixedClock(NOW))
    server = serve(
        [service.register], "127.0.0.1:0", verifier=Known(), policies=service.policies, limits=Limits(4)
    )
    service.start()
    found = House(database, databases.admin_url, server.port)
    yield found
    for one in found.channels.values():
        one.close()
    server.stop(0.1)
    service.stop()


def test_an_event_becomes_a_mail_in_the_mailbox(house: House) -> None:
    house.publish(accepted())
    operator = house.as_("operator")
    house.until(lambda: [one.state for one in house.notices()] == ["sent"])

    (listed,) = operator.ListMail(pb.ListMailRequest()).mails
    assert listed.text == ""
    mail = operator.GetMail(pb.GetMailRequest(mail_id=listed.mail_id)).mail
    assert "Ngày hẹn trả kết quả: 04/12/2026 17:00." in mail.text
    assert mail.recipient.endswith("<hoai.an@congdan.example>")
    log = PostgresEventLog(house.database, CATALOGUE.topics)
    house.until(lambda: len(log.read("motcua.notification", 0, BEGINNING, 10)) == 1)
    with pytest.raises(NotFound) as refused:
        operator.GetMail(pb.GetMailRequest(mail_id="other"))
    assert refused.value.code == "MAIL_UNKNOWN"


@pytest.mark.parametrize("method", list(ALLOWED))
def test_only_those_named_may_call(house: House, method: str) -> None:
    passed = set()
    for caller in ["", *CALLERS]:
        try:
            getattr(house.as_(caller), method)(REQUESTS[method])
            passed.add(caller)
        except NotFound:
            passed.add(caller)  # let in, and there is nothing to find
        except MotcuaError as error:
            refused = ("ROLE_REQUIRED", "MAIL_LOG_REQUIRED") if caller else ("TOKEN_MISSING",)
            assert error.code in refused, (caller, error)
    assert passed == ALLOWED[method]


def test_people_read_their_own_notices_and_an_operator_no_text(house: House) -> None:
    house.publish(accepted("d1", "an"), accepted("d2", "binh"), accepted("d3", ""))
    house.until(lambda: [one.state for one in house.notices()] == ["sent"] * 3)

    (mine,) = house.notices("an")
    assert (mine.dossier_id, mine.recipient) == ("d1", "an")
    assert "Ngày hẹn trả" in mine.text
    assert all(one.text == "" for one in house.notices("operator"))
    assert house.notices("an", dossier_id="d2") == []
    for caller in ("window_clerk", "integrator", "intake", "designer"):
        assert house.notices(caller) == []
    assert [one.dossier_id for one in house.notices("operator", dossier_id="d2")] == ["d2"]


def test_pages_hold_everything_once(house: House) -> None:
    house.publish(*(accepted(f"d{number}") for number in range(7)))
    house.until(lambda: [one.state for one in house.notices()] == ["sent"] * 7)

    notices: list[str] = []
    mails: list[str] = []
    for seen, method, request, rows in (
        (notices, house.as_("an").ListNotices, pb.ListNoticesRequest, "notices"),
        (mails, house.as_("operator").ListMail, pb.ListMailRequest, "mails"),
    ):
        token = ""
        while token or not seen:
            answer = method(request(page_size=3, page_token=token))
            seen += [getattr(one, "notice_id", "") or one.mail_id for one in getattr(answer, rows)]
            token = answer.next_page_token
            if not token:
                break
        assert len(set(seen)) == len(seen) == 7


def test_an_operator_sees_what_was_not_sent_and_lets_it_be_tried_again(
    house: House, intake: FakeIntake
) -> None:
    intake.email = "nobody"
    broken = accepted("d2").model_copy(update={"data": {"dossier": 5}})
    house.publish(accepted(), broken)
    operator = house.as_("operator")
    failures = lambda **q: list(operator.ListFailures(pb.ListFailuresRequest(**q)).failures)  # noqa: E731
    house.until(lambda: len(failures()) == 2)

    by_delivery = lambda: next(one for one in failures() if one.kind == "delivery")  # noqa: E731
    by_kind = {one.kind: one for one in failures()}
    assert set(by_kind) == {"delivery", "dead_letter"}
    failed = by_kind["delivery"]
    assert (failed.cause, failed.state, failed.service) == ("ADDRESS_INVALID", "open", "notification")
    assert "nobody" not in failed.message
    assert failed.dossier_code and failed.headline.vi and failed.headline.en and failed.advice.vi
    in_vain = operator.RetryFailure(pb.RetryFailureRequest(request_id="vain", failure_id=failed.id)).failure
    assert [one.outcome for one in in_vain.acts] == [""], "not known yet"
    house.until(lambda: by_delivery().acts[0].outcome == "failed")
    intake.email = "an@congdan.example"
    request = pb.RetryFailureRequest(request_id="again", failure_id=failed.id)
    answer = operator.RetryFailure(request)
    assert (answer.failure.state, answer.failure.retried_by) == ("retried", "operator")
    assert operator.RetryFailure(request) == answer, "the same request has the same answer"
    house.until(lambda: len(failures()) == 1)
    assert {one.state for one in failures(all=True)} == {"open", "resolved"}
    (past,) = (one for one in failures(all=True) if one.state == "resolved")
    assert [(one.act, one.outcome) for one in past.acts] == [("retry", "resolved"), ("retry", "failed")]
    with pytest.raises(NotFound) as refused:
        operator.RetryFailure(pb.RetryFailureRequest(request_id="more", failure_id=failed.id))
    assert refused.value.code == "FAILURE_UNKNOWN"
    letter = pb.RetryFailureRequest(request_id="letter", failure_id=by_kind["dead_letter"].id)
    assert operator.RetryFailure(letter).failure.state == "retried"


def test_a_mailbox_out_of_order_is_tried_again_told_and_mended(
    house: House, databases: ServiceDatabases
) -> None:
    operator = house.as_("operator")
    failures = lambda **q: list(operator.ListFailures(pb.ListFailuresRequest(**q)).failures)  # noqa: E731
    with out_of_order(databases):
        house.publish(accepted())
        house.until(lambda: bool(failures()))
        (failed,) = failures()
        assert (failed.cause, failed.state) == ("MAILBOX_UNAVAILABLE", "open") and failed.attempts >= 3
        assert "motcua doctor" in failed.advice.en and "sent again by itself" in failed.advice.en
        (notice,) = operator.ListNotices(pb.ListNoticesRequest()).notices
        assert notice.state == "queued" and notice.attempts >= 3, "an operator sees that it does not go"
    operator.RetryFailure(pb.RetryFailureRequest(request_id="mended", failure_id=failed.id))
    house.until(lambda: not failures())
    assert [one.state for one in failures(all=True)] == ["resolved"]
    assert len(operator.ListMail(pb.ListMailRequest()).mails) == 1


@pytest.mark.parametrize(
    ("cause", "state", "advised"),
    [("ADDRESS_INVALID", "failed", "Ask the applicant"), ("SMTP_UNREACHABLE", "queued", "MOTCUA_SMTP_"),
     ("SMTP_550", "failed", "MOTCUA_SMTP_"), ("UNAVAILABLE", "queued", "intake, workflow")],
)  # fmt: skip
def test_the_advice_names_what_stood_in_the_way(cause: str, state: str, advised: str) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    one = Notice(
        "n", "e", "clock.paused", "email", "an", "d", "c", {}, "", "", "", state, 3, None, at, None, cause, "",
        at, at, None,
    )  # fmt: skip
    advice = wording.failure(one).advice
    assert advised in advice.en and advice.vi
    assert ("by itself, at most" in advice.en) is (state == "queued")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mail": "smtp"}, "MOTCUA_SMTP_HOST"),
        ({"mail_sender": "nobody"}, "MOTCUA_MAIL_SENDER"),
        ({"mail_sender": ""}, "MOTCUA_MAIL_SENDER"),
        ({"smtp_password": "mật-khẩu"}, "MOTCUA_SMTP_PASSWORD"),
        (
            {"mail": "smtp", "smtp_host": "mail.example", "smtp_user": "u", "smtp_security": "none"},
            "in the clear",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        settings(**changes)


def test_the_settings_choose_the_mailer(database: Database) -> None:
    chosen = settings(mail="smtp", smtp_host="mail.example", smtp_password="hush-hush")
    made = bootstrap.mailer(chosen, database, FixedClock(NOW))
    assert type(made).__name__ == "SmtpMailer"
    assert "hush-hush" not in repr(chosen)
    assert type(bootstrap.mailer(settings(), database, FixedClock(NOW))).__name__ == "MailboxMailer"


# The mail log -----------------------------------------------------------------------------------------------

HEAD = "commune_leader"


def logged(house: House, caller: str = "operator", **asked: Any) -> list[mail_log_pb2.LoggedNotice]:
    return list(house.as_(caller).ListMailLog(mail_log_pb2.ListMailLogRequest(**asked)).notices)


def test_the_mail_log_names_no_person_to_an_operator_and_gives_the_head_the_text(house: House) -> None:
    house.publish(accepted())
    house.until(lambda: [one.state for one in logged(house)] == ["sent"])

    (seen,), (mine,) = logged(house), logged(house, HEAD)
    assert (seen.address, mine.address) == ("h…@congdan.example", "hoai.an@congdan.example")
    assert (seen.moment, list(seen.languages), seen.channel) == ("dossier.accepted", ["vi", "en"], "email")
    assert seen.subject.vi and seen.subject.en and seen.HasField("sent_at") and not seen.failure_id
    assert (seen.text_open, mine.text_open) == (False, True)
    asked = mail_log_pb2.GetNoticeTextRequest(notice_id=mine.notice_id)
    assert "Ngày hẹn trả" in house.as_(HEAD).GetNoticeText(asked).text
    with pytest.raises(NotFound) as refused:
        house.as_("operator").GetNoticeText(asked)
    assert refused.value.code == "NOTICE_UNKNOWN"


def test_a_head_reads_what_the_own_units_officers_were_told(house: House) -> None:
    late = inbox_pb2.InboxChanged(
        task_id="t1", dossier_id="d1", unit="suoi_trong", dossier_code="H99.101-261123-0001",
        title=common_pb2.LocalizedText(vi="Tiếp nhận", en="Accept"),
    )  # fmt: skip
    elsewhere = inbox_pb2.InboxChanged(
        task_id="t2", dossier_id="d2", unit="chi_nhanh_dat_dai", title=late.title
    )
    house.publish(CATALOGUE.event("inbox.escalated", elsewhere, time=NOW, dossierid="d2"))
    house.until(lambda: [one for one in logged(house, state="sent") if one.dossier_id == "d2"])
    assert logged(house, HEAD) == [], "of another unit"
    house.publish(CATALOGUE.event("inbox.escalated", late, time=NOW, dossierid="d1"))
    house.until(lambda: [one for one in logged(house, state="sent") if one.dossier_id == "d1"])

    assert {one.moment for one in logged(house, HEAD)} == {"inbox.escalated"}
    (mine, *_) = logged(house, HEAD)
    text = house.as_(HEAD).GetNoticeText(mail_log_pb2.GetNoticeTextRequest(notice_id=mine.notice_id)).text
    assert "“Tiếp nhận”" in text and mine.text_open
    (seen, *_) = logged(house)
    assert "…@" in seen.address and not seen.text_open, "operators see no person of officers either"


def test_the_mail_log_is_narrowed_by_dossier_state_and_day(house: House, intake: FakeIntake) -> None:
    house.publish(accepted("d1"))
    house.until(lambda: [one.state for one in logged(house)] == ["sent"])
    intake.email = "nobody"
    house.publish(accepted("d2"))
    house.until(lambda: len(logged(house, state="failed")) == 1)

    (failed,) = logged(house, state="failed")
    assert (
        failed.dossier_id == "d2"
        and failed.cause == "ADDRESS_INVALID"
        and failed.reason.vi
        and failed.reason.en
    )
    assert [one.dossier_id for one in logged(house, state="sent")] == ["d1"]
    assert len(logged(house, dossier_code=" h99.101-261123-0001 ")) == 2
    assert logged(house, dossier_code="H99") == []
    assert len(logged(house, from_day="2026-11-23", to_day="2026-11-23")) == 2
    assert logged(house, to_day="2026-11-22") == logged(house, from_day="2026-11-24") == []
    for bad in (
        {"state": "lost"},
        {"from_day": "x"},
        {"to_day": "9999-12-31"},
        {"from_day": "2026-11-24", "to_day": "2026-11-23"},
    ):
        with pytest.raises(InvalidInput):
            logged(house, **bad)
    assert logged(house, HEAD, state="failed")[0].failure_id == "", "a head lets nothing be sent again"
    request = pb.RetryFailureRequest(request_id="from the log", failure_id=failed.failure_id)
    intake.email = "an@congdan.example"
    house.as_("operator").RetryFailure(request)
    house.until(lambda: len(logged(house, state="sent")) == 2)
    mended = next(one for one in logged(house) if one.dossier_id == "d2")
    assert mended.retried_by == "operator" and mended.HasField("retried_at")


def test_the_mail_log_pages_hold_everything_once(house: House) -> None:
    house.publish(*(accepted(f"d{number}") for number in range(7)))
    house.until(lambda: [one.state for one in logged(house)] == ["sent"] * 7)
    seen: list[str] = []
    token = ""
    while token or not seen:
        request = mail_log_pb2.ListMailLogRequest(page_size=3, page_token=token)
        page = house.as_("operator").ListMailLog(request)
        seen += [one.notice_id for one in page.notices]
        token = page.next_page_token
        if not token:
            break
    assert len(set(seen)) == len(seen) == 7
    with house.database.read() as connection, count_statements() as counted:
        mail_log.newest(connection, mail_log.Narrowing(("suoi_trong",), state="sent"), Page(3))
    assert counted.total <= 20, "one, beside what the workers ask for meanwhile"
