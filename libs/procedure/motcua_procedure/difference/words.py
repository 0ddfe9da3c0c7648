# SPDX-License-Identifier: Apache-2.0
"""A change in words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from motcua_text import Text

from motcua_procedure.difference.change import Change
from motcua_procedure.difference.values import in_words

Lang = Literal["en", "vi"]
LONGEST: Final = 240
"""Characters of a value that are shown."""

_OF_KEY: Final = {
    # The next step of the path is a key or a code, not a field.
    "parts": Text("phần", "part"),
    "components": Text("giấy tờ", "paper"),
    "fees": Text("khoản thu", "fee"),
    "items": Text("kết quả", "result"),
    "grounds": Text("căn cứ", "ground"),
    "notices": Text("thông báo", "notice"),
    "values": Text("lựa chọn", "choice"),
    "facts": Text("dữ kiện", "fact"),
    "deadlines": Text("hạn của phần", "deadline of part"),
    "merged_from": Text("thủ tục gộp", "merged procedure"),
    "tiers": Text("bậc từ trang", "tier from page"),
    "legal_basis": Text("căn cứ pháp lý", "legal basis"),
    "more_rounds_basis": Text("căn cứ yêu cầu thêm", "basis for more requests"),
    "form": Text("biểu mẫu", "form"),
    "field": Text("trường", "field"),
    "step": Text("bước", "step"),
    "file": Text("tệp", "file"),
    "scenario": Text("kịch bản", "scenario"),
    "lane": Text("làn", "lane"),
    "pool": Text("bên tham gia", "pool"),
    "flow": Text("luồng", "flow"),
    "message": Text("thông điệp", "message"),
    "message_flow": Text("luồng thông điệp", "message flow"),
    "process": Text("quy trình", "process"),
    "userTask": Text("công việc", "task"),
    "manualTask": Text("công việc tay", "manual task"),
    "sendTask": Text("việc gửi", "send task"),
    "receiveTask": Text("việc nhận", "receive task"),
    "scriptTask": Text("việc tính toán", "script task"),
    "startEvent": Text("sự kiện bắt đầu", "start event"),
    "endEvent": Text("sự kiện kết thúc", "end event"),
    "boundaryEvent": Text("sự kiện biên", "boundary event"),
    "intermediateCatchEvent": Text("sự kiện chờ", "catching event"),
    "intermediateThrowEvent": Text("sự kiện gửi", "throwing event"),
    "exclusiveGateway": Text("cổng rẽ nhánh", "exclusive gateway"),
    "parallelGateway": Text("cổng song song", "parallel gateway"),
    "subProcess": Text("quy trình con", "sub-process"),
}
_FIELDS: Final = {
    "acceptance": Text("tiếp nhận", "acceptance"),
    "accepts": Text("loại tệp", "file types"),
    "accepts_forms": Text("bản nộp", "kinds of copy"),
    "after": Text("tính sau phần", "counted after the part"),
    "agency": Text("cơ quan", "agency"),
    "amount": Text("số tiền", "amount"),
    "article": Text("điều khoản", "article"),
    "attached_to": Text("gắn vào", "attached to"),
    "cancels": Text("ngắt công việc", "interrupts"),
    "channels": Text("cách nộp", "ways of filing"),
    "clock": Text("đồng hồ pháp lý", "legal clock"),
    "codes": Text("mã", "codes"),
    "competent": Text("thẩm quyền", "competence"),
    "condition": Text("điều kiện", "condition"),
    "conditional": Text("điều kiện ẩn", "hidden when"),
    "copies": Text("số bản", "copies"),
    "cutoff": Text("giờ chốt", "cut-off"),
    "decide": Text("quyết định", "decides"),
    "decided_by": Text("do", "decided by"),
    "default": Text("luồng mặc định", "default flow"),
    "description": Text("mô tả", "description"),
    "disabled": Text("chỉ đọc", "read only"),
    "each": Text("mỗi trang", "each page"),
    "en": Text("tiếng Anh", "English"),
    "ends": Text("kết thúc tại", "ends"),
    "expect": Text("mong đợi", "expected"),
    "fields": Text("các trường", "fields"),
    "formula": Text("công thức", "formula"),
    "given": Text("cho trước", "given"),
    "group": Text("nhóm", "group"),
    "illustration": Text("phần minh họa", "illustration"),
    "issued_to": Text("cấp cho", "issued to"),
    "kind": Text("loại", "kind"),
    "label": Text("nhãn", "label"),
    "label_en": Text("nhãn tiếng Anh", "English label"),
    "languages": Text("ngôn ngữ", "languages"),
    "levels": Text("cấp", "levels"),
    "limit": Text("thời hạn", "time limit"),
    "lines": Text("dòng", "lines"),
    "max": Text("nhiều nhất", "maximum"),
    "max_mb": Text("cỡ tệp (MB)", "file size (MB)"),
    "max_per_copy": Text("tối đa một bản", "at most for a copy"),
    "max_rounds": Text("số lần yêu cầu", "rounds"),
    "messages": Text("thông điệp đã gửi", "messages thrown"),
    "min": Text("ít nhất", "minimum"),
    "name": Text("tên", "name"),
    "name_en": Text("tên tiếng Anh", "English name"),
    "not_passed": Text("không đi qua", "not passed"),
    "note": Text("ghi chú", "note"),
    "on_paper": Text("giao bản giấy", "handed over on paper"),
    "open": Text("còn mở", "open tasks"),
    "original_collected_at_return": Text("thu bản chính khi trả", "original collected at return"),
    "part": Text("phần", "part"),
    "path": Text("đường đi", "way"),
    "policy": Text("cách tính", "policy"),
    "process_of": Text("quy trình của bên", "process of the pool"),
    "promised": Text("ngày hẹn", "promised date"),
    "properties": Text("thuộc tính", "properties"),
    "received_at": Text("nơi, lúc tiếp nhận", "received at"),
    "refund": Text("hoàn trả", "refund"),
    "required": Text("bắt buộc", "required"),
    "result": Text("kết quả ký", "signed result"),
    "refusal": Text("kết quả khi từ chối", "result of a refusal"),
    "results": Text("kết quả", "results"),
    "role": Text("vai trò", "role"),
    "routing": Text("nơi nộp trực tuyến", "routing"),
    "rule": Text("quy tắc", "rule"),
    "script": Text("tính toán", "script"),
    "search": Text("tìm theo", "search"),
    "sentence": Text("câu trên giấy hẹn", "sentence of the receipt"),
    "source": Text("từ", "from"),
    "start_form": Text("mẫu đơn", "start form"),
    "starts": Text("bắt đầu tính", "starts"),
    "status": Text("trạng thái", "status"),
    "summary": Text("tóm tắt", "summary"),
    "supplement": Text("bổ sung", "supplement"),
    "target": Text("đến", "to"),
    "territory": Text("địa bàn", "territory"),
    "text": Text("chữ", "text"),
    "timer": Text("hẹn giờ", "timer"),
    "type": Text("kiểu", "type"),
    "unverified": Text("chưa đối chiếu", "unverified"),
    "valid": Text("hiệu lực", "validity"),
    "validate": Text("kiểm tra", "checks"),
    "vi": Text("tiếng Việt", "Vietnamese"),
    "when": Text("khi", "when"),
    "window_days": Text("số ngày", "days"),
    "about": Text("nội dung", "about"),
    "document": Text("văn bản", "document"),
    "address": Text("địa chỉ", "address"),
    "after_counts": Text("tính tiếp", "counted on"),
    "answer": Text("trả lời", "answer"),
    "asks": Text("hỏi", "asks"),
    "autocomplete": Text("trình duyệt điền", "browser fills in"),
    "before_return": Text("nộp trước khi trả", "paid before return"),
    "code": Text("mã", "code"),
    "decimalDigits": Text("chữ số thập phân", "decimals"),
    "description_en": Text("mô tả tiếng Anh", "English description"),
    "equals": Text("bằng", "equals"),
    "equalsUnless": Text("trừ khi", "unless"),
    "event": Text("sự kiện", "event"),
    "executable": Text("chạy được", "runs"),
    "extends": Text("cộng thêm", "adds"),
    "fact": Text("dữ kiện", "fact"),
    "form_no": Text("số mẫu", "number of the form"),
    "from": Text("từ", "from"),
    "gives": Text("trả về", "gives"),
    "ground": Text("căn cứ", "ground"),
    "hide": Text("ẩn khi", "hidden when"),
    "id_number": Text("số định danh", "identity number"),
    "if_stopped": Text("nếu dừng", "if stopped"),
    "inside": Text("nằm trong", "inside"),
    "key": Text("khóa", "key"),
    "lookup": Text("tra cứu", "looked up"),
    "lookups": Text("tra cứu", "looked up"),
    "maxLength": Text("nhiều ký tự nhất", "longest"),
    "message_name": Text("thông điệp", "message"),
    "minLength": Text("ít ký tự nhất", "shortest"),
    "mustBe": Text("phải là", "must be"),
    "mustChange": Text("phải khác trước", "must change"),
    "mustDiffer": Text("phải khác", "must differ"),
    "mustNotBe": Text("không được là", "must not be"),
    "notAfter": Text("không sau", "not after"),
    "notBefore": Text("không trước", "not before"),
    "on_refusal": Text("khi bị từ chối", "on refusal"),
    "options": Text("lựa chọn lấy từ", "choices from"),
    "original_for": Text("bản chính cho", "original for"),
    "original_shown": Text("xuất trình bản chính", "original shown"),
    "pages": Text("số trang", "pages"),
    "papers": Text("giấy tờ", "papers"),
    "party": Text("bên", "party"),
    "pattern": Text("mẫu ký tự", "pattern"),
    "payload": Text("dữ liệu gửi", "payload"),
    "personal": Text("dữ liệu cá nhân", "personal data"),
    "prefill": Text("điền sẵn", "filled in"),
    "readonly": Text("chỉ đọc", "read only"),
    "receipt": Text("ghi trên giấy tiếp nhận", "on the receipt"),
    "refundable": Text("được hoàn", "refundable"),
    "request": Text("yêu cầu", "request"),
    "resultWhen": Text("ký khi", "signed when"),
    "return_ways": Text("cách trả", "ways of return"),
    "scriptFormat": Text("ngôn ngữ tính toán", "script language"),
    "sees": Text("được xem", "sees"),
    "subtype": Text("loại", "subtype"),
    "supersedes": Text("thay cho", "takes the place of"),
    "take": Text("lấy", "takes"),
    "text_en": Text("chữ tiếng Anh", "English text"),
    "title": Text("tiêu đề", "title"),
    "to": Text("đến", "until"),
    "todo": Text("việc phải làm", "what to do"),
    "value": Text("giá trị", "value"),
    "whenEmpty": Text("khi để trống", "when empty"),
    "whenHidden": Text("khi bị ẩn", "when hidden"),
}
_LAYOUT = Text(
    "chỉ khác chú thích, khoảng trắng, thứ tự viết hoặc hình vẽ",
    "only comments, blanks, order of writing or layout differ",
)
_CONTENT = Text("nội dung khác", "the content differs")
_ORDER = Text("đổi thứ tự", "order changed")
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}


def say(change: Change, lang: Lang = "en") -> str:
    """One line: `+` what came, `-` what went, `~` what changed, with the value before and after."""
    place = _place(change, lang)
    sign = _SIGNS[change.kind]
    if change.path == ("layout",):
        return f"{sign} {_LAYOUT.to(lang)}"
    if change.path[:1] == ("file",) and change.kind == "changed":
        return f"{sign} {_CONTENT.to(lang)}"
    if change.kind == "moved":
        return f"{sign} {place}: {_ORDER.to(lang)}: {_short(change.after)}"
    if change.kind == "changed":
        before, after = (_short(in_words(change.path, one, lang)) for one in (change.before, change.after))
        return f"{sign} {place}: {before or '—'} → {after or '—'}"
    value = _short(in_words(change.path, change.after if change.kind == "added" else change.before, lang))
    return f"{sign} {place}: {value}" if value and value != change.name else f"{sign} {place}"


def _place(change: Change, lang: Lang) -> str:
    steps = list(_steps(change.path, lang))
    if change.name and steps:
        steps[0] = f"{steps[0]} “{_short(change.name)}”"
    return ", ".join(steps)


def _steps(path: tuple[str, ...], lang: Lang) -> Iterator[str]:
    """The path in words; what names a thing of a list stays as it is written."""
    rest = list(path)
    while rest:
        step = rest.pop(0)
        if step in _OF_KEY:
            yield f"{_OF_KEY[step].to(lang)} {rest.pop(0)}" if rest else _OF_KEY[step].to(lang)
        else:
            yield _FIELDS[step].to(lang) if step in _FIELDS else step


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
