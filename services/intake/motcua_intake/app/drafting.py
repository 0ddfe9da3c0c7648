# SPDX-License-Identifier: Apache-2.0
"""Drafts: saved as often as a person likes, incomplete as they are; checked only when asked or submitted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
import uuid_utils
from motcua_calendar import legal_time
from motcua_identity import INTEGRATOR, WINDOW_CLERK, Kind, Subject
from motcua_procedure import Procedure
from motcua_rpc import FieldError

from motcua_intake.adapters import cases, drafts, files, return_ways
from motcua_intake.app import expiring
from motcua_intake.app.desk import Desk
from motcua_intake.domain import checking
from motcua_intake.domain.account import Account, contradicting, other_user
from motcua_intake.domain.checking import Checked
from motcua_intake.domain.records import ON_PAPER, Applicant, Draft, Paper, Source
from motcua_intake.errors import BadFields, DraftStale, DraftSubmitted, UnknownDraft, UnknownProcedure

MAX_ANSWER_BYTES: Final = 200_000
MAX_APPLICANT_FIELD: Final = 2_000
"""A draft keeps what was typed, right or wrong; beyond this it is an attack."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed, with the revision that they saw."""

    draft_id: str
    procedure_key: str
    unit: str
    applicant: Applicant
    answers: Mapping[str, Any]
    revision: int
    source: str = ""


def save(connection: sa.Connection, desk: Desk, subject: Subject, typed: Typed) -> Draft:
    """Open a draft or change one.

    Raises:
        UnknownDraft, DraftExpired, UnknownProcedure, DraftStale, DraftSubmitted, BadFields.
    """
    check_size(typed.applicant, typed.answers)
    if len(typed.procedure_key) > 200 or "\0" in typed.procedure_key + typed.draft_id:
        raise UnknownProcedure()
    if not typed.draft_id:
        made = _new(connection, desk, subject, typed)
        drafts.add(connection, made)
        return made
    old = drafts.find(connection, typed.draft_id, subject.user_id, lock=True)
    if old is None:
        raise expiring.missing(connection, typed.draft_id, subject.user_id)
    if old.dossier_id is not None:
        raise DraftSubmitted.as_dossier(old.dossier_id)
    if old.revision != typed.revision:
        raise DraftStale(details={"revision": str(old.revision)})
    if typed.procedure_key not in ("", old.procedure_key):
        raise BadFields.one(
            "procedure_key",
            "PROCEDURE_FIXED",
            "Không đổi được thủ tục của bản nháp. Hãy tạo bản nháp mới.",
            "The procedure of a draft cannot be changed. Please open a new draft.",
        )
    changed = replace(
        old,
        unit=_unit(subject, typed.unit or old.unit),
        source=_changed_source(connection, desk, subject, old, typed.source),
        procedure_version=_version(connection, desk, old.procedure_key),
        applicant=_applicant(desk, subject, old.source, typed.applicant, new=False),
        answers=dict(typed.answers),
        revision=old.revision + 1,
        saved_at=desk.clock.now(),
    )
    drafts.save(connection, changed)
    return changed


def find(connection: sa.Connection, subject: Subject, draft_id: str, *, lock: bool = False) -> Draft:
    """An own draft; raises UnknownDraft, DraftExpired."""
    found = drafts.find(connection, draft_id, subject.user_id, lock=lock)
    if found is None:
        raise expiring.missing(connection, draft_id, subject.user_id)
    return found


def current(connection: sa.Connection, desk: Desk, found: Sequence[Draft]) -> list[Draft]:
    """Drafts with the version that they are checked by: the one in force now; once handed in, the dossier's. Where nothing of the
    procedure is in force, the one that was looked at last stays."""
    keys = {one.procedure_key for one in found if one.dossier_id is None}
    versions = desk.packages.all_in_force(connection, keys, desk.clock.now().date())
    return [
        one
        if one.dossier_id is not None
        else replace(one, procedure_version=versions.get(one.procedure_key, one.procedure_version))
        for one in found
    ]


