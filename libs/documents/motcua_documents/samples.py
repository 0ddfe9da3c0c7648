# SPDX-License-Identifier: Apache-2.0
"""One filled specimen of every form, with invented people: to try a layout, to test and to measure."""

from __future__ import annotations

from datetime import datetime

from motcua_documents.forms.acknowledgement import Acknowledgement
from motcua_documents.forms.apology import ApologyNotice, ExtendedPart
from motcua_documents.forms.base import FormData
from motcua_documents.forms.control_slip import ControlSlip, HandedOver
from motcua_documents.forms.demo_result import DemoResult
from motcua_documents.forms.payment import PaidLine, PaymentReceipt
from motcua_documents.forms.receipt import Receipt
from motcua_documents.forms.refusal import IntakeRefusal, PartRefusal
from motcua_documents.forms.register import Register, RegisteredDossier
from motcua_documents.forms.return_slip import ReturnSlip
from motcua_documents.forms.stop import StopNotice
from motcua_documents.forms.supplement import SupplementRequest
from motcua_documents.parts import (
    Channel,
    Fact,
    Letterhead,
    Lookup,
    Officer,
    Paper,
    PaperKind,
    Part,
    PartFee,
    PartResult,
    PartState,
    Person,
    ReturnedResult,
    SubmittedFile,
    WantedPaper,
)
from motcua_documents.wording import LEGAL_TIME

CODE = "H99.21.03-261123-0001"
REQUEST = (
    "Xóa đăng ký thế chấp quyền sử dụng đất, tài sản gắn liền với đất, đồng thời đăng ký biến động "
    "do chuyển nhượng quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
)
UNIT = "Trung tâm Phục vụ hành chính công phường Yên Khê"
LAND_OFFICE = "Chi nhánh Văn phòng Đăng ký đất đai khu vực Yên Khê"
RELEASE = "Xóa đăng ký thế chấp quyền sử dụng đất, tài sản gắn liền với đất"
TRANSFER = "Đăng ký biến động: chuyển nhượng quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"
RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=LEGAL_TIME)
LOOKUP = Lookup(
    url=f"https://motcua.example.vn/tra-cuu?ma={CODE}",
    website="motcua.example.vn",
    hotline="1900 0000",
)
APPLICANT = Person(
    name="Nguyễn Thị Phượng Quỳnh",
    identity="001190012345",
    address="Số 12, ngõ 345, đường Trường Chinh, tổ dân phố Khương Thượng, phường Yên Khê, tỉnh Sơn Hà",
    phone="0912 345 678",
    email="phuong.quynh@example.vn",
)
OWNER = Person(
    name="Đặng Vũ Hoàng Ưởng Nghiêm",
    identity="001085067890",
    address="Thôn Ẩm Thượng, xã Lưỡng Vượng, tỉnh Sơn Hà",
)
LEADER = Officer(name="Lữ Đình Khuyến", authority="KT. Giám đốc", title="Phó Giám đốc")
DESK = Officer(name="Trần Ngọc Bảo Hân", title="công chức tiếp nhận", phone="0203 3 000 111")


def letterhead(number: str, day: int = 23, hour: int = 9) -> Letterhead:
    """Return the one-stop's letterhead, issued in November 2026."""
    return Letterhead(
        parent="Ủy ban nhân dân phường Yên Khê",
        agency="Trung tâm Phục vụ hành chính công",
        number=number,
        place="Yên Khê",
        issued_at=datetime(2026, 11, day, hour, 0, tzinfo=LEGAL_TIME),
    )


def land_letterhead(number: str) -> Letterhead:
    """Return the land registration branch's letterhead."""
    return Letterhead(
        parent="Văn phòng Đăng ký đất đai tỉnh Sơn Hà",
        agency="Chi nhánh khu vực Yên Khê",
        number=number,
        place="Yên Khê",
        issued_at=datetime(2026, 11, 27, 15, 42, tzinfo=LEGAL_TIME),
    )


