"""The lists of the UN, the EU and the United Kingdom: real entries of real editions, with the quirks that they have.

The two files of the UK Sanctions List are put together from entries as published, in the columns and elements that
readers of the files of 2026 show; they are no files as served.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.lists import source
from debar.lists.parsing import File, Given, Layout, Log, choose
from debar.lists.sources.eu_fsf.parse import LAYOUTS as EU
from debar.lists.sources.gb_sanctions.merge import read_birth
from debar.lists.sources.gb_sanctions.parse import LAYOUTS as GB
from debar.lists.sources.un_sc.parse import LAYOUTS as UN
from debar.model import Citation, Entity

HERE = Path(__file__).parent
DAY = date(2026, 10, 8)
LISTS: dict[str, tuple[Layout, ...]] = {"un-sc": UN, "eu-fsf": EU, "gb-sanctions": GB}
SAMPLES = {
    "un-sc/consolidated_2018-10-29.xml": ("un-xml", 9, 9, date(2018, 10, 29)),
    "un-sc/consolidated_2026-02-27.xml": ("un-xml", 10, 10, date(2026, 2, 27)),
    "eu-fsf/export.xml": ("eu-xml-1.1", 6, 6, date(2020, 4, 15)),
    "gb-sanctions/ConList_2016-03-23.csv": ("ofsi-conlist", 49, 6, date(2016, 3, 23)),
    "gb-sanctions/ConList_2020-04-27.csv": ("ofsi-conlist", 23, 6, date(2020, 4, 27)),
    "gb-sanctions/UK-Sanctions-List.csv": ("uk-csv", 6, 3, date(2026, 10, 8)),
    "gb-sanctions/UK-Sanctions-List.xml": ("uk-xml", 3, 3, date(2026, 10, 8)),
}


def content(sample: str) -> bytes:
    list_id, _, name = sample.partition("/")
    return (HERE / list_id.replace("-", "_") / name).read_bytes()


def read(list_id: str, data: bytes, name: str = "list.xml") -> tuple[dict[str, Entity], Log, str]:
    """The entities by own id, the log and the layout's id, as an import finds them."""
    chosen = choose(LISTS[list_id], [File(name, data)])
    assert chosen is not None, f"no layout of {list_id} fits"
    log = Log()
    found = list(chosen[0].parse(Given(list_id, chosen[1], DAY, log)))
    assert len({entity.id for entity in found}) == len(found)
    return {entity.id.partition(":")[2]: entity for entity in found}, log, chosen[0].id


def sample(path: str) -> dict[str, Entity]:
    return read(path.partition("/")[0], content(path))[0]


def force(list_id: str, layout: Layout, data: bytes) -> list[Entity]:
    """What the parser of a layout makes of a file that it may not even recognise."""
    role = layout.needs[0]
    return list(layout.parse(Given(list_id, {role: File("list", data)}, DAY, Log())))


def details(entity: Entity, key: str) -> list[str]:
    return [value for listing in entity.designations for name, value in listing.details if name == key]


@pytest.mark.parametrize("path", SAMPLES)
def test_every_sample_is_recognised_dated_and_read_without_loss(path: str) -> None:
    layout, rows, entities, published = SAMPLES[path]
    found, log, chosen = read(path.partition("/")[0], content(path))
    assert (chosen, log.rows, len(found), log.published) == (layout, rows, entities, published)
    assert log.rejections == 0
    assert all(listing.from_ for entity in found.values() for listing in entity.designations)
    assert all(entity.names[0] and entity.id.startswith(entity.list + ":") for entity in found.values())


@pytest.mark.parametrize("path", SAMPLES)
@pytest.mark.parametrize("list_id", LISTS)
def test_no_other_list_takes_the_file_for_its_own(path: str, list_id: str) -> None:
    taken = choose(LISTS[list_id], [File("list", content(path))]) is not None
    assert taken == (path.partition("/")[0] == list_id)


