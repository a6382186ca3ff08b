"""Purchase files: every record is judged, rejected with a reason, or blank, and a purchase holds what its row said."""

from __future__ import annotations

import io
import json
import tarfile
import tracemalloc
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from debar.errors import FormatError, InputError, MappingError
from debar.model import Buyer, Funding, Money, Purchase, Rejection
from debar.procurement.contents import names_firm
from debar.procurement.readers import PurchaseFile, ReadOptions, open_purchases, read

SAMPLES = Path(__file__).parent / "samples"
HEADER = "Date,Vendor,Description,Category,Amount\n"
ROWS = HEADER + "01/15/2023,ACME,HILOOK IPC-T240H,Security,$1 250.00\n02/03/2023,BETA,cable,Parts,(12.50)\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def everything(path: Path | str, options: ReadOptions | None = None) -> tuple[list[Purchase], list[Rejection], int]:
    purchases: list[Purchase] = []
    rejected: list[Rejection] = []
    blank = 0
    for batch in read(path, options):
        made = [batch.make(i) for i in range(len(batch))]
        assert [(p.text, p.supplier) for p in made] == list(zip(batch.texts, batch.suppliers, strict=True))
        purchases += made
        rejected += batch.rejected
        blank += batch.blank
    return purchases, rejected, blank


def test_a_purchase_holds_its_row_and_where_it_stands(tmp_path: Path) -> None:
    found, rejected, blank = everything(write(tmp_path / "po.csv", ROWS))
    assert (len(found), rejected, blank) == (2, [], 0)
    first = found[0]
    assert (first.source, first.row, first.date, first.supplier) == ("po.csv", 1, date(2023, 1, 15), "ACME")
    assert first.text == "HILOOK IPC-T240H | Security"
    assert first.place == {"columns": {"Description": [0, 16], "Category": [19, 27]}}
    assert first.amount == Money(Decimal("1250.00"))
    assert found[1].amount == Money(Decimal("-12.50"))
    assert first.original == {
        "Date": "01/15/2023",
        "Vendor": "ACME",
        "Description": "HILOOK IPC-T240H",
        "Category": "Security",
        "Amount": "$1 250.00",
    }
    assert len(first.sha256) == 64


def test_bad_dates_and_amounts_stay_as_text_and_the_row_is_judged(tmp_path: Path) -> None:
    found, rejected, _ = everything(write(tmp_path / "po.csv", ROWS + "someday,GAMMA,camera,Security,a lot\n"))
    assert not rejected
    assert (found[2].date, found[2].amount) == (None, None)
    assert (found[2].original["Date"], found[2].original["Amount"]) == ("someday", "a lot")


def test_only_rows_without_usable_text_are_rejected_each_with_its_reason(tmp_path: Path) -> None:
    text = ROWS + (
        ",,,,\n"  # blank
        "\n"  # blank
        ",,,,1262.50\n"  # 5
        ",,Grand Total,,1262.50\n"  # 6
        "03/01/2023,,,,5.00\n"  # 7
        "Date,Vendor,Description,Category,Amount\n"  # 8
        "03/02/2023,TOTAL WINE,cheese,Food,9.00\n"  # 9
        "03/03/2023,ACME,,,9.00\n"  # 10
        "03/04/2023,,total station,Survey,900.00\n"  # 11
        "copyright of the city,,,,\n"  # 12
    )
    found, rejected, blank = everything(write(tmp_path / "po.csv", text))
    assert [p.row for p in found] == [1, 2, 9, 10, 11]
    assert [(r.row, r.reason) for r in rejected] == [
        (5, "totals row"),
        (6, "totals row"),
        (7, "no text: neither a description nor a supplier"),
        (8, "the header again"),
        (12, "no text: neither a description nor a supplier"),
    ]
    assert blank == 2


def test_an_unreadable_row_is_rejected_with_its_number(tmp_path: Path) -> None:
    lines = [json.dumps({"description": "IP camera", "vendor": "ACME"})] * 2
    path = write(tmp_path / "po.jsonl", "\n".join([lines[0], "{broken", lines[1]]))
    found, rejected, _ = everything(path)
    assert [p.row for p in found] == [1, 3]
    assert (rejected[0].row, rejected[0].reason[:14]) == (2, "not valid JSON")


