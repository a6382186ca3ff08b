"""Write docs/catalog/, every maker, label, family and pattern that debar knows, from the catalog's data files.

    python scripts/make_catalog_page.py [--check]

With --check nothing is written; the program ends with 1 when the pages are not what the data files say now.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from debar.catalog import Brand, Catalog, Grammar, Maker, Relabel, load
from debar.catalog.counts import catalog_counts
from debar.catalog.families import kind_of
from debar.catalog.sentences import period_words

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "catalog"
#: A maker with so many families under its own labels has a page of its own.
LARGE = 8
INDEX, OTHERS, LABELS, SOURCES = "index.md", "other-makers.md", "labels.md", "sources.md"
MADE = (
    "Made by `scripts/make_catalog_page.py` from the [data files](../../src/debar/catalog/data); do not edit by hand."
)
HEAD = """# The catalog: makers, labels, families and patterns

{made}
What the words mean, and how a thing is identified: [things](../concepts/things.md). `debar catalog explain TEXT` shows
which of these rows speak for a text, `debar catalog stats` counts them anew.

{counts}

- *counts* says what a model number needs: `alone` (the number tells the maker, or the label), `label or word` (its
  label or a product word must stand in the text), `label` (its label must);
- *memory* marks what nobody has found a source for yet: such a number is weak without its label, a relabel a lead;
- sources are named by their ids, those with an address are links; all of them: [sources](sources.md).

Labels under which others sold such goods have [a page of their own](labels.md).

## Makers

| maker | own labels | labels of others | families | relabels: strong / weak / lead |
|---|---|---|---:|---|
"""
_COUNTS = {
    "strong": "alone",
    "strong-brand": "alone",
    "context": "label or word",
    "brand-word": "label",
    "counter": "never reported",
}


def pages(catalog: Catalog) -> dict[str, str]:
    """Return the pages as Markdown, by the name of their file."""
    written: dict[str, list[str]] = {
        INDEX: [HEAD.format(made=MADE, counts=counts(catalog)).rstrip(), *index_rows(catalog), *innocent_rows(catalog)],
        OTHERS: ["# Other makers\n", f"{MADE} The large ones have pages of their own: [all makers](index.md).\n"],
        LABELS: ["# Labels of others\n", f"{MADE} Who made what was sold under them, and since when.\n"],
        SOURCES: ["# Sources of the catalog\n", f"{MADE}\n", *source_rows(catalog)],
    }
    for maker in sorted(catalog.makers.values(), key=lambda each: each.short_name.lower()):
        file = page_of(catalog, maker)
        if file != OTHERS:
            written[file] = [f"# {maker.short_name}\n", f"{MADE} [All makers](index.md)\n"]
        written[file] += maker_section(catalog, maker, "" if file != OTHERS else f"## {maker.short_name}\n")
    for brand in sorted(catalog.brands.values(), key=lambda each: each.name.lower()):
        if not brand.maker:
            written[LABELS] += label_section(catalog, brand)
    return {file: "\n".join([*lines, *links(catalog, lines)]).rstrip() + "\n" for file, lines in written.items()}


def page_of(catalog: Catalog, maker: Maker) -> str:
    """Return the file of a maker's page."""
    named = [name for grammar in own_grammars(catalog, maker) for name, _ in family_examples(grammar)]
    return f"{maker.id}.md" if len(named) >= LARGE else OTHERS


def maker_link(catalog: Catalog, maker: Maker) -> str:
    """Return a link to where a maker stands."""
    file = page_of(catalog, maker)
    return f"[{cell(maker.short_name)}]({file}{f'#{anchor(maker.short_name)}' if file == OTHERS else ''})"


def own_grammars(catalog: Catalog, maker: Maker) -> list[Grammar]:
    """Return the grammars of a maker's own labels."""
    return [each for each in catalog.grammars if catalog.brands[each.brand].maker == maker.id]


def index_rows(catalog: Catalog) -> Iterator[str]:
    """Yield a row a maker, the one with the most families first."""
    rows = {row["maker"]: row for row in catalog_counts(catalog)["makers"]}
    for id_, row in rows.items():
        maker = catalog.makers[id_]
        own = ", ".join(cell(brand.name) for brand in catalog.brands.values() if brand.maker == maker.id)
        theirs = dict.fromkeys(each.brand for each in catalog.relabels if each.maker == maker.id)
        others = ", ".join(label_link(catalog.brands[id_]) for id_ in theirs if not catalog.brands[id_].maker)
        ground = f"{row['strong']} / {row['weak']} / {row['lead']}" if row["relabels"] else ""
        yield f"| {maker_link(catalog, maker)} | {own} | {others} | {row['families'] or ''} | {ground} |"
    yield ""


