# SPDX-License-Identifier: Apache-2.0
"""Why the machine does not give a file or folder, in words: what it says itself is English, and at times only a number."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from motcua_workflow.engine.check import Lang

_GONE: Final = {
    "vi": "không có ở đó, có thể đã bị chuyển đi, đổi tên hoặc xóa",
    "en": "it is not there; it may have been moved, renamed or deleted",
}
_WORDS: Final = {
    errno.ENOENT: _GONE,
    errno.EACCES: {"vi": "bạn không có quyền đọc", "en": "you may not read it"},
    errno.EPERM: {"vi": "bạn không có quyền đọc", "en": "you may not read it"},
    errno.ENOTDIR: {"vi": "không phải là thư mục", "en": "it is not a folder"},
    errno.EISDIR: {"vi": "đó là một thư mục", "en": "it is a folder"},
    errno.EINVAL: {"vi": "không phải là tệp thường", "en": "it is not a regular file"},
    errno.ELOOP: {"vi": "các liên kết dẫn vòng tròn", "en": "its links lead in a circle"},
    errno.ENAMETOOLONG: {"vi": "tên quá dài", "en": "its name is too long"},
}
_UNSAID: Final = {"vi": "hệ điều hành không nói vì sao", "en": "the system does not say why"}


def why_unopened(path: Path, error: OSError, lang: Lang) -> str:
    """A clause without a full stop. What is rarer stands in the words of the operating system."""
    number = errno.ENOTDIR if error.errno is None and isinstance(error, NotADirectoryError) else error.errno
    if number == errno.ENOTDIR and not os.path.lexists(path):
        return _GONE[lang]
    if number in _WORDS:
        return _WORDS[number][lang]
    said = error.strerror or str(error)
    if not said:
        return _UNSAID[lang]
    return f"hệ điều hành báo “{said}”" if lang == "vi" else said
