# SPDX-License-Identifier: Apache-2.0
"""How this process reaches the brokers, and clients that are made when they are needed and thrown away when they fail."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.net.compat import KafkaNetClient

ENDING = 5.0
"""Seconds until a producer's thread is left to itself."""
CONNECTING = 5.0
"""Seconds: whoever gives a wrong password or meets no broker is told soon, and tries again."""


class Client(Protocol):
    """What every client of kafka-python can."""

    def close(self) -> None: ...


C = TypeVar("C", bound=Client)


def _close(client: Client) -> None:
    client.close()


@dataclass(frozen=True)
class KafkaAccess:
    """`servers`: host:port of some brokers. `user`, `password`: SASL/SCRAM-SHA-512; empty for brokers that ask for none.
    `authority`: PEM file of the authority that signed their certificates; None for plain text, which is for loopback.
    `prefix`: of topics and groups, where one cluster carries several installations."""

    servers: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    authority: Path | None = None
    name: str = "motcua"
    prefix: str = ""
    patience: float = CONNECTING
    """Seconds that a client looks for a broker."""

    def options(self) -> dict[str, Any]:
        """Arguments that every client takes."""
        wire = "SASL_" if self.user else ""
        said: dict[str, Any] = {
            "bootstrap_servers": list(self.servers),
            "client_id": self.name,
            "bootstrap_timeout_ms": int(self.patience * 1000),
            "reconnect_backoff_max_ms": 1000,
            "security_protocol": wire + ("SSL" if self.authority else "PLAINTEXT"),
        }
        if self.user:
            said |= {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        if self.authority:
            said["ssl_context"] = ssl.create_default_context(cafile=str(self.authority))
        return said

    def reading(self) -> dict[str, Any]:
        """Arguments of consumers: from the beginning, positions committed by us alone, no topic made by asking for it."""
        return {
            "auto_offset_reset": "earliest",
            "enable_auto_commit": False,
            "allow_auto_create_topics": False,
            "isolation_level": "read_committed",
            "max_partition_fetch_bytes": 8 << 20,
        }


def connected(make: Callable[..., C], access: KafkaAccess, **options: Any) -> C:
    """A client of kafka-python. One that cannot be made (no broker, wrong password) leaves no thread and no socket behind, which
    its own constructor would. Raises KafkaError, with the cause where the client only logs it."""
    begun: list[KafkaNetClient] = []
    listening = _Listening()

    def remembered(**said: Any) -> KafkaNetClient:
        begun.append(KafkaNetClient(**said))
        return begun[-1]

    try:
        with listening:
            return make(**access.options(), **options, kafka_client=remembered)
    except BaseException as error:
        for one in begun:
            with suppress(Exception):
                one.close()
        if isinstance(error, KafkaTimeoutError) and listening.cause:
            raise KafkaTimeoutError(f"{listening.cause}{_advice(listening.cause)}") from error
        raise


_FAILED = re.compile(r"Bootstrap connection to \S+ failed: (?P<cause>.*?)(?: \(backoff [^)]*\))?")
_ADVICE = {
    "SASL": "are MOTCUA_KAFKA__USER and its password known to the brokers, and do they ask for one there",
    "SSL": "do the brokers speak TLS there, with a certificate of MOTCUA_KAFKA__AUTHORITY",
}


class _Listening(logging.Handler):
    """Hears why a client found no broker: its own error says only that it found none. With several clients at once the last one
    that failed is heard, which is of the same brokers."""

    _logger = logging.getLogger("kafka.net.manager")

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.cause = ""

    def emit(self, record: logging.LogRecord) -> None:
        found = _FAILED.fullmatch(record.getMessage())
        if found:
            self.cause = found["cause"]

    def __enter__(self) -> None:
        self._logger.addHandler(self)

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)


def _advice(cause: str) -> str:
    asked = next((question for word, question in _ADVICE.items() if word in cause.upper()), "")
    return f" ({asked}?)" if asked else ""


def give_up(producer: KafkaProducer) -> None:
    """Close a producer without waiting for what it still holds, which then never arrives by it. Its own `close` waits for that
    first, without end where the broker was killed while it asked for its id: no batch expires until the answer came."""
    sender = producer._sender  # no public method aborts what waits
    sender.force_close()
    sender.join(ENDING)
    with suppress(KafkaError):
        producer.close(timeout=ENDING)


class Kept(Generic[C]):
    """One client, made when it is first used, closed by `end` and forgotten when using it raised something."""

    def __init__(self, make: Callable[[], C], end: Callable[[C], None] = _close) -> None:
        self._make = make
        self._end = end
        self._client: C | None = None

    @contextmanager
    def used(self) -> Iterator[C]:
        """The client."""
        if self._client is None:
            self._client = self._make()
        try:
            yield self._client
        except Exception:
            self.drop()
            raise

    def drop(self) -> None:
        """Close it; the next use makes another."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                self._end(client)
