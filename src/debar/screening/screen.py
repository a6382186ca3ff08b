"""The one path: purchases in, findings out. The command line, the server and a cluster call the same function.

Work is done once per distinct text and distinct supplier, on columns; only rows in which something is identified become
objects. Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from debar.model import Coded, Finding, Identification, NameMatch, Purchase, Purchases, Strength
from debar.names.compare import MATCH
from debar.screening.conclude import View, conclude, conclude_nothing, group_identifications
from debar.screening.reference import Reference
from debar.screening.suppliers import SupplierSieve, ground, ground_asked

BATCH = 20_000
#: Texts so few that each is read in full.
FEW = 4
#: Distinct suppliers remembered as clean; beyond that the memory starts anew, so that it stays flat on any file.
REMEMBERED = 250_000
#: The same for texts of at most ``SHORT`` characters.
REMEMBERED_TEXTS, SHORT = 200_000, 200


class Screener:
    """Screens batches against one reference and remembers which suppliers it has seen; see :func:`screen`."""

    def __init__(
        self, reference: Reference, view: View | None = None, *, everything: bool = False, asked: bool = False
    ) -> None:
        self._reference = reference
        self._view = view or View()
        self._everything = everything
        self._asked = asked
        self._sieve: SupplierSieve | None = None
        self._clean: set[str] = {""}
        self._named: dict[str, tuple[Identification, ...]] = {}
        self._plain: set[str] = set()

    def findings(self, purchases: Purchases, *, met: bool = False) -> Iterator[Finding]:
        """Yield the findings of one batch in the order of its rows; with ``everything``, one at least for every row.

        ``met`` says that its suppliers were given to :meth:`meet` before.
        """
        if not met:
            self.meet(_values(purchases.suppliers))
        named = self._named
        by_id = self._screen_identifiers(purchases.supplier_ids)
        rows = self._hits(purchases.texts)
        if named:
            rows |= _rows_with(purchases.suppliers, named.__contains__)
        if by_id:
            rows |= _rows_with(purchases.supplier_ids, by_id.__contains__)
        for row in range(len(purchases)) if self._everything else sorted(rows):
            yield from self._judge(purchases.make(row)) if row in rows else self._nothing(purchases.make(row))

    def _hits(self, texts: Sequence[str]) -> set[int]:
        """Positions of texts in which something may be identified; a few are cheaper read in full."""
        if len(texts) <= FEW:
            return set(range(len(texts)))
        if not isinstance(texts, Coded):
            return set(self._reference.identifier.hits(texts))
        fresh = [value for value in dict.fromkeys(texts.values) if value not in self._plain]
        hits = {fresh[i] for i in self._reference.identifier.hits(fresh)}
        self._remember(fresh, hits)
        return _rows_with(texts, hits.__contains__) if hits else set()

    def _remember(self, texts: Iterable[str], hits: set[str]) -> None:
        """Texts in which nothing may be identified need not be searched again; long ones are seldom seen twice."""
        if len(self._plain) > REMEMBERED_TEXTS:
            self._plain.clear()
        self._plain.update(text for text in texts if len(text) <= SHORT and text not in hits)

    def _nothing(self, purchase: Purchase) -> Iterator[Finding]:
        yield conclude_nothing(purchase, self._reference, self._view)

    def _judge(self, purchase: Purchase) -> Iterator[Finding]:
        on = self._view.as_of or purchase.date
        found = list(self._reference.identifier.identify(purchase.text, on))
        found += self._supplier_identifications(purchase)
        groups = group_identifications(found, self._reference, on)
        for group in groups:
            yield conclude(purchase, group, self._reference, self._view)
        if not groups and self._everything:
            yield from self._nothing(purchase)

    def _supplier_identifications(self, purchase: Purchase) -> list[Identification]:
        view = self._view
        found = [i for i in self._named.get(purchase.supplier, ()) if _listed_then(i, self._reference, view, purchase)]
        found += [
            Identification(
                kind="identifier",
                text=value,
                field="supplier",
                strength=Strength.EXACT,
                because=f"{kind.upper()} {value} is that of {entity.caption} on {entity.list}.",
                maker=self._reference.maker_of_entity(entity.id),
                entity=entity.id,
            )
            for kind, value in purchase.supplier_ids
            for entity in self._reference.by_identifier(kind, value)
        ]
        return found

    def _screen_identifiers(self, values: Sequence[str]) -> set[str]:
        return {value for value in set(_values(values)) if value and self._reference.by_identifier("uei", value)}

    def meet(self, suppliers: Iterable[str]) -> None:
        """Learn which suppliers are, or may be, a maker or a listed party; many at once cost less than few."""
        fresh = sorted(set(suppliers) - self._clean - self._named.keys())
        if fresh:
            if len(self._clean) + len(fresh) > REMEMBERED:
                self._clean = {""}
            labelled = self._hits(fresh)
            matched = self._match(fresh)
            for number, supplier in enumerate(fresh):
                found = self._name_identifications(supplier, matched.get(number, ()), labelled=number in labelled)
                if found:
                    self._named[supplier] = found
                else:
                    self._clean.add(supplier)

    def _match(self, suppliers: Sequence[str]) -> dict[int, tuple[NameMatch, ...]]:
        """Position -> matches, for the suppliers that are worth comparing."""
        match, known_at = self._reference.match, self._view.known_at
        if self._asked:
            return dict(enumerate(match(suppliers, known_at=known_at, ever=True)))
        self._sieve = self._sieve or SupplierSieve(self._reference.names)
        worth = self._sieve.worth_comparing(suppliers)
        # Among suppliers only full matches can be ground enough, so nothing less is compared.
        names = [suppliers[number] for number in worth]
        found = match(names, known_at=known_at, threshold=MATCH, ever=True, firms=True)
        return dict(zip(worth, found, strict=True))

    def _strength(self, match: NameMatch) -> Strength | None:
        return ground_asked(match) if self._asked else ground(match)

    def _name_identifications(
        self, supplier: str, matches: Sequence[NameMatch], *, labelled: bool
    ) -> tuple[Identification, ...]:
        found: list[Identification] = []
        for match in matches:
            maker = self._reference.maker_of_entity(match.entity.id)
            strength = self._strength(match)
            if strength is None:
                continue
            found.append(
                Identification(
                    kind="name",
                    text=supplier,
                    field="supplier",
                    strength=strength,
                    because=f"The supplier is named like {match.name} on {match.entity.list}: {match.because}",
                    maker=maker,
                    entity=match.entity.id,
                )
            )
        if labelled:
            known = set(self._reference.catalog.maker_of(supplier))
            for hit in self._reference.identifier.identify(supplier, None):
                strength = hit.strength if hit.maker in known else Strength.WEAK
                found.append(replace(hit, span=None, field="supplier", strength=strength))
        return tuple(found)


def _values(column: Sequence[str]) -> Sequence[str]:
    """What stands in a column, each value at least once."""
    return column.values if isinstance(column, Coded) else column


def _rows_with(column: Sequence[str], test: Callable[[str], bool]) -> set[int]:
    """The rows of a column whose value passes ``test``."""
    if not isinstance(column, Coded):
        return {i for i, value in enumerate(column) if test(value)}
    wanted = [at for at, value in enumerate(column.values) if test(value)]
    return set(np.flatnonzero(np.isin(column.codes, wanted)).tolist()) if wanted else set()


def _listed_then(identification: Identification, reference: Reference, view: View, purchase: Purchase) -> bool:
    """A supplier's listing counts when it was in force on the day judged (any listing, when there is no day)."""
    on = view.as_of or purchase.date
    if not identification.entity or identification.maker or on is None:
        return True
    return any(d.in_force(on) for d in reference.entity_by_id(identification.entity).designations)


def screen(
    purchases: Purchases | Iterable[Purchase],
    reference: Reference,
    view: View | None = None,
    *,
    everything: bool = False,
    asked: bool = False,
) -> Iterator[Finding]:
    """Yield the findings on purchases, in their order: a pure function of its arguments.

    ``view`` sets the two clocks; ``everything`` also yields a ``clear`` finding for each record in which nothing was
    identified; ``asked`` means that a person asks about these very suppliers, so every likeness of a name counts.
    """
    screener = Screener(reference, view, everything=everything, asked=asked)
    if isinstance(purchases, Purchases):
        yield from screener.findings(purchases)
        return
    records = iter(purchases)
    while batch := list(islice(records, BATCH)):
        yield from screener.findings(Purchases.of(batch))
