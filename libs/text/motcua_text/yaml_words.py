# SPDX-License-Identifier: Apache-2.0
"""What the readers of YAML and JSON complain of, in words of those who write the file, with what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motcua_text.bilingual import Text

NOT_YAML: Final = Text("Đây không phải là YAML", "This is not YAML")
NOT_JSON: Final = Text("Đây không phải là JSON", "This is not JSON")
_Told = tuple[str, Text]
"""The parser's complaint in Vietnamese, and what helps."""
_YAML: Final[Mapping[str, _Told]] = {
    "mapping values are not allowed": (
        "ở đây không thể có dấu hai chấm nối tên với giá trị",
        Text(
            'Đoạn chữ có ": " bên trong cần dấu ngoặc kép ("…"); nếu không phải vậy, hãy xem lại thụt đầu dòng.',
            'A text with ": " inside needs quotes ("…"); else look at the indentation.',
        ),
    ),
    "found unexpected end of stream": (
        "tệp kết thúc giữa chừng",
        Text(
            "Dấu nháy hoặc dấu ngoặc mở ở dòng này hay ở trên chưa được đóng.",
            "A quote or bracket that is opened on this line or above is not closed.",
        ),
    ),
    "could not find expected ':'": (
        "thiếu dấu hai chấm",
        Text(
            'Hãy viết "tên: giá trị"; đoạn chữ dài nhiều dòng cần dấu ngoặc kép hoặc |.',
            'Write "name: value"; a text that goes on over lines needs quotes or |.',
        ),
    ),
    "did not find expected key": (
        "không thấy tên trường ở chỗ cần có",
        Text(
            'Hãy xem lại thụt đầu dòng; dấu " bên trong đoạn chữ có ngoặc kép viết là \\".',
            'Look at the indentation; a " inside a text in quotes is written \\".',
        ),
    ),
    "did not find expected '-' indicator": (
        "không thấy dấu gạch đầu dòng ở chỗ cần có",
        Text(
            "Hãy thụt mọi mục của danh sách như nhau, mỗi mục bắt đầu bằng dấu gạch.",
            "Indent all entries of a list alike, each beginning with a hyphen.",
        ),
    ),
    "did not find expected ',' or": (
        "không thấy dấu phẩy hoặc dấu đóng ngoặc ở chỗ cần có",
        Text(
            'Hãy đóng ngoặc của danh sách hoặc nhóm; đoạn chữ có dấu phẩy bên trong cần dấu ngoặc kép ("…").',
            'Close the bracket of the list or group; a text with a comma inside needs quotes ("…").',
        ),
    ),
}
_ELSE: Final[_Told] = (
    "không đọc được chỗ này",
    Text(
        "Hãy xem dòng này và dòng trên: thụt đầu dòng bằng dấu cách, dấu nháy và dấu ngoặc đã đóng.",
        "Look at this line and the one above: indentation by spaces, quotes and brackets closed.",
    ),
)
_QUOTES: Final = Text(
    'Hãy đặt cả đoạn chữ trong dấu ngoặc kép ("…").', 'Put the whole text into quotes ("…").'
)
_TAB: Final = (
    Text(
        f"{NOT_YAML.vi}: có một tab ở chỗ chỉ được dùng dấu cách.",
        f"{NOT_YAML.en}: a tab stands where only spaces may be.",
    ),
    Text(
        "Hãy thay mỗi tab bằng hai dấu cách; đặt trình soạn thảo thụt đầu dòng bằng dấu cách.",
        "Replace each tab by two spaces; set the editor to indent with spaces.",
    ),
)
_JSON: Final[Mapping[str, str]] = {
    "Expecting value": "thiếu một giá trị",
    "Expecting property name": "thiếu tên trường trong dấu ngoặc kép",
    "Expecting ':' delimiter": "thiếu dấu hai chấm sau tên trường",
    "Expecting ',' delimiter": "thiếu dấu phẩy giữa hai mục",
    "Illegal trailing comma": "có dấu phẩy thừa ở cuối",
    "Extra data": "còn chữ thừa sau chỗ kết thúc",
    "Unterminated string": "có đoạn chữ chưa được đóng bằng dấu ngoặc kép",
    "Invalid \\": "có dấu \\ dùng sai trong một đoạn chữ",
}
_LINES: Final = Text("Hãy xem dòng này và dòng trên.", "Look at this line and the one above.")


def yaml_sentence(problem: str, line: str, column: int) -> tuple[Text, Text]:
    """Sentence and hint for a problem of the parser in this line, at this column (from 0)."""
    at = line[column : column + 1]
    if "\t" in (at, *line[: len(line) - len(line.lstrip())]):
        return _TAB
    if "cannot start any token" in problem and at:
        none = Text(
            f'{NOT_YAML.vi}: không đoạn chữ nào bắt đầu bằng "{at}".',
            f'{NOT_YAML.en}: no text begins with "{at}".',
        )
        return none, _QUOTES
    said, advice = next((told for begin, told in _YAML.items() if problem.startswith(begin)), _ELSE)
    return Text(f"{NOT_YAML.vi}: {said}.", f"{NOT_YAML.en}: {problem}."), advice


def json_sentence(problem: str) -> tuple[Text, Text]:
    """The same for a problem of the reader of JSON."""
    said = next((told for begin, told in _JSON.items() if problem.startswith(begin)), _ELSE[0])
    return Text(f"{NOT_JSON.vi}: {said}.", f"{NOT_JSON.en}: {problem}."), _LINES
