"""Transcripts, filings with the SEC and terms as records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from debar.clauses import read_clauses
from debar.dossiers.days import day_in_head
from debar.dossiers.evidence import Source
from debar.dossiers.filings import read_submissions
from debar.dossiers.signals import SignalReading, read_signals
from debar.model.clauses import Definition, Obligation, OwnershipTerms
from debar.model.dossiers import Clause, CompanyFiling, Day, Record, Signal

_SURE, _UNSURE = 0.95, 0.6
_WHOSE = ("whose terms these are was not said; give it with --about",)
_NAME = re.compile(r"(?P<name>[^\n|>]{2,120}?)\s*(?:</div>)?\s*\(\s*exact name of registrant", re.IGNORECASE)
_FORM = re.compile(r"\bform\s+(?P<form>(?:8-K|10-K|10-Q|20-F|6-K|40-F)(?:/A)?)\b", re.IGNORECASE)
_ITEM = re.compile(r"\bitem\s+(?P<item>\d{1,2}\.\d{2})\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d{3}-\d{5}\b")


def spoken_records(source: Source, *, about: str = "", day: Day | None = None, prose: bool = False) -> Iterator[Record]:
    """The signals of a transcript, or of the prose of a company's own text (``prose``)."""
    day = day or day_in_head(source.text)
    for each in read_signals(source.text, subject=about, prose=prose):
        if each.outcome == "no" or each.signal_class is None:
            continue
        yield Signal(
            quotations=(source.quote(each.start, each.end),),
            about=tuple(dict.fromkeys(name for name in (about, *_others(each), each.speaker_firm) if name)),
            extractor="signals/1",
            source=each.speaker or source.name,
            hedge=each.hedge,
            confidence=_SURE if each.outcome == "signal" else _UNSURE,
            notes=_notes(each, about),
            signal=each.signal_class,
            outcome=each.outcome,
            subject=each.party.name or about,
            speaker=each.speaker,
            venue="transcript" if each.speaker else "",
            day=day,
            rule=each.rule,
            because=each.because,
            words=tuple((word.feature, word.start, word.end) for word in each.words),
        )


def _others(each: SignalReading) -> tuple[str, ...]:
    """The party named in a sentence where it is not the one whose text it is: its dossier holds the sentence too."""
    return (each.party.name,) if each.party.kind == "named" and each.party.name[:1].isupper() else ()


def _notes(each: SignalReading, about: str) -> tuple[str, ...]:
    if not about:
        return ("whose text this is was not said; give it with --about",)
    if each.party.kind == "unsaid":
        return (f"the sentence names no party; read as {about}'s own, whose text it is",)
    return (f"told of {each.party.name}, in the text of {about}",) if each.party.kind == "named" else ()


def filer_of(source: Source) -> str:
    """The registrant that the head of a filing names; empty where it names none."""
    name = _NAME.search(source.text)
    return name["name"].strip(" *_") if name else ""


def filing_records(source: Source, *, about: str = "", day: Day | None = None) -> Iterator[Record]:
    """A filing with the SEC: what it is, by its head, and the signals of its text."""
    form, name = _FORM.search(source.text), _NAME.search(source.text)
    filer = about or filer_of(source)
    day = day or day_in_head(source.text)
    if form:
        number = _NUMBER.search(source.text)
        words = [found.span() for found in (form, name) if found]
        yield CompanyFiling(
            quotations=tuple(source.quote(*span) for span in words),
            about=(filer,) if filer else (),
            extractor="sec-filing/1",
            source="SEC filing",
            confidence=_SURE if name else _UNSURE,
            filer=filer,
            form=form["form"].upper(),
            number=number[0] if number else "",
            day=day,
            items=tuple(dict.fromkeys(found["item"] for found in _ITEM.finditer(source.text))),
            address=source.address,
        )
    yield from spoken_records(source, about=filer, day=day, prose=True)


def submission_records(source: Source, content: bytes) -> Iterator[Record]:
    """One record for each filing of EDGAR's submissions. Raises FormatError as `read_submissions`."""
    found = read_submissions(content, source.name)
    filer = found.name or _older_filer(source)
    at = 0
    for each in found.filings:
        words = source.find(json.dumps(each.accession), at) or source.find(json.dumps(each.accession))
        if words is None:
            continue
        at = words.end
        yield CompanyFiling(
            quotations=(words,),
            about=(filer,),
            method="table",
            extractor="edgar-submissions/1",
            source="EDGAR submissions",
            filer=filer,
            form=each.form,
            number=each.accession,
            day=Day(iso=each.filed.isoformat()),
            period=Day(iso=each.period.isoformat()) if each.period else None,
            items=each.items,
            text=each.description,
            address=each.address,
        )


def _older_filer(source: Source) -> str:
    """A further page of a filer names it by its file name only."""
    cik = re.search(r"CIK(\d{1,10})", source.name)
    return f"CIK {cik[1].lstrip('0')}" if cik else source.name


def terms_records(source: Source, *, about: str = "", day: Day | None = None) -> Iterator[Record]:
    """What terms oblige to and define, each limb and definition on its words."""
    read = read_clauses(source.text)
    for each in read.obligations:
        yield replace(_clause(source, each, about), seen=day)
    for term in read.definitions:
        yield replace(_definition(source, term, about), seen=day)


def _definition(source: Source, each: Definition, about: str) -> Clause:
    return Clause(
        quotations=(source.quote(each.words.start, each.words.end),),
        about=(about,) if about else (),
        extractor="clauses/1",
        source=source.name,
        confidence=_SURE,
        notes=() if about else _WHOSE,
        party=about,
        modality="means",
        term=each.term,
        lists=each.lists,
        places=each.places.codes,
        ownership=_threshold(each.ownership),
    )


def _threshold(owned: OwnershipTerms | None) -> str:
    return str(owned.threshold) if owned and owned.threshold is not None else ""


def _clause(source: Source, each: Obligation, about: str) -> Clause:
    return Clause(
        quotations=(source.quote(each.words.start, each.words.end),),
        about=(about,) if about else (),
        extractor="clauses/1",
        source=source.name,
        confidence=_SURE,
        notes=() if about else _WHOSE,
        party=about,
        modality=str(each.modality),
        actions=tuple(map(str, each.actions)) or (str(each.kind),),
        lists=tuple(dict.fromkeys(map(str, each.lists.ids))),
        places=tuple(dict.fromkeys(map(str, each.places.codes))),
        uses=tuple(map(str, each.uses)),
        ownership=_threshold(each.ownership),
    )
