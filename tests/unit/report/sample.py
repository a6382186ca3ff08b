"""Findings to write out in tests: invented buyers and orders, each marked as constructed, in many shapes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from debar.model import (
    Buyer,
    Citation,
    Designation,
    Duty,
    Edition,
    Entity,
    Evidence,
    Finding,
    Funding,
    Identification,
    Money,
    NameMatch,
    Outcome,
    Purchase,
    RuleResult,
    Said,
    Strength,
)
from debar.report.context import Context

TODAY = date(2026, 11, 22)
HOSTILE = "HIKVISION <script>alert(1)</script> \x1b[31m\u202egnp.exe\u202c {{7*7}} [bold]x[/] \"q\" 'a' \x9b2J"

EDITIONS = (
    Edition(
        list="us-fcc-covered",
        title="FCC Covered List",
        authority="Federal Communications Commission",
        sha256="a" * 64,
        published=date(2026, 8, 20),
        retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
        entities=16,
        source="fcc.gov",
        official_url="https://www.fcc.gov/supplychain/coveredlist",
        licence="public domain",
    ),
    Edition(
        list="us-bis-el",
        title="Entity List",
        authority="Bureau of Industry and Security",
        sha256="b" * 64,
        published=date(2026, 7, 1),
        retrieved_at=datetime(2026, 10, 1, tzinfo=UTC),
        entities=3101,
        source="eCFR extraction",
        official_url="https://www.ecfr.gov/current/title-15/part-744",
        licence="public domain",
        completeness="derived",
        note="Newest citation 2025-10-09; the licence policy column is absent.",
    ),
    Edition(
        list="us-ofac-sdn",
        title="Specially Designated Nationals",
        authority="Office of Foreign Assets Control",
        sha256="c" * 64,
        published=date(2024, 5, 3),
        retrieved_at=datetime(2024, 5, 4, tzinfo=UTC),
        entities=14912,
        source="treasury.gov",
        official_url="https://sanctionslist.ofac.treas.gov/",
        licence="public domain",
        completeness="partial",
        parts=(("names", "2024-05-03"), ("addresses", "2024-03-24")),
    ),
)

MAKERS = {
    "hikvision": "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "dahua": "Zhejiang Dahua Technology Co., Ltd.",
    "hytera": "Hytera Communications Corporation Limited",
    "huawei": "Huawei Technologies Co., Ltd.",
    "zte": "ZTE Corporation",
}
ITEMS = (
    ("24 EA {} IP CAMERA 4MP DOME, OUTDOOR", "HIKVISION DS-2CD2143G0-I", "model", "hikvision", Strength.EXACT),
    ("CAMERA SYSTEM, {} TURRET 4MP X 36, WIRING, INSTALL", "HILOOK IPC-T240H", "brand", "hikvision", Strength.STRONG),
    ("NVR {} 16CH W/ INSTALL, JAG GRANT", "LOREX N861B63", "relabel", "dahua", Strength.WEAK),
    ("{} PORTABLE RADIO UHF, QTY 12", "HYTERA PD682", "model", "hytera", Strength.EXACT),
    ("{} MEDIAPAD T3 x 10", "HUAWEI", "brand", "huawei", Strength.STRONG),
    ("REMOVAL OF EXISTING {} ROUTERS", "ZTE", "brand", "zte", Strength.STRONG),
)
BUYERS = (
    Buyer(name="Fort Exampleton Garrison", type="federal-agency", evidence="name grammar: garrison"),
    Buyer(name="Larkfield Unified School District", type="school-district", state="CA", evidence="name grammar"),
    Buyer(name="Mill County Sheriff", type="county", state="TX", evidence="name grammar: county"),
    Buyer(name="Town of Exampleton", type="city", state="FL", evidence="name grammar: town of"),
    Buyer(name="Saltmarsh Transit", type="transit", state="OH", evidence="name grammar: transit"),
)
CITED = {
    "us-889-a1a": Citation(
        "Pub. L. 115-232 §889(a)(1)(A)", "https://www.congress.gov/115/plaws/publ232/PLAW-115publ232.htm"
    ),
    "us-889-b": Citation("2 CFR 200.216", "https://www.ecfr.gov/current/title-2/section-200.216"),
    "us-far-52.204-25": Citation("48 CFR 52.204-25(d)", "https://www.ecfr.gov/current/title-48/section-52.204-25"),
    "us-fcc-covered": Citation("47 CFR 1.50002", "https://www.ecfr.gov/current/title-47/section-1.50002"),
    "us-bis-el": Citation("15 CFR 744.11", "javascript:alert(1)"),
}
TITLES = {
    "us-889-a1a": "Executive agencies may not buy covered equipment",
    "us-889-b": "Grants and loans may not pay for covered equipment",
    "us-far-52.204-25": "Contractors report covered equipment they discover",
    "us-fcc-covered": "No new equipment authorizations",
    "us-bis-el": "Exports to a listed party need a license",
}
IN_FORCE = {
    "us-889-a1a": (date(2019, 8, 13), None),
    "us-889-b": (date(2020, 8, 13), None),
    "us-far-52.204-25": (date(2020, 8, 13), None),
    "us-fcc-covered": (date(2021, 3, 12), date(2025, 12, 31)),
    "us-bis-el": (date(2019, 10, 9), None),
}


def rule(name: str, outcome: Outcome, because: str, **more: object) -> RuleResult:
    fields = {"title": TITLES[name], "in_force": IN_FORCE[name], "citations": (CITED[name],)} | more
    return RuleResult(rule=name, outcome=outcome, because=because, **fields)


def rules_for(buyer: Buyer, when: date | None) -> tuple[RuleResult, ...]:
    since_a, since_b = IN_FORCE["us-889-a1a"][0], IN_FORCE["us-889-b"][0]
    federal = buyer.type == "federal-agency"
    if not federal:
        a = rule("us-889-a1a", Outcome.NOT_COVERED, "The provision binds executive agencies; this buyer is not one.")
    elif when and when < since_a:
        a = rule("us-889-a1a", Outcome.NOT_YET_EFFECTIVE, f"In force since {since_a}; the order is of {when}.")
    else:
        a = rule("us-889-a1a", Outcome.PROHIBITED, "An executive agency buys equipment the provision names.")
    if when is None:
        b = rule("us-889-b", Outcome.DEPENDS, "The record has no date.", missing=("date", "funding"))
    elif when < since_b:
        b = rule("us-889-b", Outcome.NOT_YET_EFFECTIVE, f"In force since {since_b}; the order is of {when}.")
    elif federal:
        b = rule("us-889-b", Outcome.NOT_COVERED, "The provision binds recipients of grants and loans.")
    else:
        b = rule(
            "us-889-b",
            Outcome.DEPENDS,
            "A federal grant or loan may not pay for it; the record does not say who paid.",
            missing=("funding",),
            would_change="Own money alone: not covered.",
        )
    duty = Duty("the contractor", "report the equipment to the contracting officer", "1 business day", None, "(d)(2)")
    return (
        a,
        b,
        rule("us-far-52.204-25", Outcome.NOT_COVERED, "No federal contract is part of the record.", duties=(duty,)),
        rule("us-fcc-covered", Outcome.INFO, "The maker is on the Covered List; the list binds approvals, not buyers."),
        rule("us-bis-el", Outcome.NOT_COVERED, "The list restricts exports to the party, never purchases from it."),
    )


def outcome_of(rules: tuple[RuleResult, ...], said: Said, strength: Strength) -> Outcome:
    if any(r.outcome is Outcome.PROHIBITED for r in rules):
        worst = Outcome.PROHIBITED
    elif any(r.outcome is Outcome.DEPENDS for r in rules):
        worst = Outcome.DEPENDS
    else:
        return Outcome.CLEAR
    return Outcome.REVIEW if said is not Said.BOUGHT or strength is Strength.WEAK else worst


def finding(number: int = 0, **changes: object) -> Finding:
    """One of an endless row of different findings; ``changes`` go to its subject."""
    text, hit, kind, maker, strength = ITEMS[number % len(ITEMS)]
    buyer = BUYERS[(number // 2) % len(BUYERS)]
    when = None if number % 11 == 10 else date(2018, 2, 1) + timedelta(days=97 * number)
    said = Said.REMOVED if text.startswith("REMOVAL") else Said.BOUGHT
    start = text.index("{}")
    fields = {
        "source": "orders.csv",
        "row": number + 1,
        "sha256": "d" * 64,
        "text": text.format(hit),
        "supplier": "Harbor Security Supply LLC",
        "date": when,
        "amount": Money(Decimal("1190.50") * (number + 1), "USD"),
        "buyer": buyer,
        "funding": (Funding("federal-grant", date(2021, 3, 1)),) if number % 7 == 3 else (Funding("unknown"),),
        "constructed": number % 3 == 0,
        "original": {"PO": f"P-{number:04d}", "Item": text.format(hit), "Vendor": "Harbor Security Supply LLC"},
    } | changes
    rules = rules_for(buyer, when)
    sentences = {
        Outcome.PROHIBITED: f"A federal agency may not buy this from {MAKERS[maker]}",
        Outcome.DEPENDS: f"A federal grant or loan may not pay for this: {MAKERS[maker]} made it.",
        Outcome.REVIEW: f"The evidence that {MAKERS[maker]} made what was bought is thin; a person must look.",
        Outcome.CLEAR: "No rule that debar holds bound this buyer on that day.",
    }
    outcome = outcome_of(rules, said, strength)
    return Finding(
        id=f"f{number:05d}",
        ground=f"g{number:05d}",
        outcome=outcome,
        sentence=sentences[outcome],
        subject=Purchase(**fields),
        maker=(maker, MAKERS[maker]),
        identifications=(
            Identification(
                kind=kind,
                text=hit,
                span=(start, start + len(hit)),
                maker=maker,
                said=said,
                strength=strength,
                because=f"“{hit}” is a {kind} of {MAKERS[maker]}",
                evidence=(
                    Evidence("FCC grantee register", "https://www.fcc.gov/oet/ea/fccid", "2026-10-01"),
                    Evidence("Vendor datasheet", "javascript:alert(2)", ""),
                ),
                rows=("brand-17",),
            ),
        ),
        rules=rules,
        not_checked=(f"state law of {buyer.state} not checked",) if buyer.state in ("OH", "CA") else (),
        editions={"rules": "2026.11", "lists": {"us-fcc-covered": "a" * 64, "us-bis-el": "b" * 64}},
    )


def hostile(text: str = HOSTILE) -> Finding:
    """A finding whose record attacks whoever shows it."""
    found = finding(
        1,
        text=text,
        supplier='=HYPERLINK("http://evil.example")',
        source="<img src=x onerror=alert(3)>.csv",
        buyer=Buyer(name="</script><svg onload=alert(4)>", type="city", state="<b>", evidence="\x1b]0;owned\x07"),
        original={"=cmd|' /C calc'!A0": "+1\x00"},
    )
    return replace(found, identifications=(replace(found.identifications[0], text=text[:9], span=(0, 9)),))


def context(**changes: object) -> Context:
    fields = {"today": TODAY, "editions": EDITIONS, "colour": False, "width": 80} | changes
    return Context(**fields)


def name_match(**changes: object) -> NameMatch:
    fields = {
        "query": "Hangzhou Hikvision Digital",
        "entity": Entity(
            id="us-bis-el:hik-1",
            list="us-bis-el",
            schema="Company",
            names=("Hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd."),
            countries=("cn",),
            designations=(
                Designation(
                    list="us-bis-el",
                    program="Entity List",
                    from_=date(2019, 10, 9),
                    citations=(Citation("84 FR 54002"),),
                ),
            ),
        ),
        "name": "Hangzhou Hikvision Digital Technology Co., Ltd.",
        "score": 0.93456789,
        "outcome": "match",
        "because": "Three of four words are the same.",
        "parts": ({"query": "hikvision", "name": "hikvision", "how": "same"},),
    } | changes
    return NameMatch(**fields)
