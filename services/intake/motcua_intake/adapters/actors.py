# SPDX-License-Identifier: Apache-2.0
"""Who acted, as it is kept with what was done, in the words of the contract."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.common.v1 import common_pb2


def kept_actor(kept: Mapping[str, str]) -> common_pb2.Actor:
    """`kept` has user, name, unit and client, each only where there is one."""
    return common_pb2.Actor(
        user=kept.get("user", ""),
        name=kept.get("name", ""),
        unit=kept.get("unit", ""),
        client=kept.get("client", ""),
    )
