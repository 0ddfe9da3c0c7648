# SPDX-License-Identifier: Apache-2.0
"""A ClamAV daemon of this machine, by a socket file and on loopback. It knows two signatures of our own, of EICAR's test file and
of a marker: those of ClamAV come from its own mirrors, which is an installation's affair."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from string import Template

from parts.common import Part, PartError, free_port, tool

READY_SECONDS = 60.0
MARKER = b"MOTCUA-MALWARE-TEST-MARKER"
"""Found in any file as `Motcua.Test.Marker.UNOFFICIAL`; harms nobody."""
_SIGNATURES = {
    "motcua.ndb": f"Motcua.Test.Marker:0:*:{MARKER.hex()}\n",
    "motcua.hdb": "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n",
}
_CONFIGURATION = Template("""Foreground yes
DatabaseDirectory $folder/database
LocalSocket $folder/clamd.ctl
FixStaleSocket yes
TCPSocket $port
TCPAddr 127.0.0.1
""")
SETTINGS: Mapping[str, str] = {
    "StreamMaxLength": "60M",
    "MaxFileSize": "60M",
    "MaxScanSize": "400M",
    "MaxScanTime": "15000",
    "AlertExceedsMax": "yes",
    "MaxThreads": "10",
}
"""As docs/operations.md asks of an installation."""


class Clamd(Part):
    """`settings` may be changed before the first start."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings = dict(SETTINGS)

    @staticmethod
    def install() -> Path:
        """See Part: a package of the distribution."""
        beside = Path("/usr/sbin/clamd")  # which is in the path of the administrator only
        return beside if beside.exists() else Path(tool("clamd", "clamav-daemon"))

    @property
    def address(self) -> str:
        """As MOTCUA_SCANNER takes it."""
        return f"unix://{self.running.folder}/clamd.ctl"

    @property
    def tcp(self) -> str:
        """The same on loopback."""
        return f"tcp://127.0.0.1:{self.running.known()['ports']['clamd']}"

    @property
    def database(self) -> Path:
        """Folder of signatures."""
        return self.running.folder / "database"

    def start(self) -> None:
        """See Part."""
        folder = self.running.folder
        if len(f"{folder}/clamd.ctl".encode()) > 107:
            raise PartError(f"{folder} is too long for the path of a socket; name a shorter one by --state.")
        if self.running.process() is None:
            self.database.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, text in _SIGNATURES.items():
                (self.database / name).write_text(text, "ascii")
            ports = self.running.known().get("ports") or {"clamd": free_port()}
            written = _CONFIGURATION.substitute(folder=folder, port=ports["clamd"])
            written += "".join(f"{key} {value}\n" for key, value in self.settings.items())
            (folder / "clamd.conf").write_text(written, "utf-8")
            # A copy of its own: AppArmor lets the one of the package read its own folders only.
            program = Path(shutil.copy(self.install(), folder / "clamd"))
            self.running.start([program, f"--config-file={folder / 'clamd.conf'}"], ports)
        self.running.wait(self.ready, READY_SECONDS)

    def ready(self) -> bool:
        """Whether it answers."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(1.0)
            asked.connect(str(self.running.folder / "clamd.ctl"))
            asked.sendall(b"zPING\0")
            return asked.recv(16) == b"PONG\0"
        return False
