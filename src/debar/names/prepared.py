"""A name made ready for comparison: its words with their kinds and weights, its legal forms, its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Any, NamedTuple, TypeVar

from debar.names.codes import with_codes
from debar.names.legal import (
    form_words,
    is_form_word,
    loose_form_words,
    numbers,
    other_names,
    spelt_out,
    split_legal_form,
    with_series,
    without_noise,
    words_of_long_forms,
)
from debar.names.persons import joined, without_titles
from debar.names.scripts import readings
from debar.names.spelling import fold
from debar.names.weights import information, kinds, weight

#: A word of that kind never weighs more than this, however rare it is.
_MOST = {
    "form": 0.03,
    "function": 0.04,
    "structure": 0.12,
    "place": 0.25,
    "activity": 0.4,
    "number": 0.35,
    "letter": 0.15,
}
_NUMBER_NATS = 3.0
_ORDINAL_ENDS = ("st", "nd", "rd", "th")
#: A word tells something of its own above this many nats; a rare word tells so many.
GENERIC, RARE = 5.0, 10.6
#: Nats above those of a generic word from which shared words are rare.
RARE_WORD = 5.0
#: General words that together tell so many nats are a name.
TELLING = 8.0
#: Nats of shared words that make a coincidence unlikely; each one missing lowers the score by this share.
_ENOUGH, _PER_NAT = 10.5, 0.05
Numeric = TypeVar("Numeric", float, Any)
_SMALL = ("function", "letter", "form")
#: Legal forms whose first letter acronyms often keep, where they are spelt out.
_COMPANIES = frozenset({"company", "corporation", "co", "corp"})
#: Those that keep it where this follows.
_CORPORATIONS, _LIMITED = frozenset({"corporation", "corp"}), frozenset({"ltd", "limited", "inc"})
_WAYS = 8
_NO_NUMBERS: frozenset[str] = frozenset()


class Prepared(NamedTuple):
    """One name in comparable form; ``words``, ``kinds`` and ``nats`` run in parallel.

    ``kinds`` are name, number, letter, function, structure, place, activity and
    form (a word of a legal form that does not stand whole). ``forms`` are legal form classes,
    ``numbers`` the values of the words that are numbers, ``whole`` all words of the normal form.

    ``compact`` is the words without the spaces between them, ``folded`` these as they sound, ``letters`` all words of
    the normal form without spaces; ``told`` the nats of all words but letters, function words and legal forms.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    nats: tuple[float, ...]
    forms: tuple[str, ...]
    numbers: frozenset[str]
    whole: tuple[str, ...]
    compact: str
    folded: str
    letters: str
    told: float

    @property
    def acronyms(self) -> tuple[str, ...]:
        """What the name may be shortened to; none when it has too few words."""
        return acronyms(self.whole)


def acronyms(whole: Sequence[str]) -> tuple[str, ...]:
    """What a name of four words or more may be shortened to: four to seven initials of its words.

    Small words and legal forms of any length have none, but a last ``company`` or ``corporation`` may have one:
    National Iranian Oil Company is ``nioc``. So may a word that is a legal form only beside others: ``cooperative``.
    """
    if len(whole) < 4:
        return ()
    forms, known, loose = form_words(), kinds(), not loose_form_words().isdisjoint(whole)
    long = loose or not (forms.isdisjoint(whole) or words_of_long_forms().isdisjoint(whole))
    core = [word for word in (split_legal_form(whole)[0] if long else whole) if known.get(word) != "function"]
    several = [[word for word in core if word not in forms]]
    if loose:
        several.append([word for word in core if word not in forms or word in loose_form_words()])
    last = whole[-2] if whole[-1] in _LIMITED and whole[-2] in _CORPORATIONS else whole[-1]
    initials = ["".join([word[0] for word in words]) for words in several]
    initials += [short + "c" for short in initials if last in _COMPANIES]
    return tuple(dict.fromkeys(short for short in initials if 4 <= len(short) <= 7))


def ways(text: str) -> list[tuple[str, ...]]:
    """The names that one field may hold, as words in normal form, first the field as it stands, at most 8.

    More than one for ``A dba B``, for names in scripts that are read in more than one way, and for those with a code
    that may be one word or two (``A-1``, ``A1``).
    """
    found: list[tuple[str, ...]] = []
    for reading in readings(text):
        names = other_names(reading)
        found += [reading, *names] if len(names) > 1 else names
    if not text.isalpha():
        found += [with_codes(words) for words in found]
    return list(dict.fromkeys(found))[:_WAYS]


def prepare(text: str, frequencies: Mapping[str, float] | None = None, *, person: bool = False) -> tuple[Prepared, ...]:
    """The names in one text, made ready to be compared as persons' or as others'.

    ``frequencies`` are the shares (0..1) of a list's own names that hold a word.
    """
    return prepare_ways(ways(text), frequencies, person=person)


