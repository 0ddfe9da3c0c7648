# SPDX-License-Identifier: Apache-2.0
"""Errors cross the wire whole, and nothing crosses that should not."""

from __future__ import annotations

import logging
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from hypothesis import given
from hypothesis import strategies as st
from motcua_identity import IssuerUnavailable
from motcua_rpc import (
    AlreadyExists,
    Conflict,
    DeadlineExceeded,
    FieldError,
    Internal,
    InvalidInput,
    MessageTooLarge,
    MotcuaError,
    NotFound,
    Stale,
    Unauthenticated,
    Unavailable,
    acting_as,
    channel,
    from_status,
    register,
    to_status,
    translate,
)
from motcua_rpc.errors import BY_STATUS
from rpc_harness import Service, ask, method

FIELDS = [
    FieldError("answers.owner_name", "REQUIRED", "Hãy nhập họ tên.", "Enter the name."),
    FieldError("answers.area", "NOT_A_NUMBER", "Diện tích phải là số.", "The area must be a number."),
]


def raising(error: BaseException) -> Any:
    def act(text: str, context: Any) -> None:
        raise error

    return act


def test_field_errors_reach_the_caller(connect: Any, service: Service) -> None:
    service.act = raising(InvalidInput("FORM_INVALID", "Biểu mẫu sai.", "The form is wrong.", fields=FIELDS))
    with pytest.raises(InvalidInput) as got:
        ask(connect("citizen"), "Known")
    assert got.value.field_errors == tuple(FIELDS)
    assert (got.value.code, got.value.message("vi"), got.value.message("en")) == (
        "FORM_INVALID",
        "Biểu mẫu sai.",
        "The form is wrong.",
    )


def test_integrators_get_standard_details(plain: grpc.Channel, service: Service) -> None:
    service.act = raising(Conflict("PART_SIGNED", "Đã ký.", "Already signed.", details={"part": "1.011443"}))
    with pytest.raises(grpc.RpcError) as got:
        ask(plain, "Open")
    status = rpc_status.from_call(got.value)
    info, words = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
    assert status.details[0].Unpack(info) and status.details[1].Unpack(words)
    assert (info.reason, info.domain, dict(info.metadata)) == ("PART_SIGNED", "motcua", {"part": "1.011443"})
    assert (words.locale, words.message) == ("vi", "Đã ký.")


@pytest.mark.parametrize("kind", sorted(BY_STATUS.values(), key=lambda kind: kind.__name__))
def test_every_kind_comes_back_as_itself(connect: Any, service: Service, kind: type[MotcuaError]) -> None:
    service.act = raising(kind("SOME_REASON", "Câu tiếng Việt.", "An English sentence."))
    with pytest.raises(MotcuaError) as got:
        ask(connect(), "Open")
    assert type(got.value) is kind
    assert (got.value.code, got.value.message_vi, got.value.remote) == (
        "SOME_REASON",
        "Câu tiếng Việt.",
        True,
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    code=st.from_regex(r"[A-Z][A-Z_]{0,20}", fullmatch=True),
    details=st.dictionaries(TEXT, TEXT, max_size=3),
    fields=st.lists(st.builds(FieldError, TEXT, TEXT, TEXT.filter(bool), TEXT), max_size=3),
)
def test_status_and_back(code: str, details: dict[str, str], fields: list[FieldError]) -> None:
    back = from_status(to_status(InvalidInput(code, "Sai.", "Wrong.", fields=fields, details=details)))
    assert (back.code, back.details, list(back.field_errors)) == (code, details, fields)


