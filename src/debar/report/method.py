"""What stands around the figures of a report: the one sentence above them, how they were made, what they do not say."""

from __future__ import annotations

from decimal import Decimal

from debar.model import SEVERITY, Outcome
from debar.report.aggregates import OTHERS, UNKNOWN, Settled
from debar.report.context import Context
from debar.report.installed import Standing
from debar.report.notes import account, constructed, found, run_warnings
from debar.report.summary import Summary
from debar.report.text import long_date, money, plain
from debar.report.words import NOT_ADVICE, count

_CAME_TO = {
    Outcome.PROHIBITED: ("was prohibited on its day", "were prohibited on their day"),
    Outcome.LICENSE_REQUIRED: ("needed a license", "needed a license"),
    Outcome.DUTY: ("carries a duty to report", "carry a duty to report"),
    Outcome.DEPENDS: ("depends on facts the records do not hold", "depend on facts the records do not hold"),
    Outcome.REVIEW: ("needs a person’s look", "need a person’s look"),
    Outcome.CLEAR: ("is under no rule held here", "are under no rule held here"),
}

_RECOGNISED = (
    "Makers are recognised by names, brands, model numbers and labels that are sold under another name, each with its "
    "evidence; the words about it decide whether it was bought, removed, or only mentioned."
)
_COUNTED = (
    "A purchase is one record that says such a thing was bought. It counts once for its buyer, and once under each "
    "maker and each rule; so sums over makers or rules may exceed the whole."
)


def headline(summary: Summary, settled: Settled) -> str:
    """The sentence a reader may take away, with its figures; it says as much when nothing was found."""
    whole = settled.aggregates.whole
    if not summary.findings:
        if summary.view and summary.outside:
            return f"None of the {count(summary.outside, 'finding')} of this run fits the view."
        return f"No restricted maker, brand, model or listed party was recognised in {count(summary.rows, 'row')}."
    if not whole.purchases:
        return f"{count(summary.findings, 'finding')}; none of them says that something was bought."
    buyers = settled.entities(whole)
    who = f"{count(buyers, 'named buyer')} made " if buyers else ""
    sums = amount_words(whole.amount)
    worth = f", {sums} at order price" if sums else ""
    purchases = f"{count(whole.purchases, 'purchase')} of things from {count(_makers(settled), 'restricted maker')}"
    parts = [f"{times:,} {_CAME_TO[outcome][times != 1]}" for outcome in SEVERITY if (times := whole.outcomes[outcome])]
    all_one = len(parts) == 1 and whole.purchases > 1
    came_to = f"all {parts[0].split(' ', 1)[1]}" if all_one else _listed(parts)
    return f"{who}{purchases}{worth}: {came_to}."


def amount_words(amount: dict[str, Decimal], most: int = 2) -> str:
    """Sums by currency, the largest first, whole units: ``USD 18,412,000 and EUR 1,200``; never one sum."""
    ordered = sorted(amount.items(), key=lambda item: (item[0] == UNKNOWN, -item[1], item[0]))
    said = [whole_money(value, currency) for currency, value in ordered[:most]]
    return _listed(said + [count(len(ordered) - most, "more currency", "more currencies")] * (len(ordered) > most))


def whole_money(value: Decimal, currency: str) -> str:
    """An amount without cents; as it is when it is too long to round."""
    rounded = value.quantize(Decimal(1)) if value.is_finite() and abs(value.adjusted()) < 20 else value
    return money(rounded, plain(currency)) if currency != UNKNOWN else f"{money(rounded, '')} of unknown currency"


def method(context: Context) -> list[str]:
    """How the figures were made, a sentence each."""
    when = (
        f"Everything was judged by the law and the lists of {long_date(context.as_of)}."
        if context.as_of
        else "Each record was judged by the law and the lists of its own date."
    )
    known = (
        [f"Lists, law and catalog are those known on {long_date(context.known_at)}; later ones were ignored."]
        if context.known_at
        else []
    )
    return [
        when,
        *known,
        _RECOGNISED,
        _COUNTED,
        "Names are taken for one buyer only where kind, state and the words that tell bodies apart agree.",
        "Money is added within one currency only, as the records state it, credits with their sign.",
    ]


def limits(summary: Summary, settled: Settled) -> list[str]:
    """What the figures do not say, a sentence each, with how much of the whole it concerns."""
    told, whole = settled.aggregates, settled.aggregates.whole
    said = []
    if summary.view:
        outside = count(summary.outside, "finding")
        said.append(f"This is a view: {plain(summary.view)}. {outside} of the same run stand outside of it.")
    said += [
        "Whether the goods arrived, were returned or are in use is not in purchase records." + _silent(settled),
        "What no name, brand or model number of the catalog gives away is not found: these are the least numbers.",
    ]
    if whole.purchases:
        said.append(
            "An amount is that of the whole order, payment or contract action, which may hold other things"
            + (f"; {count(whole.unpriced, 'purchase states', 'purchases state')} none." if whole.unpriced else ".")
        )
    if told.mentions:
        words = count(told.mentions, "record with a finding says", "records with a finding say")
        said.append(f"{words} nothing of a purchase (removed, forbidden, only mentioned) and are in no total.")
    for dimension, words in (("buyer_type", "kind"), ("state", "state")):
        total = told.tables[dimension].get(UNKNOWN)
        if total:
            said.append(f"The {words} of the buyer is not known for {count(total.purchases, 'purchase')}.")
    if whole.undated:
        undated = count(whole.undated, "purchase bears", "purchases bear")
        said.append(f"{undated} no date: which rules were in force cannot be told.")
    if not told.exact or told.pooled:
        said.append(
            f"There are more names than are kept one by one: further ones stand under {OTHERS}, counts are least."
        )
    said += run_warnings(summary)
    said += [constructed(summary)] * bool(summary.constructed)
    return [*said, NOT_ADVICE]


def about(summary: Summary, settled: Settled, context: Context) -> list[tuple[str, str]]:
    """Label and words of what a file of figures must say of itself: account, view, files, editions, hashes."""
    lines = [
        ("Title", plain(context.title)),
        ("In one sentence", headline(summary, settled)),
        ("View", plain(summary.view) or "all findings"),
        ("Account", account(summary)),
        ("Found", found(summary)),
        ("Made by", f"debar {context.version}".strip()),
        ("Judged on", context.today.isoformat()),
        ("Law as of", context.as_of.isoformat() if context.as_of else "each record's own date"),
        ("Known at", context.known_at.isoformat() if context.known_at else ""),
        ("Rules", plain(summary.law)),
    ]
    for file in summary.files.values():
        words = f"{plain(file.source)}: {count(file.rows, 'row')}, {count(file.findings, 'finding')}"
        lines.append(("File", words + (f", sha256 {file.sha256}" if file.sha256 else "")))
    lines += [
        (
            "Edition",
            f"{edition.list} of {edition.dated.isoformat()}, {edition.completeness}, sha256 {edition.sha256}",
        )
        for edition in summary.editions or context.editions
    ]
    return [(label, words) for label, words in lines if words]


def _makers(settled: Settled) -> int:
    return len(settled.aggregates.tables["maker"])


def _silent(settled: Settled) -> str:
    pairs = [base for base in settled.installed.values() if base.bought]
    silent = sum(base.standing is Standing.NOT_SAID for base in pairs)
    if not silent:
        return ""
    of = f"{silent:,} of {count(len(pairs), 'pair')} of buyer and maker"
    return f" For {of} no later record says what became of them."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
