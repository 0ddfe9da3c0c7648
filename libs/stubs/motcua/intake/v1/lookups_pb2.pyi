import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Lookup(_message.Message):
    __slots__ = ("lookup_id", "source", "source_name", "outcome", "values", "reference", "asked_at", "seen_at", "typed_by", "counts", "differs", "not_used")
    LOOKUP_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ASKED_AT_FIELD_NUMBER: _ClassVar[int]
    SEEN_AT_FIELD_NUMBER: _ClassVar[int]
    TYPED_BY_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    DIFFERS_FIELD_NUMBER: _ClassVar[int]
    NOT_USED_FIELD_NUMBER: _ClassVar[int]
    lookup_id: str
    source: str
    source_name: _common_pb2.LocalizedText
    outcome: str
    values: _containers.RepeatedCompositeFieldContainer[LookupValue]
    reference: str
    asked_at: _timestamp_pb2.Timestamp
    seen_at: _timestamp_pb2.Timestamp
    typed_by: _common_pb2.Actor
    counts: bool
    differs: bool
    not_used: bool
    def __init__(self, lookup_id: _Optional[str] = ..., source: _Optional[str] = ..., source_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., outcome: _Optional[str] = ..., values: _Optional[_Iterable[_Union[LookupValue, _Mapping]]] = ..., reference: _Optional[str] = ..., asked_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., seen_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., typed_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., counts: _Optional[bool] = ..., differs: _Optional[bool] = ..., not_used: _Optional[bool] = ...) -> None: ...

class LookupValue(_message.Message):
    __slots__ = ("key", "label", "value")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    key: str
    label: _common_pb2.LocalizedText
    value: str
    def __init__(self, key: _Optional[str] = ..., label: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., value: _Optional[str] = ...) -> None: ...

class GetLookupQuestionRequest(_message.Message):
    __slots__ = ("dossier_id", "message")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    message: str
    def __init__(self, dossier_id: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class GetLookupQuestionResponse(_message.Message):
    __slots__ = ("source", "asks", "answer", "not_needed")
    class AsksEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ASKS_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    NOT_NEEDED_FIELD_NUMBER: _ClassVar[int]
    source: str
    asks: _containers.ScalarMap[str, str]
    answer: str
    not_needed: bool
    def __init__(self, source: _Optional[str] = ..., asks: _Optional[_Mapping[str, str]] = ..., answer: _Optional[str] = ..., not_needed: _Optional[bool] = ...) -> None: ...

class KeepLookupRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "lookup_id", "source", "outcome", "values", "reference", "asked_at", "typed_by")
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    LOOKUP_ID_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ASKED_AT_FIELD_NUMBER: _ClassVar[int]
    TYPED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    lookup_id: str
    source: str
    outcome: str
    values: _containers.ScalarMap[str, str]
    reference: str
    asked_at: _timestamp_pb2.Timestamp
    typed_by: _common_pb2.Actor
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., lookup_id: _Optional[str] = ..., source: _Optional[str] = ..., outcome: _Optional[str] = ..., values: _Optional[_Mapping[str, str]] = ..., reference: _Optional[str] = ..., asked_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., typed_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class KeepLookupResponse(_message.Message):
    __slots__ = ("lookup",)
    LOOKUP_FIELD_NUMBER: _ClassVar[int]
    lookup: Lookup
    def __init__(self, lookup: _Optional[_Union[Lookup, _Mapping]] = ...) -> None: ...
