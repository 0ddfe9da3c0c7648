# SPDX-License-Identifier: Apache-2.0
"""The event envelope: CloudEvents 1.0 attributes in the JSON format, plus our two extension attributes.

Owns what every event looks like on the wire, whatever the log is. Which types exist, and which message each
carries, is the catalogue's (`catalogue.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, PrivateAttr, ValidationError
from pydantic_core import PydanticSerializationError
from uuid_utils import uuid7

from motcua_events.errors import InvalidEnvelope

JsonObject = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class About:
    """What the writer knows of a fact beside its payload, for the dossier's story (`story.py`); it does not travel, and names
    nobody. `element` and `name`: of the drawing, or what it is about in words; `role`: who acted, where it is not the caller."""

    element: str = ""
    name: str = ""
    role: str = ""
    procedure: str = ""
    version: int = 0


_NOTHING = About()


class Event(BaseModel):
    """One fact in the past tense, as it travels. Unknown extension attributes of others are ignored.

    Attributes:
        id: uuid7 text, unique for ever; consumers recognise a repetition by it.
        type: name from the catalogue, such as `dossier.accepted`.
        source: the writing service, `/motcua/<service>`.
        subject: what it happened to; the dossier id wherever there is a dossier.
        time: aware moment at which it happened (the service's clock, not the wire's).
        dossierid: dossier it belongs to; events of one dossier are delivered in order.
        traceparent: W3C trace context of the transaction that wrote it.
        dataschema: URN of the protobuf message whose JSON form `data` is.
        data: the payload.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    # Neither has a default: an envelope that comes without them must not be given them.
    specversion: Literal["1.0"]
    id: str = Field(min_length=1, max_length=200)
    type: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=500)
    subject: str = Field(min_length=1, max_length=500)
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = None
    dossierid: str | None = Field(default=None, min_length=1, max_length=200)
    traceparent: str | None = None
    data: JsonObject
    _about: About = PrivateAttr(default=_NOTHING)

    @property
    def about(self) -> About:
        """What the writer said beside the payload; nothing once it has travelled."""
        return self._about

    @property
    def key(self) -> str:
        """What order is kept by: the dossier, or the subject where there is no dossier."""
        return self.dossierid or self.subject

    def to_json(self) -> str:
        """The envelope as text; attributes that are absent are left out, as CloudEvents asks.

        Raises:
            InvalidEnvelope: the payload has text that is no Unicode.
        """
        try:
            return self.model_dump_json(exclude_none=True)
        except PydanticSerializationError as error:
            raise InvalidEnvelope(f"The payload of {self.type} of {self.key} is no JSON: {error}") from error

    @classmethod
    def from_json(cls, text: str | bytes) -> Event:
        """Read an envelope.

        Raises:
            InvalidEnvelope: naming each attribute that is wrong.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise InvalidEnvelope(_sentence(error)) from error


def new_event(
    type_: str,
    data: JsonObject,
    *,
    source: str,
    subject: str,
    time: datetime,
    dossierid: str | None = None,
    traceparent: str | None = None,
    dataschema: str | None = None,
    about: About | None = None,
) -> Event:
    """An event with a fresh id.

    Raises:
        InvalidEnvelope: if an attribute is empty, too long or a naive time.
    """
    try:
        made = Event(
            specversion="1.0",
            id=str(uuid7()),
            type=type_,
            source=source,
            subject=subject,
            time=time,
            dataschema=dataschema,
            dossierid=dossierid,
            traceparent=traceparent,
            data=data,
        )
    except ValidationError as error:
        raise InvalidEnvelope(_sentence(error)) from error
    if about is not None:
        made._about = about
    return made


def _sentence(error: ValidationError) -> str:
    faults = (f"{'.'.join(map(str, e['loc'])) or 'envelope'}: {e['msg']}" for e in error.errors()[:5])
    return "This is not an event envelope (CloudEvents 1.0, JSON): " + "; ".join(faults)
