# SPDX-License-Identifier: Apache-2.0
"""What can go wrong when a form is printed.

DocumentError
├── InvalidForm         the caller's data cannot be printed; says which field and why
└── TypesettingFailed   the shipped templates or fonts are damaged, or typst refused
"""

from __future__ import annotations


class DocumentError(ValueError):
    """Base of all errors of this package; carries a sentence in both languages.

    Attributes:
        code: stable upper-case reason code.
        message_vi: sentence for people, Vietnamese.
        message_en: the same, English.
        field: path of the field at fault, such as ``papers[2].name``; empty when no field is.
    """

    def __init__(self, code: str, message_vi: str, message_en: str, field: str = "") -> None:
        super().__init__(f"{message_vi} / {message_en}")
        self.code = code
        self.message_vi = message_vi
        self.message_en = message_en
        self.field = field


class InvalidForm(DocumentError):
    """The data given for a form cannot be printed as it is."""

    def __init__(self, field: str, reason_vi: str, reason_en: str) -> None:
        super().__init__(
            "DOCUMENT_FIELD_INVALID",
            f"Không in được biểu mẫu: trường “{field}” {reason_vi}.",
            f"The form cannot be printed: field “{field}” {reason_en}.",
            field,
        )


class TypesettingFailed(DocumentError):
    """typst did not produce a PDF; the template or the installation is at fault, not the person's data."""

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(
            "DOCUMENT_TYPESETTING_FAILED",
            f"Không tạo được tệp PDF từ mẫu “{template}”: {reason}.",
            f"No PDF could be made from template “{template}”: {reason}.",
        )
