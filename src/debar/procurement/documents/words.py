"""The words of such papers: headings of item tables, labels of the head, titles; and how numbers are written there."""

from __future__ import annotations

import re
from functools import lru_cache

from debar.errors import DataError
from debar.procurement.headings import plain, read_rows

#: Columns of numbers; columns of words about the thing.
NUMERIC = frozenset({"quantity", "price", "amount"})
WORDS = frozenset({"manufacturer", "model", "text", "item"})
_FIELDS = NUMERIC | WORDS | {"unit", "number", "supplier", "date", "reference", "buyer", "other"}
_LABELS = frozenset({"buyer", "ship", "supplier", "party", "date", "notdate", "number", "contact"})
#: Words in the longest heading or label.
LONGEST = 5
_QUANTITY = re.compile(r"[-(]?\d[\d,]*(?:\.\d+)?\)?\s*(?:[A-Za-z]{1,6}\.?)?")
_MONEY = re.compile(
    r"[-(]?\s*(?:US|CA?)?[$£€]?\s*[-(]?(?:\d[\d,]*(?:\.\d{1,4})?|\.\d{1,4})\)?\s*(?:USD|CAD|GBP|EUR|TX?|N|CR|DR|-|/?(?:ea|each|hr)\.?)?"
    r"|n/?c|no charge|incl(?:uded|\.)?|tbd|no bid|n/?a|-+",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:estimated|order|quote|invoice|bid|project|equipment|material|labou?r|grand|sub|page|base|net|gross|report"
    r"|overall|section|tax|merchandise|product|hardware|software|section|total|department|fund|vendor|account)[\s-]*){0,4}"
    r"totals?\b(?![\s-]+(?:station|control|wire|quality|solution|access|care|protection|security|cover|defen[cs]e))"
    r"|(?:sales |state |county |city |local |use |estimated |est\.? )*tax\b(?!\w)|balance\b|amount due|less deposit"
    r"|deposit\b|payments?/credits|credits?$|please pay|pay this amount|amount paid",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _headings() -> dict[str, str]:
    found = {heading: field for field, heading, _ in read_rows("document_headings.tsv", ("field", "heading", "source"))}
    if not set(found.values()) <= _FIELDS:
        raise DataError(f"document_headings.tsv: fields are {', '.join(sorted(_FIELDS))}.")
    return found


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    found = {label: field for field, label, _ in read_rows("document_labels.tsv", ("field", "label", "source"))}
    if not set(found.values()) <= _LABELS:
        raise DataError(f"document_labels.tsv: fields are {', '.join(sorted(_LABELS))}.")
    return found


@lru_cache(maxsize=1)
def titles() -> tuple[tuple[str, str], ...]:
    """(title, kind), the longest titles first."""
    rows = read_rows("document_kinds.tsv", ("kind", "title", "source"))
    return tuple(sorted(((title, kind) for kind, title, _ in rows), key=lambda row: -len(row[0])))


@lru_cache(maxsize=4_096)
def heading_field(text: str) -> str:
    """The field that a heading names; empty when it is none."""
    if len(text) > 60:
        return ""
    words = _headings()
    bare = plain(text) if text.strip() != "#" else "no"
    return words.get(bare) or words.get(plain(re.sub(r"\([^)]*\)|\$", " ", text)), "")


@lru_cache(maxsize=4_096)
def label_of(text: str) -> tuple[str, str, bool]:
    """(field, value, certain) of ``Quote Date: 3 May 2023`` or ``Bill To``; three empty ones when it begins with none.

    ``certain`` says that a colon or the end of the text follows the label.
    """
    before, colon, after = text.partition(":")
    field = _labels().get(plain(before)) if len(before) <= 40 else None
    if field and (colon or not after):
        return field, after.lstrip(" #.:\t").rstrip(), True
    words = text[:200].split()
    for count in range(min(LONGEST, len(words)), 0, -1):
        start = " ".join(words[:count])
        field = _labels().get(plain(start))
        if field:
            return (
                field,
                text[text.index(words[count - 1]) + len(words[count - 1]) :].lstrip(" #.:\t").rstrip(),
                start.endswith("#"),
            )
    return "", "", False


def is_quantity(text: str) -> bool:
    """``24``, ``1,000``, ``2 EA``."""
    return bool(_QUANTITY.fullmatch(text.strip()))


def is_money(text: str) -> bool:
    """``$1,250.00``, ``(35.00)``, ``N/C``, ``No Bid``."""
    return bool(_MONEY.fullmatch(text.strip()))


def is_total(text: str) -> bool:
    """Whether a row that begins so sums up others."""
    return bool(_TOTAL.match(text.strip()[:200]))


def fits_column(field: str, text: str) -> bool:
    """Whether a text may stand in a column of that field."""
    if field == "quantity":
        return is_quantity(text)
    return field not in NUMERIC or is_money(text)
