"""The tables of a report: rows of plain values, with a column of money for each currency.

``entity_types`` and ``states`` have the form of the tables of CSET's "Banned in D.C." (Weinstein and Chahal, October
2022): kinds of buyers with entities, transactions and value, and all states with value and transactions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from debar.errors import DataError
from debar.model import SEVERITY
from debar.places import STATES, county_place
from debar.report.aggregates import OTHERS, UNKNOWN, Settled, Total
from debar.report.records import Data
from debar.report.text import number

_TERRITORIES = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI"})
_LABELS = {
    "relabel": "sold under another label",
    "own label": "sold under the maker's own label",
    "party": "supplier is the listed party",
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a report: file name, title for people, what a row is and what to mind, columns, rows."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: list[Data]


def make_tables(settled: Settled) -> list[ReportTable]:
    """Return every table, largest rows first; tables of time and states in their own order."""
    told = settled.aggregates
    money = currencies(settled)
    tables = [_entity_types(settled, money), _states(settled, money)]
    buyers = (
        (_buyer_columns(settled, group), total) for group, total in enumerate(settled.by_buyer) if total.purchases
    )
    columns = ("buyer", "buyer_type", "state", "county", "names")
    tables.append(_table(("buyers", "Buyers", "Names of one buyer are joined."), columns, buyers, settled))
    counties = ((_county_columns(fips), total) for fips, total in settled.counties.items())
    note = "Of buyers whose name holds their place; others are in no county here."
    tables.append(_table(("counties", "Counties", note), ("county", "state", "fips"), counties, settled))
    for name, title, note, key, words in (
        ("buyer_type", "Kinds of buyers", "", "buyer_type", {}),
        ("supplier", "Suppliers", "As the records name them.", "supplier", told.supplier_names),
        ("maker", "Makers", "A purchase of two makers counts under each.", "maker_name", told.maker_names),
        ("label", "Labels", "Whose name the thing bears.", "label", _LABELS),
        ("rule", "Rules", "Rules that had something to say; several may of one purchase.", "title", told.rule_titles),
    ):
        rows = ((_keyed(name, key, entry, words), total) for entry, total in told.tables[name].items())
        shown = (name,) if key == name else (name, key)
        tables.append(_table((f"{name}s", title, note), shown, rows, settled))
    months = (({"month": key}, total) for key, total in sorted(told.tables["month"].items()))
    tables.append(_table(("months", "Months", ""), ("month",), months, settled, ranked=False))
    tables.append(_installed(settled, money))
    return tables


def currencies(settled: Settled) -> tuple[str, ...]:
    """The currencies of the purchases: US dollars always, then others by name, the unknown one last."""
    found = set(settled.aggregates.whole.amount) - {"USD", UNKNOWN}
    return ("USD", *sorted(found), *([UNKNOWN] if UNKNOWN in settled.aggregates.whole.amount else []))


def value_column(currency: str) -> str:
    """The column of a currency: ``value_usd``, ``value_currency_unknown``."""
    return "value_currency_unknown" if currency == UNKNOWN else f"value_{currency.lower()}"


def entity_type(buyer_type: str) -> str:
    """The row of CSET's Table 1 that a kind of buyer belongs to, or a further one."""
    return _entity_types_of().get(buyer_type, buyer_type)


