# SPDX-License-Identifier: Apache-2.0
"""One Keycloak for all tests here: this folder is one share of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from motcua_identity.testing import listening
from parts.keycloak import Keycloak
from support.realms import RealIssuer, own_keycloak, real_issuer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    with own_keycloak(tmp_path_factory.mktemp("keycloak")) as made:
        yield made


@pytest.fixture(scope="session")
def issuer(server: Keycloak) -> Iterator[RealIssuer]:
    with listening() as (heard_at, heard), real_issuer(server, heard_at, heard) as made:
        yield made
