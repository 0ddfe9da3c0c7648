# SPDX-License-Identifier: Apache-2.0
"""The parts that this machine can run, by the name that people type."""

from __future__ import annotations

from parts.common import Part
from parts.kafka import Kafka

PARTS: dict[str, type[Part]] = {
    "kafka": Kafka,
}
