"""The page of name matches: the names with the highest scores in one table, then the lists and how it was judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from heapq import heappush, heappushpop
from typing import Any, TextIO

from markupsafe import Markup

from debar.model import NameMatch
from debar.report.context import Context
from debar.report.html.assets import content_policy, style
from debar.report.html.page_view import edition_view
from debar.report.html.view import Link
from debar.report.html.writer import environment
from debar.report.matches import LOOKS, Asked, Place, designation_words
from debar.report.notes import edition_summary, used_editions
from debar.report.text import long_date, plain, score_words, shorten, web_address
from debar.report.words import NOT_ADVICE, count

#: Names shown on one page; a larger page is slow to open. The page says how many it leaves out.
SHOWN = 2_000
#: Characters shown of a name, and of a kept cell.
_NAME, _CELL = 400, 200

_Kept = tuple[float, int, Place, str, tuple[NameMatch, ...]]


class MatchPage:
    """Holds at most ``shown`` names, those with the highest scores; ``close`` writes them in the order of the input."""

    lost: Collection[str] = ()

    def __init__(
        self, out: TextIO, context: Context, editions: Mapping[str, Any], asked: Asked, shown: int = SHOWN
    ) -> None:
        self._out = out
        self._context = context
        self._editions = used_editions(context.editions, editions.get("lists") or ())
        self._asked = asked
        self._shown = shown
        self._kept: list[_Kept] = []
        self._taken = 0
        self._found = 0
        self._outcomes = {"match": 0, "review": 0}

    def matches(self, where: Place, query: str, found: Sequence[NameMatch]) -> None:
        """Take the name; the one with the lowest score is let go when there are too many."""
        self._taken += 1
        if not found:
            return
        self._found += 1
        self._outcomes["match" if any(match.outcome == "match" for match in found) else "review"] += 1
        # The heap's smallest goes first: lowest score, then latest. ``_taken`` makes every entry distinct.
        entry = (max(match.score for match in found), -self._taken, where, query, tuple(found))
        if len(self._kept) < self._shown:
            heappush(self._kept, entry)
        else:
            heappushpop(self._kept, entry)

    def close(self, asked: int | None = None, said: Sequence[str] = ()) -> None:
        """Write the page."""
        context = self._context
        names = [_name_view(entry) for entry in sorted(self._kept, key=lambda entry: -entry[1])]
        page = environment().get_template("matches.html.j2")
        stream = page.generate(
            title="Names against the lists",
            account=self._account(self._taken if asked is None else asked),
            made=long_date(context.today),
            version=plain(context.version),
            as_of=long_date(context.as_of) if context.as_of else "",
            known_at=long_date(context.known_at) if context.known_at else "",
            warnings=edition_summary(self._editions, context.today, context.stale_after)[1:],
            names=names,
            left_out=self._found - len(names),
            editions=[edition_view(edition, context) for edition in self._editions],
            profile=plain(self._asked.words()),
            said=[plain(sentence) for sentence in said],
            not_advice=NOT_ADVICE,
            policy=content_policy(),
            # It is a file of this package.
            style=Markup(style()),  # noqa: S704
        )
        self._out.writelines(stream)
        self._out.flush()

    def _account(self, asked: int) -> str:
        sure, unsure = self._outcomes["match"], self._outcomes["review"]
        return (
            f"{count(asked, 'name')} judged: {sure:,} with a match, {unsure:,} to review only, "
            f"{asked - self._found:,} like no listed name"
        )


def _name_view(entry: _Kept) -> dict[str, Any]:
    _, _, where, query, found = entry
    return {
        "row": f"{where.row:,}",
        "source": plain(where.source),
        "query": shorten(plain(query), _NAME) or "(no name)",
        "cells": [
            (plain(heading) or "beyond the heading", shorten(plain(cell), _CELL))
            for heading, cell in where.original.items()
            if cell.strip()
        ],
        "matches": [_match_view(match) for match in found],
    }


def _match_view(match: NameMatch) -> dict[str, Any]:
    entity = match.entity
    alias = match.name != entity.caption and match.name in (*entity.names, *entity.weak_names)
    return {
        "look": LOOKS.get(match.outcome, LOOKS["review"]),
        "score": score_words(match.score),
        "name": plain(match.name),
        "caption": plain(entity.caption) if alias else "",
        "entity": plain(entity.id),
        "because": plain(match.because),
        "designations": [
            (
                designation_words(each, cited=False),
                [Link(plain(citation.title), web_address(citation.url)) for citation in each.citations],
            )
            for each in entity.designations
        ],
    }
