from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CountRunningRequest(_message.Message):
    __slots__ = ("procedure_key", "page_size", "page_token")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    page_size: int
    page_token: str
    def __init__(self, procedure_key: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class RunningCount(_message.Message):
    __slots__ = ("procedure_key", "version", "dossiers")
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DOSSIERS_FIELD_NUMBER: _ClassVar[int]
    procedure_key: str
    version: int
    dossiers: int
    def __init__(self, procedure_key: _Optional[str] = ..., version: _Optional[int] = ..., dossiers: _Optional[int] = ...) -> None: ...

class CountRunningResponse(_message.Message):
    __slots__ = ("counts", "next_page_token")
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[RunningCount]
    next_page_token: str
    def __init__(self, counts: _Optional[_Iterable[_Union[RunningCount, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
