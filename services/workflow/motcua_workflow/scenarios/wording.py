# SPDX-License-Identifier: Apache-2.0
"""What the runner of scenarios says, in both languages, by code."""

from __future__ import annotations

from dataclasses import dataclass

from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.model import Finding


@dataclass(frozen=True, slots=True)
class _Words:
    en: str
    vi: str
    hint_en: str = ""
    hint_vi: str = ""


_TEXTS = {
    "scenario-no-start": _Words(
        "The drawing has no process that starts without a message.",
        "Bản vẽ không có quy trình nào bắt đầu mà không cần thông điệp.",
        "Give one executable process a start event without a trigger.",
        "Hãy thêm sự kiện bắt đầu không kích hoạt vào một quy trình thực thi.",
    ),
    "scenario-not-open": _Words(
        "The task {element} is not open here; open: {open}.",
        "Công việc {element} không mở lúc này; đang mở: {open}.",
        "The steps after it were not tried.",
        "Các bước sau đó không được thử.",
    ),
    "scenario-result": _Words(
        "The task {element} needs the result {wanted}; the step attaches {given}.",
        "Công việc {element} cần kết quả {wanted}; bước này đính kèm {given}.",
        "Write result: {wanted} on the step.",
        "Hãy ghi result: {wanted} ở bước này.",
    ),
    "scenario-result-unasked": _Words(
        "The task {element} signs no result with these answers; the step attaches {given}.",
        "Công việc {element} không ký kết quả với các câu trả lời này; bước này đính kèm {given}.",
        "Leave result out of the step, or give the answer that is signed.",
        "Hãy bỏ result ở bước này, hoặc ghi câu trả lời có ký.",
    ),
    "scenario-fact": _Words(
        "{place} gives no fact {name}; it gives: {known}.",
        "{place} không cho dữ kiện {name}; các dữ kiện có: {known}.",
        'Mark the field with the property "fact": "true", or leave it out of the scenario.',
        'Hãy đánh dấu trường bằng thuộc tính "fact": "true", hoặc bỏ khỏi kịch bản.',
    ),
    "scenario-answer": _Words(
        "The form {form} refuses {name}: {why}",
        "Biểu mẫu {form} không nhận {name}: {why}",
        "Give the answer as an officer would.",
        "Hãy trả lời như cán bộ thật.",
    ),
    "scenario-hidden": _Words(
        "The form {form} hides {name} with these answers, so that it takes none.",
        "Với các câu trả lời này, biểu mẫu {form} ẩn {name} nên không nhận giá trị.",
        "Leave it out, or give the answers that show it.",
        "Hãy bỏ trường này, hoặc cho các câu trả lời làm nó hiện ra.",
    ),
    "scenario-facts": _Words("These facts cannot be kept: {why}.", "Không giữ được các dữ kiện này: {why}."),
    "scenario-refused": _Words(
        "Nobody waits for the message {message} here; waited for: {waited}.",
        "Không nơi nào chờ thông điệp {message} lúc này; đang chờ: {waited}.",
        "The steps after it were not tried.",
        "Các bước sau đó không được thử.",
    ),
    "scenario-lost": _Words(
        "{element} threw the message {message}, but nobody in the pool {target} took it.",
        "{element} đã gửi thông điệp {message}, nhưng không nơi nào trong {target} nhận.",
        "Let the other pool wait for it before it can come.",
        "Hãy để phía nhận chờ sẵn trước khi thông điệp có thể đến.",
    ),
    "scenario-incident": _Words(
        "{element} failed: {code}: {why}.",
        "{element} gặp lỗi: {code}: {why}.",
        "{advice}",
        "{advice}",
    ),
    "scenario-endless": _Words(
        "Stopped after {moves} moves, {most} of them at {element}: the drawing moves on without end.",
        "Đã dừng sau {moves} lần chuyển, {most} lần ở {element}: bản vẽ chạy mãi không dứt.",
        "Draw a way out of the loop; a split must not feed itself.",
        "Hãy vẽ lối ra cho vòng lặp; nhánh song song không được quay về trước chỗ tách.",
    ),
    "scenario-time": _Words("The legal clock cannot be counted: {why}", "Không tính được thời hạn: {why}"),
    "scenario-expected": _Words(
        "{what}: expected {expected}; it was {actual}.",
        "{what}: mong đợi {expected}; thực tế là {actual}.",
    ),
    "scenario-path": _Words(
        "{element} was not passed {after}; passed: {passed}.",
        "{element} không được đi qua {after}; đã đi qua: {passed}.",
    ),
    "scenario-passed": _Words(
        "{element} was passed, and should not have been.", "{element} đã được đi qua, lẽ ra không."
    ),
    "scenario-clock-open": _Words(
        "The due moment of {part} is not final: a ground of the clock is still open; as it stands it is {actual}.",
        "Hạn của {part} chưa chốt: đồng hồ còn đang dừng; tạm tính là {actual}.",
        "Let the scenario go on until it is closed, or drop this expectation.",
        "Hãy cho kịch bản chạy tiếp đến khi đồng hồ chạy lại, hoặc bỏ mong đợi này.",
    ),
    "scenario-decided-twice": _Words(
        "The part {part} was decided twice: {first}, then {second}.",
        "Phần {part} được quyết định hai lần: {first}, rồi {second}.",
        "Decide each part once on every way through the drawing.",
        "Mỗi phần chỉ được quyết định một lần trên mọi đường đi.",
    ),
    "scenario-undecided": _Words(
        "Everything ended, but the part {part} has no outcome: the dossier would never be finished.",
        "Mọi quy trình đã kết thúc nhưng phần {part} chưa có kết quả: hồ sơ sẽ không bao giờ xong.",
        "Put motcua:decide on every way to an end.",
        "Hãy đặt motcua:decide trên mọi đường đi đến kết thúc.",
    ),
    "scenario-results": _Words(
        "The part {part} was granted, but its results are not complete: attached {given}, needed {wanted}.",
        "Phần {part} được giải quyết nhưng thiếu kết quả: đã có {given}, cần {wanted}.",
        "Let a task ask for the result before the part is granted.",
        "Hãy để một công việc yêu cầu kết quả trước khi giải quyết phần này.",
    ),
    "end-not-reached": _Words(
        "No scenario reaches this end event.",
        "Không kịch bản nào đi đến sự kiện kết thúc này.",
        "Add a scenario that ends here.",
        "Hãy thêm một kịch bản kết thúc ở đây.",
    ),
    "flow-not-taken": _Words(
        "No scenario takes the flow {flow}.",
        "Không kịch bản nào đi qua luồng {flow}.",
        "Add scenarios: they take {taken} of {total} sequence flows ({percent} %), and publishing asks for {wanted} %.",
        "Hãy thêm kịch bản: hiện đi qua {taken}/{total} luồng ({percent} %), công bố cần {wanted} %.",
    ),
    "flow-not-tried": _Words(
        "No scenario takes the flow {flow}.",
        "Không kịch bản nào đi qua luồng {flow}.",
        "Publishing takes the folder as it is; a scenario that goes this way would try it.",
        "Vẫn công bố được; hãy thêm kịch bản đi đường này để thử.",
    ),
    "scenarios-not-run": _Words(
        "The scenarios were not run, because the folder has errors.",
        "Các kịch bản không được chạy vì thư mục còn lỗi.",
        "Correct what procedure lint says first.",
        "Trước hết hãy sửa những gì procedure lint nêu.",
    ),
    "none": _Words("nothing", "không có"),
    "after": _Words("after {element}", "sau {element}"),
    "anywhere": _Words("at all", "lần nào"),
    "form": _Words("The form {form}", "Biểu mẫu {form}"),
    "no-form": _Words("The task without a form", "Công việc không có biểu mẫu"),
    "start": _Words("procedure.yaml (facts)", "procedure.yaml (facts)"),
    "status": _Words("The status at the end", "Trạng thái cuối"),
    "ends": _Words("The end events reached", "Các sự kiện kết thúc"),
    "open": _Words("The open tasks at the end", "Các công việc còn mở"),
    "parts": _Words("The outcome of the part {part}", "Kết quả của phần {part}"),
    "results": _Words("The results of the part {part}", "Kết quả đính kèm của phần {part}"),
    "messages": _Words("The messages thrown", "Các thông điệp đã gửi"),
    "promised": _Words("The promised date", "Ngày hẹn trả"),
    "deadlines": _Words("The due moment of the part {part}", "Hạn của phần {part}"),
}


def word(lang: Lang, code: str, **values: object) -> str:
    """A phrase inside a sentence."""
    text = _TEXTS[code]
    return (text.vi if lang == "vi" else text.en).format(**values)


def say(lang: Lang, code: str, line: int, element: str = "", name: str = "", /, **values: object) -> Finding:
    """An error finding; `values` fill its sentence and hint, lists as `a, b`."""
    text = _TEXTS[code]
    shown = {"element": element, **{key: listed(lang, value) for key, value in values.items()}}
    message, hint = (text.vi, text.hint_vi) if lang == "vi" else (text.en, text.hint_en)
    return Finding(code, "error", line, element, name, message.format(**shown), hint.format(**shown))


def listed(lang: Lang, value: object) -> object:
    """A list as people read it; an empty one, or an empty text, is "nothing"."""
    if isinstance(value, list | tuple | set | frozenset):
        value = ", ".join(map(str, sorted(value) if isinstance(value, set | frozenset) else value))
    return word(lang, "none") if value == "" else value
