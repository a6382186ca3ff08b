"""Splink, the Fellegi-Sunter model most used for record linkage, on names alone; an alert at a probability from .9 on.

    python -m benchmarks.peers.splink_model DATA [--clean N]

Two tables are linked: names asked about and listed names. Pairs are those that share a first, last or rarest word or
the letters at the start; compared are the whole name, its sorted words and its rarest word. The model is trained on
the same names without looking at the truth, as https://moj-analytical-services.github.io/splink/ shows.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from benchmarks.matching.figures import Best, Clock, Report, best_of, curve, summary
from benchmarks.matching.labelled import Labelled
from benchmarks.peers.plain import plain, run
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_LEAST = 0.1
_BLOCKS = ("first", "last", "rarest", "start", "letters")


def table(names: Iterable[str], held: Counter[str]) -> pa.Table:
    """The names as columns for blocking and comparison; ``held`` says how many names hold a word."""
    columns = defaultdict[str, list[object]](list)
    for number, name in enumerate(names):
        text = plain(name)
        words = text.split() or [""]
        columns["unique_id"].append(number)
        columns["name"].append(text or None)
        columns["sorted_words"].append(" ".join(sorted(words)) or None)
        columns["first"].append(words[0] or None)
        columns["last"].append(words[-1] or None)
        columns["rarest"].append(min(words, key=lambda word: (held[word], -len(word))) or None)
        columns["start"].append(text.replace(" ", "")[:5] or None)
        columns["letters"].append(" ".join(sorted(words)).replace(" ", "")[:8] or None)
    return pa.table(dict(columns))


def trained(asked: pa.Table, listed: pa.Table) -> Linker:
    """A linker whose parameters were estimated from the two tables; fixed seed, one thread."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8]),
            cl.JaroWinklerAtThresholds("sorted_words", [0.95, 0.9, 0.8]),
            cl.JaroWinklerAtThresholds("rarest", [0.95, 0.88]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on(column) for column in _BLOCKS],
    )
    tables = [api.register(asked, table_name="asked"), api.register(listed, table_name="listed")]
    linker = Linker(tables, settings, log_level=50)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("sorted_words")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("rarest", "start"):
        training.estimate_parameters_using_expectation_maximisation(block_on(column), record_sample_proportion=1.0)
    return linker


def answers(data: Labelled) -> Sequence[Best]:
    """The best right and wrong probability of every name asked about."""
    held = Counter(word for row in data.listed for word in set(plain(row.name).split()))
    asked = table((row.name for row in data.asked), held)
    linker = trained(asked, table((row.name for row in data.listed), held))
    pairs = linker.inference.predict(threshold_match_probability=_LEAST).as_pyarrow_table()
    found: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    sides = [pairs.column(name).to_pylist() for name in ("unique_id_l", "unique_id_r", "match_probability")]
    first = pairs.column("source_dataset_l").to_pylist()
    for left, right, score, source in zip(*sides, first, strict=True):
        query, number = (left, right) if "asked" in source else (right, left)
        found[query].append((data.listed[number].party, score))
    return [best_of(found[number], row.parties) for number, row in enumerate(data.asked)]


def measure(data: Labelled) -> Report:
    """The row of the table and the curve."""
    warnings.simplefilter("ignore")
    clock = Clock()
    held = answers(data)
    seconds = clock.seconds()
    thresholds = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9999]
    return {
        "methods": [
            summary(
                "Splink p >= 0.9", data, held, 0.9, seconds=seconds, note="trained on the same names without the truth"
            )
        ],
        "curves": {"Splink": curve(data, held, thresholds)},
    }


if __name__ == "__main__":
    run(measure)