@lru_cache(maxsize=1)
def _entity_types_of() -> Mapping[str, str]:
    header, *lines = (files("debar.report") / "data" / "entity_types.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    if header != "type\tentity_type\tsource" or any(len(row) != 3 or not all(row) for row in rows):
        raise DataError("entity_types.tsv: needs the columns type, entity_type, source, all of them filled.")
    return {row[0]: row[1] for row in rows}


def _entity_types(settled: Settled, money: tuple[str, ...]) -> ReportTable:
    rows: dict[str, Total] = {}
    for key, total in settled.aggregates.tables["buyer_type"].items():
        rows.setdefault(entity_type(key), Total()).merge(total)
    ordered = sorted(rows.items(), key=lambda item: (-settled.entities(item[1]), -item[1].purchases, item[0]))
    ordered.append(("TOTAL", settled.aggregates.whole))
    columns = ("entity_type", "entities", "transactions", *map(value_column, money), "without_value")
    made = [
        {"entity_type": name, "entities": settled.entities(total), **_transactions(total, money)}
        for name, total in ordered
    ]
    note = "In the form of Table 1 of CSET's Banned in D.C.; buyers without a name are no entity."
    return ReportTable("entity_types", "Entities, transactions and value", note, columns, made)


def _states(settled: Settled, money: tuple[str, ...]) -> ReportTable:
    found = settled.aggregates.tables["state"]
    named = {code for code in STATES if code not in _TERRITORIES} | set(found)
    ordered = sorted(named, key=lambda code: (code in (UNKNOWN, OTHERS), code))
    columns = ("state", *map(value_column, money), "transactions", "entities", "without_value")
    made = [
        {"state": code, "entities": settled.entities(total), **_transactions(total, money)}
        for code in ordered
        for total in [found.get(code, Total())]
    ]
    note = "In the form of CSET's table of states; a state without a purchase stands with zeros."
    return ReportTable("states", "States", note, columns, made)


def _transactions(total: Total, money: tuple[str, ...]) -> Data:
    return {"transactions": total.purchases, **_values(total, money), "without_value": total.unpriced}


def _values(total: Total, money: tuple[str, ...]) -> Data:
    return {value_column(each): number(total.amount[each]) if each in total.amount else "0" for each in money}


def _table(
    head: tuple[str, str, str],
    keys: tuple[str, ...],
    rows: Iterable[tuple[Data, Total]],
    settled: Settled,
    *,
    ranked: bool = True,
) -> ReportTable:
    name, title, note = head
    money = currencies(settled)
    outcomes = tuple(str(outcome).replace("-", "_") for outcome in SEVERITY)
    dated = ("first", "last") if name != "months" else ()
    counted = ("entities",) if name != "buyers" else ()
    columns = (*keys, "purchases", *counted, *map(value_column, money), "without_value", *outcomes, *dated)
    ordered = sorted(rows, key=_by_size) if ranked else list(rows)
    made = [
        {
            **key,
            "purchases": total.purchases,
            "entities": settled.entities(total),
            **_values(total, money),
            "without_value": total.unpriced,
            **{words: total.outcomes[outcome] for words, outcome in zip(outcomes, SEVERITY, strict=True)},
            "first": total.first,
            "last": total.last,
        }
        for key, total in ordered
    ]
    return ReportTable(name, title, note, columns, made)


def _by_size(item: tuple[Data, Total]) -> tuple[bool, int, tuple[str, ...]]:
    key, total = item
    return OTHERS in key.values(), -total.purchases, tuple(map(str, key.values()))


def _keyed(name: str, key: str, entry: str, words: Mapping[str, str]) -> Data:
    shown = words.get(entry) or entry
    return {name: shown} if name == "supplier" else {name: entry, key: shown}


def _buyer_columns(settled: Settled, group: int) -> Data:
    buyer, site = settled.groups[group], settled.sites[group]
    place = county_place(site.county) if site and site.county else None
    names = sorted({settled.aggregates.buyers[one].name for one in settled.by_buyer[group].buyers})
    return {
        "buyer": buyer.name,
        "buyer_type": buyer.type,
        "state": buyer.state,
        "county": place.name if place else "",
        "names": names,
    }


def _county_columns(fips: str) -> Data:
    place = county_place(fips)
    return {"county": place.name if place else fips, "state": place.state if place else "", "fips": fips}


def _installed(settled: Settled, money: tuple[str, ...]) -> ReportTable:
    columns = (
        "buyer",
        "buyer_type",
        "state",
        "maker",
        "maker_name",
        "standing",
        "unknown",
        "purchases",
        "pieces",
        "without_pieces",
        "first_bought",
        "last_bought",
        "removals",
        "last_removed",
        "last_used",
        *map(value_column, money),
    )
    note = (
        "What the records imply of what stands with the buyers. Most say when a thing was bought and nothing of what "
        "became of it: that is unknown, neither in use nor removed."
    )
    return ReportTable("installed_base", "Installed base", note, columns, list(_installed_rows(settled, money)))


def _installed_rows(settled: Settled, money: tuple[str, ...]) -> Iterator[Data]:
    names = settled.aggregates.maker_names
    ranked = sorted(
        settled.installed.items(),
        key=lambda item: (-item[1].bought, -item[1].removals, settled.groups[item[0][0]].name, item[0]),
    )
    for (group, maker), base in ranked:
        buyer = settled.groups[group]
        yield {
            "buyer": buyer.name,
            "buyer_type": buyer.type,
            "state": buyer.state,
            "maker": maker,
            "maker_name": names.get(maker, maker),
            "standing": str(base.standing),
            "unknown": "; ".join(base.unknown),
            "purchases": base.bought,
            "pieces": base.pieces or None,
            "without_pieces": base.uncounted,
            "first_bought": base.first_bought,
            "last_bought": base.last_bought,
            "removals": base.removals,
            "last_removed": base.last_removed,
            "last_used": base.last_used,
            **{value_column(each): number(base.amount[each]) if each in base.amount else "0" for each in money},
        }
