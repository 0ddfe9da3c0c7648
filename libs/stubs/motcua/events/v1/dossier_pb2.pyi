import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DossierHead(_message.Message):
    __slots__ = ("dossier_id", "code", "procedure_key", "procedure_version", "procedure_name", "unit", "applicant_name", "applicant_user", "promised_at")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_USER_FIELD_NUMBER: _ClassVar[int]
    PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    code: str
    procedure_key: str
    procedure_version: int
    procedure_name: _common_pb2.LocalizedText
    unit: str
    applicant_name: str
    applicant_user: str
    promised_at: _timestamp_pb2.Timestamp
    def __init__(self, dossier_id: _Optional[str] = ..., code: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., unit: _Optional[str] = ..., applicant_name: _Optional[str] = ..., applicant_user: _Optional[str] = ..., promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PartDue(_message.Message):
    __slots__ = ("part", "due_at", "decided")
    PART_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FIELD_NUMBER: _ClassVar[int]
    part: str
    due_at: _timestamp_pb2.Timestamp
    decided: bool
    def __init__(self, part: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., decided: _Optional[bool] = ...) -> None: ...

class DossierSubmitted(_message.Message):
    __slots__ = ("dossier", "submitted_at", "answer_due_at", "source")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    submitted_at: _timestamp_pb2.Timestamp
    answer_due_at: _timestamp_pb2.Timestamp
    source: str
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., submitted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., source: _Optional[str] = ...) -> None: ...

class DossierAccepted(_message.Message):
    __slots__ = ("dossier", "accepted_at", "parts", "actor")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_AT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    accepted_at: _timestamp_pb2.Timestamp
    parts: _containers.RepeatedCompositeFieldContainer[PartDue]
    actor: _common_pb2.Actor
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., accepted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., parts: _Optional[_Iterable[_Union[PartDue, _Mapping]]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class DossierRefused(_message.Message):
    __slots__ = ("dossier", "reason", "actor")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    reason: str
    actor: _common_pb2.Actor
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., reason: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class DossierSupplementRequested(_message.Message):
    __slots__ = ("dossier", "round", "stage", "components", "reason", "answer_by", "actor", "item_reasons", "limit_stays")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    COMPONENTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ANSWER_BY_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    ITEM_REASONS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_STAYS_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    round: int
    stage: str
    components: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    answer_by: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    item_reasons: _containers.RepeatedScalarFieldContainer[str]
    limit_stays: bool
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., round: _Optional[int] = ..., stage: _Optional[str] = ..., components: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., answer_by: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., item_reasons: _Optional[_Iterable[str]] = ..., limit_stays: _Optional[bool] = ...) -> None: ...

class DossierSupplementAnswered(_message.Message):
    __slots__ = ("dossier", "round", "stage", "answer_due_at")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    round: int
    stage: str
    answer_due_at: _timestamp_pb2.Timestamp
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., round: _Optional[int] = ..., stage: _Optional[str] = ..., answer_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DossierSupplementClosed(_message.Message):
    __slots__ = ("dossier", "round", "stage", "overdue", "answer_by", "answer_due_at", "parts", "part")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_BY_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    round: int
    stage: str
    overdue: bool
    answer_by: _timestamp_pb2.Timestamp
    answer_due_at: _timestamp_pb2.Timestamp
    parts: _containers.RepeatedCompositeFieldContainer[PartDue]
    part: str
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., round: _Optional[int] = ..., stage: _Optional[str] = ..., overdue: _Optional[bool] = ..., answer_by: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., parts: _Optional[_Iterable[_Union[PartDue, _Mapping]]] = ..., part: _Optional[str] = ...) -> None: ...

class DossierWithdrawn(_message.Message):
    __slots__ = ("dossier", "parts_stopped", "parts_standing", "actor", "asked_as")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PARTS_STOPPED_FIELD_NUMBER: _ClassVar[int]
    PARTS_STANDING_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    ASKED_AS_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    parts_stopped: _containers.RepeatedScalarFieldContainer[str]
    parts_standing: _containers.RepeatedScalarFieldContainer[str]
    actor: _common_pb2.Actor
    asked_as: str
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., parts_stopped: _Optional[_Iterable[str]] = ..., parts_standing: _Optional[_Iterable[str]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., asked_as: _Optional[str] = ...) -> None: ...

