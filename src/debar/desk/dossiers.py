"""The dossier desk: what the store and the lists hold on a party, a review queue, decisions of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from debar.desk.desk import Desk
from debar.desk.library import Library, user
from debar.dossiers.forms import Form
from debar.dossiers.own_findings import read_findings
from debar.dossiers.superseded import without_superseded
from debar.dossiers.view import make_page
from debar.errors import InputError
from debar.lists.parties.finding import find_entities
from debar.lists.parties.keys import name_key
from debar.lists.parties.register import Register
from debar.lists.timeline import timeline
from debar.model.dossier_pages import DossierPage, PageText
from debar.model.findings import Finding
from debar.model.kept import Decision, Dossier, Kept
from debar.model.lists import Entity
from debar.model.timelines import PartyListing
from debar.names.normalize import normalize
from debar.store import Store, open_store
from debar.store.dossier_reading import DossierShelf, Held

if TYPE_CHECKING:
    from debar.desk.dossier_imports import ImportedFile, ImportOptions

#: Letters of a name from which it is looked for within longer ones.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier with the party's listings, and the names it was found under."""

    dossier: Dossier
    listings: tuple[PartyListing, ...] = ()


class DossierDesk:
    """The verbs over dossiers. ``desk`` is opened when lists are first asked."""

    def __init__(self, library: Library, desk: Callable[[], Desk]) -> None:
        self._library = library
        self._open_desk = desk

    @cached_property
    def _desk(self) -> Desk:
        return self._open_desk()

    @cached_property
    def _store(self) -> Store | None:
        """The store; None while nothing was ever imported into it. It may hold dossiers and no list at all."""
        try:
            return open_store(self._library.url, create=False)
        except InputError:
            return None

    @property
    def _shelf(self) -> DossierShelf:
        if self._store is None:
            raise InputError(f"{self._library.shown}: no store there yet; `debar dossier import FILE` makes one")
        return self._store.dossiers

    def import_files(
        self,
        paths: Sequence[str],
        options: ImportOptions,
        say: Callable[[str, Form], None] = lambda _name, _form: None,
    ) -> Iterator[ImportedFile]:
        """Bring files in; see :func:`debar.desk.dossier_imports.import_paths`."""
        from debar.desk.dossier_imports import import_paths  # noqa: PLC0415  it brings every reader along

        return import_paths(self._library, paths, options, reference=lambda: self._desk.reference, say=say)

    def documents(self) -> tuple[Held, ...]:
        """Every document that is kept."""
        return self._shelf.documents()

    def parties(self, limit: int = 100) -> tuple[tuple[str, int], ...]:
        """The names that most records are about, with how many; empty where there is no store yet."""
        return self._store.dossiers.parties(limit) if self._store else ()

    def open(self, name: str, *, exact: bool = False) -> Opened:
        """What is held on a party, by any of its names on lists; with ``exact`` by the name as it is written only.

        Raises InputError, naming what comes near, when no record and no list names it.
        """
        entities = () if exact else self._entities(name)
        held = self._shelf.names() if self._store else {}
        names = _names_of(name, entities, held, exact=exact)
        listings = self._listings(entities)
        if not names and not listings:
            raise InputError(_unknown(name, held))
        held_records = self._shelf.records(names.values()) if names else ()
        kept = without_superseded(each for each in held_records if each.state != "refused")
        quoted = {words.document for each in kept for words in each.record.quotations}
        documents = {each.document.sha256: each.document for each in self.documents()} if quoted else {}
        dossier = Dossier(
            name=name,
            names=tuple(sorted(names)),
            records=kept,
            documents={sha256: documents[sha256] for sha256 in sorted(quoted)},
            entities=tuple(each.id for each in entities),
        )
        return Opened(dossier, listings)

    def page(
        self,
        opened: Opened,
        *,
        since: str = "",
        until: str = "",
        months: int = 12,
        texts: bool = False,
        findings: Sequence[str] = (),
        own: Iterable[Finding] = (),
    ) -> DossierPage:
        """The dossier as a page: time line, network, windows before listings, early warnings, checks.

        ``findings`` are files of findings of past scans (json, jsonl), ``own`` further findings: what the buyer has of
        the company. Raises InputError for a file that cannot be read.
        """
        dossier = opened.dossier
        listed = (*dossier.entities, *(listing.name for listing in opened.listings))
        return make_page(
            dossier.name,
            dossier.records,
            today=self._library.now.date(),
            names=(*dossier.names, *listed),
            listings=opened.listings,
            findings=[*(finding for path in findings for finding in _findings(path)), *own],
            titles={edition.list: edition.title for edition in self._desk.editions} if opened.listings else {},
            texts=tuple(self._texts(dossier)) if texts else (),
            since=since,
            until=until,
            months=months,
        )

    def _texts(self, dossier: Dossier) -> Iterator[PageText]:
        for each in dossier.documents.values():
            yield PageText(
                sha256=each.sha256,
                name=each.name,
                kind=each.form,
                text=self._shelf.text(each.sha256),
                address=each.address,
                retrieved_at=each.retrieved_at,
                notes=each.notes,
            )

    def waiting(self, name: str = "", limit: int = 50) -> tuple[tuple[Kept, ...], int]:
        """The records that wait for a person, the surest first, and how many there are in all."""
        names: Mapping[str, int] = {}
        if name:
            names = _names_of(name, self._entities(name), self._shelf.names(), exact=False)
            if not names:
                raise InputError(_unknown(name, self._shelf.names()))
        found = self._shelf.waiting(limit, names.values())
        return found, self._shelf.count_waiting(names.values())

    def decide(self, ids: Sequence[str], *, accept: bool, because: str, by: str = "") -> list[Kept]:
        """Keep a person's decision on records, by the beginnings of their ids. Raises InputError without a reason."""
        if not because.strip():
            raise InputError("say why, with --because: every decision is kept with its reason")
        kept = [self._shelf.find(start) for start in ids]
        decision = Decision(
            verdict="accepted" if accept else "refused",
            actor=by or user(),
            reason=because,
            at=self._library.now.isoformat(),
        )
        with (self._store or self._library.store).writing() as writer:
            writer.dossiers.decide([each.id for each in kept], decision)
        return [self._shelf.find(each.id) for each in kept]

    def record(self, start: str) -> tuple[Kept, dict[str, Held], dict[str, str]]:
        """A record by the beginning of its id, with the documents it quotes and their texts."""
        kept = self._shelf.find(start)
        wanted = dict.fromkeys(
            words.document for words in (*kept.record.quotations, *(each.quotation for each in kept.record.responses))
        )
        held = {each.document.sha256: each for each in self.documents() if each.document.sha256 in wanted}
        return kept, held, {sha256: self._shelf.text(sha256) for sha256 in held}

    def _entities(self, name: str) -> tuple[Entity, ...]:
        """The entries of lists that the name means, with those that are the same party."""
        reference = self._desk.reference
        found = [match.entity for match in reference.match([name], limit=50)[0]]
        wider = {alias for entity in found for alias in entity.names}
        found += [match.entity for matches in reference.match(sorted(wider), limit=50) for match in matches]
        held = tuple({entity.id: entity for entity in found}.values())
        meant = find_entities(name, held).entities
        register = Register(held, self._library.decisions())
        parties = {party.id: party for party in map(register.party_of, meant)}
        ids = {entity for party in parties.values() for entity in party.entities}
        return tuple(sorted((entity for entity in held if entity.id in ids), key=lambda entity: entity.id))

    def _listings(self, entities: Sequence[Entity]) -> tuple[PartyListing, ...]:
        register = Register(entities, self._library.decisions())
        parties = {party.id: party for party in (register.party_of(each.id) for each in entities)}
        return tuple(listing for party in parties.values() for listing in timeline(party, entities).listings)


