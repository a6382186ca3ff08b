"""Influence: the public registers read into records, each with words that stand in its document."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.dossiers.days import in_period, read_day
from debar.dossiers.evidence import Source, admit, check, text_source
from debar.dossiers.fara_rows import engagements, read_answer, split_through
from debar.dossiers.influence import Imported, read_influence
from debar.dossiers.lda import Filing, bills_in, in_force
from debar.dossiers.lda_types import filing_type
from debar.dossiers.register_changes import compare_copies, copy_of
from debar.dossiers.register_rows import read_register
from debar.dossiers.totals import check_rate, total
from debar.errors import DebarError, FormatError, InputError
from debar.model.dossiers import Contact, Day, Engagement, Lobbying, Payment, Post

SAMPLES = Path(__file__).parent / "samples"
MONTHS = (Day(iso="2018-12"), Day(iso="2019-05"))


def sample(name: str, **given: str) -> Imported:
    return read_influence((SAMPLES / name).read_bytes(), name, **given)


def source(text: str) -> Source:
    return text_source(text.encode(), text, "a.txt", "txt")


def engagement(**given: str) -> Engagement:
    return Engagement(quotations=(), firm="F", client="C", **given)


def payment(amount: str, **given: str) -> Payment:
    return Payment(
        quotations=(),
        payer="C",
        beneficiary="F",
        amount=amount,
        start=MONTHS[0],
        end=MONTHS[1],
        basis="receipt",
        **given,
    )


def test_a_record_without_words_or_with_others_is_refused() -> None:
    document = source("Mercury called the State Department.")
    good = document.quote(0, 14)
    record = engagement()
    bad = (replace(good, quote="Mercury phoned"), replace(good, document="0" * 64), replace(good, start=1, end=1))
    records = [replace(record, quotations=(good,)), record, *(replace(record, quotations=(each,)) for each in bad)]
    admitted = admit(records, {document.sha256: document})
    assert [each.quotations for each in admitted.records] == [(good,)]
    assert sum(admitted.refused.values()) == 4
    with pytest.raises(InputError, match="no words quoted"):
        check(record, {})


def test_shifted_columns_are_put_back_and_what_is_unclear_is_counted() -> None:
    register = read_register((SAMPLES / "fara_principals_2025-04-11.csv").read_bytes(), "a.csv")
    assert [row.values["Registrant Name"] for row in register.rows if row.mended] == [
        "BlackSummit Capital LLC",
        "Hill and Knowlton Strategies, LLC",
        "Hill and Knowlton Strategies, LLC",
    ]
    assert [each.text[14:17] for each in register.refused] == ["NGO"]
    wrapped = next(row for row in register.rows if "Chessworth" in row.values["Foreign Principal"])
    assert wrapped.values["City"] == "Dubai"
    rewritten = read_register((SAMPLES / "fara_principals_2023-08-03.csv").read_bytes(), "b.csv")
    kosovo = next(row for row in rewritten.rows if row.values["Registration Number"] == "5549")
    assert kosovo.mended
    assert kosovo.values["Address 2"] == "Str. Luan Haradinaj 1000 Prishtine, Kosovo"
    assert not rewritten.refused


def test_the_one_in_between_is_told_from_the_principal() -> None:
    assert split_through("ZTE Corporation (through Hogan Lovells US LLP)") == (
        "ZTE Corporation",
        "Hogan Lovells US LLP",
    )
    assert split_through("Secretaria de Turismo (via Braintivity)")[1] == "Braintivity"
    assert split_through("Throughline Ltd.") == ("Throughline Ltd.", "")


def test_the_copies_of_the_register_give_the_changes_of_hikvision() -> None:
    copies = []
    for path in sorted(SAMPLES.glob("fara_hikvision_*.csv")):
        day = date.fromisoformat(path.stem[-10:])
        copies.append(copy_of(path.read_bytes(), path.name, datetime(day.year, day.month, day.day, tzinfo=UTC)))
    found = [(each.seen.iso if each.seen else "", each.change, each.number) for each in compare_copies(copies)]
    assert found == [
        ("2021-05-28", "renamed", "6227"),
        ("2022-10-15", "added", "3731"),
        ("2022-10-19", "added", "7187"),
    ]


def test_between_whole_copies_a_firm_is_renamed_and_one_terminated() -> None:
    names = ("fara_principals_2023-08-03.csv", "fara_principals_2025-04-11.csv")
    days = (datetime(2023, 8, 3, tzinfo=UTC), datetime(2025, 4, 11, tzinfo=UTC))
    copies = [copy_of((SAMPLES / name).read_bytes(), name, day) for name, day in zip(names, days, strict=True)]
    changes = [each for each in compare_copies(copies) if "Hikvision" in each.client]
    assert [(each.change, each.number) for each in changes] == [("firm-renamed", "6227"), ("terminated", "7187")]
    assert not admit(changes, {copy[1].sha256: copy[1] for copy in copies}).refused
    assert changes[0].about[-1] == "BCW LLC"


@pytest.mark.parametrize(
    ("name", "rows", "appendix"), [("qatar", 3, 0), ("brazil", 2, 0), ("blank", 0, 0), ("appendix", 0, 1)]
)
def test_contact_tables_out_of_text(name: str, rows: int, appendix: int) -> None:
    read = sample(f"{name}_item11.txt", firm="F")
    assert len(read.admitted.records) == rows
    assert sum(read.admitted.refused.values()) == appendix
    assert all(isinstance(each, Contact) and each.day and each.confidence < 0.9 for each in read.admitted.records)


def test_a_filing_of_the_lda_gives_money_issues_and_former_posts() -> None:
    records = sample("lda_api_Q1_2025_lego_excerpt.json").admitted.records
    money, issue, post = records
    assert isinstance(money, Payment)
    assert isinstance(issue, Lobbying)
    assert isinstance(post, Post)
    assert (money.amount, money.basis, money.beneficiary) == ("100000.00", "expenses", "")
    assert (money.start, money.end) == (Day(iso="2025-01-01"), Day(iso="2025-03-31"))
    assert post.person == "RYAN SHAY"
    bulk = [each for each in sample("lda_bulk.xml").admitted.records if isinstance(each, Payment)]
    assert [(each.amount, each.start) for each in bulk] == [("40000", Day(iso="2005-07-01"))]


def test_a_day_before_the_act_is_not_believed() -> None:
    (record,) = sample("lda_api_MM_1999_legacy_excerpt.json").admitted.records
    assert isinstance(record, Lobbying)
    assert record.start == Day(iso="1999-01-01")
    assert any("1905" in note for note in record.notes)


def filing(one: str, kind: str, posted: str, client: str = "C") -> Filing:
    return Filing(
        filing_id=one, type=filing_type(kind), type_text=kind, year=2008, posted=posted, registrant="F",
        registrant_id="1", client=client, client_id=client,
    )  # fmt: skip


def test_an_amendment_takes_the_place_of_the_report() -> None:
    filings = [
        filing("a", "YEAR-END AM\nENDMENT", "2009-03-01"),
        filing("b", "YEAR-END REPORT", "2009-02-01"),
        filing("c", "MID-YEAR REPORT", "2008-08-01"),
        filing("d", "YEAR-END REPORT", "2009-02-01", "another"),
    ]
    assert sorted((each.filing_id, old) for each, old in in_force(filings)) == [("a", ("b",)), ("c", ()), ("d", ())]
    unnamed = [replace(each, registrant="", registrant_id="") for each in filings]
    assert len(in_force(unnamed)) == 4


def test_rows_typed_off_keep_their_marks() -> None:
    text = (
        "Date,Contact Title,Contact Name,Contact Office,Contact Agency,Client,Registrant,Description,Type\r\n"
        '03/31/13*,,Jo Roe,Rep. Doe,House,A Client,A Firm,"on H.R. 4350,\r\nand more",phone\r\n2013-04-01,short\r\n'
    )
    read = read_influence(text.encode(), "a.csv")
    (contact,) = read.admitted.records
    assert isinstance(contact, Contact)
    assert contact.day is not None
    assert (contact.day.iso, contact.day.inferred) == ("2013-03-31", True)
    assert (contact.methods, contact.bills) == (("call",), ("113-HR-4350",))
    assert read.admitted.refused == {"2 values for 9 columns": 1}


def test_a_total_beyond_the_rate_is_flagged() -> None:
    found = check_rate(engagement(fee="70000", currency="USD", fee_per="month"), payment("659441"))
    assert found is not None
    assert (found.expected, found.months, found.is_flagged) == (Decimal(420000), 6, True)
    assert round(found.differs_by, 3) == Decimal("0.570")
    assert check_rate(engagement(), payment("1")) is None
    assert total([payment("2.50"), payment("1"), payment("9", through="another firm")], "receipt") == {
        "USD": Decimal("3.50")
    }


def test_api_answers_however_wrapped() -> None:
    row = {"FP_NAME": "Alpha (via Beta)", "FP_REG_DATE": "01/02/2020", "Registrant_x0020_Name": "F"}
    assert read_answer('{"ROWSET": ""}', "a") == []
    for whole in ({"ROWSET": {"ROW": row}}, {"REGISTRANTS_ACTIVE": {"ROW": [row, row]}}):
        text = json.dumps(whole)
        assert {each.values["Registrant Name"] for each in read_answer(text, "a")} == {"F"}
    names = {"Foreign_Principal": "Alpha (via Beta)", "Registrant_Name": "F", "Registration_Number": 12}
    named = json.dumps({"ROWSET": {"ROW": names | {"Foreign_Principal_Registration_Date": "01/02/2020"}}})
    (made,) = engagements(read_answer(named, "a"), source(named))
    assert isinstance(made, Engagement)
    assert (made.client, made.through, made.number) == ("Alpha", "Beta", "12")
    with pytest.raises(FormatError, match="answered with an error"):
        read_answer("{ Success: false, Message: too many requests }", "a")


def test_a_year_comes_from_the_period() -> None:
    period = (date(2018, 12, 1), date(2019, 5, 31))
    assert in_period(12, 7, *period) == Day(
        iso="2018-12-07", inferred=True, because="the only such day in the period 2018-12-01 to 2019-05-31"
    )
    assert in_period(7, 1, *period) is None
    assert read_day("1905-06-24") is None
    assert read_day("last year") is None


def test_bills_are_found_in_the_ways_they_are_written() -> None:
    assert bills_in("HR7123, H.R. 7123, H. R. 649, S.1790, S. 178; in the U.S. 2.5") == (
        "HR 7123",
        "HR 649",
        "S 1790",
        "S 178",
    )


@pytest.mark.parametrize(
    ("text", "day", "bills"),
    [
        ("H.R. 4350", "2021-11-03", ("117-HR-4350",)),
        ("H.R. 4350", "2019-01-02", ("115-HR-4350",)),
        ("S. 1790", "2019", ("116-S-1790",)),
        ("H.R. 302 (115th Congress)", "2020-02-01", ("115-HR-302",)),
        ("FY2019 NDAA; Secure Equipment Act", "2021-11-03", ("115-HR-5515", "117-HR-3919")),
        ("issues of the NDAA", "2019-05-07", ("116-S-1790",)),
    ],
)
def test_a_bill_belongs_to_the_congress_of_the_contact_s_day(text: str, day: str, bills: tuple[str, ...]) -> None:
    """A number alone is of the Congress that sat on the day; what the text says itself goes first."""
    assert bills_in(text, Day(iso=day)) == bills


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_any_content_is_read_or_refused_with_a_reason(content: str | bytes) -> None:
    for head in (
        b"",
        b"{",
        b"<PublicFilings><Filing ",
        b'"Registration Number","Name"\r\n"',
        b"Date,Registrant,Client\n",
    ):
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
        with suppress(DebarError):
            read = read_influence(head + raw, "a")
            assert admit(read.admitted.records, {read.source.sha256: read.source}).records == read.admitted.records
