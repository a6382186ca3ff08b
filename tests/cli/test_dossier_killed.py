"""An import that is killed: what it had finished is held, and importing again completes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "unit" / "dossiers" / "samples"
GIVEN = [
    *(SAMPLES / f"fara_hikvision_{day}.csv" for day in ("2019-06-25", "2021-05-28", "2022-10-15", "2022-10-19")),
    *(ROOT / "golden" / "articles" / f"own_{name}.txt" for name in ("lobbying", "stockpile", "district")),
]


class Imports:
    """`debar dossier` over one store."""

    def __init__(self, environment: dict[str, str], store: Path) -> None:
        self._environment = environment
        self._store = store

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "debar", "dossier", *arguments, "--store", str(self._store)]

    def start(self) -> subprocess.Popen[str]:
        """Begin to import every file."""
        command = self._command("import", *map(str, GIVEN), "--retrieved", "2026-11-01")
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self._environment
        )

    def killed_at(self, number: int) -> list[str]:
        """Kill an import when it tells of its ``number``-th file that is new; the names of the files told before."""
        told: list[str] = []
        with self.start() as process:
            assert process.stderr is not None
            while len(told) < number and (line := process.stderr.readline()):
                if ": read as " in line:
                    told.append(line.split(": ")[1].rpartition("/")[2])
            process.send_signal(signal.SIGKILL)
        return told[:-1]

    def whole(self) -> list[str]:
        """Import to the end; the names of the files that brought nothing new."""
        with self.start() as process:
            assert process.stdout is not None
            lines = process.stdout.read().splitlines()
        assert process.returncode == 0
        return [line.split(": ")[0].rpartition("/")[2] for line in lines if ": 0 new" in line]

    def output(self, *arguments: str) -> str:
        """What a command prints."""
        done = subprocess.run(
            self._command(*arguments), capture_output=True, text=True, env=self._environment, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout


ASKED = (("timeline", "Hikvision", "--format", "jsonl"), ("show", "Hikvision", "--format", "json"))


@pytest.fixture(scope="module")
def undisturbed(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is printed after an import that nothing disturbed."""
    imports = Imports(environment, tmp_path_factory.mktemp("whole") / "store.sqlite3")
    assert imports.whole() == []
    return [imports.output(*asked) for asked in ASKED]


@pytest.mark.parametrize("at", [2, 6])
def test_a_killed_import_keeps_what_it_finished_and_completes_when_it_is_run_again(
    environment: dict[str, str], tmp_path: Path, undisturbed: list[str], at: int
) -> None:
    disturbed = Imports(environment, tmp_path / "store.sqlite3")
    finished = disturbed.killed_at(at)
    again = disturbed.whole()
    assert len(finished) == at - 1
    assert set(finished) <= set(again)
    assert [disturbed.output(*asked) for asked in ASKED] == undisturbed
