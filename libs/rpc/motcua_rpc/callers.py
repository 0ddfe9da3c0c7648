# SPDX-License-Identifier: Apache-2.0
"""How often one caller may call: whoever comes from outside is counted by the account of their token, however many tokens it has;
who has none, or a bad one, by the address that the gateway names. Beyond its pace a call is refused at the door, before the lane:
so a flood of one account takes no other's turn.

A call is from within, and not counted, when it says so (`INNER`) and that is proven: without TLS it carries the key of this very
process, as the services of one process do; with TLS its peer's certificate names one of our services. What the gateway lets in
can be neither: it takes `INNER` away, and its certificate is its own. Our services' own accounts are not counted either.

Judged at the door, in gRPC's one thread for all calls, is what can be judged without waiting; the rest (a token that was not seen
before, whose certificate it is) in the thread of the call, before its handler.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from motcua_identity import Subject

from motcua_rpc.metadata import AUTHORIZATION, FORWARDED_FOR, INNER, token_of
from motcua_rpc.paces import Pace, address, person

OWN_KEY: Final = secrets.token_urlsafe(24)
"""Of this process: whoever can show it runs in it."""
KIND: Final = "grpc-call"
_address = lru_cache(4096)(address)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of the door: seconds to wait (0: come in), whether nothing is left to be judged, and whose call it is as far as is known
    ("": nobody who is counted)."""

    wait: int
    settled: bool
    who: str = ""


UNKNOWN: Final = Verdict(0, False)
_INNER: Final = Verdict(0, True)


class Callers:
    """Counts for one server. `services`: names of certificates whose calls are from within; `tls`: whether every caller shows
    one."""

    def __init__(
        self, verifier: Any, a_minute: int, *, services: Collection[str] = (), tls: bool = False
    ) -> None:
        self._known: Callable[[str], Subject | None] = getattr(verifier, "known", lambda _: None)
        self._services = frozenset(services)
        self._tls = tls
        # Apart, so that no crowd of addresses makes an account's count forgotten.
        self._accounts, self._addresses = Pace(KIND, a_minute), Pace(KIND, a_minute)

    def at_door(self, metadata: Mapping[str, str | bytes]) -> Verdict:
        """Count a call as far as its metadata tell who calls."""
        if self._says_inner(metadata):
            return UNKNOWN if self._tls else _INNER
        header = metadata.get(AUTHORIZATION)
        if header is None:
            where = self._where(metadata)
            return Verdict(self._addresses.ask(where), True, where)
        token = token_of(header) if isinstance(header, str) else None
        subject = self._known(token) if token else None
        if subject is None:  # a good one, perhaps: it does not suffer from others at its address
            return Verdict(0, False, self._where(metadata))
        who = account(subject)
        return Verdict(self._accounts.ask(who), True, who)

    def settle(self, metadata: Mapping[str, str], context: Any, subject: Subject | None) -> None:
        """Count what the door had to leave open. `subject`: who the token is good for; None where it is not. Raises TooOften."""
        if self._says_inner(metadata) and self._is_inner(context):
            return
        if subject is not None and subject.authenticated:
            self._accounts.take(account(subject))
        else:
            self._addresses.take(self._where(metadata))

    def _says_inner(self, metadata: Mapping[str, Any]) -> bool:
        said = metadata.get(INNER)
        if said is None or self._tls:
            return said is not None
        return isinstance(said, str) and hmac.compare_digest(said.encode(), OWN_KEY.encode())

    def _is_inner(self, context: Any) -> bool:
        """Whether the peer has a certificate of one of our services; without TLS the key has said it."""
        if not self._tls:
            return True
        peer: Mapping[str, list[bytes]] = context.auth_context()
        names = (*peer.get("x509_common_name", ()), *peer.get("x509_subject_alternative_name", ()))
        return any(name.decode("utf-8", "replace") in self._services for name in names)

    def _where(self, metadata: Mapping[str, Any]) -> str:
        """The visitor's address as the gateway states it; "" without TLS, where nobody vouches for it. Of several the last, which
        is what the nearest gateway saw itself."""
        said = metadata.get(FORWARDED_FOR) if self._tls else None
        return _address(said.rpartition(",")[2].strip()) if isinstance(said, str) else ""


def account(subject: Subject) -> str:
    """Who is counted: a person, or a program by its own account; "" for nobody and for services of ours."""
    return "" if subject.is_service() else person(subject.user_id)
