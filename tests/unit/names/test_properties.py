"""What holds of every two names: symmetry, bounds, determinism, and answers that do not lean on each other."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from debar.names.compare import compare
from debar.names.index import COMPANY, PERSON, UNKNOWN, VESSEL, NameIndex
from debar.names.match import match_many
from debar.names.normalize import normalize
from debar.names.prepared import ways

SCHEMATA = ("LegalEntity", "Company", "Person", "Vessel")
WORDS = (
    *("hangzhou", "hikvision", "hikvison", "digital", "technology", "technologies", "huawei", "hua", "wei", "dahua"),
    *("zte", "kaspersky", "lab", "laboratoriya", "bank", "of", "the", "and", "rossiya", "emma", "ian", "maduro"),
    *("nicolas", "nikolas", "moros", "al", "bin", "muhammad", "mohammed", "n", "g", "trading", "group", "china"),
    *("7601", "7602", "v", "vi", "no", "9", "co", "ltd", "llc", "inc", "gmbh", "ооо", "газпром", "深圳"),
)
names = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    st.text(max_size=20),
    st.text(alphabet="abcdeo1 .,'-&", max_size=20),
)
fields = st.one_of(names, st.tuples(names, st.sampled_from(["dba", "c/o", "attn"]), names).map(" ".join))
schemata = st.sampled_from(SCHEMATA)
listed = st.lists(st.tuples(names, st.sampled_from([UNKNOWN, PERSON, COMPANY, VESSEL])), min_size=1, max_size=8)
FORMS = ("Ltd", "LLC", "GmbH", "Co., Ltd.", "S.A.", "OOO")


def _index(entries: list[tuple[str, int]]) -> NameIndex:
    encodable = [(name.encode(errors="replace").decode(), kind) for name, kind in entries]
    return NameIndex.build([name for name, _ in encodable], range(len(entries)), [kind for _, kind in encodable])


@given(fields, fields, schemata)
def test_either_name_may_come_first(left: str, right: str, schema: str) -> None:
    """Score and outcome are the same both ways."""
    one, other = compare(left, right, schema), compare(right, left, schema)
    assert (one.score, one.outcome) == (other.score, other.outcome)


@given(fields, schemata)
def test_a_name_is_itself(name: str, schema: str) -> None:
    """1 on itself and on its normal form, as soon as it has a letter or digit."""
    expected = 1.0 if normalize(name) else 0.0
    assert compare(name, name, schema).score == expected
    assert compare(name, normalize(name), schema).score == expected


@given(fields, fields, schemata)
def test_a_score_is_a_share_and_is_explained(left: str, right: str, schema: str) -> None:
    """0..1, a sentence with a full stop, and parts that name words of both sides."""
    found = compare(left, right, schema)
    assert 0.0 <= found.score <= 1.0
    assert found.outcome in ("match", "review", "")
    assert found.because.endswith(".")
    assert all(set(part) == {"query", "name", "how"} for part in found.parts)


@given(names, st.sampled_from(FORMS), schemata)
def test_a_legal_form_makes_no_name_more_than_the_same(name: str, form: str, schema: str) -> None:
    """With a legal form added a name is still itself, and not more like what it was than that is like itself."""
    longer = f"{name} {form}"
    assert compare(longer, name, schema).score <= compare(longer, longer, schema).score == 1.0


@given(names, names)
def test_case_and_punctuation_do_not_count(left: str, right: str) -> None:
    """What the normal form drops changes no score of names that are read in one way only."""
    assume(len(ways(left)) == len(ways(right)) == 1)
    assert compare(left, right).score == compare(normalize(left), normalize(right)).score


@settings(deadline=None)
@given(listed, st.lists(fields, max_size=5))
def test_a_batch_gives_what_each_query_gets_alone(entries: list[tuple[str, int]], queries: list[str]) -> None:
    """The answer to one query depends on no other query, on their order or on their number."""
    index = _index(entries)
    together = match_many(index, queries, limit=20)
    assert together == [match_many(index, [query], limit=20)[0] for query in queries]
    assert together == match_many(index, queries[::-1], limit=20)[::-1]


@settings(deadline=None)
@given(listed, st.tuples(names, st.sampled_from([PERSON, COMPANY])), names)
def test_a_listed_name_more_takes_no_hit_away(
    entries: list[tuple[str, int]], added: tuple[str, int], query: str
) -> None:
    """Who was found is found with the same score when another is listed too, if no word becomes a common one by it."""
    fewer, more = _index(entries), _index([*entries, added])
    assume(fewer.frequencies == more.frequencies)
    before, after = match_many(fewer, [query], limit=50)[0], match_many(more, [query], limit=50)[0]
    assert {(number, hit.score) for number, hit in before} <= {(number, hit.score) for number, hit in after}


@settings(deadline=None)
@given(listed, names)
def test_hits_come_best_first_and_keep_the_threshold(entries: list[tuple[str, int]], query: str) -> None:
    """By score, then by number, none below the threshold asked for; a higher threshold gives a part of them."""
    index = _index(entries)
    low = match_many(index, [query], threshold=0.7, limit=50)[0]
    high = match_many(index, [query], threshold=0.85, limit=50)[0]
    assert low == sorted(low, key=lambda hit: (-hit[1].score, hit[0]))
    assert all(hit.score >= 0.7 for _, hit in low)
    assert high == [(number, hit) for number, hit in low if hit.score >= 0.85]


_PROGRAM = """
import json, sys
from debar.names.compare import compare
from debar.names.index import NameIndex
from debar.names.match import match_many
names = json.load(sys.stdin)
index = NameIndex.build(names, range(len(names)))
print(json.dumps([
    [(number, hit.score, hit.because, [dict(part) for part in hit.parts]) for number, hit in hits]
    for hits in match_many(index, names, threshold=0.5)
]))
"""


@pytest.mark.parametrize("seed", ["1", "20"])
def test_every_process_says_the_same(seed: str) -> None:
    """Scores, order, sentences and parts do not depend on how Python hashes strings."""
    asked = json.dumps([f"{a} {b} {c} Ltd" for a, b, c in zip(WORDS, WORDS[7:], WORDS[3:], strict=False)])
    outputs = [
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=asked,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": number},
        ).stdout
        for number in ("0", seed)
    ]
    assert outputs[0] == outputs[1]
    assert json.loads(outputs[0])
