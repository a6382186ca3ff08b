"""``debar user`` and ``debar key``: who may use a server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from debar.cli.options import OutputFile, RowsFormat, StoreOption, TableFormat
from debar.cli.output import choose_format, open_output, tell
from debar.errors import InputError, MissingExtraError
from debar.report.delimited import write_csv
from debar.report.records import to_json
from debar.report.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from types import ModuleType

    from debar.store import Store

user_app = typer.Typer(help="Accounts of the people who may use debar serve.", no_args_is_help=True)
key_app = typer.Typer(help="Keys of the programs that may use debar serve.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name that the person signs in with.", metavar="NAME")]
PasswordFile = Annotated[
    str, typer.Option("--password-file", help="File whose first line is the password; - is standard input.")
]
_ACCOUNTS = ("name", "role", "workspace", "state", "since")
_KEYS = ("id", "name", "account", "begins", "scopes", "state", "expires", "used")


@user_app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", help="viewer, analyst, approver or admin.")] = "viewer",
    workspace: Annotated[str, typer.Option("--workspace", help="The casework that the account sees.")] = "main",
    password_file: PasswordFile = "",
    store: StoreOption = "",
) -> None:
    """Make an account; the password is asked for, or read from a file.

    Example: debar user add ana --role analyst
    """
    people, now = _people(), _now()
    password = _password(password_file)
    with _opened(store) as opened:
        made = people.add_account(opened, name, password, role=role, workspace=workspace, actor=_actor(), at=now)
    tell(f"{made.name} may sign in as {made.role} of the workspace {made.workspace}.")


@user_app.command("list")
def list_accounts(format_: RowsFormat = None, output: OutputFile = None, store: StoreOption = "") -> None:
    """Show the accounts.

    Example: debar user list --format csv
    """
    with _opened(store, create=False) as opened:
        rows = [
            {
                "name": each.name,
                "role": each.role,
                "workspace": each.workspace,
                "state": "disabled" if each.disabled else "enabled",
                "since": each.at.date().isoformat(),
            }
            for each in opened.people.accounts()
        ]
    _write(rows, _ACCOUNTS, format_, output, "No account yet: debar user add NAME makes one.")


@user_app.command("disable")
def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let the account in again.")] = False,
    store: StoreOption = "",
) -> None:
    """Shut an account out at once, its sessions and keys with it; what it did stays on record.

    Example: debar user disable ana
    """
    people = _people()
    with _opened(store, create=False) as opened:
        people.set_disabled(opened, name, disabled=not undo, actor=_actor(), at=_now())
    tell(f"{name} may sign in again." if undo else f"{name} is shut out, its sessions have ended.")


@user_app.command("password")
def password(name: Name, password_file: PasswordFile = "", store: StoreOption = "") -> None:
    """Give an account a new password; its sessions end.

    Example: debar user password ana
    """
    people = _people()
    with _opened(store, create=False) as opened:
        opened.people.account(name)
        chosen = _password(password_file)
        people.set_password(opened, name, chosen, actor=_actor(), at=_now())
    tell(f"{name} has a new password; its sessions have ended.")


@key_app.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="What the key is for.", metavar="NAME")],
    owner: Annotated[str, typer.Option("--user", help="The account that the key acts for.")],
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="ask, read, decide, approve, manage or measure; several times.")
    ] = None,
    days: Annotated[int, typer.Option("--days", help="Days until it ends.")] = 90,
    store: StoreOption = "",
) -> None:
    """Make a key and print it; it is shown this once, and kept as a hash only.

    Example: debar key add openrefine --user ana --scope ask
    """
    people = _people()
    with _opened(store, create=False) as opened:
        key, made = people.add_key(opened, owner, name, scopes=scope or ["ask"], days=days, actor=_actor(), at=_now())
    print(key)  # noqa: T201  the answer
    tell(f"Key {made.id} of {owner}, {' '.join(sorted(made.scopes))}, until {made.expires.date()}. Not shown again.")


@key_app.command("list")
def list_keys(format_: RowsFormat = None, output: OutputFile = None, store: StoreOption = "") -> None:
    """Show the keys: how each begins, what it allows, until when.

    Example: debar key list
    """
    now = _now()
    with _opened(store, create=False) as opened:
        rows = [
            {
                "id": each.id,
                "name": each.name,
                "account": each.account.name,
                "begins": each.start,
                "scopes": " ".join(sorted(each.scopes)),
                "state": each.state(now),
                "expires": each.expires.date().isoformat(),
                "used": each.used.date().isoformat() if each.used else "never",
            }
            for each in opened.people.api_keys()
        ]
    _write(rows, _KEYS, format_, output, "No key yet: debar key add NAME --user ACCOUNT makes one.")


@key_app.command("revoke")
def revoke(
    id_: Annotated[int, typer.Argument(help="The key's number, as debar key list has it.", metavar="ID")],
    store: StoreOption = "",
) -> None:
    """End a key; servers refuse it within two seconds.

    Example: debar key revoke 3
    """
    people = _people()
    with _opened(store, create=False) as opened:
        people.revoke_key(opened, id_, actor=_actor(), at=_now())
    tell(f"Key {id_} is revoked.")


def _people() -> ModuleType:
    try:
        from debar.desk import people
    except ImportError as error:
        raise MissingExtraError("accounts need an extra: pip install 'debar[serve]'") from error
    return people


def _opened(store: str, *, create: bool = True) -> Store:
    from debar.store import open_store

    return open_store(store, create=create)


def _now() -> datetime:
    from debar.cli.deciding import moment

    return moment()


def _actor() -> str:
    from debar.desk.library import user

    return user()


def _password(file: str) -> str:
    """The password: typed twice unseen, or the first line of a file. It is never an option, which others could see."""
    if not file:
        if not sys.stdin.isatty():
            raise InputError("no terminal to ask for the password on: give --password-file FILE, or - for its input")
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    try:
        text = sys.stdin.readline(4_096) if file == "-" else Path(file).read_text("utf-8")[:4_096]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the password cannot be read ({error})") from error
    return (text.splitlines() or [""])[0]


def _write(rows: Sequence[dict[str, Any]], columns: Sequence[str], format_: Any, output: str | None, none: str) -> None:
    chosen = choose_format(format_, output, TableFormat)
    with open_output(output) as out:
        if chosen == "json":
            out.write(to_json(rows) + "\n")
        elif chosen == "jsonl":
            out.write("".join(to_json(row) + "\n" for row in rows))
        elif chosen == "csv":
            write_csv(rows, columns, out)
        elif rows:
            table = [columns, *([plain(str(row[name])) for name in columns] for row in rows)]
            widths = [max(map(len, column)) for column in zip(*table, strict=True)]
            for line in table:
                cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
                out.write("  ".join(cells).rstrip() + "\n")
    if not rows:
        tell(none)
