# SPDX-License-Identifier: Apache-2.0
"""What the receiving side checks, and the key that signs."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from liaison_harness import LAND, Rig, thrown
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua_liaison.adapters.keys import NodeKey, open_keys
from motcua_liaison.domain.canonical import canonical
from motcua_liaison.domain.envelope import hash_of, seal
from motcua_liaison.errors import EnvelopeRejected, KeyRefused
from motcua_organisation import Organisation
from motcua_rpc import Channel
from motcua_storage import Database

Change = Callable[[pb.Envelope, NodeKey], None]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "đỏ\n"]}, '{"a":[true,null,"đỏ\\n"],"b":1}'),
        # Sorted by UTF-16 code units: the emoji's first unit (D83D) comes before U+FB33 (RFC 8785, 3.2.3).
        ({"\ufb33": 1, "\U0001f600": 2, "1": 3, "\r": 4}, '{"\\r":4,"1":3,"\U0001f600":2,"\ufb33":1}'),
        # Numbers of RFC 8785, appendix B, and around its turning points.
        ([0.0, -0.0, 5e-324, -1.7976931348623157e308], "[0,0,5e-324,-1.7976931348623157e+308]"),
        ([9007199254740992.0, 295147905179352830000.0], "[9007199254740992,295147905179352830000]"),
        ([1e21, 9.999999999999997e22, 1e-6, 1e-7], "[1e+21,9.999999999999997e+22,0.000001,1e-7]"),
        ([333333333.33333329, 0.5, 100.0, -2.25], "[333333333.3333333,0.5,100,-2.25]"),
    ],
)
def test_canonical_json_is_that_of_the_standard(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {1: "x"}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((ValueError, AttributeError)):
        canonical(value)


def test_every_field_is_under_the_hash() -> None:
    envelope = pb.Envelope(message_id="m", number=1, payload={"a": 1})
    covered = [f.name for f in pb.Envelope.DESCRIPTOR.fields if f.name not in ("hash", "signature", "key_id")]
    first = hash_of(envelope)
    for name in covered:
        changed = pb.Envelope()
        changed.CopyFrom(envelope)
        if name == "payload":
            changed.payload.update({"a": 2})
        elif name == "sent_at":
            changed.sent_at.seconds = 5
        elif name == "actor":
            changed.actor.name = "other"
        else:
            setattr(changed, name, 7 if isinstance(getattr(changed, name), int) else "other")
        assert hash_of(changed) != first, name


def _payload(envelope: pb.Envelope, signer: NodeKey) -> None:
    envelope.payload.update({"slip_no": "forged"})


def _rehashed(envelope: pb.Envelope, signer: NodeKey) -> None:
    envelope.payload.update({"slip_no": "forged"})
    envelope.hash = hash_of(envelope)


def _stranger(envelope: pb.Envelope, signer: NodeKey) -> None:
    envelope.key_id = "0" * 16


def _elsewhere(envelope: pb.Envelope, signer: NodeKey) -> None:
    envelope.addressee_unit = "nowhere"
    seal(envelope, signer)


def _ahead(envelope: pb.Envelope, signer: NodeKey) -> None:
    envelope.number = 3
    seal(envelope, signer)


def _unchained(envelope: pb.Envelope, signer: NodeKey) -> None:
    envelope.previous_hash = "f" * 64
    seal(envelope, signer)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_payload, "HASH_WRONG"),
        (_rehashed, "SIGNATURE_WRONG"),
        (_stranger, "KEY_UNKNOWN"),
        (_elsewhere, "ADDRESSEE_UNKNOWN"),
        (_ahead, "NUMBER_WRONG"),
        (_unchained, "CHAIN_BROKEN"),
    ],
)
def test_a_changed_envelope_is_rejected_and_leaves_nothing(rig: Rig, change: Change, code: str) -> None:
    rig.send(thrown())
    (row,) = rig.rows("SELECT envelope FROM liaison.message")
    envelope = pb.Envelope.FromString(row.envelope)
    change(envelope, rig.signer)

    with pytest.raises(EnvelopeRejected) as refused:
        rig.receiver.receive(envelope, 1)

    assert refused.value.code == code
    assert rig.rows("SELECT 1 FROM liaison.arrival") == []
    rig.work()
    assert rig.states() == {"message-d1-1": "accepted"}, "the real one still comes through"


def test_a_message_id_with_another_content_is_rejected(rig: Rig) -> None:
    rig.send(thrown())
    rig.work()
    (row,) = rig.rows("SELECT envelope FROM liaison.message")
    envelope = pb.Envelope.FromString(row.envelope)
    envelope.name = "other"
    seal(envelope, rig.signer)

    with pytest.raises(EnvelopeRejected) as refused:
        rig.receiver.receive(envelope, 1)
    assert refused.value.code == "MESSAGE_CHANGED"


def test_the_same_envelope_again_is_stored_once(rig: Rig) -> None:
    rig.send(thrown())
    (row,) = rig.rows("SELECT envelope FROM liaison.message")
    for _ in range(3):
        rig.receiver.receive(pb.Envelope.FromString(row.envelope), 1)

    assert len(rig.rows("SELECT 1 FROM liaison.arrival")) == 1


def test_a_rejected_envelope_is_a_failure_at_once(
    database: Database, to_workflow: Channel, organisation: Organisation, tmp_path: Path
) -> None:
    ours = Rig(database, to_workflow, organisation, tmp_path / "one")
    theirs = Rig(database, to_workflow, organisation, tmp_path / "other")
    ours.transport = theirs.transport
    ours.send(thrown())
    ours.work()

    (failure,) = ours.rows("SELECT cause, subject FROM liaison.failure")
    assert tuple(failure) == ("KEY_UNKNOWN", "tax_information_slip → thue_co_so")


def test_the_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    first, ring = open_keys(tmp_path / "state")
    second, _ = open_keys(tmp_path / "state")

    assert first.key_id == second.key_id
    file = tmp_path / "state" / "signing.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == ["signing.pem"]
    assert ring.verify(first.key_id, b"data", second.sign(b"data"))
    assert not ring.verify(first.key_id, b"other", second.sign(b"data"))
    assert not ring.verify("unknown", b"data", second.sign(b"data"))


def test_a_key_that_others_may_read_or_that_is_broken_is_refused(tmp_path: Path) -> None:
    open_keys(tmp_path)
    file = tmp_path / "signing.pem"
    file.chmod(0o644)
    with pytest.raises(KeyRefused, match="chmod 600"):
        open_keys(tmp_path)
    file.chmod(0o600)
    file.write_text("nonsense")
    with pytest.raises(KeyRefused, match="no PEM"):
        open_keys(tmp_path)


def test_public_keys_of_others_are_trusted_from_the_folder(tmp_path: Path) -> None:
    theirs, _ = open_keys(tmp_path / "theirs")
    trusted = tmp_path / "ours" / "trusted"
    trusted.mkdir(parents=True)
    pem = theirs.public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    (trusted / "land.pem").write_bytes(pem)

    _, ring = open_keys(tmp_path / "ours")

    assert ring.verify(theirs.key_id, b"data", theirs.sign(b"data"))


def test_the_unit_of_the_envelope_is_the_competent_one(rig: Rig) -> None:
    rig.send(thrown())
    (row,) = rig.rows("SELECT sender_unit FROM liaison.message")
    assert row.sender_unit == LAND


def test_a_trusted_key_that_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    open_keys(tmp_path)
    (tmp_path / "trusted").mkdir(exist_ok=True)
    os.mkfifo(tmp_path / "trusted" / "pipe.pem")
    with pytest.raises(KeyRefused, match="not a regular file"):
        open_keys(tmp_path)
