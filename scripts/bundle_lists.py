"""Make the bundled histories from a directory of raw list files.

Usage: python scripts/bundle_lists.py RAW_LISTS_DIR [--out DIR] [LIST_ID ...]

RAW_LISTS_DIR holds the files that ``bundled`` of each ``source.yml`` names, edition by edition, and a PROVENANCE.tsv
that says where each came from. Files without a directory are the tables beside the parser. The same input gives the
same bytes: no clock, no host, no order of hashing goes into the output. ``--overview FILE`` also writes the page of
docs/sources.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from debar.errors import DataError, DebarError
from debar.history import Chronicle, collect
from debar.lists import bundled, records
from debar.lists.checks import Tally
from debar.lists.parsing import File, Given, Layout, Log, choose
from debar.lists.registry import layouts
from debar.lists.source import Joined, Shipped, Source, load, source_ids
from debar.model import Edition

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "debar" / "lists"
Origins = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Made:
    """The history of one list as it will ship, and the original files of each of its editions."""

    source: Source
    chronicle: Chronicle
    files: tuple[tuple[Mapping[str, str], ...], ...]
    data: bytes


def provenance(raw: Path) -> dict[str, Mapping[str, str]]:
    """Return the rows of PROVENANCE.tsv by path."""
    with (raw / "PROVENANCE.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def _plain(path: Path, recorded: str) -> bytes:
    """The file's bytes, unpacked; PROVENANCE.tsv records the digest of the packed or of the unpacked ones."""
    packed = path.read_bytes()
    data = gzip.decompress(packed) if path.suffix == ".gz" else packed
    found = {hashlib.sha256(packed).hexdigest(), hashlib.sha256(data).hexdigest()}
    if recorded and recorded not in found:
        raise DataError(f"{path.name}: its sha256 is not the one in PROVENANCE.tsv, {recorded}")
    return data


def _origin(path: str, data: bytes, origin: Mapping[str, str] | None) -> dict[str, str]:
    """Where one file came from; a table beside the parser is the project's own."""
    found = hashlib.sha256(data).hexdigest()
    if origin is None:
        return {"path": path, "sha256": found, "repository": "", "commit": "", "date": "", "licence": "Apache-2.0"}
    named = not origin["repo"].startswith("(")
    return {
        "path": origin["path"],
        "sha256": found,
        "repository": f"https://github.com/{origin['repo']}" if named else "",
        "commit": origin["commit"] if named else "",
        "date": origin["commit_date"],
        "licence": origin["licence"] or "US federal facts, public domain (17 USC 105)",
    }


class Raw:
    """The raw files of one source, each checked against its recorded digest."""

    def __init__(self, source: Source, raw: Path, origins: Origins) -> None:
        self._folder = PACKAGE / "sources" / source.id.replace("-", "_")
        self._raw = raw
        self._origins = origins

    def file(self, wanted: str | Joined) -> tuple[File, list[dict[str, str]]]:
        """Return a file and where it came from. Raises DataError when it is not the recorded one."""
        if isinstance(wanted, str):
            data, origin = self._read(wanted)
            return File(Path(wanted).name.removesuffix(".gz"), data=data), [origin]
        parts = [self._read(path) for path in (wanted.path, wanted.rest, wanted.beyond)]
        first, rest, beyond = (data for data, _ in parts)
        numbers = set(map(_number, beyond.splitlines()))
        more = [line for line in rest.splitlines() if _number(line).isdigit() and _number(line) not in numbers]
        joined = b"\n".join([first.rstrip(b"\x1a\r\n"), *more, b""])
        return File(Path(wanted.path).name, data=joined), [origin for _, origin in parts]

    def _read(self, path: str) -> tuple[bytes, dict[str, str]]:
        own = "/" not in path
        if not own and path not in self._origins:
            raise DataError(f"{path}: not in PROVENANCE.tsv")
        origin = None if own else self._origins[path]
        data = _plain((self._folder if own else self._raw) / path, origin["sha256_uncompressed"] if origin else "")
        return data, _origin(path, data, origin)


