"""Watches over both databases: what changed since, told once, whoever is killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from debar.desk import open_desk
from debar.desk.casework import make_decision
from debar.desk.library import open_library
from debar.desk.watching import Run, add_watch, remove_watch, run_watches
from debar.errors import InputError
from debar.model.casework import KeptScan
from debar.model.watches import Watch
from debar.report.records import finding_data
from debar.store import open_store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIRST = "id,schema,name,alias\n1,Company,Norvik Avionics LLC,\n2,Company,Zeta Optics,\n4,Company,Omnitron Kestrel,\n"
SECOND = "id,schema,name,alias\n2,Company,Zeta Optics,Zeta Optik\n3,Company,Quarrystone Stationery,\n"
VENDORS = "vendor\nQuarrystone Stationery\nNorvik Avionics LLC\nZeta Optics\nAcme Paper\n"
LINE = "Omnitron Kestrel camera, 4 each"


def bring(url: str, folder: Path, text: str, day: str) -> None:
    path = folder / f"own-{day}.csv"
    path.write_text(text, "utf-8")
    library = open_library(url, today=NOW.date())
    assert [done.edition.entities for done in library.import_files([str(path)], "own", published=day)]


def keep(url: str) -> str:
    """Keep a scan of one finding, decided to be a false match; return the finding's id."""
    desk = open_desk(url, today=NOW.date())
    data = finding_data(desk.check(LINE, supplier="Omnitron Kestrel", state="CA", date="2026-11-01"))
    scan = KeptScan(id=0, key="k", name="orders.csv", at=NOW.isoformat(), actor="t")
    decision = make_decision(data, desk.reference, "false-match", "another Kestrel", actor="t", at=NOW)
    with open_store(url) as store, store.writing() as writer:
        writer.casework.keep_scan(scan, [data])
        writer.casework.decide(decision)
    return str(data["id"])


def watch(name: str, kind: str, subject: str, **more: object) -> Watch:
    return Watch(id=0, name=name, kind=kind, subject=subject, actor="t", **more)  # type: ignore[arg-type]


def run(url: str, *names: str) -> Run:
    return run_watches(url, now=NOW, actor="t", names=names)


def test_what_changed_is_told_once_to_whom_it_touches(url: str, tmp_path: Path) -> None:
    bring(url, tmp_path, FIRST, "2026-11-01")
    finding = keep(url)
    vendors = tmp_path / "vendors.csv"
    vendors.write_text(VENDORS, "utf-8")
    for each in (
        watch("all of it", "list", "own"),
        watch("came", "vendors", str(vendors), only="added", lists=("own",)),
        watch("went", "vendors", str(vendors), only="removed", lists=("own",)),
        watch("orders", "scan", "all"),
        watch("others", "party", "Zeta Optics", lists=("us-bis-el",)),
    ):
        add_watch(url, each, now=NOW)
    assert run(url).alerts == ()
    bring(url, tmp_path, SECOND, "2026-11-10")
    told = {(each.name, each.what): each for each in run(url).alerts}
    assert set(told) == {
        ("all of it", "edition"),
        ("came", "listed"),
        ("went", "unlisted"),
        ("orders", "reopened"),
    }
    assert told["came", "listed"].title == "Quarrystone Stationery is now on own."
    assert told["went", "unlisted"].title == "Norvik Avionics LLC is no longer on own."
    assert "1 added (Quarrystone Stationery)" in told["all of it", "edition"].title
    assert "no longer holds" in told["orders", "reopened"].title
    assert told["orders", "reopened"].link == f"findings/{finding}"
    assert run(url).alerts == ()
    with open_store(url) as store:
        assert {each.id for each in store.watches_in().alerts()} == {each.id for each in told.values()}
        assert store.watches_in().alerts_of_day("2026-11-22")[0].id == 1
        assert store.watches_in("elsewhere").alerts() == ()
        assert "watch-alert" in {entry.action for entry in store.casework.entries()}


def test_runs_that_are_killed_tell_each_change_once_in_the_end(url: str, tmp_path: Path) -> None:
    bring(url, tmp_path, FIRST, "2026-11-01")
    vendors = tmp_path / "vendors.csv"
    vendors.write_text(VENDORS, "utf-8")
    for n in range(6):
        add_watch(url, watch(f"w{n}", "vendors", str(vendors), lists=("own",), only="added"), now=NOW)
    bring(url, tmp_path, SECOND, "2026-11-10")
    open_desk(url, today=NOW.date())
    for seconds in (0.9, 1.6, 2.3):
        command = [sys.executable, "-m", "debar", "watch", "run", "--store", url]
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        os.kill(started.pid, signal.SIGKILL)
        started.wait()
    run(url)
    with open_store(url) as store:
        told = [(each.name, each.what, each.title) for each in store.watches_in().alerts(limit=1_000)]
    listed = [each for each in told if each[1] == "listed"]
    assert sorted(name for name, _, _ in listed) == [f"w{n}" for n in range(6)]
    assert len(set(told)) == len(told)


def test_a_watch_whose_file_is_gone_is_told_and_the_others_go_on(url: str, tmp_path: Path) -> None:
    bring(url, tmp_path, FIRST, "2026-11-01")
    vendors = tmp_path / "vendors.csv"
    vendors.write_text(VENDORS, "utf-8")
    add_watch(url, watch("file", "vendors", str(vendors), lists=("own",)), now=NOW)
    add_watch(url, watch("list", "list", "own"), now=NOW)
    vendors.unlink()
    done = run(url)
    assert set(done.failed) == {"file"}
    assert done.looked_at == {"list": 1}
    vendors.write_text(VENDORS, "utf-8")
    assert run(url).alerts == ()
    remove_watch(url, "file", now=NOW, actor="t")
    assert run(url).looked_at == {"list": 1}
    with pytest.raises(InputError, match="no watch is named 'file'; there are: list"):
        run(url, "file")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (watch("x", "tea", "y"), "cannot be watched"),
        (watch("x", "party", " "), "say what to watch"),
        (watch("x", "party", "y", only="both"), "neither added nor removed"),
        (watch("x", "list", "y", threshold=0.5), "for names"),
        (watch("x\n", "party", "y"), "printable"),
        (watch("x", "vendors", "nowhere.csv"), "no such file"),
        (watch("x", "list", "no-such-list"), "no list 'no-such-list'"),
        (watch("x", "scan", "seven"), "is no scan"),
    ],
)
def test_what_cannot_be_watched_is_refused_with_the_reason(tmp_path: Path, wrong: Watch, words: str) -> None:
    url = str(tmp_path / "store.sqlite3")
    with open_store(url):
        pass
    with pytest.raises(InputError, match=words):
        add_watch(url, wrong, now=NOW)
