"""What a task does: it reads its splits with the readers of debar, judges them and hands back what came of them."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from debar.desk.judging import Judged, Part, Question, judge_window
from debar.desk.parts import Parts, windows
from debar.errors import DebarError
from debar.procurement.options import ReadOptions
from debar.procurement.readers import PurchaseFile
from debar.procurement.repeats import KnownRecords
from debar.screening.screen import Screener
from debar.spark.session import shared_reference
from debar.spark.splits import Split

if TYPE_CHECKING:
    import pyarrow

#: The columns a task answers with: a window each row.
ANSWER = "answer binary"

Judge = Callable[[Any], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A table or feed that was read: what its ``PurchaseFile`` says of it."""

    name: str
    sha256: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a window, and the files opened for it; ``error`` is why the only input cannot be read at all."""

    judged: Sequence[Judged]
    opened: Sequence[Opened]
    error: DebarError | None = None

    def packed(self) -> bytes:
        """The answer as bytes."""
        return zlib.compress(pickle.dumps(self, protocol=5), 1)

    @classmethod
    def unpacked(cls, data: bytes) -> Answer:
        """The answer in bytes that a task of this run made."""
        answer: Answer = pickle.loads(zlib.decompress(data))  # noqa: S301  Spark hands over its own tasks' results
        return answer


@dataclass(frozen=True, slots=True)
class Work:
    """What every task of a scan is told; a value that is sent to all executors.

    ``folder`` is where relative paths start. ``compared``: records are compared with those of other files. ``lone``:
    there is one source, whose error is the scan's.
    """

    reference: str
    tasks: Sequence[Sequence[Split]]
    options: ReadOptions
    question: Question
    folder: str
    compared: bool
    lone: bool

    def judge(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """The answers to the tasks whose numbers stand in the batches, as `mapInArrow` hands them out."""
        import pyarrow  # noqa: PLC0415  an extra, loaded already

        for batch in batches:
            for number in batch.column(0).to_pylist():
                for answer in self._answers(self.tasks[number]):
                    yield pyarrow.RecordBatch.from_pydict({"answer": [answer.packed()]})

    def _answers(self, splits: Sequence[Split]) -> Iterator[Answer]:
        screener = _screener(self.reference, self.question)
        opened: list[Opened] = []
        parts = chain.from_iterable(self._parts(split, opened) for split in splits)
        try:
            for window in windows(parts):
                yield Answer(judge_window(screener, window), tuple(opened))
                opened.clear()
        except DebarError as error:
            yield Answer((), opened, type(error)(self._as_given(str(error), splits[0])))
            return
        yield Answer((), opened)

    def _parts(self, split: Split, opened: list[Opened]) -> Iterator[Part]:
        """The parts of one split; the first stripe tells what was opened."""

        def tell(file: PurchaseFile) -> None:
            opened.append(Opened(file.name, file.sha256, self._as_given(file.explanation, split)))

        known = KnownRecords(several=not self.lone) if self.compared else None
        parts = Parts(self.options, known, lone=self.lone)
        parts.on_file = tell if split.stripe == 0 else None
        for part in parts.of(split.source, split.number):
            place = split.place(parts.files[-1].share if parts.files else 0.0)
            if place > split.stripe:
                return
            if place == split.stripe:
                yield replace(part, problem=self._as_given(part.problem, split)) if part.problem else part

    def _as_given(self, text: str, split: Split) -> str:
        """A text that names files as the user gave them."""
        text = text.replace(split.source.path, split.given)
        return text if split.given.startswith("/") else text.replace(f"{self.folder}/", "")


@lru_cache(maxsize=1)
def _screener(reference: str, question: Question) -> Screener:
    """The screener of this process: it remembers what it has seen, from task to task."""
    return Screener(shared_reference(reference), question.view, everything=question.everything)
