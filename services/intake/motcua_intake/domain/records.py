# SPDX-License-Identifier: Apache-2.0
"""What intake keeps, as plain values. The fields of a row are the columns of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final


class DossierStatus(StrEnum):
    """National dossier statuses 1 to 10, one to one."""

    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    INTAKE_REFUSED = "INTAKE_REFUSED"
    IN_PROGRESS = "IN_PROGRESS"
    SUPPLEMENT_REQUESTED = "SUPPLEMENT_REQUESTED"
    FINANCIAL_OBLIGATION = "FINANCIAL_OBLIGATION"
    WITHDRAWN = "WITHDRAWN"
    STOPPED = "STOPPED"
    RESULT_READY = "RESULT_READY"
    RETURNED = "RETURNED"


class PartStatus(StrEnum):
    WAITING = "WAITING"
    IN_PROGRESS = "IN_PROGRESS"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    STOPPED = "STOPPED"


OPEN_PARTS = frozenset((PartStatus.WAITING, PartStatus.IN_PROGRESS))


class Source(StrEnum):
    WINDOW = "WINDOW"
    POST = "POST"
    PORTAL = "PORTAL"
    NATIONAL_PORTAL = "NATIONAL_PORTAL"

    @property
    def channel(self) -> str:
        """The channel of procedure.yaml (fees, facts) that it counts as."""
        return self.value if self in ON_PAPER else "ONLINE"


ON_PAPER: Final = (Source.WINDOW, Source.POST)
"""A clerk types these in and decides on them at once: brought by a person, or sent by post."""


class Stage(StrEnum):
    """When a supplement is asked for."""

    BEFORE_ACCEPTANCE = "before_acceptance"
    AFTER_APPRAISAL = "after_appraisal"
    # An agency asks to complete its file, through the commune that answers it: no process waits for the papers themselves.
    COMPLETION = "completion"


ANY = "*"
"""The component of a request that names no paper of the procedure."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something; all empty for the process itself."""

    user: str = ""
    name: str = ""
    unit: str = ""
    client: str = ""

    def to_dict(self) -> dict[str, str]:
        """As history and requests keep it."""
        return {"user": self.user, "name": self.name, "unit": self.unit, "client": self.client}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who files. `user` is the sign-in name, empty for a person who came to the window."""

    user: str = ""
    name: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A submission in the making; `dossier_id` is set once it was submitted, and then nothing changes any more."""

    id: str
    owner_id: str
    owner_user: str
    unit: str
    procedure_key: str
    procedure_version: int
    source: str
    applicant: dict[str, str]
    answers: dict[str, Any]
    revision: int
    created_at: datetime
    saved_at: datetime
    dossier_id: str | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A stored file under the name that a person sees. `uploaded_by` is the stable id, `uploaded_user` the sign-in name."""

    id: str
    sha256: str
    size: int
    media_type: str
    file_name: str
    uploaded_by: str
    uploaded_user: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a component; `round` 0 came with the submission, n with supplement round n.

    `file_id` is "" for one that was shown at the window and not scanned; `not_scanned` says why.
    """

    id: str
    draft_id: str | None
    dossier_id: str | None
    component: str
    file_id: str
    form: str
    copies: int
    attached_at: datetime
    attached_by: str
    round: int
    not_scanned: str = ""
    file_name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One procedure of the dossier. `derivation` holds pairs of sentences (vi, en); `decided_by` is who decided it, empty when
    no person did; `stood_at` are the steps at which the dossier stood until then, each with its unit (Vietnamese names);
    `apologise_at` is when an apology is drafted unless it is done or the clock stands still."""

    dossier_id: str
    key: str
    position: int
    code: str
    name_vi: str
    name_en: str
    status: str
    reason: str = ""
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    decided_at: datetime | None = None
    derivation: list[list[str]] = field(default_factory=list)
    decided_by: dict[str, str] = field(default_factory=dict)
    reason_en: str = ""
    stood_at: list[list[str]] = field(default_factory=list)
    apologise_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.status in OPEN_PARTS


@dataclass(frozen=True, slots=True)
class Result:
    """A signed paper that a part gives. Several may be attached; the completed step names the one that is issued. `pages` of
    one copy, 0 where nobody counted; `note` is what the applicant is told about it. `voided_at`: when its part ended without
    issuing it, which frees its number. `id` is "" for what was attached before papers had ids. `holds_number`: of papers of
    one part with the same number, one holds it against other dossiers."""

    dossier_id: str
    part: str
    code: str
    name_vi: str
    name_en: str
    unit: str
    number: str
    signer: str
    signed_at: datetime
    file_id: str
    attached_at: datetime
    attached_by: str
    issued_at: datetime | None = None
    returned_at: datetime | None = None
    copies: int = 1
    pages: int = 0
    note: str = ""
    voided_at: datetime | None = None
    id: str = ""
    holds_number: bool = True

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.part, self.code, self.id)


@dataclass(frozen=True, slots=True)
class Supplement:
    """One request for papers. `items` are [component, reason]; `key` is the id of what asked for it.

    The component `ANY` stands for whichever papers the reason asks for: a process may ask in words only. `part`: of a completion,
    whose agency asks.
    """

    dossier_id: str
    round: int
    key: str
    stage: str
    items: list[list[str]]
    reason: str
    requested_at: datetime
    requested_by: dict[str, str]
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    part: str = ""

    @property
    def open(self) -> bool:
        """It waits for papers."""
        return self.answered_at is None and self.closed_at is None

    @property
    def lapsed(self) -> bool:
        """It ended without an answer."""
        return self.answered_at is None and self.closed_at is not None

    def asks_for(self, component: str) -> bool:
        return any(item[0] in (ANY, component) for item in self.items)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time under a clock policy; `part` "" is every part, `to_at` None while it is open."""

    dossier_id: str
    key: str
    part: str
    ground: str
    policy: str
    from_at: datetime
    to_at: datetime | None = None


