# SPDX-License-Identifier: Apache-2.0
"""A Keycloak of this machine, on loopback. Its realm is `motcua identity realm apply`'s; here is only the server."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from parts.common import VERSIONS, Part, PartError, answers, cache, free_port, installing, run, tool

SAID = VERSIONS["keycloak"]
ADMIN = "admin"
READY_SECONDS = 300.0
DATABASE = "MOTCUA_KEYCLOAK_DATABASE"
"""postgresql://user:password@host:port/name. Without it the server keeps what it knows in a file of its own, which is for trying:
Keycloak calls it `dev-file`."""
JVM = (
    "-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:MetaspaceSize=96M", "-XX:MaxMetaspaceSize=256m",
    "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Djava.security.egd=file:/dev/urandom",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-Dpicocli.disable.closures=true",
    "-Dquarkus-log-max-startup-records=10000",
    *(f"--add-opens=java.base/java.{each}=ALL-UNNAMED" for each in ("util", "util.concurrent", "security", "lang")),
)  # fmt: skip
"""As bin/kc.sh starts it, with less memory and a quicker start. Not by kc.sh itself: a shell between us and the server would
outlive it, or be outlived."""
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


def install(database: str = "dev-file") -> Path:
    """Bring the distribution and build it once for this kind of database (`dev-file`, `postgres`); its folder."""
    java = tool("java", "default-jre-headless")
    with installing(f"keycloak-{SAID['version']}-{database}") as new:
        if new is not None:
            _unpack(new)
            run(
                [new / "bin" / "kc.sh", "build", f"--db={database}", "--health-enabled=true",
                 "--features-disabled=kerberos"],
                "Building Keycloak", env=os.environ | {"JAVA": java},
            )  # fmt: skip
    return cache() / f"keycloak-{SAID['version']}-{database}"


def _unpack(new: Path) -> None:
    """By `tar`: Maven's own unpacking breaks the long names in it."""
    artifact = f"org.keycloak:keycloak-quarkus-dist:{SAID['version']}:tar.gz"
    run(
        [tool("mvn", "maven"), "-q", "-B", MAVEN_COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={new}"],
        "Bringing Keycloak by Maven", cwd=new,
    )  # fmt: skip
    archive = next(new.glob("*.tar.gz"))
    run([tool("tar", "tar"), "-xzf", archive, "-C", new, "--strip-components=1"], "Unpacking Keycloak")
    archive.unlink()


class Keycloak(Part):
    """A server with its own administrator, whose password was made at random: `admin()`. `database`: as MOTCUA_KEYCLOAK_DATABASE,
    which is taken without it; what was given at the first start stays."""

    def __init__(self, folder: Path, database: str = "") -> None:
        super().__init__(folder)
        self._database = database or os.environ.get(DATABASE, "")

    @staticmethod
    def install() -> Path:
        """See Part; for the kind of database that is asked for."""
        return install("postgres" if os.environ.get(DATABASE) else "dev-file")

    @property
    def address(self) -> str:
        """Base address, `http://127.0.0.1:PORT`; issuers lie below it at /realms/NAME."""
        return f"http://127.0.0.1:{self.running.known()['ports']['keycloak']}"

    def admin(self) -> tuple[str, str]:
        """User and password of the server's administrator, in the realm `master`."""
        return ADMIN, str(self._said()["admin_password"])

    def start(self) -> None:
        """See Part."""
        if self.running.process() is None:
            self.running.folder.mkdir(parents=True, exist_ok=True)
            said = self._said()
            home = self._home(install("postgres" if said["database"] else "dev-file"))
            ports = self.running.known().get("ports") or {
                "keycloak": free_port(),
                "management": free_port(),
            }
            command: list[str | Path] = [
                       tool("java", "default-jre-headless"), *JVM, f"-Dkc.home.dir={home}",
                       f"-Djboss.server.config.dir={home / 'conf'}", "-cp", home / "lib" / "quarkus-run.jar",
                       "io.quarkus.bootstrap.runner.QuarkusEntryPoint", *_options(ports)]  # fmt: skip
            self.running.start(command, ports, env=os.environ | self._variables(said))
        self.running.wait(self.ready, READY_SECONDS)

    def ready(self) -> bool:
        """Whether it says so itself, and gives out a discovery document."""
        ports = self.running.known()["ports"]
        if not answers(ports["management"]):
            return False
        with httpx.Client(trust_env=False, verify=False, timeout=5) as http:
            try:
                health = http.get(f"http://127.0.0.1:{ports['management']}/health/ready")
                found = http.get(f"{self.address}/realms/master/.well-known/openid-configuration")
            except httpx.HTTPError:
                return False
        return health.status_code == found.status_code == 200

    def _said(self) -> dict[str, Any]:
        """What was decided at the first start; it holds passwords."""
        file = self.running.folder / "secrets.json"
        if not file.exists():
            _check_database(self._database)
            made = {"admin_password": secrets.token_urlsafe(24), "database": self._database}
            new = file.with_suffix(".new")
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                json.dump(made, out)
            new.replace(file)
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return found

    def _home(self, installed: Path) -> Path:
        """What is installed, with a folder `data` of this server's own: two servers must not share their transaction logs."""
        home = self.running.folder / "home"
        (home / "data").mkdir(parents=True, exist_ok=True)
        for name in ("bin", "conf", "lib", "providers", "themes", "version.txt"):
            link = home / name
            link.unlink(missing_ok=True)
            link.symlink_to(installed / name)
        return home

    def _variables(self, said: dict[str, Any]) -> dict[str, str]:
        """What must not stand in a list of processes."""
        made = {"KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD": said["admin_password"]}
        if not said["database"]:
            file = self.running.folder / "data" / "keycloak"
            # Without a delay a commit is on its way to the disk when it is answered: kill -9 takes nothing back.
            settings = "NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0"
            return made | {"KC_DB_URL": f"jdbc:h2:file:{file};{settings}"}
        parts = urlsplit(said["database"])
        url = f"jdbc:postgresql://{parts.hostname}:{parts.port or 5432}{parts.path}"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return made | {"KC_DB_URL": url, "KC_DB_USERNAME": user, "KC_DB_PASSWORD": password}


def _options(ports: dict[str, int]) -> list[str]:
    # `cache` is read at the start, whatever was built: without it the server looks for others of its kind in the network.
    return [
        "start", "--optimized", "--cache=local", "--http-enabled=true", "--http-host=127.0.0.1",
        f"--http-port={ports['keycloak']}",
        f"--http-management-port={ports['management']}", f"--hostname=http://127.0.0.1:{ports['keycloak']}",
        "--shutdown-delay=0", "--log-level=info,io.smallrye.health:error",
    ]  # fmt: skip


def _check_database(url: str) -> None:
    parts = urlsplit(url)
    if url and (not parts.scheme.startswith("postgresql") or not parts.hostname or not parts.path.strip("/")):
        raise PartError(f"{DATABASE} must be postgresql://user:password@host:port/name.")
