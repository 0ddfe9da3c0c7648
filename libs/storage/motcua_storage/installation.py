# SPDX-License-Identifier: Apache-2.0
"""Which installation a database is: the id that its bucket must be marked with. Owns `platform.installation`."""

from __future__ import annotations

import psycopg

from motcua_storage.database import plain_url


def installation_of(url: str) -> str:
    """The id, or "" where no bucket was ever named to `motcua migrate`; any role may read it. Raises psycopg.Error."""
    with psycopg.connect(plain_url(url), autocommit=True, connect_timeout=5) as connection:
        row = connection.execute("SELECT id FROM platform.installation").fetchone()
    return str(row[0]) if row else ""


def of_older_release(url: str) -> bool:
    """Whether the database is from a release that did not keep the id: only its bucket, if it has one, knows it. Raises
    psycopg.Error."""
    with psycopg.connect(plain_url(url), autocommit=True, connect_timeout=5) as connection:
        return connection.execute("SELECT FROM platform.installation WHERE id = ''").fetchone() is not None


def name_installation(admin_url: str, installation: str) -> str:
    """Keep `installation` as the id, unless there is one; the id that is kept then. Raises psycopg.Error."""
    with psycopg.connect(plain_url(admin_url), autocommit=True, connect_timeout=10) as connection:
        connection.execute(
            'INSERT INTO platform.installation (id) VALUES (%s) ON CONFLICT ("only") DO UPDATE SET id = excluded.id'
            " WHERE installation.id = ''",
            [installation],
        )
    return installation_of(admin_url)