INTERNAL: Final = ("06",)
"""Forms for officers only."""
APOLOGY: Final = "04"
"""The form by which a unit apologises and appoints another day; of all its late parts at once, so of none by name."""


@dataclass(frozen=True, slots=True)
class Document:
    """A printed form that was issued; never changed. `unit` is the one that issued it; `seq` has no gaps for (unit, series,
    year), where the series is the notation of the number. `posted`: a refusal or stop notice that was put into a parcel which was
    not delivered; it is under way, or came back."""

    id: str
    dossier_id: str
    unit: str
    form: str
    year: int
    series: str
    seq: int
    number: str
    name_vi: str
    name_en: str
    part: str
    file_id: str
    issued_at: datetime
    posted: bool = False

    def apologises(self, unit: str) -> bool:
        """Whether the head of this unit signed it as its apology."""
        return self.form == APOLOGY and self.unit == unit


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened, never changed."""

    dossier_id: str
    at: datetime
    type: str
    actor: dict[str, str]
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier. `applicant_id` is the stable id of the citizen who may see it, "" when nobody signed in for it."""

    id: str
    draft_id: str
    code: str
    procedure_key: str
    procedure_version: int
    procedure_name_vi: str
    procedure_name_en: str
    source: str
    status: str
    unit: str
    territory: str
    applicant_id: str
    applicant_user: str
    applicant_name: str
    id_number: str
    phone: str
    email: str
    address: str
    answers: dict[str, Any]
    submitted_at: datetime
    answer_due_at: datetime | None = None
    accepted_at: datetime | None = None
    started_at: datetime | None = None
    promised_at: datetime | None = None
    original_promised_at: datetime | None = None
    finished_at: datetime | None = None
    refusal_reason: str = ""
    withdrawal: dict[str, Any] | None = None
    originals: list[str] = field(default_factory=list)
    custody: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    handovers: list[dict[str, Any]] = field(default_factory=list)
    revision: int = 1
    extension: dict[str, Any] | None = None

    @property
    def applicant(self) -> Applicant:
        return Applicant(
            self.applicant_user, self.applicant_name, self.id_number, self.phone, self.email, self.address
        )

    @property
    def owner(self) -> Applicant | None:
        """Whose right is settled (chủ hồ sơ), where that is another than the applicant. A start form that asks names its
        fields owner_name, owner_id and owner_address, or asks in `represents` for which side somebody files: of the side
        `transferor` these are transferor_name and so on."""
        side = owner_side(self.answers)
        name, identity, address = (
            str(self.answers.get(f"{side}_{key}") or "") for key in ("name", "id", "address")
        )
        if not name or (identity and identity == self.id_number):
            return None
        return Applicant(name=name, id_number=identity, address=address)


def owner_side(answers: Mapping[str, Any]) -> str:
    """What the keys of the fields about the owner of a dossier begin with."""
    side = answers.get("represents")
    return side if isinstance(side, str) and side else "owner"


@dataclass(frozen=True, slots=True)
class Published:
    """One published version of a procedure as the catalogue lists it; `search` is folded text."""

    procedure_key: str
    version: int
    sha256: str
    valid_from: date
    valid_to: date | None
    name_vi: str
    name_en: str
    field_vi: str
    field_en: str
    limit_vi: str
    limit_en: str
    label_vi: str
    label_en: str
    codes: list[str]
    search: str