def prepare_ways(
    names: Sequence[Sequence[str]], frequencies: Mapping[str, float] | None = None, *, person: bool = False
) -> tuple[Prepared, ...]:
    """The same for names already in words; those of persons also without titles and with Arabic names in one.

    Letters that are also read together, as one word, are read apart of persons alone. What stands around the name of a
    business stays where only a general word would be left (``mr global``).
    """
    found = []
    for place, name in enumerate(names):
        if place and not person and _is_apart(name, names[:place]):
            continue
        plain = without_noise(name)
        ready = _prepare(tuple(name), plain, frequencies, series=not person)
        if not person and len(plain) < len(name) and not tells(ready):
            ready = _prepare(tuple(name), spelt_out(name), frequencies, series=True)
        found.append(ready)
        if person and (words := joined(without_titles(plain))) != plain:
            found.append(_prepare(tuple(name), words, frequencies, series=False))
    return tuple(found)


def _is_apart(name: Sequence[str], before: Sequence[Sequence[str]]) -> bool:
    """Whether one of the ways before is the same with initials together: ``sechin ii`` before ``sechin i i``."""
    if not any(len(one) == len(other) == 1 for one, other in pairwise(name)):
        return False
    letters = "".join(name)
    return any(len(way) < len(name) and "".join(way) == letters for way in before)


def tells(name: Prepared) -> bool:
    """Whether a name has more than one general word: a name of its own, or words that together tell as much."""
    return name.told >= TELLING or any(
        kind == "name" and nats > GENERIC for kind, nats in zip(name.kinds, name.nats, strict=True)
    )


def person_words(whole: Sequence[str]) -> tuple[str, ...]:
    """The words of a person's name without titles, the parts of Arabic names together."""
    return joined(without_titles(without_noise(whole)))


def _prepare(
    whole: tuple[str, ...], words: Sequence[str], frequencies: Mapping[str, float] | None, *, series: bool
) -> Prepared:
    core, forms = _split(words, person=not series)
    if series:
        core = with_series(core)
    known = [_known(word) for word in core]
    core = tuple([word for word, _, _ in known])
    sorts = tuple([kind for _, kind, _ in known])
    nats = tuple([_nats(word, kind, own, frequencies) for word, kind, own in known])
    return Prepared(
        core,
        sorts,
        nats,
        forms,
        frozenset([word for word, kind, _ in known if kind == "number"]) if "number" in sorts else _NO_NUMBERS,
        whole,
        "".join(core),
        "".join(map(fold, core)),
        "".join(whole),
        sum([n for n, kind in zip(nats, sorts, strict=True) if kind not in _SMALL]),
    )


def _split(words: Sequence[str], *, person: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A name's words without its legal forms, and these; the last letters of a person's name are initials."""
    end = len(words)
    while person and end and len(words[end - 1]) == 1:
        end -= 1
    core, forms = split_legal_form(words[:end] if end else words)
    return (core + tuple(words[end:]) if end else core), forms


def word_weights(word: str, frequencies: Mapping[str, float] | None = None) -> tuple[float, float, float, str]:
    """What a word weighs in the name of a business, and in a person's; the nats it tells when shared; its kind."""
    word, kind, own = _known(word)
    nats = _nats(word, kind, own, frequencies)
    business = min(weight(nats), _MOST.get(kind, 1.0))
    if kind in _SMALL:
        return business, business, 0.0, kind
    return business, name_weights(nats)[1], nats, kind


def name_weights(nats: float) -> tuple[float, float, float]:
    """What a word that is a name, with so many nats, weighs in the name of a business and in a person's; the nats."""
    return weight(nats), 0.35 + 0.65 * weight(nats), nats


@lru_cache(maxsize=1 << 16)
def _known(word: str) -> tuple[str, str, float]:
    """The word, as a number where it is one; its kind; its nats by the built-in shares."""
    word = _number(numbers().get(word, word))
    kind = _kind(word)
    return word, kind, _NUMBER_NATS if kind == "number" else information(word)


def _nats(word: str, kind: str, own: float, frequencies: Mapping[str, float] | None) -> float:
    """The nats of a word that the list's own names may make more common."""
    if frequencies and kind != "number" and (share := frequencies.get(word)):
        return min(own, -log(share))
    return own


def coincidence(nats: Numeric) -> Numeric:
    """The factor, at most 1, by which few shared nats lower a score; a float for a float, an array for an array."""
    return 1.0 - (abs(_ENOUGH - nats) + (_ENOUGH - nats)) / 2 * _PER_NAT


def distinctness(nats: Numeric) -> Numeric:
    """The nats above those of a generic word; a float for a float, an array for an array."""
    over = nats - GENERIC
    return (abs(over) + over) / 2


def _number(word: str) -> str:
    """The value of a word that is a number or, in digits, an ordinal; else the word."""
    digits = word[:-2] if word[-2:] in _ORDINAL_ENDS else word
    return digits.lstrip("0") or "0" if digits.isdigit() else word


def _kind(word: str) -> str:
    if word.isdigit():
        return "number"
    if len(word) == 1:
        return "letter"
    return kinds().get(word) or ("form" if is_form_word(word) else "name")
