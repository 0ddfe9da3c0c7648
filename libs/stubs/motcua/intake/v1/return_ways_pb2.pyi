import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from motcua.common.v1 import common_pb2 as _common_pb2
from motcua.intake.v1 import slips_pb2 as _slips_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReturnWay(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RETURN_WAY_UNSPECIFIED: _ClassVar[ReturnWay]
    RETURN_WAY_WINDOW: _ClassVar[ReturnWay]
    RETURN_WAY_POST: _ClassVar[ReturnWay]
    RETURN_WAY_ELECTRONIC: _ClassVar[ReturnWay]

class Satisfaction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SATISFACTION_UNSPECIFIED: _ClassVar[Satisfaction]
    SATISFACTION_DISSATISFIED: _ClassVar[Satisfaction]
    SATISFACTION_SATISFIED: _ClassVar[Satisfaction]
    SATISFACTION_VERY_SATISFIED: _ClassVar[Satisfaction]
RETURN_WAY_UNSPECIFIED: ReturnWay
RETURN_WAY_WINDOW: ReturnWay
RETURN_WAY_POST: ReturnWay
RETURN_WAY_ELECTRONIC: ReturnWay
SATISFACTION_UNSPECIFIED: Satisfaction
SATISFACTION_DISSATISFIED: Satisfaction
SATISFACTION_SATISFIED: Satisfaction
SATISFACTION_VERY_SATISFIED: Satisfaction

class ReturnChoice(_message.Message):
    __slots__ = ("way", "receiver", "phone", "address", "chosen_at", "chosen_by")
    WAY_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_AT_FIELD_NUMBER: _ClassVar[int]
    CHOSEN_BY_FIELD_NUMBER: _ClassVar[int]
    way: ReturnWay
    receiver: str
    phone: str
    address: str
    chosen_at: _timestamp_pb2.Timestamp
    chosen_by: _common_pb2.Actor
    def __init__(self, way: _Optional[_Union[ReturnWay, str]] = ..., receiver: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., chosen_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., chosen_by: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("delivery_id", "waybill", "carrier", "receiver", "phone", "address", "sent_at", "delivered_at", "came_back_at", "came_back_reason", "results", "carried", "originals", "slips")
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    WAYBILL_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    SENT_AT_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    CAME_BACK_AT_FIELD_NUMBER: _ClassVar[int]
    CAME_BACK_REASON_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    CARRIED_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    delivery_id: str
    waybill: str
    carrier: str
    receiver: str
    phone: str
    address: str
    sent_at: _timestamp_pb2.Timestamp
    delivered_at: _timestamp_pb2.Timestamp
    came_back_at: _timestamp_pb2.Timestamp
    came_back_reason: str
    results: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    carried: _containers.RepeatedCompositeFieldContainer[CarriedResult]
    originals: _containers.RepeatedScalarFieldContainer[str]
    slips: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, delivery_id: _Optional[str] = ..., waybill: _Optional[str] = ..., carrier: _Optional[str] = ..., receiver: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., came_back_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., came_back_reason: _Optional[str] = ..., results: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., carried: _Optional[_Iterable[_Union[CarriedResult, _Mapping]]] = ..., originals: _Optional[_Iterable[str]] = ..., slips: _Optional[_Iterable[str]] = ...) -> None: ...

class CarriedResult(_message.Message):
    __slots__ = ("part", "result_code", "result_id")
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    part: str
    result_code: str
    result_id: str
    def __init__(self, part: _Optional[str] = ..., result_code: _Optional[str] = ..., result_id: _Optional[str] = ...) -> None: ...

class GetReturnWayRequest(_message.Message):
    __slots__ = ("dossier_id", "draft_id")
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    draft_id: str
    def __init__(self, dossier_id: _Optional[str] = ..., draft_id: _Optional[str] = ...) -> None: ...

class GetReturnWayResponse(_message.Message):
    __slots__ = ("choice", "open", "closed", "changeable", "deliveries", "electronic_ready", "waiting")
    CHOICE_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    CLOSED_FIELD_NUMBER: _ClassVar[int]
    CHANGEABLE_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    ELECTRONIC_READY_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    choice: ReturnChoice
    open: _containers.RepeatedScalarFieldContainer[ReturnWay]
    closed: _containers.RepeatedCompositeFieldContainer[_common_pb2.LocalizedText]
    changeable: bool
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    electronic_ready: bool
    waiting: _containers.RepeatedCompositeFieldContainer[WaitingResult]
    def __init__(self, choice: _Optional[_Union[ReturnChoice, _Mapping]] = ..., open: _Optional[_Iterable[_Union[ReturnWay, str]]] = ..., closed: _Optional[_Iterable[_Union[_common_pb2.LocalizedText, _Mapping]]] = ..., changeable: _Optional[bool] = ..., deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., electronic_ready: _Optional[bool] = ..., waiting: _Optional[_Iterable[_Union[WaitingResult, _Mapping]]] = ...) -> None: ...

class WaitingResult(_message.Message):
    __slots__ = ("part", "result_code", "result_id", "name", "way", "delivery_id", "waits_for_fee", "owed")
    PART_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODE_FIELD_NUMBER: _ClassVar[int]
    RESULT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_FEE_FIELD_NUMBER: _ClassVar[int]
    OWED_FIELD_NUMBER: _ClassVar[int]
    part: str
    result_code: str
    result_id: str
    name: _common_pb2.LocalizedText
    way: ReturnWay
    delivery_id: str
    waits_for_fee: bool
    owed: int
    def __init__(self, part: _Optional[str] = ..., result_code: _Optional[str] = ..., result_id: _Optional[str] = ..., name: _Optional[_Union[_common_pb2.LocalizedText, _Mapping]] = ..., way: _Optional[_Union[ReturnWay, str]] = ..., delivery_id: _Optional[str] = ..., waits_for_fee: _Optional[bool] = ..., owed: _Optional[int] = ...) -> None: ...

class SetReturnWayRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "draft_id", "way", "receiver", "phone", "address")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    WAY_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    draft_id: str
    way: ReturnWay
    receiver: str
    phone: str
    address: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., way: _Optional[_Union[ReturnWay, str]] = ..., receiver: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ...) -> None: ...

