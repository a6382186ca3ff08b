"""Plain readings of a name for labelling: made without the engine that is to be judged."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

_WORD = re.compile(r"[a-z0-9]+")
_ROMAN = re.compile(r"^(?:x{0,3})(?:ix|iv|v?i{0,3})$")
_VOWEL = re.compile(r"[aeiouywh]")

LEGAL = frozenset(
    "ltd limited llc inc incorporated corp corporation co company sa sas sarl srl spa gmbh ag kg bv nv oy ab as "
    "plc pte pty llp lp ooo oao zao ao pao pjsc ojsc cjsc jsc fze fzco fzc fzllc dmcc sdn bhd cv de rl ltda eirl "
    "doo dd kft sro sp zoo tov pt tbk kk private pvt public joint stock open closed obshchestvo s ogranichennoi "
    "otvetstvennostyu otvetstvennostiu aktsionernoe aktsionernoye publichnoe otkrytoe zakrytoe partnership "
    "limitada anonim sirketi anonyme societe sociedad compania the liability sherkat".split()
)
FILLERS = frozenset("and of the for et de la el al y und i an in".split())


@cache
def words(name: str) -> tuple[str, ...]:
    """Lower-case Latin words and numbers of a name; apostrophes join, points between single letters too."""
    text = anyascii(unicodedata.normalize("NFKC", name)).lower().replace("'", "").replace("`", "").replace("&", " and ")
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", text)
    return tuple(_WORD.findall(text))


@cache
def core(name: str) -> tuple[str, ...]:
    """The words without legal forms and fillers, or all of them where nothing else is there."""
    kept = tuple(w for w in words(name) if w not in LEGAL and w not in FILLERS)
    return kept or words(name)


def identity(name: str) -> str:
    """The same for names that differ only by order, case, marks or legal form."""
    return " ".join(sorted(core(name)))


def scripts_of(name: str) -> frozenset[str]:
    """The scripts of the letters (LATIN, CYRILLIC, ARABIC, CJK, HANGUL ...), without any of but a letter or two."""
    counts = Counter(unicodedata.name(c, "?").split()[0].split("-")[0] for c in name if c.isalpha())
    return frozenset(kind for kind, n in counts.items() if n > 2 or n == counts.total())


def is_number(word: str) -> bool:
    """A number, a Roman number or a single letter: what sets apart the members of a series."""
    return word.isdigit() or len(word) == 1 or bool(_ROMAN.match(word)) or any(c.isdigit() for c in word)


def sound(word: str) -> str:
    """A rough reading of the consonants that spellings of one name share."""
    text = word.replace("ph", "f").replace("ck", "k").replace("kh", "h").replace("sh", "s").replace("ch", "s")
    text = text.replace("q", "k").replace("c", "k").replace("z", "s").replace("j", "y").replace("g", "k")
    text = text.replace("w", "v").replace("b", "v").replace("p", "v").replace("d", "t")
    return re.sub(r"(.)\1+", r"\1", text[:1] + _VOWEL.sub("", text[1:]))


@cache
def alike(left: str, right: str) -> bool:
    """True for words that are one word misspelt or written another way."""
    if left == right:
        return True
    if min(len(left), len(right)) <= 2 or is_number(left) or is_number(right):
        return False
    near = JaroWinkler.normalized_similarity(left, right)
    return near >= 0.88 or (near >= 0.75 and sound(left) == sound(right))


def acronym(name: str) -> set[str]:
    """Initials of the words, with and without fillers and legal forms."""
    return {"".join(w[0] for w in text) for text in (words(name), core(name)) if len(text) > 1}


def common_words(names: Iterable[str], share: float = 0.002) -> frozenset[str]:
    """Words that stand in more than this share of the names."""
    names = list(names)
    counts = Counter(word for name in names for word in set(core(name)))
    return frozenset(word for word, n in counts.items() if n > share * len(names))


def heard(latin: str, other: str, common: Iterable[str]) -> bool:
    """True where a name in another script says the sound of the Latin one, by the consonants of its rarer words.

    False for a translation, which only a dictionary could know.
    """
    compact = sound("".join(words(other)))
    rare = [w for w in core(latin) if w not in set(common) and len(w) > 2] or list(core(latin))
    said = sum(len(sound(word)) >= 2 and sound(word)[1:] in compact for word in rare)
    return said * 2 >= len(rare) or bool(words(other) and rare[0] in "".join(words(other)))


#: Forms of given names that are one name in two tongues or in short.
NICKNAMES = (
    "alexander aleksandr alex sasha alexandre alejandro iskandar",
    "michael mike mikhail misha miguel michel mikhael mykhailo",
    "william bill will guillermo",
    "robert bob rob roberto",
    "joseph joe yusuf yousef youssef jose josef yousuf iosif",
    "john juan ivan johannes jean yahya giovanni jon",
    "james jim jaime jimmy",
    "anthony tony antonio anton antoine",
    "charles carlos karl charlie chuck",
    "thomas tom tomas",
    "richard dick rick ricardo",
    "vladimir volodymyr vova uladzimir",
    "dmitry dmitri dmytro dima dmitriy",
    "sergey sergei serhiy siarhei",
    "andrey andrei andriy andrew andres andreas",
    "nicholas nikolai mykola nicolas nick nikolay mikalai",
    "yevgeny evgeny eugene yevgeniy evgeniy yevhen eugenio",
    "catherine ekaterina yekaterina katherine kateryna",
    "elena yelena helena olena",
    "paul pavel pablo paulo",
    "peter pyotr petro pedro pierre petr",
    "george georgy jorge georges yuri jurij yury",
    "david dawood dawud davud daoud",
    "abraham ibrahim",
    "moses musa moussa mosa",
    "edward eduardo eduard ed",
    "francis francisco frank francesco francois pancho",
    "steven stephen esteban stefan steve",
    "samuel sam samir",
    "daniel dan danny",
    "philip felipe philippe phil",
    "raymond ray ramon",
    "victor viktor",
    "alexey aleksei alexei oleksiy alyaksei",
    "lawrence lorenzo larry",
    "henry enrique henri hank",
    "oleg oleh",
    "igor ihor",
    "konstantin kostyantyn constantine",
)
_NICK = {name: row for row, names in enumerate(NICKNAMES) for name in names.split()}


def same_given_name(left: str, right: str) -> bool:
    """True for two forms of one given name that the table knows."""
    return left != right and left in _NICK and _NICK[left] == _NICK.get(right, -1)
