# SPDX-License-Identifier: Apache-2.0
"""Who may call what, who sees what; what is not visible is not there."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from google.protobuf.message_factory import GetMessageClass
from intake_harness import PEOPLE, House, ask, printed, refused, request_id
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.entrypoints.policy import POLICY
from motcua_rpc import InvalidInput, MotcuaError, NotFound, PermissionDenied, Unauthenticated
from pypdf import PdfReader

ANYONE = {"ListProcedures", "GetProcedure", "TrackDossier"}
SIGNED_IN = {
    "WatchEvents", "UploadFile", "DownloadFile", "GetDossier", "ListDossiers",
    "SearchDossiers", "ListFees", "GetReturnWay", "GetRating", "CountRatings",
    "GetControlSlip", "ListPrintings", "ListExtensions", "GetExtension", "SignExtension", "ListRegister", "PrintRegister",
    "ListRegisterExtracts", "GetBoard", "ListBoardDossiers",
}  # fmt: skip
FILERS = {
    "SaveDraft", "GetDraft", "DeleteDraft", "ListDrafts", "CheckDraft", "AttachPaper", "RemovePaper", "SubmitDraft",
    "AnswerSupplement", "WithdrawDossier", "SetReturnWay",
}  # fmt: skip
CLERKS = {
    "AmendDossier",
    "ReceiveDossier",
    "AcceptDossier",
    "RequestSupplement",
    "RefuseDossier",
    "ReturnResults",
    "MarkFeesPaid",
    "RefundFee",
    "CancelFee",
    "ExemptFee",
    "SendByPost",
    "ConfirmDelivery",
    "ReportCameBack",
    "ReturnElectronically",
    "ListCalls",
    "RecordCall",
}
STANDING_IN = {"AcceptDossier", "RequestSupplement", "RefuseDossier", "ReturnResults"}
CITIZENS = {"RateDossier", "ListTodos"}
OPERATORS = {"ListFailures", "RetryFailure", "DiscardFailure", "ListProjections", "RebuildProjection"}
OFFICERS = {"ListSteps"}
"""Whoever has a unit and is more than a citizen, operators and services."""

ALLOWED: dict[str | None, set[str]] = {
    None: ANYONE,
    "an": ANYONE | SIGNED_IN | FILERS | CITIZENS,
    "lan": ANYONE | SIGNED_IN | FILERS | CLERKS | OFFICERS,
    "software": ANYONE | SIGNED_IN | FILERS | CLERKS | CITIZENS | OFFICERS,
    "phuc": ANYONE | SIGNED_IN | OPERATORS | OFFICERS,
    "notification": ANYONE | SIGNED_IN | {"GetContact"} | OFFICERS,
    "assignment": ANYONE | SIGNED_IN | {"AttachResult", "KeepLookup"} | STANDING_IN | OFFICERS,
    "liaison": ANYONE | SIGNED_IN | {"GetLookupQuestion", "KeepLookup"} | OFFICERS,
    **dict.fromkeys(("minh", "huong", "thao", "khanh", "workflow", "intake"), ANYONE | SIGNED_IN | OFFICERS),
    **dict.fromkeys(
        ("son", "quang", "giang", "cuong", "thang", "linh", "hien"), ANYONE | SIGNED_IN | OFFICERS
    ),
}
METHODS = sorted(name.rpartition("/")[2] for name in POLICY)


def call(house: House, who: str | None, method: str) -> None:
    """Call with an empty request; whatever comes after the door is not our business here."""
    known = pb.DESCRIPTOR.services_by_name["IntakeService"].methods_by_name[method]
    request: Any = GetMessageClass(known.input_type)()
    stub = getattr(house.of(who), method)
    if method == "UploadFile":
        stub(iter([request]))
    elif method == "DownloadFile":
        list(stub(request))
    elif method == "WatchEvents":
        stream = stub(request)
        next(stream)
        stream.cancel()
    else:
        stub(request)


def test_the_table_names_every_method_and_every_role() -> None:
    methods = {method.name for method in pb.DESCRIPTOR.services_by_name["IntakeService"].methods}
    assert set(METHODS) == methods
    roles = {role for subject in PEOPLE.values() for role in subject.roles}
    assert roles >= {
        "citizen",
        "window_clerk",
        "land_officer",
        "land_leader",
        "tax_officer",
        "justice_officer",
    }
    assert roles >= {"commune_leader", "designer", "operator", "integrator", "service:liaison"}


@pytest.mark.parametrize("who", list(ALLOWED), ids=str)
def test_each_role_passes_its_own_doors_only(house: House, who: str | None) -> None:
    wrong = []
    for method in METHODS:
        try:
            call(house, who, method)
            admitted = True
        except (PermissionDenied, Unauthenticated) as error:
            admitted = error.code not in ("ROLE_REQUIRED", "TOKEN_MISSING")
        except MotcuaError:
            admitted = True
        if admitted != (method in ALLOWED[who]):
            wrong.append((method, admitted))
    assert not wrong


def test_an_unknown_token_is_refused_even_where_none_is_needed(house: House) -> None:
    error = refused(Unauthenticated, lambda: house.of("forged").ListProcedures(pb.ListProceduresRequest()))
    assert error.code == "TOKEN_INVALID"


FULL = ("lan", "hung", "software", "minh", "son")
NOBODY = ("huong", "binh", "mai", "thao", "quang", "khanh")
IMPERSONAL = ("phuc", "workflow", "assignment", "liaison")


def test_who_sees_a_dossier(house: House) -> None:
    before = house.submit()
    for who in ("minh", *NOBODY):
        refused(NotFound, lambda who=who: house.get(before, who))
    dossier = house.accept(before)
    for who in (*FULL, "an"):
        seen = house.get(dossier, who)
        assert seen.applicant.id_number == "099085000101"
        assert seen.papers
        assert (
            house.of(who).GetDossier(pb.GetDossierRequest(code=dossier.code.lower())).dossier.code
            == dossier.code
        )
    for who in NOBODY:
        error = refused(NotFound, lambda who=who: house.get(dossier, who))
        other = refused(
            NotFound, lambda who=who: house.of(who).GetDossier(pb.GetDossierRequest(dossier_id="khong-co"))
        )
        assert str(error) == str(other)
        refused(NotFound, lambda who=who: house.of(who).GetDossier(pb.GetDossierRequest(code=dossier.code)))
        assert not house.of(who).ListDossiers(pb.ListDossiersRequest()).dossiers


@pytest.mark.parametrize("who", IMPERSONAL)
def test_operators_and_services_see_no_person(house: House, who: str) -> None:
    dossier = house.accept(ask_and_answer(house))
    house.throw(dossier, "supplement_request", "m-1", papers=["GCN"], reason="Bà Bình chưa ký")
    seen = house.get(dossier, who)
    listed = house.of(who).ListDossiers(pb.ListDossiersRequest()).dossiers
    assert [one.code for one in listed] == [seen.code]
    everything = "".join(MessageToJson(one, ensure_ascii=False) for one in (seen, *listed))
    for secret in (
        "Nguyễn Văn An",
        "099085000101",
        "02000000901",
        "Bà Bình",
        "Ngân hàng Ví Dụ",
        "giấy tờ.pdf",
        "an.congdan",
    ):
        assert secret not in everything, secret
    assert seen.status and seen.parts and seen.documents
    assert not seen.actions


@prepared
def ask_and_answer(house: House) -> pb.Dossier:
    dossier = ask(house, house.submit(), "GCN", reason="Bà Bình chưa ký")
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    request = pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    return house.of("an").AnswerSupplement(request).dossier


def test_actions_are_what_the_caller_may_do(house: House) -> None:
    dossier = house.submit()
    window = [pb.ACTION_ACCEPT, pb.ACTION_REQUEST_SUPPLEMENT, pb.ACTION_REFUSE, pb.ACTION_WITHDRAW]
    assert list(house.get(dossier, "lan").actions) == window
    assert list(house.get(dossier, "an").actions) == [pb.ACTION_WITHDRAW]
    house.accept(dossier)
    assert list(house.get(dossier, "lan").actions) == [pb.ACTION_WITHDRAW]
    house.task_opened(dossier, "thue_co_so")
    for who in ("minh", "huong"):
        assert not house.get(dossier, who).actions


def test_lists_are_filtered_and_come_newest_first_page_by_page(house: House) -> None:
    made = [house.submit().code for _ in range(3)]
    house.at("2026-11-25 08:00")
    last = house.submit()
    made.append(last.code)
    house.accept(last)
    for who, expected in (("an", made), ("lan", made), ("minh", made[3:]), ("binh", []), ("phuc", made)):
        found, token = [], ""
        while True:
            page = house.of(who).ListDossiers(pb.ListDossiersRequest(page_size=2, page_token=token))
            found += [one.code for one in page.dossiers]
            assert not any(one.papers or one.history or one.HasField("answers") for one in page.dossiers)
            token = page.next_page_token
            if not token:
                break
        assert found == expected[::-1], who
    only = pb.ListDossiersRequest(statuses=[pb.DOSSIER_STATUS_SUBMITTED])
    assert [one.code for one in house.of("lan").ListDossiers(only).dossiers] == made[2::-1]
    unknown = pb.ListDossiersRequest(statuses=[99])
    assert refused(InvalidInput, lambda: house.of("lan").ListDossiers(unknown)).code == "ENUM_UNKNOWN"
    foreign = pb.ListDossiersRequest(page_token=page_token(house))
    refused(InvalidInput, lambda: house.of("lan").ListDossiers(foreign))


def page_token(house: House) -> str:
    """A token of another list."""
    for _ in range(2):
        house.draft("lan")
    return house.of("lan").ListDrafts(pb.ListDraftsRequest(page_size=1)).next_page_token


def test_following_by_code_shows_code_and_completion_only(house: House) -> None:
    dossier = house.accepted()
    found = house.of(None).TrackDossier(pb.TrackDossierRequest(code=f" {dossier.code.lower()} "))
    assert (found.code, found.status, found.parts_done, found.parts_total) == (
        dossier.code,
        pb.DOSSIER_STATUS_IN_PROGRESS,
        0,
        2,
    )
    house.decide(dossier, "release", "refused", "x")
    assert house.of(None).TrackDossier(pb.TrackDossierRequest(code=dossier.code)).parts_done == 1
    for code in ("", "H99.101-261123-9999", "%00", "x" * 10_000, "' OR 1=1 --", dossier.dossier_id):
        refused(NotFound, lambda code=code: house.of(None).TrackDossier(pb.TrackDossierRequest(code=code)))


def test_the_contact_is_for_notification(house: House) -> None:
    dossier = house.submit()
    contact = house.of("notification").GetContact(pb.GetContactRequest(dossier_id=dossier.dossier_id))
    assert (contact.name, contact.phone, contact.language) == ("Nguyễn Văn An", "02000000901", "vi")
    assert contact.email == "an.congdan@congdan.example"
    refused(NotFound, lambda: house.of("notification").GetContact(pb.GetContactRequest(dossier_id="x")))


def test_files_follow_what_they_are_attached_to(house: House) -> None:
    loose = house.upload("an").file_id
    for who in ("binh", "lan", "phuc", "assignment"):
        refused(NotFound, lambda who=who: house.download(who, loose))
    assert house.download("an", loose)
    draft = house.full_draft("an")
    paper = house.of("an").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft.papers[0]
    refused(NotFound, lambda: house.download("lan", paper.file_id))
    request = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier = house.of("an").SubmitDraft(request).dossier
    house.accept(dossier)
    for who in ("an", "lan", "hung", "minh"):
        assert house.download(who, paper.file_id)
    for who in ("huong", "binh", "mai", "khanh", "phuc", "assignment", "notification"):
        refused(NotFound, lambda who=who: house.download(who, paper.file_id))
        refused(NotFound, lambda who=who: house.download(who, dossier.documents[0].file_id))
    assert dossier.code in printed(house, dossier, "00", "an")


def test_anothers_file_cannot_be_attached_by_guessing(house: House) -> None:
    theirs = house.upload("an").file_id
    draft = house.draft("binh")
    request = pb.AttachPaperRequest(
        request_id=request_id(), draft_id=draft.draft_id, component="GCN", file_id=theirs
    )
    refused(NotFound, lambda: house.of("binh").AttachPaper(request))
    kept = house.of("binh").GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    assert [one for one in kept.papers if one.file_id] == [] and kept.revision == draft.revision


ATTACH: list[tuple[dict[str, Any], str]] = [
    ({"component": "KHONG-CO"}, "component"),
    ({"component": "\0"}, "component"),
    ({"form": "hologram"}, "form"),
    ({"form": "copy"}, "form"),
    ({"copies": -1}, "copies"),
    ({"copies": 100}, "copies"),
    ({"dossier_id": "x"}, "draft_id"),
]


@pytest.mark.parametrize(("change", "field"), ATTACH)
def test_attaching_names_what_is_wrong(house: House, change: dict[str, Any], field: str) -> None:
    draft = house.draft("an")
    values = {"draft_id": draft.draft_id, "component": "GCN", "file_id": house.upload("an").file_id, **change}
    request = pb.AttachPaperRequest(request_id=request_id(), **values)
    error = refused(InvalidInput, lambda: house.of("an").AttachPaper(request))
    assert [one.field for one in error.field_errors] == [field]


LIMIT = 20_000_000


def pdf_of(size: int) -> bytes:
    """A valid PDF of exactly so many bytes: one page, and beside it one big stream."""
    head = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"
    )
    places = [head.index(b"%d 0 obj" % number) for number in (1, 2, 3)] + [len(head)]

    def of(length: int) -> bytes:
        body = b"%s4 0 obj<</Length %08d>>stream\n%s\nendstream endobj\n" % (head, length, b"x" * length)
        rows = b"".join(b"%010d 00000 n \n" % place for place in places)
        table = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\n" % rows
        return body + table + b"startxref\n%08d\n%%%%EOF\n" % len(body)

    return of(size - len(of(0)))


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(house: House) -> None:
    whole = pdf_of(LIMIT)
    assert len(whole) == LIMIT and len(PdfReader(io.BytesIO(whole), strict=True).pages) == 1
    assert house.upload("an", whole).size == LIMIT
    assert refused(InvalidInput, lambda: house.upload("an", pdf_of(LIMIT + 1))).code == "FILE_TOO_LARGE"


def test_so_it_is_with_the_limit_of_a_paper(house: House) -> None:
    draft = house.draft("an")

    def attach(size: int) -> None:
        values = {
            "draft_id": draft.draft_id,
            "component": "GCN",
            "file_id": house.upload("an", pdf_of(size)).file_id,
        }
        house.of("an").AttachPaper(pb.AttachPaperRequest(request_id=request_id(), **values))

    attach(LIMIT // 2)
    assert refused(InvalidInput, lambda: attach(LIMIT // 2 + 1)).code == "FILE_TOO_LARGE"


def test_an_upload_is_judged_by_its_content(house: House) -> None:
    big = b"%PDF-1.7\n" + b"x" * 20_000_000
    cases: list[tuple[Callable[[], object], str]] = [
        (lambda: house.upload("an", b""), "FILE_EMPTY"),
        (lambda: house.upload("an", b"<html><script>", "a.pdf"), "FILE_TYPE"),
        (lambda: house.upload("an", big), "FILE_TOO_LARGE"),
        (lambda: house.of("an").UploadFile(iter([])), "FILE_INFO_MISSING"),
        (
            lambda: house.of("an").UploadFile(iter([pb.UploadFileRequest(chunk=b"%PDF-")])),
            "FILE_INFO_MISSING",
        ),
        (lambda: house.of("an").UploadFile(iter([*told(0, 1), *told(0, 1)])), "FILE_INFO_AGAIN"),
        (lambda: house.of("an").UploadFile(told(1, 11)), "FILE_SIZE_DIFFERS"),
        (lambda: house.of("an").UploadFile(told(2_000_000, 1)), "FILE_SIZE_DIFFERS"),
        (lambda: house.of("an").UploadFile(told(-1, 1)), "FILE_SIZE_DIFFERS"),
        (lambda: house.of("an").UploadFile(told(20_000_001, 0)), "FILE_TOO_LARGE"),
        (lambda: house.of("an").UploadFile(told(0, 21)), "FILE_TOO_LARGE"),
    ]
    for upload, code in cases:
        assert refused(InvalidInput, upload).code == code
    named = house.upload("an", name="../../../tmp/\u202egnp.exe")
    assert named.media_type == "application/pdf"
    assert house.download("an", named.file_id)[0].file_name == "gnp.exe.pdf"


def told(size: int, megabytes: int) -> Any:
    """Says one size and sends another."""
    yield pb.UploadFileRequest(info=pb.FileInfo(file_name="a.pdf", size=size))
    for _ in range(megabytes):
        yield pb.UploadFileRequest(chunk=b"%PDF-1.7" + b"x" * 1_000_000)
