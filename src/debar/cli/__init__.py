"""The command line: parse, call the desk, print."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; stopping it while it still loads ends it like any other stop."""
    try:
        from debar.cli.app import main as run
    except KeyboardInterrupt:
        sys.exit(3)
    run()
