# SPDX-License-Identifier: Apache-2.0
"""The parts that this machine can run, by the name that people type."""

from __future__ import annotations

from parts.clamd import Clamd
from parts.collector import Collector
from parts.common import Part
from parts.kafka import Kafka
from parts.keycloak import Keycloak
from parts.s3 import S3

PARTS: dict[str, type[Part]] = {
    "clamd": Clamd,
    "collector": Collector,
    "kafka": Kafka,
    "s3": S3,
    "keycloak": Keycloak,
}
