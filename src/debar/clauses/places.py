"""Places that a clause names, one after another, or describes ("any country that is or becomes subject to ...")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from debar.clauses.vocabulary import Hit, phrases
from debar.model.clauses import PlaceMode, PlaceTerms

_JOIN = re.compile(
    r"(?:[\s,\"()/&-]|\b(?:and|or|the|so-called|regions?|including|of|in|within|to|for|use|any|either|both|from|part"
    r"|territory|government|territories|ukraine|non-government controlled areas)\b){1,40}"
)
_LAND = r"(?:countr(?:y|ies)|territor(?:y|ies)|jurisdictions?|regions?|nations?|destinations?|places?)\b"
_DESCRIBED = re.compile(
    r"\b(?:any|each|every|all|an?|those|the|such)\s+(?:other\s+)?(?:(?!(?:united|to|any|in|of|for|an?|the|or|and"
    r"|from)\s)[a-z.-]+\s+){0,4}?" + _LAND + rf"(?:\s+{_LAND})?(?:\s+(?:and|or)\s+{_LAND})?"
)
_BARRED = re.compile(r"\b(?:sanction|embargo|prohibit|restrict|trade ban|country group)")
_STOP = re.compile(r"[,;()]|\.(?=\s|$)(?<!\bu\.s\.)(?<!\bu\.k\.)(?<!\bno\.)|$")
_AS_OF = re.compile(
    r"[\s,(]*\b((?:currently|presently|at present|as of the date hereof|as of the date of this agreement"
    r"|at the date of this agreement|on the date of this agreement"
    r"|as of the [a-z]+ date|(?:at|on) the date hereof))[\s,:]*(?:being|includes?|including|are"
    r"|is)?[\s,:]*(?:the\s+)?"
)
_ALSO = re.compile(r"[\s,)]*(?:and|or|as well as|and/or)\s+")
_NOT_THERE = re.compile(
    r"(?:\boutside|\bother than|\bexcept(?: in| for)?|\bexcluding|\bboycott(?:s|ing)?)\s+"
    r"(?:of\s+|against\s+)?(?:the\s+)?$"
)
#: How far a description may run before it says why these places: "a country ... that is the subject of sanctions".
_FAR = 160


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places named or described in one breath, at ``[start, end)``; ``described`` is where the description stands."""

    start: int
    end: int
    codes: tuple[str, ...] = ()
    described: tuple[int, int] | None = None
    as_of: str = ""

    def terms(self, text: str) -> PlaceTerms:
        """As the model says it; ``text`` is the text that the offsets are of."""
        mode: PlaceMode = "fixed"
        if self.described and self.as_of:
            mode = "dynamic with snapshot"
        elif self.described:
            mode = "fixed and dynamic" if self.codes else "dynamic"
        description = text[slice(*self.described)] if self.described else ""
        return PlaceTerms(mode, self.codes, description, as_of=self.as_of)


def find_groups(folded: str, start: int, end: int) -> list[PlaceGroup]:
    """Every group of places in ``folded[start:end]``, in order."""
    hits = _reached(folded, phrases("places").find(folded, start, end))
    described = _descriptions(folded, start, end)
    groups: list[PlaceGroup] = []
    run: list[Hit] = []
    for hit in hits:
        if run and not _joined(folded, run[-1].end, hit.start):
            groups.append(_named(folded, run))
            run = []
        run.append(hit)
    if run:
        groups.append(_named(folded, run))
    return _merge(folded, groups, described)


def _reached(folded: str, hits: Iterable[Hit]) -> list[Hit]:
    """The places without those that the words leave out, and without those named in one breath with them."""
    found: list[Hit] = []
    skipped: Hit | None = None
    for hit in hits:
        if left_out(folded, hit.start) or (skipped and _joined(folded, skipped.end, hit.start)):
            skipped = hit
        else:
            found.append(hit)
            skipped = None
    return found


def left_out(folded: str, at: int) -> bool:
    """Whether the place at ``at`` is what the words leave out ("outside Germany")."""
    return bool(_NOT_THERE.search(folded, max(at - 30, 0), at))


def _joined(folded: str, left: int, right: int) -> bool:
    return right - left <= 60 and bool(_JOIN.fullmatch(folded, left, right))


def _named(folded: str, run: list[Hit]) -> PlaceGroup:
    end = run[-1].end
    if folded[run[-1].start : end].count("(") > folded[run[-1].start : end].count(")") and folded[end : end + 1] == ")":
        end += 1
    for tail in (" regions", " region"):
        if folded.startswith(tail, end):
            end += len(tail)
            end += len(" of ukraine") if folded.startswith(" of ukraine", end) else 0
    return PlaceGroup(run[0].start, end, tuple(dict.fromkeys(hit.row.id for hit in run)))


def _descriptions(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = start
    while match := _DESCRIBED.search(folded, at, end):
        at = match.end()
        if phrases("places").first(folded, *match.span()):
            continue
        if _BARRED.search(match[0]):
            found.append(match.span())
            continue
        limit = min(end, match.end() + _FAR)
        semicolon = folded.find(";", match.end(), limit)
        barred = _BARRED.search(folded, match.end(), semicolon if semicolon >= 0 else limit)
        if barred:
            stop = _STOP.search(folded, barred.end(), end)
            at = stop.start() if stop else end
            at = match.start() + len(folded[match.start() : at].rstrip())
            found.append((match.start(), at))
    return found


def _later(folded: str, at: int) -> re.Match[str] | None:
    """The word of a snapshot that opens the brackets after the description: "... regulations (currently X)"."""
    stop = _STOP.search(folded, at, at + 110)
    return _AS_OF.match(folded, stop.start()) if stop else None


def _merge(folded: str, groups: list[PlaceGroup], described: list[tuple[int, int]]) -> list[PlaceGroup]:
    """Named places and the descriptions that follow or lead them, as one group each."""
    out: list[PlaceGroup] = []
    left = list(groups)
    for start, end in described:
        before = next(
            (group for group in left if group.end <= start and _ALSO.fullmatch(folded, group.end, start)), None
        )
        snapshot = _AS_OF.match(folded, end) or _later(folded, end)
        after = next((group for group in left if snapshot and 0 <= group.start - snapshot.end() <= 8), None)
        if snapshot and after:
            left.remove(after)
            close = after.end + (folded[after.end : after.end + 1] == ")" and folded.find("(", end, after.start) >= 0)
            until = start + len(folded[start : snapshot.start()].rstrip())
            out.append(PlaceGroup(start, close, after.codes, (start, until), snapshot[1]))
        elif before:
            left.remove(before)
            out.append(PlaceGroup(before.start, end, before.codes, (start, end)))
        else:
            out.append(PlaceGroup(start, end, (), (start, end)))
        left = [group for group in left if not (start <= group.start and group.end <= end)]
    return sorted([*out, *left], key=lambda group: group.start)
