"""Projects and end uses: labelled sentences, what they say and what is no project."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.dossiers.evidence import text_source
from debar.dossiers.project_words import read_project_words
from debar.dossiers.projects import projects_of
from debar.dossiers.read import Told, read_file
from debar.dossiers.view import make_page
from debar.errors import DataError
from debar.model.dossier_ties import Project

LABELLED = Path(__file__).parents[2] / "golden" / "projects"
TODAY = date(2026, 1, 1)
FIELDS = ("party", "use", "place", "customer", "amount", "currency")


def told(row: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    source = text_source(row["text"].encode(), row["text"], "given.txt", "text")
    for each in projects_of(source, own=row.get("about", "")):
        yield *(getattr(each, name) for name in FIELDS), each.status


def scores(name: str) -> tuple[float, float]:
    """Precision and recall of the projects with all their fields."""
    rows = yaml.safe_load((LABELLED / name).read_text(encoding="utf-8"))
    right = found = expected = 0
    for row in rows:
        read = set(told(row))
        wanted = {(*(p.get(n, "") for n in FIELDS), p.get("status", "stated")) for p in row["projects"]}
        right, found, expected = right + len(read & wanted), found + len(read), expected + len(wanted)
    return right / found, right / expected


FLOORS = {"seen.yaml": (1.0, 1.0), "first.yaml": (1.0, 1.0), "later.yaml": (0.83, 0.71), "unmended.yaml": (0.8, 0.57)}


@pytest.mark.parametrize("name", FLOORS)
def test_labelled_sentences_give_their_projects_with_place_customer_and_amount(name: str) -> None:
    precision, recall = scores(name)
    assert precision >= FLOORS[name][0]
    assert recall >= FLOORS[name][1]


def test_an_article_gives_its_project_on_its_sentence_in_the_dossier() -> None:
    text = (
        "What the tenders show\n\nBy Ann Roe, Published May 14, 2019\n\n"
        "In 2017 Kestrel won a $53 million contract to build a surveillance system in Pishan County, Xinjiang."
    )
    reading = read_file(text.encode(), "given.txt", told=Told(about="Kestrel"), today=TODAY)
    (project,) = (each for each in reading.records if isinstance(each, Project))
    assert project.quotations[0].quote == text.splitlines()[-1]
    assert project.start is not None
    assert (project.start.iso, project.name, project.confidence < 0.9) == ("2017", "surveillance system", True)
    made = make_page("Kestrel", reading.records, today=TODAY, names=("Kestrel",))
    (mark,) = (each for each in made.marks if each.lane == "project")
    assert mark.title == "Kestrel: surveillance system, Pishan County, Xinjiang"
    assert ("Worth", "$53,000,000") in mark.facts


def test_a_sentence_that_bears_no_day_stands_on_the_day_of_the_text_and_says_so() -> None:
    text = "News\n\nBy Ann Roe, Published May 14, 2019\n\nKestrel built the Sharp Eyes platform in Luopu County."
    reading = read_file(text.encode(), "given.txt", told=Told(about="Kestrel"), today=TODAY)
    (project,) = (each for each in reading.records if isinstance(each, Project))
    assert project.start is not None
    assert (project.start.iso, project.start.inferred) == ("2019-05-14", True)


def test_words_that_break_the_layout_are_named() -> None:
    with pytest.raises(DataError, match="no source"):
        read_project_words("[uses]\n", "own.toml")
    with pytest.raises(DataError, match="no 'words'"):
        read_project_words('source = "own"\n[uses]\n', "own.toml")
