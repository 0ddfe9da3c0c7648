# SPDX-License-Identifier: Apache-2.0
"""The envelope: its canonical bytes, its hash, and how it is chained to the one before it."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Protocol

from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_rpc.structs import to_dict

from motcua_liaison.domain.canonical import canonical
from motcua_liaison.errors import EnvelopeRejected


class State(StrEnum):
    """sent → delivered → accepted | refused | not_needed; `refused` goes back to `sent` when an operator tries again."""

    SENT = "sent"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"
    """Whoever it was meant for had ended before it arrived."""


class Arrival(StrEnum):
    """The same message on the receiving side: received → accepted | refused | not_needed."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class Signer(Protocol):
    """Signs for this node."""

    @property
    def key_id(self) -> str: ...

    def sign(self, data: bytes) -> bytes: ...


class Verifier(Protocol):
    """Knows the public keys of the nodes that may send here."""

    def knows(self, key_id: str) -> bool: ...

    def verify(self, key_id: str, data: bytes, signature: bytes) -> bool: ...


def hash_of(envelope: pb.Envelope) -> str:
    """SHA-256 in hexadecimal over the canonical JSON of everything but hash, signature and key."""
    content = {
        "message_id": envelope.message_id,
        "number": envelope.number,
        "sender_unit": envelope.sender_unit,
        "sender_code": envelope.sender_code,
        "addressee_unit": envelope.addressee_unit,
        "addressee_code": envelope.addressee_code,
        "dossier_id": envelope.dossier_id,
        "dossier_code": envelope.dossier_code,
        "procedure_key": envelope.procedure_key,
        "procedure_version": envelope.procedure_version,
        "name": envelope.name,
        "target": envelope.target,
        "payload": to_dict(envelope.payload),
        "sent_at": envelope.sent_at.ToJsonString(),
        "previous_hash": envelope.previous_hash,
    }
    if envelope.HasField(
        "actor"
    ):  # only where somebody is named: the hash of older envelopes stays what it is
        actor = envelope.actor
        content["actor"] = {
            "user": actor.user,
            "name": actor.name,
            "unit": actor.unit,
            "client": actor.client,
        }
    return hashlib.sha256(canonical(content)).hexdigest()


def seal(envelope: pb.Envelope, signer: Signer) -> None:
    """Fill in hash, key and signature; everything else must be there."""
    envelope.hash = hash_of(envelope)
    envelope.key_id = signer.key_id
    envelope.signature = signer.sign(envelope.hash.encode("ascii"))


def check_seal(envelope: pb.Envelope, verifier: Verifier) -> None:
    """That the envelope is what a known node signed.

    Raises:
        EnvelopeRejected: HASH_WRONG, KEY_UNKNOWN or SIGNATURE_WRONG.
    """
    if envelope.hash != hash_of(envelope):
        raise rejected("HASH_WRONG", "Mã băm không khớp nội dung.", "The hash is not that of the content.")
    if not verifier.knows(envelope.key_id):
        raise rejected(
            "KEY_UNKNOWN",
            f"Không biết khóa ký {envelope.key_id}.",
            f"The key {envelope.key_id} is not trusted here; add the public key of the sending node.",
        )
    if not verifier.verify(envelope.key_id, envelope.hash.encode("ascii"), envelope.signature):
        raise rejected("SIGNATURE_WRONG", "Chữ ký số không đúng.", "The signature is not that of this key.")


def check_place(envelope: pb.Envelope, last_number: int, last_hash: str) -> None:
    """That the envelope is the next one of its sequence.

    Raises:
        EnvelopeRejected: NUMBER_WRONG or CHAIN_BROKEN.
    """
    if envelope.number != last_number + 1:
        raise rejected(
            "NUMBER_WRONG",
            f"Số {envelope.number} không đúng thứ tự; bên nhận chờ số {last_number + 1}.",
            f"Number {envelope.number} is out of order; the receiving side waits for {last_number + 1}.",
        )
    if envelope.previous_hash != last_hash:
        raise rejected(
            "CHAIN_BROKEN",
            f"Phong bì số {envelope.number} không nối tiếp phong bì trước.",
            f"Envelope {envelope.number} does not continue the chain that the receiving side holds.",
        )


def rejected(code: str, message_vi: str, message_en: str) -> EnvelopeRejected:
    return EnvelopeRejected(code, message_vi, message_en)
