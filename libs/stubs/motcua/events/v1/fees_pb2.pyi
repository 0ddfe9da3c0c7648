import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from motcua.events.v1 import dossier_pb2 as _dossier_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FeeCollected(_message.Message):
    __slots__ = ("dossier", "amount", "method", "receipt_number", "at", "actor")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    dossier: _dossier_pb2.DossierHead
    amount: int
    method: str
    receipt_number: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    def __init__(self, dossier: _Optional[_Union[_dossier_pb2.DossierHead, _Mapping]] = ..., amount: _Optional[int] = ..., method: _Optional[str] = ..., receipt_number: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class FeeRefunded(_message.Message):
    __slots__ = ("dossier", "amount", "method", "name", "reason", "at", "actor")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    dossier: _dossier_pb2.DossierHead
    amount: int
    method: str
    name: _common_pb2.LocalizedText
    reason: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    def __init__(self, dossier: _Optional[_Union[_dossier_pb2.DossierHead, _Mapping]] = ..., amount: _Optional[int] = ..., method: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., reason: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class ResultCameBack(_message.Message):
    __slots__ = ("dossier", "waybill", "carrier", "at", "actor", "result_codes")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    WAYBILL_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    dossier: _dossier_pb2.DossierHead
    waybill: str
    carrier: str
    at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dossier: _Optional[_Union[_dossier_pb2.DossierHead, _Mapping]] = ..., waybill: _Optional[str] = ..., carrier: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., result_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class ResultSentByPost(_message.Message):
    __slots__ = ("dossier", "waybill", "carrier", "sent_at", "actor", "result_codes", "slips")
    DOSSIER_FIELD_NUMBER: _ClassVar[int]
    WAYBILL_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    SENT_AT_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    dossier: _dossier_pb2.DossierHead
    waybill: str
    carrier: str
    sent_at: _timestamp_pb2.Timestamp
    actor: _common_pb2.Actor
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    slips: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dossier: _Optional[_Union[_dossier_pb2.DossierHead, _Mapping]] = ..., waybill: _Optional[str] = ..., carrier: _Optional[str] = ..., sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., result_codes: _Optional[_Iterable[str]] = ..., slips: _Optional[_Iterable[str]] = ...) -> None: ...
