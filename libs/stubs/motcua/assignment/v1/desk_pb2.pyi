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

class ReassignTaskRequest(_message.Message):
    __slots__ = ("request_id", "task_id", "to", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_id: str
    to: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., task_id: _Optional[str] = ..., to: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReassignTaskResponse(_message.Message):
    __slots__ = ("assignee", "revision")
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    assignee: _common_pb2.Actor
    revision: int
    def __init__(self, assignee: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class ListColleaguesRequest(_message.Message):
    __slots__ = ("task_id",)
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    def __init__(self, task_id: _Optional[str] = ...) -> None: ...

class Colleague(_message.Message):
    __slots__ = ("user", "name", "title", "roles", "claimed", "away", "head")
    USER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    CLAIMED_FIELD_NUMBER: _ClassVar[int]
    AWAY_FIELD_NUMBER: _ClassVar[int]
    HEAD_FIELD_NUMBER: _ClassVar[int]
    user: str
    name: str
    title: _common_pb2.LocalizedText
    roles: _containers.RepeatedScalarFieldContainer[str]
    claimed: int
    away: bool
    head: bool
    def __init__(self, user: _Optional[str] = ..., name: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., roles: _Optional[_Iterable[str]] = ..., claimed: _Optional[int] = ..., away: _Optional[bool] = ..., head: _Optional[bool] = ...) -> None: ...

class ListColleaguesResponse(_message.Message):
    __slots__ = ("colleagues", "caller_is_head")
    COLLEAGUES_FIELD_NUMBER: _ClassVar[int]
    CALLER_IS_HEAD_FIELD_NUMBER: _ClassVar[int]
    colleagues: _containers.RepeatedCompositeFieldContainer[Colleague]
    caller_is_head: bool
    def __init__(self, colleagues: _Optional[_Iterable[_Union[Colleague, _Mapping]]] = ..., caller_is_head: _Optional[bool] = ...) -> None: ...

class Substitution(_message.Message):
    __slots__ = ("substitution_id", "absent", "substitute", "from_day", "to_day", "reason", "set_by", "set_at", "ended_at", "ended_by", "active", "lent_roles", "signs")
    SUBSTITUTION_ID_FIELD_NUMBER: _ClassVar[int]
    ABSENT_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTE_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SET_BY_FIELD_NUMBER: _ClassVar[int]
    SET_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_BY_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_FIELD_NUMBER: _ClassVar[int]
    LENT_ROLES_FIELD_NUMBER: _ClassVar[int]
    SIGNS_FIELD_NUMBER: _ClassVar[int]
    substitution_id: str
    absent: _common_pb2.Actor
    substitute: _common_pb2.Actor
    from_day: str
    to_day: str
    reason: str
    set_by: _common_pb2.Actor
    set_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    ended_by: _common_pb2.Actor
    active: bool
    lent_roles: _containers.RepeatedScalarFieldContainer[str]
    signs: bool
    def __init__(self, substitution_id: _Optional[str] = ..., absent: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., substitute: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., reason: _Optional[str] = ..., set_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., set_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., active: _Optional[bool] = ..., lent_roles: _Optional[_Iterable[str]] = ..., signs: _Optional[bool] = ...) -> None: ...

class SetSubstitutionRequest(_message.Message):
    __slots__ = ("request_id", "absent", "substitute", "from_day", "to_day", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ABSENT_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTE_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    absent: str
    substitute: str
    from_day: str
    to_day: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., absent: _Optional[str] = ..., substitute: _Optional[str] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class SetSubstitutionResponse(_message.Message):
    __slots__ = ("substitution",)
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    substitution: Substitution
    def __init__(self, substitution: _Optional[_Union[Substitution, _Mapping]] = ...) -> None: ...

class EndSubstitutionRequest(_message.Message):
    __slots__ = ("request_id", "substitution_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    substitution_id: str
    def __init__(self, request_id: _Optional[str] = ..., substitution_id: _Optional[str] = ...) -> None: ...

class EndSubstitutionResponse(_message.Message):
    __slots__ = ("substitution",)
    SUBSTITUTION_FIELD_NUMBER: _ClassVar[int]
    substitution: Substitution
    def __init__(self, substitution: _Optional[_Union[Substitution, _Mapping]] = ...) -> None: ...

class ListSubstitutionsRequest(_message.Message):
    __slots__ = ("all", "page_size", "page_token", "unit")
    ALL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    all: bool
    page_size: int
    page_token: str
    unit: str
    def __init__(self, all: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., unit: _Optional[str] = ...) -> None: ...

class ListSubstitutionsResponse(_message.Message):
    __slots__ = ("substitutions", "next_page_token")
    SUBSTITUTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    substitutions: _containers.RepeatedCompositeFieldContainer[Substitution]
    next_page_token: str
    def __init__(self, substitutions: _Optional[_Iterable[_Union[Substitution, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AddNoteRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "text")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    text: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class AddNoteResponse(_message.Message):
    __slots__ = ("entry",)
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    entry: JournalEntry
    def __init__(self, entry: _Optional[_Union[JournalEntry, _Mapping]] = ...) -> None: ...

class JournalEntry(_message.Message):
    __slots__ = ("entry_id", "type", "at", "actor", "task_id", "title", "former", "holder", "text")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORMER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    type: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    task_id: str
    title: _common_pb2.LocalizedText
    former: _common_pb2.Actor
    holder: _common_pb2.Actor
    text: str
    def __init__(self, entry_id: _Optional[str] = ..., type: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., task_id: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., former: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., holder: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., text: _Optional[str] = ...) -> None: ...

class ListJournalRequest(_message.Message):
    __slots__ = ("dossier_id", "page_size", "page_token")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    page_size: int
    page_token: str
    def __init__(self, dossier_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListJournalResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[JournalEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[JournalEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class BulkClaimRequest(_message.Message):
    __slots__ = ("request_id", "task_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., task_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class BulkCompleteRequest(_message.Message):
    __slots__ = ("request_id", "task_ids", "answers")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TASK_IDS_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    task_ids: _containers.RepeatedScalarFieldContainer[str]
    answers: _struct_pb2.Struct
    def __init__(self, request_id: _Optional[str] = ..., task_ids: _Optional[_Iterable[str]] = ..., answers: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ...) -> None: ...

class BulkOutcome(_message.Message):
    __slots__ = ("task_id", "done", "code", "message", "dossier_code", "title")
    TASK_ID_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    task_id: str
    done: bool
    code: str
    message: _common_pb2.LocalizedText
    dossier_code: str
    title: _common_pb2.LocalizedText
    def __init__(self, task_id: _Optional[str] = ..., done: _Optional[bool] = ..., code: _Optional[str] = ..., message: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., dossier_code: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class BulkClaimResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[BulkOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[BulkOutcome, _Mapping]]] = ...) -> None: ...

class BulkCompleteResponse(_message.Message):
    __slots__ = ("outcomes",)
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    outcomes: _containers.RepeatedCompositeFieldContainer[BulkOutcome]
    def __init__(self, outcomes: _Optional[_Iterable[_Union[BulkOutcome, _Mapping]]] = ...) -> None: ...

class SavedFilter(_message.Message):
    __slots__ = ("name", "query", "is_default")
    NAME_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    IS_DEFAULT_FIELD_NUMBER: _ClassVar[int]
    name: str
    query: str
    is_default: bool
    def __init__(self, name: _Optional[str] = ..., query: _Optional[str] = ..., is_default: _Optional[bool] = ...) -> None: ...

class ListSavedFiltersRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSavedFiltersResponse(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[SavedFilter]
    def __init__(self, filters: _Optional[_Iterable[_Union[SavedFilter, _Mapping]]] = ...) -> None: ...

class SaveFilterRequest(_message.Message):
    __slots__ = ("request_id", "filter")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    filter: SavedFilter
    def __init__(self, request_id: _Optional[str] = ..., filter: _Optional[_Union[SavedFilter, _Mapping]] = ...) -> None: ...

class SaveFilterResponse(_message.Message):
    __slots__ = ("filter",)
    FILTER_FIELD_NUMBER: _ClassVar[int]
    filter: SavedFilter
    def __init__(self, filter: _Optional[_Union[SavedFilter, _Mapping]] = ...) -> None: ...

class DeleteFilterRequest(_message.Message):
    __slots__ = ("request_id", "name")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    name: str
    def __init__(self, request_id: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class DeleteFilterResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListTaskChoicesRequest(_message.Message):
    __slots__ = ("whole_unit",)
    WHOLE_UNIT_FIELD_NUMBER: _ClassVar[int]
    whole_unit: bool
    def __init__(self, whole_unit: _Optional[bool] = ...) -> None: ...

class TaskChoice(_message.Message):
    __slots__ = ("procedure_key", "procedure_name", "element", "title", "open")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    procedure_name: _common_pb2.LocalizedText
    element: str
    title: _common_pb2.LocalizedText
    open: int
    def __init__(self, procedure_key: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., element: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., open: _Optional[int] = ...) -> None: ...

class ListTaskChoicesResponse(_message.Message):
    __slots__ = ("choices",)
    CHOICES_FIELD_NUMBER: _ClassVar[int]
    choices: _containers.RepeatedCompositeFieldContainer[TaskChoice]
    def __init__(self, choices: _Optional[_Iterable[_Union[TaskChoice, _Mapping]]] = ...) -> None: ...
