"""Names of persons: titles, forms of one given name, gendered surnames, patronymics.

A name part has *keys* (``equivalents``). Two parts that share a key may be the same name written, inflected or cut
another way; the likeness of the pair is the lesser of the two likenesses under that key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from debar.names.data import read_rows
from debar.names.spelling import fold

#: Ways in which two name parts are the same.
SAME, NICKNAME, GENDERED, PATRONYMIC = "same name", "nickname", "gendered form", "patronymic"
#: Likeness of two spellings in one language, of the forms in two languages, of a nickname and its name.
_SPELLING, _LANGUAGE, _SHORTENED = 0.95, 0.9, 0.88
#: Likeness of one surname, or patronymic, as a man and as a woman bears it: mostly two persons of one family.
_OTHER_GENDER = 0.86
_LONGEST = 32
#: Letters that the sound of a stem must have to be known by.
_SOUND = 3
#: What keys of sounds have between the stem and the ending.
_AS_HEARD = "::"
_VOWELS = str.maketrans("", "", "aeiouy")

#: Words inside a name that only join its parts.
PARTICLES = frozenset(
    "al el ul as ash ar an ad az at bin ibn ben bint ould walad van von der den ter de del della di da dos du das "
    "la le los las y e ogly oglu ogli oghlu oghli ugli uulu kyzy kizi qizi qyzy gyzy zu zur af av".split()
)


class Key(NamedTuple):
    """A key under which a name part may be another: the key, 0..1 how sure, and how the part comes to it."""

    key: str
    likeness: float
    how: str


def is_title(word: str) -> bool:
    """True for one word that stands before or after a person's name and is none of it: ``dr``, ``haji``, ``phd``."""
    return (word,) in _titles("start") or (word,) in _titles("end")


def without_titles(words: Sequence[str]) -> tuple[str, ...]:
    """A person's name without titles before it (``lt col``, ``sheikh``) and letters after it (``phd``, ``jr``).

    One word is always left.
    """
    kept = tuple(words)
    for place, side in (("start", 1), ("end", -1)):
        titles = _titles(place)
        while len(kept) > 1:
            for size in (3, 2, 1):
                head, tail = (kept[:size], kept[size:]) if side == 1 else (kept[-size:], kept[:-size])
                if tail and head in titles:
                    kept = tail
                    break
            else:
                break
    return kept


@cache
def _titles(place: str) -> frozenset[tuple[str, ...]]:
    rows = read_rows("titles.tsv", ("title", "place", "kind", "source"))
    return frozenset(tuple(row["title"].split()) for row in rows if row["place"] == place)


def is_given_name(word: str) -> bool:
    """True for a word that is often a given name (``given_names.tsv``, ``name_families.tsv``)."""
    return word in _listed("given_names.tsv") or word in _families()


def is_patronymic_of(longer: str, shorter: str) -> bool:
    """True for ``ivanovich`` and ``ivanov``: a patronymic that begins with a surname is not that surname cut off."""
    return longer.startswith(shorter) and shorter.endswith(("ov", "ev")) and longer.endswith(_PATRONYMICS)


def is_short_patronymic(longer: str, shorter: str) -> bool:
    """True for ``sergeevich`` and ``serg``: a patronymic abbreviated to three letters or more of the father's name."""
    return len(shorter) >= 3 and longer.endswith(_PATRONYMICS) and not is_patronymic_of(longer, shorter)


_PATRONYMICS = ("vich", "vych", "vitch", "vna")


def is_surname(word: str) -> bool:
    """True for a word that is often a surname (``surnames.tsv``) or has the ending of one (``-ovich``, ``-enko``)."""
    return word in _listed("surnames.tsv") or (len(word) <= _LONGEST and _SURNAME_ENDING.search(word) is not None)


_SURNAME_ENDING = re.compile(
    r"...(?:ovich|evich|ovych|evych|avich|enko|chuk|shvili|adze|idze|skiy|skyy|skaya|opoulos|oglu|zadeh|yants)$"
)


@cache
def _listed(table: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_rows(table, ("word", "source")))


