# SPDX-License-Identifier: Apache-2.0
"""Reading a file that somebody names: regular files only, and no more of one than is asked for.

A pipe waits for ever for a writer and a device has no end; neither may hang who only wanted to look.
"""

from __future__ import annotations

import errno
import os
import stat


class NotRegular(OSError):
    """A pipe, device, socket or folder where a file is expected."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(errno.EINVAL, "not a regular file", os.fspath(path))


def read_regular(path: str | os.PathLike[str], limit: int, *, follow: bool = True) -> bytes:
    """The first `limit` bytes of a regular file; `follow`: whether `path` may be a symbolic link to it.

    Raises:
        NotRegular: it is none.
        OSError: it cannot be read.
    """
    # Opening a device can already act on it, so look first; what was opened is looked at again.
    _must_be_regular(os.stat(path, follow_symlinks=follow), path)
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | (0 if follow else os.O_NOFOLLOW)
    with open(os.open(path, flags), "rb") as stream:
        _must_be_regular(os.fstat(stream.fileno()), path)
        return stream.read(limit)


def _must_be_regular(found: os.stat_result, path: str | os.PathLike[str]) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(path)
