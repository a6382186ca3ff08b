"""A supplier's name alone names a listed party only where a coincidence is out of the question."""

from __future__ import annotations

import random

import pytest

from debar.model import Strength
from debar.names.compare import MATCH
from debar.screening.reference import Reference
from debar.screening.suppliers import SupplierSieve, ground, rarity


def best(reference: Reference, supplier: str) -> Strength | None:
    grounds = [ground(match) for match in reference.match([supplier])[0]]
    return next((s for s in (Strength.STRONG, Strength.WEAK) if s in grounds), None)


#: Suppliers of real public payment records (Toronto, Phoenix, San Francisco, UK bodies, FPDS) that are no listed party.
COINCIDENCES = (
    "UNITED",
    "Happy Days",
    "ALPHA",
    "HORIZON INC",
    "MUNICIPAL WORLD INC",
    "BOXES ON THE MOVE",
    "FIRST CLASS BUSINESS S",
    "IRON MOUNTAIN",
    "STANDARD LIFE",
    "SPARTA, INC.",
    "MERLIN INTERNATIONAL INCORPORATED",
    "PLANET TECHNOLOGIES, INC.",
    "SCIENTIFIC RESEARCH CORPORATION",
    "Ministry of Defence",
    "GOODRICH CORPORATION",
    "FOUR SEASONS HOTEL TOR",
    "CHRISTOPHER O'BRIEN",
    "AL HIKMAH",
    "AZTEC",
)


@pytest.mark.parametrize("supplier", COINCIDENCES)
def test_a_coincidence_of_names_is_no_ground(reference: Reference, supplier: str) -> None:
    assert best(reference, supplier) is None


@pytest.mark.parametrize(
    "supplier", ["AEROCARIBBEAN AIRLINES", "Rosoboroneksport OAO", "Hangzhou Hikvision Digital Technology"]
)
def test_an_unmistakable_name_is_firm(reference: Reference, supplier: str) -> None:
    assert best(reference, supplier) is Strength.STRONG


def test_a_short_name_that_is_the_same_to_its_legal_form_is_worth_a_look(reference: Reference) -> None:
    assert best(reference, "ORION LIMITED LIABILITY COMPANY") is Strength.WEAK


def test_words_of_a_trade_say_little() -> None:
    assert rarity("services") <= 4.5 < rarity("kalashnikov")
    assert rarity("al") == 0


def test_nothing_with_a_ground_is_ruled_out_beforehand(reference: Reference) -> None:
    """Listed names as they are, cut short, joined or misspelt: the sieve lets through all that has a ground."""
    numbers = range(0, len(reference.entities), 23)
    names = [entity.caption for entity in map(reference.entities.__getitem__, numbers) if entity.by_name]
    asked = [*names, *(n.lower() for n in names), *(n[:30] for n in names), *(n.replace(" ", "", 1) for n in names)]
    asked += [n[:4] + n[5:] for n in names]
    worth = set(SupplierSieve(reference.names).worth_comparing(asked))
    found = reference.match(asked)
    lost = [asked[n] for n, matches in enumerate(found) if n not in worth and any(ground(m) for m in matches)]
    assert lost == []


def misspelt(name: str, chance: random.Random) -> str:
    """The name as records may write it: slips, words run together or divided, turned, left out, cut off."""
    words, place = name.split(), chance.randrange(max(1, len(name)))
    changed = (
        name[:place] + chance.choice("aeilnrst") + name[place + 1 :],
        name[:place] + name[place + 1 :],
        name[:place] + " " + name[place:],
        name.replace(" ", "", 1),
        " ".join(words[1:]),
        " ".join(words[::-1]),
        name[: max(3, place)],
        f"{name} inc",
        f"{name} of texas",
    )
    return chance.choice(changed)


@pytest.mark.parametrize("seed", range(2))
def test_asked_for_firms_alone_no_ground_is_lost(reference: Reference, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  data, not secrets
    index = reference.names
    listed = [index.name(chance.randrange(len(index))) for _ in range(400)]
    asked = [misspelt(misspelt(name, chance), chance) for name in listed] + list(COINCIDENCES)
    every = reference.match(asked, threshold=MATCH, ever=True)
    firms = reference.match(asked, threshold=MATCH, ever=True, firms=True)
    for whole, less in zip(every, firms, strict=True):
        assert less == whole or (not less and not any(map(ground, whole)))
    assert sum(map(bool, firms)) > 50
    assert any(whole and not less for whole, less in zip(every, firms, strict=True))
