"""Say in a few lines what findings on standard input (json or jsonl) hold: `debar transact ... | python answers.py`.

Arguments are the beginnings of rule ids of which the results are told too; those that reach nothing are left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any


def findings(text: str) -> Iterator[dict[str, Any]]:
    """The findings of a run's output, whatever its format."""
    try:
        data = json.loads(text)
    except ValueError:
        yield from (json.loads(line) for line in text.splitlines())
        return
    yield from data.get("results", [data])


def main() -> None:
    """Print every finding's outcome and sentence, and the results asked for."""
    for finding in findings(sys.stdin.read()):
        print(finding["subject"].get("reference", ""), f"{finding['outcome']}:", finding["sentence"])
        for rule in finding["rules"]:
            if rule["rule"].startswith(tuple(sys.argv[1:]) or "-") and rule["outcome"] not in ("not-covered", "info"):
                print(f"  {rule['rule']} {rule['outcome']}: {rule['because']}")
                for duty in rule["duties"]:
                    print(f"    duty of {duty['who']}: {duty['what']} {duty['within']}".rstrip())


if __name__ == "__main__":
    main()
