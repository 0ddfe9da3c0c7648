import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CallWay(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALL_WAY_UNSPECIFIED: _ClassVar[CallWay]
    CALL_WAY_PHONE: _ClassVar[CallWay]
    CALL_WAY_PAPER: _ClassVar[CallWay]
    CALL_WAY_IN_PERSON: _ClassVar[CallWay]
CALL_WAY_UNSPECIFIED: CallWay
CALL_WAY_PHONE: CallWay
CALL_WAY_PAPER: CallWay
CALL_WAY_IN_PERSON: CallWay

class Call(_message.Message):
    __slots__ = ("call_id", "dossier_id", "code", "procedure_name", "applicant_name", "phone", "address", "moment", "at", "text", "told_at", "told_by", "way", "note")
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    MOMENT_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOLD_AT_FIELD_NUMBER: _ClassVar[int]
    TOLD_BY_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    call_id: str
    dossier_id: str
    code: str
    procedure_name: _common_pb2.LocalizedText
    applicant_name: str
    phone: str
    address: str
    moment: str
    at: _timestamp_pb2.Timestamp
    text: _common_pb2.LocalizedText
    told_at: _timestamp_pb2.Timestamp
    told_by: _common_pb2.Actor
    way: CallWay
    note: str
    def __init__(self, call_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., applicant_name: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., moment: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., text: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., told_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., told_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., way: _Optional[_Union[CallWay, str]] = ..., note: _Optional[str] = ...) -> None: ...

class ListCallsRequest(_message.Message):
    __slots__ = ("told", "page_size", "page_token")
    TOLD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    told: bool
    page_size: int
    page_token: str
    def __init__(self, told: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCallsResponse(_message.Message):
    __slots__ = ("calls", "next_page_token")
    CALLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    calls: _containers.RepeatedCompositeFieldContainer[Call]
    next_page_token: str
    def __init__(self, calls: _Optional[_Iterable[_Union[Call, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordCallRequest(_message.Message):
    __slots__ = ("request_id", "call_id", "way", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CALL_ID_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    call_id: str
    way: CallWay
    note: str
    def __init__(self, request_id: _Optional[str] = ..., call_id: _Optional[str] = ..., way: _Optional[_Union[CallWay, str]] = ..., note: _Optional[str] = ...) -> None: ...

class RecordCallResponse(_message.Message):
    __slots__ = ("call",)
    CALL_FIELD_NUMBER: _ClassVar[int]
    call: Call
    def __init__(self, call: _Optional[_Union[Call, _Mapping]] = ...) -> None: ...
