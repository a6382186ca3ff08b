"""Write a constructed national sample of purchases: every state, every kind of buyer, many ways of saying it.

Nothing in it is real: buyers' names are made from the names of kinds of bodies and of places (Census Gazetteer), and
every row says ``constructed``. The same seed writes the same bytes.

Example: python scripts/make_national_sample.py sample.csv --rows 3000 --seed 1
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

from debar.places import STATES, find_places

T = TypeVar("T")
COLUMNS = (
    "PO Number", "PO Date", "Agency", "Agency State", "Vendor", "Item Description", "Quantity", "Amount", "Currency",
    "Funding", "constructed",
)  # fmt: skip
#: Places whose names many states share, so that each state has some of them in the gazetteer.
PLACES = (
    "Fairview", "Midway", "Riverside", "Franklin", "Clinton", "Salem", "Madison", "Georgetown", "Greenville",
    "Arlington", "Ashland", "Dover", "Oxford", "Jackson", "Burlington", "Manchester", "Milton", "Newport", "Auburn",
    "Dayton", "Lexington", "Milford", "Winchester", "Cleveland", "Hudson", "Kingston", "Mount Vernon", "Oakland",
    "Centerville", "Lebanon", "Springfield", "Bristol", "Aberdeen", "Juneau", "Honolulu", "Hilo", "Phoenix", "Reno",
    "Washington", "San Juan", "Ponce", "Dededo", "Charlotte Amalie", "Saipan", "Pago Pago",
)  # fmt: skip
#: How bodies are named, and how often they stand in the sample.
BODIES = (
    ("{} School District", 46), ("{} Independent School District", 8), ("City of {}", 24), ("Town of {}", 5),
    ("{} County", 9), ("{} County Sheriff", 4), ("State University at {}", 7), ("{} Department of Transportation", 4),
    ("{} Water District", 3), ("{} Transit Authority", 3), ("{} Memorial Hospital", 2), ("{} Municipal Court", 2),
    ("{} Electric Utility", 2), ("Bureau of Land Management", 2),
)  # fmt: skip
#: What is bought: text, weight, price of a piece. What names no restricted maker is most of any real file.
ITEMS = (
    ("HIKVISION DS-2CD2143G0-I 4MP DOME CAMERA", 16, 139), ("HIKVISION DS-7732NI-I4 NVR 32CH", 6, 890),
    ("LTS CMIP8C42W TURRET CAMERA", 9, 128), ("DAHUA IPC-HFW5442T BULLET CAMERA", 10, 175),
    ("LOREX N861B63 NVR SYSTEM", 5, 610), ("HYTERA PD682 PORTABLE RADIO UHF", 5, 529),
    ("HUAWEI MEDIAPAD T3 10", 4, 149), ("ZTE MF288 LTE ROUTER", 3, 118), ("HILOOK IPC-T240H TURRET CAMERA", 6, 96),
    ("REMOVAL OF EXISTING HIKVISION CAMERAS AND DISPOSAL", 4, 60),
    ("MAINTENANCE RENEWAL FOR DAHUA IPC-HFW5442T CAMERAS", 2, 240),
    ("NO HIKVISION, DAHUA OR ZTE EQUIPMENT MAY BE OFFERED", 1, 0),
    ("AXIS P3245-V NETWORK CAMERA", 12, 540), ("COPY PAPER 20LB LETTER, CASE", 20, 41), ("ROAD SALT, BULK TON", 10, 78),
    ("JANITORIAL SERVICES, MONTHLY", 10, 1800),
)  # fmt: skip
SUPPLIERS = (
    "Harbor Security Supply LLC", "Prairie Low Voltage Inc.", "Example Integrators of the Midwest", "Tri-Lakes Alarm",
    "Summit Office Products", "Old Mill Electric Co.", "Constructed Video & Data", "Sample Radio Works",
)  # fmt: skip
FUNDING = (("", 70), ("own", 14), ("federal-grant:2021-06-01", 9), ("e-rate", 5), ("state", 2))
FIRST, LAST = date(2015, 1, 1), date(2024, 12, 31)


def rows(number: int, seed: int) -> Iterator[list[str]]:
    """The rows of the sample, ``number`` of them; every state has some."""
    dice = Random(seed)  # noqa: S311  no secret: the same seed must give the same rows
    codes = list(STATES)
    for order in range(1, number + 1):
        state = codes[(order - 1) % len(codes)] if order <= 3 * len(codes) else dice.choice(codes)
        text, price = _pick(dice, [((text, price), weight) for text, weight, price in ITEMS])
        pieces = dice.choice((1, 1, 2, 4, 8, 12, 24, 36, 60))
        # Purchases thin out after the law of 2019 and 2020, but do not end.
        day = FIRST + timedelta(days=int((LAST - FIRST).days * dice.betavariate(2.2, 2.4)))
        amount = f"{pieces * price * dice.uniform(0.85, 1.2):.2f}"
        yield [
            f"C-{order:05d}",
            "" if dice.random() < 0.02 else day.isoformat(),
            _body(dice, state),
            state,
            dice.choice(SUPPLIERS),
            text if dice.random() < 0.7 else f"{pieces} EA {text.title()}, INSTALLED",
            "" if dice.random() < 0.2 else str(pieces),
            "" if dice.random() < 0.03 else amount,
            "EUR" if dice.random() < 0.005 else "USD",
            _pick(dice, FUNDING),
            "yes",
        ]


def _body(dice: Random, state: str) -> str:
    form = _pick(dice, BODIES)
    known = [place for place in PLACES if find_places(place, state)]
    name = form.format(dice.choice(known or [STATES[state].name]))
    # The same body is often written in several ways.
    return name if dice.random() < 0.7 else name.upper()


def _pick(dice: Random, choices: list[tuple[T, int]] | tuple[tuple[T, int], ...]) -> T:
    return dice.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]


def main() -> None:
    """Write the sample to the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--rows", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with asked.output.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(asked.rows, asked.seed))
    print(f"{asked.output}: {asked.rows:,} constructed rows, seed {asked.seed}")


if __name__ == "__main__":
    main()
