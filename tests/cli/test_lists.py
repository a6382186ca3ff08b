"""`debar lists`: editions brought in, compared, shown on two clocks, exported, verified, and refused with a reason."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from store import postgres

Run = Callable[..., subprocess.CompletedProcess[str]]
SAMPLES = Path(__file__).parents[1] / "sources"
FIRST = "id,schema,name,alias,country,from\n1,Company,Blumenfeld Gerätebau GmbH,Blumenfeld,de,2020-05-01\n"
FIRST += "2,Company,Tsarnov Optics OOO,,ru,\n3,Person,Ivar Qvistgaard,,dk,\n"
SECOND = FIRST.replace("Tsarnov Optics OOO", "Tsarnov Optical Systems OOO").replace(
    "3,Person,Ivar Qvistgaard,,dk,\n", "4,Company,Wexcombe Quarrying Ltd,,gb,\n"
)


def data(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def take(run: Run, folder: Path, text: str, day: str, *more: str) -> subprocess.CompletedProcess[str]:
    file = folder / f"blocked-{day}.csv"
    file.write_text(text, encoding="utf-8")
    return run("lists", "import", file.name, "--id", "our-blocked", "--format", "json", *more)


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: pytest.FixtureRequest, run: Run, tmp_path: Path) -> Iterator[Run]:
    """Runs debar over a store with two editions of a user's list, on each kind of database."""
    with ExitStack() as stack:
        place = str(tmp_path / "store.sqlite3")
        if request.param == "postgresql":
            server = request.getfixturevalue("postgres_server")
            place = stack.enter_context(postgres.database(server, f"lists_{os.getpid()}_{uuid4().hex[:8]}"))

        def start(*arguments: str) -> subprocess.CompletedProcess[str]:
            return run(*arguments, "--store", place)

        for text, day in ((FIRST, "2024-01-10"), (SECOND, "2024-03-20")):
            done = take(start, tmp_path, text, day)
            assert done.returncode == 0, done.stderr
        yield start


def test_two_editions_of_a_users_list_are_compared_matched_and_told_over_time(stored: Run) -> None:
    diff = data(
        stored("lists", "diff", "our-blocked", "--from", "2024-01-10", "--to", "2024-03-20", "--format", "json")
    )
    assert [(each["id"], each["name"]) for each in diff["added"]] == [("4", "Wexcombe Quarrying Ltd")]
    assert [each["id"] for each in diff["removed"]] == ["3"]
    assert [each["id"] for each in diff["changed"]] == ["2"]
    assert diff["changed"][0]["fields"]["name"] == ["Tsarnov Optics OOO", "Tsarnov Optical Systems OOO"]

    shown = data(stored("lists", "show", "our-blocked", "--format", "json"))
    assert (shown["entities"], shown["edition"]["published"]) == (3, "2024-03-20")
    earlier = data(stored("lists", "show", "our-blocked", "--format", "json", "--known-at", "2024-02-01"))
    assert (earlier["entities"], earlier["edition"]["published"]) == (3, "2024-01-10")
    never = stored("lists", "show", "our-blocked", "--known-at", "2023-12-31")
    assert never.returncode == 3

    def listed(name: str, *clocks: str) -> list[tuple[str, str]]:
        done = stored("match", name, "--lists", "our-blocked", "--format", "jsonl", *clocks)
        return [
            (match["entity"], match["outcome"])
            for line in done.stdout.splitlines()
            for match in json.loads(line)["matches"]
        ]

    assert listed("Ivar Qvistgaard", "--as-of", "2024-01-10") == [("our-blocked:3", "match")]
    assert listed("Ivar Qvistgaard", "--as-of", "2024-02-15") == [("our-blocked:3", "review")]
    assert listed("Ivar Qvistgaard", "--as-of", "2024-03-20") == []
    assert listed("Ivar Qvistgaard", "--known-at", "2024-02-01") == [("our-blocked:3", "match")]
    assert listed("Wexcombe Quarrying", "--known-at", "2024-02-01") == []
    assert listed("Blumenfeld Gerätebau", "--as-of", "2020-04-30") == []
    assert listed("Blumenfeld Gerätebau", "--as-of", "2020-05-01") == [("our-blocked:1", "match")]

    history = data(stored("lists", "history", "our-blocked:3", "--format", "json"))
    assert history["listings"][0]["to_bounds"] == ["2024-01-10", "2024-03-19"]

    assert stored("lists", "verify").returncode == 0
    exported = stored("lists", "export", "our-blocked", "--format", "ftm")
    names = {e["caption"] for e in map(json.loads, exported.stdout.splitlines()) if e["schema"] == "Company"}
    assert "Blumenfeld Gerätebau GmbH" in names


