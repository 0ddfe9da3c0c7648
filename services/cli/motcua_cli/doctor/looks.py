# SPDX-License-Identifier: Apache-2.0
"""Which looks there are: of a system that a folder of this machine knows, and of one that is only set by variables."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from motcua_cli.doctor.audit import look_at_audit
from motcua_cli.doctor.brokers import look_at_brokers, look_at_rights, look_at_topics
from motcua_cli.doctor.certificates import look_at_files as look_at_certificates
from motcua_cli.doctor.certificates import look_at_peer, peers
from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.checks import version
from motcua_cli.doctor.clocks import look_at_clocks, look_at_versions
from motcua_cli.doctor.consumers import look_at_consumers
from motcua_cli.doctor.database import look_at_database, service_url
from motcua_cli.doctor.files import look_at_files, look_at_named_bucket
from motcua_cli.doctor.given import Given
from motcua_cli.doctor.peers import look_at_collector, look_at_issuer, look_at_mail, look_at_neighbour
from motcua_cli.doctor.queues import SCHEMAS, look_at_queue, look_at_work
from motcua_cli.doctor.scanner import look_at_scanner
from motcua_cli.doctor.together import Look

ROLES = {schema: f"motcua_{schema}" for schema in SCHEMAS}


def of_folder(var: Path, run: dict[str, Any], given: Given) -> Iterator[Look]:
    """Database and parts of the system that runs on `var`."""
    url = partial(_own_url, var)
    log = f"{var}/postgres/server.log"
    # By the folder: the administrator's URL of the environment may be another system's.
    yield Look("database", lambda: look_at_database(url("workflow"), log))
    yield Look("audit", partial(look_at_audit, var))
    yield from _of_database(url, named=False)
    pages = {name: f"http://{said['health']}/healthz" for name, said in run.get("processes", {}).items()}
    if "processes" in run and given.s3.named:
        yield Look("files", partial(look_at_named_bucket, given.s3, url("intake")))
    else:
        yield Look("files", partial(look_at_files, var, given.s3))
    yield _scanner(given, needed="processes" in run)
    yield from _of_clocks(url, {**pages, "pages": f"{run['http']}/healthz"})
    yield from _of_parts(given.model_copy(update={"issuer": given.issuer or run["issuer"]}), url)


def around(given: Given) -> Iterator[Look]:
    """Everything that the variables name."""
    address = given.admin_database_url.get_secret_value().replace("postgresql+psycopg://", "postgresql://", 1)

    def url(_: str) -> str:
        return address

    yield Look("database", lambda: look_at_database(address, "its log"))
    yield Look("audit", partial(look_at_audit, Path(), address))
    yield from _of_database(url, named=True)
    if given.s3.named:
        yield Look("files", partial(look_at_named_bucket, given.s3, address))
    yield _scanner(given, needed=True)
    for service, addresses in given.neighbours().items():
        yield from (Look(service, partial(look_at_neighbour, given, service, one)) for one in addresses)
    yield from _of_clocks(
        url, {"pages": f"{given.public_url.rstrip('/')}/healthz"} if given.public_url else {}
    )
    yield from _of_parts(given, url)


def _own_url(var: Path, schema: str) -> str | None:
    return service_url(var, ROLES[schema])


def _of_database(url: Callable[[str], str | None], *, named: bool) -> Iterator[Look]:
    yield from (Look("outbox", partial(_queue, schema, url, named)) for schema in SCHEMAS)
    yield Look("work", partial(look_at_work, url))


def _scanner(given: Given, *, needed: bool) -> Look:
    return Look("scanner", partial(look_at_scanner, given.scanner, given.max_file_mb, needed=needed))


def _queue(schema: str, url: Callable[[str], str | None], named: bool) -> Iterator[Check]:
    return look_at_queue(schema, url, named)


def _of_clocks(url: Callable[[str], str | None], pages: dict[str, str]) -> Iterator[Look]:
    address = url("workflow")
    if address:
        yield Look("clocks", partial(look_at_clocks, address, pages))
        yield Look("versions", partial(look_at_versions, address, version()))


def _of_parts(given: Given, url: Callable[[str], str | None]) -> Iterator[Look]:
    if given.kafka.servers:
        yield Look("kafka", partial(look_at_brokers, given.kafka))
        yield Look("topics", partial(look_at_topics, given.kafka))
        yield Look("rights", partial(look_at_rights, given.kafka))
        yield Look("consumers", partial(look_at_consumers, given.kafka))
    if given.issuer:
        yield Look("issuer", partial(look_at_issuer, given))
    if given.telemetry == "otlp" and urllib.parse.urlsplit(given.otlp_endpoint).hostname:
        yield Look("collector", partial(look_at_collector, given))
    if given.mail == "smtp":
        yield Look("mail", partial(look_at_mail, given))
    yield Look("certificates", partial(look_at_certificates, given))
    yield from (Look("certificates", partial(look_at_peer, one, given)) for one in peers(given))


def unset(given: Given) -> list[Check]:
    """What could be looked at if it were named."""
    missing = {
        "MOTCUA_KAFKA__SERVERS": given.kafka.servers, "MOTCUA_ISSUER": given.issuer, "MOTCUA_S3__ENDPOINT": given.s3.endpoint,
        "MOTCUA_WORKFLOW_ADDRESS and so on": given.neighbours(),
    }  # fmt: skip
    return [
        Check(
            "settings",
            Level.NOTE,
            f"{name} is not set: not looked at.",
            "docs/operations.md has all of them.",
        )
        for name, value in missing.items()
        if not value
    ]
