"""The same commands print the same bytes over SQLite and over PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from store import postgres

SAMPLES = Path(__file__).parents[1] / "sources"
NAMES = ("sdn.csv", "alt.csv", "add.csv")
USERS = "id,schema,name,alias,country\nö-1,Company,Hangzhou Hikvision Digital Technology Co.,,cn\nZ,Person,Ivar Ø,,\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Five editions of one list, each with a party less, one of another list, and a user's list."""
    text = {name: (SAMPLES / "us_ofac_sdn" / name).read_text("ascii") for name in NAMES}
    for number in range(5):
        folder = tmp_path / "sdn" / f"2024-0{number + 1}-15"
        folder.mkdir(parents=True)
        for name, whole in text.items():
            lines = whole.splitlines(keepends=True)
            kept = lines[number:] if name == "sdn.csv" else lines
            (folder / name).write_text("".join(kept).replace("Cuba", "CUBA" if number == 3 else "Cuba"), "ascii")
    (tmp_path / "un.xml").write_bytes((SAMPLES / "un_sc" / "consolidated_2026-02-27.xml").read_bytes())
    (tmp_path / "ours.csv").write_text(USERS, "utf-8")
    return tmp_path


COMMANDS: Sequence[str] = (
    "lists import sdn --id us-ofac-sdn --accept-smaller --format json",
    "lists import un.xml --id un-sc --retrieved-at 2026-03-01 --format json",
    "lists import ours.csv --id our-own --retrieved-at 2026-03-01 --format json",
    "lists import ours.csv --id our-own --retrieved-at 2026-03-01 --format json",
    "lists import ours.csv --id us-ofac-sdn",
    "lists show --editions --format csv",
    "lists show us-ofac-sdn --format json",
    "lists show un-sc --format json --known-at 2026-03-01",
    "lists diff us-ofac-sdn --from 2024-01-15 --to 2024-05-15 --format json",
    "lists diff us-ofac-sdn --from 2024-03-15 --to 2024-04-15 --format json",
    "lists history our-own:ö-1 --format json",
    "lists export us-ofac-sdn un-sc our-own --format jsonl",
    "lists export our-own --format ftm",
    "match Ø,Ivar --lists our-own --format jsonl",
    "lists join our-own:ö-1 our-own:Z --because same --by x",
    "lists parties --format json",
    "lists reparse us-ofac-sdn --format json",
    "lists verify",
)


def outputs(store: str, folder: Path) -> list[tuple[str, int, str, str]]:
    """What each command prints and returns."""
    with_path = {**os.environ, "DEBAR_STORE": store, "DEBAR_TODAY": "2026-11-22", "NO_COLOR": "1", "COLUMNS": "100"}
    found = []
    for line in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "debar", *line.split()],
            capture_output=True,
            text=True,
            cwd=folder,
            env=with_path,
            timeout=300,
            check=False,
        )
        # the reference that is compiled for the one store serves the other: it holds the same
        said = "".join(each for each in done.stderr.splitlines(keepends=True) if "Compiling" not in each)
        found.append((line, done.returncode, done.stdout, said))
    return found


def test_every_command_prints_the_same_over_both(files: Path, postgres_server: str) -> None:
    over_sqlite = outputs(str(files / "store.sqlite3"), files)
    with postgres.database(postgres_server, f"same_{os.getpid()}") as url:
        over_postgres = outputs(url, files)
        with psycopg.connect(url) as connection:
            held = connection.execute("SELECT count(*) FROM debar.edition").fetchone()
    assert held == (7,)
    for one, other in zip(over_sqlite, over_postgres, strict=True):
        assert one == other
    done = {line: code for line, code, _, _ in over_sqlite}
    assert [line for line in done if done[line] not in (0, 1)] == [COMMANDS[4]]
