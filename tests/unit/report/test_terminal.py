from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from debar.model import SEVERITY, Duty, Outcome, Purchases, Rejection
from debar.report.words import READING_ORDER, look, spoken
from debar.report.writers import open_writer
from unit.report.sample import context, finding, hostile, rule
from unit.report.test_writers import written


@pytest.mark.parametrize("command", ["scan", "check"])
@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_terminal(command: str, width: int) -> None:
    text = written("table", [finding(number) for number in range(14)], command=command, width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_finding_in_a_list_says_outcome_buyer_hit_maker_rule_and_place() -> None:
    text = written("table", [finding(12)], width=110)
    for words in (
        "▲ Depends on funding",
        "Larkfield Unified School District · school district, CA · 2021-04-10 · USD 15,476.50",
        "24 EA [HIKVISION DS-2CD2143G0-I] IP CAMERA",
        "Hangzhou Hikvision Digital Technology Co., Ltd. (model, exact)",
        "us-889-b (depends, 2 CFR 200.216)",
        "orders.csv row 13 · constructed, not a real record",
    ):
        assert words in text


def test_the_summary_accounts_for_rows_and_says_stale_lists_aloud() -> None:
    told = context()
    summary = told.summary()
    rejected = [Rejection("orders.csv", number, "no usable text") for number in range(9)]
    summary.add_batch(Purchases(["a"] * 5, [""] * 5, lambda _: finding(0).subject, rejected=rejected))
    summary.add_finding(finding(12))
    summary.partial = "interrupted"
    out = io.StringIO()
    open_writer("table", out, context=told).close(summary)
    text = " ".join(out.getvalue().split())
    assert "14 rows: 5 judged, 9 rejected" in text
    assert "Rejected: orders.csv row 0: no usable text" in text
    assert "and 4 more rejected" in text
    assert "This run is partial: interrupted" in text
    assert "us-ofac-sdn is of 2024-05-03, 2.6 years old" in text
    assert "Not checked: state law of CA not checked" in text
    assert "“Clear” is never “allowed”" in text


def test_a_verdict_is_told_in_full() -> None:
    one = finding(12)
    duty = Duty("the contractor", "report it", "1 business day", None, "(d)(2)")
    told = rule("us-far-52.204-25", Outcome.REPORT_DUE, "A contractor found it.", duties=(duty,), unverified="the date")
    text = written("table", [replace(one, rules=(*one.rules[:2], told, *one.rules[3:]))], command="check")
    for words in (
        "▲ Depends on funding",
        "Buyer     Larkfield Unified School District (school district, CA)",
        "Funding   unknown",
        "Purpose   not given",
        "FCC grantee register · https://www.fcc.gov/oet/ea/fccid · read 2026-10-01",
        "▶ Report due",
        "Duty of the contractor: report it, 1 business day · (d)(2)",
        "Unverified: the date",
        "What would change this: Own money alone: not covered.",
        "in force since 2020-08-13",
        "– Not covered",
        "Tell funding to get a firmer answer.",
        "- state law of CA not checked",
        "us-bis-el is derived",
    ):
        assert words in text
    assert "javascript:" not in text
    assert "us-ofac-sdn" not in text, "the verdict rests on two lists only"


def test_rules_are_read_most_severe_first() -> None:
    text = written("table", [finding(12)], command="check")
    assert text.index("▲ Depends\n") < text.index("– For information") < text.index("– Not covered")


def test_a_verdict_without_identification_does_not_say_allowed() -> None:
    nothing = replace(finding(1), identifications=(), rules=(), maker=None)
    text = written("table", [nothing], command="check")
    assert "Nothing in it was recognised" in text
    assert "“Clear” is never “allowed”" in text


def test_a_record_cannot_speak_to_the_terminal() -> None:
    for command in ("scan", "check"):
        coloured = written("table", [hostile()], command=command, colour=True)
        sequences = {part.partition("m")[0] for part in coloured.split("\x1b[")[1:]}
        assert all(set(sequence) <= set("0123456789;") for sequence in sequences)
        assert "\x9b" not in coloured
        assert "[bold]x[/]" in coloured, "markup in a record is shown, not obeyed"


def test_without_colour_no_escape_sequence_is_written_and_hits_stand_in_brackets() -> None:
    text = written("table", [finding(0)])
    assert "\x1b" not in text
    assert "[HIKVISION DS-2CD2143G0-I]" in text
    assert "[HIKVISION" not in written("table", [finding(0)], colour=True).replace("\x1b[", "")


def test_a_stream_without_unicode_gets_ascii_shapes() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    writer = open_writer("table", out, context=context())
    writer.finding(finding(12, text="HIKVISION 海康威视 camera"))
    writer.close(context().summary())
    out.flush()
    assert "[?] Depends on funding" in raw.getvalue().decode("ascii")


def test_a_very_long_text_is_shown_about_its_hit() -> None:
    text = written("table", [hostile("A" * 200_000)])
    assert len(text) < 6_000


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_word_a_shape_and_a_place_in_the_reading_order(outcome: Outcome) -> None:
    assert look(outcome).word
    assert look(outcome).glyph
    assert READING_ORDER.count(outcome) == 1


def test_outcomes_of_a_finding_differ_in_word_and_shape() -> None:
    looks = [look(outcome) for outcome in SEVERITY]
    assert len({shown.glyph for shown in looks}) == len({shown.ascii for shown in looks}) == len(looks)
    assert len({shown.word for shown in looks}) == len(looks)


def test_depends_names_what_it_depends_on() -> None:
    assert spoken(Outcome.DEPENDS, ("funding", "contract_event")) == "Depends on funding and contract event"
