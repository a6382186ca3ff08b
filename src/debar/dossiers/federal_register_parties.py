"""The parties that a document of the Federal Register adds to a list, removes or revises, each where it is named.

The Register's documents name parties in four ways (1 CFR part 21 and the Document Drafting Handbook give the forms): as
numbered items under a sentence that says what is done with "the following"; as lines of their own under such a
sentence; in quotation marks in an amendatory instruction ("by adding ... “X”"); and within a sentence ("adds X to the
Entity List"). The action is that of the sentence a party stands under, never that of the document.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

_VERBS = {
    "added": r"\b(?:add(?:s|ed|ing)?|additions?|designat(?:e|es|ed|ing|ions?)|block(?:s|ed|ing)|qualif(?:y|ies|ied)|"
    r"identif(?:y|ies|ied)|includ(?:e|es|ed) (?:on|in))\b",
    "removed": r"\b(?:remov(?:e|es|ed|ing|als?)|delet(?:e|es|ed|ing|ions?)|delist(?:s|ed|ing)?|unblock(?:s|ed|ing))\b",
    "revised": r"\b(?:revis(?:e|es|ed|ing|ions?)|modif(?:y|ies|ied|ying|ications?)|correct(?:s|ed|ing|ions?)|"
    r"amend(?:s|ed|ing)?|chang(?:e|es|ed|ing))\b",
}
_VERB = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _VERBS.items()), re.IGNORECASE)
#: What a list of parties stands under; the words between are of one sentence.
_UNDER = re.compile(
    r"\b(?:the\s+)?following\b(?!(?:\s+[\w-]+){0,2}\s+(?:alias|name|address|transliteration|spelling|subordinate))"
    r"[^.;:]{0,300}?(?::|\bas\s+follows:?|(?=\(1\)\s)|(?=\s1\.\s+[A-Z])"
    r"|\.(?=\s{1,10}(?:[A-Z][a-z]+\s+){0,4}(?:\(1\)|1\.)\s))|\bas\s+follows:"
)
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]”\"'])[.;](?=\s+[A-Z(“])")
_GAP = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"(?:\((?P<in>\d{1,3})\)|(?<![\w.,])(?P<at>\d{1,3})\.)\s+(?=[A-Z0-9“\"`‘'(])")
#: Where a list is surely over.
_OVER = re.compile(
    r"\b(?:Export Control Reform Act|Savings Clause|Rulemaking Requirements|Executive Order Requirements|"
    r"List of Subjects|Supplement No\. ?\d|End[- ]User Review Committee|Authority: |SUPPLEMENTARY INFORMATION)"
)
_MOST_APART, _LONGEST_NAME = 6_000, 160
#: What ends a name: its other names, its address, what else is said of it.
_FORM = (
    r"(?:Co|Ltd|LTD|Ltda|Inc|INC|LLC|L\.L\.C|Corp|Corporation|Company|Limited|LIMITED|GmbH|S\.A|PLC|plc|JSC|LLP|AG|Pte|"
    r"Pty|Bhd|FZE|FZCO)\b"
)
_ENDS = re.compile(
    r",?\s*\(?\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|n\.?k\.?a\.?|d\.?b\.?a\.?)(?=[\s,.])"
    r"|,?\s*\(?\b(?:also|formerly|now)\s+known\s+as\b"
    r"|,\s+(?:including|the\s+following|located|with\s+(?:an?\s+)?address|whose|which|to\s|for\s|under\s|on\s|from\s|in\s)"
    r"|,\s+(?:and\s+)?(?:No\.|Room|Rm\.?|Suite|Unit|Flat|Building|Bldg|Floor|Block|P\.?\s?O\.?\s?Box"
    r"|\d+(?!\d|st\b|nd\b|rd\b|th\b)|[^,;:\n]{3,40}\s\d+[,.;\n])"
    rf"|(?<=[a-zA-Z]),(?=\s+(?!{_FORM})[A-Z])(?<=Ltd,|LTD,|LLC,|Inc,|INC,|mbH,|FZE,|ted,|TED,|JSC,)|(?<=Ltd\.|Inc\.|Bhd\.|A\.S\.),(?=\s+(?!{_FORM})[A-Z])"
    r"|\s\((?=[^)]*\b(?:alias|address|includ|affiliat|subsidiar|entity|individual|vessel))"
    r"|\s+and\s+(?:its|their)\s|\s[–—]\s|;|:|\s\[|\n\s*\n|<"
)
_ABBREVIATED = "Co Ltd Inc Corp No St Mfg Intl Sdn Bhd Pte Pvt Pty Bros Dr Mr Ms Jr Sr Univ Inst Tech".split()
_STOP = re.compile(r"(?<![\s.][A-Z])" + "".join(rf"(?<!\b{each})" for each in _ABBREVIATED) + r"\.(?=\s|$)")
_NOT_A_NAME = re.compile(
    r"^(?:The|This|That|These|Those|A|An|Any|All|By|Under|If|Whether|Where|What|When|How|Is|Are|In|On|For|To|Adding|"
    r"Removing|Revising|Amending|Add|Remove|Revise|See|Each|Such|One|Two|Three|Certain|Entities|Entity|Persons?|"
    r"Executive Orders?|Notwithstanding|Pursuant|Because|License|Section|Part|Public|Comments?)\b|\b(?:shall|must|may|"
    r"will|is|are|was|were|has|have|been|being)\b",
)
_QUOTED = re.compile(r"“(?P<a>[^“”]{2,160})”|``(?P<b>[^`']{2,160}(?:'[^'`]{1,100})*)''|\"(?P<c>[^\"\n]{2,160})\"")
_INSTRUCTION = re.compile(
    r"\b(?P<verb>adding|removing|revising|(?:is|are)\s+amended\s+by\s+(?:adding|removing|revising))\b(?P<between>[^.;“\"`]{0,260}?)"
    r"(?=“|``|\")",
    re.IGNORECASE,
)
_NO_ENTRY = re.compile(
    r"\b(?:words?|phrases?|text|sentences?|definitions?|columns?|headings?|paragraphs?|citations?)\b"
)
_BETWEEN_QUOTES = re.compile(r"[,;]?\s*(?:and|or)?\s*(?:the\s+entr(?:y|ies)\s+for\s*)?")
_LISTED = r"\s+(?:to|from|on)\s+(?:the|its)\s+(?:[A-Z][\w-]*\s+){0,4}List\b"
_TOLD = re.compile(
    rf"\b(?P<verb>add(?:s|ed|ing)?|additions?\s+of|remov(?:es|ed|ing)|removals?\s+of)\s+(?P<names>[A-Z][^;:“”\"]{{2,300}}?){_LISTED}"
)
_APART = re.compile(rf",\s+and\s+(?=[A-Z])|\s+and\s+(?=[A-Z])|,\s+(?!{_FORM})(?=[A-Z])")
_AFFILIATES = re.compile(r"\s+and\s+(?:[\w-]+\s+){0,4}(?:of\s+its|its)\b.*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Party:
    """A party named from ``start`` to ``end`` of the text, and what is done with it: added, removed or revised.

    ``said`` is where the words are that do it. ``way`` is ``item``, ``line``, ``instruction`` or ``sentence``.
    """

    name: str
    action: str
    start: int
    end: int
    said: tuple[int, int]
    way: str


def named_parties(text: str, start: int, end: int) -> tuple[Party, ...]:
    """Return the parties that a document standing at ``text[start:end]`` acts on, each once for each action.

    Tags of XML count as space. What only describes an action, without a name, gives none.
    """
    seen = _untagged(text[start:end])
    found: dict[tuple[str, str], Party] = {}
    for party in (*_listed(seen), *_instructed(seen), *_told(seen)):
        key = (party.name.casefold().rstrip("."), party.action)
        found.setdefault(key, _moved(party, start))
    return tuple(sorted(found.values(), key=lambda party: party.start))


def action_of(words: str) -> str:
    """Return what a title or sentence does with parties: added, removed, revised; several joined; empty for none."""
    found = {hit.lastgroup for hit in _VERB.finditer(words)}
    return "+".join(name for name in ("added", "removed", "revised") if name in found)


def _listed(seen: str) -> Iterator[Party]:
    """The parties under each sentence that says what is done with "the following"."""
    leads = [(hit, action) for hit in _UNDER.finditer(seen) if (action := _acting(seen, hit))]
    for place, (hit, action) in enumerate(leads):
        until = leads[place + 1][0].start() if place + 1 < len(leads) else len(seen)
        over = _OVER.search(seen, hit.end(), until)
        until = over.start() if over else until
        said = (_sentence_start(seen, hit.start()), hit.end())
        items = list(_items(seen, hit.end(), until))
        for first, last in items or _lines(seen, hit.end(), until):
            name = _name(seen, first, last)
            if name:
                yield Party(_clean(seen[slice(*name)]), action, *name, said, "item" if items else "line")


def _acting(seen: str, hit: re.Match[str]) -> str:
    """What a sentence does with the following: its last verb before the word, else its first after it."""
    start = _sentence_start(seen, hit.start())
    before = [found.lastgroup for found in _VERB.finditer(seen, start, hit.start())]
    after = [found.lastgroup for found in _VERB.finditer(seen, hit.start(), min(hit.end() + 200, len(seen)))]
    return str((before or [None])[-1] or (after or [""])[0] or "")


def _sentence_start(seen: str, at: int) -> int:
    low = max(0, at - 600)
    starts = [hit.end() for pattern in (_SENTENCE, _GAP) for hit in pattern.finditer(seen, low, at)]
    found = max(starts, default=low)
    return found + len(seen[found:at]) - len(seen[found:at].lstrip())


def _items(seen: str, start: int, until: int) -> Iterator[tuple[int, int]]:
    """Numbered items, in order, numbered anew under each country or not."""
    marks: list[tuple[int, int]] = []
    number, style, last = 0, "", start
    for hit in _ITEM.finditer(seen, start, until):
        n, kind = int(hit["in"] or hit["at"]), "in" if hit["in"] else "at"
        if hit.start() - last > _MOST_APART:
            break
        if n != number + 1 and not (n == 1 and number):
            continue
        if style and kind != style:
            continue
        number, style, last = n, kind, hit.start()
        marks.append((hit.start(), hit.end()))
    for place, (_, after) in enumerate(marks):
        yield after, marks[place + 1][0] if place + 1 < len(marks) else min(until, after + 2_000)


def _lines(seen: str, start: int, until: int) -> Iterator[tuple[int, int]]:
    """Lines of their own, each a name, until one is none."""
    at = start
    for line in seen[start:until].splitlines(keepends=True):
        first, at = at, at + len(line)
        if not line.strip():
            continue
        name = _name(seen, first, at)
        if len(line.strip()) > _LONGEST_NAME or name is None or seen[name[1] : at].strip()[:1] == ":":
            return
        yield first, at


def _name(seen: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the name is at the beginning of an item; None where there is none."""
    start += len(seen[start:end]) - len(seen[start:end].lstrip(" \t\r\n“\"`‘'"))
    stops = [hit.start() for pattern in (_ENDS, _STOP) if (hit := pattern.search(seen, start, end))]
    end = min([*stops, end])
    part = seen[start:end].rstrip(" \t\r\n,”\"'’")
    part = re.sub(r"[\s,]+(?:and|or)$", "", part)
    part = _without_short(part)
    words = _clean(part)
    is_name = (
        2 < len(words) <= _LONGEST_NAME
        and (words[0].isupper() or words[0].isdigit())
        and re.search(r"[A-Za-z]{2}", words)
    )
    return (start, start + len(part)) if is_name and not _NOT_A_NAME.search(words) else None


