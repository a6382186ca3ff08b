"""The register joins on strong ground only, proposes the rest, and does what people decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import InputError
from debar.lists.parties import Register
from debar.lists.parties.curated import load_curated
from debar.model import Entity
from unit.lists.parties.made_up import decided, entry

NAME = "Guangzhou Qixing Precision Instruments Co., Ltd."
LEI = "529900T8BM49AURSDO55"


def joined(register: Register, id_: str) -> tuple[str, ...]:
    return register.party_of(id_).entities


def statuses(register: Register) -> set[tuple[str, str]]:
    return {(join.status, join.ground) for join in register.joins}


class TestOnTheRealLists:
    @pytest.mark.parametrize(
        ("party", "lists"),
        [
            ("hikvision", "us-889 us-bis-el us-dod-1260h us-fcc-covered us-ofac-cons us-ofac-nscmic us-sam-exclusions"),
            ("dahua", "us-889 us-bis-el us-dod-1260h us-fcc-covered us-sam-exclusions"),
            ("huawei", "us-889 us-bis-el us-dod-1260h us-fcc-covered us-ofac-cons us-ofac-nscmic us-sam-exclusions"),
            ("zte", "us-889 us-fcc-covered us-sam-exclusions"),
            ("hytera", "us-889 us-fcc-covered us-sam-exclusions"),
        ],
    )
    def test_each_maker_of_section_889_is_one_party_on_all_its_lists(
        self, register: Register, party: str, lists: str
    ) -> None:
        found = register.party(party)
        assert {id_.partition(":")[0] for id_ in found.entities} >= set(lists.split())

    def test_every_curated_join_shows_its_evidence(self, register: Register) -> None:
        curated = [join for join in register.joins if join.ground == "curated"]
        assert curated
        assert all(join.evidence and join.by.startswith("curated party ") for join in curated)

    def test_every_curated_row_is_about_an_entry_of_a_list(self, listed: tuple[Entity, ...]) -> None:
        curated = load_curated()
        held = {entity.list for entity in listed}
        found = {(e.list, hit[1].name) for e in listed if (hit := curated.find(e.list, e.names))}
        for party in curated.parties.values():
            for member in party.members:
                lists = held & set(member.lists)
                assert not lists or any((list_id, member.name) in found for list_id in lists), member

    def test_a_company_of_the_same_group_is_not_joined(self, register: Register, listed: tuple[Entity, ...]) -> None:
        (other,) = (each.id for each in listed if each.caption == "Hytera Communications Limited")
        joins = [join for join in register.party("hytera").joins if other in (join.a, join.b)]
        assert other not in register.party("hytera").entities
        assert {join.status for join in joins} <= {"proposed"}

    def test_no_party_holds_two_entries_that_a_list_gives_different_numbers(self, register: Register) -> None:
        for party in register.parties:
            numbers = {id_ for id_ in party.entities if id_.startswith(("us-ofac-cons:", "us-ofac-nscmic:"))}
            assert len({id_.partition(":")[2] for id_ in numbers}) <= 1, party

    def test_every_entry_is_in_exactly_one_party(self, register: Register, listed: tuple[Entity, ...]) -> None:
        members = [id_ for party in register.parties for id_ in party.entities]
        assert sorted(members) == sorted(entity.id for entity in listed)
        assert len({party.id for party in register.parties}) == len(register.parties)

    def test_the_order_of_the_lists_does_not_count(self, register: Register, listed: tuple[Entity, ...]) -> None:
        assert Register(reversed(listed)).parties == register.parties


class TestGrounds:
    def test_a_world_wide_identifier_joins_whatever_the_names(self) -> None:
        register = Register(
            [entry("x:1", identifiers=(("lei", LEI),)), entry("y:1", identifiers=(("lei", LEI.lower()),))]
        )
        assert joined(register, "y:1") == ("x:1", "y:1")

    def test_an_identifier_that_two_entries_of_one_list_have_is_proposed(self) -> None:
        held = [entry(id_, identifiers=(("lei", LEI),)) for id_ in ("x:1", "x:2", "y:1")]
        register = Register(held)
        assert statuses(register) == {("proposed", "identifier")}

    def test_an_identifier_does_not_join_against_another_of_which_a_party_has_one(self) -> None:
        codes = ("91330000733796106P", "91440101618482458K")
        held = [
            entry(id_, identifiers=(("lei", LEI), ("uscc", code)))
            for id_, code in zip(("x:1", "y:1"), codes, strict=True)
        ]
        (join,) = Register(held).joins
        assert join.status == "proposed"
        assert "different identifiers of the type uscc" in join.because

    def test_a_number_of_one_country_only_proposes(self) -> None:
        register = Register([entry(id_, identifiers=(("tax-id", "7702070139"),)) for id_ in ("x:1", "y:1")])
        assert statuses(register) == {("proposed", "national-identifier")}

    def test_a_full_distinctive_name_and_a_country_join(self) -> None:
        register = Register([entry("x:1", NAME), entry("y:1", NAME.upper().replace("CO., LTD.", "COMPANY LIMITED"))])
        assert statuses(register) == {("joined", "name")}

    @pytest.mark.parametrize(
        ("left", "right", "ground"),
        [
            (entry("x:1", NAME), entry("y:1", NAME, countries=()), "same-name"),
            (entry("x:1", NAME), entry("y:1", NAME, countries=("ru",)), "same-name"),
            (entry("x:1", NAME), entry("x:2", NAME), "same-name"),
            (entry("x:1", "Sky Trading Limited"), entry("y:1", "Sky Trading Ltd"), "same-name"),
            (entry("x:1", NAME), entry("y:1", NAME.replace("Co., Ltd.", "GmbH")), "core-name"),
            (entry("x:1", NAME), entry("y:1", names=("Qixing Optics", NAME)), "alias"),
        ],
    )
    def test_weaker_likeness_is_proposed(self, left: Entity, right: Entity, ground: str) -> None:
        assert statuses(Register([left, right])) == {("proposed", ground)}

    def test_a_name_that_several_entries_of_a_list_bear_is_proposed(self) -> None:
        register = Register([entry("x:1", NAME), entry("x:2", NAME, countries=("ru",)), entry("y:1", NAME)])
        assert {join.status for join in register.joins} == {"proposed"}

    def test_an_alike_name_at_the_same_address_is_proposed(self) -> None:
        place = ("No. 1187, Bin'an Road, Binjiang District, Hangzhou, Zhejiang",)
        held = [
            entry("x:1", "Zhejiang Qixing Vision Technology Co., Ltd.", addresses=place, countries=()),
            entry("y:1", "Zhejiang Qixing Vision Tech", addresses=(place[0].upper(),), countries=()),
        ]
        assert statuses(Register(held)) == {("proposed", "name-and-address")}

    def test_a_generic_name_is_not_even_proposed(self) -> None:
        assert not Register([entry("x:1", "General Trading LLC"), entry("y:1", "General Trading LLC")]).joins

    def test_a_person_is_never_joined_by_name(self) -> None:
        held = [entry(id_, "Arnoldo Antonio Arredondo", schema="Person") for id_ in ("x:1", "y:1")]
        assert not Register(held).joins

    def test_a_person_of_the_same_name_and_full_birth_date_is_proposed(self) -> None:
        left = entry("x:1", "ARREDONDO, Arnoldo Antonio", schema="Person", birth_dates=("13 Dec 1963",))
        right = entry("y:1", "Arnoldo Antonio Arredondo", schema="Person", birth_dates=("1963-12-13",))
        assert statuses(Register([left, right])) == {("proposed", "name-and-birth")}

    def test_a_name_of_no_known_kind_that_may_be_a_persons_is_not_joined(self) -> None:
        held = [entry(id_, "Arnoldo Antonio Arredondo", schema="LegalEntity") for id_ in ("x:1", "y:1")]
        assert not Register(held).joins

    def test_a_ship_is_joined_by_its_number_and_proposed_by_its_name(self) -> None:
        numbered = [
            entry(f"{list_id}:1", schema="Vessel", identifiers=(("imo", f"{prefix}9187629"),))
            for list_id, prefix in (("x", ""), ("y", "IMO "))
        ]
        assert statuses(Register(numbered)) == {("joined", "identifier")}
        named = [entry(id_, "Ocean Perseverance Qixing", schema="Vessel") for id_ in ("x:1", "y:1")]
        assert statuses(Register(named)) == {("proposed", "same-name")}

    def test_an_address_or_a_category_is_no_party(self) -> None:
        held = [entry(id_, NAME, schema="Address") for id_ in ("x:1", "y:1")]
        assert not Register(held).joins


class TestDecisions:
    held = (entry("x:1", NAME), entry("y:1", NAME), entry("z:1", "Other Words Entirely Ltd."))

    def test_same_joins_what_nothing_else_would(self) -> None:
        register = Register(self.held, [decided("z:1", "x:1", "same")])
        assert joined(register, "z:1") == ("x:1", "y:1", "z:1")
        (join,) = (each for each in register.joins if each.ground == "decision")
        assert join.because == (
            "ana decided on 2026-03-01 that x:1 and z:1 are the same party: seen in the register of companies."
        )

    def test_different_undoes_an_automatic_join_and_says_so(self) -> None:
        register = Register(self.held, [decided("x:1", "y:1", "different")])
        assert joined(register, "x:1") == ("x:1",)
        assert [join.status for join in register.party_of("y:1").joins] == ["separated"]

    def test_different_cuts_the_weakest_link_of_a_chain(self) -> None:
        chain = [
            entry("x:1", "First Qixing Words Ltd.", identifiers=(("lei", LEI),)),
            entry("y:1", NAME, identifiers=(("lei", LEI),)),
            entry("z:1", NAME),
        ]
        register = Register(chain, [decided("x:1", "z:1", "different")])
        assert joined(register, "x:1") == ("x:1", "y:1")
        cut = [join for join in register.joins if join.status == "separated" and join.ground == "name"]
        assert [(join.a, join.b) for join in cut] == [("y:1", "z:1")]
        assert "Not joined: ana decided on 2026-03-01 that x:1 and z:1 are different parties" in cut[0].because

    def test_of_contradicting_decisions_the_oldest_gives_way(self) -> None:
        made = [
            decided("x:1", "z:1", "same", 1),
            decided("y:1", "z:1", "same", 2),
            decided("x:1", "y:1", "different", 3),
        ]
        register = Register(self.held, made)
        assert joined(register, "z:1") == ("y:1", "z:1")

    def test_the_newest_decision_on_a_pair_holds_whatever_order_they_come_in(self) -> None:
        made = [
            decided("x:1", "y:1", "different", 2),
            decided("y:1", "x:1", "same", 3),
            decided("x:1", "y:1", "different", 1),
        ]
        assert joined(Register(self.held, made), "x:1") == ("x:1", "y:1")

    def test_a_decision_taken_back_leaves_no_trace(self) -> None:
        made = [decided("x:1", "y:1", "different", 1), decided("x:1", "y:1", "undecided", 2)]
        assert Register(self.held, made).parties == Register(self.held).parties

    def test_a_decision_on_an_entry_that_is_not_held_sleeps(self) -> None:
        register = Register(self.held, [decided("x:1", "gone:1", "same")])
        assert [each.pair for each in register.dormant] == [("gone:1", "x:1")]

    def test_different_also_withdraws_a_proposal(self) -> None:
        held = [entry("x:1", NAME), entry("y:1", NAME, countries=())]
        assert {join.status for join in Register(held, [decided("x:1", "y:1", "different")]).joins} == {"separated"}

    def test_a_curated_party_that_is_split_keeps_its_id_on_one_side(self, listed: tuple[Entity, ...]) -> None:
        zte = [
            entity
            for entity in listed
            if (hit := load_curated().find(entity.list, entity.names)) and hit[0].id == "zte"
        ]
        first, *others = sorted(entity.id for entity in zte)
        register = Register(zte, [decided(first, other, "different") for other in others])
        assert [party.id for party in register.parties if party.id == "zte"] == ["zte"]
        assert len({party.id for party in register.parties}) == len(register.parties)

    def test_an_entry_that_no_list_holds_is_an_error_that_says_what_to_do(self) -> None:
        with pytest.raises(InputError, match="debar match"):
            Register(self.held).party_of("nobody:1")


IDS = st.integers(0, 7).map("x{0}:1".format)
PAIRS = st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1])
DECISIONS = st.lists(st.tuples(PAIRS, st.sampled_from(("same", "different", "undecided"))), max_size=20)


@given(DECISIONS)
def test_two_entries_decided_to_be_different_are_never_in_one_party(made: list[tuple[tuple[str, str], str]]) -> None:
    decisions = [decided(*pair, word, day) for day, (pair, word) in enumerate(made, start=1)]
    held = [entry(f"x{n}:1", NAME if n % 2 else "", identifiers=(("lei", LEI),) if n > 4 else ()) for n in range(8)]
    register = Register(held, decisions)
    newest = {tuple(sorted(pair)): word for pair, word in made}
    for (a, b), word in newest.items():
        if word == "different":
            assert b not in joined(register, a)
    again = Register(reversed(held), reversed(decisions))
    assert again.parties == register.parties
