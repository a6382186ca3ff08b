"""SDN delimited files -> entities, with listing bounds from the older editions that are held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from debar.lists import ofac
from debar.model import Entity

LIST = "us-ofac-sdn"


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:
    """The parties of one edition.

    ``files`` by role: ``sdn``, ``alt``, ``add``, ``comments`` (may be missing); ``later_alt`` and ``later_add`` serve
    the parties that are newer than the alias and address files, ``known_to_alt`` being the primary file that those
    belong to; ``history:YYYY-MM-DD`` are older primary files. ``day`` is the day of ``sdn``. Raises FormatError for a
    broken file.
    """
    aliases = ofac.aliases(files["alt"], "alt.csv")
    lines = ofac.addresses(files["add"], "add.csv")
    if "known_to_alt" in files:
        covered = ofac.numbers(files["known_to_alt"], "known_to_alt")
        later_names = ofac.aliases(files["later_alt"], "later_alt")
        later_lines = ofac.addresses(files["later_add"], "later_add")
        aliases.update({number: names for number, names in later_names.items() if number not in covered})
        lines.update({number: found for number, found in later_lines.items() if number not in covered})
    bounds = ofac.bounds([*ofac.history(files), (day, ofac.numbers(files["sdn"], "sdn.csv"))])
    for party in ofac.parties(files["sdn"], files.get("comments"), "sdn.csv"):
        also, places = aliases.get(party.number, []), lines.get(party.number, [])
        yield ofac.entity(LIST, party, also, places, bound=bounds[party.number], dated=False)