def equivalents(word: str) -> tuple[Key, ...]:
    """The keys of one name part, itself first (likeness 1); at most about ten, none twice.

    Word and keys are in the normal form of ``names.normalize``, but keys of groups hold a colon, which no word does.
    """
    return (Key(word, 1.0, SAME), *map(Key._make, _others(word)))


@lru_cache(maxsize=1 << 16)
def _others(word: str) -> tuple[tuple[str, float, str], ...]:
    """The keys but the word itself, as plain tuples: of these, searches for cycles remember that they hold none."""
    if not (2 <= len(word) <= _LONGEST and word.isalpha()):
        return ()
    found = {word: Key(word, 1.0, SAME)}
    for key in (*_families().get(word, ()), *_servant(word), *_patronymic(word), *_gendered(word)):
        if key.key not in found or found[key.key].likeness < key.likeness:
            found[key.key] = key
    return tuple([(key.key, key.likeness, key.how) for key in found.values()][1:])


@lru_cache(maxsize=1 << 16)
def same_name(left: str, right: str) -> tuple[float, str]:
    """How alike two name parts are by the keys they share, and how; (0, ``""``) when they share none. Symmetric."""
    others = {key.key: key for key in equivalents(right)}
    best = (0.0, "")
    for key in equivalents(left):
        other = others.get(key.key)
        if other:
            lesser = min(key, other, key=lambda each: (each.likeness, each.how))
            best = max(best, (lesser.likeness, lesser.how))
    return best


def are_two_names(left: str, right: str) -> bool:
    """Whether both are given names and not the same: ``viktor`` and ``viktoria``, however alike."""
    return left in _spellings_of_families() and right in _spellings_of_families() and same_name(left, right)[0] == 0.0


@cache
def _spellings_of_families() -> frozenset[str]:
    rows = read_rows("name_families.tsv", ("family", "spellings", "nicknames", "source"))
    return frozenset(word for row in rows for word in row["spellings"].replace(";", "").split())


@lru_cache(maxsize=1 << 16)
def sound_alike(left: str, right: str) -> bool:
    """Whether both may be one Russian surname, of one gender, as two languages write it: ``joukov``, ``zhukov``."""
    one, other = (
        {key.key for key in equivalents(word) if _AS_HEARD in key.key and key.how == SAME} for word in (left, right)
    )
    return not one.isdisjoint(other)


@cache
def _families() -> Mapping[str, tuple[Key, ...]]:
    """Given names and nicknames -> their keys (``name_families.tsv``: groups of spellings, parted by semicolons)."""
    found: dict[str, list[Key]] = {}
    for row in read_rows("name_families.tsv", ("family", "spellings", "nicknames", "source")):
        family = f"{row['family']}:"
        for number, group in enumerate(row["spellings"].split("; ")):
            for word in group.split():
                found.setdefault(word, []).append(Key(family, _LANGUAGE, SAME))
                found[word].append(Key(f"{family}{number}{_sound(word)}", _SPELLING, SAME))
        for word in row["nicknames"].split():
            if word != "-":
                found.setdefault(word, []).append(Key(family, _SHORTENED, NICKNAME))
    return {word: tuple(keys) for word, keys in found.items()}


_INITIALS = str.maketrans("jykqwc", "iiccvc")


def _sound(word: str) -> str:
    """How a name begins, its first letter and first consonant: apart in ``ivan`` and ``john``, one in spellings."""
    consonants = word[1:].translate(_VOWELS).replace("h", "").replace("w", "v")
    return (word[0].translate(_INITIALS) + consonants[:1]).replace("k", "c")


_SERVANT = re.compile(r"^abd(?:[aeiou]{0,2}[lrsndzt](?=[bcdfghjklmnpqrstvwxyz])|[aeou]l)(.{4,})$")


def _servant(word: str) -> list[Key]:
    """Names of ``abd al-`` and one of the names of God, by the consonants of the latter: ``abdurrahmon``."""
    servant = _SERVANT.match(word)
    if servant is None:
        return []
    rest = re.sub(r"(.)\1+", r"\1", servant[1].translate(_VOWELS).rstrip("h"))
    return [Key(f"abd:{rest.replace('kh', 'h').replace('k', 'q')}", 0.93, SAME)] if len(rest) >= 2 else []


