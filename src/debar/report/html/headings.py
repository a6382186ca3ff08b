"""The words of the page that turn on what was judged: purchases, or transactions with their parties."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Headings:
    """``named`` and ``ranked`` head the column and the ranking of whom findings are about; the others ask, in order."""

    named: str
    ranked: str
    what: str
    who: str
    reach: str
    bind: str


_PURCHASES = Headings(
    "Maker",
    "Makers",
    "What was bought?",
    "Who made it?",
    "Which rules reach the maker?",
    "Do they bind this buyer?",
)
_TRANSACTIONS = Headings(
    "Found",
    "Parties and owners found",
    "What is sold, by whom to whom?",
    "Which parties, places and uses were found?",
    "Which rules reach them?",
    "Do they bind this transaction?",
)


def headings(command: str) -> Headings:
    """Return the words for a command: ``transact``, or one that judges purchases."""
    return _TRANSACTIONS if command == "transact" else _PURCHASES
