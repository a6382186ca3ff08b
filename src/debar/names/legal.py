"""Legal forms, noise and numbers: the words of a name that do not say who it is, or say it alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from debar.names.data import read_rows
from debar.names.spelling import fold
from debar.names.weights import kinds, shares

_LONGEST = 7


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a legal form: its class and where in a name it may stand (any, start, end, edge)."""

    cls: str
    place: str


@cache
def legal_forms() -> Mapping[tuple[str, ...], Form]:
    """Every known legal form by its words (``data/legal_forms.tsv``: ISO 20275 and common knowledge)."""
    columns = ("form", "class", "place", "jurisdiction", "source")
    return {
        tuple(row["form"].split()): Form(row["class"], row["place"]) for row in read_rows("legal_forms.tsv", columns)
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(form[0] for form in legal_forms())


@cache
def noise_words() -> Mapping[tuple[str, ...], str]:
    """Phrases around a name that are none of it -> where they stand: start, end, any, number, split."""
    rows = read_rows("noise_words.tsv", ("phrase", "place", "kind", "source"))
    places: dict[tuple[str, ...], str] = {}
    for row in rows:
        phrase = tuple(row["phrase"].split())
        places[phrase] = f"{places[phrase]} {row['place']}" if phrase in places else row["place"]
    return places


@cache
def abbreviations() -> Mapping[str, str]:
    """Usual abbreviations of business words -> the words (``data/abbreviations.tsv``)."""
    return {row["short"]: row["full"] for row in read_rows("abbreviations.tsv", ("short", "full", "source"))}


def spelt_out(words: Sequence[str]) -> tuple[str, ...]:
    """The words with abbreviations of business words in full; the first only if it stands for nothing else."""
    full = abbreviations()
    if full.keys().isdisjoint(words):
        return tuple(words)
    first = tuple([full[word] if word in _SURE_FIRST and len(words) > 1 else word for word in words[:1]])
    return (*first, *(full.get(word, word) for word in words[1:]))


#: Abbreviations that are no acronym or name at the head of a name either.
_SURE_FIRST = frozenset("intl internatl natl mfg mfrs mgmt engrg engg govt univ indl hldgs trdg transp".split())


@cache
def numbers() -> Mapping[str, str]:
    """Number words, ordinals (``2nd`` too) and Roman numerals -> their digits (``data/numbers.tsv``)."""
    rows = read_rows("numbers.tsv", ("word", "value", "kind", "source"))
    ordinals = {f"{value}{_ordinal_ending(value)}": str(value) for value in range(1, 100)}
    return ordinals | {row["word"]: row["value"] for row in rows}


def _ordinal_ending(value: int) -> str:
    return "th" if value in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


_ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}


def with_series(core: Sequence[str]) -> tuple[str, ...]:
    """The core words of a business, fund or vessel with a last ``i``, ``v`` or ``x`` read as its number.

    ``blackstone v`` ends in 5; after another letter (``a v``) it stays a letter. Not for persons, whose initials these
    may be.
    """
    if len(core) > 1 and core[-1] in _ROMAN_LETTERS and len(core[-2]) > 2:
        return (*core[:-1], _ROMAN_LETTERS[core[-1]])
    return tuple(core)


def form_at(words: Sequence[str], start: int) -> tuple[int, str] | None:
    """The longest legal form that begins at ``words[start]`` and may stand there: (number of words, class), or None.

    Letters that follow another single letter are no form: ``u s a`` does not end in one.
    """
    if words[start] not in _first_words() or (start and len(words[start]) == len(words[start - 1]) == 1):
        return None
    forms = legal_forms()
    for size in range(min(_LONGEST, len(words) - start), 0, -1):
        form = forms.get(tuple(words[start : start + size]))
        if form and _may_stand(form.place, start, start + size, len(words)):
            return size, form.cls
    return None


def _may_stand(place: str, start: int, end: int, length: int) -> bool:
    if place == "any":
        return True
    return (start == 0 and place in ("start", "edge")) or (end == length and place in ("end", "edge"))


#: Words this long are hardly ever both names and words of legal forms; shorter ones count when so many forms hold them.
_SURE, _OFTEN = 8, 4


@cache
def _held() -> Mapping[str, int]:
    """The words of five letters and more that forms are made of -> how many forms hold them."""
    return Counter(word for form in legal_forms() for word in set(form) if len(word) >= 5)


@cache
def form_words() -> frozenset[str]:
    """Legal forms of one word, and the long words of longer ones, which another order leaves standing alone.

    Words that also make names (``industrial``, ``national``) are none, unless many forms hold them.
    """
    single = {form[0] for form in legal_forms() if len(form) == 1}
    return frozenset(single | {word for word, forms in _held().items() if not _is_name(word, forms)})


