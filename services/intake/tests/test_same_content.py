# SPDX-License-Identifier: Apache-2.0
"""The same bytes again: never as the signed result, and never as the answer to what was objected to."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import COPY, LAND, PDF, House, ask, fresh_pdf, refused, request_id
from intake_pictures import png
from motcua.events.v1 import process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters import files
from motcua_rpc import InvalidInput, MotcuaError
from motcua_storage import count_statements

RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"


def sign(
    house: House, dossier: pb.Dossier, content: bytes, part: str = "release", code: str = RELEASE
) -> pb.Result:
    """Sign with a new upload of this content."""
    return house.sign(dossier, part, code, file_id=house.upload("son", content).file_id)


def used(
    house: House, dossier: pb.Dossier, content: bytes, part: str = "release", code: str = RELEASE
) -> MotcuaError:
    """How it was refused; nothing was attached."""
    before = house.get(dossier, "son").results
    error = refused(InvalidInput, lambda: sign(house, dossier, content, part, code))
    assert error.code == "RESULT_FILE_USED" and [one.field for one in error.field_errors] == ["file"]
    assert house.get(dossier, "son").results == before
    return error


def test_a_paper_of_the_dossier_is_not_its_result(house: House) -> None:
    dossier = house.accepted()
    names = {one.name.vi: one.name.en for one in dossier.components}
    error = used(house, dossier, PDF)
    (vi,) = [one for one in names if f"“{one}”" in error.message_vi]
    assert (
        "(tệp “giấy tờ.pdf”) của hồ sơ này" in error.message_vi
        and "không phải văn bản kết quả" in error.message_vi
    )
    assert f"is the paper “{names[vi]}” (file “giấy tờ.pdf”) of this dossier" in error.message_en
    assert sign(house, dossier, fresh_pdf()).result_id


def test_a_printed_form_is_no_result(house: House) -> None:
    dossier, other = house.accepted(), house.accepted()
    receipt = next(one for one in dossier.documents if one.form == "01")
    content = house.download("lan", receipt.file_id)[1]
    error = used(house, dossier, content)
    assert f"giấy tờ đã in “{receipt.name.vi}” của hồ sơ này" in error.message_vi
    assert f"the printed form “{receipt.name.en}” of this dossier" in error.message_en
    error = used(house, other, content)
    assert (
        "giấy tờ đã in cho một hồ sơ khác" in error.message_vi and "for another dossier" in error.message_en
    )
    assert dossier.code not in error.message_vi + error.message_en


@pytest.mark.parametrize("ended", ["", "granted", "withdrawn"])
def test_the_result_of_another_dossier_is_no_result_of_this_one(house: House, ended: str) -> None:
    dossier, other = house.accepted(), house.accepted()
    content = fresh_pdf()
    sign(house, dossier, content)
    if ended:
        house.decide(dossier, "release", ended, "Xong")
    error = used(house, other, content)
    assert (
        "là kết quả của một hồ sơ khác" in error.message_vi
        and "is the result of another dossier" in error.message_en
    )
    assert dossier.code not in error.message_vi + error.message_en


def test_one_paper_is_not_two_results_of_a_dossier(house: House) -> None:
    dossier, content = house.accepted(), fresh_pdf()
    first = sign(house, dossier, content)
    house.decide(dossier, "release", "granted")
    error = used(house, dossier, content, "transfer", TRANSFER)
    assert f"kết quả “{first.name.vi}” của hồ sơ này" in error.message_vi
    assert f"the result “{first.name.en}” of this dossier" in error.message_en


def test_a_paper_of_another_dossier_is_no_result_of_this_one(house: House) -> None:
    """Nor one in a draft. But what was issued stays attached when it is handed in elsewhere later."""
    dossier, content = house.accepted(), fresh_pdf()
    sign(house, dossier, content)
    draft, scan = house.full_draft("an"), fresh_pdf()
    house.attach("an", "MAU-18", draft=draft.draft_id, content=scan)
    error = used(house, dossier, scan)
    assert "giấy tờ đã nộp trong một hồ sơ khác" in error.message_vi
    assert "handed in with another dossier" in error.message_en
    made = house.fresh(draft)
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    other = house.of("an").SubmitDraft(request).dossier
    error = used(house, dossier, scan)
    assert "một hồ sơ khác" in error.message_vi and other.code not in error.message_vi + error.message_en
    later = house.full_draft("an")
    house.attach("an", "MAU-18", draft=later.draft_id, content=content)
    assert sign(house, dossier, content).result_id


def test_the_same_step_may_bring_its_file_again(house: House) -> None:
    """After a completion that was refused: by the same file id, or uploaded anew, also by who signs instead."""
    dossier, content = house.accepted(), fresh_pdf()
    first = sign(house, dossier, content)
    again = house.sign(dossier, "release", RELEASE, file_id=first.file_id)
    anew = sign(house, dossier, content)
    instead = house.sign(dossier, "release", RELEASE, who="ha", file_id=house.upload("ha", content).file_id)
    assert len({first.result_id, again.result_id, anew.result_id, instead.result_id}) == 4
    assert first.file_id == again.file_id != anew.file_id


def test_the_same_request_again_gets_the_same_answer(house: House) -> None:
    dossier = house.accepted()
    request = pb.AttachResultRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, part="release", result_code=RELEASE, number="9/XN",
        signer="Trịnh Hồng Sơn", file_id=house.upload("son", fresh_pdf()).file_id,
    )  # fmt: skip
    request.signed_at.FromDatetime(house.clock.now())
    request.actor.user, request.actor.name, request.actor.unit = (
        "son.giamdoc",
        "Trịnh Hồng Sơn",
        "chi_nhanh_dat_dai",
    )
    first = house.of("assignment").AttachResult(request)
    house.decide(dossier, "release", "granted")
    assert house.of("assignment").AttachResult(request) == first


def test_looking_for_the_content_walks_indexes_and_its_cost_does_not_grow(house: House) -> None:
    def cost() -> int:
        dossier = house.accepted()
        file_id = house.upload("son", fresh_pdf()).file_id
        with count_statements() as count:
            house.sign(dossier, "release", RELEASE, file_id=file_id)
        return count.total

    first = cost()
    assert [cost() for _ in range(3)] == [first] * 3 and first <= 18
    with house.database.begin() as connection:
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        said: list[tuple[str, Any]] = []
        sa.event.listen(connection, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
        files.issued_with(connection, "ab" * 32, ("x", "y", "z"))
        query, values = said[0]
        plan = "\n".join(connection.exec_driver_sql("EXPLAIN " + query, values).scalars())
    assert plan.count("file_content") == 4 and all(
        f"{one}_file" in plan for one in ("result", "document", "paper")
    )
    assert "Seq Scan" not in plan


# Supplements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["before acceptance", "after appraisal"])
def test_what_was_objected_to_is_no_answer(house: House, stage: str) -> None:
    if stage == "before acceptance":
        dossier = ask(house, house.submit(), "GCN", "MAU-18")
    else:
        dossier = house.accepted()
        house.throw(dossier, "supplement_request", "m-1", papers=["GCN", "MAU-18"], reason="Thiếu chữ ký")
    before = house.get(dossier, "an")
    error = refused(InvalidInput, lambda: house.attach("an", "GCN", dossier=dossier.dossier_id, content=PDF))
    assert error.code == "FILE_UNCHANGED"
    assert "Tệp này giống hệt tệp đã nộp (“giấy tờ.pdf”)" in error.message_vi
    assert "identical to the one handed in already (“giấy tờ.pdf”)" in error.message_en
    assert house.get(dossier, "an") == before
    house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    sent = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    assert house.of("an").AnswerSupplement(sent).dossier.supplements[-1].HasField("answered_at")


def test_at_the_counter_too_and_what_is_seen_only_stays_possible(house: House) -> None:
    made = house.full_draft("lan")
    items = [pb.SupplementItem(component=one, reason="Bản quét bị mờ.") for one in ("GCN", "MAU-18")]
    received = pb.ReceiveDossierRequest(
        request_id=request_id(), draft_id=made.draft_id, revision=made.revision,
        supplement=pb.SupplementDecision(items=items, reason="Nộp lại bản rõ."),
    )  # fmt: skip
    dossier = house.of("lan").ReceiveDossier(received).dossier
    error = refused(InvalidInput, lambda: house.attach("lan", "GCN", dossier=dossier.dossier_id, content=PDF))
    assert error.code == "FILE_UNCHANGED" and "giống hệt tệp đã nộp" in error.message_vi
    house.attach("lan", "MAU-18", dossier=dossier.dossier_id)
    for _ in range(2):
        seen = pb.AttachPaperRequest(
            request_id=request_id(),
            dossier_id=dossier.dossier_id,
            component="GCN",
            not_scanned_reason="Máy quét hỏng",
        )
        house.of("lan").AttachPaper(seen)
    sent = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    assert house.of("lan").AnswerSupplement(sent).dossier.supplements[0].HasField("answered_at")


def test_the_same_content_under_another_paper_is_an_answer(house: House) -> None:
    """It may have stood under the wrong one."""
    made, scan = house.full_draft("an"), png()
    house.attach("an", "MAU-18", draft=made.draft_id, content=scan)
    made = house.fresh(made)
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    dossier = ask(house, house.of("an").SubmitDraft(sent).dossier, "GCN")
    paper = house.attach("an", "GCN", dossier=dossier.dossier_id, content=scan)
    assert paper.component == "GCN"


# Drafts ------------------------------------------------------------------------------------------------------------


def test_a_draft_tells_the_version_that_it_is_checked_by(house: House) -> None:
    """Begun with version 1, version 2 published: the form of 2 is what is checked."""
    copies, land = house.draft("lan", COPY), house.draft("lan", LAND)
    submitted = house.accepted(COPY)
    changed = dict(house.workflow.packages[(COPY, 1)])
    changed["procedure.yaml"] = changed["procedure.yaml"].replace(b"\n", b"\n# v2\n", 1)
    house.workflow.packages[(COPY, 2)] = changed
    said = process_pb2.ProcessPublished(procedure_key=COPY, version=2)
    house.tell("process.published", said, group="intake.catalogue")

    def told(draft: pb.Draft) -> int:
        return house.fresh(draft, "lan").procedure_version

    assert (copies.procedure_version, told(copies), told(land), submitted.procedure_version) == (1, 2, 1, 1)
    house.of("lan").ListDrafts(pb.ListDraftsRequest())  # each version is read once and kept
    with count_statements() as count:
        listed = house.of("lan").ListDrafts(pb.ListDraftsRequest()).drafts
    assert {one.draft_id: one.procedure_version for one in listed} == {copies.draft_id: 2, land.draft_id: 1}
    assert count.total <= 2
    assert house.fresh(copies, "lan").revision == copies.revision, "reading it changes nothing"
