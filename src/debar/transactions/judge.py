"""The one path to a finding on a transaction: its cases judged by the rules, its owners, its contract, the caps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.model import (
    AMOUNTS_TO,
    SEVERITY,
    Buyer,
    Case,
    Finding,
    Identification,
    Outcome,
    Participant,
    RuleResult,
    Said,
    Strength,
    Transaction,
)
from debar.ownership.graph import StakeGraph
from debar.regimes.engine import judge_rule
from debar.regimes.rule import Rule
from debar.regimes.rulebook import Rulebook
from debar.screening.conclude import FIRM, finding_outcome, known
from debar.screening.reference import Reference
from debar.transactions.cases import (
    Thing,
    View,
    buying_view,
    main_view,
    party_view,
    place_views,
    through_the_us,
)
from debar.transactions.contract import Contract, Tested, check_contract
from debar.transactions.entries import narrow
from debar.transactions.ownership import Owners
from debar.transactions.places import place_name, place_words
from debar.transactions.screened import Listed, PartyScreen, in_force
from debar.transactions.telling import (
    CONTRACT,
    RECORD,
    digest,
    identify_places,
    make_sentence,
    make_subject,
    merge,
)

#: An export of anything by anybody in the United States, by which places are told apart.
PROBE = Case(date=None, buyer=Buyer(type="private", country="US", role="exporter"), action="export")
#: Distinct item texts remembered.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """How transactions are judged: the clocks, stakes of a file, and a contract's clause."""

    as_of: date | None = None
    known_at: date | None = None
    graph: StakeGraph | None = None
    contract: Contract | None = None