@pytest.mark.parametrize("list_id", LISTS)
def test_every_download_names_a_layout_that_the_parser_has(list_id: str) -> None:
    described = source.load(list_id)
    layouts = {layout.id: set(layout.needs) for layout in LISTS[list_id]}
    assert described.downloads
    assert all(set(download.files) == layouts[download.layout] for download in described.downloads)


HOSTILE = {
    "empty": b"",
    "page": b"<!DOCTYPE html><html><body>503 Service Unavailable</body></html>",
    "bomb": b'<!DOCTYPE l [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><l>&c;</l>',
    "wrong root": b"<sdnList><sdnEntry/></sdnList>",
    "csv of another list": b"ent_num,name\r\n36,AEROCARIBBEAN AIRLINES\r\n",
    "zip": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("list_id", "layout"), [(each, layout) for each, many in LISTS.items() for layout in many])
def test_what_is_no_such_list_is_not_recognised_and_never_parsed(name: str, list_id: str, layout: Layout) -> None:
    assert layout.recognise("list", HOSTILE[name]) == ""
    with pytest.raises(FormatError, match=r"^list[:,] "):
        force(list_id, layout, HOSTILE[name])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.floats(min_value=0, max_value=0.999))
def test_a_list_cut_inside_a_record_is_an_error(path: str, share: float) -> None:
    list_id, data = path.partition("/")[0], content(path).rstrip()
    layout = next(each for each in LISTS[list_id] if each.id == SAMPLES[path][0])
    cut = data[: int(len(data) * share)]
    last = cut.rpartition(b"\n")[2]
    if path.endswith(".csv") and cut.count(b"\n") > 1 and (last in {b"", b"\r"} or data[len(cut) :][:1] in b"\r\n"):
        return  # between two lines: fewer parties, which the counts of a list tell
    if "ConList" in path and cut.count(b"\n") > 1 and last.rpartition(b",")[2].isdigit():
        return  # inside the Group ID, the last cell
    with pytest.raises(FormatError, match=r"^list[:,] "):
        force(list_id, layout, cut)


def test_un_names_are_whole_and_low_quality_aliases_are_weak() -> None:
    found = sample("un-sc/consolidated_2026-02-27.xml")
    badege = found["6907993"]
    assert (badege.schema, badege.names, badege.countries) == ("Person", ("ERIC BADEGE",), ("cd", "rw"))
    samira = found["6908107"]
    assert samira.weak_names
    assert not set(samira.weak_names) & set(samira.names)
    assert samira.names[1] == "سميرة الشاهبندر"


def test_un_aliases_joined_with_semicolons_are_several_names() -> None:
    names = sample("un-sc/consolidated_2026-02-27.xml")["110441"].names
    assert {"Behman Asgharpour", "Behman Asgharpur"} <= set(names)


def test_un_birth_dates_say_how_sure_they_are() -> None:
    found = sample("un-sc/consolidated_2026-02-27.xml")
    assert found["6907993"].birth_dates == ("1971",)
    assert found["6908643"].birth_dates == ("1966 to 1967",) or " to " in found["6908643"].birth_dates[0]
    assert details(found["2962519"], "date of birth") == ["24/06/1402 (Hijri Calendar)"]


def test_un_listings_have_both_clocks_a_programme_and_the_committee_s_page() -> None:
    listing = sample("un-sc/consolidated_2026-02-27.xml")["690735"].designations[0]
    assert (listing.program, listing.from_, listing.published) == ("UN-SC1718", date(2009, 4, 24), date(2009, 4, 24))
    assert listing.citations == (
        Citation(
            "UN Security Council sanctions under resolution 1718, KPe.001",
            "https://www.un.org/securitycouncil/sanctions/1718",
        ),
    )


def test_un_reference_numbers_and_documents_are_identifiers() -> None:
    found = sample("un-sc/consolidated_2026-02-27.xml")
    assert ("un-reference", "KPe.001") in found["690735"].identifiers
    assert {kind for kind, _ in found["6908501"].identifiers} == {"un-reference", "passport"}


