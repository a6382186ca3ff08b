"""Start-up as a user feels it: whole processes, the median of several, printed as JSON.

python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import debar'": ["-c", "import debar"],
    "debar --help": ["-m", "debar", "--help"],
    "debar check": ["-m", "debar", "check", "Hikvision DS-2CD2143G0-I", "--state", "CA", "--date", "2022-05-01"],
}


def seconds(arguments: list[str], runs: int) -> float:
    """Return the median wall time of a whole process."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    """Print the figures; the first run of `check`, which may compile the reference, is not counted."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    seconds(COMMANDS["debar check"], 1)
    print(json.dumps({name: round(seconds(arguments, runs), 3) for name, arguments in COMMANDS.items()}, indent=1))


if __name__ == "__main__":
    main()
