"""Purchases made for tests: the same rows for the same size."""

from __future__ import annotations

import csv
import random
from pathlib import Path

GOODS = ("PRINTER PAPER", 'TABLE 6"', "CABLES, VARIOUS", "CAR WASH", "", "TOTAL", "café chairs")
RARE = ("HIKVISION DS-2CD2143G0-I CAMERA", "HUAWEI E5577 HOTSPOT", "DJI MAVIC 3 DRONE", "HYTERA PD682 RADIO")


def purchases_file(path: Path, rows: int) -> Path:
    """Write ``rows`` purchases as csv, about one in 3,000 of a maker's goods, with quotes, blanks and totals."""
    chance = random.Random(7)  # noqa: S311  data, not secrets
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Date", "Supplier", "Description", "Amount"])
        for number in range(rows):
            thing = chance.choice(RARE) if number % 3_000 == 5 else f"{chance.choice(GOODS)} {chance.randint(1, 99)}"
            supplier = f"SHOP {chance.randint(1, 500)}" if number % 50 else ""
            day = f"{chance.randint(1, 12):02d}/{chance.randint(1, 28) if number > rows / 2 else 3:02d}/2023"
            writer.writerow([day, supplier, thing if number % 70 else "", f"{chance.randint(1, 90000) / 100:.2f}"])
    return path