def delete(connection: sa.Connection, subject: Subject, draft_id: str) -> None:
    """Throw an own draft away with its papers and the files that hang nowhere else.

    Raises:
        UnknownDraft, DraftSubmitted.
    """
    draft = find(connection, subject, draft_id, lock=True)
    if draft.dossier_id is not None:
        raise DraftSubmitted.as_dossier(draft.dossier_id)
    files.drop(connection, cases.remove_papers_of_draft(connection, draft.id))
    drafts.remove(connection, draft.id)


def applicant_of(connection: sa.Connection, draft_id: str) -> Applicant:
    """Who applies by anybody's draft, for a service that has to reach them; raises UnknownDraft."""
    found = drafts.any_one(connection, draft_id)
    if found is None:
        raise UnknownDraft()
    return Applicant(**found.applicant)


def papers(connection: sa.Connection, draft_id: str) -> list[Paper]:
    return cases.papers_of_draft(connection, draft_id)


def check(
    connection: sa.Connection, desk: Desk, subject: Subject, draft: Draft, attached: list[Paper]
) -> tuple[Checked, int]:
    """The whole draft of this subject against the version in force now; with that version.

    Raises:
        UnknownProcedure: nothing of that key is in force any more.
    """
    version = _version(connection, desk, draft.procedure_key)
    package = desk.package_of(connection, draft.procedure_key, version)
    applicant = Applicant(**draft.applicant)
    today = legal_time(desk.clock.now()).date()
    checked = checking.check(
        package, desk.organisation, draft.unit, applicant, draft.answers, attached, today
    )
    account = account_of(desk, subject, draft.source)
    wrong = account.wanting() or account.differing(applicant) if account is not None else []
    wrong += contradicting(checked.applicant, checked.answers)
    said = {one.field for one in wrong}
    rest = [one for one in checked.problems if one.field not in said]
    wrong += checking.check_source(package.procedure, draft.source, attached)
    rest += checking.check_return_way(
        package.procedure, return_ways.choice(connection, draft.id), draft.source
    )
    return replace(checked, problems=(*wrong, *rest)), version


def _new(connection: sa.Connection, desk: Desk, subject: Subject, typed: Typed) -> Draft:
    version = _version(connection, desk, typed.procedure_key)
    procedure, able = desk.package_of(connection, typed.procedure_key, version).procedure, _able(subject)
    usual = next((one for one in able if one.channel in procedure.channels), able[0])
    source = _source(typed.source or usual, able)
    _require_open(procedure, source)
    now = desk.clock.now()
    return Draft(
        id=str(uuid_utils.uuid7()),
        owner_id=subject.user_id,
        owner_user=subject.username or subject.user_id,
        unit=_unit(subject, typed.unit),
        procedure_key=typed.procedure_key,
        procedure_version=version,
        source=source,
        applicant=_applicant(desk, subject, source, typed.applicant, new=True),
        answers=dict(typed.answers),
        revision=1,
        created_at=now,
        saved_at=now,
    )


def _able(subject: Subject) -> list[Source]:
    """How what this subject enters may have come in, the usual way first. Only a person sees papers at a window; what another
    system sends is electronic, by the portal it names."""
    if subject.kind is Kind.SERVICE:
        return [Source.PORTAL, Source.NATIONAL_PORTAL]
    return list(ON_PAPER) if subject.has(WINDOW_CLERK) and subject.unit else [Source.PORTAL]


def _changed_source(connection: sa.Connection, desk: Desk, subject: Subject, old: Draft, said: str) -> Source:
    """Whether it was brought or came by post may be put right until it is decided on; what is electronic stays what it is."""
    before = Source(old.source)
    able = _able(subject)
    source = _source(said or before, able if before in ON_PAPER and before in able else [before])
    if source != before:
        version = _version(connection, desk, old.procedure_key)
        _require_open(desk.package_of(connection, old.procedure_key, version).procedure, source)
    return source


