# SPDX-License-Identifier: Apache-2.0
"""The audit: who changed what and when, one append-only table in the schema of each service, chained by hashes.

`tables` declares it, `actor` knows who is at work, `writing` adds rows in the transaction of the change, `sealing` chains what
has committed, `chain` finds what was tampered with (no I/O), `reading` and `verifying` look into a database, `exported` writes
and checks files.
docs/operators.md, section Audit, says what it shows and what it cannot.
"""

from __future__ import annotations

from motcua_storage.audit.actor import Actor, caused_by, identify
from motcua_storage.audit.chain import Chain, Finding, Head, Link
from motcua_storage.audit.entry import Entry, digest_of
from motcua_storage.audit.sealing import Sealer
from motcua_storage.audit.tables import APPEND_ONLY, audit_tables, create_audit_tables_1
from motcua_storage.audit.writing import AuditLog

__all__ = [
    "APPEND_ONLY",
    "Actor",
    "AuditLog",
    "Chain",
    "Entry",
    "Finding",
    "Head",
    "Link",
    "Sealer",
    "audit_tables",
    "caused_by",
    "create_audit_tables_1",
    "digest_of",
    "identify",
]
