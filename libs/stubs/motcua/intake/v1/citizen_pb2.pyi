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

class TodoKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TODO_KIND_UNSPECIFIED: _ClassVar[TodoKind]
    TODO_KIND_SUPPLEMENT: _ClassVar[TodoKind]
    TODO_KIND_PAY: _ClassVar[TodoKind]
    TODO_KIND_FETCH: _ClassVar[TodoKind]
    TODO_KIND_DRAFT: _ClassVar[TodoKind]
TODO_KIND_UNSPECIFIED: TodoKind
TODO_KIND_SUPPLEMENT: TodoKind
TODO_KIND_PAY: TodoKind
TODO_KIND_FETCH: TodoKind
TODO_KIND_DRAFT: TodoKind

class TodoLine(_message.Message):
    __slots__ = ("label", "value")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    label: _common_pb2.LocalizedText
    value: _common_pb2.LocalizedText
    def __init__(self, label: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., value: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class Todo(_message.Message):
    __slots__ = ("kind", "dossier_id", "code", "draft_id", "procedure_name", "unit", "until", "items", "lines", "to_bring", "about")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TO_BRING_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    kind: TodoKind
    dossier_id: str
    code: str
    draft_id: str
    procedure_name: _common_pb2.LocalizedText
    unit: str
    until: _timestamp_pb2.Timestamp
    items: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    lines: _containers.RepeatedCompositeFieldContainer[TodoLine]
    to_bring: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    about: TodoLine
    def __init__(self, kind: _Optional[_Union[TodoKind, str]] = ..., dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., draft_id: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., unit: _Optional[str] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., items: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., lines: _Optional[_Iterable[_Union[TodoLine, _Mapping]]] = ..., to_bring: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., about: _Optional[_Union[TodoLine, _Mapping]] = ...) -> None: ...

class ListTodosRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTodosResponse(_message.Message):
    __slots__ = ("todos", "next_page_token")
    TODOS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    todos: _containers.RepeatedCompositeFieldContainer[Todo]
    next_page_token: str
    def __init__(self, todos: _Optional[_Iterable[_Union[Todo, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
