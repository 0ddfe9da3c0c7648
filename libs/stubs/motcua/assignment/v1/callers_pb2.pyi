from motcua.common.v1 import common_pb2 as _common_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CallerMay(_message.Message):
    __slots__ = ("take", "in_place_of", "give")
    TAKE_FIELD_NUMBER: _ClassVar[int]
    IN_PLACE_OF_FIELD_NUMBER: _ClassVar[int]
    GIVE_FIELD_NUMBER: _ClassVar[int]
    take: bool
    in_place_of: _common_pb2.Actor
    give: bool
    def __init__(self, take: _Optional[bool] = ..., in_place_of: _Optional[_Union[_common_pb2.Actor, _Mapping]] = ..., give: _Optional[bool] = ...) -> None: ...