def _number(line: bytes) -> bytes:
    """The first cell of a row."""
    return line.partition(b",")[0].strip(b' "')


def _sha256(roles: Mapping[str, File]) -> str:
    """What identifies the files of an edition, as the store does it: the file's hash, or that over roles and hashes."""
    hashes = {role: file.sha256() for role, file in roles.items()}
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    lines = sorted(f"{role} {found}\n" for role, found in hashes.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _read(source: Source, shipped: Shipped, raw: Raw) -> tuple[Edition, dict[str, str], list[dict[str, str]], Tally]:
    """One edition with its records, the origins of its files and what was counted."""
    gathered = [raw.file(wanted) for wanted in shipped.files]
    offered = [layout for layout in layouts(source.id) if shipped.layout in {"", layout.id}]
    found = choose(offered, [file for file, _ in gathered])
    if found is None:
        names = ", ".join(file.name for file, _ in gathered)
        raise DataError(f"{source.id}: no layout reads {names}")
    layout, roles = found
    log, tally = Log(), Tally.expecting(source.expect)
    given = Given(source.id, roles, shipped.published or shipped.retrieved, log)
    held: dict[str, str] = {}
    for entity in tally.count(layout.parse(given)):
        if entity.id in held:
            raise DataError(f"{source.id}: {entity.id} stands on two entities of {roles}")
        held[entity.id] = records.text(entity)
    edition = _edition(source, shipped, found, log, tally)
    print(
        f"{source.id:18} {edition.dated} {layout.id:16} rows {log.rows:>6} entities {edition.entities:>6} "
        f"listings {edition.designations:>6} rejected {log.rejections} warned {log.warnings}"
    )
    return edition, held, [origin for _, origins in gathered for origin in origins], tally


def _edition(
    source: Source, shipped: Shipped, found: tuple[Layout, Mapping[str, File]], log: Log, tally: Tally
) -> Edition:
    layout, roles = found
    return Edition(
        list=source.id,
        title=source.title,
        authority=source.authority,
        sha256=_sha256(roles),
        published=shipped.published or log.published,
        retrieved_at=datetime.combine(shipped.retrieved, time(), UTC),
        entities=tally.entities,
        designations=tally.designations,
        source="; ".join(file.name for file in roles.values()),
        official_url=source.addresses[0].url,
        licence=source.licence,
        completeness=shipped.completeness,
        parts=shipped.parts,
        lacks=tuple(sorted({*log.lacks, *shipped.lacks})),
        layout=layout.id,
        parser=f"{layout.id}/{layout.version}",
        note="; ".join(dict.fromkeys([*filter(None, [shipped.note]), *log.notes])),
    )


def bundle(source: Source, raw: Path, origins: Origins) -> Made:
    """Return the history of one list. Raises DataError when its newest edition breaks the list's expectations."""
    files = Raw(source, raw, origins)
    texts: dict[str, str] = {}
    editions: list[tuple[Edition, dict[str, str]]] = []
    provenances: dict[int, tuple[Mapping[str, str], ...]] = {}
    tallies: dict[int, Tally] = {}
    for shipped in source.bundled:
        edition, held, found, tally = _read(source, shipped, files)
        editions.append((edition, {key: texts.setdefault(text, text) for key, text in held.items()}))
        provenances[id(edition)], tallies[id(edition)] = tuple(found), tally
    chronicle = collect(source.id, editions)
    newest = chronicle.editions[-1]
    breaches = tallies[id(newest)].breaches(source.expect, newest.lacks)
    if breaches:
        raise DataError(f"{source.id}: refused, the newest file is not a whole edition: {'; '.join(breaches)}")
    ordered = tuple(provenances[id(edition)] for edition in chronicle.editions)
    return Made(source, chronicle, ordered, bundled.dump(chronicle, ordered))


def run(raw: Path, out: Path, wanted: Sequence[str]) -> list[Made]:
    """Write the wanted histories to ``out``; returns them."""
    origins = provenance(raw)
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for list_id in wanted:
        source = load(list_id)
        if source.bundled:
            history = bundle(source, raw, origins)
            (out / f"{list_id}.jsonl.gz").write_bytes(history.data)
            made.append(history)
    return made


def _lines_of(list_id: str) -> list[str]:
    source, editions = load(list_id), bundled.chronicle(list_id).editions
    newest = editions[-1]
    parts = "; ".join(f"{what} ({day})" for what, day in newest.parts)
    files = sorted(
        {
            f"{each['repository']} @ {each['commit'][:12]}"
            for place in range(len(editions))
            for each in bundled.provenance(list_id, place)
            if each["repository"]
        }
    )
    held = len(editions)
    history = f" History: {held} editions, of {editions[0].dated} to {newest.dated}." if held > 1 else ""
    shipped = (
        f"**Shipped.** {newest.completeness}; {newest.entities:,} entities with {newest.designations:,} listings; "
        f"published {newest.published or 'not dated by the authority'}, retrieved {newest.retrieved}; "
        f"sha256 `{newest.sha256[:16]}`.{history}"
    )
    upkeep = (
        f"Identifiers: {source.identifiers}. Updated by the authority: {source.frequency}. "
        f"To be checked again by {source.re_check}."
    )
    return [
        f"## {list_id}: {source.title}",
        "",
        f"*{source.authority}.* {source.legal_basis}.",
        "",
        f"**What a listing does.** {source.effect}",
        "",
        shipped,
        f"Parts: {parts}.",
        "",
        f"**Know this.** {newest.note}",
        "",
        upkeep,
        "",
        *(f"- official: <{address.url}> ({address.format}) {address.note}".rstrip() for address in source.addresses),
        *(f"- parser proven on: {proven}" for proven in source.proven),
        *(f"- not proven on: {not_proven}" for not_proven in source.not_proven),
        *(f"- copied from: {origin}" for origin in files),
        "",
    ]


def overview() -> str:
    """Return the page that tells users what ships of each list; made from the histories and source descriptions."""
    head = [
        "# The lists that ship with debar",
        "",
        "Made by `scripts/bundle_lists.py --overview`; do not edit by hand. `full` is the whole official list of its",
        "day, `partial` leaves something out, `derived` was made by others from the official text. Every finding names",
        "the editions it rests on. What was removed from a list before its oldest edition here is unknown.",
        "",
        "| list | entities | speaks for | what it is | editions since |",
        "|---|---:|---|---|---|",
    ]
    table = []
    for edition in bundled.editions():
        first = bundled.chronicle(edition.list).editions
        table.append(
            f"| {edition.list} | {edition.entities:,} | {edition.dated} | {edition.completeness} "
            f"| {len(first)} since {first[0].dated} |"
        )
    lines = [line for list_id in bundled.list_ids() for line in _lines_of(list_id)]
    return "\n".join([*head, *table, "", *lines]).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 0 when every history was made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("raw", type=Path, help="directory of raw list files with its PROVENANCE.tsv")
    parser.add_argument("lists", nargs="*", help="list ids; all of them when left out")
    parser.add_argument("--out", type=Path, default=PACKAGE / "editions")
    parser.add_argument("--overview", type=Path, help="also write the page over what ships to this file")
    given = parser.parse_intermixed_args(arguments)
    try:
        made = run(given.raw, given.out, given.lists or source_ids())
    except DebarError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for each in made:
        versions = sum(1 for _ in each.chronicle.versions())
        print(
            f"{each.source.id:18} {len(each.chronicle.editions):>3} editions {versions:>7} versions "
            f"{len(each.data):>9,} bytes"
        )
    print(f"{'total':18} {sum(len(each.data) for each in made):,} bytes")
    if given.overview:
        given.overview.write_text(overview(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
