import datetime

from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from motcua.common.v1 import step_pb2 as _step_pb2
from motcua.intake.v1 import board_pb2 as _board_pb2
from motcua.intake.v1 import calls_pb2 as _calls_pb2
from motcua.intake.v1 import citizen_pb2 as _citizen_pb2
from motcua.intake.v1 import fees_pb2 as _fees_pb2
from motcua.intake.v1 import law_papers_pb2 as _law_papers_pb2
from motcua.intake.v1 import lookups_pb2 as _lookups_pb2
from motcua.intake.v1 import projections_pb2 as _projections_pb2
from motcua.intake.v1 import return_ways_pb2 as _return_ways_pb2
from motcua.intake.v1 import slips_pb2 as _slips_pb2
from motcua.intake.v1 import watching_pb2 as _watching_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Source(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SOURCE_UNSPECIFIED: _ClassVar[Source]
    SOURCE_WINDOW: _ClassVar[Source]
    SOURCE_POST: _ClassVar[Source]
    SOURCE_PORTAL: _ClassVar[Source]
    SOURCE_NATIONAL_PORTAL: _ClassVar[Source]

class DossierStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DOSSIER_STATUS_UNSPECIFIED: _ClassVar[DossierStatus]
    DOSSIER_STATUS_SUBMITTED: _ClassVar[DossierStatus]
    DOSSIER_STATUS_ACCEPTED: _ClassVar[DossierStatus]
    DOSSIER_STATUS_INTAKE_REFUSED: _ClassVar[DossierStatus]
    DOSSIER_STATUS_IN_PROGRESS: _ClassVar[DossierStatus]
    DOSSIER_STATUS_SUPPLEMENT_REQUESTED: _ClassVar[DossierStatus]
    DOSSIER_STATUS_FINANCIAL_OBLIGATION: _ClassVar[DossierStatus]
    DOSSIER_STATUS_WITHDRAWN: _ClassVar[DossierStatus]
    DOSSIER_STATUS_STOPPED: _ClassVar[DossierStatus]
    DOSSIER_STATUS_RESULT_READY: _ClassVar[DossierStatus]
    DOSSIER_STATUS_RETURNED: _ClassVar[DossierStatus]

class PartStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PART_STATUS_UNSPECIFIED: _ClassVar[PartStatus]
    PART_STATUS_WAITING: _ClassVar[PartStatus]
    PART_STATUS_IN_PROGRESS: _ClassVar[PartStatus]
    PART_STATUS_GRANTED: _ClassVar[PartStatus]
    PART_STATUS_REFUSED: _ClassVar[PartStatus]
    PART_STATUS_WITHDRAWN: _ClassVar[PartStatus]
    PART_STATUS_STOPPED: _ClassVar[PartStatus]

class Action(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACTION_UNSPECIFIED: _ClassVar[Action]
    ACTION_ACCEPT: _ClassVar[Action]
    ACTION_REQUEST_SUPPLEMENT: _ClassVar[Action]
    ACTION_REFUSE: _ClassVar[Action]
    ACTION_ANSWER_SUPPLEMENT: _ClassVar[Action]
    ACTION_WITHDRAW: _ClassVar[Action]
    ACTION_RETURN_RESULTS: _ClassVar[Action]
SOURCE_UNSPECIFIED: Source
SOURCE_WINDOW: Source
SOURCE_POST: Source
SOURCE_PORTAL: Source
SOURCE_NATIONAL_PORTAL: Source
DOSSIER_STATUS_UNSPECIFIED: DossierStatus
DOSSIER_STATUS_SUBMITTED: DossierStatus
DOSSIER_STATUS_ACCEPTED: DossierStatus
DOSSIER_STATUS_INTAKE_REFUSED: DossierStatus
DOSSIER_STATUS_IN_PROGRESS: DossierStatus
DOSSIER_STATUS_SUPPLEMENT_REQUESTED: DossierStatus
DOSSIER_STATUS_FINANCIAL_OBLIGATION: DossierStatus
DOSSIER_STATUS_WITHDRAWN: DossierStatus
DOSSIER_STATUS_STOPPED: DossierStatus
DOSSIER_STATUS_RESULT_READY: DossierStatus
DOSSIER_STATUS_RETURNED: DossierStatus
PART_STATUS_UNSPECIFIED: PartStatus
PART_STATUS_WAITING: PartStatus
PART_STATUS_IN_PROGRESS: PartStatus
PART_STATUS_GRANTED: PartStatus
PART_STATUS_REFUSED: PartStatus
PART_STATUS_WITHDRAWN: PartStatus
PART_STATUS_STOPPED: PartStatus
ACTION_UNSPECIFIED: Action
ACTION_ACCEPT: Action
ACTION_REQUEST_SUPPLEMENT: Action
ACTION_REFUSE: Action
ACTION_ANSWER_SUPPLEMENT: Action
ACTION_WITHDRAW: Action
ACTION_RETURN_RESULTS: Action

class LegalBasis(_message.Message):
    __slots__ = ("document", "article")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    ARTICLE_FIELD_NUMBER: _ClassVar[int]
    document: str
    article: str
    def __init__(self, document: _Optional[str] = ..., article: _Optional[str] = ...) -> None: ...

class Component(_message.Message):
    __slots__ = ("code", "name", "required", "condition", "forms", "original_collected_at_return", "media_types", "max_bytes", "note", "copies", "form_no", "collected_with", "forms_by_post", "only_when_asked")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    FORMS_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_COLLECTED_AT_RETURN_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPES_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    FORM_NO_FIELD_NUMBER: _ClassVar[int]
    COLLECTED_WITH_FIELD_NUMBER: _ClassVar[int]
    FORMS_BY_POST_FIELD_NUMBER: _ClassVar[int]
    ONLY_WHEN_ASKED_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: _common_pb2.LocalizedText
    required: bool
    condition: _common_pb2.LocalizedText
    forms: _containers.RepeatedScalarFieldContainer[str]
    original_collected_at_return: bool
    media_types: _containers.RepeatedScalarFieldContainer[str]
    max_bytes: int
    note: _common_pb2.LocalizedText
    copies: int
    form_no: str
    collected_with: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    forms_by_post: _containers.RepeatedScalarFieldContainer[str]
    only_when_asked: bool
    def __init__(self, code: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., required: _Optional[bool] = ..., condition: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., forms: _Optional[_Iterable[str]] = ..., original_collected_at_return: _Optional[bool] = ..., media_types: _Optional[_Iterable[str]] = ..., max_bytes: _Optional[int] = ..., note: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., copies: _Optional[int] = ..., form_no: _Optional[str] = ..., collected_with: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., forms_by_post: _Optional[_Iterable[str]] = ..., only_when_asked: _Optional[bool] = ...) -> None: ...

class Fee(_message.Message):
    __slots__ = ("name", "amount", "rule", "legal_basis", "channels")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    name: _common_pb2.LocalizedText
    amount: int
    rule: _common_pb2.LocalizedText
    legal_basis: LegalBasis
    channels: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., amount: _Optional[int] = ..., rule: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., legal_basis: _Optional[_Union[LegalBasis, _Mapping]] = ..., channels: _Optional[_Iterable[str]] = ...) -> None: ...

class ResultKind(_message.Message):
    __slots__ = ("code", "name", "issued_to", "issued_to_address", "issued_to_id")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ISSUED_TO_FIELD_NUMBER: _ClassVar[int]
    ISSUED_TO_ADDRESS_FIELD_NUMBER: _ClassVar[int]
    ISSUED_TO_ID_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: _common_pb2.LocalizedText
    issued_to: str
    issued_to_address: str
    issued_to_id: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., issued_to: _Optional[str] = ..., issued_to_address: _Optional[str] = ..., issued_to_id: _Optional[str] = ...) -> None: ...

