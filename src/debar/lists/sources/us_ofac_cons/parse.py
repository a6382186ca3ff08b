"""Non-SDN consolidated delimited files (cons_prim, cons_alt, cons_add, cons_comments) -> entities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from debar.lists import ofac
from debar.model import Entity

LIST = "us-ofac-cons"


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:
    """The parties of one edition; ``files`` by role: ``prim``, ``alt``, ``add``, ``comments``, and older
    primary files as ``history:YYYY-MM-DD``. ``day`` is the day of ``prim``.

    Raises FormatError for a broken file.
    """
    aliases = ofac.aliases(files["alt"], "cons_alt.csv")
    lines = ofac.addresses(files["add"], "cons_add.csv")
    bounds = ofac.bounds([*ofac.history(files), (day, ofac.numbers(files["prim"], "cons_prim.csv"))])
    for party in ofac.parties(files["prim"], files["comments"], "cons_prim.csv"):
        also, places = aliases.get(party.number, []), lines.get(party.number, [])
        yield ofac.entity(LIST, party, also, places, bound=bounds[party.number], dated=True)
