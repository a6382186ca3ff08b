"""A dossier as Markdown: every claim with a footnote that quotes the words, their document and their place in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from debar.model.dossier_pages import BESIDE, LANES, Comparison, DossierPage, Mark
from debar.report.context import Context
from debar.report.dossiers.axes import day_words, period_words
from debar.report.dossiers.headlines import (
    ANSWER_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    lead,
    left_out,
    list_words,
    totals_words,
    written,
)
from debar.report.markdown import escaped, write_grid
from debar.report.text import plain, shorten, web_address
from debar.report.words import NOT_ADVICE, count

_LONGEST, _NOTES = 600, 4


def write_markdown(page: DossierPage, out: TextIO, context: Context) -> None:
    """Write the dossier of a company as Markdown with footnotes."""
    out.writelines(_lines(page, context))
    marks = written(page)
    _write_lists(page, out)
    out.writelines(_warnings(page))
    _write_windows(page, out)
    notes: list[str] = []
    for year, held in _by_year([mark for mark in marks if mark.lane not in BESIDE]):
        out.write(f"## {year}\n\n")
        out.writelines(line for mark in held for line in _mark(mark, page, notes))
        out.write("\n")
    posts = [mark for mark in marks if mark.lane == "post"]
    if posts:
        out.write("## People and their posts\n\n")
        out.writelines(line for mark in posts for line in _mark(mark, page, notes))
        out.write("\n")
    out.writelines(_ends(page, marks))
    out.writelines(notes)
    out.flush()


def write_comparison_markdown(comparison: Comparison, out: TextIO) -> None:
    """Write two companies side by side as tables."""
    pages = (comparison.one, comparison.other)
    names = [escaped(page.name) for page in pages]
    out.write(f"# {names[0]} and {names[1]}\n\n" + "".join(f"{escaped(lead(page))}\n\n" for page in pages))
    rows = []
    for lane, title in LANES.items():
        held = [next((each for each in page.lanes if each.id == lane), None) for page in pages]
        if any(held):
            rows.append([title, *(_lane_words(each.count, each.first, each.last) if each else "" for each in held)])
    out.write("## What is on record\n\n")
    write_grid(("", *names), rows, out)
    out.write("\n## Early warning\n\n")
    lamps = zip(comparison.one.lamps, comparison.other.lamps, strict=True)
    write_grid(("", *names), ([a.title, STATE_WORDS[a.state], STATE_WORDS[b.state]] for a, b in lamps), out)
    out.write("\n## Who acts for both\n\n")
    if comparison.shared:
        shared = ([escaped(name), role, _numbers(one), _numbers(other)] for name, role, one, other in comparison.shared)
        write_grid(("Name", "Role", f"Records: {names[0]}", f"Records: {names[1]}"), shared, out)
    else:
        out.write("Nobody on record.\n")
    out.flush()


def _lines(page: DossierPage, context: Context) -> Iterator[str]:
    version = f", debar {escaped(context.version)}" if context.version else ""
    yield f"# {escaped(page.name)}\n\n**{escaped(lead(page))}**\n\n"
    yield f"Made {day_words(page.made)}{version}. {escaped(NOT_ADVICE)}\n\n"


def _write_lists(page: DossierPage, out: TextIO) -> None:
    if not page.listed:
        return
    out.write("## Lists\n\n")
    rows = []
    for each in page.listed:
        since = f"{'by ' if each.by else ''}{day_words(each.since)}" if each.since else "no day"
        until = f" to {day_words(each.until)}" if each.until else ""
        cited = "; ".join(_link(cite.title, cite.url) for cite in each.citations) or escaped(each.authority)
        rows.append([escaped(list_words(each)), since + until, each.standing, escaped(each.name), cited])
    write_grid(("List", "Since", "Standing", "As", "Source"), rows, out)
    out.write("\n")


def _warnings(page: DossierPage) -> Iterator[str]:
    yield "## Early warning\n\nEach light has its rule and its evidence; they are not added up.\n\n"
    for lamp in page.lamps:
        told = f", {count(lamp.count, 'record')}" if lamp.count else ""
        source = _link(lamp.source.title, lamp.source.url)
        yield f"- **{escaped(lamp.title)}**: {STATE_WORDS[lamp.state]}{told}. {escaped(lamp.rule)} ({source})"
        yield f" Records {_numbers(lamp.marks)}. For you: {escaped(lamp.for_you)}\n" if lamp.marks else "\n"
    yield "\n"
    own = page.exposure
    if own is not None:
        vendors = ", ".join(f"{escaped(name)} ({times})" for name, times in own.vendors)
        yield "## What it means for you\n\n"
        yield f"Your past scans hold {count(own.findings, 'finding')} of {escaped(page.name)}"
        yield (
            f", {own.after_first_sign} of them on or after the first sign (record {own.first_sign})"
            if own.first_sign
            else ""
        )
        yield f". Vendors: {vendors}.\n\n" if vendors else ".\n\n"


def _write_windows(page: DossierPage, out: TextIO) -> None:
    for each in page.before:
        if not each.counts:
            continue
        by = "by " if each.listed.by else ""
        out.write(
            f"## {each.months} months before {escaped(list_words(each.listed))}, {by}{day_words(each.listed.since)}\n\n"
        )
        rows = []
        for lane, title in LANES.items():
            if lane in each.counts:
                number, days = each.firsts[lane]
                first = page.marks[number - 1]
                rows.append(
                    [title, f"{each.counts[lane]:,}", f"{each.earlier.get(lane, 0):,}", _first(first), f"{days:,}"]
                )
        write_grid(("What", "Records", f"The {each.months} months before", "First", "Days of notice"), rows, out)
        out.write("\n")


def _first(mark: Mark) -> str:
    return f"{mark.number}. {escaped(shorten(mark.title, 90))}"


def _mark(mark: Mark, page: DossierPage, notes: list[str]) -> Iterator[str]:
    status = "" if mark.status == "stated" else f" *({mark.status})*"
    wait = " *(to be confirmed)*" if mark.waits else ""
    hedge = f" (hedged: “{escaped(mark.hedge)}”)" if mark.hedge else ""
    day = f" ({escaped(mark.day_note)})" if mark.day_note else ""
    marks = "".join(f"[^{mark.number}-{place}]" for place, _ in enumerate(mark.quotations[:_NOTES], 1))
    when = period_words(mark.start, mark.end, is_open=mark.is_open)
    yield f"- {mark.number}. **{when}**{day}. {escaped(mark.title)}{hedge}.{status}{wait}{marks}\n"
    for label, value in mark.facts:
        yield f"  - {escaped(label)}: {escaped(shorten(value, 300))}\n"
    for said in mark.responses:
        answer = ANSWER_WORDS.get(said.answer, said.answer)
        yield f"  - **{escaped(said.by)}** {answer}: “{escaped(shorten(said.quotation.quote, 300))}”\n"
    for each in mark.citations:
        yield f"  - {_link(each.title, each.url)}\n"
    yield from (f"  - {escaped(shorten(note, 300))}\n" for note in mark.notes)
    for place, words in enumerate(mark.quotations[:_NOTES], 1):
        text = page.texts.get(words.document)
        name = escaped(text.name) if text else "document not at hand"
        at = f", page {words.page}" if words.page else ""
        notes.append(
            f"[^{mark.number}-{place}]: “{escaped(shorten(words.quote, _LONGEST))}” {name}{at}, characters "
            f"{words.start:,} to {words.end:,}, sha256 `{words.document}`.\n"
        )


def _ends(page: DossierPage, marks: list[Mark]) -> Iterator[str]:
    if page.checks:
        yield "## Checks beside the facts\n\n"
        for check in page.checks:
            yield f"- **{check.title}**: {escaped(check.because)} Records {_numbers(check.marks)}.\n"
        yield "\n"
    yield "## What this does not say\n\n"
    yield from (f"- {escaped(note)}\n" for note in page.notes)
    yield from (f"- {status.capitalize()}: {words}\n" for status, words in STATUS_WORDS.items())
    for lane in page.lanes:
        if totals_words(lane):
            yield f"- Payments add up to {escaped(totals_words(lane))}; money that was passed on is counted once.\n"
    for title, number in left_out(page, marks).items():
        yield f"- {number:,} of {title} are not written out here; the csv has every record.\n"
    yield "\n"


def _by_year(marks: list[Mark]) -> Iterator[tuple[str, list[Mark]]]:
    held: dict[str, list[Mark]] = {}
    for mark in marks:
        held.setdefault(mark.start[:4] or "No day", []).append(mark)
    yield from held.items()


def _lane_words(number: int, first: str, last: str) -> str:
    return f"{number:,}" + (f", {day_words(first)} to {day_words(last)}" if first else "")


def _link(title: str, url: str) -> str:
    address = web_address(url)
    return f"[{escaped(title)}](<{address}>)" if address else escaped(plain(title))


def _numbers(marks: tuple[int, ...]) -> str:
    more = f" and {len(marks) - 12} more" if len(marks) > 12 else ""
    return ", ".join(map(str, marks[:12])) + more
