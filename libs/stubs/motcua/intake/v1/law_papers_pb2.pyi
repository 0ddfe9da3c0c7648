import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from motcua.intake.v1 import return_ways_pb2 as _return_ways_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExtensionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXTENSION_STATE_UNSPECIFIED: _ClassVar[ExtensionState]
    EXTENSION_STATE_DRAFT: _ClassVar[ExtensionState]
    EXTENSION_STATE_SIGNED: _ClassVar[ExtensionState]
    EXTENSION_STATE_NOT_NEEDED: _ClassVar[ExtensionState]

class Punctuality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PUNCTUALITY_UNSPECIFIED: _ClassVar[Punctuality]
    PUNCTUALITY_UNDER_WAY: _ClassVar[Punctuality]
    PUNCTUALITY_EARLY: _ClassVar[Punctuality]
    PUNCTUALITY_ON_TIME: _ClassVar[Punctuality]
    PUNCTUALITY_LATE: _ClassVar[Punctuality]
EXTENSION_STATE_UNSPECIFIED: ExtensionState
EXTENSION_STATE_DRAFT: ExtensionState
EXTENSION_STATE_SIGNED: ExtensionState
EXTENSION_STATE_NOT_NEEDED: ExtensionState
PUNCTUALITY_UNSPECIFIED: Punctuality
PUNCTUALITY_UNDER_WAY: Punctuality
PUNCTUALITY_EARLY: Punctuality
PUNCTUALITY_ON_TIME: Punctuality
PUNCTUALITY_LATE: Punctuality

class ExtendedPart(_message.Message):
    __slots__ = ("part", "name", "code", "due_at", "new_due_at", "late")
    PART_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    NEW_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    part: str
    name: _common_pb2.LocalizedText
    code: str
    due_at: _timestamp_pb2.Timestamp
    new_due_at: _timestamp_pb2.Timestamp
    late: bool
    def __init__(self, part: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., code: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., new_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late: _Optional[bool] = ...) -> None: ...

class Extension(_message.Message):
    __slots__ = ("extension_id", "dossier_id", "code", "procedure_name", "applicant_name", "unit", "unit_name", "state", "drafted_at", "promised_at", "original_promised_at", "new_promised_at", "parts", "reason", "new_day", "first_day", "last_day", "signed_at", "signed_by", "number", "file_id", "closed_at", "by_mail", "allowed", "nth")
    EXTENSION_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    UNIT_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DRAFTED_AT_FIELD_NUMBER: _ClassVar[int]
    PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    NEW_PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NEW_DAY_FIELD_NUMBER: _ClassVar[int]
    FIRST_DAY_FIELD_NUMBER: _ClassVar[int]
    LAST_DAY_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AT_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    BY_MAIL_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    NTH_FIELD_NUMBER: _ClassVar[int]
    extension_id: str
    dossier_id: str
    code: str
    procedure_name: _common_pb2.LocalizedText
    applicant_name: str
    unit: str
    unit_name: _common_pb2.LocalizedText
    state: ExtensionState
    drafted_at: _timestamp_pb2.Timestamp
    promised_at: _timestamp_pb2.Timestamp
    original_promised_at: _timestamp_pb2.Timestamp
    new_promised_at: _timestamp_pb2.Timestamp
    parts: _containers.RepeatedCompositeFieldContainer[ExtendedPart]
    reason: str
    new_day: str
    first_day: str
    last_day: str
    signed_at: _timestamp_pb2.Timestamp
    signed_by: _common_pb2.Actor
    number: str
    file_id: str
    closed_at: _timestamp_pb2.Timestamp
    by_mail: bool
    allowed: int
    nth: int
    def __init__(self, extension_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., applicant_name: _Optional[str] = ..., unit: _Optional[str] = ..., unit_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., state: _Optional[_Union[ExtensionState, str]] = ..., drafted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., original_promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., new_promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., parts: _Optional[_Iterable[_Union[ExtendedPart, _Mapping]]] = ..., reason: _Optional[str] = ..., new_day: _Optional[str] = ..., first_day: _Optional[str] = ..., last_day: _Optional[str] = ..., signed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., signed_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., number: _Optional[str] = ..., file_id: _Optional[str] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., by_mail: _Optional[bool] = ..., allowed: _Optional[int] = ..., nth: _Optional[int] = ...) -> None: ...