def test_un_ids_and_starts_stay_the_same_over_the_years() -> None:
    old, new = sample("un-sc/consolidated_2018-10-29.xml"), sample("un-sc/consolidated_2026-02-27.xml")
    assert set(old) < set(new)
    for own_id, entity in old.items():
        assert entity.designations[0].from_ == new[own_id].designations[0].from_
        assert entity.designations[0].program == new[own_id].designations[0].program
        assert entity.names[0].casefold().split() == new[own_id].names[0].casefold().split()


def test_un_drift_is_seen() -> None:
    """A new element is warned of, once; a renamed one that is needed is an error; a record without name is rejected."""
    data = content("un-sc/consolidated_2026-02-27.xml")
    _, log, _ = read("un-sc", data.replace(b"<GENDER>", b"<SEX>").replace(b"</GENDER>", b"</SEX>"))
    assert [warning.what for warning in log.warned] == ["element SEX is new; it is not read"]
    with pytest.raises(FormatError, match="none of its 10 records has the element LISTED_ON"):
        read("un-sc", data.replace(b"LISTED_ON>", b"LISTING_DATE>"))
    found, log, _ = read("un-sc", data.replace(b"<FIRST_NAME>ERIC</FIRST_NAME>", b"").replace(b"BADEGE", b""))
    assert "6907993" not in found
    assert [(row.where.partition("(")[2], row.what) for row in log.rejected] == [("DATAID 6907993)", "no FIRST_NAME")]


def test_un_oddities_of_a_new_edition_are_warned_of_and_kept() -> None:
    data = content("un-sc/consolidated_2026-02-27.xml")
    data = data.replace(b"<UN_LIST_TYPE>DRC<", b"<UN_LIST_TYPE>Atlantis<", 1).replace(
        b">2012-12-31<", b">0097-06-30<", 1
    )
    data = data.replace(b"<COUNTRY>Rwanda</COUNTRY>", b"<COUNTRY>Lemuria</COUNTRY>", 1)
    found, log, _ = read("un-sc", data)
    listing = found["6907993"].designations[0]
    assert (listing.program, listing.from_) == ("Atlantis", None)
    said = " ".join(warning.what for warning in log.warned)
    assert "'Atlantis'" in said
    assert "'0097-06-30'" in said
    assert "'Lemuria'" in said


def test_a_name_that_lost_letters_before_it_came_to_us_is_warned_of() -> None:
    data = content("un-sc/consolidated_2026-02-27.xml").replace("سميرة".encode(), "سم\ufffdرة".encode())
    found, log, _ = read("un-sc", data)
    assert "6908107" in found
    assert ["lost letters" in warning.what for warning in log.warned] == [True]


def test_eu_listing_counts_from_its_earliest_day_not_from_the_latest_amendment() -> None:
    found = sample("eu-fsf/export.xml")
    aouadi = found["EU.3343.85"].designations[0]
    assert (aouadi.program, aouadi.from_, aouadi.published) == ("EU-TAQA-EUAQ", date(2003, 5, 20), date(2003, 5, 20))
    assert [each.title for each in aouadi.citations] == ["866/2003 (OJ L124)", "2016/294 (OJ L55)"]
    assert ("regulation", "2016/294 (OJ L55) (commission amendment), in force 2016-03-03") in aouadi.details
    ghedeir = found["EU.2026.82"].designations[0]
    assert (ghedeir.from_, ghedeir.published) == (date(2008, 7, 3), date(2008, 7, 17))


