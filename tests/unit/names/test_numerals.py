"""Numbers in Chinese, Japanese and Korean names are numbers, and numerals that are letters of a word stay so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.names.compare import OTHER_SERIES, compare
from debar.names.data import read_rows
from debar.names.index import NameIndex
from debar.names.match import match_many
from debar.names.normalize import normalize
from debar.names.numerals import value_of, with_digits

_KINDS = {"thing", "name", "owner"}


def _in_han(number: int) -> str:
    """A number below ten thousand as Chinese says it, without the zeros in between."""
    signs = "零一二三四五六七八九"
    thousands, hundreds, tens, ones = (number // unit % 10 for unit in (1000, 100, 10, 1))
    return "".join(
        signs[digit] + unit for digit, unit in ((thousands, "千"), (hundreds, "百"), (tens, "十"), (ones, "")) if digit
    )


@given(st.integers(1, 9999))
def test_numbers_are_read_as_said_and_digit_by_digit(number: int) -> None:
    assert value_of(_in_han(number)) == number
    assert value_of("".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))) == number


def test_the_ten_of_a_number_below_twenty_needs_no_one_before_it() -> None:
    assert (value_of("十"), value_of("十四"), value_of("百二十"), value_of("이십오")) == (10, 14, 120, 25)


@pytest.mark.parametrize("numeral", ["", "十百", "一二十", "百百", "五三百"])
def test_numerals_in_no_order_are_no_number(numeral: str) -> None:
    assert value_of(numeral) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("第十研究所", "第十四研究所"),
        ("第一工厂", "第二工厂"),
        ("中国电子科技集团公司第十研究所", "中国电子科技集团公司第十四研究所"),
        ("中国第一汽车集团有限公司", "中国第二汽车集团有限公司"),
        ("七〇一所", "七〇二所"),
        ("第101厂", "第102厂"),
        ("上海一厂", "上海二厂"),
        ("上海第一百货", "上海第二百货"),
        ("中铁十八局集团有限公司", "中铁十九局集团有限公司"),
        ("中国五冶集团", "中国二冶集团"),
        ("中国人民解放军六三八六〇部队", "中国人民解放军六三八六一部队"),
        ("长征一号", "长征二号"),
        ("第二工場", "第3工場"),
        ("ソニー第一工場", "ソニー第二工場"),
        ("제1공장", "제2공장"),
        ("제 1 공장", "제2공장"),
        ("제일공장", "제이공장"),
        ("경제1", "경제2"),
        ("中铁十八局集团有限公司", "China Railway 19th Bureau Group"),
        ("Завод №1", "Завод №2"),
    ],
)
def test_names_with_other_numbers_are_two(left: str, right: str) -> None:
    assert compare(left, right).score <= OTHER_SERIES


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("第十四研究所", "第14研究所"),
        ("第１４研究所", "第十四研究所"),
        ("第壹工厂", "第一工厂"),
        ("中国船舶第七〇一研究所", "中国船舶第701研究所"),
        ("二零三所", "203所"),
        ("中国铁建第十八局", "中国铁建十八局"),
        ("제2자연과학원", "제이자연과학원"),
        ("제 1 공장", "제1공장"),
        ("第三十八研究所", "38th Research Institute"),
        ("中铁十八局集团有限公司", "China Railway 18th Bureau Group"),
        ("中国第一汽车集团有限公司", "Zhongguo Diyi Qiche Jituan"),
        ("上海第一工厂", "Shanghai No. 1 Factory"),
        ("第一三共", "第一三共株式会社"),
        ("Завод №1", "Завод No. 1"),
    ],
)
def test_one_number_written_two_ways_is_one_name(left: str, right: str) -> None:
    assert compare(left, right).is_match


@pytest.mark.parametrize(
    "text",
    "三星电子 三井物産 八一工厂 統一企業 统一工厂 三一重工 王一三 山本五十六 四川 제일모직 제일은행 天一所".split(),
)
def test_numerals_that_are_letters_of_a_name_stay(text: str) -> None:
    assert with_digits(text) == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("第一三共", "1 三共"),
        ("第一百货", "1 百货"),
        ("第一三研究所", "13 研究所"),
        ("第六一八研究所", "618 研究所"),
        ("中建三局一公司", "中建 3 局 1 公司"),
        ("경제1위원회", "경제 1 위원회"),
        ("58同城", "58 同城"),
    ],
)
def test_a_number_ends_where_the_name_goes_on(text: str, read: str) -> None:
    assert with_digits(text).split() == read.split()


def test_persons_and_brands_with_numerals_are_still_found() -> None:
    assert normalize("张三") == "zhangsan"
    assert compare("张三", "Zhang San", "Person").is_match
    assert compare("三星电子", "三星电子有限公司").is_match


def test_only_the_institute_of_that_number_is_found_on_a_list() -> None:
    names = [f"中国电子科技集团公司第{_in_han(number)}研究所" for number in range(7, 60)]
    index = NameIndex.build(names, list(range(len(names))))
    for query, number in (("中国电科第十四研究所", 14), ("中国电子科技集团公司第14研究所", 14), (names[3], 10)):
        assert {names[n] for (n, _) in match_many(index, [query])[0]} <= {names[number - 7]}
    assert match_many(index, [names[7]])[0][0][1].score == 1.0


@given(st.text(alphabet="第제一二十百〇零壹3研究所厂号공장 三共张a경", max_size=40))
def test_no_other_letter_is_lost(text: str) -> None:
    others = set("研究所厂号공장共张a경")
    assert [c for c in with_digits(text) if c in others] == [c for c in text if c in others]


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF)))
def test_texts_in_other_scripts_are_given_back(text: str) -> None:
    assert with_digits(text) == text


def test_what_is_said_of_words_with_numbers_is_known() -> None:
    rows = read_rows("numbered_words.tsv", ("text", "script", "kind", "source"))
    assert {row["kind"] for row in rows} == _KINDS
    assert {row["script"] for row in rows} == {"Han", "Hangul"}
