"""The index of names: how long it takes to build, open and ask, and how many bytes its arrays are.

    python -m benchmarks.index [--million] [--entities 1000000]

The names are those of the lists that ship with debar; for a million parties they are taken apart and put together
anew, two names a party, with words that are new in the measure that new lists bring them. Queries are names with
slips, cut, put in another order or with initials, drawn from a fixed seed. Each measurement of an opened index is a
process of its own. Figures are printed as JSON; times are of the processor, but those of opening and of single
queries, which are of the clock.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.lists import peak_kilobytes

if TYPE_CHECKING:
    from debar.names.compare import Comparison

#: A name, the number of its party, and whether that is a person.
Named = tuple[str, int, bool]
QUERIES = 2_000


def main() -> None:
    """Print the figures; each way runs in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--million", action="store_true", help="also measure with generated parties")
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--way", nargs=3, metavar=("WAY", "FILE", "ENTITIES"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        way, file, entities = given.way
        print(json.dumps(WAYS[way](Path(file), int(entities))))
        return
    report = {"lists": measured(0)}
    if given.million:
        report[f"{given.entities} entities"] = measured(given.entities)
    print(json.dumps(report, indent=1))


def measured(entities: int) -> dict[str, object]:
    """Build the index of so many generated parties, or of the lists, and ask it, each in its own process."""
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "index")
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.index", "--way", way, file, str(entities)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            found[way] = json.loads(done.stdout) if done.returncode == 0 else done.stderr[-2000:]
    return found


def build(file: Path, entities: int) -> dict[str, object]:
    """Build and save."""
    from debar.names.index import COMPANY, PERSON, NameIndex  # noqa: PLC0415  the processes that ask do not pay for it
    from debar.screening.reference_file import write_sections  # noqa: PLC0415

    named = list(generated(entities) if entities else listed())
    before = peak_kilobytes()
    began = time.process_time()
    index = NameIndex.build(
        [name for name, _, _ in named],
        [party for _, party, _ in named],
        [PERSON if person else COMPANY for _, _, person in named],
    )
    seconds = time.process_time() - began
    arrays = index.arrays()
    write_sections(file, {}, arrays)
    sizes = {name: array.nbytes for name, array in arrays.items()}
    return {
        "names": len(named),
        "parties": len({party for _, party, _ in named}),
        "build_seconds": round(seconds, 2),
        "peak_mb": peak_kilobytes() // 1024,
        "peak_mb_before": before // 1024,
        "mb": round(sum(sizes.values()) / 1e6, 1),
        "bytes": sizes,
    }


def ask(file: Path, entities: int) -> dict[str, object]:
    """Open the file and ask for candidates and for matches: the first query, then one by one, then all at once."""
    from debar.names.index import NameIndex  # noqa: PLC0415  loading numpy is not opening
    from debar.names.match import match_many  # noqa: PLC0415
    from debar.screening.reference_file import read_sections  # noqa: PLC0415

    asked = questions(list(generated(entities) if entities else listed()))
    began = time.perf_counter()
    _, sections = read_sections(file)
    index = NameIndex.from_arrays({name: section.array() for name, section in sections.items()})
    opened = time.perf_counter()
    index.candidates(["Hangzhou Hikvision Digital"])
    first = time.perf_counter()
    match_many(index, ["Hangzhou Hikvision Digital"])
    matched = time.perf_counter()
    return {
        "open_ms": _ms(opened - began),
        "first_candidates_ms": _ms(first - opened),
        "first_match_ms": _ms(matched - first),
        "candidates": _asked(index.candidates, index.owners, asked),
        "matches": _asked(lambda names: _numbered(match_many(index, names)), index.owners, asked),
        "peak_mb": peak_kilobytes() // 1024,
    }


def _asked(
    answer: Callable[[list[str]], list[list[tuple[int, float]]]],
    owners: Sequence[int],
    asked: Sequence[tuple[str, int]],
) -> dict[str, object]:
    names = [name for name, _ in asked]
    answer(names[:200])
    began = time.process_time()
    answers = answer(names)
    batch = time.process_time() - began
    times = []
    for name in names[:1000]:
        began = time.perf_counter()
        answer([name])
        times.append(time.perf_counter() - began)
    times.sort()
    right = sum(
        any(owners[name] == party for name, _ in found) for found, (_, party) in zip(answers, asked, strict=True)
    )
    return {
        "queries_a_second": round(len(names) / batch),
        "median_ms": _ms(times[len(times) // 2]),
        "p99_ms": _ms(times[len(times) * 99 // 100]),
        "right_party_found": round(right / len(asked), 4),
    }


def _numbered(matches: Sequence[Sequence[tuple[int, Comparison]]]) -> list[list[tuple[int, float]]]:
    return [[(name, compared.score) for name, compared in found] for found in matches]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


WAYS: dict[str, Callable[[Path, int], dict[str, object]]] = {"build": build, "ask": ask}


def listed() -> Iterator[Named]:
    """Yield the names of the newest edition of each list that ships with debar."""
    from debar.lists import bundled  # noqa: PLC0415  the generator's cost is not the index's

    number = 0
    for list_id in bundled.list_ids():
        for entity in bundled.entities(list_id):
            for name in dict.fromkeys((*entity.names, *entity.weak_names)):
                yield name, number, entity.schema == "Person"
            number += 1


def generated(entities: int) -> Iterator[Named]:
    """Yield two names for each of so many parties, put together from the words of listed names."""
    chance = random.Random(17)  # noqa: S311  the same parties every time
    words = {person: [name.split() for name, _, p in listed() if p == person] for person in (True, False)}
    for number in range(entities):
        person = number % 2 == 0
        first, second = chance.choice(words[person]), chance.choice(words[person])
        name = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
        if chance.random() < 0.4:
            place = chance.randrange(len(name))
            name[place] = _new_word(chance, name[place], chance.choice(chance.choice(words[person])))
        other = name[1:] + name[:1] if person else [*name, chance.choice(("Ltd", "LLC", "Group", "Trading"))]
        yield " ".join(name), number, person
        yield " ".join(other), number, person


def _new_word(chance: random.Random, word: str, other: str) -> str:
    """The beginning of one word and the end of another."""
    return word[: chance.randint(1, len(word))] + other[chance.randrange(len(other)) :]


def questions(named: Sequence[Named]) -> list[tuple[str, int]]:
    """Return names put otherwise, with the party that bears them."""
    chance = random.Random(23)  # noqa: S311  the same queries every time
    return [(_otherwise(chance, name), party) for name, party, _ in chance.choices(named, k=QUERIES)]


def _otherwise(chance: random.Random, name: str) -> str:
    way = chance.randrange(6)
    words = name.split()
    if way == 0:
        return _slip(chance, name)
    if way == 1:
        return _slip(chance, _slip(chance, name))
    if way == 2 and len(name) > 8:
        return name[: len(name) * 3 // 4]
    if way == 3 and len(words) > 1:
        return " ".join([*words[1:], words[0]])
    if way == 4 and len(words) > 2:
        return " ".join([words[0][0] + ".", *words[1:]])
    return "".join(words)


def _slip(chance: random.Random, name: str) -> str:
    place = chance.randrange(len(name))
    return name[:place] + chance.choice(("", "a", "n", "e", name[place] * 2)) + name[place + 1 :]


if __name__ == "__main__":
    main()