def receipt() -> Receipt:
    """One dossier, two results."""
    return Receipt(
        letterhead=letterhead("15/TNHS"),
        lookup=LOOKUP,
        dossier_code=CODE,
        unit=UNIT,
        applicant=APPLICANT,
        channel=Channel.WINDOW,
        owner=OWNER,
        request=REQUEST,
        parts=_parts(),
        papers=_papers(),
        legal_limit="Xóa đăng ký thế chấp: trong ngày; chuyển nhượng: 08 ngày làm việc sau ngày đó",
        received_at=RECEIVED,
        promised_at=datetime(2026, 12, 4, 17, 0, tzinfo=LEGAL_TIME),
        not_counted=(
            "thời gian cơ quan thuế xác định nghĩa vụ tài chính",
            "thời gian người sử dụng đất thực hiện nghĩa vụ tài chính",
        ),
        return_place=UNIT,
        tax_notice_place="Tin nhắn và email của người nộp hồ sơ",
        receiver=DESK,
    )


def _parts() -> tuple[Part, ...]:
    return (
        Part(
            name=RELEASE,
            code="1.011443",
            results=(
                PartResult(name="Phiếu yêu cầu có chứng nhận xóa đăng ký thế chấp", code="KQ.G15.000335"),
            ),
            due_at=datetime(2026, 11, 23, 17, 0, tzinfo=LEGAL_TIME),
            fee=20_000,
        ),
        Part(
            name=TRANSFER,
            code="1.013831",
            results=(PartResult(name="Giấy chứng nhận đã xác nhận thay đổi", code="KQ.G10.001147"),),
            due_at=datetime(2026, 12, 4, 17, 0, tzinfo=LEGAL_TIME),
            fee=650_000,
        ),
    )


def _papers() -> tuple[Paper, ...]:
    return (
        Paper(name="Phiếu yêu cầu xóa đăng ký (Mẫu số 03a)", original=1),
        Paper(name="Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (Mẫu số 18)", original=1),
        Paper(name="Hợp đồng chuyển nhượng quyền sử dụng đất đã công chứng", original=1, copy=1),
        Paper(name="Giấy chứng nhận đã cấp", copy=1, note="Bản gốc nộp khi nhận kết quả"),
        Paper(name="Văn bản của bên nhận thế chấp đồng ý xóa đăng ký", certified=1),
    )


def acknowledgement() -> Acknowledgement:
    """An online submission that waits for the desk."""
    return Acknowledgement(
        letterhead=letterhead("", hour=8),
        lookup=LOOKUP,
        dossier_code=CODE,
        unit=UNIT,
        applicant=APPLICANT,
        channel=Channel.PORTAL,
        request=REQUEST,
        submitted_at=datetime(2026, 11, 23, 8, 7, tzinfo=LEGAL_TIME),
        answer_by=datetime(2026, 11, 25, 8, 7, tzinfo=LEGAL_TIME),
        files=(
            SubmittedFile(paper="Phiếu yêu cầu xóa đăng ký (Mẫu số 03a)", file_name="phieu-yeu-cau-03a.pdf"),
            SubmittedFile(
                paper="Giấy chứng nhận đã cấp", file_name="Sổ đỏ (ảnh chụp mặt trước) 2026-11-20.jpeg"
            ),
        ),
    )


def supplement() -> SupplementRequest:
    """Two papers to be completed."""
    return SupplementRequest(
        letterhead=letterhead("04/BSHS", day=25),
        lookup=LOOKUP,
        dossier_code=CODE,
        unit=UNIT,
        applicant=APPLICANT,
        request=REQUEST,
        papers=(
            WantedPaper(
                name="Đơn đăng ký biến động (Mẫu số 18)",
                accepts=(PaperKind.ORIGINAL,),
                note="Thiếu chữ ký của vợ chủ sử dụng đất",
            ),
            WantedPaper(
                name="Mảnh trích đo bản đồ địa chính",
                accepts=(PaperKind.ORIGINAL, PaperKind.CERTIFIED, PaperKind.COPY),
                note="Diện tích khác với Giấy chứng nhận đã cấp",
            ),
        ),
        reason="Hồ sơ chưa đủ chữ ký của những người có chung quyền sử dụng đất.\n"
        "Số liệu đo đạc chưa khớp với Giấy chứng nhận.",
        answer_by=datetime(2026, 12, 25, 17, 0, tzinfo=LEGAL_TIME),
        clock_note="Thời hạn giải quyết được tính lại từ đầu kể từ khi nhận đủ hồ sơ.",
        guide=DESK,
    )


