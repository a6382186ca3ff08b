"""Whether a receipt still holds: the file itself, and every hash in it against the store."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from debar.desk.receipts import ACTION, FORMAT, decision_digest, digest
from debar.documents.pdf import read_attachment
from debar.errors import DebarError, FormatError, InputError
from debar.lists.shelf import Shelf
from debar.report.receipts import ATTACHED
from debar.store import Store
from debar.store.casework import Casework

#: Bytes of a file that may be a receipt, and of the data in it.
_MOST = 32 << 20
#: Numbers of lines are smaller: larger ones are no number of a database.
_MOST_LINES = 2**62
_IN_PAGE = re.compile(rb'<script type="application/json" id="receipt">(.*?)</script>', re.DOTALL)


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Place(_Part):
    n: int
    hash: str


class _Law(_Part):
    version: str
    sha256: str


class _Decision(_Part):
    id: int
    sha256: str


class _Scan(_Part):
    id: int


class _Finding(_Part):
    id: str


class _Hashes(_Part):
    judgement: str
    editions: dict[str, str]
    law: dict[str, _Law]
    log: _Place


class _Shape(_Part):
    """What of a receipt is checked."""

    receipt: str
    as_of: str
    workspace: str
    scan: _Scan
    finding: _Finding
    decisions: list[_Decision]
    lines: list[_Place]
    hashes: _Hashes
    sha256: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One part of a receipt: whether it holds, fails, or that cannot be told; and in words what was compared."""

    part: str
    state: Literal["holds", "fails", "unknown"]
    words: str


def _compared(part: str, words: str, *, same: bool) -> Checked:
    return Checked(part, "holds" if same else "fails", words)


@dataclass(frozen=True, slots=True)
class GivenReceipt:
    """A receipt as it was given to be checked: its data, their shape, and the SHA-256 of a page or print."""

    data: Mapping[str, Any]
    shape: _Shape
    file: str


