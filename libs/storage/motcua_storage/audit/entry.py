# SPDX-License-Identifier: Apache-2.0
"""One row of the audit before it is written: what happened, to what, and a digest of everything that it changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["call", "event", "work", "setting", "role"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened.

    Attributes:
        kind: `call` a write that somebody asked for, `event` a change as the service tells it, `work` what a worker did that it
            tells nobody, `setting` a file or switch that differs from the last start, `role` who may do what (identity).
        what: method (`motcua.intake.v1.IntakeService/AcceptDossier`), type of the event, name of the work or setting, or act on a
            role.
        digest: SHA-256 of the whole content (request, envelope, file), which itself is kept elsewhere or not at all.
        about: what was changed, `kind:id`, such as `task:0198…` or `procedure:khai-sinh@3`.
        dossier: id of the dossier, empty where there is none.
        business_at: aware moment of the business clock; None where that was not asked.
    """

    kind: Kind
    what: str
    digest: bytes
    about: str = ""
    dossier: str = ""
    business_at: datetime | None = None


def digest_of(content: bytes | str) -> bytes:
    """SHA-256 of a content; of a text its UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).digest()
