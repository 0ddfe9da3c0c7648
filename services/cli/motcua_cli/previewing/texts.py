# SPDX-License-Identifier: Apache-2.0
"""Texts of the preview: Vietnamese is the source, `en.json` has the English; what the portal says keeps the portal's words."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from motcua_identity import Subject
from motcua_portal.web.texts import translate
from motcua_portal.web.visit import Visit


@cache
def english() -> dict[str, str]:
    texts: dict[str, str] = json.loads(files("motcua_cli.previewing").joinpath("en.json").read_text("utf-8"))
    return texts


class PreviewVisit(Visit):
    """A reader without an account, who stands for whoever has the step where the organisation names nobody."""

    @property
    def subject(self) -> Subject:
        return Subject(user_id="", name=self.say("Người có quyền ký của đơn vị"))

    def say(self, text: str, **values: Any) -> str:
        if self.language == "en" and text in english():
            said = english()[text]
            return said.format(**values) if values else said
        return translate(text, self.language, **values)
