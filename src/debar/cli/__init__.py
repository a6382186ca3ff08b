"""The command line: parse, call the desk, print."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

#: Objects made before cycles among the newest are looked for: records are many and hold none (700 took up to a sixth).
_COLLECTED_AFTER = 20_000


def main() -> NoReturn:
    """Run the command line; stopping it while it still loads ends it like any other stop."""
    gc.set_threshold(_COLLECTED_AFTER, *gc.get_threshold()[1:])
    try:
        from debar.cli.app import main as run
    except KeyboardInterrupt:
        sys.exit(3)
    run()
