"""Transcripts: the line forms met in the wild give turns; prose gives none."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.transcripts import score

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


@pytest.mark.parametrize("name", ["transcript_own", "transcript_nameless"])
def test_whole_transcript_raises_no_false_signal(name: str) -> None:
    """No question, denial, hypothetical or line of risk language of a whole call is read as a signal."""
    folder = Path(__file__).parents[2] / "golden" / "signals"
    rows, _ = score(folder / f"{name}.txt", folder / f"{name}_expected.tsv", "Lumenar Vision Semiconductor")
    assert len(rows) > 10
    assert [each.quote for each in rows if each.given == "signal" and "signal" not in each.wanted] == []
