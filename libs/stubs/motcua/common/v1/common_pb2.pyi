import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LocalizedText(_message.Message):
    __slots__ = ("vi", "en")
    VI_FIELD_NUMBER: _ClassVar[int]
    EN_FIELD_NUMBER: _ClassVar[int]
    vi: str
    en: str
    def __init__(self, vi: _Optional[str] = ..., en: _Optional[str] = ...) -> None: ...

class Actor(_message.Message):
    __slots__ = ("user", "name", "unit", "client", "title")
    USER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    user: str
    name: str
    unit: str
    client: str
    title: LocalizedText
    def __init__(self, user: _Optional[str] = ..., name: _Optional[str] = ..., unit: _Optional[str] = ..., client: _Optional[str] = ..., title: _Optional[_Union[LocalizedText, _Mapping]] = ...) -> None: ...

class Failure(_message.Message):
    __slots__ = ("id", "service", "kind", "dossier_id", "subject", "message", "cause", "attempts", "first_at", "last_at", "state", "retried_by", "dossier_code", "headline", "advice", "repairable", "discardable", "discarded_by", "discard_reason", "acts")
    ID_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    FIRST_AT_FIELD_NUMBER: _ClassVar[int]
    LAST_AT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RETRIED_BY_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    HEADLINE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    REPAIRABLE_FIELD_NUMBER: _ClassVar[int]
    DISCARDABLE_FIELD_NUMBER: _ClassVar[int]
    DISCARDED_BY_FIELD_NUMBER: _ClassVar[int]
    DISCARD_REASON_FIELD_NUMBER: _ClassVar[int]
    ACTS_FIELD_NUMBER: _ClassVar[int]
    id: str
    service: str
    kind: str
    dossier_id: str
    subject: str
    message: str
    cause: str
    attempts: int
    first_at: _timestamp_pb2.Timestamp
    last_at: _timestamp_pb2.Timestamp
    state: str
    retried_by: str
    dossier_code: str
    headline: LocalizedText
    advice: LocalizedText
    repairable: bool
    discardable: bool
    discarded_by: str
    discard_reason: str
    acts: _containers.RepeatedCompositeFieldContainer[FailureAct]
    def __init__(self, id: _Optional[str] = ..., service: _Optional[str] = ..., kind: _Optional[str] = ..., dossier_id: _Optional[str] = ..., subject: _Optional[str] = ..., message: _Optional[str] = ..., cause: _Optional[str] = ..., attempts: _Optional[int] = ..., first_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[str] = ..., retried_by: _Optional[str] = ..., dossier_code: _Optional[str] = ..., headline: _Optional[_Union[LocalizedText, _Mapping]] = ..., advice: _Optional[_Union[LocalizedText, _Mapping]] = ..., repairable: _Optional[bool] = ..., discardable: _Optional[bool] = ..., discarded_by: _Optional[str] = ..., discard_reason: _Optional[str] = ..., acts: _Optional[_Iterable[_Union[FailureAct, _Mapping]]] = ...) -> None: ...

class FailureAct(_message.Message):
    __slots__ = ("act", "user", "name", "unit", "at", "outcome", "note")
    ACT_FIELD_NUMBER: _ClassVar[int]
    USER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    act: str
    user: str
    name: str
    unit: str
    at: _timestamp_pb2.Timestamp
    outcome: str
    note: str
    def __init__(self, act: _Optional[str] = ..., user: _Optional[str] = ..., name: _Optional[str] = ..., unit: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., outcome: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...
