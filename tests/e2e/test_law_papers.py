# SPDX-License-Identifier: Apache-2.0
"""Papers of the law through every service: a late dossier is apologised for, its slip fills itself, it is in the register."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1 import desk_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua.notification.v1 import notification_pb2
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua_cli.actors import LAND, LAND_ANSWERS, Clerk
from motcua_cli.birth import submit_birth
from motcua_rpc import NotFound, PermissionDenied
from support.pdfs import says
from support.province import COMMUNE, Province, draft_of
from support.waiting import eventually

REASON = "Phải trích đo lại ranh giới thửa đất do bản đồ không khớp hiện trạng."


def test_a_late_dossier_is_apologised_for_and_its_papers_fill_themselves(apart: Province) -> None:
    citizen, clerk, leader = apart.citizen(), apart.clerk, apart.land_leader
    dossier_id = citizen.submit_land("suoi_trong").dossier_id
    clerk.accept(dossier_id)
    apart.sign_release(dossier_id)
    promised = citizen.dossier(dossier_id).promised_at.ToDatetime()

    # The head of the land branch finds the apology of what will be late, and signs it.
    ahead = (promised.date() - citizen.now().ToDatetime().date()).days - 1
    moved = apart.system.command("clock", "advance", f"{ahead}d")
    assert moved.returncode == 0, moved.stderr
    draft = draft_of(leader, dossier_id, "transfer")
    assert (draft.dossier_id, draft.unit) == (dossier_id, "chi_nhanh_dat_dai")
    _a_leave_gives_no_signature(apart, draft.extension_id)
    seen = leader.intake.GetExtension(law.GetExtensionRequest(extension_id=draft.extension_id)).extension
    request = law.SignExtensionRequest(
        request_id="sign", extension_id=draft.extension_id, reason=REASON, new_day=seen.new_day
    )
    signed = leader.intake.SignExtension(request).extension
    assert signed.number == "01/XLGH"

    # The applicant sees the new day and the old one, and is told by mail.
    told = citizen.dossier(dossier_id)
    assert told.promised_at.ToDatetime() > promised == told.original_promised_at.ToDatetime()
    assert "04" in [one.form for one in told.documents]
    mails = NotificationServiceStub(apart.system.person_channel(apart.system.users_with("operator")[0]))
    asked = notification_pb2.ListNoticesRequest(dossier_id=dossier_id)
    moments = lambda: [one.moment for one in mails.ListNotices(asked).notices]  # noqa: E731
    assert (
        eventually(moments, lambda all_: "dossier.extension_signed" in all_).count("dossier.extension_signed")
        == 1
    )

    # The slip says which unit had it; the window's register has the line.
    def slip() -> law.ControlSlip:
        return clerk.intake.GetControlSlip(law.GetControlSlipRequest(dossier_id=dossier_id)).slip

    lines = eventually(slip, lambda one: len(one.lines) >= 2 and bool(one.number)).lines
    assert [one.received_by for one in lines][:2] == ["suoi_trong", "chi_nhanh_dat_dai"]
    assert not lines[1].HasField("left_at"), "the transfer lies there"
    day = date.fromisoformat(told.accepted_at.ToJsonString()[:10])
    span = {"from_day": f"{day - timedelta(days=1)}", "to_day": f"{day + timedelta(days=1)}"}
    register = clerk.intake.ListRegister(law.ListRegisterRequest(**span)).lines
    (line,) = [one for one in register if one.dossier_id == dossier_id]
    assert "01/XLGH" in line.note.vi and line.HasField("transferred_at")
    extract = clerk.intake.PrintRegister(law.PrintRegisterRequest(request_id="print", **span)).extract
    assert clerk.download(extract.file_id).startswith(b"%PDF")


def _name(province: Province, user: str) -> str:
    return next(str(one["name"]) for one in province.system.run["people"] if one["user"] == user)


def _a_leave_gives_no_signature(province: Province, extension_id: str) -> None:
    """Both heads are told by mail that it waits. The head goes on leave: who stands in reads it and may not sign."""
    leader, substitute = province.land_leader, province.land_officer
    heads = province.system.users_with("land_leader")
    user = province.system.users_with("land_officer")[0]
    notices = NotificationServiceStub(
        province.system.person_channel(province.system.users_with("operator")[0])
    )

    def told() -> list[str]:
        found = notices.ListNotices(notification_pb2.ListNoticesRequest(page_size=50)).notices
        return sorted(one.recipient for one in found if one.moment == "dossier.extensions_waiting")

    # Once each, and once more where another part was that near before the time was moved (the eve of a day off).
    assert set(eventually(told, lambda users: set(users) >= set(heads))) == set(heads)
    with pytest.raises(PermissionDenied):
        substitute.intake.ListExtensions(law.ListExtensionsRequest())
    day = leader.today().isoformat()
    leave = desk_pb2.SetSubstitutionRequest(
        request_id="head", substitute=user, from_day=day, to_day=day, reason="Nghỉ phép."
    )
    leader.inbox.SetSubstitution(leave)
    read = substitute.intake.ListExtensions(law.ListExtensionsRequest())
    assert [one.extension_id for one in read.extensions] == [extension_id] and not read.may_sign
    assert [(one.person.user, one.today) for one in read.signers][:2] == [(heads[0], False), (heads[1], True)]
    request = law.SignExtensionRequest(request_id="no", extension_id=extension_id, reason=REASON, new_day=day)
    with pytest.raises(PermissionDenied, match="SIGNATURE_NOT_LENT"):
        substitute.intake.SignExtension(request)


def test_the_window_finds_a_birth_and_who_stands_in_there_leaves_both_names(apart: Province) -> None:
    """By the child's and the mother's name without accents; a colleague's half-done acceptance taken over while she is away."""
    citizen, away = apart.citizen(), apart.clerk
    users = apart.system.users_with("window_clerk", COMMUNE)
    substitute = Clerk(apart.system.person_channel(users[1]))
    names = {user: _name(apart, user) for user in users[:2]}
    made = submit_birth(citizen, COMMUNE, child_name="Đặng Quỳnh Nhi", mother_name="Phùng Thị Ngàn")

    def found(query: str) -> list[str]:
        asked = pb.SearchDossiersRequest(query=query)
        return [one.code for one in substitute.intake.SearchDossiers(asked).dossiers]

    for query in ("dang quynh nhi", "Phùng Ngàn", made.code.lower(), "nguyen van an"):
        assert made.code in found(query), query
    assert found("dang quynh nhi phuc") == []

    task = away.wait_for(made.dossier_id, "acceptance")
    away.claim(task)
    day = away.today().isoformat()
    leave = desk_pb2.SetSubstitutionRequest(
        request_id="leave", substitute=users[1], from_day=day, to_day=day, reason="Nghỉ ốm."
    )
    away.inbox.SetSubstitution(leave)
    substitute.claim(task)
    substitute.complete(task, acceptance=work.AcceptanceAction(accept=work.Accept()))

    both = f"{names[users[1]]}, thay {names[users[0]]}"
    seen = substitute.dossier(made.dossier_id)
    (line,) = [one for one in seen.history if one.type == "dossier.accepted"]
    assert (line.actor.user, line.actor.name) == (users[1], both)
    says(substitute.download(next(one.file_id for one in seen.documents if one.form == "01")), both)
    journal = substitute.inbox.ListJournal(desk_pb2.ListJournalRequest(dossier_id=made.dossier_id)).entries
    (taken,) = [one for one in journal if one.type == "taken_over"]
    assert (taken.former.user, taken.holder.user, taken.holder.name) == (users[0], users[1], both)
    # The slip of the paper says who gave it on; the applicant is told the office.
    told = next(one for one in citizen.dossier(made.dossier_id).history if one.type == "dossier.accepted")
    assert (told.actor.unit, told.actor.name, told.actor.user) == (COMMUNE, "", "") and told.actor.title.vi


