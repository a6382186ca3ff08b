"""An engagement that several documents tell stands once, with the words of each."""

from __future__ import annotations

from datetime import date

from debar.dossiers.view import make_page
from debar.model.dossiers import Day, Engagement, Quotation


def told(document: str, firm: str, client: str, start: str, **more: str) -> Engagement:
    words = Quotation(document=document, start=0, end=4, quote="told")
    end = Day(iso=more.pop("end")) if "end" in more else None
    return Engagement(
        quotations=(words,),
        firm=firm,
        client=client,
        start=Day(iso=start),
        end=end,
        method="rule" if document == "article" else "table",
        **more,
    )


REGISTER = told("2019", "Oak Public Affairs, LLC", "Lens USA Inc.", "2018-08-16", number="61")
LATER = told("2023", "Oak Public Affairs, LLC", "Lens USA, Inc.", "2018-08-16", number="61", end="2022-01-31")
ARTICLE = told("article", "Oak Public Affairs", "Lens", "2018-08", fee="70000", currency="USD", fee_per="month")


def test_two_copies_and_an_article_are_one_with_all_words_fee_and_end() -> None:
    for order in ([REGISTER, LATER, ARTICLE], [ARTICLE, LATER, REGISTER]):
        (mark,) = make_page("Lens", order, today=date(2026, 1, 1)).marks
        assert (mark.start, mark.end, mark.is_open) == ("2018-08-16", "2022-01-31", False)
        assert {words.document for words in mark.quotations} == {"2019", "2023", "article"}
        assert ("Fee", "$70,000 a month") in mark.facts
        assert "one copy of the register has it without an end" in mark.notes


def test_a_firm_renamed_in_the_register_is_one_firm_and_both_names_stand() -> None:
    old = told("2019", "Bee LLC", "Lens USA Inc.", "2018-08-01", number="62")
    new = told("2025", "Burr Group LLC", "Lens USA Inc.", "2018-08-01", number="62")
    (mark,) = make_page("Lens", [old, new], today=date(2026, 1, 1)).marks
    assert mark.notes == ("the firm also stands as Burr Group LLC",)


def test_another_client_firm_or_beginning_is_another_engagement() -> None:
    others = [
        told("2019", "Oak Public Affairs, LLC", "Zed Corp.", "2018-08-16", number="61"),
        told("2019", "Elm Advocacy, LLC", "Lens USA Inc.", "2018-08-16", number="63"),
        told("2019", "Oak Public Affairs, LLC", "Lens USA Inc.", "2020-05-01", number="61"),
    ]
    assert len(make_page("Lens", [REGISTER, *others], today=date(2026, 1, 1)).marks) == 4