@cache
def loose_form_words() -> frozenset[str]:
    """The form words that are no legal form by themselves: ``cooperative`` and ``public``."""
    return frozenset(word for word in form_words() if (word,) not in legal_forms())


@cache
def words_of_long_forms() -> frozenset[str]:
    """The words of longer legal forms that are none by themselves: ``public`` and ``stock``."""
    return frozenset({word for form in legal_forms() for word in form if len(form) > 1} - form_words())


def _is_name(word: str, forms: int) -> bool:
    if kinds().get(word, "form") != "form":
        return True
    return forms < (2 if len(word) >= _SURE else _OFTEN) and (len(word) < _SURE or word in shares())


@cache
def _near_forms() -> Mapping[str, tuple[str, ...]]:
    """Form words by what is left of them, and of their folds, when any one letter is left out.

    Short ones are among them when a form by themselves or held by many: others are too near to names.
    """
    found: dict[str, set[str]] = {}
    for word in form_words() & _held().keys():
        if len(word) >= _SURE or _held()[word] >= _OFTEN or (word,) in legal_forms():
            for spelt in (word, fold(word)):
                for cut in _cuts(spelt) if len(spelt) >= 6 else ():
                    found.setdefault(cut, set()).add(spelt)
    return {cut: tuple(sorted(near)) for cut, near in found.items()}


def _cuts(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


@lru_cache(maxsize=1 << 16)
def is_form_word(word: str) -> bool:
    """True for a word that is a legal form or a long word of one, also when misspelt: ``otvet5tvenn0styu``."""
    if word in form_words():
        return True
    if len(word) < 5 or word in shares():
        return False
    near = _near_forms()
    folded = fold(word)
    return any(
        OSA.normalized_similarity(spelt, other) >= least
        for spelt, least in ((word, 0.8), (folded, 0.85))
        for cut in _cuts(spelt)
        if cut in near
        for other in near[cut]
    )


def split_legal_form(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A name's words without its legal forms, and the classes of those forms in order.

    A name made of nothing else keeps all its words and has no form.
    """
    core: list[str] = []
    forms: list[str] = []
    position = 0
    while position < len(words):
        hit = form_at(words, position)
        if hit is None:
            core.append(words[position])
            position += 1
        else:
            forms.append(hit[1])
            position += hit[0]
    if core and forms and len(core) < len(words):
        again, more = split_legal_form(core) if form_at(core, len(core) - 1) or form_at(core, 0) else (tuple(core), ())
        return (again, (*forms, *more)) if again != tuple(words) else (tuple(core), tuple(forms))
    return (tuple(core), tuple(forms)) if core else (tuple(words), ())


@cache
def _dividers() -> frozenset[str]:
    return frozenset(phrase[0] for phrase, place in noise_words().items() if "split" in place.split())


def other_names(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The names that one field holds: ``a dba b`` is two names; most fields are one."""
    if _dividers().isdisjoint(words):
        return [tuple(words)]
    found: list[tuple[str, ...]] = []
    start = position = 0
    noise = noise_words()
    while position < len(words):
        size = next(
            (n for n in (3, 2, 1) if "split" in noise.get(tuple(words[position : position + n]), "").split()), 0
        )
        if size and position > start and position + size < len(words):
            found.append(tuple(words[start:position]))
            start = position + size
        position += size or 1
    found.append(tuple(words[start:]))
    return found


@cache
def _noise_edges() -> tuple[frozenset[str], frozenset[str]]:
    """First words of the phrases that stand before a name, last words of those that stand after it."""
    places = {phrase: place.split() for phrase, place in noise_words().items()}
    starts = frozenset(phrase[0] for phrase, place in places.items() if "start" in place)
    return starts, frozenset(phrase[-1] for phrase, place in places.items() if "end" in place)


def without_noise(words: Sequence[str]) -> tuple[str, ...]:
    """The words without what stands before or after a name in payment records: titles, c/o, attn, vendor 00412.

    Abbreviations of business words are spelt out.
    """
    starts, ends = _noise_edges()
    if not words or (words[0] not in starts and words[-1] not in ends and not _digits(words[-1])):
        return spelt_out(words)
    noise = noise_words()
    kept = list(words)
    changed = True
    while changed and len(kept) > 1:
        changed = False
        for size in (3, 2, 1):
            if len(kept) > size and "start" in noise.get(tuple(kept[:size]), "").split():
                kept, changed = kept[size:], True
            elif len(kept) > size and "end" in noise.get(tuple(kept[-size:]), "").split():
                kept, changed = kept[:-size], True
        for size in (2, 1):
            if (
                len(kept) > size + 1
                and _digits(kept[-1])
                and "number" in noise.get(tuple(kept[-1 - size : -1]), "").split()
            ):
                kept, changed = kept[: -1 - size], True
    return spelt_out(kept)


def _digits(word: str) -> bool:
    return not word.isalpha()
