"""Files brought into dossiers: read, checked, kept, and compared with the copies and versions held already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from debar.desk.dossier_files import GivenFile, given_files
from debar.desk.dossier_versions import steps_of, uncompared
from debar.desk.library import Library
from debar.dossiers.forms import Form, parse_form
from debar.dossiers.read import READERS, Reading, Told, read_file
from debar.dossiers.transcriptions import Transcription
from debar.errors import DebarError
from debar.model.dossiers import Engagement, Mention
from debar.model.kept import STRONG, KeptDocument
from debar.screening.reference import Reference
from debar.store.dossier_reading import Held
from debar.store.dossier_writing import Given

#: Forms whose names are few and worth asking of the lists at once.
_TEXTS = frozenset(
    {"article", "transcript", "press-release", "company-filing", "subsidiaries", "terms", "federal-register"}
)
#: What is kept beside what the user said.
_OF_TABLE = frozenset({"table", "rows"})
_BODIES = frozenset({"organization", "party"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user says of the files: their form, source address, day of retrieval, and whose texts they are.

    A ``transcription`` holds the words of the one file, a picture.
    """

    form: Form | None = None
    address: str = ""
    retrieved: datetime | None = None
    told: Told = field(default_factory=Told)
    transcription: Transcription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What became of one file. ``units`` (rows, filings) are ``taken`` and refused; ``fault`` says it was not read.

    ``new``, ``known`` and ``gone`` count records of the store; ``derived`` those that come of comparing documents.
    """

    name: str
    form: str = ""
    units: int = 0
    unit: str = ""
    records: int = 0
    new: int = 0
    known: int = 0
    gone: int = 0
    derived: int = 0
    waiting: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unchanged: bool = False
    fault: str = ""


def import_paths(
    library: Library,
    paths: Sequence[str],
    options: ImportOptions,
    *,
    reference: Callable[[], Reference],
    say: Callable[[str, Form], None] = lambda _name, _form: None,
) -> Iterator[ImportedFile]:
    """Bring files in, one transaction each: what is finished stays when a later one fails or the run is stopped.

    Raises InputError for a path where nothing is.
    """
    for file in given_files(paths):
        try:
            yield _import(library, file, options, reference, say)
        except DebarError as error:
            yield ImportedFile(name=file.name, fault=str(error))


def _import(
    library: Library,
    file: GivenFile,
    options: ImportOptions,
    reference: Callable[[], Reference],
    say: Callable[[str, Form], None],
) -> ImportedFile:
    if file.fault:
        return ImportedFile(name=file.name, fault=file.fault)
    store = library.store
    held = store.dossiers.document(hashlib.sha256(file.content).hexdigest())
    told = options.told if options.told.values() or held is None else _told(held)
    form = options.form or (parse_form(held.reader.partition(":")[2]) if held else None)
    reader = f"{READERS}:{form or ''}"
    as_before = held and (held.reader, _told(held)) == (reader, told)
    if held and as_before and not (options.address or options.retrieved or options.transcription):
        return ImportedFile(name=file.name, form=held.document.form, unchanged=True)
    name = PurePosixPath(file.name).name
    reading = read_file(
        file.content,
        name,
        form=form,
        told=told,
        today=library.now.date(),
        say=lambda each: say(file.name, each),
        transcription=options.transcription,
    )
    document = _document(reading, file, options, held, library.now)
    records = [*reading.records, *_listed(reading, reference)]
    values = {**told.values(), **({} if file.part else _table_of(reading))}
    source = reading.source
    given = Given(document, file.content, source.text, reader, values, source.pages, reading.refused)
    steps = steps_of(store, given)
    alone = uncompared(store, given)
    with store.writing() as writer:
        saved = writer.dossiers.save(given, records)
        for sha256, kind, derived in steps:
            writer.dossiers.drop_derived(sha256, kind)
            writer.dossiers.derive(sha256, derived)
    return ImportedFile(
        name=file.name,
        form=reading.form,
        units=reading.units,
        unit=reading.unit,
        records=len(records),
        new=saved.new,
        known=saved.known,
        gone=saved.gone,
        derived=sum(len(derived) for _, _, derived in steps),
        waiting=sum(record.confidence < STRONG for record in records),
        refused=reading.refused,
        notes=(*source.notes, *reading.notes, *((alone,) if alone else ())),
    )


def _told(held: Held) -> Told:
    """What was said of a document when it was imported."""
    return Told(**{name: value for name, value in held.given.items() if name not in _OF_TABLE})


def _document(
    reading: Reading, file: GivenFile, options: ImportOptions, held: Held | None, now: datetime
) -> KeptDocument:
    """The document as it is kept; its moment of retrieval is the one said, held, noted, in its name, else now."""
    before = held.document if held else None
    retrieved = options.retrieved.isoformat() if options.retrieved else ""
    named = f"{file.day}T00:00:00+00:00" if file.day else ""
    return KeptDocument(
        sha256=reading.source.sha256,
        name=reading.source.name,
        kind=reading.source.kind,
        form=reading.form,
        address=options.address or file.address or (before.address if before else ""),
        retrieved_at=retrieved or (before.retrieved_at if before else "") or file.retrieved or named or now.isoformat(),
        length=len(reading.source.text),
        notes=(*reading.source.notes, *reading.notes),
    )


def _table_of(reading: Reading) -> dict[str, str]:
    """What tells copies of one register: which table it is, and of how many rows."""
    if reading.form != "fara-register" or not any(isinstance(record, Engagement) for record in reading.records):
        return {}
    return {"table": "principals", "rows": str(reading.units)}


def _listed(reading: Reading, reference: Callable[[], Reference]) -> Iterator[Mention]:
    """The listed parties among those that a text names, on the first place of each name."""
    if reading.form not in _TEXTS:
        return
    named = [name for record in reading.records for name in record.about]
    named += [record.name for record in reading.records if isinstance(record, Mention) and record.what in _BODIES]
    names = [name for name in dict.fromkeys(named) if reading.source.find(name)]
    if not names:
        return
    chief = next((record.about[0] for record in reading.records if record.about), "")
    day = next((record.day for record in reading.records if isinstance(record, Mention) and record.day), None)
    for name, matches in zip(names, reference().match(names, limit=20), strict=True):
        words = reading.source.find(name)
        for match in matches:
            if words is not None and match.outcome == "match" and match.entity.schema != "Person":
                yield Mention(
                    quotations=(words,),
                    about=tuple(dict.fromkeys((name, *([chief] if chief else [])))),
                    extractor="lists/1",
                    status="inferred",
                    confidence=0.95,
                    name=match.name,
                    what="party",
                    entity=match.entity.id,
                    day=day,
                )
