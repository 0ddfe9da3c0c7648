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

class BoardMeasure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BOARD_MEASURE_UNSPECIFIED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_RECEIVED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_ACCEPTED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_SETTLED_EARLY: _ClassVar[BoardMeasure]
    BOARD_MEASURE_SETTLED_ON_TIME: _ClassVar[BoardMeasure]
    BOARD_MEASURE_SETTLED_LATE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_SUPPLEMENTED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_EXTENDED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_REFUSED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DECLINED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WITHDRAWN: _ClassVar[BoardMeasure]
    BOARD_MEASURE_STOPPED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_RATED_VERY_SATISFIED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_RATED_SATISFIED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_RATED_DISSATISFIED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_SETTLED: _ClassVar[BoardMeasure]
    BOARD_MEASURE_SETTLED_IN_TIME: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_ACCEPTANCE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_IN_TIME: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_SOON: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_LATE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_STANDING: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_READY: _ClassVar[BoardMeasure]
    BOARD_MEASURE_NOW_OPEN: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_CAME: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_DONE_IN_TIME: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_DONE_LATE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_HERE_IN_TIME: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_HERE_LATE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_STEP: _ClassVar[BoardMeasure]
    BOARD_MEASURE_DESK_STEP_LATE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WAIT_ELSEWHERE: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WAIT_PAPERS: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WAIT_MONEY: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WAIT_REGISTER: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WAIT_INCIDENT: _ClassVar[BoardMeasure]
    BOARD_MEASURE_WAIT_NOBODY: _ClassVar[BoardMeasure]
BOARD_MEASURE_UNSPECIFIED: BoardMeasure
BOARD_MEASURE_RECEIVED: BoardMeasure
BOARD_MEASURE_ACCEPTED: BoardMeasure
BOARD_MEASURE_SETTLED_EARLY: BoardMeasure
BOARD_MEASURE_SETTLED_ON_TIME: BoardMeasure
BOARD_MEASURE_SETTLED_LATE: BoardMeasure
BOARD_MEASURE_SUPPLEMENTED: BoardMeasure
BOARD_MEASURE_EXTENDED: BoardMeasure
BOARD_MEASURE_REFUSED: BoardMeasure
BOARD_MEASURE_DECLINED: BoardMeasure
BOARD_MEASURE_WITHDRAWN: BoardMeasure
BOARD_MEASURE_STOPPED: BoardMeasure
BOARD_MEASURE_RATED_VERY_SATISFIED: BoardMeasure
BOARD_MEASURE_RATED_SATISFIED: BoardMeasure
BOARD_MEASURE_RATED_DISSATISFIED: BoardMeasure
BOARD_MEASURE_SETTLED: BoardMeasure
BOARD_MEASURE_SETTLED_IN_TIME: BoardMeasure
BOARD_MEASURE_NOW_ACCEPTANCE: BoardMeasure
BOARD_MEASURE_NOW_IN_TIME: BoardMeasure
BOARD_MEASURE_NOW_SOON: BoardMeasure
BOARD_MEASURE_NOW_LATE: BoardMeasure
BOARD_MEASURE_NOW_STANDING: BoardMeasure
BOARD_MEASURE_NOW_READY: BoardMeasure
BOARD_MEASURE_NOW_OPEN: BoardMeasure
BOARD_MEASURE_DESK_CAME: BoardMeasure
BOARD_MEASURE_DESK_DONE_IN_TIME: BoardMeasure
BOARD_MEASURE_DESK_DONE_LATE: BoardMeasure
BOARD_MEASURE_DESK_HERE_IN_TIME: BoardMeasure
BOARD_MEASURE_DESK_HERE_LATE: BoardMeasure
BOARD_MEASURE_DESK_STEP: BoardMeasure
BOARD_MEASURE_DESK_STEP_LATE: BoardMeasure
BOARD_MEASURE_WAIT_ELSEWHERE: BoardMeasure
BOARD_MEASURE_WAIT_PAPERS: BoardMeasure
BOARD_MEASURE_WAIT_MONEY: BoardMeasure
BOARD_MEASURE_WAIT_REGISTER: BoardMeasure
BOARD_MEASURE_WAIT_INCIDENT: BoardMeasure
BOARD_MEASURE_WAIT_NOBODY: BoardMeasure

class GetBoardRequest(_message.Message):
    __slots__ = ("from_day", "to_day", "unit", "procedure_key")
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    from_day: str
    to_day: str
    unit: str
    procedure_key: str
    def __init__(self, from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., unit: _Optional[str] = ..., procedure_key: _Optional[str] = ...) -> None: ...