class DossierResultsReady(_message.Message):
    __slots__ = ("dossier", "result_codes", "complete", "originals", "ready", "slips", "originals_to_collect", "owed", "with_post")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_TO_COLLECT_FIELD_NUMBER: _ClassVar[int]
    OWED_FIELD_NUMBER: _ClassVar[int]
    WITH_POST_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    complete: bool
    originals: _containers.RepeatedScalarFieldContainer[str]
    ready: _containers.RepeatedCompositeFieldContainer[ReadyResult]
    slips: _containers.RepeatedScalarFieldContainer[str]
    originals_to_collect: _containers.RepeatedScalarFieldContainer[str]
    owed: int
    with_post: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., result_codes: _Optional[_Iterable[str]] = ..., complete: _Optional[bool] = ..., originals: _Optional[_Iterable[str]] = ..., ready: _Optional[_Iterable[_Union[ReadyResult, _Mapping]]] = ..., slips: _Optional[_Iterable[str]] = ..., originals_to_collect: _Optional[_Iterable[str]] = ..., owed: _Optional[int] = ..., with_post: _Optional[_Iterable[str]] = ...) -> None: ...

class ReadyResult(_message.Message):
    __slots__ = ("result_code", "number", "signed_at", "issued_now", "copies", "note", "way", "waits_for_fee", "owed")
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AT_FIELD_NUMBER: _ClassVar[int]
    ISSUED_NOW_FIELD_NUMBER: _ClassVar[int]
    COPIES_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_FEE_FIELD_NUMBER: _ClassVar[int]
    OWED_FIELD_NUMBER: _ClassVar[int]
    result_code: str
    number: str
    signed_at: _timestamp_pb2.Timestamp
    issued_now: bool
    copies: int
    note: str
    way: str
    waits_for_fee: bool
    owed: int
    def __init__(self, result_code: _Optional[str] = ..., number: _Optional[str] = ..., signed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., issued_now: _Optional[bool] = ..., copies: _Optional[int] = ..., note: _Optional[str] = ..., way: _Optional[str] = ..., waits_for_fee: _Optional[bool] = ..., owed: _Optional[int] = ...) -> None: ...

class DossierPartDecided(_message.Message):
    __slots__ = ("dossier", "part", "outcome", "reason", "actor", "authority", "reason_en")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    REASON_EN_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    part: str
    outcome: str
    reason: str
    actor: _common_pb2.Actor
    authority: str
    reason_en: str
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., part: _Optional[str] = ..., outcome: _Optional[str] = ..., reason: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., authority: _Optional[str] = ..., reason_en: _Optional[str] = ...) -> None: ...

class DossierConcerned(_message.Message):
    __slots__ = ("dossier", "unit")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    unit: str
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., unit: _Optional[str] = ...) -> None: ...

class DossierFinished(_message.Message):
    __slots__ = ("dossier", "status")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    status: str
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., status: _Optional[str] = ...) -> None: ...

class ResultIssued(_message.Message):
    __slots__ = ("dossier", "part", "result_code", "number", "signed_at", "actor")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    part: str
    result_code: str
    number: str
    signed_at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., part: _Optional[str] = ..., result_code: _Optional[str] = ..., number: _Optional[str] = ..., signed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class ResultReturned(_message.Message):
    __slots__ = ("dossier", "result_codes", "returned_at", "originals", "slips")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    RETURNED_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    returned_at: _timestamp_pb2.Timestamp
    originals: _containers.RepeatedScalarFieldContainer[str]
    slips: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., result_codes: _Optional[_Iterable[str]] = ..., returned_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., originals: _Optional[_Iterable[str]] = ..., slips: _Optional[_Iterable[str]] = ...) -> None: ...

