import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from motcua.common.v1 import step_pb2 as _step_pb2
from motcua.workflow.v1 import procedures_pb2 as _procedures_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Delivery(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DELIVERY_UNSPECIFIED: _ClassVar[Delivery]
    DELIVERY_ACCEPTED: _ClassVar[Delivery]
    DELIVERY_REFUSED: _ClassVar[Delivery]
    DELIVERY_NOT_NEEDED: _ClassVar[Delivery]
DELIVERY_UNSPECIFIED: Delivery
DELIVERY_ACCEPTED: Delivery
DELIVERY_REFUSED: Delivery
DELIVERY_NOT_NEEDED: Delivery

class Finding(_message.Message):
    __slots__ = ("file", "code", "severity", "line", "element", "name", "message", "hint")
    FILE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    HINT_FIELD_NUMBER: _ClassVar[int]
    file: str
    code: str
    severity: str
    line: int
    element: str
    name: str
    message: str
    hint: str
    def __init__(self, file: _Optional[str] = ..., code: _Optional[str] = ..., severity: _Optional[str] = ..., line: _Optional[int] = ..., element: _Optional[str] = ..., name: _Optional[str] = ..., message: _Optional[str] = ..., hint: _Optional[str] = ...) -> None: ...

class PublishProcedureRequest(_message.Message):
    __slots__ = ("request_id", "files", "procedure_key")
    class FilesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: bytes
        def __init__(self, key: _Optional[str] = ..., value: _Optional[bytes] = ...) -> None: ...
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    files: _containers.ScalarMap[str, bytes]
    procedure_key: str
    def __init__(self, request_id: _Optional[str] = ..., files: _Optional[_Mapping[str, bytes]] = ..., procedure_key: _Optional[str] = ...) -> None: ...

class PublishProcedureResponse(_message.Message):
    __slots__ = ("published", "procedure_key", "version", "sha256", "findings")
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    published: bool
    procedure_key: str
    version: int
    sha256: str
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    def __init__(self, published: _Optional[bool] = ..., procedure_key: _Optional[str] = ..., version: _Optional[int] = ..., sha256: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ...) -> None: ...

class Version(_message.Message):
    __slots__ = ("procedure_key", "version", "sha256", "published_at", "published_by", "name")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_AT_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_BY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    version: int
    sha256: str
    published_at: _timestamp_pb2.Timestamp
    published_by: _common_pb2.Actor
    name: _common_pb2.LocalizedText
    def __init__(self, procedure_key: _Optional[str] = ..., version: _Optional[int] = ..., sha256: _Optional[str] = ..., published_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., published_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class ListVersionsRequest(_message.Message):
    __slots__ = ("procedure_key", "page_size", "page_token")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    page_size: int
    page_token: str
    def __init__(self, procedure_key: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListVersionsResponse(_message.Message):
    __slots__ = ("versions", "next_page_token")
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    versions: _containers.RepeatedCompositeFieldContainer[Version]
    next_page_token: str
    def __init__(self, versions: _Optional[_Iterable[_Union[Version, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetPackageRequest(_message.Message):
    __slots__ = ("procedure_key", "version")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    version: int
    def __init__(self, procedure_key: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GetPackageResponse(_message.Message):
    __slots__ = ("version", "files")
    class FilesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: bytes
        def __init__(self, key: _Optional[str] = ..., value: _Optional[bytes] = ...) -> None: ...
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    version: Version
    files: _containers.ScalarMap[str, bytes]
    def __init__(self, version: _Optional[_Union[Version, _Mapping]] = ..., files: _Optional[_Mapping[str, bytes]] = ...) -> None: ...

class Task(_message.Message):
    __slots__ = ("task_id", "instance_id", "process_id", "dossier_id", "element", "name", "role", "agency", "form", "limit", "part", "result_code", "opened_at", "territory", "given", "name_en", "signs")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    INSTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCESS_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    OPENED_AT_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    NAME_EN_FIELD_NUMBER: _ClassVar[int]
    SIGNS_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    instance_id: str
    process_id: str
    dossier_id: str
    element: str
    name: str
    role: str
    agency: str
    form: str
    limit: str
    part: str
    result_code: str
    opened_at: _timestamp_pb2.Timestamp
    territory: str
    given: _struct_pb2.Struct
    name_en: str
    signs: bool
    def __init__(self, task_id: _Optional[str] = ..., instance_id: _Optional[str] = ..., process_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., element: _Optional[str] = ..., name: _Optional[str] = ..., role: _Optional[str] = ..., agency: _Optional[str] = ..., form: _Optional[str] = ..., limit: _Optional[str] = ..., part: _Optional[str] = ..., result_code: _Optional[str] = ..., opened_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., territory: _Optional[str] = ..., given: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., name_en: _Optional[str] = ..., signs: _Optional[bool] = ...) -> None: ...

class StartProcessRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "dossier_code", "procedure_key", "procedure_version", "territory", "facts")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    dossier_code: str
    procedure_key: str
    procedure_version: int
    territory: str
    facts: _struct_pb2.Struct
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., dossier_code: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., territory: _Optional[str] = ..., facts: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class StartProcessResponse(_message.Message):
    __slots__ = ("instance_id", "opened_tasks")
    INSTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    OPENED_TASKS_FIELD_NUMBER: _ClassVar[int]
    instance_id: str
    opened_tasks: _containers.RepeatedCompositeFieldContainer[Task]
    def __init__(self, instance_id: _Optional[str] = ..., opened_tasks: _Optional[_Iterable[_Union[Task, _Mapping]]] = ...) -> None: ...

class CompleteTaskRequest(_message.Message):
    __slots__ = ("request_id", "task_id", "facts", "actor", "result_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    facts: _struct_pb2.Struct
    actor: _common_pb2.Actor
    result_id: str
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ..., facts: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., result_id: _Optional[str] = ...) -> None: ...

class CompleteTaskResponse(_message.Message):
    __slots__ = ("opened_tasks", "closed_task_ids")
    OPENED_TASKS_FIELD_NUMBER: _ClassVar[int]
    CLOSED_TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    opened_tasks: _containers.RepeatedCompositeFieldContainer[Task]
    closed_task_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, opened_tasks: _Optional[_Iterable[_Union[Task, _Mapping]]] = ..., closed_task_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class DeliverMessageRequest(_message.Message):
    __slots__ = ("request_id", "message_id", "name", "dossier_id", "target", "payload", "actor", "number", "sent_at")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SENT_AT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    message_id: str
    name: str
    dossier_id: str
    target: str
    payload: _struct_pb2.Struct
    actor: _common_pb2.Actor
    number: int
    sent_at: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., message_id: _Optional[str] = ..., name: _Optional[str] = ..., dossier_id: _Optional[str] = ..., target: _Optional[str] = ..., payload: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., number: _Optional[int] = ..., sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeliverMessageResponse(_message.Message):
    __slots__ = ("delivery", "reason", "instance_id", "opened_tasks", "closed_task_ids")
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    INSTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    OPENED_TASKS_FIELD_NUMBER: _ClassVar[int]
    CLOSED_TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    reason: str
    instance_id: str
    opened_tasks: _containers.RepeatedCompositeFieldContainer[Task]
    closed_task_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, delivery: _Optional[_Union[Delivery, str]] = ..., reason: _Optional[str] = ..., instance_id: _Optional[str] = ..., opened_tasks: _Optional[_Iterable[_Union[Task, _Mapping]]] = ..., closed_task_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class TraceLine(_message.Message):
    __slots__ = ("element", "name", "event", "at", "actor", "note", "name_en")
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    NAME_EN_FIELD_NUMBER: _ClassVar[int]
    element: str
    name: str
    event: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    note: str
    name_en: str
    def __init__(self, element: _Optional[str] = ..., name: _Optional[str] = ..., event: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., note: _Optional[str] = ..., name_en: _Optional[str] = ...) -> None: ...

class Instance(_message.Message):
    __slots__ = ("instance_id", "process_id", "name", "status", "active_elements", "trace", "started_at", "ended_at")
    INSTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCESS_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_ELEMENTS_FIELD_NUMBER: _ClassVar[int]
    TRACE_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    instance_id: str
    process_id: str
    name: str
    status: str
    active_elements: _containers.RepeatedScalarFieldContainer[str]
    trace: _containers.RepeatedCompositeFieldContainer[TraceLine]
    started_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    def __init__(self, instance_id: _Optional[str] = ..., process_id: _Optional[str] = ..., name: _Optional[str] = ..., status: _Optional[str] = ..., active_elements: _Optional[_Iterable[str]] = ..., trace: _Optional[_Iterable[_Union[TraceLine, _Mapping]]] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetDossierProcessRequest(_message.Message):
    __slots__ = ("dossier_id", "with_drawing")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    WITH_DRAWING_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    with_drawing: bool
    def __init__(self, dossier_id: _Optional[str] = ..., with_drawing: _Optional[bool] = ...) -> None: ...

class GetDossierProcessResponse(_message.Message):
    __slots__ = ("procedure_key", "procedure_version", "instances", "drawing", "narrowed")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    INSTANCES_FIELD_NUMBER: _ClassVar[int]
    DRAWING_FIELD_NUMBER: _ClassVar[int]
    NARROWED_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    procedure_version: int
    instances: _containers.RepeatedCompositeFieldContainer[Instance]
    drawing: bytes
    narrowed: bool
    def __init__(self, procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., instances: _Optional[_Iterable[_Union[Instance, _Mapping]]] = ..., drawing: _Optional[bytes] = ..., narrowed: _Optional[bool] = ...) -> None: ...

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

class Fact(_message.Message):
    __slots__ = ("name", "json", "read")
    NAME_FIELD_NUMBER: _ClassVar[int]
    JSON_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    name: str
    json: str
    read: bool
    def __init__(self, name: _Optional[str] = ..., json: _Optional[str] = ..., read: _Optional[bool] = ...) -> None: ...

class DrawnText(_message.Message):
    __slots__ = ("kind", "text")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    kind: str
    text: str
    def __init__(self, kind: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class FactChange(_message.Message):
    __slots__ = ("name", "old_json", "new_json")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OLD_JSON_FIELD_NUMBER: _ClassVar[int]
    NEW_JSON_FIELD_NUMBER: _ClassVar[int]
    name: str
    old_json: str
    new_json: str
    def __init__(self, name: _Optional[str] = ..., old_json: _Optional[str] = ..., new_json: _Optional[str] = ...) -> None: ...

class Repair(_message.Message):
    __slots__ = ("repair_id", "failure_id", "at", "actor", "note", "changes", "resolved")
    REPAIR_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    repair_id: str
    failure_id: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    note: str
    changes: _containers.RepeatedCompositeFieldContainer[FactChange]
    resolved: bool
    def __init__(self, repair_id: _Optional[str] = ..., failure_id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., note: _Optional[str] = ..., changes: _Optional[_Iterable[_Union[FactChange, _Mapping]]] = ..., resolved: _Optional[bool] = ...) -> None: ...

class GetIncidentRequest(_message.Message):
    __slots__ = ("failure_id",)
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    failure_id: str
    def __init__(self, failure_id: _Optional[str] = ...) -> None: ...

class GetIncidentResponse(_message.Message):
    __slots__ = ("failure", "instance_id", "procedure_key", "procedure_version", "element_name", "texts", "facts", "repairs", "waiting_messages")
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    INSTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_NAME_FIELD_NUMBER: _ClassVar[int]
    TEXTS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    REPAIRS_FIELD_NUMBER: _ClassVar[int]
    WAITING_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    instance_id: str
    procedure_key: str
    procedure_version: int
    element_name: str
    texts: _containers.RepeatedCompositeFieldContainer[DrawnText]
    facts: _containers.RepeatedCompositeFieldContainer[Fact]
    repairs: _containers.RepeatedCompositeFieldContainer[Repair]
    waiting_messages: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ..., instance_id: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., element_name: _Optional[str] = ..., texts: _Optional[_Iterable[_Union[DrawnText, _Mapping]]] = ..., facts: _Optional[_Iterable[_Union[Fact, _Mapping]]] = ..., repairs: _Optional[_Iterable[_Union[Repair, _Mapping]]] = ..., waiting_messages: _Optional[_Iterable[str]] = ...) -> None: ...

class RepairIncidentRequest(_message.Message):
    __slots__ = ("request_id", "failure_id", "facts", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    failure_id: str
    facts: _struct_pb2.Struct
    note: str
    def __init__(self, request_id: _Optional[str] = ..., failure_id: _Optional[str] = ..., facts: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., note: _Optional[str] = ...) -> None: ...

class RepairIncidentResponse(_message.Message):
    __slots__ = ("failure", "repair")
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    REPAIR_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    repair: Repair
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ..., repair: _Optional[_Union[Repair, _Mapping]] = ...) -> None: ...

class GetClockRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetClockResponse(_message.Message):
    __slots__ = ("now", "ahead", "may_be_advanced")
    NOW_FIELD_NUMBER: _ClassVar[int]
    AHEAD_FIELD_NUMBER: _ClassVar[int]
    MAY_BE_ADVANCED_FIELD_NUMBER: _ClassVar[int]
    now: _timestamp_pb2.Timestamp
    ahead: _duration_pb2.Duration
    may_be_advanced: bool
    def __init__(self, now: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ahead: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., may_be_advanced: _Optional[bool] = ...) -> None: ...

class AdvanceClockRequest(_message.Message):
    __slots__ = ("request_id", "by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    by: _duration_pb2.Duration
    def __init__(self, request_id: _Optional[str] = ..., by: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class AdvanceClockResponse(_message.Message):
    __slots__ = ("now",)
    NOW_FIELD_NUMBER: _ClassVar[int]
    now: _timestamp_pb2.Timestamp
    def __init__(self, now: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

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
