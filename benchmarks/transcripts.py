"""How well the signals of a whole transcript are read: outcome and speaker of each expected quotation.

    python -m benchmarks.transcripts TRANSCRIPT EXPECTED [--failures]

EXPECTED is tab-separated with the columns ``quote``, ``speaker``, ``role``, ``class`` and ``outcome``; several outcomes
that may stand are parted by ``|``. The transcript is brought in as ``debar dossier import`` does it.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.articles import opened
from debar.desk.dossier_imports import ImportOptions
from debar.dossiers.read import Told
from debar.model.dossiers import Signal


@dataclass(frozen=True)
class Quoted:
    """One expected quotation, and what was read where it stands; ``given`` is ``no`` where nothing was."""

    quote: str
    speaker: str
    signal: str
    wanted: tuple[str, ...]
    given: str
    given_signals: tuple[str, ...]
    given_speakers: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the outcome may stand, and where a signal was read, its speaker and class are the expected ones."""
        if self.given not in self.wanted:
            return False
        said = not self.speaker or all(self.speaker in each for each in self.given_speakers)
        return self.given == "no" or (said and (not self.signal or self.signal in self.given_signals))


def main() -> None:
    """Print the count of rows that are right, of signs caught, and of signals read where none is expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("expected", type=Path)
    parser.add_argument("--about", default="Lumenar Vision Semiconductor", help="the company whose call it is")
    parser.add_argument("--failures", action="store_true")
    asked = parser.parse_args()
    rows, beside = score(asked.transcript, asked.expected, asked.about)
    signs = [each for each in rows if "signal" in each.wanted]
    caught = sum(each.given != "no" for each in signs)
    false = sum(each.given == "signal" for each in rows if "signal" not in each.wanted)
    right = sum(each.right for each in rows)
    print(f"{asked.transcript.name}: {right} of {len(rows)} right; signs caught {caught} of {len(signs)}; ", end="")
    print(f"false signals {false}; read beside the expected ones {len(beside)}")
    for each in rows if asked.failures else ():
        if not each.right:
            print(f"  {each.given} {', '.join(each.given_signals)} {', '.join(each.given_speakers)}: {each.quote}")
    for quote in beside if asked.failures else ():
        print(f"  beside: {quote}")


def score(transcript: Path, expected: Path, about: str) -> tuple[list[Quoted], list[str]]:
    """Each expected quotation with what was read there, and the quotations read beside them.

    Raises SystemExit where the transcript cannot be brought in or an expected quotation does not stand in it once.
    """
    text = transcript.read_text(encoding="utf-8")
    with expected.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    read = _read(transcript, about)
    used: set[int] = set()
    scored = []
    for row in rows:
        if text.count(row["quote"]) != 1:
            raise SystemExit(f"{expected}: stands {text.count(row['quote'])} times in the transcript: {row['quote']}")
        start = text.index(row["quote"])
        end = start + len(row["quote"])
        here = [n for n, (_, first, last) in enumerate(read) if first < end and start < last]
        used.update(here)
        signals = [read[n][0] for n in here]
        given = "signal" if any(each.outcome == "signal" for each in signals) else "review" if signals else "no"
        scored.append(
            Quoted(
                quote=row["quote"],
                speaker=row["speaker"],
                signal=row["class"],
                wanted=tuple(row["outcome"].split("|")),
                given=given,
                given_signals=tuple(sorted({each.signal for each in signals})),
                given_speakers=tuple(sorted({each.speaker for each in signals})),
            )
        )
    return scored, [text[first:last] for n, (_, first, last) in enumerate(read) if n not in used]


def _read(transcript: Path, about: str) -> Sequence[tuple[Signal, int, int]]:
    """The signals of an imported transcript, each with where its words stand."""
    with tempfile.TemporaryDirectory() as folder:
        bring = ImportOptions(form="transcript", told=Told(about=about))
        (done,) = opened(Path(folder)).import_files([str(transcript)], bring)
        if done.fault:
            raise SystemExit(f"{transcript}: {done.fault}")
        desk = opened(Path(folder))
        kept = {
            each.id: each.record
            for name, _ in desk.parties(1_000)
            for each in desk.open(name, exact=True).dossier.records
        }
        signals = [each for each in kept.values() if isinstance(each, Signal)]
    return [(each, span.start, span.end) for each in signals for span in each.quotations[:1]]


if __name__ == "__main__":
    main()
