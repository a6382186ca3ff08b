"""A small dossier of an invented company: a text, and records that quote it."""

from __future__ import annotations

import hashlib
from datetime import date

from debar.model import Citation, Designation, PartyListing, Standing
from debar.model.dossier_pages import PageText
from debar.model.dossiers import (
    BillStep,
    Clause,
    Contact,
    Day,
    Engagement,
    Mention,
    Official,
    Payment,
    Post,
    Quotation,
    Record,
    Response,
    Signal,
    TermsChange,
    Told,
)

HOSTILE = "<script>alert(1)</script>\u202e =cmd|' /C calc'!A0 & “quoted”"
TEXT = f"""Borealis Optics hired Granite Counsel LLC on March 1, 2019 for $50,000 a month.
From March to May 2019 Borealis Optics paid Granite Counsel $210,000.
On April 4, Ann Poole of Granite Counsel called Lee Hart, Commerce Department, about the Entity List.
Borealis Optics said it stocks up parts in case it gets onto the Entity List. Borealis declined to comment.
Some day in 2019 Ann Poole called Lee Hart about sanctions.
A supplier reportedly sees orders pulled in.
The bill took its first step on May 24, 2018.
Ann Poole, formerly of the Commerce Department, now at Granite Counsel.
The terms now forbid resale to parties on the Entity List.
{HOSTILE}
Granite Counsel also called Sam Reed for Meridian Radio about sanctions on June 3, 2019.
"""
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
TODAY = date(2026, 11, 22)
NAME = "Borealis Optics"


def quote(words: str) -> Quotation:
    start = TEXT.index(words)
    return Quotation(document=SHA256, start=start, end=start + len(words), quote=words)


def page_text() -> PageText:
    return PageText(
        sha256=SHA256,
        name="story.txt",
        kind="article",
        text=TEXT,
        address="https://example.org/story",
        retrieved_at="2026-11-01T10:00:00Z",
    )


def engagement() -> Engagement:
    return Engagement(
        quotations=(quote("Borealis Optics hired Granite Counsel LLC on March 1, 2019 for $50,000 a month."),),
        firm="Granite Counsel LLC",
        client=NAME,
        start=Day(iso="2019-03-01"),
        fee="50000",
        fee_per="month",
        currency="USD",
        method="table",
    )


def payment() -> Payment:
    return Payment(
        quotations=(quote("From March to May 2019 Borealis Optics paid Granite Counsel $210,000."),),
        payer=NAME,
        beneficiary="Granite Counsel",
        amount="210000",
        start=Day(iso="2019-03"),
        end=Day(iso="2019-05"),
        basis="receipt",
    )


def contact() -> Contact:
    words = "On April 4, Ann Poole of Granite Counsel called Lee Hart, Commerce Department, about the Entity List."
    return Contact(
        quotations=(quote(words),),
        firm="Granite Counsel",
        client=NAME,
        day=Day(iso="2019-04-04", text="April 4", inferred=True, because="the period of the filing"),
        agents=("Ann Poole",),
        officials=(Official(name="Lee Hart", office="Commerce Department"),),
        methods=("call",),
        purpose="the Entity List",
    )


def vague_contact() -> Contact:
    return Contact(
        quotations=(quote("Some day in 2019 Ann Poole called Lee Hart about sanctions."),),
        firm="Granite Counsel",
        client=NAME,
        day=Day(iso="2019"),
        agents=("Ann Poole",),
        officials=(Official(name="Lee Hart", office="Commerce Department"),),
        methods=("call",),
        purpose="sanctions",
        status="inferred",
    )


def stock() -> Signal:
    answer = quote("Borealis declined to comment.")
    return Signal(
        quotations=(quote("Borealis Optics said it stocks up parts in case it gets onto the Entity List."),),
        signal="stockpile_by_target",
        outcome="signal",
        subject=NAME,
        day=Day(iso="2019-06-10"),
        responses=(Response(by="Borealis", answer="declined", quotation=answer),),
    )


def weak_signal() -> Signal:
    return Signal(
        quotations=(quote("A supplier reportedly sees orders pulled in."),),
        signal="stockpile_by_customer",
        outcome="review",
        subject=NAME,
        speaker="A supplier",
        day=Day(iso="2019-07-01"),
        confidence=0.5,
        hedge="reportedly",
    )


def hostile() -> Told:
    return Told(
        quotations=(quote(HOSTILE),), status="disputed", day=Day(iso="2019-08-01"), source=HOSTILE, notes=(HOSTILE,)
    )


def for_another() -> Contact:
    words = "Granite Counsel also called Sam Reed for Meridian Radio about sanctions on June 3, 2019."
    return Contact(
        quotations=(quote(words),),
        firm="Granite Counsel",
        client="Meridian Radio",
        day=Day(iso="2019-06-03"),
        officials=(Official(name="Sam Reed"),),
        methods=("call",),
        purpose="sanctions",
    )


def records() -> list[Record]:
    """One of most kinds, those that quote the same words twice among them."""
    terms = quote("The terms now forbid resale to parties on the Entity List.")
    return [
        engagement(),
        payment(),
        contact(),
        vague_contact(),
        stock(),
        weak_signal(),
        hostile(),
        for_another(),
        BillStep(
            quotations=(quote("The bill took its first step on May 24, 2018."),),
            bill="115-S-9",
            step="introduced",
            day=Day(iso="2018-05-24"),
        ),
        Post(
            quotations=(quote("Ann Poole, formerly of the Commerce Department"),),
            person="Ann Poole",
            post="official",
            organization="Commerce Department",
            firm="Granite Counsel",
        ),
        Clause(quotations=(terms,), party=NAME, modality="must_not", actions=("resell",), seen=Day(iso="2019-09-01")),
        TermsChange(
            quotations=(terms,),
            party=NAME,
            change="added",
            fields=(("lists", "", "Entity List"),),
            seen=Day(iso="2019-09-01"),
        ),
        Mention(quotations=(quote("Entity List"),), name="BIS Entity List", what="list"),
    ]


def listings() -> list[PartyListing]:
    """On the Entity List since 9 October 2019, and by 1 June 2021 on another one that gives no day."""
    first = Designation(
        list="us-bis-el",
        program="US-BIS-EL",
        authority="Bureau of Industry and Security",
        from_=date(2019, 10, 9),
        citations=(Citation("84 FR 54002", "https://www.federalregister.gov/citation/84-FR-54002"),),
    )
    other = Designation(list="us-other", program="OTHER", from_=date(2021, 6, 1), from_bounded=True)
    return [
        PartyListing(entity=f"{each.list}:1", name=f"{NAME} Co., Ltd.", designation=each, standing=Standing.YES)
        for each in (first, other)
    ]