_SON = re.compile(r"^(.{2,}?)(?:[yi]?[oe]|a|iya|ia|y|i)?(?:v|w)(?:ich|ych|itch|icz|ic|yc|its|itz|ych)$")
_DAUGHTER = re.compile(r"^(.{2,}?)(?:[yi]?[oe]|a|iya|ia|y|i)?(?:v|w|u)n[ay]$")
#: Patronymics without v; bound stems of fathers' names that lose a vowel.
_SHORT = {
    "ilyich": "ilya",
    "ilich": "ilya",
    "nikitich": "nikita",
    "kuzmich": "kuzma",
    "fomich": "foma",
    "lukich": "luka",
}
_SHORT |= {"ilyinichna": "ilya", "ilinichna": "ilya", "nikitichna": "nikita", "kuzminichna": "kuzma"}
_BOUND = {"pavl": "pavel", "lv": "lev", "lvo": "lev", "petr": "petr", "yakovl": "yakov", "mikhayl": "mikhail"}


def _patronymic(word: str) -> list[Key]:
    """The father's name in a Slavic patronymic; his given name stands for all its forms."""
    son = _SON.match(word) is not None or word.endswith("ich")
    parsed = _SON.match(word) or _DAUGHTER.match(word)
    if word not in _SHORT and parsed is None:
        return []
    keys = []
    for father in _fathers(_SHORT.get(word) or (parsed[1] if parsed else word)):
        keys.append(Key(f"{father}v", _SPELLING if son else _OTHER_GENDER, PATRONYMIC if son else GENDERED))
        if not son:
            keys.append(Key(f"{father}vna", _SPELLING, PATRONYMIC))
    return keys


def _fathers(stem: str) -> list[str]:
    """The families of the given name that a patronymic's stem is bound from, else the stem's consonants."""
    families = _families()
    for ending in ("", "y", "iy", "ey", "i", "a", "ay", "o"):
        keys = families.get(_BOUND.get(stem, stem + ending))
        if keys:
            return [key.key for key in keys if key.key.endswith(":")]
    return [(re.sub(r"(.)\1+", r"\1", stem.translate(_VOWELS)) or stem) + ":"]


#: Endings of a man's surname, of the same surname borne by a woman, and what both are put down as.
_ENDINGS = tuple(
    (re.compile(rf"^(.{{{least},}})(?:{man})$"), re.compile(rf"^(.{{{least},}})(?:{woman})$"), put)
    for least, man, woman, put in (
        (3, "[yi]?ev|yov|iov|eff|iew|jew", "[yi]?eva|yova|iova|iewa|jewa", "ev"),
        (2, "ov|ow|off|of", "ova|owa|ovas", "ov"),
        (3, "in|yn|ine|yne", "ina|yna", "in"),
        (2, "(?:t?s|c)k(?:y|i|yy|iy|ii|ij|yi|yj|ey|oy|oi|iï|ie)", "(?:t?s|c)k(?:a|aya|aia|aja|aa|oya)", "ski"),
        (3, "yy|iy|yi|yj|oy|ij|oi", "aya|aia|aja", "yy"),
        (3, "poulos|pulos|poylos", "poulou|pulou|poyloy", "poulos"),
        (3, "i?[ia]d[ie]s", "i?[ia]dou", "idis"),
        (3, "akis|itis|otis", "aki|iti|oti", "akis"),
        (3, "[ai](?:u)?skas|inskas|[ea]vicius", "[ai](?:u)?sk(?:iene|aite)|[ea]vic(?:iene|iute)", "skas"),
    )
)
_CZECH = re.compile(r"^(.{3,}[bcdfghjklmnprstvzy])ova$")
_ARMENIAN = re.compile(r"^(.{3,}?)(?:[iyj]an|[iy]ants|ianc)(?:ts)?$")


_SLAVIC = frozenset({"ev", "ov", "in", "ski", "yy"})


