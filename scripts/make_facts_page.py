"""Write docs/concepts/facts.md, the published vocabulary of facts, from facts.toml and the rule files.

    python scripts/make_facts_page.py [--check]

With --check nothing is written; the program ends with 1 when the page is not what the data say now.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from debar.regimes.conditions import MOST_WORDS
from debar.regimes.schema import load_rules
from debar.regimes.vocabulary import fact_rows

PAGE = Path(__file__).resolve().parent.parent / "docs" / "concepts" / "facts.md"
HEAD = """# Facts that a case may state

Made by `scripts/make_facts_page.py` from `facts.toml` and the rule files; do not edit by hand. `debar rules facts`
prints the same.

Beside buyer, action, item, funding, purpose and amount, a case may hold `facts`. These {count} keys are all that any
rule reads; `true` and `false` stand for yes and no. A rule compares a value with the words below, as whole words
whatever their case; a word after a "no" or "not" does not count. A value of more than {most} words is prose: it is
shown to a person and never taken for the answer, so where the fact decides, the rule says `depends` and names it
(facts of the kind `text` alone are read whatever their length).

| key | kind | what it says | words for | words against | example | read by |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the page as Markdown, one line a key."""
    rows = fact_rows(load_rules())
    return HEAD.format(count=len(rows), most=MOST_WORDS) + "".join(map(line, rows))


def line(row: Mapping[str, Any]) -> str:
    """Return the line of one key."""
    cells = (
        f"`{row['key']}`",
        row["kind"],
        row["says"],
        words(row["for"]),
        words(row["against"]),
        f"`{row['example']}`",
        ", ".join(row["rules"]),
    )
    return f"| {' | '.join(cells)} |\n"


def words(known: Sequence[str]) -> str:
    """Return the words that count, separated by commas."""
    return ", ".join(known)


def main() -> int:
    """Write the page, or say whether it is up to date."""
    text = page()
    if "--check" in sys.argv[1:]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/concepts/facts.md is up to date" if same else "docs/concepts/facts.md is old: make_facts_page.py")
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.name}: {text.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
