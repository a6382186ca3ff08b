"""Ties between suppliers and customers as records, of a company's own text and of an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debar.dossiers.evidence import Source
from debar.dossiers.supply import Tie, read_supplies
from debar.model.dossier_ties import Supply
from debar.model.dossiers import Day

EXTRACTOR = "supply/1"
_SURE, _TOLD, _UNSURE = 0.95, 0.8, 0.6


def own_supplies(source: Source, own: str, day: Day | None, *, prose: bool) -> tuple[list[Supply], tuple[str, ...]]:
    """The ties that a company's own text tells, and a note where "we" is nobody because it was not said whose it is."""
    read = read_supplies(source.text, own=own, prose=prose)
    records = [_record(source, tie, day, tie.speaker or source.name, _confidence(tie)) for tie in read.ties]
    if not read.unnamed:
        return records, ()
    told = (
        f"{read.unnamed} sentences tell a supplier or customer of the text's own company: say whose it is with --about"
    )
    return records, (told,)


def told_supplies(
    source: Source, chief: str, day: Day | None, end: int, paragraphs: Sequence[tuple[int, int]]
) -> Iterator[Supply]:
    """The ties that an article tells in its ``paragraphs`` up to ``end``; ``chief`` is the party it is about."""
    for tie in read_supplies(source.text[:end], chief=chief, prose=True).ties:
        if any(start <= tie.start < stop for start, stop in paragraphs):
            yield _record(source, tie, day, "", min(_TOLD, _confidence(tie)))


def _confidence(tie: Tie) -> float:
    if not tie.is_sure:
        return _UNSURE
    return _SURE if tie.status == "stated" else _TOLD


def _record(source: Source, tie: Tie, day: Day | None, by: str, confidence: float) -> Supply:
    unsure = () if tie.is_sure else (f"{tie.customer} may be a part of the business and no company",)
    return Supply(
        quotations=(source.quote(tie.start, tie.end),),
        about=(tie.supplier, tie.customer),
        extractor=EXTRACTOR,
        status="inferred" if tie.status == "inferred" else "stated",
        source=by,
        hedge=tie.hedge,
        confidence=confidence,
        notes=(*((tie.because,) if tie.because else ()), *unsure),
        supplier=tie.supplier,
        customer=tie.customer,
        item=tie.item,
        stance=tie.stance,
        share=tie.share,
        op=tie.op,
        share_of=tie.share_of,
        period=Day(iso=tie.year) if tie.year else None,
        day=day,
    )
