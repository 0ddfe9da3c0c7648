# SPDX-License-Identifier: Apache-2.0
"""Compiled templates, kept as Python keeps compiled modules: beside their source, for whoever may write there, and never needed.
`python -m motcua_portal.compile_templates` compiles all of them, so that no visitor waits for it."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Goes by a template's name and text, and by what else the code is made of: Python, Jinja, and `made_by`, the module that
    sets the environment up. What is broken, of another version or cannot be read is compiled anew."""

    def __init__(self, templates: Path, made_by: Path) -> None:
        folder = Path(cache_from_source(str(templates / "any.py"))).parent
        setting = hashlib.sha256(made_by.read_bytes()).hexdigest()[:12]
        super().__init__(str(folder), f"%s.{version('jinja2')}-{setting}.template")

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # of whatever kind: what stands there is no use, and nothing is lost
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        # A package that is not ours to write to is used as it is.
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
            Path(self._get_cache_filename(bucket)).chmod(0o644)
