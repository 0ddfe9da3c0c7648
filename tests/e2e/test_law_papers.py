# SPDX-License-Identifier: Apache-2.0
"""Papers of the law through every service: a late dossier is apologised for, its slip fills itself, it is in the register."""

from __future__ import annotations

from datetime import date, timedelta

from motcua.intake.v1 import law_papers_pb2 as law
from motcua.notification.v1 import notification_pb2
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from support.province import Province
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
    listed = lambda: leader.intake.ListExtensions(law.ListExtensionsRequest()).extensions  # noqa: E731
    (draft,) = eventually(lambda: list(listed()), bool)
    assert (draft.dossier_id, draft.unit) == (dossier_id, "chi_nhanh_dat_dai")
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
