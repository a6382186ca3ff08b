"""Numbers like those of devices that no grammar knows are counted, with what stands beside them, in flat memory."""

from __future__ import annotations

import pytest

from debar.catalog import fold, load
from debar.model import Purchase, Purchases, UnknownModel
from debar.screening.shapes import device_numbers, shape_of
from debar.screening.unknown import EXAMPLES, UnknownModels

CATALOG = load()


def _purchases(*texts: str) -> Purchases:
    return Purchases.of([Purchase(source="po.csv", row=n, sha256="", text=text) for n, text in enumerate(texts, 1)])


def _unknown(*texts: str) -> list[UnknownModel]:
    counted = UnknownModels(CATALOG)
    counted.add(_purchases(*texts))
    return counted.candidates()


def test_a_number_in_many_rows_is_counted_with_its_rows_and_the_words_before_it() -> None:
    texts = [f"QTY {n} VISTACAM VX-4410B BULLET CAMERA" for n in range(5)]
    found = _unknown(*texts, "pens and paper")
    assert [(each.number, each.rows, each.shape) for each in found] == [("VX-4410B", 5, "AA-9999A")]
    assert found[0].before[0].endswith("vistacam")
    assert found[0].products == ("bullet camera",) or "camera" in found[0].products
    assert [(seen.source, seen.row) for seen in found[0].examples] == [("po.csv", 1), ("po.csv", 2), ("po.csv", 3)]


def test_a_number_counts_once_a_row_and_a_text_in_many_rows_counts_each() -> None:
    found = _unknown("camera VX-4410B and spare VX-4410B", "camera VX-4410B and spare VX-4410B")
    assert [each.rows for each in found] == [2]


def test_numbers_that_a_grammar_knows_are_no_candidates() -> None:
    assert _unknown("Hikvision DS-2CD2143G0-I camera", "NVR N52B3P 16CH") == []


def test_without_a_product_word_nothing_is_a_candidate() -> None:
    assert _unknown("VX-4410B toner cartridge") == []


@pytest.mark.parametrize(
    "text",
    [
        "camera 1080P 12MP 2.8mm 4K",
        "camera PO-2021-00874 FY2019 RM-101",
        "PoE camera 802.11ac H.265 IP67 IK10 CAT6 RJ45",
    ],
)
def test_amounts_standards_and_papers_are_no_model_numbers(text: str) -> None:
    assert list(device_numbers(fold(text))) == []


def test_an_innocent_label_beside_the_number_is_named() -> None:
    found = _unknown("AXIS P3245-LVE dome camera", "Verkada CD52-256 camera")
    assert {each.number: each.innocent for each in found} == {"P3245-LVE": ("not-axis",), "CD52-256": ("not-verkada",)}


def test_a_label_of_the_catalog_beside_the_number_is_named() -> None:
    assert [each.label for each in _unknown("HIKVISION QX-77120Z camera")] == ["hikvision"]


def test_memory_stays_flat_and_says_how_far_counts_may_fall_short() -> None:
    counted = UnknownModels(CATALOG, capacity=10)
    for start in range(0, 300, 10):
        counted.add(_purchases("camera VX-4410B", *[f"camera QX-{1000 + n}Z" for n in range(start, start + 10)]))
        assert len(counted) <= 21
    assert counted.missed > 0
    assert counted.candidates(least=5)[0].number == "VX-4410B"


def test_examples_are_few() -> None:
    assert len(_unknown(*[f"camera VX-4410B no {n}" for n in range(10)])[0].examples) == EXAMPLES


def test_the_shape_tells_letters_from_digits() -> None:
    assert shape_of("VX-4410b/2") == "AA-9999A/9"


def test_hostile_text_is_read_no_further_than_a_record_is_long() -> None:
    text = "camera " + "QX-1234Z " * 100_000
    found = _unknown(text, "\u202e\u0301QX-77120Z camera" * 3_000, "camera " + "a1" * 50_000)
    assert {each.number for each in found} <= {"QX-1234Z", "QX-77120Z"}


def test_product_words_far_away_do_not_count() -> None:
    assert _unknown("camera " + "word " * 40 + "VX-4410B") == []
