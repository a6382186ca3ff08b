"""One measurement of the rules: ``python -m benchmarks.law_rules SUBJECTS``; prints JSON.

A subject with all rules judged is one set. ``plain`` judges each case by itself; ``distinct`` judges each case of the
scenario files once, nothing remembered before; ``stream`` is a generated file of purchases: their cases come again as
they do in practice, few of them often and most of them seldom (Zipf's law), over the days of two years.
``file`` is a generated national file of purchases over ten years (see `law_purchases`), nothing remembered before.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from tests.rules.test_rule_scenarios import FILES, resolve

from benchmarks.law_purchases import generate
from debar.model import Case
from debar.regimes.engine import judge
from debar.regimes.rulebook import Rulebook
from debar.regimes.scenarios import load_scenarios, make_case
from debar.regimes.schema import load_rules

#: Days over which the subjects of the stream spread.
DAYS = 730
#: Of each stream so many are judged once more.
LAST = 10_000


def written() -> list[Case]:
    """The cases of the scenario files; those alike in all are one."""
    known = cache(resolve)
    cases = (make_case(scenario, known) for path in FILES for scenario in load_scenarios(path))
    return list({repr(case): case for case in cases}.values())


def stream(cases: Sequence[Case], size: int) -> list[Case]:
    """So many subjects made of the cases, each on a day of its own."""
    chance = random.Random(889)  # noqa: S311  data, not secrets
    order = chance.sample(list(cases), len(cases))
    often = [1 / rank for rank in range(1, len(order) + 1)]
    chosen = chance.choices(order, often, k=size)
    return [
        replace(case, date=case.date + timedelta(days=chance.randrange(DAYS))) if case.date else case for case in chosen
    ]


def rate(judging: Callable[[Case], Any], cases: Sequence[Case]) -> float:
    """Subjects a CPU second."""
    gc.collect()
    began = time.process_time()
    for case in cases:
        judging(case)
    return len(cases) / (time.process_time() - began)


def main() -> None:
    """Measure and print."""
    rules, cases = load_rules(), written()
    judge(rules, cases[0])
    subjects = stream(cases, int(sys.argv[1]))
    rows = generate(cases, len(subjects))
    book, reader = Rulebook(rules), Rulebook(rules)
    figures = {
        "rules": len(rules),
        "distinct_cases": len(cases),
        "subjects": len(subjects),
        "subjects_with_day": len({(repr(case)) for case in subjects}),
        "plain": rate(lambda case: judge(rules, case), cases),
        "distinct": rate(Rulebook(rules).judge, cases),
        "stream": rate(book.judge, subjects),
        "again": rate(book.judge, subjects[-LAST:]),
        "file": rate(reader.judge, rows),
        "file_again": rate(reader.judge, rows[-LAST:]),
        "last": min(LAST, len(subjects)),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    if any(book.judge(case) != judge(rules, case) for case in (*subjects[:300], *rows[-300:])):
        raise SystemExit("what is remembered is not what each case gets by itself")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