class Judge:
    """Judges transactions one by one; what is the same in many of them is worked out once."""

    def __init__(self, reference: Reference, question: Question) -> None:
        self._reference = reference
        self._question = question
        self._screen = PartyScreen(reference, question.known_at)
        self._owners = Owners(self._screen, reference.rules, question.graph)
        self._rules = tuple(rule for rule in reference.rules if rule.id != CONTRACT)
        self._book = Rulebook(self._rules)
        self._by_id = {rule.id: rule for rule in self._rules}
        self._contract_rule = next((rule for rule in reference.rules if rule.id == CONTRACT), None)
        self._things: dict[tuple[str, date | None], tuple[Identification, ...]] = {}

    @property
    def parties_looked_up(self) -> int:
        """How many distinct parties were looked up on the lists."""
        return self._screen.looked_up

    def meet(self, transactions: Iterable[Transaction]) -> None:
        """Look up the parties of many transactions together."""
        self._screen.meet(party for transaction in transactions for party in transaction.participants)

    def findings(self, transactions: Sequence[Transaction], *, everything: bool = False) -> Iterator[Finding]:
        """Yield the finding of each transaction in which something was found; of every one with ``everything``."""
        self.meet(transactions)
        for transaction in transactions:
            finding = self.finding(transaction)
            if everything or finding.identifications:
                yield finding

    def finding(self, transaction: Transaction) -> Finding:
        """Return the finding on one transaction."""
        on = self._question.as_of or transaction.date
        found = list(self._identified(transaction, on))
        thing = self._thing(transaction, [one for one in found if one.field == "text"], on)
        main = main_view(transaction, thing, on)
        base, not_checked = self._judge(main)
        abroad = through_the_us(transaction, main)
        known_here = (*base, *self._judge(abroad)[0]) if abroad else base
        results = [*base, *(self._of_views([abroad], base) if abroad else ())]
        results += self._of_views(self._views(transaction, main), known_here)
        results += self._of_parties(transaction, main, known_here)
        owned, chains = self._of_owners(transaction, main, on)
        results += owned
        found += chains
        if self._question.contract and transaction.kind == "sale":
            results += self._of_contract(transaction, results, on)
        results += _of_record(transaction)
        merged = merge(results)
        found += identify_places(transaction, merged)
        return self._concluded(transaction, on, tuple(found), merged, self._not_checked(transaction, not_checked))

    # --- what is identified ------------------------------------------------------------------------

    def _identified(self, transaction: Transaction, on: date | None) -> Iterator[Identification]:
        for participant in transaction.participants:
            for listed in self._listed(participant, on):
                yield listed.identification(participant, on)
        yield from self._item_identifications(transaction, on)

    def _listed(self, participant: Participant, on: date | None) -> list[Listed]:
        return in_force(self._screen.of(participant), on)

    def _item_identifications(self, transaction: Transaction, on: date | None) -> tuple[Identification, ...]:
        key = (f"{transaction.maker}\x1f{transaction.text}", on)
        if key not in self._things:
            if len(self._things) >= _REMEMBERED:
                self._things.clear()
            found = list(self._reference.identifier.identify(transaction.text, on)) if transaction.text else []
            for maker in self._reference.catalog.maker_of(transaction.maker) if transaction.maker else ():
                if all(one.maker != maker for one in found):
                    found.append(_named_maker(transaction.maker, maker))
            self._things[key] = tuple(found)
        return self._things[key]

    def _thing(self, transaction: Transaction, found: Sequence[Identification], on: date | None) -> Thing:
        found = [*found, *(one for one in self._item_identifications(transaction, on) if one.field == "maker")]
        firm = [one for one in found if one.strength in FIRM and one.said is Said.BOUGHT and not one.component]
        makers = tuple(dict.fromkeys(o for one in firm for o in self._reference.catalog.owners(one.maker, on)))
        listings = known(self._reference.designations_of_makers(makers), self._question.known_at) if makers else ()
        categories = tuple(dict.fromkeys(c for one in firm for c in one.categories))
        return Thing(makers, next((one.brand for one in firm if one.brand), ""), categories, listings)

    # --- what the rules say ------------------------------------------------------------------------

    def _judge(self, view: View) -> tuple[tuple[RuleResult, ...], tuple[str, ...]]:
        """What every rule says of a case; cases that are alike are judged once."""
        return self._book.judge(view.case)

    def _views(self, transaction: Transaction, main: View) -> Iterator[View]:
        if transaction.kind == "deal":
            return
        yield from place_views(transaction, main.case)
        bought = buying_view(transaction, main.case)
        if bought:
            yield bought
        for view in place_views(transaction, main.case):
            seen = through_the_us(transaction, view)
            if seen:
                yield seen

    def _of_views(self, views: Iterable[View], base: Sequence[RuleResult]) -> Iterator[RuleResult]:
        """What further cases add to the main one."""
        known_ = {(result.rule, result.outcome, result.because) for result in base}
        for view in views:
            for result in self._judge(view)[0]:
                if (
                    result.rule,
                    result.outcome,
                    result.because,
                ) not in known_ and result.outcome is not Outcome.NOT_COVERED:
                    yield _told(result, view)

    def _of_parties(self, transaction: Transaction, main: View, base: Sequence[RuleResult]) -> Iterator[RuleResult]:
        for participant in transaction.participants:
            found = self._screen.of(participant)
            if not found:
                continue
            view = party_view(transaction, main.case, participant, found)
            weak = [one for one in found if not one.firm]
            if len(weak) == len(found):
                why = f"{participant.name or 'it'} may be {found[0].caption} on {found[0].list}, which is not certain"
                view = replace(view, at_most_review=why)
            for result in self._of_views([view], base):
                yield narrow(result, self._by_id, found, transaction.eccn, view.case.date)
            abroad = through_the_us(transaction, view) if not view.at_most_review else None
            if abroad:
                yield from self._of_views([abroad], base)

    def _of_owners(
        self, transaction: Transaction, main: View, on: date | None
    ) -> tuple[list[RuleResult], list[Identification]]:
        results: list[RuleResult] = []
        chains: dict[str, Identification] = {}
        if on is None:
            return results, []
        for holding in self._owners.holdings(transaction, on):
            view = party_view(transaction, main.case, holding.participant, ())
            chains.setdefault(holding.found.text, holding.found)
            result = None
            if holding.facts is not None:
                case = replace(view.case, facts={**view.case.facts, **holding.facts})
                result = _doubted(judge_rule(holding.rule, case), holding.doubt)
                results.append(_told(replace(result, because=f"{result.because} {holding.found.text}."), view))
                abroad = through_the_us(transaction, replace(view, case=case))
                if abroad:
                    results.append(_told(_doubted(judge_rule(holding.rule, abroad.case), holding.doubt), abroad))
            for _, says, citation in holding.flags:
                if result is None or AMOUNTS_TO.get(result.outcome) is None:
                    results.append(_flag(holding.rule, says, view, citation.title, holding.found.text))
        return results, list(chains.values())

    def _of_contract(
        self, transaction: Transaction, results: Sequence[RuleResult], on: date | None
    ) -> Iterator[RuleResult]:
        contract, rule = self._question.contract, self._contract_rule
        if contract is None or rule is None:
            return
        listed = {participant: self._listed(participant, on) for participant in transaction.participants}
        makers = [one.maker for one in self._item_identifications(transaction, on) if one.maker]
        listings = known(self._reference.designations_of_makers(tuple(makers)), self._question.known_at)
        of_item = frozenset(listing.list for listing in listings if listing.in_force(on))
        tested = Tested(
            transaction=transaction,
            listed=listed,
            of_item=of_item,
            owners=self._owners,
            rule=rule,
            results=results,
            on=on,
            embargoed=lambda place: self._embargoed(place, on),
        )
        yield from check_contract(contract, tested)

    def _embargoed(self, place: str, on: date | None) -> bool:
        """Whether a person in the United States may not sell anything there on the day: what "embargo" means."""
        to = replace(PROBE, date=on, facts={"destination": place_words(place)})
        said = (result.outcome for result in self._judge(View(to))[0])
        return any(AMOUNTS_TO.get(outcome) is Outcome.PROHIBITED for outcome in said)

    # --- the finding -------------------------------------------------------------------------------

    def _not_checked(self, transaction: Transaction, said: Sequence[str]) -> tuple[str, ...]:
        found = [sentence for sentence in said if not sentence.startswith("state law")]
        seller = next(iter(transaction.of_role("seller")), None)
        if transaction.kind != "deal" and (seller is None or not seller.country):
            found.append("the seller's country is not given: it is taken for a US person")
        others = {
            f"{place_name(p.country)} ({p.country.upper()})"
            for p in transaction.participants
            if p.country and p.country != "us"
        }
        found += [
            f"law of {country} not checked"
            for country in sorted(others)
            if f"law of {country} not checked" not in found
        ]
        return (*found, *self._reference.not_known(self._question.known_at))

    def _concluded(
        self,
        transaction: Transaction,
        on: date | None,
        found: tuple[Identification, ...],
        results: tuple[RuleResult, ...],
        not_checked: tuple[str, ...],
    ) -> Finding:
        outcome = finding_outcome(results)
        subject = make_subject(transaction, on)
        versions = self._reference.rule_versions
        said = [
            f"{r.rule}|{versions.get(r.rule, '')}|{r.outcome}|{r.about}" for r in results if r.outcome in AMOUNTS_TO
        ]
        hits = [f"{i.kind}|{i.text}|{i.field}|{i.strength}|{i.maker}|{i.entity}" for i in found]
        return Finding(
            id=digest(transaction.sha256, str(transaction.row), transaction.reference, transaction.text),
            ground=digest(*sorted(hits), *sorted(said)),
            outcome=outcome,
            sentence=make_sentence(outcome, results, found),
            subject=subject,
            identifications=found,
            rules=results,
            not_checked=not_checked,
            editions=self._reference.editions_data,
        )


