"""What comparing two names promises, and the pairs that must and must not match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.compare import MATCH, REVIEW, compare, compare_many, outcome_of
from debar.names.index import NameIndex
from debar.names.match import match_many
from debar.names.normalize import normalize

HIKVISION = "Hangzhou Hikvision Digital Technology Co., Ltd."
SCHEMATA = st.sampled_from(["LegalEntity", "Company", "Person", "Vessel"])
NAMES = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            "hangzhou hikvision dahua digital technology co ltd llc al de abu john smith m 3 4 dba hik vision".split()
        ),
        max_size=6,
    ).map(" ".join),
)


@given(NAMES, NAMES, SCHEMATA)
def test_the_score_is_the_same_both_ways_and_between_0_and_1(left: str, right: str, schema: str) -> None:
    there, back = compare(left, right, schema), compare(right, left, schema)
    assert there.score == back.score
    assert there.outcome == back.outcome
    assert 0.0 <= there.score <= 1.0


@given(NAMES.filter(normalize), SCHEMATA)
def test_a_name_scores_1_with_itself(name: str, schema: str) -> None:
    assert compare(name, name, schema).score == 1.0
    assert compare(name, name, schema).is_match


@given(NAMES, NAMES, SCHEMATA)
def test_comparing_again_gives_the_same_answer(left: str, right: str, schema: str) -> None:
    assert compare(left, right, schema) == compare(left, right, schema)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=6), SCHEMATA)
def test_many_pairs_compared_together_are_what_each_is_alone(pairs: list[tuple[str, str]], schema: str) -> None:
    assert compare_many(pairs, schema) == [compare(left, right, schema) for left, right in pairs]
    common = {"hikvision": 0.05}
    assert compare_many(pairs, schema, common) == [compare(left, right, schema, common) for left, right in pairs]


def test_names_without_a_letter_match_nothing() -> None:
    assert compare("---", "---").score == 0.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hangzhou Hikvision Digital", HIKVISION),
        ("HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO LTD", HIKVISION),
        ("Siemens AG", "Siemens Aktiengesellschaft"),
        ("Hik Vision", "Hikvision"),
        ("Kaspersky Lab", "AO Kaspersky Lab"),
        ("Huawei Device USA", "Huawei Device Co., Ltd."),
        ("ZTE", "ZTE Corporation"),
        ("Third Zebra Base", "3rd Zebra Base"),
    ],
)
def test_one_company_written_two_ways_is_a_match(left: str, right: str) -> None:
    assert compare(left, right, "Company").outcome == "match"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hytera America Inc", "Hytera Communications Corporation Limited"),
        ("Dahua", "Zhejiang Dahua Technology Co., Ltd."),
        ("NIOC", "National Iranian Oil Company"),
    ],
)
def test_a_likely_company_is_for_review(left: str, right: str) -> None:
    assert compare(left, right, "Company").outcome == "review"


def test_a_short_name_is_at_least_for_review() -> None:
    assert compare("Huawei", "Huawei Technologies Co., Ltd.").outcome in ("match", "review")
    assert compare("HANGZHOU HIKVISION DIG", HIKVISION).outcome in ("match", "review")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Azure Holdings", "Azure Shipping Co"),
        ("Base 3", "Base 4"),
        ("Base III", "Base 4"),
        ("Dahua", "Shanghai Dahua Scale Factory"),
        ("AZTEC", "ZTE Corporation"),
        ("SELZTER", "ZTE Corporation"),
        ("AL HIKMAH", "Hikvision"),
        ("LIMOUSINE", "Limo"),
        ("Global Trading International Ltd", "International Trading Company"),
    ],
)
def test_other_companies_get_no_outcome(left: str, right: str) -> None:
    assert compare(left, right, "Company").outcome == ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("DE LA CRUZ, Juan", "Juan de la Cruz"),
        ("Bedunkevich, Mikhail P.", "Mikhail Petrovich BEDUNKEVICH"),
        ("Suheyl Hasan", "Suheil HASSAN"),
        ("محمد بن سلمان", "Mohammed bin Salman"),
    ],
)
def test_one_person_written_two_ways_is_found(left: str, right: str) -> None:
    assert compare(left, right, "Person").score >= REVIEW


@pytest.mark.parametrize(
    ("left", "right"), [("Jacob R King", "Jacob RABALSKY"), ("Lisa M Cain", "Cain MATHEMA"), ("Amy Reyes", "Ana REYES")]
)
def test_persons_who_share_one_name_are_not_found(left: str, right: str) -> None:
    assert compare(left, right, "Person").outcome == ""


def test_a_ship_is_found_by_its_whole_name_only() -> None:
    assert compare("Bright Printing Inc", "BRIGHT", "Vessel").outcome == ""
    assert compare("MV Rosebud", "ROSEBUD", "Vessel").is_match


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Huawei Cloud Netherlands", "Huawei Cloud Switzerland"),
        ("JOINT STOCK COMPANY SEVERSKIY PIPE PLANT", "JOINT STOCK COMPANY SINARSKIY PIPE PLANT"),
        ("Shanghai Fengjin Electronic Technology Co., Ltd.", "Shanghai Langqing Electronic Technology Co."),
        ("Huawei Technologies LLC Kazakhstan", "Huawei Technologies Pakistan (Private) Limited"),
    ],
)
def test_names_that_each_have_a_word_of_their_own_are_no_match(left: str, right: str) -> None:
    """Sister firms and branches may be worth a look, no more."""
    assert compare(left, right, "Company").outcome != "match"


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("FU YUAN YU 7601", "FU YUAN YU 7602", "Vessel"),
        ("AO Zavod No. 7", "AO Zavod No. 9", "Company"),
        ("CSSC 724th Research Institute", "CSSC 725th Research Institute", "Company"),
        ("Blackstone Partners V", "Blackstone Partners VI", "Company"),
    ],
)
def test_different_numbers_keep_names_apart(left: str, right: str, schema: str) -> None:
    assert compare(left, right, schema).outcome == ""


@pytest.mark.parametrize(
    ("left", "right"), [("JSC Sberbank", "Joint Stock Company Sberbank"), ("Quoin Group L.L.C.", "Quoin Group, LLC")]
)
def test_a_legal_form_written_another_way_is_no_difference(left: str, right: str) -> None:
    assert compare(left, right, "Company").score >= 0.995


@pytest.mark.parametrize(("left", "right"), [("Rada, Samer", "Reda, Samer"), (HIKVISION, f"{HIKVISION} Group")])
def test_names_whose_words_differ_never_score_as_the_same(left: str, right: str) -> None:
    assert compare(left, right).score < 0.995


def test_the_second_name_of_a_field_is_compared_too() -> None:
    assert compare("Zebra Tools LLC dba Hangzhou Hikvision Digital Technology", HIKVISION).is_match


def test_every_word_is_accounted_for_in_the_parts() -> None:
    found = compare("Hytera America Inc", "Hytera Communications Corporation Limited")
    assert found.parts == (
        {"query": "hytera", "name": "hytera", "how": "exact"},
        {"query": "america", "name": "", "how": "missing"},
        {"query": "", "name": "communications", "how": "missing"},
        {"query": "corporation", "name": "corporation limited", "how": "legal form"},
    )


def test_the_reason_names_the_words() -> None:
    because = compare("Hik Vision America", "Hikvision").because
    assert because == "Alike: hik vision for hikvision (joined); only in the query: america."


def test_a_word_common_on_the_list_counts_for_less() -> None:
    alone = compare("Zebrawood Marl", "Zebrawood Quoin")
    common = compare("Zebrawood Marl", "Zebrawood Quoin", frequencies={"zebrawood": 0.05})
    assert common.score < alone.score


def test_thresholds_give_the_words() -> None:
    assert [outcome_of(score) for score in (1.0, MATCH, REVIEW, REVIEW - 0.01)] == ["match", "match", "review", ""]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ZTE (USA) Inc", "ZTE Corporation"), ("VTB Bank (Europe) SE", "VTB Bank PJSC")],
)
def test_a_short_name_of_its_own_with_a_place_behind_it_is_worth_a_look(one: str, other: str) -> None:
    assert compare(one, other, "Company").outcome == "review"


@pytest.mark.parametrize(("one", "other"), [("ZTE USA", "USA Corporation"), ("Bank of Ohio", "Bank Corporation")])
def test_a_place_or_a_general_word_alone_is_not(one: str, other: str) -> None:
    assert not compare(one, other, "Company").outcome


@pytest.mark.parametrize("form", ["Public Joint Stock Company", "Federal State Unitary Enterprise", "OOO"])
def test_legal_forms_give_no_letters_to_initials(form: str) -> None:
    assert compare("RUMP", f"{form} Rural Union Mechanical Plant", "Company").outcome == "review"
    assert compare("RUMP Ltd", f"Rural Union Mechanical Plant {form}", "Company").outcome == "review"


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("CNOOC", "China National Offshore Oil Corp"),
        ("CNOOC", "China National Offshore Oil Corporation Limited"),
        ("CCECC", "China Civil Engineering Construction Corporation"),
        ("IOEC", "Iranian Offshore Engineering Construction"),
        ("NDCB", "National Development Cooperative Bank"),
        ("MPTS", "Moscow Public Transport Services"),
    ],
)
def test_words_that_are_legal_forms_only_beside_others_give_their_letter(short: str, name: str) -> None:
    """Worth a look and no more, in a list too."""
    assert compare(short, name, "Company").outcome == "review"
    for query, listed in ((short, name), (name, short)):
        index = NameIndex.build(["Vector", listed], [0, 1])
        assert [number for number, _ in match_many(index, [query])[0]] == [1]


def test_a_line_of_business_is_no_legal_form() -> None:
    for name in ("Iranian {} Oil Company", "Zebrawood {}"):
        assert not compare(name.format("Offshore"), name.format("")).is_match
    assert compare("Zebrawood S.A.L. Offshore", "Zebrawood SAL").is_match


@pytest.mark.parametrize("spelling", ["Hizbullah", "Hezbollah", "Hisbollah", "Hizbollah", "Hezbolá"])
def test_the_ending_of_an_arabic_name_may_have_any_vowel(spelling: str) -> None:
    assert compare(spelling, "HIZBALLAH", "Organization").outcome
