# SPDX-License-Identifier: Apache-2.0
"""The parts beside brokers and database: does each answer, is it of a version that was tried. One line each, within seconds."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc
from motcua_rpc import MotcuaError, channel

from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.given import Given
from motcua_cli.doctor.together import told

SECONDS = 4.0
KEYCLOAK = 26


def look_at_issuer(given: Given) -> Iterator[Check]:
    """Its discovery document and its keys."""
    document = f"{given.issuer.rstrip('/')}/.well-known/openid-configuration"
    hint = "Start Keycloak; until then nobody new signs in, and services work on for 15 minutes at most."
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            answer = client.get(document)
            said = answer.json() if answer.status_code == httpx.codes.OK else {}
            keys = client.get(said["jwks_uri"]).json().get("keys", []) if said else []
    except (httpx.HTTPError, ValueError, KeyError, ssl.SSLError) as error:
        yield Check("issuer", Level.ERROR, f"{given.issuer} does not answer ({told(error)}).", hint)
        return
    if not said:
        yield Check(
            "issuer", Level.ERROR, f"{document} says {answer.status_code}.",
            "Correct MOTCUA_ISSUER, or make the realm: motcua identity realm apply.",
        )  # fmt: skip
    elif said.get("issuer") != given.issuer:
        yield Check(
            "issuer", Level.ERROR,
            f"It calls itself {said.get('issuer')}, services expect {given.issuer}: every token is refused.",
            "Correct MOTCUA_ISSUER, or Keycloak's hostname.",
        )  # fmt: skip
    elif not keys:
        yield Check("issuer", Level.ERROR, f"{given.issuer} has no keys.", "Look at Realm settings → Keys.")
    else:
        yield Check("issuer", Level.OK, f"{given.issuer} answers.")
    if said and given.keycloak_url and given.keycloak_password.get_secret_value():
        yield from _keycloak(given)


def _keycloak(given: Given) -> Iterator[Check]:
    """Keycloak tells its version to administrators alone."""
    base = given.keycloak_url.rstrip("/")
    form = {
        "grant_type": "password", "client_id": "admin-cli", "username": given.keycloak_user,
        "password": given.keycloak_password.get_secret_value(),
    }  # fmt: skip
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            token = client.post(f"{base}/realms/master/protocol/openid-connect/token", data=form).json()[
                "access_token"
            ]
            found = client.get(
                f"{base}/admin/serverinfo", headers={"Authorization": f"Bearer {token}"}
            ).json()
        version = str(found["systemInfo"]["version"])
    except (httpx.HTTPError, ValueError, KeyError) as error:
        yield Check(
            "issuer", Level.NOTE, f"Keycloak does not tell its version ({told(error)}).",
            "Correct MOTCUA_KEYCLOAK_USER and MOTCUA_KEYCLOAK_PASSWORD.",
        )  # fmt: skip
        return
    yield from keycloak_told(version)


def keycloak_told(version: str) -> Iterator[Check]:
    """As `infra/versions.toml` has it: what is older was never tried."""
    major = version.partition(".")[0]
    old = not major.isdigit() or int(major) < KEYCLOAK
    hint = f"Upgrade it to {KEYCLOAK}." if old else ""
    yield Check("versions", Level.ERROR if old else Level.OK, f"Keycloak {version}.", hint)


def look_at_collector(given: Given) -> Iterator[Check]:
    """Whether somebody listens: it is asked for nothing."""
    parts = urlsplit(given.otlp_endpoint)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 4317), SECONDS):
            pass
    except OSError as error:
        yield Check(
            "collector", Level.WARNING, f"{given.otlp_endpoint} does not answer ({told(error)}).",
            "Start it. Nothing waits for it, but traces and metrics are lost until then.",
        )  # fmt: skip
        return
    yield Check("collector", Level.OK, f"{given.otlp_endpoint} listens.")


def look_at_mail(given: Given) -> Iterator[Check]:
    """Whether the mail server greets."""
    where = f"{given.smtp_host}:{given.smtp_port}"
    try:
        if given.smtp_security == "tls":
            context = ssl.create_default_context(cafile=str(given.smtp_ca) if given.smtp_ca else None)
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                given.smtp_host, given.smtp_port, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(given.smtp_host, given.smtp_port, timeout=SECONDS)
        with server:
            server.ehlo("motcua-doctor")
    except (OSError, smtplib.SMTPException) as error:
        yield Check(
            "mail", Level.ERROR, f"{where} does not answer ({told(error)}).",
            "Correct MOTCUA_SMTP_…; mails wait and are sent when it answers.",
        )  # fmt: skip
        return
    yield Check("mail", Level.OK, f"{where} answers.")


def look_at_neighbour(given: Given, service: str, address: str) -> Iterator[Check]:
    """Each process behind an address: a name stands for all its replicas."""
    host, _, port = address.rpartition(":")
    try:
        found = sorted(
            {
                str(one[4][0])
                for one in socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
            }
        )
    except (OSError, ValueError) as error:
        yield Check(
            service, Level.ERROR, f"{address} is no address that is known here ({told(error)}).",
            f"Correct MOTCUA_{service.upper()}_ADDRESS.",
        )  # fmt: skip
        return
    for one in found:
        yield _asked(given, service, f"[{one}]:{port}" if ":" in one else f"{one}:{port}")


def _asked(given: Given, service: str, address: str) -> Check:
    trust = given.tls.files.trust() if given.tls.files else None
    name = f"motcua.{service}.v1.{service.capitalize()}Service"
    again = "Look at its log, and whether it runs; whoever watches it starts it again."
    try:
        with channel(
            address, trust=trust, server_name=service if trust else "", plaintext=trust is None
        ) as asked:
            answer = health_pb2_grpc.HealthStub(asked).Check(
                health_pb2.HealthCheckRequest(service=name), timeout=SECONDS
            )
    except MotcuaError as error:
        return Check(service, Level.ERROR, f"{address} does not answer: {error.message_en}", again)
    if answer.status != health_pb2.HealthCheckResponse.SERVING:
        return Check(
            service,
            Level.ERROR,
            f"{address} says that it does not serve.",
            "Look at its database, and at its log.",
        )
    return Check(service, Level.OK, f"{address} serves.")
