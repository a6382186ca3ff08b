"""nomenklatura's logic matchers over the ten nearest names by trigrams, as a screening service would run them.

    python -m benchmarks.peers.nomenklatura_logic DATA [--clean N]

Only names and schemata are given to it, as to everybody. https://github.com/opensanctions/nomenklatura
"""

from __future__ import annotations

from functools import cache
from typing import Any

from benchmarks.matching.figures import Clock, Report, best_of, curve, summary
from benchmarks.matching.labelled import Labelled
from benchmarks.peers.plain import run
from benchmarks.peers.trigram_cosine import Trigrams
from followthemoney import model
from nomenklatura.matching import get_algorithm

_SCHEMATA = {"person": "Person", "company": "Company", "vessel": "Vessel", "": "LegalEntity"}
_CANDIDATES = 10


@cache
def _entity(name: str, schema: str, key: str) -> Any:
    return model.get_proxy({"id": key, "schema": schema, "properties": {"name": [name]}})


def measure(data: Labelled) -> Report:
    """Rows of the table and curves of logic-v2 and logic-v1."""
    clock = Clock()
    near = Trigrams([row.name for row in data.listed]).nearest([row.name for row in data.asked], _CANDIDATES)
    finding = clock.seconds()
    report: Report = {"methods": [], "curves": {}}
    for name in ("logic-v2", "logic-v1"):
        algorithm = get_algorithm(name)
        if algorithm is None:
            continue
        config = algorithm.default_config()
        clock = Clock()
        held = []
        for number, (row, several) in enumerate(zip(data.asked, near, strict=True)):
            found = []
            for candidate, _ in several:
                listed = data.listed[candidate]
                schema = _SCHEMATA[listed.kind]
                # Of the one asked about no schema is known; it is taken to be the candidate's, which can only help.
                query = _entity(row.name, schema, f"q{number}")
                result = algorithm.compare(query, _entity(listed.name, schema, f"l{candidate}"), config)
                found.append((listed.party, result.score))
            held.append(best_of(found, row.parties))
        seconds = finding + clock.seconds()
        note = "10 nearest by trigrams scored; the schema is given"
        report["methods"].append(summary(f"nomenklatura {name} >= 0.7", data, held, 0.7, seconds=seconds, note=note))
        report["curves"][f"nomenklatura {name}"] = curve(data, held, [percent / 100 for percent in range(50, 101, 2)])
    return report


if __name__ == "__main__":
    run(measure)
