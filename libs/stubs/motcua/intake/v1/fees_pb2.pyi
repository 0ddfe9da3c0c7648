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

class FeeState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FEE_STATE_UNSPECIFIED: _ClassVar[FeeState]
    FEE_STATE_OWED: _ClassVar[FeeState]
    FEE_STATE_COLLECTED: _ClassVar[FeeState]
    FEE_STATE_REFUNDED: _ClassVar[FeeState]
    FEE_STATE_CANCELLED: _ClassVar[FeeState]

class PaymentMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAYMENT_METHOD_UNSPECIFIED: _ClassVar[PaymentMethod]
    PAYMENT_METHOD_CASH: _ClassVar[PaymentMethod]
    PAYMENT_METHOD_TRANSFER: _ClassVar[PaymentMethod]

class RefundRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REFUND_RULE_UNSPECIFIED: _ClassVar[RefundRule]
    REFUND_RULE_REFUNDABLE: _ClassVar[RefundRule]
    REFUND_RULE_NOT_REFUNDABLE: _ClassVar[RefundRule]
FEE_STATE_UNSPECIFIED: FeeState
FEE_STATE_OWED: FeeState
FEE_STATE_COLLECTED: FeeState
FEE_STATE_REFUNDED: FeeState
FEE_STATE_CANCELLED: FeeState
PAYMENT_METHOD_UNSPECIFIED: PaymentMethod
PAYMENT_METHOD_CASH: PaymentMethod
PAYMENT_METHOD_TRANSFER: PaymentMethod
REFUND_RULE_UNSPECIFIED: RefundRule
REFUND_RULE_REFUNDABLE: RefundRule
REFUND_RULE_NOT_REFUNDABLE: RefundRule

class FeeEntry(_message.Message):
    __slots__ = ("entry_id", "at", "kind", "amount", "method", "payer", "reason", "actor", "document_id", "request_id")
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PAYER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    entry_id: str
    at: _timestamp_pb2.Timestamp
    kind: str
    amount: int
    method: PaymentMethod
    payer: str
    reason: _common_pb2.LocalizedText
    actor: _common_pb2.Actor
    document_id: str
    request_id: str
    def __init__(self, entry_id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[str] = ..., amount: _Optional[int] = ..., method: _Optional[_Union[PaymentMethod, str]] = ..., payer: _Optional[str] = ..., reason: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., document_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class FeeLine(_message.Message):
    __slots__ = ("fee_id", "part", "name", "kind", "state", "charge", "collected", "refunded", "outstanding", "to_refund", "rule", "legal_basis", "refund_rule", "refund_words", "before_return", "illustration", "exemption", "entries")
    FEE_ID_FIELD_NUMBER: _ClassVar[int]
    PART_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CHARGE_FIELD_NUMBER: _ClassVar[int]
    COLLECTED_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    OUTSTANDING_FIELD_NUMBER: _ClassVar[int]
    TO_REFUND_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    REFUND_RULE_FIELD_NUMBER: _ClassVar[int]
    REFUND_WORDS_FIELD_NUMBER: _ClassVar[int]
    BEFORE_RETURN_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATION_FIELD_NUMBER: _ClassVar[int]
    EXEMPTION_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    fee_id: str
    part: str
    name: _common_pb2.LocalizedText
    kind: str
    state: FeeState
    charge: int
    collected: int
    refunded: int
    outstanding: int
    to_refund: int
    rule: _common_pb2.LocalizedText
    legal_basis: _containers.RepeatedScalarFieldContainer[str]
    refund_rule: RefundRule
    refund_words: _common_pb2.LocalizedText
    before_return: bool
    illustration: bool
    exemption: str
    entries: _containers.RepeatedCompositeFieldContainer[FeeEntry]
    def __init__(self, fee_id: _Optional[str] = ..., part: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., kind: _Optional[str] = ..., state: _Optional[_Union[FeeState, str]] = ..., charge: _Optional[int] = ..., collected: _Optional[int] = ..., refunded: _Optional[int] = ..., outstanding: _Optional[int] = ..., to_refund: _Optional[int] = ..., rule: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., legal_basis: _Optional[_Iterable[str]] = ..., refund_rule: _Optional[_Union[RefundRule, str]] = ..., refund_words: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., before_return: _Optional[bool] = ..., illustration: _Optional[bool] = ..., exemption: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[FeeEntry, _Mapping]]] = ...) -> None: ...

