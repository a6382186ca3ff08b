"""Cosine of TF-IDF vectors over character trigrams, the recipe of much name matching at scale.

    python -m benchmarks.peers.trigram_cosine DATA [--clean N]

scikit-learn makes the vectors, sparse_dot_topn multiplies them. https://github.com/ing-bank/sparse_dot_topn
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.matching.figures import Clock, Report, best_of, candidate_recall, curve, summary
from benchmarks.matching.labelled import QUERY, Labelled
from benchmarks.peers.plain import plain, run
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

_AT_ONCE = 4096
_WEAKEST = 0.2


class Trigrams:
    """Listed names as vectors, to be asked for the nearest."""

    def __init__(self, names: Sequence[str]) -> None:
        self._vectors = TfidfVectorizer(analyzer="char", ngram_range=(3, 3), lowercase=False, sublinear_tf=True)
        self._listed = self._vectors.fit_transform([plain(name) for name in names]).T.tocsr()

    def nearest(self, names: Sequence[str], limit: int) -> list[list[tuple[int, float]]]:
        """For each name the nearest listed ones: (number, cosine), best first."""
        found = []
        for start in range(0, len(names), _AT_ONCE):
            asked = self._vectors.transform([plain(name) for name in names[start : start + _AT_ONCE]])
            product = sp_matmul_topn(asked, self._listed, top_n=limit, threshold=_WEAKEST, sort=True, n_threads=1)
            ends = product.indptr
            found += [
                list(zip(product.indices[a:b].tolist(), product.data[a:b].tolist(), strict=True))
                for a, b in pairwise(ends)
            ]
        return found


def nearest_parties(data: Labelled, names: Sequence[str], limit: int) -> list[list[tuple[int, float]]]:
    """For each name the parties of the nearest listed names with their cosine, best first."""
    near = Trigrams([row.name for row in data.listed]).nearest(names, limit)
    return [[(data.listed[number].party, score) for number, score in several] for several in near]


def measure(data: Labelled) -> Report:
    """Rows of the table, the curve and the recall of candidates."""
    clock = Clock()
    found = nearest_parties(data, [row.name for row in data.asked], 10)
    seconds = clock.seconds()
    held = [best_of(several, row.parties) for row, several in zip(data.asked, found, strict=True)]
    methods = [summary(f"TF-IDF trigram cosine >= {least}", data, held, least, seconds=seconds) for least in (0.7, 0.8)]
    queries = [row for row in data.asked if row.record == QUERY]
    ranked = nearest_parties(data, [row.name for row in queries], 100)
    candidates = candidate_recall(queries, [[party for party, _ in several] for several in ranked])
    for row in methods:
        row["candidates"] = candidates
    return {
        "methods": methods,
        "curves": {"TF-IDF trigram cosine": curve(data, held, [percent / 100 for percent in range(40, 101, 2)])},
    }


if __name__ == "__main__":
    run(measure)
