"""What a record hints of the money behind a purchase: programmes, numbers of grants, headings that hold them.

A hint is never a fact: what a purchase was paid from stays as the record or the user says it, and the hint says what to
ask for. Patterns are data (``data/funding_hints.tsv``, ``data/funding_columns.tsv``), tried in one linear pass (RE2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import re2

from debar.errors import DataError
from debar.model import FUNDING_KINDS
from debar.procurement.headings import plain, read_rows

#: Characters of one text that are read, and around a hint in which a denial or what it needs is looked for.
READ, _NEAR = 10_000, 160
_DENIED = re.compile(r"\b(?:no|not|non|without|never|excluding|ineligible for|other than)\b[\s-]*(?:\w+[\s-]+){0,3}$")
_EMPTY = frozenset({"", "0", "no", "n", "na", "n/a", "none", "null", "false", "-", "not applicable", "non-grant"})
_LAYOUT = ("id", "kind", "programme", "pattern", "unless", "needs", "source")


@dataclass(frozen=True, slots=True)
class FundingHint:
    """A sign of where money came from.

    ``id`` names the programme, ``kind`` the kind of funding it would be (`debar.model.FUNDING_KINDS`), ``quote`` what
    the record says, ``column`` the heading it stands under (empty in a text), ``start`` and ``end`` its place there.
    """

    id: str
    kind: str
    programme: str
    quote: str
    column: str
    start: int
    end: int
    source: str

    @property
    def because(self) -> str:
        """One sentence of evidence."""
        where = f"the column {self.column!r} holds" if self.column else "the text says"
        return f"{where} {self.quote!r}: a hint at {self.programme} ({self.source}), not a fact"

    @property
    def ask(self) -> str:
        """What to ask the buyer for to make it a fact."""
        if self.kind == "unknown":
            return "which grant paid, who gave it, and its federal award number and date if it was federal"
        if self.kind == "state":
            return "the state programme that paid, and whether federal money passed through it"
        what = "the funding request number" if self.kind == "e-rate" else "the award number"
        return f"whether {self.programme} paid for it, {what} and the date of the award"


@dataclass(frozen=True, slots=True)
class _Programme:
    id: str
    kind: str
    name: str
    pattern: re2.Pattern
    unless: re2.Pattern | None
    needs: re2.Pattern | None
    source: str


def hints_in(text: str, column: str = "") -> tuple[FundingHint, ...]:
    """The hints in a text, one of a programme, in the order they stand; without what the text itself denies."""
    text = text[:READ]
    known, together = _programmes()
    low = text.lower()
    if len(low) != len(text):
        low = "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)
    found = []
    for number in together.Match(low) or ():
        programme = known[number]
        hit = next((span for span in _spans(programme, low) if _holds(programme, low, span)), None)
        if hit:
            quote = text[hit[0] : hit[1]]
            found.append(
                FundingHint(programme.id, programme.kind, programme.name, quote, column, *hit, programme.source)
            )
    return tuple(sorted(_without_lesser(found), key=lambda hint: (hint.start, hint.id)))


def funding_hints(text: str, original: Mapping[str, str]) -> tuple[FundingHint, ...]:
    """The hints of a record: in its text, in cells under headings of funding, in its other cells; one a programme."""
    found = {hint.id: hint for hint in hints_in(text)}
    for column, cell in original.items():
        if not cell or cell == text:
            continue
        for hint in (*_by_heading(column, cell), *hints_in(cell, column)):
            found.setdefault(hint.id, hint)
    return tuple(_without_lesser(list(found.values())))


def _by_heading(column: str, cell: str) -> tuple[FundingHint, ...]:
    known = _columns().get(plain(column))
    said = " ".join(cell.split())[:_NEAR]
    if known is None or said.lower() in _EMPTY or not any(letter.isalnum() and letter != "0" for letter in said):
        return ()
    kind, what, source = known
    return (FundingHint("column", kind, what, said, column, 0, len(said), source),)


def _spans(programme: _Programme, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in programme.pattern.finditer(text)]


def _holds(programme: _Programme, text: str, span: tuple[int, int]) -> bool:
    """Whether what the programme needs stands near, and nothing that denies it or makes it another word."""
    near = text[max(0, span[0] - _NEAR) : span[1] + _NEAR]
    before = text[max(0, span[0] - 40) : span[0]]
    if _DENIED.search(before) or (programme.unless and programme.unless.search(near)):
        return False
    return programme.needs is None or bool(programme.needs.search(near))


def _without_lesser(found: list[FundingHint]) -> list[FundingHint]:
    """Without the general words where a programme is named, nor a number within another hint's words."""
    named = [hint for hint in found if hint.id not in ("federal", "column")]
    if named:
        found = [
            hint for hint in found if hint.id != "federal" and not (hint.id == "column" and hint.kind == "unknown")
        ]
    return [
        hint
        for hint in found
        if not any(
            other is not hint
            and other.column == hint.column
            and other.start <= hint.start
            and hint.end <= other.end
            and (other.end - other.start) > (hint.end - hint.start)
            for other in found
        )
    ]


@lru_cache(maxsize=1)
def _programmes() -> tuple[tuple[_Programme, ...], re2.Set]:
    options = re2.Options()
    options.log_errors = False
    together = re2.Set.SearchSet(options)
    found = []
    for id_, kind, name, pattern, unless, needs, source in read_rows("funding_hints.tsv", _LAYOUT):
        if kind not in FUNDING_KINDS:
            raise DataError(f"funding_hints.tsv: {kind!r} is no kind of funding ({', '.join(FUNDING_KINDS)}).")
        try:
            main, other, near = (
                None if part == "-" else re2.compile(part, options) for part in (pattern, unless, needs)
            )
            together.Add(pattern)
        except re2.error as error:
            raise DataError(f"funding_hints.tsv: a pattern of {id_!r} is wrong: {error}.") from error
        found.append(_Programme(id_, kind, name, main, other, near, source))
    together.Compile()
    return tuple(found), together


@lru_cache(maxsize=1)
def _columns() -> dict[str, tuple[str, str, str]]:
    rows = read_rows("funding_columns.tsv", ("heading", "kind", "what", "source"))
    return {heading: (kind, what, source) for heading, kind, what, source in rows}
