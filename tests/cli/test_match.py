"""`debar match`: listed on that day or not, with citation."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

VENDORS = """id,Vendor,Nation,Note
7,AEROCARIBBEAN AIRLINES,Cuba,=1+1
8,,US,left empty
9,Ballpoint Pens of Ohio,US,
10,AEROCARIBBEAN AIRLINES,Freedonia,
"""


def lines(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def entity_list(done: Any) -> list[dict[str, Any]]:
    return [m for line in lines(done) for m in line["matches"] if m["list"] == "us-bis-el"]


def test_hikvision_is_on_the_entity_list_from_2019_10_09(run: Any) -> None:
    before = run("match", "Hangzhou Hikvision Digital", "--as-of", "2019-10-08", "--format", "jsonl")
    after = run("match", "Hangzhou Hikvision Digital", "--as-of", "2019-10-09", "--format", "jsonl")
    assert entity_list(before) == []
    listed = entity_list(after)
    assert listed
    designation = listed[0]["designations"][0]
    assert designation["from"] == "2019-10-09"
    assert any("84 FR 5400" in c["title"] for c in designation["citations"])
    assert after.returncode == 1


def test_only_names_with_a_match_give_a_line(run: Any) -> None:
    done = run("match", "Ballpoint Pens of Ohio", "AEROCARIBBEAN AIRLINES", "--format", "jsonl")
    answers = lines(done)
    assert [answer["row"] for answer in answers] == [2]
    assert answers[0]["matches"][0]["entity"] == "us-ofac-sdn:36"
    assert answers[0]["matches"][0]["score"] == 1


def test_a_column_of_a_table_is_matched(run: Any, tmp_path: Any) -> None:
    (tmp_path / "vendors.csv").write_text("id,Vendor\n1,Ballpoint Pens of Ohio\n2,AEROCARIBBEAN AIRLINES\n")
    done = run("match", "--input", "vendors.csv", "--column", "Vendor", "--format", "jsonl")
    assert [answer["row"] for answer in lines(done)] == [2]


def test_a_list_not_held_is_an_input_error_that_names_those_held(run: Any) -> None:
    done = run("match", "x", "--lists", "us-nothing")
    assert done.returncode == 2
    assert "us-bis-el" in done.stderr


def test_what_could_not_be_known_then_is_not_judged(run: Any) -> None:
    done = run("match", "Hangzhou Hikvision Digital", "--lists", "us-bis-el", "--known-at", "2015-01-01")
    assert done.returncode == 3


def test_the_mapping_is_told_and_the_rows_add_up(run: Any, tmp_path: Any) -> None:
    (tmp_path / "vendors.csv").write_text(VENDORS)
    done = run("match", "--input", "vendors.csv", "--map", "country=Nation", "--format", "jsonl")
    said = done.stderr
    assert "debar: vendors.csv: country = Nation (as told by --map); name = Vendor (by its heading)" in said
    assert "debar: 1 row has no name (vendors.csv, row 2)" in said
    assert "debar: cells of country not understood, their rows judged without them: 1 (vendors.csv, row 4:" in said
    assert "debar: 4 rows = 3 judged + 1 not judged" in said
    assert [(line["row"], line["source"]) for line in lines(done)] == [(1, "vendors.csv"), (4, "vendors.csv")]
    assert done.returncode == 1


def test_every_answer_says_by_which_profile_it_was_judged(run: Any) -> None:
    (line,) = lines(run("match", "AEROCARIBBEAN AIRLINES", "--format", "jsonl"))
    profile = line["profile"]
    assert (profile["name"], set(profile)) == ("default", {"name", "version", "match", "review"})
    table = " ".join(run("match", "AEROCARIBBEAN AIRLINES").stdout.split())
    assert f"Profile default {profile['version']}: match from " in table


def test_columns_are_kept_beside_the_match_and_no_cell_is_a_formula(run: Any, tmp_path: Any) -> None:
    (tmp_path / "vendors.csv").write_text(VENDORS.replace("id,", "row,"))
    done = run("match", "--input", "vendors.csv", "--keep-columns", "--format", "csv", "--limit", "1")
    first, second = csv.DictReader(io.StringIO(done.stdout))
    assert (first["row"], first["row (input)"], first["Nation"], first["Note"]) == ("1", "7", "Cuba", "'=1+1")
    assert (second["row"], second["row (input)"]) == ("4", "10")
    kept = lines(run("match", "--input", "vendors.csv", "--keep-columns", "--format", "jsonl"))[0]["original"]
    assert kept == {"row": "7", "Vendor": "AEROCARIBBEAN AIRLINES", "Nation": "Cuba", "Note": "=1+1"}


def test_a_table_may_come_from_standard_input(run: Any) -> None:
    done = run("match", "--input", "-", "--format", "jsonl", "-q", input=VENDORS)
    assert [line["row"] for line in lines(done)] == [1, 4]
    assert "by its heading" not in done.stderr


def test_names_may_come_from_standard_input_one_a_line(run: Any) -> None:
    done = run("match", "-", "--format", "jsonl", input="Ballpoint Pens of Ohio\n\nAEROCARIBBEAN AIRLINES\n")
    assert [line["row"] for line in lines(done)] == [3]


def test_what_is_known_of_all_names_is_weighed(run: Any) -> None:
    done = run("match", "AEROCARIBBEAN AIRLINES", "--country", "Cuba", "--format", "jsonl", "--limit", "1")
    assert "country" in lines(done)[0]["matches"][0]["because"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--input", "vendors.csv", "--column", "Nope"], "vendors.csv: --column Nope: there is no column 'Nope'"),
        (["--input", "vendors.csv", "--map", "nix=Vendor"], "--map nix=Vendor: must be field=Column"),
        (["--input", "vendors.csv", "x"], "give names or --input, not both"),
        (["--input", "none.csv"], "none.csv: no such file"),
        (["x", "--map", "country=Nation"], "give the table with --input"),
        (["x", "--keep-columns"], "give the table with --input"),
        (["x", "--country", "Freedonia"], "--country Freedonia"),
        (["x", "--birth-date", "3/4/1965"], "--birth-date 3/4/1965"),
        (["x", "--id", "imo"], "--id imo"),
        (["x", "--profile", "nix"], "the profiles are default"),
        ([], "nothing to match"),
        (["--input", "vendors.csv", "--input", "b.csv"], "--input is given 2 times, vendors.csv and b.csv"),
        (["--input", "vendors.csv", "--column", "Vendor", "--column", "id"], "--column is given 2 times"),
        (["--input", "vendors.csv", "-o", "none/matches.csv"], "none/matches.csv: cannot be written"),
        (["--input", "vendors.csv", "-o", "."], ".: cannot be written"),
        (["--input", "vendors.csv", "-o", "vendors.csv"], "is the input, which the output would overwrite"),
    ],
)
def test_what_cannot_be_followed_is_an_input_error(run: Any, tmp_path: Any, arguments: list[str], said: str) -> None:
    (tmp_path / "vendors.csv").write_text(VENDORS)
    done = run("match", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_archive_with_an_unreadable_member_is_judged_in_part(run: Any, tmp_path: Any) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.csv", VENDORS)
        archive.writestr("b.pdf", b"%PDF-1.7\n")
    done = run("match", "--input", "all.zip", "--format", "jsonl")
    assert [line["source"] for line in lines(done)] == ["all.zip/a.csv"] * 2
    assert "b.pdf" in done.stderr
    assert done.returncode == 3


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A table that takes some seconds, with a listed name in every hundred."""
    words = "Ridge Lake Stone Maple River Harbor Summit Prairie Cedar Falcon Granite Meadow Orchard".split()
    path = tmp_path / "many.csv"
    with path.open("w") as out:
        out.write("Vendor\n")
        for n in range(14_000):
            name = f"{words[n % 13]} {words[n // 13 % 13]} {n}" if n % 100 else f"AEROCARIBBEAN AIRLINES {n}"
            out.write(f"{name}\n")
    return path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption_leaves_the_first_lines_of_what_any_number_of_processes_writes(
    run: Any, many: Path, environment: dict[str, str], jobs: str
) -> None:
    arguments = ("match", "--input", many.name, "--format", "jsonl", "--limit", "1", "--jobs", jobs)
    whole = run(*arguments).stdout
    if jobs != "1":
        assert run(*arguments[:-1], "1").stdout == whole
    out = many.with_name("out.jsonl")
    command = [sys.executable, "-m", "debar", *arguments, "-o", out.name]
    with subprocess.Popen(
        command, cwd=many.parent, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as started:
        while started.poll() is None and not (out.exists() and out.stat().st_size):
            time.sleep(0.02)
        os.killpg(started.pid, signal.SIGINT)
        _, said = started.communicate(timeout=60)
    written = out.read_text()
    assert started.returncode == 3
    assert "partial: stopped by the user" in said
    assert "Traceback" not in said, said
    assert written.endswith("\n")
    assert whole.startswith(written)
    assert len(written) < len(whole)


def worker_of(process: subprocess.Popen[str]) -> int:
    """The id of a process that matches names for this one; 0 while there is none."""
    for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return int(pid)
    return 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the processes under /proc")
def test_when_the_system_ends_a_process_what_is_answered_is_written_to_its_end(
    many: Path, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "debar", "match", "--input", many.name, "--jobs", "2", "-o", "out.json"]
    with subprocess.Popen(command, cwd=many.parent, env=environment, stderr=subprocess.PIPE, text=True) as started:
        while started.poll() is None and not worker_of(started):
            time.sleep(0.01)
        os.kill(worker_of(started), signal.SIGKILL)
        _, said = started.communicate(timeout=60)
    assert started.returncode == 3
    assert "partial: cut short: the system ended a process" in said
    assert isinstance(json.loads(many.with_name("out.json").read_text()), list)


def test_an_identifier_is_asked_without_a_name(run: Any) -> None:
    for names in ([], [""]):
        done = run("match", "--id", "uei:L78SCHFL4JN8", *names, "--format", "jsonl")
        assert done.returncode == 1
        assert [match["entity"] for match in lines(done)[0]["matches"]] == ["us-sam-exclusions:L78SCHFL4JN8"]
    assert run("match", "--country", "ru").returncode == 2


def test_a_threshold_that_is_no_number_is_refused(run: Any) -> None:
    done = run("match", "Hikvision", "--threshold", "nan")
    assert done.returncode == 2
    assert "give a number from 0 to 1" in done.stderr


def test_malformed_numbers_are_remarked_by_kind_and_their_rows_judged_by_name(run: Any, tmp_path: Any) -> None:
    (tmp_path / "v.csv").write_text(
        "Vendor,UEI,IMO\nAEROCARIBBEAN AIRLINES,L78SCHFL4J,\nBall Pens,123,1234568\nCat Inc,L78SCHFL4JN8,n/a\n"
    )
    done = run("match", "--input", "v.csv", "--format", "jsonl")
    assert "cells of id:uei of a wrong form, which decide nothing: 2 (v.csv, row 1: 'L78SCHFL4J'; v.csv, row 2" in (
        done.stderr
    )
    assert "cells of id:imo with a wrong check digit, which decide nothing: 1 (v.csv, row 2: '1234568')" in done.stderr
    assert [line["row"] for line in lines(done)] == [1, 3]
    said = run("match", "Ball Pens", "--id", "imo:1234568").stderr
    assert "--id imo:1234568: a number with a wrong check digit, which decides nothing" in said


@pytest.mark.parametrize(
    ("text", "code", "account"),
    [
        ("not json\nnor this\n", 2, "no line is a JSON object"),
        ('{"name": ""}\n{"name": " "}\n', 2, "not one of its rows could be judged"),
        ('{"name": no}\n{"name": "Ball Pens"}\n', 0, "2 rows = 1 judged + 1 not judged"),
    ],
)
def test_unreadable_rows_are_said_and_a_file_of_nothing_else_is_an_input_error(
    run: Any, tmp_path: Any, text: str, code: int, account: str
) -> None:
    (tmp_path / "v.jsonl").write_text(text)
    done = run("match", "--input", "v.jsonl", "--format", "jsonl")
    assert done.returncode == code
    assert account in done.stderr
    assert run("match", "--input", "v.jsonl", "--strict", "--format", "jsonl").returncode == (code or 3)


def test_a_quote_left_open_swallows_no_name_and_its_row_is_said(run: Any, tmp_path: Any) -> None:
    (tmp_path / "v.csv").write_text('id,Vendor,Note\n1,"Ball Pens\n2,AEROCARIBBEAN AIRLINES,x\n3,"Cat Inc",y\n')
    done = run("match", "--input", "v.csv", "--format", "jsonl")
    assert [line["row"] for line in lines(done)] == [2]
    assert "v.csv: a quote opens and is not closed (row 1)" in done.stderr
    assert "3 rows = 3 judged + 0 not judged" in done.stderr


def test_a_name_of_many_lines_is_remarked(run: Any, tmp_path: Any) -> None:
    (tmp_path / "v.csv").write_text('Vendor\n"Ball Pens\nAEROCARIBBEAN AIRLINES\nCat Inc"\nDog\n')
    done = run("match", "--input", "v.csv", "--format", "jsonl")
    assert "names of several lines, each judged as one: check the quotes: 1 (v.csv, row 1" in done.stderr


def test_a_birth_date_after_the_day_asked_about_is_refused_and_remarked(run: Any, tmp_path: Any) -> None:
    done = run("match", "Ivan Petrov", "--birth-date", "2020-01-01", "--as-of", "2019-10-09")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--birth-date 2020-01-01: is after 2019-10-09" in done.stderr
    assert run("match", "Ivan Petrov", "--birth-date", "1749").returncode == 2
    (tmp_path / "v.csv").write_text("Vendor,DOB\nIvan Petrov,2020-01-01\nIvan Petrov,1765\nIvan Petrov,1965-02-29\n")
    done = run("match", "--input", "v.csv", "--as-of", "2019-10-09", "--schema", "Person", "--format", "jsonl")
    for said in ("after 2019-10-09, the last day", "before 1850", "not understood"):
        assert f"cells of birth_date {said}" in done.stderr
    assert "3 rows = 3 judged + 0 not judged" in done.stderr


def test_the_footer_names_the_profile_and_the_threshold_asked_for(run: Any) -> None:
    table = " ".join(run("match", "AEROCARIBBEAN AIRLINES", "--threshold", "0.9", "--profile", "strict").stdout.split())
    assert "Profile strict" in table
    assert "shown from 0.9 (--threshold)" in table


def test_the_matches_are_written_as_a_page_that_fetches_nothing(run: Any, tmp_path: Any) -> None:
    (tmp_path / "vendors.csv").write_text(VENDORS.replace("left empty", "<script>alert(1)</script>"))
    done = run("match", "--input", "vendors.csv", "-o", "matches.html", "--keep-columns")
    assert done.returncode == 1
    page = (tmp_path / "matches.html").read_text()
    for words in ("us-ofac-sdn:36", "Not legal advice", "1 row has no name", "4 rows = 3 judged + 1 not judged"):
        assert words in page
    assert "<script" not in page
    assert "Lists this rests on" in page


def test_a_name_without_a_letter_or_digit_is_not_judged_and_said(run: Any, tmp_path: Any) -> None:
    (tmp_path / "v.csv").write_text("Vendor,Note\n---,a\n\U0001f600,b\n7,c\nBall Pens,d\n\u0645\u062d\u0645\u062f,e\n")
    done = run("match", "--input", "v.csv", "--column", "Vendor", "--format", "jsonl")
    assert "2 rows not judged: no letter or digit in the name (v.csv, row 1; v.csv, row 2)" in done.stderr
    assert "5 rows = 3 judged + 2 not judged" in done.stderr
    assert "no letter or digit in the name (2)" in run("match", "Ball Pens", "...").stderr
    alone = run("match", "...")
    assert alone.returncode == 2
    assert "not one of the names could be judged" in alone.stderr


@pytest.mark.parametrize("name", ["matches.xlsx", "matches.csv.gz"])
def test_a_file_named_for_another_format_is_refused_before_it_is_made(run: Any, tmp_path: Any, name: str) -> None:
    done = run("match", "Hikvision", "-o", name)
    assert done.returncode == 2
    assert "is not written here; end the name in" in done.stderr
    assert "csv" in done.stderr
    assert not (tmp_path / name).exists()
