# SPDX-License-Identifier: Apache-2.0
"""Numbers of results that differ in case or spaces only are the same number."""

from __future__ import annotations

import logging

from alembic import op

revision = "0014"
down_revision = "0013"

_FOLDED = r"lower(regexp_replace(number, '\s', '', 'g'))"
_TWICE = f"""
WITH ranked AS (
    SELECT ctid, row_number() OVER (PARTITION BY unit, code, {_FOLDED} ORDER BY attached_at, id) AS place
    FROM intake.result WHERE voided_at IS NULL AND holds_number
)
UPDATE intake.result r SET number_as_typed = TRUE FROM ranked WHERE ranked.ctid = r.ctid AND ranked.place > 1
RETURNING r.unit, r.code, r.number
"""  # noqa: S608 - no value of anybody is in it


def upgrade() -> None:
    """Of numbers that collide already, the first takes all spellings, and the others keep the one they have."""
    op.execute("ALTER TABLE intake.result ADD COLUMN number_as_typed BOOLEAN NOT NULL DEFAULT FALSE")
    op.execute("DROP INDEX intake.result_number")
    for unit, code, number in op.get_bind().exec_driver_sql(_TWICE).all():
        message = "Result number %r of %s, %s, was used in another spelling before; it is kept."
        logging.getLogger("motcua_intake").warning(message, number, unit, code)
    key = f"CASE WHEN number_as_typed THEN number ELSE {_FOLDED} END"
    op.execute(
        f"ALTER TABLE intake.result ADD COLUMN number_key TEXT NOT NULL GENERATED ALWAYS AS ({key}) STORED"
    )
    op.execute(
        "CREATE UNIQUE INDEX result_number ON intake.result (unit, code, number_key) "
        "WHERE voided_at IS NULL AND holds_number"
    )
