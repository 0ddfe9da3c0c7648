# SPDX-License-Identifier: Apache-2.0
"""Follow what happens to the dossiers that a client may see, without missing or doubling anything, over breaks and restarts.

    pip install grpcio grpcio-status httpx
    python docs/examples/follow_events.py cursor.txt [seconds]

The cursor is kept in a file once an event was dealt with; a real program keeps it in the transaction that deals with the event.
Where and who: as in submit_and_follow.py, whose helpers it uses.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import grpc
from motcua.intake.v1 import intake_pb2_grpc, watching_pb2
from submit_and_follow import access_token, address_book, reason_of

AGAIN = ("TOKEN_EXPIRED", "READER_TOO_SLOW", "UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED")
"""Why a stream ends that is simply opened again, with a fresh token and the last cursor."""


def deal_with(event: Any) -> None:
    """What your program does. It may see an event again when it ended before the cursor was kept: event_id tells."""
    print(f"{event.dossier_code}  {event.type}  {event.event_id}", flush=True)


def follow(kept: Path, until: float) -> None:
    """Until the time is up: open, deal with what comes, open again."""
    address, issuer, client_id, secret = address_book()
    with grpc.insecure_channel(address) as channel:  # loopback; elsewhere grpc.secure_channel
        intake = intake_pb2_grpc.IntakeServiceStub(channel)
        while (left := until - time.monotonic()) > 0:
            metadata = [("authorization", f"Bearer {access_token(issuer, client_id, secret)}")]
            cursor = kept.read_text("utf-8") if kept.exists() else ""
            try:
                asked = watching_pb2.WatchEventsRequest(cursor=cursor)
                for message in intake.WatchEvents(asked, metadata=metadata, timeout=left):
                    if message.HasField("event"):
                        deal_with(message.event)
                    kept.write_text(message.cursor, "utf-8")  # of a heartbeat too
            except grpc.RpcError as error:
                # CURSOR_EXPIRED and CURSOR_UNKNOWN: read the dossiers anew (ListDossiers), then begin without a cursor.
                if reason_of(error).removeprefix("StatusCode.") not in AGAIN:
                    raise
                time.sleep(min(1.0, max(0.0, until - time.monotonic())))


if __name__ == "__main__":
    follow(Path(sys.argv[1]), time.monotonic() + float(sys.argv[2] if len(sys.argv) > 2 else "inf"))
