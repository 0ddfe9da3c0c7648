# SPDX-License-Identifier: Apache-2.0
"""A real Keycloak keeps the contract of every issuer."""

from __future__ import annotations

from motcua_identity.testing import IssuerContract


class TestKeycloak(IssuerContract):
    """`issuer` is the session's."""
