"""Tables of supplemental statements in a pdf, told by where their words stand."""

from __future__ import annotations

from datetime import date

from debar.dossiers.read import Told, read_file
from debar.model.dossiers import Contact, Payment, Record
from unit.documents.drawn import page

Words = list[tuple[float, float, str]]


def row(y: float, *cells: tuple[float, str]) -> Words:
    return [(x, y, text) for x, text in cells]


FORM = [
    *row(760, (40, "OMB No. 1124-0002; Supplemental Statement")),
    *row(700, (40, "11. Describe your activities")),
    *row(680, (40, "D ate"), (120, "Contact"), (320, "M ethod"), (420, "Purpose")),
    *row(666, (40, "03/26/2026"), (120, "Ann Lee, aide to Senator Roe"), (320, "Email"), (420, "Meeting on S. 1790")),
    *row(652, (120, "Committee on Armed Services"), (420, "and H.R. 4350")),
    *row(640, (40, "Received by NSD/FARA Registration Unit 04/30/2026 5:12:09 PM")),
    *row(628, (40, "04/02/2026"), (110, "Tom Poe"), (320, "Phone call"), (420, "Trade")),
    *row(600, (40, "14. (a) Receipts")),
    *row(586, (40, "Date"), (120, "From Whom"), (320, "Purpose"), (460, "Amount")),
    *row(572, (40, "01/15/2026"), (120, "Acme Optics"), (320, "Retainer"), (460, "$ 70,000.00")),
    *row(558, (40, "02/15/2026"), (120, "Acme Optics"), (320, "Retainer"), (460, "see below")),
    *row(544, (320, "Total"), (460, "$70,000.00")),
    *row(520, (40, "15. (a) Disbursements")),
    *row(506, (40, "Date"), (120, "To Whom"), (320, "Purpose"), (460, "Amount")),
    *row(492, (40, "01/20/2026"), (120, "Sky Air"), (320, "Travel"), (460, "1,204.10")),
    *row(460, (40, "(c) Contributions")),
    *row(446, (40, "Date"), (120, "Donor"), (240, "Political Organization/Candidate"), (460, "Amount")),
    *row(432, (40, "01/31/2026"), (120, "Bryan Doe"), (240, "Friends of Roe"), (460, "$500.00")),
    *row(400, (40, "V - INFORMATIONAL MATERIALS")),
    *row(386, (40, "01/31/2026"), (120, "a leaflet"), (460, "12,587,064")),
]


def records() -> tuple[Record, ...]:
    told = Told(firm="Mercury", client="Acme Optics")
    reading = read_file(page(FORM), "statement.pdf", told=told, today=date(2026, 11, 22))
    assert reading.form == "fara-statement"
    assert reading.units == len(reading.records) + sum(reading.refused.values()) == 6
    assert list(reading.refused) == ["'seebelow' is no amount"]
    for record in reading.records:
        (words,) = record.quotations
        assert reading.source.text[words.start : words.end] == words.quote
        assert words.page == 1
    return reading.records


def test_contacts_are_read_by_their_columns_over_lines_and_the_stamp() -> None:
    first, second = (record for record in records() if isinstance(record, Contact))
    assert first.day
    assert (first.day.iso, first.methods, first.bills) == ("2026-03-26", ("email",), ("119-S-1790", "119-HR-4350"))
    assert first.officials[0].name == "Ann Lee, aide to Senator Roe Committee on Armed Services"
    assert first.purpose == "Meeting on S. 1790 and H.R. 4350"
    assert (second.officials[0].name, second.methods, second.purpose) == ("Tom Poe", ("call",), "Trade")


def test_money_is_read_by_item_and_ends_where_its_table_does() -> None:
    found = [(each.basis, each.payer, each.beneficiary, each.amount) for each in records() if isinstance(each, Payment)]
    assert found == [
        ("receipt", "Acme Optics", "Mercury", "70000.00"),
        ("disbursement", "Mercury", "Sky Air", "1204.10"),
        ("contribution", "Bryan Doe", "Friends of Roe", "500.00"),
    ]
