"""What every way is measured over: distinct texts of purchase records, labelled lines, words and patterns to look for.

It lies in a folder of JSON files, so that a peer in an environment of its own reads it with the standard library alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.matching.figures import peak_megabytes

#: What a way prints as JSON.
Report = dict[str, Any]

#: Passes over the texts; the first also pays for what is built on first use, the median of the others is the speed.
PASSES = 6


def save(folder: Path, **parts: object) -> None:
    """Write each part to the folder as ``<name>.json``."""
    for name, value in parts.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")


def part(folder: Path, name: str) -> Any:
    """One part of the folder as it was saved."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def timed(folder: Path, method: str, find: Callable[[Sequence[str]], int]) -> Report:
    """A row of the table: texts a second of CPU time, real ones and labelled lines, and in how many it finds anything.

    ``find`` takes texts and returns the number of those in which something is found.
    """
    row: Report = {"method": method}
    for name in ("texts", "labelled"):
        texts: list[str] = part(folder, name)
        if not texts:
            continue
        seconds = []
        for _ in range(PASSES):
            began = time.process_time()
            found = find(texts)
            seconds.append(time.process_time() - began)
        again = sorted(seconds[1:])[len(seconds) // 2 - 1]
        row[name] = {
            "first_per_second": round(len(texts) / seconds[0]),
            "per_second": round(len(texts) / max(again, 1e-9)),
            "found_in": found,
        }
    return {**row, "peak_mb": peak_megabytes()}


def keywords(labels: Mapping[str, Sequence[str]]) -> str:
    """One regular expression over the words of all labels, whole words only."""
    words = sorted({word for words in labels.values() for word in words}, key=lambda word: (-len(word), word))
    return rf"\b(?:{'|'.join(map(_escaped, words))})\b"


def _escaped(word: str) -> str:
    return "".join(letter if letter.isalnum() or letter == " " else f"\\{letter}" for letter in word)
