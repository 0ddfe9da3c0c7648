import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LoggedNotice(_message.Message):
    __slots__ = ("notice_id", "dossier_id", "dossier_code", "moment", "subject", "channel", "languages", "recipient", "address", "state", "attempts", "cause", "reason", "created_at", "sent_at", "last_failed_at", "retried_by", "retried_at", "failure_id", "text_open")
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    MOMENT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    SENT_AT_FIELD_NUMBER: _ClassVar[int]
    LAST_FAILED_AT_FIELD_NUMBER: _ClassVar[int]
    RETRIED_BY_FIELD_NUMBER: _ClassVar[int]
    RETRIED_AT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_OPEN_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    dossier_id: str
    dossier_code: str
    moment: str
    subject: _common_pb2.LocalizedText
    channel: str
    languages: _containers.RepeatedScalarFieldContainer[str]
    recipient: str
    address: str
    state: str
    attempts: int
    cause: str
    reason: _common_pb2.LocalizedText
    created_at: _timestamp_pb2.Timestamp
    sent_at: _timestamp_pb2.Timestamp
    last_failed_at: _timestamp_pb2.Timestamp
    retried_by: str
    retried_at: _timestamp_pb2.Timestamp
    failure_id: str
    text_open: bool
    def __init__(self, notice_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., dossier_code: _Optional[str] = ..., moment: _Optional[str] = ..., subject: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., channel: _Optional[str] = ..., languages: _Optional[_Iterable[str]] = ..., recipient: _Optional[str] = ..., address: _Optional[str] = ..., state: _Optional[str] = ..., attempts: _Optional[int] = ..., cause: _Optional[str] = ..., reason: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_failed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., retried_by: _Optional[str] = ..., retried_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., failure_id: _Optional[str] = ..., text_open: _Optional[bool] = ...) -> None: ...

class ListMailLogRequest(_message.Message):
    __slots__ = ("dossier_code", "state", "from_day", "to_day", "page_size", "page_token")
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dossier_code: str
    state: str
    from_day: str
    to_day: str
    page_size: int
    page_token: str
    def __init__(self, dossier_code: _Optional[str] = ..., state: _Optional[str] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMailLogResponse(_message.Message):
    __slots__ = ("notices", "next_page_token")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[LoggedNotice]
    next_page_token: str
    def __init__(self, notices: _Optional[_Iterable[_Union[LoggedNotice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetNoticeTextRequest(_message.Message):
    __slots__ = ("notice_id",)
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    def __init__(self, notice_id: _Optional[str] = ...) -> None: ...

class GetNoticeTextResponse(_message.Message):
    __slots__ = ("notice", "subject", "text")
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    notice: LoggedNotice
    subject: str
    text: str
    def __init__(self, notice: _Optional[_Union[LoggedNotice, _Mapping]] = ..., subject: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...
