"""Make the bundled editions from a directory of raw list files.

Usage: python scripts/bundle_lists.py RAW_LISTS_DIR [--out DIR] [LIST_ID ...]

RAW_LISTS_DIR holds the files named by ``bundled.files`` of each ``source.yml`` and a PROVENANCE.tsv that says where
each came from. Files without a directory are the tables beside the parser. The same input gives the same bytes: no
clock, no host, no order of hashing goes into the output. ``--overview FILE`` also writes the page of docs/sources.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from debar.errors import DataError, DebarError
from debar.lists import records
from debar.lists.registry import PARSERS
from debar.lists.source import Source, load, source_ids

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "debar" / "lists"


def provenance(raw: Path) -> dict[str, Mapping[str, str]]:
    """The rows of PROVENANCE.tsv by path."""
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


def _row(path: str, data: bytes, origin: Mapping[str, str] | None) -> dict[str, str]:
    """Where one file came from, for the manifest; a table beside the parser is the project's own."""
    found = hashlib.sha256(data).hexdigest()
    if origin is None:
        return {"path": path, "sha256": found, "repository": "", "commit": "", "date": "", "licence": "Apache-2.0"}
    return {
        "path": origin["path"],
        "sha256": found,
        "repository": "" if origin["repo"].startswith("(") else f"https://github.com/{origin['repo']}",
        "commit": "" if origin["repo"].startswith("(") else origin["commit"],
        "date": origin["commit_date"],
        "licence": origin["licence"] or "US federal facts, public domain (17 USC 105)",
    }


def gather(
    source: Source, raw: Path, origins: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """(bytes by role, manifest rows) of one source's files. Raises DataError when a file is not the recorded one."""
    files: dict[str, bytes] = {}
    rows = []
    folder = PACKAGE / "sources" / source.id.replace("-", "_")
    assert source.bundle is not None  # noqa: S101 - the caller leaves sources without an edition out
    for role, path in source.bundle.files.items():
        own = "/" not in path
        if not own and path not in origins:
            raise DataError(f"{path}: not in PROVENANCE.tsv")
        origin = None if own else origins[path]
        data = _plain((folder if own else raw) / path, origin["sha256_uncompressed"] if origin else "")
        files[role] = data
        rows.append(_row(path, data, origin))
    return files, rows


def bundle(source: Source, raw: Path, origins: Mapping[str, Mapping[str, str]]) -> tuple[bytes, dict[str, Any]]:
    """The edition's bytes and its manifest row. Raises DataError when the list's expectations are not met."""
    made = source.bundle
    assert made is not None  # noqa: S101 - the caller leaves sources without an edition out
    files, rows = gather(source, raw, origins)
    entities = list(PARSERS[source.id](files, made.published or made.retrieved))
    source.check(entities)
    data = records.dump(entities)
    return data, {
        "list": source.id,
        "title": source.title,
        "authority": source.authority,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "published": made.published.isoformat() if made.published else None,
        "retrieved": made.retrieved.isoformat(),
        "entities": len(entities),
        "designations": sum(len(entity.designations) for entity in entities),
        "official_url": source.addresses[0].url,
        "licence": source.licence,
        "completeness": made.completeness,
        "parts": [{"what": what, "date": day} for what, day in made.parts],
        "note": made.note,
        "files": rows,
    }


def run(raw: Path, out: Path, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Write the wanted editions and their manifest to ``out``; returns the manifest's rows."""
    origins = provenance(raw)
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for list_id in wanted:
        source = load(list_id)
        if source.bundle is not None:
            data, row = bundle(source, raw, origins)
            (out / f"{list_id}.jsonl.gz").write_bytes(data)
            rows.append(row)
    text = json.dumps({"layout": 1, "editions": rows}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    (out / "manifest.json").write_text(text, encoding="utf-8")
    return rows


def _lines_of(row: Mapping[str, Any]) -> list[str]:
    source = load(row["list"])
    published = row["published"] or "not dated by the authority"
    parts = "; ".join(f"{part['what']} ({part['date']})" for part in row["parts"])
    files = sorted({f"{each['repository']} @ {each['commit'][:12]}" for each in row["files"] if each["repository"]})
    shipped = (
        f"**Shipped.** {row['completeness']}; {row['entities']:,} entities with {row['designations']:,} listings; "
        f"published {published}, retrieved {row['retrieved']}; sha256 `{row['sha256'][:16]}`."
    )
    upkeep = (
        f"Identifiers: {source.identifiers}. Updated by the authority: {source.frequency}. "
        f"To be checked again by {source.re_check}."
    )
    return [
        f"## {row['list']}: {source.title}",
        "",
        f"*{source.authority}.* {source.legal_basis}.",
        "",
        f"**What a listing does.** {source.effect}",
        "",
        shipped,
        f"Parts: {parts}.",
        "",
        f"**Know this.** {row['note']}",
        "",
        upkeep,
        "",
        *(f"- official: <{address.url}> ({address.format}) {address.note}".rstrip() for address in source.addresses),
        *(f"- parser proven on: {proven}" for proven in source.proven),
        *(f"- not proven on: {not_proven}" for not_proven in source.not_proven),
        *(f"- copied from: {origin}" for origin in files),
        "",
    ]


def overview(rows: Sequence[Mapping[str, Any]]) -> str:
    """The page that tells users what each shipped edition is; made from the manifest and the source descriptions."""
    head = [
        "# The lists that ship with debar",
        "",
        "Made by `scripts/bundle_lists.py --overview`; do not edit by hand. `full` is the whole official list of its",
        "day, `partial` leaves something out, `derived` was made by others from the official text. Every finding names",
        "the editions it rests on.",
        "",
        "| list | entities | speaks for | what it is |",
        "|---|---:|---|---|",
    ]
    table = [
        f"| {row['list']} | {row['entities']:,} | {row['published'] or row['retrieved']} | {row['completeness']} |"
        for row in rows
    ]
    return "\n".join([*head, *table, "", *(line for row in rows for line in _lines_of(row))]).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 0 when every edition was made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("raw", type=Path, help="directory of raw list files with its PROVENANCE.tsv")
    parser.add_argument("lists", nargs="*", help="list ids; all of them when left out (the manifest holds only these)")
    parser.add_argument("--out", type=Path, default=PACKAGE / "editions")
    parser.add_argument("--overview", type=Path, help="also write the overview page to this file")
    given = parser.parse_intermixed_args(arguments)
    try:
        rows = run(given.raw, given.out, given.lists or source_ids())
    except DebarError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if given.overview:
        given.overview.write_text(overview(rows), encoding="utf-8")
    for row in rows:
        print(
            f"{row['list']:18} {row['entities']:>6} entities {row['designations']:>6} listings {row['bytes']:>9,} bytes"
        )
    print(
        f"{'total':18} {sum(row['entities'] for row in rows):>6} entities, {sum(row['bytes'] for row in rows):,} bytes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