class SetReturnWayResponse(_message.Message):
    __slots__ = ("choice",)
    CHOICE_FIELD_NUMBER: _ClassVar[int]
    choice: ReturnChoice
    def __init__(self, choice: _Optional[_Union[ReturnChoice, _Mapping]] = ...) -> None: ...

class SendByPostRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "waybill", "carrier", "changed_answers_seen", "result_codes", "result_ids", "slips")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    WAYBILL_FIELD_NUMBER: _ClassVar[int]
    CARRIER_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ANSWERS_SEEN_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    RESULT_IDS_FIELD_NUMBER: _ClassVar[int]
    SLIPS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    waybill: str
    carrier: str
    changed_answers_seen: bool
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    result_ids: _containers.RepeatedScalarFieldContainer[str]
    slips: _slips_pb2.HandedSlips
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., waybill: _Optional[str] = ..., carrier: _Optional[str] = ..., changed_answers_seen: _Optional[bool] = ..., result_codes: _Optional[_Iterable[str]] = ..., result_ids: _Optional[_Iterable[str]] = ..., slips: _Optional[_Union[_slips_pb2.HandedSlips, _Mapping]] = ...) -> None: ...

class SendByPostResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    def __init__(self, delivery: _Optional[_Union[Delivery, _Mapping]] = ...) -> None: ...

class ConfirmDeliveryRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "delivered_at", "receiver_name", "receiver_id_number", "receiver_ground", "originals_collected", "originals_returned", "delivery_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_NAME_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    RECEIVER_GROUND_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_COLLECTED_FIELD_NUMBER: _ClassVar[int]
    ORIGINALS_RETURNED_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    delivered_at: _timestamp_pb2.Timestamp
    receiver_name: str
    receiver_id_number: str
    receiver_ground: str
    originals_collected: _containers.RepeatedScalarFieldContainer[str]
    originals_returned: _containers.RepeatedScalarFieldContainer[str]
    delivery_id: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., receiver_name: _Optional[str] = ..., receiver_id_number: _Optional[str] = ..., receiver_ground: _Optional[str] = ..., originals_collected: _Optional[_Iterable[str]] = ..., originals_returned: _Optional[_Iterable[str]] = ..., delivery_id: _Optional[str] = ...) -> None: ...

class ConfirmDeliveryResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    def __init__(self, delivery: _Optional[_Union[Delivery, _Mapping]] = ...) -> None: ...

class ReportCameBackRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "reason", "delivery_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DELIVERY_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    reason: str
    delivery_id: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., reason: _Optional[str] = ..., delivery_id: _Optional[str] = ...) -> None: ...

class ReportCameBackResponse(_message.Message):
    __slots__ = ("delivery",)
    DELIVERY_FIELD_NUMBER: _ClassVar[int]
    delivery: Delivery
    def __init__(self, delivery: _Optional[_Union[Delivery, _Mapping]] = ...) -> None: ...

class ReturnElectronicallyRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "changed_answers_seen", "result_codes", "result_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ANSWERS_SEEN_FIELD_NUMBER: _ClassVar[int]
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    RESULT_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    changed_answers_seen: bool
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    result_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., changed_answers_seen: _Optional[bool] = ..., result_codes: _Optional[_Iterable[str]] = ..., result_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ReturnElectronicallyResponse(_message.Message):
    __slots__ = ("result_codes",)
    RESULT_CODES_FIELD_NUMBER: _ClassVar[int]
    result_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, result_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class Rating(_message.Message):
    __slots__ = ("satisfaction", "words", "rated_at", "open_until")
    SATISFACTION_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    RATED_AT_FIELD_NUMBER: _ClassVar[int]
    OPEN_UNTIL_FIELD_NUMBER: _ClassVar[int]
    satisfaction: Satisfaction
    words: str
    rated_at: _timestamp_pb2.Timestamp
    open_until: _timestamp_pb2.Timestamp
    def __init__(self, satisfaction: _Optional[_Union[Satisfaction, str]] = ..., words: _Optional[str] = ..., rated_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetRatingRequest(_message.Message):
    __slots__ = ("dossier_id",)
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    dossier_id: str
    def __init__(self, dossier_id: _Optional[str] = ...) -> None: ...

class GetRatingResponse(_message.Message):
    __slots__ = ("rating", "open")
    RATING_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    rating: Rating
    open: bool
    def __init__(self, rating: _Optional[_Union[Rating, _Mapping]] = ..., open: _Optional[bool] = ...) -> None: ...

class RateDossierRequest(_message.Message):
    __slots__ = ("request_id", "dossier_id", "satisfaction", "words")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOSSIER_ID_FIELD_NUMBER: _ClassVar[int]
    SATISFACTION_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dossier_id: str
    satisfaction: Satisfaction
    words: str
    def __init__(self, request_id: _Optional[str] = ..., dossier_id: _Optional[str] = ..., satisfaction: _Optional[_Union[Satisfaction, str]] = ..., words: _Optional[str] = ...) -> None: ...

class RateDossierResponse(_message.Message):
    __slots__ = ("rating",)
    RATING_FIELD_NUMBER: _ClassVar[int]
    rating: Rating
    def __init__(self, rating: _Optional[_Union[Rating, _Mapping]] = ...) -> None: ...

class CountRatingsRequest(_message.Message):
    __slots__ = ("to",)
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    to: str
    def __init__(self, to: _Optional[str] = ..., **kwargs) -> None: ...

class CountRatingsResponse(_message.Message):
    __slots__ = ("unit", "very_satisfied", "satisfied", "dissatisfied")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    VERY_SATISFIED_FIELD_NUMBER: _ClassVar[int]
    SATISFIED_FIELD_NUMBER: _ClassVar[int]
    DISSATISFIED_FIELD_NUMBER: _ClassVar[int]
    unit: str
    very_satisfied: int
    satisfied: int
    dissatisfied: int
    def __init__(self, unit: _Optional[str] = ..., very_satisfied: _Optional[int] = ..., satisfied: _Optional[int] = ..., dissatisfied: _Optional[int] = ...) -> None: ...
