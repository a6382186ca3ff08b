"""A text -> its obligations and definitions, each with its exact words.

What is read is what the words say, clause by clause; nothing is taken from what the law says. Pure: no file is opened
but the vocabulary that ships with debar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from debar.clauses.named import Earlier
from debar.clauses.sentence import read_sentence
from debar.clauses.terms import MOST as MOST_TERMS
from debar.clauses.terms import Term, find_terms, is_definition
from debar.clauses.text import LONGEST, fold, sentences
from debar.clauses.vocabulary import phrases
from debar.model.clauses import ClauseReading, Obligation, Words

#: A duty to notify, certify or keep records is read when it stands at most so many sentences after a limb on sanctions.
NEAR = 3
#: Obligations of one text: more is no contract.
MOST = 5_000


def read_clauses(text: str) -> ClauseReading:
    """Return the obligations and definitions of ``text``, in its order; both empty where it holds none."""
    folded = fold(text)
    spans = list(sentences(folded))
    terms = find_terms(text, folded, spans)
    found = list(islice(_near(_found(text, folded, spans, terms)), MOST + 1))
    notes: list[str] = []
    if any(end - start >= LONGEST // 2 for start, end in spans):
        notes.append(f"a sentence of more than {LONGEST:,} characters was read in parts, as no clause is so long")
    if len(terms) >= MOST_TERMS:
        notes.append(f"more than {MOST_TERMS:,} definitions; only the first {MOST_TERMS:,} are followed")
    if len(found) > MOST:
        notes.append(f"more than {MOST:,} obligations; only the first {MOST:,} are given")
    obligations = tuple(replace(item, id=f"O{number}") for number, item in enumerate(found[:MOST], start=1))
    definitions = tuple(term.definition() for term in terms.values() if term.shown)
    return ClauseReading(obligations, definitions, tuple(notes))


def _found(
    text: str, folded: str, spans: list[tuple[int, int]], terms: dict[str, Term]
) -> Iterator[tuple[int, list[Obligation]]]:
    earlier, last = Earlier(), -NEAR - 1
    for number, (start, end) in enumerate(spans):
        if is_definition(folded, start, end) or not (
            phrases("triggers").first(folded, start, end) or phrases("deeds").first(folded, start, end)
        ):
            continue
        known = earlier if number - last <= NEAR else Earlier()
        read = read_sentence(text[start:end], folded[start:end], terms, known)
        if any(item.kind != "duty" for item in read):
            earlier, last = _of(read), number
        if read:
            yield number, [_moved(item, start, text) for item in read]


def _of(read: list[Obligation]) -> Earlier:
    lists = dict.fromkeys(id_ for item in read for id_ in item.lists.ids)
    who = next((item.who for item in reversed(read) if item.who), "")
    return Earlier(tuple(lists), tuple(dict.fromkeys(code for item in read for code in item.places.codes)), who)


def _moved(item: Obligation, by: int, text: str) -> Obligation:
    start, end = item.words.start + by, item.words.end + by
    return replace(item, words=Words(start, end, text[start:end]))


def _near(found: Iterator[tuple[int, list[Obligation]]]) -> Iterator[Obligation]:
    """Duties count where sanctions are spoken of: in the same sentence or shortly before."""
    last = -NEAR - 1
    for number, items in found:
        if any(item.kind != "duty" for item in items):
            last = number
        yield from (item for item in items if item.kind != "duty" or number - last <= NEAR)
