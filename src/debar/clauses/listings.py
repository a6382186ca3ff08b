"""Lists that a clause names, and authorities whose lists it means, each with its alias and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from debar.clauses.vocabulary import Hit, phrases

_ALIAS = re.compile(r"\s*\((?:the |an? |each,? an? )?\"([^\"()]{1,60})\"\)")
_INITIALS = re.compile(r"\s*\([a-z.]{2,8}\)")
_MAINTAINED = re.compile(r"\s*(?:is |are )?(?:maintained|administered|issued|published|kept) by\s+(?:the\s+)?")
_BY = re.compile(
    r"\b(?:maintained|administered|enforced|imposed|published|issued|kept|promulgated)\b[^;:]{0,40}?\bby\b"
    r"|\bin the territory of\b"
)
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_OPEN = re.compile(
    r"\bsuch as\b|\bincluding(?:,)?\s*(?:but not limited to|without limitation)|\bor (?:any )?other (?:relevant "
    r"|applicable |similar )*"
    r"(?:government|authorit|body|list|nation|sanctions)|\bby any (?:nation|government|law)|\bunder any law"
    r"|\bsimilar lists?\b|\bor any other\b"
)
#: Between a list and who keeps it, and between an authority and what it is a part of.
_KEPT = re.compile(r"\b(?:maintained|administered|issued|published|kept) by\b|\bof\s+(?:the\s+)?$|\bin the\s+$")
_WITHIN = re.compile(r"\s*(?:of|'s)\s*(?:the\s*)?")
_POSSESSED = re.compile(r"'?s?'?s?\s+(?:\"?[a-z-]+\"?\s+){0,3}?$")
_ASKS_AUTHORITY = re.compile(r"\b(?:lists?|sanctions?|authorit(?:y|ies)|restricted party|restricted parties)\b")
#: An authority counts where a list or sanctions are spoken of at most so far before it.
_FAR = 700


@dataclass(frozen=True, slots=True)
class Listing:
    """One list or authority named at ``[start, end)``; ``group`` is ``named``, ``generic`` or ``authority``."""

    id: str
    group: str
    start: int
    end: int
    alias: str = ""
    open_ended: bool = False


def find_listings(
    text: str, folded: str, start: int, end: int, spared: list[tuple[int, int]], *, context: int | None = None
) -> list[Listing]:
    """Lists and authorities in ``folded[start:end]``, in order.

    ``spared`` are stretches that speak of something else; what was said since ``context`` may speak of lists.
    """
    named = [hit for hit in phrases("lists").find(folded, start, end) if not _inside(hit, spared)]
    taken = [(hit.start, hit.end) for hit in named]
    authorities = [hit for hit in phrases("authorities").find(folded, start, end) if not _inside(hit, spared + taken)]
    found: list[Listing] = []
    for hit in named:
        if not found or hit.start >= found[-1].end:
            found.append(_listing(text, folded, hit, authorities, end))
    authorities = [hit for hit in authorities if not any(item.start <= hit.start < item.end for item in found)]
    since = start if context is None else context
    blanked = _without(folded, since, end, spared)
    kept = [
        Listing(hit.row.id, "authority", hit.start, _with_initials(folded, hit.end, end))
        for number, hit in enumerate(authorities)
        if not _beside_a_list(folded, hit, authorities[:number], named)
        and _ASKS_AUTHORITY.search(blanked, max(0, hit.start - _FAR - since), hit.start - since)
    ]
    # "European Union (EU)" is one
    kept = [item for number, item in enumerate(kept) if not number or item.start >= kept[number - 1].end]
    return _opened(folded, sorted([*found, *kept], key=lambda item: item.start), end)


def _inside(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)


def _listing(text: str, folded: str, hit: Hit, authorities: list[Hit], end: int) -> Listing:
    group = hit.row.cells["group"]
    stop, alias = hit.end, ""
    if group == "named":
        if given := _ALIAS.match(folded, stop, end):
            stop, alias = given.end(), text[given.start(1) : given.end(1)]
        elif kept := _MAINTAINED.match(folded, stop, end):
            by = next((each for each in authorities if each.start == kept.end()), None)
            stop = by.end if by else stop
    return Listing(hit.row.id, group, hit.start, stop, alias)


def _with_initials(folded: str, at: int, end: int) -> int:
    initials = _INITIALS.match(folded, at, end)
    return initials.end() if initials else at


def _without(folded: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    """The stretch ``[start, end)`` of the text with the spans made blank."""
    part = folded[start:end]
    for first, last in spans:
        left, right = max(first, start) - start, min(last, end) - start
        if left < right:
            part = part[:left] + " " * (right - left) + part[right:]
    return part


def _beside_a_list(folded: str, hit: Hit, before: list[Hit], named: list[Hit]) -> bool:
    """Whether the words say whose the list beside it is, or which department of it; they mean no list of their own."""
    following = next((each for each in named if each.start >= hit.end), None)
    if following and _is_named(following) and _POSSESSED.fullmatch(folded, hit.end, following.start):
        return True
    lists = [each for each in named if each.end <= hit.start]
    near = lists and _is_named(lists[-1]) and hit.start - lists[-1].end < 60
    if near and _KEPT.search(folded, lists[-1].end, hit.start):
        return True
    joined = before and hit.start - before[-1].end <= 8 and _WITHIN.fullmatch(folded, before[-1].end, hit.start)
    return bool(joined)


def _is_named(hit: Hit) -> bool:
    return hit.row.cells["group"] == "named"


def _opened(folded: str, found: list[Listing], end: int) -> list[Listing]:
    """Generic words stand for more than the authorities that follow them only where the text says so."""
    out: list[Listing] = []
    for number, item in enumerate(found):
        if item.group != "generic":
            out.append(item)
            continue
        following = next((each for each in found[number + 1 :] if each.group != "generic"), None)
        opened = bool(_OPEN.search(folded, item.start, end))
        by = following is not None and following.start - item.end <= 80 and _kept_by(folded, item.end, following.start)
        if by and not _OPEN.search(folded, item.end, end):
            continue
        out.append(replace(item, open_ended=opened and item.id == "any list"))
    return out


def _kept_by(folded: str, left: int, right: int) -> bool:
    """Whether what stands between says whose list it is: "any list maintained by X", "any list of X"."""
    return bool(_BY.search(folded, left, right) or _OF.fullmatch(folded, left, right))
