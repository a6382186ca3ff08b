"""Profiles next to the data: what was mapped once is mapped so again, and nothing odd in them goes unsaid."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import InputError, MappingError
from debar.procurement.columns import FIELDS, map_columns
from debar.procurement.options import ReadOptions
from debar.procurement.previews import preview, save_profiles
from debar.procurement.profiles import Layout, find_profile, layout_of, profile_place, read_profile, save_profile
from debar.procurement.readers import open_purchases
from debar.tables.sources import sources

ROWS = "When,Who,What,Note,Sum\n3/4/2023,ACME,IP camera,for the lobby,12.50\n5/6/2023,BETA,recorder,,99.00\n"


def mapped(path: Path, *overrides: str) -> tuple[dict[str, str], str]:
    (file,) = open_purchases(path, ReadOptions(mapping=overrides))
    assert file.mapping is not None
    header = file.mapping.header
    found = {name: header[position] for name, position in file.mapping.fields.items()}
    return found | {"text": " + ".join(header[i] for i in file.mapping.text)}, file.explanation


def test_what_was_said_once_is_used_again_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "po.csv"
    path.write_text(ROWS)
    wanted = ("text=Note+What", "supplier=Who", "date=When", "amount=Sum")
    before, _ = mapped(path, *wanted)
    ((place, layouts),) = save_profiles(preview(sources([path]), ReadOptions(mapping=wanted)))
    assert (place, layouts) == (f"{path}.debar.toml", 1)
    after, said = mapped(path)
    assert after == before == {"text": "Note + What", "supplier": "Who", "date": "When", "amount": "Sum"}
    assert f"as {path}.debar.toml says" in said
    assert mapped(path, "text=What")[0]["text"] == "What"


def test_a_profile_fixes_the_order_of_day_and_month(tmp_path: Path) -> None:
    path = tmp_path / "po.csv"
    path.write_text(ROWS)
    profile = Path(f"{path}.debar.toml")
    save_profiles(preview(sources([path]), ReadOptions(mapping=("date=When", "text=What"))))
    profile.write_text(profile.read_text().replace("[layout.columns]", "day_first = true\n[layout.columns]"))
    (file,) = open_purchases(path)
    (batch,) = file.batches()
    assert str(batch.make(0).date) == "2023-04-03"
    assert "day first" in file.explanation


def test_one_profile_of_a_directory_holds_every_layout_and_new_ones_are_added(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "sub" / "b.csv").write_text("Datum,Lieferant,Bezeichnung\n01.02.2023,ACME GmbH,Kamera\n")
    ((place, layouts),) = save_profiles(preview(sources([tmp_path]), ReadOptions(mapping=())))
    assert (Path(place), layouts) == (tmp_path / "debar.toml", 2)
    assert find_profile(tmp_path / "sub" / "b.csv", tmp_path) == read_profile(tmp_path / "debar.toml")
    (tmp_path / "c.csv").write_text("Vendor,Item\nACME,camera\n")
    assert save_profiles(preview(sources([tmp_path]), ReadOptions()))[0][1] == 3


def test_other_headings_are_mapped_as_without_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "po.csv"
    path.write_text("Vendor,Item\nACME,camera\n")
    save_profiles(preview(sources([path]), ReadOptions()))
    path.write_text("Vendor,Description\nACME,camera\n")
    assert mapped(path)[0] == {"supplier": "Vendor", "text": "Description"}


@pytest.mark.parametrize(
    "content",
    [
        "version = 1\n[[layout",
        "version = 2\n",
        "version = 1\nlayout = 7\n",
        'version = 1\n[[layout]]\nheadings = "A"\n',
        'version = 1\n[[layout]]\nheadings = ["A"]\n[layout.columns]\ntxt = ["A"]\n',
        'version = 1\n[[layout]]\nheadings = ["A"]\n[layout.columns]\ntext = ["B"]\n',
        'version = 1\n[[layout]]\nheadings = ["A", "B"]\n[layout.columns]\ntext = ["A"]\ndate = ["A", "B"]\n',
        'version = 1\n[[layout]]\nheadings = ["A"]\n[layout.columns]\ndate = "A"\n',
        'version = 1\n[[layout]]\nheadings = ["A"]\nday_first = 3\n[layout.columns]\ntext = ["A"]\n',
        "\x00\x01",
    ],
)
def test_a_broken_profile_is_named_with_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / "po.csv").write_text("A\nIP camera\n")
    place = tmp_path / "po.csv.debar.toml"
    place.write_text(content)
    with pytest.raises(MappingError, match=r"po\.csv\.debar\.toml.*(Mend|anew)"):
        list(open_purchases(tmp_path / "po.csv"))


def test_standard_input_has_no_place_for_one() -> None:
    with pytest.raises(InputError, match="standard input"):
        profile_place("-")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission_to_write_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        save_profile(tmp_path / "debar.toml", [])


def test_a_directory_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        save_profile(tmp_path / "gone" / "debar.toml", [])


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(
    st.lists(names, min_size=1, max_size=5, unique=True),
    st.data(),
    st.none() | st.booleans(),
    st.sampled_from(["", "USD"]),
)
def test_any_headings_come_back_from_the_file(
    tmp_path_factory: pytest.TempPathFactory,
    headings: list[str],
    data: st.DataObject,
    day_first: bool | None,
    code: str,
) -> None:
    place = tmp_path_factory.mktemp("p") / "debar.toml"
    text = tuple(data.draw(st.lists(st.sampled_from(headings), min_size=1, unique=True)))
    layout = Layout(tuple(headings), {"text": text, "date": (headings[0],)}, day_first, code, headings[-1])
    save_profile(place, [layout])
    assert read_profile(place).layout(headings) == layout


def test_a_layout_says_what_its_mapping_says() -> None:
    header = ["Date", "Vendor", "Description", "Amount (USD)"]
    rows = [["2023-01-05", "ACME", "IP camera", "12.50"]] * 3
    mapping = map_columns(header, rows)
    layout = layout_of(mapping, "po.csv")
    assert set(layout.columns) <= set(FIELDS)
    assert (layout.columns["amount"], layout.currency) == (("Amount (USD)",), "USD")
