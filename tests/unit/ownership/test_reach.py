"""Whom an owner test reaches: examples, and properties against a plain reading of the rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.model import OwnerTest, Stake
from debar.ownership.closure import Closure
from debar.ownership.graph import PERCENT, StakeGraph, build_graph, percent_of
from debar.ownership.reach import Reach, Reached, Seeds
from debar.ownership.snapshot import take_snapshot

DAY = date(2024, 9, 1)
OFAC = OwnerTest(lists=("us-ofac-sdn",), percent=50)
Pairs = dict[tuple[int, int], int]


def stake(owner: object, owned: object, least: object, most: object = None, **more: object) -> Stake:
    low = Decimal(str(least))
    high = low if most is None else Decimal(str(most))
    return Stake(owner=str(owner), owned=str(owned), least=low, most=high, **more)  # type: ignore[arg-type]


def reach(
    stakes: list[Stake], listed: str = "X", test: OwnerTest = OFAC, possible: str = ""
) -> tuple[Reach, StakeGraph]:
    graph = build_graph([*stakes, *(stake(each, f"_{each}", 1) for each in listed + possible)])
    firm = frozenset(graph.number(each) for each in listed)
    maybe = frozenset(graph.number(each) for each in possible)
    control = test.control
    return Reach(take_snapshot(graph, DAY, control=control, named=firm | maybe), test, Seeds(firm, maybe)), graph


def answers(stakes: list[Stake], listed: str = "X", test: OwnerTest = OFAC, possible: str = "") -> dict[str, str]:
    found, graph = reach(stakes, listed, test, possible)
    return {h.id: found.of(graph.number(h.id)).name for h in graph.holders if not h.id.startswith("_")}


def test_a_chain_is_not_multiplied_and_sums_count() -> None:
    """FAQ 401: 50 of 50 blocks; 30 through a blocked company and 20 directly come to 50."""
    found = answers([stake("X", "A", 60), stake("A", "B", 30), stake("X", "B", 20), stake("B", "C", "49.999")])
    assert found == {"X": "YES", "A": "YES", "B": "YES", "C": "NO"}


@pytest.mark.parametrize(
    ("held", "word"), [("50", "YES"), ("49.999999999", "NO"), ("49.9999999999", "MAYBE"), ("100", "YES")]
)
def test_the_line_is_exact_and_finer_than_any_register(held: str, word: str) -> None:
    """What is finer than the columns tell is kept as bounds: it never reaches the line by rounding alone."""
    assert answers([stake("X", "A", held)])["A"] == word


def test_more_than_half_is_not_half() -> None:
    majority = OwnerTest(lists=("l",), percent=50, more=True)
    assert answers([stake("X", "A", 50), stake("X", "B", "50.000001")], test=majority)["A"] == "NO"
    assert answers([stake("X", "B", "50.000001")], test=majority)["B"] == "YES"


def test_a_missing_percentage_is_bounded_by_what_others_hold() -> None:
    unknown = answers([stake("X", "A", 0, 100)])
    assert unknown["A"] == "MAYBE"
    bounded = [stake("X", "A", 0, 100), stake("Y", "A", 60)]
    assert answers(bounded)["A"] == "NO"
    found, graph = reach([stake("X", "A", 0, 100), stake("Y", "A", 40)])
    assert [percent_of(end) for end in found.bounds(graph.number("A"))] == [0, 60]


def test_an_interval_undetermines_what_hangs_on_it_and_nothing_else() -> None:
    stakes = [stake("X", "A", 25, 50), stake("A", "B", 100), stake("X", "C", 51), stake("X", "D", 10, 49)]
    assert answers(stakes) == {"X": "YES", "A": "MAYBE", "B": "MAYBE", "C": "YES", "D": "NO"}


def test_one_holding_stated_twice_is_between_the_larger_and_the_sum() -> None:
    assert answers([stake("X", "A", 30), stake("X", "A", 30)])["A"] == "MAYBE"
    assert answers([stake("X", "A", 50), stake("X", "A", 50)])["A"] == "YES"
    assert answers([stake("X", "A", 20), stake("X", "A", 20)])["A"] == "NO"


def test_holdings_under_different_holders_of_record_are_added_up() -> None:
    """What a nominee holds for X and what X holds itself are two holdings; the same one stated twice is one."""
    own, held, again = stake("X", "A", 20), stake("X", "A", 30, of_record="N"), stake("X", "A", 30, of_record="N")
    assert answers([own, held])["A"] == "YES"
    assert answers([stake("X", "A", 19), held])["A"] == "NO"
    assert answers([held, again])["A"] == "MAYBE"
    assert answers([held, again, own])["A"] == "YES"
    assert answers([held, stake("X", "A", 20, of_record="M")])["A"] == "YES"
    assert answers([stake("X", "A", 10, 25), held])["A"] == "MAYBE"
    found, graph = reach([stake("X", "A", 10, 25), held, again])
    assert [percent_of(end) for end in found.bounds(graph.number("A"))] == [40, 85]


def test_holdings_of_record_that_come_to_more_than_all_contradict_each_other() -> None:
    held = stake("X", "A", 70, of_record="N")
    assert answers([stake("X", "A", 60), held])["A"] == "YES"
    assert answers([stake("X", "A", 30), held, stake("Y", "A", 90)], listed="X")["A"] == "MAYBE"


SPREAD = st.lists(
    st.tuples(st.sampled_from("XYN"), st.sampled_from("ABC"), st.integers(0, 60), st.sampled_from(" MNO"))
)


@settings(max_examples=200, deadline=None)
@given(SPREAD)
def test_pairs_by_holder_of_record_agree_with_a_plain_reading(held: list[tuple[str, str, int, str]]) -> None:
    """Of one holder of record the largest counts for certain, over holders their sum; at most all stakes together."""
    graph = build_graph([stake(o, w, share, of_record=r.strip()) for o, w, share, r in held])
    taken = take_snapshot(graph, DAY)
    found = {
        (graph.holders[h].id, graph.holders[t].id): (int(low), int(high))
        for h, t, low, high in zip(taken.heads, taken.tails, taken.least, taken.most, strict=True)
    }
    wanted: dict[tuple[str, str], dict[str, list[int]]] = {}
    for owner, owned, share, record in held:
        wanted.setdefault((owner, owned), {}).setdefault(record, []).append(share * PERCENT)
    assert found == {
        pair: (low := sum(map(max, by.values())), max(min(sum(map(sum, by.values())), 100 * PERCENT), low))
        for pair, by in wanted.items()
    }


def test_stakes_over_100_percent_leave_it_open_only_where_they_decide() -> None:
    assert answers([stake("X", "A", 60), stake("Y", "A", 60)])["A"] == "MAYBE"
    assert answers([stake("X", "A", 90), stake("Y", "A", 40)])["A"] == "YES"
    assert answers([stake("X", "A", 40), stake("Y", "A", 90)])["A"] == "NO"
    assert answers([stake("X", "A", 50), stake("Y", "A", "50.5")])["A"] == "YES"  # rounding


@pytest.mark.parametrize("bad", [stake("X", "A", -5), stake("X", "A", 130), stake("X", "A", 40, 140)])
def test_a_stake_that_cannot_be_is_in_doubt(bad: Stake) -> None:
    assert answers([bad])["A"] == "MAYBE"


def test_reversed_dates_are_in_doubt() -> None:
    assert answers([stake("X", "A", 60, from_=date(2025, 1, 1), to=date(2020, 1, 1))])["A"] == "MAYBE"


def test_own_shares_weigh_only_where_they_decide() -> None:
    assert answers([stake("X", "A", 40), stake("A", "A", 20)])["A"] == "MAYBE"
    assert answers([stake("X", "A", 39), stake("A", "A", 20)])["A"] == "NO"
    assert answers([stake("A", "A", 100), stake("Y", "A", 10)])["A"] == "NO"


def test_cycles_hold_nobody_up() -> None:
    ring = [stake("A", "B", 100), stake("B", "A", 100)]
    assert answers(ring) == {"X": "NO"} | {"A": "NO", "B": "NO"} | {"X": "YES"}
    assert answers([*ring, stake("X", "A", 0)])["A"] == "NO"
    crossed = [stake("X", "A", 50), stake("A", "B", 30), stake("X", "B", 20), stake("B", "A", 50)]
    assert answers(crossed)["B"] == "YES"


def test_a_nominee_without_a_name_behind_leaves_it_open() -> None:
    assert answers([stake("N", "A", 60, nominee=True)])["A"] == "MAYBE"
    assert answers([stake("N", "A", 40, nominee=True)])["A"] == "NO"
    assert answers([stake("X", "A", 60, nominee=True)])["A"] == "YES"


def test_a_party_that_may_be_listed_gives_maybe() -> None:
    stakes = [stake("X", "A", 30), stake("Y", "A", 30), stake("Y", "B", 60)]
    assert answers(stakes, possible="Y") == {"X": "YES", "A": "MAYBE", "Y": "MAYBE", "B": "MAYBE"}


def test_days_are_first_and_last_day_held() -> None:
    held = [stake("X", "A", 60, from_=DAY, to=DAY)]
    graph = build_graph(held)
    for day, word in ((date(2024, 8, 31), 0), (DAY, 1), (date(2024, 9, 2), 0)):
        assert len(take_snapshot(graph, day).heads) == word


def test_single_holders_and_direct_holdings_only() -> None:
    single = OwnerTest(lists=("l",), percent=50, aggregate=False)
    two = [stake("X", "A", 30), stake("Y", "A", 30), stake("X", "B", 50), stake("B", "C", 50)]
    assert answers(two, "XY", single) == {"X": "YES", "Y": "YES", "A": "NO", "B": "YES", "C": "YES"}
    direct = OwnerTest(lists=("l",), percent=50, indirect=False)
    assert answers(two, "XY", direct) == {"X": "YES", "Y": "YES", "A": "YES", "B": "YES", "C": "NO"}


def test_control_counts_only_where_the_test_says_so() -> None:
    stakes = [stake("X", "A", 10), stake("X", "A", 0, 100, relation="control"), stake("X", "B", 60, relation="votes")]
    assert (answers(stakes)["A"], answers(stakes)["B"]) == ("NO", "NO")
    control = OwnerTest(lists=("l",), percent=50, control=True)
    assert (answers(stakes, test=control)["A"], answers(stakes, test=control)["B"]) == ("YES", "YES")


# --- properties -------------------------------------------------------------------------------------


def plain(pairs: Pairs, listed: frozenset[int], size: int, percent: int = 50) -> set[int]:
    """The rule as a lawyer reads it: go over all companies again and again until nothing changes."""
    blocked = set(listed)
    while True:
        more = {
            v
            for v in range(size)
            if v not in blocked and sum(p for (o, w), p in pairs.items() if w == v and o in blocked) >= percent
        }
        if not more:
            return blocked
        blocked |= more


@st.composite
def consistent(draw: st.DrawFn, size: int = 8) -> tuple[Pairs, frozenset[int]]:
    """Whole percents, at most 100 in any company."""
    pairs: Pairs = {}
    for owned in range(size):
        left = 100
        for owner in draw(st.lists(st.integers(0, size - 1), max_size=4, unique=True)):
            share = draw(st.integers(1, 60))
            if owner != owned and share <= left:
                pairs[owner, owned] = share
                left -= share
    return pairs, frozenset(draw(st.sets(st.integers(0, size - 1), max_size=3)))


def graph_of(pairs: Pairs, order: list[tuple[int, int]] | None = None, size: int = 8) -> StakeGraph:
    names = [stake(n, n, 0, relation="director") for n in range(size)]
    return build_graph([*names, *(stake(o, v, pairs[o, v]) for o, v in order or pairs)])


def members(graph: StakeGraph, listed: frozenset[int], *, maybe: bool = False) -> set[int]:
    """Who is reached; with ``maybe`` also those who may be."""
    found = Reach(take_snapshot(graph, DAY), OFAC, Seeds(frozenset(graph.number(str(n)) for n in listed)))
    wanted = {Reached.YES, Reached.MAYBE} if maybe else {Reached.YES}
    return {int(h.id) for n, h in enumerate(graph.holders) if found.of(n) in wanted}


@given(consistent())
def test_it_is_what_a_lawyer_finds_by_going_over_it_again(case: tuple[Pairs, frozenset[int]]) -> None:
    pairs, listed = case
    assert members(graph_of(pairs), listed) == plain(pairs, listed, 8)


@given(consistent(), st.randoms(use_true_random=False))
def test_the_order_of_stakes_changes_nothing(case: tuple[Pairs, frozenset[int]], random: object) -> None:
    pairs, listed = case
    order = list(pairs)
    random.shuffle(order)  # type: ignore[attr-defined]
    assert members(graph_of(pairs, order), listed) == members(graph_of(pairs), listed)


@given(consistent(), st.data())
def test_a_stake_more_of_an_unblocked_owner_changes_nothing(
    case: tuple[Pairs, frozenset[int]], data: st.DataObject
) -> None:
    """Within 100 percent; beyond, the sources contradict each other."""
    pairs, listed = case
    before = members(graph_of(pairs), listed)
    free = [(o, v) for o in range(8) for v in range(8) if o != v and o not in before and (o, v) not in pairs]
    if not free:
        return
    owner, owned = data.draw(st.sampled_from(free))
    room = 100 - sum(p for (_, v), p in pairs.items() if v == owned)
    more = pairs | {(owner, owned): data.draw(st.integers(0, room))}
    assert members(graph_of(more), listed) == before


@given(consistent(), st.integers(0, 7), st.integers(0, 7), st.integers(1, 100))
def test_a_stake_more_of_a_blocked_owner_never_unblocks(
    case: tuple[Pairs, frozenset[int]], owner: int, owned: int, share: int
) -> None:
    """Where stakes then come to more than 100 percent, what was certain may be in doubt, and never becomes clear."""
    pairs, listed = case
    before = members(graph_of(pairs), listed)
    if owner not in before or owner == owned or (owner, owned) in pairs:
        return
    more = graph_of(pairs | {(owner, owned): share})
    whole = share + sum(held for (_, other), held in pairs.items() if other == owned) <= 100
    assert members(more, listed, maybe=not whole) >= before


def test_stakes_of_more_than_the_whole_put_what_was_certain_in_doubt() -> None:
    pairs = {(0, 5): 1, (1, 5): 1, (2, 5): 1, (3, 5): 48, (0, 6): 1, (1, 6): 1, (2, 6): 1, (5, 6): 48}
    listed = frozenset({0, 1, 3})
    assert members(graph_of(pairs), listed) == {0, 1, 3, 5, 6}
    more = graph_of(pairs | {(6, 5): 51})
    assert members(more, listed) == {0, 1, 3}
    assert members(more, listed, maybe=True) == {0, 1, 3, 5, 6}


@st.composite
def vague(draw: st.DrawFn) -> tuple[dict[tuple[int, int], tuple[int, int]], frozenset[int], frozenset[int]]:
    pairs = {}
    for owner, owned in draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12, unique=True)):
        ends = sorted((draw(st.integers(0, 60)), draw(st.integers(0, 100))))
        if owner != owned:
            pairs[owner, owned] = (ends[0], ends[1])
    listed = draw(st.sets(st.integers(0, 5), max_size=2))
    return pairs, frozenset(listed), frozenset(draw(st.sets(st.integers(0, 5), max_size=1)) - listed)


def vague_reach(pairs: dict[tuple[int, int], tuple[int, int]], listed: frozenset[int], maybe: frozenset[int]) -> Reach:
    graph = build_graph(
        [
            *(stake(n, n, 0, relation="director") for n in range(6)),
            *(stake(o, v, *ends) for (o, v), ends in pairs.items()),
        ]
    )
    return Reach(take_snapshot(graph, DAY), OFAC, Seeds(listed, maybe))


@given(vague(), st.data())
def test_any_truth_within_the_bounds_lies_between_certain_and_at_most(
    case: tuple[dict[tuple[int, int], tuple[int, int]], frozenset[int], frozenset[int]], data: st.DataObject
) -> None:
    pairs, listed, maybe = case
    truth: Pairs = {}
    left = dict.fromkeys(range(6), 100)
    for (owner, owned), (least, most) in pairs.items():
        rest = sum(low for (o, v), (low, _) in pairs.items() if v == owned and (o, v) not in truth and o != owner)
        if left[owned] - rest < least:
            return  # no company of 100 percent fits these stakes
        truth[owner, owned] = data.draw(st.integers(least, min(most, left[owned] - rest)))
        left[owned] -= truth[owner, owned]
    really = plain(
        truth, listed | frozenset(data.draw(st.sets(st.sampled_from(sorted(maybe))) if maybe else st.just(set()))), 6
    )
    found = vague_reach(pairs, listed, maybe)
    for party in range(6):
        assert not (found.of(party) is Reached.YES and party not in really)
        assert not (found.of(party) is Reached.NO and party in really)


@settings(max_examples=300)
@given(
    vague(),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 70), st.integers(0, 70)), max_size=6),
)
def test_a_changed_stake_gives_what_a_new_graph_gives(
    case: tuple[dict[tuple[int, int], tuple[int, int]], frozenset[int], frozenset[int]],
    changes: list[tuple[int, int, int, int]],
) -> None:
    pairs, listed, maybe = case
    found = vague_reach(pairs, listed, maybe)
    for owner, owned, one, other in changes:
        if owner == owned:
            continue
        before = {party: found.of(party) for party in range(6)}
        pairs = pairs | {(owner, owned): (min(one, other), max(one, other))}
        changed = found.set_stake(owner, owned, min(one, other) * PERCENT, max(one, other) * PERCENT)
        fresh = vague_reach(pairs, listed, maybe)
        for party in range(6):
            assert found.of(party) is fresh.of(party)
            assert found.bounds(party) == fresh.bounds(party)
            assert party in changed or found.of(party) is before[party]


@pytest.mark.parametrize("few", [0, 2, 2_000])
@given(
    case=consistent(), edits=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 60)), max_size=20)
)
def test_any_number_of_edits_gives_what_a_new_graph_gives(
    few: int, case: tuple[Pairs, frozenset[int]], edits: list[tuple[int, int, int]]
) -> None:
    """Cycles included, by columns and one by one: who came in or went out is told, and nobody else."""
    pairs, listed = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("debar.ownership.closure._FEW", few)
        graph = graph_of(pairs)
        numbers = [graph.number(str(n)) for n in range(8)]
        found = Reach(take_snapshot(graph, DAY), OFAC, Seeds(frozenset(numbers[n] for n in listed)))
        for owner, owned, share in edits:
            rest = sum(held for (o, v), held in pairs.items() if v == owned and o != owner)
            if owner == owned or rest + share > 100:
                continue
            before = {n for n in range(8) if found.of(numbers[n]) is Reached.YES}
            pairs = pairs | {(owner, owned): share}
            changed = found.set_stake(numbers[owner], numbers[owned], share * PERCENT, share * PERCENT)
            after = {n for n in range(8) if found.of(numbers[n]) is Reached.YES}
            assert after == plain(pairs, listed, 8)
            assert changed == {numbers[n] for n in before ^ after}


def test_columns_and_single_steps_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree wide enough for columns, and the same tree followed one by one."""
    stakes = [stake("X", f"a{n}", 50 + n % 3) for n in range(300)]
    stakes += [stake(f"a{n}", f"b{n % 150}", 25) for n in range(300)] + [
        stake(f"b{n}", f"c{n}", 49 + n % 2) for n in range(150)
    ]
    slow, graph = reach(stakes)
    monkeypatch.setattr("debar.ownership.closure._FEW", 1)
    quick, _ = reach(stakes)
    assert [slow.of(n) for n in range(len(graph.holders))] == [quick.of(n) for n in range(len(graph.holders))]
    assert sum(slow.of(n) is Reached.YES for n in range(len(graph.holders))) == 1 + 1 - 1 + 300 + 150 + 75


def test_a_long_chain_ends() -> None:
    chain = [stake("X", "n0", 50), *(stake(f"n{n}", f"n{n + 1}", 50) for n in range(5_000)), stake("n5000", "n0", 10)]
    found, graph = reach(chain)
    assert found.of(graph.number("n5000")) is Reached.YES


def test_weights_below_the_line_are_never_summed_as_floats() -> None:
    """A third of a percent three hundred times is 100 only as long as nothing is rounded up."""
    thirds = [stake(f"o{n}", "A", "0.333333333") for n in range(150)]
    graph = build_graph(thirds)
    found = Reach(take_snapshot(graph, DAY), OFAC, Seeds(frozenset(graph.number(f"o{n}") for n in range(150))))
    assert percent_of(found.bounds(graph.number("A"))[0]) == Decimal("49.99999995")
    assert found.of(graph.number("A")) is Reached.NO
    assert Fraction(150, 300) * 100 == 50
    assert isinstance(found.certain, Closure)
