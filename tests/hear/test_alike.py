"""What is grouped, what never is, and what that depends on."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.hear.alike import LEAST, Reason, groups_of
from qorgan.hear.sketch import Sketch, sketch_of

LONG = (
    "We demand that you close this page at once because your organisation takes money from abroad and destroys families, "
    "and this is the last warning that you will ever get from us."
)
ADVERT = "Cheap followers and likes visit {link} for instant delivery today"


def copies(words, n):
    return {f"copy {number}": sketch_of(words) for number in range(n)}


def test_twelve_copies_are_a_group_and_eleven_are_none():
    (group,) = groups_of(copies(LONG, LEAST))
    assert (group.reason, len(group.members)) == (Reason.ALIKE, LEAST)
    assert groups_of(copies(LONG, LEAST - 1)) == []


@pytest.mark.parametrize(
    "words",
    [
        "help me",
        "он меня бьёт помогите пожалуйста",
        "мені күйеуім күн сайын ұрады не істерімді білмеймін көмектесіңіздерші",
        "help me " * 60,
        "he beats me every day and I do not know what to do please help me",
    ],
)
def test_a_short_message_is_never_grouped_however_many_send_it(words):
    assert groups_of(copies(words, 5000)) == []


def test_short_copies_around_addresses_are_a_group():
    sketches = {n: sketch_of(ADVERT.format(link=f"t.me/{n}")) for n in range(LEAST)}
    (group,) = groups_of(sketches)
    assert group.reason == Reason.ADVERT


def test_different_messages_that_name_an_address_are_no_group():
    own = ["he put my pictures there", "this is his page", "here he writes about me", "see what he threatens"]
    sketches = {n: sketch_of(f"{own[n % 4]} {'abcdefghijklmnop'[n % 16]}{n} example.com/x") for n in range(40)}
    assert groups_of(sketches) == []


def test_the_least_alike_come_first():
    odd = LONG + " But then she wrote a few words of her own at the end of it."
    (group,) = groups_of({**copies(LONG, 20), "odd": sketch_of(odd)})
    assert group.members[0] == "odd"


def test_two_floods_are_two_groups_even_where_they_share_a_habit_of_the_language():
    other = "Dear friends of the centre, I do not know what to say any more " + LONG[::-1]
    mixed = LONG + " I do not know what to say any more."
    sketches = {**copies(mixed, 20), **{f"other {n}": sketch_of(other) for n in range(15)}}
    assert [len(one.members) for one in groups_of(sketches)] == [20, 15]


def test_in_a_rush_a_run_must_stand_in_more_messages():
    others = {f"own {n}": Sketch((n,)) for n in range(10_000)}
    assert groups_of({**others, **copies(LONG, 40)}) == []
    assert len(groups_of({**others, **copies(LONG, 60)})) == 1


_SKETCHES = st.lists(
    st.builds(
        Sketch,
        runs=st.frozensets(st.integers(0, 60), max_size=48).map(lambda runs: tuple(sorted(runs))),
        has_address=st.booleans(),
        is_no_language=st.booleans(),
    ),
    max_size=60,
)


@given(_SKETCHES)
def test_groups_are_large_enough_and_no_message_is_in_two(sketches):
    groups = groups_of(dict(enumerate(sketches)))
    members = [name for one in groups for name in one.members]
    assert len(members) == len(set(members))
    assert all(len(one.members) >= LEAST for one in groups)


@given(_SKETCHES, st.integers())
def test_the_order_of_messages_makes_no_difference(sketches, seed):
    names = list(range(len(sketches)))
    random.Random(seed).shuffle(names)  # noqa: S311 - no secret
    first = groups_of(dict(enumerate(sketches)))
    second = groups_of({name: sketches[name] for name in names})
    assert {frozenset(one.members) for one in first} == {frozenset(one.members) for one in second}


@given(_SKETCHES, st.frozensets(st.integers(1000, 2000), max_size=48))
def test_a_message_that_shares_nothing_with_others_is_in_no_group(sketches, runs):
    own = Sketch(tuple(sorted(runs)), has_address=True)
    assert all("hers" not in one.members for one in groups_of({**dict(enumerate(sketches)), "hers": own}))


@given(_SKETCHES, st.integers(0, 19))
def test_a_message_of_few_runs_without_address_is_in_no_group(sketches, n_runs):
    hers = Sketch(tuple(range(n_runs)))
    assert all("hers" not in one.members for one in groups_of({**dict(enumerate(sketches)), "hers": hers}))