class FeeSum(_message.Message):
    __slots__ = ("part", "name", "charge", "collected", "refunded", "outstanding", "to_refund", "incomplete")
    PART_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHARGE_FIELD_NUMBER: _ClassVar[int]
    COLLECTED_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FIELD_NUMBER: _ClassVar[int]
    OUTSTANDING_FIELD_NUMBER: _ClassVar[int]
    TO_REFUND_FIELD_NUMBER: _ClassVar[int]
    INCOMPLETE_FIELD_NUMBER: _ClassVar[int]
    part: str
    name: _common_pb2.LocalizedText
    charge: int
    collected: int
    refunded: int
    outstanding: int
    to_refund: int
    incomplete: bool
    def __init__(self, part: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., charge: _Optional[int] = ..., collected: _Optional[int] = ..., refunded: _Optional[int] = ..., outstanding: _Optional[int] = ..., to_refund: _Optional[int] = ..., incomplete: _Optional[bool] = ...) -> None: ...

class FeeLedger(_message.Message):
    __slots__ = ("dossier_id", "lines", "parts", "total", "preview")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    lines: _containers.RepeatedCompositeFieldContainer[FeeLine]
    parts: _containers.RepeatedCompositeFieldContainer[FeeSum]
    total: FeeSum
    preview: bool
    def __init__(self, dossier_id: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[FeeLine, _Mapping]]] = ..., parts: _Optional[_Iterable[_Union[FeeSum, _Mapping]]] = ..., total: _Optional[_Union[FeeSum, _Mapping]] = ..., preview: _Optional[bool] = ...) -> None: ...

class ListFeesRequest(_message.Message):
    __slots__ = ("dossier_id", "draft_id")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    draft_id: str
    def __init__(self, dossier_id: _Optional[str] = ..., draft_id: _Optional[str] = ...) -> None: ...

class ListFeesResponse(_message.Message):
    __slots__ = ("ledger",)
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    ledger: FeeLedger
    def __init__(self, ledger: _Optional[_Union[FeeLedger, _Mapping]] = ...) -> None: ...

class MarkFeesPaidRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "fee_ids", "amount", "method", "payer", "note")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    FEE_IDS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PAYER_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    fee_ids: _containers.RepeatedScalarFieldContainer[str]
    amount: int
    method: PaymentMethod
    payer: str
    note: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., fee_ids: _Optional[_Iterable[str]] = ..., amount: _Optional[int] = ..., method: _Optional[_Union[PaymentMethod, str]] = ..., payer: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class MarkFeesPaidResponse(_message.Message):
    __slots__ = ("ledger", "document_id", "receipt_number", "file_id")
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    FILE_ID_FIELD_NUMBER: _ClassVar[int]
    ledger: FeeLedger
    document_id: str
    receipt_number: str
    file_id: str
    def __init__(self, ledger: _Optional[_Union[FeeLedger, _Mapping]] = ..., document_id: _Optional[str] = ..., receipt_number: _Optional[str] = ..., file_id: _Optional[str] = ...) -> None: ...

class RefundFeeRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "fee_id", "amount", "method", "receiver", "reason", "still_owed")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    FEE_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    STILL_OWED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    fee_id: str
    amount: int
    method: PaymentMethod
    receiver: str
    reason: str
    still_owed: bool
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., fee_id: _Optional[str] = ..., amount: _Optional[int] = ..., method: _Optional[_Union[PaymentMethod, str]] = ..., receiver: _Optional[str] = ..., reason: _Optional[str] = ..., still_owed: _Optional[bool] = ...) -> None: ...

class RefundFeeResponse(_message.Message):
    __slots__ = ("ledger",)
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    ledger: FeeLedger
    def __init__(self, ledger: _Optional[_Union[FeeLedger, _Mapping]] = ...) -> None: ...

class CancelFeeRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "fee_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    FEE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    fee_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., fee_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelFeeResponse(_message.Message):
    __slots__ = ("ledger",)
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    ledger: FeeLedger
    def __init__(self, ledger: _Optional[_Union[FeeLedger, _Mapping]] = ...) -> None: ...

class ExemptFeeRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "fee_id", "ground")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    FEE_ID_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    fee_id: str
    ground: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., fee_id: _Optional[str] = ..., ground: _Optional[str] = ...) -> None: ...

class ExemptFeeResponse(_message.Message):
    __slots__ = ("ledger",)
    LEDGER_FIELD_NUMBER: _ClassVar[int]
    ledger: FeeLedger
    def __init__(self, ledger: _Optional[_Union[FeeLedger, _Mapping]] = ...) -> None: ...
