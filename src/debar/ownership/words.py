"""The words of stake files: headings, lists and relations by their usual names, and a stake as it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from debar.model import Stake
from debar.ownership.percent import UNKNOWN, read_day, read_percent


@dataclass(slots=True)
class StakeWords:
    """A stake as a file writes it; `stake` makes bounds and days of the words, or a problem."""

    owner: str
    owned: str
    source: str
    row: int
    percent: str = ""
    least: str = ""
    most: str = ""
    from_: str = ""
    to: str = ""
    relation: str = "shares"
    nominee: bool = False
    of_record: str = ""
    unlicensed: bool = False
    citation: str = ""

    def stake(self) -> Stake:
        """Return the stake. Words that are no percentage or no day make it doubtful, never another value."""
        problems: list[str] = []
        least, most = self._bounds(problems)
        start, end = self._day(self.from_, problems), self._day(self.to, problems, last=True)
        return Stake(
            owner=self.owner,
            owned=self.owned,
            least=least,
            most=most,
            from_=start,
            to=end,
            relation=self.relation,
            nominee=self.nominee,
            of_record=self.of_record,
            unlicensed=self.unlicensed,
            source=self.source,
            row=self.row,
            citation=self.citation,
            problem="; ".join(problems),
        )

    def _bounds(self, problems: list[str]) -> tuple[Decimal, Decimal]:
        exact = read_percent(self.percent)
        if exact is None:
            problems.append(f"{self.percent[:40]!r} is no percentage")
            return UNKNOWN
        if self.percent.strip() and exact != UNKNOWN:
            return exact
        bounds = []
        for words, default, end in ((self.least, UNKNOWN[0], 0), (self.most, UNKNOWN[1], 1)):
            found = read_percent(words)
            if found is None:
                problems.append(f"{words[:40]!r} is no percentage")
            bounds.append(found[end] if found and words.strip() else default)
        return bounds[0], bounds[1]

    def _day(self, words: str, problems: list[str], *, last: bool = False) -> date | None:
        try:
            return read_day(words, last=last)
        except ValueError as error:
            problems.append(str(error))
            return None


def party_id(name: str) -> str:
    """Return the id of a party that only its name tells apart: letters' case and spaces aside."""
    return " ".join(name.casefold().split())


def plain_heading(words: str) -> str:
    """Return a heading or a keyword without case, signs and doubled spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())


@cache
def words_of(kind: str) -> Mapping[str, str]:
    """Return word -> what it means, for ``fields``, ``listed_fields``, ``lists`` or ``relations``."""
    data = tomllib.loads(files("debar.ownership").joinpath("columns.toml").read_text("utf-8"))
    found: dict[str, str] = {}
    for meaning, words in data[kind].items():
        for word in words:
            found.setdefault(plain_heading(word), meaning)
    return found


def list_named(words: str) -> str:
    """Return the id of the list that words name; unknown words are taken for an id themselves."""
    return words_of("lists").get(plain_heading(words), words.strip().lower())
