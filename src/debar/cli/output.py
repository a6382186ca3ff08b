"""Where output goes, and which exit code a run ends with."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TextIO, TypeVar

from debar.errors import InputError, NotJudgedError
from debar.model import SEVERITY, Finding, Outcome
from debar.report.text import plain

#: What the system says when there is no room for what is written.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: Endings of files that programs open as something other than the text written here.
_NOT_WRITTEN = frozenset({"xlsx", "xls", "ods", "parquet", "pdf", "docx", "tsv", "gz", "zip", "zst"})
#: Other endings of the formats' names.
_ALSO = {"htm": "html", "md": "markdown", "xml": "junit"}
JUDGED, FOUND, USAGE, NOT_JUDGED = 0, 1, 2, 3

Choice = TypeVar("Choice", bound=StrEnum)


def tell(sentence: str) -> None:
    """Say something to the person at the terminal, apart from the output: file and column names may hold anything."""
    print("\n".join(plain(line) for line in sentence.split("\n")), file=sys.stderr)  # noqa: T201  a message, not output


def choose_format(given: Choice | None, output: str | None, offered: type[Choice], default: str = "table") -> Choice:
    """Return the format given; else the one the output file's name ends in; else the default.

    Raises InputError for a name that promises another format, which programs would not open.
    """
    if given is not None:
        return given
    suffix = Path(output).suffix.lstrip(".").lower() if output else ""
    suffix = _ALSO.get(suffix, suffix)
    if suffix in _NOT_WRITTEN and suffix not in list(offered):
        known = ", ".join(each for each in offered if each != default)
        raise InputError(f"{output}: {suffix} is not written here; end the name in {known}, or say --format")
    return offered(suffix) if suffix in list(offered) else offered(default)


def only_one(given: Sequence[str] | None, option: str, instead: str) -> str:
    """Return the value of an option that is given at most once; empty without it.

    Raises InputError, saying what to do ``instead``, when it is given again: the last would else hide the others.
    """
    if given and len(given) > 1:
        raise InputError(f"{option} is given {len(given)} times, {' and '.join(given[:3])}: {instead}")
    return given[0] if given else ""


@contextmanager
def open_output(output: str | None, inputs: Sequence[str] = ()) -> Iterator[TextIO]:
    """Yield the stream to write to.

    Raises InputError when the file cannot be made or is one of the ``inputs`` (it would be lost), or when it is there
    and none of the inputs is (it would be emptied for a slip of the pen), NotJudgedError when the disk is full or the
    reader of standard output goes away.
    """
    if output in (None, "-"):
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            yield sys.stdout
            sys.stdout.flush()
        except OSError as error:
            reason = _why_cut_short(error, "standard output")
            # Python must not complain about the closed or full stream once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise NotJudgedError(reason) from error
        return
    path = Path(str(output))
    _refuse_inputs(path, inputs)
    try:
        stream = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise InputError(f"{output}: cannot be written ({error.strerror}); choose another place with -o") from error
    try:
        with stream:
            yield stream
    except OSError as error:
        raise NotJudgedError(_why_cut_short(error, str(output))) from error


def write_pdf_file(content: bytes, output: str | None, inputs: Sequence[str] = ()) -> None:
    """Write a pdf to the file, or to a standard output that is no terminal.

    Raises InputError for a terminal, and as ``open_output`` does.
    """
    if output in (None, "-") and sys.stdout.isatty():
        raise InputError("a pdf is no text for a terminal: name a file, as in -o page.pdf")
    with open_output(output, inputs) as out:
        out.flush()
        out.buffer.write(content)
        out.buffer.flush()


def _why_cut_short(error: OSError, place: str) -> str:
    """Why nothing more can be written to ``place``. Raises the error itself when it is not about writing."""
    if isinstance(error, BrokenPipeError):
        return "cut short: the reader of the output went away"
    if error.errno in _NO_ROOM:
        return (
            f"cut short: {place} cannot take all of the output ({error.strerror}); make room or choose another with -o"
        )
    raise error


def _refuse_inputs(path: Path, inputs: Sequence[str]) -> None:
    for given in inputs:
        if given != "-" and path.is_file() and Path(given).exists() and path.samefile(given):
            raise InputError(f"{path}: is the input, which the output would overwrite; choose another place with -o")
    from debar.tables.sources import sources

    if inputs and path.is_file() and not any(one.path == "-" or Path(one.path).exists() for one in sources(inputs)):
        raise InputError(f"{inputs[0]}: no such file. Check the name and the directory you are in.")


def today() -> date:
    """Return the day ages are counted to: the calendar's, or DEBAR_TODAY for output that must not change.

    Raises InputError when DEBAR_TODAY is no day.
    """
    given = os.environ.get("DEBAR_TODAY")
    try:
        return date.fromisoformat(given) if given else date.today()
    except ValueError as error:
        raise InputError(f"DEBAR_TODAY: {given!r} is no date; write it as 2026-11-22, or leave it out") from error


def worst(findings: Iterable[Finding]) -> Outcome:
    """Return the most severe outcome of the findings that nobody set aside; clear when there are none."""
    ranks = [SEVERITY.index(finding.outcome) for finding in findings if not finding.set_aside]
    return SEVERITY[min(ranks)] if ranks else Outcome.CLEAR


def exit_code(outcome: Outcome, fail_on: str, *, exit_zero: bool = False, partial: bool = False) -> int:
    """Return the contract's exit code: 3 when not all was judged, 1 at or above ``fail_on``, else 0."""
    if partial:
        return NOT_JUDGED
    if exit_zero:
        return JUDGED
    return FOUND if SEVERITY.index(outcome) <= SEVERITY.index(Outcome(fail_on)) else JUDGED
