"""Letters that ask a buyer for what its records do not say: who paid, what for, when, where it stands.

A letter is a draft for a person to sign. It claims nothing: it says which records name which maker, and asks for
documents that exist. The records law it names is the one of ``data/records_laws.tsv``, else "your public records law".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path

from anyascii import anyascii

from debar.errors import DataError, InputError
from debar.model import Buyer, Finding, Said
from debar.places import STATES
from debar.report.aggregates import BuyerRegister, maker_of
from debar.report.markdown import escaped
from debar.report.text import long_date, money, plain, shorten
from debar.report.words import count, missing_facts

#: Purchases listed in one letter, letters written in one run, and records kept for all of them.
LISTED, LETTERS, KEPT = 200, 10_000, 200_000
FORMATS = ("txt", "markdown", "html")
_WIDTH = 92
_ENDINGS = {"txt": "txt", "markdown": "md", "html": "html"}
#: Kinds of buyers that no public records law binds; the letter asks them without one.
_UNBOUND = frozenset({"private", "nonprofit", "federal-contractor", "foreign-government", "unknown"})
_FEDERAL = "US"
_WHY = (
    "What law applies to such a purchase turns on facts that the published records do not hold. Please send, for each "
    "purchase listed, the existing documents that show:"
)
_ENOUGH = (
    "Quotations, purchase orders, invoices, receiving reports, grant agreements and asset lists that hold these facts "
    "are enough; nothing needs to be compiled for me. If a record does not exist, please say so. If the listed record "
    "is wrong, or the item is not of the maker named, please tell me, so that it can be corrected."
)
_TERMS = (
    "Copies in electronic form are welcome. If there is a fee, please tell me the amount before any work is done. If a "
    "part is withheld, please name the provision and send the rest."
)


@dataclass(frozen=True, slots=True)
class RecordsLaw:
    """A public records law: the state's code (``US`` for federal agencies), its name, citation and source.

    ``checked`` is ``yes`` where the source is a public body's own page or the text of the law, else ``no``.
    """

    state: str
    name: str
    citation: str
    checked: str
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One record of a letter: day, reference, words, supplier, amount, maker, and the facts it lacks."""

    day: date | None
    reference: str
    text: str
    supplier: str
    amount: str
    maker: str
    place: str
    missing: tuple[str, ...]
    constructed: bool = False


@dataclass(slots=True)
class Letter:
    """All records of one buyer about which to ask; ``times`` counts them, also those that are not listed."""

    buyer: Buyer
    times: int = 0
    records: list[Asked] = field(default_factory=list)


class Letters:
    """Takes findings one by one and keeps what the letters need; findings of buyers without a name are left out."""

    def __init__(self) -> None:
        self.unnamed = 0
        self.left_out = 0
        self._by_buyer: dict[tuple[str, str, str, str], Letter] = {}
        self._kept = 0

    def add(self, finding: Finding) -> None:
        """Take the finding when it is about something bought."""
        subject, buyer = finding.subject, finding.subject.buyer
        if not any(found.said is Said.BOUGHT for found in finding.identifications):
            return
        if not buyer.name:
            self.unnamed += 1
            return
        key = (buyer.name, buyer.type, buyer.state, buyer.country)
        if key not in self._by_buyer and len(self._by_buyer) >= LETTERS:
            self.left_out += 1
            return
        letter = self._by_buyer.setdefault(key, Letter(buyer))
        letter.times += 1
        if len(letter.records) < LISTED and self._kept < KEPT:
            self._kept += 1
            letter.records.append(
                Asked(
                    day=subject.date,
                    reference=shorten(plain(subject.reference), 60),
                    text=shorten(plain(subject.text), 200),
                    supplier=shorten(plain(subject.supplier), 80),
                    amount=money(subject.amount.value, plain(subject.amount.currency)) if subject.amount else "",
                    maker=plain(maker_of(finding)[1]),
                    place=f"{plain(subject.source)} row {subject.row}",
                    missing=missing_facts(finding.rules),
                    constructed=subject.constructed,
                )
            )

    def letters(self, register: BuyerRegister | None = None) -> list[Letter]:
        """One letter for each buyer, names of one buyer joined; most records first."""
        letters = list(self._by_buyer.values())
        heads = register.group([letter.buyer for letter in letters]) if register else [one.buyer for one in letters]
        joined: dict[tuple[str, str, str, str], Letter] = {}
        for head, letter in zip(heads, letters, strict=True):
            one = joined.setdefault((head.name, head.type, head.state, head.country), Letter(head))
            one.times += letter.times
            one.records += letter.records
        for letter in joined.values():
            letter.records = sorted(letter.records, key=lambda asked: (asked.day or date.max, asked.place))[:LISTED]
        return sorted(joined.values(), key=lambda one: (-one.times, one.buyer.name, one.buyer.state))


