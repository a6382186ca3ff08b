"""Careless and hostile use: nothing is lost, nothing crashes, and no failure looks like an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FORMATS = ["table", "json", "jsonl", "csv", "html"]
RECORDS = "Description,Vendor,Date\nHikvision DS-2CD2143G0-I camera,Acme,2022-05-01\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "po.csv"
    path.write_text(RECORDS)
    return path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
@pytest.mark.parametrize("format_", FORMATS)
def test_a_full_disk_is_not_judged_and_says_so_without_a_trace(run, records: Path, format_: str) -> None:
    done = run("scan", str(records), "--format", format_, "-o", "/dev/full")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert "cannot take all of the output" in done.stderr


@pytest.mark.parametrize("format_", ["xlsx", "parquet", "pdf", "jsonl"])
def test_a_file_that_may_not_grow_is_said_to_be_cut_short(environment, records: Path, format_: str) -> None:
    kept = records.with_name(f"found.{format_}")
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700)); from debar.cli.app import main; main()"
    )
    command = [sys.executable, "-c", code, "scan", str(records), "-o", str(kept)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert f"found.{format_} cannot take all of the output" in done.stderr


def test_a_mistyped_input_leaves_the_last_report_as_it_is(run, records: Path) -> None:
    kept = records.with_name("found.csv")
    kept.write_text("the last report")
    for missing in ("p0.csv", "p0-*.csv"):
        done = run("scan", str(records.with_name(missing)), "-o", str(kept))
        assert (done.returncode, kept.read_text()) == (2, "the last report")
        assert f"{missing}: no such file" in done.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_a_reader_who_goes_away_cuts_the_run_short_in_every_format(environment, records: Path, format_: str) -> None:
    records.write_text(RECORDS + (RECORDS.splitlines()[1] + "\n") * 400)
    command = [sys.executable, "-m", "debar", "scan", str(records), "--format", format_]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read().decode()
    assert (process.returncode, "Traceback" in said) == (3, False)
    assert "the reader of the output went away" in said


def test_the_input_is_never_overwritten_by_the_output(run, records: Path) -> None:
    done = run("scan", str(records), "-o", str(records))
    assert (done.returncode, records.read_text()) == (2, RECORDS)
    assert "is the input" in done.stderr


def test_a_link_that_points_at_itself_is_an_input_error(run, tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    done = run("scan", str(loop))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_a_file_name_cannot_drive_the_terminal(run, tmp_path: Path) -> None:
    done = run("scan", str(tmp_path / "po\x1b]0;owned\x07.csv"))
    assert done.returncode == 2
    assert not {"\x1b", "\x07"} & set(done.stderr)


def test_names_are_read_from_standard_input(run) -> None:
    done = run(
        "match", "-", "--lists", "us-bis-el", "--format", "jsonl", input="Acme Chairs\nHangzhou Hikvision Digital\n"
    )
    assert done.returncode == 1
    assert '"row": 2, "query": "Hangzhou Hikvision Digital"' in done.stdout


def test_no_names_on_standard_input_are_an_input_error(run) -> None:
    assert run("match", "-", input="\n").returncode == 2


def test_a_schema_that_is_none_is_an_input_error(run) -> None:
    done = run("match", "ZTE", "--schema", "Firm")
    assert done.returncode == 2
    assert "Organization" in done.stderr


@pytest.mark.parametrize("schema", ["Company", "Organization", "LegalEntity"])
def test_a_firm_is_found_under_whichever_schema_its_list_files_it(run, schema: str) -> None:
    assert run("match", "Hangzhou Hikvision Digital", "--schema", schema).returncode == 1
    assert run("match", "Hangzhou Hikvision Digital", "--schema", "Vessel").returncode == 0


def test_a_country_that_is_no_code_is_an_input_error(run) -> None:
    assert run("check", "Hikvision camera", "--country", "Narnia").returncode == 2


def test_editions_before_any_was_held_are_not_judged(run) -> None:
    done = run("lists", "show", "--known-at", "1990-01-01")
    assert done.returncode == 3
    assert "no edition held here was retrieved by 1990-01-01" in done.stderr


def test_an_unforeseen_error_never_looks_like_a_finding(environment) -> None:
    broken = "import debar.cli.app as a\na.app = lambda **_: 1 / 0\na.main()"
    done = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 3
    assert "a mistake in debar itself" in done.stderr


@pytest.mark.parametrize("name", ["Horizon", "Pioneer", "Sunrise Company", "Phoenix", "Mohammed Ali"])
def test_a_name_that_many_share_is_for_a_person_to_look_at(check, name: str) -> None:
    """Ships, people and firms of ordinary names on the SDN list do not bar every namesake."""
    assert check(name, "--buyer-type", "private", "--date", "2024-06-01")["outcome"] == "review"


@pytest.mark.parametrize("name", ["Bank Sepah", "Sberbank", "Mahan Air", "Rosoboronexport", "Wagner Group"])
def test_a_listed_firm_asked_about_by_its_name_is_blocked(check, name: str) -> None:
    assert check(name, "--buyer-type", "private", "--date", "2024-06-01")["outcome"] == "prohibited"


@pytest.mark.parametrize(
    "name", ["Hangzhou Hikvision Digital Technology", "Hikvision", "Huawei Technologies Co., Ltd."]
)
def test_exporting_to_a_maker_by_name_is_a_matter_of_its_listing(check, name: str) -> None:
    found = check(name, "--role", "exporter", "--action", "export", "--date", "2020-01-01")
    assert (found["outcome"], found["subject"]["kind"]) == ("license-required", "party")


def test_exporting_a_product_is_not_exporting_to_its_maker(check) -> None:
    found = check("Hikvision DS-2CD2143G0-I", "--role", "exporter", "--action", "export", "--date", "2020-01-01")
    assert (found["outcome"], found["subject"]["kind"]) == ("clear", "purchase")


@pytest.mark.parametrize("format_", FORMATS)
def test_text_in_no_known_encoding_is_read_all_the_same(environment, format_: str) -> None:
    command = [
        sys.executable,
        "-m",
        "debar",
        "check",
        b"Hikvision \xff camera",
        "--buyer",
        b"B\xe9",
        "--format",
        format_,
    ]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert b"Hikvision" in done.stdout


def test_a_terminal_without_unicode_gets_an_answer(environment) -> None:
    plain = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "debar", "check", "海康威视 camera", "--format", "json"]
    done = subprocess.run(command, capture_output=True, env=plain, check=False)
    assert b'"hikvision"' in done.stdout, done.stderr


def test_a_day_that_is_none_is_an_input_error(environment) -> None:
    command = [sys.executable, "-m", "debar", "check", "Hikvision camera"]
    done = subprocess.run(command, capture_output=True, env={**environment, "DEBAR_TODAY": "soon"}, check=False)
    assert done.returncode == 2


def test_an_interruption_before_the_first_record_is_not_judged(environment) -> None:
    stop = "def stop(**_): raise KeyboardInterrupt"
    broken = f"import sys, debar.desk\n{stop}\ndebar.desk.open_desk = stop\n"
    broken += "sys.argv = ['debar', 'rules', 'list']\nfrom debar.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", broken], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (3, "debar: stopped\n")
