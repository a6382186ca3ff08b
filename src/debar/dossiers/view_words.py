"""What a record says: one sentence without a full stop, and its facts as (label, value)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from debar.model.dossier_ties import Project, Subsidiary, Supply
from debar.model.dossiers import (
    BillMention,
    BillStep,
    Clause,
    CompanyFiling,
    Contact,
    Count,
    Engagement,
    ListAction,
    Listing,
    Lobbying,
    Mention,
    Official,
    Payment,
    Post,
    PurchaseTold,
    Record,
    RegisterChange,
    Saying,
    Signal,
    TermsChange,
)

_SIGNALS = {
    "stockpile_by_target": "stocks up against restrictions",
    "stockpile_by_customer": "sees customers stock up",
    "prepare_for_listing": "prepares for a listing",
    "restriction_impact": "feels restrictions",
    "license": "tells of export licences",
    "supplier_shift": "shifts suppliers",
    "terms_change": "changes its terms on sanctions",
}
_METHODS = {
    "call": "called",
    "text": "texted",
    "email": "e-mailed",
    "meeting": "met",
    "social": "reached on social media",
    "event": "met at an event",
}
_CHANGES = {
    "added": "came into the register",
    "removed": "left the register",
    "terminated": "ended in the register",
    "renamed": "principal renamed in the register",
    "firm-renamed": "firm renamed in the register",
    "edited": "row edited in the register",
}
_OPERATORS = {"": "", "=": "", ">": "more than ", ">=": "at least ", "~": "about ", "<": "fewer than "}
_LONGEST, _SHORT = 220, 34

Facts = tuple[tuple[str, str], ...]


def title_of(record: Record) -> str:
    """What the record says, at most 220 characters of it."""
    told = _TITLES.get(type(record))
    words = told(record) if told else record.quotations[0].quote if record.quotations else record.kind
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def facts_of(record: Record) -> Facts:
    """The facts of the record that its sentence leaves out, those that are empty left out."""
    told = _FACTS.get(type(record))
    return tuple((label, value) for label, value in told(record) if value) if told else ()


def label_of(record: Record) -> str:
    """A few words for a drawing: whom, how much or what, never the whole claim."""
    told = _LABELS.get(type(record))
    words = " ".join((told(record) if told else title_of(record)).split())
    return words if len(words) <= _SHORT else words[: _SHORT - 1].rstrip() + "…"


def amount_words(currency: str, amount: str) -> str:
    """An amount for people: ``$659,441`` for US dollars, else ``EUR 1,000``; what is no number stays as it is."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return amount
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return amount
    sign = "$" if currency == "USD" else f"{currency} " if currency else ""
    return f"{sign}{value.to_integral_value() if value == value.to_integral_value() else value:,f}"


def _contact(each: Contact) -> str:
    who = joined(each.agents) or each.firm or "Somebody"
    by = f" of {each.firm}" if each.agents and each.firm else ""
    verb = " and ".join(dict.fromkeys(_METHODS.get(method, "reached") for method in each.methods)) or "reached"
    return f"{who}{by} {verb} {joined(map(_official, each.officials)) or 'officials not named'}"


def _payment(each: Payment) -> str:
    amount = amount_words(each.currency, each.amount)
    if each.basis == "expenses" and (not each.beneficiary or each.beneficiary == each.payer):
        return f"{each.payer} spent {amount}"
    return f"{each.payer or 'Somebody'} paid {each.beneficiary or 'somebody not named'} {amount}"


def _engagement(each: Engagement) -> str:
    return f"{each.firm or 'A firm'} acts for {each.client}" + (f" through {each.through}" if each.through else "")


def _lobbying(each: Lobbying) -> str:
    to = f" {joined(each.bodies)}" if each.bodies else ""
    return f"{each.firm} lobbied{to}" + (f" on {each.issue}" if each.issue else "")


def _signal(each: Signal) -> str:
    seen = each.signal == "stockpile_by_customer"
    who = (each.speaker or joined(each.about[:1]) if seen else each.subject or each.speaker) or "A company"
    return f"{who} {_SIGNALS.get(each.signal, each.signal.replace('_', ' '))}"


