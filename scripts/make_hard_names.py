"""Write the table of hard names in docs/concepts/matching.md: what debar says of each pair, and what it should say.

    python scripts/make_hard_names.py [--check]

The pairs are those of tests/golden/names/hard_names.tsv, all of them. Each is asked as ``debar match`` asks, of an
index that holds the listed name alone, so that a name which the sieve loses counts as not found. With --check nothing
is written; the program ends with 1 when the page says anything else than the engine does now.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from debar.names.compare import compare
from debar.names.index import COMPANY, SCHEMATA, NameIndex
from debar.names.match import match_many

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "tests" / "golden" / "names" / "hard_names.tsv"
PAGE = ROOT / "docs" / "concepts" / "matching.md"
BLOCK = re.compile(r"(<!-- hard names -->\n).*?(<!-- /hard names -->)", re.S)
KINDS = {schema: kind for kind, schema in SCHEMATA.items()}


def answer(query: str, listed: str, schema: str) -> tuple[str, str, str]:
    """What matching says (``match``, ``review``, ``none``), the same with its score, and the sentence."""
    index = NameIndex.build([listed], [0], [KINDS.get(schema, COMPANY)])
    found = match_many(index, [query])[0]
    if found:
        comparison = found[0][1]
        return comparison.outcome, f"{comparison.outcome} {comparison.score:.2f}", comparison.because
    compared = compare(query, listed, schema)
    lost = f"none, sieved out ({compared.score:.2f})" if compared.outcome else f"none {compared.score:.2f}"
    return "none", lost, compared.because


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows (query, listed name, schema, expected, why) with the engine's answers, wrong ones marked."""
    lines = ["| asked | listed | debar says | its sentence | a reader would say |", "|---|---|---|---|---|"]
    wrong = 0
    for query, listed, schema, expected, why in rows:
        outcome, said, because = answer(query, listed, schema)
        allowed = expected.split("/")
        if outcome not in allowed:
            wrong += 1
            said = f"**wrong:** {said}"
        cells = (query, listed, said, because, f"{' or '.join(allowed)}: {why}")
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([f"{len(rows)} pairs, {wrong} of them answered otherwise than they should be.\n", *lines, ""])


def main() -> int:
    """Write or check the table."""
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()[1:]]
    text = PAGE.read_text(encoding="utf-8")
    fresh = BLOCK.sub(lambda block: block[1] + table(rows) + block[2], text)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    if text != fresh:
        print(f"{PAGE}: the hard names are answered otherwise now; run python scripts/make_hard_names.py")
    return int(text != fresh)


if __name__ == "__main__":
    sys.exit(main())
