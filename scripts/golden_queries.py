"""Listed names changed by program in ways of their own, for the second file of labelled names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from golden_words import LEGAL, words

_NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil",
    "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip
_SHORT = {
    "international": "Intl", "manufacturing": "Mfg", "technology": "Tech", "technologies": "Tech",
    "corporation": "Corp",
    "company": "Co", "industries": "Inds", "industrial": "Indl", "engineering": "Engrg", "equipment": "Equip",
    "electronics": "Elec", "electronic": "Elec", "institute": "Inst", "university": "Univ", "research": "Rsch",
    "development": "Dev", "general": "Gen", "trading": "Trdg", "services": "Svcs", "science": "Sci", "systems": "Sys",
    "communication": "Comm", "communications": "Comms", "information": "Info", "national": "Natl", "limited": "Ltd",
    "import": "Imp", "export": "Exp", "group": "Grp", "center": "Ctr", "factory": "Fcty", "department": "Dept",
    "association": "Assn", "production": "Prod", "scientific": "Sci", "aviation": "Avn", "aerospace": "Aero",
    "brothers": "Bros", "laboratory": "Lab", "logistics": "Log", "enterprises": "Ent", "investment": "Inv",
}  # fmt: skip
_OCR = (("rn", "m"), ("m", "rn"), ("cl", "d"), ("d", "cl"), ("o", "0"), ("l", "1"), ("i", "l"), ("s", "5"), ("b", "8"))
_SPELT = (
    ("ks", "x"), ("x", "ks"), ("yu", "iu"), ("ya", "ia"), ("zh", "j"), ("kh", "h"), ("ov", "off"), ("ei", "ey"),
    ("iy", "y"), ("sky", "skiy"), ("skiy", "ski"), ("ch", "tch"), ("ts", "c"), ("mohammad", "muhammed"), ("ou", "u"),
    ("ee", "i"), ("oo", "u"), ("q", "k"), ("dh", "d"), ("ph", "f"), ("hs", "x"), ("ng", "n"), ("c", "k"), ("w", "v"),
    ("ai", "ay"), ("y", "i"), ("ia", "iya"), ("sh", "sch"), ("z", "s"), ("aa", "a"),
)  # fmt: skip
_CYRILLIC = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"),
    ("yo", "ё"), ("ye", "е"), ("iy", "ий"), ("ph", "ф"), ("th", "т"), ("ck", "к"), ("qu", "кв"), ("x", "кс"),
    ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"),
    ("j", "дж"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("y", "и"), ("z", "з"),
)  # fmt: skip
_CITIES = ("Houston TX", "(Dubai)", "Chicago, IL", "- Newark", "Los Angeles", "Miami FL", "(Hong Kong)", "Rotterdam")
_TRADES = ("Sunrise Supply", "Blue Harbor", "Apex Parts", "Northgate Sales", "Prime Source", "Delta Imports")
Change = Callable[[str, random.Random], str]


def _each(pattern: str, name: str, chance: random.Random, change: Callable[[str], str]) -> str:
    """One occurrence of the pattern, chosen by chance, changed; the name as it is where there is none."""
    found = list(re.finditer(pattern, name, re.I))
    if not found:
        return name
    at = chance.choice(found)
    return name[: at.start()] + change(at.group()) + name[at.end() :]


def _like(text: str, model: str) -> str:
    return text.upper() if model.isupper() else text.capitalize() if model[:1].isupper() else text


def _keyboard(name: str, chance: random.Random) -> str:
    return _each(r"(?<=[a-z])[a-z]", name, chance, lambda c: _like(chance.choice(_NEAR[c.lower()]), c))


def _two_keys(name: str, chance: random.Random) -> str:
    return _keyboard(_keyboard(name, chance), chance) if len(name) > 9 else name


def _no_vowels(name: str, chance: random.Random) -> str:
    word = chance.choice([w for w in name.split() if len(w) > 4] or [name])
    return name.replace(word, word[0] + re.sub("[aeiou]", "", word[1:], flags=re.I), 1)


def _swapped_words(name: str, chance: random.Random) -> str:
    words = name.split()
    if len(words) < 2:
        return name
    at = chance.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _cut(name: str, length: int) -> str:
    return name[:length].rstrip() if len(name) > length + 2 else name


def _ampersand(name: str, _: random.Random) -> str:
    if "&" in name:
        return name.replace("&", "and")
    return re.sub(r"\band\b", "&", name, flags=re.I)


def _abbreviated(name: str, _: random.Random) -> str:
    plain = [(word, word.strip(",.").lower()) for word in name.split()]
    return " ".join(_like(_SHORT[key], word) if key in _SHORT else word for word, key in plain)


def _initial(name: str, chance: random.Random) -> str:
    words = name.replace(",", "").split()
    at = [i for i, w in enumerate(words) if len(w) > 3 and w.isalpha()]
    if len(words) < 3 or not at:
        return name
    chosen = chance.choice(at[1:] or at)
    words[chosen] = words[chosen][0]
    return " ".join(words)


def _hyphen(name: str, chance: random.Random) -> str:
    if "-" in name:
        return name.replace("-", " ", 1)
    return _each(r"(?<=[a-z]{2}) (?=[a-z]{2})", name, chance, lambda _: "-")


def _replaced(name: str, chance: random.Random, rules: Sequence[tuple[str, str]]) -> str:
    """Two of the rules that fit, chosen by chance, each used once."""
    fitting = [rule for rule in rules if rule[0] in name.lower()]
    chance.shuffle(fitting)
    for old, new in fitting[:2]:
        name = _each(re.escape(old), name, chance, partial(_like, new))
    return name


def _respelt(name: str, chance: random.Random) -> str:
    return _replaced(name, chance, _SPELT)


def _misread(name: str, chance: random.Random) -> str:
    return _replaced(name, chance, _OCR)


def _run_together(name: str, _: random.Random) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())


def _cyrillic(name: str, _: random.Random) -> str:
    if LEGAL & {*words(name)} or not 1 < len(words(name)) < 4:
        return name
    text = name.lower()
    for latin, russian in _CYRILLIC:
        text = text.replace(latin, russian)
    return text.title()


def _double_or_single(name: str, chance: random.Random) -> str:
    if re.search(r"([a-z])\1", name, re.I):
        return _each(r"([a-z])\1", name, chance, lambda c: c[0])
    return _each(r"(?<=[a-z])[lmnrst](?=[aeiou])", name, chance, lambda c: c * 2)


CHANGES: Mapping[str, Change] = {
    "keyboard": _keyboard,
    "keyboard twice": _two_keys,
    "vowels dropped": _no_vowels,
    "words swapped": _swapped_words,
    "cut at 20": lambda name, _: _cut(name, 20),
    "cut at 25": lambda name, _: _cut(name, 25),
    "cut at 30": lambda name, _: _cut(name, 30),
    "ampersand": _ampersand,
    "abbreviated": _abbreviated,
    "initial": _initial,
    "hyphen": _hyphen,
    "respelt": _respelt,
    "misread": _misread,
    "run together": _run_together,
    "place added": lambda name, chance: f"{name} {chance.choice(_CITIES)}",
    "dba": lambda name, chance: f"{name} DBA {chance.choice(_TRADES)}",
    "trades as": lambda name, chance: f"{chance.choice(_TRADES)} Inc d/b/a {name}",
    "former name noted": lambda name, chance: f"{chance.choice(_TRADES)} LLC (formerly {name})",
    "the": lambda name, _: f"The {name}",
    "cyrillic": _cyrillic,
    "doubled": _double_or_single,
}
