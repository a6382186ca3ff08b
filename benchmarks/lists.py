"""Import, diff, as-of read, sixty editions, a million entities: seconds, memory and disk, beside plain copies.

    python benchmarks/lists.py [--only NAME] [--editions 60] [--entities 1000000]

The SDN files are written in OFAC's own layout from the editions that ship with debar; between two of them, editions
are generated that take over a part of the changes. Each measurement is a process of its own; figures are printed as
JSON. The peer is what people do by hand: every file parsed with the csv module into an SQLite table of full copies.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

NULL = "-0- "
FIRST = date(2015, 1, 1)


def main() -> None:
    """Make the files, print the figures of each measurement, run as `lists.py --way WAY FOLDER` in its own process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--way", nargs=2, metavar=("WAY", "FOLDER"))
    parser.add_argument("--only", default="")
    parser.add_argument("--editions", type=int, default=60)
    parser.add_argument("--entities", type=int, default=1_000_000)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measured(WAYS[given.way[0]], Path(given.way[1]))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report: dict[str, object] = {}
        ways = [way for way in WAYS if given.only in way]
        if {"diff of two editions", "as-of read"} & {*ways} and "import all SDN editions" not in ways:
            ways.insert(0, "import all SDN editions")  # they read what it leaves
        if any("million" not in way for way in ways):
            write_editions(folder / "sdn", given.editions)
        if any("million" in way for way in ways):
            write_ftm(folder / "million.ftm.json", given.entities)
        for way in ways:
            command = [sys.executable, __file__, "--way", way, name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            report[way] = json.loads(done.stdout) if done.returncode == 0 else done.stderr[-2000:]
            print(f"{way}: {report[way]}", file=sys.stderr)
        print(json.dumps(report, indent=1))


def measured(way: Callable[[Path], Mapping[str, object]], folder: Path) -> dict[str, object]:
    """Run one way and return what it says, with seconds and peak memory."""
    began, spent = time.perf_counter(), time.process_time()
    said = way(folder)
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    peak = peak_kilobytes() // 1024
    return {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "peak_mb": peak, **said}


def peak_kilobytes() -> int:
    """Return the most memory this program held; what it was started by does not count, where the system tells."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def imported(folder: Path, paths: list[Path], list_id: str) -> dict[str, object]:
    """Import with debar into the store of the folder."""
    from debar.desk.library import open_library  # noqa: PLC0415  the peer does not pay for it

    library = open_library(str(folder / "store.sqlite3"), today=date(2026, 11, 22))
    done = list(library.import_files([str(path) for path in paths], list_id))
    refused = [each.refused for each in done if each.refused]
    entities = [each.edition.entities for each in done if each.edition]
    return {
        "editions": len(entities),
        "entities": entities[-1] if entities else 0,
        "refused": refused[:2],
        "store_mb": round(size(folder, "store.sqlite3*") / 1e6, 1),
        "files_mb": round(
            sum(size(path, "*.csv") if path.is_dir() else path.stat().st_size for path in paths) / 1e6, 1
        ),
    }


def size(folder: Path, pattern: str) -> int:
    """Return the bytes of the files in a folder that fit a pattern."""
    return sum(path.stat().st_size for path in folder.rglob(pattern))


def import_one(folder: Path) -> dict[str, object]:
    """One full SDN set into an empty store."""
    newest = sorted((folder / "sdn").iterdir())[-1]
    with tempfile.TemporaryDirectory() as store:
        return imported(Path(store), [newest], "us-ofac-sdn")


def import_all(folder: Path) -> dict[str, object]:
    """All editions, one directory after another, into an empty store (kept for the two that follow)."""
    return imported(folder, [folder / "sdn"], "us-ofac-sdn")


def import_million(folder: Path) -> dict[str, object]:
    """A FollowTheMoney file of a million entities."""
    with tempfile.TemporaryDirectory() as store:
        return imported(Path(store), [folder / "million.ftm.json"], "million")


def diff(folder: Path) -> dict[str, object]:
    """What the last two editions differ in."""
    from debar.desk.library import open_library  # noqa: PLC0415  the peer does not pay for it

    library = open_library(str(folder / "store.sqlite3"), today=date(2026, 11, 22))
    days = sorted(path.name for path in (folder / "sdn").iterdir())
    found = library.diff("us-ofac-sdn", days[-2], days[-1])
    return {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)}


def read_as_of(folder: Path) -> dict[str, object]:
    """The parties of the list on a day in the middle, as known then."""
    from debar.desk.library import open_library  # noqa: PLC0415  the peer does not pay for it

    library = open_library(str(folder / "store.sqlite3"), today=date(2026, 11, 22))
    days = sorted(path.name for path in (folder / "sdn").iterdir())
    middle = days[len(days) // 2]
    began = time.perf_counter()
    found = sum(1 for _ in library.state("us-ofac-sdn", middle))
    return {"entities": found, "read_seconds": round(time.perf_counter() - began, 2)}


def copy_all(folder: Path) -> dict[str, object]:
    """The peer: each file's rows with the edition's day into one table."""
    rows = 0
    with sqlite3.connect(folder / "copies.db") as connection:
        connection.execute("CREATE TABLE sdn (day TEXT, number INTEGER, rest TEXT)")
        for edition in sorted((folder / "sdn").iterdir()):
            for file in sorted(edition.glob("*.csv")):
                with file.open(encoding="ascii", errors="replace", newline="") as stream:
                    records = [
                        (edition.name, row[0], json.dumps(row[1:])) for row in csv.reader(stream) if len(row) > 1
                    ]
                connection.executemany("INSERT INTO sdn VALUES (?, ?, ?)", records)
                rows += len(records)
    connection.close()
    return {"rows": rows, "store_mb": round((folder / "copies.db").stat().st_size / 1e6, 1)}


WAYS: dict[str, Callable[[Path], Mapping[str, object]]] = {
    "import one SDN set": import_one,
    "import all SDN editions": import_all,
    "diff of two editions": diff,
    "as-of read": read_as_of,
    "peer: plain copies of all editions": copy_all,
    "import a million FollowTheMoney entities": import_million,
}


def write_editions(folder: Path, count: int) -> None:
    """Write SDN sets in OFAC's layout: the bundled editions, and generated ones between them up to ``count``."""
    from debar.history import state  # noqa: PLC0415  the measured processes do not pay for it
    from debar.lists import bundled  # noqa: PLC0415

    chronicle = bundled.chronicle("us-ofac-sdn")
    states = [
        {version.key: version.record for version in state(chronicle, place)} for place in range(len(chronicle.editions))
    ]
    chance = random.Random(7)  # noqa: S311  the same editions every time
    between = max(-(-(count - 1) // max(len(states) - 1, 1)), 1)
    editions: list[dict[str, str]] = []
    for before, after in pairwise(states):
        editions.append(before)
        keys = sorted({key for key in before.keys() | after.keys() if before.get(key) != after.get(key)})
        chance.shuffle(keys)
        mixed = dict(before)
        for part in range(1, between):
            for key in keys[(part - 1) * len(keys) // between : part * len(keys) // between]:
                if key in after:
                    mixed[key] = after[key]
                else:
                    mixed.pop(key, None)
            editions.append(dict(mixed))
    editions.append(states[-1])
    for number, records in enumerate(editions[-count:]):
        write_set(folder / (FIRST + timedelta(days=30 * number)).isoformat(), records)


def write_set(folder: Path, records: Mapping[str, str]) -> None:
    """Write one edition as sdn.csv, alt.csv and add.csv."""
    folder.mkdir(parents=True)
    parties = [(int(key.partition(":")[2]), json.loads(record)) for key, record in records.items()]
    parties.sort(key=lambda pair: pair[0])
    with (
        (folder / "sdn.csv").open("w", encoding="ascii", errors="replace", newline="") as sdn,
        (folder / "alt.csv").open("w", encoding="ascii", errors="replace", newline="") as alt,
        (folder / "add.csv").open("w", encoding="ascii", errors="replace", newline="") as add,
    ):
        writers = [csv.writer(stream, lineterminator="\r\n") for stream in (sdn, alt, add)]
        for number, party in parties:
            writers[0].writerow([number, *fields(party)])
            for order, name in enumerate(party["names"][1:], start=1):
                writers[1].writerow([number, number * 10 + order, "aka", name, NULL])
            for order, line in enumerate(party.get("addresses", ()), start=1):
                street, _, country = line.rpartition(", ")
                writers[2].writerow([number, number * 10 + order, street or NULL, NULL, country or NULL, NULL])
        for stream in (sdn, alt, add):
            stream.write("\x1a")
    for name in ("alt.csv", "add.csv"):
        if (folder / name).stat().st_size == 1:  # an edition that says nothing on aliases has no such file
            (folder / name).unlink()


def fields(party: Mapping[str, object]) -> list[str]:
    """Return the eleven fields of a primary file after the number."""
    kind = {"Person": "individual", "Vessel": "vessel", "Airplane": "aircraft"}.get(str(party["schema"]), NULL)
    listings = party.get("listings")
    programs = [str(each.get("program", "")) for each in listings] if isinstance(listings, list) else []
    births = party.get("births")
    remarks = "; ".join(f"DOB {day}" for day in births) + "." if isinstance(births, list) and births else NULL
    names = party["names"]
    caption = str(names[0]) if isinstance(names, list) else ""
    return [caption, kind, "] [".join(programs) or NULL, *[NULL] * 7, remarks]


def write_ftm(path: Path, entities: int) -> None:
    """Write a FollowTheMoney file of companies and persons from a fixed seed."""
    chance = random.Random(11)  # noqa: S311  the same file every time
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(entity) + "\n" for entity in made_up(chance, entities))


def made_up(chance: random.Random, count: int) -> Iterator[dict[str, object]]:
    """Yield entities with a name, an alias, a country, an address and a number."""
    syllables = [a + b for a in "bcdfghjklmnprstvz" for b in ("a", "an", "e", "i", "o", "or", "u", "ing")]
    for number in range(count):
        person = number % 3 == 0
        words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))).title() for _ in range(3)]
        properties: dict[str, list[str]] = {
            "name": [" ".join(words[:2] if person else [*words, "Ltd."])],
            "alias": [" ".join(reversed(words))],
            "country": [chance.choice(["cn", "ru", "ir", "us", "de", "br"])],
            "address": [f"{chance.randint(1, 900)} {words[0]} Road, {words[1]}"],
            "topics": ["sanction"],
        }
        if person:
            properties["birthDate"] = [f"{chance.randint(1930, 2000)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"]
        else:
            properties["registrationNumber"] = [str(10_000_000 + number)]
        yield {
            "id": f"made-{number}",
            "caption": properties["name"][0],
            "schema": "Person" if person else "Company",
            "properties": properties,
            "datasets": ["made-up"],
            "referents": [],
            "target": True,
            "first_seen": "2024-01-01T00:00:00",
            "last_seen": "2026-01-01T00:00:00",
        }


if __name__ == "__main__":
    main()