def label_link(brand: Brand) -> str:
    """Return a link to a label of others."""
    return f"[{cell(brand.name)}]({LABELS}#{anchor(brand.name)})"


def counts(catalog: Catalog) -> str:
    """Return the catalog's size in words."""
    total = catalog_counts(catalog)["total"]
    relabels = ", ".join(f"{number} {strength}" for strength, number in total["relabels"].items())
    sources = ", ".join(f"{number} {quality}" for quality, number in total["sources"].items())
    return (
        f"{total['makers']} makers, {total['labels']} labels ({total['labels_of_others']} of others), "
        f"{total['families']} families, {total['patterns']} patterns. Relabels: {relabels}. Sources: {sources}."
    )


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def maker_section(catalog: Catalog, maker: Maker, heading: str) -> Iterator[str]:
    """Yield a maker: names, owners, labels, families, who else sold its goods, units."""
    if heading:
        yield heading
    names = [name for name in (*maker.names, *maker.scripts) if name != maker.short_name]
    also = f" Also: {'; '.join(map(cell, names))}." if names else ""
    yield f"**{cell(maker.name)}** (`{maker.id}`, {cited(catalog, maker.evidence)}).{also}\n"
    for owner in maker.owners:
        when = f", {period_words(owner.period)}" if period_words(owner.period) else ""
        share = f", share {cell(owner.share)}" if owner.share else ""
        said = f"{owner.relation} it{share}{when} ({owner.strength}; {cited(catalog, owner.evidence)})"
        yield f"- {cell(owner.name)} {said}"
    for brand in catalog.brands.values():
        if brand.maker == maker.id:
            yield f"- label {label_words(catalog, brand)}"
    yield ""
    yield from families(catalog, own_grammars(catalog, maker))
    yield from relabel_table(catalog, [row for row in catalog.relabels if row.maker == maker.id], of_maker=True)
    yield from units(catalog, maker)


def label_section(catalog: Catalog, brand: Brand) -> Iterator[str]:
    """Yield a label of others: who made what under it, and its families."""
    yield f"## {brand.name}\n"
    yield f"{label_words(catalog, brand)}.\n"
    yield from relabel_table(catalog, catalog.relabels_of.get(brand.id, ()), of_maker=False)
    yield from families(catalog, [each for each in catalog.grammars if each.brand == brand.id])


def label_words(catalog: Catalog, brand: Brand) -> str:
    """Return how a label is written and when it counts."""
    words = [f"**{cell(brand.name)}** (`{brand.id}`, {cited(catalog, brand.evidence)})"]
    written = [*brand.spellings, *brand.scripts]
    if written:
        words.append(f"written {', '.join(map(cell, written))}")
    if brand.doubtful:
        needed = "counts by its model numbers only" if brand.bare == "model" else "only with a product word"
        words.append(f"{needed}: {', '.join(map(cell, brand.doubtful))}")
    if brand.namesake:
        words.append(f"also {cell(brand.namesake)}")
    if brand.traps:
        words.append(f"not in {', '.join(map(cell, brand.traps))}")
    if brand.component:
        words.append("a component: says nothing of the maker of the whole")
    return "; ".join(words)


def families(catalog: Catalog, grammars: Sequence[Grammar]) -> Iterator[str]:
    """Yield the families as a table with an example each, then the patterns folded away."""
    if not grammars:
        return
    yield "| family | example | counts | rests on | row |"
    yield "|---|---|---|---|---|"
    for grammar in grammars:
        basis = cited(catalog, grammar.evidence) + (" *memory*" if grammar.basis == "memory" else "")
        for family, example in family_examples(grammar):
            shown = f"`{example}`" if example else ""
            yield f"| {cell(family)} | {shown} | {_COUNTS[grammar.tier]} | {basis} | `{grammar.id}` |"
    yield "\n<details><summary>Patterns</summary>\n"
    yield "```text"
    for grammar in grammars:
        yield f"# {grammar.id}{': ' + grammar.note if grammar.note else ''}"
        yield from (form.pattern for form in grammar.forms)
    yield "```\n"
    yield "</details>\n"