def _sounds(stem: str) -> set[str]:
    """How the stem of a surname sounds if it is Russian as English writes it, or as any other language does."""
    found = {fold(stem)}
    for pattern, english in _spellings():
        if pattern.search(stem):
            found.add(fold(pattern.sub(lambda hit, english=english: english[hit.group()], stem)))  # type: ignore[misc]
    return {sound for sound in found if len(sound) >= _SOUND}


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]:
    """By language how it writes Russian letters -> how English does (``cyrillic_spellings.tsv``), longest first."""
    languages: dict[str, dict[str, str]] = {}
    for row in read_rows("cyrillic_spellings.tsv", ("language", "letters", "english", "source")):
        languages.setdefault(row["language"], {})[row["letters"]] = row["english"]
    return tuple(
        (re.compile("|".join(sorted(english, key=lambda letters: (-len(letters), letters)))), english)
        for english in languages.values()
    )


def _gendered(word: str) -> list[Key]:
    """The surname as a man and as a woman bears it, in one form for all romanisations of its ending."""
    keys = []
    for man, woman, put in _ENDINGS:
        for pattern, likeness, how in ((man, _SPELLING, SAME), (woman, _OTHER_GENDER, GENDERED)):
            stem = pattern.match(word)
            if stem and not (put == "in" and is_given_name(word)):
                keys.append(Key(f"{stem[1]}:{put}", likeness, how))
                if put in _SLAVIC:
                    sure = _LANGUAGE if how == SAME else likeness
                    keys += [Key(f"{sound}{_AS_HEARD}{put}", sure, how) for sound in _sounds(stem[1])]
                if pattern is woman:
                    keys.append(Key(f"{stem[1]}:{put}:woman", _SPELLING, SAME))
    czech, armenian = _CZECH.match(word), _ARMENIAN.match(word)
    if czech and czech[1] not in _families():
        keys.append(Key(czech[1], _OTHER_GENDER - 0.02, GENDERED))
        keys.append(Key(f"{czech[1]}a", _OTHER_GENDER - 0.02, GENDERED))
    if armenian:
        keys.append(Key(f"{armenian[1]}:ian", _SPELLING, SAME))
    return keys


_OF_GOD = frozenset("al ul el ol il ur as us ad an ar ash az at ud un".split())
_BEFORE = {"abd": "abd", "abdul": "abdul", "abdel": "abdel", "abdol": "abdol", "abdur": "abdur", "abdal": "abdal"}
_AFTER = {"din": "din", "deen": "din", "eddin": "din", "islam": "islam", "allah": "allah", "ullah": "allah"}
_CLOSED = ("din", "deen", "islam", "allah", "ullah")


def joined(words: Sequence[str]) -> tuple[str, ...]:
    """A person's name with the parts of one Arabic name together, so that every way of parting them is one.

    ``abd al rahman``, ``abdul rahman`` and ``abd rahman`` give ``abdulrahman``; ``nur al din`` and ``nur ud deen`` give
    ``nuruddin``; ``abu bakr`` gives ``abubakr``. Linear in the number of words.
    """
    kept: list[str] = []
    position = 0
    while position < len(words):
        word, size = words[position], 1
        after = words[position + 1 : position + 3]
        if word in _BEFORE and after:
            article = len(after) == 2 and after[0] in _OF_GOD
            rest = after[1] if article else after[0]
            word, size = _servant_of(rest), 3 if article else 2
        elif len(after) == 2 and after[0] in _OF_GOD and after[1] in _CLOSED and len(word) > 2:
            word, size = f"{word}{'uddin' if after[1] in _CLOSED[:2] else 'al' + _AFTER[after[1]]}", 3
        elif after and after[0] in ("allah", "ullah", "ollah") and len(word) > 2 and word not in PARTICLES:
            word, size = f"{word}ullah", 2
        elif word in ("abu", "abou") and after and after[0] in ("bakr", "bakar", "baker", "bakir"):
            word, size = "abubakr", 2
        kept.append(word)
        position += size
    return tuple(kept)


def _servant_of(name: str) -> str:
    return "abdallah" if name in ("allah", "ullah", "lah", "llah") else f"abdul{name}"