def _bill_step(each: BillStep) -> str:
    step = each.step.replace("-", " ")
    law = f" as {each.law}" if each.law else ""
    return f"{each.bill} {step}{law}" + (f": {each.title}" if each.title else "")


def _clause(each: Clause) -> str:
    lists = f" ({', '.join(each.lists)})" if each.lists else ""
    if each.term:
        return f"Terms of {each.party} define “{each.term}”" + lists
    return f"Terms of {each.party}: {_modality(each)}" + lists


def _modality(each: Clause) -> str:
    return f"{each.modality.replace('_', ' ')} {', '.join(each.actions) or each.term}".strip()


def _terms_change(each: TermsChange) -> str:
    what = "only read otherwise by us" if each.change == "technical" else f"clause {each.change}"
    return f"Terms of {each.party}: {what}"


def _register_change(each: RegisterChange) -> str:
    return f"{each.firm} for {each.client}: {_CHANGES.get(each.change, each.change)}"


def _listing(each: Listing) -> str:
    how = {"added": "came onto", "removed": "left", "changed": "was changed on"}.get(each.change, each.change)
    return f"{each.name} {how} {each.program or each.list}"


def _saying(each: Saying) -> str:
    quote = " ".join(each.quotations[0].quote.strip(' \n"“”').split()) if each.quotations else ""
    if not each.is_quoted:
        return quote
    return f"{each.speaker or 'Speaker not named'}: “{quote}”"


def _count(each: Count) -> str:
    op = _OPERATORS.get(each.op.strip(), f"{each.op.strip()} ")
    return f"{op}{each.value:,} {each.unit}"


def _post(each: Post) -> str:
    at = f", {each.organization}" if each.organization else ""
    former = "former " if each.former and "former" not in each.post.casefold().split() else ""
    return f"{each.person}: {former}{each.post}{at}"


def _project(each: Project) -> str:
    place = f", {each.place}" if each.place else ""
    return f"{each.party}: {each.name}{place}"


def _supply(each: Supply) -> str:
    verb = {"supplies": "supplies", "ended": "no longer supplies", "denied": "is said not to supply"}[each.stance]
    share = f" ({_share(each)})" if each.share else ""
    return f"{each.supplier} {verb} {each.customer}" + (f" with {each.item}" if each.item else "") + share


def _subsidiary(each: Subsidiary) -> str:
    place = f" ({each.place})" if each.place else ""
    share = f", {each.share} % owned" if each.share else ""
    return f"{each.parent} lists {each.name}{place} as a subsidiary{share}"


def _share(each: Supply) -> str:
    whose = each.supplier if each.share_of == "revenue" else each.customer
    period = f" in {each.period.iso}" if each.period else ""
    return f"{_OPERATORS.get(each.op, '')}{each.share} % of the {each.share_of} of {whose}{period}"


def _filing(each: CompanyFiling) -> str:
    return f"{each.filer} filed {each.form}" + (f" (items {', '.join(each.items)})" if each.items else "")


_TITLES: Mapping[type[Record], Callable[[Any], str]] = {
    Contact: _contact,
    Payment: _payment,
    Engagement: _engagement,
    Lobbying: _lobbying,
    RegisterChange: _register_change,
    Signal: _signal,
    BillStep: _bill_step,
    BillMention: lambda each: f"{each.name} named" + (f" ({each.bill})" if each.bill else ""),
    ListAction: lambda each: ", ".join(each.parties[:3]) + f" {each.action}: {each.title or each.list}",
    Listing: _listing,
    Clause: _clause,
    TermsChange: _terms_change,
    CompanyFiling: _filing,
    Saying: _saying,
    Mention: lambda each: f"{each.name} ({each.what})",
    PurchaseTold: lambda each: f"{each.buyer} bought {each.item}",
    Count: _count,
    Project: _project,
    Supply: _supply,
    Subsidiary: _subsidiary,
    Post: _post,
}


