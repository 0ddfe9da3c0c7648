# SPDX-License-Identifier: Apache-2.0
"""The sentences that a person reads beside a field that cannot be taken, in both languages."""

from __future__ import annotations

from typing import Final

from motcua_text import Text

NOTHING: Final = Text("")
REQUIRED: Final = Text("Hãy điền mục này.", "Please fill in this field.")
CHOOSE: Final = Text("Hãy chọn một mục.", "Please choose one.")
CHOOSE_SOME: Final = Text("Hãy chọn ít nhất một mục.", "Please choose at least one.")
TICK: Final = Text("Hãy đánh dấu mục này để tiếp tục.", "Please tick this box to go on.")
TOO_SHORT: Final = Text("Hãy nhập ít nhất {limit} ký tự.", "Please enter at least {limit} characters.")
NOT_TELLING: Final = Text(
    "Hãy ghi rõ bằng chữ: ít nhất {limit} chữ cái hoặc chữ số.",
    "Please say it in words: at least {limit} letters or digits.",
)
TOO_LONG: Final = Text(
    "Tối đa {limit} ký tự; hiện có {actual}. Hãy viết ngắn lại.",
    "At most {limit} characters; there are {actual}. Please shorten it.",
)
FORM: Final = Text("Nội dung chưa đúng dạng yêu cầu.", "This does not have the required form.")
NUMBER: Final = Text("Hãy nhập một số, ví dụ 1.250.", "Please enter a number, for example 1250.")
WHOLE: Final = Text("Hãy nhập một số nguyên.", "Please enter a whole number.")
DECIMALS: Final = Text(
    "Tối đa {limit} chữ số sau dấu phẩy.", "At most {limit} digits after the decimal point."
)
TOO_SMALL: Final = Text("Số này phải từ {limit} trở lên.", "This must be {limit} or more.")
TOO_LARGE: Final = Text("Số này không được quá {limit}.", "This must not be more than {limit}.")
BETWEEN: Final = Text("Số này phải từ {low} đến {high}.", "This must be between {low} and {high}.")
DATE: Final = Text(
    "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/01/2026.",
    "Please enter a date as day/month/year, for example 31/01/2026.",
)
NOT_BEFORE: Final = Text("Ngày này không được trước {day}.", "This date must not be before {day}.")
NOT_AFTER: Final = Text("Ngày này không được sau {day}.", "This date must not be after {day}.")
YEARS: Final = Text("Năm phải từ {low} đến {high}.", "The year must be between {low} and {high}.")
DAYS_BETWEEN: Final = Text(
    "Ngày này phải từ {low} đến {high}.", "This date must be between {low} and {high}."
)
BY_FIELD: Final = Text("{day} (là “{name}”)", "{day} (which is “{name}”)")
BY_FIELD_AND_DAYS: Final = Text("{day} (“{name}” {days} ngày)", "{day} (“{name}” {days} days)")
SUM_TOO_SMALL: Final = Text(
    "{names} = {actual}; tổng phải từ {limit} trở lên.",
    "{names} = {actual}; the sum must be {limit} or more.",
)
SUM_TOO_LARGE: Final = Text(
    "{names} = {actual}; tổng không được quá {limit}.",
    "{names} = {actual}; the sum must not be more than {limit}.",
)
SUM_NOT_MORE: Final = Text(
    "{names} = {actual}; tổng phải lớn hơn “{name}” ({limit}).",
    "{names} = {actual}; the sum must be more than “{name}” ({limit}).",
)
SUM_MORE: Final = Text(
    "{names} = {actual}; tổng không được lớn hơn “{name}” ({limit}).",
    "{names} = {actual}; the sum must not be more than “{name}” ({limit}).",
)
CAUSE: Final = Text("“{field}” là “{answer}”", "“{field}” is “{answer}”")
MUST_BE: Final = Text(
    "Mục này phải là {wanted} khi {cause}. Hãy xem lại một trong hai mục.",
    "This must be {wanted} when {cause}. Please look at both again.",
)
MUST_NOT_BE: Final = Text(
    "Mục này không thể là {chosen} khi {cause}. Hãy xem lại một trong hai mục.",
    "This cannot be {chosen} when {cause}. Please look at both again.",
)
MUST_NOT_BE_AS_GIVEN: Final = Text(
    "Mục này không thể là {chosen} khi {cause}. Hãy chọn lại.",
    "This cannot be {chosen} when {cause}. Please choose again.",
)
"""The cause is shown and cannot be answered otherwise."""
UNCHANGED: Final = Text(
    "{cause}, nhưng chưa sửa nội dung nào: {names}. Hãy sửa nội dung cần sửa, hoặc chọn lại.",
    "{cause}, but nothing is changed: {names}. Please change what is to be changed, or choose again.",
)
NEEDS: Final = Text(
    "Khi {cause}, ít nhất một trong các mục {names} phải là {wanted}. Hãy xem lại.",
    "When {cause}, at least one of {names} must be {wanted}. Please look at them again.",
)
NEEDS_UNLESS: Final = Text(
    "Khi {cause}, ít nhất một trong các mục {names} phải là {wanted}. Hãy xem lại, hoặc đánh dấu “{tick}”.",
    "When {cause}, at least one of {names} must be {wanted}. Please look at them again, or tick “{tick}”.",
)
SAME: Final = Text(
    "Giống “{name}”. Hai mục này phải khác nhau; hãy xem lại.",
    "This is the same as “{name}”. The two must differ; please look at them again.",
)
NOT_ASKED: Final = Text(
    "Đã điền mục này trong khi {cause}. Hãy xóa nội dung, hoặc chọn lại.",
    "This was filled in although {cause}. Please empty it, or choose again.",
)
DIFFERS: Final = Text(
    "Số này ({given}) khác “{name}” ({wanted}). Hãy kiểm tra lại.",
    "This ({given}) differs from “{name}” ({wanted}). Please check.",
)
DIFFERS_UNLESS: Final = Text(
    "Số này ({given}) khác “{name}” ({wanted}). Hãy sửa, hoặc đánh dấu “{tick}”.",
    "This ({given}) differs from “{name}” ({wanted}). Please correct it, or tick “{tick}”.",
)
SAME_DESPITE: Final = Text(
    "Số này ({given}) bằng “{name}”. Hãy sửa, hoặc bỏ đánh dấu “{tick}”.",
    "This ({given}) is the same as “{name}”. Please correct it, or clear “{tick}”.",
)
OPTION: Final = Text(
    "Mục đã chọn không có trong danh sách. Hãy chọn lại.",
    "That choice is not in the list. Please choose again.",
)
KIND: Final = Text("Nội dung gửi lên không đúng kiểu.", "What was sent has the wrong kind.")
UNKNOWN: Final = Text(
    "Biểu mẫu này không có mục “{key}”. Hãy tải lại trang.",
    "This form has no field “{key}”. Please load the page again.",
)
TOO_MUCH: Final = Text(
    "Nội dung gửi lên quá lớn. Hãy rút ngắn hoặc đính kèm tệp.",
    "Too much was sent. Please shorten it or attach a file.",
)