def write_letters(folder: Path, letters: Sequence[Letter], format_: str, today: date) -> list[str]:
    """Write each letter into the folder, which is made; return the names of the files.

    Raises:
        InputError: the folder cannot be made or written to.
    """
    names = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for letter in letters:
            name = f"{_file_name(letter.buyer)}.{_ENDINGS[format_]}"
            text = format_letter(letter, format_, today)
            (folder / name).write_text(text, encoding="utf-8", errors="replace", newline="\n")
            names.append(name)
    except OSError as error:
        raise InputError(f"{folder}: a letter cannot be written ({error.strerror}); choose another folder") from error
    return names


def format_letter(letter: Letter, format_: str, today: date) -> str:
    """The letter as ``txt``, ``markdown`` or ``html`` (one page without anything from elsewhere)."""
    parts = list(_parts(letter, today))
    if format_ == "html":
        return _as_html(letter, parts)
    return _as_markdown(parts) if format_ == "markdown" else _as_text(parts)


def records_law(buyer: Buyer) -> RecordsLaw | None:
    """The records law that binds the buyer as far as its kind and state tell; None when they do not."""
    if buyer.type == "federal-agency":
        return records_laws().get(_FEDERAL)
    return None if buyer.type in _UNBOUND else records_laws().get(buyer.state)


@lru_cache(maxsize=1)
def records_laws() -> Mapping[str, RecordsLaw]:
    """Every records law held here by state (``data/records_laws.tsv``).

    Raises:
        DataError: a row of the file is not whole.
    """
    header, *lines = (files("debar.report") / "data" / "records_laws.tsv").read_text("utf-8").splitlines()
    laws = [RecordsLaw(*cells) for line in lines if len(cells := line.split("\t")) == 5 and all(cells)]
    odd = [law.state for law in laws if law.state not in (*STATES, _FEDERAL) or law.checked not in ("yes", "no")]
    if header != "state\tname\tcitation\tchecked\tsource" or len(laws) != len(lines) or odd:
        raise DataError("records_laws.tsv: each row needs a known state, name, citation, checked (yes, no) and source.")
    return {law.state: law for law in laws}


def _parts(letter: Letter, today: date) -> Iterator[tuple[str, str | list[str]]]:
    """Kind (``line``, ``title``, ``text``, ``list``, ``records``) and words of each part."""
    law = records_law(letter.buyer)
    bound = letter.buyer.type not in _UNBOUND or letter.buyer.type == "unknown"
    yield "line", long_date(today)
    yield "line", "[your name and address]"
    state = STATES[letter.buyer.state].name if letter.buyer.state in STATES else plain(letter.buyer.state)
    yield "line", f"To: {plain(letter.buyer.name)}" + (f", {state}" if state else "")
    yield "title", "Request for records about equipment purchases"
    under = f"under the {law.name} ({law.citation})" if law else "under your public records law"
    under += " [check the citation]" if law and law.checked == "no" else ""
    lead = f"I request the records below {under}." if bound else "I ask you for the documents below."
    makers = sorted({record.maker for record in letter.records})
    named = ", ".join(makers[:6]) + (f" and {len(makers) - 6} more" if len(makers) > 6 else "")
    appear = "appears" if letter.times == 1 else "appear"
    about = f"{count(letter.times, 'published purchase record')} {appear} to name"
    yield "text", f"{lead} {about} equipment of {named.rstrip('.')}. The records stand at the end of this letter."
    yield "text", _WHY
    yield "list", list(_questions(letter))
    yield "text", _ENOUGH
    if bound:
        yield "text", _TERMS
    yield "line", "[signature]"
    yield "title", "The purchases"
    yield "records", [_record(number, record) for number, record in enumerate(letter.records, 1)]
    if letter.times > len(letter.records):
        yield "text", f"{letter.times - len(letter.records):,} further records of the same kind are not listed here."


