"""A scan whose files are read and judged by the tasks of a Spark job.

Spark runs a task again when its process or machine fails; what counts is only what the task that came through has
answered, and every figure is counted from these answers, none on the way. The answers are kept by Spark on disk until
all tasks are done; then they come to the driver in the order of the input.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debar.desk.judging import Judged, Place
from debar.desk.parts import START
from debar.desk.scans import Scan
from debar.errors import NotJudgedError
from debar.procurement.options import ReadOptions
from debar.procurement.readers import PurchaseFile
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.spark.reading import ANSWER, Answer, Judge, Opened, Work
from debar.spark.session import reason_of, share_reference, spark_errors
from debar.spark.splits import require_readable, tasks

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Seconds between looks at how far the job is.
_LOOK = 0.2


class SparkScan(Scan):
    """As `Scan`, with the same findings in the same order and the same summary. The files must be readable under the
    same paths on every executor. Raises InputError for standard input and for addresses, which are no paths."""

    def __init__(
        self,
        session: SparkSession,
        *,
        reference: Reference,
        today: date,
        paths: tuple[str, ...],
        options: ReadOptions | None = None,
        view: View | None = None,
        everything: bool = False,
    ) -> None:
        view = view or View()
        require_readable(paths)
        super().__init__(
            reference=reference, today=today, paths=paths, options=options, view=view, everything=everything
        )
        self._session = session
        self._shared = share_reference(session, reference)

    def answered(self, start: Place = START) -> Generator[list[Judged], None, None]:
        """What came of each window, once every task is done. Raises NotJudgedError when one failed for good."""
        if start != START:
            raise ValueError("a scan on Spark has no journal to go on from")
        work = self._work()
        frame = self._session.range(0, len(work.tasks), 1, len(work.tasks)).mapInArrow(self.judging(work), ANSWER)
        kept = frame.persist(_on_disk())
        try:
            self._run(kept, len(work.tasks))
            for row in kept.toLocalIterator():
                answer = Answer.unpacked(bytes(row[0]))
                for opened in answer.opened:
                    self._note(opened)
                if answer.error is not None:
                    raise answer.error
                yield list(answer.judged)
        except spark_errors() as error:
            reason = reason_of(str(error)) or type(error).__name__
            raise NotJudgedError(
                f"cut short: Spark ended ({reason}); see its log, and try again, with more memory if it ran short of "
                "it (spark.driver.memory)"
            ) from error
        finally:
            with suppress(*spark_errors()):
                kept.unpersist()

    def judging(self, work: Work) -> Judge:
        """The function from record batches to record batches that the executors run."""
        return work.judge

    def _work(self) -> Work:
        return Work(
            reference=self._shared,
            tasks=tasks(self.sources, self._session.sparkContext.defaultParallelism),
            options=self.options,
            question=self.question,
            folder=str(Path.cwd()),
            compared=not self.options.keep_duplicates,
            lone=len(self.sources) == 1,
        )

    def _note(self, opened: Opened) -> None:
        file = PurchaseFile(opened.name, opened.sha256, opened.explanation, lambda: iter(()))
        self.files.append(file)
        if self.on_file:
            self.on_file(file)

    def _run(self, frame: DataFrame, size: int) -> None:
        """Have every task done, and show meanwhile how many are."""
        context = self._session.sparkContext
        job = _Job(context, frame.count)
        job.start()
        try:
            while job.running(_LOOK):
                self._share_read = job.done() / (size + 1)  # what then comes to the driver is the rest
                self.progress.share = self._share_read
                if self.on_batch:
                    self.on_batch()
        except BaseException:
            with suppress(*spark_errors()):
                job.cancel()
            raise
        self._share_read = 1.0
        if job.error is not None:
            raise NotJudgedError(
                f"cut short: Spark gave a task up after several tries ({reason_of(str(job.error))}); "
                "see the log of its executors"
            ) from job.error


class _Job:
    """One action of Spark in a thread of its own, so that it can be watched and cancelled."""

    def __init__(self, context: Any, action: Callable[[], object]) -> None:
        self._context = context
        self._action = action
        self._group = f"debar-{id(self):x}"
        self._thread = threading.Thread(target=self._act, daemon=True)
        self.error: Exception | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def running(self, seconds: float) -> bool:
        """Whether it still runs after so many seconds."""
        self._thread.join(seconds)
        return self._thread.is_alive()

    def done(self) -> int:
        """Tasks that are done."""
        tracker = self._context.statusTracker()
        jobs = map(tracker.getJobInfo, tracker.getJobIdsForGroup(self._group))
        stages = [tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
        return max((stage.numCompletedTasks for stage in stages if stage), default=0)

    def cancel(self) -> None:
        """Stop its tasks."""
        self._context.cancelJobGroup(self._group)
        self._thread.join()

    def _act(self) -> None:
        self._context.setJobGroup(self._group, "debar scan", interruptOnCancel=True)
        try:
            self._action()
        except Exception as error:  # noqa: BLE001  told by the thread that waits
            self.error = error


def _on_disk() -> Any:
    from pyspark import StorageLevel  # noqa: PLC0415  an extra, loaded already

    return StorageLevel.DISK_ONLY
