# SPDX-License-Identifier: Apache-2.0
"""What the machine does not give is told in a sentence of the reader's language, whatever it says itself."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from motcua_procedure import read_folder
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.unopened import why_unopened

HERE = Path(__file__)


@pytest.mark.parametrize(
    ("error", "vi", "en"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file"), "không có ở đó", "it is not there"),
        (PermissionError(errno.EACCES, "Permission denied"), "bạn không có quyền đọc", "you may not read it"),
        (NotADirectoryError("x is not a folder"), "không phải là thư mục", "it is not a folder"),
        (
            OSError(errno.EIO, "Input/output error"),
            "hệ điều hành báo “Input/output error”",
            "Input/output error",
        ),
        (OSError("broken pipe of sorts"), "hệ điều hành báo “broken pipe of sorts”", "broken pipe of sorts"),
        (OSError(), "hệ điều hành không nói vì sao", "the system does not say why"),
    ],
)
def test_in_words_of_the_reader(error: OSError, vi: str, en: str) -> None:
    assert why_unopened(HERE, error, "vi").startswith(vi)
    assert why_unopened(HERE, error, "en").startswith(en)


@pytest.mark.parametrize("number", sorted(errno.errorcode))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_never_the_name_of_a_class(number: int, lang: Lang) -> None:
    error = OSError(number, os.strerror(number))
    said = why_unopened(HERE, error, lang)
    assert said and type(error).__name__ not in said


def test_a_folder_that_is_gone_is_gone_and_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError) as gone:
        read_folder(tmp_path / "gone")
    with pytest.raises(OSError) as file:
        read_folder(HERE)
    assert why_unopened(tmp_path / "gone", gone.value, "vi").startswith("không có ở đó")
    assert why_unopened(HERE, file.value, "vi") == "không phải là thư mục"
