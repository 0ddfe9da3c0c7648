# SPDX-License-Identifier: Apache-2.0
"""What the liaison service refuses.

MotcuaError
├── NotFound: UnknownMessage
├── PermissionDenied: OfficersOnly
└── Conflict: EnvelopeRejected
RuntimeError: KeyRefused (at the start)
"""

from __future__ import annotations

from motcua_rpc import Conflict, NotFound, PermissionDenied


class UnknownMessage(NotFound):
    code = "MESSAGE_UNKNOWN"
    message_vi = "Không có văn bản liên thông này."
    message_en = "There is no such message between agencies."


class OfficersOnly(PermissionDenied):
    code = "OFFICERS_ONLY"
    message_vi = "Sổ liên thông chỉ dành cho cán bộ thuộc một đơn vị và người quản trị."
    message_en = "The book of messages is for officers of a unit and for operators only."


class EnvelopeRejected(Conflict):
    """The receiving side does not take the envelope as it is; sending the same bytes again will not help."""

    code = "ENVELOPE_REJECTED"
    message_vi = "Bên nhận không nhận phong bì này."
    message_en = "The receiving side does not take this envelope."


class KeyRefused(RuntimeError):
    """The signing key cannot be used; the sentence says why and what to do. The service does not start."""
