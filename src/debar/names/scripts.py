"""The ways one name in another script may be written in Latin words.

A romaniser gives one reading of a name; lists hold others: Chinese by pinyin, Wade-Giles or Hong Kong usage, business
words translated or not, Korean surnames as their bearers write them, Arabic with the vowels that its script leaves out.
The tables are ``data/script_words.tsv``, ``han_surnames.tsv``, ``korean_surnames.tsv``, ``japanese_surnames.tsv``,
``arabic_names.tsv`` and ``han_variants.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from anyascii import anyascii

from debar.names.data import read_rows
from debar.names.legal import legal_forms
from debar.names.lookalikes import in_one_script, other_scripts
from debar.names.normalize import compatible, words
from debar.names.weights import kinds

#: A name has at most so many readings; longer texts than this have only the plain one.
MOST, _LONGEST = 4, 400
_HAN, _KANA, _HANGUL = "\u3400-\u9fff\uf900-\ufaff", "\u3040-\u30ff", "\uac00-\ud7a3"
_SCRIPTS = (
    ("Japanese", re.compile(f"[{_KANA}]|株式|有限会社|合同会社|製作所|工業|電機")),
    ("Han", re.compile(f"[{_HAN}]")),
    ("Hangul", re.compile(f"[{_HANGUL}]")),
    ("Arabic", re.compile("[\u0600-\u06ff]")),
    ("Hebrew", re.compile("[\u0590-\u05ff]")),
    ("Cyrillic", re.compile("[\u0400-\u052f]")),
    ("Greek", re.compile("[\u0370-\u03ff]")),
)
Reading = tuple[str, ...]


class _Word(NamedTuple):
    latin: str
    english: str


@lru_cache(maxsize=1 << 14)
def readings(text: str) -> tuple[Reading, ...]:
    """The readings of one name as words of ``a-z0-9``: ``words(text)`` first, at most ``MOST``, none twice or empty.

    Initials without spaces are read together, as an acronym is, and then apart: ``Putin V.V.``. Other texts of ASCII
    alone have one reading. Only the plain reading may be empty, of a text that holds no letter or digit.
    """
    found = _readings(text)
    if "." not in text or len(text) > _LONGEST or (apart := _DOTTED.sub(_apart, text)) == text:
        return found
    (first, *others) = _readings(apart)
    return tuple(dict.fromkeys((found[0], first, *found[1:2], *others, *found[2:])))[:MOST]


#: Two or three Latin, Greek or Cyrillic letters with dots between them; after the last one there may be a whole word.
_LETTER = "[A-Za-z\u00c0-\u024f\u0370-\u052f]"
_DOTTED = re.compile(rf"(?<![^\W_])(?<!\b[^\W_]\.){_LETTER}(?:\.{_LETTER}){{1,2}}(?![^\W_])\.?(?!\.?{_LETTER}\b)")
_SHORT_TEXT = 3  # words of a text in which two letters may be initials, though they are a legal form too


def _apart(dotted: re.Match[str]) -> str:
    """Initials with spaces, unless together they are a place or, likelier than initials, a legal form."""
    together = "".join(words(dotted.group()))
    sure = len(together) > 2 or len(dotted.string.split()) > _SHORT_TEXT
    if together in kinds() or (sure and (together,) in legal_forms()):
        return dotted.group()
    return dotted.group().replace(".", ". ")


def _readings(text: str) -> tuple[Reading, ...]:
    plain = words(text)
    if text.isascii() or len(text) > _LONGEST:
        return (plain,)
    written = compatible(text)
    text = in_one_script(written)
    script = next((name for name, letters in _SCRIPTS if letters.search(text)), "")
    found = {plain: None}
    if text != written:  # the letters may be meant as what they are
        found[words(anyascii(written))] = None
    others = (words(other) for other in other_scripts(text))
    for reading in chain(others, _READERS.get(script, _latin)(text)):
        if reading:
            found.setdefault(tuple(reading))
    return tuple(found)[:MOST]


def translation(word: str) -> str:
    """The English of a romanised business word (``zavod``: ``plant``, ``jishu``: ``technology``); else ``""``."""
    return _translations().get(word, "")


@cache
def _translations() -> Mapping[str, str]:
    rows = read_rows("script_words.tsv", ("text", "latin", "english", "script", "kind", "source"))
    return {
        row["latin"]: row["english"]
        for row in rows
        if row["kind"] == "business"
        and row["latin"] != row["english"]
        and " " not in row["latin"]
        and len(row["latin"]) > 3
    }


@cache
def _words(script: str) -> Mapping[str, _Word]:
    rows = read_rows("script_words.tsv", ("text", "latin", "english", "script", "kind", "source"))
    return {row["text"]: _Word(row["latin"], row["english"]) for row in rows if row["script"] == script}


@cache
def _pattern(script: str) -> re.Pattern[str]:
    """The words of a script written without spaces, longest first; Japanese has the Chinese ones too."""
    forms = sorted(_words(script), key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms)))


def _latin(text: str) -> Iterator[Reading]:
    """German and Nordic letters by two, as passports and telexes write them."""
    two = text.translate(_TWO_LETTERS)
    if two != text:
        yield words(two)


_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe"}
)


def _han(text: str) -> Iterator[Reading]:
    simple = text.translate(_simplified())
    characters = "".join(re.findall(f"[{_HAN}]", simple))
    if simple != text:
        text = simple
    surname = next((characters[:size] for size in (2, 1) if characters[:size] in _surnames()), "")
    rest = characters[len(surname) :]
    numbered = any(map(str.isdigit, text))
    if (
        surname
        and not numbered
        and 0 < len(rest) <= 2
        and len(words(text)) <= 2
        and not _pattern("Han").search(rest + " ")
    ):
        yield from _chinese_person(surname, rest)
        return
    if not numbered and 3 <= len(characters) <= 5 and characters[:2] in _japanese_surnames():
        yield words(f"{_japanese_surnames()[characters[:2]]} {''.join(_syllables(characters[2:]))}")
    yield words(_segmented(text, "Han", "english"))
    yield words(_segmented(text, "Han", "latin"))


def _chinese_person(surname: str, given: str) -> Iterator[Reading]:
    pinyin, wade, hong_kong = _surnames()[surname]
    syllables = _syllables(given)
    yield (pinyin, "".join(syllables))
    yield (wade, *(wade_giles(syllable) for syllable in syllables))
    yield (hong_kong, "".join(syllables))


def _syllables(characters: str) -> list[str]:
    return [syllable for syllable in (anyascii(each).lower().strip() for each in characters) if syllable.isalpha()]


def _segmented(text: str, script: str, column: str) -> str:
    """The known words of a text in one column of their table; what is between them by twos, as names are built."""
    table = _words(script)

    def known(hit: re.Match[str]) -> str:
        return f" {getattr(table[hit.group()], column)} "

    return re.sub(f"[{_HAN}]+", _unknown, _pattern(script).sub(known, text))


def _unknown(hit: re.Match[str]) -> str:
    syllables = _syllables(hit.group())
    step = len(syllables) if len(syllables) <= 3 else 2
    return " " + " ".join("".join(syllables[i : i + step]) for i in range(0, len(syllables), step or 1)) + " "


def _japanese(text: str) -> Iterator[Reading]:
    for column in ("english", "latin"):
        yield words(_segmented(text, "Japanese", column))


@cache
def _simplified() -> Mapping[int, str]:
    rows = read_rows("han_variants.tsv", ("traditional", "simplified", "source"))
    return {ord(row["traditional"]): row["simplified"] for row in rows}


@cache
def _surnames() -> Mapping[str, tuple[str, str, str]]:
    rows = read_rows("han_surnames.tsv", ("text", "pinyin", "wade_giles", "hong_kong", "source"))
    return {row["text"]: (row["pinyin"], row["wade_giles"], row["hong_kong"]) for row in rows}


@cache
def _japanese_surnames() -> Mapping[str, str]:
    return {row["text"]: row["latin"] for row in read_rows("japanese_surnames.tsv", ("text", "latin", "source"))}


#: Pinyin initials and finals -> Wade-Giles without apostrophes and diaereses, as lists write it.
_INITIALS = {"zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs"}
_INITIALS |= {"z": "ts", "c": "ts", "r": "j"}
_FINALS = {"ong": "ung", "iong": "iung", "ian": "ien", "ie": "ieh", "ue": "ueh", "uo": "o"}
_WHOLE = {"zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "szu", "you": "yu"}
_WHOLE |= {
    "ye": "yeh",
    "yan": "yen",
    "yong": "yung",
    "yi": "i",
    "yue": "yueh",
    "ge": "ko",
    "ke": "ko",
    "he": "ho",
    "er": "erh",
}
_WHOLE |= {"guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo", "gui": "kuei", "kui": "kuei", "e": "o"}


def wade_giles(syllable: str) -> str:
    """One pinyin syllable in Wade-Giles, without the signs that lists leave out: ``xiao`` is ``hsiao``."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    size = 2 if syllable[:2] in ("zh", "ch", "sh") else 1 if syllable[:1] not in "aeiouwy" else 0
    initial, final = syllable[:size], syllable[size:]
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)


