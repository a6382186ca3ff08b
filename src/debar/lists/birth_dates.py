"""Birth dates as lists write them: ISO or ``13 Dec 1963``, whole or in part, exact or ``circa``."""

from __future__ import annotations

import re

_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WRITTEN = re.compile(r"(?:(\d{1,2}) )?(?:([A-Za-z]{3})[a-z]* )?(\d{4})")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def birth_date(text: str) -> str:
    """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty for anything but one exact date, such as ``circa 1963``."""
    clean = " ".join(text.split())
    if found := _ISO.fullmatch(clean):
        year, month, day = found[1], int(found[2] or 0), int(found[3] or 0)
    elif found := _WRITTEN.fullmatch(clean):
        year, month, day = found[3], _MONTHS.get((found[2] or "").lower(), 0), int(found[1] or 0)
        if (found[2] and not month) or (day and not month):
            return ""
    else:
        return ""
    if year < "1000" or month > 12 or (day and day > _DAYS[month - 1]) or (found[2] and not month):
        return ""
    return "-".join((year, *(f"{part:02d}" for part in (month, day) if part)))
