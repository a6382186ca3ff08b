"""Chains of ownership in words, as a tree on a terminal and as data; the drawing is in `debar.report.html.stakes`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TextIO

from rich.text import Text

from debar.model import Finding
from debar.ownership.chain import Chain, Link, bounds_words, name_of, percent_words
from debar.ownership.graph import percent_of
from debar.ownership.reach import Reached
from debar.report.consoles import glyph, open_console, print_hanging
from debar.report.context import Context
from debar.report.delimited import cell
from debar.report.records import finding_data, to_json
from debar.report.text import plain, shorten
from debar.report.words import NOT_ADVICE, count, look, spoken
from debar.screening.ownership import Answer, Judgement, Owned, list_words

Data = dict[str, Any]

#: What the drawings call each answer, and the look of its box.
_WORDS = {
    Owned.BLOCKED: ("blocked", "p"),
    Owned.LICENSE_REQUIRED: ("licence required", "l"),
    Owned.UNDETERMINED: ("undetermined", "r"),
    Owned.NOT_BLOCKED: ("not reached", "n"),
}
_COLUMNS = ("id", "outcome", "party", "name", "rule", "says", "least", "most", "why", "because", "missing", "flags")
_NAME = 60
#: Lists named beside a party that the rule does not count.
_LISTS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What one rule says of a party, with the holdings above it."""

    judgement: Judgement
    answer: Answer
    chain: Chain

    @property
    def title(self) -> str:
        """The rule, and what it says."""
        itself = self.chain.party in self.judgement.reach.seeds.firm
        return f"{self.judgement.binding.rule.title}: {'listed itself' if itself else _WORDS[self.answer.owned][0]}"


class OwnershipWriter(Protocol):
    """Takes findings one by one, then the account of the run."""

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:
        """Take one party."""

    def close(self, account: Data, said: Sequence[str]) -> None:
        """Finish the output. ``account`` is the run in numbers, ``said`` sentences on it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A party of a chain as it is drawn: ``css`` is the letter of its colour."""

    name: str
    says: str
    css: str


def node(judgement: Judgement, party: int) -> Node:
    """Return how a party of a chain is drawn: the lists it is on, else what the rule says of it."""
    name = shorten(plain(name_of(judgement.graph, party)), _NAME)
    counted = judgement.counted(party)
    if counted:
        firm = party in judgement.reach.seeds.firm
        says = f"on {list_words([each for each in counted if each.firm or not firm])}"
        return Node(name, plain(says if firm else f"may be {says}"), "p" if firm else "r")
    if party >= len(judgement.graph.holders):
        return Node(name, "not known", "r")
    word, css = _WORDS[judgement.of(party).owned]
    bounds = judgement.reach.bounds(party)
    reached = judgement.reach.of(party) is not Reached.NO
    says = f"{word}, {bounds_words(*bounds)}%" if reached or bounds[1] else ""
    others = [each for each in judgement.listings.get(party, ()) if each.holds(judgement.on)]
    if others:
        more = f" and {len(others) - _LISTS} more" if len(others) > _LISTS else ""
        says = f"{says}{'; ' * bool(says)}on {list_words(others[:_LISTS])}{more}, which this rule does not count"
    return Node(name, plain(says), css)


def tree(told: Told) -> Iterator[str]:
    """Yield the lines of a chain: the party, and below it who holds it, up to the listed ones."""
    judgement, chain = told.judgement, told.chain
    top = node(judgement, chain.party)
    yield f"{top.name}   {top.says}".rstrip()
    shown = {chain.party}

    def below(party: int, margin: str) -> Iterator[str]:
        links = chain.into(party)
        for number, link in enumerate(links):
            last = number == len(links) - 1
            above = node(judgement, link.owner)
            again = link.owner in shown and bool(chain.into(link.owner))
            says = "see above" if again else above.says
            yield f"{margin}{'└── ' if last else '├── '}{_share(link)}  {above.name}   {says}".rstrip()
            if not again:
                shown.add(link.owner)
                yield from below(link.owner, margin + ("    " if last else "│   "))

    yield from below(chain.party, "")
    if chain.left_out:
        yield f"and {chain.left_out:,} holdings more"


def _share(link: Link) -> str:
    return percent_words(link.least, link.most, control=link.control)


def told_data(told: Told) -> Data:
    """Return what a rule says of a party, with the chain, as JSON-ready data."""
    judgement, answer, chain = told.judgement, told.answer, told.chain
    graph = judgement.graph
    return {
        "rule": judgement.binding.rule.id,
        "says": answer.owned.value,
        "least": f"{percent_of(answer.bounds[0]):f}",
        "most": f"{percent_of(answer.bounds[1]):f}",
        "because": answer.because,
        "doubts": list(answer.doubts),
        "flags": [{"flag": flag, "says": says, "cite": cite} for flag, says, cite in answer.flags],
        "chain": [_link_data(judgement, link) for link in chain.links],
        "left_out": chain.left_out,
        "listed": [
            {"party": graph.holders[party].id, "list": each.list, "program": each.program, "because": each.because}
            for party in chain.parties
            for each in judgement.listings.get(party, ())
            if each.holds(judgement.on)
        ],
    }


def _link_data(judgement: Judgement, link: Link) -> Data:
    graph = judgement.graph
    remarks = (graph.remarks.get(stake) for stake in link.stakes)
    return {
        "owner": name_of(graph, link.owner),
        "owned": name_of(graph, link.owned),
        "least": f"{percent_of(link.least):f}",
        "most": f"{percent_of(link.most):f}",
        "control": link.control,
        "counts": link.reached.name.lower(),
        "stated": [graph.where(stake) for stake in link.stakes],
        "sources": [remark.citation for remark in remarks if remark and remark.citation],
    }


