"""Which column of a table holds what: told from its headings, checked against its contents, overruled by the user.

The text of a purchase may stand in several columns; they are joined in one order: what was bought, manufacturer, model,
then the account or category it was booked under.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from debar.errors import MappingError
from debar.procurement.amounts import currency_code
from debar.procurement.contents import Column, holds, is_money, is_prose, names_firm, words
from debar.procurement.dates import day_comes_first, parse_date
from debar.procurement.headings import PHRASE, Fit, fits, may_hold, plain, vocabulary
from debar.tables.sample import Sample

#: Between the columns that make up a text.
JOINT = " | "
#: Fields a user may map, as ``--map field=Column``.
FIELDS: tuple[str, ...] = (
    "text",
    "supplier",
    "date",
    "amount",
    "currency",
    "quantity",
    "buyer",
    "department",
    "state",
    "country",
    "reference",
    "manufacturer",
    "model",
    "funding",
    "purpose",
    "action",
    "uei",
    "duns",
    "cage",
    "origin",
    "manufactured",
    "psc",
    "naics",
    "modification",
    "reason",
    "constructed",
)
_PROFILED = 60
_CURRENCY = re.compile(r"\b(USD|GBP|EUR|CAD|AUD)\b|(£|€)")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where the fields are: ``text`` and ``fields`` hold positions, ``why`` (field, column, reason) explains each.

    ``day_first``: dates such as 3/4/2019 start with the day; None when the sample does not tell. ``currency`` is what
    the amount's heading names, if it does.
    """

    header: tuple[str, ...]
    text: tuple[int, ...]
    fields: dict[str, int] = field(default_factory=dict)
    why: tuple[tuple[str, str, str], ...] = ()
    day_first: bool | None = None
    currency: str = ""

    def explain(self) -> list[str]:
        """One line a field: the column it is read from, and why."""
        return [f"{name} = {column} ({reason})" for name, column, reason in self.why]


@dataclass(frozen=True, slots=True)
class KnownColumns:
    """What ``source`` (a profile) says of a table: columns by field, the order of day and month, the currency."""

    source: str
    columns: Mapping[str, tuple[str, ...]]
    day_first: bool | None = None
    currency: str = ""

    def settle(self, mapping: ColumnMapping) -> ColumnMapping:
        """The mapping with what is said here of dates and currency."""
        if self.day_first is None:
            return replace(mapping, currency=self.currency or mapping.currency)
        order = "day" if self.day_first else "month"
        why = tuple(
            (field_, column, f"as {self.source} says, {order} first" if field_ == "date" else reason)
            for field_, column, reason in mapping.why
        )
        return replace(mapping, why=why, day_first=self.day_first, currency=self.currency or mapping.currency)


