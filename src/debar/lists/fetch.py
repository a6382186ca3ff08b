"""Fetching an edition of a list: all files of one official place, or of a mirror, into a directory.

Nothing is stored or parsed here, and nothing is believed beyond what a transfer can show; whether the files are a whole
edition is for the parser and the checks to say. On any failure the caller keeps the edition it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from debar.errors import FetchError, FormatError, InputError
from debar.lists.downloads import DAY, Download, Listed
from debar.lists.fetch_content import HEAD, is_page, open_archive, page_title
from debar.lists.fetch_faults import RefusalError, shown
from debar.lists.fetch_http import Retrieval, Wanted
from debar.lists.fetch_types import Answer, Fetched, FetchOptions, Known, Remembered, Try
from debar.lists.parsing import File

_BLOCK = 1024 * 1024


def _unheard(_: Try) -> None:
    return


def fetch(
    source: Listed,
    *,
    remembered: Remembered,
    options: FetchOptions,
    into: Path,
    told: Callable[[Try], None] = _unheard,
) -> Fetched:
    """Return the files of the list, from the first place that gives all of them, as files in ``into``.

    Parameters and errors are those of :class:`Fetching`.
    """
    return next(iter(Fetching(source, remembered, options, into, told)))


def download_of(source: Listed, options: FetchOptions) -> Download:
    """Return the download that the options choose. Raises InputError for an unknown layout, FetchError for none."""
    if not source.downloads:
        raise FetchError("no address is known from which it could be fetched; import a file instead")
    fetchable = [download for download in source.downloads if not download.manual]
    for download in (*fetchable, *source.downloads):
        if options.layout in {"", download.layout}:
            return download
    known = ", ".join(download.layout for download in source.downloads)
    raise InputError(f"{source.id}: no download of the layout {options.layout!r}; there are {known}")


class Fetching:
    """One fetch of one list: iterated, it gives what each place serves, the best first, asking only as far as needed.

    ``remembered`` gives, by address, the answer whose bytes are part of the edition in force. ``told`` hears of every
    try as it happens, also of those of a fetch that fails. ``failures`` says of each place that gave nothing so far
    what happened. When no place gave anything, the iteration ends with FetchError saying of each address that was asked
    what happened (not which list: that is the caller's to say). Raises InputError for a layout the list does not have.
    """

    def __init__(
        self,
        source: Listed,
        remembered: Remembered,
        options: FetchOptions,
        into: Path,
        told: Callable[[Try], None] = _unheard,
    ) -> None:
        self._source = source
        self._remembered = remembered
        self._options = options
        self._into = into
        self._heard = told
        self._tries: list[Try] = []
        self.failures: list[str] = []
        self._began = options.clock()

    def __iter__(self) -> Iterator[Fetched]:
        """Yield what each place gives that gives everything."""
        given, served = self._into, False
        for order, (download, wanted, directory) in enumerate(self._places(), start=1):
            self._into = given / str(order)  # what an earlier place gave in part is no part of this one
            self._into.mkdir(parents=True, exist_ok=True)
            days = self._days(download, wanted)
            for day in days:
                try:
                    fetched = self._fetched(download, order, wanted, directory, day)
                except RefusalError as error:
                    if error.status == HTTPStatus.NOT_FOUND and day != days[-1]:
                        continue  # the text of that day is not there yet
                    self.failures.append(str(error))
                else:
                    served = True
                    yield fetched
                break
        if served:
            return
        asked = "; ".join(self.failures)
        advice = "Check the network and the proxy, or fetch from a directory that holds the files (a mirror)."
        if self._options.mirror:
            advice = "Put the files there under these names, or fetch without the mirror."
        raise FetchError(f"not fetched, and what is held so far stays in force. {asked}. {advice}")

    def _places(self) -> Iterator[tuple[Download, list[Wanted], Path | None]]:
        """Yield what to ask for, the best first, with the directory when it is a mirror on disk."""
        chosen = download_of(self._source, self._options)
        mirror = self._options.mirror
        if mirror:
            directory = None if "://" in mirror else _folder(mirror, self._source.id)
            for download in [chosen] if self._options.layout else self._source.downloads:
                yield download, self._mirrored(download), directory
        elif chosen.manual:
            raise FetchError(f"only a person can fetch it: {chosen.reason} {chosen.instruction}")
        for place in () if mirror else chosen.places:
            files = chosen.files
            yield chosen, [self._wanted(role, files[role], url) for role, url in place.items()], None

    def _wanted(self, role: str, filename: str, url: str) -> Wanted:
        # two lists may stand in one file, and one of them may have been refused: each remembers for itself
        key = shown(url) if "@" in url and "://" in url else url
        return Wanted(self._source.id, role, filename, url, f"{key}#{self._source.id}")

    def _mirrored(self, download: Download) -> list[Wanted]:
        """Return the files of a download as a mirror names them: ``<mirror>/<list>/<file name>``."""
        base, list_id = self._options.mirror.rstrip("/"), self._source.id
        return [
            self._wanted(
                role, name, f"{base}/{list_id}/{quote(name)}" if "://" in base else str(Path(base, list_id, name))
            )
            for role, name in download.files.items()
        ]

    def _days(self, download: Download, wanted: list[Wanted]) -> list[date | None]:
        """Return the days to ask for, the latest first; [None] when the addresses name none."""
        if not any(DAY in each.url for each in wanted):
            return [None]
        day = self._options.day or self._began.date()
        return [day - timedelta(days=back) for back in range(download.days_back + 1)]

    def _fetched(
        self, download: Download, order: int, wanted: list[Wanted], directory: Path | None, day: date | None
    ) -> Fetched:
        known = {each.key: self._remembered(each.key) for each in wanted}
        if directory is not None:
            answers = [self._copied(each, directory) for each in wanted]
        else:
            answers = self._asked(wanted, known, day)
        changed = [answer for answer in answers if not _same(answer, known[answer.address])]
        files = {each.role: self._into / each.filename for each in wanted}
        return Fetched(
            list=self._source.id,
            layout=download.layout,
            order=order,
            files={role: File(path.name, path=path) for role, path in files.items() if path.is_file()},
            answers=tuple(answers),
            unchanged=not changed,
            retrieved_at=self._began,
            day=day,
            tries=tuple(self._tries),
        )

    def _asked(self, wanted: list[Wanted], known: Mapping[str, Known | None], day: date | None) -> list[Answer]:
        """Ask for all files; when only some have changed, ask for the others too, as an edition is all of them."""
        conditional = day is None and all(known.values())
        answers = [self._one(each, known[each.key] if conditional else None, day) for each in wanted]
        if not any(answers):
            return [_repeated(each, known[each.key]) for each in wanted]
        return [
            answer or self._one(each, None, day) or _repeated(each, None)
            for each, answer in zip(wanted, answers, strict=True)
        ]

    def _one(self, wanted: Wanted, known: Known | None, day: date | None) -> Answer | None:
        dated = replace(wanted, url=wanted.url.replace(DAY, day.isoformat())) if day else wanted
        try:
            return Retrieval(dated, known, self._options, self._into, self._tell).run()
        except RefusalError as error:
            raise RefusalError(f"{dated.address} {error}", error.status) from error

    def _copied(self, wanted: Wanted, directory: Path) -> Answer:
        """Take a file from a mirror on disk, with the checks that hold for one from the network."""
        outcome, reason, size = "failed", "", 0
        try:
            size = _copy(directory, wanted.filename, self._into, self._options.largest)
            outcome = "fetched"
        except OSError as error:
            reason = f"could not be copied ({error.strerror or error})"
        except RefusalError as error:
            reason = str(error)
        self._tell(Try(wanted.list, wanted.role, wanted.url, self._options.clock(), 0, size, outcome, reason))
        if reason:
            raise RefusalError(f"{wanted.url} {reason}")
        sha256 = File(wanted.filename, path=self._into / wanted.filename).sha256()
        return Answer(wanted.role, wanted.key, wanted.url, sha256, size=size)

    def _tell(self, tried: Try) -> None:
        self._tries.append(tried)
        self._heard(tried)


def _same(answer: Answer, known: Known | None) -> bool:
    return known is not None and known.sha256 == answer.sha256


def _repeated(wanted: Wanted, known: Known | None) -> Answer:
    """Return the remembered answer of an address that said: not changed."""
    if known is None:
        raise RefusalError(f"{wanted.address} said that nothing changed, though it was not asked to compare", 304)
    return Answer(wanted.role, wanted.key, wanted.address, known.sha256, known.etag, known.last_modified)


def _folder(mirror: str, list_id: str) -> Path:
    root = Path(mirror).expanduser()
    if not root.is_dir():
        raise InputError(f"the mirror {mirror} is no directory")
    return root / list_id


def _copy(directory: Path, name: str, into: Path, largest: int) -> int:
    """Copy one file, found in any letter case; return its size. Raises RefusalError and OSError."""
    found = next((path for path in sorted(directory.glob("*")) if path.name.lower() == name), None)
    if found is None:
        raise RefusalError("does not exist")
    if not found.is_file():
        raise RefusalError("is no file")
    size = 0
    with found.open("rb") as source, (into / name).open("wb") as target:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > largest:
                raise RefusalError(f"is larger than the limit of {largest:,} bytes")
            target.write(block)
    try:
        open_archive(into / name, largest=largest)
    except FormatError as error:
        raise RefusalError(f"cannot be unpacked: {error}") from error
    with (into / name).open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise RefusalError("is empty (0 bytes)")
    if not name.endswith((".html", ".htm")) and is_page(head):
        raise RefusalError(f"is a web page, title {page_title(head)!r}, where the list should be")
    return size
