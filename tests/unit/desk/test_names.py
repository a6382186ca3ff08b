"""Which columns of a table hold the names, and what becomes of each row."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from debar.desk.names import NameAccount, NameOptions, Window, table_names, told_names
from debar.errors import FormatError, InputError, MappingError
from debar.model import PartyQuery


def read(path: Path, **options: object) -> tuple[list[Window], NameAccount, list[str]]:
    account, said = NameAccount(), []
    windows = list(table_names(path, NameOptions(**options), account, said.append))
    for window in windows:
        account.add(window)
    return windows, account, said


def table(tmp_path: Path, text: str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def parties(windows: list[Window]) -> list[object]:
    return [party for window in windows for party in window.parties]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("id,Vendor,Company", "Vendor"),
        ("Manufacturer,Supplier Name,City", "Supplier Name"),
        ("number,LEGAL_BUSINESS_NAME,City", "LEGAL_BUSINESS_NAME"),
        ("x,Merchant Name,y", "Merchant Name"),
    ],
)
def test_the_names_are_found_by_their_heading(tmp_path: Path, header: str, column: str) -> None:
    cells = ["Acme Tools" if heading == column else "77" for heading in header.split(",")]
    _, _, said = read(table(tmp_path, f"{header}\n{','.join(cells)}\n"))
    assert said[0].startswith(f"t.csv: name = {column} (by its heading)")


def test_a_heading_whose_cells_are_no_names_is_passed_over_and_said(tmp_path: Path) -> None:
    windows, _, said = read(table(tmp_path, "Vendor,Supplier\n10023,Acme Tools\n10024,Bolt & Nut\n"))
    assert parties(windows) == ["Acme Tools", "Bolt & Nut"]
    assert "not read for names: Vendor" in said[0]


def test_without_a_known_heading_the_only_column_of_names_is_taken(tmp_path: Path) -> None:
    windows, _, said = read(table(tmp_path, "Nr,Lieferant\n1,Müller GmbH\n2,Schmidt AG\n"))
    assert parties(windows)[-2:] == ["Müller GmbH", "Schmidt AG"]
    assert "by its cells" in said[0]


def test_two_columns_of_words_are_not_guessed_between(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"t\.csv: several columns may hold.*'Ding', 'Firma'.*--column"):
        read(table(tmp_path, "Ding,Firma\nLampe rot,Müller GmbH\nStuhl blau,Schmidt AG\n"))


def test_first_and_last_names_are_joined(tmp_path: Path) -> None:
    windows, _, _ = read(table(tmp_path, "First Name,Last Name,No\nAda,Byron,1\n,Turing,2\n"))
    assert parties(windows) == ["Ada Byron", "Turing"]


def test_a_list_without_a_heading_loses_no_name(tmp_path: Path) -> None:
    windows, account, said = read(table(tmp_path, "Acme Tools\nBolt & Nut\n", "names.txt"))
    assert parties(windows) == ["Acme Tools", "Bolt & Nut"]
    assert [window.first for window in windows] == [1, 2]
    assert account.rows == 2
    assert "first record is taken for a party" in said[0]


def test_every_row_is_judged_or_rejected_with_its_reason(tmp_path: Path) -> None:
    windows, account, _ = read(table(tmp_path, 'Vendor,Note\nAcme,\n,x\n,\n"  ",y\nBolt,"a"\n'))
    assert parties(windows) == ["Acme", None, None, None, "Bolt"]
    assert (account.rows, account.judged, account.rejected_by_reason) == (5, 2, {"no name": 2, "blank": 1})
    assert "2 rows have no name (t.csv, row 2; t.csv, row 4)" in account.sentences()


def test_what_else_the_row_says_goes_with_the_name(tmp_path: Path) -> None:
    text = "Vendor,Nation,DOB,UEI,Kind\nAcme,Cuba,1965-03-01,L78SCHFL4JN8,individual\n,China,,L78SCHFL4JN8,\nBolt,,,,\n"
    mapping = ["country=Nation", "birth_date=DOB", "id:uei=UEI", "schema=Kind"]
    windows, account, _ = read(table(tmp_path, text), mapping=mapping)
    uei = (("uei", "L78SCHFL4JN8"),)
    acme = PartyQuery("Acme", "Person", uei, ("1965-03-01",), ("cu",))
    assert parties(windows) == [acme, PartyQuery("", "", uei, (), ("cn",)), PartyQuery("Bolt")]
    assert account.judged == 3


def test_context_is_found_by_heading_and_left_out_where_the_user_says_so(tmp_path: Path) -> None:
    text = "Vendor,Country,UEI,Type\nAcme,Cuba,L78SCHFL4JN8,4711\n"
    windows, _, said = read(table(tmp_path, text), mapping=["country="])
    assert parties(windows) == [PartyQuery("Acme", "", (("uei", "L78SCHFL4JN8"),))]
    assert "not read: Type" in said[0]


def test_cells_that_are_not_understood_are_counted_and_the_row_judged(tmp_path: Path) -> None:
    text = "Vendor,Country\nAcme,Cuba\nBolt,Freedonia\nNut,China,more\n"
    windows, account, _ = read(table(tmp_path, text))
    assert [party.countries for party in parties(windows)] == [("cu",), (), ("cn",)]
    assert any("country not understood" in line and "row 2: 'Freedonia'" in line for line in account.sentences())
    assert any("more cells than the heading" in line and "row 3" in line for line in account.sentences())


@pytest.mark.parametrize("wrong", ["nix=Vendor", "Vendor", "country=Nope", "id:=Vendor"])
def test_a_mapping_that_cannot_be_followed_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(MappingError, match="--map"):
        read(table(tmp_path, "Vendor,Country\nAcme,Cuba\n"), mapping=[wrong])


def test_sheets_are_read_one_after_the_other_and_one_without_names_is_accounted_for(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {
            "A": [["Vendor"], ["Acme"]],
            "Sums": [["n", "m"], [1, 2]],
            "B": [["Vendor"], ["Bolt"]],
        }.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    windows, account, _ = read(path)
    assert [(w.source, w.first, w.parties) for w in windows if any(w.parties)] == [
        ("book.xlsx#A", 1, ["Acme"]),
        ("book.xlsx#B", 1, ["Bolt"]),
    ]
    assert (account.judged, account.rejected_count) == (2, 1)


def test_a_broken_member_of_an_archive_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "Vendor\nAcme\n")
        archive.writestr("b.pdf", b"%PDF-1.7\n")
    windows, account, _ = read(path)
    assert parties(windows) == ["Acme"]
    assert any("b.pdf" in problem for problem in account.problems)


def test_rows_before_the_end_of_a_file_cut_short_are_given(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join(["Vendor", *(f"Acme {n * 7919} Tools" for n in range(300_000))]).encode())
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    windows = table_names(path, NameOptions(), NameAccount(), lambda _: None)
    assert [next(windows).first for _ in range(4)] == [1, 5_001, 10_001, 15_001]
    with pytest.raises(FormatError, match="broken"):
        list(windows)


def test_names_of_the_command_line_keep_their_places() -> None:
    (window,) = told_names(["Acme", "", " Bolt "], PartyQuery("", countries=("us",)))
    assert window.parties == [PartyQuery("Acme", countries=("us",)), None, PartyQuery("Bolt", countries=("us",))]
    for nothing in ([], ["", " "]):
        with pytest.raises(InputError):
            list(told_names(nothing, PartyQuery("")))


def test_that_only_one_of_two_columns_with_one_heading_is_read_is_said(tmp_path: Path) -> None:
    for options in ({}, {"column": "Vendor"}):
        windows, _, said = read(table(tmp_path, "No,Vendor,Vendor\n1,Acme,Bolt\n"), **options)
        assert parties(windows) == ["Acme"]
        assert "not read: Vendor (2) (the same heading once more)" in said[0]
