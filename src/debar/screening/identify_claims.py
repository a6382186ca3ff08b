"""Who made what a label or a model number stands for, on a day: the catalog's rows weighed, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from debar.catalog import Brand, Catalog, Grammar, Relabel
from debar.catalog.families import kind_of
from debar.model import Strength

RANK = {strength: rank for rank, strength in enumerate(Strength)}


@dataclass(frozen=True, slots=True)
class Moment:
    """The day as of which a thing is judged; ``None``: not known.

    ``used``: the thing is in use on that day, so it was sold on it or on any day before it.
    """

    day: date | None = None
    used: bool = False

    def doubts(self, row: Relabel) -> bool:
        """True when the thing may have been sold within the row's period, which has an end, or after it."""
        last = row.period.last
        return last is not None and (self.day is None or (self.used and last < self.day))

    def holds(self, row: Relabel) -> bool:
        """True when the thing may have been sold within the row's period."""
        return row.period.holds(self.day) or (self.used and self.doubts(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One maker of the thing, how firmly, why, and the catalog rows and sources it rests on."""

    maker: str
    strength: Strength
    because: str
    relabelled: bool
    rows: tuple[str, ...]
    sources: tuple[str, ...]


def claims_for_model(
    catalog: Catalog, grammar: Grammar, number: str, on: Moment, *, named: bool, word: str
) -> list[Claim]:
    """The makers behind a model number.

    ``named``: a label of the same maker stands in the text; ``word`` is the product word that supports the hit, if any.
    """
    brand = catalog.brands[grammar.brand]
    cap = _cap(grammar, named=named)
    how = _how(brand, grammar, number, named=named, word=word)
    base_rows = (f"brands/{brand.id}", f"models/{grammar.id}")
    relabels = [
        row for row in catalog.relabels_of.get(brand.id, ()) if row.model in ("", grammar.id) or row.reach == "brand"
    ]
    if brand.id not in catalog.relabels_of:
        strength = weaker(Strength.EXACT if named else Strength.STRONG, cap)
        return [_own(brand, strength, f"{how}.", base_rows, (*grammar.evidence, *brand.evidence))]
    claims = []
    for row, evident in _best(relabels, on):
        strength = weaker(evident, cap)
        if brand.maker == row.maker and named and strength is Strength.STRONG:
            strength = Strength.EXACT
        claims.append(_relabelled(catalog, brand, row, strength, how=how, rows=base_rows, on=on))
    return claims


def claims_for_label(catalog: Catalog, brand: Brand, written: str, on: Moment, *, how: str, word: str) -> list[Claim]:
    """The makers behind a label that stands without a model number of its own.

    ``how`` is ``sure``, ``doubtful``, ``typo``, ``split`` (its letters set apart), ``loose`` (misspelt more
    freely) or ``cut`` (off at the end of the text); ``word`` is the product word that supports it, if any.
    """
    if how in ("doubtful", "split", "loose", "cut") and (brand.bare == "model" or not word):
        return []
    ambiguous = bool(brand.namesake) and written.isalpha()
    cap = Strength.WEAK if how == "loose" or ((how == "typo" or ambiguous) and not word) else Strength.STRONG
    base_rows = (f"brands/{brand.id}",)
    sentence = f"the text names {brand.name}"
    if how in ("typo", "loose"):
        sentence = f"“{written}” is {brand.name} misspelt"
    if how == "split":
        sentence = f"“{written}” is {brand.name} written apart"
    if how == "cut":
        sentence = f"“{written}” is {brand.name} cut off"
    if ambiguous and not word:
        sentence += f", which is also {brand.namesake}, and no product word stands with it"
    if word and how != "sure":
        sentence += f" and speaks of “{word}”"
    if brand.id not in catalog.relabels_of:
        return [_own(brand, cap, f"{_capital(sentence)}.", base_rows, brand.evidence)]
    claims = []
    for row, evident in _best(catalog.relabels_of[brand.id], on):
        strength = weaker(evident, cap if row.reach == "brand" else weaker(cap, Strength.WEAK))
        if strength is not Strength.LEAD or word:
            how_said = _capital(sentence)
            claims.append(_relabelled(catalog, brand, row, strength, how=how_said, rows=base_rows, on=on))
    return claims


def claims_for_mark(catalog: Catalog, brand: Brand, on: Moment, *, how: str, strength: Strength) -> list[Claim]:
    """The makers behind a label that something else than a text tells: an address block, a banner, a number.

    ``how`` is the sentence that says what told it, without its full stop; ``strength`` how firmly it tells the label.
    """
    rows = (f"brands/{brand.id}",)
    if brand.id not in catalog.relabels_of:
        return [_own(brand, strength, f"{how}.", rows, brand.evidence)] if brand.maker else []
    claims = []
    for row, evident in _best(catalog.relabels_of[brand.id], on):
        whole = strength if row.reach == "brand" else weaker(strength, Strength.WEAK)
        claims.append(_relabelled(catalog, brand, row, weaker(evident, whole), how=how, rows=rows, on=on))
    return claims


def weaker(left: Strength, right: Strength) -> Strength:
    """The weaker of two strengths."""
    return max(left, right, key=RANK.__getitem__)


def _cap(grammar: Grammar, *, named: bool) -> Strength:
    """How firm a number can be: one that needs context, or is known from memory, stays weak without its label."""
    if named:
        return Strength.EXACT if grammar.basis == "observed" else Strength.STRONG
    return Strength.WEAK if grammar.tier == "context" or grammar.basis == "memory" else Strength.STRONG


def _best(rows: Iterable[Relabel], on: Moment) -> list[tuple[Relabel, Strength]]:
    """Of the rows in force on the day, the firmest for each maker; the makers with the firmest evidence only.

    A row that has ended is no more than weak without a day, and for a thing in use: it may be older or younger.
    """
    best: dict[str, tuple[Relabel, Strength]] = {}
    for row in rows:
        if not on.holds(row):
            continue
        strength = weaker(row.strength, Strength.WEAK) if on.doubts(row) else row.strength
        if row.maker not in best or RANK[strength] < RANK[best[row.maker][1]]:
            best[row.maker] = (row, strength)
    firmest = min((RANK[strength] for _, strength in best.values()), default=0)
    return [found for found in best.values() if RANK[found[1]] == firmest]


def _own(brand: Brand, strength: Strength, because: str, rows: tuple[str, ...], sources: Sequence[str]) -> Claim:
    return Claim(
        maker=brand.maker, strength=strength, because=because, relabelled=False, rows=rows, sources=tuple(sources)
    )


def _relabelled(
    catalog: Catalog,
    brand: Brand,
    row: Relabel,
    strength: Strength,
    *,
    how: str,
    rows: tuple[str, ...],
    on: Moment,
) -> Claim:
    maker = catalog.makers[row.maker].short_name
    house = brand.maker == row.maker
    made = f"a label of {maker} itself" if house else f"a label under which {maker} goods were sold"
    scope = "" if row.reach == "brand" else f" ({row.scope})"
    grounds = "" if strength in (Strength.EXACT, Strength.STRONG) else f"; the ground is {_grounds(row, on)}"
    return Claim(
        maker=row.maker,
        strength=strength,
        because=f"{how}; {brand.name} is {made}{scope}{_when(row)}{grounds}.",
        relabelled=not house,
        rows=(*rows, f"relabels/{row.id}"),
        sources=row.evidence,
    )


def _grounds(row: Relabel, on: Moment) -> str:
    if row.strength is Strength.LEAD:
        return "a lead only"
    if row.strength is Strength.STRONG and on.doubts(row):
        return f"weak, since {'it is not said when the thing was bought' if on.used else 'the record has no date'}"
    return "weak"


def _when(row: Relabel) -> str:
    first, last = row.period.first, row.period.last
    if first and last:
        return f", {first.isoformat()} to {last.isoformat()}"
    if first:
        return f", since {first.isoformat()}"
    return f", until {last.isoformat()}" if last else ""


def _how(brand: Brand, grammar: Grammar, number: str, *, named: bool, word: str) -> str:
    family = kind_of(grammar, number).family.partition(" (")[0]
    kind = f", family “{family}”" if family else ""
    if named:
        return f"{number} is a model of {brand.name}{kind}, and the text names the label"
    if grammar.tier == "context":
        return f"{number} has a form that {brand.name} uses, not alone{kind}, and the text speaks of “{word}”"
    return f"{number} has the form of {brand.name} models{kind}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
