# SPDX-License-Identifier: Apache-2.0
"""A value of a folder in words: limits, choices, money and days as readers know them, with what stands in the file behind."""

from __future__ import annotations

import re
from typing import Final

from motcua_calendar import ClockError, Limit
from motcua_text import Text

_YES_NO: Final = {"true": Text("có", "yes"), "false": Text("không", "no")}
_LIMITS: Final = frozenset({"limit", "timer"})
_MONEY: Final = frozenset({"amount", "each", "max_per_copy"})
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_CHANNELS: Final = {
    "WINDOW": Text("tại quầy", "at the window"),
    "ONLINE": Text("trực tuyến", "online"),
    "POST": Text("qua bưu chính", "by post"),
    "ELECTRONIC": Text("điện tử", "electronically"),
}
_CHOICES: Final = {
    "levels": {
        "BO": Text("bộ", "ministry"),
        "TINH": Text("tỉnh", "province"),
        "XA": Text("xã", "commune"),
    },
    "routing": {
        "MINISTRY": Text("hệ thống của bộ", "the ministry's system"),
        "NATIONAL_PORTAL": Text("Cổng quốc gia", "the national portal"),
        "PROVINCE": Text("hệ thống của tỉnh", "the province's system"),
    },
    "channels": _CHANNELS,
    "return_ways": _CHANNELS,
    "languages": {"vi": Text("tiếng Việt", "Vietnamese"), "en": Text("tiếng Anh", "English")},
    "starts": {
        "ACCEPTANCE": Text("từ khi tiếp nhận", "from acceptance"),
        "SUBMISSION": Text("từ khi nộp", "from submission"),
    },
    "required": {
        "always": Text("luôn phải nộp", "always"),
        "conditional": Text("tùy trường hợp", "in some cases"),
        "never": Text("không bắt buộc", "never"),
    },
    "accepts_forms": {
        "ORIGINAL": Text("bản chính", "original"),
        "CERTIFIED_COPY": Text("bản sao chứng thực", "certified copy"),
        "COPY": Text("bản sao", "copy"),
    },
    "after_counts": {
        "DECISION": Text("từ khi có quyết định", "from its decision"),
        "DUE": Text("từ hạn của phần đó", "from its due time"),
    },
    "rule": {
        "ALL": Text("mọi kết quả", "all results"),
        "ONE_OF": Text("một trong các kết quả", "one of them"),
        "OPTIONAL": Text("có thể có", "may be missing"),
    },
    "kind": {
        "FEE": Text("phí", "fee"),
        "CHARGE": Text("lệ phí", "charge"),
        "OTHER": Text("khoản khác", "other"),
        "identity_number": Text("số định danh", "identity number"),
        "person_name": Text("họ tên", "name of a person"),
        "party_name": Text("tên tổ chức, cá nhân", "name of a party"),
        "phone": Text("số điện thoại", "telephone number"),
        "email": Text("thư điện tử", "e-mail address"),
    },
    "decided_by": {
        "BTC": Text("Bộ Tài chính", "Ministry of Finance"),
        "CP": Text("Chính phủ", "Government"),
        "HDND": Text("Hội đồng nhân dân", "People's Council"),
    },
    "on_refusal": {
        "CANCEL": Text("hủy thu", "is cancelled"),
        "KEEP": Text("vẫn thu", "stays charged"),
    },
    "policy": {
        "PAUSE": Text("tạm dừng", "pauses"),
        "RESTART": Text("tính lại từ đầu", "counts anew"),
        "EXCLUDE": Text("không tính", "does not count"),
        "EXTEND": Text("cộng thêm", "adds time"),
    },
    "type": {
        "textfield": Text("một dòng chữ", "line of text"),
        "textarea": Text("nhiều dòng chữ", "several lines of text"),
        "number": Text("số", "number"),
        "datetime": Text("ngày", "day"),
        "radio": Text("chọn một", "one of several"),
        "select": Text("chọn trong danh sách", "list to choose from"),
        "checklist": Text("chọn nhiều", "any of several"),
        "checkbox": Text("đánh dấu", "box to tick"),
        "group": Text("nhóm", "group"),
        "text": Text("đoạn chữ", "paragraph"),
    },
}  # fmt: skip
"""By the field that they are the choices of."""


def in_words(path: tuple[str, ...], value: str, lang: str) -> str:
    """What a reader calls the value of a field, with the value itself where it is written otherwise."""
    field = path[-1] if path else ""
    if value in _YES_NO:
        return _YES_NO[value].to(lang)
    if field in _MONEY and value.isdigit():
        grouped = f"{int(value):,}"
        return f"VND {grouped}" if lang == "en" else f"{grouped.replace(',', '.')} đồng"
    if (day := _DAY.fullmatch(value)) and lang == "vi":
        return f"{day[3]}/{day[2]}/{day[1]}"
    known = _limit(value, lang) if field in _LIMITS else _choices(field, value, lang)
    return f"{known} ({value})" if known and known != value else value


def _limit(value: str, lang: str) -> str:
    try:
        return Limit.parse(value).text.to(lang)
    except ClockError:
        return ""  # a duration or an expression of the drawing stays as it is written


def _choices(field: str, value: str, lang: str) -> str:
    named = _CHOICES.get(field, {})
    written = [one.strip() for one in value.split(",")]
    return ", ".join(named[one].to(lang) for one in written) if all(one in named for one in written) else ""
