"""Whether a text file is a paper (a quote, minutes) or a table of records."""

from __future__ import annotations

from collections import Counter

from debar.documents.layout import lines_of_text
from debar.documents.mail import is_mail
from debar.documents.plain import decode
from debar.procurement.documents.columns import heading_at
from debar.procurement.documents.head import read_head
from debar.procurement.documents.prose import paragraphs, usual_gap
from debar.tables import Member

#: Bytes looked at.
_HEAD = 1 << 16
#: Names that say the file is a table, whatever it looks like.
_TABLES = (".csv", ".tsv", ".tab", ".psv", ".jsonl", ".ndjson")
_DELIMITERS = ",\t;|"
#: The share of lines that agree on their cells in a table.
_AGREE = 0.8
#: Characters of a paragraph that goes over several lines.
_PROSE = 150


def is_document(member: Member) -> bool:
    """True for a text that is no table: a mail, a paper with a title, with columns of items, or prose."""
    if member.name.lower().endswith(_TABLES):
        return False
    head = member.stream.peek(_HEAD)
    if is_mail(head):
        return True
    if b"\0" in head[:4096]:
        return False
    text = decode(head).replace("\r\n", "\n").replace("\r", "\n")
    if _is_delimited(text):
        return False
    lines = lines_of_text([text], paged=False)[:200]
    if not lines:
        return False
    found = read_head(lines)
    told = sum(one is not None for one in (found.kind, found.supplier, found.buyer, found.date, found.number))
    if found.kind is not None and (told > 1 or len(lines) > 1):
        return True
    if any(heading_at(lines, at, {}, bids=False) for at in range(min(len(lines), 40))):
        return True
    return (
        any(len(one.text) >= _PROSE and one.text.count(" ") > 20 for one in paragraphs(lines, usual_gap(lines)))
        and len(lines) > 3
    )


def _is_delimited(text: str) -> bool:
    """Whether most lines hold the same number, two or more, of cells under one delimiter."""
    lines = [line for line in text.split("\n") if line.strip()][:200]
    if len(lines) < 2:
        return True
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        count, often = counts.most_common(1)[0]
        if count and often >= _AGREE * len(lines):
            return True
    return False