def test_reading_an_edition_again_with_the_same_parser_changes_nothing_and_says_so(stored: Run) -> None:
    before = stored("lists", "export", "our-blocked", "--format", "jsonl").stdout
    done = stored("lists", "reparse", "our-blocked", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert [row["outcome"] for row in data(done)] == ["read again", "read again"]
    assert stored("lists", "export", "our-blocked", "--format", "jsonl").stdout == before


def test_the_same_file_twice_is_held_once(run: Run, tmp_path: Path) -> None:
    assert data(take(run, tmp_path, FIRST, "2024-01-10", "--store", "s.db"))[0]["outcome"] == "imported"
    again = take(run, tmp_path, FIRST, "2024-01-10", "--store", "s.db")
    assert again.returncode == 0
    assert data(again)[0]["outcome"] == "already held"


def test_a_dry_run_keeps_nothing(run: Run, tmp_path: Path) -> None:
    assert take(run, tmp_path, FIRST, "2024-01-10", "--store", "s.db", "--dry-run").returncode == 0
    assert run("lists", "show", "our-blocked", "--store", "s.db").returncode == 2


def test_a_column_of_any_name_can_be_mapped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("Nr;Firma\n7;Zwetschgenbaum AG\n")
    unmapped = run("lists", "import", "v.csv", "--id", "mine", "--store", "s.db")
    assert unmapped.returncode == 2
    assert "Nr" in unmapped.stderr
    assert "--map name=" in unmapped.stderr
    mapped = run("lists", "import", "v.csv", "--id", "mine", "--store", "s.db", "--map", "name=Firma", "--map", "id=Nr")
    assert mapped.returncode == 0, mapped.stderr


def test_a_mapping_is_kept_with_the_edition_and_another_one_makes_another_edition(run: Run, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("Nr;Firma;Alt;Seit\n7;Zwetschgenbaum AG;Pflaume AG;2024-05-20\n")

    def read(name: str) -> Any:
        maps = ("--map", f"name={name}", "--map", "id=Nr", "--map", "from=Seit")
        done = run("lists", "import", "v.csv", "--id", "mine", "--store", "s.db", "--format", "json", *maps)
        return data(done)[0]

    def held() -> str:
        return run("lists", "export", "mine", "--store", "s.db", "--format", "jsonl").stdout

    assert read("Alt")["outcome"] == "imported"
    assert "Pflaume AG" in held()
    assert read("Firma")["outcome"] == "imported"
    before = held()
    assert "Zwetschgenbaum AG" in before
    assert "2024-05-20" in before
    assert run("lists", "reparse", "mine", "--store", "s.db").returncode == 0
    assert held() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><title>Maintenance</title></html>", "web page"),
        (b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- \r\n', "it begins: 36"),
        (b"name,country\nFoo,us\n", "none of the layouts"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><sdnList>&x;</sdnList>', "declares a document type"),
    ],
)
def test_what_is_no_edition_is_refused_and_the_edition_before_stays(
    run: Run, tmp_path: Path, content: bytes, reason: str
) -> None:
    kept = run("lists", "import", str(SAMPLES / "us_ofac_sdn" / "sdn.csv"), "--id", "us-ofac-sdn", "--store", "s.db")
    assert kept.returncode == 0, kept.stderr
    before = data(run("lists", "show", "us-ofac-sdn", "--store", "s.db", "--format", "json"))
    (tmp_path / "sdn.csv").write_bytes(content)
    done = run("lists", "import", "sdn.csv", "--id", "us-ofac-sdn", "--store", "s.db")
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert data(run("lists", "show", "us-ofac-sdn", "--store", "s.db", "--format", "json")) == before


def test_a_list_that_shrank_by_a_third_is_refused_unless_it_is_accepted(run: Run, tmp_path: Path) -> None:
    rows = [f"{number},Company,Firm Number {number} of Nowhere,,\n" for number in range(60)]
    head = "id,schema,name,alias,country\n"
    assert take(run, tmp_path, head + "".join(rows), "2024-01-10", "--store", "s.db").returncode == 0
    short = take(run, tmp_path, head + "".join(rows[:40]), "2024-02-10", "--store", "s.db")
    assert short.returncode == 2
    assert "shrunk by 33%" in data(short)[0]["reason"]
    shown = data(run("lists", "show", "our-blocked", "--store", "s.db", "--format", "json"))
    assert shown["entities"] == 60
    taken = take(run, tmp_path, head + "".join(rows[:40]), "2024-02-10", "--store", "s.db", "--accept-smaller")
    assert taken.returncode == 0


def test_a_stale_list_is_not_judged_when_an_age_is_asked_for(run: Run, tmp_path: Path) -> None:
    take(run, tmp_path, FIRST, "2024-01-10", "--store", "s.db")
    done = run("match", "Blumenfeld", "--lists", "our-blocked", "--max-age", "30", "--store", "s.db")
    assert done.returncode == 3
    assert "our-blocked" in done.stderr


def test_an_import_killed_at_any_moment_leaves_the_edition_before(
    environment: dict[str, str], run: Run, tmp_path: Path
) -> None:
    head = "id,schema,name,alias,country\n"
    rows = [f"{number},Company,Firm Number {number} of Nowhere,,\n" for number in range(30_000)]
    assert take(run, tmp_path, head + "".join(rows), "2024-01-10", "--store", "s.db").returncode == 0
    (tmp_path / "next-2024-02-10.csv").write_text(head + "".join(row.replace("Firm", "Company") for row in rows))
    command = [sys.executable, "-m", "debar", "lists", "import", "next-2024-02-10.csv", "--id", "our-blocked"]
    for wait in (0.6, 0.9, 1.2, 1.6):
        process = subprocess.Popen(
            [*command, "--store", "s.db"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        verified = run("lists", "verify", "--store", "s.db")
        assert verified.returncode == 0, verified.stderr
        shown = data(run("lists", "show", "our-blocked", "--store", "s.db", "--format", "json"))
        assert shown["editions"] in (["2024-01-10"], ["2024-01-10", "2024-02-10"])


def test_a_decision_about_two_parties_is_kept_with_its_reason_and_can_be_taken_back(run: Run, tmp_path: Path) -> None:
    take(run, tmp_path, FIRST, "2024-01-10", "--store", "s.db")
    silent = run("lists", "join", "our-blocked:1", "our-blocked:2", "--store", "s.db")
    assert silent.returncode == 2
    assert "--because" in silent.stderr
    joined = run("lists", "join", "our-blocked:1", "our-blocked:2", "--because", "one owner", "--store", "s.db")
    assert joined.returncode == 0, joined.stderr
    history = data(run("lists", "history", "our-blocked:1", "--store", "s.db", "--format", "json"))
    assert {entity["entity"] for entity in history["entities"]} == {"our-blocked:1", "our-blocked:2"}
    run("lists", "separate", "our-blocked:1", "our-blocked:2", "--because", "sold in 2023", "--store", "s.db")
    history = data(run("lists", "history", "our-blocked:1", "--store", "s.db", "--format", "json"))
    assert {entity["entity"] for entity in history["entities"]} == {"our-blocked:1"}