def _findings(path: str) -> Iterator[Finding]:
    """The findings of a past scan. Raises InputError for a file that cannot be read."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give what `debar scan --format jsonl` wrote"
        ) from None
    yield from read_findings(content, path)


def _names_of(name: str, entities: Sequence[Entity], held: Mapping[str, int], *, exact: bool) -> dict[str, int]:
    """The names of the store that mean the party: as it is asked for, as lists write it, or with it as whole words."""
    if exact:
        return {each: number for each, number in held.items() if each == name}
    aliases = {name, *(alias for entity in entities for alias in entity.names)}
    plain = {normalize(alias) for alias in aliases} - {""}
    cores = {key.core for alias in aliases if (key := name_key(alias)) is not None}
    within = f" {normalize(name)} " if len(normalize(name)) >= _TELLING else "\0"
    found: dict[str, int] = {}
    for each, number in held.items():
        told = normalize(each)
        key = name_key(each) if told[:1] and told not in plain else None
        if told in plain or (key is not None and key.core in cores) or within in f" {told} ":
            found[each] = number
    return found


def _unknown(name: str, held: Mapping[str, int]) -> str:
    words = set(normalize(name).split())
    near = sorted(each for each in held if words & set(normalize(each).split()))[:5]
    hint = f" Names that share a word with it: {'; '.join(near)}." if near else ""
    return f"no record and no list names {name!r}.{hint} Import documents with `debar dossier import FILE`."
