"""Who must, must not or states what: the triggers of a sentence and the stretches each of them governs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from debar.clauses.text import Limb, limb_at
from debar.clauses.vocabulary import Hit, phrases
from debar.model.clauses import Modality

_THAT = re.compile(
    r"(?:\s+(?:and|or)\s+(?:hereby |further )?[a-z]+s?|,\s*[a-z]+s?)*(?:\s+to\s+(?:the\s+)?(?P<to>[a-z]+(?: [a-z]+)?))?"
    r"(?:[\s,]+(?:on|as of|at|with|throughout|continuously|and|each|during|in)\b[^:;]{0,160}?)?[\s,]+that\b"
)
#: Triggers of one sentence beyond these are not read, and how far before one its subject may stand.
MOST_TRIGGERS = 60
_FAR = 1_200
_NONE = re.compile(r"\b(?:neither|none of|no(?! longer\b)|nor)\b")
_ADVERBS = re.compile(
    r"[\s,]*(?:(?:not )?(?:directly|indirectly)(?: or indirectly)?|knowingly|at any time|hereby|also|be|,"
    r"|in turn)\b[\s,]*"
)
_SAID = re.compile(r'"[^"]{0,200}"\s*(?:,\s*)?(?:[a-z]+\s+){0,4}?(?:said|says|told|added|wrote)\b')
#: "shall not be obliged to" frees, and forbids nothing; "shall not boycott" and "discriminate" bar no dealing.
_NOT_BOUND = re.compile(
    r"\s+(?:be\s+(?:obliged|required|obligated|liable|responsible|deemed|construed|bound|considered)"
    r"|(?:participate in |engage in )?(?:an? |any )?(?:boycott|discriminat)\w*)\b"
)
_PASSIVE = re.compile(r"\s+(?:not\s+)?be\s+(?:[a-z]+ly,?\s+(?:or [a-z]+ly,?\s+)?)?")
#: "Any sale to ... is strictly prohibited": what is barred stands before.
_BARRED = re.compile(
    r"\b(?:is|are|shall be|will be)\s+(?:hereby\s+)?(?:(?:strictly|expressly|absolutely|also)\s+)?"
    r"(?:prohibited|forbidden|barred|not (?:permitted|allowed|authori[sz]ed))\b(?!\s+(?:from|to)\b)"
)
#: "..., and shall": its subject is that of the deed before.
_GOES_ON = re.compile(r"(?:,|;|\band|\bor)\s*(?:also\s+|further\s+)?$")
_IF = re.compile(r"\b(?:if|unless|where|whether|when|provided that)\b[^,;:]{0,60}$")


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that oblige or state, at ``[start, end)``; ``subject`` is where their subject stands.

    ``opens`` is where the statement begins that a "represents that" leads in, else -1.
    """

    modality: Modality
    start: int
    end: int
    who: str
    to: str
    subject: tuple[int, int]
    opens: int = -1
    status: bool = False
    goods: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that one trigger governs; ``heads`` are the stretches between the trigger and the limb it stands in."""

    trigger: Trigger
    start: int
    end: int
    limb: Limb
    heads: tuple[tuple[int, int], ...] = ()


def find_triggers(text: str, folded: str, limbs: tuple[Limb, ...], before: str = "") -> list[Trigger]:
    """The triggers of one sentence with their obligors, in order. ``text`` and ``folded`` are the sentence.

    ``before`` is the obligor of the sentence before, whom "it" or "they" may mean.
    """
    wrappers = _wrappers(text, folded)
    found: list[Trigger] = []
    last, who = 0, ""
    for hit in islice(phrases("triggers").find(folded), MOST_TRIGGERS):
        led = [wrapper for wrapper in wrappers if wrapper.end <= hit.start]
        opens = led[-1].end if led and led[-1].end >= last else -1
        start, stop = _region(folded, hit, limbs) or (max(last, opens, hit.start - _FAR), hit.start)
        modality = _modality(folded, hit, (start, stop), limbs)
        if modality is None or _SAID.search(folded, max(0, hit.start - 200), hit.end + 260):
            continue
        roles = [role for role in phrases("roles").find(folded, start, stop) if _counts(text, role)]
        goes_on = bool(found and who and _GOES_ON.search(folded, start, hit.start))
        said = None if goes_on else _subject(folded, roles, (start, stop), first=start in (0, opens))
        goods = said.row.id == "goods" if said else _is_done(folded, hit)
        named = said is not None and not goods and said.row.id != "pronoun" and not (_weak(folded, said) and not led)
        who = text[said.start : said.end] if said and named else (led[-1].who if led else "") or who
        if not who and said and said.row.id == "pronoun":
            who = before
        if not who and not goods:
            continue
        status = hit.row.id in ("is", "is_not")
        if status and led and led[-1].who:
            who = led[-1].who  # what is stated is stated by whom it is led in, of whomever it speaks
        if status and goods and not led:
            continue  # "the goods are not ..." is a remark, unless somebody states it
        to = next((wrapper.to for wrapper in reversed(led) if wrapper.to), "")
        subject = (start, stop)
        found.append(
            Trigger(modality, hit.start, _after(folded, hit.end, status), who, to, subject, opens, status, goods)
        )
        last = hit.end
    return found


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """``who represents (to) ... that``; what is stated begins at ``end``."""

    end: int
    who: str
    to: str


def _counts(text: str, role: Hit) -> bool:
    """Whether the word is a party here: common words are only where they are written as a name."""
    return role.row.id != "name" or text[role.start].isupper()


def _weak(folded: str, role: Hit) -> bool:
    return folded[role.start : role.end] == "us"


def _is_done(folded: str, hit: Hit) -> bool:
    """Whether the trigger says what may not be done with a thing of any name: "may not be exported"."""
    passive = _PASSIVE.match(folded, hit.end)
    deed = phrases("verbs").first(folded, passive.end(), passive.end() + 30) if passive else None
    return bool(passive and deed and deed.start == passive.end())


def _wrappers(text: str, folded: str) -> list[_Wrapper]:
    found: list[_Wrapper] = []
    for hit in islice(phrases("wrappers").find(folded), MOST_TRIGGERS):
        that = _THAT.match(folded, hit.end)
        if not that:
            continue
        roles = [
            role for role in phrases("roles").find(folded, max(0, hit.start - _FAR), hit.start) if _counts(text, role)
        ]
        led = next((role for role in roles if role.row.id in ("party", "name")), None)
        found.append(
            _Wrapper(
                that.end(),
                text[led.start : led.end] if led else "",
                text[slice(*that.span("to"))] if that["to"] and not that["to"].endswith("other") else "",
            )
        )
    return found


def _region(folded: str, hit: Hit, limbs: tuple[Limb, ...]) -> tuple[int, int] | None:
    """The lead-in, where a limb begins with its trigger: "neither it nor its officers (a) is ... or (b) is ..."."""
    limb = limb_at(limbs, hit.start)
    return limb.above[-1] if limb.above and not folded[limb.start : hit.start].strip() else None


def _subject(folded: str, roles: list[Hit], region: tuple[int, int], *, first: bool) -> Hit | None:
    """The role that the trigger speaks of: the first of a sentence or of what none are, else the nearest before it."""
    parties = [role for role in roles if role.row.id != "office" or role is roles[-1]]
    if not parties:
        return None
    none = _nobody(folded, *region)
    if none:
        parties = [role for role in parties if role.start > none.start()] or parties
        return parties[0]
    near = [role for role in parties if region[1] - role.end <= 40]
    if first and parties[0].row.id in ("party", "name", "goods"):
        return near[-1] if near and near[-1].row.id == "goods" else parties[0]
    return near[-1] if near else None


def _nobody(folded: str, start: int, end: int) -> re.Match[str] | None:
    """The word that makes the subject nobody: "neither", "none of", or "no" right before a party or goods."""
    for found in _NONE.finditer(folded, start, end):
        if found[0] != "no" or phrases("roles").first(folded, found.end(), min(found.end() + 30, end)):
            return found
    return None


def _modality(folded: str, hit: Hit, region: tuple[int, int], limbs: tuple[Limb, ...]) -> Modality | None:
    none = _nobody(folded, *region)
    word = hit.row.id
    if word in ("is_not", "must_not") and _NOT_BOUND.match(folded, hit.end):
        return None
    if word == "is_not":
        return None if _IF.search(folded, *region) and not none else "represents_not"
    if word == "is":
        nots = any(folded[limb.start : limb.end].lstrip().startswith("not ") for limb in limbs if limb.start > hit.end)
        lists_nots = folded[hit.end : hit.end + 1] == ":" and nots
        return "represents_not" if none or lists_nots else None
    if word == "must_not":
        return "must_not"
    return "must_not" if none else "must"


def _after(folded: str, at: int, status: bool) -> int:
    """Past the adverbs that belong to the trigger, not to what it says."""
    if status:
        return at
    while adverb := _ADVERBS.match(folded, at):
        if adverb[0].strip() in ("be", "also be"):
            break
        at = adverb.end()
    return at


def find_pieces(folded: str, triggers: list[Trigger], limbs: tuple[Limb, ...]) -> list[Piece]:
    """The stretches that the triggers govern, in order.

    A trigger governs its limb up to the next one, and the limbs below it that have none of their own; one that stands
    in brackets governs no more than the brackets.
    """
    pieces: list[Piece] = []
    for limb in limbs:
        inside = [trigger for trigger in triggers if limb.start <= trigger.start < limb.end]
        above = _above(triggers, limb)
        at, governs = limb.start, above
        heads = _heads(above, limb) if above else ()
        for trigger in inside:
            if governs:
                pieces.append(Piece(governs, at, min(_ends(folded, trigger), limb.end), limb, heads))
            close = _closing(folded, trigger, limb.end)
            if close >= 0:
                pieces.append(Piece(trigger, trigger.end, close, limb))
                at = close
                continue
            at, governs, heads = trigger.end, trigger, ()
        if governs:
            pieces.append(Piece(governs, at, limb.end, limb, heads))
    return [piece for piece in pieces if piece.end > piece.start]


def barred_pieces(folded: str, limbs: tuple[Limb, ...]) -> list[Piece]:
    """The stretches that "is prohibited" closes, where they begin with a deed: "sale to X is prohibited"."""
    pieces: list[Piece] = []
    at = 0
    for found in _BARRED.finditer(folded):
        deed = phrases("deeds").first(folded, at, found.start())
        if deed:
            trigger = Trigger("must_not", found.start(), found.end(), "", "", (deed.start, deed.start))
            pieces.append(Piece(trigger, deed.start, found.start(), limb_at(limbs, deed.start)))
        at = found.end()
    return pieces


def _ends(folded: str, trigger: Trigger) -> int:
    """Where the stretch before a trigger ends: before its subject."""
    start, end = trigger.subject
    joint = [m.start() for m in re.finditer(r"(?:,?\s+(?:and|or|but)\s+(?:that\s+)?(?:the\s+)?|;)", folded[start:end])]
    return start + joint[-1] if joint else trigger.start


def _above(triggers: list[Trigger], limb: Limb) -> Trigger | None:
    for start, end in reversed(limb.above):
        inside = [trigger for trigger in triggers if start <= trigger.start < end]
        if inside:
            return inside[-1]
    return None


def _heads(trigger: Trigger, limb: Limb) -> tuple[tuple[int, int], ...]:
    return tuple((max(start, trigger.end), end) for start, end in limb.above if end > trigger.end)


def _closing(folded: str, trigger: Trigger, end: int) -> int:
    """The bracket that closes what the trigger stands in, or -1."""
    begin = folded.rfind("(", max(0, trigger.start - 200), trigger.start)
    if begin < 0 or folded.find(")", begin, trigger.start) >= 0:
        return -1
    return folded.find(")", trigger.end, end)