def _questions(letter: Letter) -> Iterator[str]:
    missing = {fact for record in letter.records for fact in record.missing}
    yield "Who paid: the fund and account, and the number and award date of any federal or state grant, loan or E-Rate."
    yield "What it is for, and the office that uses it."
    undated = sum(record.day is None for record in letter.records)
    yield "The day on which the contract was made, renewed or extended" + (
        f" ({count(undated, 'record bears', 'records bear')} no date)." if undated else "."
    )
    yield "Where it was installed, its maker and model, how many pieces, and whether it is still in use or was removed."
    if "buyer type" in missing or letter.buyer.type == "unknown":
        yield "What kind of body you are (agency, school, utility, company), and whether you hold a federal contract."
    if missing & {"exception", "waiver"}:
        yield "Any waiver or exception that was granted."


def _record(number: int, record: Asked) -> str:
    parts = (
        record.day.isoformat() if record.day else "no date",
        f"order {record.reference}" if record.reference else "",
        record.text,
        f"supplier {record.supplier}" if record.supplier else "",
        record.amount,
        f"maker {record.maker}",
        record.place,
        "constructed, not a real record" if record.constructed else "",
    )
    return f"{number}. " + "; ".join(part for part in parts if part)


def _as_text(parts: Sequence[tuple[str, str | list[str]]]) -> str:
    made = []
    for kind, words in parts:
        if isinstance(words, list):
            made.append("\n".join(_wrapped(f"- {word}" if kind == "list" else word, hang=2) for word in words))
        else:
            made.append(f"{words}\n{'-' * min(len(words), _WIDTH)}" if kind == "title" else _wrapped(words))
    return "\n\n".join(made) + "\n"


def _wrapped(text: str, hang: int = 0) -> str:
    """Lines of at most the page's width; a longer word stands alone. Linear in the text."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > _WIDTH:
            lines.append(line)
            line = " " * hang + word
        else:
            line = f"{line} {word}" if line.strip() else line + word
    return "\n".join([*lines, line])


def _as_markdown(parts: Sequence[tuple[str, str | list[str]]]) -> str:
    made = []
    for kind, words in parts:
        if isinstance(words, list):
            made.append("\n".join(f"- {escaped(word)}" for word in words))
        else:
            made.append(f"## {escaped(words)}" if kind == "title" else escaped(words))
    return "\n\n".join(made) + "\n"


def _as_html(letter: Letter, parts: Sequence[tuple[str, str | list[str]]]) -> str:
    made = []
    for kind, words in parts:
        if isinstance(words, list):
            items = (word.split(" ", 1)[1] if kind == "records" else word for word in words)
            tag = "ol" if kind == "records" else "ul"
            made.append(f"<{tag}>{''.join(f'<li><bdi>{escape(item)}</bdi></li>' for item in items)}</{tag}>")
        else:
            made.append(f"<h2>{escape(words)}</h2>" if kind == "title" else f"<p><bdi>{escape(words)}</bdi></p>")
    title = escape(f"Request for records: {plain(letter.buyer.name)}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head><body>\n" + "\n".join(made) + "\n</body></html>\n"
    )


def _file_name(buyer: Buyer) -> str:
    """A name for people with a few digits that keep two buyers apart, whatever their script or length."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(plain(buyer.name)[:200]).lower()).strip("-")[:60]
    whole = "\x1f".join((buyer.name, buyer.type, buyer.state, buyer.country))
    told = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:6]
    return "-".join(part for part in (words, buyer.state.lower()[:2] if buyer.state.isalpha() else "", told) if part)
