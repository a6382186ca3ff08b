"""A name in any script, brought to plain lower-case Latin words.

The steps, in this order: Unicode NFKC, Chinese, Japanese and Korean numbers in digits (``numerals``), words of letters
that look alike in one script (``lookalikes``), company words written in scripts without spaces set apart
(``data/script_forms.tsv``), Latin letters (anyascii), lower case, dotted initials joined (``S.A.`` is ``sa``), ``&``
and ``+`` read as ``and``, apostrophes dropped, everything else that is no letter or digit read as a space.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from hashlib import blake2b

from anyascii import anyascii

from debar.names.data import read_rows
from debar.names.lookalikes import in_one_script
from debar.names.numerals import with_digits

#: What of a name is compared.
MOST_WORDS, MOST_LETTERS = 64, 200

#: Letters whose dots belong together: s.a. / u.s.a / d.o.o.; the last dot goes with them.
_DOTTED = re.compile(r"(?<![a-z0-9])[a-z](?:\.[a-z])+(?![a-z0-9])\.?")
_DROPPED = "'`\"^"
_TABLE: dict[int, str | None] = {code: " " for code in range(128) if not chr(code).isalnum()}
_TABLE.update({ord(mark): None for mark in _DROPPED if mark != '"'})
_TABLE.update({ord("&"): " and ", ord("+"): " and "})

#: Signs and pictures beside a name that romanising would turn into words.
_SIGNS = dict.fromkeys([*map(ord, "™®©℠"), *range(0x2600, 0x27C0), *range(0x1F300, 0x1FB00), 0xFE0F], " ") | {
    ord("№"): " no "
}

#: Letter pairs that Latin put into Cyrillic letter by letter makes (ICU Latin-Cyrillic), which are rare in a text that
#: has none of the letters and endings it never makes.
_NATIVE = re.compile(r"[жчшщъьэюяёіїєґўђћљњџј]|[иы]й\b", re.IGNORECASE)
_RESPELT = re.compile("ц[хоауцк]|[сзкптг]х[аеиоуы]|[аеоуы]ы|ы[аоуы]|й[аоуиы]", re.IGNORECASE)
_LETTER_BY_LETTER = str.maketrans({"ц": "c", "х": "h", "й": "j", "ы": "y", "у": "u"})


def normalize(text: str) -> str:
    """The normal form of a name: words of ``a-z0-9`` with one space between; ``""`` when nothing is left.

    Idempotent: ``normalize(normalize(x)) == normalize(x)``.
    """
    if not text.isascii():
        text = _latin(text)
    text = text.lower()
    if "." in text:
        text = _DOTTED.sub(_join, text)
    return " ".join(text.translate(_TABLE).split())


def words(text: str) -> tuple[str, ...]:
    """The words of a name's normal form, in order, at most 64, each cut after 200 letters.

    No listed name has half as many; what is cut keeps the cost of a comparison bounded whatever a field holds. The last
    word of a name that was cut stands for all of it, so that no two are the same unless the whole of them is.
    """
    normal = normalize(text)
    if len(normal) < 2 * MOST_WORDS:
        return tuple(normal.split())
    found = normal.split(maxsplit=MOST_WORDS)
    if len(found) <= MOST_WORDS and max(map(len, found)) <= MOST_LETTERS:
        return tuple(found)
    return (*[word[:MOST_LETTERS] for word in found[: MOST_WORDS - 1]], _digest(normal))


def _digest(normal: str) -> str:
    """A word of twenty letters, no number among them, that no other text has."""
    return "".join([chr(ord("a") + byte % 26) for byte in blake2b(normal.encode(), digest_size=20).digest()])


def _join(dotted: re.Match[str]) -> str:
    return dotted.group().replace(".", "") + " "


def compatible(text: str) -> str:
    """The text in NFKC, without signs and pictures, with the numbers of Chinese, Japanese and Korean in digits."""
    return with_digits(unicodedata.normalize("NFKC", text.translate(_SIGNS)))


def _latin(text: str) -> str:
    text = in_one_script(compatible(text))
    if _RESPELT.search(text) and not _NATIVE.search(text):
        text = text.lower().translate(_LETTER_BY_LETTER)
    pattern, latin = _script_forms()
    if pattern.search(text):
        text = pattern.sub(lambda hit: f" {latin[hit.group()]} ", text)
    return anyascii(text)


@cache
def _script_forms() -> tuple[re.Pattern[str], dict[str, str]]:
    """Longest form first, so that a form inside another is not taken for it."""
    latin = {row["text"]: row["latin"] for row in read_rows("script_forms.tsv", ("text", "latin", "script", "source"))}
    forms = sorted(latin, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms))), latin
