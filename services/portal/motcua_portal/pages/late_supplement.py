# SPDX-License-Identifier: Apache-2.0
"""What came too late for a supplement: papers, or a correction of the form, sent from a page of a dossier that waits for them no
more. As in `late`, nothing of it is recorded and nothing is lost: what happened is said, and what was typed can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from google.protobuf.timestamp_pb2 import Timestamp
from motcua.intake.v1 import intake_pb2 as pb
from starlette.responses import Response

from motcua_portal.pages import late
from motcua_portal.pages.dossiers import open_supplements
from motcua_portal.web.applying import dossier_path
from motcua_portal.web.posting import Sent, put_aside
from motcua_portal.web.rendering import moment
from motcua_portal.web.visit import Visit

BEFORE_ACCEPTANCE = "before_acceptance"


def papers_page(visit: Visit, dossier: pb.Dossier, sent: Sent | None = None) -> Response:
    """For papers; `sent` when they are sent now, else what was put aside before the session ended."""
    lost = visit.say("giấy tờ và ghi chú bạn vừa gửi không được nhận.")
    happened = ended(visit, dossier) or visit.say(
        "Hồ sơ {code} không chờ bổ sung giấy tờ nào", code=dossier.code
    )
    return _page(visit, dossier, f"{happened}; {lost}", sent)


def form_page(visit: Visit, dossier: pb.Dossier, sent: Sent | None = None) -> Response:
    """The same for a correction of the form."""
    early = [one for one in dossier.supplements if one.stage == BEFORE_ACCEPTANCE]
    happened = _ended(visit, dossier, early) or visit.say(
        "Tờ khai của hồ sơ {code} không sửa tại quầy được", code=dossier.code
    )
    lost = visit.say("thay đổi bạn vừa gửi không được ghi.")
    return _page(visit, dossier, f"{happened}; {lost}", sent)


def ended(visit: Visit, dossier: pb.Dossier) -> str:
    """Why no papers are taken, without a full stop; "" when none were asked for."""
    if open_supplements(dossier):
        return visit.say("Yêu cầu bổ sung này của hồ sơ {code} không còn chờ giấy tờ", code=dossier.code)
    return _ended(visit, dossier, dossier.supplements)


def _page(visit: Visit, dossier: pb.Dossier, sentence: str, sent: Sent | None) -> Response:
    typed = sent or put_aside(visit.fields) or Sent()
    answer: Response = visit.request.app.state.pages.render(
        visit, "late.html", status=409, sentence=sentence, lines=list(late.lines(visit, typed, dossier)),
        dossier=dossier, path=dossier_path(visit, dossier.dossier_id), notice="signed_in_again",
    )  # fmt: skip
    return answer


def _ended(visit: Visit, dossier: pb.Dossier, rounds: Sequence[pb.Supplement]) -> str:
    """What became of the last of these rounds; "" when there was none, or it is open."""
    code, last = dossier.code, rounds[-1] if rounds else None
    finished = _at(visit, dossier.finished_at if dossier.HasField("finished_at") else None)
    gone = [one.status == pb.PART_STATUS_WITHDRAWN for one in dossier.parts]
    if dossier.status == pb.DOSSIER_STATUS_WITHDRAWN or (gone and all(gone)):
        return visit.say("Hồ sơ {code} đã được rút{at}", code=code, at=finished)
    if dossier.status == pb.DOSSIER_STATUS_INTAKE_REFUSED:
        return visit.say("Hồ sơ {code} đã bị từ chối tiếp nhận{at}", code=code, at=finished)
    if last is None:
        return ""
    if last.HasField("answered_at"):
        at = _at(visit, last.answered_at)
        return visit.say("Giấy tờ bổ sung của hồ sơ {code} đã được nộp{at}", code=code, at=at)
    if last.stage == BEFORE_ACCEPTANCE and dossier.HasField("accepted_at"):
        at = _at(visit, dossier.accepted_at)
        return visit.say("Hồ sơ {code} đã được tiếp nhận{at}", code=code, at=at)
    if last.HasField("closed_at"):
        at = _at(visit, last.closed_at)
        return visit.say("Đợt bổ sung của hồ sơ {code} đã kết thúc{at}", code=code, at=at)
    return ""


def _at(visit: Visit, stamp: Timestamp | None) -> str:
    return visit.say(" lúc {at}", at=moment(stamp, visit.language)) if stamp is not None else ""
