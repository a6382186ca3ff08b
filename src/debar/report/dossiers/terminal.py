"""A dossier on the terminal: its head, time line, signals, network, review queue, and one record with its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from debar.model.dossier_pages import LANES, DossierPage, Lamp
from debar.model.dossiers import Quotation
from debar.model.kept import Dossier, Kept, KeptDocument
from debar.report.consoles import print_hanging, print_warning
from debar.report.dossiers.axes import day_words, period_words
from debar.report.text import plain, shorten
from debar.report.words import count

_STATES = {"lit": ("!", "bold red"), "review": ("?", "bold yellow"), "dark": ("-", "dim"), "unread": (" ", "dim")}
_STATE_WORDS = {"lit": "yes", "review": "to be looked at", "dark": "no", "unread": "no such document read"}
#: Characters of a quotation on one line of a table, and around the words of a record shown alone.
_QUOTE, _AROUND = 160, 240
_MOST_NAMES = 8


def print_head(dossier: Dossier, page: DossierPage, console: Console) -> None:
    """What the party is known by, its lists, what is held in which lane, the early warnings and the checks."""
    print_hanging(Text(plain(dossier.name), style="bold"), console)
    names = [name for name in dossier.names if name != dossier.name]
    if names:
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        print_hanging(Text("also as: " + plain("; ".join(names[:_MOST_NAMES])) + more, style="dim"), console, hang=2)
    _print_listed(page, console)
    _print_lanes(page, console)
    _print_lamps(page.lamps, console)
    _print_windows(page, console)
    for check in page.checks:
        print_hanging(
            f"{'! ' if check.is_flagged else ''}{plain(check.title)}: {plain(check.because)}", console, hang=2
        )
    _print_exposure(page, console)
    _print_documents(dossier.documents.values(), console)
    waiting = sum(kept.state == "waiting" for kept in dossier.records)
    if waiting:
        verb = "waits" if waiting == 1 else "wait"
        console.print(f"{count(waiting, 'record')} {verb} for a person: debar dossier review", soft_wrap=True)
    for note in page.notes:
        print_warning(plain(note), console)


def _print_listed(page: DossierPage, console: Console) -> None:
    if not page.listed:
        console.print("On no list held here.")
    for each in page.listed:
        since = f"{'by' if each.by else 'since'} {each.since}" if each.since else "since when is not known"
        line = Text("  ").append(each.list, style="bold red" if each.standing == "in force" else "")
        told = f" {since}{f', to {each.until}' if each.until else ''} ({each.standing}), {each.name}"
        print_hanging(line.append(plain(told)), console, hang=4)
    console.print()


def _print_lanes(page: DossierPage, console: Console) -> None:
    table = _table("Held", "Records", "From", "To", "Sums")
    for lane in page.lanes:
        sums = "; ".join(f"{basis} {currency} {amount:,}" for (basis, currency), amount in lane.totals.items())
        if lane.count:
            table.add_row(lane.title, f"{lane.count:,}", day_words(lane.first), day_words(lane.last), plain(sums))
    console.print(table)
    console.print()


def _print_lamps(lamps: Iterable[Lamp], console: Console) -> None:
    console.print(Text("Early warnings", style="bold"))
    for lamp in lamps:
        mark, style = _STATES[lamp.state]
        line = Text(f"  {mark} ", style=style).append(plain(lamp.title), style=style)
        line.append(f": {_STATE_WORDS[lamp.state]}")
        if lamp.state in {"lit", "review"}:
            marks = ", ".join(f"#{number}" for number in lamp.marks[:5])
            line.append(f". {plain(lamp.because)} ({marks})")
        print_hanging(line, console, hang=6)
    console.print()


def _print_windows(page: DossierPage, console: Console) -> None:
    for each in page.before:
        counts = ", ".join(f"{LANES[lane].lower()} {n:,}" for lane, n in each.counts.items() if n)
        if counts:
            told = f"In the {each.months} months before {each.listed.list} ({each.listed.since}): {counts}"
            print_hanging(plain(told), console, hang=2)


def _print_exposure(page: DossierPage, console: Console) -> None:
    each = page.exposure
    if each is None:
        return
    vendors = ", ".join(f"{plain(name)} ({number})" for name, number in each.vendors[:5]) or "no vendor named"
    told = f"Yours: {count(each.findings, 'finding')}, {count(each.devices, 'device')}; from {vendors}; "
    print_hanging(told + f"{each.after_first_sign:,} after the first sign", console, hang=2)


def _print_documents(documents: Iterable[KeptDocument], console: Console) -> None:
    table = _table("Document", "What it is", "Retrieved", "From")
    for each in documents:
        table.add_row(plain(each.name), each.form, each.retrieved_at[:10], plain(each.address) or "-")
    console.print(table)


def print_time_line(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """One line for each mark: its number, day, lane, what happened; inferred and disputed ones are marked."""
    table = _table("#", "When", "Lane", "What")
    for row in rows:
        when = period_words(row["start"] or "", row["end"] or "") if row["start"] else "undated"
        what = Text(plain(row["title"]))
        for word in (row["status"] if row["status"] != "stated" else "", row["hedge"], _waits(row)):
            if word:
                what.append(f" [{plain(word)}]", style="yellow")
        table.add_row(str(row["number"]), when, LANES.get(row["lane"], row["lane"]), what)
    console.print(table)


def _waits(row: Mapping[str, Any]) -> str:
    return "to be confirmed" if row["state"] == "waiting" else ""


def print_signals(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Each signal with who said it, the rule it was read by, and its words."""
    for row in rows:
        head = Text(row["day"] or "undated").append("  ").append(row["signal"].replace("_", " "), style="bold")
        head.append(f"  {row['outcome']}", style="bold red" if row["outcome"] == "signal" else "yellow")
        who = ", ".join(plain(each) for each in (row["speaker"], row["venue"], row["hedge"]) if each)
        head.append(f"  {who}  {row['id'][:8]}", style="dim")
        print_hanging(head, console)
        print_hanging(f"“{plain(row['quote'])}”", console, indent=2)
        print_hanging(Text(f"{row['rule']}: {plain(row['because'])}", style="dim"), console, indent=2)
    console.print(count(len(rows), "signal"))


