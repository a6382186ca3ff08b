"""``python -m debar.desk.job_process``: scans the files of jobs, one after the other, until none waits.

It is nobody's child in what it does: progress goes to the store, what is finished to a journal beside the results. When
it is killed, the next one goes on from the journal; when it is asked to end, it gives its job back first.
"""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from typing import Any

from debar import __version__
from debar.desk import open_desk
from debar.desk.buyers import KnownBuyers
from debar.desk.casework import Decided
from debar.desk.jobs import RESULTS, JobPlace, open_place, read_options
from debar.desk.journal import journal_of
from debar.desk.keeping import keep_findings
from debar.desk.scans import Scan
from debar.errors import DebarError
from debar.model import Finding
from debar.model.casework import KeptScan
from debar.model.jobs import Job, JobProgress
from debar.report.aggregates import Aggregates
from debar.report.context import Context
from debar.report.text import plain
from debar.report.writers import open_writer
from debar.store import open_store

#: The store; the folder of the files; the day ages are counted to, else the calendar's.
STORE_VARIABLE, FOLDER_VARIABLE, TODAY_VARIABLE = "DEBAR_JOB_STORE", "DEBAR_JOB_FOLDER", "DEBAR_JOB_TODAY"
#: Seconds between notes of progress.
EVERY = 0.5
#: Reasons of rejected records that are kept with a scan, the most frequent ones.
_REASONS = 10
#: How much others go first on the processor.
_NICE = 5

_log = logging.getLogger("debar.jobs")


class CancelledError(Exception):
    """A person cancelled the job."""


class EndingError(Exception):
    """This process was asked to end."""