class BoardName(_message.Message):
    __slots__ = ("key", "name")
    KEY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    key: str
    name: _common_pb2.LocalizedText
    def __init__(self, key: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class BoardCell(_message.Message):
    __slots__ = ("measure", "unit", "procedure_key", "count")
    MEASURE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    measure: BoardMeasure
    unit: str
    procedure_key: str
    count: int
    def __init__(self, measure: _Optional[_Union[BoardMeasure, str]] = ..., unit: _Optional[str] = ..., procedure_key: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class BoardDay(_message.Message):
    __slots__ = ("day", "received", "settled_in_time", "settled_late")
    DAY_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    SETTLED_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    SETTLED_LATE_FIELD_NUMBER: _ClassVar[int]
    day: str
    received: int
    settled_in_time: int
    settled_late: int
    def __init__(self, day: _Optional[str] = ..., received: _Optional[int] = ..., settled_in_time: _Optional[int] = ..., settled_late: _Optional[int] = ...) -> None: ...

class BoardDesk(_message.Message):
    __slots__ = ("unit", "came", "done_in_time", "done_late", "here_in_time", "here_late", "procedure_key")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    CAME_FIELD_NUMBER: _ClassVar[int]
    DONE_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    DONE_LATE_FIELD_NUMBER: _ClassVar[int]
    HERE_IN_TIME_FIELD_NUMBER: _ClassVar[int]
    HERE_LATE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    unit: BoardName
    came: int
    done_in_time: int
    done_late: int
    here_in_time: int
    here_late: int
    procedure_key: str
    def __init__(self, unit: _Optional[_Union[BoardName, _Mapping]] = ..., came: _Optional[int] = ..., done_in_time: _Optional[int] = ..., done_late: _Optional[int] = ..., here_in_time: _Optional[int] = ..., here_late: _Optional[int] = ..., procedure_key: _Optional[str] = ...) -> None: ...

class BoardWait(_message.Message):
    __slots__ = ("unit", "step", "for_person", "count", "late", "oldest_at", "measure")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    FOR_PERSON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    OLDEST_AT_FIELD_NUMBER: _ClassVar[int]
    MEASURE_FIELD_NUMBER: _ClassVar[int]
    unit: BoardName
    step: _common_pb2.LocalizedText
    for_person: bool
    count: int
    late: int
    oldest_at: _timestamp_pb2.Timestamp
    measure: BoardMeasure
    def __init__(self, unit: _Optional[_Union[BoardName, _Mapping]] = ..., step: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., for_person: _Optional[bool] = ..., count: _Optional[int] = ..., late: _Optional[int] = ..., oldest_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., measure: _Optional[_Union[BoardMeasure, str]] = ...) -> None: ...

class GetBoardResponse(_message.Message):
    __slots__ = ("from_day", "to_day", "as_of", "units", "procedures", "cells", "days", "desks", "waits", "waits_left_off", "desk_procedures")
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    UNITS_FIELD_NUMBER: _ClassVar[int]
    PROCEDURES_FIELD_NUMBER: _ClassVar[int]
    CELLS_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    DESKS_FIELD_NUMBER: _ClassVar[int]
    WAITS_FIELD_NUMBER: _ClassVar[int]
    WAITS_LEFT_OFF_FIELD_NUMBER: _ClassVar[int]
    DESK_PROCEDURES_FIELD_NUMBER: _ClassVar[int]
    from_day: str
    to_day: str
    as_of: _timestamp_pb2.Timestamp
    units: _containers.RepeatedCompositeFieldContainer[BoardName]
    procedures: _containers.RepeatedCompositeFieldContainer[BoardName]
    cells: _containers.RepeatedCompositeFieldContainer[BoardCell]
    days: _containers.RepeatedCompositeFieldContainer[BoardDay]
    desks: _containers.RepeatedCompositeFieldContainer[BoardDesk]
    waits: _containers.RepeatedCompositeFieldContainer[BoardWait]
    waits_left_off: int
    desk_procedures: _containers.RepeatedCompositeFieldContainer[BoardDesk]
    def __init__(self, from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., as_of: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., units: _Optional[_Iterable[_Union[BoardName, _Mapping]]] = ..., procedures: _Optional[_Iterable[_Union[BoardName, _Mapping]]] = ..., cells: _Optional[_Iterable[_Union[BoardCell, _Mapping]]] = ..., days: _Optional[_Iterable[_Union[BoardDay, _Mapping]]] = ..., desks: _Optional[_Iterable[_Union[BoardDesk, _Mapping]]] = ..., waits: _Optional[_Iterable[_Union[BoardWait, _Mapping]]] = ..., waits_left_off: _Optional[int] = ..., desk_procedures: _Optional[_Iterable[_Union[BoardDesk, _Mapping]]] = ...) -> None: ...

class ListBoardDossiersRequest(_message.Message):
    __slots__ = ("measure", "from_day", "to_day", "unit", "procedure_key", "step", "for_person", "page_size", "page_token", "window", "desk", "late")
    MEASURE_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    FOR_PERSON_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    DESK_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    measure: BoardMeasure
    from_day: str
    to_day: str
    unit: str
    procedure_key: str
    step: str
    for_person: bool
    page_size: int
    page_token: str
    window: str
    desk: str
    late: bool
    def __init__(self, measure: _Optional[_Union[BoardMeasure, str]] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., unit: _Optional[str] = ..., procedure_key: _Optional[str] = ..., step: _Optional[str] = ..., for_person: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., window: _Optional[str] = ..., desk: _Optional[str] = ..., late: _Optional[bool] = ...) -> None: ...

class BoardDossier(_message.Message):
    __slots__ = ("dossier_id", "code", "procedure_name", "unit", "submitted_at", "promised_at", "finished_at", "status", "open")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    code: str
    procedure_name: _common_pb2.LocalizedText
    unit: BoardName
    submitted_at: _timestamp_pb2.Timestamp
    promised_at: _timestamp_pb2.Timestamp
    finished_at: _timestamp_pb2.Timestamp
    status: int
    open: bool
    def __init__(self, dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., unit: _Optional[_Union[BoardName, _Mapping]] = ..., submitted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finished_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., status: _Optional[int] = ..., open: _Optional[bool] = ...) -> None: ...

class ListBoardDossiersResponse(_message.Message):
    __slots__ = ("dossiers", "next_page_token", "count")
    DOSSIERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    dossiers: _containers.RepeatedCompositeFieldContainer[BoardDossier]
    next_page_token: str
    count: int
    def __init__(self, dossiers: _Optional[_Iterable[_Union[BoardDossier, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...