def family_examples(grammar: Grammar) -> list[tuple[str, str]]:
    """Return each family of a grammar with the first of its examples that is of it, else without one."""
    shown = {kind_of(grammar, example).family: example for example in reversed(grammar.positive)}
    named = dict.fromkeys(
        family
        for family in (*(kind.family for kind in grammar.kinds), *([grammar.family] if grammar.family in shown else []))
        if family
    )
    return [(family, shown.get(family, "")) for family in named or [grammar.family]]


def relabel_table(catalog: Catalog, rows: Sequence[Relabel], *, of_maker: bool) -> Iterator[str]:
    """Yield who sold what of this maker, or who made what under this label."""
    if not rows:
        return
    yield f"| {'label' if of_maker else 'maker'} | what | when | strength | rests on | note |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        brand = catalog.brands[row.brand]
        of_others = label_link(brand) if not brand.maker else cell(brand.name)
        who = of_others if of_maker else maker_link(catalog, catalog.makers[row.maker])
        cells = (who, cell(row.scope), period_words(row.period), f"**{row.strength}**", cited(catalog, row.evidence))
        yield f"| {' | '.join(cells)} | {cell(row.note)} |"
    yield ""


def units(catalog: Catalog, maker: Maker) -> Iterator[str]:
    """Yield the units and affiliates of a maker, folded away."""
    held = [unit for unit in catalog.affiliates if unit.maker == maker.id]
    if not held:
        return
    yield f"<details><summary>{len(held)} units and affiliates</summary>\n"
    for unit in held:
        when = f", {period_words(unit.period)}" if period_words(unit.period) else ""
        yield f"- {cell(unit.name)}: {unit.relation}{when}; {unit.strength} ({cited(catalog, unit.evidence)})"
    yield "\n</details>\n"


def innocent_rows(catalog: Catalog) -> Iterator[str]:
    """Yield what must raise no alarm."""
    yield "## What must raise no alarm\n"
    yield "Labels wrongly suspected, look-alikes of model numbers, ordinary words. *Declared*: the maker's own word.\n"
    yield "| what | reach | why | strength | rests on |"
    yield "|---|---|---|---|---|"
    for row in catalog.not_relabels:
        rests = cited(catalog, row.evidence)
        yield f"| {cell(row.subject)} | {row.reach} | {cell(row.why)} | {row.strength} | {rests} |"
    yield ""


def source_rows(catalog: Catalog) -> Iterator[str]:
    """Yield every source with its quality and the day it was read."""
    yield "| id | what | quality | read |"
    yield "|---|---|---|---|"
    for source in sorted(catalog.sources.values(), key=lambda each: each.id):
        yield f"| {cited(catalog, [source.id])} | {cell(source.title)} | {source.quality} | {source.retrieved} |"
    yield ""


def links(catalog: Catalog, lines: Sequence[str]) -> Iterator[str]:
    """Yield the addresses of the sources that these lines cite."""
    cites = {id_ for line in lines for id_ in re.findall(r"\[([^\[\]]+)\]", line)}
    for source in sorted(catalog.sources.values(), key=lambda each: each.id):
        if source.url and source.id in cites:
            yield f"[{source.id}]: <{source.url}>"


def cited(catalog: Catalog, ids: Iterable[str]) -> str:
    """Return the ids of sources, those with an address as links."""
    return ", ".join(f"[{id_}]" if catalog.sources[id_].url else id_ for id_ in ids)


def cell(text: str) -> str:
    """Return the text so that Markdown leaves it alone, also in a cell of a table."""
    return re.sub(r"([\\|*_<>\[\]`~#])", r"\\\1", text)


def main() -> int:
    """Write the pages, or say whether they are up to date."""
    wanted = pages(load())
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    if "--check" in sys.argv[1:]:
        old = sorted(name for name in wanted.keys() | held.keys() if wanted.get(name) != held.get(name))
        old_words = f"docs/catalog is old ({', '.join(old)}): run scripts/make_catalog_page.py"
        print(old_words if old else "docs/catalog is up to date")
        return int(bool(old))
    FOLDER.mkdir(exist_ok=True)
    for name in held.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"docs/catalog: {len(wanted)} pages, {sum(text.count(chr(10)) for text in wanted.values()):,} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
