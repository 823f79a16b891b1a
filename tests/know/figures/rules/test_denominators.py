"""Whom a share is of: lost, changed, turned round."""

from tests.know.figures.figures import figure, found, ledger

from qorgan.know.figures.rules.denominators import denominator_changed, denominator_lost, inverted_conditional

RAPE = {"event": "rape", "given": "against_woman", "population": "crimes"}
TURNED = {"event": "against_woman", "given": "rape", "population": "crimes"}


def test_a_share_that_does_not_say_of_whom_is_found():
    assert found(denominator_lost, figure("lost", "every third", population=None), figure("said", "17 %")) == [
        ("lost",)
    ]


def test_a_count_needs_no_denominator():
    assert found(denominator_lost, figure("n", "17", population=None, unit="orders")) == []


def test_the_number_of_some_printed_of_more_is_found():
    some, all_ = figure("some", "17 %", population="partnered"), figure("all", "17 %")
    assert found(denominator_changed, some, all_) == [("all", "some")]


def test_another_number_of_more_is_not():
    assert found(denominator_changed, figure("some", "17 %", population="partnered"), figure("all", "12 %")) == []


def test_the_same_number_of_another_year_is_not():
    some = figure("some", "17 %", population="partnered", period="2015")
    assert found(denominator_changed, some, figure("all", "17 %", period="2024")) == []


def test_it_names_the_narrowest_people():
    some, all_ = figure("some", "17 %", population="partnered"), figure("all", "17 %")
    (finding,) = denominator_changed(ledger(some, all_))
    assert "stands for partnered. Here it is of women" in finding.says()


def test_a_condition_printed_both_ways_round_is_found_with_what_it_implies():
    rapes = figure("n", "about 2,000", event="rape", unit="complaints", period="yearly", population=None)
    (finding,) = inverted_conditional(ledger(figure("t", "83 %", **TURNED), figure("r", "98 %", **RAPE), rapes))
    assert finding.claims == ("r", "t", "n")
    assert "for every 100 of «against woman» there would be 118 of «rape»" in finding.says()
    assert "would be only 1,690" in finding.says()


def test_one_way_round_alone_is_not():
    assert (
        found(inverted_conditional, figure("r", "98 %", **RAPE), figure("t", "83 %", **(TURNED | {"place": "KZ-61"})))
        == []
    )


def test_both_ways_round_are_right_where_counts_of_both_agree():
    counts = [
        figure("rapes", "1,180", event="rape", unit="offences", population=None),
        figure("all", "1,000", event="against_woman", unit="offences", population=None),
    ]
    both = figure("t", "83 %", **TURNED), figure("r", "98 %", **RAPE)
    assert found(inverted_conditional, *both, *counts) == []
    assert found(inverted_conditional, *both, counts[0], figure("many", "30,000", event="against_woman", unit="offences", population=None)) == [("r", "t", "rapes")]  # fmt: skip