def intake_refusal() -> IntakeRefusal:
    """Refused at the desk."""
    return IntakeRefusal(
        letterhead=letterhead("02/TCHS"),
        lookup=LOOKUP,
        dossier_code=CODE,
        unit=UNIT,
        applicant=APPLICANT,
        request=REQUEST,
        channel=Channel.PORTAL,
        submitted_at=RECEIVED,
        reason="Thửa đất số 118, tờ bản đồ số 24 thuộc tỉnh khác, "
        "không thuộc thẩm quyền giải quyết của cơ quan đăng ký tại tỉnh Sơn Hà.",
        legal_basis="Điều 17 Nghị định 61/2018/NĐ-CP",
        officer=DESK,
    )


def part_refusal() -> PartRefusal:
    """The transfer is refused, the release stands."""
    return PartRefusal(
        letterhead=land_letterhead("07/TCGQ"),
        lookup=LOOKUP,
        dossier_code=CODE,
        applicant=APPLICANT,
        request=REQUEST,
        part_name=TRANSFER,
        part_code="1.013831",
        reason="Quyền sử dụng đất đang bị kê biên để bảo đảm thi hành án "
        "theo Quyết định số 31/QĐ-CCTHADS ngày 12/10/2026.",
        others=(
            PartState(
                name=RELEASE,
                code="1.011443",
                state="Đã có kết quả số 118/XN-VPĐK, ký 10:24 ngày 23/11/2026; kết quả vẫn có hiệu lực",
            ),
        ),
        legal_basis="Điều 19 khoản 8 Nghị định 61/2018/NĐ-CP",
        contact=DESK,
        signer=LEADER,
    )


def stop_notice() -> StopNotice:
    """Withdrawn after the first part was signed."""
    return StopNotice(
        letterhead=land_letterhead("09/TB-VPĐK"),
        lookup=LOOKUP,
        dossier_code=CODE,
        applicant=APPLICANT,
        request=REQUEST,
        asked_by="Đề nghị rút hồ sơ của bà Nguyễn Thị Phượng Quỳnh, gửi 08:30 ngày 27/11/2026",
        stage="Thẩm định hồ sơ chuyển nhượng",
        reason="Hai bên thỏa thuận chấm dứt hợp đồng chuyển nhượng.",
        stopped_at=datetime(2026, 11, 27, 15, 42, tzinfo=LEGAL_TIME),
        stopped=(PartState(name=TRANSFER, code="1.013831", state="Dừng theo đề nghị của người nộp hồ sơ"),),
        standing=(
            PartState(
                name=RELEASE, code="1.011443", state="Đã có kết quả số 118/XN-VPĐK, ký 10:24 ngày 23/11/2026"
            ),
        ),
        fees=(
            PartFee(part="1.013831", name="Phí thẩm định hồ sơ", amount=500_000, state="Đã thu"),
            PartFee(
                part="1.013831",
                name="Lệ phí cấp Giấy chứng nhận",
                rule="28.000 đồng một giấy",
                state="Đã thu",
                refund="Hoàn trả toàn bộ trong 5 ngày làm việc (ví dụ)",
            ),
        ),
        papers=(Paper(name="Hợp đồng chuyển nhượng quyền sử dụng đất đã công chứng", original=1),),
        signer=LEADER,
    )


