"""Names of buyers made comparable: short forms written out, inversions undone, a state or an aside split off.

Short forms are data (``data/name_words.tsv``); of ``co`` it is said here when it means a county.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from debar.errors import DataError
from debar.places import STATES, state_code
from debar.places.gazetteer import county_states, place_key, place_states
from debar.procurement.headings import read_rows

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_INITIALS = re.compile(r"\b([A-Za-z])\.\s?(?=[A-Za-z]\b)")
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*$")
_PARENTHESES = re.compile(r"\s*[(\[]\s*([A-Za-z. ]{2,24})\s*[)\]]")
_RANK = (
    r"(?:(?:united states|u\.?s\.?|charter|incorporated)\s+)?"
    r"(?:dept\.?|department|office|bureau|city|town|twp\.?|township|county|cnty|parish|state|village|borough|boro"
    r"|university|government|govt\.?|commonwealth|municipality)"
)
_INVERTED = re.compile(rf"([^,]+?)(?:,\s*|\s+[-–]\s+)({_RANK}\s+of(?:\s+the)?)", re.IGNORECASE)
_INVERTED_BARE = re.compile(
    r"([\w .'-]+?)\s+((?:city|town|twp|township|county|cnty|village|borough|boro|university)\s+of)", re.IGNORECASE
)
_TAIL_COMMA = re.compile(r",\s*([A-Za-z][A-Za-z. ]{1,24})$")
_OF_RANK = re.compile(r"^(?:the\s+)?(?:city|town|township|village|borough|county)\s+of\s+", re.IGNORECASE)
_TAIL_CODE = re.compile(r"\s([A-Z]{2})$")
#: Codes of states that end names for another reason as well (Arapahoe CO, Sign IN, Superior CT, North Penn SD).
_WORDLIKE = frozenset(
    {"AL", "CO", "CT", "DE", "ID", "IN", "LA", "MA", "MD", "ME", "MS", "OH", "OK", "OR", "PA", "SD", "VA"}
)
_LONGEST, _PASSES = 3, 6
#: The first sign after the Latin blocks that are not rare and do not decompose.
_AFTER_LATIN = "\u0250"


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as records write it, taken apart: the name itself, what stood in parentheses, the state it ends with."""

    plain: str
    aside: str
    state: str


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The form names are compared in: small letters, usual short forms written out, inversions undone.

    Latin letters lose their accents; those of other scripts stay as they are, with the marks that tell words apart, as
    what they sound like in Latin is not who is meant. Empty for a name without a letter or digit.
    """
    text = name.strip().replace("&", " and ").replace("+", " and ").replace("/", " ")
    inverted = _INVERTED.fullmatch(text) or _INVERTED_BARE.fullmatch(text)
    if inverted:
        text = f"{inverted[2]} {inverted[1]}"
    text = _INITIALS.sub(r"\1", text).replace("'", "").replace("’", "")
    words = (_NOT_WORD.sub(" ", text.lower()) if text.isascii() else _letters(text)).split()
    if words[:1] == ["the"]:
        words = words[1:]
    return " ".join(_county_word(_written_out(words)))


def _letters(text: str) -> str:
    """Small letters and digits of every script, a blank for anything else."""
    kept: list[str] = []
    latin = False
    for sign in unicodedata.normalize("NFKD", text).lower():
        kind = unicodedata.category(sign)
        if kind[0] == "M":
            kept.append("" if latin else sign)
        elif sign.isalnum():
            latin = sign < _AFTER_LATIN
            kept.append(anyascii(sign).lower() if latin else sign)
        elif kind != "Cf":
            kept.append(" ")
    return "".join(kept)


def split_name(name: str) -> NameParts:
    """The parts of a name; ``Brookline (MA), Town of`` and ``Town of Brookline, Mass.`` are in Massachusetts."""
    text = " ".join(name.split())
    state = ""
    for match in _PARENTHESES.finditer(text):
        state = state or state_code(match[1])
        if state:
            text = " ".join((text[: match.start()] + text[match.end() :]).replace(" ,", ",").split())
            break
    after = _ASIDE.search(text)
    aside = after[1] if after else ""
    text = text[: after.start()] if after else text
    if state:
        return NameParts(text, aside, state)
    tail = _TAIL_COMMA.search(text)
    if tail and (state := state_code(tail[1])):
        return NameParts(text[: tail.start()], aside, state)
    tail = _tail_names().search(text)
    if tail and _ends_in_state(text[: tail.start()], state := state_code(tail[1]), named=True):
        return NameParts(text[: tail.start()], aside, state)
    tail = _TAIL_CODE.search(text)
    if tail and tail[1] in STATES and _ends_in_state(text[: tail.start()], tail[1]):
        return NameParts(text[: tail.start()], aside, tail[1])
    return NameParts(text, aside, "")


def _ends_in_state(rest: str, code: str, *, named: bool = False) -> bool:
    """Whether a bare code or name at the end is a state: a name and wordlike codes only after a place of that state."""
    if code not in _WORDLIKE and not named:
        return True
    key = place_key(_OF_RANK.sub("", rest))
    if named:
        county = key.removesuffix(" county")
        return code in place_states(key) or (county != key and code in county_states(county))
    if code == "SD" or (code == "CO" and county_states(key)):
        return False
    return code in place_states(key) or (
        key.endswith((" county", " co")) and code in county_states(key.rpartition(" ")[0])
    )


def _written_out(words: list[str]) -> list[str]:
    """The words with every short form written out, longest first, until none is left."""
    known, longest = _short_forms()
    for _ in range(_PASSES):
        if longest.keys().isdisjoint(words):
            break
        out: list[str] = []
        position = 0
        while position < len(words):
            for size in range(longest.get(words[position], 0), 0, -1):
                written = known.get(" ".join(words[position : position + size]))
                if written is not None and position + size <= len(words):
                    out += written
                    position += size
                    break
            else:
                out.append(words[position])
                position += 1
        if out == words:
            break
        words = out
    return words


def _county_word(words: list[str]) -> list[str]:
    """``co`` at the end means a county where one of that name exists; elsewhere it is a company."""
    if len(words) > 1 and words[-1] == "co" and county_states(place_key(" ".join(words[:-1]))):
        return [*words[:-1], "county"]
    if "co" in words[1:-1]:
        place = words.index("co", 1)
        after_state = words[place + 1] in _state_words() and place + 2 == len(words)
        if after_state and county_states(place_key(" ".join(words[:place]).rpartition(" of ")[2])):
            return [*words[:place], "county", *words[place + 1 :]]
    return words


@lru_cache(maxsize=1)
def _tail_names() -> re.Pattern[str]:
    names = "|".join(re.escape(state.name) for state in STATES.values())
    return re.compile(rf"\s({names})$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _state_words() -> frozenset[str]:
    return frozenset(code.lower() for code in STATES)


@lru_cache(maxsize=1)
def _short_forms() -> tuple[dict[str, list[str]], dict[str, int]]:
    """What each short form is written out as, and by first word how many words the longest has."""
    found: dict[str, list[str]] = {}
    longest: dict[str, int] = {}
    for short, written, _source in read_rows("name_words.tsv", ("short", "long", "source")):
        words = short.split()
        if short in found or len(words) > _LONGEST:
            raise DataError(f"name_words.tsv: {short!r} stands twice or has more than {_LONGEST} words.")
        found[short] = written.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    if loops := [short for short, written in found.items() if " ".join(written) in found]:
        raise DataError(f"name_words.tsv: {loops[0]!r} is written out as what is itself a short form.")
    return found, longest
