# SPDX-License-Identifier: Apache-2.0
"""Requests that no page of ours makes: each gets a page with a sentence, never a 500."""

from __future__ import annotations

import httpx
import pytest

BROKEN = "multipart/form-data; boundary=x"


@pytest.mark.parametrize("path", ["/ngon-ngu/en?next=http://[", "/ngon-ngu/en?next=//%5B"])
def test_an_address_that_is_none_leads_home(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("origin", ["http://[", "http://elsewhere.example", "://"])
def test_a_form_of_another_site_is_refused(hoa: httpx.Client, origin: str) -> None:
    answer = hoa.post("/dang-xuat", data={"csrf": "x"}, headers={"Origin": origin})

    assert answer.status_code == 403
    assert "Content-Security-Policy" in answer.headers


def test_a_form_that_cannot_be_read_is_refused(hoa: httpx.Client) -> None:
    answer = hoa.post("/dang-xuat", content=b"--x\r\nbroken", headers={"Content-Type": BROKEN})

    assert 400 <= answer.status_code < 500
    assert "Content-Security-Policy" in answer.headers


def test_a_form_of_thousands_of_fields_is_refused(hoa: httpx.Client) -> None:
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nv\r\n' for n in range(1500))
    answer = hoa.post("/dang-xuat", content=f"{parts}--x--\r\n".encode(), headers={"Content-Type": BROKEN})

    assert 400 <= answer.status_code < 500
