"""What an article is expected to give, row by row: which record answers a row of its yaml file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from debar.model import dossiers as model

Row = Mapping[str, Any]
_R = TypeVar("_R", bound=model.Record)
#: Kinds that say something happened or was said; a name alone says nothing of it.
TELLING = (
    model.Contact,
    model.Payment,
    model.Engagement,
    model.Signal,
    model.Told,
    model.PurchaseTold,
    model.BillMention,
    model.Saying,
    model.Count,
    model.Clause,
)
_SUFFIX = re.compile(r",? (?:LLC|Inc\.?|Ltd\.?|Co\.|Corp\.?)$")
_STOP = frozenset({"of", "the", "us", "u", "s", "and", "to", "in", "at", "for", "department", "a", "an", "dept"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What the import made of one article: its text, its records, and the page's checks as sentences."""

    text: str
    records: Sequence[model.Record]
    checks: Sequence[str] = ()
    conflicts: Callable[[str], Sequence[str]] = field(default=lambda _: ())


@dataclass(frozen=True, slots=True)
class Outcome:
    """``verdict`` is found, missing, misquoted (said, but on other words) or forbidden; ``label`` names the row."""

    section: str
    label: str
    verdict: str


def outcomes(expected: Row, imported: Imported) -> Iterator[Outcome]:
    """The outcome of every row of an expected file, in its order."""
    rows = _Rows(expected, imported)
    for section, answers in _SECTIONS.items():
        for row in expected.get(section) or ():
            yield Outcome(section, _label(row), rows.verdict(row, answers))
    clause = expected.get("clause") or {}
    for part, answers in (("definitions", _defines), ("obligations", _obliges)):
        for row in clause.get(part) or ():
            yield Outcome(f"clause {part}", _label(row), rows.verdict(row, answers))
    for row in expected.get("must_not_extract") or ():
        start, end = rows.span(row) or (0, 0)
        bad = any(isinstance(each, TELLING) and _touches(each, start, end) for each in imported.records)
        yield Outcome("must_not_extract", _label(row), "forbidden" if bad else "found")


def below_the_body(expected: Row, imported: Imported) -> list[str]:
    """The records that quote what stands below the article's body."""
    end = expected["document"].get("body_end", len(imported.text))
    return [
        f"{each.kind}: {words.quote[:80]}" for each in imported.records for words in each.quotations if words.end > end
    ]


@dataclass(frozen=True, slots=True)
class _Rows:
    expected: Row
    imported: Imported

    def span(self, row: Row) -> tuple[int, int] | None:
        """The place of the words a row rests on; a text alone is looked for. Raises ValueError where it is not there.

        A row that is ``same_as`` others stands on theirs.
        """
        if row.get("same_as"):
            names = row["same_as"].split(",")
            held = [each for rows in self.expected.values() if isinstance(rows, list) for each in rows]
            spans = [span for each in held if each.get("id") in names and (span := self.span(each))]
            return min(spans)[0], max(spans, key=lambda span: span[1])[1]
        evidence = row.get("evidence")
        if evidence is None:
            return None
        if isinstance(evidence, str):
            start = self.imported.text.find(evidence)
            if start < 0 or self.imported.text.find(evidence, start + 1) >= 0:
                raise ValueError(f"evidence must stand once in the text: {evidence!r}")
            return start, start + len(evidence)
        start, end = evidence["start"], evidence["end"]
        if self.imported.text[start:end] != evidence["quote"]:
            raise ValueError(f"evidence is not at its place: {evidence['quote']!r}")
        return start, end

    def verdict(self, row: Row, answers: Answers) -> str:
        """found, missing or misquoted."""
        span = self.span(row)
        said = answers(row, self.imported, span)
        if isinstance(said, bool):
            return "found" if said else "missing"
        right = [each for each in said if each is not None]
        if not right:
            return "missing"
        return "found" if span is None or any(_touches(each, *span) for each in right) else "misquoted"


Answers = Callable[[Row, Imported, "tuple[int, int] | None"], "bool | list[model.Record]"]


def _touches(record: model.Record, start: int, end: int) -> bool:
    """Whether the words of a record hold most of the place, or lie in it."""
    quoted = [*record.quotations, *(answer.quotation for answer in record.responses)]
    return any(
        min(each.end, end) - max(each.start, start) >= 0.6 * min(end - start, each.end - each.start) for each in quoted
    )


def _label(row: Row) -> str:
    evidence = row.get("evidence") or {}
    words = evidence if isinstance(evidence, str) else evidence.get("quote", "")
    named = row.get("id") or row.get("name") or row.get("speaker") or row.get("by") or row.get("regime")
    named = named or row.get("text") or row.get("term") or row.get("party") or row.get("value") or row.get("field")
    return f"{named or row.get('why') or row.get('buyer') or ''}: {words[:70]}".strip(": ")


def _flat(name: str) -> str:
    return _SUFFIX.sub("", name.replace("’", "'")).casefold().removeprefix("the ").strip()


def _same(one: str, other: str) -> bool:
    return bool(one and other) and _flat(one) == _flat(other)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - _STOP


