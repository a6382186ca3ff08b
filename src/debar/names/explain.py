"""What is said of two compared names: one sentence, and their words side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from debar.names.align import Link
from debar.names.prepared import Prepared

_SAME_LETTERS = "The same letters, divided into words in another way."


def explain(score: float, links: Sequence[Link], left: Prepared, right: Prepared, *, several: bool = False) -> str:
    """One sentence on what the names share and what only one has; ``left`` is the query.

    ``several`` says that one of them is one of the names in a field such as ``A dba B``.
    """
    if score == 1.0:
        return "One of the names given is the same." if several else "The names are the same."
    if not links:
        return _unlinked(left, right) if score else "No distinguishing word is shared."
    exact = [_text(left.words, link.left) for link in links if link.how == "exact"]
    near = [
        f"{_text(left.words, link.left)} for {_text(right.words, link.right)} ({link.how})"
        for link in links
        if link.how != "exact"
    ]
    only_left, only_right = _missing(links, left, right)
    if (only_left or only_right) and left.letters == right.letters:
        return _SAME_LETTERS
    said = [
        f"{what}: {', '.join(words)}"
        for what, words in (
            ("shared", exact),
            ("alike", near),
            ("only in the query", [word for _, word in only_left]),
            ("only in the listed name", [word for _, word in only_right]),
        )
        if words
    ]
    if left.forms != right.forms:
        said.append("other legal form")
    elif left.words == right.words:
        said.append("legal form written otherwise" if left.forms else _left_out(left, right))
    if not (near or only_left or only_right) and left.words != right.words:
        said.append("in another order")
    if several:
        said.append("one of the names given")
    text = "; ".join(filter(None, said))
    return text[:1].upper() + text[1:] + "."


def _left_out(left: Prepared, right: Prepared) -> str:
    """The titles and the like that only one of the names has, where all other words are the same."""
    words = [word for word in (*left.whole, *right.whole) if (word in left.whole) != (word in right.whole)]
    return f"left out: {', '.join(words)}" if words else ""


def _unlinked(left: Prepared, right: Prepared) -> str:
    """What is said of names without a word in common that are worth a look all the same."""
    for one, other, what in ((left, right, "listed name"), (right, left, "query")):
        if len(one.words) == 1 and one.words[0] in other.acronyms and one.letters != other.letters:
            return f"{one.words[0].capitalize()} may stand for the initials of the {what}."
    return _SAME_LETTERS


def parts_of(links: Sequence[Link], left: Prepared, right: Prepared) -> tuple[Mapping[str, str], ...]:
    """The words side by side, as {"query", "name", "how"}: in the query's order, then what only the name has."""
    placed: list[tuple[int, Mapping[str, str]]] = [
        (link.left[0], {"query": _text(left.words, link.left), "name": _text(right.words, link.right), "how": link.how})
        for link in links
    ]
    only_left, only_right = _missing(links, left, right)
    placed += [(place, {"query": word, "name": "", "how": "missing"}) for place, word in only_left]
    placed.sort(key=lambda part: part[0])
    rest: list[Mapping[str, str]] = [{"query": "", "name": word, "how": "missing"} for _, word in only_right]
    if left.forms or right.forms:
        rest.append({"query": " ".join(left.forms), "name": " ".join(right.forms), "how": "legal form"})
    return (*(part for _, part in placed), *rest)


def _missing(
    links: Sequence[Link], left: Prepared, right: Prepared
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    seen_left = {p for link in links for p in link.left}
    seen_right = {p for link in links for p in link.right}
    return (
        [(p, word) for p, word in enumerate(left.words) if p not in seen_left],
        [(p, word) for p, word in enumerate(right.words) if p not in seen_right],
    )


def _text(words: Sequence[str], positions: Sequence[int]) -> str:
    return " ".join(words[p] for p in positions)
