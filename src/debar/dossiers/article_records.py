"""An article as records: lobbying, people, sayings, events, signals, names and numbers, each on its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from debar.dossiers.articles import Article, read_article
from debar.dossiers.articles_days import day_told
from debar.dossiers.articles_lobbying import read_lobbying
from debar.dossiers.articles_parties import (
    acting_name,
    companies_named,
    find_claims,
    find_organizations,
    find_places,
    find_protagonist,
    is_named,
    party_before,
    short_name,
)
from debar.dossiers.articles_people import People, find_people
from debar.dossiers.articles_purchases import find_purchases
from debar.dossiers.articles_said import find_counts, find_events, find_mentions, find_responses, find_sayings
from debar.dossiers.articles_signals import ArticleSignal, find_signals
from debar.dossiers.evidence import Source
from debar.dossiers.legislation_citations import find_bills
from debar.dossiers.projects import projects_of
from debar.dossiers.supply_records import told_supplies
from debar.dossiers.text_records import terms_records
from debar.model.dossiers import (
    BillMention,
    Contact,
    Count,
    Day,
    Mention,
    Post,
    PurchaseTold,
    Quotation,
    Record,
    Response,
    Saying,
    Signal,
    Told,
)

EXTRACTOR = "article/1"
#: Confidence of what is told in prose and read by rules: it waits for a person.
_TOLD, _PURCHASE, _NAMED = 0.8, 0.6, 0.95
_PARTIES = frozenset({"company", "law firm", "parent company", "lobbying firm", "research firm", "contractor"})


#: Those who help a party, and are not what an article is about.
_HELPERS = frozenset({"law firm", "lobbying firm", "research firm", "consultancy", "news agency"})


@dataclass(frozen=True, slots=True)
class _Subject:
    """What all records of an article share: its day, and the parties it names, the chief one first."""

    source: Source
    day: Day | None
    parties: tuple[str, ...]
    chief: str

    def about(self, quotation: Quotation, *names: str) -> tuple[str, ...]:
        """The parties named in the words, else the one that the article is about."""
        named = [name for name in self.parties if is_named(name, quotation.quote, self.parties)]
        return tuple(dict.fromkeys(name for name in (*names, *(named or [self.chief])) if name))

    def of_signal(self, signal: ArticleSignal, before: str) -> str:
        """Whose deed a signal tells: the chief party where it is named, else the first other one named.

        Where none is, the company its paragraph names last before it, else the chief one.
        """
        if self.chief in signal.quotation.quote or signal.signal_class == "stockpile_by_customer":
            return self.chief
        named = [name for name in self.parties if name in signal.quotation.quote]
        if signal.speaker in self.parties:
            return signal.speaker
        return min(named, key=signal.quotation.quote.find) if named else (before or self.chief)


def article_records(source: Source, *, published: date | None = None, about: str = "") -> Iterator[Record]:
    """The records of an article's body. ``about`` is the party it is about, else the one it names most often."""
    article = read_article(source.text, published=published)
    people = find_people(article)
    day = article.published
    chief = about or find_protagonist(article, people.names)
    acting = "" if chief else acting_name(article, people.names)
    lobbying = read_lobbying(article, source, people, _subject(article, source, chief, (), acting).chief)
    told = [*lobbying.engagements, *lobbying.payments, *lobbying.contacts]
    subject = _subject(article, source, chief, [name for record in told for name in record.about], acting)
    for record in told:
        named = dict.fromkeys((*record.about, *(name for said in record.about for name in companies_named(said))))
        sure = _NAMED if record.status == "stated" else _TOLD
        yield replace(record, about=tuple(named), source=article.title or source.name, confidence=sure)
    yield from _signals(article, people, subject)
    for each in (
        *_said(article, people, subject, [words for record in lobbying.contacts for words in record.quotations]),
        *_happened(article, subject),
        *projects_of(source, day=subject.day, spans=article.paragraphs),
        *told_supplies(source, subject.chief, subject.day, article.body_end, article.paragraphs),
        *_named(article, people, subject),
        *_dated(bill_mentions(source, subject.chief, day, 0, article.body_end), lobbying.contacts),
        *_obliged(article, subject),
    ):
        yield replace(each, source=each.source or article.title or source.name)


