"""Documents as rows, against what a person reads in them; the html pages also as printed PDF and as Word files."""

from __future__ import annotations

import csv
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from debar.model import Purchase
from debar.procurement.readers import PurchaseFile, open_purchases
from golden.documents.word import word_of

HERE = Path(__file__).parent
GIVEN = HERE / "given"
#: Least recall and precision of items printed to PDF, where columns are only white space.
PRINTED_RECALL, PRINTED_PRECISION = 0.96, 0.99

Item = tuple[str, str, str, str, str]


def labels() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (HERE / "labels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["document"]].append(row)
    return found


LABELS = labels()


def place_of(purchase: Purchase) -> tuple[str, str]:
    return str(purchase.place.get("page", "")), str(purchase.place.get("line", ""))


def item_of(purchase: Purchase) -> Item:
    amount = str(purchase.amount.value) if purchase.amount else ""
    return purchase.quantity, amount, purchase.supplier, str(purchase.date or ""), purchase.text


def is_prose(purchase: Purchase) -> bool:
    return "paragraph" in purchase.original


def expected_items(name: str) -> list[tuple[tuple[str, str], Item]]:
    said = {row["what"]: row["text"] for row in LABELS[name]}
    return [
        (
            (row["page"], row["line"]),
            (
                row["quantity"],
                row["amount"],
                row["supplier"] or said.get("supplier", ""),
                row["date"] or said.get("date", ""),
                row["text"],
            ),
        )
        for row in LABELS[name]
        if row["what"] == "item"
    ]


def read(path: Path) -> tuple[PurchaseFile, list[Purchase], int]:
    """The document, its rows, and how many were rejected."""
    file = next(iter(open_purchases(path)))
    batches = list(file.batches())
    rows = [batch.make(i) for batch in batches for i in range(len(batch))]
    return file, rows, sum(len(batch.rejected) for batch in batches)


def test_there_are_enough_labelled_documents_of_every_format() -> None:
    assert len(LABELS) >= 25
    assert {Path(name).suffix for name in LABELS} == {".txt", ".html", ".pdf", ".eml"}
    assert {path.name for path in GIVEN.iterdir()} == set(LABELS)


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_document_gives_its_items_its_paragraphs_and_no_other_rows(name: str) -> None:
    _, rows, rejected = read(GIVEN / name)
    items = [(place_of(row), item_of(row)) for row in rows if not is_prose(row)]
    assert items == expected_items(name)
    texts = [(row["page"], row["line"], row["text"]) for row in LABELS[name] if row["what"] == "text"]
    prose = [row for row in rows if is_prose(row)]
    assert [(*place_of(row), row.text[: len(text)]) for row, (_, _, text) in zip(prose, texts, strict=True)] == texts
    assert rejected == sum(row["what"] == "total" for row in LABELS[name])


@pytest.mark.parametrize("name", sorted(LABELS))
def test_who_sells_who_buys_and_when_are_read_with_their_place(name: str) -> None:
    file, rows, _ = read(GIVEN / name)
    for label in LABELS[name]:
        where = f"page {label['page']} line {label['line']}" if label["page"] else f"line {label['line']}"
        match label["what"]:
            case "kind":
                assert file.explanation.startswith(label["text"])
            case "supplier":
                assert f"supplier = {label['text']} ({where})" in file.explanation
            case "buyer":
                assert f"buyer = {label['text']} ({where})" in file.explanation
                assert {row.buyer.name for row in rows} == {label["text"]}
                assert all(row.buyer.evidence.startswith(f"read from the document, {where}") for row in rows)
            case "date":
                assert f"({where})" in file.explanation.partition("date = ")[2].partition(";")[0]
    said = {label["what"] for label in LABELS[name]}
    for part in ("supplier", "buyer", "date"):
        assert (f"; {part} = " in file.explanation) == (part in said)


@pytest.mark.parametrize("name", sorted(name for name in LABELS if name.endswith(".html")))
def test_the_same_page_as_a_word_document_gives_the_same_items(name: str, tmp_path: Path) -> None:
    path = tmp_path / "page.docx"
    path.write_bytes(word_of((GIVEN / name).read_bytes()))
    _, rows, _ = read(path)
    assert [item_of(row) for row in rows if not is_prose(row)] == [item for _, item in expected_items(name)]


def test_pages_printed_to_pdf_give_the_same_items(chromium: str, tmp_path: Path) -> None:
    counted: Counter[str] = Counter()
    for name in sorted(name for name in LABELS if name.endswith(".html")):
        path = tmp_path / f"{name}.pdf"
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command = [chromium, *flags, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={path}"]
        subprocess.run([*command, (GIVEN / name).as_uri()], check=True, capture_output=True, timeout=120)
        _, rows, _ = read(path)
        found = Counter(item_of(row) for row in rows if not is_prose(row))
        wanted = Counter(item for _, item in expected_items(name))
        counted.update(hit=(found & wanted).total(), found=found.total(), wanted=wanted.total())
        assert all(row.place["page"] == 1 for row in rows)
    assert counted["hit"] >= PRINTED_RECALL * counted["wanted"]
    assert counted["hit"] >= PRINTED_PRECISION * counted["found"]
