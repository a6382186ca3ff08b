"""What the tests of OFAC's sources share: samples, and one reading of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from debar.lists.parsing import File, Given, Layout, Log, choose
from debar.lists.sources.us_ofac_cons.parse import LAYOUTS as CONS
from debar.lists.sources.us_ofac_nscmic.parse import LAYOUTS as NSCMIC
from debar.lists.sources.us_ofac_sdn.parse import LAYOUTS as SDN
from debar.model import Entity

HERE = Path(__file__).parent
LAYOUTS: dict[str, tuple[Layout, ...]] = {"us-ofac-sdn": SDN, "us-ofac-cons": CONS, "us-ofac-nscmic": NSCMIC}
SDN_CSV = ("sdn.csv", "alt.csv", "add.csv")
CONS_CSV = ("cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv")


def sample(folder: str, name: str) -> File:
    return File(name, (HERE / folder / name).read_bytes())


def changed(file: File, old: bytes, new: bytes) -> File:
    data = file.read()
    assert old in data
    return File(file.name, data.replace(old, new, 1))


def read(list_id: str, files: Iterable[File]) -> tuple[dict[str, Entity], Log]:
    """The entities by OFAC's number, and the log, of files read in the layout that fits them."""
    found = choose(LAYOUTS[list_id], tuple(files))
    assert found is not None
    layout, roles = found
    log = Log()
    entities = list(layout.parse(Given(list_id, roles, date(2024, 5, 3), log)))
    assert log.rows == len(entities) + log.rejections
    return {entity.id.partition(":")[2]: entity for entity in entities}, log


def sdn_files() -> list[File]:
    return [sample("us_ofac_sdn", name) for name in SDN_CSV]


def cons_files() -> list[File]:
    return [sample("us_ofac_cons", name) for name in CONS_CSV]