def test_what_the_records_do_not_hold_comes_from_the_options(tmp_path: Path) -> None:
    options = ReadOptions(
        buyer=Buyer("City of Modesto", type="city", state="CA", evidence="read"),
        funding=(Funding("own"),),
        purpose="public safety",
        action="lease",
    )
    found = everything(write(tmp_path / "po.csv", ROWS), options)[0][0]
    assert (found.buyer.name, found.buyer.type, found.buyer.state) == ("City of Modesto", "city", "CA")
    assert (found.funding, found.purpose, found.action) == ((Funding("own"),), "public safety", "lease")
    assert found.amount == Money(Decimal("1250.00"), "USD")


def test_what_the_records_hold_beats_the_options(tmp_path: Path) -> None:
    text = (
        "Buyer,Buyer State,Description,Funding,Purpose,Action,Constructed,UEI,Vendor\n"
        "Waxahachie ISD,TX,camera,Federal Grant:2021-03-01; e-rate,school safety,lease,yes,abc123,ACME\n"
        ",,camera,general fund,,,no,,ACME\n"
    )
    options = ReadOptions(buyer=Buyer("City of Modesto", type="city", state="CA"), purpose="other")
    first, second = everything(write(tmp_path / "po.csv", text), options)[0]
    assert (first.buyer.name, first.buyer.type, first.buyer.state) == ("Waxahachie ISD", "school-district", "TX")
    assert first.funding == (Funding("federal-grant", date(2021, 3, 1)), Funding("e-rate"))
    assert (first.purpose, first.action, first.constructed) == ("school safety", "lease", True)
    assert first.supplier_ids == (("uei", "ABC123"),)
    assert (second.buyer.name, second.buyer.type) == ("City of Modesto", "city")
    assert (second.funding, second.facts) == ((Funding("unknown"),), {"funding_text": "general fund"})
    assert (second.purpose, second.constructed) == ("other", False)


def test_a_type_the_user_gave_holds_for_every_buyer(tmp_path: Path) -> None:
    path = write(tmp_path / "po.csv", "Buyer,Description\nOffice 7,camera\nCobb County,nvr\n")
    options = ReadOptions(buyer=Buyer(type="state", state="GA", evidence="as given"))
    assert {p.buyer.type for p in everything(path, options)[0]} == {"state"}


def test_the_department_stands_for_a_buyer_that_no_column_names(tmp_path: Path) -> None:
    path = write(tmp_path / "po.csv", "Department,Description\nModesto Police Department,camera\n")
    assert everything(path)[0][0].buyer.type == "city"
    named = everything(path, ReadOptions(buyer=Buyer("Cobb County", type="county")))[0][0]
    assert (named.buyer.name, named.facts) == ("Cobb County", {"department": "Modesto Police Department"})


def test_day_and_month_are_told_by_a_row_far_down(tmp_path: Path) -> None:
    rows = "".join(f"05/04/2019,ACME,item {n},x,1.00\n" for n in range(1_500))
    path = write(tmp_path / "po.csv", HEADER + rows + "25/04/2019,ACME,last item,x,1.00\n")
    found = everything(path)[0]
    assert {p.date for p in found[:1_500]} == {date(2019, 4, 5)}
    assert found[-1].date == date(2019, 4, 25)


def test_cells_beyond_the_header_are_kept_in_text_and_original(tmp_path: Path) -> None:
    text = "Vendor,Description\nACME,camera\nBETA,switch\nACME,IP camera, HIKVISION\n"
    found = everything(write(tmp_path / "po.csv", text))[0][2]
    assert found.text == "IP camera | HIKVISION"
    assert found.original["column 3"] == " HIKVISION"


def test_a_file_with_suppliers_only_is_judged_by_them(tmp_path: Path) -> None:
    found = everything(write(tmp_path / "po.csv", "Vendor Name,Amount\nHikvision USA Inc,5.00\nACME,6.00\n"))[0]
    assert [(p.text, p.supplier) for p in found] == [("", "Hikvision USA Inc"), ("", "ACME")]


def test_the_explanation_names_every_column_and_the_notes_the_bytes(tmp_path: Path) -> None:
    file = next(files := open_purchases(write(tmp_path / "po.csv", ROWS)))
    list(file.batches())
    assert "text = Description + Category" in file.explanation
    assert "supplier = Vendor" in file.explanation
    assert file.notes == ["utf-8, delimiter ','"]
    assert list(files) == []