def test_a_draft_goes_after_thirty_days_of_business_time_and_its_owner_is_told_before(
    apart: Province,
) -> None:
    citizen = apart.citizen()
    answers = LAND_ANSWERS | {"land_commune": COMMUNE}
    draft = citizen.draft(LAND, COMMUNE, answers, ("GCN",))
    asked = pb.GetDraftRequest(draft_id=draft.draft_id)
    (paper,) = draft.papers
    left = draft.kept_until.ToDatetime() - citizen.now().ToDatetime()
    assert timedelta(days=30) <= left <= timedelta(days=31), "to the end of the last day"

    assert apart.system.command("clock", "advance", "28d").returncode == 0
    operator = NotificationServiceStub(apart.system.person_channel(apart.system.users_with("operator")[0]))

    def warned() -> int:
        listed = operator.ListNotices(notification_pb2.ListNoticesRequest(page_size=100)).notices
        return sum(one.moment == "draft.expiring" for one in listed)

    assert eventually(warned, bool) == 1
    assert citizen.intake.GetDraft(asked).draft.papers[0].file_id == paper.file_id, "still there"

    assert apart.system.command("clock", "advance", "3d").returncode == 0

    def gone() -> str:
        try:
            citizen.intake.GetDraft(asked)
        except NotFound as error:
            return error.code
        return ""

    assert eventually(gone, bool) == "DRAFT_EXPIRED"
    assert draft.draft_id not in [
        one.draft_id for one in citizen.intake.ListDrafts(pb.ListDraftsRequest()).drafts
    ]
    with pytest.raises(NotFound):
        citizen.download(paper.file_id)
    assert warned() == 1