#: The letters of a Hangul syllable in the romanisation of the north, by their place in the Unicode block.
_FIRST = "k kk n t tt r m p pp s ss  j jj ch kh th ph h".split(" ")
_MIDDLE = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split()
_LAST = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ")


def _hangul(text: str) -> Iterator[Reading]:
    compact = "".join(text.split())
    surname = next((compact[:size] for size in (2, 1) if compact[:size] in _korean_surnames()), "")
    given = compact[len(surname) :]
    if surname and 1 <= len(given) <= 2 and re.fullmatch(f"[{_HANGUL}]+", given) and compact not in _words("Hangul"):
        south, north = _korean_surnames()[surname]
        revised = [anyascii(each).lower() for each in given]
        yield (north, *map(_northern, given))
        yield (south, *revised)
        yield (south, "".join(revised))
        return
    for column in ("english", "latin"):
        table, pattern = _words("Hangul"), _pattern("Hangul")
        yield words(pattern.sub(lambda hit: f" {getattr(table[hit.group()], column)} ", text))  # noqa: B023


def _northern(syllable: str) -> str:
    code = ord(syllable) - 0xAC00
    return _FIRST[code // 588] + _MIDDLE[code % 588 // 28] + _LAST[code % 28]


@cache
def _korean_surnames() -> Mapping[str, tuple[str, str]]:
    rows = read_rows("korean_surnames.tsv", ("text", "south", "north", "source"))
    return {row["text"]: (row["south"], row["north"]) for row in rows}


_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f\u202a-\u202e]")
_VOWEL_MARKS = re.compile("[\u064b-\u0650]")
_SAME_LETTER = str.maketrans("أإآٱىیئؤکةۀھہ", "ااااييييكهههه") | {ord("ؤ"): "و", ord("ء"): ""}
_PERSIAN = re.compile("[پچژگکی]")
#: Consonants in Arabic and, where it differs, in Persian; long vowels are told apart in ``_vocalised``.
_CONSONANTS = dict(zip("بتثجحخدذرزسشصضطظعغفقكلمنهپچژگ", (
    "b t th j h kh d dh r z s sh s d t z ' gh f q k l m n h p ch zh g").split(), strict=True))  # fmt: skip
