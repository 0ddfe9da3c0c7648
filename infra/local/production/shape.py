# SPDX-License-Identifier: Apache-2.0
"""Brings the production shape up and down on this machine: parts, certificates, migration, realm, services, gateway, procedures.

Each step finds what an earlier run made, so `up` after a kill brings back what is gone.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from motcua_calendar import days_in_force
from motcua_cli.serving.certificates import Wanted, prepare
from motcua_intake.domain.law import shipped
from parts.collector import Collector
from parts.common import Part, PartError, write_private
from parts.gateway import Gateway
from parts.kafka import Kafka
from parts.keycloak import Keycloak
from parts.postgres import Postgres
from parts.s3 import S3

from production.environment import Surroundings, variables, with_own
from production.layout import REPLICAS, ROOT, Layout, Replica, replicas
from production.processes import MOTCUA, Processes

ORGANISATION = ROOT / "infra" / "demo" / "organisation.yaml"
REALM = "motcua"
BUCKET = "motcua"
HERE = ("127.0.0.1", "localhost")


class Shape:
    """Of one folder. `trial`: business time may be moved, and the demo people sign in with passwords that stay. `collector`: with
    one, which takes some minutes to be built for the first time. `scanner`: clamd's address, if there is one. `settings`: what
    every process of a service is given beside."""

    def __init__(
        self,
        layout: Layout,
        *,
        trial: bool = True,
        collector: bool = True,
        scanner: str = "",
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.layout = layout
        self.trial = trial
        self.scanner = scanner
        self.settings = dict(settings or {})
        self._say = say
        folder = layout.folder
        self.postgres = Postgres(folder / "postgres")
        self.kafka = Kafka(folder / "kafka", layout.certificates / "kafka")
        self.keycloak = Keycloak(folder / "keycloak")
        self.store = S3(folder / "s3")
        self.collector = Collector(folder / "collector") if collector else None
        self.gateway = Gateway(folder / "gateway")
        self.processes = Processes(layout, self.variables)

    @property
    def parts(self) -> dict[str, Part]:
        """By name, in the order of a start; the gateway comes after the services."""
        always: dict[str, Part] = {
            "postgres": self.postgres,
            "kafka": self.kafka,
            "keycloak": self.keycloak,
            "s3": self.store,
        }
        return always | ({"collector": self.collector} if self.collector else {})

    def start_parts(self) -> None:
        """What services need, without the services. `operator.env` is what `motcua migrate` and its like are set by. Raises
        PartError."""
        self.layout.folder.mkdir(parents=True, exist_ok=True)
        self._certificates()
        for name, part in self.parts.items():
            self._say(f"  {name}")
            part.start()
        lines = [f"{key}={shlex.quote(value)}" for key, value in self._migration().items()]
        write_private(self.layout.folder / "operator.env", "\n".join(lines) + "\n")

    def up(self) -> None:
        """Everything that does not run. Raises PartError."""
        self.start_parts()
        # Commands know from it, also while nothing runs, that the folder's database holds no events.
        write_private(self.layout.events, json.dumps({"cluster": self.kafka.cluster, "prefix": ""}) + "\n")
        self._say("  database, topics, rights, bucket")
        self._motcua("migrate", **self._migration())
        self._say("  realm and people")
        self._identity()
        self._start_services()
        write_private(self.layout.run, json.dumps(self._run(), ensure_ascii=False, indent=1))
        self._say("  procedures")
        self.publish()
        self._say(
            f"MotCua is ready: {self.gateway.address} · gRPC {self.gateway.grpc} · issuer {self.issuer}"
        )

    def down(self) -> None:
        """End everything; the services before the parts that they need."""
        self.layout.run.unlink(missing_ok=True)
        self.gateway.stop()
        self.processes.stop()
        for part in reversed(self.parts.values()):
            part.stop()

    def status(self) -> dict[str, bool]:
        """Every process and part, and whether it is ready."""
        services = {
            one.name: self.processes.running(one.name).process() is not None and self.processes.ready(one)
            for one in replicas()
        }
        return {
            name: part.status() for name, part in (self.parts | {"gateway": self.gateway}).items()
        } | services

    @property
    def issuer(self) -> str:
        return f"{self.keycloak.address}/realms/{REALM}"

    @cached_property
    def around(self) -> Surroundings:
        """Known when the parts run."""
        secrets: Mapping[str, str] = json.loads(
            (self._identity_state / "client-secrets.json").read_text("utf-8")
        )
        return Surroundings(
            database=self.postgres.address,
            kafka=self.kafka.address,
            issuer=self.issuer,
            client_secrets=secrets,
            public_url=self.gateway.address,
            store=self.store.address,
            store_keys=self.store.keys,
            bucket=BUCKET,
            trial=self.trial,
            collector=self.collector.address if self.collector else "",
            scanner=self.scanner,
        )

    def variables(self, replica: Replica) -> dict[str, str]:
        """What a process is set by."""
        return variables(self.layout, self.around, replica) | self.settings

    def publish(self) -> None:
        """What is new or changed in workflows/; a sentence for each folder that is refused is a PartError."""
        from motcua_cli.embedded.publishing import publish_folders
        from motcua_identity.issuer import Client

        client = Client("motcua-cli", (), secret=self.around.client_secrets["motcua-cli"])
        refused = publish_folders(
            ROOT / "workflows", self.gateway.grpc, self.issuer, client, lambda text: self._say(f"  {text}")
        )
        if refused:
            raise PartError("Not published: " + "\n".join(refused))

    @property
    def _identity_state(self) -> Path:
        return self.layout.folder / "identity"

    def _certificates(self) -> None:
        wanted = [Wanted("kafka", HERE), Wanted("gateway", HERE), *map(Wanted, REPLICAS)]
        # Services take new certificates while they run; these two read theirs when they start.
        started: dict[str, Part] = {"kafka": self.kafka, "gateway": self.gateway}
        for sentence in prepare(self.layout.certificates, wanted):
            self._say(f"  {sentence}")
            if part := started.get(sentence.partition(":")[0]):
                part.stop()

    def _migration(self) -> dict[str, str]:
        access = self.kafka.access
        _ = self.layout.role_passwords, self.layout.kafka_passwords  # as files, from which they are read
        return {
            "MOTCUA_ADMIN_DATABASE_URL": self.postgres.address,
            "MOTCUA_ROLE_PASSWORDS": str(self.layout.passwords / "database"),
            "MOTCUA_KAFKA__SERVERS": self.kafka.address,
            "MOTCUA_KAFKA__USER": access.user,
            "MOTCUA_KAFKA__PASSWORD": access.password,
            "MOTCUA_KAFKA__AUTHORITY": str(self.layout.certificates / "authority.pem"),
            "MOTCUA_KAFKA_PASSWORDS": str(self.layout.passwords / "kafka"),
            "MOTCUA_S3__ENDPOINT": self.store.address,
            "MOTCUA_S3__BUCKET": BUCKET,
            "MOTCUA_S3__ACCESS_KEY": self.store.keys["access_key"],
            "MOTCUA_S3__SECRET_KEY": self.store.keys["secret_key"],
        }

    def _identity(self) -> None:
        user, password = self.keycloak.admin()
        given = {
            "MOTCUA_KEYCLOAK_URL": self.keycloak.address,
            "MOTCUA_KEYCLOAK_REALM": REALM,
            "MOTCUA_KEYCLOAK_PASSWORD": password,
            "MOTCUA_ADMIN_DATABASE_URL": self.postgres.address,
            "MOTCUA_ORGANISATION": str(ORGANISATION),
            "MOTCUA_PUBLIC_URL": self.gateway.address,
        }
        trial = ["--trial"] if self.trial else []
        state = ["--state", str(self._identity_state)]
        assert user == "admin", "the command line's own default"
        self._motcua("identity", "realm", "apply", *state, *trial, **given)
        self._motcua("identity", "sync", *state, *trial, **given)

    def _start_services(self) -> None:
        for one in replicas():
            self.processes.start(one)
        for one in replicas():
            self.processes.wait(one)
            self._say(f"  {one.name}")
        servers = {name: self.layout.addresses(name) for name in REPLICAS}
        self.gateway.configure(servers, self.layout.certificates / "gateway")
        self.gateway.start()

    def _motcua(self, *arguments: str, **given: str) -> None:
        """Run a command of MotCua's own; PartError with its words when it could not."""
        done = subprocess.run(
            [str(MOTCUA), *arguments], env=with_own(given), capture_output=True, text=True, cwd=ROOT
        )
        if done.returncode:
            raise PartError(f"motcua {arguments[0]}: {(done.stderr or done.stdout).strip()}")

    def _settings(self) -> dict[str, str]:
        """What an operator's commands (`motcua doctor`) are set by to look at the parts; they find the database in the folder."""
        around, (user, password) = self.around, self.keycloak.admin()
        named = ("MOTCUA_KAFKA__", "MOTCUA_S3__")
        return {key: value for key, value in self._migration().items() if key.startswith(named)} | {
            "MOTCUA_CERTIFICATES": str(self.layout.certificates),
            "MOTCUA_ISSUER": around.issuer,
            "MOTCUA_KEYCLOAK_URL": self.keycloak.address,
            "MOTCUA_KEYCLOAK_USER": user,
            "MOTCUA_KEYCLOAK_PASSWORD": password,
            "MOTCUA_TELEMETRY": "otlp" if around.collector else "off",
            "MOTCUA_OTLP_ENDPOINT": around.collector,
            "MOTCUA_SCANNER": around.scanner,
        }

    def _run(self) -> dict[str, Any]:
        """As the embedded shape says of itself (design, contracts), with all processes."""
        from motcua_cli.embedded import people as demo
        from motcua_identity.issuer import demo_secrets
        from motcua_organisation import load_organisation

        organisation = load_organisation(ORGANISATION)
        people, _ = demo_secrets(self._identity_state, demo.people(organisation), [])
        known = {name: self.processes.running(name).known() for name in (one.name for one in replicas())}
        days, law = days_in_force(), shipped()
        return {
            "pid": self.gateway.running.known()["pid"],
            "processes": {
                name: {"pid": said["pid"], "health": f"127.0.0.1:{said['ports'][f'{name}.health']}"}
                for name, said in known.items()
            },
            "http": self.gateway.address,
            "grpc": self.gateway.grpc,
            "issuer": self.issuer,
            "settings": self._settings(),
            "refused": [],
            "organisation": str(ORGANISATION),
            "days": {"file": "", "rows": days.rows, "sha256": days.sha256},
            "law": {"file": "", "rows": law.rows, "sha256": law.sha256},
            "people": [
                {"user": one.user, "password": one.password, "name": one.name, "unit": one.unit, "roles": list(one.roles)}
                for one in people
            ]
            if self.trial
            else [],
            "clients": [
                {
                    "id": one.id, "secret": self.around.client_secrets.get(one.id), "grants": list(one.grants),
                    "redirect_uris": list(one.redirect_uris), "roles": list(one.roles), "unit": one.unit,
                }
                for one in demo.clients(organisation, self.gateway.address)
            ],
        }  # fmt: skip
