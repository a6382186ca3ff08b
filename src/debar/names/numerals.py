"""Numbers that names in Chinese, Japanese and Korean hold, written in digits: ``第十四研究所`` is the 14th.

Numerals of these scripts are letters of words too (三井, 統一, 제일). They are read as a number after the sign of an
ordinal, and before a thing that is numbered (``data/numbered_words.tsv``); in Han without that sign only where they are
clearly a number, or stand at the beginning, behind a known word or before a thing that hardly goes without one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from debar.names.data import read_rows

_HAN, _KANA, _HANGUL = "\u3400-\u9fff\uf900-\ufaff", "\u3040-\u30ff", "\uac00-\ud7a3"
_EASTERN = re.compile(f"[〇○{_HAN}{_KANA}{_HANGUL}]")
_APART = re.compile(f"(?<=[{_HAN}{_KANA}{_HANGUL}])(?=[0-9])|(?<=[0-9])(?=[{_HAN}{_KANA}{_HANGUL}])")
_VALUES: Mapping[str, int] = {
    sign: value
    for signs in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○壱貳參肆伍陸柒捌玖", "〇壹弐参肆伍陸柒捌玖")
    for value, sign in enumerate(signs)
} | {sign: value for value, sign in enumerate("영일이삼사오육칠팔구")}
_UNITS: Mapping[str, int] = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000} | {
    "십": 10,
    "백": 100,
    "천": 1000,
}
_NUMERALS = "".join(sign for sign in (*_VALUES, *_UNITS) if not "가" <= sign <= "힣")
_PLAIN = "〇零○一二三四五六七八九十百千"  # those that without the sign of an ordinal are no others' letters
_SINO_KOREAN = "".join(sign for sign in (*_VALUES, *_UNITS) if "가" <= sign <= "힣")
_ZEROS = frozenset("〇零○영")
#: Numerals of one number, at most; more are none.
_LONGEST = 12
#: So many digits, one for each place, are a number wherever they stand.
_CLEAR = 3
#: Letters of the longest known word that may stand before a number.
_BEFORE = 6


def with_digits(text: str) -> str:
    """The text (NFKC) with Chinese, Japanese and Korean numbers in digits, and all digits beside such letters apart.

    Other texts are given back as they are.
    """
    if not _EASTERN.search(text):
        return text
    text = _ordinals().sub(_digits, text)
    return _APART.sub(" ", _counted().sub(_digits, text))


def value_of(numeral: str) -> int | None:
    """The number that numerals of Han or Hangul stand for, below ten thousand; None when they are no number.

    ``三十八`` is 38, ``七〇一`` 701.
    """
    if all(sign in _VALUES for sign in numeral):
        return int("".join(str(_VALUES[sign]) for sign in numeral)) if numeral else None
    total, pending, last = 0, 0, 10_000
    for sign in numeral:
        unit = _UNITS.get(sign)
        if unit is None:
            if pending:
                return None
            pending = _VALUES[sign]
        elif unit >= last:
            return None
        else:
            total, pending, last = total + (pending or 1) * unit, 0, unit
    return total + pending


def _is_clear(numeral: str) -> bool:
    """Whether numerals are a number of many digits, or of tens and hundreds, and no word of one or two letters."""
    return len(numeral) >= _CLEAR or (len(numeral) > 1 and any(sign in _UNITS or sign in _ZEROS for sign in numeral))


def _digits(hit: re.Match[str]) -> str:
    """The numerals found as digits, where they are surely a number; else what was found."""
    sort, found = hit.lastgroup, hit.group()
    if sort == "digits":
        return f" {hit['digits']} "
    if sort not in ("ordinal", "korean", "counted", "sure"):
        return found
    numeral = hit[sort]
    rest = ""
    if sort == "ordinal" and not _is_clear(numeral) and not _things("Han").match(hit.string, hit.end()):
        numeral, rest = numeral[:1], numeral[1:]  # 第一三共 is 第一, 三共
    value = value_of(numeral)
    if value is None or (sort == "counted" and not _is_clear(numeral) and not _may_begin(hit.string, hit.start())):
        return found
    return f" {value} {rest}"


def _may_begin(text: str, place: int) -> bool:
    """Whether a short number may stand there: at the beginning of a word, or behind a known one."""
    start = place
    while start and place - start < _BEFORE and re.match(f"[{_HAN}]", text[start - 1]):
        start -= 1
    return start == place or any(text[at:place] in _owners() for at in range(start, place))


@cache
def _ordinals() -> re.Pattern[str]:
    """Names whose numerals are none, and ordinals with their sign.

    That is ``第`` before digits or numerals, and ``제`` before digits, or before numerals of a thing that is numbered.
    """
    whole = "|".join(map(re.escape, _names(alone=False))) or "(?!)"
    return re.compile(
        f"(?P<name>{whole})|第\\s?(?P<ordinal>[{_NUMERALS}](?:(?!{whole})[{_NUMERALS}]){{0,{_LONGEST - 1}}})"
        f"(?!(?!{whole})[{_NUMERALS}])|(?:第|(?<![{_HANGUL}])제)\\s?(?P<digits>[0-9]+)"
        f"|(?<![{_HANGUL}])제(?P<korean>[{_SINO_KOREAN}]{{1,{_LONGEST}}})(?={_things('Hangul').pattern})"
    )


@cache
def _counted() -> re.Pattern[str]:
    """Names whose numerals are none, and numerals that stand before a thing that is numbered, without a sign."""
    names = "|".join(map(re.escape, _names(alone=True))) or "(?!)"
    numeral = f"[{_PLAIN}]{{1,{_LONGEST}}}"
    return re.compile(
        f"(?<![{_PLAIN}])(?:(?P<name>(?:{names})(?![{_PLAIN}]))|(?P<sure>{numeral})(?=[号號])"
        f"|(?P<counted>{numeral})(?={_things('Han').pattern}))"
    )


@cache
def _rows(kind: str, script: str = "Han") -> tuple[str, ...]:
    """The words of one kind, longest first."""
    rows = read_rows("numbered_words.tsv", ("text", "script", "kind", "source"))
    found = [row["text"] for row in rows if (row["kind"], row["script"]) == (kind, script)]
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


@cache
def _things(script: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(map(re.escape, _rows("thing", script))) + ")")


@cache
def _script_words() -> Mapping[str, str]:
    """The known words in Han and what kind of word each is."""
    rows = read_rows("script_words.tsv", ("text", "latin", "english", "script", "kind", "source"))
    return {row["text"]: row["kind"] for row in rows if row["script"] in ("Han", "Japanese")}


@cache
def _names(*, alone: bool) -> tuple[str, ...]:
    """Words, longest first, whose numerals are no number; ``alone`` with those made of numerals only."""
    brands = [text for text, kind in _script_words().items() if kind == "brand" and set(text) & set(_NUMERALS)]
    found = {*_rows("name"), *brands}
    return tuple(sorted((each for each in found if alone or set(each) - set(_NUMERALS)), key=lambda s: (-len(s), s)))


@cache
def _owners() -> frozenset[str]:
    """Words behind which a short number may stand: those that are known, and what has numbered parts."""
    return frozenset((*_script_words(), *_rows("owner"), *_rows("thing")))
