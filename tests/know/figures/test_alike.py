"""Shares that can be one number: the quick way finds what comparing every two finds, and says where it stops."""

from itertools import combinations

import numpy as np
from tests.know.figures.figures import figure, ledger

from qorgan.know.figures.alike import MAX_ALIKE, same_number
from qorgan.know.figures.period import Period
from qorgan.know.figures.rules.sources import other_owner

PERIODS = (None, "2023", "2024", "lifetime", "yearly")
EVENTS = ("physical", "violence", "physical or sexual", "psychological", "sexual or physical")


def _random_ledger(seed):
    rng = np.random.default_rng([11, seed])

    def pick(some):
        return some[int(rng.integers(len(some)))]

    found = []
    for place in range(40):
        period = pick(PERIODS)
        fields = {"population": pick(("women", "partnered", "rural", None)), "period": period and Period.read(period)}
        where, among = pick(("KZ", "KZ-61")), pick((None, None, "told"))
        wording = f"{int(rng.integers(10, 20))} %"
        found.append(figure(f"f{place}", wording, event=pick(EVENTS), place=where, given=among, **fields))
    return ledger(*found)


def _can_be_one(ledger, one, other):
    same = one.place == other.place and one.given == other.given and one.interval.meets(other.interval)
    return same and ledger.are_of_one(one, other) and ledger.meanings.are_related(one.population, other.population)


def test_it_finds_what_comparing_every_two_finds():
    n_found = 0
    for seed in range(10):
        random = _random_ledger(seed)
        firsts = [group[0] for group in random.same_shares]
        brute = {frozenset((a.id, b.id)) for a, b in combinations(firsts, 2) if _can_be_one(random, a, b)}
        crowded = []
        found = [frozenset((one[0].id, other[0].id)) for one, other in same_number(random, crowded)]
        assert (set(found), len(found), crowded) == (brute, len(brute), [])
        n_found += len(found)
    assert n_found > 100


def test_only_times_and_peoples_that_go_together_are_yielded_whichever_way_round():
    year, life = figure("y", "17 %", period="yearly"), figure("l", "17 %", period="lifetime")

    def is_year_beside_life(one, other):
        return one.kind == "yearly" and other.kind == "lifetime"

    for order in ((year, life), (life, year)):
        assert len(list(same_number(ledger(*order), [], is_year_beside_life))) == 1
    assert list(same_number(ledger(year, life), [], peoples=lambda one, other: one != other)) == []


def _in_every_paper(n_papers):
    return [
        figure(f"f{place}", "17 %", period=None, report=f"r{place}", owner=f"o{place}") for place in range(n_papers)
    ]


def test_a_number_in_more_papers_than_are_compared_is_still_one_finding_and_the_limit_is_said():
    findings = list(other_owner(ledger(*_in_every_paper(3 * MAX_ALIKE))))
    owners = [one for one in findings if one.rule == "other-owner"]
    assert [len(one.claims) for one in owners] == [3 * MAX_ALIKE]
    assert "and 78 more" in owners[0].says()
    assert {one.rule for one in findings[1:]} == {"too-many-alike"}
    assert "the limit is 30" in findings[1].says()


def test_below_the_limit_nothing_is_said_of_it():
    assert [one.rule for one in other_owner(ledger(*_in_every_paper(MAX_ALIKE)))] == ["other-owner"]
