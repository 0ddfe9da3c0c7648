# SPDX-License-Identifier: Apache-2.0
"""Who fetches what at the window: originals with the result that they are for, receivers with a ground, refusals on paper."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from intake_harness import ANSWERS, COPY, LAND, House, printed, refused, request_id, settle
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import Conflict, InvalidInput

RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"
AN, NAME = "099085000101", "Nguyễn Văn An"
GROUND = "giấy ủy quyền số 12/2026 ngày 20/11/2026"


def give(house: House, dossier: pb.Dossier, who: str = "lan", **values: object) -> pb.Dossier:
    said = {
        "receiver_name": NAME,
        "receiver_id_number": AN,
        "signed": True,
        "request_id": request_id(),
        **values,
    }
    settle(house, dossier)
    request = pb.ReturnResultsRequest(dossier_id=dossier.dossier_id, **said)
    return house.of(who).ReturnResults(request).dossier


def grant(house: House, dossier: pb.Dossier, part: str, code: str) -> None:
    house.sign(dossier, part, code)
    house.decide(dossier, part, "granted")


@prepared
def on_paper(house: House) -> pb.Dossier:
    made = house.full_draft("lan", LAND)
    sent = pb.ReceiveDossierRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    return house.of("lan").ReceiveDossier(sent).dossier


def kept(house: House, dossier: pb.Dossier) -> list[dict[str, object]]:
    with house.database.read() as connection:
        query = sa.text("SELECT handovers FROM intake.dossier WHERE id = :id")
        return list(connection.execute(query, {"id": dossier.dossier_id}).scalar_one())


# Originals ----------------------------------------------------------------------------------------------------------------


def test_an_original_is_collected_with_the_result_that_it_is_for(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    seen = house.get(dossier)
    assert not seen.originals_to_collect
    (gcn,) = [one for one in seen.components if one.code == "GCN"]
    assert [one.vi for one in gcn.collected_with] == [
        "Giấy chứng nhận quyền sử dụng đất đã xác nhận thay đổi hoặc cấp mới"
    ]
    assert "originalsToCollect" not in house.events("dossier.results_ready")[-1].data
    error = refused(InvalidInput, lambda: give(house, dossier, originals_collected=["GCN"]))
    assert [one.code for one in error.field_errors] == ["ORIGINAL_UNKNOWN"]
    assert not give(house, dossier).originals_to_collect
    grant(house, dossier, "transfer", TRANSFER)
    assert house.events("dossier.results_ready")[-1].data["originalsToCollect"] == ["GCN"]
    done = give(house, dossier, originals_collected=["GCN"])
    assert done.status == pb.DOSSIER_STATUS_RETURNED
    assert [one["collected"] for one in kept(house, dossier)] == [[], ["GCN"]]


@pytest.mark.parametrize("by", ["result_ids", "result_codes"])
def test_results_that_wait_together_are_returned_one_by_one(house: House, by: str) -> None:
    """Whoever comes without the old certificate takes the release; the other result waits on, with its original."""
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    grant(house, dossier, "transfer", TRANSFER)
    waiting = {one.code: one for one in house.get(dossier).results}
    assert {code: list(one.originals_to_collect) for code, one in waiting.items()} == {
        RELEASE: [], TRANSFER: ["GCN"],
    }  # fmt: skip
    name = {code: one.result_id if by == "result_ids" else code for code, one in waiting.items()}
    error = refused(InvalidInput, lambda: give(house, dossier, **{by: [name[TRANSFER]]}))
    assert [one.field for one in error.field_errors] == ["originals_collected.GCN"]
    error = refused(
        InvalidInput, lambda: give(house, dossier, originals_collected=["GCN"], **{by: [name[RELEASE]]})
    )
    assert [one.code for one in error.field_errors] == ["ORIGINAL_UNKNOWN"]
    assert refused(Conflict, lambda: give(house, dossier, **{by: ["x"]})).code == "NOTHING_TO_RETURN"
    assert kept(house, dossier) == []

    first = give(house, dossier, **{by: [name[RELEASE]]})
    assert first.status == pb.DOSSIER_STATUS_RESULT_READY and list(first.originals_to_collect) == ["GCN"]
    slip = printed(house, first, "RT")
    assert RELEASE in slip and TRANSFER not in slip
    assert house.events("result.returned")[-1].data["resultCodes"] == [RELEASE]
    assert pb.ACTION_RETURN_RESULTS in first.actions
    refused(Conflict, lambda: give(house, dossier, **{by: [name[RELEASE]]}))
    done = give(house, dossier, originals_collected=["GCN"], **{by: [name[TRANSFER]]})
    assert done.status == pb.DOSSIER_STATUS_RETURNED
    assert [one["results"] for one in kept(house, dossier)] == [
        [["release", RELEASE]],
        [["transfer", TRANSFER]],
    ]


# Receivers ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"receiver_id_number": "1"}, "receiver_id_number"),
        ({"receiver_id_number": "abc!!"}, "receiver_id_number"),
        ({"receiver_id_number": ""}, "receiver_id_number"),
        ({"receiver_name": "123"}, "receiver_name"),
        ({"receiver_name": "--"}, "receiver_name"),
        ({"receiver_name": "Người lạ"}, "receiver_name"),
        ({"receiver_name": "Người lạ", "receiver_id_number": "099185000777"}, "receiver_ground"),
        (
            {"receiver_name": "Người lạ", "receiver_id_number": "099185000777", "receiver_ground": "…"},
            "receiver_ground",
        ),
        ({"receiver_ground": "x" * 301}, "receiver_ground"),
        *(
            (
                {
                    "receiver_name": "Người lạ",
                    "receiver_id_number": "099185000777",
                    "receiver_ground": ground,
                },
                "receiver_ground",
            )
            for ground in (
                "x",
                "theo giấy",
                "giấy ủy quyền số 12",
                "20/11/2026",
                "xxxxxxxxxxxx 20/11/2026",
                "giấy ủy quyền số 12 ngày 31/02/2026",
                "giấy ủy quyền số 12 ngày 20/11/2030",
            )
        ),
    ],
)
def test_not_just_anybody_collects(house: House, change: dict[str, str], field: str) -> None:
    dossier = house.accepted(COPY)
    house.sign(dossier, "copy", "KQ.G15.000021", who="quang")
    house.decide(dossier, "copy", "granted")
    error = refused(InvalidInput, lambda: give(house, dossier, **change))
    assert [one.field for one in error.field_errors] == [field]
    assert kept(house, dossier) == []
    assert house.get(dossier).status == pb.DOSSIER_STATUS_RESULT_READY


def test_somebody_else_collects_on_a_ground_that_is_kept_and_printed(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    done = give(
        house,
        dossier,
        receiver_name="Vũ Thị Kín",
        receiver_id_number="0991 8500 0777",
        receiver_ground=GROUND,
    )
    text = printed(house, done, "RT")
    assert "Tư cách người nhận: Người nhận thay, theo giấy ủy quyền số 12/2026" in text
    assert "099185000777" in text
    (one,) = kept(house, dossier)
    assert (one["ground"], one["results"]) == (GROUND, [["release", RELEASE]])
    assert GROUND in next(line.text.vi for line in done.history if line.type == "result.returned")


BINH: dict[str, object] = {"receiver_name": "Lò Thị Bình", "receiver_id_number": "099 190 000 102"}
"""The transferee, to whom the certificate is issued."""


def test_whom_a_result_is_issued_to_fetches_it_with_their_own_identity(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    assert [one.role.vi for one in house.get(dossier).receivers] == ["Chủ hồ sơ"]
    error = refused(InvalidInput, lambda: give(house, dossier, **BINH))
    assert [one.field for one in error.field_errors] == ["receiver_ground"], "it is not issued to them"
    grant(house, dossier, "transfer", TRANSFER)
    able = [(one.name, one.role.vi, list(one.result_codes)) for one in house.get(dossier).receivers]
    assert able == [
        (NAME, "Chủ hồ sơ", [RELEASE, TRANSFER]),
        ("Lò Thị Bình", "Người được cấp kết quả", [TRANSFER]),
    ]
    error = refused(InvalidInput, lambda: give(house, dossier, **BINH, originals_collected=["GCN"]))
    assert "chỉ được nhận kết quả cấp cho mình" in error.field_errors[0].message_vi
    error = refused(InvalidInput, lambda: give(house, dossier, **BINH, result_codes=[TRANSFER]))
    assert [one.code for one in error.field_errors] == ["ORIGINAL_MISSING"], (
        "the old certificate is collected all the same"
    )
    done = give(house, dossier, **BINH, result_codes=[TRANSFER], originals_collected=["GCN"])
    assert "Tư cách người nhận: Người được cấp kết quả" in printed(house, done, "RT")
    assert [one.code for one in done.results if not one.HasField("returned_at")] == [RELEASE]
    assert kept(house, dossier)[0]["ground"] == ""


def test_whom_a_result_is_issued_to_still_gives_their_own_name(house: House) -> None:
    dossier = house.accepted()
    for part, code in (("release", RELEASE), ("transfer", TRANSFER)):
        grant(house, dossier, part, code)
    wrong = BINH | {"receiver_name": "Người lạ"}
    error = refused(InvalidInput, lambda: give(house, dossier, **wrong, result_codes=[TRANSFER]))
    assert [one.code for one in error.field_errors] == ["RECEIVER_OTHER"]
    done = give(house, dossier, **BINH, receiver_ground=GROUND, originals_collected=["GCN"])
    assert "Người nhận thay, theo giấy ủy quyền" in printed(house, done, "RT")


def test_the_transferor_fetches_the_release_of_a_dossier_that_the_buyer_filed(house: House) -> None:
    sides = {key: text for key, text in ANSWERS[LAND].items() if not key.startswith("transferee_")}
    sides |= {
        "filer": "transferee",
        "transferor_name": "Lò Thị Bình",
        "transferor_id": "099190000102",
        "transferor_address": "Phường Bến Gió",
    }
    draft = house.full_draft("an", answers=sides)
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier = house.accept(house.of("an").SubmitDraft(request).dossier)
    grant(house, dossier, "release", RELEASE)
    able = [(one.name, list(one.result_codes)) for one in house.get(dossier).receivers]
    assert able == [(NAME, [RELEASE]), ("Lò Thị Bình", [RELEASE])]
    done = give(house, dossier, **BINH)
    assert "Tư cách người nhận: Người được cấp kết quả" in printed(house, done, "RT")


def test_the_applicant_needs_no_ground(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    done = give(house, dossier, receiver_name="nguyễn văn  an", receiver_id_number="099 085 000 101")
    assert "Tư cách người nhận: Chủ hồ sơ" in printed(house, done, "RT")


# Refusals after appraisal -------------------------------------------------------------------------------------------------


def test_refusals_of_a_paper_dossier_are_handed_over_against_signature(house: House) -> None:
    dossier = on_paper(house)
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.")
    assert not house.events("dossier.results_ready")
    assert not house.get(dossier).waits_for_slips
    for _ in range(2):
        house.decide(dossier, "transfer", "refused", "Đất bị kê biên.")
    seen = house.get(dossier)
    slips = [one.document_id for one in seen.documents if one.form == "03"]
    assert list(seen.slips_to_hand_over) == slips
    assert (len(slips), seen.waits_for_slips, seen.HasField("finished_at")) == (2, True, False)
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert pb.ACTION_RETURN_RESULTS in seen.actions
    (ready,) = house.events("dossier.results_ready")
    assert (ready.data["slips"], ready.data["complete"], ready.data.get("resultCodes", [])) == (
        slips,
        True,
        [],
    )
    assert not house.events("dossier.finished")
    assert [line.type for line in seen.history].count("slip.waiting") == 1

    refused(InvalidInput, lambda: give(house, dossier, signed=False))
    done = give(house, dossier, request_id="slips")
    assert give(house, dossier, request_id="slips") == done
    assert done.status == pb.DOSSIER_STATUS_RETURNED
    assert done.HasField("finished_at")
    assert not done.slips_to_hand_over
    text = printed(house, done, "RT")
    assert "Phiếu từ chối, thông báo đã giao" in text
    assert "01/TCGQ" in text
    assert "02/TCGQ" in text
    assert house.events("result.returned")[-1].data["slips"] == slips
    assert len(house.events("dossier.finished")) == 1
    assert refused(Conflict, lambda: give(house, dossier)).code == "NOTHING_TO_RETURN"


def test_a_refusal_goes_out_with_the_result_of_the_other_part(house: House) -> None:
    dossier = on_paper(house)
    grant(house, dossier, "release", RELEASE)
    house.decide(dossier, "transfer", "refused", "Đất bị kê biên.")
    assert len(house.get(dossier).slips_to_hand_over) == 1
    done = give(house, dossier)
    assert done.status == pb.DOSSIER_STATUS_RETURNED
    text = printed(house, done, "RT")
    assert RELEASE in text
    assert "01/TCGQ" in text


def test_a_refusal_after_the_first_return_is_handed_over_too(house: House) -> None:
    dossier = on_paper(house)
    grant(house, dossier, "release", RELEASE)
    assert give(house, dossier).status == pb.DOSSIER_STATUS_IN_PROGRESS
    house.decide(dossier, "transfer", "refused", "Đất bị kê biên.")
    assert house.get(dossier).waits_for_slips
    assert give(house, dossier).HasField("finished_at")


def test_an_online_dossier_wholly_refused_ends_with_its_slips_on_the_page(house: House) -> None:
    dossier = house.accepted()
    for part in ("release", "transfer"):
        house.decide(dossier, part, "refused", "Thiếu căn cứ.")
    seen = house.get(dossier, "an")
    assert seen.HasField("finished_at")
    assert not seen.slips_to_hand_over
    assert not seen.waits_for_slips
    assert not house.events("dossier.results_ready")


def test_a_paper_dossier_that_was_withdrawn_ends_at_once(house: House) -> None:
    dossier = on_paper(house)
    for part in ("release", "transfer"):
        house.decide(dossier, part, "withdrawn")
    assert house.get(dossier).status == pb.DOSSIER_STATUS_WITHDRAWN
    assert house.get(dossier).HasField("finished_at")
