"""Who supplies whom: labelled sentences, what is denied or asked, and where the ties are shown."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from debar.dossiers.company_names import mark_names
from debar.dossiers.read import Told, read_file
from debar.dossiers.supply import read_supplies
from debar.dossiers.supply_words import read_supply_words, supply_words
from debar.dossiers.view import make_page
from debar.errors import DataError
from debar.model.dossier_pages import DossierPage
from debar.model.dossier_ties import Supply
from debar.model.dossiers import Record
from debar.report.dossiers.entities import entities_of
from debar.report.dossiers.graphs import write_gexf
from debar.report.dossiers.networks import network_picture

LABELLED = Path(__file__).parents[2] / "golden" / "supply"
TODAY = date(2026, 1, 1)
CALL = (
    "Lumen Devices Q3 2021 earnings call, October 22, 2021\n\n"
    "Operator: Our first question comes from Ann Lee.\n"
    "Ann Lee - Analyst, Example Securities: I take it that you sell lasers to Hikvision?\n"
    "Bo Chen - Chief Executive Officer: We do not sell to Hikvision. Dahua accounted for 12% of our revenue in 2020.\n"
    "Ann Lee - Analyst, Example Securities: So you buy your diodes from Norinco.\n"
    "Bo Chen - Chief Executive Officer: We purchase diodes from Osram.\n"
)


def told(row: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The ties that a labelled sentence is read to tell."""
    owner = row.get("about", "")
    named = {"chief": owner} if row["form"] == "article" else {"own": owner}
    for each in read_supplies(row["text"], **named, prose=row["form"] != "transcript").ties:
        shares = each.share, each.op, each.share_of, each.year
        yield each.supplier, each.customer, each.stance, each.status, each.item, *shares