def archive(path: Path, members: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as out:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            out.addfile(info, io.BytesIO(text.encode()))
    return path


def test_each_member_of_an_archive_is_a_file_and_one_that_cannot_be_mapped_is_rejected_row_by_row(
    tmp_path: Path,
) -> None:
    path = archive(
        tmp_path / "a.tgz", {"x/po.csv": ROWS, "codes.csv": "ocid,id\na1,1\n\nb2,2\n", "index.json": '{"a": 1}'}
    )
    seen: list[PurchaseFile] = []
    counts: list[Sequence[int]] = []
    for file in open_purchases(path):
        batches = list(file.batches())
        seen.append(file)
        counts.append((sum(map(len, batches)), sum(len(b.rejected) for b in batches), sum(b.blank for b in batches)))
    assert [f.name for f in seen] == ["a.tgz/x/po.csv", "a.tgz/codes.csv", "a.tgz/index.json"]
    assert counts == [(2, 0, 0), (0, 2, 1), (0, 0, 0)]
    assert [(bool(f.problem), bool(f.aside)) for f in seen] == [(False, False), (True, False), (False, True)]
    assert everything(path)[0][0].place["member"] == "x/po.csv"


def test_an_archive_in_which_nothing_is_understood_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"codes\.csv: no column holds what was bought"):
        everything(archive(tmp_path / "a.tgz", {"codes.csv": "ocid,id\na1,1\n"}))
    with pytest.raises(FormatError, match="nothing in it can be read"):
        everything(archive(tmp_path / "b.tgz", {"x.html": "<html></html>"}))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", "", FormatError),
        ("a.csv", "ocid,id\na1,1\n", MappingError),
        ("a.json", '{"a": 1}', FormatError),
        ("a.xml", "<?xml version='1.0'?><feed/>", FormatError),
        ("a.pdf", "%PDF-1.4", FormatError),
    ],
)
def test_what_cannot_be_read_is_an_error_with_the_files_name(
    tmp_path: Path, name: str, content: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=rf"^{name}: "):
        everything(write(tmp_path / name, content))


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        everything(tmp_path / "none.csv")


def test_a_wrong_override_names_the_file_and_its_columns(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"po\.csv: --map …=Nope: there is no such column.*'Vendor'"):
        everything(write(tmp_path / "po.csv", ROWS), ReadOptions(mapping=("text=Nope",)))


def test_memory_stays_flat_however_long_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as file:
            file.write(HEADER)
            for n in range(rows):
                file.write(f"01/15/2023,VENDOR {n},something bought number {n},Security,{n}.00\n")
        tracemalloc.start()
        assert sum(map(len, read(path))) == rows
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(120_000) < 1.3 * peak(40_000)


letters = st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters='"')
#: Names of firms are left out: where they stand under another heading, the columns trade places.
cell = st.text(letters, max_size=8).filter(lambda value: not names_firm(value))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cell, cell, cell), max_size=30), size=st.integers(1, 9))
@example(rows=[("0", "0", ""), ("0", "0BT", "")], size=1)
@example(rows=[("", "0HF", ""), ("", "0HF", "")], size=1)
def test_records_are_judged_rejected_or_blank_and_rows_are_numbered_once(
    tmp_path: Path, rows: list[tuple[str, str, str]], size: int
) -> None:
    body = "".join(f'"{a}";"{b}";"{c}"\n' for a, b, c in rows)
    path = write(tmp_path / "po.csv", "Vendor;Description;Amount\nACME;IP camera;1.00\n" + body)
    found, rejected, blank = everything(path, ReadOptions(batch_rows=size))
    assert len(found) + len(rejected) + blank == len(rows) + 1
    numbers = sorted([p.row for p in found] + [r.row for r in rejected])
    assert len(numbers) == len(set(numbers))
    for purchase in found[1:]:
        vendor, description, _ = rows[purchase.row - 2]
        assert (purchase.supplier, purchase.text) == (vendor.strip(), description.strip())


def test_fpds_entries_become_purchases_of_federal_agencies() -> None:
    found, rejected, blank = everything(SAMPLES / "fpds.xml")
    assert (len(found), rejected, blank) == (2, [], 0)
    first = found[0]
    assert first.text == "FY13 WATER UTILITIES. | UTILITIES- WATER"
    assert (first.supplier, first.reference, first.date) == ("MC ALLEN CITY OF", "1B3G02670/PA09", date(2012, 10, 1))
    assert first.amount == Money(Decimal("8392.90"), "USD")
    assert (first.buyer.name, first.buyer.type, first.buyer.dod) == (
        "PUBLIC BUILDINGS SERVICE",
        "federal-agency",
        False,
    )
    assert first.funding == (Funding("own"),)
    assert first.facts["origin"] == "USA"
    assert dict(first.supplier_ids)["uei"]
    assert first.original["award/awardID/awardContractID/PIID"] == "1B3G02670"


