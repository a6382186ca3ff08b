"""English verbs in all their forms, by rule, so that one row of terms.tsv stands for ``remove``, ``removes``,
``removed`` and ``removing``."""

from __future__ import annotations

import re

#: Before the verb of a term that stands for all its forms.
MARK = "~"
_IRREGULAR = {
    "blow": "blew blown",
    "break": "broke broken",
    "bring": "brought",
    "burn": "burnt",
    "buy": "bought",
    "cut": "cut",
    "find": "found",
    "forbid": "forbade forbidden",
    "get": "got gotten",
    "give": "gave given",
    "go": "went gone",
    "keep": "kept",
    "lend": "lent",
    "lose": "lost",
    "leave": "left",
    "pay": "paid",
    "put": "put",
    "say": "said",
    "see": "saw seen",
    "sell": "sold",
    "send": "sent",
    "shut": "shut",
    "speak": "spoke spoken",
    "steal": "stole stolen",
    "strike": "struck stricken",
    "take": "took taken",
    "teach": "taught",
    "tear": "tore torn",
    "tell": "told",
    "throw": "threw thrown",
    "withdraw": "withdrew withdrawn",
    "write": "wrote written",
}
_DOUBLING = re.compile("(?:^|[^aeiou])[aeiou][bdglmnprt]$")
_HISSING = re.compile("(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile("[^aeiou]y$")


def forms(term: str) -> tuple[str, ...]:
    """The term, and where a verb in it is marked, the term with each form of the verb in its place."""
    before, mark, after = term.partition(MARK)
    if not mark:
        return (term,)
    verb, blank, rest = after.partition(" ")
    return tuple(f"{before}{form}{blank}{rest}" for form in conjugated(verb))


def conjugated(verb: str) -> tuple[str, ...]:
    """A verb with its third person, past and participles; both spellings where the last letter may be doubled."""
    if _CONSONANT_Y.search(verb):
        third, stems, past = f"{verb[:-1]}ies", [verb], [f"{verb[:-1]}ied"]
    elif verb.endswith("e") and not verb.endswith("ee"):
        third, stems, past = f"{verb}s", [verb[:-1]], [f"{verb}d"]
    else:
        third = f"{verb}es" if _HISSING.search(verb) else f"{verb}s"
        stems = [verb, verb + verb[-1]] if _DOUBLING.search(verb) else [verb]
        past = [f"{stem}ed" for stem in stems]
    past = _IRREGULAR[verb].split() if verb in _IRREGULAR else past
    return tuple(dict.fromkeys([verb, third, *past, *(f"{stem}ing" for stem in stems)]))
