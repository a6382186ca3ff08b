"""The figures of the law benchmark as tables, and the marked places of a page that show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Figures = Mapping[str, Any]
_MARKED = re.compile(r"(<!-- law: ([a-z]+) -->\n).*?(<!-- /law -->)", re.DOTALL)
#: How each rate came about, in the order shown.
RATES = {
    "plain": "cases of the scenario files, each by itself",
    "distinct": "the same, each once, by rules that remember",
    "stream": "a stream of these cases over two years, from nothing remembered",
    "again": "its last 10,000 once more",
    "file": "a generated national file of purchases, from nothing remembered",
    "file_again": "its last 10,000 once more",
}
_OURS, _OURS_SMALL, _PEER = "debar", "debar, peer's size", "networkx"
GRAPHS = {
    _OURS: "debar",
    _OURS_SMALL: "debar, at the size of the peer",
    _PEER: "networkx, the same fixpoint over its DiGraph",
}


def rules(figures: Figures) -> str:
    """What rules cost: subjects judged by all rules, a CPU second."""
    found = figures["rules"]
    if "failed" in found:
        return f"Not measured: {found['failed']}\n"
    counts = {"plain": "distinct_cases", "distinct": "distinct_cases", "again": "last", "file_again": "last"}
    rows = [
        f"| {what} | {found[counts.get(name, 'subjects')]:,} | {found[name]:,.0f} |" for name, what in RATES.items()
    ]
    return "\n".join((f"| {found['rules']} rules | subjects | a second |", "|---|---:|---:|", *rows, ""))


def ownership(figures: Figures) -> str:
    """The closure beside the peer's: what each took."""
    head = "| | stakes | reached | graph made ready | closure | with 5 % unknown | one stake changed | memory |"
    rows = [_graph_row(what, figures[name]) for name, what in GRAPHS.items()]
    return "\n".join((head, "|---|---:|---:|---:|---:|---:|---:|---:|", *rows, ""))


def line(figures: Figures) -> str:
    """The costliest change: a line of companies cut in its middle, and mended."""
    found = figures[_OURS]
    if "failed" in found:
        return f"Not measured: {found['failed']}\n"
    line_ = found["line"]
    return (
        "| companies in one line | answers that change | cut in its middle | mended |\n|---:|---:|---:|---:|\n"
        f"| {line_['companies']:,.0f} | {line_['changed']:,.0f} | {line_['cut']:.2f} s | {line_['mended']:.2f} s |\n"
    )


def _graph_row(what: str, found: Figures) -> str:
    if "failed" in found:
        return f"| {what} | not measured: {found['failed']} |"
    most = f", at most {found['update_most'] * 1000:.1f}" if "update" in found else ""
    update = f"{found['update'] * 1000:.2f} ms{most}" if "update" in found else "–"
    vague = f"{found['vague']:.2f} s" if "vague" in found else "–"
    return (
        f"| {what} | {found['edges']:,} | {found['reached']:,} | {found['load']:.2f} s | {found['closure']:.2f} s "
        f"| {vague} | {update} | {found['memory'] / 2**30:.2f} GB |"
    )


TABLES: dict[str, Callable[[Figures], str]] = {"rules": rules, "ownership": ownership, "line": line}


def is_marked(text: str) -> bool:
    """Return whether a page has a place for these figures."""
    return bool(_MARKED.search(text))


def fill(text: str, figures: Figures) -> str:
    """Return a page with its marked places written anew; raises ValueError for a mark that names no table."""

    def table(mark: re.Match[str]) -> str:
        if mark[2] not in TABLES:
            raise ValueError(f"no figures {mark[2]!r}; there are {', '.join(TABLES)}")
        return mark[1] + TABLES[mark[2]](figures) + mark[3]

    return _MARKED.sub(table, text)