def _of(imported: Imported, kind: type[_R]) -> list[_R]:
    return [each for each in imported.records if isinstance(each, kind)]


def _iso(day: model.Day | None) -> str | None:
    return day.iso if day else None


def _organizations(row: Row, imported: Imported, _: object) -> list[model.Record]:
    names = [row["name"], row.get("alias") or row["name"]]
    return [
        each
        for each in _of(imported, model.Mention)
        if each.what == "organization"
        and any(_same(each.name, name) for name in names)
        and (not row.get("country") or each.country == row["country"])
    ]


def _people(row: Row, imported: Imported, _: object) -> bool:
    posts = [each for each in _of(imported, model.Post) if each.person == row["name"]]
    told = set[str]().union(*(_words(f"{each.post} {each.organization}") for each in posts)) if posts else set()
    roles = [*(row.get("roles") or ()), *([row["role"]] if row.get("role") else ())]
    return bool(posts) and all(len(_words(role) & told) >= 0.6 * len(_words(role)) for role in roles)


def _places(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [each for each in _of(imported, model.Mention) if each.what == "place" and _same(each.name, row["name"])]


def _bought(row: Row, imported: Imported, _: object) -> list[model.Record]:
    brands = set(row.get("brands") or ([row["brand"]] if row.get("brand") else ()))
    buyer = row.get("buyer", "")
    value = str(row["count"]["value"]) if row.get("count") else ""
    found: list[model.Record] = []
    for each in _of(imported, model.PurchaseTold):
        fits = brands <= set(each.makers) and value in each.buyer.replace(",", "")
        fits = fits and _words(buyer) - {"city", "county", "town"} <= _words(each.buyer)
        fits = fits and _words(row.get("buyers", "")) <= _words(each.buyer)
        fits = fits and all(
            str(getattr(each, name, "")) == str(row[name])
            for name in ("amount", "currency", "quantity", "seller")
            if row.get(name)
        )
        if fits and (not row.get("date") or _iso(each.day) == str(row["date"])):
            found.append(each)
    return found


def _regime_names(row: Row, imported: Imported) -> list[model.Record]:
    named: list[model.Record] = [
        each
        for each in _of(imported, model.Mention)
        if each.what == "law" and (_same(each.name, row["regime"]) or row["regime"].startswith(f"{each.name} "))
    ]
    bills = [each for each in _of(imported, model.BillMention) if each.bill]
    return named + [each for each in bills if f"H.R. {each.bill.rpartition('-')[2]}" in row["regime"]]


def _regimes(row: Row, imported: Imported, span: tuple[int, int] | None) -> bool | list[model.Record]:
    named = _regime_names(row, imported)
    if not row.get("date") or span is None:
        return named
    day = str(row["date"])
    acts = [
        each
        for each in _of(imported, model.Told)
        if (_iso(each.day) or "").startswith(day) and _touches(each, *span) and _about(each, row)
    ]
    in_title = any(_touches(each, *span) and day in each.quotations[0].quote for each in named)
    return bool(named) and bool(acts or in_title)


def _about(record: model.Record, row: Row) -> bool:
    """Whether the record is about one of the subjects at least, where the row has such."""
    subjects = row.get("subjects") or ()
    return not subjects or any(name in record.about for name in subjects)


def _counts(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [
        each for each in _of(imported, model.Count) if each.value == row["value"] and each.op == (row.get("op") or "=")
    ]


def _conflict(row: Row, imported: Imported, _: object) -> bool:
    values = str(row["this_text"]), str(row["other"]["value"])
    return any(all(value in check for value in values) for check in imported.conflicts(row["other"]["quote"]))


def _bills(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [each for each in _of(imported, model.BillMention) if each.bill in {row["bill"], row.get("companion")}]


def _bill_events(row: Row, imported: Imported, _: object) -> bool:
    words = _words(row["name_in_text"].partition(" ")[0])
    return any(
        each.bill == row["bill"] and words & _words(each.quotations[0].quote)
        for each in _of(imported, model.BillMention)
    )


def _events(row: Row, imported: Imported, _: object) -> list[model.Record]:
    day = str(row["date"]) if row.get("date") else None
    hedge = row.get("hedge") or ""
    return [
        each
        for each in _of(imported, model.Told)
        if _iso(each.day) == day
        and (not row.get("inferred") or (each.day and each.day.inferred))
        and (not hedge or _words(hedge) & _words(each.hedge))
    ]


def _speaks(said: str, expected: str) -> bool:
    """Whether a speaker is the one expected: bracketed words say how, not who."""
    names = _words(re.sub(r"\(.*?\)", "", expected).replace("’s", "")) - {"spokesperson", "office"}
    return bool(said) and names <= _words(said.replace("’s", "").replace("'s", ""))


def _quotes(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [each for each in _of(imported, model.Saying) if each.is_quoted and _speaks(each.speaker, row["speaker"])]


def _claims(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [each for each in _of(imported, model.Saying) if not each.is_quoted and _speaks(each.speaker, row["by"])]


def _traps(row: Row, imported: Imported, _: object) -> bool:
    if row["expect"] == "ORG":
        named = any(
            each.name == row["text"] for each in _of(imported, model.Mention) if each.what in {"organization", "party"}
        )
        return named and not any(each.person == row["text"] for each in _of(imported, model.Post))
    return any(row["text"] in each.quotations[0].quote for each in _of(imported, model.BillMention))


def _engagements(row: Row, imported: Imported, _: object) -> list[model.Record]:
    fee = row.get("fee") or {}
    return [
        each
        for each in _of(imported, model.Engagement)
        if _same(each.firm, row["registrant"])
        and _same(each.client, row["client"])
        and _iso(each.start) == str(row["start"])
        and (each.fee, each.fee_per) == (str(fee.get("amount", "")), fee.get("per", ""))
        and row.get("person", "") in " ".join(each.notes)
    ]


def _contacts(row: Row, imported: Imported, _: object) -> list[model.Record]:
    found: list[model.Record] = []
    for each in _of(imported, model.Contact):
        officials = row["officials"]
        fits = _iso(each.day) == str(row["date"]) and list(each.agents) == row["agents"]
        fits = fits and [one.name for one in each.officials] == [one["name"] for one in officials]
        fits = fits and all(
            not (wanted := _words(one.get("organization", "")))
            or len(wanted & _words(given.office)) * 2 >= min(2, len(wanted))
            for one, given in zip(officials, each.officials, strict=True)
        )
        fits = fits and list(each.methods) == row["methods"] and list(each.bills) == list(row.get("bills") or ())
        fits = fits and _same(each.firm, row["firm"]) and _same(each.client, row["client"])
        if fits and (row.get("purpose") or "") == each.purpose:
            found.append(each)
    return found


def _payments(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [
        each
        for each in _of(imported, model.Payment)
        if _same(each.payer, row["payer"])
        and (each.beneficiary == row["beneficiary"] or _same(each.beneficiary, row["beneficiary"]))
        and (each.amount, each.currency) == (str(row["amount"]), row["currency"])
        and (_iso(each.start) or "", _iso(each.end) or "") == (str(row.get("start") or ""), str(row["end"]))
    ]


def _derived(row: Row, imported: Imported, _: object) -> bool:
    numbers = f"{int(row['contract_rate_total']):,}", f"{int(row['reported']):,}"
    return any(all(number in check for number in numbers) for check in imported.checks)


def _signals(row: Row, imported: Imported, _: object) -> list[model.Record]:
    day = str(row["date"]) if row.get("date") else ""
    return [
        each
        for each in _of(imported, model.Signal)
        if each.signal == row["class"]
        and (not row.get("speaker_org") or row["speaker_org"] in each.speaker)
        and (not row.get("subject") or each.subject == row["subject"])
        and (not row.get("hedge") or row["hedge"] in each.hedge)
        and (_iso(each.day) or "").startswith(day)
    ]


def _regime_mentions(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [
        each
        for each in _of(imported, model.Mention)
        if each.what in {"law", "list"} and _same(each.name, row["regime"])
    ]


def _silent(row: Row, imported: Imported, span: tuple[int, int] | None) -> bool:
    party = next(iter(re.findall(r"\w+", row["party"])))
    answers = [answer for each in imported.records for answer in each.responses]
    return any(
        party in answer.by
        and answer.answer in {"declined", "no-answer", "contested"}
        and (not row.get("answer") or row["answer"] == answer.answer)
        and (span is None or (answer.quotation.start < span[1] and span[0] < answer.quotation.end))
        for answer in answers
    )


def _defines(row: Row, imported: Imported, _: object) -> list[model.Record]:
    return [
        each
        for each in _of(imported, model.Clause)
        if each.modality == "means"
        and each.term == row["term"]
        and (not row.get("lists") or set(row["lists"]) == set(each.lists))
        and (not row.get("places") or len(row["places"]) == len(each.places))
    ]


def _obliges(row: Row, imported: Imported, _: object) -> list[model.Record]:
    owned = (row.get("ownership") or {}).get("threshold_pct")
    return [
        each
        for each in _of(imported, model.Clause)
        if each.modality == row["modality"]
        and (owned is None or each.ownership == str(owned))
        and (not row.get("lists") or set(row["lists"]) == set(each.lists))
        and (not row.get("end_uses") or bool(each.uses))
    ]


_SECTIONS: Mapping[str, Answers] = {
    "organizations": _organizations,
    "people": _people,
    "places": _places,
    "products": _bought,
    "purchases": _bought,
    "regimes": _regimes,
    "counts": _counts,
    "source_conflicts": _conflict,
    "bills": _bills,
    "events": _events,
    "quotes": _quotes,
    "claims": _claims,
    "ner_traps": _traps,
    "engagements": _engagements,
    "contacts": _contacts,
    "payments": _payments,
    "derived_checks": _derived,
    "signals": _signals,
    "bill_events": _bill_events,
    "regime_mentions": _regime_mentions,
    "timeline_other": _events,
    "no_comment": _silent,
}
