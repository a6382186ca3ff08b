"""Findings of past scans read back from what a scan wrote."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from debar.dossiers.own_findings import read_findings
from debar.dossiers.view import make_page
from debar.errors import FormatError
from debar.report.writers import JsonLinesWriter, JsonWriter
from unit.report.sample import context, finding


@pytest.mark.parametrize("writer", [JsonLinesWriter, JsonWriter])
def test_what_a_scan_wrote_is_read_back(writer: type[JsonLinesWriter] | type[JsonWriter]) -> None:
    out = io.StringIO()
    made = [finding(number) for number in range(12)]
    writing = writer(out, context())
    for each in made:
        writing.finding(each)
    writing.close()
    found = list(read_findings(out.getvalue().encode(), "scan.jsonl"))
    assert [(each.id, each.outcome, each.maker) for each in found] == [
        (each.id, each.outcome, each.maker) for each in made
    ]
    for one, other in zip(found, made, strict=True):
        kept = ("source", "row", "text", "supplier", "date", "amount")
        assert [getattr(one.subject, name) for name in kept] == [getattr(other.subject, name) for name in kept]
        assert one.identifications == tuple(
            replace(each, span=None, said=one.identifications[0].said, evidence=(), rows=())
            for each in other.identifications
        )


def test_findings_read_back_say_what_a_dossier_means_for_the_buyer() -> None:
    own = finding(0)
    assert own.maker is not None
    found = make_page("Any", [], today=context().today, names=(own.maker[0],), findings=[own]).exposure
    assert found is not None
    assert found.findings == 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"id": "f1"', "x.jsonl, line 1: is not JSON"),
        (b"\n[1, 2]\n", "x.jsonl, line 2: is no finding"),
        (b'{"results": [{"id": 1}]}', "x.jsonl, finding 1: is no finding"),
        (b'{"results": [', "x.jsonl: is not JSON"),
        (b"\xff\xfe", "x.jsonl: is not UTF-8 at byte 0"),
        (b"[" * 100_000, "x.jsonl, line 1: is not JSON"),
    ],
)
def test_what_no_scan_wrote_is_refused_with_its_place(content: bytes, what: str) -> None:
    with pytest.raises(FormatError, match=what):
        list(read_findings(content, "x.jsonl"))
