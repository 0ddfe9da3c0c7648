# SPDX-License-Identifier: Apache-2.0
"""What an earlier database had not: statements that take it away again, so that an upgrade can be tried."""

from __future__ import annotations

LATER = (
    "expired_draft", "loose_file", "dossier_words", "fee_entry", "fee_line", "return_way", "delivery", "rating", "extension",
    "stay", "control_slip", "register_extract", "printing", "feed_audience", "feed", "lookup", "board_line", "crash",
)  # fmt: skip
"""Tables since migration 0016."""
SINCE_0016 = (
    *(f"DROP TABLE intake.{name} CASCADE" for name in LATER),
    "DROP INDEX intake.draft_untouched, intake.dossier_unfinished, intake.document_register",
    "ALTER TABLE intake.draft DROP COLUMN warned_for",
    "ALTER TABLE intake.dossier DROP COLUMN extension",
    "ALTER TABLE intake.part DROP COLUMN apologise_at",
)
