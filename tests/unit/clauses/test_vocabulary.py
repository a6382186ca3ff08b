"""The words of clauses are data: each row with a source, each phrase found, nothing wrong let in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import debar.clauses.vocabulary
from debar.clauses.vocabulary import phrases, read_rows, screened_lists
from debar.errors import DataError
from debar.lists.countries import is_code
from debar.lists.source import source_ids

FOLDER = Path(debar.clauses.vocabulary.__file__).parent / "data"
TABLES = sorted(path.stem for path in FOLDER.glob("*.tsv"))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source_and_is_found_by_its_own_words(table: str) -> None:
    found = phrases(table)
    for row in found.rows:
        assert row.cells["source"].strip()
        plain = row.cells["phrase"]
        while "[" in plain:
            plain = re.sub(r" \[[^\[\]]*\]|^\[[^\[\]]*\] |\[[^\[\]]*\]", "", plain)
        plain = re.sub(r"\(([^|()]*)\|[^()]*\)", r"\1", plain).replace(" ... ", " ").replace("*", "word")
        hit = found.first(f"so {plain} it")
        assert hit is not None, plain
        assert hit.row.id in {other.id for other in found.rows if other.cells["phrase"] == row.cells["phrase"]} | {
            row.id
        }


def test_no_phrase_stands_for_two_things_in_one_table() -> None:
    for table in TABLES:
        seen: dict[str, str] = {}
        for row in phrases(table).rows:
            assert seen.setdefault(row.cells["phrase"], row.id) == row.id, (table, row.cells["phrase"])


def test_lists_are_lists_that_debar_holds() -> None:
    held = set(source_ids())
    for table in ("lists", "authorities", "equipment"):
        for row in phrases(table).rows:
            assert set(screened_lists(row.id)) <= held, row.id


def test_places_are_countries_and_parts_of_them() -> None:
    for row in phrases("places").rows:
        assert is_code(row.id[:2].upper()), row.id
        assert re.fullmatch(r"[a-z]{2}(?:-[a-z0-9]{2,3})?", row.id)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the header must be"),
        ("id\tphrase\n", "the header must be"),
        ("id\tphrase\tsource\na\tb\n", "line 2: needs 3 filled cells"),
        ("id\tphrase\tsource\na\tb\t\n", "line 2: needs 3 filled cells"),
        ("id\tphrase\tsource\na\tB\tc\n", "line 2: phrase 'B'"),
        ("id\tphrase\tsource\na\t[b] [c] d\te\n", "line 2: .* write it as two rows"),
        ("id\tphrase\tsource\na\tb (c\td\n", "line 2: phrase 'b .c' cannot be read"),
    ],
)
def test_a_wrong_table_is_an_error_that_names_its_line(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_rows("laws", text)


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(DataError, match="no list of the clause vocabulary"):
        screened_lists("Black List")


def test_only_whole_words_count_and_hyphens_are_blanks() -> None:
    found = [hit.row.id for hit in phrases("laws").find("an earnest year; the ear, and anti-boycott laws")]
    assert found == ["EAR", "US antiboycott law"]
