# SPDX-License-Identifier: Apache-2.0
"""The variables that each process is given: the one place where the shape on this machine says what a service needs. What
docker-compose.yml and infra/kubernetes give their containers is compared with it by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from motcua_events.kafka_rights import user_of
from motcua_storage import role_url

from production.layout import REPLICAS, ROLES, ROOT, Layout, Replica


@dataclass(frozen=True)
class Surroundings:
    """Where the parts are; known when they run."""

    database: str
    """URL in the name of the administrator."""
    kafka: str
    issuer: str
    client_secrets: Mapping[str, str]
    public_url: str
    store: str
    """Endpoint of the S3-compatible store."""
    store_keys: Mapping[str, str]
    bucket: str
    trial: bool
    collector: str = ""
    """Endpoint for OTLP; without one nothing is sent."""
    scanner: str = ""
    """Address of clamd on this machine; without one uploads are not scanned."""


def variables(layout: Layout, around: Surroundings, replica: Replica) -> dict[str, str]:
    """All MOTCUA_… of one process."""
    role = ROLES[replica.service]
    own = layout.certificates / replica.service
    return {
        "MOTCUA_DATABASE_URL": role_url(around.database, role, layout.role_passwords[role]),
        "MOTCUA_LISTEN": layout.address(replica),
        "MOTCUA_HEALTH": f"127.0.0.1:{layout.ports[f'{replica.name}.health']}",
        "MOTCUA_ISSUER": around.issuer,
        "MOTCUA_CLIENT_ID": replica.service,
        "MOTCUA_CLIENT_SECRET": around.client_secrets[replica.service],
        "MOTCUA_ORGANISATION": str(ROOT / "infra" / "demo" / "organisation.yaml"),
        "MOTCUA_PUBLIC_URL": around.public_url,
        "MOTCUA_TRIAL": "true" if around.trial else "false",
        "MOTCUA_TELEMETRY": "otlp" if around.collector else "off",
        "MOTCUA_OTLP_ENDPOINT": around.collector,
        **_log(layout, around, replica),
        "MOTCUA_TLS__CERTIFICATE": str(own / "certificate.pem"),
        "MOTCUA_TLS__KEY": str(own / "key.pem"),
        "MOTCUA_TLS__AUTHORITY": str(own / "authority.pem"),
        **{
            f"MOTCUA_{name.upper()}_ADDRESS": ",".join(layout.addresses(name))
            for name in REPLICAS
            if name != "portal"
        },
        **_files(layout, around, replica),
        **({"MOTCUA_PROXIES": "127.0.0.1"} if replica.service == "portal" else {}),
    }


def _log(layout: Layout, around: Surroundings, replica: Replica) -> dict[str, str]:
    """Of whoever writes or reads events."""
    if replica.service == "portal":
        return {}
    return {
        "MOTCUA_KAFKA__SERVERS": around.kafka,
        "MOTCUA_KAFKA__USER": user_of(replica.service),
        "MOTCUA_KAFKA__PASSWORD": layout.kafka_passwords[replica.service],
        "MOTCUA_KAFKA__AUTHORITY": str(layout.certificates / "authority.pem"),
    }


def _files(layout: Layout, around: Surroundings, replica: Replica) -> dict[str, str]:
    """The store and the scanner, of whoever keeps papers; the folder of the node's keys, of whoever signs."""
    if replica.service == "liaison":
        return {
            "MOTCUA_LIAISON_STATE": str(layout.folder / "liaison"),
            "MOTCUA_POPULATION_CONTROL": str(layout.folder / "population.json"),
        }
    if replica.service != "intake":
        return {}
    return {
        "MOTCUA_S3__ENDPOINT": around.store,
        "MOTCUA_S3__BUCKET": around.bucket,
        "MOTCUA_S3__ACCESS_KEY": around.store_keys["access_key"],
        "MOTCUA_S3__SECRET_KEY": around.store_keys["secret_key"],
        "MOTCUA_SCANNER": around.scanner,
    }


def with_own(given: Mapping[str, str]) -> dict[str, str]:
    """What a process of this machine needs beside: nothing of MOTCUA_… that the shell happens to have."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
    return kept | dict(given)
