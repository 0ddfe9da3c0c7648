# SPDX-License-Identifier: Apache-2.0
"""An nginx of this machine before the services: one address for pages, one for gRPC, both in the clear on loopback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from parts.common import INFRA, Part, PartError, answers, free_port, run, tool

TEMPLATE = INFRA / "gateway" / "motcua.conf.template"
READY_SECONDS = 20.0
_MAIN = Template("""daemon off;
master_process off;
worker_processes 1;
pid $folder/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/motcua.conf;
}
""")


class Gateway(Part):
    """`configure` before the first start: whom it stands before."""

    @staticmethod
    def install() -> Path:
        """See Part: a package of the distribution."""
        return Path(tool("nginx", "nginx-light"))

    @property
    def address(self) -> str:
        """Address of the pages."""
        return f"http://127.0.0.1:{self.ports['http']}"

    @property
    def grpc(self) -> str:
        """host:port of the gRPC API."""
        return f"127.0.0.1:{self.ports['grpc']}"

    @property
    def ports(self) -> dict[str, int]:
        """Chosen at the first asking, kept from then on."""
        file = self.running.folder / "ports"
        if not file.exists():
            self.running.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{free_port()} {free_port()}")
        http, grpc = map(int, file.read_text().split())
        return {"http": http, "grpc": grpc}

    def configure(self, servers: Mapping[str, Sequence[str]], certificates: Path) -> None:
        """`servers`: host:port of every replica by service; `certificates`: folder of the gateway's own."""
        lists = {
            f"{name.upper()}_SERVERS": " ".join(f"server {one} max_fails=0;" for one in each)
            for name, each in servers.items()
        }
        filled = TEMPLATE.read_text("utf-8")
        for key, value in {
            "HTTP_LISTEN": f"127.0.0.1:{self.ports['http']}",
            "GRPC_LISTEN": self.grpc,
            "HTTP_TLS": "",
            "GRPC_TLS": "",
            "CERTIFICATES": str(certificates),
            **lists,
        }.items():
            filled = filled.replace(f"${{{key}}}", value)
        folder = self.running.folder
        (folder / "motcua.conf").write_text(filled, "utf-8")
        (folder / "nginx.conf").write_text(_MAIN.substitute(folder=folder), "utf-8")

    def start(self) -> None:
        """See Part."""
        if self.running.process() is None:
            settings = self.running.folder / "nginx.conf"
            if not settings.exists():
                raise PartError("The gateway needs services to stand before: start it by `make up-local`.")
            command: list[str | Path] = [
                self.install(),
                "-e",
                "stderr",
                "-p",
                self.running.folder,
                "-c",
                settings,
            ]
            run([*command, "-t"], "Reading the gateway's settings")
            self.running.start(command, self.ports)
        self.running.wait(self.ready, READY_SECONDS)

    def ready(self) -> bool:
        """Whether it listens; whom it stands before is asked by `healthz`."""
        return answers(self.ports["http"]) and answers(self.ports["grpc"])
