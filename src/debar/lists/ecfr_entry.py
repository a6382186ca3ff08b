"""One cell of an entity table -> name, aliases and addresses.

The cell is prose: ``NAME, a.k.a., the following two aliases: —ALIAS; and —ALIAS. ADDRESS; and ADDRESS (See alternate
address under Russia).`` Where a cell keeps its lines, an alias and the addresses begin on their own; where it does not,
an address begins with a house number or a word of streets and buildings, or after the first comma that belongs to no
legal form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ALSO = re.compile(
    r"[,;]?\s*\(?\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|n\.?k\.?a\.?|also known as|formerly known as)(?!\w)[.,:;]*\s*",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(r"the following\s+(?:[\w-]+\s+)?(?:\(\d+\)\s+)?alias(?:es)?\s*[:;,.]?\s*", re.IGNORECASE)
_DASH = re.compile(r"(?:^|\n|(?<=[;:.])\s*(?:and\s+)?|;\s*and\s+)\s*[—–-]\s*(?=\S)")
_FORM = re.compile(
    r"^(?:ltd|limited|inc|incorporated|co|company|corp|corporation|llc|l\.l\.c|llp|lp|plc|gmbh|ag|kg|s\.?a|s\.?p\.?a"
    r"|b\.?v|n\.?v"
    r"|jsc|ojsc|cjsc|pjsc|ooo|oao|zao|pao|ao|fze|fzc|fzco|fz-llc|dmcc|w\.?l\.?l|pte|pvt|pty|sdn|bhd"
    r"|sdn\.? bhd|oy|ab|as|a\.?s|co\.?,? ltd|pte\.? ltd|pvt\.? ltd|s\.?r\.?l|sarl|s\.?r\.?o|d\.?o\.?o|lda|ltda|k\.?k|jr"
    r"|sr|ii|iii)\.?(?:\)|\s*\([^()]*\))?$",
    re.IGNORECASE,
)
#: What follows a comma and still names a party: a subordinate institution.
_SUBORDINATE = re.compile(r"^(?:[A-Z][\w-]+\s){0,5}(?:Institut(?:e|ion)\b(?! St)|Joint Stock\b|Plant\b|NPO\b)[^\d]*$")
_LEGAL = re.compile(r"\b(?:Co|Ltd|Inc|Corp|Pvt|Pte|Bhd|Sdn)$")
_STREET = (
    r"Street|St\.|Str\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Building|Bldg\.?|Floor|Flat|Room|Rm\.?|Unit|Suite|Block|Tower|Plaza"
    r"|P\.?O\.? ?Box|Boulevard|Blvd\.?|District|Office|Shop|Ul\.|ul\.|Ulitsa|Prospekt|Shosse|Warehouse|Apartment"
    r"|Apt\.?|Village"
)
_BEGINS = re.compile(rf"^(?:No\.? ?)?[#]?\d|^(?:[\w'.-]+\s){{0,5}}(?:{_STREET})(?!\w)|^c/o\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[\w)'\"”])\.\s+(?=[A-Z0-9#])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s,(])(?:No|St|Dr|Mr|Mrs|Ms|Jr|Sr|Co|Ltd|Inc|Corp|Pvt|Pte|Bhd|Sdn|Tech|Sci|Univ|Inst|Res|Dev|Int'?l|Elec|Mfg"
    r"|Eng|Imp|Exp|Ind|Tel|Bros|Ave|Rd|[A-Z](?:\.[A-Z])*)$"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """One entry taken apart; ``aliases`` may still carry the address that no break told from the last of them."""

    name: str
    aliases: tuple[str, ...]
    address: str


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")


def cut(text: str) -> tuple[str, str]:
    """(name, address) of one line: cut at the first comma after which no legal form stands, if any."""
    pieces = text.split(", ")
    for at in range(1, len(pieces)):
        if _FORM.match(pieces[at].strip()) or _SUBORDINATE.match(pieces[at]):
            continue
        return ", ".join(pieces[:at]).rstrip(), ", ".join(pieces[at:])
    return text, ""


def _last(text: str) -> tuple[str, str]:
    """(alias, address) of the last alias with what follows it: on the next line, or in the next sentence."""
    first, _, rest = text.partition("\n")
    if rest.strip():
        return first, rest
    for match in _SENTENCE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _LEGAL.search(before) and _BEGINS.match(after):
            return f"{before}.", after
        if not _ABBREVIATED.search(before):
            return before, after
    pieces = text.split(", ")
    for at in range(1, len(pieces)):
        if _BEGINS.match(pieces[at].strip()) and not _FORM.match(pieces[at].strip()):
            return ", ".join(pieces[:at]).rstrip(), ", ".join(pieces[at:])
    return text, ""


def _bare(name: str) -> str:
    """A name without the full stop of its sentence; that of an abbreviation stays."""
    text = _one_line(name)
    return text[:-1].rstrip() if text.endswith(".") and not _ABBREVIATED.search(text[:-1]) else text


def _with_aliases(name: str, rest: str) -> Parts:
    pieces = [piece for piece in _DASH.split(rest) if piece.strip()]
    if pieces and not _DASH.search(rest):  # one alias, then the addresses, divided by semicolons
        listed = [piece for piece in re.split(r";\s*(?:and\s+)?", pieces[0]) if piece.strip()] or [""]
        alias, address = _last(listed[0])
        return Parts(_one_line(name), (_bare(alias),), _one_line("; ".join(filter(None, (address, *listed[1:])))))
    last, address = _last(pieces[-1]) if pieces else ("", "")
    aliases = [re.sub(r";\s*and\s*$", "", _one_line(piece)) for piece in pieces[:-1]]
    every = (*aliases, _bare(last))
    return Parts(
        _one_line(name), tuple(alias.strip(" ,;") for alias in every if alias.strip(" ,;")), _one_line(address)
    )


def take_apart(cell: str) -> Parts:
    """The name, aliases and addresses of one entry, whose lines are divided by line breaks."""
    found = _ALSO.search(cell)
    if found:
        name, rest = cell[: found.start()], cell[found.end() :]
        following = _FOLLOWING.match(rest)
        if following:
            return _with_aliases(name, rest[following.end() :])
        alias, address = _last(rest)
        if name.count("(") > name.count(")") or cell[found.start() : found.end()].lstrip(" ,;").startswith("("):
            inside, _, outside = rest.partition(")")
            alias, address = inside, outside
        return Parts(_one_line(name), (_one_line(alias),), _one_line(address))
    first, _, others = cell.partition("\n")
    if others.strip():
        name, address = cut(_one_line(first))
        return Parts(_bare(name), (), _one_line("; ".join(part for part in (address, others) if part)))
    name, address = cut(_one_line(cell))
    return Parts(name, (), address)
