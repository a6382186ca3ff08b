"""The history of a list fact by fact: every value of every property of a party, and the editions that stated it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

from debar.errors import DataError
from debar.history import Version
from debar.lists.diffs import flatten, is_lacking
from debar.lists.folding import fold
from debar.model import Edition, Statement


def statements(editions: Sequence[Edition], versions: Iterable[Version]) -> Iterator[Statement]:
    """Yield one statement for each unbroken time through which the editions give one value of one property.

    ``versions`` are those of a chronicle with these editions, all or those of some parties, sorted by key. An edition
    whose files do not give a property (its ``lacks``) neither ends nor begins one. The value is the newest spelling.
    Raises DataError for a record that is damaged.
    """
    for key, found in groupby(versions, attrgetter("key")):
        yield from _of_party(editions, key, list(found))


def _of_party(editions: Sequence[Edition], key: str, versions: Sequence[Version]) -> Iterator[Statement]:
    places: dict[tuple[str, str], set[int]] = {}
    spelling: dict[tuple[str, str], str] = {}
    spans = sorted(((span, version) for version in versions for span in version.spans), key=itemgetter(0))
    for (first, last), version in spans:
        try:
            facts = flatten(json.loads(version.record))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{key}: broken record ({error!r}); run `debar lists verify`") from error
        for field, values in facts.items():
            for value in values:
                fact = field, fold(value)
                places.setdefault(fact, set()).update(range(first, last + 1))
                spelling[fact] = value
    for (field, folded), held in sorted(places.items()):
        for first, last, ended in _times(editions, field, held):
            yield Statement(
                entity=key,
                list=editions[first].list,
                property=field,
                value=spelling[(field, folded)],
                first=editions[first].dated,
                last=editions[last].dated if ended else None,
                known_from=min(each.retrieved for each in editions[first : last + 1]),
                known_to=max(each.retrieved for each in editions[first : last + 1]) if ended else None,
            )


def _times(editions: Sequence[Edition], field: str, held: set[int]) -> Iterator[tuple[int, int, bool]]:
    """(first place, last place, whether a later edition no longer states it) of each unbroken time."""
    first = last = -1
    for place, edition in enumerate(editions):
        if place in held:
            first = place if first < 0 else first
            last = place
        elif first >= 0 and not is_lacking(field, edition.lacks) and "parties" not in edition.lacks:
            yield first, last, True
            first = -1
    if first >= 0:
        yield first, last, False