def _without_short(part: str) -> str:
    """A name without its own short form behind it: ``Hesai Technology Co., Ltd. (Hesai)``; a place stays."""
    found = re.search(r"\s+\(([^()\s]{2,20})\)$", part)
    if found is None:
        return part
    longer, short = part[: found.start()], found[1].strip("“”\"'`")
    initials = "".join(word[0] for word in re.findall(r"[A-Z]\w*", longer))
    own = re.search(rf"\b{re.escape(short)}", longer, re.IGNORECASE) or (short.isupper() and short[0] == initials[:1])
    return longer if own else part


def _instructed(seen: str) -> Iterator[Party]:
    """The entries that an amendatory instruction names in quotation marks."""
    for hit in _INSTRUCTION.finditer(seen):
        if _NO_ENTRY.search(hit["between"]):
            continue
        action, at = action_of(hit["verb"].split()[-1]), hit.end()
        while (quoted := _QUOTED.match(seen, at)) is not None:
            place = quoted.span(quoted.lastgroup or 0)
            name = _name(seen, *place)
            if name and seen[name[1] : place[1]].strip(" ,.;")[:1] in {"", "("}:
                yield Party(_clean(seen[slice(*name)]), action, *name, (hit.start(), quoted.end()), "instruction")
            between = _BETWEEN_QUOTES.match(seen, quoted.end())
            at = between.end() if between else quoted.end()


