import datetime

from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.assignment.v1 import callers_pb2 as _callers_pb2
from motcua.assignment.v1 import desk_pb2 as _desk_pb2
from motcua.assignment.v1 import journey_pb2 as _journey_pb2
from motcua.assignment.v1 import kept_forms_pb2 as _kept_forms_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from motcua.common.v1 import step_pb2 as _step_pb2
from motcua.intake.v1 import intake_pb2 as _intake_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TaskKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_KIND_UNSPECIFIED: _ClassVar[TaskKind]
    TASK_KIND_STEP: _ClassVar[TaskKind]
    TASK_KIND_ACCEPTANCE: _ClassVar[TaskKind]
    TASK_KIND_RETURN: _ClassVar[TaskKind]

class TaskState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_STATE_UNSPECIFIED: _ClassVar[TaskState]
    TASK_STATE_OPEN: _ClassVar[TaskState]
    TASK_STATE_CLAIMED: _ClassVar[TaskState]
    TASK_STATE_DONE: _ClassVar[TaskState]
    TASK_STATE_CANCELLED: _ClassVar[TaskState]

class TaskFilter(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_FILTER_UNSPECIFIED: _ClassVar[TaskFilter]
    TASK_FILTER_MINE: _ClassVar[TaskFilter]
    TASK_FILTER_UNASSIGNED: _ClassVar[TaskFilter]
    TASK_FILTER_DONE: _ClassVar[TaskFilter]

class TaskDue(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TASK_DUE_UNSPECIFIED: _ClassVar[TaskDue]
    TASK_DUE_OVERDUE: _ClassVar[TaskDue]
    TASK_DUE_TODAY: _ClassVar[TaskDue]
    TASK_DUE_SOON: _ClassVar[TaskDue]
TASK_KIND_UNSPECIFIED: TaskKind
TASK_KIND_STEP: TaskKind
TASK_KIND_ACCEPTANCE: TaskKind
TASK_KIND_RETURN: TaskKind
TASK_STATE_UNSPECIFIED: TaskState
TASK_STATE_OPEN: TaskState
TASK_STATE_CLAIMED: TaskState
TASK_STATE_DONE: TaskState
TASK_STATE_CANCELLED: TaskState
TASK_FILTER_UNSPECIFIED: TaskFilter
TASK_FILTER_MINE: TaskFilter
TASK_FILTER_UNASSIGNED: TaskFilter
TASK_FILTER_DONE: TaskFilter
TASK_DUE_UNSPECIFIED: TaskDue
TASK_DUE_OVERDUE: TaskDue
TASK_DUE_TODAY: TaskDue
TASK_DUE_SOON: TaskDue

class TimeLeft(_message.Message):
    __slots__ = ("working_minutes", "overdue", "day_minutes", "given_minutes")
    WORKING_MINUTES_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    DAY_MINUTES_FIELD_NUMBER: _ClassVar[int]
    GIVEN_MINUTES_FIELD_NUMBER: _ClassVar[int]
    working_minutes: int
    overdue: bool
    day_minutes: int
    given_minutes: int
    def __init__(self, working_minutes: _Optional[int] = ..., overdue: _Optional[bool] = ..., day_minutes: _Optional[int] = ..., given_minutes: _Optional[int] = ...) -> None: ...

class LegalStandstill(_message.Message):
    __slots__ = ("since", "ground", "ground_name", "policy")
    SINCE_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    GROUND_NAME_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    since: _timestamp_pb2.Timestamp
    ground: str
    ground_name: _common_pb2.LocalizedText
    policy: str
    def __init__(self, since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ground: _Optional[str] = ..., ground_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., policy: _Optional[str] = ...) -> None: ...

class Task(_message.Message):
    __slots__ = ("task_id", "kind", "state", "dossier_id", "dossier_code", "applicant_name", "procedure_key", "procedure_version", "procedure_name", "title", "element", "role", "unit", "unit_name", "assignee", "opened_at", "due_at", "legal_due_at", "part", "result_code", "form", "closed_at", "revision", "time_left", "legal_time_left", "given", "legal_standstill", "due_soon", "escalated_at", "on_behalf_of")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    UNIT_NAME_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    OPENED_AT_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    LEGAL_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    TIME_LEFT_FIELD_NUMBER: _ClassVar[int]
    LEGAL_TIME_LEFT_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    LEGAL_STANDSTILL_FIELD_NUMBER: _ClassVar[int]
    DUE_SOON_FIELD_NUMBER: _ClassVar[int]
    ESCALATED_AT_FIELD_NUMBER: _ClassVar[int]
    ON_BEHALF_OF_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    kind: TaskKind
    state: TaskState
    dossier_id: str
    dossier_code: str
    applicant_name: str
    procedure_key: str
    procedure_version: int
    procedure_name: _common_pb2.LocalizedText
    title: _common_pb2.LocalizedText
    element: str
    role: str
    unit: str
    unit_name: _common_pb2.LocalizedText
    assignee: _common_pb2.Actor
    opened_at: _timestamp_pb2.Timestamp
    due_at: _timestamp_pb2.Timestamp
    legal_due_at: _timestamp_pb2.Timestamp
    part: str
    result_code: str
    form: str
    closed_at: _timestamp_pb2.Timestamp
    revision: int
    time_left: TimeLeft
    legal_time_left: TimeLeft
    given: _struct_pb2.Struct
    legal_standstill: LegalStandstill
    due_soon: bool
    escalated_at: _timestamp_pb2.Timestamp
    on_behalf_of: str
    def __init__(self, task_id: _Optional[str] = ..., kind: _Optional[_Union[TaskKind, str]] = ..., state: _Optional[_Union[TaskState, str]] = ..., dossier_id: _Optional[str] = ..., dossier_code: _Optional[str] = ..., applicant_name: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., element: _Optional[str] = ..., role: _Optional[str] = ..., unit: _Optional[str] = ..., unit_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., assignee: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., opened_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., legal_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., part: _Optional[str] = ..., result_code: _Optional[str] = ..., form: _Optional[str] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ..., time_left: _Optional[_Union[TimeLeft, _Mapping]] = ..., legal_time_left: _Optional[_Union[TimeLeft, _Mapping]] = ..., given: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., legal_standstill: _Optional[_Union[LegalStandstill, _Mapping]] = ..., due_soon: _Optional[bool] = ..., escalated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., on_behalf_of: _Optional[str] = ...) -> None: ...

class ListTasksRequest(_message.Message):
    __slots__ = ("filter", "dossier_id", "page_size", "page_token", "due", "procedure_key", "element", "text", "escalated", "whole_unit")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DUE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ESCALATED_FIELD_NUMBER: _ClassVar[int]
    WHOLE_UNIT_FIELD_NUMBER: _ClassVar[int]
    filter: TaskFilter
    dossier_id: str
    page_size: int
    page_token: str
    due: TaskDue
    procedure_key: str
    element: str
    text: str
    escalated: bool
    whole_unit: bool
    def __init__(self, filter: _Optional[_Union[TaskFilter, str]] = ..., dossier_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., due: _Optional[_Union[TaskDue, str]] = ..., procedure_key: _Optional[str] = ..., element: _Optional[str] = ..., text: _Optional[str] = ..., escalated: _Optional[bool] = ..., whole_unit: _Optional[bool] = ...) -> None: ...

class ListTasksResponse(_message.Message):
    __slots__ = ("tasks", "next_page_token")
    TASKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    tasks: _containers.RepeatedCompositeFieldContainer[Task]
    next_page_token: str
    def __init__(self, tasks: _Optional[_Iterable[_Union[Task, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetTaskRequest(_message.Message):
    __slots__ = ("task_id",)
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    def __init__(self, task_id: _Optional[str] = ...) -> None: ...

class RecordedAnswer(_message.Message):
    __slots__ = ("key", "label", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    label: _common_pb2.LocalizedText
    value: _common_pb2.LocalizedText
    def __init__(self, key: _Optional[str] = ..., label: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., value: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class StepRecord(_message.Message):
    __slots__ = ("task_id", "title", "element", "actor", "at", "answers")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    title: _common_pb2.LocalizedText
    element: str
    actor: _common_pb2.Actor
    at: _timestamp_pb2.Timestamp
    answers: _containers.RepeatedCompositeFieldContainer[RecordedAnswer]
    def __init__(self, task_id: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., element: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answers: _Optional[_Iterable[_Union[RecordedAnswer, _Mapping]]] = ...) -> None: ...

class GetTaskResponse(_message.Message):
    __slots__ = ("task", "records", "kept", "may")
    TASK_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    MAY_FIELD_NUMBER: _ClassVar[int]
    task: Task
    records: _containers.RepeatedCompositeFieldContainer[StepRecord]
    kept: _kept_forms_pb2.KeptForm
    may: _callers_pb2.CallerMay
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ..., records: _Optional[_Iterable[_Union[StepRecord, _Mapping]]] = ..., kept: _Optional[_Union[_kept_forms_pb2.KeptForm, _Mapping]] = ..., may: _Optional[_Union[_callers_pb2.CallerMay, _Mapping]] = ...) -> None: ...

class ClaimTaskRequest(_message.Message):
    __slots__ = ("request_id", "task_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ...) -> None: ...

class ClaimTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class ReleaseTaskRequest(_message.Message):
    __slots__ = ("request_id", "task_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ...) -> None: ...

class ReleaseTaskResponse(_message.Message):
    __slots__ = ("task",)
    TASK_FIELD_NUMBER: _ClassVar[int]
    task: Task
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ...) -> None: ...

class SignedResult(_message.Message):
    __slots__ = ("number", "signer", "signed_at", "file_id")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SIGNER_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AT_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    number: str
    signer: str
    signed_at: _timestamp_pb2.Timestamp
    file_id: str
    def __init__(self, number: _Optional[str] = ..., signer: _Optional[str] = ..., signed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., file_id: _Optional[str] = ...) -> None: ...

class StepAction(_message.Message):
    __slots__ = ("answers", "result")
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    answers: _struct_pb2.Struct
    result: SignedResult
    def __init__(self, answers: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., result: _Optional[_Union[SignedResult, _Mapping]] = ...) -> None: ...

class AcceptanceAction(_message.Message):
    __slots__ = ("accept", "supplement", "refuse")
    ACCEPT_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_FIELD_NUMBER: _ClassVar[int]
    REFUSE_FIELD_NUMBER: _ClassVar[int]
    accept: Accept
    supplement: AskSupplement
    refuse: Refuse
    def __init__(self, accept: _Optional[_Union[Accept, _Mapping]] = ..., supplement: _Optional[_Union[AskSupplement, _Mapping]] = ..., refuse: _Optional[_Union[Refuse, _Mapping]] = ...) -> None: ...

class Accept(_message.Message):
    __slots__ = ("note",)
    NOTE_FIELD_NUMBER: _ClassVar[int]
    note: str
    def __init__(self, note: _Optional[str] = ...) -> None: ...

class AskSupplement(_message.Message):
    __slots__ = ("items", "reason")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[_intake_pb2.SupplementItem]
    reason: str
    def __init__(self, items: _Optional[_Iterable[_Union[_intake_pb2.SupplementItem, _Mapping]]] = ..., reason: _Optional[str] = ...) -> None: ...

class Refuse(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class ReturnAction(_message.Message):
    __slots__ = ("receiver_name", "receiver_id_number", "originals_collected", "signed", "originals_returned", "receiver_ground", "result_codes", "result_ids", "changed_answers_seen", "slips")
    RECEIVER_NAME_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_COLLECTED_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_RETURNED_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_GROUND_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    RESULT_IDS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ANSWERS_SEEN_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    receiver_name: str
    receiver_id_number: str
    originals_collected: _containers.RepeatedScalarFieldContainer[str]
    signed: bool
    originals_returned: _containers.RepeatedScalarFieldContainer[str]
    receiver_ground: str
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    result_ids: _containers.RepeatedScalarFieldContainer[str]
    changed_answers_seen: bool
    slips: HandedSlips
    def __init__(self, receiver_name: _Optional[str] = ..., receiver_id_number: _Optional[str] = ..., originals_collected: _Optional[_Iterable[str]] = ..., signed: _Optional[bool] = ..., originals_returned: _Optional[_Iterable[str]] = ..., receiver_ground: _Optional[str] = ..., result_codes: _Optional[_Iterable[str]] = ..., result_ids: _Optional[_Iterable[str]] = ..., changed_answers_seen: _Optional[bool] = ..., slips: _Optional[_Union[HandedSlips, _Mapping]] = ...) -> None: ...

class HandedSlips(_message.Message):
    __slots__ = ("document_ids",)
    DOCUMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    document_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, document_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class CompleteTaskRequest(_message.Message):
    __slots__ = ("request_id", "task_id", "step", "acceptance", "returning")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    ACCEPTANCE_FIELD_NUMBER: _ClassVar[int]
    RETURNING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    step: StepAction
    acceptance: AcceptanceAction
    returning: ReturnAction
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ..., step: _Optional[_Union[StepAction, _Mapping]] = ..., acceptance: _Optional[_Union[AcceptanceAction, _Mapping]] = ..., returning: _Optional[_Union[ReturnAction, _Mapping]] = ...) -> None: ...

class CompleteTaskResponse(_message.Message):
    __slots__ = ("task", "opened")
    TASK_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    task: Task
    opened: _containers.RepeatedCompositeFieldContainer[Task]
    def __init__(self, task: _Optional[_Union[Task, _Mapping]] = ..., opened: _Optional[_Iterable[_Union[Task, _Mapping]]] = ...) -> None: ...

class CountTasksRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CountTasksResponse(_message.Message):
    __slots__ = ("open", "mine", "overdue", "due_today", "due_soon", "escalated", "leads")
    OPEN_FIELD_NUMBER: _ClassVar[int]
    MINE_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    DUE_TODAY_FIELD_NUMBER: _ClassVar[int]
    DUE_SOON_FIELD_NUMBER: _ClassVar[int]
    ESCALATED_FIELD_NUMBER: _ClassVar[int]
    LEADS_FIELD_NUMBER: _ClassVar[int]
    open: int
    mine: int
    overdue: int
    due_today: int
    due_soon: int
    escalated: int
    leads: bool
    def __init__(self, open: _Optional[int] = ..., mine: _Optional[int] = ..., overdue: _Optional[int] = ..., due_today: _Optional[int] = ..., due_soon: _Optional[int] = ..., escalated: _Optional[int] = ..., leads: _Optional[bool] = ...) -> None: ...

class GetInboxVersionRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetInboxVersionResponse(_message.Message):
    __slots__ = ("version",)
    VERSION_FIELD_NUMBER: _ClassVar[int]
    version: str
    def __init__(self, version: _Optional[str] = ...) -> None: ...

class GetWhereaboutsRequest(_message.Message):
    __slots__ = ("dossier_id",)
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    def __init__(self, dossier_id: _Optional[str] = ...) -> None: ...

class Whereabouts(_message.Message):
    __slots__ = ("unit", "unit_name", "since", "due_at", "parts", "steps")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    UNIT_NAME_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    unit: str
    unit_name: _common_pb2.LocalizedText
    since: _timestamp_pb2.Timestamp
    due_at: _timestamp_pb2.Timestamp
    parts: _containers.RepeatedScalarFieldContainer[str]
    steps: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    def __init__(self, unit: _Optional[str] = ..., unit_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., parts: _Optional[_Iterable[str]] = ..., steps: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ...) -> None: ...

class GetWhereaboutsResponse(_message.Message):
    __slots__ = ("places", "past", "narrowed")
    PLACES_FIELD_NUMBER: _ClassVar[int]
    PAST_FIELD_NUMBER: _ClassVar[int]
    NARROWED_FIELD_NUMBER: _ClassVar[int]
    places: _containers.RepeatedCompositeFieldContainer[Whereabouts]
    past: _containers.RepeatedCompositeFieldContainer[_journey_pb2.Stay]
    narrowed: bool
    def __init__(self, places: _Optional[_Iterable[_Union[Whereabouts, _Mapping]]] = ..., past: _Optional[_Iterable[_Union[_journey_pb2.Stay, _Mapping]]] = ..., narrowed: _Optional[bool] = ...) -> None: ...

class ListFailuresRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "all")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ALL_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    all: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., all: _Optional[bool] = ...) -> None: ...

class ListFailuresResponse(_message.Message):
    __slots__ = ("failures", "next_page_token")
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    failures: _containers.RepeatedCompositeFieldContainer[_common_pb2.Failure]
    next_page_token: str
    def __init__(self, failures: _Optional[_Iterable[_Union[_common_pb2.Failure, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RetryFailureRequest(_message.Message):
    __slots__ = ("request_id", "failure_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    failure_id: str
    def __init__(self, request_id: _Optional[str] = ..., failure_id: _Optional[str] = ...) -> None: ...

class RetryFailureResponse(_message.Message):
    __slots__ = ("failure",)
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ...) -> None: ...

class DiscardFailureRequest(_message.Message):
    __slots__ = ("request_id", "failure_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    failure_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., failure_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DiscardFailureResponse(_message.Message):
    __slots__ = ("failure",)
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ...) -> None: ...

class ListStepsRequest(_message.Message):
    __slots__ = ("dossier_id", "page_size", "page_token")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    page_size: int
    page_token: str
    def __init__(self, dossier_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStepsResponse(_message.Message):
    __slots__ = ("steps", "next_page_token")
    STEPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[_step_pb2.Step]
    next_page_token: str
    def __init__(self, steps: _Optional[_Iterable[_Union[_step_pb2.Step, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