def _dated(mentions: Iterator[BillMention], contacts: Sequence[Contact]) -> Iterator[BillMention]:
    """A bill named where a contact is told belongs to the Congress of that contact, not to the article's."""
    for each in mentions:
        words = each.quotations[0]
        for contact in contacts:
            if contact.day and contact.bills and _within(contact.quotations[0], words):
                number = each.bill.partition("-")[2]
                bill = next((held for held in contact.bills if held.partition("-")[2] == number), "")
                if bill and bill != each.bill:
                    because = f"the contact told is of {contact.day.iso}, in the {bill.partition('-')[0]}th Congress"
                    each = replace(each, bill=bill, because=because, day=contact.day)  # noqa: PLW2901 (the same one)
        yield each


def _subject(article: Article, source: Source, about: str, told: Sequence[str], acting: str) -> _Subject:
    bodies = find_organizations(article, source)
    named = [each.name for each in bodies if each.type in _PARTIES]
    parties = tuple(dict.fromkeys(name for name in (about, *told, acting, *named) if name))
    body = article.text[: article.body_end]
    helpers = {each.name for each in bodies if each.type in _HELPERS}
    counted = Counter(
        {
            name: body.count(short_name(name)) + 5 * article.title.count(name)
            for name in parties
            if name not in helpers or name == about
        }
    )
    chief = about or (counted.most_common(1)[0][0] if counted else "")
    iso = article.published.isoformat() if article.published else ""
    return _Subject(source, Day(iso=iso, because="the article's day") if iso else None, parties, chief)


def _signals(article: Article, people: People, subject: _Subject) -> Iterator[Record]:
    sayings = find_sayings(article, subject.source, people)
    for each in find_signals(article, subject.source, sayings, subject.chief):
        first = each.readings[0]
        party = subject.of_signal(each, party_before(article, each.quotation.start))
        named = party and party in each.quotation.quote
        unnamed = each.signal_class == "stockpile_by_customer" and not named
        yield Signal(
            quotations=(each.quotation,),
            about=subject.about(each.quotation, subject.chief),
            extractor=EXTRACTOR,
            status="inferred" if unnamed else "stated",
            notes=(f"the words name no customer; that {party} is one is not said",) if unnamed and party else (),
            source=each.speaker or article.title,
            hedge=first.hedge,
            confidence=_NAMED if each.outcome == "signal" else _PURCHASE,
            signal=each.signal_class,
            outcome=each.outcome,
            subject=party,
            speaker=each.speaker,
            venue=each.venue,
            day=day_told(article, each.quotation.start, each.quotation.end) or subject.day,
            rule=first.rule,
            because=first.because,
            words=tuple((word.feature, word.start, word.end) for word in first.words),
        )


def _said(article: Article, people: People, subject: _Subject, contacts: Sequence[Quotation]) -> Iterator[Record]:
    """Sayings and claims; who declined or contests stands at the claim before it.

    Words that nobody is said to have said are none where a contact is told (its purpose) or a post.
    """
    responses = sorted(find_responses(article, subject.source), key=lambda each: each.quotation.start)
    sayings = [
        _saying(subject, each.quotation, each.speaker, quoted=True)
        for each in find_sayings(article, subject.source, people)
        if each.speaker or not _is_title(each.quotation, contacts, people)
    ]
    for claim in find_claims(article, subject.source):
        if not any(_is_in(claim.quotation, each.quotations[0]) for each in sayings):
            by = next((name for name in people.names if name.split()[-1] == claim.by), claim.by)
            sayings.append(_saying(subject, claim.quotation, by, quoted=False))
    yield from _answered(sorted(sayings, key=lambda each: each.quotations[0].start), responses)
    for answer in responses:
        yield replace(
            _saying(subject, answer.quotation, answer.by, quoted=False),
            responses=(answer,),
            confidence=_NAMED,
        )


def _is_title(words: Quotation, contacts: Sequence[Quotation], people: People) -> bool:
    in_contact = any(_within(contact, words) for contact in contacts)
    return in_contact or any(role.start <= words.start and words.end <= role.end for role in people.roles)


def _is_in(claim: Quotation, words: Quotation) -> bool:
    """Whether words quoted in a claim are most of what it says: a few words between marks leave the claim standing."""
    return _within(claim, words) and (words.end - words.start) * 4 >= claim.end - claim.start


def _within(outer: Quotation, inner: Quotation) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _saying(subject: _Subject, quotation: Quotation, by: str, *, quoted: bool) -> Saying:
    return Saying(
        quotations=(quotation,),
        about=subject.about(quotation, by if by in subject.parties else ""),
        extractor=EXTRACTOR,
        confidence=_NAMED if quoted and by else _TOLD,
        speaker=by,
        is_quoted=quoted,
        day=subject.day,
    )


