import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class InboxChanged(_message.Message):
    __slots__ = ("task_id", "dossier_id", "unit", "role", "actor", "due_at", "at", "dossier_code", "title", "former", "holder", "reason", "part", "kind", "stand_ins")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORMER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STAND_INS_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    dossier_id: str
    unit: str
    role: str
    actor: _common_pb2.Actor
    due_at: _timestamp_pb2.Timestamp
    at: _timestamp_pb2.Timestamp
    dossier_code: str
    title: _common_pb2.LocalizedText
    former: _common_pb2.Actor
    holder: _common_pb2.Actor
    reason: str
    part: str
    kind: str
    stand_ins: _containers.RepeatedCompositeFieldContainer[StandIn]
    def __init__(self, task_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., unit: _Optional[str] = ..., role: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., dossier_code: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., former: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., holder: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., reason: _Optional[str] = ..., part: _Optional[str] = ..., kind: _Optional[str] = ..., stand_ins: _Optional[_Iterable[_Union[StandIn, _Mapping]]] = ...) -> None: ...

class StandIn(_message.Message):
    __slots__ = ("absent", "substitute")
    ABSENT_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTE_FIELD_NUMBER: _ClassVar[int]
    absent: _common_pb2.Actor
    substitute: _common_pb2.Actor
    def __init__(self, absent: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., substitute: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...
