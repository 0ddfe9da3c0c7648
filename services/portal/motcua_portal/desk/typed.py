# SPDX-License-Identifier: Apache-2.0
"""What an officer typed: from a posted form, or put aside when the session had ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends
from motcua_rpc import InvalidInput
from starlette.datastructures import FormData, UploadFile

from motcua_portal.web.posting import MOST_BYTES, Posting


class FormTooLarge(InvalidInput):
    """More than the portal reads at once."""

    http_status = 413
    code = "FORM_TOO_LARGE"
    message_vi = (
        f"Các tệp vừa gửi nặng hơn {MOST_BYTES // 1_000_000} MB. Hãy quay lại và gửi ít tệp hơn mỗi lần."
    )
    message_en = f"The files weigh more than {MOST_BYTES // 1_000_000} MB. Go back and send fewer at a time."


@dataclass(frozen=True)
class Typed:
    """Texts by name, and the files that came with them."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    files: Mapping[str, UploadFile] = field(default_factory=dict)

    @classmethod
    def of_form(cls, form: FormData) -> Typed:
        values: dict[str, list[str]] = {}
        files: dict[str, UploadFile] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                values.setdefault(name, []).append(value)
            elif value.filename:
                files[name] = value
        return cls(values, files)

    @classmethod
    def of_fields(cls, fields: Mapping[str, Any]) -> Typed:
        """From `Visit.fields`."""
        return cls(
            {name: value if isinstance(value, list) else [str(value)] for name, value in fields.items()}
        )

    def __bool__(self) -> bool:
        return bool(self.values)

    def one(self, name: str, default: str = "") -> str:
        """Line ends as people mean them; browsers post CR LF."""
        values = self.values.get(name)
        return values[0].replace("\r\n", "\n").strip() if values else default

    def many(self, name: str) -> list[str]:
        return list(self.values.get(name, ()))

    def get(self, key: str, default: Any = None) -> Any:
        """As a form's `get`, for `web.forms.typed`."""
        values = self.values.get(key)
        return values[0] if values else default

    def getlist(self, key: str) -> list[str]:
        return self.many(key)


async def _posted(sent: Posting) -> Typed:
    if sent.too_large:
        raise FormTooLarge()
    return Typed.of_form(sent.form)


Posted = Annotated[Typed, Depends(_posted)]
"""The posted form of a page; name it after the visit, so that whoever must sign in is asked first."""
