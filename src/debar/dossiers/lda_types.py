"""What a filing under the Lobbying Disclosure Act is: the type and period out of what its file calls them.

Source: 2 USC 1603 to 1605; the type codes of the LDA REST API (``constants/filing/filingtypes``), and the words of the
Senate's older XML files, which spell one type in several ways and break lines within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from debar.model.dossiers import Day

Part = Literal["registration", "report", "termination", "contributions", "other"]
#: The months of each period: quarters since 2008, half years before.
_PERIODS = {
    "Q1": ("01-01", "03-31"),
    "Q2": ("04-01", "06-30"),
    "Q3": ("07-01", "09-30"),
    "Q4": ("10-01", "12-31"),
    "MY": ("01-01", "06-30"),
    "YE": ("07-01", "12-31"),
}
_WORDS = (
    ("FIRSTQUARTER", "Q1"),
    ("1STQUARTER", "Q1"),
    ("SECONDQUARTER", "Q2"),
    ("2NDQUARTER", "Q2"),
    ("THIRDQUARTER", "Q3"),
    ("3RDQUARTER", "Q3"),
    ("FOURTHQUARTER", "Q4"),
    ("4THQUARTER", "Q4"),
    ("MIDYEAR", "MY"),
    ("YEAREND", "YE"),
)


@dataclass(frozen=True, slots=True)
class FilingType:
    """``period`` is Q1 to Q4, MY, YE or empty; ``has_activity`` is False where the filing says that there was none."""

    part: Part
    period: str = ""
    is_amendment: bool = False
    has_activity: bool = True

    def days(self, year: int) -> tuple[Day, Day] | None:
        """The first and last day of its period in a year; None when it has none."""
        if self.period not in _PERIODS:
            return None
        first, last = _PERIODS[self.period]
        return Day(iso=f"{year}-{first}"), Day(iso=f"{year}-{last}")


def filing_type(words: str, period: str = "") -> FilingType:
    """The type out of its words (``YEAR-END AM ENDMENT``, ``1st Quarter - Report``) and those of its period."""
    plain = "".join(each for each in words.upper()[:200] if each.isalnum())
    where = "".join(each for each in period.upper()[:200] if each.isalnum())
    found = next((code for part in (plain, where) for word, code in _WORDS if word in part), "")
    part: Part = "other"
    if "TERM" in plain:
        part = "termination"
    elif "REGISTRATION" in plain:
        part = "registration"
    elif "CONTRIBUTION" in plain:
        part = "contributions"
    elif found and "MISC" not in plain:
        part = "report"
    return FilingType(part, found, "AMENDMENT" in plain, "NOACTIVITY" not in plain)