_LABELS: Mapping[type[Record], Callable[[Any], str]] = {
    Contact: lambda each: joined(official.name or official.role for official in each.officials) or each.firm,
    Payment: lambda each: amount_words(each.currency, each.amount),
    Engagement: lambda each: each.firm,
    RegisterChange: lambda each: f"{each.change}: {each.firm}",
    Lobbying: lambda each: each.issue or joined(each.bodies),
    Signal: lambda each: each.signal.replace("_", " ").replace("by target", "by itself"),
    BillStep: lambda each: f"{each.bill} {each.step.replace('-', ' ')}",
    BillMention: lambda each: each.name,
    Listing: lambda each: f"{each.change}: {each.program or each.list}",
    Clause: _modality,
    TermsChange: lambda each: f"clause {each.change}",
    Project: lambda each: each.name,
    Supply: lambda each: f"{each.supplier} → {each.customer}",
    Subsidiary: lambda each: each.name,
}


def _engagement_facts(each: Engagement) -> Facts:
    fee = amount_words(each.currency, each.fee) if each.fee else ""
    return (
        ("Registration", each.number),
        ("Fee", f"{fee} a {each.fee_per}" if fee and each.fee_per else fee),
        ("On", each.subject),
        ("Country", each.country),
    )


def _register_facts(each: RegisterChange) -> Facts:
    between = f"{each.after.iso} and {each.seen.iso}" if each.after and each.seen else ""
    return (*_turns(each.fields), ("Registration", each.number), ("Between the copies of", between))


def _turns(fields: Iterable[tuple[str, str, str]]) -> Facts:
    return tuple((name, f"{old or 'empty'} → {new or 'empty'}") for name, old, new in fields)


_FACTS: Mapping[type[Record], Callable[[Any], Facts]] = {
    Contact: lambda each: (
        ("About", each.purpose),
        ("For", each.client),
        ("Bills", ", ".join(each.bills)),
        ("At", each.place),
    ),
    Payment: lambda each: (
        ("Basis", each.basis),
        ("For", each.purpose),
        ("Passed on by", each.through),
        ("Filing", each.filed.number if each.filed else ""),
        ("Replaces", ", ".join(each.replaces)),
    ),
    Engagement: _engagement_facts,
    Lobbying: lambda each: (
        ("For", each.client),
        ("Filing says", each.text),
        ("Bills", ", ".join(each.bills)),
        ("By", ", ".join(each.lobbyists)),
    ),
    RegisterChange: _register_facts,
    Signal: lambda each: (("Said by", each.speaker), ("Where", each.venue), ("Read as", each.because)),
    BillStep: lambda each: (("Chamber", each.chamber), ("Action", each.text)),
    BillMention: lambda each: (("How it was settled", each.because),),
    ListAction: lambda each: (
        ("Notice", each.number),
        ("Action", each.action),
        ("List", each.list),
        ("Parties", ", ".join(each.parties[:20])),
        ("In force", each.effective.iso if each.effective else ""),
    ),
    Listing: lambda each: (("List", each.list), ("Entry", each.entity), *_turns(each.fields)),
    Clause: lambda each: (
        ("Places", ", ".join(each.places)),
        ("Uses", ", ".join(each.uses)),
        ("Ownership", each.ownership),
    ),
    TermsChange: lambda each: (("Why", each.because), *_turns(each.fields)),
    CompanyFiling: lambda each: (("Number", each.number), ("What", each.text)),
    PurchaseTold: lambda each: (
        ("Makers", ", ".join(each.makers)),
        ("Seller", each.seller),
        ("How many", each.quantity),
        ("Paid", amount_words(each.currency, each.amount) if each.amount else ""),
    ),
    Project: lambda each: (
        ("Use", each.use),
        ("For", each.customer),
        ("Worth", amount_words(each.currency, each.amount) if each.amount else ""),
    ),
    Supply: lambda each: (
        ("Supplier", each.supplier),
        ("Customer", each.customer),
        ("Supplied", each.item),
        ("Share", _share(each) if each.share else ""),
    ),
    Subsidiary: lambda each: (("Place", each.place), ("Share", f"{each.share} %" if each.share else "not told")),
    Post: lambda each: (("Now at", each.firm),),
}


def _official(official: Official) -> str:
    office = f" ({official.office})" if official.office else ""
    return f"{official.name or official.role}{office}"


def joined(names: Iterable[str]) -> str:
    """Names in a sentence, each once: ``A, B and C``."""
    held = [name for name in dict.fromkeys(names) if name]
    return ", ".join(held[:-1]) + " and " + held[-1] if len(held) > 1 else "".join(held)
