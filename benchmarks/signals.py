"""How well sentences are told apart: precision of signals, recall of signals and reviews together.

    python -m benchmarks.signals tests/golden/signals/later.tsv
    python -m benchmarks.signals --half judged tests/golden/signals/families.tsv
    python -m benchmarks.signals --prose calls.txt

A labelled file is tab-separated with ``text`` and ``outcome`` (signal, review or no) or ``label`` (positive, either or
negative). Rows whose label is review or either are unsure to a person too: they count in neither figure and are told
apart. A ``half`` named ``judged`` is never tuned on: of it totals only are printed, so that none is learned from.
``--prose`` gives the share of lines that raise a signal or a review.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from debar.dossiers.signals import judge_sentence

_WRITTEN = {"positive": "signal", "either": "review", "negative": "no"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled sentence beside what is read in it."""

    text: str
    label: str
    wanted_class: str
    outcome: str
    found_class: str
    rule: str


def answers_of(path: Path, half: str = "") -> list[Answer]:
    """Each row of a labelled file, or of one half of it, with what is read."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for row in rows:
        if half and row.get("half", "") != half:
            continue
        label = row.get("outcome") or _WRITTEN[row["label"]]
        reading = judge_sentence(row["text"])
        found.append(
            Answer(
                row["text"],
                label,
                row.get("class") or "",
                reading.outcome,
                reading.signal_class or "",
                reading.rule,
            )
        )
    return found


def totals(answers: Sequence[Answer]) -> str:
    """Counts, precision and recall as one line."""
    count = Counter((answer.label, answer.outcome) for answer in answers)
    signals = count["signal", "signal"] + count["no", "signal"]
    signs = sum(number for (label, _), number in count.items() if label == "signal")
    caught = count["signal", "signal"] + count["signal", "review"]
    others = sum(number for (label, _), number in count.items() if label == "no")
    return (
        f"signals right {_share(count['signal', 'signal'], signals)}, signs caught {_share(caught, signs)}, "
        f"ordinary sent to review {_share(count['no', 'review'], others)}, "
        f"unsure to a person: {count['review', 'signal']} signal, {count['review', 'review']} review, "
        f"{count['review', 'no']} no"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({part / whole:.3f})" if whole else "")


def by_class(answers: Sequence[Answer]) -> list[str]:
    """For each class of the labels: how many sentences got which outcome, and the class they were wanted in."""
    lines = []
    for name in sorted({answer.wanted_class for answer in answers}):
        of_it = [answer for answer in answers if answer.wanted_class == name]
        outcomes = Counter(answer.outcome for answer in of_it)
        right = sum(answer.found_class == name for answer in of_it)
        told = " ".join(f"{outcome} {outcomes[outcome]}" for outcome in ("signal", "review", "no"))
        lines.append(f"    {name or '-':28} {len(of_it):4}: {told}, class right {right}")
    return lines


def prose(path: Path) -> str:
    """Of the lines of a text: how many raise a signal, and how many a review."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    count = Counter(judge_sentence(line).outcome for line in lines)
    told = ", ".join(f"{outcome} {_share(count[outcome], len(lines))}" for outcome in ("signal", "review"))
    return f"lines {len(lines)}: {told}"


def main() -> None:
    """Score each file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--labels", action="append", default=[], type=Path, help="a labelled file, as in FILES")
    parser.add_argument("--half", default="", help="only rows of this half; of a file named for it the whole")
    parser.add_argument("--wrong", action="store_true", help="show the sentences read otherwise than labelled")
    parser.add_argument("--prose", action="append", default=[], type=Path, help="a text with a sentence a line")
    options = parser.parse_args()
    for path in (*options.files, *options.labels):
        hidden = options.half == "judged" or "judged" in path.stem
        answers = answers_of(path, "" if options.half and options.half in path.stem else options.half)
        print(f"{path.name} {options.half}: {totals(answers)}")
        if hidden:
            continue
        print("\n".join(by_class(answers)))
        for answer in answers if options.wrong else ():
            if answer.label not in (answer.outcome, "review"):
                print(f"    {answer.label} read {answer.outcome} by {answer.rule}: {answer.text}")
    for path in options.prose:
        print(f"{path.name}: {prose(path)}")


if __name__ == "__main__":
    main()