def wanted(row: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for each in row["ties"]:
        shares = (each.get(name, "") for name in ("share", "op", "of", "period"))
        kinds = each.get("stance", "supplies"), each.get("status", "stated"), each.get("item", "")
        yield each["supplier"], each["customer"], *kinds, *shares


def scores(name: str, fields: int | None) -> tuple[float, float]:
    """Precision and recall of the ties, by their first fields or by all."""
    rows = yaml.safe_load((LABELLED / name).read_text(encoding="utf-8"))
    pairs = [({each[:fields] for each in told(row)}, {each[:fields] for each in wanted(row)}) for row in rows]
    right = sum(len(found & right) for found, right in pairs)
    return right / sum(len(found) for found, _ in pairs), right / sum(len(right) for _, right in pairs)


@pytest.mark.parametrize("name", ["seen.yaml", "first.yaml", "later.yaml"])
def test_labelled_sentences_give_their_ties_with_item_share_and_year(name: str) -> None:
    precision, recall = scores(name, None)
    assert precision >= 0.97
    assert recall >= 0.97


def test_sentences_never_met_give_few_false_ties_and_half_of_theirs() -> None:
    precision, recall = scores("unmended.yaml", 4)
    assert precision >= 0.9
    assert recall >= 0.5


def read(text: str, about: str = "") -> tuple[list[Supply], tuple[str, ...]]:
    reading = read_file(text.encode(), "given.txt", told=Told(about=about), today=TODAY)
    return [each for each in reading.records if isinstance(each, Supply)], reading.notes


def test_of_a_call_only_what_the_company_says_is_a_tie_each_on_its_sentence() -> None:
    found, _ = read(CALL, "Lumen Devices")
    ties = {(each.supplier, each.customer, each.stance): each for each in found}
    assert set(ties) == {
        ("Lumen Devices", "Hikvision", "denied"),
        ("Lumen Devices", "Dahua", "supplies"),
        ("Osram", "Lumen Devices", "supplies"),
    }
    dahua = ties["Lumen Devices", "Dahua", "supplies"]
    assert dahua.quotations[0].quote == "Dahua accounted for 12% of our revenue in 2020."
    assert (dahua.share, dahua.share_of, dahua.period and dahua.period.iso) == ("12", "revenue", "2020")
    assert dahua.day is not None
    assert dahua.day.iso == "2021-10-22"
    assert dahua.source == "Bo Chen"


def test_a_text_whose_company_was_not_said_says_so_and_invents_none() -> None:
    found, notes = read(CALL)
    assert found == []
    assert any("--about" in note for note in notes)


def test_a_share_of_several_together_is_the_share_of_none() -> None:
    (one, other) = read_supplies("Hikvision and Dahua together represented 17% of our net sales.", own="Corvid").ties
    assert (one.customer, other.customer, one.share, other.share) == ("Hikvision", "Dahua", "", "")


def test_one_word_at_the_head_of_a_sentence_may_be_a_segment_and_waits_for_a_person() -> None:
    (tie,) = read_supplies("Payroll represented 58% of revenue.", own="Plover").ties
    assert not tie.is_sure
    (record,) = read("SECURITIES AND EXCHANGE COMMISSION\nFORM 10-K\nPayroll was 58% of revenue.", "P")[0]
    assert record.confidence < 0.9
    assert record.notes


def test_capitals_that_are_no_company_stay_words() -> None:
    marked = mark_names(
        "However, Sony and China met FPGAs in May, Contoso Ltd. too.", supply_words().names, frozenset()
    )
    assert marked.names == ("Sony", "Contoso Ltd.")


def test_a_wording_that_breaks_the_layout_is_named() -> None:
    names = "[names]\nnone = []\nfirst = []\nlast = []\n"
    head = f'source = "own"\n[words]\n{names}[items]\n[claims]\n[[patterns]]\nid = "x"\n'
    with pytest.raises(DataError, match="pattern x: names no supplier or no customer"):
        read_supply_words(head + 'pattern = "{S} sells"\n', "own.toml")
    with pytest.raises(DataError, match="needs because"):
        read_supply_words(head + 'status = "inferred"\npattern = "{S} to {C}"\n', "own.toml")


def page(*texts: str) -> DossierPage:
    records: list[Record] = [each for text in texts for each in read(text)[0]]
    return make_page("Hikvision", records, today=TODAY, names=("Hikvision",))


SAID = (
    "Who makes the parts\n\nAmbarella supplies Hikvision with video processors. "
    "Sunny Optical counts Hikvision among its customers."
)
RESOLD = "Sold under another name\n\nHikvision supplies Lorex with cameras."
DENIED = "What the maker says\n\nAmbarella denied that it supplies chips to Hikvision."


def test_edges_run_from_supplier_to_customer_and_rest_on_their_marks() -> None:
    network = page(SAID, RESOLD).network
    names = {each.id: (each.name, each.role) for each in network.actors}
    edges = {(names[each.one], each.relation, names[each.other]) for each in network.edges}
    own = ("Hikvision", "principal")
    assert edges == {
        (("Ambarella", "supplier"), "supplies", own),
        (("Sunny Optical", "supplier"), "supplies", own),
        (own, "supplies", ("Lorex", "customer")),
    }
    assert all(each.marks for each in network.edges)
    assert network_picture(network).count("marker-") == 3


def test_a_tie_that_another_text_denies_is_disputed_and_both_stand_on_the_line() -> None:
    made = page(SAID, DENIED)
    standing = {each.one: each.status for each in made.network.edges}
    assert standing["supplier:ambarella"] == "disputed"
    assert standing["supplier:sunnyoptical"] == "stated"
    titles = {mark.title for mark in made.marks}
    assert "Ambarella supplies Hikvision with video processors" in titles
    assert "Ambarella is said not to supply Hikvision with chips" in titles


def test_exports_name_supplier_and_customer_in_their_direction() -> None:
    made = page(SAID, DENIED)
    links = [each for each in entities_of(made) if each["schema"] == "UnknownLink"]
    names = {each["id"]: each["caption"] for each in entities_of(made)}
    ends = {(names[each["properties"]["subject"][0]], names[each["properties"]["object"][0]]) for each in links}
    assert ends == {("Ambarella", "Hikvision"), ("Sunny Optical", "Hikvision")}
    assert any("denied" in json.dumps(each) for each in entities_of(made) if each["schema"] == "Event")
    out = io.StringIO()
    write_gexf(made, out)
    assert 'source="supplier:ambarella" target="principal:" label="supplies"' in out.getvalue()
