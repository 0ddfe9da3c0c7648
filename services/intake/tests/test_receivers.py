# SPDX-License-Identifier: Apache-2.0
"""Whose number may be given for whom the applicant named for the post: who receives × which number."""

from __future__ import annotations

import pytest
from intake_harness import House, refused, settle
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import InvalidInput
from test_return_ways import HOME, POST, RELEASE, TRANSFER, choose, confirm, grant, send

OWNER, TRANSFEREE, OUTSIDER = "Nguyễn Văn An", "Lò Thị Bình", "Phạm Thị Nhận Hộ"
THEIRS = {OWNER: "099085000101", TRANSFEREE: "099190000102", OUTSIDER: "099185000777"}
NOBODY = "099185000778"
"""A number that the dossier does not know."""
GROUND = "Giấy ủy quyền số 12, ngày 20/11/2026, UBND xã Suối Trong chứng thực"
KEEP = {"originals_collected": ["GCN"]}


@prepared
def carried(house: House, addressee: str, *, both: bool = True) -> pb.Dossier:
    """A dossier whose results the post has: the release for the owner, and the certificate for the transferee with `both`."""
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME | {"receiver": addressee})
    grant(house, dossier, "release", RELEASE)
    if both:
        grant(house, dossier, "transfer", TRANSFER)
    settle(house, dossier)
    send(house, dossier)
    return dossier


@pytest.mark.parametrize("both", [True, False])
@pytest.mark.parametrize(
    ("named", "name", "number", "code"),
    [
        (OWNER, OWNER, NOBODY, "RECEIVER_ID"),
        (OWNER, "NGUYỄN  VĂN AN", NOBODY, "RECEIVER_ID"),
        (OWNER, OWNER, THEIRS[TRANSFEREE], "RECEIVER_OTHER"),
        (OWNER, TRANSFEREE, THEIRS[OWNER], "RECEIVER_OTHER"),
        (OWNER, OUTSIDER, THEIRS[OUTSIDER], "RECEIVER_GROUND"),
        (TRANSFEREE, TRANSFEREE, NOBODY, "RECEIVER_ID"),
        (TRANSFEREE, TRANSFEREE, THEIRS[OWNER], "RECEIVER_OTHER"),
        (OUTSIDER, OUTSIDER, THEIRS[OWNER], "RECEIVER_OTHER"),
        (OUTSIDER, OUTSIDER, THEIRS[TRANSFEREE], "RECEIVER_OTHER"),
        (OUTSIDER, OWNER, NOBODY, "RECEIVER_GROUND"),
        (OUTSIDER, TRANSFEREE, THEIRS[TRANSFEREE], "RECEIVER_GROUND"),
    ],
)
def test_a_number_that_is_not_the_receivers_is_refused(
    house: House, both: bool, named: str, name: str, number: str, code: str
) -> None:
    """Also where nothing of the person goes, whose number it is."""
    dossier = carried(house, named, both=both)
    error = refused(
        InvalidInput, lambda: confirm(house, dossier, receiver_name=name, receiver_id_number=number, **KEEP)
    )
    assert [one.code for one in error.field_errors] == [code]
    grounded = {"receiver_ground": GROUND, **KEEP}
    if code == "RECEIVER_OTHER":
        again = lambda: confirm(house, dossier, receiver_name=name, receiver_id_number=number, **grounded)  # noqa: E731
        assert [one.code for one in refused(InvalidInput, again).field_errors] == [code]


@pytest.mark.parametrize(
    ("named", "name", "number", "ground", "told"),
    [
        (OWNER, OWNER, THEIRS[OWNER], "", OWNER),
        (OWNER, OWNER, NOBODY, GROUND, f"{OWNER} ({GROUND})"),
        (OUTSIDER, OUTSIDER, THEIRS[OUTSIDER], "", f"{OUTSIDER} (Người nhận do người nộp ghi khi chọn bưu chính)"),
        (TRANSFEREE, TRANSFEREE, THEIRS[TRANSFEREE], "", f"{TRANSFEREE} (Người nhận do người nộp ghi khi chọn bưu chính)"),
        (OUTSIDER, OWNER, THEIRS[OWNER], "", OWNER),
    ],
)  # fmt: skip
def test_whose_number_it_is_receives_and_a_namesake_on_a_ground(
    house: House, named: str, name: str, number: str, ground: str, told: str
) -> None:
    dossier = carried(house, named)
    said = {"receiver_name": name, "receiver_id_number": number, "receiver_ground": ground}
    assert confirm(house, dossier, **said, **KEEP).HasField("delivered_at")
    (line,) = [one.text.vi for one in house.get(dossier).history if one.type == "result.returned"]
    assert f"Đã trả kết quả cho {told}" in line


def test_the_sentence_names_who_is_meant_and_both_ways_out(house: House) -> None:
    dossier = carried(house, OWNER)
    error = refused(InvalidInput, lambda: confirm(house, dossier, receiver_id_number=NOBODY, **KEEP))
    (one,) = error.field_errors
    assert one.field == "receiver_id_number"
    assert one.message_vi.startswith(f"Hồ sơ ghi {OWNER} với số giấy tờ khác.") and "căn cứ" in one.message_vi
    assert one.message_en.startswith(f"The dossier has {OWNER} with another number.")
