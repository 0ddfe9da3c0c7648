# SPDX-License-Identifier: Apache-2.0
"""What people type and bring, by procedure: forms and papers to which nothing is missing."""

from __future__ import annotations

from typing import Any

LAND = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
COPY = "chung-thuc/ban-sao-tu-ban-chinh"
ANSWERS: dict[str, dict[str, Any]] = {
    LAND: {
        "applicant_name": "Nguyễn Văn An",
        "applicant_id": "099085000101",
        "applicant_address": "Thôn Đầu Suối, xã Suối Trong",
        "applicant_phone": "02000000901",
        "filer": "transferor",
        "transfer_kind": "sale",
        "land_commune": "suoi_trong",
        "parcel_no": "118",
        "map_no": "24",
        "area": 120.5,
        "certificate_no": "AA 123456",
        "mortgagee_name": "Ngân hàng Ví Dụ",
        "mortgage_contract": "12/2020/HĐTC",
        "transferee_name": "Lò Thị Bình",
        "transferee_id": "099190000102",
        "transferee_address": "Phường Bến Gió",
        "price": 1_000_000_000,
        "truthful": True,
    },
    COPY: {
        "applicant_name": "Nguyễn Văn An",
        "applicant_id": "099085000101",
        "applicant_address": "Thôn Đầu Suối, xã Suối Trong",
        "applicant_phone": "02000000901",
        "document_name": "Bằng tốt nghiệp",
        "issued_by": "Trường Ví Dụ",
        "document_language": "vi",
        "pages": 4,
        "copies": 2,
    },
}
PAPERS = {
    LAND: ("MAU-03A", "MAU-18", "HD-CHUYEN-QUYEN", "GCN", "VB-DONG-Y-XOA"),
    COPY: ("BAN-CHINH",),
}
