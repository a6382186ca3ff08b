"""Texts to identifications: which makers' goods a line of text names, what it says of them, and on what evidence.

``TextIdentifier.hits`` runs over a whole batch in native code and leaves few texts; ``identify`` reads one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from debar.catalog import Catalog
from debar.model import Explanation, Identification, Said
from debar.screening.context import Context
from debar.screening.explain import MOST, ExplainedLine, innocent_aside
from debar.screening.identify_claims import RANK, Moment
from debar.screening.identify_line import Line
from debar.screening.identify_scan import Scanner
from debar.screening.innocent import Innocents

#: Of several mentions of a label without a model number, the one that says this earliest speaks for the text.
_SPEAKS = (Said.FORBIDDEN, Said.BOUGHT, Said.REMOVED, Said.ACCESSORY, Said.REFERENCE, Said.MENTIONED)


class TextIdentifier:
    """Finds the catalog's makers, labels and models in texts. Holds compiled patterns only, so threads may share it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._scanner = Scanner(catalog)

    def hits(self, texts: Sequence[str]) -> list[int]:
        """The indexes, in order, of the texts in which ``identify`` may find something; it finds nothing in others."""
        return self._scanner.candidates(texts)

    def identify(self, text: str, on: date | None, *, used: bool = False) -> tuple[Identification, ...]:
        """What the text names, in order of place, by the catalog as of ``on`` (None: the day is not known).

        ``used``: the text is of a thing in use on that day, so that whoever made it before counts too, as a doubt.
        ``text[span]`` of each identification is its ``text``. ``()`` says that nothing was found.
        """
        line = Line(text, self._catalog, self._scanner)
        if not line.labels and not line.numbers:
            return ()
        line.read(self._context)
        return _found(line, Moment(on, used))

    def explain(self, text: str, on: date | None) -> Explanation:
        """What ``identify`` finds in the text with all it rests on, and what was seen and set aside, with the reason.

        At most ``MOST`` things set aside are told.
        """
        line = ExplainedLine(text, self._catalog, self._scanner)
        line.read(self._context)
        found = _found(line, Moment(on))
        aside = [
            *line.set_aside(on, found),
            *line.unknown(found),
            *innocent_aside(text, self._catalog, self._innocents),
        ]
        ordered = sorted(aside, key=lambda each: (each.span, each.kind))
        hits = tuple(line.explained(each, on) for each in found)
        return Explanation(text=text, on=on, hits=hits, aside=tuple(ordered[:MOST]))

    @cached_property
    def _innocents(self) -> Innocents:
        return Innocents(self._catalog)

    @cached_property
    def _context(self) -> Context:
        return Context(self._catalog)


def _found(line: Line, on: Moment) -> tuple[Identification, ...]:
    models = _once(line.models(on))
    made = {found.maker for found in models}
    labels = [found for found in line.bare_labels(on) if found.maker not in made]
    return tuple(sorted([*models, *_speaking(labels)], key=_place))


def _once(models: Sequence[Identification]) -> list[Identification]:
    """Each number once a maker: the one bought, else the first."""
    best: dict[tuple[str, str], Identification] = {}
    for found in models:
        key = (found.maker, found.model.upper())
        if key not in best or (found.said is Said.BOUGHT and best[key].said is not Said.BOUGHT):
            best[key] = found
    return list(best.values())


def _speaking(labels: Sequence[Identification]) -> list[Identification]:
    """One mention a maker and label."""
    best: dict[tuple[str, str], Identification] = {}
    for found in labels:
        key = (found.maker, found.brand)
        if key not in best or _weight(found) < _weight(best[key]):
            best[key] = found
    return list(best.values())


def _weight(found: Identification) -> tuple[int, int, int]:
    return (_SPEAKS.index(found.said), RANK[found.strength], _place(found)[0])


def _place(found: Identification) -> tuple[int, int, str]:
    start, end = found.span or (0, 0)
    return (start, -end, found.maker)