def apology_notice() -> ApologyNotice:
    """The transfer cannot be done in time."""
    return ApologyNotice(
        letterhead=land_letterhead("02/XLGH"),
        lookup=LOOKUP,
        dossier_code=CODE,
        applicant=APPLICANT,
        owner=OWNER,
        request=REQUEST,
        window=UNIT,
        accepted_at=RECEIVED,
        original_at=datetime(2026, 12, 4, 17, 0, tzinfo=LEGAL_TIME),
        promised_at=datetime(2026, 12, 8, 17, 0, tzinfo=LEGAL_TIME),
        new_at=datetime(2026, 12, 11, 17, 0, tzinfo=LEGAL_TIME),
        reason="Hồ sơ phải trích đo lại ranh giới thửa đất do bản đồ địa chính không khớp với hiện trạng sử dụng.",
        parts=(
            ExtendedPart(
                name=TRANSFER,
                code="1.013831",
                due_at=datetime(2026, 12, 8, 17, 0, tzinfo=LEGAL_TIME),
                new_due_at=datetime(2026, 12, 11, 17, 0, tzinfo=LEGAL_TIME),
            ),
        ),
        signer=LEADER,
    )


def control_slip() -> ControlSlip:
    """Window, land office, tax and back."""
    at = [
        datetime(2026, 11, day, hour, 15, tzinfo=LEGAL_TIME)
        for day, hour in ((23, 9), (23, 10), (25, 8), (27, 15))
    ]
    return ControlSlip(
        letterhead=letterhead("15/KSHS", day=30),
        lookup=LOOKUP,
        dossier_code=CODE,
        book="2026",
        applicant=APPLICANT,
        request=REQUEST,
        lead=LAND_OFFICE,
        cooperating=("Thuế cơ sở 1 tỉnh Sơn Hà",),
        accepted_at=RECEIVED,
        promised_at=datetime(2026, 12, 4, 17, 0, tzinfo=LEGAL_TIME),
        ended_at=at[3],
        lines=(
            HandedOver(
                given_by="Người nộp hồ sơ", received_by=UNIT, at=at[0], due_at=at[1], left_at=at[1],
                outcome="Đúng hạn", note=DESK.name,
            ),
            HandedOver(
                given_by=UNIT, received_by=LAND_OFFICE, at=at[1], due_at=at[3], left_at=at[2],
                outcome="Trước hạn", note=LEADER.name,
            ),
            HandedOver(given_by=LAND_OFFICE, received_by=UNIT, at=at[2], due_at=at[2], left_at=at[3], outcome="Quá hạn"),
        ),
    )  # fmt: skip


def register() -> Register:
    """Two dossiers of a day."""
    return Register(
        letterhead=letterhead("03/STD", day=30),
        lookup=LOOKUP,
        window=UNIT,
        first_day="01/11/2026",
        last_day="30/11/2026",
        officer=DESK.name,
        lines=(
            RegisteredDossier(
                number="15/TNHS",
                code=CODE,
                procedure=REQUEST,
                person=APPLICANT,
                lead=LAND_OFFICE,
                accepted_at=RECEIVED,
                promised_at=datetime(2026, 12, 4, 17, 0, tzinfo=LEGAL_TIME),
                transferred_at=datetime(2026, 11, 23, 10, 0, tzinfo=LEGAL_TIME),
                result_at=datetime(2026, 11, 30, 8, 5, tzinfo=LEGAL_TIME),
                returned_at=datetime(2026, 11, 30, 9, 12, tzinfo=LEGAL_TIME),
                receiver=APPLICANT.name,
                channel=Channel.PORTAL,
                way="Qua bưu chính công ích",
            ),
            RegisteredDossier(
                number="16/TNHS",
                code="H99.21.03-261123-0002",
                procedure="Chứng thực bản sao từ bản chính",
                person=OWNER,
                lead=UNIT,
                accepted_at=RECEIVED,
                promised_at=datetime(2026, 11, 23, 17, 0, tzinfo=LEGAL_TIME),
                sets=2,
                way="Tại quầy",
                note="Gia hạn một lần, văn bản số 02/XLGH",
            ),
        ),
    )


