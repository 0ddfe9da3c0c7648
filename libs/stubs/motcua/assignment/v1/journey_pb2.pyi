import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Stay(_message.Message):
    __slots__ = ("unit", "unit_name", "since", "until", "steps", "parts", "working_minutes", "day_minutes", "due_at")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    UNIT_NAME_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    WORKING_MINUTES_FIELD_NUMBER: _ClassVar[int]
    DAY_MINUTES_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    unit: str
    unit_name: _common_pb2.LocalizedText
    since: _timestamp_pb2.Timestamp
    until: _timestamp_pb2.Timestamp
    steps: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    parts: _containers.RepeatedScalarFieldContainer[str]
    working_minutes: int
    day_minutes: int
    due_at: _timestamp_pb2.Timestamp
    def __init__(self, unit: _Optional[str] = ..., unit_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., steps: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., parts: _Optional[_Iterable[str]] = ..., working_minutes: _Optional[int] = ..., day_minutes: _Optional[int] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
