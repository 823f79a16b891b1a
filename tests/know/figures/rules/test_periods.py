"""Periods lost and changed, and counts without a day."""

from tests.know.figures.figures import figure, found

from qorgan.know.figures.rules.periods import no_time_stamp, period_changed, period_lost


def test_a_number_of_a_whole_life_printed_for_every_year_is_found():
    life = figure("life", "17 %", event="physical or sexual", population="partnered", period="lifetime")
    year = figure("year", "one in six", event="violence", period="yearly")
    assert found(period_changed, life, year) == [("year", "life")]


def test_a_certain_year_is_found_like_any():
    assert found(period_changed, figure("life", "17 %", period="lifetime"), figure("year", "17 %")) == [
        ("year", "life")
    ]


def test_a_share_of_a_year_that_is_lower_is_not():
    assert found(period_changed, figure("life", "17 %", period="lifetime"), figure("year", "5 %")) == []


def test_the_same_number_of_something_else_or_somewhere_else_is_not():
    other = figure("o", "17 %", event="told"), figure("p", "17 %", place="KZ-61"), figure("g", "17 %", given="told")
    assert found(period_changed, figure("life", "17 %", period="lifetime"), *other) == []


def test_one_finding_names_all_that_have_the_number():
    lives = [figure(f"life{place}", "17 %", period="lifetime") for place in range(3)]
    assert found(period_changed, figure("year", "17 %"), *lives) == [("year", "life0", "life1", "life2")]


def test_a_number_without_a_period_is_found_and_a_statement_without_a_number_is_not():
    assert found(period_lost, figure("lost", "17 %", period=None), figure("statement", "", period=None)) == [("lost",)]


def test_a_running_count_without_a_day_is_found():
    running = figure("running", "nearly a million", period="2024-03/..", unit="views")
    read = figure("read", "nearly a million", period="2024-03/2024-04-15", unit="views")
    assert found(no_time_stamp, running, read) == [("running",)]


def test_every_figure_that_says_it_of_a_year_is_found():
    years = [figure(f"year{place}", "17 %", owner=str(place)) for place in range(2)]
    assert found(period_changed, figure("life", "17 %", period="lifetime"), *years) == [
        ("year0", "life"),
        ("year1", "life"),
    ]
