from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from debar.model import SEVERITY, Duty, Evidence, Outcome, Purchases, Rejection
from debar.report.words import READING_ORDER, look, spoken
from debar.report.writers import open_writer
from unit.report.sample import context, finding, hostile, rule
from unit.report.test_writers import written


@pytest.mark.parametrize("command", ["scan", "check"])
@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_terminal(command: str, width: int) -> None:
    text = written("table", [finding(number) for number in range(14)], command=command, width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_finding_in_a_list_says_outcome_row_date_buyer_hit_rule_and_maker_in_a_few_lines() -> None:
    one = finding(12)
    lines = written("table", [one], width=106).splitlines()
    assert lines[:4] == [
        "orders.csv",
        "▲ Depends       row 13   2021-04-10  Larkfield Unified School District (school district, CA)  constructed",
        "  24 EA [HIKVISION DS-2CD2143G0-I] IP CAMERA 4MP DOME, OUTDOOR  USD 15,476.50",
        "  us-889-b · A federal grant or loan may not pay for this: Hangzhou Hikvision Digital Technology Co., Ltd.",
    ]
    end = lines.index("")
    assert " ".join(line.strip() for line in lines[3:end]) == f"us-889-b · {one.sentence}"


def test_a_sentence_of_many_lines_ends_in_the_third() -> None:
    long = replace(finding(12), sentence="It turns on " + "a fact that is missing, and " * 40 + "on no other.")
    lines = written("table", [long], width=80).splitlines()
    shown = lines[3 : lines.index("")]
    assert len(shown) == 3
    assert shown[-1].endswith("…")
    assert all(cell_len(line) <= 80 for line in shown)


def test_the_file_is_named_once_for_the_findings_below_it() -> None:
    text = written("table", [finding(0), finding(1), finding(2, source="b.csv")])
    assert text.count("orders.csv") == 1
    assert text.index("orders.csv") < text.index("row 2") < text.index("b.csv") < text.index("row 3")


@pytest.mark.parametrize("width", [60, 80])
def test_constructed_is_never_cut_off(width: int) -> None:
    one = finding(0, buyer=replace(finding(0).subject.buyer, name="B" * 300), place={"sheet": "S" * 40})
    assert "  constructed\n" in written("table", [one], width=width)


def test_a_hit_in_the_supplier_is_shown_before_the_text() -> None:
    one = finding(1)
    hit = replace(one.identifications[0], span=None, field="supplier", text="HARBOR")
    assert "  supplier [HARBOR]: 24 EA HILOOK" in written(
        "table", [replace(one, identifications=(hit,), subject=replace(one.subject, text="24 EA HILOOK"))]
    )


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
    assert "14 rows = 5 judged + 9 rejected" in text
    assert "Rejected: no usable text 9" in text
    assert "Rejected: orders.csv row 0: no usable text" in text
    assert "and 4 more rejected" in text
    assert "This run is partial: interrupted" in text
    assert "Older than 90 days, newer listings unknown: us-ofac-sdn (2.6 years)" in text
    assert "Not checked (findings): state law of CA 1" in text
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
        "FCC grantee register · https://www.fcc.gov/oet/ea/fccid\n",
        "(model, exact; 2 sources)",
        "▶ Report due",
        "Duty of the contractor: report it, 1 business day · (d)(2)",
        "Unverified: the date",
        "What would change this: Own money alone: not covered.",
        "in force since 2020-08-13",
        "– Not covered",
        "Tell funding to get a firmer answer.",
        "- state law of CA not checked",
        "Lists: 2 editions (debar lists show).",
        "Derived by others from the official text: us-bis-el.",
    ):
        assert words in text
    assert "javascript:" not in text
    assert "us-ofac-sdn" not in text, "the verdict rests on two lists only"


def test_rules_that_name_the_maker_give_the_reason_and_the_others_only_their_id() -> None:
    one = finding(12)
    near = [replace(rule_, near=rule_.rule == "us-bis-el") for rule_ in one.rules]
    many = [replace(one.rules[0], rule=f"st-x{number}", because=f"far {number}") for number in range(40)]
    text = " ".join(written("table", [replace(one, rules=(*near, *many))], command="check").split())
    assert "us-bis-el The list restricts exports to the party, never purchases from it." in text
    assert "42 other rules do not reach this: st-x0, st-x1, st-x10" in text
    assert "far 1" not in text


def test_at_most_eight_near_rules_are_told_in_full_and_none_is_lost() -> None:
    one = finding(12)
    near = [replace(one.rules[0], rule=f"near-{number}", because=f"why {number}", near=True) for number in range(11)]
    text = " ".join(written("table", [replace(one, rules=tuple(near))], command="check").split())
    assert text.count("why ") == 8
    assert "3 other rules do not reach this: " in text
    assert all(rule_.rule in text for rule_ in near)


def test_the_deciding_sentence_is_not_said_twice() -> None:
    one = finding(1)
    said = replace(one.rules[0], outcome=Outcome.PROHIBITED, because="An executive agency may not buy this.")
    told = replace(one, rules=(said,), sentence=f"Hikvision: {said.because}")
    assert written("table", [told], command="check").count("may not buy this") == 1


def test_three_sources_with_an_address_stand_for_all() -> None:
    one = finding(12)
    linked = tuple(Evidence(f"Source {number}", f"https://example.org/{number}") for number in range(5))
    plain_ones = (Evidence("How buyers write"), Evidence("A book"))
    hit = one.identifications[0]
    text = written(
        "table", [replace(one, identifications=(replace(hit, evidence=plain_ones + linked),))], command="check"
    )
    assert [number for number in range(5) if f"Source {number} · https://example.org/{number}" in text] == [0, 1, 2]
    assert "How buyers write" not in text
    assert "7 sources" in text
    bare = written("table", [replace(one, identifications=(replace(hit, evidence=plain_ones),))], command="check")
    assert "How buyers write" in bare


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
        coloured = written("table", [hostile()], command=command, colour=True, width=110)
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
    assert "[?] Depends " in raw.getvalue().decode("ascii")


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
