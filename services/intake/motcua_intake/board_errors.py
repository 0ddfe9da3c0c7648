# SPDX-License-Identifier: Apache-2.0
"""What the board refuses."""

from __future__ import annotations

from motcua_rpc import PermissionDenied


class NoBoard(PermissionDenied):
    code = "BOARD_REQUIRED"
    message_vi = "Bảng theo dõi chỉ mở cho lãnh đạo đơn vị (đơn vị mình và các đơn vị trực thuộc) và người quản trị hệ thống."
    message_en = "The board is open to heads of units, for their unit and those below it, and to operators."