def _answered(sayings: Sequence[Saying], responses: Sequence[Response]) -> Iterator[Saying]:
    """A contradiction belongs to what was said last before it, as long as that stands near."""
    at: dict[int, list[Response]] = {}
    for answer in responses:
        before = [n for n, each in enumerate(sayings) if each.quotations[0].end <= answer.quotation.start]
        near = before and answer.quotation.start - sayings[before[-1]].quotations[0].end < 400
        if answer.answer == "contested" and near:
            at.setdefault(before[-1], []).append(answer)
    for n, each in enumerate(sayings):
        answers = tuple(at.get(n, ()))
        yield replace(each, responses=answers, status="disputed") if answers else each


def _happened(article: Article, subject: _Subject) -> Iterator[Record]:
    for each in find_events(article, subject.source):
        yield Told(
            quotations=(each.quotation,),
            about=subject.about(each.quotation),
            extractor=EXTRACTOR,
            hedge=each.hedge,
            confidence=_TOLD,
            day=each.day,
            publisher=article.author,
        )
    for purchase in find_purchases(article, subject.source):
        yield PurchaseTold(
            quotations=(purchase.quotation,),
            about=tuple(dict.fromkeys((*purchase.brands, *subject.about(purchase.quotation)))),
            extractor=EXTRACTOR,
            confidence=_PURCHASE,
            buyer=purchase.buyer,
            item=purchase.item,
            makers=purchase.brands,
            seller=purchase.seller,
            quantity=purchase.quantity,
            amount=purchase.amount,
            currency="USD" if purchase.amount else "",
            day=purchase.day or (replace(subject.day, inferred=True) if subject.day else None),
        )


def _named(article: Article, people: People, subject: _Subject) -> Iterator[Record]:
    source = subject.source
    for role in people.roles:
        words = source.quote(role.start, role.end)
        yield Post(
            quotations=(words,),
            about=(*subject.about(words), role.person),
            extractor=EXTRACTOR,
            confidence=_NAMED,
            person=role.person,
            post=role.post,
            former=role.former,
        )
    for mention in find_mentions(article, source):
        yield _mention(subject, mention.quotation, mention.regime, "law")
    for body in find_organizations(article, source):
        yield _mention(subject, body.quotation, body.name, "organization", body.country)
    for place in find_places(article, source):
        yield _mention(subject, place.quotation, place.name, "place")
    for count in find_counts(article, source):
        yield Count(
            quotations=(count.quotation,),
            about=subject.about(count.quotation),
            extractor=EXTRACTOR,
            confidence=_TOLD,
            value=count.value,
            op=count.op,
            unit=count.unit,
            day=subject.day,
        )


def _mention(subject: _Subject, quotation: Quotation, name: str, what: str, country: str = "") -> Mention:
    return Mention(
        quotations=(quotation,),
        about=tuple(dict.fromkeys(each for each in (subject.chief, name if what == "organization" else "") if each)),
        extractor=EXTRACTOR,
        confidence=_NAMED,
        name=name,
        what=what,
        country=country,
        day=subject.day,
    )


def _obliged(article: Article, subject: _Subject) -> Iterator[Record]:
    """Terms quoted in an article: the limbs that are in its paragraphs."""
    for clause in terms_records(subject.source, about=subject.chief, day=subject.day):
        words = clause.quotations[0]
        if any(start <= words.start < end for start, end in article.paragraphs):
            yield replace(clause, confidence=_TOLD, extractor=EXTRACTOR)


def bill_mentions(source: Source, about: str, day: date | None, start: int, end: int) -> Iterator[BillMention]:
    """The bills that a part of a text names; which one is meant is taken from the day where the text does not say."""
    for each in find_bills(source.text[start:end], day):
        inferred = each.certainty == "inferred"
        yield BillMention(
            quotations=(source.quote(start + each.start, start + each.end),),
            about=(about,) if about else (),
            status="inferred" if inferred else "stated",
            extractor="bills/1",
            confidence=_PURCHASE if each.certainty == "unresolved" else _NAMED,
            bill=str(each.bill) if each.bill else "",
            name=each.act.title if each.act else each.quote,
            day=Day(iso=day.isoformat(), because="the day of the text") if day else None,
            because=each.because,
        )
