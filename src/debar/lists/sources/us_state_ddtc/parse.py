"""AECA debarments, from extracts of DDTC's two tables -> entities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import yaml

from debar.lists import citations, extract
from debar.lists.ids import derived_id
from debar.model import Designation, Entity

LIST = "us-state-ddtc"

_ALIAS = re.compile(r"[;,]?\s*\(?\b(?:a\.k\.a\.?|a/k/a|aka|f/k/a|d/b/a)\b\.?,?\s*", re.IGNORECASE)
_BORN = re.compile(r"Date of birth: ([A-Z][a-z]+),? (\d{4})")


def _entity(row: extract.Row, written: str, program: str) -> Entity:
    names = [part.strip(" ,;()") for text in (written, *row.aliases) for part in _ALIAS.split(text)]
    born = _BORN.search(row.notes)
    cites = tuple(citation for citation, _ in citations.cited(row.register))
    listing = Designation(
        list=LIST,
        program=program,
        from_=row.effective,
        published=row.effective,
        citations=cites,
        note="dated by the notice's publication; a later reinstatement is not in this edition",
        details=(("remark", row.notes),) if row.notes and not born else (),
    )
    return Entity(
        id=derived_id(LIST, names[0], program + (born[0] if born else ""), cites[0].title if cites else ""),
        list=LIST,
        schema="Person" if born else "LegalEntity",
        names=tuple(dict.fromkeys(filter(None, names))),
        birth_dates=(f"{born[1]} {born[2]}",) if born else (),
        designations=(listing,),
    )


def parse(files: Mapping[str, bytes], day: date) -> Iterator[Entity]:  # noqa: ARG001 - each row carries its own date
    """The parties of ``files["statutory"]`` and ``files["administrative"]``, rows split by ``files["splits"]``.

    A party that a table repeats under the same notice comes once. Raises FormatError for a broken extract.
    """
    splits = {row["written"]: row["parties"] for row in yaml.safe_load(files["splits"])}
    seen: set[str] = set()
    for role, program in (("statutory", "AECA-statutory"), ("administrative", "AECA-administrative")):
        for row in extract.rows(files[role], f"{role} debarments extract"):
            for written in splits.get(row.name, (row.name,)):
                entity = _entity(row, written, program)
                if entity.id not in seen:
                    seen.add(entity.id)
                    yield entity
