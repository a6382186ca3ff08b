"""Columns: headings of real files are read as a person would, the user overrules, and an explanation is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import MappingError
from debar.procurement.columns import FIELDS, ColumnMapping, known_fields, map_columns
from debar.procurement.headings import fits, plain

TORONTO = (
    "Division|Batch-Transaction ID|Transaction Date|Card Posting Dt|Merchant Name|Transaction Amt.|Trx. Currency|"
    "Original Amount|Original Currency|G/L Account|G/L Account Discription|Cost Centre / WBS Element|"
    "Cost Centre / WBS Element Description|Merchant Type|Merchant Type Description|Purpose"
).split("|")
TORONTO_ROW = (
    "PARKS|1709-1|10-31-2011|11-01-2011|ACME|27.94|CAD|27.94|CAD|2750|FOOD|P05845|ARTS|5411|Grocery Store|COOKING CLASS"
).split("|")
PHOENIX = ["Check/Payment Date", "Dept. Descrptn", "Vendor Name", "Commitmt Item Name", "Invoice Net Amt"]
PHOENIX_ROW = ["10/10/2017", "Human Services", "1 N 10 INC", "Spec Contractual Svc", "4166.66 "]
FPDS = (
    "page,type,title,agency_id,agency_name,department,contracting_office,piid,mod,idv_piid,signed_date,obligated,"
    "total_obligated,description,psc,psc_desc,naics,naics_desc,vendor_name,vendor_uei,vendor_duns,vendor_parent,"
    "vendor_city,vendor_state,vendor_zip,vendor_country,manuf_place,country_origin,pop_state,pop_zip"
).split(",")
FPDS_ROW = (
    "p.xml;IDV;New IDC 1202SC24T2500 awarded to PERIMETER LP;12C2;FOREST SERVICE;AGRICULTURE, DEPARTMENT OF;USDA-FS;"
    "1202SC24T2500;0;;2024-03-22;0.00;0.00;NATIONAL RETARDANT;6850;MISCELLANEOUS CHEMICAL SPECIALTIES;325998;"
    "ALL OTHER CHEMICAL;PERIMETER LP;QGUQWSU5AHB4;;PERIMETER LP;SAINT LOUIS;MO;631053910;USA;;USA;;"
).split(";")


def named(mapping: ColumnMapping) -> dict[str, str]:
    found = {name: mapping.header[position] for name, position in mapping.fields.items()}
    return found | {"text": " + ".join(mapping.header[i] for i in mapping.text)}


def test_toronto_purchase_cards_with_a_slip_in_a_heading() -> None:
    mapping = map_columns(TORONTO, [TORONTO_ROW] * 5)
    assert named(mapping) == {
        "text": "Purpose + G/L Account Discription",
        "supplier": "Merchant Name",
        "date": "Transaction Date",
        "amount": "Transaction Amt.",
        "currency": "Trx. Currency",
        "reference": "Batch-Transaction ID",
        "department": "Division",
    }
    assert mapping.day_first is False


def test_phoenix_payments_with_cut_headings() -> None:
    found = named(map_columns(PHOENIX, [PHOENIX_ROW]))
    assert found == {
        "text": "Commitmt Item Name",
        "supplier": "Vendor Name",
        "date": "Check/Payment Date",
        "amount": "Invoice Net Amt",
        "department": "Dept. Descrptn",
    }


def test_fpds_actions_without_the_headline_that_repeats_the_vendor() -> None:
    found = named(map_columns(FPDS, [FPDS_ROW] * 4))
    assert found["text"] == "description + psc_desc"
    assert (found["supplier"], found["buyer"], found["date"], found["amount"]) == (
        "vendor_name",
        "agency_name",
        "signed_date",
        "obligated",
    )
    assert (found["uei"], found["origin"], found["modification"]) == ("vendor_uei", "country_origin", "mod")
    assert "state" not in found, "the vendor's state is not the buyer's"


def test_the_day_of_deletion_is_no_day_of_purchase() -> None:
    header = ["piid", "agency", "vendor", "value", "description", "deleted_date", "last_modified_date", "closed_date"]
    row = ["1", "Department of Labor", "ACME", "5.00", "web services", "5/2/2025", "5/2/2025", "5/2/2025"]
    assert "date" not in named(map_columns(header, [row]))


def test_purpose_is_the_text_alone_and_the_purpose_beside_a_description() -> None:
    assert named(map_columns(["Vendor", "Purpose"], [["ACME", "cable ties"]]))["text"] == "Purpose"
    both = named(map_columns(["Vendor", "Description", "Purpose"], [["ACME", "IP camera", "public safety"]]))
    assert (both["text"], both["purpose"]) == ("Description", "public safety" and "Purpose")


def test_manufacturer_and_model_are_part_of_the_text() -> None:
    header = ["Item Description", "Manufacturer", "Model Number", "Qty", "Unit Price"]
    mapping = map_columns(header, [["dome camera", "Hikvision", "DS-2CD2143G0-I", "4", "120.00"]])
    found = named(mapping)
    assert found["text"] == "Item Description + Manufacturer + Model Number"
    assert (found["manufacturer"], found["quantity"], found["amount"]) == ("Manufacturer", "Qty", "Unit Price")


def test_dollars_in_a_quantity_column_are_the_amount() -> None:
    found = named(map_columns(["Description", "Quantity"], [["camera", "$391,600.00"], ["nvr", "$12.00"]]))
    assert found["amount"] == "Quantity"
    assert "quantity" not in found


def test_contents_overrule_a_heading() -> None:
    header = ["Description", "Vendor", "Date", "Item"]
    row = ["https://example.org/1", "ACME", "see note", "IP camera"]
    found = named(map_columns(header, [row] * 3))
    assert found["text"] == "Item"
    assert "date" not in found


def test_without_headings_the_contents_tell() -> None:
    header = ["column 1", "column 2", "column 3"]
    rows = [["2023-01-05", "IP camera, indoor", "12.50"], ["2023-01-06", "video recorder", "99.00"]]
    found = named(map_columns(header, rows, has_header=False))
    assert found == {"text": "column 2", "date": "column 1", "amount": "column 3"}


def test_unknown_headings_leave_the_wordiest_column_and_say_so() -> None:
    mapping = map_columns(["A1", "B2"], [["7", "IP camera for the lobby"], ["8", "recorder for the lobby"]])
    assert named(mapping)["text"] == "B2"
    assert mapping.explain() == ["text = B2 (no heading names it; the cells hold words)"]


def test_overrides_hold_and_may_join_columns() -> None:
    header = ["Description", "Notes", "Seller", "When"]
    row = ["camera", "indoor", "ACME", "2023-01-05"]
    found = named(map_columns(header, [row], ["text=notes+DESCRIPTION", "date=When"]))
    assert found["text"] == "Notes + Description"
    assert found["date"] == "When"
    assert found["supplier"] == "Seller"
    repeated = named(map_columns(header, [row], ["text=Seller", "text=Notes"]))
    assert repeated["text"] == "Seller + Notes"
    assert "supplier" not in repeated
    left_out = named(map_columns(header, [row], ["supplier="]))
    assert "supplier" not in left_out


def test_a_column_whose_name_holds_a_plus_is_found_whole() -> None:
    assert named(map_columns(["A+B", "A", "B"], [["x y", "z", "w"]], ["text=A+B"]))["text"] == "A+B"


@pytest.mark.parametrize("override", ["txt=Description", "Description", "date=Nowhere", "date=A+B", "text=A+Nowhere"])
def test_an_override_of_nothing_is_an_error_that_lists_what_there_is(override: str) -> None:
    with pytest.raises(MappingError, match=r"of text|'A', 'B'"):
        map_columns(["A", "B"], [["x", "y"]], [override])


def test_a_header_nobody_can_map_says_what_was_found_and_how_to_map_it() -> None:
    with pytest.raises(MappingError, match=r"'ocid', 'id'.*--map text=COLUMN"):
        map_columns(["ocid", "id"], [["a", "1"]])


def test_every_field_of_the_headings_file_can_be_mapped_by_hand() -> None:
    assert set(known_fields()) - {"context"} <= set(FIELDS)


def test_headings_are_compared_without_case_and_punctuation() -> None:
    assert plain("DeptName") == plain("dept_name") == plain("Dept. Name") == "dept name"
    assert fits("Vendor ID") == () or fits("Vendor ID")[0].field != "supplier"


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=12).filter(
        lambda name: not fits(name)
    ),
    st.integers(0, 4),
    st.lists(st.text(max_size=6), min_size=2, max_size=2),
)
def test_an_unrelated_column_changes_no_mapped_column(name: str, place: int, cells: list[str]) -> None:
    header = ["Date", "Vendor", "Description", "Amount"]
    rows = [["2023-01-05", "ACME", "IP camera", "12.50"], ["2023-01-06", "BETA", "recorder", "99.00"]]
    wider = [[*row[:place], cell, *row[place:]] for row, cell in zip(rows, cells, strict=True)]
    before = named(map_columns(header, rows))
    assert named(map_columns([*header[:place], name, *header[place:]], wider)) == before
