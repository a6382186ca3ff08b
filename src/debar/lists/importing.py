"""Files become editions: recognised, read, checked and stored in one transaction, or refused with the reason."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from debar.errors import DebarError, FormatError, InputError, RefusedError
from debar.lists import records
from debar.lists.checks import Tally, ahead_of_time, lost_too_many, rejected_too_many
from debar.lists.collecting import Collector, Group
from debar.lists.fetch_content import printable
from debar.lists.keeping import keep_ids
from debar.lists.parsing import File, Given, Layout, Log, choose
from debar.lists.registry import layouts
from debar.lists.source import Source, load, source_ids
from debar.model import Edition, Entity
from debar.store import Account, Added, AlreadyHeldError, Counts

if TYPE_CHECKING:
    from debar.store import Store, Writer

#: Told how many entities of which file were read so far.
Tick = Callable[[str, int], None]

#: The role of the file that keeps a user's mapping of columns beside the list's own files.
MAPPING = "mapping"
#: In ``Edition.lacks``: the edition holds only some of the list's parties, so absence from it ends no listing.
PARTIES = "parties"
#: Characters of a file that are shown when nothing can be made of it.
_SHOWN = 120


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How files are to be taken.

    ``now`` is the moment that counts as retrieval when nothing else says one. ``layout`` forces one layout by id;
    ``accept_smaller`` believes an edition that lost many parties; ``expected`` makes the source's expectations a
    condition (for downloads) instead of a warning. ``cut`` says why their end may be missing, as far as the transfer
    showed; ``in_force`` is the edition that they are to replace: older ones are refused.
    """

    list_id: str
    now: datetime
    published: date | None = None
    retrieved_at: datetime | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""
    title: str = ""
    licence: str = ""
    accept_smaller: bool = False
    expected: bool = False
    origin: str = "imported"
    dry_run: bool = False
    cut: str = ""
    in_force: Edition | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one group of files: the edition with its account and what it changed, or why it was refused.

    ``already`` is set when the very same edition was held before; nothing was changed then.
    """

    name: str
    files: tuple[str, ...] = ()
    layout: str = ""
    edition: Edition | None = None
    account: Account | None = None
    added: Added | None = None
    refused: str = ""
    already: str = ""


class _DryRunError(Exception):
    """Ends a transaction whose result must not stay."""


def import_paths(
    store: Store, paths: Sequence[Path], options: ImportOptions, tick: Tick | None = None
) -> Iterator[Imported]:
    """Yield what became of each group of files, in the order of their dates.

    Each edition is one transaction: what was yielded is kept, whatever happens afterwards. Raises InputError when
    nothing can be read at all.
    """
    with tempfile.TemporaryDirectory(prefix="debar-") as scratch:
        groups = Collector(Path(scratch)).groups(paths)
        if not groups:
            raise InputError(f"{', '.join(map(str, paths))}: no files there to import")
        known = layouts(options.list_id)
        _refuse_one_day_for_several(groups, options)
        for group in groups:
            if refused := _why_not_opened(group, options):
                yield Imported(group.name, refused=refused)
                continue
            for layout, roles, problem in _editions(known, group, options.layout):
                name = group.name
                files = tuple(file.name for file in roles.values())
                if layout is None:
                    yield Imported(name, files, refused=problem)
                    continue
                try:
                    yield import_files(store, layout, roles, options, name=name, day=group.day, tick=tick)
                except AlreadyHeldError as error:
                    yield Imported(name, files, layout.id, already=str(error))
                except DebarError as error:
                    yield Imported(name, files, layout.id, refused=str(error))


def _refuse_one_day_for_several(groups: Iterable[Group], options: ImportOptions) -> None:
    """Raises InputError when one day of publication is given for files that their names date differently."""
    days = sorted({group.day for group in groups if group.day})
    if options.published and len(days) > 1:
        raise InputError(
            f"--published-at {options.published} cannot hold for editions of {len(days)} days (by their names, "
            f"{days[0]} to {days[-1]}); leave it out, or import them one at a time"
        )


def _why_not_opened(group: Group, options: ImportOptions) -> str:
    """Why nothing can be made of a group before a layout looks at it; "" when nothing is in the way."""
    if group.problem or not group.misdated or options.published:
        return group.problem
    return (
        f"{group.name}: {group.misdated!r} in its name is no day of the calendar, so it would count as of today; "
        "rename it, or say its day with --published-at"
    )


def _editions(
    known: Sequence[Layout], group: Group, wanted: str
) -> Iterator[tuple[Layout | None, Mapping[str, File], str]]:
    """The editions in a group: (layout, files by role, ""), or (None, files, why they are none)."""
    offered = [layout for layout in known if not wanted or layout.id == wanted]
    if not offered:
        names = ", ".join(layout.id for layout in known)
        raise InputError(f"layout {wanted!r} is not one of this list; there are: {names}")
    left = list(group.files)
    for layout in offered:
        mine = [file for file in left if layout.recognise(file.name.lower(), file.head())]
        try:
            roles = layout.roles(mine) if mine else None
        except FormatError:
            roles = None  # several of one role: each is an edition of its own
        if roles is not None:
            yield layout, _with_siblings(layout, roles, group), ""
            left = [file for file in left if file not in mine]
    for file in left:
        chosen = choose(offered, [file])
        if chosen is not None:
            yield chosen[0], chosen[1], ""
        else:
            yield None, {"": file}, why_none(file, offered)


def _with_siblings(layout: Layout, roles: dict[str, File], group: Group) -> dict[str, File]:
    """The files by role with those beside a single given file that belong to the same edition by their usual names."""
    if len(group.files) != 1 or group.beside is None:
        return roles
    role, file = next(iter(roles.items()))
    if file.name.lower() not in layout.siblings.get(role, ()):
        return roles
    beside = {path.name.lower(): path for path in group.beside.iterdir() if path.is_file()}
    found = dict(roles)
    for other, names in layout.siblings.items():
        path = next((beside[name] for name in names if name in beside), None)
        if other not in found and path is not None:
            sibling = File(path.name, path=path)
            if layout.recognise(path.name.lower(), sibling.head()) == other:
                found[other] = sibling
    return found


def why_none(file: File, offered: Sequence[Layout]) -> str:
    """Return why a file is no edition in any of the layouts offered, in a sentence."""
    head = file.head()
    if not head.strip(b"\x1a\0\r\n \t\xef\xbb\xbf"):
        return f"{file.name}: the file is empty; nothing was imported"
    if head.lstrip(b"\xef\xbb\xbf\r\n \t")[:15].lower().startswith((b"<!doctype html", b"<html")):
        return f"{file.name}: is a web page, not a file of this list; fetch the file itself"
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        return f"{file.name}: declares a document type or entities (<!DOCTYPE), which no list needs; it was not read"
    named = next((layout for layout in offered if layout.recognise(file.name.lower(), head)), None)
    if named is not None:
        needs = ", ".join(role for role in named.needs if role != named.recognise(file.name.lower(), head))
        return f"{file.name}: is only a part of an edition in the layout {named.id}; give it together with {needs}"
    known = ", ".join(layout.id for layout in offered)
    begins = printable(head[:400].decode("utf-8", "replace"), _SHOWN)
    return f"{file.name}: is in none of the layouts known for this list ({known}); it begins: {begins}"


def import_files(
    store: Store,
    layout: Layout,
    roles: Mapping[str, File],
    options: ImportOptions,
    *,
    name: str,
    day: date | None = None,
    tick: Tick | None = None,
    afterwards: Callable[[Writer], None] | None = None,
) -> Imported:
    """Read one edition and keep it, in one transaction, of which ``afterwards`` is the last part.

    Raises FormatError for files that cannot be read, RefusedError for an edition that is not believed.
    """
    reading = Reading(layout, roles, options, name=name, day=day, tick=tick)
    kept = keep_ids(store, options.list_id, reading.entities())
    originals = [*roles.items(), *_mapping_file(options.mapping)]
    try:
        with store.writing() as writer:
            added = writer.add_edition(options.list_id, _texts(kept.entities), originals, reading.seal, reading.check)
            if kept.renamed:
                writer.keep_ids(options.list_id, kept.renamed)
            if afterwards:
                afterwards(writer)
            if options.dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return Imported(
        name, tuple(file.name for file in roles.values()), layout.id, added.edition, reading.account(), added
    )


def _mapping_file(mapping: Mapping[str, str]) -> Iterator[tuple[str, File]]:
    """A user's mapping as a file of the edition: the same bytes read by another mapping are another edition."""
    if mapping:
        yield MAPPING, File("mapping.json", data=json.dumps(dict(mapping), sort_keys=True).encode())