def test_eu_names_documents_births_and_places() -> None:
    found = sample("eu-fsf/export.xml")
    assert found["EU.2026.82"].names[:2] == ("Abid Hammadou", "Abdelhamid Abou Zeid")
    assert found["EU.2026.82"].birth_dates == ("1965-12-12", "circa 1958")
    aouadi = found["EU.3343.85"]
    assert aouadi.identifiers == (("national-id", "04643632"), ("passport", "L191609"), ("eu-logical-id", "927"))
    assert (aouadi.countries, aouadi.addresses) == (("tn",), ("23 50th Street, Zehrouni, Tunis, TUNISIA",))
    assert found["EU.3579.2"].countries == (), "a document of an unknown country says nothing of the party"


def test_eu_weak_aliases_by_flag_or_by_remark() -> None:
    data = content("eu-fsf/export.xml")
    weak = data.replace(
        b'wholeName="Youcef Adel" function="" title="" nameLanguage="" strong="true"',
        b'wholeName="Youcef Adel" function="" title="" nameLanguage="" strong="false"',
    )
    weak = weak.replace(b"<remark>(a) Mother's name", b"<remark>Low quality alias. (a) Mother's name")
    found, _, _ = read("eu-fsf", weak)
    assert found["EU.2026.82"].weak_names == ("Youcef Adel", "Amor Mohamed Ghedeir")


def test_eu_the_logical_id_stands_in_for_a_missing_reference_number() -> None:
    found, log, _ = read("eu-fsf", content("eu-fsf/export.xml").replace(b'euReferenceNumber="EU.3734.6"', b""))
    assert found["5807"].names == ("Leo Manzi",)
    assert log.rejections == 0


def test_eu_an_entry_without_regulation_or_of_an_unknown_type_is_kept_and_warned_of() -> None:
    data = content("eu-fsf/export.xml").replace(b'programme="COD"', b"").replace(b'code="person"', b'code="robot"', 1)
    found, log, _ = read("eu-fsf", data)
    assert found["EU.3734.6"].designations[0].program == "EU"
    assert found["EU.2026.82"].schema == "LegalEntity"
    assert len(log.warned) == 2


def test_uk_rows_of_one_group_are_one_party_its_prime_alias_first() -> None:
    found = sample("gb-sanctions/ConList_2016-03-23.csv")
    assert found["13188"].names[:2] == ("ANSAR AL CHARIA BENGHAZI", "ANSAR AL SHARIA")
    assert found["10657"].names[:2] == ("3M MIZAN MACHINERY MANUFACTURING", "3MG")
    assert found["10657"].addresses == ("PO Box 16595-365, Tehran, Iran",)
    assert found["9215"].identifiers == (("national-id", "3520025509842-7"), ("un-reference", "QI.S.263.08"))


def test_uk_a_group_under_two_regimes_has_two_listings() -> None:
    listings = sample("gb-sanctions/ConList_2016-03-23.csv")["11241"].designations
    assert len({listing.program for listing in listings}) == len(listings) == 2


def test_uk_windows_1252_is_read_as_such() -> None:
    names = details(sample("gb-sanctions/ConList_2016-03-23.csv")["12884"], "remark")
    assert "Wife’s name is Samah ‘Ali Al-Dahabani" in names[0]


def test_uk_numbered_passports_are_several() -> None:
    passports = [
        number
        for kind, number in sample("gb-sanctions/ConList_2016-03-23.csv")["12884"].identifiers
        if kind == "passport"
    ]
    assert passports == ["6487", "388181"]


@pytest.mark.parametrize(
    ("written", "read_as", "warned"),
    [
        ("28/09/1955", "1955-09-28", False),
        ("00/00/1955", "1955", False),
        ("00/04/1984", "1984-04", False),
        ("dd/mm/1945", "1945", False),
        ("'00/00/1975", "1975", False),
        ("10/00/1983", "1983", True),
        ("15/08/19yy", "15/08/19yy", True),
        ("", "", True),
    ],
)
def test_uk_birth_dates_with_unknown_parts(written: str, read_as: str, warned: bool) -> None:
    log = Log()
    assert read_birth(written, log, "row 1") == read_as
    assert bool(log.warnings) == warned


