"""Numbers and codes by which a party is known beside its name, in one vocabulary and one normal form.

What kinds there are, their shapes, check digits and what an equal number says stands in ``data/identifier_kinds.tsv``;
how files and lists call them in ``data/identifier_labels.tsv``. Each row names the standard that it follows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii

from debar.errors import DataError
from debar.names.check_digits import CHECKS
from debar.names.data import read_rows

#: No identifier is longer; what is, is text that got into the wrong column.
LONGEST = 120
#: Longer texts are no names with a number.
_LONGEST_TEXT = 400
#: Equal numbers of fewer characters, in no order of their own, are coincidences.
TELLING = 6
_NOT_CODE = re.compile(r"[^0-9A-Z]+")
_PHONE_LABEL = re.compile(r"^\W*(?:tel|phone|telephone|fax|mobile|mob)\b|\b(?:ext|x)\W*\d*\W*$")
_NOT_LABEL = re.compile(r"[^a-z0-9]+")
#: What stands in a column of numbers where there is none.
_PLACEHOLDERS = frozenset(
    "NA NONE NULL NIL UNKNOWN PENDING TBD TBA NOTAPPLICABLE NOTAVAILABLE NOTKNOWN EXEMPT X XX".split()
)
_SAYS = ("decides", "local", "supports", "nothing")
_COLUMNS = ("kind", "says", "single", "country", "filed", "pattern", "check", "words", "source")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identifier.

    ``says`` is what an equal number says of two parties: ``decides`` that they are one; ``local``, that they are one
    if it is of one country or register; ``supports``; ``nothing``. ``single`` is ``yes`` where a party has one only,
    ``places`` where it has one for each of its places. ``country`` is who gives it, where only one does (ISO 3166
    alpha-2), else empty. ``filed`` are the wider kinds under which lists file it, ``words`` what people call it.
    """

    name: str
    says: str
    single: str
    country: str
    filed: frozenset[str]
    pattern: re.Pattern[str]
    check: str
    words: str

    def fault(self, value: str) -> str:
        """What is wrong with a number in normal form, as one sentence; empty when nothing is."""
        if not self.pattern.fullmatch(value):
            return f"{value} has not the form of {_a(self.words)}."
        if self.check and not CHECKS[self.check](value):
            return f"{value} is no {self.words}: its check digit does not fit."
        return ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number in normal form. ``country`` (alpha-2) says who gave it, where known; ``fault`` what is wrong with it.

    A number with a fault is kept, for a list may hold the same mistake, but it never decides.
    """

    kind: str
    value: str
    country: str = ""
    fault: str = ""

    @property
    def of_kind(self) -> Kind:
        """What is known of its kind."""
        return kind_named(self.kind)


@cache
def identifier_kinds() -> Mapping[str, Kind]:
    """All kinds by name. Raises DataError when the table breaks its layout."""
    found = {}
    for row in read_rows("identifier_kinds.tsv", _COLUMNS):
        cells = {key: "" if cell == "-" else cell for key, cell in row.items()}
        name = cells["kind"]
        wrong = cells["says"] not in _SAYS or cells["single"] not in ("yes", "places", "no")
        if wrong or (cells["check"] and cells["check"] not in CHECKS):
            raise DataError(
                f"names/data/identifier_kinds.tsv: {name}: 'says', 'single' or 'check' is no word known here"
            )
        filed = frozenset(cells["filed"].split())
        pattern = re.compile(cells["pattern"])
        found[name] = Kind(
            name, cells["says"], cells["single"], cells["country"], filed, pattern, cells["check"], cells["words"]
        )
    return found


@cache
def kind_named(name: str) -> Kind:
    """The kind with that name; one that no table holds supports at most, so that no list's own numbers are lost."""
    known = identifier_kinds().get(name)
    return known or Kind(name, "supports", "no", "", frozenset(), re.compile(".+"), "", name.replace("-", " "))


@cache
def _labels() -> Mapping[str, str]:
    found = {_plain(kind): kind for kind in identifier_kinds()}
    for row in read_rows("identifier_labels.tsv", ("label", "kind", "source")):
        if row["kind"] not in identifier_kinds() or found.setdefault(_plain(row["label"]), row["kind"]) != row["kind"]:
            raise DataError(f"names/data/identifier_labels.tsv: {row['label']!r}: no such kind, or two of them")
    return found


