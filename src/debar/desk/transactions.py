"""A run over files of transactions: findings one by one, and an account that adds up whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from debar.clauses import read_clauses
from debar.desk.progress import Progress
from debar.documents import read_document
from debar.errors import DebarError
from debar.model import Finding
from debar.ownership.readers.opening import StakeOptions, read_stakes
from debar.report.summary import Summary
from debar.screening.reference import Reference
from debar.transactions.contract import Contract
from debar.transactions.files import TransactionFile, open_transactions
from debar.transactions.judge import Judge, Question


class TransactionScan:
    """Iterate over it once for the findings; ``summary`` is right at every moment, also after an interruption.

    With several files, one that cannot be read is noted in the summary, makes the run partial and does not stop the
    rest; a single file that cannot be read raises its error.
    """

    def __init__(
        self,
        *,
        reference: Reference,
        today: date,
        paths: Sequence[str],
        question: Question,
        mapping: Sequence[str] = (),
        everything: bool = False,
    ) -> None:
        self.paths = tuple(paths)
        self.mapping = tuple(mapping)
        self.files: list[TransactionFile] = []
        self.progress = Progress()
        self.on_batch: Callable[[], None] | None = None
        self.summary = Summary(
            today=today, editions=reference.editions, as_of=question.as_of, known_at=question.known_at
        )
        self.contract = question.contract
        self.judge = Judge(reference, question)
        self._everything = everything

    def __iter__(self) -> Iterator[Finding]:
        for path in self.paths:
            try:
                for file in open_transactions(path, self.mapping):
                    self.files.append(file)
                    yield from self._file(file)
            except DebarError as error:
                if len(self.paths) == 1 and not self.files:
                    raise
                self.summary.add_unreadable(path, str(error))

    def _file(self, file: TransactionFile) -> Iterator[Finding]:
        self.progress.file = file.name
        for batch in file.batches():
            for finding in self.judge.findings(batch.transactions, everything=self._everything):
                self.progress.findings += 1
                self.summary.add_finding(finding)
                yield finding
            judged = len(batch.transactions)
            self.summary.add_records(file.name, judged=judged, rejected=batch.rejected, blank=batch.blank)
            self.progress.rows += judged + len(batch.rejected) + batch.blank
            if self.on_batch:
                self.on_batch()


def read_contract(path: str | Path) -> Contract:
    """Return a contract's document with its obligations. Raises InputError or FormatError when it cannot be read."""
    document = read_document(path)
    return Contract(document, read_clauses(document.text))


def make_question(
    as_of: date | None, known_at: date | None, stakes: Sequence[str | Path] = (), clause: str | Path | None = None
) -> Question:
    """Return how transactions are judged, with the stakes and the contract read. Raises as `read_stakes` does."""
    graph = read_stakes(stakes, StakeOptions()).builder.finish() if stakes else None
    return Question(as_of, known_at, graph, read_contract(clause) if clause else None)
