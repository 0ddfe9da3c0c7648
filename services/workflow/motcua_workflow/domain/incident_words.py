# SPDX-License-Identifier: Apache-2.0
"""What each incident means to people, and what an operator can do about it. One entry for each code that the engine raises;
a test reads the engine's sources and finds a code that is missing here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`headline_…` takes `{place}`, the name of the element; `repairable`: other facts can mend it."""

    headline_vi: str
    headline_en: str
    advice_vi: str
    advice_en: str
    repairable: bool = True


_FACTS_VI = (
    "Sửa dữ kiện mà phần tử này đọc rồi cho chạy tiếp. Nếu bản vẽ sai, hãy báo người thiết kế thủ tục."
)
_FACTS_EN = (
    "Repair the facts that this element reads and let it go on. If the drawing is wrong, tell its designer."
)
_LOAD_VI = (
    "Thử lại khi máy bớt tải. Nếu vẫn hỏng, sửa dữ kiện mà phần tử này đọc, hoặc báo người thiết kế thủ tục."
)
_LOAD_EN = "Try again when the machine is less busy. If it fails again, repair the facts that it reads, or tell its designer."
_LOST_VI = (
    "Thử lại hay sửa dữ kiện không giúp được: bản vẽ không còn đường nào đi tới. Các nhánh khác của hồ sơ vẫn chạy. "
    "Nếu danh sách “hồ sơ còn chờ” có tin rút hồ sơ, người nộp hoặc bộ phận một cửa rút được hồ sơ và nộp lại; nếu không, "
    "thủ trưởng cơ quan thụ lý quyết định ngoài hệ thống, và người thiết kế sửa bản vẽ cho các hồ sơ sau."
)
_LOST_EN = (
    "Neither another try nor other facts help: the drawing has no way left to go on. Other branches of the dossier go on. "
    "If a withdrawal is among what the dossier still waits for, the applicant or the window can withdraw it and hand it in "
    "again; if not, the head of the agency in charge decides outside of the system, and the designer mends the drawing for "
    "later dossiers."
)

WORDS: dict[str, Words] = {
    "EXPRESSION_FAILED": Words(
        "Đoạn tính toán ở “{place}” không chạy được với dữ kiện hiện có.",
        "The computation at “{place}” fails with the facts as they are.",
        _FACTS_VI, _FACTS_EN,
    ),
    "EXPRESSION_INVALID": Words(
        "Đoạn tính toán ở “{place}” không đọc được.",
        "The text at “{place}” cannot be read.",
        "Bản vẽ sai: hãy báo người thiết kế thủ tục. Thử lại sau khi phần mềm được cập nhật.",
        "The drawing is wrong: tell its designer. Try again after the program was updated.",
    ),
    "CONDITION_NOT_BOOLEAN": Words(
        "Điều kiện rẽ nhánh ở “{place}” không cho ra đúng hay sai.",
        "A condition at “{place}” gives neither true nor false.",
        _FACTS_VI, _FACTS_EN,
    ),
    "NO_CONDITION_TRUE": Words(
        "Ở “{place}” không có nhánh nào phù hợp để đi tiếp.",
        "At “{place}” no branch fits, and there is no default one.",
        _FACTS_VI, _FACTS_EN,
    ),
    "VALUE_INVALID": Words(
        "Đoạn tính toán ở “{place}” cho ra giá trị không lưu được.",
        "The computation at “{place}” gives a value that cannot be kept.",
        _FACTS_VI, _FACTS_EN,
    ),
    "FACTS_INVALID": Words(
        "Dữ kiện mà “{place}” ghi ra quá lớn, lồng quá sâu hoặc sai tên.",
        "The facts that “{place}” writes are too large, nested too deeply or wrongly named.",
        _FACTS_VI, _FACTS_EN,
    ),
    "TIME_LIMIT": Words(
        "“{place}” chạy quá thời gian cho phép.",
        "“{place}” took longer than it may.",
        _LOAD_VI, _LOAD_EN,
    ),
    "MEMORY_LIMIT": Words(
        "“{place}” cần quá nhiều bộ nhớ.",
        "“{place}” needs more memory than it may have.",
        _LOAD_VI, _LOAD_EN,
    ),
    "STEP_LIMIT": Words(
        "Quy trình quay vòng ở “{place}” mà không dừng chờ ai.",
        "The process goes round in circles at “{place}” and never waits.",
        "Sửa dữ kiện mà điều kiện thoát vòng đọc rồi cho chạy tiếp; báo người thiết kế thủ tục.",
        "Repair the fact by which the loop is left and let it go on; tell the designer of the drawing.",
    ),
    "TOKEN_LIMIT": Words(
        "Ở “{place}” quy trình tách nhánh mãi không dừng.",
        "At “{place}” the process splits without end.",
        "Sửa dữ kiện khiến quy trình lặp lại chỗ tách nhánh; báo người thiết kế thủ tục.",
        "Repair the fact that makes the process split again and again; tell the designer of the drawing.",
    ),
    "STUCK": Words(
        "“{place}” chờ một nhánh không bao giờ tới.",
        "“{place}” waits for a branch that can never arrive.",
        _LOST_VI, _LOST_EN, repairable=False,
    ),
    "NO_END_REACHED": Words(
        "“{place}” không còn việc gì để làm mà chưa tới điểm kết thúc nào.",
        "Nothing is left to do in “{place}”, and no end was reached.",
        _LOST_VI, _LOST_EN, repairable=False,
    ),
}  # fmt: skip

OTHER = Words("“{place}” gặp sự cố.", "Something went wrong at “{place}”.", _FACTS_VI, _FACTS_EN)
"""For a code of an incident that an older or newer program left."""


def words(code: str) -> Words:
    """What a code means."""
    return WORDS.get(code, OTHER)
