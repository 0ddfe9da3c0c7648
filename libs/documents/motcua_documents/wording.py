# SPDX-License-Identifier: Apache-2.0
"""Owns how dates, numbers and money are written on a Vietnamese form (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

LEGAL_TIME = timezone(timedelta(hours=7), "+07")
"""Time zone of Việt Nam: UTC+7 without summer time; fixed here so that no time zone database is needed."""

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def date_in_words(moment: datetime) -> str:
    """Return ``ngày 04 tháng 02 năm 2026``: a zero before days below 10 and months 1 and 2 (NĐ 30/2020)."""
    local = moment.astimezone(LEGAL_TIME)
    month = f"{local.month:02d}" if local.month <= 2 else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def minute_in_words(moment: datetime) -> str:
    """Return ``17 giờ 00 phút, thứ Sáu, ngày 04 tháng 12 năm 2026``."""
    local = moment.astimezone(LEGAL_TIME)
    return f"{local:%H} giờ {local:%M} phút, {_WEEKDAYS[local.weekday()]}, {date_in_words(local)}"


def until_in_words(moment: datetime) -> str:
    """A last moment; midnight is the 24:00 of the day that it ends."""
    local = moment.astimezone(LEGAL_TIME)
    if (local.hour, local.minute) != (0, 0):
        return minute_in_words(moment)
    day = local - timedelta(days=1)
    return f"24 giờ 00 phút, {_WEEKDAYS[day.weekday()]}, {date_in_words(day)} (tại quầy: trong giờ làm việc)"


def short_minute(moment: datetime) -> str:
    """Return ``17:00 ngày 04/12/2026``."""
    return f"{moment.astimezone(LEGAL_TIME):%H:%M ngày %d/%m/%Y}"


def count(number: int) -> str:
    """Return a number of papers as offices write it, ``02``; nothing for none."""
    return f"{number:02d}" if number else ""


def dong(amount: int) -> str:
    """Return an amount of integer đồng as ``25.000 đồng``, ``Không thu`` for nothing."""
    return f"{amount:,}".replace(",", ".") + " đồng" if amount else "Không thu"
