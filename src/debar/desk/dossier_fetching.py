"""Originals fetched from the official services: at their pace, page after page, and never less in silence.

What does not come is said as an :class:`FetchedFile` with a fault: pages beyond the limit, items that the count names
and no page held, a page that repeats another, an error told with status 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit, urlunsplit

from debar import __version__
from debar.desk.dossier_originals import FetchNote, Originals, name_of
from debar.dossiers.official import OfficialSource, Question, questions
from debar.dossiers.official_answers import Page, read_lookup, read_page
from debar.errors import DebarError, FetchError, FormatError, InputError
from debar.lists.fetch_faults import RefusalError, shown
from debar.lists.fetch_http import Retrieval, Wanted
from debar.lists.fetch_pace import Pace
from debar.lists.fetch_types import FetchOptions, Try
from debar.report.words import count

#: The environment variable that names whom a service can write to.
CONTACT = "DEBAR_CONTACT"
#: Numbers of one name that are shown.
_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOrder:
    """What is to be fetched. ``mirror`` is an address that stands for all hosts of the source.

    ``documents``: how many of the documents that answers name, the newest first; ``pages``: the most of one question.
    """

    source: OfficialSource
    about: str = ""
    ids: tuple[str, ...] = ()
    since: str = ""
    documents: int = 0
    pages: int = 40
    mirror: str = ""
    contact: str = ""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def questions(self) -> tuple[Question, ...]:
        """What is asked first. Raises InputError for an order that cannot be asked."""
        if self.mirror and not (self.mirror.startswith(("https://", "http://")) and urlsplit(self.mirror).hostname):
            raise InputError(
                f"--mirror: {self.mirror[:80]!r} is no http(s) address; files that are here are brought in with "
                "`debar dossier import`"
            )
        if self.documents and not any(request.has_documents for request in self.source.requests):
            raise InputError(f"--documents: the answers of {self.source.id} name no documents; leave it out")
        return questions(self.source, self.about, self.ids, self.since)

    def addresses(self) -> tuple[str, ...]:
        """The addresses that are asked first. Raises InputError for an order that cannot be asked."""
        return tuple(question.address for question in self.questions()) or (self.source.lookup,)

    def place(self, address: str) -> str:
        """Where an address is asked: at a host of the source, always by https, or at the mirror.

        Raises FetchError for an address of any other host.
        """
        parts, mirror = urlsplit(address), urlsplit(self.mirror)
        if self.mirror and (parts.hostname, parts.port) == (mirror.hostname, mirror.port):
            return address
        if parts.hostname not in self.source.hosts or parts.scheme not in {"http", "https"}:
            raise FetchError(
                f"leads to {shown(address)}, which is none of its places ({', '.join(self.source.hosts)}); not followed"
            )
        if self.mirror:
            return urlunsplit((mirror.scheme, mirror.netloc, mirror.path.rstrip("/") + parts.path, parts.query, ""))
        return urlunsplit(("https", parts.hostname or "", parts.path, parts.query, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """What became of one address: the note of its file, or the ``fault`` in one sentence.

    ``outcome``: fetched, unchanged, none (the service has nothing of that kind), left (documents that were not asked
    for), failed, incomplete.
    """

    source: str
    outcome: str
    address: str = ""
    about: str = ""
    items: int = 0
    note: FetchNote | None = None
    path: Path | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A file that came, or the one that is held; ``held`` is the note of what was held of the address before."""

    path: Path
    note: FetchNote
    held: FetchNote | None

    def content(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()


class _Walk:
    """The pages of one question, as far as they came."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.address = question.address
        self.number = 0
        self.stopped = ""
        self.count: int | None = None
        self.items: set[str] = set()
        self.repeated = 0
        self.party = ""
        self.documents: dict[str, str] = {}
        self._asked: set[str] = set()
        self._older: list[str] = []

    @property
    def name(self) -> str:
        """What the file of the page is called, before its day and its ending."""
        parts = (self.question.request.name, self.question.of, str(self.number) if self.number > 1 else "")
        return "-".join(filter(None, parts))

    def add(self, page: Page) -> None:
        """Take a page in, and turn to the next one; an address that was asked already ends the walk."""
        fresh = set(page.items) - self.items
        self.repeated += len(page.items) - len(fresh)
        self.items |= fresh
        self.count = page.count if page.count is not None else self.count
        self.documents.update(page.documents)
        self.party = self.party or page.party
        self._older += [self.question.request.older.format(name=quote(name, safe="")) for name in page.older]
        self._asked.add(self.address)
        self.address = page.next or (self._older.pop(0) if self._older else "")
        if self.address in self._asked:
            self.stopped, self.address = f"page {self.number} names as the next one an address asked already", ""

    def lack(self) -> str:
        """What the service holds and did not come, in one sentence; "" when all came."""
        most, came = self.question.request.most, len(self.items)
        said = [self.stopped] if self.stopped else []
        if self.count is not None and came < self.count:
            repeats = f", {self.repeated:,} came twice" if self.repeated else ""
            said.append(f"{came:,} of {self.count:,} items came{repeats}")
        if most and (self.count or 0) >= most:
            said.append(f"the service shows no more than {most:,} items of a query, and counts no further")
        return "; ".join(said)


def unheard(_: Try) -> None:
    """Hear of a try and do nothing."""


class OfficialFetch:
    """One order carried out; iterate over :meth:`run`. ``now`` is the moment of retrieval, ``told`` hears every try."""

    def __init__(
        self,
        order: FetchOrder,
        originals: Originals,
        options: FetchOptions,
        *,
        now: datetime,
        clock: Callable[[], float],
        told: Callable[[Try], None] = unheard,
    ) -> None:
        """Raise InputError when a key or a contact that the service needs is missing or cannot be sent."""
        self._order = order
        self._source = order.source
        self._originals = originals
        self._now = now
        self._told = told
        self._key = _key(order)
        rate = self._source.rate_with_key if self._key and self._source.rate_with_key else self._source.rate
        self._pace = Pace(*rate, clock=clock, pause=options.pause)
        slow = self._source.documents_rate
        self._slow = Pace(*slow, clock=clock, pause=options.pause) if slow else None
        self._options = replace(options, user_agent=_agent(order), cache=originals.parts, before=self._pace.wait)

    def run(self) -> Iterator[FetchedFile]:
        """Yield what became of each address, as it becomes known.

        A fault ends the question it belongs to; the other questions are asked still. Raises InputError for an order
        that cannot be asked.
        """
        for question in self._order.questions() or self._looked_up():
            walk = _Walk(question)
            try:
                yield from self._pages(walk)
            except (DebarError, OSError) as error:
                yield self._without("failed", walk.address, error)
            if lack := walk.lack():
                yield self._without("incomplete", question.address, f"{lack}. Fetch again, or ask for less")
            yield from self._documents(walk)

    def _looked_up(self) -> tuple[Question, ...]:
        """The questions about the one number that the name stands with. Raises InputError for no number or several."""
        order, address = self._order, self._source.lookup
        with self._answer(address, name_of(address), None) as answer:
            found = read_lookup(answer.content(), order.about, shown(address))
        if len(found) != 1:
            several = "; ".join(f"{number} {name}" for number, name in found[:_SHOWN])
            more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
            said = f"stands with several numbers: {several}{more}" if found else "stands with no number"
            raise InputError(f"--about: {order.about!r} {said} in {shown(address)}; give --id")
        return replace(order, about="", ids=(found[0][0],)).questions()

    def _pages(self, walk: _Walk) -> Iterator[FetchedFile]:
        none = walk.question.request.none
        while walk.address:
            if walk.number >= self._order.pages:
                walk.stopped = f"the limit of {self._order.pages} pages is reached (--pages raises it)"
                return
            walk.number += 1
            try:
                fetched, page = self._page(walk)
            except RefusalError as error:
                if not none or error.status != none:
                    raise
                yield self._without("none", walk.address, error)
                return
            walk.add(page)
            yield fetched

    def _page(self, walk: _Walk) -> tuple[FetchedFile, Page]:
        """Ask for a page; an answer with status 200 that is none is asked for again, as often as a failed one."""
        request, order, number = walk.question.request, self._order, 0
        known = self._originals.known(walk.address)
        while True:
            number += 1
            with self._answer(walk.address, (walk.name, request.suffix), known) as answer:
                try:
                    page = read_page(answer.content(), request, "the answer", about=order.about, since=order.since)
                except FormatError as error:
                    if number == self._options.tries:
                        times = f" (asked {number} times)" if number > 1 else ""
                        raise FetchError(f"{shown(walk.address)}: status 200, but {error}{times}") from None
                else:
                    if page.count == 0 and not page.items:
                        return self._without("none", walk.address, "the service has none of that"), page
                    return replace(self._kept(walk.address, answer), items=len(page.items)), page
            known = None
            self._options.pause(self._options.back_off * 2 ** (number - 1))

    def _documents(self, walk: _Walk) -> Iterator[FetchedFile]:
        """The documents that the pages named, the newest first, as many as were ordered."""
        begin = self._order.since
        days = sorted(walk.documents.items(), key=lambda pair: pair[1], reverse=True)
        named = [address for address, day in days if not day or day >= begin]
        for address in named[: self._order.documents]:
            try:
                known = self._originals.known(address)
                with self._answer(address, name_of(address), known, slow=True) as answer:
                    if answer.path.suffix == ".xml" and not answer.content().lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
                        b"<"
                    ):
                        raise FetchError(f"{shown(address)}: status 200, but the answer is no XML")
                    yield replace(self._kept(address, answer), about=walk.party)
            except (DebarError, OSError) as error:
                yield self._without("failed", address, error)
        if left := len(named[self._order.documents :]):
            said = f"{count(left, 'document')} named and not fetched; --documents {len(named)} fetches all"
            yield self._without("left", walk.question.address, said)

    @contextmanager
    def _answer(
        self, address: str, name: tuple[str, str], known: FetchNote | None, *, slow: bool = False
    ) -> Iterator[_Answer]:
        """The answer of one address, in a folder that goes when it was not kept."""
        place, day = self._order.place(address), self._now.date().isoformat()
        options = replace(self._options, before=self._wait_longer) if slow else self._options
        headers = {self._source.key_header: self._source.key_form.format(key=self._key)} if self._key else {}
        with TemporaryDirectory(dir=self._originals.folder, prefix=".debar-") as folder:
            wanted = Wanted(self._source.id, name[0], self._originals.name(*name, day), place, address, headers)
            try:
                answer = Retrieval(wanted, known, options, Path(folder), self._told).run()
            except RefusalError as error:
                raise RefusalError(f"{shown(address)}: {error}", error.status) from None
            if answer is None and known is not None:
                yield _Answer(self._originals.folder / known.file, known, known)
            elif answer is not None:
                note = FetchNote(
                    source=self._source.id,
                    address=address,
                    file=wanted.filename,
                    sha256=answer.sha256,
                    retrieved_at=self._now.isoformat(),
                    etag=answer.etag,
                    last_modified=answer.last_modified,
                )
                yield _Answer(Path(folder, wanted.filename), note, known)

    def _wait_longer(self) -> None:
        self._pace.wait()
        if self._slow:
            self._slow.wait()

    def _kept(self, address: str, answer: _Answer) -> FetchedFile:
        note, outcome = answer.note, "unchanged"
        if answer.held is None or answer.held.sha256 != note.sha256:
            note, outcome = self._originals.take(answer.path, note), "fetched"
        elif answer.held is not note:  # the same bytes were sent once more
            note = answer.held
        path = self._originals.folder / note.file
        return FetchedFile(source=self._source.id, outcome=outcome, address=shown(address), note=note, path=path)

    def _without(self, outcome: str, address: str, why: object) -> FetchedFile:
        """What brought no file; nothing that a server says may bring the key back to the eye."""
        advice = self._source.advice if isinstance(why, Exception) else ""
        said = f"{str(why).rstrip('.')}. {advice}"
        said = said.replace(self._key, "***") if self._key else said
        return FetchedFile(source=self._source.id, outcome=outcome, address=shown(address), fault=said.strip())


def _key(order: FetchOrder) -> str:
    """The key out of the environment, "" for none. Raises InputError, without showing it, for one that cannot be."""
    source = order.source
    key = order.environment.get(source.key, "").strip() if source.key else ""
    if source.key_needed and not key:
        raise InputError(
            f"{source.id} needs a key: get one at {source.key_from} and put it in the environment variable {source.key}"
        )
    if key and not re.fullmatch(r"[!-~]{4,200}", key):
        raise InputError(f"{source.key}: holds characters or a length that no key has; copy it again")
    return key


def _agent(order: FetchOrder) -> str:
    """What debar calls itself at the service. Raises InputError when it must name a contact and has none."""
    contact = " ".join((order.contact or order.environment.get(CONTACT, "")).split())
    plain = contact.isascii() and contact.isprintable() and len(contact) <= 200
    if order.source.wants_contact and not (plain and re.search(r"[^ @]@[^ @.]+\.[^ @]", contact)):
        raise InputError(
            f"{order.source.id} wants to know whom it can write to: give --contact with a name and a mail address, or "
            f"put them in the environment variable {CONTACT}"
        )
    return order.source.agent.format(version=__version__, contact=contact)
