"""OFAC's delimited files: real lines of real editions, with the quirks that the feed has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debar.errors import FormatError
from debar.lists import ofac
from debar.lists.sources.us_ofac_cons.parse import parse as parse_cons
from debar.lists.sources.us_ofac_nscmic.parse import parse as parse_nscmic
from debar.lists.sources.us_ofac_sdn.parse import parse as parse_sdn
from debar.model import Entity

HERE = Path(__file__).parent
DAY = date(2024, 5, 3)


def sdn_files() -> dict[str, bytes]:
    folder = HERE / "us_ofac_sdn"
    files = {role: (folder / f"{role}.csv").read_bytes() for role in ("sdn", "alt", "add")}
    return {**files, "history:2015-01-17": (folder / "sdn_2015-01-17.csv").read_bytes()}


def cons_files() -> dict[str, bytes]:
    folder = HERE / "us_ofac_cons"
    return {role: (folder / f"cons_{role}.csv").read_bytes() for role in ("prim", "alt", "add", "comments")}


@pytest.fixture(scope="module")
def sdn() -> dict[str, Entity]:
    return {entity.id.partition(":")[2]: entity for entity in parse_sdn(sdn_files(), DAY)}


@pytest.fixture(scope="module")
def cons() -> dict[str, Entity]:
    return {entity.id.partition(":")[2]: entity for entity in parse_cons(cons_files(), date(2025, 12, 19))}


def test_the_ctrl_z_line_is_no_party_and_every_other_line_is_one(sdn: dict[str, Entity]) -> None:
    lines = sdn_files()["sdn"].removesuffix(b"\x1a").splitlines()
    assert sdn_files()["sdn"].endswith(b"\x1a")
    assert len(sdn) == len(lines) == 10


def test_the_null_of_the_feed_is_never_a_value(sdn: dict[str, Entity]) -> None:
    written = "".join(map(repr, sdn.values()))
    assert "-0-" not in written


def test_types_become_schemata(sdn: dict[str, Entity]) -> None:
    assert {sdn[number].schema for number in ("36", "2674", "15055", "15431")} == {
        "Organization",
        "Person",
        "Vessel",
        "Airplane",
    }


def test_several_programs_in_one_field_are_several_listings(sdn: dict[str, Entity]) -> None:
    assert [listing.program for listing in sdn["15055"].designations] == ["IRAN", "SDGT"]


def test_weak_aliases_of_the_remarks_stand_apart_from_the_strong_ones(sdn: dict[str, Entity]) -> None:
    assert "BNC" in sdn["306"].weak_names
    assert sdn["306"].names == ("BANCO NACIONAL DE CUBA", "NATIONAL BANK OF CUBA")
    assert sdn["9647"].weak_names == ("ZAHAR, Mahmoud", "AL-ZAHAR, Mahmoud")


def test_birth_nationality_and_documents_come_out_of_the_remarks(sdn: dict[str, Entity]) -> None:
    assert sdn["9647"].birth_dates == ("1945",)
    assert "ps" in sdn["9647"].countries
    assert ("imo", "9212905") in sdn["15055"].identifiers
    assert any(kind == "digital-currency" for kind, _ in sdn["25308"].identifiers)
    assert ("linked to", "HAMAS") in sdn["9647"].designations[0].details


def test_a_party_of_the_oldest_edition_has_no_start_and_a_later_one_is_bounded(sdn: dict[str, Entity]) -> None:
    oldest, later = sdn["36"].designations[0], sdn["9647"].designations[0]
    assert (oldest.from_, oldest.known_from) == (None, date(2015, 1, 17))
    assert (later.from_, later.known_from) == (DAY, DAY)
    assert ("not_on_edition_of", "2015-01-17") in later.details
    assert ("first_on_edition_of", "2024-05-03") in later.details


def test_dates_of_an_earlier_directive_do_not_date_the_blocking(sdn: dict[str, Entity]) -> None:
    """Sberbank's remarks date its correspondent-account directive of February 2022; the SDN listing came later."""
    sberbank = sdn["17018"]
    assert ("listing date (EO 14024 Directive 2)", "2022-02-24") in sberbank.designations[0].details
    assert {listing.from_ for listing in sberbank.designations} == {DAY}


