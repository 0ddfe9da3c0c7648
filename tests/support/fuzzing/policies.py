# SPDX-License-Identifier: Apache-2.0
"""The rules of all services as one table."""

from __future__ import annotations

from importlib import import_module

from motcua_identity import Policy

from support.asking import SERVICES

POLICIES = Policy.merge(import_module(f"motcua_{service}.entrypoints.policy").POLICY for service in SERVICES)
