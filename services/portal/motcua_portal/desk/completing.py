# SPDX-License-Identifier: Apache-2.0
"""From what was typed at a task to the request that completes it. The services check again; this finds all mistakes at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua_procedure import Form
from motcua_rpc.structs import to_dict, to_struct

from motcua_portal.desk import signing
from motcua_portal.desk.casefile import CaseFile, step_options
from motcua_portal.desk.grounds import Instead, stated
from motcua_portal.desk.typed import Typed
from motcua_portal.web import forms
from motcua_portal.web.known_forms import known_form
from motcua_portal.web.visit import Visit

LONGEST_REASON = 5_000


@dataclass
class Attempt:
    """A request to send, or what is wrong: sentences by the id of the field on the page, "" for none."""

    request: pb.CompleteTaskRequest
    wrong: dict[str, str] = field(default_factory=dict)

    def miss(self, field_id: str, sentence: str) -> None:
        self.wrong.setdefault(field_id, sentence)


def step_form(task: pb.Task) -> Form | None:
    """The step's form; None when there is nothing to fill in."""
    return known_form(task.form, f"{task.element or 'step'}.form") if task.form else None


def step(visit: Visit, case: CaseFile, task: pb.Task, typed: Typed, sign: signing.Signing | None) -> Attempt:
    """A step of the drawing; `sign` when a result is signed with what was typed."""
    attempt = _attempt(task, typed)
    attempt.request.step.SetInParent()
    form = step_form(task)
    if form is not None:
        answers = forms.read(forms.typed(form, typed), visit.language)
        options = step_options(visit, case.dossier)
        _, errors = form.validate(answers, options, to_dict(task.given), today=forms.today(visit))
        for key, text in errors.items():
            attempt.miss(f"f-{key}" if key else "", forms.said_of(visit, answers.get(key), text))
        attempt.request.step.answers.CopyFrom(to_struct(answers))
    if sign is not None:
        attempt.request.step.result.CopyFrom(sign.to_proto())
    return attempt


def acceptance(visit: Visit, case: CaseFile, task: pb.Task, typed: Typed) -> Attempt:
    """Accept, ask for a supplement, or refuse."""
    attempt = _attempt(task, typed)
    outcome = typed.one("outcome")
    if outcome == "accept":
        attempt.request.acceptance.accept.note = _within(
            visit, attempt, "accept-note", typed.one("accept-note")
        )
    elif outcome == "supplement":
        _supplement(visit, case, typed, attempt)
    elif outcome == "refuse":
        reason = _needed(
            visit, attempt, "refuse-reason", typed, "Hãy ghi lý do từ chối; lý do được in trên phiếu từ chối."
        )
        attempt.request.acceptance.refuse.reason = reason
    else:
        attempt.miss("outcome", visit.say("Hãy chọn một trong các cách xử lý."))
    return attempt


def _supplement(visit: Visit, case: CaseFile, typed: Typed, attempt: Attempt) -> None:
    asked = typed.many("ask")
    if not asked:
        attempt.miss("ask", visit.say("Hãy đánh dấu ít nhất một giấy tờ cần bổ sung."))
    for code in asked:
        why = typed.one(f"why.{code}")
        if not why:
            name = case.component_name(visit, code)
            attempt.miss(f"why-{code}", visit.say("Hãy ghi vì sao cần bổ sung “{paper}”.", paper=name))
        item = intake_pb2.SupplementItem(component=code, reason=why)
        attempt.request.acceptance.supplement.items.append(item)
    sentence = "Hãy ghi lý do chung và hướng dẫn; nội dung được in trên phiếu yêu cầu bổ sung."
    attempt.request.acceptance.supplement.reason = _needed(
        visit, attempt, "supplement-reason", typed, sentence
    )


def returning(visit: Visit, case: CaseFile, task: pb.Task, typed: Typed) -> Attempt:
    """Hand the results over."""
    attempt = _attempt(task, typed)
    action = attempt.request.returning
    action.receiver_name = _needed(visit, attempt, "receiver-name", typed, "Hãy ghi họ tên người nhận.")
    action.receiver_id_number = _needed(
        visit, attempt, "receiver-id", typed, "Hãy ghi số giấy tờ của người nhận."
    )
    _ground(visit, case, typed, attempt)
    going = _going(visit, case, typed, attempt)
    action.originals_collected.extend(typed.many("original"))
    action.originals_returned.extend(typed.many("handed-back"))
    action.slips.SetInParent()  # exactly what the page showed, none of them too
    action.slips.document_ids.extend(typed.many("slip"))
    action.signed = typed.one("signed") == "true"
    _changed(visit, typed, going, attempt)
    _originals(visit, case, going, attempt)
    for one in case.to_hand_back:
        if one.code not in action.originals_returned:
            sentence = visit.say("Hãy trả lại bản chính “{paper}” rồi đánh dấu.", paper=visit.pick(one.name))
            attempt.miss(f"handed-back-{one.code}", sentence)
    if not action.signed:
        attempt.miss("signed", visit.say("Người nhận phải ký phiếu trả kết quả trước khi hoàn thành."))
    return attempt


