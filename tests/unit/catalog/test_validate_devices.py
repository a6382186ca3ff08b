"""A table of device marks that breaks its layout is refused, with file, row and what to do."""

from __future__ import annotations

import pytest

from debar.catalog import load
from debar.catalog.files import packaged
from debar.errors import DataError


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "said"),
    [
        ("ouis.tsv", "4419B6", 0, "44:19:B6", "no block of addresses"),
        ("ouis.tsv", "4419B6", 1, "acme", "no id of registrants.tsv"),
        ("ouis.tsv", "4419B6", 2, "", "evidence is empty"),
        ("registrants.tsv", "nautel", 3, "device", "other exactly when it has no brand"),
        ("registrants.tsv", "lorex-technology", 2, "acme", "no id of brands.yaml"),
        ("fingerprints.tsv", "hik-app-webs", 2, "smell", "signal is 'smell'"),
        ("fingerprints.tsv", "hik-app-webs", 3, "(?=x)", "not RE2"),
        ("fingerprints.tsv", "hik-app-webs", 4, "sure", "certainty is 'sure'"),
        ("fingerprints.tsv", "hik-app-webs", 6, "nginx", "does not match"),
        ("fingerprints.tsv", "hik-app-webs", 7, "App-webs/", "matches; mend"),
        ("fingerprints.tsv", "hik-app-webs", 8, "memory", "rests on memory"),
        ("fcc_grantees.tsv", "2ADTD", 0, "ADTD2", "no grantee code"),
        ("fcc_grantees.tsv", "SVN", 3, "strong", "strong without a named source"),
        ("enterprises.tsv", "39165", 0, "x1", "no enterprise number"),
        ("enterprises.tsv", "14457", 4, "", "say in its note who it is"),
    ],
)
def test_a_breach_is_told(file: str, row: str, column: int, value: str, said: str) -> None:
    lines = packaged(file).split("\n")
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{row}\t"))
    cells = lines[number].split("\t")
    cells[column] = value
    lines[number] = "\t".join(cells)
    changed = "\n".join(lines)
    with pytest.raises(DataError, match=said) as error:
        load(lambda name: changed if name == file else packaged(name))
    assert f"{file}, row {number}" in str(error.value)


def test_a_mark_that_may_be_read_two_ways_is_not_lost() -> None:
    """Every block, registrant, code and number is asked for and found again."""
    catalog = load()
    marks = catalog.marks
    for row in catalog.tables["ouis"]:
        found = marks.registrant_of(row["id"].ljust(12, "0"))
        assert found is not None
        assert found.id == row["registrant"]
    for row in catalog.tables["registrants"]:
        assert all((named := marks.registrant_named(n)) and named.id == row["id"] for n in (row["name"], *row["also"]))
    for row in catalog.tables["fcc_grantees"]:
        code = marks.grantee_of(f"FCC ID: {row['id']}-X12")
        assert code is not None
        assert code.id == row["id"]
    for row in catalog.tables["enterprises"]:
        number = marks.enterprise_of(f".1.3.6.1.4.1.{row['id']}.1")
        assert number is not None
        assert number.id == row["id"]
        assert marks.enterprise_of(f"1.3.6.1.4.1.{row['id']}99") is None
