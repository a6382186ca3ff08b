"""``debar scan --columns`` and ``--save-profile``: what is read as what, and keeping it next to the data."""

from __future__ import annotations

from collections.abc import Sequence

from debar import __version__
from debar.cli.options import TableFormat
from debar.cli.output import JUDGED, NOT_JUDGED, USAGE, open_output, tell, today
from debar.errors import InputError
from debar.procurement.options import ReadOptions
from debar.procurement.previews import Preview, preview, save_profiles
from debar.report.columns import write_layouts
from debar.report.context import Context
from debar.tables.sources import sources


def show_columns(files: Sequence[str], options: ReadOptions, chosen: str, output: str | None, *, save: bool) -> int:
    """Write the columns of every layout among the files and return the exit code; nothing is judged.

    Raises InputError for a format that this has not, and for a profile that cannot be saved.
    """
    if chosen not in list(TableFormat):
        raise InputError(f"format {chosen!r} is not offered with --columns; choose one of: {', '.join(TableFormat)}")
    found = preview(sources(files, options.leave_out), options)
    context = Context(today=today(), command="scan", version=__version__)
    with open_output(output, files) as out:
        write_layouts([_data(one) for one in found], chosen, out, context)
    if save:
        _save(found)
    if not any(one.columns or one.explanation for one in found):
        return USAGE
    return NOT_JUDGED if any(one.problem and not one.explanation for one in found) else JUDGED


def keep_columns(files: Sequence[str], options: ReadOptions) -> None:
    """Save the mapping of the files next to them, and say where. Raises InputError when it cannot be written."""
    _save(preview(sources(files, options.leave_out), options))


def _save(found: Sequence[Preview]) -> None:
    for place, layouts in save_profiles(found):
        tell(f"debar: {place}: columns saved ({layouts:,} layout{'s' if layouts != 1 else ''}); used from now on")


def _data(one: Preview) -> dict[str, object]:
    return {
        "files": one.files,
        "columns": [
            {"column": use.column, "fields": list(use.fields), "samples": list(use.samples), "why": use.why}
            for use in one.columns
        ],
        "explanation": one.explanation,
        "problem": one.problem,
        "notes": one.notes,
    }