class TreeWriter:
    """Each party with its outcome, the sentence, and a tree for each rule that has something to say."""

    def __init__(self, out: TextIO, context: Context) -> None:
        self._console = open_console(out, context)

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:
        """Print the party."""
        console, shown = self._console, look(finding.outcome)
        head = f"{glyph(shown, console)} {spoken(finding.outcome)}"
        console.print(Text(head, style=shown.style) + Text(f"  {plain(finding.subject.text)}", style="bold"))
        print_hanging(plain(finding.sentence), console, indent=2)
        drawn: tuple[tuple[int, int, int], ...] | None = None
        for each in told:
            print_hanging(Text(f"{each.title}", style="bold"), console, indent=2, hang=4)
            lines = tree(each) if drawn != _shape(each) else ()
            for line in lines:
                console.print(Text(f"    {line}"), soft_wrap=True)
            for note in (*_cautions(each), *(_origins(each) if drawn != _shape(each) else ())):
                print_hanging(plain(note), console, indent=4, hang=6)
            drawn = _shape(each)
        console.print()

    def close(self, account: Data, said: Sequence[str]) -> None:
        """Print the account."""
        for sentence in said:
            print_hanging(plain(sentence), self._console, hang=2)
        by = ", ".join(f"{words} {number:,}" for words, number in account["by_outcome"].items())
        found = (
            f"{count(account['findings'], 'finding')}: {by}." if by else "No party is reached. That is not permission."
        )
        counted = f"{account['parties']:,} parties, {account['stakes']:,} stakes, judged at {account['as_of']}. "
        print_hanging(counted + found, self._console, hang=2)
        print_hanging(Text(NOT_ADVICE, style="dim"), self._console, hang=2)


def _shape(told: Told) -> tuple[tuple[int, int, int], ...]:
    """The holdings of a chain without what a rule makes of them: one chain is drawn once a party."""
    return tuple((link.owner, link.owned, link.most) for link in told.chain.links)


def _cautions(told: Told) -> Iterator[str]:
    yield from told.answer.doubts
    for flag, says, cite in told.answer.flags:
        yield f"Caution ({flag}): {says} ({cite})"


def _origins(told: Told) -> Iterator[str]:
    """Where each holding is stated and where a listing is from."""
    graph = told.judgement.graph
    for link in told.chain.links:
        stated = "; ".join(filter(None, [_stated(told.judgement, stake) for stake in link.stakes]))
        if stated:
            yield f"{name_of(graph, link.owner)} in {name_of(graph, link.owned)}: {stated}"
    for party in told.chain.parties:
        for each in told.judgement.counted(party):
            if each.because:
                yield f"{name_of(graph, party)} on {each.list}: {each.because}"


def _stated(judgement: Judgement, stake: int) -> str:
    remark = judgement.graph.remarks.get(stake)
    cited = remark.citation if remark else ""
    return f"{judgement.graph.where(stake)}{f' ({cited})' if cited else ''}"


class JsonOwnershipWriter:
    """One object: ``results`` (findings with ``ownership``: each rule's answer and chain), then the account."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        self._out = out
        self._before = '{"results": ['

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:
        """Write the party into ``results``."""
        self._out.write(f"{self._before}\n{to_json(data_of(finding, told))}")
        self._before = ","

    def close(self, account: Data, said: Sequence[str]) -> None:
        """Close ``results`` and write the account."""
        opening = "" if self._before == "," else self._before
        self._out.write(f"{opening}],{to_json(account | {'said': list(said)}, indent=1)[1:]}\n")


class JsonLinesOwnershipWriter:
    """One party a line."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        self._out = out

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:
        """Write the party's line."""
        self._out.write(to_json(data_of(finding, told)) + "\n")

    def close(self, account: Data, said: Sequence[str]) -> None:
        """Nothing: the lines say all."""


def data_of(finding: Finding, told: Sequence[Told]) -> Data:
    """Return a finding as JSON-ready data, with ``ownership``."""
    return finding_data(finding) | {"ownership": [told_data(each) for each in told]}


class CsvOwnershipWriter:
    """One row a party and rule."""

    def __init__(self, out: TextIO, context: Context) -> None:  # noqa: ARG002 - all writers are made alike
        self._rows = csv.writer(out, lineterminator="\n")
        self._rows.writerow(_COLUMNS)

    def finding(self, finding: Finding, told: Sequence[Told]) -> None:
        """Write the rows."""
        why = next((found.text for found in finding.identifications), "")
        if not told:
            place = str(finding.subject.place.get("party", ""))
            said = {"id": finding.id, "outcome": finding.outcome, "party": place, "name": finding.subject.text}
            said |= {"says": Owned.NOT_BLOCKED, "because": finding.sentence}
            self._rows.writerow([cell(said.get(column, "")) for column in _COLUMNS])
        for each in told:
            answer, party = each.answer, each.judgement.graph.holders[each.chain.party]
            values: Mapping[str, object] = {
                "id": finding.id,
                "outcome": finding.outcome,
                "party": party.id,
                "name": party.caption,
                "rule": each.judgement.binding.rule.id,
                "says": answer.owned,
                "least": f"{percent_of(answer.bounds[0]):f}",
                "most": f"{percent_of(answer.bounds[1]):f}",
                "why": why,
                "because": answer.because,
                "missing": "; ".join(answer.missing),
                "flags": "; ".join(flag for flag, _, _ in answer.flags),
            }
            self._rows.writerow([cell(values[column]) for column in _COLUMNS])

    def close(self, account: Data, said: Sequence[str]) -> None:
        """Nothing: the rows say all."""