def read_receipt(path: str) -> GivenReceipt:
    """Return the receipt in a file: html, pdf, or the json that they carry.

    Raises InputError for what cannot be read or is no receipt.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a receipt") from None
    if len(content) > _MOST:
        raise InputError(f"{path}: more than {_MOST >> 20} MB, which no receipt has")
    bare = content.lstrip()[:1] == b"{"
    try:
        data = json.loads(content if bare else _carried(content, path))
        shape = _Shape.model_validate(data)
        digest(data)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "it"
        raise InputError(f"{path}: is no receipt of debar: {where} is not as in one") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is no receipt of debar: its data is no JSON ({type(error).__name__})") from None
    if shape.receipt != FORMAT:
        raise InputError(f"{path}: is a receipt of another form than {FORMAT}; check it with the debar that wrote it")
    return GivenReceipt(data, shape, "" if bare else hashlib.sha256(content).hexdigest())


def _carried(content: bytes, path: str) -> bytes:
    if content.startswith(b"%PDF-"):
        try:
            return read_attachment(content, path, ATTACHED, _MOST)
        except FormatError as error:
            raise InputError(str(error)) from None
    found = _IN_PAGE.findall(content)
    if len(found) != 1:
        raise InputError(
            f"{path}: is no receipt of debar: it carries {len(found) or 'no'} data of one; "
            "give the html, the pdf or the json that debar audit receipt wrote"
        )
    return bytes(found[0])


def check_receipt(store: Store, given: GivenReceipt, head: str = "") -> Iterator[Checked]:
    """Yield what holds and what does not, part by part; ``head`` is a hash noted elsewhere, to be in the log too."""
    casework, shape = store.casework_in(given.shape.workspace), given.shape
    own = digest({name: value for name, value in given.data.items() if name != "sha256"})
    words = (
        f"sha256 {own[:16]}" if own == shape.sha256 else f"was edited: it has sha256 {own[:16]}, not the one it says"
    )
    yield _compared("data", words, same=own == shape.sha256)
    yield _issued(casework, given)
    yield _judgement(casework, shape, digest(given.data["finding"]))
    yield from _decisions(casework, shape)
    for name, law in sorted(shape.hashes.law.items()):
        yield _law(casework, name, law)
    yield from _editions(store, shape.hashes.editions)
    yield from _log(casework, shape, head)


def _issued(casework: Casework, given: GivenReceipt) -> Checked:
    """Whether the log has this very file, or at least this data."""
    entries = casework.entries_with(ACTION, "receipt", given.shape.sha256)
    if not entries:
        return Checked("file", "fails", "no line of the log says that this receipt was given")
    if not given.file:
        return Checked("file", "holds", f"line {entries[-1].n} of the log says that its data was given")
    same = [entry for entry in entries if entry.what.get("file") == given.file]
    if same:
        return Checked("file", "holds", f"line {same[-1].n} of the log has this very file")
    return Checked("file", "fails", "the log has its data, but another file: what is shown around the data was edited")


def _judgement(casework: Casework, shape: _Shape, shown: str) -> Checked:
    if shown != shape.hashes.judgement:
        return Checked("judgement", "fails", "the finding in it is not the one that was hashed: it was edited")
    try:
        kept = casework.finding(shape.finding.id, shape.scan.id)
    except InputError:
        return Checked("judgement", "fails", f"scan {shape.scan.id} keeps no finding {shape.finding.id[:16]}")
    if digest(kept.data) == shape.hashes.judgement:
        return Checked("judgement", "holds", f"as scan {shape.scan.id} keeps it")
    now = kept.data.get("outcome")
    return Checked("judgement", "fails", f"scan {shape.scan.id} keeps another one now ({now}): run again, or changed")


def _decisions(casework: Casework, shape: _Shape) -> Iterator[Checked]:
    kept = {made.id: decision_digest(made) for made in casework.decisions(history=True)} if shape.decisions else {}
    for made in shape.decisions:
        part = f"decision {made.id}"
        if made.id not in kept:
            yield Checked(part, "fails", "is not kept any more")
        elif kept[made.id] != made.sha256:
            yield Checked(part, "fails", "is kept otherwise")
        else:
            yield Checked(part, "holds", "as it is kept")


def _law(casework: Casework, name: str, law: _Law) -> Checked:
    if not law.sha256:
        return Checked(name, "unknown", "no copy was kept when the receipt was made")
    try:
        copy = casework.law(name, law.version)
    except DebarError as error:
        return Checked(name, "fails", str(error))
    if copy is None:
        return Checked(name, "fails", f"no copy of {law.version[:24]} is kept any more")
    same = hashlib.sha256(copy).hexdigest() == law.sha256
    words = "as it is kept" if same else "the copy kept is another one"
    return _compared(name, f"{law.version[:24]}, {words}", same=same)


def _editions(store: Store, editions: Mapping[str, str]) -> Iterator[Checked]:
    """Whether each edition is held, and, of those in the store, whether its files are as they were."""
    shelf = Shelf(store)
    for list_id, sha256 in sorted(editions.items()):
        part = f"list {list_id}"
        held = {edition.sha256 for edition in shelf.chronicle(list_id).editions} if list_id in shelf.list_ids() else ()
        if sha256 not in held:
            yield Checked(part, "fails", f"no edition {sha256[:16]} is held")
            continue
        try:
            with suppress(InputError):  # what comes with debar has no files in the store
                for original in store.originals(list_id, sha256):
                    for _ in store.read_original(original.sha256):
                        pass
        except DebarError as error:
            yield Checked(part, "fails", f"edition {sha256[:16]}: {error}")
        else:
            yield Checked(part, "holds", f"edition {sha256[:16]} is held")


def _log(casework: Casework, shape: _Shape, head: str) -> Iterator[Checked]:
    """Whether each line it names is there, and the whole log as it was written."""
    for n, hash_ in dict.fromkeys((line.n, line.hash) for line in (*shape.lines, shape.hashes.log) if line.n):
        yield _line(casework, n, hash_)
    faults = casework.faults(head)
    for fault in faults[:5]:
        yield Checked("log", "fails", f"{fault.where} {fault.what}")
    if not faults:
        yield Checked("log", "holds", "every line is as it was written")


def _line(casework: Casework, n: int, hash_: str) -> Checked:
    found = casework.entries(n - 1, 1) if 0 < n < _MOST_LINES else ()
    if not found or found[0].n != n:
        return Checked(f"log line {n}", "fails", "is not in the log any more")
    now = found[0].hash
    words = f"hash {now[:16]}" if now == hash_ else f"has the hash {now[:16]} now, not {hash_[:16]}"
    return _compared(f"log line {n}", words, same=now == hash_)