RECEIVING = Instead(
    field="receiver-id",
    kind="Hãy chọn loại giấy làm căn cứ nhận thay.",
    company="Đây là mã số của tổ chức. Hãy ghi số giấy tờ tùy thân của người đại diện đến nhận.",
    needed="Người nhận không phải người nộp, chủ hồ sơ hay người được cấp kết quả. Hãy ghi căn cứ nhận thay.",
)


def _ground(visit: Visit, case: CaseFile, typed: Typed, attempt: Attempt) -> None:
    """On what ground somebody receives who is no party."""
    action = attempt.request.returning
    number = action.receiver_id_number
    action.receiver_ground, wrong = stated(visit, typed, number, case.is_party(number), RECEIVING)
    for field_id, sentence in wrong.items():
        attempt.miss(field_id, sentence)


def _going(visit: Visit, case: CaseFile, typed: Typed, attempt: Attempt) -> list[intake_pb2.Result]:
    """The results that go out now; where one waits there is nothing to choose."""
    chosen = typed.many("result")
    going = [one for one in case.to_return if len(case.to_return) == 1 or case.ref(one) in chosen]
    if case.to_return and not going:
        attempt.miss("results", visit.say("Hãy đánh dấu ít nhất một kết quả để trả."))
    action = attempt.request.returning
    action.result_ids.extend(one.result_id for one in going if one.result_id)
    action.result_codes.extend(one.code for one in going if not one.result_id)
    return going


def _changed(visit: Visit, typed: Typed, going: list[intake_pb2.Result], attempt: Attempt) -> None:
    """What a database answers otherwise since it was signed goes out only knowingly."""
    action = attempt.request.returning
    action.changed_answers_seen = typed.one("changed-seen") == "true"
    if any(one.changed_answers for one in going) and not action.changed_answers_seen:
        sentence = "Hãy xác nhận đã báo người nhận, hoặc chưa trả kết quả này."
        attempt.miss("changed-seen", visit.say(sentence))


def _originals(visit: Visit, case: CaseFile, going: list[intake_pb2.Result], attempt: Attempt) -> None:
    """Those that go with what is handed over, all of them and no other."""
    ticked = attempt.request.returning.originals_collected
    for one in case.originals:
        due, name = any(one.code in case.originals_of(result) for result in going), visit.pick(one.name)
        if due and one.code not in ticked:
            attempt.miss(
                f"original-{one.code}", visit.say("Hãy thu bản gốc “{paper}” rồi đánh dấu.", paper=name)
            )
        elif going and not due and one.code in ticked:
            sentence = (
                "Bản gốc “{paper}” không thu cùng kết quả đã chọn; hãy bỏ đánh dấu, hoặc chọn trả kết quả đó."
            )
            attempt.miss(f"original-{one.code}", visit.say(sentence, paper=name))


def _attempt(task: pb.Task, typed: Typed) -> Attempt:
    return Attempt(pb.CompleteTaskRequest(request_id=typed.one("request_id"), task_id=task.task_id))


def _needed(visit: Visit, attempt: Attempt, name: str, typed: Typed, sentence: str) -> str:
    value = typed.one(name)
    if not value:
        attempt.miss(name, visit.say(sentence))
    return _within(visit, attempt, name, value)


def _within(visit: Visit, attempt: Attempt, name: str, value: str) -> str:
    if len(value) > LONGEST_REASON:
        attempt.miss(name, visit.say("Nội dung dài quá {most} ký tự; hãy rút gọn.", most=LONGEST_REASON))
    return value


_REMOTE = {
    "number": "result-number", "signer": "result-signer", "signed_at": "result-day", "file_id": "result-file",
    "receiver_name": "receiver-name", "receiver_id_number": "receiver-id", "receiver_ground": "ground-kind",
    "originals_collected": "originals",
    "originals_returned": "handed-back",
    "signed": "signed", "items": "ask", "note": "accept-note",
}  # fmt: skip


def field_id(remote: str, typed: Typed) -> str:
    """Where on the page a field error of a service belongs; "" when nowhere."""
    if remote.startswith("answers."):
        return f"f-{remote.removeprefix('answers.')}"
    _, inside, rest = remote.partition("items[")
    index, _, last = rest.partition("].")
    if inside and last == "reason" and index.isdecimal():
        asked = typed.many("ask")
        return f"why-{asked[int(index)]}" if int(index) < len(asked) else "ask"
    last = remote.rpartition(".")[2].partition("[")[0]
    if last == "reason":
        return "refuse-reason" if typed.one("outcome") == "refuse" else "supplement-reason"
    return _REMOTE.get(last, "")
