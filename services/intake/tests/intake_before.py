# SPDX-License-Identifier: Apache-2.0
"""What an earlier database had not: statements that take it away again, so that an upgrade can be tried."""

from __future__ import annotations

LATER = (
    "expired_draft", "loose_file", "dossier_words", "fee_entry", "fee_line", "return_way", "delivery", "rating", "extension",
    "stay", "control_slip", "register_extract", "printing", "feed_audience", "feed", "lookup", "board_line", "crash",
    "failure_act", "phone_call", "halt", "story",
    "extension_told", "audit", "audit_seal", "audit_queue", "stay_rebuilt", "rebuild", "sent",
)  # fmt: skip
"""Tables since migration 0016."""
SINCE_0016 = (
    *(f"DROP TABLE intake.{name} CASCADE" for name in LATER),
    "DROP FUNCTION intake.keep_control_slip",
    "DROP INDEX intake.draft_untouched, intake.dossier_unfinished, intake.document_register",
    "ALTER TABLE intake.draft DROP COLUMN warned_for",
    "ALTER TABLE intake.dossier DROP COLUMN extension",
    "ALTER TABLE intake.part DROP COLUMN apologise_at",
    "ALTER TABLE intake.supplement DROP COLUMN part",
)
SINCE_0030 = (
    "DROP TRIGGER keep ON intake.control_slip",
    "DROP FUNCTION intake.keep_control_slip",
    "ALTER TABLE intake.stay DROP COLUMN held_at",
)
SINCE_0034 = (
    "DROP TABLE intake.audit, intake.audit_seal, intake.audit_queue, intake.sent",
    "DROP TABLE intake.extension_told",
    "DROP TABLE intake.halt, intake.story",
    "DROP TABLE intake.stay_rebuilt, intake.rebuild",
    "ALTER TABLE intake.delivery DROP COLUMN originals, DROP COLUMN slips",
    "CREATE UNIQUE INDEX delivery_under_way ON intake.delivery (dossier_id) "
    "WHERE delivered_at IS NULL AND came_back_at IS NULL",
)
SINCE_0033 = (
    *SINCE_0034,
    "DROP INDEX intake.extension_waiting",
    "CREATE UNIQUE INDEX extension_waiting ON intake.extension (dossier_id) WHERE state = 'DRAFT'",
    "ALTER TABLE intake.extension DROP COLUMN promised_after",
)
SINCE_0032 = (
    *SINCE_0033,
    "DROP INDEX intake.stay_opened",
    "CREATE INDEX stay_opened ON intake.stay (opened_at) INCLUDE (unit, dossier_id, came_before)",
)
SINCE_0031 = (*SINCE_0032, "ALTER TABLE intake.board_line DROP COLUMN lead_unsure")
SINCE_0029 = (
    *SINCE_0031,
    *SINCE_0030,
    "DROP INDEX intake.lookup_number, intake.stay_opened, intake.stay_closed",
    "ALTER TABLE intake.stay DROP COLUMN came_before, DROP COLUMN done_before, DROP COLUMN late_before",
    "CREATE INDEX stay_opened ON intake.stay (opened_at) INCLUDE (unit, dossier_id)",
    "CREATE INDEX stay_closed ON intake.stay (closed_at) INCLUDE (unit, dossier_id, due_at)",
)
SINCE_0026 = (
    *SINCE_0029,
    "DROP TABLE intake.phone_call",
    "DROP INDEX intake.printing_extract",
    "DELETE FROM intake.printing WHERE extract_id IS NOT NULL",
    "ALTER TABLE intake.printing DROP CONSTRAINT printing_of, DROP COLUMN extract_id, "
    "ALTER COLUMN dossier_id SET NOT NULL, ALTER COLUMN document_id SET NOT NULL",
    "ALTER TABLE intake.supplement DROP COLUMN part",
)
SINCE_0022 = (
    *SINCE_0026,
    "DROP INDEX intake.extension_waiting, intake.extension_dossier",
    "CREATE UNIQUE INDEX extension_dossier ON intake.extension (dossier_id) WHERE state <> 'NOT_NEEDED'",
    "DROP TABLE intake.failure_act, intake.board_line",
    "DROP INDEX intake.stay_opened, intake.stay_closed, intake.stay_here, intake.rating_day",
    "ALTER TABLE intake.stay DROP COLUMN step_vi, DROP COLUMN step_en",
    "UPDATE platform.schema_state SET revision = '0022', fingerprint = '' WHERE schema = 'intake'",
    "UPDATE intake.schema_version SET version_num = '0022'",
)
"""To the last release that had no board."""
