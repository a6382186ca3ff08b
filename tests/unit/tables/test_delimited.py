"""Delimited text: whatever wrote it, the same cells come back, in flat memory, with right row numbers."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.tables import Table, open_tables
from debar.tables.limits import MAX_RECORD

HEADER = ["description", "vendor", "note"]


def rows_of(path: Path) -> tuple[Table, list[list[str]]]:
    tables = open_tables(path)
    table = next(tables)
    rows = [batch.row(i) for batch in table.batches(7) for i in range(len(batch))]
    assert next(tables, None) is None
    return table, rows


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def as_csv(rows: list[list[str]], delimiter: str, newline: str, quoting: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    return out.getvalue()


cell = st.text(
    st.one_of(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"]), st.sampled_from('",;\t|\n ')), max_size=12
)
records = st.lists(st.lists(cell, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))), max_size=25)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=records,
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_the_rows_written_come_back_whatever_the_delimiter_encoding_and_line_end(
    tmp_path: Path, *, rows: list[list[str]], delimiter: str, newline: str, encoding: str, quoting: int
) -> None:
    if newline == "\r":
        quoting = csv.QUOTE_ALL  # the writer leaves a line feed unquoted there, which nobody could read back
    # enough plain rows that the delimiter is not in doubt, as in a real file
    plain = [["camera", "Acme", f"row {n}"] for n in range(30)]
    path = write(tmp_path / "t.csv", as_csv([HEADER, *plain, *rows], delimiter, newline, quoting), encoding)
    table, found = rows_of(path)
    assert table.header == HEADER
    assert found == plain + rows


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_lines_that_are_no_utf8_are_read_as_cp1252_and_counted(tmp_path: Path, encoding: str) -> None:
    lines = [b"description,vendor,note", "Caméra,Société,é".encode(encoding), "Kamera,Größe,ü".encode()]
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"\n".join(lines))
    table, rows = rows_of(path)
    assert rows == [["Caméra", "Société", "é"], ["Kamera", "Größe", "ü"]]
    assert "1 lines are not UTF-8 and were read as cp1252" in table.notes


def test_a_file_all_in_cp1252_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "description,vendor,note\n" + "Caméra,Société,é\n" * 500, "cp1252")
    assert rows_of(path)[1] == [["Caméra", "Société", "é"]] * 500


def test_title_lines_are_not_rows_and_blank_lines_are(tmp_path: Path) -> None:
    text = "City of X\nPurchases 2023,,\n\ndescription,vendor,note\na b,c d,e\n\n,,\nf g,h i,j\n"
    table, rows = rows_of(write(tmp_path / "t.csv", text))
    assert table.header == HEADER
    assert table.title == ["City of X", "Purchases 2023"]
    assert rows == [["a b", "c d", "e"], ["", "", ""], ["", "", ""], ["f g", "h i", "j"]]


def test_row_numbers_count_records_after_the_header(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "description,vendor,note\n" + "x y,z,w\n" * 20)
    table = next(tables := open_tables(path))
    assert [(batch.first, len(batch)) for batch in table.batches(8)] == [(1, 8), (9, 8), (17, 4)]
    assert next(tables, None) is None


def test_ragged_rows_are_filled_up_and_their_extra_cells_kept(tmp_path: Path) -> None:
    table, rows = rows_of(write(tmp_path / "t.csv", "description,vendor,note\na,b\nc,d,e,f,g\nh,i,j\nk,l,m\n"))
    assert rows == [["a", "b", ""], ["c", "d", "e", "f", "g"], ["h", "i", "j"], ["k", "l", "m"]]
    assert table.header == HEADER


def test_nul_characters_are_taken_out(tmp_path: Path) -> None:
    table, rows = rows_of(write(tmp_path / "t.csv", "description,vendor,note\nca\0mera,b,c\n"))
    assert rows == [["camera", "b", "c"]]
    assert "NUL characters were taken out" in table.notes


def test_utf16_without_a_mark_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(("description\tvendor\tnote\r\n" + "camera\tb\tc\r\n" * 3).encode("utf-16-le"))
    assert rows_of(path)[1] == [["camera", "b", "c"]] * 3


def test_a_quote_that_is_never_closed_swallows_no_row(tmp_path: Path) -> None:
    text = "description,vendor,note\n" + "a,b,c\n" * 5 + '"5 inch pipe,b,c\n' + "d,e,f\n" * 5
    rows = rows_of(write(tmp_path / "t.csv", text))[1]
    assert len(rows) == 11
    assert rows[5] == ['"5 inch pipe', "b", "c"]


def test_a_stray_quote_that_another_row_would_close_swallows_no_row(tmp_path: Path) -> None:
    text = "description,vendor,note\n" + "a,b,c\n" * 5 + '"5 inch,b,c\nd,e,f\n"6 inch,b,c\n' + "g,h,i\n" * 5
    assert [row[0] for row in rows_of(write(tmp_path / "t.csv", text))[1]] == [
        *"aaaaa",
        '"5 inch',
        "d",
        '"6 inch',
        *"ggggg",
    ]


@pytest.mark.parametrize(
    "opened",
    [
        'b,"5 inch pipe,c\n',  # the quote is never closed
        'b,"5 inch\n',  # the row is short, so that the rows it would swallow make up for its cells
        'b,"5 inch pipe\n',
    ],
)
def test_the_row_in_which_a_quote_is_left_open_is_said_and_those_after_it_stay(tmp_path: Path, opened: str) -> None:
    text = "description,vendor,note\n" + "a,b,c\n" * 5 + opened + 'd,e,f\ng,"Cat Inc",h\n' + "i,j,k\n" * 5
    table, rows = rows_of(write(tmp_path / "t.csv", text))
    assert len(rows) == 13
    assert rows[6:8] == [["d", "e", "f"], ["g", "Cat Inc", "h"]]
    assert any(note.startswith("a quote opens and is not closed (row 6)") for note in table.notes)


def test_a_cell_of_several_lines_with_an_inch_sign_stays_one_cell(tmp_path: Path) -> None:
    text = "description,vendor,note\n" + "a,b,c\n" * 5 + 'd,"Camera 4"" dome\nof two, commas",f\n'
    table, rows = rows_of(write(tmp_path / "t.csv", text))
    assert len(rows) == 6
    assert not any("quote" in note for note in table.notes)


def test_quotes_after_padding_and_backslashes_are_understood(tmp_path: Path) -> None:
    padded = 'description, vendor, note\n"a, b", "c, d", "e"\n' * 1
    assert rows_of(write(tmp_path / "p.csv", padded))[1] == [["a, b", "c, d", "e"]]
    slashed = 'description,vendor,note\n"a \\"b\\", c",d,e\n"f",g,h\n'
    assert rows_of(write(tmp_path / "s.csv", slashed))[1][0] == ['a "b", c', "d", "e"]


def test_the_separator_line_of_excel_is_obeyed(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path / "t.csv", "sep=;\ndescription;vendor;note\na,b;c;d\n"))[1] == [["a,b", "c", "d"]]


def test_a_single_column_is_not_cut_at_commas_in_its_text(tmp_path: Path) -> None:
    table, rows = rows_of(write(tmp_path / "t.csv", "description\ncamera, indoor\nrecorder\nswitch\n"))
    assert table.header == ["description"]
    assert rows == [["camera, indoor"], ["recorder"], ["switch"]]


def test_a_table_without_header_loses_no_row(tmp_path: Path) -> None:
    table, rows = rows_of(write(tmp_path / "t.csv", "2023-01-05,camera,12.50\n2023-01-06,recorder,99.00\n"))
    assert not table.has_header
    assert table.header == ["column 1", "column 2", "column 3"]
    assert len(rows) == 2


def test_repeated_and_missing_column_names_are_made_distinct(tmp_path: Path) -> None:
    table = rows_of(write(tmp_path / "t.csv", 'vendor,cost,cost,"multi\nline",\na,1,2,x,y\nb,3,4,z,w\n'))[0]
    assert table.header == ["vendor", "cost", "cost (2)", "multi line", "column 5"]


def test_a_header_with_repeated_names_is_a_header(tmp_path: Path) -> None:
    text = "Description,Description,Date,Date,Vendor\ncamera,indoor,2022-01-01,2023-01-01,X\n"
    table, rows = rows_of(write(tmp_path / "t.csv", text))
    assert table.header == ["Description", "Description (2)", "Date", "Date (2)", "Vendor"]
    assert len(rows) == 1


def test_a_line_beyond_the_limit_is_an_unreadable_row_and_never_held(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"description,vendor,note\na b,c,d\n")
        for _ in range(40):
            file.write(b"x" * 1_000_000)
        file.write(b"\ne f,g,h\n")
    tracemalloc.start()
    table = next(tables := open_tables(path))
    batches = list(table.batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert next(tables, None) is None
    assert [batch.row(i)[0] for batch in batches for i in range(len(batch))] == ["a b", "", "e f"]
    assert batches[0].unreadable == {1: f"longer than {MAX_RECORD:,} characters"}
    assert peak < 5 * MAX_RECORD


@pytest.mark.parametrize("text", ["\n\n\n", "", "\ufeff\n"])
def test_a_file_without_records_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match="empty"):
        next(open_tables(write(tmp_path / "t.csv", text)))