def _plain(label: str) -> str:
    return _NOT_LABEL.sub("", label.casefold())


@lru_cache(maxsize=1 << 12)
def known_kind(label: str) -> str:
    """The kind that a heading or label means (``UEI (SAM)``, ``Tax ID No.``); empty when no table holds it."""
    labels = _labels()
    label = label[:LONGEST]
    return labels.get(_plain(label), "") or labels.get(_plain(label.partition("(")[0]), "")


@lru_cache(maxsize=1 << 12)
def kind_and_country(label: str) -> tuple[str, str]:
    """A kind as a query or list writes it, maybe with who gives it (``passport:ru``) -> (kind, alpha-2 or empty)."""
    name, _, country = label.partition(":")
    country = country.strip().lower()[:2]
    plain = known_kind(name) or "-".join(name.casefold().split())[:LONGEST]
    return plain, country if len(country) == 2 and country.isalpha() else ""


@lru_cache(maxsize=1 << 15)
def normalize_identifier(kind: str, value: str) -> Identifier | None:
    """The identifier in normal form; None where the cell holds none (empty, ``n/a``, ``00000000``, a long text).

    ``kind`` is any label that :func:`known_kind` knows, with ``:cc`` for the country that gave it. What is malformed
    is said in ``fault`` of the result.
    """
    if len(value) > LONGEST:
        return None
    name, country = kind_and_country(kind)
    known = kind_named(name)
    code = _OWN_FORM[name](value) if name in _OWN_FORM else _without_label(known, _code(value))
    if len(set(code)) < 2 or code.upper() in _PLACEHOLDERS:
        return None
    if name == "vat":
        return _vat(code, country)
    if name == "bic" and len(code) == 11:
        code = code[:8]
    return Identifier(name, code, country or known.country, known.fault(code))


def _code(value: str) -> str:
    """Capital letters and digits, in Latin."""
    if not value.isascii():
        value = anyascii(unicodedata.normalize("NFKC", value))
    return _NOT_CODE.sub("", value.upper())


def _without_label(kind: Kind, code: str) -> str:
    """A number to which its own label was written: ``IMO 9074092``, ``UEI: L78SCHFL4JN8``."""
    label = kind.name.replace("-", "").upper()
    rest = code.removeprefix(label)
    return rest if rest != code and kind.pattern.fullmatch(rest) else code


def _host(value: str) -> str:
    text = unicodedata.normalize("NFKC", value).strip().lower()
    text = text.partition("://")[2] or text
    host = re.split(r"[/?#\s]", text, maxsplit=1)[0].partition(":")[0].strip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            host = anyascii(host)
    return host.removeprefix("www.")


def _mail(value: str) -> str:
    box, _, host = unicodedata.normalize("NFKC", value).strip().lower().removeprefix("mailto:").rpartition("@")
    return f"{box}@{_host(host)}"


def _phone(value: str) -> str:
    """The digits; a text with other letters than those of a label or an extension is given back as it is."""
    number = _PHONE_LABEL.sub("", value.lower())
    if any(character.isalpha() for character in number):
        return number
    return "".join(str(unicodedata.decimal(c)) for c in number if c.isdecimal()).removeprefix("00")


def _address_of_currency(value: str) -> str:
    """The address alone; lists write the letters of the currency before it. Its letters keep their case."""
    address = (value.split() or [""])[-1]
    return "".join(c for c in address if c.isascii() and c.isalnum())


_OWN_FORM: Mapping[str, Callable[[str], str]] = {
    "website": _host,
    "email": _mail,
    "phone": _phone,
    "digital-currency": _address_of_currency,
}


@cache
def _vat_shapes() -> Mapping[str, tuple[str, re.Pattern[str]]]:
    rows = read_rows("vat_shapes.tsv", ("prefix", "country", "pattern", "source"))
    return {row["prefix"].upper(): (row["country"], re.compile(row["pattern"])) for row in rows}


