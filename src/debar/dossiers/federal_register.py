"""Documents of the Federal Register as records: each party added to a list, removed, revised or extended by itself.

A record quotes the party in the very document that acts on it, and that document's title. A document that prints no
party (an abstract) gives one record without parties, which belongs to no dossier.
"""

from __future__ import annotations

from collections.abc import Iterator

from debar.dossiers.evidence import Source
from debar.dossiers.register_lists import actions_in, lists_in
from debar.dossiers.register_notices import Notice, notices
from debar.dossiers.register_parties import Party, parties_of
from debar.model.dossiers import ListAction, Quotation, Record

_EXTRACTOR = "federal-register/2"
_PROPOSED = ("proposed rule", "request for comment", "information collection", "submission for omb review")


def register_notice_records(source: Source) -> Iterator[Record]:
    """The records of each document that acts on a list. Raises FormatError for JSON that holds no document."""
    for notice in notices(source):
        head = f"{notice.title.text}\n{notice.body.text[:2_000]}".casefold()
        if not notice.title.text.strip() or any(words in " ".join(head.split()) for words in _PROPOSED):
            continue
        found = parties_of(notice)
        for party in found:
            yield _of_party(source, notice, party)
        if not found:
            yield from _of_notice(source, notice)


def _title(source: Source, notice: Notice) -> tuple[str, Quotation]:
    return " ".join(notice.title.text.split()), notice.title.quote(source, 0, len(notice.title.text))


def _of_party(source: Source, notice: Notice, party: Party) -> ListAction:
    title, quoted = _title(source, notice)
    passage = notice.title if party.is_title else notice.body
    words = passage.quote(source, party.start, party.end)
    return ListAction(
        quotations=(words,) if party.is_title else (words, quoted),
        about=tuple(dict.fromkeys((party.name, *party.aliases))),
        method="table",
        extractor=_EXTRACTOR,
        source="Federal Register",
        confidence=party.confidence,
        notes=tuple(filter(None, (party.note, *_doubts(notice)))),
        action=party.action,
        list=party.list,
        number=notice.number,
        title=title,
        parties=(party.name,),
        day=notice.published,
        effective=notice.effective,
    )


def _of_notice(source: Source, notice: Notice) -> Iterator[ListAction]:
    lists = lists_in(notice.title.text)
    actions = actions_in(notice.title.text) or actions_in(notice.body.text[:4_000])
    if not (lists and actions):
        return
    title, quoted = _title(source, notice)
    yield ListAction(
        quotations=(quoted,),
        extractor=_EXTRACTOR,
        source="Federal Register",
        confidence=0.8,
        notes=("the parties are not printed here; see the document itself", *_doubts(notice)),
        action="+".join(sorted(actions)),
        list=lists[0],
        number=notice.number,
        title=title,
        day=notice.published,
        effective=notice.effective,
    )


def _doubts(notice: Notice) -> Iterator[str]:
    if not notice.number:
        yield "the document number was not found"
    if notice.effective is None:
        yield "the effective day was not found"