def _told(seen: str) -> Iterator[Party]:
    """Parties within a sentence that says to which list they are added, or from which they are removed."""
    for hit in _TOLD.finditer(seen):
        start, end = hit.span("names")
        cut = _AFFILIATES.search(seen, start, end)
        end = cut.start() if cut else end
        at = start
        for between in (*_APART.finditer(seen, start, end), None):
            last = between.start() if between else end
            name = _name(seen, at, last)
            if name and seen[name[1] : last].lstrip(" ,")[:1] in {"", "("}:
                yield Party(_clean(seen[slice(*name)]), action_of(hit["verb"]), *name, hit.span(), "sentence")
            at = between.end() if between else end


def _untagged(text: str) -> str:
    """The text with tags as spaces and characters that HTML escapes as themselves, all else where it stood."""
    text = re.sub(r"<[^<>]{0,400}>", lambda hit: _blank(hit[0]), text)
    return re.sub(
        r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});",
        lambda hit: html.unescape(hit[0])[:1].ljust(len(hit[0])),
        text,
    )


def _blank(tag: str) -> str:
    """Spaces of a tag's length; one that ends a paragraph or begins one is a line's end."""
    ends = re.match(r"</?(?:P|FP|HD|LI|p|li|br|div|h\d|ROW|ENT|GPOTABLE)\b", tag)
    return ("\n" + " " * (len(tag) - 1)) if ends else " " * len(tag)


def _clean(name: str) -> str:
    """A name as it is read: escapes of JSON undone, white space single."""
    if "\\" in name:
        with suppress(ValueError):
            name = json.loads(f'"{name}"')
    return " ".join(name.split()).strip(" ,;")


def _moved(party: Party, by: int) -> Party:
    said = (party.said[0] + by, party.said[1] + by)
    return Party(party.name, party.action, party.start + by, party.end + by, said, party.way)
