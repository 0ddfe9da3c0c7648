# SPDX-License-Identifier: Apache-2.0
"""Follow what happens to the dossiers that a client may see, without missing or doubling anything, over breaks and restarts.

    python3 docs/examples/follow_events.py cursor.txt [seconds]

The cursor is kept in a file once an event was dealt with; a real program keeps it in the transaction that deals with the event.
What it needs, where and who: as submit_and_follow.py, whose helpers it uses.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import httpx
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc, watching_pb2
from submit_and_follow import access_token, address_book, reason_of

AGAIN = ("TOKEN_EXPIRED", "READER_TOO_SLOW", "UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED")
"""Why a stream ends that is simply opened again, with a fresh token and the last cursor."""
LOST = ("CURSOR_EXPIRED", "CURSOR_UNKNOWN")
"""Why a cursor leads nowhere: what came after it is not kept any more, or the system was set back to a backup."""
STREAM_SECONDS = 60.0
"""A stream is opened anew this often, so that a connection that is dead without saying so is not waited on for long."""
WAIT = 1.0


def deal_with(event: Any) -> None:
    """What your program does. It may see an event again when it ended before the cursor was kept: event_id tells."""
    print(f"{event.dossier_code}  {event.type}  {event.event_id}", flush=True)


def read_anew(dossier: Any) -> None:
    """What your program does where events were lost: sets what it knows of the dossier to what stands in it now."""
    print(f"{dossier.code}  {intake_pb2.DossierStatus.Name(dossier.status)}", flush=True)


def keep(kept: Path, cursor: str) -> None:
    """Whole or not at all: half a cursor would be refused, and none would begin with the oldest event again."""
    new = kept.with_name(f"{kept.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(cursor)
        file.flush()
        os.fsync(file.fileno())
    new.replace(kept)


def watch(intake: intake_pb2_grpc.IntakeServiceStub, kept: Path, call: dict[str, Any]) -> None:
    """One stream, from the last cursor until it ends."""
    asked = watching_pb2.WatchEventsRequest(cursor=kept.read_text("utf-8") if kept.exists() else "")
    for message in intake.WatchEvents(asked, **call):
        if message.HasField("event"):
            deal_with(message.event)
        keep(kept, message.cursor)  # of a heartbeat too


def dossiers(intake: intake_pb2_grpc.IntakeServiceStub, call: dict[str, Any]) -> Iterator[Any]:
    """All that this client may see, page by page."""
    token = ""
    while True:
        answer = intake.ListDossiers(intake_pb2.ListDossiersRequest(page_size=200, page_token=token), **call)
        yield from answer.dossiers
        token = answer.next_page_token
        if not token:
            return


def begin_anew(intake: intake_pb2_grpc.IntakeServiceStub, kept: Path, call: dict[str, Any]) -> None:
    """First where events stand now, then what stands in the dossiers: what happens while they are read comes as an event too."""
    stream = intake.WatchEvents(watching_pb2.WatchEventsRequest(from_now=True), **call)
    cursor = next(stream).cursor
    stream.cancel()
    for dossier in dossiers(intake, call):
        read_anew(dossier)
    keep(kept, cursor)


def follow(kept: Path, until: float) -> None:
    """Until the time is up: open, deal with what comes, open again."""
    address, issuer, client_id, secret = address_book()
    with grpc.insecure_channel(address) as channel:  # loopback; elsewhere grpc.secure_channel
        intake, step = intake_pb2_grpc.IntakeServiceStub(channel), watch
        while (left := until - time.monotonic()) > 0:
            try:
                metadata = [("authorization", f"Bearer {access_token(issuer, client_id, secret)}")]
                step(intake, kept, {"metadata": metadata, "timeout": min(left, STREAM_SECONDS)})
                step = watch
            except grpc.RpcError as error:
                reason = reason_of(error).removeprefix("StatusCode.")
                if reason not in (*AGAIN, *LOST):
                    raise
                step = begin_anew if reason in LOST else step
            except (httpx.TransportError, httpx.HTTPStatusError) as error:
                refused = isinstance(error, httpx.HTTPStatusError) and not error.response.is_server_error
                if refused:  # the secret is wrong, or the client may not
                    raise
            time.sleep(min(WAIT, max(0.0, until - time.monotonic())))


if __name__ == "__main__":
    follow(Path(sys.argv[1]), time.monotonic() + float(sys.argv[2] if len(sys.argv) > 2 else "inf"))