def test_uk_csv_and_xml_say_the_same() -> None:
    csv, xml = sample("gb-sanctions/UK-Sanctions-List.csv"), sample("gb-sanctions/UK-Sanctions-List.xml")
    assert csv == xml


def test_uk_group_id_is_the_key_and_the_unique_id_where_there_is_none() -> None:
    found = sample("gb-sanctions/UK-Sanctions-List.xml")
    assert set(found) == {"12703", "7172", "RUS2176"}
    assert ("uk-unique-id", "AFG0001") in found["12703"].identifiers
    assert found["12703"].weak_names == ("Haji Hakim Hawala",)
    ship = found["RUS2176"]
    assert (ship.schema, ship.countries) == ("Vessel", ("ga",))
    assert ("imo", "9826902") in ship.identifiers
    assert ship.designations[0].citations[0].title == "The Russia (Sanctions) (EU Exit) Regulations 2019"


def test_uk_two_designations_of_one_group_are_one_party_with_both_unique_ids() -> None:
    data = content("gb-sanctions/UK-Sanctions-List.xml").decode("utf-8")
    start, end = data.index("  <Designation>"), data.index("</Designation>") + len("</Designation>\n")
    twin = (
        data[start:end]
        .replace("AFG0001", "GHR0099")
        .replace(
            "The Afghanistan (Sanctions) (EU Exit) Regulations 2020",
            "The Global Human Rights Sanctions Regulations 2020",
        )
    )
    found, log, _ = read("gb-sanctions", (data[:end] + twin + data[end:]).encode())
    assert [listing.program for listing in found["12703"].designations] == ["GB-AFG", "GB-HR"]
    assert [value for kind, value in found["12703"].identifiers if kind == "uk-unique-id"] == ["AFG0001", "GHR0099"]
    assert (log.rows, log.warnings) == (4, 0)


def swapped(data: bytes, rows: Iterable[int], old: bytes, new: bytes) -> bytes:
    lines = data.split(b"\n")
    for row in rows:
        lines[row] = lines[row].replace(old, new)
    return b"\n".join(lines)


def test_uk_drift_of_columns_is_seen() -> None:
    """The order of columns does not matter; a new one is warned of, a missing one that is needed is an error."""
    data = content("gb-sanctions/UK-Sanctions-List.csv")
    _, log, _ = read("gb-sanctions", swapped(data, [1], b",Gender,", b",Sex,"))
    assert [warning.what for warning in log.warned] == ["column 'Sex' is new; it is not read"]
    assert "details.gender" in log.lacks
    with pytest.raises(FormatError, match="has no column 'Regime Name'"):
        read("gb-sanctions", swapped(data, [1], b",Regime Name,", b",Programme,"))
    swap = swapped(swapped(data, [1], b"Name 1,Name 2", b"Name 2,Name 1"), [5], b"MOHAMMAD,HASSAN", b"HASSAN,MOHAMMAD")
    swap = swapped(swap, [6], b"Mohammad,Hassan", b"Hassan,Mohammad")
    assert read("gb-sanctions", swap)[0] == sample("gb-sanctions/UK-Sanctions-List.csv")


def test_uk_a_row_of_another_width_is_an_error_with_its_line() -> None:
    data = content("gb-sanctions/UK-Sanctions-List.csv")
    with pytest.raises(FormatError, match=r"list\.xml, line 4: 59 fields, its header has 58"):
        read("gb-sanctions", swapped(data, [3], b"AFG0001,", b"AFG0001,,"))


def test_uk_a_row_without_any_id_is_rejected_with_its_line() -> None:
    found, log, _ = read(
        "gb-sanctions", swapped(content("gb-sanctions/UK-Sanctions-List.csv"), [7], b",RUS2176,", b",,")
    )
    assert set(found) == {"12703", "7172"}
    assert [(row.where, row.what) for row in log.rejected] == [
        ("list.xml, line 8", "neither OFSI Group ID nor Unique ID")
    ]