class ListExtensionsRequest(_message.Message):
    __slots__ = ("state", "page_size", "page_token")
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    state: ExtensionState
    page_size: int
    page_token: str
    def __init__(self, state: _Optional[_Union[ExtensionState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListExtensionsResponse(_message.Message):
    __slots__ = ("extensions", "next_page_token", "may_sign", "signers", "allowed")
    EXTENSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    MAY_SIGN_FIELD_NUMBER: _ClassVar[int]
    SIGNERS_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    extensions: _containers.RepeatedCompositeFieldContainer[Extension]
    next_page_token: str
    may_sign: bool
    signers: _containers.RepeatedCompositeFieldContainer[Signer]
    allowed: int
    def __init__(self, extensions: _Optional[_Iterable[_Union[Extension, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., may_sign: _Optional[bool] = ..., signers: _Optional[_Iterable[_Union[Signer, _Mapping]]] = ..., allowed: _Optional[int] = ...) -> None: ...

class Signer(_message.Message):
    __slots__ = ("person", "today", "away_until", "in_place_of")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    TODAY_FIELD_NUMBER: _ClassVar[int]
    AWAY_UNTIL_FIELD_NUMBER: _ClassVar[int]
    IN_PLACE_OF_FIELD_NUMBER: _ClassVar[int]
    person: _common_pb2.Actor
    today: bool
    away_until: str
    in_place_of: _containers.RepeatedCompositeFieldContainer[_common_pb2.Actor]
    def __init__(self, person: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., today: _Optional[bool] = ..., away_until: _Optional[str] = ..., in_place_of: _Optional[_Iterable[_Union[_common_pb2.Actor, _Mapping]]] = ...) -> None: ...

class GetExtensionRequest(_message.Message):
    __slots__ = ("extension_id", "new_day", "reason", "preview")
    EXTENSION_ID_FIELD_NUMBER: _ClassVar[int]
    NEW_DAY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    extension_id: str
    new_day: str
    reason: str
    preview: bool
    def __init__(self, extension_id: _Optional[str] = ..., new_day: _Optional[str] = ..., reason: _Optional[str] = ..., preview: _Optional[bool] = ...) -> None: ...

class GetExtensionResponse(_message.Message):
    __slots__ = ("extension", "preview", "may_sign", "signers")
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    MAY_SIGN_FIELD_NUMBER: _ClassVar[int]
    SIGNERS_FIELD_NUMBER: _ClassVar[int]
    extension: Extension
    preview: bytes
    may_sign: bool
    signers: _containers.RepeatedCompositeFieldContainer[Signer]
    def __init__(self, extension: _Optional[_Union[Extension, _Mapping]] = ..., preview: _Optional[bytes] = ..., may_sign: _Optional[bool] = ..., signers: _Optional[_Iterable[_Union[Signer, _Mapping]]] = ...) -> None: ...

class SignExtensionRequest(_message.Message):
    __slots__ = ("request_id", "extension_id", "reason", "new_day")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EXTENSION_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NEW_DAY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    extension_id: str
    reason: str
    new_day: str
    def __init__(self, request_id: _Optional[str] = ..., extension_id: _Optional[str] = ..., reason: _Optional[str] = ..., new_day: _Optional[str] = ...) -> None: ...

class SignExtensionResponse(_message.Message):
    __slots__ = ("extension",)
    EXTENSION_FIELD_NUMBER: _ClassVar[int]
    extension: Extension
    def __init__(self, extension: _Optional[_Union[Extension, _Mapping]] = ...) -> None: ...

class HandOver(_message.Message):
    __slots__ = ("given_by", "given_by_name", "received_by", "received_by_name", "at", "due_at", "left_at", "punctuality", "people")
    GIVEN_BY_FIELD_NUMBER: _ClassVar[int]
    GIVEN_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BY_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_BY_NAME_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    LEFT_AT_FIELD_NUMBER: _ClassVar[int]
    PUNCTUALITY_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    given_by: str
    given_by_name: _common_pb2.LocalizedText
    received_by: str
    received_by_name: _common_pb2.LocalizedText
    at: _timestamp_pb2.Timestamp
    due_at: _timestamp_pb2.Timestamp
    left_at: _timestamp_pb2.Timestamp
    punctuality: Punctuality
    people: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, given_by: _Optional[str] = ..., given_by_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., received_by: _Optional[str] = ..., received_by_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., left_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., punctuality: _Optional[_Union[Punctuality, str]] = ..., people: _Optional[_Iterable[str]] = ...) -> None: ...

class ControlSlip(_message.Message):
    __slots__ = ("dossier_id", "code", "number", "applicant_name", "procedure_name", "accepted_at", "promised_at", "lead", "cooperating", "lines", "finished_at", "file_id", "issued_at")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_AT_FIELD_NUMBER: _ClassVar[int]
    PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    COOPERATING_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    code: str
    number: str
    applicant_name: str
    procedure_name: _common_pb2.LocalizedText
    accepted_at: _timestamp_pb2.Timestamp
    promised_at: _timestamp_pb2.Timestamp
    lead: _common_pb2.LocalizedText
    cooperating: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    lines: _containers.RepeatedCompositeFieldContainer[HandOver]
    finished_at: _timestamp_pb2.Timestamp
    file_id: str
    issued_at: _timestamp_pb2.Timestamp
    def __init__(self, dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., number: _Optional[str] = ..., applicant_name: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., accepted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., lead: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., cooperating: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., lines: _Optional[_Iterable[_Union[HandOver, _Mapping]]] = ..., finished_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., file_id: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetControlSlipRequest(_message.Message):
    __slots__ = ("dossier_id",)
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    def __init__(self, dossier_id: _Optional[str] = ...) -> None: ...

class GetControlSlipResponse(_message.Message):
    __slots__ = ("slip",)
    SLIP_FIELD_NUMBER: _ClassVar[int]
    slip: ControlSlip
    def __init__(self, slip: _Optional[_Union[ControlSlip, _Mapping]] = ...) -> None: ...

class RegisterLine(_message.Message):
    __slots__ = ("seq", "year", "number", "dossier_id", "code", "procedure_name", "sets", "applicant_name", "address", "phone", "lead", "accepted_at", "promised_at", "transferred_at", "result_at", "returned_at", "receiver", "state", "note", "source", "return_way")
    class DossierState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        DOSSIER_STATE_UNSPECIFIED: _ClassVar[RegisterLine.DossierState]
        DOSSIER_STATE_OPEN: _ClassVar[RegisterLine.DossierState]
        DOSSIER_STATE_ENDED: _ClassVar[RegisterLine.DossierState]
    DOSSIER_STATE_UNSPECIFIED: RegisterLine.DossierState
    DOSSIER_STATE_OPEN: RegisterLine.DossierState
    DOSSIER_STATE_ENDED: RegisterLine.DossierState
    SEQ_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    SETS_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_AT_FIELD_NUMBER: _ClassVar[int]
    PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    TRANSFERRED_AT_FIELD_NUMBER: _ClassVar[int]
    RESULT_AT_FIELD_NUMBER: _ClassVar[int]
    RETURNED_AT_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    RETURN_WAY_FIELD_NUMBER: _ClassVar[int]
    seq: int
    year: int
    number: str
    dossier_id: str
    code: str
    procedure_name: _common_pb2.LocalizedText
    sets: int
    applicant_name: str
    address: str
    phone: str
    lead: _common_pb2.LocalizedText
    accepted_at: _timestamp_pb2.Timestamp
    promised_at: _timestamp_pb2.Timestamp
    transferred_at: _timestamp_pb2.Timestamp
    result_at: _timestamp_pb2.Timestamp
    returned_at: _timestamp_pb2.Timestamp
    receiver: str
    state: RegisterLine.DossierState
    note: _common_pb2.LocalizedText
    source: str
    return_way: _return_ways_pb2.ReturnWay
    def __init__(self, seq: _Optional[int] = ..., year: _Optional[int] = ..., number: _Optional[str] = ..., dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., sets: _Optional[int] = ..., applicant_name: _Optional[str] = ..., address: _Optional[str] = ..., phone: _Optional[str] = ..., lead: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., accepted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., transferred_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., result_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., returned_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., receiver: _Optional[str] = ..., state: _Optional[_Union[RegisterLine.DossierState, str]] = ..., note: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., source: _Optional[str] = ..., return_way: _Optional[_Union[_return_ways_pb2.ReturnWay, str]] = ...) -> None: ...

class ListRegisterRequest(_message.Message):
    __slots__ = ("from_day", "to_day", "procedure_key", "unit", "page_size", "page_token")
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    from_day: str
    to_day: str
    procedure_key: str
    unit: str
    page_size: int
    page_token: str
    def __init__(self, from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., procedure_key: _Optional[str] = ..., unit: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRegisterResponse(_message.Message):
    __slots__ = ("lines", "next_page_token")
    LINES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[RegisterLine]
    next_page_token: str
    def __init__(self, lines: _Optional[_Iterable[_Union[RegisterLine, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PrintRegisterRequest(_message.Message):
    __slots__ = ("request_id", "from_day", "to_day", "procedure_key")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    from_day: str
    to_day: str
    procedure_key: str
    def __init__(self, request_id: _Optional[str] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., procedure_key: _Optional[str] = ...) -> None: ...

class RegisterExtract(_message.Message):
    __slots__ = ("extract_id", "unit", "number", "from_day", "to_day", "procedure_key", "lines", "file_id", "issued_at", "issued_by")
    EXTRACT_ID_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    ISSUED_BY_FIELD_NUMBER: _ClassVar[int]
    extract_id: str
    unit: str
    number: str
    from_day: str
    to_day: str
    procedure_key: str
    lines: int
    file_id: str
    issued_at: _timestamp_pb2.Timestamp
    issued_by: str
    def __init__(self, extract_id: _Optional[str] = ..., unit: _Optional[str] = ..., number: _Optional[str] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ..., procedure_key: _Optional[str] = ..., lines: _Optional[int] = ..., file_id: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., issued_by: _Optional[str] = ...) -> None: ...

class PrintRegisterResponse(_message.Message):
    __slots__ = ("extract",)
    EXTRACT_FIELD_NUMBER: _ClassVar[int]
    extract: RegisterExtract
    def __init__(self, extract: _Optional[_Union[RegisterExtract, _Mapping]] = ...) -> None: ...

class ListRegisterExtractsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRegisterExtractsResponse(_message.Message):
    __slots__ = ("extracts", "next_page_token")
    EXTRACTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    extracts: _containers.RepeatedCompositeFieldContainer[RegisterExtract]
    next_page_token: str
    def __init__(self, extracts: _Optional[_Iterable[_Union[RegisterExtract, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Printing(_message.Message):
    __slots__ = ("at", "actor", "document_id", "number", "name")
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    document_id: str
    number: str
    name: _common_pb2.LocalizedText
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., document_id: _Optional[str] = ..., number: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class ListPrintingsRequest(_message.Message):
    __slots__ = ("dossier_id", "page_size", "page_token", "extract_id")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXTRACT_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    page_size: int
    page_token: str
    extract_id: str
    def __init__(self, dossier_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., extract_id: _Optional[str] = ...) -> None: ...

class ListPrintingsResponse(_message.Message):
    __slots__ = ("printings", "next_page_token")
    PRINTINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    printings: _containers.RepeatedCompositeFieldContainer[Printing]
    next_page_token: str
    def __init__(self, printings: _Optional[_Iterable[_Union[Printing, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
