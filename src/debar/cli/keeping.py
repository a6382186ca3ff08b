"""``debar store``: a backup of all that is kept, and its restoring."""

from __future__ import annotations

from typing import Annotated

import typer

from debar.cli.options import StoreOption
from debar.cli.output import tell

app = typer.Typer(help="A backup of all that is kept, and restoring it.", no_args_is_help=True)
File = Annotated[str, typer.Argument(help="The backup.", metavar="FILE")]


@app.command("backup")
def backup(file: File, store: StoreOption = "") -> None:
    """Write all that the store holds into one file, while it is in use; its sessions are left out.

    The file is a store itself, whichever database the original is in.

    Example: debar store backup debar-2026-11-22.sqlite3
    """
    from debar.store.backup import back_up

    made = back_up(store, file)
    tell(f"{file}: {made.rows:,} rows in {made.tables} tables, {made.size:,} bytes. SHA-256 {made.sha256}")


@app.command("restore")
def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Discard what the store holds now.")] = False,
    store: StoreOption = "",
) -> None:
    """Bring back what a backup holds, all of it or nothing, after checking that the backup is whole.

    Example: debar store restore debar-2026-11-22.sqlite3 --store postgresql://debar@db/debar
    """
    from debar.store.backup import restore as bring_back

    rows = bring_back(file, store, replace=replace)
    tell(f"{rows:,} rows restored from {file}. Everyone must sign in again.")
