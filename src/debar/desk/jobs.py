"""Jobs: files that are sent to a server, scanned there by a process of its own; their folder and what they ask.

The folder of a place holds one folder a job: ``files`` as they were sent, the journal while it is scanned, then the
results. Whoever holds the lock of the place is the one process that scans.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import platformdirs

from debar.desk.answers import parse_action, parse_date, parse_funding
from debar.errors import InputError
from debar.model.jobs import Job, JobFile
from debar.procurement.options import ReadOptions
from debar.store.place import place_of

if TYPE_CHECKING:
    from debar.desk.desk import Desk

#: What a scan writes, by format: the name of the file in the job's folder, and its media type.
RESULTS: Mapping[str, tuple[str, str]] = {
    "html": ("report.html", "text/html"),
    "csv": ("findings.csv", "text/csv"),
    "jsonl": ("findings.jsonl", "application/x-ndjson"),
}
#: The options of ``debar scan`` that a job may have: one value each, or several.
SINGLE: tuple[str, ...] = ("buyer", "buyer_type", "state", "country", "purpose", "action", "as_of", "known_at")
SEVERAL: tuple[str, ...] = ("funding", "map")
#: Files of one job; characters of a name that is kept, and of an option.
MOST_FILES, _LONGEST_NAME, _LONGEST_OPTION = 20, 120, 300
_AT_ONCE = 1024 * 1024
_UNSAFE = re.compile(r"[^\w .()+,=@-]|[\r\n]")
#: What stands beside data and would be taken for settings.
_SETTINGS = re.compile(r"(?i)(^|\.)debar\.toml$")


@dataclass(frozen=True, slots=True)
class JobPlace:
    """Where a server keeps the files of jobs: ``root``, and ``id``, which tells it apart for good."""

    root: Path
    id: str

    def folder(self, job: Job) -> Path:
        """Return the folder of a job. Raises InputError once its files are removed, and for one of another server."""
        if not job.folder:
            raise InputError(f"the files of job {job.id} are removed; the scan it kept stays")
        if job.place != self.id:
            raise InputError(f"the files of job {job.id} are on another server, or in another folder of uploads")
        return self.root / job.folder

    def result(self, job: Job, format_: str) -> Path:
        """Return the file of a job that is done. Raises InputError for an unknown format and before it is done."""
        if format_ not in RESULTS:
            raise InputError(f"format: {format_!r} is none here; take one of {', '.join(RESULTS)}")
        if job.state != "done":
            raise InputError(f"job {job.id} is {job.state}: there are results once it is done")
        return self.folder(job) / RESULTS[format_][0]

    def remove(self, job: Job) -> None:
        """Remove the files of a job."""
        shutil.rmtree(self.folder(job), ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Give whether the lock of the place is held by this process now; it ends with the block or the process."""
        import fcntl  # noqa: PLC0415  not on every system; a server that takes files is on one that has it

        with (self.root / ".lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def is_locked(self) -> bool:
        """Return whether some process holds the lock."""
        with self.lock() as held:
            return not held


def open_place(store: str, folder: str = "") -> JobPlace:
    """Return the place for the jobs of a store; the folder is made.

    Without a ``folder`` it is beside the store's file, or in the data folder of the user for a server's database.
    Raises InputError where it cannot be written.
    """
    root = _root(store, folder)
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = root / ".place"
        if not told.exists():
            new = root / f".place-{secrets.token_hex(8)}"
            new.write_text(secrets.token_hex(16), encoding="ascii")
            try:
                os.link(new, told)
            except FileExistsError:
                pass
            finally:
                new.unlink()
        return JobPlace(root, told.read_text(encoding="ascii").strip())
    except OSError as error:
        raise InputError(
            f"{root}: cannot hold uploads ({error.strerror}); name another folder with --uploads"
        ) from None


def known_place(store: str, folder: str = "") -> JobPlace | None:
    """Return the place that :func:`open_place` opens where it was opened before; None where no file was ever sent."""
    return open_place(store, folder) if (_root(store, folder) / ".place").exists() else None


def _root(store: str, folder: str) -> Path:
    path = place_of(store).path
    beside = path.with_name(f"{path.name}.jobs") if path else Path(platformdirs.user_data_dir("debar")) / "jobs"
    return Path(folder).expanduser().absolute() if folder else beside


class Intake:
    """Takes in the files of one job, before the job is kept; ``close`` removes them unless they were ``kept``."""

    def __init__(self, place: JobPlace) -> None:
        self.folder = secrets.token_hex(16)
        self.files: list[JobFile] = []
        self.kept = False
        self._path = place.root / self.folder
        (self._path / "files").mkdir(mode=0o700, parents=True)

    def add(self, name: str, content: IO[bytes]) -> JobFile:
        """Copy a file in. Raises InputError for one that is empty, of no usable name, or one too many."""
        if len(self.files) == MOST_FILES:
            raise InputError(f"more than {MOST_FILES} files: send a zip of them, or several jobs")
        safe = self._free(file_name(name))
        whole, size = hashlib.sha256(), 0
        with (self._path / "files" / safe).open("xb") as out:
            while piece := content.read(_AT_ONCE):
                whole.update(piece)
                size += len(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise InputError(f"{safe}: the file is empty")
        self.files.append(JobFile(name=safe, size=size, sha256=whole.hexdigest()))
        return self.files[-1]

    def close(self) -> None:
        """Remove what was taken in, unless a job was kept with it."""
        if not self.kept:
            shutil.rmtree(self._path, ignore_errors=True)

    def _free(self, name: str) -> str:
        taken = {each.name.casefold() for each in self.files}
        free, n = name, 1
        while free.casefold() in taken:
            n += 1
            stem, dot, end = name.partition(".")
            free = f"{stem} ({n}){dot}{end}"
        return free


def file_name(sent: str) -> str:
    """Return the name a file is kept by: its last part, without what names may not hold. Raises InputError."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    safe = _UNSAFE.sub("_", last).strip().lstrip(".")
    stem, dot, end = safe.rpartition(".")
    safe = f"{stem[: _LONGEST_NAME - len(end)]}{dot}{end[:20]}" if dot else safe[:_LONGEST_NAME]
    if not safe or _SETTINGS.search(safe):
        raise InputError(f"{last[:60]!r}: no name of a file with records; send a csv, xlsx, json, zip ... by its name")
    return safe


def read_question(given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what is asked of a job from named values as a form has them; empty ones are left out.

    Raises InputError for a name that is no option, an option that is given twice, and one that is too long.
    """
    question: dict[str, Any] = {}
    for name, value in given:
        text = value.strip()
        if name not in SINGLE and name not in SEVERAL:
            raise InputError(f"{name[:60]!r}: no option of a job; there are {', '.join((*SINGLE, *SEVERAL))}")
        if len(text) > _LONGEST_OPTION:
            raise InputError(f"{name}: longer than {_LONGEST_OPTION} characters")
        if not text:
            continue
        if name in SEVERAL:
            question.setdefault(name, []).append(text)
        elif name in question:
            raise InputError(f"{name}: given twice")
        else:
            question[name] = text
    return question


def read_options(question: Mapping[str, Any], desk: Desk) -> ReadOptions:
    """Return how the files of a job are read. Raises InputError for what ``debar scan`` would refuse."""
    for day in ("as_of", "known_at"):
        parse_date(question.get(day), day.replace("_", " "))
    for each in question.get("map", ()):
        if "=" not in each:
            raise InputError(f"map: {each!r} is not field=Column")
    return ReadOptions(
        mapping=tuple(question.get("map", ())),
        buyer=desk.describe_buyer(
            question.get("buyer", ""),
            type_=question.get("buyer_type", ""),
            state=question.get("state", ""),
            country=question.get("country", ""),
        ),
        funding=parse_funding(question.get("funding", [])),
        purpose=question.get("purpose", ""),
        action=parse_action(question.get("action", "buy")),
        use_profile=False,
    )


def job_name(files: Sequence[JobFile]) -> str:
    """Return what a job is called: its files by name, the first three of many."""
    names = ", ".join(each.name for each in files[:3])
    return f"{names} and {len(files) - 3} more" if len(files) > 3 else names
