"""Run the console examples of Markdown files and write, or check, what they print.

    python scripts/run_examples.py [--write] FILE.md...

An example is a fenced block ``console`` whose lines starting with ``$ `` are shell commands; the lines after each
are its output (standard output only). They run in order in an empty folder, without a store, on a fixed day, so
that the output is the same everywhere. Without --write the program says which blocks differ and ends with 1.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
TODAY = "2026-11-22"
ROOT = Path(__file__).resolve().parent.parent


def run_block(block: str, folder: Path) -> str:
    """Return the block with the output its commands print now."""
    written = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        environment = {
            **os.environ,
            "DEBAR_TODAY": TODAY,
            "COLUMNS": "100",
            "NO_COLOR": "1",
            "PATH": sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"],
            "EXAMPLES": str(ROOT / "examples"),
            "DEBAR_STORE": str(folder / "lists.sqlite"),
        }
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        output = "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n")
        written.append(f"$ {command}\n{output}\n" if output else f"$ {command}\n")
    return "".join(written)


def refresh(path: Path) -> tuple[str, str]:
    """Return the file's text as it is and as it would be with fresh output."""
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        fresh = BLOCK.sub(lambda match: f"```console\n{run_block(match[1], Path(folder))}```", text)
    return text, fresh


def main() -> int:
    """Check or rewrite the files named on the command line."""
    write = "--write" in sys.argv[1:]
    differ = False
    for name in (argument for argument in sys.argv[1:] if argument != "--write"):
        path = Path(name)
        text, fresh = refresh(path)
        if write:
            path.write_text(fresh, encoding="utf-8")
        elif text != fresh:
            differ = True
            lines = difflib.unified_diff(text.splitlines(), fresh.splitlines(), name, "as run now", lineterm="")
            print("\n".join(lines))
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