_IN_PERSIAN = {"ث": "s", "ذ": "z", "ض": "z", "و": "v"}


def _arabic(text: str) -> Iterator[Reading]:
    """Names from the table, others with vowels where Arabic words have them; then business words translated.

    A text that has its vowel marks is read by them alone.
    """
    if len(_VOWEL_MARKS.findall(text)) * 4 > len(text):
        return
    persian = _PERSIAN.search(text) is not None
    tokens = [token for token in re.split(r"[\s,،/()\-_\"«»:]+", _MARKS.sub("", text)) if token]
    yield words(" ".join(_arabic_word(token, persian, "latin") for token in tokens))
    yield words(" ".join(_arabic_word(token, persian, "english") for token in tokens))


def _arabic_word(token: str, persian: bool, column: str) -> str:
    business = _arabic_words().get(token.translate(_SAME_LETTER))
    bare = token.translate(_SAME_LETTER)
    if business:
        return str(getattr(business, column))
    if bare in _arabic_names():
        return _arabic_names()[bare]
    for prefix, latin in (("وال", "wal "), ("لل", "lil "), ("ال", "al "), ("عبدال", "abd al "), ("ابو", "abu ")):
        if bare.startswith(prefix) and len(bare) >= len(prefix) + 2:
            rest = bare[len(prefix) :]
            return latin + (_arabic_names().get(rest) or _vocalised(rest, persian))
    return _vocalised(bare, persian)


