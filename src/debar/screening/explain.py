"""Why a text says what it says: what was found with all it rests on, and what was seen and set aside, and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from debar.catalog import Brand, Catalog, fold
from debar.catalog.families import kind_of, parts_of
from debar.catalog.sentences import row_said
from debar.model import ExplainedHit, Identification, RowSaid, Said, SetAside
from debar.screening.clauses import Span
from debar.screening.context import Context
from debar.screening.governing import Spoken
from debar.screening.identify_claims import Moment, claims_for_label, claims_for_model
from debar.screening.identify_line import Line
from debar.screening.identify_scan import LabelHit, ModelHit, Scanner
from debar.screening.innocent import Innocents
from debar.screening.shapes import Places, device_numbers, product_near

#: Things seen and set aside that one explanation names at most: a text may hold thousands.
MOST = 40
#: Characters of the longest number that is looked for over another.
LONG = 200


class ExplainedLine(Line):
    """One text read as always, that remembers what was said of each hit and tells what does not count, and why."""

    def __init__(self, text: str, catalog: Catalog, scanner: Scanner) -> None:
        super().__init__(text, catalog, scanner)
        self._seen = scanner.labels(self._folded)
        self._said: dict[Span, Spoken] = {}

    def read(self, context: Context) -> None:
        """Read the words around the hits."""
        super().read(context)
        self._context = context
        self._groups = tuple(dict.fromkeys(term.group for term in self._catalog.terms if term.use == "support"))

    def explained(self, found: Identification, on: date | None) -> ExplainedHit:
        """The identification, made of this line, with what it rests on."""
        catalog, span = self._catalog, found.span or (0, 0)
        grammar_id = next((row.partition("/")[2] for row in found.rows if row.startswith("models/")), "")
        family, parts = "", {}
        if grammar_id:
            grammar = catalog.grammar_of[grammar_id]
            family, parts = kind_of(grammar, found.model).family, parts_of(grammar, found.model)
        near = self._reading.groups(span)
        return ExplainedHit(
            found=found,
            maker_name=catalog.makers[found.maker].name,
            owners=tuple(catalog.makers[owner].name for owner in catalog.owners(found.maker, on)[1:]),
            label=found.brand,
            family=family,
            parts=parts,
            said_by=self._said[span].words if span in self._said else "",
            products={group: self._reading.word_of((group,), span) for group in self._groups if group in near},
            rows=tuple(row_said(catalog, row) for row in found.rows),
        )

    def set_aside(self, on: date | None, found: Sequence[Identification]) -> Iterator[SetAside]:
        """What the text holds and the answer does not, each with the reason; ``models`` was asked for before."""
        spans = Places(each.span for each in found if each.span)
        numbers = [aside for hit in self.numbers if (aside := self._number_aside(hit, on, spans))]
        yield from numbers
        told = Places([*(each.span for each in found if each.span), *(aside.span for aside in numbers)])
        yield from (aside for hit in self._seen if (aside := self._label_aside(hit, on, told)))

    def unknown(self, found: Sequence[Identification]) -> Iterator[SetAside]:
        """Words that look like model numbers near a product word, and that no grammar knows."""
        known = Places([*((hit.start, hit.end) for hit in self.numbers), *(each.span for each in found if each.span)])
        for span in device_numbers(self._folded):
            product = "" if known.touch(span) else product_near(self._folded, self._context, span)
            if product:
                yield SetAside(
                    kind="unknown",
                    text=self._text[span[0] : span[1]],
                    span=span,
                    name="no grammar",
                    because=f"it looks like a model number beside “{product}”, but no grammar of the catalog knows it",
                )

    def _spoken(self, span: Span, categories: Sequence[str], *, numbered: bool) -> Spoken:
        spoken = super()._spoken(span, categories, numbered=numbered)
        self._said[span] = spoken
        return spoken

    def _number_aside(self, hit: ModelHit, on: date | None, spans: Places) -> SetAside | None:
        span, grammar = (hit.start, hit.end), hit.grammar
        brand = self._catalog.brands[grammar.brand]
        kind, why = "model", ""
        if grammar.tier == "counter":
            kind, why = "counter", "numbers of this shape are another's: they take the place and are not reported"
        elif hit in self._kept:
            number = self._text[hit.start : hit.end]
            if not claims_for_model(
                self._catalog, grammar, number, Moment(on), named=self._named(grammar), word=self._word(hit)
            ):
                why = _not_on(brand, on)
        elif spans.touch(span):
            return None  # another grammar says of the same number what it is
        elif not self._able(hit):
            why = self._unable(hit, brand)
        else:
            over = self._over(hit)
            why = (
                f"{over.grammar.family or over.grammar.id} take the place" if over else "another number takes the place"
            )
        if not why:
            return None
        name = kind_of(grammar, self._text[hit.start : hit.end]).family or grammar.id
        return self._aside(kind, span, f"{brand.name}: {name}", why, [f"models/{grammar.id}"])

    def _over(self, hit: ModelHit) -> ModelHit | None:
        """Another number that stands in the same place, one that is not to be reported before others."""
        first = bisect_left(self.numbers, hit.start - LONG, key=lambda each: each.start)
        last = bisect_left(self.numbers, hit.end, key=lambda each: each.start)
        over = [other for other in self.numbers[first:last] if other != hit and other.end > hit.start]
        return min(over, key=lambda other: other.grammar.tier != "counter", default=None)

    def _unable(self, hit: ModelHit, brand: Brand) -> str:
        grammar = hit.grammar
        if grammar.tier == "brand-word":
            return f"numbers of this shape count only beside the label {brand.name}, which the text does not name"
        others = sorted(self._words & set(grammar.not_with))
        if others:
            return f"“{others[0]}” shows another maker, and the text does not name {brand.name}"
        needs = " or ".join(grammar.needs)
        return f"the number is not {brand.name}'s alone: it needs the label, or a product word near ({needs})"

    def _label_aside(self, hit: LabelHit, on: date | None, spans: Places) -> SetAside | None:
        span, brand = (hit.start, hit.end), hit.brand
        if spans.touch(span) or hit.start == hit.end:
            return None
        written = self._text[hit.start : hit.end]
        rows = [f"brands/{brand.id}"]
        if hit not in self.labels:
            return self._aside("label", span, brand.name, self._trap(hit), rows)
        word = self._backed_by(hit)
        if claims_for_label(self._catalog, brand, written, Moment(on), how=hit.how, word=word):
            kinds = self._categories(self._label_kind(brand, span), span)
            spoken = self._spoken(span, kinds, numbered=False)
            if spoken.said is Said.FORBIDDEN and self._reading.in_clause_text(span):
                why = f"“{spoken.words}”: the text is about a clause that keeps {brand.name} out"
                return self._aside("label", span, brand.name, why, rows)
            return None  # said by another mention, or by a number of the same maker
        return self._aside("label", span, brand.name, self._no_claim(hit, on, word), rows)

    def _no_claim(self, hit: LabelHit, on: date | None, word: str) -> str:
        brand = hit.brand
        if hit.how == "doubtful" and brand.bare == "model":
            return f"the name alone says nothing: {brand.name} counts by the model numbers of a listed maker only"
        if hit.how != "sure" and not word:
            other = "an ordinary word too" if hit.how == "doubtful" else "not the label as it is spelt"
            return f"{other}: it needs a product word near ({' or '.join(brand.needs)})"
        rows = self._catalog.relabels_of.get(brand.id, ())
        if any(row.period.holds(on) for row in rows):
            return "the ground is a lead only: it needs a product word near"
        return _not_on(brand, on)

    def _trap(self, hit: LabelHit) -> str:
        trap = next((trap for trap in hit.brand.traps if trap in self._folded), "")
        return f"“{trap}” shows that the word means something else" if trap else "part of an address"

    def _aside(self, kind: str, span: Span, name: str, because: str, rows: Sequence[str]) -> SetAside:
        text = self._text[span[0] : span[1]]
        said = tuple(row_said(self._catalog, row) for row in rows)
        return SetAside(kind=kind, text=text, span=span, name=name, because=because, rows=said)


def innocent_aside(text: str, catalog: Catalog, innocents: Innocents) -> Iterator[SetAside]:
    """Words of what must not raise an alarm, each row once."""
    seen: set[str] = set()
    for row, span in innocents.find(fold(text)):
        if row.id not in seen:
            seen.add(row.id)
            said: tuple[RowSaid, ...] = (row_said(catalog, f"not_relabels/{row.id}"),)
            yield SetAside(
                kind="innocent", text=text[span[0] : span[1]], span=span, name=row.subject, because=row.why, rows=said
            )


def _not_on(brand: Brand, on: date | None) -> str:
    when = f"on {on.isoformat()}" if on else "on any day"
    return f"no row of the catalog says that a listed maker made what {brand.name} sold {when}"