class ProcedurePart(_message.Message):
    __slots__ = ("key", "code", "name", "limit", "results", "fees", "counts_from", "after", "note")
    KEY_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    FEES_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FROM_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    key: str
    code: str
    name: _common_pb2.LocalizedText
    limit: _common_pb2.LocalizedText
    results: _containers.RepeatedCompositeFieldContainer[ResultKind]
    fees: _containers.RepeatedCompositeFieldContainer[Fee]
    counts_from: _common_pb2.LocalizedText
    after: str
    note: _common_pb2.LocalizedText
    def __init__(self, key: _Optional[str] = ..., code: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., limit: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., results: _Optional[_Iterable[_Union[ResultKind, _Mapping]]] = ..., fees: _Optional[_Iterable[_Union[Fee, _Mapping]]] = ..., counts_from: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., after: _Optional[str] = ..., note: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class ProcedureSummary(_message.Message):
    __slots__ = ("key", "version", "name", "field", "codes", "limit", "label")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    CODES_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    key: str
    version: int
    name: _common_pb2.LocalizedText
    field: _common_pb2.LocalizedText
    codes: _containers.RepeatedScalarFieldContainer[str]
    limit: _common_pb2.LocalizedText
    label: _common_pb2.LocalizedText
    def __init__(self, key: _Optional[str] = ..., version: _Optional[int] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., field: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., codes: _Optional[_Iterable[str]] = ..., limit: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., label: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class Procedure(_message.Message):
    __slots__ = ("summary", "legal_basis", "components", "parts", "not_counted", "start_form", "receiving_units", "acceptance_limit", "channels", "longer")
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    NOT_COUNTED_FIELD_NUMBER: _ClassVar[int]
    START_FORM_FIELD_NUMBER: _ClassVar[int]
    RECEIVING_UNITS_FIELD_NUMBER: _ClassVar[int]
    ACCEPTANCE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    LONGER_FIELD_NUMBER: _ClassVar[int]
    summary: ProcedureSummary
    legal_basis: _containers.RepeatedCompositeFieldContainer[LegalBasis]
    components: _containers.RepeatedCompositeFieldContainer[Component]
    parts: _containers.RepeatedCompositeFieldContainer[ProcedurePart]
    not_counted: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    start_form: str
    receiving_units: _containers.RepeatedCompositeFieldContainer[Unit]
    acceptance_limit: str
    channels: _containers.RepeatedScalarFieldContainer[str]
    longer: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    def __init__(self, summary: _Optional[_Union[ProcedureSummary, _Mapping]] = ..., legal_basis: _Optional[_Iterable[_Union[LegalBasis, _Mapping]]] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ..., parts: _Optional[_Iterable[_Union[ProcedurePart, _Mapping]]] = ..., not_counted: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., start_form: _Optional[str] = ..., receiving_units: _Optional[_Iterable[_Union[Unit, _Mapping]]] = ..., acceptance_limit: _Optional[str] = ..., channels: _Optional[_Iterable[str]] = ..., longer: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ...) -> None: ...

class Unit(_message.Message):
    __slots__ = ("key", "name")
    KEY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    key: str
    name: _common_pb2.LocalizedText
    def __init__(self, key: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class ListProceduresRequest(_message.Message):
    __slots__ = ("query", "page_size", "page_token")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    page_token: str
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListProceduresResponse(_message.Message):
    __slots__ = ("procedures", "next_page_token")
    PROCEDURES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    procedures: _containers.RepeatedCompositeFieldContainer[ProcedureSummary]
    next_page_token: str
    def __init__(self, procedures: _Optional[_Iterable[_Union[ProcedureSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetProcedureRequest(_message.Message):
    __slots__ = ("key", "version")
    KEY_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    key: str
    version: int
    def __init__(self, key: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GetProcedureResponse(_message.Message):
    __slots__ = ("procedure",)
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    procedure: Procedure
    def __init__(self, procedure: _Optional[_Union[Procedure, _Mapping]] = ...) -> None: ...

class Applicant(_message.Message):
    __slots__ = ("user", "name", "id_number", "phone", "email", "address")
    USER_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    user: str
    name: str
    id_number: str
    phone: str
    email: str
    address: str
    def __init__(self, user: _Optional[str] = ..., name: _Optional[str] = ..., id_number: _Optional[str] = ..., phone: _Optional[str] = ..., email: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class Paper(_message.Message):
    __slots__ = ("paper_id", "component", "file_id", "file_name", "media_type", "size", "sha256", "form", "copies", "attached_at", "attached_by", "round", "not_scanned_reason")
    PAPER_ID_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    ATTACHED_AT_FIELD_NUMBER: _ClassVar[int]
    ATTACHED_BY_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    NOT_SCANNED_REASON_FIELD_NUMBER: _ClassVar[int]
    paper_id: str
    component: str
    file_id: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    form: str
    copies: int
    attached_at: _timestamp_pb2.Timestamp
    attached_by: str
    round: int
    not_scanned_reason: str
    def __init__(self, paper_id: _Optional[str] = ..., component: _Optional[str] = ..., file_id: _Optional[str] = ..., file_name: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., form: _Optional[str] = ..., copies: _Optional[int] = ..., attached_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., attached_by: _Optional[str] = ..., round: _Optional[int] = ..., not_scanned_reason: _Optional[str] = ...) -> None: ...

class Draft(_message.Message):
    __slots__ = ("draft_id", "procedure_key", "procedure_version", "unit", "source", "applicant", "answers", "papers", "saved_at", "revision", "dossier_id", "kept_until", "about")
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    PAPERS_FIELD_NUMBER: _ClassVar[int]
    SAVED_AT_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    KEPT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    draft_id: str
    procedure_key: str
    procedure_version: int
    unit: str
    source: Source
    applicant: Applicant
    answers: _struct_pb2.Struct
    papers: _containers.RepeatedCompositeFieldContainer[Paper]
    saved_at: _timestamp_pb2.Timestamp
    revision: int
    dossier_id: str
    kept_until: _timestamp_pb2.Timestamp
    about: NoticeLine
    def __init__(self, draft_id: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., unit: _Optional[str] = ..., source: _Optional[_Union[Source, str]] = ..., applicant: _Optional[_Union[Applicant, _Mapping]] = ..., answers: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., papers: _Optional[_Iterable[_Union[Paper, _Mapping]]] = ..., saved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., revision: _Optional[int] = ..., dossier_id: _Optional[str] = ..., kept_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., about: _Optional[_Union[NoticeLine, _Mapping]] = ...) -> None: ...

class SaveDraftRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "procedure_key", "unit", "applicant", "answers", "revision", "source")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    procedure_key: str
    unit: str
    applicant: Applicant
    answers: _struct_pb2.Struct
    revision: int
    source: Source
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., procedure_key: _Optional[str] = ..., unit: _Optional[str] = ..., applicant: _Optional[_Union[Applicant, _Mapping]] = ..., answers: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., revision: _Optional[int] = ..., source: _Optional[_Union[Source, str]] = ...) -> None: ...

class SaveDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ...) -> None: ...

class GetDraftRequest(_message.Message):
    __slots__ = ("draft_id",)
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    draft_id: str
    def __init__(self, draft_id: _Optional[str] = ...) -> None: ...

class GetDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: Draft
    def __init__(self, draft: _Optional[_Union[Draft, _Mapping]] = ...) -> None: ...

class ListDraftsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDraftsResponse(_message.Message):
    __slots__ = ("drafts", "next_page_token")
    DRAFTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    drafts: _containers.RepeatedCompositeFieldContainer[Draft]
    next_page_token: str
    def __init__(self, drafts: _Optional[_Iterable[_Union[Draft, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Problem(_message.Message):
    __slots__ = ("field", "message")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    field: str
    message: _common_pb2.LocalizedText
    def __init__(self, field: _Optional[str] = ..., message: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class DeleteDraftRequest(_message.Message):
    __slots__ = ("request_id", "draft_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ...) -> None: ...

class DeleteDraftResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CheckDraftRequest(_message.Message):
    __slots__ = ("draft_id",)
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    draft_id: str
    def __init__(self, draft_id: _Optional[str] = ...) -> None: ...

class CheckDraftResponse(_message.Message):
    __slots__ = ("problems",)
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    problems: _containers.RepeatedCompositeFieldContainer[Problem]
    def __init__(self, problems: _Optional[_Iterable[_Union[Problem, _Mapping]]] = ...) -> None: ...

class FileInfo(_message.Message):
    __slots__ = ("file_name", "media_type", "size", "accepted_media_types")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_MEDIA_TYPES_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    media_type: str
    size: int
    accepted_media_types: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, file_name: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ..., accepted_media_types: _Optional[_Iterable[str]] = ...) -> None: ...

class UploadFileRequest(_message.Message):
    __slots__ = ("info", "chunk")
    INFO_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    info: FileInfo
    chunk: bytes
    def __init__(self, info: _Optional[_Union[FileInfo, _Mapping]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class UploadFileResponse(_message.Message):
    __slots__ = ("file_id", "sha256", "media_type", "size")
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    sha256: str
    media_type: str
    size: int
    def __init__(self, file_id: _Optional[str] = ..., sha256: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class DownloadFileRequest(_message.Message):
    __slots__ = ("file_id",)
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    file_id: str
    def __init__(self, file_id: _Optional[str] = ...) -> None: ...

class DownloadFileResponse(_message.Message):
    __slots__ = ("info", "chunk")
    INFO_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    info: FileInfo
    chunk: bytes
    def __init__(self, info: _Optional[_Union[FileInfo, _Mapping]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class AttachPaperRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "dossier_id", "component", "file_id", "form", "copies", "not_scanned_reason", "round")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    NOT_SCANNED_REASON_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    dossier_id: str
    component: str
    file_id: str
    form: str
    copies: int
    not_scanned_reason: str
    round: int
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., component: _Optional[str] = ..., file_id: _Optional[str] = ..., form: _Optional[str] = ..., copies: _Optional[int] = ..., not_scanned_reason: _Optional[str] = ..., round: _Optional[int] = ...) -> None: ...

class AttachPaperResponse(_message.Message):
    __slots__ = ("paper",)
    PAPER_FIELD_NUMBER: _ClassVar[int]
    paper: Paper
    def __init__(self, paper: _Optional[_Union[Paper, _Mapping]] = ...) -> None: ...

class RemovePaperRequest(_message.Message):
    __slots__ = ("request_id", "paper_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PAPER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    paper_id: str
    def __init__(self, request_id: _Optional[str] = ..., paper_id: _Optional[str] = ...) -> None: ...

class RemovePaperResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SubmitDraftRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "revision")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    revision: int
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., revision: _Optional[int] = ...) -> None: ...

class SubmitDraftResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class SupplementDecision(_message.Message):
    __slots__ = ("items", "reason")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[SupplementItem]
    reason: str
    def __init__(self, items: _Optional[_Iterable[_Union[SupplementItem, _Mapping]]] = ..., reason: _Optional[str] = ...) -> None: ...

class RefusalDecision(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class ReceiveDossierRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "revision", "note", "supplement", "refusal")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENT_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    revision: int
    note: str
    supplement: SupplementDecision
    refusal: RefusalDecision
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., revision: _Optional[int] = ..., note: _Optional[str] = ..., supplement: _Optional[_Union[SupplementDecision, _Mapping]] = ..., refusal: _Optional[_Union[RefusalDecision, _Mapping]] = ...) -> None: ...

class ReceiveDossierResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class Result(_message.Message):
    __slots__ = ("part", "code", "name", "number", "signer", "signed_at", "file_id", "issued", "returned_at", "copies", "pages", "note", "result_id", "withheld", "changed_answers", "originals_to_collect")
    PART_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SIGNER_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AT_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_FIELD_NUMBER: _ClassVar[int]
    RETURNED_AT_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    PAGES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ANSWERS_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_TO_COLLECT_FIELD_NUMBER: _ClassVar[int]
    part: str
    code: str
    name: _common_pb2.LocalizedText
    number: str
    signer: str
    signed_at: _timestamp_pb2.Timestamp
    file_id: str
    issued: bool
    returned_at: _timestamp_pb2.Timestamp
    copies: int
    pages: int
    note: str
    result_id: str
    withheld: bool
    changed_answers: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    originals_to_collect: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, part: _Optional[str] = ..., code: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., number: _Optional[str] = ..., signer: _Optional[str] = ..., signed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., file_id: _Optional[str] = ..., issued: _Optional[bool] = ..., returned_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., copies: _Optional[int] = ..., pages: _Optional[int] = ..., note: _Optional[str] = ..., result_id: _Optional[str] = ..., withheld: _Optional[bool] = ..., changed_answers: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., originals_to_collect: _Optional[_Iterable[str]] = ...) -> None: ...

class ClockInterval(_message.Message):
    __slots__ = ("part", "ground", "policy", "to", "name", "sentence", "legal_basis")
    PART_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    part: str
    ground: str
    policy: str
    to: _timestamp_pb2.Timestamp
    name: _common_pb2.LocalizedText
    sentence: _common_pb2.LocalizedText
    legal_basis: _containers.RepeatedCompositeFieldContainer[LegalBasis]
    def __init__(self, part: _Optional[str] = ..., ground: _Optional[str] = ..., policy: _Optional[str] = ..., to: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., sentence: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., legal_basis: _Optional[_Iterable[_Union[LegalBasis, _Mapping]]] = ..., **kwargs) -> None: ...

class Part(_message.Message):
    __slots__ = ("key", "code", "name", "status", "reason", "due_at", "original_due_at", "decided_at", "derivation", "fee", "fee_as_made", "reason_en", "agency")
    KEY_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_AT_FIELD_NUMBER: _ClassVar[int]
    DERIVATION_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    FEE_AS_MADE_FIELD_NUMBER: _ClassVar[int]
    REASON_EN_FIELD_NUMBER: _ClassVar[int]
    AGENCY_FIELD_NUMBER: _ClassVar[int]
    key: str
    code: str
    name: _common_pb2.LocalizedText
    status: PartStatus
    reason: str
    due_at: _timestamp_pb2.Timestamp
    original_due_at: _timestamp_pb2.Timestamp
    decided_at: _timestamp_pb2.Timestamp
    derivation: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    fee: int
    fee_as_made: bool
    reason_en: str
    agency: Unit
    def __init__(self, key: _Optional[str] = ..., code: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., status: _Optional[_Union[PartStatus, str]] = ..., reason: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., original_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., decided_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., derivation: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., fee: _Optional[int] = ..., fee_as_made: _Optional[bool] = ..., reason_en: _Optional[str] = ..., agency: _Optional[_Union[Unit, _Mapping]] = ...) -> None: ...

class SupplementItem(_message.Message):
    __slots__ = ("component", "reason")
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    component: str
    reason: str
    def __init__(self, component: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class Supplement(_message.Message):
    __slots__ = ("round", "stage", "items", "reason", "requested_at", "requested_by", "answered_at", "answer_by", "closed_at", "part")
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    ANSWERED_AT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_BY_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    round: int
    stage: str
    items: _containers.RepeatedCompositeFieldContainer[SupplementItem]
    reason: str
    requested_at: _timestamp_pb2.Timestamp
    requested_by: _common_pb2.Actor
    answered_at: _timestamp_pb2.Timestamp
    answer_by: _timestamp_pb2.Timestamp
    closed_at: _timestamp_pb2.Timestamp
    part: str
    def __init__(self, round: _Optional[int] = ..., stage: _Optional[str] = ..., items: _Optional[_Iterable[_Union[SupplementItem, _Mapping]]] = ..., reason: _Optional[str] = ..., requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., requested_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., answered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_by: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., part: _Optional[str] = ...) -> None: ...

class NoticeLine(_message.Message):
    __slots__ = ("label", "value")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    label: _common_pb2.LocalizedText
    value: _common_pb2.LocalizedText
    def __init__(self, label: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., value: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class Notice(_message.Message):
    __slots__ = ("name", "title", "todo", "lines", "at", "open", "informs", "if_stopped", "superseded_at", "superseded_by")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TODO_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    INFORMS_FIELD_NUMBER: _ClassVar[int]
    IF_STOPPED_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_AT_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: _common_pb2.LocalizedText
    todo: _common_pb2.LocalizedText
    lines: _containers.RepeatedCompositeFieldContainer[NoticeLine]
    at: _timestamp_pb2.Timestamp
    open: bool
    informs: bool
    if_stopped: _common_pb2.LocalizedText
    superseded_at: _timestamp_pb2.Timestamp
    superseded_by: _common_pb2.LocalizedText
    def __init__(self, name: _Optional[str] = ..., title: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., todo: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[NoticeLine, _Mapping]]] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open: _Optional[bool] = ..., informs: _Optional[bool] = ..., if_stopped: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., superseded_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., superseded_by: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class Document(_message.Message):
    __slots__ = ("document_id", "form", "name", "number", "file_id", "issued_at", "part")
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_AT_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    document_id: str
    form: str
    name: _common_pb2.LocalizedText
    number: str
    file_id: str
    issued_at: _timestamp_pb2.Timestamp
    part: str
    def __init__(self, document_id: _Optional[str] = ..., form: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., number: _Optional[str] = ..., file_id: _Optional[str] = ..., issued_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., part: _Optional[str] = ...) -> None: ...

class HistoryLine(_message.Message):
    __slots__ = ("at", "type", "actor", "text")
    AT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    at: _timestamp_pb2.Timestamp
    type: str
    actor: _common_pb2.Actor
    text: _common_pb2.LocalizedText
    def __init__(self, at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., type: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., text: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ...) -> None: ...

class Dossier(_message.Message):
    __slots__ = ("dossier_id", "code", "procedure_key", "procedure_version", "procedure_name", "source", "status", "unit", "applicant", "answers", "submitted_at", "answer_due_at", "accepted_at", "promised_at", "original_promised_at", "finished_at", "parts", "papers", "results", "supplements", "clock", "documents", "history", "actions", "refusal_reason", "revision", "components", "owner", "originals_to_collect", "originals_to_return", "notices", "slips_to_hand_over", "waits_for_slips", "asked", "receivers", "askers", "lookups", "narrowed", "about")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_AT_FIELD_NUMBER: _ClassVar[int]
    PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    PAPERS_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    SUPPLEMENTS_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASON_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_TO_COLLECT_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_TO_RETURN_FIELD_NUMBER: _ClassVar[int]
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    SLIPS_TO_HAND_OVER_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_SLIPS_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    RECEIVERS_FIELD_NUMBER: _ClassVar[int]
    ASKERS_FIELD_NUMBER: _ClassVar[int]
    LOOKUPS_FIELD_NUMBER: _ClassVar[int]
    NARROWED_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    code: str
    procedure_key: str
    procedure_version: int
    procedure_name: _common_pb2.LocalizedText
    source: Source
    status: DossierStatus
    unit: Unit
    applicant: Applicant
    answers: _struct_pb2.Struct
    submitted_at: _timestamp_pb2.Timestamp
    answer_due_at: _timestamp_pb2.Timestamp
    accepted_at: _timestamp_pb2.Timestamp
    promised_at: _timestamp_pb2.Timestamp
    original_promised_at: _timestamp_pb2.Timestamp
    finished_at: _timestamp_pb2.Timestamp
    parts: _containers.RepeatedCompositeFieldContainer[Part]
    papers: _containers.RepeatedCompositeFieldContainer[Paper]
    results: _containers.RepeatedCompositeFieldContainer[Result]
    supplements: _containers.RepeatedCompositeFieldContainer[Supplement]
    clock: _containers.RepeatedCompositeFieldContainer[ClockInterval]
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    history: _containers.RepeatedCompositeFieldContainer[HistoryLine]
    actions: _containers.RepeatedScalarFieldContainer[Action]
    refusal_reason: str
    revision: int
    components: _containers.RepeatedCompositeFieldContainer[Component]
    owner: Applicant
    originals_to_collect: _containers.RepeatedScalarFieldContainer[str]
    originals_to_return: _containers.RepeatedScalarFieldContainer[str]
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    slips_to_hand_over: _containers.RepeatedScalarFieldContainer[str]
    waits_for_slips: bool
    asked: _containers.RepeatedCompositeFieldContainer[NoticeLine]
    receivers: _containers.RepeatedCompositeFieldContainer[Receiver]
    askers: _containers.RepeatedCompositeFieldContainer[Receiver]
    lookups: _containers.RepeatedCompositeFieldContainer[_lookups_pb2.Lookup]
    narrowed: bool
    about: NoticeLine
    def __init__(self, dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., source: _Optional[_Union[Source, str]] = ..., status: _Optional[_Union[DossierStatus, str]] = ..., unit: _Optional[_Union[Unit, _Mapping]] = ..., applicant: _Optional[_Union[Applicant, _Mapping]] = ..., answers: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., submitted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accepted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., original_promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finished_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., parts: _Optional[_Iterable[_Union[Part, _Mapping]]] = ..., papers: _Optional[_Iterable[_Union[Paper, _Mapping]]] = ..., results: _Optional[_Iterable[_Union[Result, _Mapping]]] = ..., supplements: _Optional[_Iterable[_Union[Supplement, _Mapping]]] = ..., clock: _Optional[_Iterable[_Union[ClockInterval, _Mapping]]] = ..., documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ..., history: _Optional[_Iterable[_Union[HistoryLine, _Mapping]]] = ..., actions: _Optional[_Iterable[_Union[Action, str]]] = ..., refusal_reason: _Optional[str] = ..., revision: _Optional[int] = ..., components: _Optional[_Iterable[_Union[Component, _Mapping]]] = ..., owner: _Optional[_Union[Applicant, _Mapping]] = ..., originals_to_collect: _Optional[_Iterable[str]] = ..., originals_to_return: _Optional[_Iterable[str]] = ..., notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., slips_to_hand_over: _Optional[_Iterable[str]] = ..., waits_for_slips: _Optional[bool] = ..., asked: _Optional[_Iterable[_Union[NoticeLine, _Mapping]]] = ..., receivers: _Optional[_Iterable[_Union[Receiver, _Mapping]]] = ..., askers: _Optional[_Iterable[_Union[Receiver, _Mapping]]] = ..., lookups: _Optional[_Iterable[_Union[_lookups_pb2.Lookup, _Mapping]]] = ..., narrowed: _Optional[bool] = ..., about: _Optional[_Union[NoticeLine, _Mapping]] = ...) -> None: ...

class Receiver(_message.Message):
    __slots__ = ("name", "id_number", "role", "result_codes")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    name: str
    id_number: str
    role: _common_pb2.LocalizedText
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., id_number: _Optional[str] = ..., role: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., result_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class AcceptDossierRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "note", "acting")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    ACTING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    note: str
    acting: _common_pb2.Actor
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., note: _Optional[str] = ..., acting: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class AcceptDossierResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class RequestSupplementRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "items", "reason", "acting")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ACTING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    items: _containers.RepeatedCompositeFieldContainer[SupplementItem]
    reason: str
    acting: _common_pb2.Actor
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[SupplementItem, _Mapping]]] = ..., reason: _Optional[str] = ..., acting: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class RequestSupplementResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class RefuseDossierRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "reason", "acting")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ACTING_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    reason: str
    acting: _common_pb2.Actor
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., reason: _Optional[str] = ..., acting: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class RefuseDossierResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class AmendDossierRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "applicant", "answers", "revision")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    applicant: Applicant
    answers: _struct_pb2.Struct
    revision: int
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., applicant: _Optional[_Union[Applicant, _Mapping]] = ..., answers: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., revision: _Optional[int] = ...) -> None: ...

class AmendDossierResponse(_message.Message):
    __slots__ = ("dossier", "problems")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    problems: _containers.RepeatedCompositeFieldContainer[Problem]
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ..., problems: _Optional[_Iterable[_Union[Problem, _Mapping]]] = ...) -> None: ...

class PaperSeen(_message.Message):
    __slots__ = ("component", "sha256", "form", "copies")
    COMPONENT_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    component: str
    sha256: str
    form: str
    copies: int
    def __init__(self, component: _Optional[str] = ..., sha256: _Optional[str] = ..., form: _Optional[str] = ..., copies: _Optional[int] = ...) -> None: ...

class PapersSeen(_message.Message):
    __slots__ = ("papers",)
    PAPERS_FIELD_NUMBER: _ClassVar[int]
    papers: _containers.RepeatedCompositeFieldContainer[PaperSeen]
    def __init__(self, papers: _Optional[_Iterable[_Union[PaperSeen, _Mapping]]] = ...) -> None: ...

class AnswerSupplementRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "note", "papers_seen", "round")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    PAPERS_SEEN_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    note: str
    papers_seen: PapersSeen
    round: int
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., note: _Optional[str] = ..., papers_seen: _Optional[_Union[PapersSeen, _Mapping]] = ..., round: _Optional[int] = ...) -> None: ...

class AnswerSupplementResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class WithdrawDossierRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "reason", "expected_parts", "asker_name", "asker_id_number", "asker_ground")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_PARTS_FIELD_NUMBER: _ClassVar[int]
    ASKER_NAME_FIELD_NUMBER: _ClassVar[int]
    ASKER_ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ASKER_GROUND_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    reason: str
    expected_parts: _containers.RepeatedScalarFieldContainer[str]
    asker_name: str
    asker_id_number: str
    asker_ground: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., reason: _Optional[str] = ..., expected_parts: _Optional[_Iterable[str]] = ..., asker_name: _Optional[str] = ..., asker_id_number: _Optional[str] = ..., asker_ground: _Optional[str] = ...) -> None: ...

class WithdrawDossierResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class GetDossierRequest(_message.Message):
    __slots__ = ("dossier_id", "code", "only_id")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    ONLY_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    code: str
    only_id: bool
    def __init__(self, dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., only_id: _Optional[bool] = ...) -> None: ...

class GetDossierResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class ListDossiersRequest(_message.Message):
    __slots__ = ("statuses", "page_size", "page_token", "finished")
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FINISHED_FIELD_NUMBER: _ClassVar[int]
    statuses: _containers.RepeatedScalarFieldContainer[DossierStatus]
    page_size: int
    page_token: str
    finished: bool
    def __init__(self, statuses: _Optional[_Iterable[_Union[DossierStatus, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., finished: _Optional[bool] = ...) -> None: ...

class ListDossiersResponse(_message.Message):
    __slots__ = ("dossiers", "next_page_token")
    DOSSIERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dossiers: _containers.RepeatedCompositeFieldContainer[Dossier]
    next_page_token: str
    def __init__(self, dossiers: _Optional[_Iterable[_Union[Dossier, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SearchDossiersRequest(_message.Message):
    __slots__ = ("query", "procedure_key", "page_size", "page_token")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    query: str
    procedure_key: str
    page_size: int
    page_token: str
    def __init__(self, query: _Optional[str] = ..., procedure_key: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class SearchDossiersResponse(_message.Message):
    __slots__ = ("dossiers", "next_page_token")
    DOSSIERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dossiers: _containers.RepeatedCompositeFieldContainer[Dossier]
    next_page_token: str
    def __init__(self, dossiers: _Optional[_Iterable[_Union[Dossier, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class TrackDossierRequest(_message.Message):
    __slots__ = ("code",)
    CODE_FIELD_NUMBER: _ClassVar[int]
    code: str
    def __init__(self, code: _Optional[str] = ...) -> None: ...

class TrackDossierResponse(_message.Message):
    __slots__ = ("code", "status", "parts_done", "parts_total")
    CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PARTS_DONE_FIELD_NUMBER: _ClassVar[int]
    PARTS_TOTAL_FIELD_NUMBER: _ClassVar[int]
    code: str
    status: DossierStatus
    parts_done: int
    parts_total: int
    def __init__(self, code: _Optional[str] = ..., status: _Optional[_Union[DossierStatus, str]] = ..., parts_done: _Optional[int] = ..., parts_total: _Optional[int] = ...) -> None: ...

class GetContactRequest(_message.Message):
    __slots__ = ("dossier_id", "draft_id")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    draft_id: str
    def __init__(self, dossier_id: _Optional[str] = ..., draft_id: _Optional[str] = ...) -> None: ...

class GetContactResponse(_message.Message):
    __slots__ = ("name", "email", "phone", "language")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    email: str
    phone: str
    language: str
    def __init__(self, name: _Optional[str] = ..., email: _Optional[str] = ..., phone: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class AttachResultRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "part", "result_code", "number", "signer", "signed_at", "file_id", "actor", "copies", "pages", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SIGNER_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AT_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    PAGES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    part: str
    result_code: str
    number: str
    signer: str
    signed_at: _timestamp_pb2.Timestamp
    file_id: str
    actor: _common_pb2.Actor
    copies: int
    pages: int
    note: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., part: _Optional[str] = ..., result_code: _Optional[str] = ..., number: _Optional[str] = ..., signer: _Optional[str] = ..., signed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., file_id: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., copies: _Optional[int] = ..., pages: _Optional[int] = ..., note: _Optional[str] = ...) -> None: ...

class AttachResultResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: Result
    def __init__(self, result: _Optional[_Union[Result, _Mapping]] = ...) -> None: ...

class ReturnResultsRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "result_codes", "receiver_name", "receiver_id_number", "originals_collected", "signed", "originals_returned", "receiver_ground", "result_ids", "acting", "changed_answers_seen", "slips")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_NAME_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_COLLECTED_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_RETURNED_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_GROUND_FIELD_NUMBER: _ClassVar[int]
    RESULT_IDS_FIELD_NUMBER: _ClassVar[int]
    ACTING_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ANSWERS_SEEN_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    receiver_name: str
    receiver_id_number: str
    originals_collected: _containers.RepeatedScalarFieldContainer[str]
    signed: bool
    originals_returned: _containers.RepeatedScalarFieldContainer[str]
    receiver_ground: str
    result_ids: _containers.RepeatedScalarFieldContainer[str]
    acting: _common_pb2.Actor
    changed_answers_seen: bool
    slips: _slips_pb2.HandedSlips
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., result_codes: _Optional[_Iterable[str]] = ..., receiver_name: _Optional[str] = ..., receiver_id_number: _Optional[str] = ..., originals_collected: _Optional[_Iterable[str]] = ..., signed: _Optional[bool] = ..., originals_returned: _Optional[_Iterable[str]] = ..., receiver_ground: _Optional[str] = ..., result_ids: _Optional[_Iterable[str]] = ..., acting: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., changed_answers_seen: _Optional[bool] = ..., slips: _Optional[_Union[_slips_pb2.HandedSlips, _Mapping]] = ...) -> None: ...

class ReturnResultsResponse(_message.Message):
    __slots__ = ("dossier",)
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    dossier: Dossier
    def __init__(self, dossier: _Optional[_Union[Dossier, _Mapping]] = ...) -> None: ...

class ListFailuresRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "all")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ALL_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    all: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., all: _Optional[bool] = ...) -> None: ...

class ListFailuresResponse(_message.Message):
    __slots__ = ("failures", "next_page_token")
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    failures: _containers.RepeatedCompositeFieldContainer[_common_pb2.Failure]
    next_page_token: str
    def __init__(self, failures: _Optional[_Iterable[_Union[_common_pb2.Failure, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RetryFailureRequest(_message.Message):
    __slots__ = ("request_id", "failure_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    failure_id: str
    def __init__(self, request_id: _Optional[str] = ..., failure_id: _Optional[str] = ...) -> None: ...

class RetryFailureResponse(_message.Message):
    __slots__ = ("failure",)
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ...) -> None: ...

class DiscardFailureRequest(_message.Message):
    __slots__ = ("request_id", "failure_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    FAILURE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    failure_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., failure_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DiscardFailureResponse(_message.Message):
    __slots__ = ("failure",)
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    failure: _common_pb2.Failure
    def __init__(self, failure: _Optional[_Union[_common_pb2.Failure, _Mapping]] = ...) -> None: ...

class ListStepsRequest(_message.Message):
    __slots__ = ("dossier_id", "page_size", "page_token")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    page_size: int
    page_token: str
    def __init__(self, dossier_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStepsResponse(_message.Message):
    __slots__ = ("steps", "next_page_token")
    STEPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    steps: _containers.RepeatedCompositeFieldContainer[_step_pb2.Step]
    next_page_token: str
    def __init__(self, steps: _Optional[_Iterable[_Union[_step_pb2.Step, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