def _vocalised(bare: str, persian: bool) -> str:
    """A word with its long vowels, and an ``a`` between consonants that no syllable could hold together."""
    units = [_letter(bare, at, persian) for at in range(len(bare))]
    units = [unit for unit in units if unit]
    spelt: list[str] = []
    for at, unit in enumerate(units):
        spelt.append(unit)
        follow = units[at + 1] if at + 1 < len(units) else ""
        if unit in "aiu" or follow in ("", "a", "i", "u"):
            continue
        last = at + 2 == len(units)
        before = units[at - 1] if at else ""
        if before in ("a", "i", "u") if last else before not in ("a", "i", "u"):
            spelt.append("i" if last else "a")
        elif last and len(units) == 3:
            spelt.append("a")
    return re.sub("'+", "", "".join(spelt).replace("a'a", "aa").replace("''", "'")) if bare else ""


def _letter(bare: str, at: int, persian: bool) -> str:
    """One letter: w and y are vowels unless they begin the word or stand before one."""
    letter = bare[at]
    if letter in "اوي":
        start = at == 0 or bare[at - 1] == "ا" or bare[at + 1 : at + 2] == "ا"
        if letter == "ا":
            return "a"
        if start:
            return "y" if letter == "ي" else "v" if persian else "w"
        return "i" if letter == "ي" else "u"
    if letter == "ه" and at and at == len(bare) - 1:
        return "eh" if persian else "a"
    if letter == "ع" and at == 0:
        return "a"
    return (_IN_PERSIAN.get(letter) if persian else None) or _CONSONANTS.get(letter, anyascii(letter).lower())


@cache
def _arabic_names() -> Mapping[str, str]:
    rows = read_rows("arabic_names.tsv", ("text", "latin", "source"))
    return {row["text"].translate(_SAME_LETTER): row["latin"] for row in rows}


@cache
def _arabic_words() -> Mapping[str, _Word]:
    return {text.translate(_SAME_LETTER): word for text, word in _words("Arabic").items()}


_WORD = re.compile(r"[\w\"״.-]+")


def _spaced(script: str) -> Callable[[str], Iterator[Reading]]:
    """The reader of a script with spaces between words: the known ones translated, then in their usual Latin."""

    def read(text: str) -> Iterator[Reading]:
        table = _words(script)
        if script == "Cyrillic":
            yield from _by_language(text)
            yield words(anyascii(text))
        for column in ("english", "latin"):
            yield words(_WORD.sub(lambda hit: _known(table, hit.group(), column), text))  # noqa: B023

    return read


def _known(table: Mapping[str, _Word], word: str, column: str) -> str:
    known = table.get(word.lower()) or table.get(word.lower().strip(".-"))
    return str(getattr(known, column)) if known else word


_UKRAINIAN = str.maketrans({"г": "h", "Г": "H", "и": "y", "И": "Y", "є": "ie", "ї": "i", "ґ": "g", "щ": "shch"})
_BULGARIAN = str.maketrans({"ъ": "a", "Ъ": "A", "щ": "sht", "Щ": "Sht", "х": "h", "Х": "H"})
_SERBIAN = str.maketrans({"ђ": "dj", "Ђ": "Dj", "ћ": "c", "ч": "c", "ш": "s", "ж": "z", "х": "h", "џ": "dz"})


def _by_language(text: str) -> Iterator[Reading]:
    """The letters that other languages than Russian read otherwise, where letters of theirs show the language."""
    if re.search("[іїєґІЇЄҐ]", text) and not re.search("[ыэўЫЭЎ]", text):
        yield words(anyascii(text.translate(_UKRAINIAN)))
    elif re.search("[ђћљњџјЂЋЉЊЏЈ]", text):
        yield words(anyascii(text.translate(_SERBIAN)))
    elif re.search("ъ(?![еёюяЕЁЮЯ])", text):
        yield words(anyascii(text.translate(_BULGARIAN)))


_READERS: Mapping[str, Callable[[str], Iterator[Reading]]] = {
    "Japanese": _japanese,
    "Han": _han,
    "Hangul": _hangul,
    "Arabic": _arabic,
    "Hebrew": _spaced("Hebrew"),
    "Cyrillic": _spaced("Cyrillic"),
    "Greek": _spaced("Greek"),
}
