# SPDX-License-Identifier: Apache-2.0
"""What a designer can do about each kind of incident: the hints of `procedure run` and of scenarios.

What an operator can do about one in a running dossier is for `domain.incident_words`.
"""

from __future__ import annotations

from motcua_workflow.engine.check.report import Lang

_DRAWING_EN = "Facts cannot mend this; change the drawing: "
_DRAWING_VI = "Dữ kiện khác không giúp được; hãy sửa bản vẽ: "

_HINTS: dict[str, dict[Lang, str]] = {
    "EXPRESSION_FAILED": {
        "en": "Repair the text or the facts and run it again.",
        "vi": "Hãy sửa biểu thức hoặc dữ kiện rồi chạy lại.",
    },
    "EXPRESSION_INVALID": {
        "en": "Repair the text and run it again.",
        "vi": "Hãy sửa biểu thức rồi chạy lại.",
    },
    "CONDITION_NOT_BOOLEAN": {
        "en": "Write the condition as a comparison, or give the fact that it reads as true or false.",
        "vi": "Hãy viết điều kiện thành phép so sánh, hoặc cho dữ kiện mà nó đọc là true hoặc false.",
    },
    "NO_CONDITION_TRUE": {
        "en": "Mark one of its flows as default, or give facts with which one of its conditions holds.",
        "vi": "Hãy chọn một luồng ra làm mặc định, hoặc cho dữ kiện để một điều kiện đúng.",
    },
    "VALUE_INVALID": {
        "en": "Let the text give a JSON value with whole numbers within 64 bits, or give other facts that it reads.",
        "vi": "Hãy để biểu thức cho giá trị JSON, số nguyên trong 64 bit, hoặc cho dữ kiện khác mà nó đọc.",
    },
    "FACTS_INVALID": {
        "en": "Keep facts small and rightly named: at most 64 KiB in all and 16 levels, no name beginning with _.",
        "vi": "Dữ kiện phải nhỏ và đúng tên: tổng cộng tối đa 64 KiB và 16 cấp, tên không bắt đầu bằng _.",
    },
    "TIME_LIMIT": {
        "en": "Let its texts compute less; on a busy machine run it again.",
        "vi": "Hãy để các biểu thức tính ít hơn; nếu máy đang bận, hãy chạy lại.",
    },
    "MEMORY_LIMIT": {
        "en": "Let the text build smaller values.",
        "vi": "Hãy để biểu thức tạo giá trị nhỏ hơn.",
    },
    "STEP_LIMIT": {
        "en": "Let the loop end by its condition, or wait in it for a person, a message or a time.",
        "vi": "Hãy để vòng lặp kết thúc theo điều kiện, hoặc có chỗ chờ người, thông điệp hay thời gian.",
    },
    "TOKEN_LIMIT": {
        "en": _DRAWING_EN + "let no flow lead from a parallel gateway back before it, unless its branches are joined first.",
        "vi": _DRAWING_VI + "không dẫn luồng từ cổng song song về trước nó, trừ khi đã gộp các nhánh.",
    },
    "STUCK": {
        "en": _DRAWING_EN + "merge branches of an exclusive gateway with an exclusive gateway, and let a parallel gateway "
        "join only what a parallel gateway split.",
        "vi": _DRAWING_VI + "gộp các nhánh của cổng loại trừ bằng cổng loại trừ; cổng song song chỉ gộp những nhánh do "
        "cổng song song tách ra.",
    },
    "NO_END_REACHED": {
        "en": _DRAWING_EN + "lead each way to an end event.",
        "vi": _DRAWING_VI + "dẫn mọi đường tới sự kiện kết thúc.",
    },
    "MOVE_LIMIT": {
        "en": "Answer its tasks with --complete so that the loop is left, or draw a way out of the loop.",
        "vi": "Hãy trả lời các công việc bằng --complete để thoát khỏi vòng lặp, hoặc vẽ lối ra cho vòng lặp.",
    },
}  # fmt: skip


def hint(code: str, lang: Lang) -> str:
    """What to do about an incident with this code."""
    return _HINTS[code][lang]


def known() -> frozenset[str]:
    """The codes that have a hint."""
    return frozenset(_HINTS)
