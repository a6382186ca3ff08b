"""A finding as data and back is the finding it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from debar.desk import Desk, open_desk
from debar.model import Finding, Outcome
from debar.report.records import finding_data, to_json
from debar.web.finding_page import split_sentence
from debar.web.kept import read_finding, without_unreached


@pytest.fixture(scope="module")
def bundled() -> Desk:
    return open_desk(None, today=date(2026, 11, 22))


def judged(desk: Desk) -> Iterator[Finding]:
    lines = ("LTS CMIP8C42W turret", "Hytera PD682", "Huawei Technologies Co., Ltd.", "garden hose", "HIKVISION <b>")
    for line, kind in product(lines, ("school-district", "federal-agency", "unknown")):
        yield from desk.check_all(
            line, buyer_type=kind, state="TX", date="2022-05-01", funding=["federal-grant:2022-01-01"], supplier="ZTE"
        )


def test_what_was_kept_is_read_back_whole(bundled: Desk) -> None:
    count = 0
    for finding in judged(bundled):
        data = finding_data(finding)
        assert finding_data(read_finding(json.loads(to_json(data)))) == json.loads(to_json(data))
        count += bool(finding.identifications)
    assert count > 10


def test_a_list_leaves_out_only_rules_that_do_not_reach(bundled: Desk) -> None:
    for finding in judged(bundled):
        data = finding_data(finding)
        brief = read_finding(without_unreached(data))
        assert set(brief.rules) <= set(finding.rules)
        assert all(
            rule.outcome is Outcome.NOT_COVERED and not rule.near for rule in set(finding.rules) - set(brief.rules)
        )


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Hikvision: a person must look. The text is thin.", "Hikvision: a person must look.", "The text is thin."),
        ("Acme Co. Ltd. Is barred. So it is.", "Acme Co. Ltd. Is barred.", "So it is."),
        ("One sentence only.", "One sentence only.", ""),
        ("", "", ""),
    ],
)
def test_a_sentence_is_split_where_it_ends(text: str, first: str, rest: str) -> None:
    assert split_sentence(text) == (first, rest)
