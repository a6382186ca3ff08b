"""`debar rules guide`: one page for a buyer, in the format asked for."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_law_of_another_day_gives_another_guide(run: Run) -> None:
    now = json.loads(run("rules", "guide", "--buyer-type", "county", "--state", "LA", "--format", "json").stdout)
    then = json.loads(
        run(
            "rules", "guide", "--buyer-type", "county", "--state", "la", "--as-of", "2019-01-01", "--format", "json"
        ).stdout
    )
    rules = [{rule["rule"] for group in guide["binds"] for rule in group["rules"]} for guide in (now, then)]
    assert {"us-889-b", "st-la-1753-1"} <= rules[0]
    assert not {"us-889-b", "st-la-1753-1"} & rules[1]
    assert then["on"] == "2019-01-01"


@pytest.mark.parametrize(("name", "starts"), [("g.md", "# What binds"), ("g.html", "<!doctype html>"), ("g.json", "{")])
def test_the_name_of_the_file_says_the_format(run: Run, tmp_path: Path, name: str, starts: str) -> None:
    done = run("rules", "guide", "--buyer-type", "school-district", "--state", "TX", "-o", name)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_text(encoding="utf-8").lstrip().startswith(starts)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--buyer-type", "town"), "buyer type 'town' is not known"),
        (("--buyer-type", "city", "--state", "ZZ"), "state 'ZZ' is not known"),
        (("--buyer-type", "city", "--federal-contractor", "yes"), "write prime or sub"),
        (("--buyer-type", "city", "--role", "king"), "use one of: exporter"),
        (("--buyer-type", "city", "-o", "guide.docx"), "docx is not written here"),
        (("--buyer-type", "city", "--as-of", "2026-13-01"), "2026-13-01"),
    ],
)
def test_what_is_not_known_is_refused_with_a_sentence(run: Run, arguments: tuple[str, ...], says: str) -> None:
    done = run("rules", "guide", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pdf_has_the_text_of_the_guide_and_its_links(run: Run, tmp_path: Path) -> None:
    done = run("rules", "guide", "--buyer-type", "city", "--state", "OH", "--as-of", "2026-11-22", "-o", "guide.pdf")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    reader = PdfReader(tmp_path / "guide.pdf")
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("What binds a city", "Law of 22 November 2026", "Clauses for a solicitation", "2 CFR 200.216"):
        assert words in text
    links = {annotation.get_object()["/A"]["/URI"] for page in reader.pages for annotation in page.get("/Annots", ())}
    assert "https://www.ecfr.gov/current/title-2/section-200.216" in links
    again = run("rules", "guide", "--buyer-type", "city", "--state", "OH", "--as-of", "2026-11-22", "-o", "again.pdf")
    assert again.returncode == 0
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "guide.pdf").read_bytes()