class ClockChanged(_message.Message):
    __slots__ = ("dossier", "part", "ground", "policy", "at", "parts", "actor", "key", "ground_name", "lapsed", "promised_before")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    GROUND_NAME_FIELD_NUMBER: _ClassVar[int]
    LAPSED_FIELD_NUMBER: _ClassVar[int]
    PROMISED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    part: str
    ground: str
    policy: str
    at: _timestamp_pb2.Timestamp
    parts: _containers.RepeatedCompositeFieldContainer[PartDue]
    actor: _common_pb2.Actor
    key: str
    ground_name: _common_pb2.LocalizedText
    lapsed: bool
    promised_before: _timestamp_pb2.Timestamp
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., part: _Optional[str] = ..., ground: _Optional[str] = ..., policy: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., parts: _Optional[_Iterable[_Union[PartDue, _Mapping]]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., key: _Optional[str] = ..., ground_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., lapsed: _Optional[bool] = ..., promised_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DraftExpiring(_message.Message):
    __slots__ = ("draft_id", "procedure_key", "procedure_version", "procedure_name", "unit", "owner_user", "applicant_name", "saved_at", "kept_until")
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    OWNER_USER_FIELD_NUMBER: _ClassVar[int]
    APPLICANT_NAME_FIELD_NUMBER: _ClassVar[int]
    SAVED_AT_FIELD_NUMBER: _ClassVar[int]
    KEPT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    draft_id: str
    procedure_key: str
    procedure_version: int
    procedure_name: _common_pb2.LocalizedText
    unit: str
    owner_user: str
    applicant_name: str
    saved_at: _timestamp_pb2.Timestamp
    kept_until: _timestamp_pb2.Timestamp
    def __init__(self, draft_id: _Optional[str] = ..., procedure_key: _Optional[str] = ..., procedure_version: _Optional[int] = ..., procedure_name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., unit: _Optional[str] = ..., owner_user: _Optional[str] = ..., applicant_name: _Optional[str] = ..., saved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kept_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DossierExtensionsWaiting(_message.Message):
    __slots__ = ("unit", "signer", "in_place_of", "count", "first_due_at", "away_until", "sign_today", "could", "late", "next_due_at")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    SIGNER_FIELD_NUMBER: _ClassVar[int]
    IN_PLACE_OF_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    AWAY_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SIGN_TODAY_FIELD_NUMBER: _ClassVar[int]
    COULD_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    NEXT_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    unit: str
    signer: _common_pb2.Actor
    in_place_of: _common_pb2.Actor
    count: int
    first_due_at: _timestamp_pb2.Timestamp
    away_until: str
    sign_today: _containers.RepeatedCompositeFieldContainer[_common_pb2.Actor]
    could: _containers.RepeatedCompositeFieldContainer[_common_pb2.Actor]
    late: int
    next_due_at: _timestamp_pb2.Timestamp
    def __init__(self, unit: _Optional[str] = ..., signer: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., in_place_of: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., count: _Optional[int] = ..., first_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., away_until: _Optional[str] = ..., sign_today: _Optional[_Iterable[_Union[_common_pb2.Actor, _Mapping]]] = ..., could: _Optional[_Iterable[_Union[_common_pb2.Actor, _Mapping]]] = ..., late: _Optional[int] = ..., next_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MovedPart(_message.Message):
    __slots__ = ("part", "before", "after", "late")
    PART_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    part: str
    before: _timestamp_pb2.Timestamp
    after: _timestamp_pb2.Timestamp
    late: bool
    def __init__(self, part: _Optional[str] = ..., before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., after: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., late: _Optional[bool] = ...) -> None: ...

class DossierExtensionSigned(_message.Message):
    __slots__ = ("dossier", "promised_before", "original_promised_at", "reason", "unit", "parts", "late_parts", "number", "document_id", "actor", "moved")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PROMISED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    ORIGINAL_PROMISED_AT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    LATE_PARTS_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    promised_before: _timestamp_pb2.Timestamp
    original_promised_at: _timestamp_pb2.Timestamp
    reason: str
    unit: str
    parts: _containers.RepeatedCompositeFieldContainer[PartDue]
    late_parts: _containers.RepeatedScalarFieldContainer[str]
    number: str
    document_id: str
    actor: _common_pb2.Actor
    moved: _containers.RepeatedCompositeFieldContainer[MovedPart]
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., promised_before: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., original_promised_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., unit: _Optional[str] = ..., parts: _Optional[_Iterable[_Union[PartDue, _Mapping]]] = ..., late_parts: _Optional[_Iterable[str]] = ..., number: _Optional[str] = ..., document_id: _Optional[str] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., moved: _Optional[_Iterable[_Union[MovedPart, _Mapping]]] = ...) -> None: ...

class ResultAnswerChanged(_message.Message):
    __slots__ = ("dossier", "part", "result_code", "name", "number", "unit", "returned")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    RETURNED_FIELD_NUMBER: _ClassVar[int]
    dossier: DossierHead
    part: str
    result_code: str
    name: _common_pb2.LocalizedText
    number: str
    unit: str
    returned: bool
    def __init__(self, dossier: _Optional[_Union[DossierHead, _Mapping]] = ..., part: _Optional[str] = ..., result_code: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., number: _Optional[str] = ..., unit: _Optional[str] = ..., returned: _Optional[bool] = ...) -> None: ...