def test_an_unknown_exception_is_an_incident_without_its_text(
    connect: Any, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.act = raising(ValueError("password=hunter2"))
    with caplog.at_level(logging.ERROR, "motcua.rpc"), pytest.raises(Internal) as got:
        ask(connect("citizen"), "Known")
    incident = got.value.details["incident"]
    assert set(got.value.details) == {"incident"}, "people get the number only"
    assert "hunter2" not in repr(got.value.__dict__) + repr(got.value.__cause__)
    record = next(record for record in caplog.records if incident in record.getMessage())
    assert record.exc_info is not None and "hunter2" in str(record.exc_info[1])


def test_an_error_in_the_middle_of_a_stream(connect: Any, service: Service) -> None:
    def act(text: str, context: Any) -> None:
        service.seen.append(text)
        if len(service.seen) == 2:
            raise NotFound("DOSSIER_NOT_FOUND")

    service.act = act
    stream = method(connect("citizen"), "Watch", "unary_stream")(StringValue())
    assert next(stream).value == "id-1"
    with pytest.raises(NotFound, match="DOSSIER_NOT_FOUND"):
        next(stream)


def test_a_handler_may_still_abort_by_itself(plain: grpc.Channel, service: Service) -> None:
    service.act = lambda text, context: context.abort(grpc.StatusCode.DATA_LOSS, "said by hand")
    with pytest.raises(grpc.RpcError) as got:
        ask(plain, "Open")
    assert (got.value.code(), got.value.details()) == (grpc.StatusCode.DATA_LOSS, "said by hand")


def test_many_field_errors_reach_our_own_channel(connect: Any, service: Service) -> None:
    fields = [
        FieldError(f"answers.truong_{n}", "REQUIRED", "Hãy nhập mục này." * 5, "Enter this.")
        for n in range(150)
    ]
    service.act = raising(InvalidInput(fields=fields))
    with pytest.raises(InvalidInput) as got:
        ask(connect("citizen"), "Known")
    assert got.value.field_errors == tuple(fields)


def test_an_ordinary_client_is_told_how_many_do_not_fit(plain: grpc.Channel, service: Service) -> None:
    fields = [
        FieldError(f"answers.truong_{n}", "REQUIRED", "Hãy nhập mục này." * 5, "Enter this.")
        for n in range(150)
    ]
    service.act = raising(InvalidInput(fields=fields))
    with pytest.raises(grpc.RpcError) as got:
        ask(plain, "Open")
    error = from_status(rpc_status.from_call(got.value))
    assert isinstance(error, InvalidInput)
    assert len(error.field_errors) + int(error.details["field_errors_left_out"]) == 150
    assert len(error.field_errors) > 5


class RequestReused(Exception):
    """Stands for the one of libs/storage, which this package does not import."""


RequestReused.__module__ = "motcua_storage.requests"


class OperationalError(Exception):
    """Stands for sqlalchemy's: `orig` is the driver's error."""

    def __init__(self, sqlstate: str | None) -> None:
        self.orig = type("Driver", (Exception,), {"sqlstate": sqlstate})()


OperationalError.__module__ = "sqlalchemy.exc"


@pytest.mark.parametrize(
    ("raised", "kind", "code"),
    [
        (RequestReused(), AlreadyExists, "REQUEST_ID_REUSED"),
        (OperationalError("57P01"), Unavailable, "DATABASE_UNAVAILABLE"),
        (OperationalError(None), Unavailable, "DATABASE_UNAVAILABLE"),
        (OperationalError("54000"), InvalidInput, "TEXT_TOO_LONG"),
        (OperationalError("40001"), Stale, "STALE"),
        (OperationalError("40P01"), Stale, "STALE"),
        (IssuerUnavailable("ISSUER_UNAVAILABLE", "Chưa.", "Not yet."), Unavailable, "ISSUER_UNAVAILABLE"),
        (KeyError("x"), Internal, "INTERNAL"),
    ],
)
def test_what_libraries_raise_keeps_its_meaning(
    raised: Exception, kind: type[MotcuaError], code: str
) -> None:
    made = translate(raised)
    assert (type(made), made.code) == (kind, code)


def test_the_real_sqlalchemy_error_is_known() -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    error = sqlalchemy.exc.OperationalError("select 1", {}, Exception("server closed the connection"))
    assert translate(error).code == "DATABASE_UNAVAILABLE"


class Odd(Exception):
    """An exception that a service registers."""


def test_a_service_can_teach_its_own() -> None:
    register(f"{Odd.__module__}.{Odd.__qualname__}", lambda error: NotFound("ODD_NOT_FOUND"))
    assert translate(Odd()).code == "ODD_NOT_FOUND"


def test_our_own_account_being_refused_deeper_is_not_the_callers_fault(
    connect: Any, service: Service
) -> None:
    inner = connect("forged")
    service.act = lambda text, context: ask(inner, "Known")
    with pytest.raises(Internal):
        ask(connect("citizen"), "Open")


def test_but_a_token_passed_on_is(connect: Any, service: Service) -> None:
    inner = connect("workflow")

    def act(text: str, context: Any) -> None:
        with acting_as("forged"):
            ask(inner, "Known")

    service.act = act
    with pytest.raises(Unauthenticated):
        ask(connect("citizen"), "Open")


def test_a_server_that_is_not_there() -> None:
    with channel("127.0.0.1:1", deadline_seconds=0.5) as made, pytest.raises((Unavailable, DeadlineExceeded)):
        ask(made, "Open")


LIMIT = 16 * 1024 * 1024


@pytest.mark.parametrize("ours", [16, 64])
def test_a_message_above_the_limit_is_no_crowd(connect: Any, service: Service, ours: int) -> None:
    """Refused by our own side or by the other one; waiting helps in neither case."""
    service.act = lambda text, context: pytest.fail("it arrived")
    with pytest.raises(MessageTooLarge) as got:
        ask(connect("citizen", max_message_mb=ours), "Known", "x" * (LIMIT + 1))
    error = got.value
    assert (error.code, error.http_status, error.details["limit"]) == ("MESSAGE_TOO_LARGE", 413, str(LIMIT))
    assert int(error.details["size"]) > LIMIT
    assert str(LIMIT) in error.message("vi") and str(LIMIT) in error.message("en")
    assert "thử lại" not in error.message("vi") and "again" not in error.message("en")


def test_an_answer_above_the_limit_too(connect: Any, service: Service) -> None:
    service.act = lambda text, context: "x" * (2 * 1024 * 1024)
    with pytest.raises(MessageTooLarge, match="MESSAGE_TOO_LARGE"):
        ask(connect("citizen", max_message_mb=1), "Known")


def test_it_stays_what_it_is_through_another_service(connect: Any, service: Service) -> None:
    service.act = raising(MessageTooLarge(details={"limit": "5"}))
    with pytest.raises(MessageTooLarge) as got:
        ask(connect("citizen"), "Known")
    assert got.value.details == {"limit": "5"}