def _texts(entities: Iterable[Entity]) -> Iterator[tuple[str, str]]:
    for entity in entities:
        yield entity.id, records.text(entity)


class Reading:
    """One reading of an edition's files: the entities as they stream by, and afterwards the edition and its account."""

    def __init__(
        self,
        layout: Layout,
        roles: Mapping[str, File],
        options: ImportOptions,
        *,
        name: str,
        day: date | None = None,
        tick: Tick | None = None,
    ) -> None:
        self.layout = layout
        self.roles = roles
        self.options = options
        self.name = name
        self.day = day
        self.log = Log()
        self.source: Source | None = load(options.list_id) if options.list_id in source_ids() else None
        self.tally = Tally.expecting(self.source.expect if self.source else None)
        self._tick = tick

    def entities(self) -> Iterator[Entity]:
        """Yield the entities of the files. Raises FormatError naming the place where they cannot be read."""
        spoken_for = self.options.published or self.day or self.options.now.date()
        given = Given(self.options.list_id, self.roles, spoken_for, self.log, self.options.mapping)
        for entity in self.tally.count(self.layout.parse(given)):
            if not entity.id.startswith(f"{self.options.list_id}:"):
                raise FormatError(f"{self.name}: {entity.id} is no id of {self.options.list_id}")
            if self._tick and self.tally.entities % 5_000 == 0:
                self._tick(self.name, self.tally.entities)
            yield entity

    def seal(self, entities: int) -> Edition:
        """Return the edition, after all entities were read. Raises RefusedError for none, and for a wrong day."""
        if entities == 0:
            raise RefusedError(f"{self.name}: not one party could be read from it ({self.log.rows} records)")
        options, source = self.options, self.source
        published = options.published or self.log.published or self.day
        self._expect_day(published)
        retrieved = options.retrieved_at or (_midnight(self.day) if self.day else options.now)
        notes = list(dict.fromkeys([*self.log.notes, *self._shortfalls()]))
        short = self._shortfalls()
        whole = "partial" if short else "derived" if self.layout.derived else "full"
        return Edition(
            list=options.list_id,
            title=options.title or (source.title if source else options.list_id),
            authority=source.authority if source else "",
            sha256="",
            published=published,
            retrieved_at=retrieved,
            entities=entities,
            designations=self.tally.designations,
            source=self.name,
            official_url=source.addresses[0].url if source and source.addresses else "",
            licence=options.licence or (source.licence if source else "not stated; the user's own responsibility"),
            completeness=whole,
            lacks=tuple(sorted(self.log.lacks | ({PARTIES} if self._is_a_part() else set()))),
            origin=options.origin,
            layout=self.layout.id,
            parser=f"{self.layout.id}/{self.layout.version}",
            note="; ".join(notes),
        )

    def _expect_day(self, published: date | None) -> None:
        """Raise RefusedError for an edition of a day that cannot be, or that would replace a newer one."""
        seen, in_force = self.options.retrieved_at or self.options.now, self.options.in_force
        if published and ahead_of_time(published, seen):
            raise RefusedError(
                f"{self.name}: is said to be published on {published}, but was there on {seen.date()} already, and "
                "would hide every edition until then. If you know its day, import it with --published-at"
            )
        if published and in_force and in_force.published and published < in_force.published:
            raise RefusedError(
                f"{self.name}: is of {published}, older than the edition in force, of {in_force.published}, which "
                "stays in force. To keep it as a part of the list's history, import it"
            )

    def check(self, counts: Counts) -> Account:
        """Return the account. Raises RefusedError when the edition is not believed, which undoes the transaction."""
        if rejected_too_many(self.log.rows, self.log.rejections, by_hand=self.source is None):
            first = self.log.rejected[0]
            raise RefusedError(
                f"{self.name}: {self.log.rejections:,} of {self.log.rows:,} records cannot be read, so its form must "
                f"have changed (the first: {first.where}: {first.what}); the edition before stays in force"
            )
        if self.log.part and not self.options.accept_smaller:
            raise RefusedError(
                f"{self.log.part}: it is cut short, and the edition before stays in force. Fetch it again; if you know "
                "it to be an excerpt, import it with --accept-smaller"
            )
        cut = (self.log.cut or self.options.cut) if self.options.expected else ""
        if lost_too_many(counts.had, counts.had - counts.entities, cut=bool(cut)) and not self.options.accept_smaller:
            raise RefusedError(
                f"{self.name}: {counts.entities:,} parties, the edition before has {counts.had:,}: it has shrunk by "
                f"{(counts.had - counts.entities) / counts.had:.0%} and is not believed{f' ({cut})' if cut else ''}; "
                "the edition before stays in force. If it is right, import it with --accept-smaller"
            )
        if counts.doubled:
            self.log.warn(self.name, f"{counts.doubled:,} records come twice with the same content and count once")
        short = self._shortfalls()
        if short and self.options.expected and not self.options.accept_smaller:
            raise RefusedError(
                f"{self.name}: not a whole edition of {self.options.list_id}: {'; '.join(short)}; "
                "the edition before stays in force"
            )
        for each in short:
            self.log.warn(self.name, each)
        return self.account()

    def account(self) -> Account:
        """Return what was read, rejected and warned of."""
        log = self.log
        return Account(
            rows=log.rows,
            rejections=log.rejections,
            rejected=tuple((problem.where, problem.what) for problem in log.rejected),
            warnings=log.warnings,
            warned=tuple((problem.where, problem.what) for problem in log.warned),
            notes=tuple(log.notes),
        )

    def _is_a_part(self) -> bool:
        """True when so few parties are in it that a party's absence says nothing."""
        few = self.source is not None and self.tally.entities < self.source.expect.least
        return bool(self.log.part) or few

    def _shortfalls(self) -> tuple[str, ...]:
        """Why this is not a whole edition: what the files say themselves, and what the source expects."""
        breaches = self.tally.breaches(self.source.expect, self.log.lacks) if self.source else ()
        return (self.log.part, *breaches) if self.log.part else breaches


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