def test_fpds_xml_with_a_document_type_is_refused_and_broken_xml_says_so(tmp_path: Path) -> None:
    text = (SAMPLES / "fpds.xml").read_text("utf-8")
    with pytest.raises(FormatError, match="document type"):
        everything(write(tmp_path / "dtd.xml", '<!DOCTYPE feed [<!ENTITY a "b">]>' + text))
    with pytest.raises(FormatError, match="XML is broken"):
        everything(write(tmp_path / "cut.xml", text[: len(text) // 2]))


def test_an_fpds_department_9700_is_defense(tmp_path: Path) -> None:
    text = (SAMPLES / "fpds.xml").read_text("utf-8").replace('departmentID="4700"', 'departmentID="9700"')
    assert everything(write(tmp_path / "a.xml", text))[0][0].buyer.dod is True


RELEASE = {
    "ocid": "ocds-1",
    "id": "r1",
    "buyer": {"id": "b", "name": "City of Portland"},
    "parties": [{"id": "b", "address": {"region": "OR", "countryName": "United States"}}],
    "tender": {"id": "t", "title": "Cameras wanted"},
    "awards": [
        {"id": "a1", "title": "Cameras", "date": "2020-05-10T10:30:00Z", "suppliers": [{"name": "ACME"}]},
        {"id": "a2", "title": "Recorders", "value": {"amount": 7, "currency": "USD"}, "suppliers": [{"name": "BETA"}]},
    ],
    "contracts": [
        {"id": "c1", "awardID": "a1", "title": "Cameras", "value": {"amount": 10.5, "currency": "USD"},
         "items": [{"description": "HILOOK IPC-T240H"}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        RELEASE,
        {"releases": [RELEASE]},
        {"records": [{"ocid": "ocds-1", "releases": [{"url": "x", "date": "y"}], "compiledRelease": RELEASE}]},
        {"ocid": "ocds-1", "releases": [RELEASE]},
    ],
)
def test_ocds_contracts_and_the_awards_without_one_are_purchases(tmp_path: Path, value: object) -> None:
    found, rejected, _ = everything(write(tmp_path / "o.json", json.dumps(value, indent=1)))
    assert not rejected
    assert [(p.text, p.supplier, p.facts["stage"]) for p in found] == [
        ("Cameras | HILOOK IPC-T240H", "ACME", "contract"),
        ("Recorders", "BETA", "award"),
    ]
    assert (found[0].buyer.type, found[0].buyer.state) == ("city", "OR")
    assert (found[0].date, found[0].amount) == (date(2020, 5, 10), Money(Decimal("10.5"), "USD"))


def test_ocds_one_release_a_line_keeps_bad_lines_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "o.jsonl", f"{json.dumps(RELEASE)}\n{{bad\n{json.dumps(RELEASE | {'ocid': 'o-2'})}\n")
    found, rejected, _ = everything(path)
    assert [p.row for p in found] == [1, 2, 4, 5]
    assert [r.row for r in rejected] == [3]


def test_usaspending_results_are_read_as_a_table(tmp_path: Path) -> None:
    result = {
        "Award ID": "80GSFC18C0008",
        "Recipient Name": "ACME",
        "Awarding Agency": "National Aeronautics and Space Administration",
        "Description": "IP CAMERAS",
        "Base Obligation Date": "2018-03-05",
        "Award Amount": 1000.5,
        "Recipient UEI": "Z1H9VJS8NG16",
        "Recipient Location": {"state_code": "IA"},
    }
    text = json.dumps({"limit": 1, "results": [result], "page_metadata": {"page": 1}})
    found = everything(write(tmp_path / "u.json", text))[0][0]
    assert (found.text, found.supplier, found.date) == ("IP CAMERAS", "ACME", date(2018, 3, 5))
    assert (found.buyer.type, found.buyer.state) == ("federal-agency", "")
    assert found.amount == Money(Decimal("1000.5"), "USD")