def _require_open(procedure: Procedure, source: Source) -> None:
    if source.channel not in procedure.channels:
        text = checking.channel_closed(source)
        raise BadFields.one(
            "source" if source in ON_PAPER else "procedure_key", "CHANNEL_CLOSED", text.vi, text.to("en")
        )


def _source(said: str, able: Sequence[Source]) -> Source:
    """How it comes in. Raises BadFields."""
    if said not in able:
        raise BadFields.one(
            "source",
            "SOURCE_FIXED",
            "Tài khoản này không nộp hồ sơ được theo cách đó. Hãy để trống hoặc chọn: "
            + ", ".join(able)
            + ".",
            "This account cannot file in that way. Please leave it empty or choose: " + ", ".join(able) + ".",
        )
    return Source(said)


def _version(connection: sa.Connection, desk: Desk, key: str) -> int:
    version = desk.packages.in_force(connection, key, desk.clock.now().date())
    if version is None:
        raise UnknownProcedure()
    return version


def _unit(subject: Subject, wanted: str) -> str:
    """A clerk files at the own window, always."""
    if subject.has(WINDOW_CLERK) and subject.unit:
        if wanted not in ("", subject.unit):
            raise BadFields.one(
                "unit",
                "UNIT_FOREIGN",
                "Cán bộ một cửa chỉ nhận hồ sơ tại đơn vị của mình.",
                "A window clerk receives dossiers at the own unit only.",
            )
        return subject.unit
    if len(wanted) > 100 or "\0" in wanted:
        raise BadFields.one("unit", "UNIT_UNKNOWN", "Không có đơn vị này.", "There is no such unit.")
    return wanted


def account_of(desk: Desk, subject: Subject, source: str) -> Account | None:
    """Whom the draft's owner can only be. None: the owner names whoever applies, which a window clerk does for whoever came
    or wrote, and the account of another system for a person whom that system has identified and answers for."""
    if source in ON_PAPER or (subject.kind is Kind.SERVICE and subject.has(INTEGRATOR)):
        return None
    known = desk.organisation.citizens.get(subject.username)
    if known is None:
        return Account(subject.name, subject.identity_number)
    return Account(
        known.name or subject.name,
        subject.identity_number or known.id_number,
        known.phone,
        known.email,
        known.address,
    )


def _applicant(desk: Desk, subject: Subject, source: str, typed: Applicant, *, new: bool) -> dict[str, str]:
    """A citizen files for the own account; whom a clerk types in has none until they sign in themselves.

    Raises:
        BadFields: user, name or identity number are not the account's; never replaced silently.
    """
    own = frozenset() if source in ON_PAPER else frozenset({subject.username, subject.user_id} - {""})
    wrong = other_user(typed, own)
    account = account_of(desk, subject, source)
    if account is not None:
        wrong += account.differing(typed)
        typed = account.identify(account.fill(typed) if new else typed)
    if wrong:
        raise BadFields.many(
            [
                FieldError(one.field, "APPLICANT_DIFFERS", one.message.vi, one.message.to("en"))
                for one in wrong
            ]
        )
    user = "" if source in ON_PAPER else subject.username or subject.user_id
    return asdict(replace(typed, user=user))


def check_size(applicant: Applicant, answers: Mapping[str, Any]) -> None:
    """Whatever was typed is kept, within bounds. Raises BadFields."""
    if len(json.dumps(dict(answers), ensure_ascii=False).encode()) > MAX_ANSWER_BYTES:
        raise BadFields.one(
            "answers",
            "ANSWERS_TOO_LARGE",
            "Nội dung gửi lên quá lớn. Hãy rút ngắn hoặc đính kèm tệp.",
            "Too much was sent. Please shorten it or attach a file.",
        )
    for name, value in asdict(applicant).items():
        if len(value) > MAX_APPLICANT_FIELD:
            raise BadFields.one(
                f"applicant.{name}",
                "TEXT_TOO_LONG",
                f"Tối đa {MAX_APPLICANT_FIELD} ký tự.",
                f"At most {MAX_APPLICANT_FIELD} characters.",
            )
