"""Whom a user means by an id, a maker or a name."""

from __future__ import annotations

import pytest

from debar.catalog import load
from debar.errors import InputError
from debar.lists.parties import find_entities
from debar.lists.parties.finding import require_entities
from debar.model import Entity
from unit.lists.parties.made_up import entry

HELD = (
    entry("us-ofac-sdn:36", "AEROCARIBBEAN AIRLINES", names=("AEROCARIBBEAN AIRLINES", "AERO-CARIBBEAN")),
    entry("us-ofac-cons:36", "Another Words Holding"),
    entry("us-bis-el:abc", "Zhejiang Uniview Technologies Co., Ltd."),
)


@pytest.mark.parametrize(
    ("text", "read_as", "ids"),
    [
        ("US-OFAC-SDN:36", "id", ("us-ofac-sdn:36",)),
        ("us-ofac-sdn 36", "own id", ("us-ofac-sdn:36",)),
        ("36", "own id", ("us-ofac-cons:36", "us-ofac-sdn:36")),
        ("Aero Caribbean", "name", ("us-ofac-sdn:36",)),
        ("zhejiang uniview technologies gmbh", "name", ("us-bis-el:abc",)),
        ("uniview", "maker", ("us-bis-el:abc",)),
    ],
)
def test_a_text_is_read_in_one_fixed_order(text: str, read_as: str, ids: tuple[str, ...]) -> None:
    found = find_entities(text, HELD, catalog=load())
    assert (found.read_as, found.entities) == (read_as, ids)


def test_a_curated_party_is_found_by_its_id_on_all_its_lists(listed: tuple[Entity, ...]) -> None:
    found = find_entities("hikvision", listed)
    assert found.read_as == "party"
    assert {"us-889", "us-fcc-covered", "us-bis-el"} <= {id_.partition(":")[0] for id_ in found.entities}


def test_a_text_that_means_nobody_is_an_error_that_names_what_is_near() -> None:
    found = find_entities("Zejiang Univiev Technologies", HELD)
    assert not found.entities
    with pytest.raises(InputError, match=r"Uniview Technologies Co\., Ltd\. \(us-bis-el:abc\)"):
        require_entities("Zejiang Univiev Technologies", found)


@pytest.mark.parametrize("text", ["", "   ", "§§", "()"])
def test_a_text_without_words_means_nobody(text: str) -> None:
    assert not find_entities(text, HELD).entities
