"""What a scan writes beside its findings, and which of them: the view, the folder of tables, the letters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from debar.cli.output import tell
from debar.errors import InputError
from debar.model import Finding
from debar.report.aggregates import Aggregates
from debar.report.context import Context
from debar.report.letters import Letters, write_letters
from debar.report.summary import Summary
from debar.report.table_folder import write_tables
from debar.report.views import View
from debar.report.words import count
from debar.report.writers import ADDED_UP


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Folders asked for; empty ones are not written."""

    tables: str = ""
    letters: str = ""
    letter_format: str = "txt"


class Exports:
    """Counts the findings of the view as they come; ``write`` makes the folders.

    Raises InputError at once when a folder cannot be made: nobody should learn that after an hour.
    """

    def __init__(
        self, request: ExportRequest, view: View, run: Summary, context: Context, formats: Collection[str]
    ) -> None:
        self._request = request
        self._view = view
        self._run = run
        self._context = context
        added_up = bool(request.tables) or not ADDED_UP.isdisjoint(formats)
        if view:
            self.summary = context.summary(aggregates=added_up)
        else:
            self.summary = run
            run.aggregates = Aggregates() if added_up else None
        self._letters = Letters() if request.letters else None
        for folder in filter(None, (request.tables, request.letters)):
            _make(Path(folder))

    def take(self, finding: Finding) -> bool:
        """Count the finding; False when it is not in the view."""
        if self._view and not self._view.fits(finding):
            return False
        if self._view:
            self.summary.add_finding(finding)
        if self._letters is not None:
            self._letters.add(finding)
        return True

    def finish(self) -> Summary:
        """Return the account of the view, with that of the records of the whole run."""
        if self._view:
            self.summary.take_account(self._run)
        return self.summary

    def write(self) -> None:
        """Write the folders and say what was written."""
        if self._view:
            tell(f"debar: view {self._view.words}: {self.summary.findings:,} of {count(self._run.findings, 'finding')}")
        if self._request.tables:
            names = write_tables(Path(self._request.tables), self.summary, self._context)
            tell(f"debar: {len(names)} files in {self._request.tables}: {', '.join(names)}")
        if self._letters is not None:
            self._write_letters(self._letters)

    def _write_letters(self, letters: Letters) -> None:
        folder, format_ = self._request.letters, self._request.letter_format
        made = letters.letters(self._context.register)
        names = write_letters(Path(folder), made, format_, self._context.today)
        tell(f"debar: {count(len(names), 'letter')} in {folder}: drafts to read, complete and sign")
        if letters.unnamed:
            tell(f"debar: {count(letters.unnamed, 'finding')} without a buyer's name: no letter")
        if letters.left_out:
            tell(f"debar: {count(letters.left_out, 'finding')} of further buyers: no letter; narrow it with --where")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: the folder cannot be made ({error.strerror}); choose another") from error
