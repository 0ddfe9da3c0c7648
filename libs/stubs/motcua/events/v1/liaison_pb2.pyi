import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LiaisonChanged(_message.Message):
    __slots__ = ("message_id", "dossier_id", "number", "name", "sender_unit", "addressee_unit", "reason", "at")
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SENDER_UNIT_FIELD_NUMBER: _ClassVar[int]
    ADDRESSEE_UNIT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    dossier_id: str
    number: int
    name: str
    sender_unit: str
    addressee_unit: str
    reason: str
    at: _timestamp_pb2.Timestamp
    def __init__(self, message_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., number: _Optional[int] = ..., name: _Optional[str] = ..., sender_unit: _Optional[str] = ..., addressee_unit: _Optional[str] = ..., reason: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