class Ending:
    """Whether this process was asked to end."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def main() -> int:
    """Scan what waits; return the exit code."""
    logging.basicConfig(format="debar: %(message)s", stream=sys.stderr)
    with suppress(OSError):
        os.nice(_NICE)
    store = os.environ.get(STORE_VARIABLE, "")
    place = open_place(store, os.environ.get(FOLDER_VARIABLE, ""))
    fixed = os.environ.get(TODAY_VARIABLE)
    today = date.fromisoformat(fixed) if fixed else date.today()
    ending = Ending()
    with place.lock() as held:
        while held and not ending.asked:
            with open_store(store, create=False) as opened, opened.writing() as writer:
                job = writer.work.take(place.id, _now())
            if job is None:
                break
            _work(job, store, place, today, ending)
    return 0


def _work(job: Job, store: str, place: JobPlace, today: date, ending: Ending) -> None:
    """Scan the files of one job, and end it or give it back; what goes wrong is the job's end, not the process's."""
    state, message = "failed", ""
    try:
        JobRun(job, store, place, today, ending).run()
        return
    except EndingError:
        with open_store(store) as opened, opened.writing() as writer:
            writer.work.give_back(job.id)
        return
    except CancelledError:
        state = "cancelled"
    except DebarError as error:
        message = plain(str(error).replace(f"{place.root / job.folder / 'files'}{os.sep}", ""))
    except OSError as error:
        message = f"the server could not read or write the files ({error.strerror})"
        _log.error("job %s: %s", job.id, error)
    except MemoryError:
        message = "the server had no memory left for it; send fewer records at once"
    except Exception as error:  # noqa: BLE001  whatever it is, the job ends with it and the next one begins
        message = "the scan ended unexpectedly; the server's log says why"
        _log.error("job %s: %s", job.id, type(error).__name__, exc_info=error)
    with open_store(store) as opened, opened.writing() as writer:
        writer.work.end(job.id, state, at=_now(), message=message)


class JobRun:
    """One scan of the files of a job."""

    def __init__(self, job: Job, store: str, place: JobPlace, today: date, ending: Ending) -> None:
        self._job = job
        self._store = store
        self._folder = place.folder(job)
        self._ending = ending
        self._told = 0.0
        self._desk = open_desk(store, today=today, tell=_log.warning)
        self._scan = self._open(job.question)

    def run(self) -> None:
        """Scan, and keep what is found.

        Raises CancelledError when the job is not to go on, EndingError when another process is to, DebarError when it
        cannot be judged.
        """
        self._keep(self._written())

    def _open(self, question: Mapping[str, Any]) -> Scan:
        journal = journal_of(str(self._folder / RESULTS["jsonl"][0]))
        files = [self._folder / "files" / each.name for each in self._job.files]
        as_of, known_at, options = question.get("as_of"), question.get("known_at"), read_options(question, self._desk)
        try:
            scan = self._desk.scan(*files, options=options, as_of=as_of, known_at=known_at, journal=journal)
        except DebarError:
            if not journal.exists():
                raise
            # Lists or options are others than those of the process that was killed: all is judged anew.
            journal.unlink()
            scan = self._desk.scan(*files, options=options, as_of=as_of, known_at=known_at, journal=journal)
        scan.summary.aggregates = Aggregates()
        scan.on_batch = self._note
        return scan

    def _written(self) -> Sequence[Finding]:
        """Write all results; return the findings to be kept."""
        scan, context = self._scan, self._context()
        with open_store(self._store) as opened:
            decided = Decided(
                opened.casework_in(self._job.workspace).decisions(), self._desk.reference, self._desk.today
            )
        kept: list[Finding] = []
        parts = {format_: self._folder / f"{name}.part" for format_, (name, _) in RESULTS.items()}
        with ExitStack() as stack:
            streams = {
                format_: stack.enter_context(path.open("w", encoding="utf-8", errors="backslashreplace", newline=""))
                for format_, path in parts.items()
            }
            writers = [open_writer(format_, stream, context=context) for format_, stream in streams.items()]
            for found in scan:
                finding = decided.applied(found)
                if finding.identifications:
                    kept.append(finding)
                for writer in writers:
                    writer.finding(finding)
            for writer in writers:
                writer.close(scan.summary)
            for stream in streams.values():
                stream.flush()
                os.fsync(stream.fileno())
        for format_, path in parts.items():
            path.replace(self._folder / RESULTS[format_][0])
        return kept

    def _context(self) -> Context:
        scan, question = self._scan, self._job.question
        return Context(
            today=scan.summary.today,
            title=self._job.name,
            editions=self._desk.reference_at(question.get("known_at")).editions,
            as_of=self._desk.day(question.get("as_of")),
            known_at=self._desk.day(question.get("known_at")),
            version=__version__,
            register=KnownBuyers(),
        )

    def _keep(self, findings: Sequence[Finding]) -> None:
        """Keep the findings, and end the job: both or none."""
        job, summary = self._job, self._scan.summary
        texts = [job.name, job.at, *(each.sha256 for each in job.files)]
        key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:20]
        question = {"files": [each.name for each in job.files], "where": [], "as_of": None, "known_at": None}
        told = {
            "rows": summary.rows,
            "judged": summary.judged,
            "rejected": summary.rejected_count,
            "reasons": dict(summary.reasons.most_common(_REASONS)),
            "partial": summary.partial,
        }
        scan = KeptScan(
            id=0,
            key=key,
            name=job.name,
            at=_now(),
            actor=job.actor,
            question={**question, **job.question},
            summary=told,
        )
        reference = self._desk.reference_at(job.question.get("known_at"))
        with open_store(self._store) as opened, opened.writing() as writer:
            kept = keep_findings(writer, job.workspace, scan, reference, findings)
            writer.work.go_on(job.id, self._progress(share=1.0))
            writer.work.end(job.id, "done", at=scan.at, message=plain(summary.partial or ""), scan=kept.id)

    def _note(self) -> None:
        """Note how far the scan is. Raises CancelledError or EndingError when it is to stop."""
        if self._ending.asked:
            raise EndingError
        now = time.monotonic()
        if now - self._told < EVERY:
            return
        self._told = now
        with open_store(self._store) as opened, opened.writing() as writer:
            if writer.work.go_on(self._job.id, self._progress(self._scan.progress.share)):
                raise CancelledError

    def _progress(self, share: float) -> JobProgress:
        progress, summary = self._scan.progress, self._scan.summary
        return JobProgress(
            share=round(min(share, 1.0), 4),
            rows=progress.rows,
            judged=summary.judged,
            rejected=summary.rejected_count,
            findings=progress.findings,
            file=plain(progress.file),
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def start_environment(store: str, place: JobPlace, today: date | None) -> dict[str, str]:
    """Return the environment of a process that is to scan; the store may hold a password, so it is no argument."""
    fixed = {TODAY_VARIABLE: today.isoformat()} if today else {}
    return {**os.environ, STORE_VARIABLE: store, FOLDER_VARIABLE: str(place.root), **fixed}


if __name__ == "__main__":
    raise SystemExit(main())
