"""Tables into rows: one path for the data files and for the compiled reference, which trusts what was validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from debar.catalog.rows import (
    Affiliate,
    Brand,
    Form,
    Grammar,
    Kind,
    Maker,
    NotRelabel,
    Owner,
    Period,
    Relabel,
    Source,
    Term,
)
from debar.model import Strength

Row = Mapping[str, Any]


def source(row: Row) -> Source:
    """A row of sources.tsv."""
    return Source(id=row["id"], title=row["title"], url=row["url"], retrieved=row["retrieved"], quality=row["quality"])


def maker(row: Row) -> Maker:
    """A row of makers.yaml."""
    return Maker(
        id=row["id"],
        name=row["name"],
        short_name=row["short_name"],
        names=_tuple(row, "names"),
        scripts=_tuple(row, "scripts"),
        owners=tuple(_owner(owner) for owner in row.get("owners", ())),
        evidence=_tuple(row, "evidence"),
        note=row.get("note", ""),
    )


def _owner(row: Row) -> Owner:
    return Owner(
        name=row["name"],
        relation=row["relation"],
        period=_period(row),
        strength=Strength(row["strength"]),
        maker=row.get("maker", ""),
        share=row.get("share", ""),
        evidence=_tuple(row, "evidence"),
        note=row.get("note", ""),
    )


def affiliate(row: Row) -> Affiliate:
    """A row of affiliates.tsv."""
    return Affiliate(
        id=row["id"],
        name=row["name"],
        maker=row["maker"],
        relation=row["relation"],
        period=_period(row),
        evidence=_tuple(row, "evidence"),
        strength=Strength(row["strength"]),
    )


def brand(row: Row) -> Brand:
    """A row of brands.yaml."""
    return Brand(
        id=row["id"],
        name=row["name"],
        bare=row["bare"],
        maker=row.get("maker", ""),
        needs=_tuple(row, "needs"),
        categories=_tuple(row, "categories"),
        namesake=row.get("namesake", ""),
        component=bool(row.get("component", False)),
        spellings=_tuple(row, "spellings"),
        doubtful=_tuple(row, "doubtful"),
        typos=_tuple(row, "typos"),
        loose=_tuple(row, "loose"),
        joined=_tuple(row, "joined"),
        cuts=_tuple(row, "cuts"),
        scripts=_tuple(row, "scripts"),
        traps=_tuple(row, "traps"),
        evidence=_tuple(row, "evidence"),
    )


def relabel(row: Row) -> Relabel:
    """A row of relabels.tsv."""
    return Relabel(
        id=row["id"],
        brand=row["brand"],
        maker=row["maker"],
        reach=row["reach"],
        scope=row["scope"],
        period=_period(row),
        model=row["model"],
        strength=Strength(row["strength"]),
        evidence=_tuple(row, "evidence"),
        note=row["note"],
    )


def not_relabel(row: Row) -> NotRelabel:
    """A row of not_relabels.tsv."""
    return NotRelabel(
        id=row["id"],
        subject=row["subject"],
        words=_tuple(row, "words"),
        reach=row["reach"],
        strength=row["strength"],
        evidence=_tuple(row, "evidence"),
        why=row["why"],
    )


def grammar(row: Row) -> Grammar:
    """A row of a file of models."""
    return Grammar(
        id=row["id"],
        brand=row["brand"],
        tier=row["tier"],
        basis=row["basis"],
        categories=_tuple(row, "categories"),
        forms=tuple(Form(form["left"], form["right"], form["re"]) for form in row["forms"]),
        positive=_tuple(row, "positive"),
        negative=_tuple(row, "negative"),
        evidence=_tuple(row, "evidence"),
        needs=_tuple(row, "needs"),
        family=row.get("family", ""),
        kinds=tuple(
            Kind(kind["when"], _tuple(kind, "categories"), kind.get("family", "")) for kind in row.get("kinds", ())
        ),
        not_start=_tuple(row, "not_start"),
        not_with=_tuple(row, "not_with"),
        note=row.get("note", ""),
    )


def term(row: Row) -> Term:
    """A row of terms.tsv."""
    return Term(
        id=row["id"],
        use=row["use"],
        group=row["group"],
        direction=row["direction"],
        words=int(row["words"] or 0),
        term=row["term"],
        evidence=_tuple(row, "evidence"),
    )


def _period(row: Row) -> Period:
    return Period.parse(row.get("from", ""), row.get("to", ""))


def _tuple(row: Row, key: str) -> tuple[str, ...]:
    value: Sequence[str] = row.get(key, ())
    return tuple(value)
