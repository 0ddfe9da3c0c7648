# SPDX-License-Identifier: Apache-2.0
"""The board: one line a dossier to count and list from, and the names of the steps at which dossiers stay."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"

_DAYS = (
    "received_on", "accepted_on", "supplemented_on", "extended_on", "settled_on", "refused_on", "declined_on",
    "withdrawn_on", "stopped_on",
)  # fmt: skip
_LINE = """
    CREATE TABLE intake.board_line (
        dossier_id TEXT PRIMARY KEY REFERENCES intake.dossier (id),
        unit TEXT NOT NULL,
        lead TEXT NOT NULL,
        procedure_key TEXT NOT NULL,
        state TEXT NOT NULL,
        due_at TIMESTAMPTZ NOT NULL,
        received_on DATE NOT NULL,
        accepted_on DATE,
        supplemented_on DATE,
        extended_on DATE,
        settled_on DATE,
        refused_on DATE,
        declined_on DATE,
        withdrawn_on DATE,
        stopped_on DATE,
        timely TEXT NOT NULL
    )
"""
_ZONE = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
# The agency that answers for a dossier is known for sure once the dossier changes next; until then it is the one that acts.
_FILL = f"""
    INSERT INTO intake.board_line
    SELECT d.id, d.unit, coalesce(u.lead, d.unit), d.procedure_key,
        CASE WHEN d.finished_at IS NOT NULL THEN 'ENDED'
             WHEN d.accepted_at IS NULL AND d.status = 'SUPPLEMENT_REQUESTED' THEN 'STANDING'
             WHEN d.accepted_at IS NULL THEN 'ACCEPTANCE'
             WHEN p.ended THEN 'READY'
             WHEN EXISTS (
                SELECT FROM intake.stretch s WHERE s.dossier_id = d.id AND s.to_at IS NULL AND s.policy <> 'EXTEND'
                AND (d.promised_at IS NULL OR (s.from_at {_ZONE})::date <= (d.promised_at {_ZONE})::date)
                AND (s.part = '' OR EXISTS (
                    SELECT FROM intake.part o
                    WHERE o.dossier_id = d.id AND o.key = s.part AND o.status IN ('WAITING', 'IN_PROGRESS')
                ))
             ) THEN 'STANDING'
             ELSE 'COUNTING' END,
        coalesce(CASE WHEN d.accepted_at IS NULL THEN d.answer_due_at ELSE d.promised_at END, d.submitted_at),
        (d.submitted_at {_ZONE})::date,
        (d.accepted_at {_ZONE})::date,
        (s.first_at {_ZONE})::date,
        ((d.extension ->> 'signed_at')::timestamptz {_ZONE})::date,
        CASE WHEN e.settled THEN (p.last_at {_ZONE})::date END,
        CASE WHEN d.status = 'INTAKE_REFUSED' THEN (d.finished_at {_ZONE})::date END,
        CASE WHEN d.accepted_at IS NOT NULL THEN (p.declined_at {_ZONE})::date END,
        CASE WHEN d.accepted_at IS NULL AND d.status = 'WITHDRAWN' THEN (d.finished_at {_ZONE})::date
             WHEN e.over AND p.withdrawn THEN (p.last_at {_ZONE})::date END,
        CASE WHEN e.over AND p.stopped THEN (p.last_at {_ZONE})::date END,
        CASE WHEN NOT e.settled THEN ''
             WHEN d.promised_at IS NULL OR (p.last_at {_ZONE})::date = (d.promised_at {_ZONE})::date THEN 'ON_TIME'
             WHEN (p.last_at {_ZONE})::date < (d.promised_at {_ZONE})::date THEN 'EARLY'
             ELSE 'LATE' END
    FROM intake.dossier d
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_and(status NOT IN ('WAITING', 'IN_PROGRESS')), false) AS ended,
            coalesce(bool_and(status = 'WITHDRAWN'), false) AS withdrawn,
            coalesce(bool_and(status IN ('STOPPED', 'WITHDRAWN')) AND bool_or(status = 'STOPPED'), false) AS stopped,
            max(decided_at) AS last_at,
            min(decided_at) FILTER (WHERE status = 'REFUSED') AS declined_at
        FROM intake.part WHERE dossier_id = d.id
    ) p
    CROSS JOIN LATERAL (
        SELECT d.accepted_at IS NOT NULL AND p.ended AND p.last_at IS NOT NULL AS over,
            d.accepted_at IS NOT NULL AND p.ended AND p.last_at IS NOT NULL AND NOT p.stopped AS settled
    ) e
    LEFT JOIN LATERAL (SELECT min(requested_at) AS first_at FROM intake.supplement WHERE dossier_id = d.id) s ON true
    LEFT JOIN LATERAL (
        SELECT min(unit) AS lead FROM intake.dossier_unit WHERE dossier_id = d.id AND kind = 'agency' HAVING count(*) = 1
    ) u ON true
"""  # noqa: S608 - no value of anybody is in it


def upgrade() -> None:
    op.execute(_LINE)
    op.execute(_FILL)
    op.execute(
        "CREATE INDEX board_line_state ON intake.board_line (state, due_at, dossier_id) "
        "INCLUDE (unit, lead, procedure_key) WHERE state <> 'ENDED'"
    )
    for name in _DAYS:
        op.execute(
            f"CREATE INDEX board_line_{name.removesuffix('_on')} ON intake.board_line ({name}, dossier_id) "
            f"INCLUDE (unit, lead, procedure_key, timely) WHERE {name} IS NOT NULL"
        )
    op.execute("ALTER TABLE intake.stay ADD COLUMN step_vi TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE intake.stay ADD COLUMN step_en TEXT NOT NULL DEFAULT ''")
    op.execute("CREATE INDEX stay_opened ON intake.stay (opened_at) INCLUDE (unit, dossier_id)")
    op.execute("CREATE INDEX stay_closed ON intake.stay (closed_at) INCLUDE (unit, dossier_id, due_at)")
    op.execute(
        "CREATE INDEX stay_here ON intake.stay (unit) "
        "WHERE closed_at IS NULL AND cancelled_at IS NULL AND opened_at IS NOT NULL"
    )
    op.execute("CREATE INDEX rating_day ON intake.rating (rated_at)")