def map_columns(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    overrides: Sequence[str] = (),
    *,
    has_header: bool = True,
    guess: bool = True,
    known: KnownColumns | None = None,
) -> ColumnMapping:
    """Which column holds what. ``overrides`` are ``field=Column``; a text may name several columns joined by ``+``.

    ``field=`` with nothing after it leaves the field out. Without ``guess``, only headings tell. ``known`` columns are
    taken as they are, and nothing else is looked for. Raises `MappingError` when an override names no field or no
    column, and when neither a text nor a supplier is found.
    """
    looked_at = sample[:: max(1, len(sample) // _PROFILED)][:_PROFILED]
    columns = [
        Column(name, i, cells, tuple(filter(None, cells)))
        for i, name in enumerate(header)
        for cells in [tuple(row[i].strip() for row in looked_at)]
    ]
    chosen = _Chosen(columns)
    told = _read_overrides(overrides, columns)
    chosen.told(told, "as told by --map")
    if known is not None:
        named = {name: [c for c in columns if c.name in known.columns.get(name, ())] for name in FIELDS}
        named["text"].sort(key=lambda column: known.columns["text"].index(column.name))
        chosen.told({name: found for name, found in named.items() if name not in told}, f"as {known.source} says")
    elif has_header:
        chosen.by_heading()
    if guess and known is None:
        chosen.by_content(everything=not has_header)
    chosen.by_heading_alone()
    if not chosen.text and "supplier" not in chosen.fields:
        raise MappingError(
            f"no column holds what was bought or who supplied it. Columns found: {', '.join(map(repr, header))}. "
            f"Name them: --map text=COLUMN --map supplier=COLUMN (fields: {', '.join(FIELDS)})."
        )
    mapping = chosen.mapping(tuple(header), sample)
    return mapping if known is None else known.settle(mapping)


def _read_overrides(overrides: Sequence[str], columns: Sequence[Column]) -> dict[str, list[Column]]:
    told: dict[str, list[Column]] = {}
    for override in overrides:
        name, sign, wanted = override.partition("=")
        name = name.strip().lower()
        if not sign or name not in FIELDS:
            raise MappingError(f"--map {override}: must be field=Column, with a field of {', '.join(FIELDS)}.")
        found = told.setdefault(name, [])
        if wanted.strip():
            found.extend(_find(wanted, columns, split=name == "text"))
        if name != "text" and len(found) > 1:
            raise MappingError(f"--map {name}: only text may take several columns, {name} takes one.")
    return told


def _find(wanted: str, columns: Sequence[Column], *, split: bool) -> list[Column]:
    """The columns an override names: by exact name, else without regard to case and punctuation."""
    for same in (str.strip, plain):
        found = [column for column in columns if same(column.name) == same(wanted)]
        if found:
            return found[:1]
    if split and "+" in wanted:
        return [column for part in wanted.split("+") for column in _find(part, columns, split=False)]
    raise MappingError(
        f"--map …={wanted.strip()}: there is no such column. Columns found: {', '.join(repr(c.name) for c in columns)}."
    )


class _Chosen:
    """The fields found so far; every column serves one field."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._closed: set[str] = set()
        self._why: dict[str, tuple[str, str]] = {}
        self._doubtful: list[tuple[Fit, Column]] = []
        self.text: list[Column] = []
        self.fields: dict[str, Column] = {}

    def _free(self) -> list[Column]:
        taken = {column.position for column in (*self.text, *self.fields.values())}
        return [column for column in self._columns if column.position not in taken]

    def told(self, told: dict[str, list[Column]], why: str) -> None:
        """Takes what the user said; a field the user left out stays out."""
        for name, columns in told.items():
            self._closed.add(name)
            if name == "text":
                self.text = list(dict.fromkeys(columns))
            elif columns:
                self.fields[name] = columns[0]
            if columns:
                self._why[name] = (" + ".join(column.name for column in columns), why)

    def by_heading(self) -> None:
        """Takes the best fitting column for every field, best fits first, if its contents do not speak against it."""
        offers: list[tuple[float, int, Fit, Column]] = []
        for column in self._free():
            for fit in fits(column.name):
                if fit.field in self._closed:
                    continue
                if holds(fit.field, column):
                    emptiness = 0.0 if column.values else 0.6
                    offers.append((fit.rank + emptiness, column.position, fit, column))
                elif fit.field in ("text", "supplier") and fit.rank <= 1:
                    self._doubtful.append((fit, column))
        offers.sort(key=lambda offer: (offer[0], offer[1], offer[2].field))
        texts: list[tuple[float, Fit, Column]] = []
        taken: set[int] = set()
        for rank, position, fit, column in offers:
            if position in taken:
                continue
            if fit.field in ("text", "context"):
                taken.add(position)
                texts.append((rank, fit, column))
            elif fit.field not in self.fields:
                taken.add(position)
                self.fields[fit.field] = column
                self._why[fit.field] = (column.name, fit.why)
        if "text" not in self._closed:
            self._take_text(texts)

    def _take_text(self, offers: Sequence[tuple[float, Fit, Column]]) -> None:
        sure = [(rank, fit, column) for rank, fit, column in offers if fit.rank < PHRASE]
        kinds = {fit.field for _, fit, _ in sure}
        offers = [offer for offer in offers if offer[1].field not in kinds or offer in sure]
        said = [(fit, column) for _, fit, column in offers if fit.field == "text"]
        ranks = {column.position: fit.rank for _, fit, column in offers}
        if len(said) > 1:
            said = [(fit, column) for fit, column in said if not self._names_supplier(column)] or said
        purposes = [(fit, column) for fit, column in said if plain(column.name) == "purpose"]
        if purposes and len(said) > len(purposes) and "purpose" not in self._closed:
            said = [entry for entry in said if entry not in purposes]
            self.fields["purpose"] = purposes[0][1]
            self._why["purpose"] = (purposes[0][1].name, "beside a description, a purpose says what for")
        near = [(fit, c) for _, fit, c in offers if fit.field == "context" and ranks[c.position] < 2]
        far = [(fit, c) for _, fit, c in offers if fit.field == "context" and ranks[c.position] >= 2]
        context = near or ([] if said else far)
        said.sort(key=lambda entry: entry[1].position)
        context.sort(key=lambda entry: entry[1].position)
        made = [self.fields[name] for name in ("manufacturer", "model") if name in self.fields]
        self.text = [column for _, column in said] + made + [column for _, column in context]
        reasons = dict.fromkeys(fit.why for fit, _ in (*said, *context))
        if self.text:
            self._why["text"] = (
                " + ".join(column.name for column in self.text),
                "; ".join(reasons) or "names the product",
            )

    def _names_supplier(self, column: Column) -> bool:
        """True for a headline such as 'Contract 12 awarded to ACME', where the supplier has a column of its own."""
        supplier = self.fields.get("supplier")
        if supplier is None:
            return False
        both = zip(supplier.cells, column.cells, strict=True)
        pairs = [(name.casefold(), text.casefold()) for name, text in both if len(name) > 3]
        return len(pairs) > 2 and sum(name in text for name, text in pairs) > len(pairs) * 0.3

    def by_content(self, *, everything: bool) -> None:
        """Where no heading says it, the contents do: names of firms the supplier, words the text, days, sums.

        With headings (not ``everything``) only a column whose heading does not speak against it is taken.
        """
        self._mend_swap()
        firms = [c for c in self._may("supplier", everything) if c.share(names_firm) > 0.3]
        promised = [column for _, column in self._doubtful]
        self._take("supplier", [c for c in firms if everything or c not in promised], "names of firms")
        if not self.text and "text" not in self._closed:
            wordy = [c for c in self._may("text", everything) if is_prose(c, least=1.0 if everything else 2.0)]
            if wordy and not everything:
                wordy = [max(wordy, key=lambda column: (words(column), -column.position))]
            self.text = wordy
            if wordy:
                reason = "no heading names it; the cells hold words"
                self._why["text"] = (" + ".join(column.name for column in wordy), reason)
        for name, test, what in (("date", parse_date, "dates"), ("amount", is_money, "amounts")):
            found = [c for c in self._may(name, everything) if c.share(test) > 0.9]
            if everything or len(found) == 1:
                self._take(name, found, what)

    def _may(self, name: str, everything: bool) -> list[Column]:
        return [c for c in self._free() if c.values and (everything or may_hold(name, c.name))]

    def _take(self, name: str, found: Sequence[Column], what: str) -> None:
        if found and name not in self.fields and name not in self._closed:
            self.fields[name] = found[0]
            self._why[name] = (found[0].name, f"no heading names it; the cells hold {what}")

    def _mend_swap(self) -> None:
        """The supplier and the text in each other's place, as the names of firms show."""
        supplier = self.fields.get("supplier")
        if supplier is None or len(self.text) != 1 or {"supplier", "text"} & self._closed:
            return
        text = self.text[0]
        if text.share(names_firm) > 0.5 and not supplier.share(names_firm) and is_prose(supplier, least=1.0):
            self.text, self.fields["supplier"] = [supplier], text
            reason = "against its heading: the cells hold"
            self._why["text"] = (supplier.name, f"{reason} words, and {text.name!r} holds names of firms")
            self._why["supplier"] = (text.name, f"{reason} names of firms")

    def by_heading_alone(self) -> None:
        """Takes a well-known heading for text or supplier although its cells hold no words, if there is no other."""
        for fit, column in self._doubtful:
            reason = f"{fit.why}, although its cells hold no words"
            if column not in self._free():
                continue
            if fit.field == "text" and not self.text:
                self.text = [column]
                self._why["text"] = (column.name, reason)
            elif fit.field == "supplier" and "supplier" not in self.fields:
                self.fields["supplier"] = column
                self._why["supplier"] = (column.name, reason)

    def mapping(self, header: tuple[str, ...], sample: Sequence[Sequence[str]]) -> ColumnMapping:
        """The result, with the order of day and month and the currency the heading names."""
        quantity = self.fields.get("quantity")
        if quantity and "amount" not in self.fields and quantity.share(lambda v: "$" in v or "£" in v) > 0.5:
            self.fields["amount"] = self.fields.pop("quantity")
            self._why["amount"] = (quantity.name, "the cells of this quantity are sums of money")
            self._why.pop("quantity", None)
        day_first = self._day_first(sample)
        amount = self.fields.get("amount")
        named = _CURRENCY.search(amount.name) if amount else None
        return ColumnMapping(
            header,
            tuple(column.position for column in self.text),
            {name: column.position for name, column in self.fields.items()},
            tuple((name, *self._why[name]) for name in FIELDS if name in self._why),
            day_first,
            currency_code(named[0]) if named else "",
        )

    def _day_first(self, sample: Sequence[Sequence[str]]) -> bool | None:
        column = self.fields.get("date")
        if column is None:
            return None
        place = column.position
        order = day_comes_first(sample.column(place) if isinstance(sample, Sample) else [row[place] for row in sample])
        name, reason = self._why["date"]
        if order is not None:
            self._why["date"] = (name, f"{reason}; {'day' if order else 'month'} first, as its values show")
        elif not column.share(re.compile(r"\d{1,2}[-/]\d{1,2}[-/]\d+").match):
            return False
        else:
            self._why["date"] = (name, f"{reason}; month first unless a later value shows otherwise")
        return order


def known_fields() -> tuple[str, ...]:
    """Every field the headings file speaks of; each is one of `FIELDS` or ``context``."""
    return tuple(vocabulary().known)
