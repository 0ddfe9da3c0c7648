# SPDX-License-Identifier: Apache-2.0
"""One running system for all that is hostile, who calls it, and what lies in it that must not change.

`MOTCUA_TEST_SEED` makes the same calls again; `MOTCUA_TEST_FUZZ_CALLS=20000` makes so many on each surface.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import closing

import grpc
import pytest
from motcua_cli.sign_in import PersonToken
from motcua_identity import ClientCredentials, Provider, TokenVerifier
from support.fuzzing.calls import opened
from support.fuzzing.prepared import Prepared, prepared
from support.fuzzing.run import Caller
from support.province import COMMUNE
from support.system import System

SEED = int(os.environ.get("MOTCUA_TEST_SEED") or random.SystemRandom().randrange(10**9))
CALLS = int(os.environ.get("MOTCUA_TEST_FUZZ_CALLS") or 0)
"""On each surface; 0 is the short run."""


@pytest.fixture(scope="session")
def seed() -> int:
    """Of this run."""
    return SEED


@pytest.fixture(scope="session")
def calls() -> int:
    """How many calls are asked for; 0 for a few."""
    return CALLS


@pytest.fixture(scope="package")
def system(new_system: Callable[..., System], tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of its own: what was called here is in every list of it."""
    made = new_system(tmp_path_factory.mktemp("fuzz") / "var")
    made.start()
    yield made
    if made.process is not None:
        assert made.stop() == 0, made.log_tail()


@pytest.fixture(scope="package")
def wire(system: System) -> Iterator[grpc.Channel]:
    """A channel as any integrator would open it."""
    with opened(system.run["grpc"]) as made:
        yield made


@pytest.fixture(scope="package")
def callers(system: System) -> Iterator[dict[str, Caller]]:
    """One person for each role, and every client that proves itself."""
    with closing(Provider(system.run["issuer"])) as provider:
        verifier = TokenVerifier(provider)
        roles = sorted({role for one in system.run["people"] for role in one["roles"]})
        # Those who work on the dossiers that lie there.
        people = {role: (system.users_with(role, COMMUNE) or system.users_with(role))[0] for role in roles}
        sources: dict[str, Callable[[], str]] = {
            role: PersonToken(system.run, user) for role, user in people.items()
        }
        for client in system.run["clients"]:
            if client["secret"] and "client_credentials" in client["grants"]:
                sources[client["id"]] = ClientCredentials(provider, client["id"], client["secret"])
        yield {name: Caller(verifier.verify(source()), source) for name, source in sources.items()}


@pytest.fixture(scope="package")
def way(system: System) -> Prepared:
    """Dossiers on their way, and the requests that brought them there."""
    return prepared(system)
