# SPDX-License-Identifier: Apache-2.0
"""A handler that fails unexpectedly is kept under the id that its caller is shown, and keeping never hides the failure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue
from motcua_identity import TokenRefused
from motcua_rpc import Channel, Crash, Internal, Limits, NotFound, Unauthenticated, channel, serve
from motcua_rpc.crash import crash_of
from rpc_harness import POLICY, SERVICE, Known, Service, ask, method

DOSSIER = "01991c1e-6d2a-7c11-9a2f-3b7d1f2a4c5d"


@dataclass
class Book:
    """Where crashes are kept, until it breaks; `first` is the id of an earlier one of the same kind."""

    crashes: list[Crash] = field(default_factory=list)
    first: str = ""
    broken: bool = False

    def keep(self, crash: Crash) -> str:
        if self.broken:
            raise OSError("the database of Nguyễn Văn Bình is away")
        self.crashes.append(crash)
        return self.first or crash.number


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def citizen(service: Service, book: Book) -> Iterator[Channel]:
    keepers = dict.fromkeys(POLICY, book.keep)
    server = serve(
        [service.add], "127.0.0.1:0", verifier=Known(), policies=POLICY, limits=Limits(2), crashes=keepers
    )
    with channel(f"127.0.0.1:{server.port}", "citizen") as made:
        yield made
    server.stop(0.1)


def breaking(error: Exception) -> Callable[[str, Any], None]:
    def act(text: str, context: Any) -> None:
        raise error

    return act


def test_what_is_kept_names_method_class_and_line_but_no_words(
    citizen: Channel, service: Service, book: Book
) -> None:
    service.act = breaking(KeyError("Nguyễn Văn Bình"))
    with pytest.raises(Internal) as got:
        ask(citizen, "Known", "Trần Thị Hoa")
    (kept,) = book.crashes
    assert got.value.details == {"incident": kept.number, "kept_by": SERVICE}
    assert kept.number in got.value.message_vi and kept.number in got.value.message_en
    assert (kept.method, kept.error, kept.dossier) == (f"{SERVICE}/Known", "KeyError", "")
    assert "breaking" not in kept.place and " act" in kept.place
    assert "Bình" not in repr(kept) and "Hoa" not in repr(kept)


def test_a_stream_that_breaks_is_kept_too(citizen: Channel, service: Service, book: Book) -> None:
    service.act = breaking(KeyError("x"))
    with pytest.raises(Internal):
        list(method(citizen, "Watch", "unary_stream")(StringValue()))
    assert [one.method for one in book.crashes] == [f"{SERVICE}/Watch"]


def test_the_caller_is_shown_the_id_under_which_it_is_found(
    citizen: Channel, service: Service, book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    service.act, book.first = breaking(ValueError()), "the-first"
    with pytest.raises(Internal, match="the-first") as got, caplog.at_level(logging.ERROR, "motcua.rpc"):
        ask(citizen, "Known")
    assert got.value.details["incident"] == "the-first"
    assert [one.getMessage() for one in caplog.records if one.exc_info] == ["incident the-first"]


def test_a_book_that_cannot_be_written_hides_nothing(
    citizen: Channel, service: Service, book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    service.act, book.broken = breaking(ZeroDivisionError()), True
    with pytest.raises(Internal) as got, caplog.at_level(logging.WARNING, "motcua.rpc"):
        ask(citizen, "Known")
    number = got.value.details["incident"]
    assert "kept_by" not in got.value.details
    traces = [one for one in caplog.records if one.exc_info and one.exc_info[0] is ZeroDivisionError]
    assert [one.getMessage() for one in traces] == [f"incident {number}"]
    assert "in the log only: OSError" in caplog.text and "Bình" not in caplog.text


def test_refusals_are_no_crashes(citizen: Channel, service: Service, book: Book) -> None:
    service.act = breaking(NotFound())
    with pytest.raises(NotFound):
        ask(citizen, "Known")
    service.act = breaking(TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid."))
    with pytest.raises(Unauthenticated):
        ask(citizen, "Known")
    assert book.crashes == []


def test_a_caller_that_hangs_up_is_no_crash(
    citizen: Channel, book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    sent, hang_up = Event(), Event()

    def broken() -> Iterator[StringValue]:
        yield StringValue(value="one")
        sent.set()
        hang_up.wait(5)
        raise OSError("the caller's own file is gone")

    def codes() -> list[str]:
        return [getattr(one, "rpc_code", "") for one in caplog.records if one.name == "motcua.rpc.access"]

    with caplog.at_level(logging.INFO):
        call = method(citizen, "Upload", "stream_unary").future(broken())
        assert sent.wait(5)
        hang_up.set()
        end = time.monotonic() + 5
        while not codes():
            assert time.monotonic() < end, "the handler goes on though nobody listens"
            time.sleep(0.005)
    # gRPC for Python may show the end of a stream before it shows that the caller has gone: then the handler finishes, and
    # nobody is answered.
    assert call.done() and codes()[0] in ("CANCELLED", "OK") and book.crashes == []
    assert not [
        one for one in caplog.records if one.levelno >= logging.ERROR and one.name.startswith("motcua")
    ]


def test_what_breaks_on_the_way_in_is_kept(
    citizen: Channel, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify(_: Known, token: str) -> Any:
        raise RuntimeError("the verifier itself")

    monkeypatch.setattr(Known, "verify", verify)
    with pytest.raises(Internal):
        ask(citizen, "Known")
    assert [one.error for one in book.crashes] == ["RuntimeError"]


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ({"dossier_id": DOSSIER}, DOSSIER),
        ({"code": "H99.101-261123-0001"}, "H99.101-261123-0001"),
        ({"dossier_id": "", "dossier_code": "H99.101-261123-0001"}, "H99.101-261123-0001"),
        ({"dossier_id": "Nguyễn Văn Bình"}, ""),
        ({"dossier_id": DOSSIER + "\nBình"}, ""),
        ({"code": "Nguyen Van Binh 012345678901"}, ""),
        ({"code": 7}, ""),
        ({}, ""),
    ],
)
def test_a_dossier_is_named_only_by_what_looks_like_one(request_: dict[str, Any], named: str) -> None:
    assert crash_of("n", "m", SimpleNamespace(**request_), KeyError()).dossier == named
