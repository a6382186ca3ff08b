"""Papers as purchases: layouts one by one, texts that are tables, hostile texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.documents import Line, lay_out
from debar.documents.layout import lines_of_text
from debar.model import Buyer, Purchase
from debar.procurement.documents.columns import heading_at, tight_cells
from debar.procurement.documents.head import buyer_named, read_head
from debar.procurement.documents.items import is_sum
from debar.procurement.documents.words import heading_field, is_money, is_total, label_of
from debar.procurement.readers import ReadOptions, open_purchases
from unit.documents.samples import pdf

QUOTE = """Quotation            Lakeline Security
Date: 3/14/2023
Bill to: City of Duluth

Qty  Description              Unit Price     Total
 2   Hikvision camera             100.00    200.00
     with wall mount
 1   Recorder                     300.00    300.00
                                  Total     500.00
"""


def rows_of(path: Path, options: ReadOptions | None = None) -> list[Purchase]:
    return [
        batch.make(i) for file in open_purchases(path, options) for batch in file.batches() for i in range(len(batch))
    ]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_wrapped_description_belongs_to_its_item(tmp_path: Path) -> None:
    first, second = rows_of(write(tmp_path / "q.txt", QUOTE))
    assert first.text == "Hikvision camera with wall mount"
    assert (first.quantity, str(first.amount.value if first.amount else "")) == ("2", "200.00")
    assert first.place == {"line": 6}
    assert second.text == "Recorder"


def test_what_the_user_says_comes_before_what_the_paper_says(tmp_path: Path) -> None:
    path = write(tmp_path / "q.txt", QUOTE)
    options = ReadOptions(buyer=Buyer(name="Aitkin County", type="county", state="MN", evidence="as given"))
    assert {row.buyer.name for row in rows_of(path)} == {"City of Duluth"}
    assert {(row.buyer.name, row.buyer.state) for row in rows_of(path, options)} == {("Aitkin County", "MN")}


def test_a_heading_can_be_named_by_hand(tmp_path: Path) -> None:
    text = QUOTE.replace("Description", "Thingummies")
    options = ReadOptions(mapping=("text=Thingummies",))
    rows = rows_of(write(tmp_path / "q.txt", text), options)
    assert rows[0].text.startswith("Hikvision camera")


def test_the_state_is_read_from_the_address_of_the_buyer(tmp_path: Path) -> None:
    text = QUOTE.replace(
        "Bill to: City of Duluth", "Bill to: City of Duluth\n         411 W 1st St\n         Duluth, MN 55802"
    )
    row = rows_of(write(tmp_path / "q.txt", text))[0]
    assert row.buyer.state == "MN"
    assert "state MN read from the address, line 5" in row.buyer.evidence


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.txt", "Description\nHIKVISION CAMERA\nPAPER\nCHAIRS\n"),
        ("po.txt", "Date,Vendor,Description\n2023-01-05,Acme,Quote for cameras\n2023-01-06,Acme,Invoice\n"),
        ("po.csv", "Description\nQuote\nBill To\nMinutes of the meeting\n"),
        ("tab.txt", "Description\tAmount\nAgenda printing\t5.00\nInvoice forms\t7.00\n"),
    ],
)
def test_a_text_that_is_a_table_stays_one(tmp_path: Path, name: str, text: str) -> None:
    rows = rows_of(write(tmp_path / name, text))
    assert len(rows) == text.count("\n") - 1
    assert all("line" not in row.place for row in rows)


def test_what_stands_on_every_page_is_no_row(tmp_path: Path) -> None:
    pages = [
        ["Acme Alarm  Quote 7", f"Paragraph {n} says that cameras were bought for the hall.", f"Page {n}"]
        for n in (1, 2, 3)
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(pages))
    assert [(row.place["page"], row.text[:11]) for row in rows_of(path)] == [
        (1, "Paragraph 1"),
        (2, "Paragraph 2"),
        (3, "Paragraph 3"),
    ]


def test_pages_that_need_ocr_come_as_a_part_with_its_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "packet.pdf"
    path.write_bytes(pdf([["Minutes of the meeting", "Six Dahua cameras were bought."], []]))
    parts = list(open_purchases(path))
    assert [bool(part.problem) for part in parts] == [False, True]
    assert parts[1].problem.startswith("packet.pdf, page 2: no text on the page")


def test_headings_and_labels() -> None:
    assert heading_field("Ext. Price ($)") == "amount"
    assert heading_field("Part No.") == heading_field("PART #") == "model"
    assert heading_field("Mayor") == ""
    assert label_of("Quote Date: 3 May 2023") == ("date", "3 May 2023", True)
    assert label_of("BILL TO") == ("buyer", "", True)
    assert label_of("To be considered by the board") == ("party", "be considered by the board", False)
    assert label_of("Thank you for your order")[0] == ""
    assert buyer_named("Lake County, Oregon").state == "OR"


@pytest.mark.parametrize(
    "text", ["Total", "SUBTOTAL:", "Grand Total $5", "Sales tax (7%)", "Balance due", "Total base bid"]
)
def test_sums_are_told_from_things(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text", ["Total station, Leica", "Taxi service", "Totally enclosed motor", "Depositary", "Camera"]
)
def test_things_are_no_sums(text: str) -> None:
    assert not is_total(text)


def test_money_and_sums_on_a_line() -> None:
    assert all(map(is_money, ["$1,250.00", "1250", "(35.00)", "N/C", "$ 5,498.00", "12.50 ea"]))
    assert not any(map(is_money, ["camera", "DS-2CD2143", "3/14/2023", "12 V"]))
    assert is_sum("Total charges: $660.19")
    assert not is_sum("Total cost of the project is not known")


def test_columns_parted_by_single_spaces() -> None:
    fields = ["quantity", "model", "text", "price", "amount"]
    assert tight_cells("3 DS-7 wall mount camera 10.00 $ 30.00", fields) == [
        "3",
        "DS-7",
        "wall mount camera",
        "10.00",
        "$30.00",
    ]


def test_prose_is_no_heading() -> None:
    lines = lines_of_text(["The description and the total price of each item were read to the council."], paged=False)
    assert heading_at(lines, 0, {}, bids=False) is None


def test_the_head_of_a_memorandum_names_no_parties() -> None:
    lines = [
        line
        for line in lay_out(
            b"STAFF REPORT\nTO: City Council\nFROM: Acme Alarm Company\nDATE: May 3, 2022\n", "a.txt"
        ).blocks
        if isinstance(line, Line)
    ]
    head = read_head(lines)
    assert head.supplier is None
    assert head.date is not None
    assert str(head.day) == "2022-05-03"


@pytest.mark.parametrize(
    "text",
    [
        "Quote\n" + "A " * 5_000,
        "Quote\nQty Description Price\n" + "9 " * 20_000,
        "Invoice\n" + "Date: \n" * 3_000,
        "Quote\nBill To: " + "\u202e\U0001f4a9" * 5_000,
        "Quote\n" + "total " * 10_000,
        "Qty  Description  Price\n" + "1    camera    9.00\n" * 4_000,
    ],
)
def test_hostile_texts_end(tmp_path: Path, text: str) -> None:
    """They give rows; quadratic work on them would not end within the time a test may take."""
    path = write(tmp_path / "a.txt", text)
    assert rows_of(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="Qty DescriptonPrice$0123456789.:#-\n\t ", max_size=60), max_size=12))
def test_every_line_with_words_is_somewhere(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("d") / "a.txt"
    write(
        path,
        "Invoice\n"
        + "\n".join(lines)
        + "\nThe board bought six Hikvision cameras for the library and the town hall, and said so.\n",
    )
    assert any("Hikvision" in row.text for row in rows_of(path))
