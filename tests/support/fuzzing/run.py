# SPDX-License-Identifier: Apache-2.0
"""A run of many calls by chance over gRPC. Each call is made from the seed and its own number, so that one can be made again."""

from __future__ import annotations

import threading
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from motcua.workflow.v1.workflow_pb2 import StartProcessRequest
from motcua_identity import Policy, Subject

from support.fuzzing import raw
from support.fuzzing.calls import PATIENCE, Call, Outcome, numbered, path_of, send, told, wrong
from support.fuzzing.messages import Maker
from support.fuzzing.pool import Pool

AT_ONCE = 4
START = "/motcua.workflow.v1.WorkflowService/StartProcess"
ODD_METADATA: tuple[tuple[tuple[str, str | bytes], ...], ...] = (
    (("motcua-depth", "3"),), (("motcua-depth", "500"),), (("motcua-depth", "-1"),), (("motcua-depth", "9" * 40),),
    (("traceparent", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"),), (("traceparent", "x" * 3000),), (("tracestate", "a=" * 600),),
    (("baggage", "k=%00" * 100),), (("authorization", "Bearer"),), (("authorization", "Bearer a.b.c"),),
    (("authorization", "Basic eDp5"),), (("odd-bin", b"\0\xff" * 50),), (("accept-language", "%%"),),
)  # fmt: skip


@dataclass
class Caller:
    """Somebody who calls: the token may be fetched anew in a long run."""

    subject: Subject
    token: Callable[[], str]


@dataclass
class Run:
    """One run; `recorded` are requests that were good once, by path."""

    wire: grpc.Channel
    methods: Sequence[MethodDescriptor]
    callers: Mapping[str, Caller]
    policy: Policy
    seed: int
    pool: Pool = field(default_factory=Pool)
    recorded: dict[str, list[list[bytes]]] = field(default_factory=lambda: defaultdict(list))
    codes: Counter[str] = field(default_factory=Counter)
    answered: set[str] = field(default_factory=set)
    """Methods that said OK at least once."""
    faults: list[str] = field(default_factory=list)
    invented: set[str] = field(default_factory=set)
    """Dossiers that a service's own account said were accepted."""
    _lock: Any = field(default_factory=threading.Lock)

    def go(self, count: int) -> None:
        """Make so many calls; what was wrong is in `faults`."""
        order = numbered(Random(f"{self.seed}"), count, self.methods)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(self.one, range(count), order))

    def one(self, number: int, method: MethodDescriptor) -> None:
        """The call of this number."""
        rng = Random(f"{self.seed}:{number}")
        call = self.made(rng, method)
        while not all(map(self.pool.spares, call.requests)):
            call = self.made(rng, method)
        token = self.callers[call.who].token() if call.who else ""
        outcome = send(self.wire, call, token)
        for answer in outcome.answers:
            self.pool.learn(rng, answer)
        self._note(number, call, outcome)

    def _note(self, number: int, call: Call, outcome: Outcome) -> None:
        fault = wrong(call, outcome)
        with self._lock:
            self.codes[outcome.code] += 1
            if outcome.code == "OK":
                self.answered.add(path_of(call.method))
                if path_of(call.method) == START:
                    self.invented.add(StartProcessRequest.FromString(call.requests[0]).dossier_id)
            if fault:
                self.faults.append(f"call {self.seed}:{number}: {fault}\n{told(call)}")

    def made(self, rng: Random, method: MethodDescriptor) -> Call:
        """A call of this method."""
        count = rng.choice((0, 1, 2, 3, 6)) if method.client_streaming else 1
        requests = [self._request(rng, method) for _ in range(count)]
        if method.client_streaming and self.recorded[path_of(method)] and rng.random() < 0.6:
            requests = self._stream(rng, rng.choice(self.recorded[path_of(method)]))
        return Call(
            method,
            requests,
            who=self._who(rng, path_of(method)),
            metadata=rng.choice(ODD_METADATA) if rng.random() < 0.06 else (),
            timeout=rng.choice((0.001, 0.01, 0.05)) if rng.random() < 0.03 else PATIENCE,
            reads=rng.choice((0, 1, 1, 1)),
            cancels=method.client_streaming and rng.random() < 0.15,
        )

    def _who(self, rng: Random, path: str) -> str:
        """Mostly somebody who may: whoever may not is turned away before the request counts for anything."""
        rule = self.policy.get(path.lstrip("/"))
        may = [name for name, one in self.callers.items() if rule is None or rule.allows(one.subject)]
        if may and rng.random() < 0.93:
            return rng.choice(may)
        return rng.choice([*self.callers, ""])

    def _request(self, rng: Random, method: MethodDescriptor) -> bytes:
        maker, known = Maker(rng, self.pool), self.recorded[path_of(method)]
        if known and rng.random() < 0.75:
            message = GetMessageClass(method.input_type)()
            message.ParseFromString(rng.choice(rng.choice(known)))
            for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 4))):
                maker.spoil(message)
        else:
            message = maker.message(method.input_type)
        if "request_id" in message.DESCRIPTOR.fields_by_name and rng.random() < 0.93:
            setattr(message, "request_id", str(uuid.UUID(int=rng.getrandbits(128))))  # noqa: B010
        made = message.SerializeToString()
        return raw.spoiled(rng, made) if rng.random() < 0.1 else made

    def _stream(self, rng: Random, known: list[bytes]) -> list[bytes]:
        """A stream that was good, with its parts elsewhere, twice, away or broken."""
        made = list(known)
        if rng.random() < 0.5:
            rng.shuffle(made)
        if made and rng.random() < 0.5:
            at = rng.randrange(len(made))
            made[at : at + 1] = rng.choice(([], [made[at]] * 2, [raw.spoiled(rng, made[at])], [b""] * 50))
        return made
