import datetime

from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProcessHead(_message.Message):
    __slots__ = ("instance_id", "process_id", "dossier_id", "dossier_code", "procedure_key", "procedure_version", "territory")
    INSTANCE_ID_FIELD_NUMBER: _ClassVar[int]
    PROCESS_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    instance_id: str
    process_id: str
    dossier_id: str
    dossier_code: str
    procedure_key: str
    procedure_version: int
    territory: str
    def __init__(self, instance_id: _Optional[str] = ..., process_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., dossier_code: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., territory: _Optional[str] = ...) -> None: ...

class ProcessPublished(_message.Message):
    __slots__ = ("procedure_key", "version", "sha256")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    version: int
    sha256: str
    def __init__(self, procedure_key: _Optional[str] = ..., version: _Optional[int] = ..., sha256: _Optional[str] = ...) -> None: ...

class ProcessStarted(_message.Message):
    __slots__ = ("process",)
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ...) -> None: ...

class ProcessCompleted(_message.Message):
    __slots__ = ("process",)
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ...) -> None: ...

class ProcessResultDecided(_message.Message):
    __slots__ = ("process", "part", "outcome", "reason", "element", "at", "actor", "together", "reason_en", "result_ids", "stood_at")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    TOGETHER_FIELD_NUMBER: _ClassVar[int]
    REASON_EN_FIELD_NUMBER: _ClassVar[int]
    RESULT_IDS_FIELD_NUMBER: _ClassVar[int]
    STOOD_AT_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    part: str
    outcome: str
    reason: str
    element: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    together: _containers.RepeatedCompositeFieldContainer[PartOutcome]
    reason_en: str
    result_ids: _containers.RepeatedScalarFieldContainer[str]
    stood_at: _containers.RepeatedCompositeFieldContainer[Standing]
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., part: _Optional[str] = ..., outcome: _Optional[str] = ..., reason: _Optional[str] = ..., element: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., together: _Optional[_Iterable[_Union[PartOutcome, _Mapping]]] = ..., reason_en: _Optional[str] = ..., result_ids: _Optional[_Iterable[str]] = ..., stood_at: _Optional[_Iterable[_Union[Standing, _Mapping]]] = ...) -> None: ...

class Standing(_message.Message):
    __slots__ = ("element", "name", "name_en", "agency")
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NAME_EN_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    element: str
    name: str
    name_en: str
    agency: str
    def __init__(self, element: _Optional[str] = ..., name: _Optional[str] = ..., name_en: _Optional[str] = ..., agency: _Optional[str] = ...) -> None: ...

class PartOutcome(_message.Message):
    __slots__ = ("part", "outcome")
    PART_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    part: str
    outcome: str
    def __init__(self, part: _Optional[str] = ..., outcome: _Optional[str] = ...) -> None: ...

class ProcessClockRequested(_message.Message):
    __slots__ = ("process", "part", "ground", "action", "element", "key", "at", "actor")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    part: str
    ground: str
    action: str
    element: str
    key: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., part: _Optional[str] = ..., ground: _Optional[str] = ..., action: _Optional[str] = ..., element: _Optional[str] = ..., key: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class MessageThrown(_message.Message):
    __slots__ = ("process", "message_id", "name", "element", "target", "target_agency", "target_party", "sender_agency", "payload", "at", "actor", "answer_by")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TARGET_AGENCY_FIELD_NUMBER: _ClassVar[int]
    TARGET_PARTY_FIELD_NUMBER: _ClassVar[int]
    SENDER_AGENCY_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    ANSWER_BY_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    message_id: str
    name: str
    element: str
    target: str
    target_agency: str
    target_party: str
    sender_agency: str
    payload: _struct_pb2.Struct
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    answer_by: _timestamp_pb2.Timestamp
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., message_id: _Optional[str] = ..., name: _Optional[str] = ..., element: _Optional[str] = ..., target: _Optional[str] = ..., target_agency: _Optional[str] = ..., target_party: _Optional[str] = ..., sender_agency: _Optional[str] = ..., payload: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., answer_by: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class IncidentRaised(_message.Message):
    __slots__ = ("process", "incident_id", "element", "code", "message")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    INCIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    incident_id: str
    element: str
    code: str
    message: str
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., incident_id: _Optional[str] = ..., element: _Optional[str] = ..., code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class IncidentResolved(_message.Message):
    __slots__ = ("process", "incident_id", "actor")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    INCIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    incident_id: str
    actor: _common_pb2.Actor
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., incident_id: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class TaskOpened(_message.Message):
    __slots__ = ("process", "task_id", "element", "name", "role", "agency", "form", "limit", "part", "result_code", "opened_at", "given", "name_en", "signs")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    OPENED_AT_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    NAME_EN_FIELD_NUMBER: _ClassVar[int]
    SIGNS_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    task_id: str
    element: str
    name: str
    role: str
    agency: str
    form: str
    limit: str
    part: str
    result_code: str
    opened_at: _timestamp_pb2.Timestamp
    given: _struct_pb2.Struct
    name_en: str
    signs: bool
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., task_id: _Optional[str] = ..., element: _Optional[str] = ..., name: _Optional[str] = ..., role: _Optional[str] = ..., agency: _Optional[str] = ..., form: _Optional[str] = ..., limit: _Optional[str] = ..., part: _Optional[str] = ..., result_code: _Optional[str] = ..., opened_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., given: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., name_en: _Optional[str] = ..., signs: _Optional[bool] = ...) -> None: ...

class TaskClosed(_message.Message):
    __slots__ = ("process", "task_id", "how", "actor", "at", "why")
    PROCESS_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    HOW_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    WHY_FIELD_NUMBER: _ClassVar[int]
    process: ProcessHead
    task_id: str
    how: str
    actor: _common_pb2.Actor
    at: _timestamp_pb2.Timestamp
    why: str
    def __init__(self, process: _Optional[_Union[ProcessHead, _Mapping]] = ..., task_id: _Optional[str] = ..., how: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., why: _Optional[str] = ...) -> None: ...