def _vat(code: str, country: str) -> Identifier:
    """The number without the letters of its country, which become the country."""
    shapes = _vat_shapes()
    told, shape = shapes.get(code[:2], ("", None))
    if shape is not None and shape.fullmatch(code[2:]):
        return Identifier("vat", code[2:], told)
    known = next((s for c, s in shapes.values() if c == country), None)
    if known is not None and not known.fullmatch(code):
        return Identifier("vat", code, country, f"{code} has not the form of a VAT number of {country.upper()}.")
    return Identifier("vat", code, country, kind_named("vat").fault(code))


def guess(value: str) -> tuple[str, ...]:
    """The kinds that an unlabelled value may be, by its form: those whose check digit fits first.

    Kinds of which any number is one (``registration``, ``passport`` ...) are left out.
    """
    online = "@" in value or "://" in value or value.lower().startswith("www.")
    checked: list[str] = []
    shaped: list[str] = []
    for name, kind in identifier_kinds().items():
        if kind.says in {"nothing", "local"} or name in _SHAPELESS or (online and name not in ("email", "website")):
            continue
        found = normalize_identifier(name, value)
        if found is not None and not found.fault:
            (checked if kind.check else shaped).append(name)
    found = normalize_identifier("vat", value)
    return (*checked, *shaped, *(["vat"] if found is not None and found.country else []))


_SHAPELESS = frozenset({"passport", "ticker", "aircraft-tail", "aircraft-serial", "call-sign"})


@cache
def _labelled() -> re.Pattern[str]:
    """A label of a number that decides and has a check digit, maybe ``no.`` or a sign, and what may be the number."""
    sure = {name for name, kind in identifier_kinds().items() if kind.says == "decides" and kind.check}
    rows = read_rows("identifier_labels.tsv", ("label", "kind", "source"))
    labels = sure | {row["label"].lower() for row in rows if row["kind"] in sure and row["label"].isascii()}
    either = "|".join(
        r"[\s-]?".join(map(re.escape, each.split())) for each in sorted(labels, key=lambda e: (-len(e), e))
    )
    return re.compile(
        rf"[(\[,;/-]?\s?\b(?P<label>(?i:{either}))\s?(?i:(?:number|no|nr)\b)?[\s.:#]{{0,3}}"
        r"(?P<value>[0-9A-Z]{7,20})\b\s?[)\]]?"
    )


def labelled_identifiers(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A name without the numbers that a text gives with it, and these as (kind, value): ``EVER GIVEN IMO 9811000``.

    Only numbers behind their label whose check digit fits and that decide who bears them. A text of nothing else is
    its own name.
    """
    found: list[tuple[str, str]] = []

    def taken(hit: re.Match[str]) -> str:
        kind = known_kind(hit["label"])
        known = identifier_kinds().get(kind)
        if known is None or known.says != "decides" or not known.check or known.fault(hit["value"]):
            return hit.group()
        found.append((kind, hit["value"]))
        return " "

    if len(text) > _LONGEST_TEXT or not any(map(str.isdigit, text)):
        return text, ()
    rest = _labelled().sub(taken, text)
    name = " ".join(rest.split()) if found and any(map(str.isalnum, rest)) else text
    return name, tuple(dict.fromkeys(found))


def same_identifier(left: Identifier, right: Identifier) -> bool:
    """True for one number of one kind, or of a kind that lists file under the other (an INN as a tax number)."""
    if left.value != right.value or (left.country and right.country and left.country != right.country):
        return False
    return left.kind == right.kind or left.kind in right.of_kind.filed or right.kind in left.of_kind.filed


def refined(found: Identifier, countries: Collection[str]) -> Identifier:
    """A number of a wide kind as that of the country's own kind, where the check digits of just one such kind fit.

    A ``registration`` of thirteen digits of a party in Russia is an OGRN. What is not certain stays as it is.
    """
    if found.kind not in _wide():
        return found
    fit = [
        kind
        for kind in identifier_kinds().values()
        if kind.check and kind.country in countries and found.kind in kind.filed and not kind.fault(found.value)
    ]
    return Identifier(fit[0].name, found.value, fit[0].country) if len(fit) == 1 else found


@cache
def _wide() -> frozenset[str]:
    return frozenset(wide for kind in identifier_kinds().values() for wide in kind.filed)


def _a(words: str) -> str:
    vowel = words[0] in "aeioAEIO" or words.startswith(("LEI", "MMSI", "ISIN", "RFC", "SSN"))
    return f"{'an' if vowel else 'a'} {words}"