def return_slip() -> ReturnSlip:
    """Both results handed over, the old certificate collected."""
    return ReturnSlip(
        letterhead=letterhead("21/BNKQ", day=30),
        lookup=LOOKUP,
        dossier_code=CODE,
        applicant=APPLICANT,
        request=REQUEST,
        owner=OWNER,
        receiver=APPLICANT,
        receiver_role="Người được ủy quyền",
        results=(
            ReturnedResult(
                name="Phiếu yêu cầu có chứng nhận xóa đăng ký thế chấp",
                code="KQ.G15.000335",
                number="118/XN-VPĐK",
                signer=LEADER.name,
                signed_at=datetime(2026, 11, 23, 10, 24, tzinfo=LEGAL_TIME),
            ),
            ReturnedResult(
                name="Giấy chứng nhận đã xác nhận thay đổi",
                code="KQ.G10.001147",
                number="CS 004512",
                signer=LEADER.name,
                signed_at=datetime(2026, 11, 30, 8, 5, tzinfo=LEGAL_TIME),
            ),
        ),
        originals=(Paper(name="Giấy chứng nhận đã cấp", original=1),),
        returned_at=datetime(2026, 11, 30, 9, 12, tzinfo=LEGAL_TIME),
        officer=DESK,
    )


def payment() -> PaymentReceipt:
    """The fees of the transfer, paid in cash."""
    return PaymentReceipt(
        letterhead=letterhead("07/BLTP", day=30),
        lookup=LOOKUP,
        dossier_code=CODE,
        applicant=APPLICANT,
        request=REQUEST,
        payer=APPLICANT.name,
        lines=(
            PaidLine(
                name="Phí thẩm định hồ sơ",
                part=TRANSFER,
                amount=500_000,
                basis="Nghị quyết của HĐND tỉnh (ví dụ)",
            ),
            PaidLine(
                name="Lệ phí cấp Giấy chứng nhận",
                part=TRANSFER,
                amount=28_000,
                basis="Nghị quyết của HĐND tỉnh (ví dụ)",
            ),
        ),
        method="Tiền mặt",
        paid_at=datetime(2026, 11, 30, 9, 5, tzinfo=LEGAL_TIME),
        officer=DESK,
    )


def demo_result() -> DemoResult:
    """The released mortgage, stamped MẪU."""
    return DemoResult(
        letterhead=land_letterhead("118/XN-VPĐK"),
        lookup=LOOKUP,
        dossier_code=CODE,
        result_name="Chứng nhận xóa đăng ký thế chấp",
        result_code="KQ.G15.000335",
        part_name=RELEASE,
        part_code="1.011443",
        holder=OWNER,
        facts=(
            Fact(label="Thửa đất số, tờ bản đồ số", value="118, 24"),
            Fact(label="Diện tích", value="120,5 m²"),
            Fact(label="Bên nhận thế chấp", value="Ngân hàng Thương mại cổ phần Ví Dụ, chi nhánh Sơn Hà"),
        ),
        body="Đã xóa đăng ký thế chấp đối với thửa đất và tài sản gắn liền với đất nêu trên.",
        signer=LEADER,
        signed_at=datetime(2026, 11, 23, 10, 24, tzinfo=LEGAL_TIME),
    )


def all_samples() -> dict[str, FormData]:
    """Return every specimen by the name of its form."""
    return {
        "acknowledgement": acknowledgement(),
        "receipt": receipt(),
        "supplement": supplement(),
        "intake-refusal": intake_refusal(),
        "part-refusal": part_refusal(),
        "apology": apology_notice(),
        "stop-notice": stop_notice(),
        "control-slip": control_slip(),
        "register": register(),
        "return-slip": return_slip(),
        "payment": payment(),
        "demo-result": demo_result(),
    }
