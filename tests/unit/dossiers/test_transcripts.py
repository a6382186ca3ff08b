"""Transcripts: the line forms met in the wild give turns; prose gives none."""

from __future__ import annotations

import pytest

from debar.dossiers.transcripts import read_turns


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Jane Roe - Acme Corp - CFO: Hello.\nJohn Doe - Bank of X - Analyst: What of Huawei?\n",
            ["Jane Roe", "John Doe"],
        ),
        ("spk02: Good morning.\nspk07: Thank you.\n", ["spk02", "spk07"]),
        ("- Operator: Please go ahead.\n- Wang Li: Thanks.\n", ["Operator", "Wang Li"]),
        (
            "Fermi Wang -- Chief Executive Officer\nWe sold more.\nTore Svanberg -- Stifel -- Analyst\nWhy?\n",
            ["Fermi Wang", "Tore Svanberg"],
        ),
        ("Q: Is there stock?\nA: Yes, there is.\n", ["Q", "A"]),
    ],
)
def test_line_forms(text: str, speakers: list[str]) -> None:
    assert [turn.speaker for turn in read_turns(text)] == speakers


def test_prose_has_no_speakers() -> None:
    assert read_turns("The report says this: nothing.\nNote: see below.\nSource: SEC filings.\n") == ()


def test_turns_cover_their_words() -> None:
    text = (
        "Operator: Welcome.\nA B: One.\nTwo.\nOperator: Questions and answers now.\nC D: Could you comment?\nA B: No.\n"
    )
    turns = read_turns(text)
    assert [text[turn.text_start : turn.end].strip() for turn in turns][1] == "One.\nTwo."
    assert [(turn.speaker, turn.is_question) for turn in turns if turn.section == "q-and-a"] == [
        ("C D", True),
        ("A B", False),
    ]
