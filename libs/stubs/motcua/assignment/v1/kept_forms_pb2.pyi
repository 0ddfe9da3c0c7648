import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class KeptField(_message.Message):
    __slots__ = ("name", "values")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    name: str
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class KeptForm(_message.Message):
    __slots__ = ("fields", "saved_at", "revision", "saved_by")
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    SAVED_AT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SAVED_BY_FIELD_NUMBER: _ClassVar[int]
    fields: _containers.RepeatedCompositeFieldContainer[KeptField]
    saved_at: _timestamp_pb2.Timestamp
    revision: int
    saved_by: _common_pb2.Actor
    def __init__(self, fields: _Optional[_Iterable[_Union[KeptField, _Mapping]]] = ..., saved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ..., saved_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class SaveStepFormRequest(_message.Message):
    __slots__ = ("request_id", "task_id", "fields", "revision")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    fields: _containers.RepeatedCompositeFieldContainer[KeptField]
    revision: int
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ..., fields: _Optional[_Iterable[_Union[KeptField, _Mapping]]] = ..., revision: _Optional[int] = ...) -> None: ...

class SaveStepFormResponse(_message.Message):
    __slots__ = ("kept",)
    KEPT_FIELD_NUMBER: _ClassVar[int]
    kept: KeptForm
    def __init__(self, kept: _Optional[_Union[KeptForm, _Mapping]] = ...) -> None: ...
