# SPDX-License-Identifier: Apache-2.0
"""Owns what a service's alembic revision may call. What is here must keep doing what it does: old revisions
call it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from motcua_storage.requests import request_table


def create_request_table(schema: str) -> None:
    """Create `schema`.request, the table of RequestLog."""
    request_table(sa.MetaData(schema=schema)).create(op.get_bind())