def _named_maker(words: str, maker: str) -> Identification:
    because = f"The record names {words} as the maker."
    return Identification(
        kind="name", text=words, field="maker", strength=Strength.STRONG, because=because, maker=maker
    )


def _doubted(result: RuleResult, doubt: str) -> RuleResult:
    """A result that turns on who an owner is, not on a fact to ask for: a review with the reason."""
    if not doubt or result.outcome is not Outcome.DEPENDS:
        return result
    return replace(result, outcome=Outcome.REVIEW, because=f"It is not certain. {doubt}", missing=())


def _told(result: RuleResult, view: View) -> RuleResult:
    """A result with whom it is about; where the case is only possible, at most a review."""
    because = f"{view.about[:1].upper()}{view.about[1:]}: {result.because}" if view.about else result.because
    amount = AMOUNTS_TO.get(result.outcome, Outcome.CLEAR)
    if view.at_most_review and SEVERITY.index(amount) < SEVERITY.index(Outcome.REVIEW):
        because = f"At most review: {view.at_most_review}. Otherwise {result.outcome}: {because}"
        return replace(result, outcome=Outcome.REVIEW, because=because, about=view.about)
    return replace(result, because=because, about=view.about)


def _flag(rule: Rule, says: str, view: View, cite: str, chain: str) -> RuleResult:
    phase = rule.phases[0] if rule.phases else rule.clauses[0].phases[0]
    because = f"{view.about[:1].upper()}{view.about[1:]}: {says} {chain}"
    citations = tuple(c for c in phase.citations if c.title != cite)
    first = type(phase.citations[0])(cite)
    return RuleResult(
        rule=rule.id,
        title=rule.title,
        outcome=Outcome.REVIEW,
        because=because,
        citations=(first, *citations),
        about=view.about,
    )


def _of_record(transaction: Transaction) -> Iterator[RuleResult]:
    for problem in transaction.problems:
        because = f"{problem[:1].upper()}{problem[1:]}."
        title = "What the record itself says"
        yield RuleResult(rule=RECORD, title=title, outcome=Outcome.REVIEW, because=because, about="record")
