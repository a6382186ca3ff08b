"""Accounts, keys and backups on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from debar.store import open_store

PASSWORD = "violet anchor seven lamps\n"  # noqa: S105


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store.sqlite3")


def debar(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "debar", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, timeout=120, check=False)


def add(store: str, name: str, *options: str) -> None:
    done = debar("user", "add", name, "--password-file", "-", "--store", store, *options, given=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert PASSWORD.strip() not in done.stdout + done.stderr


def test_an_account_is_made_shown_shut_out_and_let_in_again(store: str) -> None:
    add(store, "ana", "--role", "approver", "--workspace", "north")
    for options, state in (
        ([], "enabled"),
        (["disable", "ana"], "disabled"),
        (["disable", "ana", "--undo"], "enabled"),
    ):
        if options:
            assert debar("user", *options, "--store", store).returncode == 0
        shown = json.loads(debar("user", "list", "--format", "json", "--store", store).stdout)
        assert [(each["name"], each["role"], each["workspace"], each["state"]) for each in shown] == [
            ("ana", "approver", "north", state)
        ]


def test_a_key_is_shown_once(store: str) -> None:
    add(store, "ana")
    made = debar("key", "add", "feed", "--user", "ana", "--store", store)
    key = made.stdout.strip()
    assert key.startswith("debar_")
    listed = debar("key", "list", "--format", "csv", "--store", store).stdout
    assert key not in listed
    assert key[:12] in listed
    assert key.encode() not in Path(store).read_bytes()
    assert debar("key", "revoke", "1", "--store", store).returncode == 0
    assert "revoked" in debar("key", "list", "--store", store).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["user", "add", "bo", "--role", "king", "--password-file", "-"], "viewer, analyst, approver, admin"),
        (["user", "add", "Bo!", "--password-file", "-"], "small letters"),
        (["user", "add", "bo", "--password-file", "none.txt"], "cannot be read"),
        (["user", "add", "bo"], "--password-file"),
        (["user", "disable", "bo"], "debar user list"),
        (["key", "add", "x", "--user", "bo"], "debar user list"),
        (["key", "revoke", "7"], "debar key list"),
        (["store", "restore", "none.sqlite3"], "no such file"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(store: str, arguments: list[str], told: str) -> None:
    open_store(store).close()
    done = debar(*arguments, "--store", store, given=PASSWORD)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_is_made_and_restored(store: str, tmp_path: Path) -> None:
    add(store, "ana")
    file, other = str(tmp_path / "b.sqlite3"), str(tmp_path / "other.sqlite3")
    assert debar("store", "backup", file, "--store", store).returncode == 0
    assert debar("store", "restore", file, "--store", other).returncode == 0
    assert "ana" in debar("user", "list", "--store", other).stdout
    again = debar("store", "restore", file, "--store", other)
    assert again.returncode == 2
    assert "--replace" in again.stderr