def print_network(page: DossierPage, console: Console) -> None:
    """Who has to do with whom, how often and between which days."""
    names = {actor.id: actor for actor in page.network.actors}
    table = _table("Who", "Relation", "Whom", "Times", "From", "To")
    for edge in page.network.edges:
        ends = [plain(names[each].name if each in names else each) for each in (edge.one, edge.other)]
        relation = edge.relation + ("" if edge.status == "stated" else f" [{edge.status}]")
        table.add_row(ends[0], relation, ends[1], f"{edge.count:,}", day_words(edge.first), day_words(edge.last))
    console.print(table)
    left = ", ".join(f"{n:,} of role {role}" for role, n in page.network.left_out.items() if n)
    if left:
        print_warning(f"not shown: {left}; the exports hold them", console)


def print_queue(rows: Sequence[Mapping[str, Any]], total: int, console: Console) -> None:
    """The records that wait, each with its words and the beginning of its id."""
    for row in rows:
        head = Text(row["id"][:8], style="bold").append(f"  {row['kind']}  {row['confidence']:.2f}  ")
        head.append(plain("; ".join(row["about"])), style="dim")
        print_hanging(head, console)
        print_hanging(f"“{plain(shorten(row['quote'], _QUOTE))}”", console, indent=2)
        for note in row["notes"]:
            print_hanging(Text(plain(note), style="dim"), console, indent=2)
    console.print(f"{len(rows):,} of {total:,} that wait", soft_wrap=True)


def print_record(
    kept: Kept,
    title: str,
    documents: Mapping[str, KeptDocument],
    texts: Mapping[str, str],
    console: Console,
) -> None:
    """One record with its words marked in the text around them."""
    print_hanging(Text(plain(title) or kept.record.kind, style="bold"), console)
    told = f"{kept.record.kind}, {kept.record.status}, {kept.state}, confidence {kept.record.confidence:.2f}  {kept.id}"
    print_hanging(Text(told, style="dim"), console)
    for words in kept.record.quotations:
        _print_words(words, documents, texts, console)
    for answer in kept.record.responses:
        console.print(f"{plain(answer.by)} ({answer.answer}):", soft_wrap=True)
        _print_words(answer.quotation, documents, texts, console)
    for note in kept.record.notes:
        print_warning(plain(note), console)
    if kept.decision:
        each = kept.decision
        print_hanging(f"{each.verdict} by {plain(each.actor)} on {each.at[:10]}: {plain(each.reason)}", console)


def _print_words(
    words: Quotation, documents: Mapping[str, KeptDocument], texts: Mapping[str, str], console: Console
) -> None:
    document, text = documents[words.document], texts[words.document]
    page = f", page {words.page}" if words.page else ""
    source = f"{document.name}{page}, characters {words.start} to {words.end}, sha256 {words.document[:16]}"
    print_hanging(Text(plain(source), style="cyan"), console)
    line = Text(plain(" ".join(text[max(0, words.start - _AROUND) : words.start].split())) + " ", style="dim")
    line.append(f">>{plain(' '.join(text[words.start : words.end].split()))}<<", style="bold reverse")
    line.append(" " + plain(" ".join(text[words.end : words.end + _AROUND].split())), style="dim")
    print_hanging(line, console, indent=2)


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        wraps = name in {"What", "Who", "Whom", "Document", "From", "Sums"}
        right = name in {"Records", "Times", "#"}
        table.add_column(name, overflow="fold", no_wrap=not wraps, justify="right" if right else "left")
    return table
