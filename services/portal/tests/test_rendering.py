# SPDX-License-Identifier: Apache-2.0
"""How the portal writes dates, money and sizes: one style for each language."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from motcua_calendar.clock import LEGAL_ZONE, FixedClock
from motcua_portal.web import forms
from motcua_portal.web.rendering import Pages, day, in_list, moment, money, size, sizes
from sqlalchemy.exc import OperationalError

AT = datetime(2026, 11, 3, 9, 5, tzinfo=LEGAL_ZONE)


@pytest.mark.parametrize(
    ("write", "value", "vietnamese", "english"),
    [(moment, AT, "03/11/2026 09:05", "3 November 2026 09:05"), (day, AT, "03/11/2026", "3 November 2026"),
     (money, 70_000, "70.000 đồng", "VND 70,000"), (money, 21_250_000, "21.250.000 đồng", "VND 21,250,000"),
     (size, 1_200_000, "1,2 MB", "1.2 MB"), (size, 3_000_000, "3 MB", "3 MB"), (size, 340_400, "340 KB", "340 KB")],
)  # fmt: skip
def test_one_style_for_each_language(write: Any, value: Any, vietnamese: str, english: str) -> None:
    assert (write(value, "vi"), write(value, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("GCN.pdf", "GCN.pdf"),
        ("a" * 44 + ".pdf", "a" * 44 + ".pdf"),
        ("a" * 45 + ".pdf", "a" * 28 + "…" + "a" * 15 + ".pdf"),
    ],
)
def test_a_list_shows_beginning_and_end_of_a_long_file_name(name: str, shown: str) -> None:
    assert in_list(name) == shown and len(shown) <= 48


def test_filters_write_in_the_language_of_the_page_in_macros_too() -> None:
    pages = Pages(FixedClock(AT), "1")
    page = pages._environment.from_string(
        "{% macro told(x) %}{{ x | money }}, {{ now | day }}{% endmacro %}{{ told(5000) }}"
    )
    assert page.render(language="en", now=AT) == "VND 5,000, 3 November 2026"
    assert page.render(language="vi", now=AT) == "5.000 đồng, 03/11/2026"


class ClockOf(FixedClock):
    """Keeps the time in a database, as that of a trial does."""

    error: Exception | None = None

    def now(self) -> datetime:
        if self.error is not None:
            raise self.error
        return super().now()


def test_pages_are_written_while_the_database_is_away() -> None:
    """What is refused for that reason needs a page too; another fault of the clock is none that a page hides."""
    clock = ClockOf(AT)
    pages = Pages(clock, "1")
    assert pages.now() == AT
    clock.error = OperationalError("SELECT", {}, Exception("the server closed the connection"))
    assert pages.now() == AT
    assert Pages(clock, "1").now() > AT, "nothing was known: the time of the machine"
    clock.error = ValueError("a fault")
    with pytest.raises(ValueError, match="a fault"):
        pages.now()


@pytest.mark.parametrize(
    ("kind", "value", "vietnamese", "english"),
    [("number", 1250000.5, "1.250.000,5", "1,250,000.5"), ("number", "vài", "vài", "vài"),
     ("date", "09/01/2026", "09/01/2026", "9 January 2026"), ("date", "mai", "mai", "mai"),
     ("textfield", "09/01/2026", "09/01/2026", "09/01/2026")],
)  # fmt: skip
def test_answers_read_in_the_language_of_the_page(
    kind: Any, value: Any, vietnamese: str, english: str
) -> None:
    view: Any = SimpleNamespace(type=kind)
    read = [forms.Entry(view, forms._text(view, value, one), language=one).shown for one in ("vi", "en")]
    assert read == [vietnamese, english]


@pytest.mark.parametrize(
    ("larger", "smaller", "vietnamese", "english"),
    [
        (31_000_000, 20_000_000, ("31 MB", "20 MB"), ("31 MB", "20 MB")),
        (20_040_000, 20_000_000, ("20,04 MB", "20 MB"), ("20.04 MB", "20 MB")),
        (20_000_001, 20_000_000, ("20.000.001 byte", "20.000.000 byte"), ("20,000,001 bytes", "20,000,000 bytes")),
    ],
)  # fmt: skip
def test_two_sizes_that_differ_read_so(
    larger: int, smaller: int, vietnamese: tuple[str, str], english: tuple[str, str]
) -> None:
    assert (sizes(larger, smaller, "vi"), sizes(larger, smaller, "en")) == (vietnamese, english)