def test_remarks_cut_by_the_feed_are_said_to_be_cut(sdn: dict[str, Entity]) -> None:
    assert any("cut at 1,000 characters" in value for _, value in sdn["17018"].designations[0].details)


def test_an_empty_file_is_refused() -> None:
    for nothing in (b"", b"\r\n", b"\x1a"):
        with pytest.raises(FormatError, match="empty"):
            list(parse_sdn({**sdn_files(), "sdn": nothing}, DAY))


def test_an_error_page_served_instead_of_the_file_is_refused() -> None:
    with pytest.raises(FormatError, match="line"):
        list(parse_sdn({**sdn_files(), "sdn": b"<html>\r\n<body>busy</body>\r\n"}, DAY))


def test_a_row_of_another_width_is_refused_with_its_line() -> None:
    broken = sdn_files()["sdn"].replace(b',"CUBA",', b',"CUBA",x,', 1)
    with pytest.raises(FormatError, match="line 1: 13 fields"):
        list(parse_sdn({**sdn_files(), "sdn": broken}, DAY))


def test_copies_with_header_lf_and_empty_nulls_read_the_same(sdn: dict[str, Entity]) -> None:
    files = sdn_files()
    copied = files["sdn"].removesuffix(b"\x1a").replace(b"-0- ", b"").replace(b"\r\n", b"\n")
    header = b"ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\n"
    again = {entity.id.partition(":")[2]: entity for entity in parse_sdn({**files, "sdn": header + copied}, DAY)}
    assert again == sdn


def test_remarks_overflow_is_joined_in_the_middle_of_a_word(cons: dict[str, Entity]) -> None:
    """'Registratio' ends the field and 'n Number ...' begins the overflow of entry 17014's and 17016's remarks."""
    ids = dict(cons["17014"].identifiers)
    assert ids["registration"] == "1027700342890"
    assert cons["17014"].weak_names == ("RUSAG",)
    assert ("lei", "253400WSS48YWMBUA688") in cons["17016"].identifiers


def test_the_non_sdn_list_is_dated_by_its_own_remarks(cons: dict[str, Entity]) -> None:
    listing = cons["30946"].designations[0]
    assert (listing.program, listing.from_, listing.known_from) == (
        "CMIC-EO13959",
        date(2021, 8, 2),
        date(2021, 6, 3),
    )
    russia = next(found for found in cons["17016"].designations if found.program == "RUSSIA-EO14024")
    assert russia.from_ == date(2022, 3, 26)


def test_nscmic_companies_carry_the_entry_number_of_the_consolidated_files() -> None:
    """Huawei Investment's own line is not in the sample; its name is an alias of 30947, not to be given twice."""
    files = cons_files()
    entities = (HERE / "us_ofac_nscmic" / "entities.json").read_bytes()
    numbered = {"entities": entities, "cons_prim": files["prim"], "cons_alt": files["alt"]}
    rows = parse_nscmic(numbered, date(2026, 7, 9))
    assert [next(rows).id, next(rows).id] == ["us-ofac-nscmic:30946", "us-ofac-nscmic:30947"]
    with pytest.raises(FormatError, match="Huawei Investment"):
        next(rows)


def test_bounds_are_the_first_edition_that_holds_a_party_and_the_one_before() -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    held = ofac.bounds([(days[2], frozenset({1, 2, 3})), (days[0], frozenset({1})), (days[1], frozenset({1, 2}))])
    assert held == {
        1: ofac.Bounds(None, days[0]),
        2: ofac.Bounds(days[0], days[1]),
        3: ofac.Bounds(days[1], days[2]),
    }
