# SPDX-License-Identifier: Apache-2.0
"""What the workflow service refuses.

MotcuaError
├── NotFound: UnknownProcedure, UnknownTask, UnknownDossierProcess, UnknownFailure
├── Conflict: TaskClosed, NotExecutable, FailureResolved, NotRepairable, ClockFixed
├── Stale:    InstanceMoved
└── InvalidInput: BadPackage, TooCostly, BadFacts, BadRepair, UnknownTerritory
"""

from __future__ import annotations

from motcua_rpc import Conflict, InvalidInput, NotFound, Stale


class UnknownProcedure(NotFound):
    code = "PROCEDURE_UNKNOWN"
    message_vi = "Không có thủ tục hoặc phiên bản này."
    message_en = "There is no such procedure or version."


class UnknownTask(NotFound):
    code = "TASK_UNKNOWN"
    message_vi = "Không có việc này."
    message_en = "There is no such task."


class UnknownDossierProcess(NotFound):
    code = "PROCESS_UNKNOWN"
    message_vi = "Hồ sơ này chưa có quy trình nào đang chạy."
    message_en = "No process was started for this dossier."


class UnknownFailure(NotFound):
    code = "FAILURE_UNKNOWN"
    message_vi = "Không có sự cố này."
    message_en = "There is no such failure."


class TaskClosed(Conflict):
    code = "TASK_CLOSED"
    message_vi = "Việc này đã được hoàn thành hoặc đã bị hủy."
    message_en = "This task was completed or cancelled already."


class NotExecutable(Conflict):
    code = "PROCESS_NOT_EXECUTABLE"
    message_vi = "Thủ tục này không có quy trình bắt đầu được."
    message_en = "This procedure has no process that can be started."


class FailureResolved(Conflict):
    code = "FAILURE_RESOLVED"
    message_vi = "Sự cố này đã được khắc phục."
    message_en = "This failure was resolved already."


class NotRepairable(Conflict):
    code = "INCIDENT_NOT_REPAIRABLE"
    message_vi = "Sửa dữ kiện không giúp được sự cố này: bản vẽ không còn đường đi tới."
    message_en = "Other facts do not mend this incident: the drawing has no way left to go on."


class ClockFixed(Conflict):
    code = "CLOCK_FIXED"
    message_vi = "Thời gian chỉ được dịch chuyển khi bật chế độ chạy thử."
    message_en = "Time can be moved only under the trial switch (MOTCUA_TRIAL)."


class InstanceMoved(Stale):
    code = "INSTANCE_MOVED"
    message_vi = "Quy trình vừa được thay đổi ở nơi khác. Hãy thử lại."
    message_en = "The process instance moved in the meantime. Try again."


class BadPackage(InvalidInput):
    code = "PACKAGE_INVALID"
    message_vi = "Không đọc được thư mục thủ tục."
    message_en = "The procedure folder cannot be read."


class TooCostly(InvalidInput):
    code = "PACKAGE_TOO_COSTLY"
    message_vi = "Kiểm tra thư mục thủ tục này tốn quá nhiều thời gian hoặc bộ nhớ. Hãy chia nhỏ bản vẽ, biểu mẫu và kịch bản."
    message_en = "Checking this procedure folder takes too much time or memory. Make its drawing, forms and scenarios smaller."


class BadFacts(InvalidInput):
    code = "FACTS_INVALID"
    message_vi = "Không giữ được các dữ kiện này."
    message_en = "These facts cannot be kept."


class BadRepair(InvalidInput):
    code = "REPAIR_INVALID"
    message_vi = "Chưa sửa được: có ô chưa đúng."
    message_en = "Nothing was repaired: some fields are wrong."


class UnknownTerritory(InvalidInput):
    code = "TERRITORY_UNKNOWN"
    message_vi = "Không có địa bàn này trong danh mục tổ chức. Hãy xem lại mã đơn vị; mọi dịch vụ dùng chung một danh mục."
    message_en = "The organisation has no such territory. Look at the unit's key; all services share one organisation file."
