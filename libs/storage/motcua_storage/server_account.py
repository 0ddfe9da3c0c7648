# SPDX-License-Identifier: Apache-2.0
"""Owns the question: as which system user, and with which rights, does the embedded PostgreSQL run?

PostgreSQL refuses to run as root. Started by root (a container, a CI job), it runs as an ordinary system user
through `setpriv`. That user may be unable to walk to a clone under `/root` or in a private temporary folder;
then it is given one capability, to read and search past folder permissions (`dac_read_search`), and where the
machine does not have that one to give (containers), `dac_override`. Both are less than root, which is who
started it, and are used only when needed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from motcua_storage.errors import EmbeddedPostgresError

SYSTEM_USERS = ("nobody", "daemon", "postgres", "www-data")
CAPABILITIES = ("", "dac_read_search", "dac_override")


@dataclass(frozen=True)
class ServerAccount:
    """User and group ids of the server, and what goes before a command to run as them."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()


def own(path: Path) -> ServerAccount:
    """The account that owns, or is to own, the data folder `path` (its rights are found by `reaching`)."""
    if os.geteuid() != 0:
        return ServerAccount(os.geteuid(), os.getegid())
    if path.exists() and path.stat().st_uid != 0:
        stat = path.stat()
        return ServerAccount(stat.st_uid, stat.st_gid)
    user = _system_user()
    return ServerAccount(user.pw_uid, user.pw_gid)


def reaching(account: ServerAccount, data: Path, program: Path) -> ServerAccount:
    """The account with the least rights that can enter `data` and run `program`.

    Raises EmbeddedPostgresError with what to do when there is none.
    """
    if os.geteuid() != 0:
        return account
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedPostgresError(
            "PostgreSQL không chạy bằng quyền root và máy này thiếu lệnh setpriv; hãy cài util-linux "
            "hoặc chạy bằng "
            "người dùng thường.",
            "PostgreSQL does not run as root and this machine lacks the command setpriv; install "
            "util-linux or run as "
            "an ordinary user.",
        )
    for capability in CAPABILITIES:
        candidate = ServerAccount(account.uid, account.gid, _prefix(setpriv, account, capability))
        if _reaches(candidate, data, program):
            return candidate
    name = _user_name(account.uid)
    raise EmbeddedPostgresError(
        f"Người dùng hệ thống {name} không vào được {data}; hãy đặt bản sao ở thư mục mà mọi người đọc "
        f"được (chmod o+x), "
        f"chạy bằng người dùng thường, hoặc đặt MOTCUA_DATABASE_URL.",
        f"The system user {name} cannot enter {data}; put the clone where everybody may enter (chmod "
        f"o+x), run as an "
        f"ordinary user, or set MOTCUA_DATABASE_URL.",
    )


def _system_user() -> pwd.struct_passwd:
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedPostgresError(
        "PostgreSQL không chạy bằng quyền root và máy này không có người dùng hệ thống nào (nobody); hãy "
        "tạo một người "
        "dùng hoặc chạy bằng người dùng thường.",
        "PostgreSQL does not run as root and this machine has no system user (nobody); create one or run "
        "as an ordinary "
        "user.",
    )


def _prefix(setpriv: str, account: ServerAccount, capability: str) -> tuple[str, ...]:
    """`setpriv` options: that user, no other groups, and at most one capability."""
    command = [
        setpriv,
        f"--reuid={account.uid}",
        f"--regid={account.gid}",
        "--clear-groups",
        "--no-new-privs",
    ]
    if capability:
        rights = f"-all,+{capability}"
        command += [f"--inh-caps={rights}", f"--ambient-caps={rights}", f"--bounding-set={rights}"]
    else:
        command.append("--inh-caps=-all")
    return (*command, "--")


def _reaches(account: ServerAccount, data: Path, program: Path) -> bool:
    probe = 'cd "$1" && test -w . && exec "$2" --version'
    done = subprocess.run(
        [*account.prefix, "/bin/sh", "-c", probe, "probe", str(data), str(program)],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
